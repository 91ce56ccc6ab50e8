"""Alarms: figures that cannot stand beside each other without a word of warning. Each check is one function."""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from contested.compare.by_day import blocks
from contested.compare.cells import Cell, family_of
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


def alarm_rows(found: Found, checks: Sequence[Check] | None = None) -> list[dict[str, Any]]:
    """Rows of the `alarms` table, of all checks or some; the same claims raise the same alarm once."""
    rows: dict[str, dict[str, Any]] = {}
    for check in CHECKS if checks is None else checks:
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


def parts_in_sentences(found: Found) -> Iterator[Alarm]:
    """A part larger than its whole, said by one claimant in one sentence."""
    groups: dict[tuple[Any, ...], list[Statement]] = defaultdict(list)
    for s in _parts_and_wholes(found):
        if s.sentence:
            groups[(s.doc_id, s.sentence, s.claimant, s.indicator, s.unit)].append(s)
    for group in groups.values():
        yield from _larger_parts(group, found.rules, "error")


def parts_of_days(found: Found) -> Iterator[Alarm]:
    """A part larger than its whole, said by one claimant of the same day and place."""
    groups: dict[tuple[Any, ...], list[Statement]] = defaultdict(list)
    for s in _parts_and_wholes(found):
        if s.aspect in ("stock", "cumulative"):
            groups[(s.claimant, s.indicator, s.unit, s.aspect, s.place, s.date_start, s.as_of)].append(s)
    for group in groups.values():
        yield from _larger_parts(group, found.rules, "warning")


def _parts_and_wholes(found: Found) -> Iterator[Statement]:
    r = found.rules
    for s in found.taking_part:
        if s.population is not None and s.kind == "report" and not r.additive.search(s.quote) and not r.subset(s):
            yield s


def _larger_parts(group: list[Statement], r: Rules, severity: str) -> Iterator[Alarm]:
    if len(group) < 2:
        return
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


def changed_in_documents(found: Found) -> Iterator[Alarm]:
    """Shares held by one side within a few days, in one document, of different wholes."""
    yield from _changed_denominators(found, lambda s: s.doc_id)


def changed_by_claimants(found: Found) -> Iterator[Alarm]:
    """Shares held by one side within a few days, of one claimant, of different wholes."""
    yield from _changed_denominators(found, lambda s: s.claimant)


def _changed_denominators(found: Found, whose: Callable[[Statement], str]) -> Iterator[Alarm]:
    days = int(found.rules.limits["conflict_days"])
    groups: dict[str, list[Statement]] = defaultdict(list)
    for s in found.taking_part:
        if s.indicator == "control_share" and s.unit == "percent" and s.as_of is not None and s.value is not None:
            groups[whose(s)].append(s)
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
            groups[(family_of(f.indicator), people, f.unit, r.aspect(f), f.place, r.subset(f))].append(f)
    for group in groups.values():
        yield from _far_from_neighbours(group, r)


def _fighters_beside(s: Statement, r: Rules) -> bool:
    return not r.only_civilians(s)


def _far_from_neighbours(group: list[Statement], r: Rules) -> Iterator[Alarm]:
    factor, days, least = r.limits["outlier_factor"], int(r.limits["outlier_days"]), r.limits["outlier_least"]
    neighbours = _Neighbours(group, days, r.days("start_near"))
    for s in neighbours.in_order:
        near = neighbours.of(s)
        closest = near.closest(s)
        if closest is None or s.stated is None:
            continue
        other = closest.stated or 0.0
        if min(s.stated, other) <= 0 or max(s.stated, other) < least:
            continue
        ratio = s.stated / other
        if max(ratio, 1 / ratio) < factor:
            continue
        others = near.others(s)
        if not others.all_apart(s) or (others.n == 1 and ratio < 1):
            continue  # of two, the alarm is told once, from the larger
        many = f"the closest of {others.n} other figures" if others.n > 1 else "the other figure"
        text = (
            f"{figure(s)[0].upper()}{figure(s)[1:]} {topic(s.indicator, s.population, s.unit)}, {s.place}, as of {day(s.as_of)} "
            f"({s.claimant}) is {times(max(ratio, 1 / ratio))} {'as much as' if ratio > 1 else 'less than'} {many} of the same days, "
            f"{figure(closest)} ({closest.claimant}, {day(closest.as_of)})."
        )
        yield Alarm("outlier", "warning", (s, closest), text)


