"""The source models as statsmodels models: interval-censored log-normal, and the NB2 count form.

Importing this imports statsmodels, which takes seconds: `source_effects` does so when it is called.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from statsmodels.base.model import GenericLikelihoodModel, GenericLikelihoodModelResults, LikelihoodModelResults

from contested.compare.count_fit import CountFit, CountLikelihood, fit_counts, informative_counts
from contested.compare.integrated import Evaluated, IntegratedLikelihood, Rows, informative, level
from contested.compare.likelihood import Floats
from contested.compare.pooling import Contrast, Fit, Prior, fit_effects, with_prior
from contested.errors import UsageError


class _SourceModel(GenericLikelihoodModel):  # type: ignore[misc]
    """What the two forms share: rows in, parameters as log ratios to a reference claimant."""

    _noise = ""

    def __init__(
        self, low: Floats, high: Floats, cell: Sequence[Any], claimant: Sequence[Any], reference: str | None = None, **kwds: Any
    ) -> None:
        low, high = np.asarray(low, float), np.asarray(high, float)
        if not (low.shape == high.shape == (len(cell),) == (len(claimant),)):
            raise UsageError("low, high, cell and claimant must be of one length")
        if not bool(np.all(low <= high)):
            raise UsageError("an interval ends before it begins: low must not be above high, nor missing")
        self.cells, cells = np.unique(np.asarray(cell, dtype=str), return_inverse=True)
        self.claimants, claimants = np.unique(np.asarray(claimant, dtype=str), return_inverse=True)
        if reference is None:
            reference = str(self.claimants[int(np.argmax(np.bincount(claimants)))])
        if reference not in self.claimants:
            raise UsageError(f"{reference!r} is none of the claimants: {', '.join(self.claimants)}")
        self.reference = reference
        self.rows = Rows(cells, claimants, low, high, len(self.cells), len(self.claimants))
        if (useless := ~self._informative(self.rows)).any():
            names = ", ".join(self.cells[useless][:5])
            raise UsageError(
                f"{int(useless.sum())} cells say nothing about claimants ({names}): they have one row, or bounds on one side only"
            )
        others = [i for i, name in enumerate(self.claimants) if name != reference]
        self._others = np.array(others, dtype=np.intp)
        dummies = (claimants[:, None] == self._others[None, :]).astype(float)
        ends = np.stack([low, high], axis=1)
        super().__init__(_middle(ends), dummies, extra_params_names=[self._noise], **kwds)
        self.data.xnames = [f"log ratio of {self.claimants[i]}" for i in others] + [self._noise]
        self.nparams = len(others) + 1
        # the cells' levels are in the model too, though not among the parameters
        self.df_model = float(len(others))
        self.k_constant = 0
        self.df_resid = float(len(cell) - len(others) - 1)

    @staticmethod
    def _informative(rows: Rows) -> Any:
        raise NotImplementedError

    def effects_of(self, params: Floats) -> Floats:
        """The claimants' log effects, of mean zero, from log ratios to the reference."""
        full = np.zeros(self.rows.n_claimants)
        full[self._others] = params[:-1]
        return np.asarray(full - full.mean())

    def _params(self, effects: Floats, noise: float) -> Floats:
        base = effects[int(np.flatnonzero(self.claimants == self.reference)[0])]
        return np.append(effects[self._others] - base, noise)

    def _to_effects(self) -> Floats:
        """The matrix (n_claimants + 1, n_params) from parameters to effects and noise."""
        n, p = self.rows.n_claimants, len(self._others)
        out = np.zeros((n + 1, p + 1))
        out[self._others, np.arange(p)] = 1
        out[:n] -= out[:n].mean(axis=0)
        out[n, p] = 1
        return out

    def _at(self, params: Floats) -> Evaluated:
        raise NotImplementedError

    def loglike(self, params: Floats) -> float:
        """Log-likelihood (with the prior, where the model has one) at log ratios to the reference and the log noise."""
        return self._at(np.asarray(params, float)).value

    def score(self, params: Floats) -> Floats:
        return np.asarray(self._to_effects().T @ self._at(np.asarray(params, float)).gradient)

    def hessian(self, params: Floats) -> Floats:
        to = self._to_effects()
        return np.asarray(to.T @ self._at(np.asarray(params, float)).hessian @ to)

    def nloglike(self, params: Floats) -> float:
        return -self.loglike(params)

    def _results(self, fit: Fit | CountFit, params: Floats) -> SourceResults:
        to = np.linalg.pinv(self._to_effects()[:-1, :-1])
        covariance = np.full((len(params), len(params)), np.nan)
        covariance[:-1, :-1] = to @ fit.covariance() @ to.T
        if isinstance(fit, Fit):
            covariance[-1, -1] = 1 / (2 * fit.df)
        inner = LikelihoodModelResults(self, params, normalized_cov_params=covariance, scale=1.0, cov_type="nonrobust")
        inner.mle_retvals = {"converged": fit.converged}
        inner.mle_settings = {"optimizer": "newton", "start_params": None}
        return SourceResults(self, inner, fit)


