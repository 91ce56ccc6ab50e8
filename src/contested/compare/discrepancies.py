"""How far apart the claimants of a cell are: intervals, overlap or gap, ratio and its bounds, and a plain sentence."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contested.compare.cells import Cell, _head
from contested.compare.statements import Statement
from contested.compare.words import amount, figure, listed, number, period, times, topic
from contested.tables.schema import DISCREPANCIES

_OPEN = math.inf


@dataclass(frozen=True, slots=True)
class Voice:
    """What one claimant says in a cell: the claim that stands for it, and how many different figures it gave."""

    claimant: str
    statement: Statement
    figures: int

    @property
    def low(self) -> float:
        return 0.0 if self.statement.low is None else self.statement.low

    @property
    def high(self) -> float:
        return _OPEN if self.statement.high is None else self.statement.high

    @property
    def known(self) -> bool:
        return self.statement.low is not None or self.statement.high is not None

    @property
    def position(self) -> tuple[float, float, float, str]:
        """Where it stands among the others: by the number said, else by its interval."""
        s = self.statement
        stated = s.stated
        if stated is None:
            stated = math.sqrt(max(self.low, 1.0) * self.high) if self.high < _OPEN else self.low
        return (stated, self.low, self.high, self.claimant)


def voices_of(cell: Cell, choose: str = "usual") -> list[Voice]:
    """Each claimant with the claim that stands for it, lowest first.

    That is its latest claim on just what the cell is about; of several figures for one event or period, the largest,
    since smaller ones tend to be parts of it or earlier counts. With `choose` "latest", "largest" or "smallest" that one,
    whatever is counted.
    """
    main = cell.main.first
    by_claimant: dict[str, list[Statement]] = defaultdict(list)
    for s in cell.statements:
        by_claimant[cell.voices[s.claim_id]].append(s)

    def rank(s: Statement) -> tuple[Any, ...]:
        same = s.population == main.population and s.indicator == main.indicator
        known = s.low is not None or s.high is not None
        size = s.stated if s.stated is not None else (s.low or 0.0)
        when = (s.as_of or dt.date.min, s.published or dt.date.min)
        event = s.aspect == "incident" or (s.aspect == "flow" and s.date_start is not None)
        if choose != "usual":
            by = {"latest": 0.0, "largest": size, "smallest": -size}[choose]
            return (known, same, by, *when, size, -s.char_start, s.claim_id)
        return (known, same, not s.own_voice, size if event else 0.0, *when, size, -s.char_start, s.claim_id)

    out = []
    for claimant, told in by_claimant.items():
        figures = {(s.value, s.value_high, s.vague_term) for s in told}
        out.append(Voice(claimant, max(told, key=rank), len(figures)))
    out.sort(key=lambda v: v.position)
    return out


def discrepancy_rows(cells: Sequence[Cell]) -> list[dict[str, Any]]:
    """Rows of the `discrepancies` table: one for every cell with two or more claimants."""
    return [_row(c, voices_of(c)) for c in cells if len(c.claimants) > 1]


def agreement(intervals: Sequence[tuple[float, float]]) -> str:
    """`consistent`, `nested`, `disjoint` or, with fewer than two intervals, `undetermined`.

    >>> agreement([(324, 324), (845, 845)]), agreement([(20000, 99999), (37000, 37000)]), agreement([(10, 20), (15, 30)])
    ('disjoint', 'nested', 'consistent')
    """
    if len(intervals) < 2:
        return "undetermined"
    low, high = max(i[0] for i in intervals), min(i[1] for i in intervals)
    if low > high:
        return "disjoint"
    if (low, high) in intervals and len(set(intervals)) > 1:
        return "nested"
    return "consistent"


def _row(cell: Cell, voices: list[Voice]) -> dict[str, Any]:
    known = [v for v in voices if v.known]
    row: dict[str, Any] = {
        **dict.fromkeys(DISCREPANCIES.names),
        **_head(cell),
        "n_undetermined": len(voices) - len(known),
        "joins": "; ".join(sorted(cell.joins)) or None,
    }
    row["intervals"] = "; ".join(f"{v.claimant}: {figure(v.statement)}" for v in voices)
    row["agreement"] = agreement([(v.low, v.high) for v in known])
    if len(known) >= 2:
        low, high = max(v.low for v in known), min(v.high for v in known)
        row["gap"] = max(0.0, low - high)
        if low <= high:
            row["overlap_low"], row["overlap_high"] = low, None if high == _OPEN else high
    if known:
        for side, v in (("lowest", known[0]), ("highest", known[-1])):
            s = v.statement
            row |= {f"{side}_claimant": v.claimant, f"{side}_claim_id": s.claim_id}
            row |= {f"{side}_low": s.low, f"{side}_best": s.best, f"{side}_high": s.high}
    if len(known) >= 2:
        row |= _ratios(known[0], known[-1])
    row["sentence"] = sentence(cell, voices, row)
    return row


def _ratios(lowest: Voice, highest: Voice) -> dict[str, Any]:
    a, b = lowest.statement.stated, highest.statement.stated
    return {
        "ratio": b / a if a and b is not None else None,
        "ratio_low": 0.0 if lowest.high == _OPEN else highest.low / lowest.high if lowest.high else None,
        "ratio_high": None if highest.high == _OPEN or not lowest.low else highest.high / lowest.low,
    }


def sentence(cell: Cell, voices: list[Voice], row: dict[str, Any]) -> str:
    """The discrepancy in plain words; every number in it stands in the row or in a claim."""
    f = cell.main.first
    what = topic(f.indicator, f.population, f.unit)
    for other in sorted({s.indicator for s in cell.statements} - {f.indicator}):
        what += f" or {other}"
    where = f"{what[0].upper()}{what[1:]}, {f.place}, {_when(row)}"
    known = [v for v in voices if v.known]
    if len(known) < 2:
        said = listed([f"{v.claimant} says {figure(v.statement)}" for v in voices])
        return f"{where}: {said}. Fewer than two of them give an interval, so nothing can be measured."
    lowest, highest = known[0], known[-1]
    parts = [f"{where}: {_span_words(cell, known, lowest, highest, row)}"]
    parts.append(_verdict(row, f.unit, len(known)))
    if row["n_undetermined"]:
        n = row["n_undetermined"]
        parts.append(f"{n} further claimant{'s' * (n > 1)} gave words without a known interval.")
    if many := [v.claimant for v in voices if v.figures > 1]:
        parts.append(f"{listed(many)} gave more than one figure; the one that stands here is the latest, or the largest for one event.")
    if note := _periods(cell):
        parts.append(note)
    if cell.joins:
        parts.append("Compared across: " + "; ".join(n for name in sorted(cell.joins) for n in cell.joins[name]) + ".")
    return " ".join(parts)


def _periods(cell: Cell) -> str | None:
    """Events whose periods overlap are comparable, but the reader should see that the periods are not the same."""
    found = {(s.first_day, s.date_end or s.date_start) for s in cell.statements if s.aspect == "incident"}
    if len(found) < 2:
        return None
    shown = sorted(period(a, b) for a, b in found)
    return f"Their periods overlap but are not the same ({'; '.join(shown)})."


def _when(row: dict[str, Any]) -> str:
    if row["aspect"] == "stock" or row["date_start"] is None:
        return f"as of {period(None, row['date_end'])}"
    return period(row["date_start"], row["date_end"])


def _span_words(cell: Cell, known: list[Voice], lowest: Voice, highest: Voice, row: dict[str, Any]) -> str:
    mentions = f"{row['n_claimants']} claimants in {row['n_mentions']} mentions"
    a, b = figure(lowest.statement), figure(highest.statement)
    if a == b:
        return f"{listed([v.claimant for v in known])} give the same figure, {a} ({mentions})."
    ratio = row.get("ratio")
    by = f", {times(ratio)} as much" if ratio and ratio >= 1.05 and lowest.statement.unit != "percent" else ""
    return f"from {a} ({lowest.claimant}) to {b} ({highest.claimant}){by}; {mentions}."


def _gap(x: float, unit: str) -> str:
    return f"{number(x)} percentage points" if unit == "percent" else amount(x, unit)


def _verdict(row: dict[str, Any], unit: str, n: int) -> str:
    every = "Both" if n == 2 else f"All {n}"
    if row["agreement"] == "disjoint":
        gap = f": between two of them lies a gap of {_gap(row['gap'], unit)}" if row["gap"] else ""
        return f"No one number fits them all{gap}."
    low, high = row["overlap_low"], row["overlap_high"]
    if low == high:
        return f"One number fits what {every.lower()} say: {amount(low, unit)}."
    if high is None:
        return f"{every} can be true at once: any number from {amount(low, unit)} up fits."
    return f"{every} can be true at once: any number from {number(low)} to {amount(high, unit)} fits."