class _Neighbours:
    """Which figures of a group stand beside which: those of the same days that are counted from the same day or do not say from when.

    That depends on two days alone, so figures with both in common share their neighbours, and each asks by looking up.
    """

    def __init__(self, group: list[Statement], days: int, start_near: int) -> None:
        self.in_order = sorted(group, key=lambda s: (s.as_of or _DAY_ONE, s.doc_id, s.char_start, s.claim_id))
        self._days, self._start_near = days, start_near
        self._on: dict[int, dict[int | None, list[Statement]]] = {}
        for s in self.in_order:
            self._on.setdefault((s.as_of or _DAY_ONE).toordinal(), {}).setdefault(_start(s), []).append(s)
        self._at = 0
        self._known: dict[int | None, _Near] = {}

    def of(self, s: Statement) -> _Near:
        at, start = (s.as_of or _DAY_ONE).toordinal(), _start(s)
        if at != self._at:
            self._at, self._known = at, {}  # they are asked for in order of days
        if start not in self._known:
            found: list[Statement] = []
            for d in range(at - self._days, at + self._days + 1):
                told = self._on.get(d, {})
                if start is None:
                    found += itertools.chain.from_iterable(told.values())
                else:
                    for other in (None, *range(start - self._start_near, start + self._start_near + 1)):
                        found += told.get(other, ())
            self._known[start] = _Near(found)
        return self._known[start]


class _Near:
    """Figures sorted by size, with the way from each to the next that another claimant or another document gives."""

    def __init__(self, found: list[Statement]) -> None:
        sized = sorted((_size(s), s.claim_id, i) for i, s in enumerate(found))
        self._sizes = [size for size, _, _ in sized]
        self._told = [found[i] for _, _, i in sized]
        n = len(sized)
        self._above, self._below = [n] * n, [-1] * n
        for i in range(n - 2, -1, -1):
            self._above[i] = i + 1 if _independent(self._told[i], self._told[i + 1]) else self._above[i + 1]
        for i in range(1, n):
            self._below[i] = i - 1 if _independent(self._told[i], self._told[i - 1]) else self._below[i - 1]
        self._others: dict[tuple[str, str], _Others] = {}

    def closest(self, s: Statement) -> Statement | None:
        """The independent figure nearest in size, of several the first by name; None where there is none."""
        size = _size(s)
        up = self._from(bisect_left(self._sizes, size), s)
        down = bisect_left(self._sizes, size) - 1
        if down >= 0 and not _independent(self._told[down], s):
            down = self._below[down]
        if down >= 0:
            down = self._from(bisect_left(self._sizes, self._sizes[down]), s)
        ends = [k for k in (up, down) if 0 <= k < len(self._told)]
        k = min(ends, key=lambda k: (abs(self._sizes[k] - size), self._told[k].claim_id), default=None)
        return None if k is None else self._told[k]

    def _from(self, k: int, s: Statement) -> int:
        """The first place from `k` on with an independent figure."""
        return k if k >= len(self._told) or _independent(self._told[k], s) else self._above[k]

    def others(self, s: Statement) -> _Others:
        """All independent figures; the same for all that one claimant gives in one document."""
        key = (s.claimant, s.doc_id)
        if key not in self._others:
            self._others[key] = _Others([n for n in self._told if _independent(n, s)])
        return self._others[key]


class _Others:
    """Figures, so sorted that one look tells whether an interval meets any of theirs."""

    def __init__(self, found: list[Statement]) -> None:
        self.n = len(found)
        closed = sorted((s.low or 0.0, s.high) for s in found if s.high is not None and (s.low or 0.0) <= s.high)
        self._lows = [low for low, _ in closed]
        self._highest = list(itertools.accumulate((high for _, high in closed), max))

    def all_apart(self, s: Statement) -> bool:
        """Whether no other interval shares a number with that of `s`, whose own number differs from all of theirs.

        Where one of two intervals is open, it is their numbers that must differ.
        """
        if s.high is None or (s.low or 0.0) > s.high:
            return True
        k = bisect_right(self._lows, s.high)
        return k == 0 or self._highest[k - 1] < (s.low or 0.0)


def _start(s: Statement) -> int | None:
    return None if s.date_start is None else s.date_start.toordinal()


def _size(s: Statement) -> float:
    return math.log(max(s.stated or 0.0, 0.5))


def _independent(a: Statement, b: Statement) -> bool:
    """Figures of one claimant in one document are parts of a whole, or set beside one another on purpose."""
    return (a.claimant, a.doc_id) != (b.claimant, b.doc_id)


# ---- said and denied -----------------------------------------------------------------------------------------------------


