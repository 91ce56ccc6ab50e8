"""Are two claims about the same thing? The rule of comparison, with every declared join it may rest on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from contested.compare.statements import Statement
from contested.compare.words import day, period
from contested.errors import UsageError
from contested.lexicon.load import Lexicon

_DAY = dt.timedelta(days=1)
_REMEMBERED = 100_000  # quotes whose conditions are kept
_FILLER = frozenset(
    "the a an of in that which they it its their once had has held hold by part parts territory territories area areas land districts "
    "district neighbourhoods neighborhoods formerly previously city".split()
)


@dataclass(frozen=True, slots=True)
class Comparability:
    """Whether two claims can be compared; `joins` what that rests on (name, in words), `reason` why not."""

    comparable: bool
    joins: tuple[tuple[str, str], ...] = ()
    reason: str = ""

    def __bool__(self) -> bool:
        return self.comparable

    def __str__(self) -> str:
        if not self.comparable:
            return f"Not comparable: {self.reason}."
        if not self.joins:
            return "Comparable: indicator, group, unit, aspect, place and period agree."
        return "Comparable, with these joins: " + "; ".join(f"{words} ({name})" for name, words in self.joins) + "."


@dataclass(slots=True)
class Rules:
    """The declared joins that are switched on, and what they need to know about places, sides and claimants."""

    on: frozenset[str]
    entries: Mapping[str, Mapping[str, Any]]
    parents: Mapping[str, str]
    sides: Sequence[tuple[str, str | None, re.Pattern[str]]]
    parts: Mapping[str, frozenset[str]]
    bodies: Mapping[str, str]
    additive: re.Pattern[str]
    limits: Mapping[str, float]
    subsets: Sequence[tuple[str, frozenset[str], re.Pattern[str]]]
    # (claimant, indicator, place): the claimant counts fighters there too, so that its "people" are not only civilians
    counts_fighters: set[tuple[str, str, str]] = field(default_factory=set)
    # (claimant, document, indicator, aspect): what it counts there, to see whether it tells displaced from evacuated
    counts: set[tuple[str, str, str, str | None]] = field(default_factory=set)
    _side_of: dict[tuple[str | None, str | None], str | None] = field(default_factory=dict)
    _subset_of: dict[str, tuple[tuple[str, frozenset[str]], ...]] = field(default_factory=dict)

    @property
    def moves(self) -> Sequence[str]:
        """The indicators that are taken together unless a claimant tells them apart."""
        return tuple(self.entries["displaced_evacuated"]["indicators"])

    def days(self, join: str) -> int:
        return int(self.entries[join]["days"])

    def side(self, s: Statement) -> str | None:
        """Who holds the share: by `holder`, else the one against whom `previous_holder` lost it."""
        key = (s.holder, s.previous_holder)
        if key not in self._side_of:
            self._side_of[key] = self._named_side(s.holder, other=False) or self._named_side(s.previous_holder, other=True)
        return self._side_of[key]

    def _named_side(self, text: str | None, *, other: bool) -> str | None:
        if text:
            lower = text.lower()
            for name, opposite, words in self.sides:
                if words.search(lower):
                    return (opposite or f"not {name}") if other else name
        return None

    def learn(self, statements: Iterable[Statement]) -> None:
        """Note which claimants count fighters, and where, and what each counts in one document."""
        fighters = frozenset(self.entries["people_civilians"]["fighters"])
        moves = frozenset(self.moves)
        for s in statements:
            if s.population in fighters and s.place:
                self.counts_fighters.add((s.claimant, s.indicator, s.place))
                if parent := self.parents.get(s.place):
                    self.counts_fighters.add((s.claimant, s.indicator, parent))
            if s.indicator in moves:
                self.counts.add((s.claimant, s.doc_id, s.indicator, self.aspect(s)))

    def aspect(self, s: Statement) -> str | None:
        """What the number counts; a movement without a first day is a total as of its day, where that join is on."""
        as_total = s.aspect == "flow" and s.date_start is None and "movement_as_total" in self.on
        return "cumulative" if as_total else s.aspect

    def counts_apart(self, s: Statement, other: str) -> bool:
        return s.indicator != other and (s.claimant, s.doc_id, other, self.aspect(s)) in self.counts

    def subset(self, s: Statement) -> tuple[str, ...]:
        """The conditions a count is limited to, by the words of its quote."""
        found = self._subset_of.get(s.quote)
        if found is None:
            if len(self._subset_of) > _REMEMBERED:
                self._subset_of.clear()
            found = tuple((name, not_for) for name, not_for, words in self.subsets if words.search(s.quote))
            self._subset_of[s.quote] = found
        return tuple([name for name, not_for in found if s.indicator not in not_for]) if found else ()

    def unlearned(self) -> Rules:
        """The same rules, before anything was noted of any claimant."""
        return replace(self, counts_fighters=set(), counts=set())

    def only_civilians(self, s: Statement) -> bool:
        places = {s.place or "", self.parents.get(s.place or "", "")}
        return not any((s.claimant, s.indicator, p) in self.counts_fighters for p in places)


def join_names(lexicon: Lexicon) -> tuple[str, ...]:
    """The names of all declared joins, those on whose voice a figure is included."""
    t = lexicon["joins"]
    return tuple(e["name"] for e in [*t["join"], *t["voice"]])


def rules(lexicon: Lexicon, places: Iterable[Mapping[str, Any]] = (), joins: Sequence[str] | None = None) -> Rules:
    """The rules of comparison.

    Parameters
    ----------
    lexicon
        Its tables `joins` and `places` are used.
    places
        Rows of the `places` table: their parents take precedence over the lexicon's.
    joins
        The names of the joins to use, None for all that the lexicon has switched on, an empty list for none.

    Raises
    ------
    UsageError
        A name that no join has.
    """
    t = lexicon["joins"]
    entries = {e["name"]: e for e in [*t["join"], *t["voice"]]}
    if joins is None:
        on = frozenset(n for n, e in entries.items() if e.get("on", True))
    else:
        on = frozenset(joins)
        if unknown := on - entries.keys():
            raise UsageError(f"no join is named {', '.join(sorted(unknown))}; the joins are {', '.join(entries)}")
    return Rules(
        on=on,
        entries=entries,
        parents=_parents(lexicon, places, entries),
        sides=[(e["name"], e.get("opposite"), _any_word(e["words"])) for e in t["side"]],
        parts={whole: frozenset(parts) for whole, parts in t["parts"].items()},
        bodies={m: b["name"] for b in t["body"] for m in b["members"]},
        additive=_any_word(t["additive"]["words"], whole=True),
        subsets=[(e["name"], frozenset(e["not_for"]), _any_word(e["words"], whole=True)) for e in t["subset"]],
        limits=t["alarms"],
    )


def _parents(lexicon: Lexicon, places: Iterable[Mapping[str, Any]], entries: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    known = lexicon["places"]["place"]
    wide = frozenset(entries["parent_place"]["too_wide"])
    too_wide = {p["name"] for p in known if p.get("kind") in wide}
    parents = {p["name"]: p["parent"] for p in known if p.get("parent")}
    parents.update({p["place"]: p["parent"] for p in places if p.get("parent")})
    return {place: parent for place, parent in parents.items() if parent not in too_wide and parent != place}


def _any_word(words: Iterable[str], *, whole: bool = False) -> re.Pattern[str]:
    end = r"\b" if whole else ""
    return re.compile(r"\b(?:" + "|".join(re.escape(w) for w in words) + ")" + end, re.IGNORECASE)


# ---- the rule ----------------------------------------------------------------------------------------------------

Joins = list[tuple[str, str]]


class _NotComparable(Exception):
    """Ends the comparison; its text is the reason."""


def compare(a: Statement, b: Statement, r: Rules) -> Comparability:
    """Compare two statements: every check either agrees, adds a declared join, or ends with the reason."""
    found: Joins = []
    try:
        for check in _CHECKS:
            check(a, b, r, found)
    except _NotComparable as e:
        return Comparability(False, (), str(e))
    return Comparability(True, tuple(found))


def _use(r: Rules, found: Joins, name: str, reason: str, a: str = "", b: str = "") -> None:
    if name not in r.on:
        raise _NotComparable(f"{reason} (the join {name} is switched off)")
    found.append((name, r.entries[name]["words"].format(a=a, b=b)))


def _same_indicator(a: Statement, b: Statement, r: Rules, found: Joins) -> None:
    if a.indicator == b.indicator:
        return
    reason = f"one counts {a.indicator}, the other {b.indicator}"
    if {a.indicator, b.indicator} != set(r.entries["displaced_evacuated"]["indicators"]):
        raise _NotComparable(reason)
    for s, other in ((a, b), (b, a)):
        if r.counts_apart(s, other.indicator):
            raise _NotComparable(f"{reason}, and {s.claimant} counts the two apart in one document")
    _use(r, found, "displaced_evacuated", reason)


def _same_unit(a: Statement, b: Statement, r: Rules, found: Joins) -> None:
    if a.unit != b.unit:
        raise _NotComparable(f"one counts in {a.unit}, the other in {b.unit}")


def _same_population(a: Statement, b: Statement, r: Rules, found: Joins) -> None:
    if a.population == b.population:
        return
    reason = f"one counts {a.population}, the other {b.population}"
    if {a.population, b.population} != set(r.entries["people_civilians"]["populations"]):
        raise _NotComparable(reason)
    people = a if a.population == "people" else b
    if not r.only_civilians(people):
        raise _NotComparable(f"{reason}, and {people.claimant} counts fighters there too, so its people are not only civilians")
    _use(r, found, "people_civilians", reason)


def _same_subset(a: Statement, b: Statement, r: Rules, found: Joins) -> None:
    limits = (r.subset(a), r.subset(b))
    if limits[0] != limits[1]:
        raise _NotComparable(f"one counts only {' and '.join(limits[0] or limits[1])}")


def _same_aspect(a: Statement, b: Statement, r: Rules, found: Joins) -> None:
    one, other = r.aspect(a), r.aspect(b)
    if one == other:
        if (a.aspect, b.aspect) != (one, other):
            _use(r, found, "movement_as_total", "one is a movement whose first day is not said")
        return
    if one is not None and other is not None:
        raise _NotComparable(f"one is {_ASPECT[one]}, the other {_ASPECT[other]}")
    _use(r, found, "aspect_unstated", "for one of them it is not decided whether it is an event, a total, a state or a movement")


_ASPECT = {"incident": "one event", "cumulative": "a running total", "stock": "a state at a time", "flow": "a movement in a period"}


def _same_place(a: Statement, b: Statement, r: Rules, found: Joins) -> None:
    if a.place == b.place:
        if a.place is None:
            raise _NotComparable("the place of neither is known")
        return
    reason = f"the places differ ({a.place or 'not known'}, {b.place or 'not known'})"
    if a.place is None or b.place is None:
        raise _NotComparable(reason)
    part, whole = (a.place, b.place) if r.parents.get(a.place) == b.place else (b.place, a.place)
    if r.parents.get(part) != whole:
        raise _NotComparable(reason)
    if a.indicator in r.entries["parent_place"]["not_for"]:
        raise _NotComparable(f"{reason}, and a share or a count of places of {whole} is none of {part}")
    _use(r, found, "parent_place", reason, part, whole)


def _same_side(a: Statement, b: Statement, r: Rules, found: Joins) -> None:
    if a.indicator != "control_share":
        return
    sides = (r.side(a), r.side(b))
    if sides[0] != sides[1]:
        if None not in sides:
            raise _NotComparable(f"one is the share held by {sides[0]}, the other by {sides[1]}")
        _use(r, found, "holder_unstated", "one does not say who holds the territory")
    if a.unit != "percent":
        return
    wholes = (whole_of(a), whole_of(b))
    if wholes[0] == wholes[1]:
        return
    if not wholes[0] or not wholes[1]:
        _use(r, found, "denominator_unstated", "one does not say what the share is of")
    elif not wholes[0] & wholes[1]:
        raise _NotComparable(f"they are shares of different wholes ({a.denominator}; {b.denominator})")


def whole_of(s: Statement) -> frozenset[str]:
    """The telling words of what a share is of."""
    return frozenset(re.findall(r"[^\W\d_]+", (s.denominator or "").lower())) - _FILLER


def _same_time(a: Statement, b: Statement, r: Rules, found: Joins) -> None:
    aspect = r.aspect(a) or r.aspect(b) or ("stock" if a.indicator in ("trapped", "control_share") else None)
    if aspect in ("stock", "cumulative"):
        _same_as_of(a, b, r, found)
        if aspect == "cumulative":
            _same_start(a, b, r, found)
    else:
        _periods_overlap(a, b, r, found, strict=aspect == "flow")


def _same_as_of(a: Statement, b: Statement, r: Rules, found: Joins) -> None:
    if a.as_of is None or b.as_of is None:
        raise _NotComparable("the as-of date of one is not known")
    if a.date_end is None or b.date_end is None:
        _use(r, found, "as_of_published", "one gives no date")
    apart = abs((a.as_of - b.as_of).days)
    if not apart:
        return
    first, last = sorted((a.as_of, b.as_of))
    reason = f"their as-of dates lie {apart} days apart ({day(first)}, {day(last)})"
    if apart > r.days("as_of_near"):
        raise _NotComparable(reason)
    _use(r, found, "as_of_near", reason, day(first), day(last))


def _same_start(a: Statement, b: Statement, r: Rules, found: Joins) -> None:
    if a.date_start == b.date_start:
        return
    if a.date_start is None or b.date_start is None:
        known = a.date_start or b.date_start
        assert known is not None
        _use(r, found, "start_unstated", "one does not say from when it counts", day(known))
        return
    first, last = sorted((a.date_start, b.date_start))
    reason = f"one counts from {day(first)}, the other from {day(last)}"
    if (last - first).days > r.days("start_near"):
        raise _NotComparable(reason)
    _use(r, found, "start_near", reason, day(first), day(last))


def _periods_overlap(a: Statement, b: Statement, r: Rules, found: Joins, *, strict: bool) -> None:
    a0, a1, b0, b1 = a.first_day, a.date_end or a.date_start, b.first_day, b.date_end or b.date_start
    if a0 is None or a1 is None or b0 is None or b1 is None:
        raise _NotComparable("the day or period of one is not known")
    common = (min(a1, b1) - max(a0, b0) + _DAY).days
    shown = (period(a0, a1), period(b0, b1))
    if common <= 0:
        raise _NotComparable(f"their periods do not overlap ({shown[0]}; {shown[1]})")
    if strict and (a0, a1) != (b0, b1):
        longer = max((a1 - a0).days, (b1 - b0).days) + 1
        reason = f"they are movements in different periods ({shown[0]}; {shown[1]})"
        entry = r.entries["period_near"]
        if common < float(entry["share"]) * longer and longer - common > int(entry["days"]):
            raise _NotComparable(reason)
        _use(r, found, "period_near", reason, *shown)


_CHECKS: tuple[Callable[[Statement, Statement, Rules, Joins], None], ...] = (
    _same_indicator, _same_unit, _same_population, _same_subset, _same_aspect, _same_place, _same_side, _same_time,
)  # fmt: skip
