"""Every place a sentence names, with the part it plays there.

In: a sentence's tokens and the gazetteer. Out: mentions in order, known places and names that only the grammar
gives away ("the village of X", "X hospital"). A mention says whether something happens there or whether it is the
place of a speaker, a border, somebody's origin or destination.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

from contested.extract.gazetteer import Gazetteer, Place, find_in_world, gazetteer, word_parts, word_shape
from contested.extract.place_roles import Line, is_body, role_of
from contested.extract.place_words import Words, words_of
from contested.lexicon import Lexicon
from contested.model import Document
from contested.text import Memo, TextView

_UNKNOWN = Place("", "town")
_QUOTES = frozenset("\"'\u201c\u201d\u2018\u2019")
_LONGEST_NAME = 4
# The endings of words for who holds a place.
_HELD_BY = ("-held", "-controlled", "-run", "-occupied", "-majority")
_SHORT = 10_000  # characters of a text that is searched faster than its words are listed
# Words that may follow a whole name.
_AFTER_NAME = frozenset(("and", "after", "during", "as", "were", "was", "have", "had", "has", "to", "overnight", "earlier", "late"))
_STANDING = (("al",), ("el",))
# The tables whose words are no names.
_TABLES = ("indicators", "nouns", "reporting", "control", "quantities", "time", "groups", "status")
_CAPITALISED = re.compile(r"[A-Z][A-Za-z]+")


class PlaceMention(NamedTuple):
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


def find_places(view: TextView, sentence_index: int, lexicon: Lexicon) -> list[PlaceMention]:
    """The places that sentence `sentence_index` names, in order and without overlap.

    Names of governments and bodies ("Damascus denied", "Aleppo Media Center", "Beirut-based") come with role "never".
    """
    return _Finder(view, sentence_index, lexicon.compiled(_Sights)).run()


def is_place_name(lower_words: Sequence[str], lexicon: Lexicon) -> bool:
    """True where the words are, as a whole, the name of a known place; case does not matter."""
    return gazetteer(lexicon).knows(lower_words)


def name_after_verb(view: TextView, sentence_index: int, start: int, end: int, lexicon: Lexicon) -> PlaceMention | None:
    """The first capitalised name between `start` and `end` that can be a place, for "captured X" with an unknown X."""
    return _Finder(view, sentence_index, lexicon.compiled(_Sights)).name_between(start, end)


def name_in_label(view: TextView, sentence_index: int, end: int, lexicon: Lexicon) -> PlaceMention | None:
    """The last name before `end` in the label of an item, for a place that nobody knows: "Burkina Faso, Barsalogho, 12 November -"."""
    return _Finder(view, sentence_index, lexicon.compiled(_Sights)).name_in_label(end)


# What a scan asks of a token, in one tuple: its first part as `word_parts` gives it, all parts, whether it has several or is
# an article that stands alone, whether it holds an article ("al-Bab"), whether it is capitalised, what its capitals say
# (_LONG: a word long enough for them to say something, and _CAPITAL, _UPPER), whether a name may begin there, whether the word
# can be the first of a known name or belong to one that the list does not know, and whether it can belong to the latter.
_Sight = tuple[str, tuple[str, ...], bool, bool, bool, int, bool, bool, bool]
# Added up over a sentence, each counts in digits of its own.
_LONG, _CAPITAL, _UPPER = 1, 1 << 20, 1 << 40


class _Sights:
    """The gazetteer and the word lists, with what is known of each word of a text once it was seen."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.gaz: Gazetteer = gazetteer(lexicon)
        self.w: Words = words_of(lexicon)
        # words that may stand before a name and belong to it or ask for it
        self.leads = frozenset(
            self.w.compass | self.w.fillers | frozenset(self.w.kinds) | frozenset(self.gaz.demonyms) | _QUOTES | self.w.relational
            | self.w.place_prepositions | self.w.name_prepositions | {"al", "el", "of", "to"}
        )  # fmt: skip
        # nouns that make the name before them one of a place
        kinds = [*self.w.kinds, "base"]
        self.kinds = frozenset((*kinds, *(noun + "s" for noun in kinds)))
        # words of the language, as far as the tables of the lexicon know them: no names in a text all in capitals
        self.ordinary = self.w.ordinary_words | _words_of_tables(lexicon)
        # words that may belong to a longer known name before a name: "eastern Aleppo", "rebel-held Aleppo"
        self.widens = self.w.compass | self.w.held | {"old"}
        # words behind a name that may make another place of it
        self.extends = self.kinds | self.w.spot_adjectives
        # words at which a place may be told though they begin no name: "the Syrian capital", "Aleppo's East", "Al Bab"
        self.opens = self.w.compass | {"capital", "al", "el"}
        # what is known of a word, and whether it is a name's possessive
        self.of: Memo[_Sight] = Memo(self._look)
        self.possessive: Memo[bool] = Memo(self._is_possessive)
        # what may stand between a name and the words that ask for it
        self.passed: Memo[bool] = Memo(self._is_passed)
        self.small_kinds = frozenset(self.w.kinds) - {"and", "state", "base"}

    def _look(self, word: str) -> _Sight:
        parts, article, capital = word_shape(word)
        long = len(word) > 3 and word[0].isalpha()
        begins = capital or word[0].isdigit() or word.lower() == "capital"
        nameable = capital and self._may_be_name(word)
        return (
            parts[0], parts, len(parts) != 1 or parts in _STANDING, article, capital,
            _LONG + _CAPITAL * capital + _UPPER * word.isupper() if long else 0,
            begins, begins and (nameable or self.gaz.starts[parts[0]] is not None or word.lower() in self.opens), nameable,
        )  # fmt: skip

    def _is_possessive(self, word: str) -> bool:
        parts, _, possessive = word_parts(word)
        if possessive:
            return True
        plural = len(word) > 4 and bool(parts) and parts[0].endswith("s")
        return plural and not self.gaz.has_word(parts[0]) and self.gaz.find(word[:-1]) is not None

    def _is_passed(self, word: str) -> bool:
        listed = word in self.w.fillers or word in self.w.compass or word in self.gaz.demonyms or word in _QUOTES
        return word != "and" and (listed or word.endswith(_HELD_BY))

    def may_be_name_in_capitals(self, word: str) -> bool:
        """The same in a text all in capitals, where every word of the language looks like a name."""
        lower = word.lower().removesuffix("'s")
        return (
            word[0].isupper() and lower not in self.ordinary and (lower[-1:] != "s" or lower[:-1] not in self.ordinary)
            and not lower.endswith(tuple(self.w.ordinary_endings)) and self._may_be_name(word.capitalize())
        )  # fmt: skip

    def _may_be_name(self, written: str) -> bool:
        word = written.lower().replace("\u2019", "'")
        if not written[0].isalpha() or (len(word) < 3 and word not in self.w.short_heads) or "." in word:
            return False
        bare = word.removesuffix("'s").removesuffix("'")
        if (
            bare in self.w.not_places
            or bare.removesuffix("s") in self.w.not_places
            or bare in self.gaz.demonyms
            or bare in self.w.compass
            or bare in self.w.common_words
        ):
            return False
        split = bare.split("-")
        if len(split) > 1 and (
            split[-1] in self.w.hyphen_tails
            or split[0] in self.gaz.demonyms
            or split[0] in self.w.not_places
            or split[0] in self.w.hyphen_heads
        ):
            return False
        return not (written.isupper() and len(word) <= 5 and not word[-1].isdigit())  # "the M10 hospital"


