"""Interval likelihoods: exact in the far tails, for intervals of width zero and for open ends; derivatives right everywhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from contested.compare.likelihood import count_points, log_interval, nb2_interval, normal_interval

INF = np.inf

# worked out with 50 digits
FAR = [
    ((30.0, 31.0), -454.32124395634319),
    ((-41.0, -40.0), -804.60844201375634),
    ((35.0, INF), -616.97510126107492),
    ((-INF, -30.0), -454.32124395634319),
]


@pytest.mark.parametrize(("ends", "expected"), FAR)
def test_far_tails(ends, expected):
    assert log_interval(np.array(ends[0]), np.array(ends[1])) == pytest.approx(expected, rel=1e-9)


def test_width_zero_is_the_density_and_narrow_is_density_times_width():
    x = np.array([-40.0, -3.0, 0.0, 0.5, 8.0, 40.0])
    assert log_interval(x, x) == pytest.approx(stats.norm.logpdf(x), rel=1e-14)
    width = 1e-7
    assert log_interval(x, x + width) == pytest.approx(stats.norm.logpdf(x) + np.log(width), rel=1e-6)


def test_all_of_the_line_is_certain():
    assert log_interval(np.array(-INF), np.array(INF)) == 0.0


def _at(low, high, mean, log_sd):
    sd = np.exp(log_sd)
    found = normal_interval((low - mean) / sd, (high - mean) / sd)
    return found, found.value - np.where(low == high, log_sd, 0.0), sd


@settings(deadline=None, derandomize=True, max_examples=200)
@given(st.floats(-20, 20), st.one_of(st.just(0.0), st.floats(1e-6, 30), st.just(INF)), st.booleans(), st.floats(-1, 1), st.floats(-1.5, 1))
def test_derivatives(low, width, open_below, mean, log_sd):
    high = low + width
    low = -INF if open_below and np.isfinite(high) and width > 0 else low
    low, high, e = np.array([low]), np.array([high]), 1e-5
    found, _, sd = _at(low, high, mean, log_sd)
    value = {(i, j): _at(low, high, mean + i * e * sd, log_sd + j * e)[1] for i in (-1, 0, 1) for j in (-1, 0, 1)}
    by_hand = {k: _at(low, high, mean + k[0] * e * sd, log_sd + k[1] * e)[0] for k in ((1, 0), (-1, 0), (0, 1), (0, -1))}
    size = 1 + np.abs(found.scale2)
    assert np.all(np.isfinite(found.value))
    assert found.shift == pytest.approx((value[1, 0] - value[-1, 0]) / (2 * e), abs=1e-4 * float(size[0]))
    assert found.scale == pytest.approx((value[0, 1] - value[0, -1]) / (2 * e), abs=1e-4 * float(size[0]))
    assert found.shift2 == pytest.approx((by_hand[1, 0].shift - by_hand[-1, 0].shift) / (2 * e), abs=1e-4 * float(size[0]))
    assert found.scale2 == pytest.approx((by_hand[0, 1].scale - by_hand[0, -1].scale) / (2 * e), abs=1e-4 * float(size[0]))
    assert found.cross == pytest.approx((by_hand[1, 0].scale - by_hand[-1, 0].scale) / (2 * e), abs=1e-4 * float(size[0]))


LOW = np.array([3, 24, 5, 0, 0, 1, 50, 2, 300], float)
HIGH = np.array([3, 99, INF, 4, INF, INF, INF, INF, INF], float)
MEAN = np.array([4, 30, 3, 10, 3, 5, 2, 80, 20], float)


@pytest.mark.parametrize("spread", [1e-3, 0.4, 2.5])
def test_counts_are_scipys(spread):
    d = stats.nbinom(1 / spread, 1 / (1 + spread * MEAN))
    with np.errstate(divide="ignore"):
        expected = np.where(np.isinf(HIGH), d.logsf(LOW - 1), np.log(d.cdf(HIGH) - d.cdf(LOW - 1)))
    keep = expected > -600  # scipy's own tail gives out further on
    found = nb2_interval(LOW, HIGH, np.log(MEAN), np.log(spread)).value
    assert found[keep] == pytest.approx(expected[keep], rel=1e-8, abs=1e-12)
    assert np.all(np.isfinite(found))


@pytest.mark.parametrize("spread", [1e-3, 0.4, 2.5])
def test_derivatives_of_counts(spread):
    e, m, s = 1e-5, np.log(MEAN), np.log(spread)
    found = nb2_interval(LOW, HIGH, m, s)
    up, down = nb2_interval(LOW, HIGH, m + e, s), nb2_interval(LOW, HIGH, m - e, s)
    more, less = nb2_interval(LOW, HIGH, m, s + e), nb2_interval(LOW, HIGH, m, s - e)
    assert found.mean == pytest.approx((up.value - down.value) / (2 * e), rel=1e-5, abs=1e-5)
    assert found.mean2 == pytest.approx((up.mean - down.mean) / (2 * e), rel=1e-5, abs=1e-5)
    assert found.spread == pytest.approx((more.value - less.value) / (2 * e), rel=1e-5, abs=1e-5)
    assert found.spread2 == pytest.approx((more.spread - less.spread) / (2 * e), rel=1e-5, abs=1e-5)
    assert found.cross == pytest.approx((more.mean - less.mean) / (2 * e), rel=1e-5, abs=1e-5)


def test_open_counts_are_summed_on_the_side_that_loses_nothing():
    points = count_points(np.array([50.0, 2.0]), np.array([INF, INF]), np.array([2.0, 80.0]), np.log(0.4))
    assert points.inside.tolist() == [True, False]
