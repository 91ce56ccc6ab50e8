"""Figures over time: envelopes of totals, the level of a stock, shares of one whole, and the lag of reports."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from builders import claim
from corpora import frames

from contested.compare.cumulative import trend_cumulative
from contested.compare.lag import reporting_lag
from contested.compare.shares import control_share_over_time, one_share_series
from contested.compare.stock import smooth, trend_stock
from contested.compare.too_little import TooLittle
from contested.errors import UsageError


def total(value, day, source="A", **over):
    return claim(value, source, start="11-15", end=day, **over)


def test_a_total_never_falls():
    claims, _, echoes = frames(total(100, "12-01", bound="at_least"), total(250, "12-05"), total(400, "12-09", bound="less_than"))
    (found,) = trend_cumulative(claims, echoes)
    assert found.days == tuple(dt.date(2016, 12, d) for d in (1, 5, 9))
    assert found.low == (100, 250, 250)
    assert found.high == (250, 250, 399)
    assert found.contradictions == ()
    assert np.all(np.diff(found.low) >= 0)
    assert np.all(np.diff(found.high) >= 0)
    assert found.sentence == "Total by 9 December 2016, A: 250 to 399."


def test_a_fall_is_a_contradiction_not_a_number():
    claims, _, echoes = frames(total(300, "12-01"), total(200, "12-05"))
    (found,) = trend_cumulative(claims, echoes)
    assert found.contradictions == (dt.date(2016, 12, 1), dt.date(2016, 12, 5))
    assert "no one total fits all figures" in found.sentence


def test_plainly_round_numbers_may_fall_by_their_rounding():
    assert trend_cumulative(*frames(total(34_000, "12-01"), total(33_900, "12-05"))[::2])[0].contradictions == ()
    assert trend_cumulative(*frames(total(34_000, "12-01"), total(32_000, "12-05"))[::2])[0].contradictions


def test_a_total_without_a_first_day_is_no_total_since_a_day():
    claims, _, echoes = frames(total(100, "12-01"), claim(900, "A", end="12-05"))
    assert [len(e.readings) for e in trend_cumulative(claims, echoes)] == [1, 1]


def test_an_open_end_stays_open():
    claims, _, echoes = frames(total(100, "12-01", bound="at_least"))
    (found,) = trend_cumulative(claims, echoes)
    assert math.isinf(found.high[0])
    assert found.sentence.endswith("100 or more.")


def test_totals_from_other_days_and_claimants_are_other_totals():
    told = [total(100, "12-01"), total(150, "12-05", "B"), claim(900, "A", start="2016-01-01", end="12-05")]
    claims, _, echoes = frames(*told)
    assert len(trend_cumulative(claims, echoes)) == 3
    together = trend_cumulative(claims, echoes, by_claimant=False)
    assert sorted(len(e.readings) for e in together) == [1, 2]


def test_what_counts_different_things_is_refused():
    claims, _, echoes = frames(total(100, "12-01"), total(9, "12-01", population="children"))
    with pytest.raises(UsageError, match="differ in population \\(children, civilians\\)"):
        trend_cumulative(claims, echoes)
    assert trend_cumulative(claims, echoes, mixed=True)
    none = trend_cumulative(claims[claims["aspect"] == "stock"], echoes)
    assert isinstance(none, TooLittle)


def stock(value, day, source="A", **over):
    return claim(value, source, indicator="trapped", aspect="stock", end=day, **over)


def test_the_level_of_a_stock_follows_the_figures():
    days = [f"12-{d:02}" for d in range(1, 15, 2)]
    told = [stock(round(100_000 * 0.8**i) + 1, day, f"S{i % 3}") for i, day in enumerate(days)]
    claims, _, echoes = frames(*told)
    found = trend_stock(claims, echoes)
    assert len(found.days) == 13
    assert found.n_claimants == 3
    assert np.all(np.diff(found.median) < 0)
    assert found.median[0] == pytest.approx(100_000, rel=0.25)
    assert found.median[-1] == pytest.approx(100_000 * 0.8**6, rel=0.25)
    assert all(low < median < high for low, median, high in zip(found.low, found.median, found.high, strict=True))
    assert found.table.shape == (13, 4)
    assert trend_stock(claims, echoes).median == found.median


def test_days_without_a_figure_are_less_sure():
    claims, _, echoes = frames(stock(50_001, "12-01"), stock(50_002, "12-02", "B"), stock(49_999, "12-30", "B"), stock(50_003, "12-31"))
    found = trend_stock(claims, echoes)
    width = np.log(found.high) - np.log(found.low)
    assert width[15] > 1.3 * width[0]
    assert width[15] > 1.3 * width[-1]


def test_a_bound_lifts_the_level_without_holding_it():
    low = np.log([100.0, 100.0, 100.0, 400.0])
    closed, open_ = (smooth(np.arange(4), low, np.append(low[:3], end), 4) for end in (low[3], np.inf))
    assert open_[0][3] > low[2]
    assert open_[2][3] > closed[2][3]


def test_an_exact_gaussian_answer():
    """With the noise and walk averaged over one value each, a single figure gives a normal level around it."""
    from contested.compare import stock as module

    walks, noises = module._WALK, module._NOISE
    module._WALK, module._NOISE = np.array([1e-9]), np.array([0.5])
    try:
        median, low, high, _, noise = smooth(np.array([0, 2]), np.log([90.0, 110.0]), np.log([90.0, 110.0]), 3)
    finally:
        module._WALK, module._NOISE = walks, noises
    centre = (math.log(90) + math.log(110)) / 2
    assert noise == 0.5
    assert median == pytest.approx(np.full(3, centre), abs=2e-3)
    assert high - low == pytest.approx(np.full(3, 2 * 1.96 * 0.5 / math.sqrt(2)), rel=0.02)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([stock(5, "12-01")], "1 figure on 1 day"),
        ([stock(5, "12-01", s) for s in "ABCD"], "4 figures on 1 day"),
        ([stock(5 + i, f"12-0{i}", bound="at_least") for i in range(1, 6)], "bounds on the same side"),
    ],
)
def test_too_little_for_a_stock(told, words):
    claims, _, echoes = frames(*told)
    found = trend_stock(claims, echoes)
    assert isinstance(found, TooLittle)
    assert words in str(found)


def share(value, day, whole, source="A", holder="rebels"):
    return claim(value, source, indicator="control_share", aspect="stock", end=day, denominator=whole, holder=holder)


def test_shares_of_different_wholes_are_never_one_series():
    claims, _, echoes = frames(
        share(40, "12-01", "the city"), share(30, "12-03", "city", "B"), share(75, "12-02", "the territory they once held")
    )
    found = control_share_over_time(claims, echoes)
    assert [(len(s.readings), s.denominator) for s in found] == [(2, "city"), (1, "the territory they once held")]
    assert found[0].n_claimants == 2
    assert found[0].days == (dt.date(2016, 12, 1), dt.date(2016, 12, 3))
    refused = one_share_series(claims, "eastern Aleppo", found[0].holder, echoes=echoes)
    assert isinstance(refused, TooLittle)
    assert "2 different wholes" in str(refused)
    chosen = one_share_series(claims, "eastern Aleppo", found[0].holder, "city", echoes)
    assert chosen.table["point"].tolist() == [40, 30]


def test_shares_of_two_sides_are_two_series():
    claims, _, echoes = frames(share(40, "12-01", "the city"), share(60, "12-01", "the city", holder="the army"))
    assert len(control_share_over_time(claims, echoes)) == 2
    assert isinstance(control_share_over_time(claims[claims["indicator"] == "killed"], echoes), TooLittle)


def test_lag():
    told = [claim(1, "A", end="12-10", published="12-13"), claim(2, "A", end="12-12", published="12-13")]
    told += [claim(3, "B", end="12-14", published="12-13"), claim(4, "B", end=None), claim(5, "A", end="12-01", status="hypothetical")]
    out = reporting_lag(frames(*told)[0])
    assert out["claimant"].tolist() == ["A", "B"]
    assert out.loc[0, ["n_mentions", "median", "late", "ahead"]].tolist() == [2, 2.0, 0, 0]
    assert out.loc[1, "ahead"] == 1
    assert math.isnan(out.loc[1, "median"])
    assert out.attrs["undated"] == 1
