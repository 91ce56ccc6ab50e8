"""Every place a sentence names, with the part it plays there.

In: a sentence's tokens and the gazetteer. Out: mentions in order, known places and names that only the grammar
gives away ("the village of X", "X hospital"). A mention says whether something happens there or whether it is the
place of a speaker, a border, somebody's origin or destination.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from contested.extract.gazetteer import Gazetteer, Place, find_in_world, gazetteer, word_parts, word_shape
from contested.lexicon import Lexicon
from contested.model import Document
from contested.text import TextView

# What a mention is in its sentence, best first. `event`: a word asks for a place there; `bare`: nothing does;
# `local`: where somebody on the spot speaks from; the other four are not where the thing happened.
ROLES = ("event", "bare", "local", "origin", "destination", "aside", "never")
_QUOTES = frozenset("\"'\u201c\u201d\u2018\u2019")
_LONGEST_NAME = 4
_AL = ("al",)
_CAPITALISED = re.compile(r"[A-Z][A-Za-z]+")


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place as a sentence names it; ``view.text[start:end]`` with the words that belong to it ("near Palmyra").

    `canonical` is the gazetteer's name, None for a name that only the grammar shows to be a place. `kind` is one of the
    gazetteer's kinds, `region` for a part of a country. `how` is "gazetteer", "world" or "grammar". `first`, `last` are
    the sentence's token numbers of the mention, `core` that of the name itself.
    """

    start: int
    end: int
    text: str
    canonical: str | None
    kind: str
    lat: float | None
    lon: float | None
    parent: str | None
    role: str = "event"
    how: str = "gazetteer"
    first: int = 0
    last: int = 0
    core: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists of the `places` table as sets, for one lexicon."""

    kinds: dict[str, str]
    spot_adjectives: frozenset[str]
    place_prepositions: frozenset[str]
    name_prepositions: frozenset[str]
    relational: frozenset[str]
    relational_of: frozenset[str]
    compass: frozenset[str]
    fillers: frozenset[str]
    organisation: frozenset[str]
    speaks: frozenset[str]
    speech_setting: frozenset[str]
    local_setting: frozenset[str]
    launch_setting: frozenset[str]
    origin_people: frozenset[str]
    destination: frozenset[str]
    border: frozenset[str]
    departure: frozenset[str]
    clause_breaks: frozenset[str]
    new_topic: frozenset[str]
    outlets: frozenset[str]
    tag_words: frozenset[str]
    follows: frozenset[str]
    not_places: frozenset[str]
    common: frozenset[str]
    backward: dict[str, tuple[str, ...]]
    conflict_nouns: frozenset[str]
    background: tuple[str, ...]
    held: frozenset[str]


def words_of(lexicon: Lexicon) -> Words:
    """The compiled word lists of `lexicon`."""
    return lexicon.compiled(_build_words)


def _build_words(lexicon: Lexicon) -> Words:
    table = lexicon["places"]
    lists = {name: frozenset(values) for name, values in table["words"]["lists"].items()}
    background = table["background"]
    return Words(
        kinds=dict(table["words"]["kinds"]),
        spot_adjectives=lists["spot_adjectives"],
        place_prepositions=lists["place_prepositions"],
        name_prepositions=lists["name_prepositions"],
        relational=lists["relational"],
        relational_of=lists["relational_of"],
        compass=lists["compass"],
        fillers=lists["fillers"],
        organisation=lists["organisation"],
        speaks=lists["speaks"],
        speech_setting=lists["speech_setting"],
        local_setting=lists["local_setting"],
        launch_setting=lists["launch_setting"],
        origin_people=lists["origin_people"],
        destination=lists["destination"],
        border=lists["border"],
        departure=lists["departure"],
        clause_breaks=lists["clause_breaks"],
        new_topic=lists["new_topic"],
        outlets=lists["outlets"],
        tag_words=lists["tag_words"],
        follows=lists["follows"],
        not_places=lists["not_places"],
        common=lists["common_words"],
        backward={noun: tuple(kinds) for noun, kinds in table["words"]["backward"].items()},
        conflict_nouns=frozenset(background["conflict_nouns"]),
        background=tuple(background["phrases"]),
        held=frozenset(w for w in lists["fillers"] if w.endswith(("-held", "-controlled", "-occupied")) or w == "besieged"),
    )


def find_places(view: TextView, sentence_index: int, lexicon: Lexicon) -> list[PlaceMention]:
    """The places that sentence `sentence_index` names, in order and without overlap.

    Names of governments and bodies ("Damascus denied", "Aleppo Media Center", "Beirut-based") come with role "never".
    """
    return _Finder(view, sentence_index, gazetteer(lexicon), words_of(lexicon)).run()


def is_place_name(lower_words: Sequence[str], lexicon: Lexicon) -> bool:
    """True where the words are, as a whole, the name of a known place; case does not matter."""
    return gazetteer(lexicon).knows(lower_words)


def name_after_verb(view: TextView, sentence_index: int, start: int, end: int, lexicon: Lexicon) -> PlaceMention | None:
    """The first capitalised name between `start` and `end` that can be a place, for "captured X" with an unknown X."""
    return _Finder(view, sentence_index, gazetteer(lexicon), words_of(lexicon)).name_between(start, end)


class _Finder:
    """One pass over the tokens of one sentence."""

    def __init__(self, view: TextView, index: int, gaz: Gazetteer, words: Words) -> None:
        self.text = view.text
        self.document = view.document
        self.tokens = view.tokens(index)
        self.gaz = gaz
        self.w = words
        self.n = len(self.tokens)
        shapes = [word_shape(t) for t in self.tokens.words]
        self.capital = [shape[2] for shape in shapes]
        long = [k for k, t in enumerate(self.tokens.words) if len(t) > 3 and t[0].isalpha()]
        capitals = sum(self.capital[k] for k in long)
        self.upper = len(long) > 2 and capitals > 0.7 * len(long) and sum(self.tokens.words[k].isupper() for k in long) > 0.7 * len(long)
        # In a title-case line a capital says nothing: there only known names count.
        self.title_case = self.upper or (len(long) > 2 and capitals > 0.7 * len(long))
        self.parts: list[str] = []
        self.token: list[int] = []
        self.article: list[bool] = []
        self.first_part: list[int] = []
        self._flatten(shapes)

    def _flatten(self, shapes: list[tuple[tuple[str, ...], bool, bool]]) -> None:
        article = False
        parts, token, articles, first_part = self.parts, self.token, self.article, self.first_part
        for k, (split, hyphenated, _) in enumerate(shapes):
            first_part.append(len(parts))
            if split == _AL and k + 1 < self.n and self.capital[k + 1]:
                article = True
                continue
            for part in split:
                parts.append(part)
                token.append(k)
                articles.append(hyphenated or article)
                hyphenated = article = False

    def run(self) -> list[PlaceMention]:
        found: list[PlaceMention] = []
        k = 0
        while k < self.n:
            mention = self._at(k, found[-1] if found else None) if self.capital[k] or self.tokens.words[k][0].isdigit() else None
            if mention is None:
                k += 1
                continue
            if found and mention.first <= found[-1].last:
                mention = self._trim(mention, found[-1].last + 1)
            found.append(mention)
            k = mention.last + 1
        return found

    def name_between(self, start: int, end: int) -> PlaceMention | None:
        for k in range(1, self.n):
            if start < self.tokens.starts[k] < end and not self.title_case and self._name_word(k) and self.gaz.match(self.parts, self.first_part[k]) is None and self.tokens.lower[k - 1] not in ("from", "by", "to"):
                last = k
                while last + 1 < self.n and last - k + 1 < _LONGEST_NAME and self._name_word(last + 1) and self.tokens.ends[last + 1] <= end:
                    last += 1
                return self._make(k, last, k, Place(self._span_text(k, last), "town"), "event", how="grammar")
        return None

    # one name ---------------------------------------------------------------------------------------------------

    def _at(self, k: int, before: PlaceMention | None) -> PlaceMention | None:
        if self.tokens.lower[k] in ("al", "el") and k + 1 < self.n and self.capital[k + 1]:
            return None  # the name starts at the next word; the article is taken in from there
        i = self.first_part[k]
        if i >= len(self.parts) or not self.parts[i]:
            return None
        known = self.gaz.match(self.parts, i, article=self.article[i], loose=not self.upper)
        if known is not None:
            mention = self._known(k, i, known[0], known[1])
            if mention is not None:
                return mention
        return self._unknown(k, before)

    def _known(self, k: int, i: int, n: int, place: Place) -> PlaceMention | None:
        last = self.token[i + n - 1]
        if self.tokens.words[k][0].isdigit() and n == 1:
            return None
        if place.kind != "country" and not self.upper and n == 1 and len(self.tokens.words[k]) <= 5 and self.tokens.words[k].isupper():
            return None  # SANA is an agency, Sanaa a city
        broken = (i > 0 and self.token[i - 1] == k) or (i + n < len(self.parts) and self.token[i + n] == last)
        broken = broken or self._hyphen_follows(last)
        i, place = self._widen(i, n, place)
        first = self.token[i]
        if broken:
            return self._make(first, last, first, place, "never")
        possessive = self._possessive(last, self.parts[self.first_part[last]])
        end, kind, site = self._extend(last, place)
        if kind == "province" and place.kind in ("city", "area"):
            place = self.gaz.places.get(f"{place.name} province", place)
        if site:
            name = self._span_text(first, end)
            place = self.gaz.find(name) or Place(place.name, "site", place.parent, place.lat, place.lon, place.cue)
        elif kind is None and possessive:
            end, place = self._part_of_city(last, place)
        start, cue, prep = self._leftwards(first)
        if place.cue and not (cue or kind is not None or site):
            return None
        if n == 1 and self.tokens.lower[k] in self.w.common and (self.upper or not cue):
            return None
        if place.kind == "country" and (any(self.tokens.lower[j] in self.w.compass for j in range(start, first)) or self._compass_after(end)):
            place = replace(place, kind="region")
            end = end + 1 if self._compass_after(end) else end
        elif start < first and place.kind != "region":
            place = self._side(start, first, place)
        role = self._role(start, end, prep, place, cue or kind is not None)
        return self._make(start, end, first, place, role, possessive=possessive and end == last)

    def _hyphen_follows(self, k: int) -> bool:
        """ "U.S.-backed": the hyphen is a token of its own after an abbreviation."""
        return k + 1 < self.n and self.tokens.words[k + 1] == "-" and self.tokens.starts[k + 1] == self.tokens.ends[k]

    def _widen(self, i: int, n: int, place: Place) -> tuple[int, Place]:
        """A lower-case word before may belong to a longer known name: "eastern Aleppo", "rebel-held Aleppo"."""
        end = i + n
        token = self.token[i]
        for back in (1, 2):
            j = token - back
            if j < 0 or not (self.tokens.lower[j] in self.w.compass or self.tokens.lower[j] in self.w.held or self.tokens.lower[j] == "old"):
                break
            longer = self.gaz.match(self.parts, self.first_part[j], loose=False)
            if longer is not None and self.first_part[j] + longer[0] >= end:
                i, place = self.first_part[j], longer[1]
        return i, place

    def _possessive(self, k: int, part: str) -> bool:
        word = self.tokens.words[k]
        if word_parts(word)[2]:
            return True
        return word.endswith("s") and len(word) > 4 and self.gaz.find(word[:-1]) is not None and self.gaz.find(word + "x") is None and part.endswith("s")

    def _extend(self, last: int, place: Place) -> tuple[int, str | None, bool]:
        """Take in a kind noun after the name: "Idlib province", "Aleppo Central Prison". (last token, kind, is a spot)"""
        j = last + 1
        adjectives = 0
        while j < self.n and adjectives < 3 and self.tokens.lower[j] in self.w.spot_adjectives:
            j += 1
            adjectives += 1
        if j >= self.n or j > last + 4:
            return last, None, False
        noun = self.tokens.lower[j]
        kind = self.w.kinds.get(noun)
        if kind is None and noun.endswith("s"):
            kind = self.w.kinds.get(noun[:-1])
        if kind is None and noun == "base" and adjectives:
            kind = "site"
        if kind is None or (kind != "site" and adjectives) or (noun == "state" and place.kind == "country"):
            return last, None, False
        if kind == "site" and place.kind == "country" and not self.capital[j]:
            return last, None, False
        if kind == "area" and noun == "countryside" and place.kind == "city":
            kind = "province"
        if j + 1 < self.n and self.tokens.lower[j + 1] == "of" and kind in ("city", "town", "district") and place.kind in ("country", "province", "city"):
            return last, None, False  # "the Damascus suburb of Daraya"
        return j, kind, kind == "site"

    def _part_of_city(self, last: int, place: Place) -> tuple[int, Place]:
        """ "Aleppo's eastern districts": the half of the city, where it is a place of its own."""
        j = last + 1
        while j < self.n and self.tokens.lower[j] in self.w.held:
            j += 1
        if j + 1 < self.n and self.tokens.lower[j] in self.w.compass and self.tokens.lower[j + 1] in self.w.kinds | {"parts": "", "part": "", "half": "", "side": ""}:
            side = half_of(place, self.tokens.lower[j], self.gaz)
            if side is not None:
                return j + 1, side
        return last, place

    def _compass_after(self, end: int) -> bool:
        """ "Syria's north": a compass noun right after a country's possessive."""
        j = end + 1
        return j < self.n and self.tokens.lower[j] in self.w.compass and not (j + 1 < self.n and self.capital[j + 1]) and self._is_noun_end(j)

    def _is_noun_end(self, j: int) -> bool:
        return self.tokens.lower[j] in ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest") and (
            j + 1 >= self.n or self.tokens.lower[j + 1] not in self.w.kinds
        )

    def _leftwards(self, first: int) -> tuple[int, bool, int]:
        """What stands before a name: (first token that belongs to it, a word asks for a place, token before it all)."""
        start, cue = first, False
        j = first - 1
        lower = self.tokens.lower
        if j >= 0 and lower[j] in ("al", "el"):
            start, j = j, j - 1
        if j >= 0 and lower[j] in self.w.compass:
            start, j = j, j - 1
            if j >= 1 and lower[j] == "and" and lower[j - 1] in self.w.compass:
                start, j = j - 1, j - 2
        inner = j
        for _ in range(3):
            j = self._skip(inner)
            if j < 1 or lower[j] != "of":
                break
            noun = lower[j - 1]
            if noun in self.w.kinds and noun not in ("state",):
                cue = True
                inner = j - 2
                if inner >= 0 and lower[inner] in self.w.compass and noun.endswith("s"):
                    start, inner = inner, inner - 1
                    break
            elif noun in self.w.relational_of:
                cue = True
                start, inner = j - 1, j - 2
                while inner >= 1 and lower[inner] in ("and", "just") and lower[inner - 1] in self.w.relational_of:
                    start, inner = inner - 1, inner - 2
                if inner >= 0 and lower[inner] in self.w.compass:
                    start, inner = inner, inner - 1
            else:
                break
        j = self._skip(inner)
        if j >= 0 and (lower[j] in self.w.relational or (lower[j] == "to" and j > 0 and lower[j - 1] == "close")):
            start, cue = j - (lower[j] == "to"), True
        if j >= 0 and lower[j] in self.w.place_prepositions:
            cue = True
        return start, cue, j

    def _skip(self, j: int) -> int:
        lower = self.tokens.lower
        while j >= 0 and (
            lower[j] in self.w.fillers
            or lower[j] in self.w.compass
            or (lower[j] in self.w.kinds and not self.capital[j] and lower[j] not in ("state", "base"))
            or lower[j] in self.gaz.demonyms
            or lower[j] in _QUOTES
            or (lower[j].endswith(("-held", "-controlled", "-run", "-occupied", "-majority")))
        ):
            if lower[j] == "and":
                break
            j -= 1
        return j

    def _side(self, start: int, first: int, place: Place) -> Place:
        """ "the eastern neighbourhoods of Aleppo", "eastern Mosul" where the half of the city is a place of its own."""
        words = [self.tokens.lower[j] for j in range(start, first)]
        if words and words[0] in self.w.compass and (len(words) == 1 or (words[-1] in ("of", "the") and words[1] in self.w.kinds | {"part": "", "parts": "", "half": "", "side": ""})):
            return half_of(place, words[0], self.gaz) or place
        return place

    def _role(self, start: int, end: int, prep: int, place: Place, cue: bool) -> str:
        lower = self.tokens.lower
        after = lower[end + 1] if end + 1 < self.n else ""
        before = lower[prep] if prep >= 0 else ""
        setting = lower[max(0, prep - 3) : prep] if prep > 0 else []
        nearest = setting[-1] if setting else ""
        if self._is_body(end, place) or before in self.w.outlets or (start > 0 and lower[start - 1] in self.w.outlets):
            return "never"
        if before == "in" and setting[-2:] == ["islamic", "state"] or (before == "and" and "state" in lower[max(0, start - 6) : start] and "islamic" in lower[max(0, start - 7) : start] and place.kind == "country"):
            return "never"
        if not cue and any(t in self.w.tag_words for t in lower[max(0, start - 12) : start]):
            return "aside"
        if after in self.w.speaks and not cue and place.kind in ("country", "city"):
            return "never"
        if start > 0 and lower[start - 1] in self.w.launch_setting:
            return "aside"
        if not cue and start > 0 and lower[start - 1][0].isdigit() and len(lower[start - 1]) >= 4 and end + 1 < self.n and self.capital[end + 1] and not self.title_case:
            return "never"  # "20 January 2015 Beirut Government air strikes ...": a dateline without its marks
        if after in self.w.border or before in self.w.border or (before == "with" and any(x in self.w.border for x in setting)):
            return "aside"
        if self._is_dateline(start, end):
            return "never"
        if before in ("in", "at", "from", "near"):
            if nearest in self.w.speech_setting or (nearest in ("by", "reporters") and "told" in setting):
                return "aside"
            if nearest in self.w.launch_setting or (before == "from" and nearest in self.w.origin_people):
                return "origin" if before == "from" else "aside"
        if before in ("from", "of", "in", "at") and any(x in self.w.local_setting for x in setting[-1:]):
            return "local"
        if before in self.w.departure:
            return "origin"
        if before in self.w.destination and not (before == "to" and nearest in ("close", "damage")):
            return "destination"
        return "event" if cue else "bare"

    def _is_body(self, end: int, place: Place) -> bool:
        """An organisation, an outlet or a government: "Aleppo Media Center", "Daraa Health Directorate"."""
        for j in range(end + 1, min(end + 4, self.n)):
            word = self.tokens.lower[j]
            if word in self.w.organisation:
                return self.capital[j] or place.kind == "country" or (j == end + 1 and not self.upper)
            if not (self.capital[j] or word in ("local", "provincial", "city", "military")):
                return False
        return False

    def _is_dateline(self, start: int, end: int) -> bool:
        """ "BEIRUT (Reuters) -": the place it was written at, not what it is about."""
        words = self.tokens.words
        if start > 14 or self.upper:
            return False
        following = words[end + 1 : end + 9]
        if "(" in following[:6] and words[end].isupper():
            return True
        if any(d in following[:1] for d in ("-", "\u2013", "\u2014", "--")) and (start < 3 or words[end].isupper()):
            return True
        return words[end].isupper() and len(words[end]) > 3 and start < 14

    # names the list does not know -------------------------------------------------------------------------------

    def _unknown(self, k: int, before: PlaceMention | None) -> PlaceMention | None:
        if self.upper or not self._name_word(k):
            return None
        last = k
        arabic = self._arabic(k)
        while last + 1 < self.n and last - k + 1 < _LONGEST_NAME:
            j = last + 1
            if self.tokens.lower[j] in ("al", "el") and j + 1 < self.n and self.capital[j + 1]:
                last = j + 1
                continue
            if not self._name_word(j) or self.tokens.lower[j] in self.w.kinds or self.tokens.lower[j] in self.w.organisation:
                break
            if arabic and self._arabic(j):
                break
            last = j
        start, cue, prep = self._leftwards(k)
        of_kind = cue and self._named_kind(k)
        end, kind, site = self._extend(last, Place("", "town"))
        if end > last and (self.tokens.lower[end] in ("state", "road", "street", "areas", "field", "market", "plant", "school", "heights") and not self.capital[end]) and not cue:
            kind, site, end = None, False, last
        if end > last and self.title_case and not arabic:
            kind, site, end = None, False, last
        joined = before is not None and before.how == "grammar" and before.role == "event" and self._joined(before.last, k)
        if not (of_kind or kind is not None or joined):
            if self.title_case or prep < 0 or self.tokens.lower[prep] not in self.w.name_prepositions:
                return None
        if kind is not None and not of_kind and prep < 0 and last == k and not arabic:
            return None  # "Government areas", at the head of a sentence
        if self._is_body(end, Place("", "town")) or (end + 1 < self.n and self.tokens.lower[end + 1] in self.w.speaks and not cue):
            return None
        if not of_kind and self._ordinary(k, last):
            return None
        name = self._span_text(k, end if site else last)
        world = None if site else find_in_world(name, self.gaz)
        place = world or Place(name, kind or of_kind or "town")
        role = self._role(start, end, prep, place, cue or kind is not None or joined)
        return self._make(start, end, k, place, role, how="world" if world else "grammar")

    def _ordinary(self, first: int, last: int) -> bool:
        """Words of the language in capitals: the document writes one of them small, too, or it is a mere kind noun."""
        if first == last and self.tokens.lower[first] in self.w.kinds:
            return True
        return any(f" {self.tokens.lower[j]} " in self.text for j in range(first, last + 1) if not self._arabic(j) and self.tokens.lower[j] not in self.w.kinds)

    def _arabic(self, k: int) -> bool:
        word = self.tokens.words[k]
        return word_parts(word)[1] or (k > 0 and self.tokens.lower[k - 1] in ("al", "el"))

    def _name_word(self, k: int) -> bool:
        word = self.tokens.lower[k]
        if not self.capital[k] or not self.tokens.words[k][0].isalpha() or len(word) < 3 or "." in word:
            return False
        bare = word.removesuffix("'s").removesuffix("'")
        if bare in self.w.not_places or bare.removesuffix("s") in self.w.not_places or bare in self.gaz.demonyms or bare in self.w.compass or bare in self.w.common:
            return False
        split = bare.split("-")
        if len(split) > 1 and (split[-1] in ("based", "backed", "led", "held", "run", "allied", "controlled", "linked", "affiliated") or split[0] in self.gaz.demonyms or split[0] in self.w.not_places or split[0] in ("pro", "anti", "non")):
            return False
        return not (self.tokens.words[k].isupper() and len(word) <= 5)

    def _named_kind(self, k: int) -> str | None:
        """The kind in "the village of X"; None where no such noun stands before the name at token `k`."""
        lower = self.tokens.lower
        j = k - 1
        if j >= 0 and lower[j] in ("al", "el", "the"):
            j -= 1
        if j >= 1 and lower[j] == "of":
            return self.w.kinds.get(lower[j - 1])
        return None

    def _joined(self, last: int, k: int) -> bool:
        between = [w for w in self.tokens.lower[last + 1 : k] if w not in ("al", "el", "the")]
        return between in (["and"], [","], [",", "and"], []) and (between != [","] or "and" in self.tokens.lower[k : k + 6])

    # helpers ----------------------------------------------------------------------------------------------------

    def _span_text(self, first: int, last: int) -> str:
        return " ".join(self.text[self.tokens.starts[first] : self.tokens.ends[last]].split())

    def _may_be_here(self, place: Place) -> bool:
        """False for a known name in a document that speaks of other countries only: another place of that name."""
        country = self.gaz.country(place.name) or self.gaz.country(place.parent)
        if country is None or place.name in self.gaz.capitals.values():
            return True
        spoken_of = countries_in(self.document, self.gaz)
        return not spoken_of or country in spoken_of

    def _trim(self, mention: PlaceMention, first: int) -> PlaceMention:
        start = self.tokens.starts[first] if first <= mention.core else mention.start
        return replace(mention, first=first, start=start, text=" ".join(self.text[start : mention.end].split()))

    def _make(self, first: int, last: int, core: int, place: Place, role: str, *, possessive: bool = False, how: str = "gazetteer") -> PlaceMention:
        start, end = self.tokens.starts[first], self.tokens.ends[last]
        text = self._span_text(first, last)
        if possessive:
            text = text.removesuffix("'s").removesuffix("\u2019s").removesuffix("'").removesuffix("\u2019") if text[-2:] in ("'s", "\u2019s") or text[-1] in "'\u2019" else text[:-1]
        known = how != "grammar"
        if how == "gazetteer" and place.kind not in ("country", "region") and not self._may_be_here(place):
            known, how, place = False, "grammar", Place(place.name, place.kind)
        return PlaceMention(
            start, end, text, place.name if known else None, place.kind, place.lat, place.lon, place.parent, role, how, first, last, core
        )


@lru_cache(maxsize=16)
def countries_in(document: Document, gaz: Gazetteer) -> frozenset[str]:
    """The countries a document names, by name or adjective."""
    text = f"{document.title or ''} {document.text}"
    words = {w.lower() for w in _CAPITALISED.findall(text)}
    lower = text.lower()
    return frozenset(
        country
        for name, country in gaz.country_words.items()
        if (name in lower if " " in name else name in words or name + "s" in words)  # "Syrias", its apostrophe lost
    )


def half_of(place: Place, compass: str, gaz: Gazetteer) -> Place | None:
    """The known part of a city on one side, "eastern Aleppo" for Aleppo and "east"; None where it is no place of its own."""
    side = compass if compass.endswith("ern") else compass + "ern"
    return gaz.places.get(f"{side} {place.name}")