def _middle(ends: Floats) -> Floats:
    """One number a row, for statsmodels' own books: the middle, or the one end that is there."""
    low, high = ends[:, 0], ends[:, 1]
    return np.asarray(np.where(np.isfinite(low), np.where(np.isfinite(high), (low + np.where(np.isfinite(high), high, 0)) / 2, low), high))


class LogNormalSourceModel(_SourceModel):
    """Log figure = level of the cell + effect of the claimant + normal noise, seen as intervals.

    Levels are free (integrated out under a flat prior, see `contested.compare.integrated`), effects partially pooled.

    Parameters
    ----------
    low, high
        Ends of the log of each row's figure; equal where exact, infinite where open.
    cell, claimant
        Names, one a row.
    reference
        The claimant that ratios are to; that of most rows when left out.
    pooling
        Whether the effects are drawn towards their mean.

    Raises
    ------
    UsageError
        Lengths differ, an interval is upside down, or a cell says nothing about claimants.
    """

    _noise = "log sigma"

    def __init__(self, low: Floats, high: Floats, cell: Sequence[Any], claimant: Sequence[Any], reference: str | None = None,
                 *, pooling: bool = True) -> None:  # fmt: skip
        self.pooling = pooling
        self.prior = Prior(None)
        super().__init__(low, high, cell, claimant, reference)
        self.likelihood = IntegratedLikelihood(self.rows)

    @staticmethod
    def _informative(rows: Rows) -> Any:
        return informative(rows)

    def _at(self, params: Floats) -> Evaluated:
        effects = self.effects_of(params)
        return with_prior(self.likelihood(effects, float(params[-1])), np.append(effects, params[-1]), self.prior)

    def fit(self, method: str | None = None, *, tau: float | None = None, adjust: bool = True, **kwds: Any) -> SourceResults:
        """Fit.

        Parameters
        ----------
        method
            Left out: Newton's method of this package, with `tau` and the adjustment of sigma estimated. A name of a statsmodels
            optimiser ("bfgs", "newton"): that one, on the log-likelihood without pooling or adjustment, as a check.
        tau
            The sd of the effects, where it is known.
        adjust
            Whether sigma allows for the effects being estimated.
        """
        if method is not None:
            self.prior = Prior(None)
            start = np.append(np.zeros(len(self._others)), math.log(0.5))
            return super().fit(start_params=start, method=method, disp=0, **kwds)  # type: ignore[no-any-return]
        fit = fit_effects(self.likelihood, pooling=self.pooling, tau=tau, adjust=adjust)
        self.prior = fit.prior
        return self._results(fit, self._params(fit.effects, math.log(fit.sigma)))


class CountSourceModel(_SourceModel):
    """Counts seen in intervals, NB2 with mean exp(level of the cell + effect of the claimant); for small numbers.

    Parameters as for `LogNormalSourceModel`, but `low` and `high` are counts, both included. The statsmodels methods (`loglike`,
    `score`, `hessian`) are of the log-likelihood with the cells' levels at their best for these parameters.
    """

    _noise = "log alpha"

    def __init__(self, low: Floats, high: Floats, cell: Sequence[Any], claimant: Sequence[Any], reference: str | None = None,
                 *, pooling: bool = True) -> None:  # fmt: skip
        self.pooling = pooling
        self.prior = Prior(None)
        super().__init__(low, high, cell, claimant, reference)

    @staticmethod
    def _informative(rows: Rows) -> Any:
        return informative_counts(rows)

    def _at(self, params: Floats) -> Evaluated:
        from contested.compare.maximise import maximise

        likelihood = CountLikelihood(self.rows, self.prior)
        c, j = self.rows.n_cells, self.rows.n_claimants
        start = likelihood.start()
        start[c : c + j], start[-1] = self.effects_of(params), params[-1]
        held = np.hstack([np.zeros((j + 1, c)), np.eye(j + 1)])
        found = maximise(likelihood, start, held).found
        h = found.hessian
        levels, mixed = h[:c, :c], h[:c, c:]
        return Evaluated(found.value, found.gradient[c:], h[c:, c:] - mixed.T @ np.linalg.solve(levels, mixed))

    def fit(self, *, tau: float | None = None, adjust: bool = True) -> SourceResults:
        """Fit; see `contested.compare.count_fit`."""
        fit = fit_counts(self.rows, pooling=self.pooling, tau=tau, adjust=adjust)
        self.prior = fit.likelihood.prior
        return self._results(fit, self._params(fit.effects, math.log(fit.alpha)))


