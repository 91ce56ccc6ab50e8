r"""Fits of the log-normal source model: claimants' effects, partially pooled, and intervals for their contrasts.

The effects ``b_j`` are measured from the mean of the claimants. With pooling they have the prior N(0, tau**2), and ``tau`` is
estimated from the data (empirical Bayes): it maximises the Laplace approximation of the likelihood with the effects integrated
out, times tau, which keeps it off the boundary 0 without moving it by more than about a standard error (Chung et al. 2013,
Psychometrika 78).

The noise ``sigma`` maximises the profile likelihood less half the log determinant of the effects' information (Cox and Reid 1987,
J. R. Statist. Soc. B 49): without that term it comes out too small, since the effects are estimated too. The term is taken as
quadratic in log sigma; for exact rows it is linear, and sigma squared is the residual sum of squares over its degrees of freedom.

Intervals come from this adjusted profile likelihood. The fall that marks the end of a 95% interval is the one that gives the t
interval of ordinary least squares when every row is exact.
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
_FIRST_SIGMA, _FIRST_TAU = 0.5, 1.0
_LOOK = 0.4  # how far to each side of log sigma the adjustment is worked out
_ROUNDS = 25


@dataclass(frozen=True, slots=True)
class Contrast:
    """A difference of effects on the log scale with its interval; an end is infinite where the data set none."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Prior:
    """What is added to the log-likelihood: the effects' prior, and the adjustment of sigma (slope, curvature, at)."""

    tau: float | None
    slope: float = 0.0
    curvature: float = 0.0
    at: float = 0.0


class Objective:
    """The log-likelihood with its prior, on a grid that is renewed when the parameters have moved away from it."""

    def __init__(self, likelihood: IntegratedLikelihood, prior: Prior) -> None:
        self._likelihood = likelihood
        self._prior = prior
        self._grid: Grid | None = None

    def __call__(self, x: Floats) -> Evaluated:
        effects, log_sigma = x[:-1], float(x[-1])
        if self._grid is None or not self._grid.serves(effects, log_sigma):
            self._grid = self._likelihood.grid(effects, log_sigma)
        return with_prior(self._likelihood(effects, log_sigma, self._grid), x, self._prior)


def with_prior(found: Evaluated, x: Floats, prior: Prior) -> Evaluated:
    """The log-likelihood at x with the prior added."""
    effects, away = x[:-1], float(x[-1]) - prior.at
    precision = 0.0 if prior.tau is None else prior.tau**-2
    gradient, hessian = found.gradient.copy(), found.hessian.copy()
    gradient[:-1] -= precision * effects
    gradient[-1] += prior.slope + prior.curvature * away
    at = np.arange(len(effects))
    hessian[at, at] -= precision
    hessian[-1, -1] += prior.curvature
    value = found.value - 0.5 * precision * float(effects @ effects) + prior.slope * away + 0.5 * prior.curvature * away**2
    return Evaluated(value, gradient, hessian)


@dataclass(frozen=True, slots=True)
class Fit:
    """A fit of the source model.

    Attributes
    ----------
    effects : (n_claimants,) float
        Log effects, of mean zero.
    sigma : float
        Sd of the noise of a log figure.
    prior : Prior
        With `tau`, the sd of the claimants' effects; None without pooling.
    df : float
        Degrees of freedom that `sigma` rests on: what the data say of it, counted in exact rows.
    optimum, likelihood
        The optimum found and the likelihood it belongs to.
    """

    effects: Floats
    sigma: float
    prior: Prior
    df: float
    optimum: Optimum
    likelihood: IntegratedLikelihood

    @property
    def tau(self) -> float | None:
        return self.prior.tau

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
        n = len(self.effects)
        drop = likelihood_drop(level, self.df)
        f = Objective(self.likelihood, self.prior)
        c = np.append(weights, 0.0)
        low, high = (profile_bound(f, self.optimum, c, mean_zero(n), drop, side, _bounds(n)) for side in (-1, 1))
        return Contrast(float(weights @ self.effects), low, high)


def likelihood_drop(level: float, df: float) -> float:
    """How far the adjusted profile log-likelihood falls to the end of an interval.

    With exact rows the sum of squares grows by the factor ``1 + t**2 / df`` as a contrast moves t standard errors away, and the
    log-likelihood falls by ``df / 2`` times its log; for many degrees of freedom that is half the chi-square quantile.
    """
    from scipy.special import stdtrit

    t = float(stdtrit(df, 0.5 + level / 2))
    return 0.5 * df * math.log1p(t * t / df)


def fit_effects(likelihood: IntegratedLikelihood, *, pooling: bool = True, tau: float | None = None, adjust: bool = True) -> Fit:
    """Fit the model.

    Parameters
    ----------
    likelihood
        Of informative cells that hang together.
    pooling
        Whether the effects are drawn towards their mean.
    tau
        How strongly: the sd of the effects; estimated when left out.
    adjust
        Whether sigma allows for the effects being estimated.
    """
    n = likelihood.rows.n_claimants
    start = np.append(np.zeros(n), math.log(_FIRST_SIGMA))
    width = (tau or _FIRST_TAU) if pooling else None
    prior = Prior(width)
    optimum = _optimum(likelihood, start, prior)
    search = TauSearch()
    for _ in range(_ROUNDS):
        before = float(optimum.at[-1])
        if pooling and tau is None:
            width = _better_tau(optimum, prior, search)
        moved = 0.0 if width is None or prior.tau is None else abs(math.log(width / prior.tau))
        prior = _adjusted(likelihood, optimum, width) if adjust else Prior(width)
        optimum = _optimum(likelihood, optimum.at, prior)
        if moved < 1e-3 and abs(float(optimum.at[-1]) - before) < 1e-3:
            break
    df = max(-_about_sigma(optimum.found.hessian, optimum.at) / 2, 1.0)
    cells = len(np.unique(likelihood.rows.cell))
    df = min(df, max(len(likelihood.rows.cell) - cells - (n - 1 if adjust and not pooling else 0), 1.0))
    return Fit(optimum.at[:-1].copy(), math.exp(float(optimum.at[-1])), prior, df, optimum, likelihood)


