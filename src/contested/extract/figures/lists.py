"""What joins a quantity to the one before it: lists, and the marks of a part ("including", "among them")."""

from __future__ import annotations

from contested.extract.figures.sentence import Sentence
from contested.extract.figures.words import COORDINATORS, LIST_PHRASES
from contested.extract.matching import ends_at

_PART = frozenset("including include includes included incl".split())
_PART_PHRASES = (
    ("among", "them"),
    ("amongst", "them"),
    ("of", "whom"),
    ("of", "them"),
    ("among", "whom"),
    ("of", "which"),
    ("among", "those"),
)
_PART_PHRASE_ENDS = frozenset(phrase[-1] for phrase in _PART_PHRASES)
_BETWEEN_MARK_AND_PART = frozenset(", the also mostly mainly : some about".split())


def stands_in_list(s: Sentence, k: int) -> bool:
    """What stands before token `k` joins it to a list."""
    if (s.lower[k - 1] if k else "") in COORDINATORS:
        return True
    return any(tuple(s.lower[max(0, k - len(p)) : k]) == p for p in LIST_PHRASES)


def part_mark(s: Sentence, k: int) -> int | None:
    """The token where "including", "among them" begins just before `k`, if it does."""
    m = k - 1
    while m >= 0 and m > k - 3 and s.lower[m] in _BETWEEN_MARK_AND_PART:
        m -= 1
    if m < 0:
        return None
    if s.lower[m] in _PART:
        return m
    if s.lower[m] not in _PART_PHRASE_ENDS:
        return None
    return next((m - len(p) + 1 for p in _PART_PHRASES if m >= len(p) - 1 and s.lower[m] == p[-1] and ends_at(s.lower, m, p)), None)
