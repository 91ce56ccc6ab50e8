"""When two claims are comparable, on what that rests, and why others are not."""

from __future__ import annotations

import pytest
from builders import PLACES, claim, d

from contested.compare import join_names, why_comparable
from contested.errors import UsageError
from contested.lexicon.load import load_lexicon

STOCK = {"indicator": "trapped", "aspect": "stock"}
FLOW = {"indicator": "displaced", "aspect": "flow"}
SHARE = {"indicator": "control_share", "aspect": "stock", "holder": "government forces"}

COMPARABLE = [
    ("to the letter", {}, {}, []),
    ("other bound and value", {"bound": "at_least"}, {}, []),
    ("as-of dates three days apart", {}, {"end": "12-08"}, ["as_of_near"]),
    ("a place and its parent", {}, {"place": "Aleppo"}, ["parent_place"]),
    ("people and civilians", {}, {"population": "people"}, ["people_civilians"]),
    ("displaced and evacuated", {"indicator": "displaced"}, {"indicator": "evacuated"}, ["displaced_evacuated"]),
    ("starts two days apart", {"start": "11-15"}, {"start": "11-17"}, ["start_near"]),
    ("one start not said", {"start": "11-15"}, {}, ["start_unstated"]),
    ("several at once", {"start": "11-15"}, {"start": "11-15", "place": "Aleppo", "end": "12-08"}, ["parent_place", "as_of_near"]),
    ("undated state", {**STOCK, "end": None, "published": "12-08"}, {**STOCK, "end": "12-09"}, ["as_of_published", "as_of_near"]),
    ("events that overlap", {"aspect": "incident", "start": "12-04"}, {"aspect": "incident", "start": "12-05"}, []),
    ("a movement in nearly one period", {**FLOW, "start": "12-04"}, {**FLOW, "start": "12-05"}, ["period_near"]),
    ("a movement as of a day and a total", {**FLOW}, {"indicator": "displaced", "start": "11-15"}, ["movement_as_total", "start_unstated"]),
    ("two movements as of two days", {**FLOW}, {**FLOW, "end": "12-07"}, ["movement_as_total", "as_of_near"]),
    ("aspect not decided", {"aspect": None}, {}, ["aspect_unstated"]),
    ("shares of one whole", SHARE, SHARE, []),
    ("lost by rebels is held by the other side", {**SHARE, "holder": None, "previous_holder": "rebels"}, SHARE, []),
    ("holder not said", {**SHARE, "holder": None}, SHARE, ["holder_unstated"]),
    ("denominator not said", {**SHARE, "denominator": "the rebel-held east"}, SHARE, ["denominator_unstated"]),
    ("denominator in other words", {**SHARE, "denominator": "the rebel-held east"}, {**SHARE, "denominator": "the east they held"}, []),
]


@pytest.mark.parametrize(("a", "b", "joins"), [c[1:] for c in COMPARABLE], ids=[c[0] for c in COMPARABLE])
def test_comparable(a, b, joins):
    for x, y in ((a, b), (b, a)):
        found = why_comparable(claim(100, "A", **x), claim(200, "B", **y), places=PLACES)
        assert found, str(found)
        assert [name for name, _ in found.joins] == joins
        assert str(found).startswith("Comparable")


NOT = [
    ("another indicator", {}, {"indicator": "injured"}, "one counts killed, the other injured"),
    ("another group", {}, {"population": "children"}, "one counts civilians, the other children"),
    ("another unit", {}, {"unit": "percent"}, "one counts in persons, the other in percent"),
    ("a total and a state", STOCK, {"indicator": "trapped"}, "one is a state at a time, the other a running total"),
    ("an event and a total", {"aspect": "incident"}, {}, "one is one event, the other a running total"),
    ("another place", {}, {"place": "Homs"}, "the places differ (eastern Aleppo, Homs)"),
    ("two parts of one place", {}, {"place": "western Aleppo"}, "the places differ"),
    ("a city and its country", {"place": "Homs"}, {"place": "Syria"}, "the places differ"),
    ("four days apart", {}, {"end": "12-09"}, "their as-of dates lie 4 days apart (5 December 2016, 9 December 2016)"),
    ("counted from other days", {"start": "11-15"}, {"start": "08-01"}, "one counts from 1 August 2016, the other from 15 November 2016"),
    ("events of other days", {"aspect": "incident"}, {"aspect": "incident", "end": "12-06"}, "their periods do not overlap"),
    ("a day against a fortnight", {**FLOW, "start": "12-05"}, {**FLOW, "start": "11-22"}, "they are movements in different periods"),
    ("a share of the whole", SHARE, {**SHARE, "place": "Aleppo"}, "a share or a count of places of Aleppo is none of eastern Aleppo"),
    ("another side's share", SHARE, {**SHARE, "holder": "rebel groups"}, "one is the share held by government, the other by opposition"),
    (
        "shares of different wholes",
        {**SHARE, "denominator": "the rebel-held east"}, {**SHARE, "denominator": "the province"},
        "they are shares of different wholes (the rebel-held east; the province)",
    ),
    ("only the wounded", {**STOCK, "quote": "some 500 wounded civilians"}, STOCK, "one counts only the sick and wounded"),
    ("denied", {"status": "denied"}, {}, "the text denies it"),
    ("what may happen", {"status": "hypothetical"}, {}, "what may happen"),
    ("a repeat", {"duplicate_of": "0123456789ab"}, {}, "it repeats claim 0123456789ab"),
    ("no place", {"place": None}, {}, "its place is not known"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "reason"), [c[1:] for c in NOT], ids=[c[0] for c in NOT])
