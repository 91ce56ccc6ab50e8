"""Echoes and updates: one claimant's figure passed on by many, and a running total told again with a new number."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from contested.compare.by_day import ByDay
from contested.compare.joins import Rules
from contested.compare.statements import Statement
from contested.tables.ids import digest

_LETTERS = re.compile(r"[^\W_]+")
_NO_LETTERS = {c: None for c in range(128) if not chr(c).isalnum()}


@dataclass(slots=True, eq=False)
class Echo:
    """One claimant's figure: its claims, earliest published first."""

    claimant: str
    statements: list[Statement]
    unattributed: list[Statement] = field(default_factory=list)
    updates: Echo | None = None
    updated_by: Echo | None = None
    _id: str | None = None

    @property
    def echo_id(self) -> str:
        if self._id is None:
            self._id = digest("echo", *sorted(s.claim_id for s in (*self.statements, *self.unattributed)))
        return self._id

    def adopt(self, statements: Iterable[Statement]) -> None:
        """Add claims that outlets make in their own voice."""
        self.unattributed += statements
        self._id = None

    @property
    def all(self) -> list[Statement]:
        return sorted([*self.statements, *self.unattributed], key=_told) if self.unattributed else self.statements

    @property
    def first(self) -> Statement:
        return self.statements[0]


@dataclass(slots=True)
class Voices:
    """Whose voice each claim is (`of`, by claim id), and the figures of every claimant."""

    of: dict[str, str]
    echoes: list[Echo]


def _told(s: Statement) -> tuple[dt.date, str, int, str]:
    return (s.published or dt.date.max, s.doc_id, s.char_start, s.claim_id)


def find_echoes(statements: Sequence[Statement], r: Rules, names: dict[str, str] | None = None) -> Voices:
    """Group statements into echoes, and say whose voice each is.

    Statements are those that take part in cells. Work grows as n log n: claims are put into buckets by claimant,
    indicator and quantity, sorted, and only neighbours are compared. `names` is what `one_text` gives, where that
    has been worked out over more claims than these.
    """
    names = one_text(statements, r) if names is None else names
    buckets: dict[tuple[Any, ...], list[Statement]] = defaultdict(list)
    for s in statements:
        buckets[(names[s.claim_id], s.kind, *_quantity(s, r))].append(s)
    echoes = [e for (claimant, *_), group in buckets.items() for e in _cluster(claimant, group, r)]
    if "unattributed_echo" in r.on:
        echoes = _adopt(echoes, names, r)
    for e in echoes:
        for s in e.all:
            names[s.claim_id] = e.claimant
    _link_updates(echoes, r)
    echoes.sort(key=lambda e: (e.claimant, e.first.indicator, e.first.population or "", e.first.place or "", e.echo_id))
    return Voices(names, echoes)


def _quantity(s: Statement, r: Rules) -> tuple[Any, ...]:
    vague = None if s.value is not None else (s.vague_term or "").lower()
    return (s.indicator, s.unit, s.value, s.value_high, vague, r.aspect(s))


def one_text(statements: Sequence[Statement], r: Rules) -> dict[str, str]:
    """The claimant of each claim; outlets that print one and the same sentence get the name of the first of them."""
    names = {s.claim_id: s.claimant for s in statements}
    if "same_sentence" not in r.on:
        return names
    least = int(r.entries["same_sentence"]["min_letters"])
    printed: dict[tuple[Any, ...], list[Statement]] = defaultdict(list)
    for s in statements:
        if s.own_voice:
            letters = letters_of(s.sentence)
            if len(letters) >= least:
                printed[(letters, *_quantity(s, r))].append(s)
    for group in printed.values():
        first = min(group, key=_told)
        for s in group:
            names[s.claim_id] = first.claimant
    return names


def letters_of(sentence: str) -> str:
    """What two outlets that print one sentence have in common: its letters and digits."""
    lower = sentence.lower()
    return lower.translate(_NO_LETTERS) if lower.isascii() else "".join(_LETTERS.findall(lower))


