"""Alarms: figures that cannot stand beside each other without a word of warning. Each check is one function."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from contested.compare.cells import Cell, _family
from contested.compare.echoes import Echo, chains
from contested.compare.joins import Rules, whole_of
from contested.compare.statements import Statement
from contested.compare.words import day, figure, number, period, times, topic
from contested.tables.ids import digest

_DAY_ONE = dt.date.min


@dataclass(frozen=True, slots=True)
class Found:
    """What the checks look at."""

    statements: Sequence[Statement]  # every claim, those that take part in no cell included
    taking_part: Sequence[Statement]
    echoes: Sequence[Echo]
    cells: Sequence[Cell]
    rules: Rules


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm; the claims in the order the sentence speaks of them."""

    kind: str
    severity: str
    claims: tuple[Statement, ...]
    sentence: str


def alarm_rows(found: Found) -> list[dict[str, Any]]:
    """Rows of the `alarms` table; the same claims raise the same alarm once."""
    rows: dict[str, dict[str, Any]] = {}
    for check in _CHECKS:
        for a in check(found):
            ids = [s.claim_id for s in a.claims]
            alarm_id = digest("alarm", a.kind, *sorted(ids))
            rows.setdefault(
                alarm_id,
                {
                    "alarm_id": alarm_id, "kind": a.kind, "severity": a.severity, "indicator": a.claims[0].indicator,
                    "place": a.claims[0].place, "date_end": max((d for s in a.claims if (d := s.as_of)), default=None),
                    "claim_ids": "; ".join(ids), "sentence": a.sentence,
                },
            )  # fmt: skip
    return list(rows.values())


# ---- falling totals --------------------------------------------------------------------------------------------------


def falling_totals(found: Found) -> Iterator[Alarm]:
    """A running total of one claimant, or of bodies that speak for one another, that falls."""
    series: dict[tuple[Any, ...], list[Echo]] = defaultdict(list)
    bodies = found.rules.bodies
    for e in found.echoes:
        f = e.first
        if found.rules.aspect(f) == "cumulative" and f.as_of is not None and f.kind == "report":
            key = (bodies.get(e.claimant, e.claimant), f.indicator, f.population, f.unit, f.place, found.rules.side(f))
            series[key].append(e)
    for group in series.values():
        for chain in chains(group, found.rules):
            for before, after in itertools.pairwise(chain):
                if alarm := _falls(before, after):
                    yield alarm


def _falls(before: Echo, after: Echo) -> Alarm | None:
    a, b = before.first, after.first
    if a.as_of == b.as_of and a.published == b.published:
        return None
    certain = a.low is not None and b.high is not None and b.high < a.low
    lower = a.stated is not None and b.stated is not None and b.stated < a.stated and b.bound not in ("at_most", "less_than")
    if not (certain or lower):
        return None
    who = before.claimant if before.claimant == after.claimant else f"{before.claimant}, then {after.claimant}"
    text = (
        f"A running total falls: {topic(a.indicator, a.population, a.unit)}, {a.place}, was {figure(a)} by {day(a.as_of)} "
        f"and is {figure(b)} by {day(b.as_of)} ({who}). "
    )
    text += (
        "Until shown otherwise, what is counted has changed."
        if certain
        else "Both can be true, since one is a bound; what is counted may have changed."
    )
    return Alarm("falling_total", "warning" if certain else "note", (a, b), text)


# ---- parts and wholes --------------------------------------------------------------------------------------------------


def parts_above_wholes(found: Found) -> Iterator[Alarm]:
    """A part larger than its whole, said by one claimant in one sentence, or of the same day and place."""
    by_sentence: dict[tuple[Any, ...], list[Statement]] = defaultdict(list)
    by_day: dict[tuple[Any, ...], list[Statement]] = defaultdict(list)
    for s in found.taking_part:
        if s.population is None or s.kind != "report" or found.rules.additive.search(s.quote) or found.rules.subset(s):
            continue
        what = (s.claimant, s.indicator, s.unit)
        if s.sentence:
            by_sentence[(s.doc_id, s.sentence, *what)].append(s)
        if s.aspect in ("stock", "cumulative"):
            by_day[(*what, s.aspect, s.place, s.date_start, s.as_of)].append(s)
    for together, severity in ((by_sentence, "error"), (by_day, "warning")):
        for group in together.values():
            yield from _larger_parts(group, found.rules, severity)


def _larger_parts(group: list[Statement], r: Rules, severity: str) -> Iterator[Alarm]:
    wholes = {
        w: min((s for s in group if s.population == w and s.high is not None), key=lambda s: s.high or 0.0, default=None) for w in r.parts
    }
    for whole, w in wholes.items():
        if w is None or w.high is None:
            continue
        for s in group:
            same = s.place == w.place and s.aspect == w.aspect and (s.date_start, s.date_end) == (w.date_start, w.date_end)
            if s.population in r.parts[whole] and same and s.low is not None and s.low > w.high:
                text = (
                    f"A part is larger than its whole: {figure(s)} {topic(s.indicator, s.population, s.unit)} against {figure(w)} "
                    f"{topic(w.indicator, w.population, w.unit)}, {w.place}, {period(w.date_start, w.as_of)} ({w.claimant})."
                )
                yield Alarm("part_larger_than_whole", severity, (s, w), text)


