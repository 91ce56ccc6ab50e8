"""One cell as a meta-analysis, and the traps of `combine_effects`."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from builders import claim
from corpora import frames
from statsmodels.stats.meta_analysis import combine_effects

from contested.compare.meta import combine, leave_one_out, meta_of_cell
from contested.compare.too_little import TooLittle

NAMES = ("a", "b", "c", "d", "e")
EFFECT = np.array([0.1, 0.5, -0.2, 0.9, 0.3])
VARIANCE = np.array([0.02, 0.05, 0.03, 0.04, 0.01])


def test_the_sums_are_statsmodels_own():
    found = combine("c", NAMES, EFFECT, VARIANCE)
    theirs = combine_effects(EFFECT, VARIANCE, method_re="pm", use_t=True)
    assert math.log(found.mean) == pytest.approx(theirs.mean_effect_re, abs=1e-6)
    assert found.tau2 == pytest.approx(theirs.tau2, abs=1e-5)
    assert found.i2 == pytest.approx(theirs.i2)
    low, high = theirs.conf_int()[3]
    # never narrower than the plain interval; here the scale is one, so they are the same
    assert (math.log(found.low), math.log(found.high)) == pytest.approx((low, high), abs=1e-4)
    assert found.converged


def test_what_agrees_has_no_excess_below_zero():
    found = combine("c", NAMES[:3], np.array([1.0, 1.01, 0.99]), np.array([0.5, 0.4, 0.6]))
    assert (found.tau2, found.i2, found.converged) == (0.0, 0.0, True)
    assert combine_effects(np.array([1.0, 1.01, 0.99]), np.array([0.5, 0.4, 0.6]), method_re="dl").tau2 < 0


def test_equal_figures_do_not_warn():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = combine("c", NAMES[:2], np.array([1.0, 1.0]), np.array([0.1, 0.1]))
    assert (found.q, found.i2, found.tau2) == (0.0, 0.0, 0.0)


def test_where_statsmodels_iteration_does_not_settle_the_root_is_found():
    effect, variance = np.array([0.0, 12.0, -3.0, 5.0]), np.array([1e-8, 1e-8, 2.0, 1e-3])
    found = combine("c", NAMES[:4], effect, variance)
    w = 1 / (variance + found.tau2)
    m = w @ effect / w.sum()
    assert found.converged
    assert w @ (effect - m) ** 2 == pytest.approx(3, abs=1e-3)


def test_a_further_claimant_lies_wider_than_the_mean():
    found = combine("c", NAMES, EFFECT, VARIANCE)
    assert found.prediction_low < found.low < found.mean < found.high < found.prediction_high
    assert combine("c", NAMES[:2], EFFECT[:2], VARIANCE[:2]).prediction_low is None


def test_leaving_one_out():
    out = leave_one_out(combine("c", NAMES, EFFECT, VARIANCE))
    assert out["left_out"].tolist() == list(NAMES)
    again = combine("c", NAMES[1:], EFFECT[1:], VARIANCE[1:])
    assert out["mean"].iloc[0] == pytest.approx(again.mean)
    assert leave_one_out(combine("c", NAMES[:2], EFFECT[:2], VARIANCE[:2])).empty


def test_of_a_cell():
    told = [claim(324, "A"), claim(300, "B"), claim(None, "C", bound="vague", vague_term="hundreds"), claim(200, "D", bound="at_least")]
    claims, cells, echoes = frames(*told)
    found = meta_of_cell(claims, cells, cells["cell_id"].iloc[0], echoes)
    assert found.claimants == ("A", "B", "C")
    assert found.left_out == ("D",)
    # a wide interval weighs less: the mean stays by the two numbers
    assert 290 < found.mean < 360
    assert "3 claimants give" in found.sentence
    assert "Left out, since bounded on one side only: D." in found.sentence


def test_bounds_alone_are_too_little():
    claims, cells, echoes = frames(claim(324, "A"), claim(300, "B", bound="at_least"))
    found = meta_of_cell(claims, cells, cells["cell_id"].iloc[0], echoes)
    assert isinstance(found, TooLittle)
    assert "1 of its 2 claimants gives a figure bounded from both sides" in str(found)