def _cluster(claimant: str, group: list[Statement], r: Rules) -> list[Echo]:
    """The echoes in a bucket of one claimant's equal figures: neighbours in time, at the same or the parent place."""
    if len(group) == 1 or group[0].kind == "reference":
        # equal counts of a coded data set are different events
        return [Echo(claimant, [s]) for s in group]
    by_key: dict[tuple[str | None, str | None], list[Statement]] = defaultdict(list)
    for s in group:
        by_key[(s.place, s.population)].append(s)
    runs: list[list[Statement]] = []
    for key in sorted(by_key, key=lambda k: (k[0] or "", k[1] or "")):
        run: list[Statement] = []
        for s in sorted(by_key[key], key=lambda s: (s.as_of or dt.date.min, *_told(s))):
            if run and not _near(run[-1], s, r):
                runs.append(run)
                run = []
            run.append(s)
        runs.append(run)
    if len(runs) == 1:
        return [Echo(claimant, sorted(runs[0], key=_told))]
    merged: list[list[Statement]] = []
    at: ByDay[int] = ByDay()  # by place, and by the parent of a place: where in `merged`
    for run in runs:
        place = run[0].place or ""
        parent = r.parents.get(place, "")
        days = _days(run[0], r)
        tried = dict.fromkeys(i for name in (place, parent) if name for i in at.near(name, *days))
        home = next((i for i in tried if _same_thing(merged[i][0], run[0], r) and _near(merged[i][-1], run[0], r)), None)
        if home is None:
            home = len(merged)
            merged.append([])
        merged[home] += run
        for name in sorted({place, parent} - {""}):
            at.add(name, *_days(run[-1], r), home)
    return [Echo(claimant, sorted(m, key=_told)) for m in merged]


def _same_thing(a: Statement, b: Statement, r: Rules) -> bool:
    """Group and place agree, or differ as a declared join allows."""
    if a.population != b.population and not ("people_civilians" in r.on and {a.population, b.population} == {"people", "civilians"}):
        return False
    if a.place == b.place:
        return True
    if "parent_place" not in r.on or a.indicator in r.entries["parent_place"]["not_for"]:
        return False
    return r.parents.get(a.place or "") == b.place or r.parents.get(b.place or "") == a.place


def _near(a: Statement, b: Statement, r: Rules) -> bool:
    """The periods overlap, or the as-of dates lie within the days of the join."""
    if a.as_of is None or b.as_of is None:
        return a.as_of == b.as_of
    if abs((a.as_of - b.as_of).days) <= r.days("as_of_near") and r.aspect(a) in ("stock", "cumulative", None):
        return True
    a0, b0 = a.first_day or a.as_of, b.first_day or b.as_of
    return a0 <= b.as_of and b0 <= a.as_of and r.aspect(a) not in ("stock", "cumulative")


def _days(s: Statement, r: Rules) -> tuple[int, int]:
    """The days outside of which nothing is near (ordinals); a statement without a day is near its like alone."""
    if s.as_of is None:
        return 0, 0
    first = min(s.first_day or s.as_of, s.as_of)
    return first.toordinal() - r.days("as_of_near"), s.as_of.toordinal() + r.days("as_of_near")


def _adopt(echoes: list[Echo], names: dict[str, str], r: Rules) -> list[Echo]:
    """Give an outlet's own-voice figure to the named claimant whose figure it is.

    Of several it is the one most heard of. What fits depends on a figure's quantity, place, group and days alone: so of the
    figures that have these in common only the best is kept, and the question is asked once for all that ask it alike.
    """
    asked, asked_of_parts = set(), set()  # what outlets count, and where: at the place or the whole, at the parts of it
    for e in echoes:
        f = e.first
        if f.own_voice and f.value is not None:
            what = _what(f, r)
            asked |= {(what, f.place), (what, r.parents.get(f.place or ""))}
            asked_of_parts.add((what, f.place))
    best: dict[tuple[Any, ...], Echo] = {}
    for e in echoes:
        f = e.first
        if not f.own_voice and f.value is not None and f.kind == "report":
            what = _what(f, r)
            if (what, f.place) not in asked and (what, r.parents.get(f.place or "")) not in asked_of_parts:
                continue
            key = _fit(f, r)
            known = best.get(key)
            if known is None or _standing(e) < _standing(known):
                best[key] = e
    at, inside = ByDay[Echo](), ByDay[Echo]()  # by place; by the parent of the place
    for e in best.values():
        f = e.first
        what = _what(f, r)
        at.add((what, f.place), *_days(f, r), e)
        if parent := r.parents.get(f.place or ""):
            inside.add((what, parent), *_days(f, r), e)
    kept = []
    homes: dict[tuple[Any, ...], Echo | None] = {}
    adopted: list[tuple[Echo, Echo]] = []
    for e in echoes:
        home = None
        f = e.first
        if f.own_voice and f.value is not None:
            key = _fit(f, r)
            if key not in homes:
                what, days = _what(f, r), _days(f, r)
                around = [*at.near((what, f.place), *days), *inside.near((what, f.place), *days)]
                if parent := r.parents.get(f.place or ""):
                    around += at.near((what, parent), *days)
                homes[key] = min((n for n in around if _same_thing(n.first, f, r) and _near(n.first, f, r)), key=_standing, default=None)
            home = homes[key]
        if home is None:
            kept.append(e)
        else:
            adopted.append((home, e))
    for home, e in adopted:
        home.adopt(e.statements)
    return kept


