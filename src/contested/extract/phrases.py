"""Noun phrases that can be a speaker, in one sentence.

In: the tokens of a sentence with the registered names in it. Out: the phrase that ends or begins at a token. It must
work on text that lost its commas, so a phrase is found from its words, with commas only as a help.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from contested.extract.reporting import Words
from contested.extract.sources import Hit
from contested.text import Memo, Tokens

OPEN = frozenset({"\u201c", "\u00ab"})
CLOSE = frozenset({"\u201d", "\u00bb"})
QUOTES = frozenset({'"', "\u201c", "\u201d", "\u00ab", "\u00bb"})
DASHES = frozenset({"-", "\u2013", "\u2014", "|"})
STOPS = frozenset({".", "!", "?", "\u2026", ";", ":", "(", "["})
BE = frozenset({"was", "were", "been", "is", "are", "be", "being"})
MAX_PHRASE = 30  # tokens; an apposition or relative clause longer than this is not one


class Phrase(NamedTuple):
    """A noun phrase that may be a speaker: tokens [start, end).

    `quality`: 3 a registered body, a pronoun or a noun of speaking ("a medical source"); 2 only capitalised words.
    `main_end` ends the part before an apposition or relative clause.
    """

    start: int
    end: int
    quality: int
    main_end: int
    pronoun: bool = False


class Scan:
    """What can be read off a sentence's words alone: compared forms, capitals, registered names.

    Of most sentences only the words are asked for: the capitals and the names are looked up when wanted.
    """

    __slots__ = ("_w", "all_caps", "caps", "ent", "hits", "low", "tokens")

    def __init__(self, tokens: Tokens, w: Words) -> None:
        self.tokens = tokens
        self._w = w
        self.low = list(map(w.registry.plain.__getitem__, tokens.words))
        self.all_caps = False
        self.caps: list[bool] | None = None
        self.hits: list[Hit] | None = None
        # for every token the number of the name it belongs to, -1 for none
        self.ent: list[int] = []

    def capitals(self) -> list[bool]:
        """For every token whether it has a capital that means something."""
        if self.caps is None:
            words = self.tokens.words
            self.all_caps = _all_caps(words)
            self.caps = [False] * len(words) if self.all_caps else list(map(self._w.registry.capital.__getitem__, words))
        return self.caps

    def names(self) -> list[Hit]:
        """The registered names."""
        if self.hits is None:
            self.capitals()
            self.hits = hits = self._w.registry.find(self.tokens, self.low, self.all_caps)
            self.ent = ent = [-1] * len(self.low)
            for k, h in enumerate(hits):
                ent[h.start : h.end] = [k] * (h.end - h.start)
        return self.hits


class Phrases:
    """One sentence prepared for reading: words, registered names, quotation marks.

    One made for its quotation marks alone (`named` False) has neither capitals nor names.
    """

    __slots__ = ("all_caps", "begin", "caps", "ent", "hits", "low", "n", "quoted", "tokens", "w", "words")

    def __init__(self, scan: Scan, w: Words, in_quote: bool = False, begin: int = 0, *, named: bool = True) -> None:
        self.tokens = scan.tokens
        self.w = w
        self.words = scan.tokens.words
        self.low = scan.low
        self.n = len(scan.low)
        self.begin = begin  # the first token that belongs to the sentence proper, behind a repeated headline
        self.hits: list[Hit] = scan.names() if named else []
        self.caps: list[bool] = scan.capitals() if named else []
        self.ent: list[int] = scan.ent if named else []
        self.all_caps = scan.all_caps
        self.quoted = self._quotes(in_quote)

    def _quotes(self, inside: bool) -> list[bool]:
        """For every token whether it stands inside quotation marks."""
        out = [False] * self.n
        if not inside and QUOTES.isdisjoint(self.words):
            return out
        starts, ends = self.tokens.starts, self.tokens.ends
        for i, x in enumerate(self.words):
            if x in QUOTES:
                if x in OPEN:
                    inside = True
                elif x in CLOSE:
                    inside = False
                else:
                    before = i == 0 or ends[i - 1] < starts[i]
                    after = i + 1 < self.n and ends[i] == starts[i + 1]
                    # a straight quote opens after a space before a word; else it closes
                    inside = True if before and after else False if not before else not inside
            out[i] = inside
        return out

    # -- noun phrases ---------------------------------------------------------------------------------------------

    def name(self, i: int) -> bool:
        """A capitalised word that can be part of a name, days and months left out."""
        return self.caps[i] and self.low[i] not in self.w.never_names

    def modifier(self, i: int) -> bool:
        x = self.low[i]
        return x in self.w.before or x in self.w.adjectives or x.endswith(self.w.endings) or (x == "-" and self._hyphenated(i))

    def _hyphenated(self, i: int) -> bool:
        t = self.tokens
        return 0 < i < self.n - 1 and t.ends[i - 1] == t.starts[i] and t.ends[i] == t.starts[i + 1]

    def back(self, end: int) -> Phrase | None:
        """The speaker's noun phrase that ends right before token `end`, None when there is none."""
        i = end - 1
        if i < self.begin:
            return None
        low, w = self.low, self.w
        if low[i] == ")":
            while i > max(self.begin, end - 9) and low[i] != "(":
                i -= 1
            if low[i] != "(":
                return None
            inside = i + 1
            i -= 1
            if i < self.begin:
                return None
            # "(SOHR)" names the body even where its long form is unknown
            quality = 3 if self.ent[inside] >= 0 else 0
        else:
            quality = 0
        if low[i] in w.pronouns and i == end - 1:
            return Phrase(i, end, 3, end, pronoun=True)
        if low[i] in QUOTES or low[i] in STOPS or low[i] == ",":
            return None
        start, found = self._walk(i)
        quality = max(quality, found)
        if quality < 2 or start > i:
            return None
        start, joint = self._joint(start)
        return Phrase(start, end, max(quality, joint), end)

    def _walk(self, i: int) -> tuple[int, int]:
        """Go back from token `i` over one noun phrase; its start and quality."""
        low, w, begin = self.low, self.w, self.begin
        quality = 0
        capital = False
        body = False
        last = i
        while i >= begin:
            x = low[i]
            k = self.ent[i]
            if k >= 0:
                hit = self.hits[k]
                if hit.body.is_place and i < last and ((body and self._place_before(hit)) or self._where(hit)):
                    break
                i = hit.start - 1
                quality = 3
                body = True
                capital = True
            elif x in w.determiners and x not in w.before:
                i -= 1
                if i > begin and low[i] in w.prepositions and (quality == 0 or low[i - 1] in w.empty) and self._head_before(i):
                    continue  # "residents of the town", "a source in the militia"
                if i > begin and low[i] in {"of", "from"} and body and self._titled(i):
                    i -= 1  # "General John Doe of the General Staff"
                    continue
                # "the monitoring group the Observatory": nothing more is needed
                break
            elif x in w.nouns and not (self.caps[i] and x in w.time_words):
                quality = 3
                i -= 1
            elif (
                self.modifier(i)
                or (x == "-" and self._hyphenated(i))
                or (x in w.places and i > begin and (self._placed(i - 1) or (quality == 0 and self.name(i - 1))))
            ):
                i -= 1
            elif self.name(i):
                if (body and not self._belongs(i)) or (quality == 3 and not capital and self._place_run(i)):
                    break
                quality = max(quality, 2)
                capital = True
                i -= 1
            elif i > begin and quality == 3 and low[i - 1] in w.determiners and self.words[i].endswith(("'s", "\u2019s")):
                i -= 1  # "the junta's spokesman"
            elif x in {"of", "for", "the"} and capital and i > begin and self.caps[i - 1] and self._inside_name(i):
                i -= 1
            elif x in w.prepositions and i > begin and self._head_before(i):
                quality = 3
                i -= 1
            elif (
                (x in {".", "'"} and i > begin and low[i - 1] in self.w.honorifics)
                or x == "named"
                or (x == "run" and i + 1 < self.n and low[i + 1] == "by")
            ):
                i -= 1
            else:
                break
        start = i + 1
        # a lone quantifier or adjective is no speaker
        return start, quality

    def _place_before(self, hit: Hit) -> bool:
        """A state's name right before a body, without a possessive, is where, not who: "in Iraq AFP reported"."""
        last = self.words[hit.end - 1]
        return not (last.endswith(("'s", "\u2019s")) or (last[-1:] == "s" and self.low[hit.end - 1] not in hit.body.name.lower().split()))

    def _placed(self, i: int) -> bool:
        """What may stand before a kind of place in a speaker's phrase: "the Turkish town", "of the old town"."""
        return self.low[i] in self.w.determiners or self.low[i] in self.w.prepositions or self.modifier(i)

    def _where(self, hit: Hit) -> bool:
        """The state behind a preposition: "near Damascus Foreign Secretary Jane Doe said"."""
        if hit.start <= self.begin or self.words[hit.end - 1].endswith(("'s", "\u2019s")):
            return False
        return self.low[hit.start - 1] in self.w.prepositions and self.low[hit.start - 1] not in {"of", "for", "by", "with"}

    def _place_run(self, i: int) -> bool:
        """Capitalised words before a common noun belong to a preposition before them: "in Aleppo local sources said"."""
        while i >= self.begin and (self.name(i) or (self.low[i] in self.w.name_links and i > self.begin and self.name(i - 1))):
            i -= 1
        if i < self.begin or self.low[i] not in self.w.prepositions or self.low[i] in {"for", "by", "with"}:
            return False
        return self.low[i] != "of" or (self.low[i - 1] not in self.w.nouns and not self.caps[i - 1])

    def _belongs(self, i: int) -> bool:
        """Whether a capitalised word before a body's name belongs to it: a possessive or a title."""
        x = self.words[i]
        return x.endswith(("'s", "\u2019s", "'", "\u2019")) or self.low[i] in self.w.nouns

    def _titled(self, end: int) -> bool:
        """A personal name with its title, or one that opens its clause, ends before token `end`."""
        i = end - 1
        if i >= self.begin and self.ent[i] >= 0:
            return self.hits[self.ent[i]].person
        while i >= self.begin and self.name(i) and self.low[i] not in self.w.nouns and self.ent[i] < 0:
            i -= 1
        if end - 1 - i < 2:
            return False
        return i < self.begin or self.low[i] == "," or self.low[i] in self.w.person or self.low[i] in self.w.honorifics

    def _inside_name(self, i: int) -> bool:
        """ "of", "for", "the" inside a name: "Union of Doctors"."""
        return self.ent[i - 1] < 0 or not self.hits[self.ent[i - 1]].body.is_place

    def _head_before(self, i: int) -> bool:
        """The preposition at `i` hangs on a noun of speaking: "a source at", "residents of", "familiar with"."""
        w = self.w
        j = i - 1
        if self.low[i] in {"to", "on"} and self.low[j] not in {
            "close",
            "adviser",
            "advisor",
            "envoy",
            "deputy",
            "ambassador",
            "coordinator",
        }:
            return False
        if self.low[i] in {"close", "familiar"}:
            return self.low[j] in w.nouns
        if self.low[j] in {"close", "familiar"}:
            return True
        if self.low[j] in w.participles or self.low[j] in {
            "provided",
            "compiled",
            "based",
            "released",
            "issued",
            "published",
            "run",
            "carried",
        }:
            j -= 1
        if j < self.begin:
            return False
        if (
            self.low[i] == "by"
            and j == i - 1
            and self.low[j]
            not in {"statement", "report", "statements", "reports", "figures", "count", "tally", "estimate", "estimates", "survey", "study"}
        ):
            return False
        if self.ent[j] >= 0:
            hit = self.hits[self.ent[j]]
            return self.low[i] in {"in", "of", "for"} and not hit.body.is_place and not hit.person
        if self.low[j] not in w.nouns:
            return False
        # "killed 10 fighters in Aleppo SANA said": counted people are not the speaker
        return not self._counted(j)

    def _counted(self, j: int) -> bool:
        while j >= self.begin and (self.low[j] in self.w.nouns or self.modifier(j)):
            j -= 1
        return j >= self.begin and (self.low[j][:1].isdigit() or self.low[j] in self.w.number_words)

    def _joint(self, start: int) -> tuple[int, int]:
        """Take in speakers joined before `start` by "and" or a comma: "residents, medics and a monitor"."""
        quality = 0
        i = start - 1
        while i > self.begin and self.low[i] in {"and", ",", "or"}:
            j = i - 1
            if self.low[j] == "," and self.low[i] == "and":
                j -= 1
            if j < self.begin or self.low[j] in STOPS or self.low[j] in QUOTES:
                break
            first, found = self._walk(j)
            if found < 3 or first > j or self._counted_phrase(first, j + 1):
                break
            if self.low[i] == "," and not quality:
                break
            if first > self.begin and not self._boundary(first):
                break
            start, quality = first, 3
            i = start - 1
        return start, quality

    def _counted_phrase(self, start: int, end: int) -> bool:
        if start > self.begin and (self.low[start - 1][:1].isdigit() or self.low[start - 1] in self.w.number_words):
            return True
        return self.low[start] in self.w.number_words or self.low[start] in {"its", "their", "his", "her"}

    def _boundary(self, i: int) -> bool:
        """Whether a new phrase can begin at `i`: behind it stands no verb or preposition that needs it."""
        x = self.low[i - 1]
        return x not in self.w.prepositions and x not in self.w.acts_on

    def forward(self, i: int) -> Phrase | None:
        """The speaker's noun phrase that begins at token `i`."""
        low, w = self.low, self.w
        n = self.n
        begin = i
        if i >= n:
            return None
        if low[i] in w.pronouns:
            return Phrase(i, i + 1, 3, i + 1, pronoun=True)
        quality = 0
        if low[i] in w.determiners:
            i += 1
        if i + 2 < n and low[i] == "number" and low[i + 1] == "of":  # "a number of residents"
            i += 2
        main = i
        depth = 0
        while i < n and i - begin < MAX_PHRASE:
            x = low[i]
            k = self.ent[i]
            if k >= 0:
                i = self.hits[k].end
                quality = 3
                main = i
            elif x in w.nouns and not (x in w.finite and quality == 3 and self._verb_here(i)):
                quality = 3
                i += 1
                main = i
            elif x in {"a", "an", "the"} and i > begin and i + 1 < n and main == i and quality == 3 and self._apposition(i):
                i += 1
            elif i > begin and (x in w.number_words or x in w.indefinite):
                break
            elif (self.modifier(i) or (x in w.time_words and main == begin + 1) or (x in w.places and i > begin)) and self._nominal_ahead(
                i
            ):
                i += 1
            elif self.name(i) and not (x in w.leading and i > begin):
                quality = max(quality, 2)
                i += 1
                main = i
            elif x == "(" and i > begin and main == i:
                j = i + 1
                while j < min(n, i + 8) and low[j] != ")":
                    j += 1
                if j >= min(n, i + 8):
                    break
                if self.ent[i + 1] >= 0:
                    quality = 3
                i = main = j + 1
            elif x in w.prepositions and main == i and quality == 3 and depth < 3 and self._takes(i):
                depth += 1
                i += 1
                if i < n and low[i] in w.determiners:
                    i += 1
                start = i
                while i < n and (
                    self.ent[i] >= 0
                    or self.name(i)
                    or (self.modifier(i) and low[i] not in w.number_words and low[i] not in w.indefinite)
                    or low[i] in w.nouns
                    or low[i] in w.places
                    or (low[i] in {"of", "the"} and i > start)
                ):
                    i = self.hits[self.ent[i]].end if self.ent[i] >= 0 else i + 1
                if i >= n and i == start:
                    break  # the sentence is cut off: "said residents of"
                if i == start:
                    # a place in small letters: "residents of the town"
                    i += 1
                main = i
            elif x in {"and", ","} and main == i and quality == 3 and not (x == "," and depth):
                j = i + 1
                if x == "," and (j >= n or not self._list_ahead(j)):
                    break
                other = self.forward(j) if j < n else None
                if other is None or other.quality < 3 or other.pronoun:
                    break
                i = main = other.end
                break
            else:
                break
        if quality < 2 or main <= begin:
            return None
        return Phrase(begin, main, quality, main)

    def _list_ahead(self, j: int) -> bool:
        """Behind the comma at j - 1 comes another speaker of a list that ends with "and"."""
        for k in range(j, min(self.n, j + 8)):
            if self.low[k] == "and":
                return True
            if self.low[k] == "," or self.low[k] in self.w.finite:
                return False
        return False

    def _apposition(self, i: int) -> bool:
        for k in range(i + 1, min(self.n, i + 6)):
            if self.ent[k] >= 0 or self.low[k] in self.w.nouns:
                return True
            if not self.modifier(k):
                return False
        return False

    def _nominal_ahead(self, i: int) -> bool:
        for k in range(i + 1, min(self.n, i + 7)):
            if self.ent[k] >= 0 or self.low[k] in self.w.nouns or self.name(k):
                return True
            if not self.modifier(k) and self.low[k] not in self.w.places:
                return False
        return False

    def _takes(self, i: int) -> bool:
        """The noun before the preposition at `i` takes it into the phrase."""
        j = i - 1
        x = self.low[i]
        if x in {"by", "to", "on", "among"}:
            return self.low[j] in self.w.issued and x == "by"
        if self.ent[j] >= 0:
            return x == "of" and not self.hits[self.ent[j]].body.is_place
        return self.low[j] in self.w.nouns

    def _verb_here(self, i: int) -> bool:
        """A form that may be noun or verb is a verb here: something it can govern follows."""
        nxt = self.low[i + 1] if i + 1 < self.n else "."
        return not (nxt in STOPS or nxt == "," or nxt in {"of", "by", "from", "on", "about", "in"} or nxt in self.w.finite or nxt in BE)


# Words whose capitals say how a sentence is written.
_long_upper = Memo(lambda word: len(word) > 3 and word.isalpha() and word.isupper())


def _all_caps(words: Sequence[str]) -> bool:
    if sum(map(_long_upper.__getitem__, words)) <= 3:
        return False
    small = capital = 0
    for w in words:
        if len(w) > 3 and w.isalpha():
            if w.isupper():
                capital += 1
            else:
                small += 1
                if small > 3 * capital + 3:
                    return False
    return capital >= 4 * small
