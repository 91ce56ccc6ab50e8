r"""The count form of the source model, for small numbers: NB2 counts seen in intervals.

A claimant j's count in cell c is NB2 with mean ``exp(a_c + b_j)`` and variance ``mean + alpha * mean**2``; what is seen is that it
lies from `low` to `high`, with probability ``F(high) - F(low - 1)``. The levels ``a_c`` are free parameters here, so that with exact
counts and without pooling the fit is that of statsmodels' own negative binomial with a dummy a cell.

Many levels make the plain estimate of ``alpha`` too small. By default it maximises the profile likelihood less half the log
determinant of the other parameters' information (Cox and Reid 1987; used so for counts by McCarthy, Chen and Smyth 2012).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from contested.compare.integrated import Evaluated, Rows
from contested.compare.likelihood import Floats, nb2_interval
from contested.compare.maximise import Optimum, maximise, profile_bound
from contested.compare.pooling import Contrast, Prior, TauSearch, inner_basis, likelihood_drop

SPREAD = (1e-3, 4.0)
_LOOKS = 9
_FIRST_TAU = 1.0
_LOOK = 0.5  # how far to each side of log alpha the adjustment is worked out


class CountLikelihood:
    """The likelihood of `rows` (ends are counts, both included) in (levels, effects, log alpha), with what `prior` adds."""

    def __init__(self, rows: Rows, prior: Prior = Prior(None)) -> None:  # noqa: B008 (frozen)
        self.rows = rows
        self.prior = prior

    def __call__(self, x: Floats) -> Evaluated:
        r = self.rows
        c, j = r.n_cells, r.n_claimants
        effects = x[c : c + j]
        with np.errstate(over="ignore"):
            found = nb2_interval(r.low, r.high, np.clip(x[r.cell] + effects[r.claimant], -30, 30), float(x[-1]))
        p = len(x)
        gradient, hessian = np.zeros(p), np.zeros((p, p))
        at = np.stack([r.cell, c + r.claimant, np.full_like(r.cell, p - 1)], axis=1)
        np.add.at(gradient, at, np.stack([found.mean, found.mean, found.spread], axis=1))
        second = np.empty((len(at), 3, 3))
        second[:, :2, :2] = found.mean2[:, None, None]
        second[:, 2, :2] = second[:, :2, 2] = found.cross[:, None]
        second[:, 2, 2] = found.spread2
        np.add.at(hessian, (at[:, :, None], at[:, None, :]), second)
        value = float(found.value.sum())
        away = float(x[-1]) - self.prior.at
        value += self.prior.slope * away + 0.5 * self.prior.curvature * away**2
        gradient[-1] += self.prior.slope + self.prior.curvature * away
        hessian[-1, -1] += self.prior.curvature
        if self.prior.tau is not None:
            precision = self.prior.tau**-2
            value -= 0.5 * precision * float(effects @ effects)
            gradient[c : c + j] -= precision * effects
            k = np.arange(c, c + j)
            hessian[k, k] -= precision
        return Evaluated(value, gradient, hessian)

    def start(self) -> Floats:
        """Levels at the mean of what the rows say, no effects, some dispersion."""
        r = self.rows
        guess = np.where(np.isfinite(r.high), (r.low + np.where(np.isfinite(r.high), r.high, 0)) / 2, r.low * 1.5)
        n = np.maximum(np.bincount(r.cell, minlength=r.n_cells), 1)
        level = np.log(np.bincount(r.cell, guess, r.n_cells) / n + 0.5)
        return np.concatenate([level, np.zeros(r.n_claimants), [math.log(0.2)]])


def informative_counts(rows: Rows) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """The cells that say something: two rows or more, one with an upper end, one that is more than zero."""
    n = np.bincount(rows.cell, minlength=rows.n_cells)
    above = np.bincount(rows.cell, np.isfinite(rows.high), rows.n_cells)
    some = np.bincount(rows.cell, rows.low > 0, rows.n_cells)
    return np.asarray((n >= 2) & (above > 0) & (some > 0))


@dataclass(frozen=True, slots=True)
class CountFit:
    """A fit of the count form.

    Attributes
    ----------
    effects : (n_claimants,) float
        Log effects, of mean zero.
    levels : (n_cells,) float
        Log means of the cells for the average claimant.
    alpha : float
        The dispersion.
    tau : float or None
        Sd of the effects; None without pooling.
    df : float
        Rows less cells less effects.
    """

    effects: Floats
    levels: Floats
    alpha: float
    tau: float | None
    df: float
    optimum: Optimum
    likelihood: CountLikelihood

    @property
    def converged(self) -> bool:
        return self.optimum.converged

    @property
    def loglike(self) -> float:
        """The log-likelihood of the data alone, without the prior."""
        return CountLikelihood(self.likelihood.rows)(self.optimum.at).value

    def covariance(self) -> Floats:
        c, j = len(self.levels), len(self.effects)
        return self.optimum.covariance()[c : c + j, c : c + j]

    def contrast(self, weights: Floats, level: float = 0.95) -> Contrast:
        """The contrast ``weights @ effects`` (weights of sum zero) with its profile interval."""
        r = self.likelihood.rows
        c = np.concatenate([np.zeros(r.n_cells), weights, [0.0]])
        drop = likelihood_drop(level, self.df)
        low, high = (profile_bound(self.likelihood, self.optimum, c, _mean_zero(r), drop, side, _floor(r)) for side in (-1, 1))
        return Contrast(float(weights @ self.effects), low, high)


def fit_counts(rows: Rows, *, pooling: bool = True, tau: float | None = None, adjust: bool = True) -> CountFit:
    """Fit the count form.

    Parameters
    ----------
    rows
        Of informative cells that hang together, each cell and claimant with a row at least; ends are counts.
    pooling, tau
        Whether, and how strongly, the effects are drawn towards their mean.
    adjust
        Whether alpha allows for the levels and effects being estimated.
    """
    width = (tau or _FIRST_TAU) if pooling else None
    optimum = _optimum(CountLikelihood(rows, Prior(width)), CountLikelihood(rows).start(), adjust)
    if pooling and tau is None:
        search = TauSearch()
        for _ in range(25):
            assert width is not None
            new = _effects_tau(optimum, rows, width, search)
            done = abs(math.log(new / width)) < 1e-3
            width = new
            optimum = _optimum(CountLikelihood(rows, Prior(width)), optimum.at, adjust)
            if done:
                break
    likelihood = CountLikelihood(rows, _adjusted(rows, optimum, width) if adjust else Prior(width))
    optimum = maximise(likelihood, optimum.at, _mean_zero(rows), _floor(rows))
    c, j = rows.n_cells, rows.n_claimants
    df = max(float(len(rows.cell) - c - (j - 1)), 1.0)
    return CountFit(optimum.at[c : c + j].copy(), optimum.at[:c].copy(), math.exp(optimum.at[-1]), width, df, optimum, likelihood)


def _mean_zero(rows: Rows) -> Floats:
    return np.concatenate([np.zeros(rows.n_cells), np.ones(rows.n_claimants), [0.0]])[None, :]


def _spread_alone(rows: Rows) -> Floats:
    return np.append(np.zeros(rows.n_cells + rows.n_claimants), 1.0)[None, :]


def _floor(rows: Rows) -> tuple[int, float, float]:
    return rows.n_cells + rows.n_claimants, math.log(SPREAD[0]), math.log(SPREAD[1])


def _information(best: Optimum) -> float:
    """Half the log determinant of the information about levels and effects."""
    curve = -(best.basis.T @ best.found.hessian @ best.basis)
    return 0.5 * float(np.log(np.maximum(np.linalg.eigvalsh(curve), 1e-10)).sum())


def _adjusted(rows: Rows, optimum: Optimum, tau: float | None) -> Prior:
    """The prior with the adjustment of alpha around this optimum, quadratic in its log."""
    held = np.vstack([_mean_zero(rows), _spread_alone(rows)])
    heights = []
    for away in (-_LOOK, 0.0, _LOOK):
        start = optimum.at.copy()
        start[-1] += away
        heights.append(-_information(maximise(CountLikelihood(rows, Prior(tau)), start, held, enough=1e-5)))
    slope = (heights[2] - heights[0]) / (2 * _LOOK)
    return Prior(tau, slope, (heights[2] - 2 * heights[1] + heights[0]) / _LOOK**2, float(optimum.at[-1]))


def _optimum(likelihood: CountLikelihood, start: Floats, adjust: bool) -> Optimum:
    """The best fit; with `adjust`, at the alpha of the highest adjusted profile likelihood."""
    r = likelihood.rows
    if not adjust:
        return maximise(likelihood, start, _mean_zero(r), _floor(r))
    held = np.vstack([_mean_zero(r), _spread_alone(r)])

    def at(spread: float, start: Floats) -> tuple[float, Optimum]:
        start = start.copy()
        start[-1] = spread
        best = maximise(likelihood, start, held, enough=1e-7)
        return best.value - _information(best), best

    looks = np.linspace(math.log(SPREAD[0]), math.log(SPREAD[1]), _LOOKS)
    found: list[tuple[float, Optimum]] = []
    for spread in looks:
        found.append(at(float(spread), start))
        start = found[-1][1].at
    k = int(np.argmax([height for height, _ in found]))
    start = found[k][1].at
    low, high = float(looks[max(k - 1, 0)]), float(looks[min(k + 1, _LOOKS - 1)])
    golden = (math.sqrt(5) - 1) / 2
    a, b = high - golden * (high - low), low + golden * (high - low)
    (fa, best), (fb, _) = at(a, start), at(b, start)
    while high - low > 1e-2:
        if fa >= fb:
            high, b, fb = b, a, fa
            a = high - golden * (high - low)
            fa, best = at(a, best.at)
        else:
            low, a, fa = a, b, fb
            b = low + golden * (high - low)
            fb, best = at(b, best.at)
    return at((low + high) / 2, best.at)[1]


def _effects_tau(optimum: Optimum, rows: Rows, tau: float, search: TauSearch) -> float:
    c, j = rows.n_cells, rows.n_claimants
    h = optimum.found.hessian
    basis = inner_basis(j)
    inner, mixed, levels = basis.T @ h[c : c + j, c : c + j] @ basis, h[:c, c : c + j] @ basis, h[:c, :c]
    information = -(inner - mixed.T @ np.linalg.solve(levels, mixed))
    return search.better(information, basis.T @ optimum.at[c : c + j], tau)
