"""Each alarm goes off where it must, and stays silent where it must."""

from __future__ import annotations

from builders import claim, run

SHARE = {"indicator": "control_share", "aspect": "stock", "holder": "government forces"}
GAVE_UP = {"indicator": "surrendered", "population": "fighters_opposition"}


def alarms(*claims, kind=None):
    return [a for a in run(*claims).alarms if kind is None or a["kind"] == kind]


def ids(alarm):
    return set(alarm["claim_ids"].split("; "))


def test_falling_total():
    a, b = claim(110000, "A", indicator="evacuated", bound="more_than", end="12-13"), claim(108076, "A", indicator="evacuated", end="12-15")
    (alarm,) = alarms(a, b)
    assert (alarm["kind"], alarm["severity"], ids(alarm)) == ("falling_total", "warning", {a["claim_id"], b["claim_id"]})
    assert "was more than 110,000 by 13 December 2016 and is 108,076 by 15 December 2016 (A)" in alarm["sentence"]


def test_a_falling_bound_is_only_a_note():
    (alarm,) = alarms(claim(442, "A", end="12-12"), claim(415, "A", bound="at_least", end="12-13"))
    assert (alarm["kind"], alarm["severity"]) == ("falling_total", "note")


def test_bodies_that_speak_for_one_another_are_watched_together():
    (alarm,) = alarms(
        claim(110000, "Russia", indicator="evacuated", end="12-10"),
        claim(108000, "Russian Defence Ministry", indicator="evacuated", end="12-15"),
    )
    assert "Russia, then Russian Defence Ministry" in alarm["sentence"]


def test_rising_totals_and_falling_states_are_quiet():
    assert alarms(claim(188, "A", end="11-24"), claim(219, "A", end="11-27")) == []
    assert (
        alarms(
            claim(900, "A", indicator="trapped", aspect="stock", end="12-01"),
            claim(500, "A", indicator="trapped", aspect="stock", end="12-20"),
        )
        == []
    )
    assert alarms(claim(300, "A", end="11-24"), claim(100, "B", end="12-01")) == []


def test_part_larger_than_whole_in_one_breath():
    whole = claim(12, "A", aspect="incident", doc="x", sentence="One sentence.")
    part = claim(20, "A", population="children", aspect="incident", doc="x", sentence="One sentence.")
    (alarm,) = alarms(whole, part)
    assert (alarm["kind"], alarm["severity"]) == ("part_larger_than_whole", "error")
    assert "20 children killed against 12 civilians killed" in alarm["sentence"]


def test_part_larger_than_whole_of_one_claimant_and_day():
    (alarm,) = alarms(claim(324, "A"), claim(400, "A", population="children"))
    assert alarm["severity"] == "warning"


def test_parts_that_fit_and_figures_set_beside_are_quiet():
    one = {"aspect": "incident", "doc": "x", "sentence": "One."}
    assert alarms(claim(45, "A", population="people", **one), claim(12, "A", population="children", **one)) == []
    assert alarms(claim(5, "A", quote="5 other civilians", **one), claim(20, "A", population="children", **one)) == []
    assert alarms(claim(4, "A", population="fighters", **one), claim(15, "A", population="fighters_opposition", **one)) == []
    assert alarms(claim(5, "A", bound="at_least", **one), claim(20, "A", population="children", **one)) == []


def test_low_above_high_is_an_alarm_not_a_crash():
    (alarm,) = alarms(claim(2, "Set", kind="reference", low=2.0, best=1.0, high=1.0, aspect="incident"))
    assert (alarm["kind"], alarm["severity"]) == ("low_above_high", "error")
    assert "low 2, best 1, high 1" in alarm["sentence"]


def test_a_range_that_runs_downwards():
    (alarm,) = alarms(claim(200, "A", bound="range", value_high=100.0))
    assert "from 200 to 100" in alarm["sentence"]


def test_crossing_bounds():
    (alarm,) = alarms(claim(16000, "A", bound="at_most"), claim(20000, "B", bound="more_than"), kind="bounds_cross")
    assert "at most 16,000 (A" in alarm["sentence"]
    assert alarms(claim(16000, "A", bound="at_most"), claim(10000, "B", bound="more_than"), kind="bounds_cross") == []


def test_changed_denominator():
    a, b = claim(85, "A", doc="x", **SHARE), claim(65, "B", doc="x", place="Aleppo", **SHARE)
    (alarm,) = alarms(a, b)
    assert (alarm["kind"], alarm["severity"]) == ("changed_denominator", "note")
    assert "85 percent of eastern Aleppo" in alarm["sentence"]
    (alarm,) = alarms(claim(85, "A", denominator="the rebel-held east", **SHARE), claim(40, "A", denominator="the province", **SHARE))
    assert "40 percent of the province" in alarm["sentence"]


def test_one_denominator_and_other_documents_are_quiet():
    assert alarms(claim(85, "A", doc="x", **SHARE), claim(75, "B", doc="x", **SHARE)) == []
    assert alarms(claim(85, "A", **SHARE), claim(65, "B", place="Aleppo", **SHARE)) == []


def test_outlier_among_neighbours_of_the_same_days():
    high = claim(12000, "T", bound="more_than", end="12-12", **GAVE_UP)
    near = [claim(2200, "R", end="12-13", **GAVE_UP), claim(2500, "C", end="12-13", **GAVE_UP)]
    (alarm,) = alarms(high, *near, kind="outlier")
    assert high["claim_id"] in ids(alarm)
    assert "4.8 times as much as the closest of 2 other figures of the same days, 2,500 (C" in alarm["sentence"]


def test_outlier_of_two_is_told_once():
    assert len(alarms(claim(12000, "T", **GAVE_UP), claim(2200, "R", **GAVE_UP), kind="outlier")) == 1


def test_parts_told_by_one_claimant_in_one_document_are_no_outliers():
    one = {"indicator": "displaced", "doc": "x"}
    assert alarms(claim(19000, "A", **one), claim(3420, "A", **one), kind="outlier") == []


def test_near_figures_far_days_and_small_numbers_are_no_outliers():
    assert alarms(claim(240000, "A"), claim(100000, "B"), kind="outlier") == []
    assert alarms(claim(12000, "T", end="12-12"), claim(2200, "R", end="11-12"), kind="outlier") == []
    assert alarms(claim(12, "T"), claim(2, "R"), kind="outlier") == []
    assert alarms(claim(12000, "T", aspect="incident"), claim(20, "R", aspect="incident"), kind="outlier") == []


def test_reported_and_denied():
    said = claim(None, "A", indicator="detained", bound="vague", vague_term="hundreds", start="11-27", end="11-30", aspect="flow")
    no = claim(None, "B", indicator="detained", bound="unknown", status="denied", population="people", end="11-30")
    (alarm,) = alarms(said, no)
    assert (alarm["kind"], ids(alarm)) == ("status_conflict", {said["claim_id"], no["claim_id"]})
    assert "B denies it (30 November 2016)" in alarm["sentence"]


def test_a_denial_elsewhere_or_long_before_contradicts_nothing():
    said = claim(300, "A", indicator="detained", end="11-30")
    no = {"indicator": "detained", "bound": "unknown", "status": "denied"}
    assert alarms(said, claim(None, "B", end="11-30", place="Homs", **no)) == []
    assert alarms(said, claim(None, "B", end="10-30", **no)) == []
    assert alarms(said, claim(None, "A", end="11-30", **no)) == []
