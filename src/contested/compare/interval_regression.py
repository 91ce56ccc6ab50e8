"""Interval regression: ordinary least squares for rows of which only an interval is known.

One group or a few coefficients, by maximum likelihood, as statistics packages have it (Stata's `intreg`, R's `survreg` with gaussian
errors). For claims in cells use the source model, which does not estimate a coefficient for every cell.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from contested.compare.integrated import Evaluated
from contested.compare.likelihood import Floats, normal_interval
from contested.compare.maximise import maximise
from contested.errors import UsageError


@dataclass(frozen=True, slots=True)
class IntervalRegression:
    """Coefficients (p,), sd of the noise, covariance of (coefficients, log sd), log-likelihood, and whether a best fit was found."""

    coefficients: Floats
    sigma: float
    covariance: Floats
    loglike: float
    converged: bool

    @property
    def standard_errors(self) -> Floats:
        """Of the coefficients, then of log sd."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))


def interval_regression(low: Floats, high: Floats, exog: Floats | None = None) -> IntervalRegression:
    """Fit by maximum likelihood.

    Parameters
    ----------
    low, high
        Ends of each row, (n,); equal where exact, infinite where open.
    exog
        Regressors (n, p), a constant included; a constant alone when left out.

    Raises
    ------
    UsageError
        All rows are open on one side, or the lengths differ.
    """
    low, high = np.asarray(low, float), np.asarray(high, float)
    x = np.ones((len(low), 1)) if exog is None else np.asarray(exog, float)
    if low.shape != high.shape or len(x) != len(low):
        raise UsageError("low, high and exog must have one row for each observation")
    if not (np.isfinite(low).any() and np.isfinite(high).any()):
        raise UsageError("every row is open on the same side: the level can lie anywhere beyond")
    exact = low == high
    middle = np.where(np.isfinite(low), np.where(np.isfinite(high), (low + np.where(np.isfinite(high), high, 0)) / 2, low), high)

    def f(params: Floats) -> Evaluated:
        sigma = math.exp(min(params[-1], 300.0))
        mean = x @ params[:-1]
        row = normal_interval((low - mean) / sigma, (high - mean) / sigma)
        gradient = np.append(x.T @ row.shift / sigma, row.scale.sum())
        hessian = np.empty((len(params), len(params)))
        hessian[:-1, :-1] = (x * row.shift2[:, None]).T @ x / sigma**2
        hessian[-1, :-1] = hessian[:-1, -1] = x.T @ row.cross / sigma
        hessian[-1, -1] = row.scale2.sum()
        return Evaluated(float(row.value.sum() - exact.sum() * params[-1]), gradient, hessian)

    start, *_ = np.linalg.lstsq(x, middle, rcond=None)
    spread = max(float(np.std(middle - x @ start)), 1e-3 * max(1.0, float(np.abs(middle).max())))
    best = maximise(f, np.append(start, math.log(spread)), np.empty((0, x.shape[1] + 1)), enough=1e-13)
    return IntervalRegression(best.at[:-1], math.exp(best.at[-1]), best.covariance(), best.value, best.converged)
