"""Calendar arithmetic on days: in and out are dates, or None where the calendar has no such day."""

from __future__ import annotations

import calendar
import datetime as dt
from functools import lru_cache


def safe_date(year: int, month: int, day: int) -> dt.date | None:
    """The date, or None where the calendar has no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=1024)  # a document asks for the same few days again and again
def back(ref: dt.date, count: int, unit: str) -> dt.date | None:
    """`count` units before `ref`; hours are rounded up to days. None before year 1."""
    from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped,unused-ignore]  # late, for a fast `--help`

    if unit.startswith("hour"):
        step = relativedelta(days=-(-count // 24))
    elif unit.startswith("weekend"):
        step = relativedelta(weeks=count)
    elif unit.startswith("decade"):
        step = relativedelta(years=10 * count)
    else:
        step = relativedelta(**{unit.rstrip("s") + "s": count})
    try:
        found: dt.date = ref - step
        return found
    except (ValueError, OverflowError):
        return None


def latest_weekday(ref: dt.date, weekday: int, strictly: bool = False) -> dt.date:
    """The latest such weekday on or before `ref` (`strictly`: before it)."""
    distance = (ref.weekday() - weekday) % 7
    return ref - dt.timedelta(days=distance or (7 if strictly else 0))


def month_span(year: int, month: int, months: int = 1) -> tuple[dt.date, dt.date]:
    """First and last day of `months` months from this one."""
    last_index = year * 12 + month - 1 + months - 1
    last_year, last_month = last_index // 12, last_index % 12 + 1
    return dt.date(year, month, 1), dt.date(last_year, last_month, calendar.monthrange(last_year, last_month)[1])


def resolve_month_day(day: int, month: int, ref: dt.date | None, slack: int = 0) -> dt.date | None:
    """A day without its year: the latest one not more than `slack` days after `ref`."""
    if ref is None:
        return None
    last = ref + dt.timedelta(days=min(slack, (dt.date.max - ref).days))
    # eight years back: 29 February may be that far from a turn of the century
    for year in range(last.year, last.year - 9, -1):
        found = safe_date(year, month, day)
        if found and found <= last:
            return found
    return None