def status_conflicts(found: Found) -> Iterator[Alarm]:
    """What one claimant reports, another denies outright, at the same or the parent place and of the same days."""
    days, at_most = int(found.rules.limits["conflict_days"]), int(found.rules.limits["conflict_named"])
    denied = [s for s in found.statements if s.status == "denied" and not s.duplicate_of and s.place is not None]
    if not denied:
        return
    children: dict[str, list[str]] = defaultdict(list)
    for place, parent in sorted(found.rules.parents.items()):
        children[parent].append(place)
    around: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for d in denied:
        place = d.place or ""
        places = dict.fromkeys([place, found.rules.parents.get(place, ""), *children.get(place, ())])
        around[d.indicator, place] = [(d.indicator, p) for p in places if p]
    told: dict[tuple[str, str], list[Statement]] = {key: [] for keys in around.values() for key in keys}
    for s in found.statements:
        if (
            s.status not in ("denied", "hypothetical")
            and not s.duplicate_of
            and s.kind == "report"
            and (s.indicator, s.place or "") in told
        ):
            told[s.indicator, s.place or ""].append(s)
    spans = {key: _Spans(there) for key, there in told.items() if there}
    for d in denied:
        if (ends := _ends(d)) is None:
            continue
        window = (ends[0] - days, ends[1] + days)
        there = [spans[key] for key in around[d.indicator, d.place or ""] if key in spans]
        n = sum(t.count(window, d.claimant) for t in there)
        if not n:
            continue
        largest = heapq.merge(*(t.largest_first(window) for t in there), key=_by_size)
        against = tuple(itertools.islice((s for s in largest if s.claimant != d.claimant), at_most))
        first = against[0]
        text = (
            f"Reported and denied: {figure(first)} {topic(first.indicator, first.population, first.unit)}, {first.place}, "
            f"{period(first.date_start, first.as_of)} ({first.claimant}); {d.claimant} denies it ({day(d.as_of)})."
        )
        if n > 1:
            text += f" {n} claims stand against the denial."
        if n > len(against):
            text += f" The {len(against)} largest are named."
        yield Alarm("status_conflict", "warning", (*against, d), text)


class _Spans:
    """Claims by the days they span: how many meet some days, and which are the largest of these, without looking at every one.

    Each span is cut into blocks of 1, 2, 4 ... days, so that the claims that span a day stand in one block of each length.
    """

    def __init__(self, told: Sequence[Statement]) -> None:
        self._told = sorted((s for s in told if _ends(s) is not None), key=_by_size)
        self._blocks: dict[tuple[int, int], list[int]] = defaultdict(list)  # in order of size, as numbers in `_told`
        self._begun: dict[int, list[int]] = defaultdict(list)
        self._ends: dict[str | None, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))  # of a claimant; None for all
        for i, s in enumerate(self._told):
            first, last = _ends(s) or (0, 0)
            self._begun[first].append(i)
            for whose in (None, s.claimant):
                self._ends[whose][0].append(first)
                self._ends[whose][1].append(last)
            for block in blocks(first, last):
                self._blocks[block].append(i)
        for firsts, lasts in self._ends.values():
            firsts.sort()
            lasts.sort()
        self._days = sorted(self._begun)
        self._powers = {power for power, _ in self._blocks}

    def count(self, window: tuple[int, int], but_for: str) -> int:
        """How many of other claimants meet the days."""
        return self._meeting(window, None) - (self._meeting(window, but_for) if but_for in self._ends else 0)

    def _meeting(self, window: tuple[int, int], whose: str | None) -> int:
        firsts, lasts = self._ends[whose]
        return bisect_right(firsts, window[1]) - bisect_left(lasts, window[0])

    def largest_first(self, window: tuple[int, int]) -> Iterator[Statement]:
        """Those that meet the days."""
        spanning = (self._blocks.get((power, window[0] >> power), ()) for power in self._powers)
        days = self._days[bisect_right(self._days, window[0]) : bisect_right(self._days, window[1])]
        return (self._told[i] for i in heapq.merge(*spanning, *(self._begun[d] for d in days)))


def _by_size(s: Statement) -> tuple[float, str, int, str]:
    return (-(s.stated or s.low or 0.0), s.doc_id, s.char_start, s.claim_id)


def _ends(s: Statement) -> tuple[int, int] | None:
    """First and last day; None where neither is known."""
    a, b = s.date_start or s.as_of, s.as_of or s.date_start
    if a is None or b is None:
        return None
    first, last = a.toordinal(), b.toordinal()
    return (first, last) if first <= last else (last, first)


Check = Callable[[Found], Iterator[Alarm]]

CHECKS: tuple[Check, ...] = (
    falling_totals, parts_in_sentences, parts_of_days, low_above_high, crossing_bounds, changed_in_documents, changed_by_claimants,
    outliers, status_conflicts,
)  # fmt: skip
