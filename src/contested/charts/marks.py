"""What a chart draws: a claim reduced to when, how much, by whom, and the words that describe it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from contested.charts.words import clip, count, interval, number


@dataclass(frozen=True, slots=True)
class Mark:
    """One claim in a chart.

    Attributes
    ----------
    claim_id : str
        Where the point links to (``#c-<claim_id>``).
    claimant : str
        Who says it; decides colour and marker.
    low, best, high : float or None
        The interval in the unit of the chart; `high` None is open upwards.
    words : str
        The quantity as reported ("at least 415 civilians").
    when : date or None
        The last day the claim is about.
    start : date or None
        The first day, for periods.
    dated : bool
        False when `when` is only the day of publication.
    firm : bool
        False for claims reported at second hand, believed or hypothetical: drawn hollow.
    label : str
        Words for the row of the claim ("killed, civilians, eastern Aleppo").
    group : str
        Rows or panels the claim belongs to.
    """

    claim_id: str
    claimant: str
    low: float | None
    best: float | None
    high: float | None
    words: str
    when: dt.date | None = None
    start: dt.date | None = None
    dated: bool = True
    firm: bool = True
    label: str = ""
    group: str = ""
    unit: str = "persons"

    @property
    def drawable(self) -> bool:
        """True when the convention gives the claim at least one number."""
        return self.low is not None or self.best is not None or self.high is not None

    @property
    def open_above(self) -> bool:
        """True for "at least" and its like: the interval has no upper end."""
        return self.drawable and (self.high is None or math.isinf(self.high))

    @property
    def open_below(self) -> bool:
        """True for "up to N": the lower end is nothing but the natural zero."""
        return self.drawable and not self.open_above and (self.low is None or self.low <= 0) and (self.high or 0) > 0

    @property
    def lower(self) -> float:
        """The lower end to draw."""
        return next((v for v in (self.low, self.best, self.high) if v is not None), 0.0)

    @property
    def upper(self) -> float:
        """The upper end to draw; the lower end where the interval is open."""
        return self.lower if self.high is None or math.isinf(self.high) else self.high

    @property
    def point(self) -> float:
        """Where the marker sits: the best value, else the stated bound, else the middle (geometric) of the interval."""
        if self.best is not None:
            return self.best
        if self.open_above:
            return self.lower
        if self.open_below:
            return self.upper
        return math.sqrt(self.lower * self.upper) if self.lower > 0 else (self.lower + self.upper) / 2

    def title(self) -> str:
        """One line for assistive technology and the tooltip."""
        day = f", {self.when.isoformat()}" if self.when else ""
        return clip(f"{self.claimant}: {self.words} ({interval(self.low, self.high, self.unit)}){day}", 180)


def voices(marks: Sequence[Mark]) -> str:
    """Say how many claimants and mentions a chart rests on."""
    return f"{count(len({m.claimant for m in marks}), 'claimant')}, {count(len(marks), 'mention')}"


def describe(marks: Sequence[Mark], what: str) -> str:
    """Write the alternative text of a chart from its data."""
    drawn = [m for m in marks if m.drawable]
    if not drawn:
        return f"{what}: no claim with a number."
    low, high = min(drawn, key=lambda m: m.point), max(drawn, key=lambda m: m.point)
    opens = sum(m.open_above for m in drawn)
    parts = [
        f"{what}: {voices(drawn)}.",
        f"Lowest {number(low.point)} ({low.claimant}), highest {number(high.point)} ({high.claimant}).",
    ]
    if opens:
        parts.append(
            f"{opens} of {len(drawn)} {'is a lower bound' if opens == 1 else 'are lower bounds'}, drawn as arrows that point up the scale."
        )
    days = sorted(m.when for m in drawn if m.when)
    if days:
        parts.append(f"Dates run from {days[0].isoformat()} to {days[-1].isoformat()}.")
    return clip(" ".join(parts), 600)