# ---- a row that contradicts itself -----------------------------------------------------------------------------------


def low_above_high(found: Found) -> Iterator[Alarm]:
    """Low, best and high of one row in the wrong order; a stated range that runs downwards."""
    for s in found.statements:
        known = [x for x in (s.low, s.best, s.high) if x is not None]
        backwards = s.value is not None and s.value_high is not None and s.value > s.value_high
        if known == sorted(known) and not backwards:
            continue
        shown = ", ".join(f"{n} {number(x)}" for n, x in (("low", s.low), ("best", s.best), ("high", s.high)) if x is not None)
        text = (
            f"Low, best and high are in the wrong order: {shown} ({topic(s.indicator, s.population, s.unit)}, "
            f"{s.place or 'place not known'}, {period(s.date_start, s.as_of)}; {s.claimant}, {s.doc_id}). "
            "The row is shown, and takes part, as it stands."
        )
        if known == sorted(known):
            text = (
                f"The stated range runs downwards, from {number(s.value or 0)} to {number(s.value_high or 0)}: {s.quote!r} ({s.claimant})."
            )
        yield Alarm("low_above_high", "error", (s,), text)


def crossing_bounds(found: Found) -> Iterator[Alarm]:
    """In one cell, the upper bound of one claim below the lower bound of another."""
    for cell in found.cells:
        told = cell.statements
        uppers = [s for s in told if s.bound in ("at_most", "less_than") and s.high is not None]
        lowers = [s for s in told if s.bound in ("at_least", "more_than") and s.low is not None]
        if not (uppers and lowers):
            continue
        u = min(uppers, key=lambda s: (s.high or 0.0, s.claim_id))
        w = max(lowers, key=lambda s: (s.low or 0.0, s.claim_id))
        if u.high is not None and w.low is not None and u.high < w.low:
            text = (
                f"An upper bound lies below a lower bound: {figure(u)} ({u.claimant}, {day(u.as_of)}) against {figure(w)} "
                f"({w.claimant}, {day(w.as_of)}), {topic(u.indicator, u.population, u.unit)}, {u.place}."
            )
            yield Alarm("bounds_cross", "warning", (u, w), text)


# ---- shares of different wholes ----------------------------------------------------------------------------------------


def changed_denominators(found: Found) -> Iterator[Alarm]:
    """Shares held by one side within a few days, in one document or of one claimant, of different wholes."""
    days = int(found.rules.limits["conflict_days"])
    groups: dict[tuple[Any, ...], list[Statement]] = defaultdict(list)
    for s in found.taking_part:
        if s.indicator == "control_share" and s.unit == "percent" and s.as_of is not None and s.value is not None:
            groups[("document", s.doc_id)].append(s)
            groups[("claimant", s.claimant)].append(s)
    for group in groups.values():
        group.sort(key=lambda s: (s.as_of or _DAY_ONE, s.doc_id, s.char_start))
        for a, b in itertools.pairwise(group):
            if a.as_of is None or b.as_of is None or (b.as_of - a.as_of).days > days:
                continue
            sides = {found.rules.side(a), found.rules.side(b)} - {None}
            if len(sides) < 2 and _different_wholes(a, b, found.rules):
                text = (
                    f"Shares of different wholes: {figure(a)} of {_whole(a)} ({a.claimant}, {day(a.as_of)}) and {figure(b)} of {_whole(b)} "
                    f"({b.claimant}, {day(b.as_of)}). They do not belong in one series."
                )
                yield Alarm("changed_denominator", "note", (a, b), text)


def _different_wholes(a: Statement, b: Statement, r: Rules) -> bool:
    if a.place != b.place:
        return r.parents.get(a.place or "") == b.place or r.parents.get(b.place or "") == a.place
    wholes = (whole_of(a), whole_of(b))
    return bool(wholes[0] and wholes[1] and not wholes[0] & wholes[1])


def _whole(s: Statement) -> str:
    return s.denominator or s.place or "a whole that is not named"


# ---- outliers ----------------------------------------------------------------------------------------------------------


def outliers(found: Found) -> Iterator[Alarm]:
    """A total or a state several times its neighbours of the same days, whoever claims them."""
    r = found.rules
    groups: dict[tuple[Any, ...], list[Statement]] = defaultdict(list)
    for e in found.echoes:
        f = e.first
        if r.aspect(f) in ("stock", "cumulative") and f.unit in ("persons", "families") and f.as_of is not None and f.stated is not None:
            people = "people" if f.population == "civilians" and not _fighters_beside(f, r) else f.population
            groups[(_family(f), people, f.unit, r.aspect(f), f.place, r.subset(f))].append(f)
    for group in groups.values():
        yield from _far_from_neighbours(group, r)


