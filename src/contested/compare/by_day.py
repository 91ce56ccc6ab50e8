"""Things by a key and the days they span, so that only neighbours in time are ever compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

_WIDTH = 8  # days of a bucket
_LONG = 16  # a span over more buckets is kept apart: there are few of them


class ByDay(Generic[T]):
    """An index from key and days to things, in the order they were added.

    Adding and finding take time in proportion to what lies near, not to what there is: spans of up to four months stand in
    the buckets of days they touch, longer ones in a list of their own.
    """

    def __init__(self) -> None:
        self._short: dict[tuple[Hashable, int], list[tuple[int, T]]] = defaultdict(list)
        self._long: dict[Hashable, list[tuple[int, T]]] = defaultdict(list)
        self._all: dict[Hashable, list[tuple[int, T]]] = defaultdict(list)
        self._n = 0

    def add(self, key: Hashable, first: int, last: int, thing: T) -> None:
        """Add a thing that spans the days `first` to `last` (proleptic ordinals)."""
        entry = (self._n, thing)
        self._n += 1
        self._all[key].append(entry)
        buckets = range(first // _WIDTH, last // _WIDTH + 1)
        if len(buckets) > _LONG:
            self._long[key].append(entry)
        else:
            for b in buckets:
                self._short[key, b].append(entry)

    def near(self, key: Hashable, first: int, last: int) -> Iterator[T]:
        """Things of this key whose days may touch `first` to `last`, first added first; some of them do not: look."""
        if key not in self._all:
            return
        buckets = range(first // _WIDTH, last // _WIDTH + 1)
        if len(buckets) > len(self._all[key]):
            found = self._all[key]
        else:
            entries = dict(self._long.get(key, ()))
            for b in buckets:
                entries.update(self._short.get((key, b), ()))
            found = sorted(entries.items(), key=lambda e: e[0])
        for _, thing in found:
            yield thing


def blocks(first: int, last: int) -> Iterator[tuple[int, int]]:
    """The blocks of 1, 2, 4 ... days that make up the days from `first` to `last`, as (power of two, place among its like).

    Of all the blocks that hold one day, a span has exactly one.

    >>> list(blocks(3, 8))
    [(0, 3), (2, 1), (0, 8)]
    """
    at = first
    while at <= last:
        power = 0
        while at % (2 << power) == 0 and at + (2 << power) - 1 <= last:
            power += 1
        yield power, at >> power
        at += 1 << power
