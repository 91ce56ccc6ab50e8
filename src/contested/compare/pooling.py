r"""Fits of the log-normal source model: claimants' effects, partially pooled, and intervals for their contrasts.

The effects ``b_j`` are measured from the mean of the claimants. With pooling they have the prior N(0, tau**2), and ``tau`` is
estimated from the data (empirical Bayes): it maximises the Laplace approximation of the likelihood with the effects integrated
out, times tau, which keeps it off the boundary 0 without moving it by more than about a standard error (Chung et al. 2013,
Psychometrika 78). Intervals come from the profile likelihood of the same integrated likelihood; the fall that marks the end of a
95% interval is the one that gives the t interval exactly when every row is exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from contested.compare.integrated import Evaluated, Grid, IntegratedLikelihood
from contested.compare.likelihood import Floats
from contested.compare.maximise import Optimum, maximise, profile_bound

# The sd of the log noise stays between these: claimants that agree to the letter do not have infinite precision,
# and a factor of a thousand is no noise any more.
SIGMA = (0.01, 7.0)
TAU = (0.01, 3.0)
_FIRST_TAU = 1.0


@dataclass(frozen=True, slots=True)
class Contrast:
    """A difference of effects on the log scale with its interval; an end is infinite where the data set none."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A fit of the source model.

    Attributes
    ----------
    effects : (n_claimants,) float
        Log effects, of mean zero.
    sigma : float
        Sd of the noise of a log figure.
    tau : float or None
        Sd of the claimants' effects; None without pooling.
    df : float
        Degrees of freedom left for `sigma`: what the data say of it, counted in exact rows, less what the effects take.
    df_total : float
        The same before the effects took theirs.
    optimum, likelihood
        The optimum found and the likelihood it belongs to.
    """

    effects: Floats
    sigma: float
    tau: float | None
    df: float
    df_total: float
    optimum: Optimum
    likelihood: IntegratedLikelihood

    @property
    def converged(self) -> bool:
        return self.optimum.converged

    @property
    def loglike(self) -> float:
        """The log-likelihood of the data alone, without the prior."""
        return self.likelihood(self.effects, math.log(self.sigma)).value

    def covariance(self) -> Floats:
        """Of the effects, (n_claimants, n_claimants), from the curvature at the optimum."""
        return self.optimum.covariance()[:-1, :-1]

    def contrast(self, weights: Floats, level: float = 0.95) -> Contrast:
        """The contrast ``weights @ effects`` (weights of sum zero) with its profile interval."""
        c = np.append(weights, 0.0)
        drop = likelihood_drop(level, self.df, self.df_total)
        f = _Objective(self.likelihood, self.tau)
        constraints = _mean_zero(len(self.effects))
        low, high = (profile_bound(f, self.optimum, c, constraints, drop, side, floor=_bounds(len(self.effects))) for side in (-1, 1))
        return Contrast(float(weights @ self.effects), low, high)


def likelihood_drop(level: float, df: float, df_total: float) -> float:
    """How far the profile log-likelihood falls to the end of an interval.

    With exact rows the sum of squares grows by the factor ``1 + t**2 / df`` as a contrast moves t standard errors away, and the
    profile log-likelihood falls by ``df_total / 2`` times its log. For many degrees of freedom that is half the chi-square quantile.
    """
    from scipy.special import stdtrit

    t = float(stdtrit(df, 0.5 + level / 2))
    return 0.5 * df_total * math.log1p(t * t / df)


class _Objective:
    """The log-likelihood with the prior, on a grid that is renewed when the parameters have moved away from it."""

    def __init__(self, likelihood: IntegratedLikelihood, tau: float | None) -> None:
        self._likelihood = likelihood
        self._tau = tau
        self._grid: Grid | None = None

    def __call__(self, x: Floats) -> Evaluated:
        effects, log_sigma = x[:-1], float(x[-1])
        if self._grid is None or not self._grid.serves(effects, log_sigma):
            self._grid = self._likelihood.grid(effects, log_sigma)
        found = self._likelihood(effects, log_sigma, self._grid)
        if self._tau is None:
            return found
        precision = self._tau**-2
        gradient, hessian = found.gradient.copy(), found.hessian.copy()
        gradient[:-1] -= precision * effects
        at = np.arange(len(effects))
        hessian[at, at] -= precision
        return Evaluated(found.value - 0.5 * precision * float(effects @ effects), gradient, hessian)


def _mean_zero(n: int) -> Floats:
    return np.append(np.ones(n), 0.0)[None, :]


def _bounds(n: int) -> tuple[int, float, float]:
    return n, math.log(SIGMA[0]), math.log(SIGMA[1])


def fit_effects(likelihood: IntegratedLikelihood, *, pooling: bool = True, tau: float | None = None) -> Fit:
    """Fit the model.

    Parameters
    ----------
    likelihood
        Of informative cells that hang together.
    pooling
        Whether the effects are drawn towards their mean.
    tau
        How strongly: the sd of the effects; estimated when left out.
    """
    n = likelihood.rows.n_claimants
    start = np.append(np.zeros(n), math.log(0.5))
    if not pooling:
        optimum = _optimum(likelihood, start, None)
        return _fit(likelihood, optimum, None)
    if tau is not None:
        return _fit(likelihood, _optimum(likelihood, start, tau), tau)
    width = _FIRST_TAU
    optimum = _optimum(likelihood, start, width)
    for _ in range(12):
        new = _best_tau(optimum, width)
        done = abs(math.log(new / width)) < 1e-3
        width = new
        optimum = _optimum(likelihood, optimum.at, width)
        if done:
            break
    return _fit(likelihood, optimum, width)


def _optimum(likelihood: IntegratedLikelihood, start: Floats, tau: float | None) -> Optimum:
    n = likelihood.rows.n_claimants
    return maximise(_Objective(likelihood, tau), start, _mean_zero(n), _bounds(n))


def _fit(likelihood: IntegratedLikelihood, optimum: Optimum, tau: float | None) -> Fit:
    sigma = math.exp(float(optimum.at[-1]))
    # an exact row more adds 2 to the curvature in log sigma
    n = likelihood.rows.n_claimants
    told = likelihood(optimum.at[:-1], float(optimum.at[-1])).hessian
    basis = np.linalg.qr(_mean_zero(n)[:, :-1].T, mode="complete")[0][:, 1:]
    inner, mixed = basis.T @ told[:n, :n] @ basis, basis.T @ told[:n, n]
    if tau is not None:
        inner = inner - np.eye(n - 1) / tau**2
    about = -(told[n, n] - mixed @ np.linalg.pinv(inner) @ mixed)
    cells = len(np.unique(likelihood.rows.cell))
    most = len(likelihood.rows.cell) - cells
    df_total = min(max(about / 2, 1.0), most)
    df = max(df_total * (most - (n - 1)) / most, 1.0)
    return Fit(optimum.at[:-1].copy(), sigma, tau, df, max(df_total, df), optimum, likelihood)


def _best_tau(optimum: Optimum, tau: float) -> float:
    """The sd of the effects, from the likelihood taken as normal around the optimum found with `tau`."""
    n = len(optimum.at) - 1
    h = optimum.found.hessian
    basis = np.linalg.qr(np.ones((n, 1)), mode="complete")[0][:, 1:]
    inner, mixed, corner = basis.T @ h[:n, :n] @ basis, basis.T @ h[:n, n], h[n, n]
    if corner < 0:
        inner = inner - np.outer(mixed, mixed) / corner
    # without the prior the log-likelihood is -(b - centre)' information (b - centre) / 2
    information = -inner - np.eye(n - 1) / tau**2
    values, vectors = np.linalg.eigh((information + information.T) / 2)
    values = np.maximum(values, 1e-9)
    at = vectors.T @ (basis.T @ optimum.at[:n])
    centre = at * (values + tau**-2) / values
    # far-off centres come from directions the data say little about
    grid = np.exp(np.linspace(math.log(TAU[0]), math.log(TAU[1]), 2001))
    spread = grid[:, None] ** 2 + 1 / values
    marginal = -0.5 * (np.log(spread * values) + centre**2 / spread).sum(axis=1) + np.log(grid)
    return float(grid[int(np.argmax(marginal))])
