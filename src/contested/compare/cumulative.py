"""Running totals over time: the stretch that all figures up to and after a day leave open.

A running total never falls. So on any day it is at least the highest lower bound said for that day or before, and at most the lowest
upper bound said for that day or after. Where the first lies above the second, no total fits all figures: what is counted has changed
between claims, or a claimant is wrong.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contested.compare.series import Reading, one_thing, readings
from contested.compare.too_little import TooLittle
from contested.compare.words import day
from contested.tables.interval import Convention

if TYPE_CHECKING:
    import pandas as pd

START_NEAR = 3


@dataclass(frozen=True, slots=True)
class Envelope:
    """The stretch of one running total on the days that were spoken of.

    Attributes
    ----------
    claimant
        Whose figures; None for all claimants together.
    start
        The day they are counted from, where said.
    days, low, high
        One of each a day; `high` is infinite where nobody bounds it from above.
    readings
        The figures it comes from.
    """

    claimant: str | None
    start: dt.date | None
    days: tuple[dt.date, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    readings: tuple[Reading, ...]

    @property
    def contradictions(self) -> tuple[dt.date, ...]:
        """The days on which no total fits all figures."""
        return tuple(d for d, low, high in zip(self.days, self.low, self.high, strict=True) if low > high)

    @property
    def sentence(self) -> str:
        who = self.claimant or "all claimants together"
        text = f"Total by {day(self.days[-1])}, {who}: {self.low[-1]:,.0f}" + (
            " or more" if math.isinf(self.high[-1]) else f" to {self.high[-1]:,.0f}"
        )
        if n := len(self.contradictions):
            text += f"; on {n} of {len(self.days)} days no one total fits all figures"
        return text + "."


def envelope(found: list[Reading], claimant: str | None = None) -> Envelope:
    """The envelope of readings of one total (at least one)."""
    days = sorted({r.day for r in found})
    low = [max((r.low for r in found if r.day <= d and r.low is not None), default=0.0) for d in days]
    high = [min((r.high for r in found if r.day >= d and r.high is not None), default=math.inf) for d in days]
    starts = sorted({r.start for r in found if r.start is not None})
    return Envelope(claimant, starts[0] if starts else None, tuple(days), tuple(low), tuple(high), tuple(found))


def trend_cumulative(
    claims: pd.DataFrame,
    echoes: pd.DataFrame | None = None,
    *,
    convention: str | Convention = "interval",
    by_claimant: bool = True,
    mixed: bool = False,
) -> list[Envelope] | TooLittle:
    """Envelopes of running totals.

    Parameters
    ----------
    claims
        Rows of the `claims` table about one thing (indicator, population, unit, place); those of other aspects than `cumulative` are
        passed over.
    echoes
        The table of that name: a figure passed on by many counts once.
    convention
        What the words stand for.
    by_claimant
        One envelope a claimant, else one of all together.
    mixed
        Take claims together that differ in what they count.

    Returns
    -------
    list of Envelope, or TooLittle
        Totals counted from days more than three days apart make envelopes of their own; those that do not say are put to the first.
        Longest first.

    Raises
    ------
    UsageError
        The claims differ in what they count.
    """
    found = readings(claims, echoes, convention=convention, wanted=lambda s: s.aspect == "cumulative" and s.unit != "percent")
    if not found:
        return TooLittle("a running total over time", "no claim here is a running total with a day and an interval.")
    one_thing(found, mixed=mixed)
    groups: dict[tuple[str | None, int], list[Reading]] = {}
    starts: list[dt.date] = []
    for s in sorted({r.start for r in found if r.start is not None}):
        if not starts or (s - starts[-1]).days > START_NEAR:
            starts.append(s)
    for r in found:
        k = 0 if r.start is None else max(i for i, s in enumerate(starts) if s <= r.start)
        groups.setdefault((r.claimant if by_claimant else None, k), []).append(r)
    out = [envelope(g, claimant) for (claimant, _), g in sorted(groups.items(), key=lambda kv: (kv[0][0] or "", kv[0][1]))]
    return sorted(out, key=lambda e: (-len(e.days), e.claimant or "", e.start or dt.date.min))