def _words_of_tables(lexicon: Lexicon) -> frozenset[str]:
    """Every word written small in the tables of words that tell figures, bodies and places."""
    found: set[str] = set()

    def gather(value: object) -> None:
        if isinstance(value, str):
            found.update(word for word in value.split() if word.islower())
        elif isinstance(value, dict):
            for key, inner in value.items():
                gather(key)
                gather(inner)
        elif isinstance(value, list):
            for inner in value:
                gather(inner)

    for table in _TABLES:
        gather(lexicon[table])
    gather(lexicon["places"]["words"])
    return frozenset(found)


class _Whole:
    """What a sentence asks of the text of its whole document, so that a long one is not searched again and again."""

    def __init__(self, view: TextView, _: None) -> None:
        self.text = view.text
        self._holds: dict[str, bool] = {}
        self._pieces: frozenset[str] | None = None

    def holds(self, words: str) -> bool:
        """Whether the text holds `words`; to be asked of a few only."""
        found = self._holds.get(words)
        if found is None:
            found = self._holds[words] = words in self.text
        return found

    def holds_between_spaces(self, word: str) -> bool:
        """Whether the text holds a word with a space on either side."""
        if len(self.text) < _SHORT:
            return f" {word} " in self.text
        if self._pieces is None:
            self._pieces = frozenset(self.text.split(" ")[1:-1])
        return word in self._pieces


