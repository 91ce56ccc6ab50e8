"""Cells: groups of claims that can all be compared with one another.

Claims that agree to the letter form the base cells. Base cells are then joined, the pair that needs the fewest
joins first and named claimants before outlets' own voices, as long as every two claims inside can be compared and no
claimant speaks on both sides of the join: its two figures are no comparison, and the later would hide the earlier.

Every claim that takes part is in exactly one cell. Work grows as n log n in the number of claims: only base cells at
the same or the parent place whose days can meet are looked at.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from contested.compare.by_day import blocks
from contested.compare.joins import Comparability, Rules, compare, whole_of
from contested.compare.statements import Statement
from contested.compare.words import day
from contested.tables.ids import digest

_EPOCH = dt.date(1, 1, 1)
_FAMILY_INDICATOR = "displaced"
_TIMED = ("stock", "cumulative")


@dataclass(slots=True, eq=False)
class Base:
    """Claims that agree to the letter; the first stands for all of them."""

    index: int
    statements: list[Statement]
    voices: frozenset[str]
    fighters: bool = False  # its "people" are not only civilians

    @property
    def first(self) -> Statement:
        return self.statements[0]


@dataclass(slots=True, eq=False)
class Cell:
    """A group of comparable claims.

    Attributes
    ----------
    bases, voices
        What it is made of, and whose voice each claim is.
    joins
        What the group rests on: the name of each join, with its words.
    statements
        Its claims in the order of documents.
    main
        The base cell most claimants speak in.
    claimants, cell_id
        As in the table.
    """

    bases: list[Base]
    voices: Mapping[str, str]
    joins: dict[str, list[str]] = field(default_factory=dict)
    statements: list[Statement] = field(init=False)
    main: Base = field(init=False)
    claimants: list[str] = field(init=False)
    cell_id: str = field(init=False)

    def __post_init__(self) -> None:
        if len(self.bases) == 1:
            self.main = self.bases[0]
            told = self.main.statements
        else:
            self.main = min(self.bases, key=lambda b: (-len(b.voices), -len(b.statements), b.index))
            told = [s for b in self.bases for s in b.statements]
        self.statements = sorted(told, key=lambda s: (s.doc_id, s.char_start, s.claim_id)) if len(told) > 1 else told
        self.claimants = sorted({self.voices[s.claim_id] for s in told})
        self.cell_id = digest("cell", *sorted([s.claim_id for s in told]))


def find_cells(statements: Sequence[Statement], voices: Mapping[str, str], r: Rules) -> list[Cell]:
    """Group the statements that take part into cells.

    Parameters
    ----------
    statements
        Those without a reason to leave them out.
    voices
        Whose voice each claim is, by claim id.
    r
        The joins that may be used.
    """
    bases = _bases(statements, voices, r)
    group = list(range(len(bases)))  # base -> cell, as a forest
    members = {b.index: [b] for b in bases}
    speaking = {b.index: b.voices for b in bases}
    checked: dict[tuple[int, int], Comparability] = {}
    for _, i, j in sorted(_candidates(bases, r, checked)):
        a, b = _root(group, i), _root(group, j)
        if a == b:
            continue
        if not speaking[a].isdisjoint(speaking[b]):
            continue
        if all(_checked(x, y, r, checked) for x in members[a] for y in members[b]):
            a, b = min(a, b), max(a, b)
            group[b] = a
            members[a] += members.pop(b)
            speaking[a] |= speaking[b]
    cells = [_cell(parts, voices, r, checked) for _, parts in sorted(members.items())]
    cells.sort(key=_order)
    return cells


def _order(cell: Cell) -> tuple[Any, ...]:
    f = cell.main.first
    return (f.indicator, f.population or "", f.place or "", f.as_of or _EPOCH, cell.cell_id)


def _bases(statements: Sequence[Statement], voices: Mapping[str, str], r: Rules) -> list[Base]:
    by_key: dict[tuple[Any, ...], list[Statement]] = defaultdict(list)
    for s in statements:
        by_key[_key(s, r)].append(s)
    groups = sorted(by_key.values(), key=lambda g: (g[0].doc_id, g[0].char_start, g[0].claim_id))
    out = []
    for i, g in enumerate(groups):
        f = g[0]
        voice = frozenset([voices[s.claim_id] for s in g])
        out.append(Base(i, g, voice, f.population == "people" and not r.only_civilians(f)))
    return out


def _key(s: Statement, r: Rules) -> tuple[Any, ...]:
    """All that comparison looks at: equal keys are comparable without any join."""
    aspect = r.aspect(s)
    if aspect == "stock":
        when: tuple[Any, ...] = (s.date_end, s.as_of)
    elif aspect == "cumulative":
        when = (s.date_start, s.date_end, s.as_of)
    else:
        when = (s.date_start, s.date_end)
    control = (r.side(s), whole_of(s)) if s.indicator == "control_share" else ()
    people = r.only_civilians(s) if s.population == "people" else True
    apart = tuple(r.counts_apart(s, other) for other in r.entries["displaced_evacuated"]["indicators"])
    return (s.indicator, s.population, s.unit, s.aspect, s.place, control, people, apart, r.subset(s), when)


def _candidates(bases: list[Base], r: Rules, checked: dict[tuple[int, int], Comparability]) -> Iterator[tuple[tuple[Any, ...], int, int]]:
    """Pairs of base cells that can be compared, with the order in which to join them."""
    heard: Counter[tuple[str, str | None]] = Counter()
    people = frozenset(r.entries["people_civilians"]["populations"])
    lanes: dict[tuple[Any, ...], _Lane] = defaultdict(_Lane)
    for b in bases:
        f = b.first
        heard[f.indicator, f.place] += len(b.statements)
        # what no join bridges keeps two claims in lanes of their own
        population = "people" if f.population in people else f.population
        lanes[(family_of(f.indicator), f.unit, population, r.subset(f), f.place)].add(b)
    for lane in lanes.values():
        lane.close(r)
    for (*what, place), lane in lanes.items():
        parent = r.parents.get(place or "") if "parent_place" in r.on else None
        others = [lane] if len(lane.bases) > 1 else []
        if parent and (*what, parent) in lanes:
            others.append(lanes[(*what, parent)])
        for b in lane.bases if others else ():
            for other in others:
                for c in other.near(b, r):
                    if c.index == b.index or (other is lane and c.index < b.index):
                        continue
                    if not b.voices.isdisjoint(c.voices):
                        continue
                    if (b.fighters or c.fighters) and b.first.population != c.first.population:
                        continue
                    if found := _checked(b, c, r, checked):
                        i, j = sorted((b.index, c.index))
                        apart = abs(_day_number(b.first) - _day_number(c.first))
                        # of two parts of one place, the one more is told of is what the name of the whole means
                        told = -min(heard[(b.first.indicator, b.first.place)], heard[(c.first.indicator, c.first.place)])
                        outlet = all(s.own_voice for s in b.statements) or all(s.own_voice for s in c.statements)
                        yield (outlet, len(found.joins), apart, told), i, j


def family_of(indicator: str) -> str:
    """What can be compared with an indicator goes by one name: it and those that a join takes together with it."""
    return _FAMILY_INDICATOR if indicator in ("displaced", "evacuated") else indicator


def _day_number(s: Statement) -> int:
    return (s.as_of or s.first_day or _EPOCH).toordinal()


class _Lane:
    """Base cells of one thing at one place, findable by their days."""

    def __init__(self) -> None:
        self.bases: list[Base] = []
        self._timed: list[tuple[int, int, Base]] = []  # as-of day
        self._timed_days: list[int] = []
        # events and movements: by the day they begin, and by the blocks of days they span
        self._begun: list[tuple[int, int, Base]] = []
        self._begin_days: list[int] = []
        self._spanning: dict[tuple[int, int], list[Base]] = {}
        self._powers: list[int] = []
        # running totals, and what may be one: as-of day, then the day they are counted from
        self._totals: dict[int, dict[int | None, list[Base]]] = {}

    def add(self, b: Base) -> None:
        self.bases.append(b)

    def close(self, r: Rules) -> None:
        for b in self.bases:
            aspect = r.aspect(b.first)
            if aspect in _TIMED or aspect is None:
                self._timed.append((_day_number(b.first), b.index, b))
            if aspect == "cumulative" or aspect is None:
                self._totals.setdefault(_day_number(b.first), {}).setdefault(_start(b.first), []).append(b)
            if aspect not in _TIMED:
                first, last = _span(b.first)
                self._begun.append((first, b.index, b))
                for block in blocks(first, last):
                    self._spanning.setdefault(block, []).append(b)
        self._timed.sort(key=_by_day)
        self._begun.sort(key=_by_day)
        self._timed_days = [entry[0] for entry in self._timed]
        self._begin_days = [entry[0] for entry in self._begun]
        self._powers = sorted({power for power, _ in self._spanning})

    def near(self, b: Base, r: Rules) -> Iterator[Base]:
        """Base cells whose days can meet those of `b`, each once."""
        seen = set()
        aspect = r.aspect(b.first)
        if aspect == "cumulative":
            yield from self._near_total(b, r)
        elif aspect in _TIMED or aspect is None:
            at, days = _day_number(b.first), r.days("as_of_near") if "as_of_near" in r.on else 0
            for k in range(bisect_left(self._timed_days, at - days), len(self._timed)):
                as_of, i, c = self._timed[k]
                if as_of > at + days:
                    break
                seen.add(i)
                yield c
        if aspect not in _TIMED:
            begin, last = _span(b.first)
            for power in self._powers:
                for c in self._spanning.get((power, begin >> power), ()):
                    if c.index not in seen:
                        yield c
            for k in range(bisect_right(self._begin_days, begin), bisect_right(self._begin_days, last)):
                _, i, c = self._begun[k]
                if i not in seen:
                    yield c

    def _near_total(self, b: Base, r: Rules) -> Iterator[Base]:
        at, start = _day_number(b.first), _start(b.first)
        days, near = r.days("as_of_near") if "as_of_near" in r.on else 0, r.days("start_near")
        for d in range(at - days, at + days + 1):
            told = self._totals.get(d)
            if told is None:
                continue
            if start is None:
                starts: Iterable[int | None] = told
            elif len(told) > 2 * near + 2:
                starts = (None, *range(start - near, start + near + 1))
            else:
                starts = [k for k in told if k is None or abs(k - start) <= near]
            for k in starts:
                yield from told.get(k, ())


def _start(s: Statement) -> int | None:
    return None if s.date_start is None else s.date_start.toordinal()


def _by_day(entry: tuple[Any, ...]) -> tuple[int, int]:
    return entry[:2]


def _span(s: Statement) -> tuple[int, int]:
    first, last = s.first_day or s.as_of or _EPOCH, s.date_end or s.date_start or s.as_of or _EPOCH
    return first.toordinal(), last.toordinal()


def _checked(a: Base, b: Base, r: Rules, checked: dict[tuple[int, int], Comparability]) -> Comparability:
    key = (a.index, b.index) if a.index < b.index else (b.index, a.index)
    if key not in checked:
        checked[key] = compare(a.first, b.first, r)
    return checked[key]


def _root(group: list[int], i: int) -> int:
    while group[i] != i:
        group[i] = group[group[i]]
        i = group[i]
    return i


def _cell(parts: list[Base], voices: Mapping[str, str], r: Rules, checked: dict[tuple[int, int], Comparability]) -> Cell:
    cell = Cell(parts, voices)
    if len(parts) > 1:
        notes: dict[str, dict[str, None]] = {}  # each note once, in the order found
        for i, a in enumerate(parts):
            for b in parts[i + 1 :]:
                for name, words in _checked(a, b, r, checked).joins:
                    notes.setdefault(name, {})[words] = None
        cell.joins.update((name, list(words)) for name, words in notes.items())
        _say_once(cell, "as_of_near", {s.as_of for s in cell.statements if s.as_of}, r)
        _say_once(cell, "start_near", {s.date_start for s in cell.statements if s.date_start}, r)
    if len(cell.claimants) > 1:
        if any(s.aspect in _TIMED and s.date_end is None for s in cell.statements):
            # undated claims of one publication day agree with one another, but the day is still an assumption
            cell.joins.setdefault("as_of_published", [r.entries["as_of_published"]["words"]])
        if any(r.aspect(s) != s.aspect for s in cell.statements):
            cell.joins.setdefault("movement_as_total", [r.entries["movement_as_total"]["words"]])
    return cell


def _say_once(cell: Cell, name: str, days: Set[dt.date], r: Rules) -> None:
    """One note with the first and the last day instead of one for every pair."""
    if name in cell.joins:
        cell.joins[name] = [r.entries[name]["words"].format(a=day(min(days)), b=day(max(days)))]


def cell_rows(cells: Sequence[Cell]) -> list[dict[str, Any]]:
    """Rows of the `cells` table."""
    return [{**_head(c), **_members(c)} for c in cells]


def _head(cell: Cell) -> dict[str, Any]:
    f = cell.main.first
    told = cell.statements
    return {
        "cell_id": cell.cell_id, "indicator": f.indicator, "population": f.population, "unit": f.unit, "aspect": f.aspect, "place": f.place,
        "date_start": min((s.date_start for s in told if s.date_start), default=None),
        "date_end": max((d for s in told if (d := s.date_end or s.as_of)), default=None),
        "n_claimants": len(cell.claimants), "n_mentions": len(told),
    }  # fmt: skip


def _members(cell: Cell) -> dict[str, Any]:
    told = cell.statements
    row = {
        "claimants": "; ".join(cell.claimants), "claim_ids": "; ".join([s.claim_id for s in told]),
        "joins": "; ".join(sorted(cell.joins)) or None,
        "join_notes": "; ".join(note for name in sorted(cell.joins) for note in cell.joins[name]) or None,
    }  # fmt: skip
    if len(cell.bases) > 1:
        row |= {
            "populations": _several(s.population for s in told), "indicators": _several(s.indicator for s in told),
            "places": _several((s.place for s in told), " | "),
        }  # fmt: skip
    return row


def _several(values: Any, separator: str = "; ") -> str | None:
    found = sorted({v for v in values if v})
    return separator.join(found) if len(found) > 1 else None
