"""How far apart: intervals, overlap or gap, ratio and bounds, in numbers and in words."""

from __future__ import annotations

import math

import pytest
from builders import claim, run
from hypothesis import given, settings
from hypothesis import strategies as st

from contested.compare.discrepancies import agreement
from contested.compare.words import number, period


def row(*claims):
    (found,) = run(*claims).discrepancies
    return found


def test_disjoint():
    r = row(claim(324, "A"), claim(845, "B"))
    assert (r["agreement"], r["gap"], r["lowest_claimant"], r["highest_claimant"]) == ("disjoint", 521, "A", "B")
    assert r["ratio"] == pytest.approx(845 / 324)
    assert r["ratio_low"] == r["ratio_high"] == r["ratio"]
    assert r["overlap_low"] is None
    assert "from 324 (A) to 845 (B), 2.6 times as much" in r["sentence"]
    assert "gap of 521" in r["sentence"]


def test_nested_open_bound():
    r = row(claim(100000, "A", bound="at_least"), claim(240000, "B", bound="approx"))
    assert (r["agreement"], r["gap"], r["overlap_low"], r["overlap_high"]) == ("nested", 0, 235000, 245000)
    assert (r["lowest_low"], r["lowest_high"], r["ratio"], r["ratio_low"], r["ratio_high"]) == (100000, None, 2.4, 0, 2.45)
    assert "Both can be true at once: any number from 235,000 to 245,000 fits." in r["sentence"]


def test_consistent():
    r = row(claim(None, "A", bound="vague", vague_term="tens of thousands"), claim(50000, "B", bound="more_than"))
    assert (r["agreement"], r["overlap_low"], r["overlap_high"], r["ratio"]) == ("consistent", 50001, 99999, None)


def test_the_same_figure():
    r = row(claim(7, "A"), claim(7, "B"))
    assert (r["agreement"], r["ratio"], r["gap"]) == ("consistent", 1, 0)
    assert "A and B give the same figure, 7" in r["sentence"]


def test_words_without_an_interval_are_counted_not_guessed():
    r = row(claim(None, "A", bound="vague", vague_term="untold", indicator="killed"), claim(5, "B"))
    assert (r["agreement"], r["n_undetermined"], r["ratio"]) == ("undetermined", 1, None)
    assert "nothing can be measured" in r["sentence"]


def test_a_claimant_stands_with_its_latest_total():
    r = row(claim(100, "A", doc="x", published="12-06"), claim(120, "A", doc="y", published="12-07"), claim(300, "B"))
    assert r["lowest_best"] == 120
    assert "A gave more than one figure" in r["sentence"]


def test_a_claimant_stands_with_its_largest_figure_for_one_event():
    r = row(*(claim(v, "A", aspect="incident", doc=f"e{v}") for v in (45, 12)), claim(26, "B", aspect="incident"))
    assert (r["lowest_claimant"], r["highest_best"]) == ("B", 45)


def test_zero_has_no_ratio():
    r = row(claim(0, "A"), claim(5, "B"))
    assert (r["ratio"], r["ratio_low"], r["ratio_high"]) == (None, None, None)


def test_joined_words_name_both_and_the_joins():
    r = row(
        claim(37000, "A", indicator="displaced", population="people", bound="approx"),
        claim(110000, "B", indicator="evacuated", bound="more_than"),
    )
    assert "displaced or evacuated" in r["sentence"].lower()
    assert "people taken together with civilians" in r["sentence"]
    assert r["joins"] == "displaced_evacuated; people_civilians"


def test_periods_that_differ_are_shown():
    r = row(claim(87, "A", aspect="incident", start="12-04"), claim(24, "B", aspect="incident", start="12-05"))
    assert "Their periods overlap but are not the same (4 to 5 December 2016; 5 December 2016)." in r["sentence"]


@settings(deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.one_of(st.integers(0, 50), st.just(math.inf))).map(lambda t: (min(t), max(t))),
        min_size=2,
        max_size=5,
    )
)
def test_agreement_is_what_it_says(intervals):
    pairs = [(a, b) for i, a in enumerate(intervals) for b in intervals[i + 1 :]]
    shares = all(max(a[0], b[0]) <= min(a[1], b[1]) for a, b in pairs)
    inside = any(all(o[0] <= i[0] and i[1] <= o[1] for o in intervals) for i in intervals)
    expected = "disjoint" if not shares else "nested" if inside and len(set(intervals)) > 1 else "consistent"
    assert agreement(intervals) == expected


@pytest.mark.parametrize(("x", "words"), [(34000.0, "34,000"), (33.3, "33.3"), (0, "0"), (1234567.0, "1,234,567")])
def test_numbers_as_people_write_them(x, words):
    assert number(x) == words


def test_periods_as_people_write_them():
    import datetime as dt

    assert period(dt.date(2016, 11, 15), dt.date(2016, 12, 8)) == "15 November to 8 December 2016"
    assert period(dt.date(2015, 11, 15), dt.date(2016, 12, 8)) == "15 November 2015 to 8 December 2016"
    assert period(None, dt.date(2016, 12, 8)) == "8 December 2016"
    assert period(None, None) == "an unknown day"