class SourceResults(GenericLikelihoodModelResults):  # type: ignore[misc]
    """A fitted source model.

    Attributes
    ----------
    params : (n_claimants,) float
        Log ratio of each claimant but the reference to the reference, then the log noise.
    effects_ : (n_claimants,) float
        Log effects, of mean zero, in the order of `model.claimants`.
    tau_ : float or None
        Sd of the effects; None without pooling.
    fit_ : Fit or CountFit
        The fit, with `contrast(weights)`.
    """

    def __init__(self, model: _SourceModel, inner: Any, fit: Fit | CountFit | None = None) -> None:
        super().__init__(model, inner)
        self.fit_ = fit
        self.effects_ = fit.effects if fit is not None else model.effects_of(np.asarray(inner.params))
        self.tau_ = fit.tau if fit is not None else None

    @property
    def converged(self) -> bool:
        return bool(self.mle_retvals["converged"])

    def contrast(self, one: str, other: str | None = None, level: float = 0.95) -> Contrast:
        """Log ratio of claimant `one` to `other` (left out: to the average claimant), with its profile interval."""
        names = list(self.model.claimants)
        weights = np.zeros(len(names))
        weights[names.index(one)] = 1.0
        if other is None:
            weights -= 1 / len(names)
        else:
            weights[names.index(other)] -= 1.0
        if self.fit_ is None:
            raise UsageError("this fit came from a statsmodels optimiser; fit without `method` for profile intervals")
        return self.fit_.contrast(weights, level)

    def conf_int(self, alpha: float = 0.05) -> Floats:
        """Profile intervals of the log ratios, shape (n_params, 2); of the log noise from its curvature."""
        if self.fit_ is None:
            return np.asarray(super().conf_int(alpha))
        rows = [self.contrast(self.model.claimants[i], self.model.reference, 1 - alpha) for i in self.model._others]
        noise = [math.nan, math.nan]
        if isinstance(self.fit_, Fit):
            from scipy.special import ndtri

            half = float(ndtri(1 - alpha / 2)) * math.sqrt(1 / (2 * self.fit_.df))
            noise = [self.params[-1] - half, self.params[-1] + half]
        return np.array([[c.low, c.high] for c in rows] + [noise])

    def predict(self, low: Floats, high: Floats, claimant: Sequence[str], of: str, level_: float = 0.95) -> tuple[float, float, float]:
        """What claimant `of` would be expected to say in a cell, given what others say in it.

        Parameters
        ----------
        low, high, claimant
            The rows of the cell: ends (logs; counts for the count form) and who says them.
        of
            The claimant asked about.
        level_
            How often such an interval holds, the effects taken as known.

        Returns
        -------
        (median, low, high)
            On the scale of the figures. Log-normal form only.
        """
        from scipy.special import ndtri

        if not isinstance(self.fit_, Fit):
            raise UsageError("predictions are made by the log-normal form; the count form has none")
        names = list(self.model.claimants)
        effects = np.array([self.effects_[names.index(c)] for c in claimant])
        low, high = np.asarray(low, float), np.asarray(high, float)
        if not (np.isfinite(low).any() and np.isfinite(high).any()):
            raise UsageError("the cell is bounded on one side only: nothing can be predicted from it")
        mean, sd = level(low, high, effects, self.fit_.sigma)
        middle = mean + float(self.effects_[names.index(of)])
        half = float(ndtri(0.5 + level_ / 2)) * math.hypot(sd, self.fit_.sigma)
        return math.exp(middle), math.exp(middle - half), math.exp(middle + half)

    def noise_words(self) -> str:
        """The noise in words."""
        if isinstance(self.fit_, CountFit):
            return f"dispersion {self.fit_.alpha:.3f}"
        return f"noise: a factor of {math.exp(math.exp(float(self.params[-1]))):.2f} (sd {math.exp(float(self.params[-1])):.3f} of the log)"

    def summary(self) -> str:
        """The fit as plain text; the same fit gives the same text."""
        form = "Log-normal" if isinstance(self.model, LogNormalSourceModel) else "Count (NB2)"
        rows = self.model.rows
        lines = [
            f"{form} source model: {len(rows.cell)} rows, {rows.n_cells} cells, {rows.n_claimants} claimants",
            f"{self.noise_words()}; " + ("effects not pooled" if self.tau_ is None else f"effects pooled, sd {self.tau_:.3f}")
            + ("" if self.converged else "; NOT CONVERGED"),
            f"ratios to {self.model.reference}, with 95% profile intervals",
            f"{'claimant':<40}{'ratio':>9}{'low':>9}{'high':>9}",
        ]  # fmt: skip
        bounds = np.exp(self.conf_int())
        for k, i in enumerate(self.model._others):
            lines.append(f"{self.model.claimants[i][:39]:<40}{math.exp(self.params[k]):>9.3f}{bounds[k, 0]:>9.3f}{bounds[k, 1]:>9.3f}")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        import html

        return f"<pre>{html.escape(self.summary())}</pre>"


# statsmodels' own optimisers wrap their results in this
_SourceModel.results_class = SourceResults