class _Finder:
    """One pass over the tokens of one sentence."""

    def __init__(self, view: TextView, index: int, sights: _Sights) -> None:
        self.text = view.text
        self.document = view.document
        self.whole = view.kept(_Whole, None)
        self.tokens = view.tokens(index)
        self.lower = self.tokens.lower
        self.sights = sights
        self.gaz, self.w, self.leads, self.kinds = sights.gaz, sights.w, sights.leads, sights.kinds
        self.n = len(self.lower)
        self.parts: Sequence[str] = ()
        self.token: Sequence[int] = ()
        self.article: Sequence[bool] = ()
        self.first_part: Sequence[int] = ()
        self.capital: Sequence[bool] = ()
        self.begins: Sequence[bool] = ()
        self.nameable: Sequence[bool] = ()
        looks: Sequence[int] = ()
        begins: Sequence[bool] = ()
        seen = list(map(sights.of.__getitem__, self.tokens.words))
        if seen:
            first, split, several, hyphenated, self.capital, looks, begins, self.begins, self.nameable = zip(*seen, strict=True)
            if True in several:
                self._flatten(first, split, several, hyphenated)
            else:  # the common case: a part a token
                self.parts, self.article = first, hyphenated
                self.token = self.first_part = range(self.n)
        total = sum(looks)
        self.line = Line(self.tokens, self.capital, total % _CAPITAL, total % _UPPER // _CAPITAL, total // _UPPER)
        self.upper, self.title_case = self.line.upper, self.line.title_case
        if self.upper:
            self.begins = begins
            self.nameable = [sights.may_be_name_in_capitals(word) for word in self.tokens.words]

    def _flatten(self, first: Sequence[str], shapes: Sequence[tuple[str, ...]], several: Sequence[bool], hyphens: Sequence[bool]) -> None:
        article = False
        parts: list[str] = []
        token: list[int] = []
        articles: list[bool] = []
        first_part: list[int] = []
        done = 0
        for k in compress(range(self.n), several):
            # up to here a part a token
            first_part += range(len(parts), len(parts) + k - done)
            parts += first[done:k]
            token += range(done, k)
            articles += hyphens[done:k]
            if article and k > done:
                articles[done - k] = True
                article = False
            done = k + 1
            first_part.append(len(parts))
            split, hyphenated = shapes[k], hyphens[k]
            if split in _STANDING and done < self.n and self.capital[done]:
                article = True
                continue
            for part in split:
                parts.append(part)
                token.append(k)
                articles.append(hyphenated or article)
                hyphenated = article = False
        first_part += range(len(parts), len(parts) + self.n - done)
        parts += first[done:]
        token += range(done, self.n)
        articles += hyphens[done:]
        if article and done < self.n:
            articles[done - self.n] = True
        self.parts, self.token, self.article, self.first_part = parts, token, articles, first_part

    def run(self) -> list[PlaceMention]:
        found: list[PlaceMention] = []
        done = -1
        starts, first, parts, lower = self.gaz.starts, self.first_part, self.parts, self.lower
        before: PlaceMention | None = None
        for k in compress(range(self.n), self.begins):
            if k <= done:
                continue
            # most capitals begin no known name, and no unknown one that the grammar could tell
            i = first[k]
            if i >= len(parts) or starts[parts[i]] is None:
                follows = before is not None and before.last == k - 1  # a city's possessive, perhaps: "Yangon's South Dagon"
                if not (follows or lower[k] == "capital" or (self.nameable[k] and self._may_be_told(k, before))):
                    continue
            mention = self._capital_city(k) if lower[k] == "capital" else self._at(k, before)
            if mention is None:
                continue
            if found and mention.first <= found[-1].last:
                mention = self._trim(mention, found[-1].last + 1)
            found.append(mention)
            before = mention
            done = mention.last
        return found

    def name_between(self, start: int, end: int) -> PlaceMention | None:
        for k in range(1, self.n):
            if (
                start < self.tokens.starts[k] < end
                and not self.title_case
                and self.nameable[k]
                and self.gaz.match(self.parts, self.first_part[k]) is None
                and self.lower[k - 1] not in ("from", "by", "to")
            ):
                last = k
                while last + 1 < self.n and last - k + 1 < _LONGEST_NAME and self.nameable[last + 1] and self.tokens.ends[last + 1] <= end:
                    last += 1
                name = self._span_text(k, last)
                old = self._old_city(name)
                return self._make(k, last, k, old or Place(name, "town"), "event", how="gazetteer" if old else "grammar")
        return None

    def name_in_label(self, end: int) -> PlaceMention | None:
        found = None
        k = 0
        while k < self.n and self.tokens.starts[k] < end:
            last = k
            while last < self.n and self.nameable[last] and self.tokens.starts[last] < end:
                last += 1
            if last > k:
                name = self._span_text(k, last - 1)
                world = find_in_world(name, self.gaz)
                if self.gaz.find(name) is None and (world is None or world.kind != "country"):
                    how = "world" if world is not None else "grammar"
                    found = self._make(k, last - 1, k, world or Place(name, "town"), "event", how=how)
            k = max(last, k + 1)
        return found

    def _capital_city(self, k: int) -> PlaceMention | None:
        """ "The Syrian capital", "Yemen's capital", where the name itself does not follow."""
        following = k + 1 + (self.lower[k + 1 : k + 2] == [","])
        if k == 0 or (following < self.n and (self.capital[following] or self.lower[following] in ("city", "of"))):
            return None
        before = self.lower[k - 1].removesuffix("'s")
        country = self.gaz.demonyms.get(before) or next((n for n in self.gaz.capitals if n.lower() == before), None)
        place = self.gaz.places.get(self.gaz.capitals.get(country or "", ""))
        if place is None:
            return None
        start, cue, prep = self._leftwards(k - 1)
        return self._make(start if start < k - 1 else k - 1, k, k - 1, place, role_of(self.line, start, k, prep, "city", cue, self.w))

    # one name ---------------------------------------------------------------------------------------------------

    def _at(self, k: int, before: PlaceMention | None) -> PlaceMention | None:
        if self.lower[k] in ("al", "el") and k + 1 < self.n and self.capital[k + 1]:
            return None  # the name starts at the next word; the article is taken in from there
        i = self.first_part[k]
        if i >= len(self.parts) or not self.parts[i]:
            return None
        known = self.gaz.match(self.parts, i, article=self.article[i], loose=not self.upper)
        if known is None and self.upper:  # of words all in capitals only a name of several sounds like one by no chance
            loose = self.gaz.match(self.parts, i, article=self.article[i])
            known = loose if loose is not None and loose[0] > 1 else None
        if known is not None:
            mention = self._known(k, i, known[0], known[1], before)
            if mention is not None:
                return mention
        part = None if self.upper else self._part_after(k, before)
        if part is not None:
            return part
        return self._unknown(k, before) if self.nameable[k] and self._may_be_told(k, before) else None

    def _known(self, k: int, i: int, n: int, place: Place, before: PlaceMention | None) -> PlaceMention | None:
        last = self.token[i + n - 1]
        if n == 1:
            word = self.tokens.words[k]
            if word[0].isdigit() or (place.kind != "country" and not self.upper and len(word) <= 5 and word.isupper()):
                return None  # SANA is an agency, Sanaa a city
        broken = (i > 0 and self.token[i - 1] == k) or (i + n < len(self.parts) and self.token[i + n] == last)
        broken = broken or self._hyphen_follows(last)
        first = self.token[i]
        if first > 0 and self.lower[first - 1] in self.sights.widens:
            i, place = self._widen(i, n, place)
            first = self.token[i]
        if broken:
            return self._make(first, last, first, place, "never")
        possessive = self.sights.possessive[self.tokens.words[last]]
        end, kind, site = self._extend(last, place)
        if kind == "province" and place.kind in ("city", "area"):
            place = self.gaz.places.get(f"{place.name} province", place)
        if site:
            name = self._span_text(first, end)
            place = self.gaz.find(name) or Place(place.name, "site", place.parent, place.lat, place.lon, place.cue)
        elif kind is None and possessive:
            end, place = self._part_of_city(last, place)
        start, cue, prep = self._leftwards(first)
        listed = before is not None and before.role != "never" and self._joined(before.last, first)
        if place.cue and not (cue or kind is not None or listed):
            return None
        if n == 1 and self.lower[k] in self.w.common_words and (self.upper or not cue):
            return None
        if place.kind == "country" and (any(self.lower[j] in self.w.compass for j in range(start, first)) or self._compass_after(end)):
            place = place._replace(kind="region")
            end = end + 1 if self._compass_after(end) else end
        elif start < first and place.kind != "region":
            place = self._side(start, first, place)
            if start > 0 and self.lower[start - 1] in self.w.held and self.lower[start] in self.w.relational_of:
                start -= 1
        role = role_of(self.line, start, end, prep, place.kind, cue or kind is not None, self.w)
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
            if j < 0 or not (self.lower[j] in self.w.compass or self.lower[j] in self.w.held or self.lower[j] == "old"):
                break
            longer = self.gaz.match(self.parts, self.first_part[j], loose=False)
            if longer is not None and self.first_part[j] + longer[0] >= end:
                i, place = self.first_part[j], longer[1]
        return i, place

    def _extend(self, last: int, place: Place) -> tuple[int, str | None, bool]:
        """Take in a kind noun after the name: "Idlib province", "Aleppo Central Prison".

        Gives the last token, the kind the noun says (None: no noun), and whether it is a spot.
        """
        j = last + 1
        if j >= self.n or self.lower[j] not in self.sights.extends:
            return last, None, False
        adjectives = 0
        while j < self.n and adjectives < 3 and self.lower[j] in self.w.spot_adjectives:
            j += 1
            adjectives += 1
        if j >= self.n or j > last + 4:
            return last, None, False
        noun = self.lower[j]
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
        if (
            j + 1 < self.n
            and self.lower[j + 1] == "of"
            and kind in ("city", "town", "district")
            and place.kind in ("country", "province", "city")
        ):
            return last, None, False  # "the Damascus suburb of Daraya"
        return j, kind, kind == "site"

    def _part_of_city(self, last: int, place: Place) -> tuple[int, Place]:
        """ "Aleppo's eastern districts": the half of the city, where it is a place of its own."""
        j = last + 1
        while j < self.n and self.lower[j] in self.w.held:
            j += 1
        if j + 1 < self.n and self.lower[j] in self.w.compass and self.lower[j + 1] in self.w.division:
            side = half_of(place, self.lower[j], self.gaz)
            if side is not None:
                return j + 1, side
        return last, place

    def _compass_after(self, end: int) -> bool:
        """ "Syria's north": a compass noun right after a country's possessive."""
        j = end + 1
        return j < self.n and self.lower[j] in self.w.compass and not (j + 1 < self.n and self.capital[j + 1]) and self._is_noun_end(j)

    def _is_noun_end(self, j: int) -> bool:
        return self.lower[j] in self.w.sides and (j + 1 >= self.n or self.lower[j + 1] not in self.w.kinds)

    def _leftwards(self, first: int) -> tuple[int, bool, int]:
        """What stands before a name: (first token that belongs to it, a word asks for a place, token before it all)."""
        start, cue = first, False
        j = first - 1
        lower = self.lower
        if j < 0 or (lower[j] not in self.leads and "-" not in lower[j]):
            return start, cue, j
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
        if j > 0 and lower[j] == "to" and not self.w.movers.isdisjoint(lower[max(0, j - 3) : j]):
            return start, True, j
        if j >= 0 and (lower[j] in self.w.relational or (lower[j] == "to" and j > 0 and lower[j - 1] == "close")):
            start, cue = j - (lower[j] == "to"), True
        if j >= 0 and lower[j] in self.w.place_prepositions:
            cue = True
        return start, cue, j

    def _skip(self, j: int) -> int:
        lower, passed, kinds = self.lower, self.sights.passed, self.sights.small_kinds
        while j >= 0 and (passed[lower[j]] or (lower[j] in kinds and not self.capital[j])):
            j -= 1
        return j

    def _side(self, start: int, first: int, place: Place) -> Place:
        """ "the eastern neighbourhoods of Aleppo", "eastern Mosul" where the half of the city is a place of its own."""
        words = [self.lower[j] for j in range(start, first)]
        if start > 0 and self.lower[start - 1] in self.w.held and words[-1] == "of":
            # "rebel-held districts of Aleppo": the half that is known by its holder
            return self.gaz.find(f"{self.lower[start - 1]} {place.name}") or place
        if words and words[0] in self.w.compass and (len(words) == 1 or (words[-1] in ("of", "the") and words[1] in self.w.division)):
            return half_of(place, words[0], self.gaz) or place
        return place

    # names the list does not know -------------------------------------------------------------------------------

    def _may_be_told(self, k: int, before: PlaceMention | None) -> bool:
        """False where nothing near token `k` can show an unknown name to be a place: most names are those of people."""
        if k > 0 and (self.lower[k - 1] in self.leads or "-" in self.lower[k - 1]):
            return True
        return (before is not None and before.how == "grammar") or not self.kinds.isdisjoint(self.lower[k + 1 : k + 9])

    def _unknown(self, k: int, before: PlaceMention | None) -> PlaceMention | None:
        last = k
        arabic = self._arabic(k)
        while last + 1 < self.n and last - k + 1 < _LONGEST_NAME:
            j = last + 1
            if self.lower[j] in ("al", "el") and j + 1 < self.n and self.capital[j + 1]:
                last = j + 1
                continue
            if not self.nameable[j] or self.lower[j] in self.w.kinds or self.lower[j] in self.w.organisation:
                break
            if arabic and self._arabic(j):
                break
            last = j
        start, cue, prep = self._leftwards(k)
        of_kind = cue and self._named_kind(k)
        end, kind, site = self._extend(last, _UNKNOWN)
        if end > last and not arabic and end + 2 < self.n and self.lower[end + 1] == "of" and self.capital[end + 2]:
            return None  # "the Black Sea port of Odesa"
        if end > last and (self.lower[end] in self.w.weak_kinds and not self.capital[end]) and not cue:
            kind, site, end = None, False, last
        if end > last and self.title_case and not arabic and not (self.upper and cue):
            kind, site, end = None, False, last
        joined = before is not None and before.how == "grammar" and before.role == "event" and self._joined(before.last, k)
        asked = (
            (self.upper or not self.title_case)
            and prep >= 0
            and (self._asks(prep) or (arabic and ((self.upper and cue) or self.lower[prep] in self.w.departure)))
        )
        if self.upper and not arabic and not of_kind and k > 0 and self.lower[k - 1] in ("a", "an"):
            return None  # "FROM A TEXTILE PLANT"
        if self.upper and asked and kind is None and not of_kind and not arabic and not self._ends_phrase(last):
            return None
        if not (of_kind or kind is not None or joined or asked):
            return None
        if kind is not None and not of_kind and prep < 0 and last == k and not arabic:
            return None  # "Government areas", at the head of a sentence
        if is_body(self.line, end, "town", self.w) or (end + 1 < self.n and self.lower[end + 1] in self.w.speaks and not cue):
            return None
        if not of_kind and self._ordinary(k, last):
            return None
        if asked and not of_kind and kind is None and self._names_a_thing(last):
            return None
        name = self._span_text(k, end if site else last)
        old = None if site else self._old_city(self._span_text(k, end)) or (self.gaz.find(name) if self.upper else None)
        world = None if site or old else find_in_world(name, self.gaz)
        place = old or world or Place(name, kind or of_kind or "town")
        role = role_of(self.line, start, end, prep, place.kind, cue or kind is not None or joined, self.w)
        return self._make(start, end, k, place, role, how="gazetteer" if old else "world" if world else "grammar")

    def _asks(self, prep: int) -> bool:
        """Whether the word at `prep` asks for a place, so that an unknown name after it is one."""
        word = self.lower[prep]
        near = self.lower[max(0, prep - 3) : prep]
        if word == "on":
            return near[-1:] != [] and near[-1] in self.w.strikes
        if word == "of":
            return near[-1:] == ["out"]  # "pushed the rebels out of X"
        if word == "from":
            near = self.lower[max(0, prep - 4) : prep]
            leaving = not (self.w.departure.isdisjoint(near) and self.w.taken.isdisjoint(near))
            return near[-1:] != [] and (leaving or near[-1] == "displaced")
        if word == "to":
            return not self.w.movers.isdisjoint(near) or (near[-1:] != [] and near[-1] in self.w.ways)
        return word in self.w.name_prepositions

    def _ends_phrase(self, last: int) -> bool:
        """Whether a name in a text all in capitals stands alone: "IN X ON FRIDAY", "IN X.", but not "IN DEEP SHOCK AND"."""
        after = self.lower[last + 1] if last + 1 < self.n else "."
        return not after[0].isalpha() or after in _AFTER_NAME or after in self.w.clause_breaks or after in self.w.place_prepositions

    def _names_a_thing(self, last: int) -> bool:
        """ "at the Ilyich works in Mariupol": the name is that of a thing, and where it is follows."""
        after = self.lower[last + 1 : last + 3]
        return (
            len(after) == 2 and after[1] == "in" and last + 3 < self.n and self.capital[last + 3] and after[0].isalpha()
            and not self.capital[last + 1] and not after[0].endswith("ed") and after[0] not in self.w.clause_breaks and after[0] != "and"
        )  # fmt: skip

    def _part_after(self, k: int, before: PlaceMention | None) -> PlaceMention | None:
        """ "In Yangon's South Dagon": a name right after a city's possessive is a part of the city."""
        if before is None or before.last != k - 1 or before.kind != "city" or before.how == "grammar" or self.title_case:
            return None
        if before.role not in ("event", "local") or self.lower[k] in self.w.titles or not word_parts(self.tokens.words[k - 1])[2]:
            return None
        compass = self.lower[k] in self.w.compass and k + 1 < self.n and self.nameable[k + 1]
        last = k + compass
        if not (self.nameable[last] and self.lower[last] not in self.w.titles):
            return None
        while last + 1 < self.n and last - k + 1 < _LONGEST_NAME and self.nameable[last + 1] and self.lower[last + 1] not in self.w.kinds:
            last += 1
        end, kind, site = self._extend(last, _UNKNOWN)
        following = self.lower[end + 1] if end + 1 < self.n else "."
        if kind is None and (following in self.w.speaks or (self.capital[end + 1] if end + 1 < self.n else False)):
            return None
        if is_body(self.line, end, "district", self.w):
            return None
        place = Place(self._span_text(k, end if site else last), kind or "district", before.canonical)
        return self._make(k, end, k, place, before.role, how="grammar")

    def _old_city(self, name: str) -> Place | None:
        """ "The Old City" of the one city that the document speaks of and whose old city is known."""
        if name != "Old City":
            return None
        old = [p for p in self.gaz.places.values() if p.name.startswith("Old ") and self.whole.holds(p.name.removeprefix("Old "))]
        return old[0] if len(old) == 1 else None

    def _ordinary(self, first: int, last: int) -> bool:
        """Words of the language in capitals: the document writes one of them small, too, or it is a mere kind noun."""
        if first == last and self.lower[first] in self.w.kinds:
            return True
        return any(
            self.whole.holds_between_spaces(self.lower[j])
            for j in range(first, last + 1)
            if not self._arabic(j) and self.lower[j] not in self.w.kinds
        )

    def _arabic(self, k: int) -> bool:
        word = self.tokens.words[k]
        return word_parts(word)[1] or (k > 0 and self.lower[k - 1] in ("al", "el"))

    def _named_kind(self, k: int) -> str | None:
        """The kind in "the village of X"; None where no such noun stands before the name at token `k`."""
        lower = self.lower
        j = k - 1
        if j >= 0 and lower[j] in ("al", "el", "the"):
            j -= 1
        if j >= 1 and lower[j] == "of":
            return self.w.kinds.get(lower[j - 1])
        return None

    def _joined(self, last: int, k: int) -> bool:
        between = [w for w in self.lower[last + 1 : k] if w not in ("al", "el", "the")]
        return between in (["and"], [","], [",", "and"], []) and (between != [","] or "and" in self.lower[k : k + 6])

    # helpers ----------------------------------------------------------------------------------------------------

    def _span_text(self, first: int, last: int) -> str:
        text = self.text[self.tokens.starts[first] : self.tokens.ends[last]]
        return text if first == last else " ".join(text.split())

    def _may_be_here(self, place: Place) -> bool:
        """False for a known name in a document that speaks of other countries only: another place of that name."""
        country = self.gaz.country(place.name) or self.gaz.country(place.parent)
        if country is None or place.name in self.gaz.well_known or self.whole.holds(country):
            return True
        spoken_of = countries_in(self.document, self.gaz)
        return not spoken_of or country in spoken_of

    def _trim(self, mention: PlaceMention, first: int) -> PlaceMention:
        start = self.tokens.starts[first] if first <= mention.core else mention.start
        return mention._replace(first=first, start=start, text=" ".join(self.text[start : mention.end].split()))

    def _make(
        self, first: int, last: int, core: int, place: Place, role: str, *, possessive: bool = False, how: str = "gazetteer"
    ) -> PlaceMention:
        start, end = self.tokens.starts[first], self.tokens.ends[last]
        text = self._span_text(first, last)
        if possessive:
            text = re.sub(r"['\u2019][sS]?$", "", text) if text[-2:].lower() in ("'s", "\u2019s") or text[-1] in "'\u2019" else text[:-1]
        known = how != "grammar"
        if how == "gazetteer" and place.kind not in ("country", "region") and not self._may_be_here(place):
            known, how, place = False, "grammar", Place(place.name, place.kind)
        return PlaceMention(
            start, end, text, place.name if known else None, place.kind, place.lat, place.lon, place.parent, role, how, first, last, core
        )


@lru_cache(maxsize=16)
def countries_in(document: Document, gaz: Gazetteer) -> frozenset[str]:
    """The countries at war that a document speaks of: by name, by adjective, or by a place that everybody knows."""
    text = f"{document.title or ''} {document.text}"
    words = {w.lower() for w in _CAPITALISED.findall(text)}
    lower = text.lower()
    named = {
        country
        for name, country in gaz.country_words.items()
        if country in gaz.capitals
        and (name in lower if " " in name else name in words or name + "s" in words)  # "Syrias", its apostrophe lost
    }
    return frozenset(named | {country for name, country in gaz.well_known.items() if country and name in text})


def half_of(place: Place, compass: str, gaz: Gazetteer) -> Place | None:
    """The known part of a city on one side, "eastern Aleppo" for Aleppo and "east"; None where it is no place of its own."""
    side = compass if compass.endswith("ern") else compass + "ern"
    return gaz.places.get(f"{side} {place.name}")