def _what(s: Statement, r: Rules) -> tuple[Any, ...]:
    """Quantity and group, groups that a join takes together as one."""
    together = s.population == "civilians" and "people_civilians" in r.on
    return (*_quantity(s, r), "people" if together else s.population)


def _fit(s: Statement, r: Rules) -> tuple[Any, ...]:
    """All that decides which figures another voice can be giving."""
    return (*_quantity(s, r), s.place, s.population, s.first_day, s.as_of)


def _standing(e: Echo) -> tuple[int, str, str]:
    return (-len(e.statements), e.claimant, e.echo_id)


# ---- running totals ------------------------------------------------------------------------------------------------


def _link_updates(echoes: Iterable[Echo], r: Rules) -> None:
    """Link the figures of one claimant's running total, each to the one before it."""
    series: dict[tuple[Any, ...], list[Echo]] = defaultdict(list)
    for e in echoes:
        f = e.first
        if r.aspect(f) == "cumulative" and f.as_of is not None:
            series[(e.claimant, f.indicator, f.population, f.unit, f.place, r.side(f))].append(e)
    for group in series.values():
        for chain in chains(group, r):
            for before, after in itertools.pairwise(chain):
                after.updates, before.updated_by = before, after


def chains(group: list[Echo], r: Rules) -> list[list[Echo]]:
    """Split one claimant's totals by the day they are counted from; within a chain, by as-of date.

    A total goes to the first chain whose first day is near its own, or is not said; it is looked up by day, however many there are.
    """
    found: list[list[Echo]] = []
    at: dict[int, int] = {}  # first day of a chain -> the first such chain
    unsaid = False  # the first chain does not say its first day yet: then it is the only one
    near = r.days("start_near")
    group.sort(key=lambda e: (e.first.as_of or dt.date.min, *_told(e.first)))
    for e in group:
        start = None if e.first.date_start is None else e.first.date_start.toordinal()
        if not found:
            i = None
        elif start is None or unsaid:
            i = 0
        else:
            i = min((at[d] for d in range(start - near, start + near + 1) if d in at), default=None)
        if i is None:
            found.append([e])
            if start is None:
                unsaid = True
            else:
                at.setdefault(start, len(found) - 1)
            continue
        found[i].append(e)
        if unsaid and start is not None:
            unsaid = False
            at[start] = 0
    return found


def echo_rows(echoes: Sequence[Echo]) -> list[dict[str, Any]]:
    """Rows of the `echoes` table: figures heard more than once, and the links of running totals."""
    rows = []
    for e in echoes:
        told = e.all
        if len(told) < 2 and e.updates is None and e.updated_by is None:
            continue
        f = e.first
        change = None
        if e.updates is not None and f.stated is not None and e.updates.first.stated is not None:
            change = f.stated - e.updates.first.stated
        rows.append(
            {
                "echo_id": e.echo_id, "claimant": e.claimant, "indicator": f.indicator, "population": f.population, "unit": f.unit,
                "aspect": f.aspect, "place": f.place, "value": f.value, "value_high": f.value_high, "bound": f.bound,
                "vague_term": f.vague_term, "date_start": min((s.date_start for s in told if s.date_start), default=None),
                "date_end": max((s.date_end for s in told if s.date_end), default=None),
                "n_mentions": len(told), "n_documents": len({s.doc_id for s in told}),
                "n_publishers": len({s.publisher or s.doc_id for s in told}),
                "claim_ids": "; ".join(s.claim_id for s in told),
                "publishers": "; ".join(dict.fromkeys(s.publisher for s in told if s.publisher)) or None,
                "unattributed_ids": "; ".join(s.claim_id for s in sorted(e.unattributed, key=_told)) or None,
                "updates": e.updates.echo_id if e.updates else None,
                "updated_by": e.updated_by.echo_id if e.updated_by else None,
                "change": change,
            }
        )  # fmt: skip
    return rows
