"""Numbers, days and figures as people write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# as the tables hold the fractions of the text
_FRACTIONS = {33.3: "a third", 66.6: "two thirds", 66.7: "two thirds"}

_NOUNS = {
    "civilians": "civilians", "children": "children", "women": "women", "men": "men", "fighters_opposition": "opposition fighters",
    "fighters_government": "government fighters", "fighters_is": "Islamic State fighters", "fighters_other": "other fighters",
    "fighters": "fighters", "aid_workers": "aid workers", "journalists": "journalists", "people": "people",
}  # fmt: skip
_VERBS = {
    "killed": "killed", "injured": "injured", "missing": "missing", "detained": "detained", "abducted": "abducted",
    "surrendered": "who surrendered", "displaced": "displaced", "evacuated": "evacuated", "returned": "who returned", "trapped": "trapped",
}  # fmt: skip


class Quantity(Protocol):
    """What is needed to put a figure into words."""

    @property
    def value(self) -> float | None: ...
    @property
    def value_high(self) -> float | None: ...
    @property
    def bound(self) -> str: ...
    @property
    def vague_term(self) -> str | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def low(self) -> float | None: ...
    @property
    def best(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


def number(x: float) -> str:
    """34000.0 -> 34,000; 33.3 -> 33.3.

    >>> number(34000.0), number(33.3)
    ('34,000', '33.3')
    """
    return f"{x:,.0f}" if x == int(x) else f"{x:,.1f}"


def ratio_words(x: float) -> str:
    """An estimated ratio or an end of its interval, the same in charts, tables and sentences.

    >>> ratio_words(0.318), ratio_words(1.2), ratio_words(34.84), ratio_words(float("inf"))
    ('0.32', '1.20', '34.8', 'no bound')
    """
    return "no bound" if x == float("inf") else f"{x:,.0f}" if x >= 99.5 else f"{x:.1f}" if x >= 9.95 else f"{x:.2f}"


def amount(x: float, unit: str) -> str:
    """A number with its unit where it is not simply a count of people."""
    if unit == "percent" and x in _FRACTIONS:
        return _FRACTIONS[x]
    suffix = {"percent": " percent", "km2": " km2", "families": " families", "places": " places"}.get(unit, "")
    return number(x) + suffix


def day(d: dt.date | None) -> str:
    """15 November 2016.

    >>> day(dt.date(2016, 11, 15))
    '15 November 2016'
    """
    return "an unknown day" if d is None else f"{d.day} {_MONTHS[d.month - 1]} {d.year}"


def period(first: dt.date | None, last: dt.date | None) -> str:
    """15 November to 8 December 2016; the year once where both ends share it."""
    if first is None or last is None or first == last:
        return day(last or first)
    if first.year != last.year:
        return f"{day(first)} to {day(last)}"
    if first.month == last.month:
        return f"{first.day} to {day(last)}"
    return f"{first.day} {_MONTHS[first.month - 1]} to {day(last)}"


def figure(q: Quantity) -> str:
    """The figure in words: "at least 415", "tens of thousands", "between 1,500 and 5,000"."""
    if q.value is None:
        if q.vague_term:
            return f"{q.vague_term!r}".replace("'", '"')
        return interval_words(q.low, q.high, q.unit)
    shown = amount(q.value, q.unit)
    if q.bound == "range" and q.value_high is not None:
        return f"between {number(q.value)} and {amount(q.value_high, q.unit)}"
    if q.bound == "approx":
        return ("nearly " if q.best is None and q.high is not None else "about ") + shown
    prefix = {"at_least": "at least ", "more_than": "more than ", "at_most": "at most ", "less_than": "less than "}
    return prefix.get(q.bound, "") + shown


def interval_words(low: float | None, high: float | None, unit: str) -> str:
    """An interval in words; open ends are said."""
    if low is None and high is None:
        return "no known number"
    if high is None:
        assert low is not None
        return f"{amount(low, unit)} or more"
    if low is None:
        return f"{amount(high, unit)} or fewer"
    return amount(low, unit) if low == high else f"{number(low)} to {amount(high, unit)}"


def topic(indicator: str, population: str | None, unit: str) -> str:
    """What is counted: "civilians killed", "share of territory held"."""
    if indicator == "control_share":
        return "share of territory held" if unit == "percent" else "area held"
    if indicator == "control_change":
        return "places that changed hands"
    noun = _NOUNS.get(population or "people", "people")
    if unit == "families":
        noun = "families"
    phrase = f"{noun} {_VERBS[indicator]}"
    return f"share of {phrase}" if unit == "percent" else phrase


def listed(names: Sequence[str], at_most: int = 6) -> str:
    """A, B and C; the rest counted where there are many."""
    shown = list(names[:at_most])
    if len(names) > at_most:
        shown.append(f"{len(names) - at_most} more")
    if len(shown) < 2:
        return "".join(shown)
    return ", ".join(shown[:-1]) + " and " + shown[-1]


def times(ratio: float) -> str:
    """2.6 times; 12 times."""
    return f"{ratio:.0f} times" if ratio >= 9.95 else f"{ratio:.1f} times"