def _fighters_beside(s: Statement, r: Rules) -> bool:
    return not r.only_civilians(s)


def _far_from_neighbours(group: list[Statement], r: Rules) -> Iterator[Alarm]:
    factor, days, least = r.limits["outlier_factor"], int(r.limits["outlier_days"]), r.limits["outlier_least"]
    group.sort(key=lambda s: (s.as_of or _DAY_ONE, s.doc_id, s.char_start, s.claim_id))
    at = [(s.as_of or _DAY_ONE).toordinal() for s in group]
    for i, s in enumerate(group):
        begin, end = bisect_left(at, at[i] - days), bisect_left(at, at[i] + days + 1)
        near = [n for k in range(begin, end) if k != i and _start_agrees(n := group[k], s, r) and _independent(n, s)]
        if not near or s.stated is None:
            continue
        mine = math.log(max(s.stated, 0.5))
        closest = min(near, key=lambda n: (abs(math.log(max(n.stated or 0.0, 0.5)) - mine), n.claim_id))
        other = closest.stated or 0.0
        if min(s.stated, other) <= 0 or max(s.stated, other) < least or not all(_apart(s, n) for n in near):
            continue
        ratio = s.stated / other
        if max(ratio, 1 / ratio) < factor or (len(near) == 1 and ratio < 1):
            continue  # of two, the alarm is told once, from the larger
        many = f"the closest of {len(near)} other figures" if len(near) > 1 else "the other figure"
        text = (
            f"{figure(s)[0].upper()}{figure(s)[1:]} {topic(s.indicator, s.population, s.unit)}, {s.place}, as of {day(s.as_of)} "
            f"({s.claimant}) is {times(max(ratio, 1 / ratio))} {'as much as' if ratio > 1 else 'less than'} {many} of the same days, "
            f"{figure(closest)} ({closest.claimant}, {day(closest.as_of)})."
        )
        yield Alarm("outlier", "warning", (s, closest), text)


def _independent(a: Statement, b: Statement) -> bool:
    """Figures of one claimant in one document are parts of a whole, or set beside one another on purpose."""
    return (a.claimant, a.doc_id) != (b.claimant, b.doc_id)


def _start_agrees(a: Statement, b: Statement, r: Rules) -> bool:
    return a.date_start is None or b.date_start is None or abs((a.date_start - b.date_start).days) <= r.days("start_near")


def _apart(a: Statement, b: Statement) -> bool:
    """The intervals share nothing, or the stated numbers differ although one end is open."""
    low = max(a.low or 0.0, b.low or 0.0)
    high = min(math.inf if a.high is None else a.high, math.inf if b.high is None else b.high)
    return low > high or (a.stated != b.stated and (a.high is None or b.high is None))


# ---- said and denied -----------------------------------------------------------------------------------------------------


def status_conflicts(found: Found) -> Iterator[Alarm]:
    """What one claimant reports, another denies outright, at the same or the parent place and of the same days."""
    days = int(found.rules.limits["conflict_days"])
    denied = [s for s in found.statements if s.status == "denied" and not s.duplicate_of]
    if not denied:
        return
    told: dict[tuple[str, str | None], list[Statement]] = defaultdict(list)
    for s in found.statements:
        if s.status not in ("denied", "hypothetical") and not s.duplicate_of and s.kind == "report":
            told[(s.indicator, s.place)].append(s)
    children: dict[str, list[str]] = defaultdict(list)
    for place, parent in sorted(found.rules.parents.items()):
        children[parent].append(place)
    for d in denied:
        places = [d.place, found.rules.parents.get(d.place or ""), *children.get(d.place or "", ())]
        against = [
            s for p in dict.fromkeys(places) for s in told.get((d.indicator, p), ()) if s.claimant != d.claimant and _same_days(d, s, days)
        ]
        if not against:
            continue
        against.sort(key=lambda s: (-(s.stated or s.low or 0.0), s.doc_id, s.char_start))
        first = against[0]
        text = (
            f"Reported and denied: {figure(first)} {topic(first.indicator, first.population, first.unit)}, {first.place}, "
            f"{period(first.date_start, first.as_of)} ({first.claimant}); {d.claimant} denies it ({day(d.as_of)})."
        )
        if len(against) > 1:
            text += f" {len(against)} claims stand against the denial."
        yield Alarm("status_conflict", "warning", (*against, d), text)


def _same_days(a: Statement, b: Statement, days: int) -> bool:
    ends = [(s.date_start or s.as_of, s.as_of or s.date_start) for s in (a, b)]
    (a0, a1), (b0, b1) = ends
    if a0 is None or a1 is None or b0 is None or b1 is None:
        return False
    margin = dt.timedelta(days=days)
    return a0 - margin <= b1 and b0 <= a1 + margin


_CHECKS: tuple[Callable[[Found], Iterator[Alarm]], ...] = (
    falling_totals, parts_above_wholes, low_above_high, crossing_bounds, changed_denominators, outliers, status_conflicts,
)  # fmt: skip
