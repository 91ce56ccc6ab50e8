"""One sentence while control is read from it: tokens, quantities, and what a word can be."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from contested.extract.control.words import DAYS, ENDS, MONTH, ControlWords
from contested.extract.gazetteer import gazetteer
from contested.extract.nouns import PLACE, FoundNoun, NounWords, noun_at
from contested.extract.quantities import Quantity
from contested.extract.sides import names_side
from contested.lexicon import Lexicon
from contested.text import Memo, Tokens

Span = tuple[int, int]

_ARTICLES = ("al-", "el-", "ad-", "as-", "ar-", "an-", "at-", "ash-", "az-")
_NO_PLACE_NAMES = frozenset("mr president u.s u.s. us un the i he she it they".split())
_MOSTLY_CAPITALS = 0.6


class ControlFigure(NamedTuple):
    """A change or share over tokens: quote ``[start, end)``, governing word `trigger`; the sides are spans of tokens too."""

    start: int
    end: int
    trigger: int
    indicator: str
    rule: str
    value: float | None = None
    value_high: float | None = None
    bound: str = "exact"
    vague_term: str | None = None
    unit: str = "none"
    holder: Span | None = None
    previous: Span | None = None
    denominator: Span | None = None


def make_change(
    start: int,
    end: int,
    trigger: int,
    rule: str,
    quantity: Quantity | None = None,
    *,
    holder: Span | None = None,
    previous: Span | None = None,
) -> ControlFigure:
    """A change of control; with a quantity it counts places, and its quote begins there."""
    q = quantity
    if q is None or q.percent or q.article:
        return ControlFigure(start, end, trigger, "control_change", rule, holder=holder, previous=previous)
    return ControlFigure(
        q.start,
        end,
        trigger,
        "control_change",
        rule,
        q.value,
        q.value_high,
        q.bound,
        q.vague_term,
        "places",
        holder=holder,
        previous=previous,
    )


class KnownPlaces:
    """The words that are, alone, a name of the gazetteer; each is asked for once."""

    def __init__(self, lexicon: Lexicon) -> None:
        known = gazetteer(lexicon)
        self._is_known = Memo(lambda word: len(word) > 2 and word.isascii() and known.knows((word,)))

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._is_known[word]


class ControlSentence:
    """The state of one sentence; lives only while it is read.

    Parameters
    ----------
    known
        Words, in lower case, that are names of places.
    """

    def __init__(self, tk: Tokens, quantities: list[Quantity], words: ControlWords, nouns: NounWords, known: Container[str]) -> None:
        self.tk, self.lower, self.n = tk, tk.lower, len(tk.lower)
        if "May" in tk.words:  # the month is no modal
            self.lower = [MONTH if w == "May" and i > 0 else low for i, (w, low) in enumerate(zip(tk.words, tk.lower, strict=True))]
        self.words, self.nouns, self.known = words, nouns, known
        self.quantities = quantities
        self.q_at = {q.start: q for q in quantities}
        self.q_core = {q.core: q for q in quantities}
        self.q_last = {q.end - 1: q for q in reversed(quantities)}
        self.last_share: int | None = None  # the governing word of the last share read
        self._nouns: dict[int, FoundNoun] = {}
        self._names: dict[int, bool] = {}
        self._shouts: bool | None = None

    def noun(self, k: int) -> FoundNoun:
        """(tokens, kind, population) of the known noun at `k`."""
        found = self._nouns.get(k)
        if found is None:
            found = self._nouns[k] = noun_at(self.lower, k, self.nouns)
        return found

    def kind(self, k: int) -> str | None:
        """What the known noun at `k` is a noun of."""
        return self.noun(k)[1]

    def capitalised(self, k: int) -> bool:
        return self.tk.words[k][0].isupper()

    def is_ground(self, k: int) -> bool:
        """A noun of places or of territory stands at `k`."""
        return self.lower[k] in self.words.ground or self.kind(k) == PLACE

    def is_sided(self, k: int) -> bool:
        """The name of a side begins at `k`."""
        return names_side(self.tk, k, self.nouns.sides)

    def is_name(self, k: int) -> bool:
        """A capitalised word that can name a place: no day, no side, no person's or people's noun."""
        found = self._names.get(k)
        if found is None:
            found = self._names[k] = self._can_name(k)
        return found

    def _can_name(self, k: int) -> bool:
        w, low = self.tk.words[k], self.lower[k]
        if not w[0].isalpha():
            return False
        if low in self.known:
            return True
        if not (w[0].isupper() or (low.startswith(_ARTICLES) and len(w) > 3 and w[3].isupper())) or self._in_capitals():
            return False
        return not (low in DAYS or low in ENDS or low in _NO_PLACE_NAMES or low in self.nouns.people or self.is_sided(k))

    def _in_capitals(self) -> bool:
        """Nearly the whole sentence is: capitals tell nothing."""
        if self._shouts is None:
            words = [w for w in self.tk.words if len(w) > 1]
            self._shouts = sum(map(str.isupper, words)) > _MOSTLY_CAPITALS * max(1, sum(w[0].isalpha() for w in words))
        return self._shouts
