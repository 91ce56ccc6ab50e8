"""Dates as tables and records write them: read where they can mean one day only, else left out and said so."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from dateutil import parser as dateutil_parser

from contested.documents.settings import DateOrder

_ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?![\d])")
_NUMERIC = re.compile(r"(\d{1,4})([./ -])(\d{1,2})\2(\d{1,4})(?![\d])")
_NAMED = re.compile(r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
_SECONDS = re.compile(r"\d{9,13}")
_LONGEST = 80
_EPOCH = dt.date(1970, 1, 1)
# what a date column of pandas can hold, and more than any report needs
FIRST_YEAR, LAST_YEAR = 1700, 2200


class DateError(ValueError):
    """A date that cannot be read; `kind` is the short code counted among the oddities."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


class Orders:
    """The orders that every numeric date seen so far fits."""

    def __init__(self) -> None:
        self._can = {"mdy": True, "dmy": True}
        self._seen = False

    def see(self, written: str) -> None:
        """One more date of the file, or anything else in its place."""
        if self.open and (m := _NUMERIC.match(written.strip())):
            first, second, last = int(m[1]), int(m[3]), m[4]
            if len(m[1]) > 2 or len(last) == 3 or first > 31 or second > 31:
                return
            self._seen = True
            self._can["mdy"] &= first <= 12
            self._can["dmy"] &= second <= 12

    @property
    def open(self) -> bool:
        """Whether another date can still change the answer."""
        return any(self._can.values())

    @property
    def order(self) -> DateOrder:
        """The one order that all of them fit, "mdy" or "dmy"; "auto" where it cannot be told."""
        if self._seen and self._can["mdy"] != self._can["dmy"]:
            return "mdy" if self._can["mdy"] else "dmy"
        return "auto"


def order_of(written: Iterable[str]) -> DateOrder:
    """The order that every numeric date of a file fits: "mdy", "dmy", or "auto" where it cannot be told."""
    orders = Orders()
    for value in written:
        orders.see(value)
        if not orders.open:
            break
    return orders.order


def read_date(written: str, order: DateOrder = "auto") -> dt.date:
    """The day a cell means.

    Raises
    ------
    DateError
        ``date_impossible`` (30 February), ``date_ambiguous`` (4/5/2016 where nothing tells the order),
        ``date_unreadable``.
    """
    value = written.strip()
    if len(value) > _LONGEST:
        raise DateError("date_unreadable", f"{value[:_LONGEST]!r}... is no date")
    try:
        day = _day(value, order)
    except DateError:
        raise
    except ValueError as e:
        raise DateError("date_impossible", f"{value!r} is no day of the calendar") from e
    return _in_range(day, repr(value))


def day_number(days: int) -> dt.date:
    """The day so many days after 1970-01-01.

    Raises
    ------
    DateError
        ``date_impossible``.
    """
    try:
        day = _EPOCH + dt.timedelta(days=days)
    except OverflowError as e:
        raise DateError("date_impossible", f"{days:,} days from {_EPOCH} is no day of the calendar") from e
    return _in_range(day, day.isoformat())


def _in_range(day: dt.date, shown: str) -> dt.date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DateError("date_impossible", f"{shown} is not in the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _day(value: str, order: DateOrder) -> dt.date:
    if m := _ISO.match(value):
        return dt.date(int(m[1]), int(m[2]), int(m[3]))
    if m := _NUMERIC.match(value):
        return _numeric(m, order, value)
    if _SECONDS.fullmatch(value):
        return _EPOCH + dt.timedelta(seconds=int(value) // (1000 if len(value) > 11 else 1))
    if _NAMED.search(value):
        return _named(value)
    raise DateError("date_unreadable", f"{value!r} is no date")


def _numeric(m: re.Match[str], order: DateOrder, value: str) -> dt.date:
    if len(m[1]) == 4:
        return dt.date(int(m[1]), int(m[3]), int(m[4]))
    if len(m[1]) > 2 or len(m[4]) not in (2, 4):
        raise DateError("date_unreadable", f"{value!r} is no date")
    if order == "ymd":
        return dt.date(_year(m[1]), int(m[3]), int(m[4]))
    first, second, year = int(m[1]), int(m[3]), _year(m[4])
    if order == "auto":
        if first <= 12 and second <= 12 and first != second:
            raise DateError("date_ambiguous", f"{value!r} could be two days; set date_order to mdy or dmy")
        order = "dmy" if first > 12 else "mdy"
    return dt.date(year, first, second) if order == "mdy" else dt.date(year, second, first)


def _year(written: str) -> int:
    year = int(written)
    return year if len(written) == 4 else year + (2000 if year < 70 else 1900)


_A, _B = dt.datetime(2001, 1, 1), dt.datetime(2002, 2, 2)


def _named(value: str) -> dt.date:
    """A date with the month in letters; what it does not say must not come from anywhere else."""
    try:
        one, other = (dateutil_parser.parse(value, default=d, fuzzy=False, ignoretz=True) for d in (_A, _B))
    except (ValueError, OverflowError, TypeError, AttributeError) as e:
        raise DateError("date_unreadable", f"{value!r} is no date") from e
    if one.date() != other.date():
        raise DateError("date_unreadable", f"{value!r} is not a whole date")
    day: dt.date = one.date()
    return day
