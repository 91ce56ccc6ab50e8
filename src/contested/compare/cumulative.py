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
from contested.tables.interval import Convention, rounding_unit

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
    contradictions
        The days on which no total fits all figures, plainly round numbers taken as wide as their rounding.
    """

    claimant: str | None
    start: dt.date | None
    days: tuple[dt.date, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    readings: tuple[Reading, ...]
    contradictions: tuple[dt.date, ...]

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
    low, high = _steps(found, days, 0.0)
    rounded_low, rounded_high = _steps(found, days, 1.0)
    impossible = tuple(d for d, a, b in zip(days, rounded_low, rounded_high, strict=True) if a > b)
    starts = sorted({r.start for r in found if r.start is not None})
    return Envelope(claimant, starts[0] if starts else None, tuple(days), tuple(low), tuple(high), tuple(found), impossible)


def _steps(found: list[Reading], days: list[dt.date], rounding: float) -> tuple[list[float], list[float]]:
    """The highest lower end so far and the lowest upper end still to come, each moved out by what rounding may have done."""
    told = [(r.day, r.low, r.high, rounding * _rounded_by(r)) for r in found]
    low = [max((x - room for day, x, _, room in told if day <= d and x is not None), default=0.0) for d in days]
    high = [min((x + room for day, _, x, room in told if day >= d and x is not None), default=math.inf) for d in days]
    return low, high


def _rounded_by(r: Reading) -> float:
    """Half the rounding unit of a number so large that it is plainly round (34,000, not 300)."""
    unit = rounding_unit(r.point, r.statement.unit) if r.point is not None else None
    return unit / 2 if unit and r.point and unit <= r.point / 10 else 0.0


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
        Totals counted from days more than three days apart make envelopes of their own, and so do those that do not say from when they
        count. Longest first.

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
        k = -1 if r.start is None else max(i for i, s in enumerate(starts) if s <= r.start)
        groups.setdefault((r.claimant if by_claimant else None, k), []).append(r)
    out = [envelope(g, claimant) for (claimant, _), g in sorted(groups.items(), key=lambda kv: (kv[0][0] or "", kv[0][1]))]
    return sorted(out, key=lambda e: (-len(e.days), e.claimant or "", e.start or dt.date.min))
