"""Interval regression against published results and scipy's own fits of censored data."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from contested.compare.interval_regression import interval_regression
from contested.errors import UsageError

# Nelson (1982), Applied Life Data Analysis, p. 409: turbine wheels, each inspected once
HOURS = (4, 10, 14, 18, 22, 26, 30, 34, 38, 42, 46)  # hundreds
CRACKED = (0, 4, 2, 7, 5, 9, 9, 6, 22, 21, 21)
WHOLE = (39, 49, 31, 66, 25, 30, 33, 7, 12, 19, 15)


def test_nelsons_turbine_wheels():
    """A log-normal fit of left- and right-censored rows, as published with R's survival package (and worked in SAS/QC's manual)."""
    low, high = [], []
    for hours, cracked, whole in zip(HOURS, CRACKED, WHOLE, strict=True):
        low += [-math.inf] * cracked + [math.log(hours)] * whole
        high += [math.log(hours)] * cracked + [math.inf] * whole
    found = interval_regression(np.array(low), np.array(high))
    assert found.converged
    assert (round(found.coefficients[0], 4), round(math.log(found.sigma), 4)) == (3.6999, -0.3287)
    assert [round(x, 4) for x in found.standard_errors] == [0.0708, 0.1232]
    assert round(found.loglike, 1) == -190.7


def test_a_single_group_is_scipys():
    rng = np.random.default_rng(0)
    y = rng.normal(3, 2, 60)
    low, high = y.copy(), y.copy()
    low[:20] -= 1
    high[:20] += rng.random(20)
    high[20:35], low[35:40] = np.inf, -np.inf
    data = stats.CensoredData(uncensored=y[40:], right=low[20:35], left=high[35:40], interval=np.stack([low[:20], high[:20]], axis=1))
    mean, sd = stats.norm.fit(data)
    found = interval_regression(low, high)
    assert found.coefficients[0] == pytest.approx(mean, abs=1e-3)
    assert found.sigma == pytest.approx(sd, abs=1e-3)
    # the likelihood is scipy's too, and ours is the higher point of it
    mine = found.loglike
    d = stats.norm(mean, sd)
    theirs = d.logpdf(y[40:]).sum() + d.logsf(low[20:35]).sum() + d.logcdf(high[35:40]).sum()
    theirs += np.log(d.cdf(high[:20]) - d.cdf(low[:20])).sum()
    assert mine >= theirs
    assert mine == pytest.approx(theirs, abs=1e-6)


def test_exact_rows_are_least_squares():
    rng = np.random.default_rng(1)
    x = np.stack([np.ones(50), rng.normal(size=50)], axis=1)
    y = x @ [1.0, 2.0] + rng.normal(size=50)
    b, rest, *_ = np.linalg.lstsq(x, y, rcond=None)
    found = interval_regression(y, y, x)
    assert found.coefficients == pytest.approx(b, abs=1e-8)
    assert found.sigma == pytest.approx(math.sqrt(rest[0] / 50), rel=1e-8)


def test_rows_open_on_one_side_alone_are_refused():
    with pytest.raises(UsageError, match="same side"):
        interval_regression(np.array([1.0, 2.0]), np.array([np.inf, np.inf]))
