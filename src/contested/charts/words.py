"""Numbers, dates and intervals as people write them; charts, tables and prose all use these."""

from __future__ import annotations

import datetime as dt
import math
import re

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August",
          "September", "October", "November", "December")  # fmt: skip
# C0 and C1 controls except tab and newline; bidirectional marks, embeddings, overrides and isolates; lone surrogates
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
HEDGES = {
    "at_least": "at least {}",
    "more_than": "more than {}",
    "at_most": "up to {}",
    "less_than": "less than {}",
    "approx": "about {}",
}


def number(value: float, digits: int = 1) -> str:
    """Write `value` with thousands separators and no needless decimals: ``37,500``, ``33.3``."""
    if math.isinf(value):
        return "no limit"
    rounded = round(value, digits)
    return f"{int(rounded):,}" if rounded == int(rounded) else f"{rounded:,.{digits}f}"


def two_digits(value: float) -> float:
    """Round to the two digits that an estimate can carry: 44,484 -> 44,000."""
    return float(f"{value:.1e}")


def ratio(value: float) -> str:
    """Write a ratio: two digits that matter, ``1.4`` or ``12``."""
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def count(n: int, noun: str, plural: str | None = None) -> str:
    """Write ``1 claim``, ``12 claims``."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def verb(n: int, one: str, more: str) -> str:
    """The verb that agrees with a count."""
    return one if n == 1 else more


def unit_suffix(unit: str | None) -> str:
    """What follows a number of this unit: ``%``, `` km²``, `` families``; nothing for persons."""
    return {"percent": "%", "km2": " km²", "families": " families", "places": " places"}.get(unit or "", "")


def quantity(bound: str, value: float | None, value_high: float | None, vague_term: str | None, unit: str | None) -> str:
    """Say a reported quantity with its bound: ``at least 415``, ``200 to 300``, ``tens of thousands``."""
    suffix = unit_suffix(unit)
    if value is None:
        if vague_term:
            return vague_term + (" (share)" if unit == "percent" else "")
        return "an unknown number" if bound == "unknown" else "no number"
    if value_high is not None:
        return f"{number(value)} to {number(value_high)}{suffix}"
    return HEDGES.get(bound, "{}").format(f"{number(value)}{suffix}")


def interval(low: float | None, high: float | None, unit: str | None = None) -> str:
    """Say the interval a claim stands for: ``415 or more``, ``20,000 to 99,999``, ``up to 50``."""
    suffix = unit_suffix(unit)
    if low is None and high is None:
        return "not defined"
    if high is None or math.isinf(high):
        return f"{number(low or 0)}{suffix} or more"
    if low is None or (low == 0 and high > 0):
        return f"up to {number(high)}{suffix}"
    return f"{number(low)}{suffix}" if low == high else f"{number(low)} to {number(high)}{suffix}"


def date(day: dt.date, *, short: bool = False) -> str:
    """Write a day: ``9 December 2016``, or ``9 Dec`` when short."""
    return f"{day.day} {MONTHS[day.month - 1][:3]}" if short else f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def period(start: dt.date | None, end: dt.date | None) -> str:
    """Write a period: ``15 to 29 November 2016``, ``as of 9 December 2016``, ``undated``."""
    if start is None:
        return "undated" if end is None else f"as of {date(end)}"
    if end is None:
        return f"from {date(start)}"
    if start == end:
        return date(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {date(end)}"
    if start.year == end.year:
        return f"{start.day} {MONTHS[start.month - 1]} to {date(end)}"
    return f"{date(start)} to {date(end)}"


def listing(items: list[str], most: int = 6) -> str:
    """Join words as a sentence does: ``a, b and c``; past `most`, ``a, b and 7 others``."""
    if len(items) > most:
        rest = len(items) - most + 1
        items = [*items[: most - 1], f"{rest:,} others"]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def clip(text: str, most: int) -> str:
    """Shorten `text` to `most` characters, at a word where possible, with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > most * 0.6 else cut).rstrip(" ,;:") + "…"


def visible(text: str) -> str:
    """Replace characters that act instead of showing by a visible token (``[U+202E]``)."""
    return _UNSAFE.sub(lambda m: f"[U+{ord(m[0]):04X}]", text)