def _optimum(likelihood: IntegratedLikelihood, start: Floats, prior: Prior) -> Optimum:
    n = likelihood.rows.n_claimants
    return maximise(Objective(likelihood, prior), start, mean_zero(n), _bounds(n))


def mean_zero(n: int) -> Floats:
    """The constraint that keeps the effects at mean zero, (1, n + 1): a shift of all is a shift of the levels."""
    return np.append(np.ones(n), 0.0)[None, :]


def _bounds(n: int) -> tuple[int, float, float]:
    return n, math.log(SIGMA[0]), math.log(SIGMA[1])


def inner_basis(n: int) -> Floats:
    """An orthonormal basis (n, n - 1) of the effects of mean zero."""
    return np.asarray(np.linalg.qr(np.ones((n, 1)), mode="complete")[0][:, 1:])


def _adjusted(likelihood: IntegratedLikelihood, optimum: Optimum, tau: float | None) -> Prior:
    """The prior with the adjustment of sigma around this optimum."""
    n = likelihood.rows.n_claimants
    centre = float(optimum.at[-1])
    basis = inner_basis(n)
    held = np.vstack([mean_zero(n), np.eye(n + 1)[n]])
    f = Objective(likelihood, Prior(tau))
    heights = []
    for away in (-_LOOK, 0.0, _LOOK):
        start = optimum.at.copy()
        start[-1] = min(max(centre + away, math.log(SIGMA[0])), math.log(SIGMA[1]))
        at = maximise(f, start, held, enough=1e-4)
        information = -(basis.T @ at.found.hessian[:n, :n] @ basis)
        heights.append(-0.5 * float(np.log(np.maximum(np.linalg.eigvalsh(information), 1e-10)).sum()))
    slope = (heights[2] - heights[0]) / (2 * _LOOK)
    curvature = (heights[2] - 2 * heights[1] + heights[0]) / _LOOK**2
    return Prior(tau, slope, curvature, centre)


def _about_sigma(hessian: Floats, x: Floats) -> float:
    """The second derivative of the profile log-likelihood in log sigma."""
    n = len(x) - 1
    basis = inner_basis(n)
    inner, mixed = basis.T @ hessian[:n, :n] @ basis, basis.T @ hessian[:n, n]
    return float(hessian[n, n] - mixed @ np.linalg.pinv(inner, hermitian=True) @ mixed)


def _better_tau(optimum: Optimum, prior: Prior, search: TauSearch) -> float:
    assert prior.tau is not None
    n = len(optimum.at) - 1
    h = optimum.found.hessian
    basis = inner_basis(n)
    inner, mixed, corner = basis.T @ h[:n, :n] @ basis, basis.T @ h[:n, n], h[n, n]
    if corner < 0:
        inner = inner - np.outer(mixed, mixed) / corner
    return search.better(-inner, basis.T @ optimum.at[:n], prior.tau)


class TauSearch:
    """Finds the sd of the effects, fit by fit.

    At a fit with `tau`, the likelihood with the effects integrated out rises with tau as long as their sum of squares, expected given
    the data, is more than tau squared times their number (less one, for the factor tau). That sign brackets the answer; inside the
    bracket the log-likelihood, taken as normal around the fit, says where to look next.
    """

    def __init__(self) -> None:
        self._low, self._high = TAU

    def better(self, information: Floats, effects: Floats, tau: float) -> float:
        """The next sd to try.

        Parameters
        ----------
        information
            Of the effects at the optimum, that of the prior included, in an orthonormal basis of those of mean zero.
        effects
            The optimum in that basis.
        tau
            The sd they were found with.
        """
        values, vectors = np.linalg.eigh((information + information.T) / 2)
        values = np.maximum(values, tau**-2)
        squares = float(effects @ effects + (1 / values).sum())
        if squares > (len(effects) - 1) * tau**2:
            self._low = max(self._low, tau)
        else:
            self._high = min(self._high, tau)
        precision = tau**-2
        # without the prior the log-likelihood is -(b - centre)' information (b - centre) / 2
        alone = np.maximum(values - precision, 1e-9)
        centre = (vectors.T @ effects) * (alone + precision) / alone
        grid = np.exp(np.linspace(math.log(TAU[0]), math.log(TAU[1]), 2001))
        spread = grid[:, None] ** 2 + 1 / alone
        marginal = -0.5 * (np.log(spread * alone) + centre**2 / spread).sum(axis=1) + np.log(grid)
        guess = float(grid[int(np.argmax(marginal))])
        if self._low <= guess <= self._high:
            return guess
        return math.sqrt(self._low * self._high)