def test_not_comparable(a, b, reason):
    one, other = claim(100, "A", **a), claim(200, "B", **b)
    found = why_comparable(one, other, places=PLACES)
    assert not found
    assert reason in found.reason
    assert str(found).startswith("Not comparable: ")
    # the other way round the same is said, in the other order
    assert sorted(why_comparable(other, one, places=PLACES).reason) == sorted(found.reason)


def test_no_date_is_no_comparison():
    found = why_comparable(claim(1, end=None, aspect="incident"), claim(2, aspect="incident"))
    assert "its day or period is not known" in found.reason


def test_people_of_one_who_counts_fighters_are_not_only_civilians():
    people, civilians = claim(559, "A", population="people"), claim(845, "B")
    fighters = claim(235, "A", population="fighters_opposition")
    assert why_comparable(people, civilians, places=PLACES)
    found = why_comparable(people, civilians, claims=[fighters], places=PLACES)
    assert "A counts fighters there too" in found.reason


def test_fighters_counted_in_a_part_count_for_the_whole():
    people, civilians = claim(643, "A", population="people", place="Aleppo"), claim(845, "B", place="Aleppo")
    assert not why_comparable(people, civilians, claims=[claim(235, "A", population="fighters_opposition")], places=PLACES)


def test_who_counts_displaced_and_evacuated_apart_means_two_things():
    left, taken = claim(53773, "A", indicator="displaced", doc="x"), claim(37500, "B", indicator="evacuated")
    assert why_comparable(left, taken)
    also = claim(1312, "A", indicator="evacuated", doc="x", place="Homs")
    assert "A counts the two apart in one document" in why_comparable(left, taken, claims=[left, also]).reason


SWITCHES = [c for c in COMPARABLE if c[3] and "movement_as_total" not in c[3]]


def test_a_movement_is_no_total_where_that_join_is_off():
    total, moved = claim(1, "A", indicator="displaced"), claim(2, "B", **FLOW)
    assert why_comparable(total, moved)
    assert why_comparable(moved, total, joins=["as_of_near"]).reason == "one is a movement in a period, the other a running total"


@pytest.mark.parametrize(("a", "b", "joins"), [c[1:] for c in SWITCHES], ids=[c[0] for c in SWITCHES])
def test_a_join_switched_off_is_not_used(a, b, joins):
    others = [n for n in join_names(load_lexicon()) if n != joins[0]]
    found = why_comparable(claim(1, "A", **a), claim(2, "B", **b), places=PLACES, joins=others)
    assert not found
    assert f"the join {joins[0]} is switched off" in found.reason


def test_an_unknown_join_is_refused():
    with pytest.raises(UsageError, match="no join is named same_mood"):
        why_comparable(claim(1), claim(2), joins=["same_mood"])


def test_rows_of_a_frame_do_as_well():
    import pandas as pd

    frame = pd.DataFrame([claim(1, "A"), claim(2, "B", start="11-15")])
    frame["date_start"] = pd.to_datetime(frame["date_start"])
    frame["date_end"] = pd.to_datetime(frame["date_end"])
    found = why_comparable(frame.loc[0], frame.loc[1])
    assert [n for n, _ in found.joins] == ["start_unstated"]


def test_dates_of_the_builder():
    assert str(d("12-05")) == "2016-12-05"
