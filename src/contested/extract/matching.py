"""Phrases of several words looked up among the tokens of a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
# marks that come in pairs: where one stands inside a name, its partner may be the last or first of it
_PAIRED = frozenset('()[]"\u201c\u201d\u00ab\u00bb')
_POSSESSIVE = re.compile(r"['\u2019]s?$")
Phrase = tuple[str, ...]
# what phrases mean, by their first (or, where a table says so, last) word; the longest phrase comes first
PhraseTable = Mapping[str, Sequence[tuple[Phrase, T]]]


def reads(lower: list[str], k: int, phrase: Phrase) -> bool:
    """True where `phrase` stands at token `k`."""
    return tuple(lower[k : k + len(phrase)]) == phrase


def phrase_at(lower: list[str], k: int, table: PhraseTable[T]) -> tuple[int, T] | None:
    """(tokens, meaning) of the longest phrase of `table` that begins at token `k`."""
    rows = table.get(lower[k])
    if rows is None:
        return None
    for phrase, meaning in rows:
        if tuple(lower[k : k + len(phrase)]) == phrase:
            return len(phrase), meaning
    return None


def ends_at(lower: list[str], k: int, phrase: Phrase) -> bool:
    """True where `phrase` ends with token `k` (inclusive)."""
    return tuple(lower[max(0, k - len(phrase) + 1) : k + 1]) == phrase


def as_named(words: Sequence[str], start: int, end: int) -> str | None:
    """The words [start, end) without marks around them and without the ending of a possessive; None where nothing is left."""
    paired = any(word in _PAIRED for word in words[start + 1 : end - 1])
    while start < end and _is_mark(words[start], paired):
        start += 1
    while start < end and _is_mark(words[end - 1], paired):
        end -= 1
    if start == end:
        return None
    last = words[end - 1]
    return " ".join([*words[start : end - 1], _POSSESSIVE.sub("", last) or last])


def _is_mark(word: str, paired: bool) -> bool:
    return not word[0].isalnum() and not (paired and word in _PAIRED)


def by_first_word(pairs: Sequence[tuple[str, T]]) -> dict[str, tuple[tuple[Phrase, T], ...]]:
    """A table of (phrase, meaning) pairs by the phrases' first words; of phrases of one length the earlier stays first."""
    return _table(pairs, 0)


def by_last_word(pairs: Sequence[tuple[str, T]]) -> dict[str, tuple[tuple[Phrase, T], ...]]:
    """As `by_first_word`, by the phrases' last words."""
    return _table(pairs, -1)


def _table(pairs: Sequence[tuple[str, T]], key: int) -> dict[str, tuple[tuple[Phrase, T], ...]]:
    table: dict[str, list[tuple[Phrase, T]]] = {}
    for written, meaning in pairs:
        phrase = tuple(written.split())
        table.setdefault(phrase[key], []).append((phrase, meaning))
    return {word: tuple(sorted(rows, key=lambda row: -len(row[0]))) for word, rows in table.items()}
