"""Whose side: the words that name an armed side, alone and around the noun for its people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import compress
from typing import Any

from contested.extract.matching import Phrase
from contested.text import Memo, Tokens

GOVERNMENT, OPPOSITION, ISLAMIC_STATE, OTHER = "fighters_government", "fighters_opposition", "fighters_is", "fighters_other"
FIGHTERS = frozenset(("fighters", OPPOSITION, GOVERNMENT, ISLAMIC_STATE, OTHER))
# a word that several sides claim is the first one's; so is a phrase that names several
_ORDER = (ISLAMIC_STATE, OTHER, OPPOSITION, GOVERNMENT)


@dataclass(frozen=True, slots=True)
class SideWords:
    """The affiliations of `groups.toml`.

    `rows` gives, by first word in lower case (a possessive counts as its noun), each phrase with the place of its side in the
    order of sides; `names` the same for names that only count as written. `weak` are words that make a soldier of a fighter,
    not of a rebel.
    """

    rows: Callable[[str], tuple[tuple[int, Phrase], ...]]
    names: Mapping[str, int]
    weak: frozenset[str]


def compile_sides(affiliations: Mapping[str, Any]) -> SideWords:
    """Build the look-up tables from the table `affiliations` of `groups.toml`."""
    phrases: dict[str, list[tuple[int, Phrase]]] = {}
    names: dict[str, int] = {}
    for rank, side in enumerate(_ORDER):
        for name in affiliations[side]:
            phrase = tuple(name.split())
            if name != name.lower():
                names.setdefault(name, rank)
            else:
                phrases.setdefault(phrase[0], []).append((rank, phrase))
    table = {first: tuple(sorted(rows, key=lambda row: (row[0], len(row[1]) > 1))) for first, rows in phrases.items()}
    return SideWords(
        Memo(lambda w: table.get(_bare(w) if "'" in w else w, ())).__getitem__,
        names,
        frozenset(affiliations["weak_government"]),
    )


def affiliation(tk: Tokens, start: int, end: int, words: SideWords) -> tuple[str, bool] | None:
    """(side, weak) of the first side named in tokens ``[start, end)``; IS and the opposition together give plain fighters.

    `weak` is True where only a country's adjective names it ("Syrian"). A name may run one token over the end.
    """
    names = words.names
    sides: dict[int, bool] = {}
    for k in range(start, end):
        if not words.rows(tk.lower[k]) and tk.words[k] not in names:
            continue
        rank = _rank_at(tk, k, end + 1, words)
        if rank is not None:
            weak = _ORDER[rank] == GOVERNMENT and _bare(tk.lower[k]) in words.weak
            sides[rank] = sides.get(rank, True) and weak
    if not sides:
        return None
    strong = {_ORDER[rank] for rank, weak in sides.items() if not weak}
    if ISLAMIC_STATE in strong and OPPOSITION in strong:
        return "fighters", False
    for side in _ORDER:
        if side in strong:
            return side, False
    return _ORDER[next(iter(sides))], True


def sides_named(tk: Tokens, words: SideWords) -> list[tuple[int, str]]:
    """(token, side) of every word of the sentence that names a side by itself or with the word after it."""
    opens, names = list(map(words.rows, tk.lower)), words.names
    can = [bool(rows) or w in names for rows, w in zip(opens, tk.words, strict=True)] if not names.keys().isdisjoint(tk.words) else opens
    return [(k, _ORDER[rank]) for k in compress(range(len(can)), can) if (rank := _rank_at(tk, k, k + 2, words)) is not None]


def names_side(tk: Tokens, k: int, words: SideWords) -> bool:
    """True where the name of a side begins at token `k`."""
    return _rank_at(tk, k, len(tk.lower), words) is not None


def _rank_at(tk: Tokens, k: int, limit: int, words: SideWords) -> int | None:
    """The place, in the order of sides, of the side whose name begins at `k` and ends by `limit`."""
    named = words.names.get(tk.words[k])
    for rank, phrase in words.rows(tk.lower[k]):
        if named is not None and named <= rank:
            return named
        size = len(phrase)
        if size == 1 or (k + size <= limit and tuple(tk.lower[k : k + size]) == phrase):
            return rank
    return named


def _bare(w: str) -> str:
    return w[:-2] if w.endswith("'s") else w.rstrip("'")
