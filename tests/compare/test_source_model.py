"""The source models: least squares where every row is exact, statsmodels' own for exact counts, the truth where it is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from figures import rows, seen

from contested.compare.integrated import IntegratedLikelihood, Rows, informative, level
from contested.compare.pooling import fit_effects
from contested.compare.source_model import CountSourceModel, LogNormalSourceModel
from contested.errors import UsageError

EFFECTS = np.array([-0.6, -0.2, 0.0, 0.3, 0.5])


def design(cell, claimant, reference="a"):
    cells, others = sorted(set(cell)), sorted(set(claimant) - {reference})
    x = np.zeros((len(cell), len(cells) + len(others)))
    for i, (c, j) in enumerate(zip(cell, claimant, strict=True)):
        x[i, cells.index(c)] = 1
        if j != reference:
            x[i, len(cells) + others.index(j)] = 1
    return x, len(cells)


@pytest.fixture(scope="module")
def exact():
    return rows(40, EFFECTS)


def test_least_squares_where_every_row_is_exact(exact):
    cell, claimant, value = exact
    found = LogNormalSourceModel(value, value, cell, claimant, "a", pooling=False).fit()
    x, n = design(cell, claimant)
    ols = sm.OLS(value, x).fit()
    assert found.params[:-1] == pytest.approx(ols.params[n:], abs=1e-6)
    assert math.exp(found.params[-1]) ** 2 == pytest.approx(ols.mse_resid, rel=1e-5)
    assert found.bse[:-1] == pytest.approx(ols.bse[n:], rel=1e-5)
    assert found.fit_.df == pytest.approx(ols.df_resid)
    assert found.conf_int()[:-1] == pytest.approx(ols.conf_int()[n:], abs=1e-3)
    mean, _ = found.model.likelihood.levels(found.effects_, float(found.params[-1]))
    assert mean + found.effects_[0] == pytest.approx(ols.params[:n], abs=1e-6)


def test_an_optimiser_of_statsmodels_finds_the_same(exact):
    cell, claimant, value = exact
    low, high = seen(value)
    rows_ = Rows(np.unique(cell, return_inverse=True)[1], np.unique(claimant, return_inverse=True)[1], low, high, 40, 5)
    keep = informative(rows_)[rows_.cell]
    names = [[n for n, k in zip(x, keep, strict=True) if k] for x in (cell, claimant)]
    model = LogNormalSourceModel(low[keep], high[keep], *names, "a", pooling=False)
    ours, theirs = model.fit(adjust=False), model.fit(method="bfgs", gtol=1e-8)
    assert theirs.mle_retvals["converged"]
    assert ours.params == pytest.approx(theirs.params, abs=1e-5)
    with pytest.raises(UsageError, match="profile"):
        theirs.contrast("b", "a")


def test_gradient_and_curvature(exact):
    cell, claimant, value = exact
    model = LogNormalSourceModel(value - 0.2, value + 0.4, cell, claimant, "b")
    model.fit()
    at, e = np.array([0.2, -0.1, 0.3, 0.1, -1.0]), 1e-5
    steps = e * np.eye(5)
    assert model.score(at) == pytest.approx([(model.loglike(at + d) - model.loglike(at - d)) / (2 * e) for d in steps], abs=1e-5)
    by_hand = np.array([(model.score(at + d) - model.score(at - d)) / (2 * e) for d in steps])
    assert model.hessian(at) == pytest.approx(by_hand, rel=1e-4, abs=1e-4)


def test_statsmodels_own_for_exact_counts():
    cell, claimant, value = rows(30, EFFECTS)
    k = np.random.default_rng(3).negative_binomial(4, 4 / (4 + np.exp(value - 2.5)))
    keep = np.isin(cell, [c for c in set(cell) if k[np.array(cell) == c].sum() > 0])
    cell, claimant = [list(np.array(x)[keep]) for x in (cell, claimant)]
    k = k[keep].astype(float)
    found = CountSourceModel(k, k, cell, claimant, "a", pooling=False).fit(adjust=False)
    x, n = design(cell, claimant)
    start = np.concatenate([np.log([k[np.array(cell) == c].mean() + 0.1 for c in sorted(set(cell))]), np.zeros(x.shape[1] - n), [0.3]])
    theirs = sm.NegativeBinomial(k, x).fit(start_params=start, disp=0, method="bfgs", maxiter=5000, gtol=1e-8)
    assert found.params[:-1] == pytest.approx(theirs.params[n:-1], abs=1e-5)
    assert math.exp(found.params[-1]) == pytest.approx(theirs.params[-1], abs=1e-5)
    assert found.fit_.loglike == pytest.approx(theirs.llf, abs=1e-6)


def test_the_count_models_methods_agree_with_each_other():
    cell, claimant, value = rows(12, EFFECTS[:3])
    k = np.floor(np.exp(value - 3.5)) + 1
    model = CountSourceModel(k, np.where(np.arange(len(k)) % 4, k, np.inf), cell, claimant, "a")
    at, e = np.array([0.2, -0.1, -1.0]), 1e-4
    by_hand = [(model.loglike(at + d) - model.loglike(at - d)) / (2 * e) for d in e * np.eye(3)]
    assert model.score(at) == pytest.approx(by_hand, abs=1e-4)


def test_the_truth_is_found_from_what_is_seen():
    cell, claimant, value = rows(400, EFFECTS, seed=7)
    low, high = seen(value)
    c, j = np.unique(cell, return_inverse=True)[1], np.unique(claimant, return_inverse=True)[1]
    r = Rows(c, j, low, high, 400, 5)
    keep = informative(r)[c]
    fit = fit_effects(IntegratedLikelihood(Rows(c[keep], j[keep], low[keep], high[keep], 400, 5)))
    assert fit.converged
    assert fit.effects == pytest.approx(EFFECTS, abs=0.08)
    assert fit.sigma == pytest.approx(0.3, abs=0.04)


def test_pooling_draws_towards_the_mean_and_more_so_where_less_is_known():
    cell, claimant, value = rows(12, EFFECTS, seed=4)
    free, drawn = (LogNormalSourceModel(value, value, cell, claimant, "a", pooling=p).fit() for p in (False, True))
    assert drawn.tau_ is not None
    assert np.sum(drawn.effects_**2) < np.sum(free.effects_**2)
    strong = LogNormalSourceModel(value, value, cell, claimant, "a").fit(tau=0.02)
    assert np.abs(strong.effects_).max() < 0.05


def test_a_claimant_of_bounds_alone_is_open_on_one_side_without_pooling_and_finite_with_it():
    cell, claimant, value = rows(30, EFFECTS[:3], seed=5)
    above = np.array(claimant) == "c"
    low, high = np.where(above, value - 1.5, value), np.where(above, np.inf, value)
    free = LogNormalSourceModel(low, high, cell, claimant, "a", pooling=False).fit().contrast("c", "a")
    pooled = LogNormalSourceModel(low, high, cell, claimant, "a").fit().contrast("c", "a")
    assert math.isinf(free.high)
    assert math.isfinite(free.low)
    assert math.isfinite(pooled.high)


def test_intervals_widen_with_the_level_asked_for(exact):
    cell, claimant, value = exact
    found = LogNormalSourceModel(value, value, cell, claimant, "a").fit()
    narrow, wide = found.contrast("b", "a", 0.5), found.contrast("b", "a", 0.99)
    assert wide.low < narrow.low < narrow.estimate < narrow.high < wide.high


def test_summary_is_the_same_every_time_and_holds_no_clock(exact):
    cell, claimant, value = exact
    one, two = (LogNormalSourceModel(value, value, cell, claimant, "a").fit().summary() for _ in range(2))
    assert one == two
    assert not any(word in one for word in ("Date", "Time", "202"))


def test_the_order_of_rows_does_not_matter(exact):
    cell, claimant, value = exact
    low, high = value - 0.3, value + 0.2
    back = slice(None, None, -1)
    one = LogNormalSourceModel(low, high, cell, claimant, "a").fit()
    two = LogNormalSourceModel(low[back], high[back], cell[back], claimant[back], "a").fit()
    assert one.params == pytest.approx(two.params, abs=1e-7)


def test_claimants_that_agree_to_the_letter():
    cell, claimant, value = rows(10, EFFECTS[:3], sigma=0.0)
    value = np.round(value - np.array([EFFECTS["abc".index(c)] for c in claimant]), 3)
    found = LogNormalSourceModel(value, value, cell, claimant, "a").fit()
    assert found.converged
    assert math.exp(found.params[-1]) == pytest.approx(0.01)
    assert found.effects_ == pytest.approx(np.zeros(3), abs=1e-6)


def test_predict_says_what_a_claimant_would_say(exact):
    cell, claimant, value = exact
    found = LogNormalSourceModel(value, value, cell, claimant, "a").fit()
    median, low, high = found.predict(np.log([100.0]), np.log([100.0]), ["a"], "e")
    assert median == pytest.approx(100 * math.exp(found.effects_[4] - found.effects_[0]), rel=1e-6)
    assert math.log(high / low) == pytest.approx(2 * 1.959964 * math.sqrt(2) * math.exp(found.params[-1]), rel=1e-3)
    with pytest.raises(UsageError, match="one side"):
        found.predict(np.array([1.0]), np.array([np.inf]), ["a"], "e")


def test_levels_of_a_cell():
    mean, sd = level(np.array([1.0, 2.0]), np.array([1.0, 2.0]), np.zeros(2), 0.4)
    assert mean == pytest.approx(1.5, abs=1e-8)
    assert sd == pytest.approx(0.4 / math.sqrt(2), rel=1e-6)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda a: a | {"low": a["low"][:-1]}, "one length"),
        (lambda a: a | {"low": a["high"] + 1}, "ends before it begins"),
        (lambda a: a | {"reference": "nobody"}, "none of the claimants"),
        (lambda a: a | {"cell": [*a["cell"][:-1], "alone"]}, "say nothing"),
    ],
)
def test_what_cannot_be_modelled_is_refused(exact, change, words):
    cell, claimant, value = exact
    arguments = change({"low": value, "high": value, "cell": cell, "claimant": claimant, "reference": "a"})
    with pytest.raises(UsageError, match=words):
        LogNormalSourceModel(**arguments)


def test_the_integral_over_a_cells_level_is_the_one_done_by_hand():
    low, high = np.array([0.0, np.log(2), -np.inf]), np.array([0.0, np.log(5), 0.7])
    r = Rows(np.zeros(3, dtype=int), np.arange(3), low, high, 1, 3)
    effects, sigma = np.array([0.1, -0.3, 0.2]), 0.5
    from scipy import integrate, stats

    def integrand(a):
        d = stats.norm(0, sigma)
        p = d.pdf(low[0] - a - effects[0])
        for i in (1, 2):
            p *= d.cdf(high[i] - a - effects[i]) - d.cdf(low[i] - a - effects[i])
        return p

    expected, _ = integrate.quad(integrand, -8, 8, epsabs=1e-13, limit=400)
    assert IntegratedLikelihood(r)(effects, math.log(sigma)).value == pytest.approx(math.log(expected), abs=1e-8)
