from __future__ import annotations

import datetime as dt

import pytest

from contested.charts import words


@pytest.mark.parametrize(("value", "expected"), [(37500, "37,500"), (33.333, "33.3"), (60.0, "60"), (0, "0"), (float("inf"), "no limit")])
def test_numbers(value: float, expected: str) -> None:
    assert words.number(value) == expected


@pytest.mark.parametrize(
    ("bound", "value", "high", "term", "unit", "expected"),
    [
        ("at_least", 415, None, None, "persons", "at least 415"),
        ("more_than", 90, None, None, "percent", "more than 90%"),
        ("range", 200, 300, None, "persons", "200 to 300"),
        ("vague", None, None, "tens of thousands", "persons", "tens of thousands"),
        ("unknown", None, None, None, "persons", "an unknown number"),
        ("exact", 45, None, None, "km2", "45 km²"),
    ],
)
def test_quantities(bound: str, value: float | None, high: float | None, term: str | None, unit: str, expected: str) -> None:
    assert words.quantity(bound, value, high, term, unit) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (415, None, "415 or more"),
        (0, 50, "up to 50"),
        (0, 0, "0"),
        (20000, 99999, "20,000 to 99,999"),
        (None, None, "not defined"),
        (7, 7, "7"),
    ],
)
def test_intervals(low: float | None, high: float | None, expected: str) -> None:
    assert words.interval(low, high) == expected


def test_periods() -> None:
    a, b, c = dt.date(2016, 11, 15), dt.date(2016, 11, 29), dt.date(2016, 12, 9)
    assert words.period(a, b) == "15 to 29 November 2016"
    assert words.period(a, c) == "15 November to 9 December 2016"
    assert words.period(None, c) == "as of 9 December 2016"
    assert words.period(c, c) == "9 December 2016"
    assert words.period(None, None) == "undated"


def test_listing_and_clip() -> None:
    assert words.listing(["a", "b", "c"]) == "a, b and c"
    assert words.listing(list("abcdefgh"), most=3) == "a, b and 6 others"
    assert words.clip("one two  three four", 11) == "one two…"
    assert words.clip("short", 12) == "short"
