r"""The log-normal source model's likelihood, with every cell's own level integrated out.

For row k of cell c, told by claimant j, the log of the figure is ``a_c + b_j + e_k``, e normal with sd ``sigma``; what is seen is
that it lies between ``low_k`` and ``high_k`` (equal where the row is exact). The level ``a_c`` is free. Estimating it along with
the rest would make ``sigma`` too small and censored effects wrong, since every cell brings a parameter of its own and only a few
rows (Neyman and Scott 1948). So it is integrated out under a flat prior,

.. math:: L_c(b, \sigma) = \int \prod_k P(low_k < a + b_{j(k)} + e < high_k)\, da,

which for exact rows is the restricted likelihood (REML) of the contrasts inside the cell, and leaves the coefficients of ordinary
least squares with one dummy a cell as they are.

The integrand is log-concave in ``a``; the trapezoid rule over the stretch where it matters has an error below 1e-9.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contested.compare.likelihood import Floats, log_interval, normal_interval

Ints = NDArray[np.intp]

_LOG_2PI = np.log(2 * np.pi)
_DROP = 22.0  # what lies this far (in logs) below the peak is left out
_STEP = 0.9  # spacing of the nodes, in sd of the narrowest the integrand can be
_COARSE = 48
_MOST_NODES = 2048


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of the model, one for each claimant in each cell.

    `cell` and `claimant` are numbers from 0; `low` and `high` the ends of the log of the figure, infinite where open.
    """

    cell: Ints
    claimant: Ints
    low: Floats
    high: Floats
    n_cells: int
    n_claimants: int

    @property
    def exact(self) -> NDArray[np.bool_]:
        return np.asarray(self.low == self.high)


def informative(rows: Rows) -> NDArray[np.bool_]:
    """The cells (by number) that say something about claimants: two rows or more, and bounded from both sides.

    A cell of lower bounds alone fits any effects: its level can always lie high enough.
    """
    n = np.bincount(rows.cell, minlength=rows.n_cells)
    below = np.bincount(rows.cell, np.isfinite(rows.low), rows.n_cells)
    above = np.bincount(rows.cell, np.isfinite(rows.high), rows.n_cells)
    return np.asarray((n >= 2) & (below > 0) & (above > 0))


@dataclass(frozen=True, slots=True)
class _Block:
    """Cells with the same number of rows: arrays of shape (cells, rows)."""

    claimant: Ints
    low: Floats
    high: Floats
    exact: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Patch:
    """Cells of one block that share a number of nodes; `nodes` has shape (cells, nodes), `step` (cells,)."""

    claimant: Ints
    low: Floats
    high: Floats
    n_exact: Ints
    nodes: Floats
    step: Floats


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the levels are integrated, made for parameters near `effects` and `log_sigma`."""

    effects: Floats
    log_sigma: float
    patches: tuple[_Patch, ...]

    def serves(self, effects: Floats, log_sigma: float) -> bool:
        """Whether the nodes still lie where these parameters need them."""
        near = np.max(np.abs(effects - self.effects), initial=0.0) <= 0.25 * np.exp(self.log_sigma)
        return bool(near and abs(log_sigma - self.log_sigma) <= 0.1)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The log-likelihood, its gradient (effects, then log sigma) and its matrix of second derivatives."""

    value: float
    gradient: Floats
    hessian: Floats


class IntegratedLikelihood:
    """The likelihood of `rows` as a function of the claimants' effects and log sigma. Every cell must be informative."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        order = np.lexsort((rows.claimant, rows.cell))
        size = np.bincount(rows.cell, minlength=rows.n_cells)
        exact = rows.exact
        n_exact = np.bincount(rows.cell, exact, rows.n_cells)
        self._exact: list[_Block] = []
        self._mixed: list[_Block] = []
        for n in np.unique(size[size > 0]):
            for wholly, blocks in ((True, self._exact), (False, self._mixed)):
                chosen = (size == n) & ((n_exact == n) == wholly)
                if chosen.any():
                    at = order[chosen[rows.cell[order]]].reshape(-1, n)
                    blocks.append(_Block(rows.claimant[at], rows.low[at], rows.high[at], exact[at]))

    def grid(self, effects: Floats, log_sigma: float) -> Grid:
        """Nodes for parameters near these."""
        sigma = float(np.exp(log_sigma))
        return Grid(effects.copy(), log_sigma, tuple(p for b in self._mixed for p in _patches(b, effects, sigma)))

    def __call__(self, effects: Floats, log_sigma: float, grid: Grid | None = None) -> Evaluated:
        """Evaluate at these parameters, on `grid` where one is given."""
        j = self.rows.n_claimants
        out = _Sum(np.zeros(j + 1), np.zeros((j + 1, j + 1)))
        for block in self._exact:
            _add_exact(out, block, effects, log_sigma)
        for patch in (grid or self.grid(effects, log_sigma)).patches:
            _add_patch(out, patch, effects, log_sigma)
        return Evaluated(out.value, out.gradient, out.hessian)

    def levels(self, effects: Floats, log_sigma: float) -> tuple[Floats, Floats]:
        """Mean and sd of the log level of every cell given the parameters, by cell number (no row: nan)."""
        mean, sd = np.full(self.rows.n_cells, np.nan), np.full(self.rows.n_cells, np.nan)
        for c in np.unique(self.rows.cell):
            at = self.rows.cell == c
            mean[c], sd[c] = level(self.rows.low[at], self.rows.high[at], effects[self.rows.claimant[at]], float(np.exp(log_sigma)))
        return mean, sd


def level(low: Floats, high: Floats, effects: Floats, sigma: float) -> tuple[float, float]:
    """Mean and sd of one cell's log level, given its rows' ends and their claimants' effects."""
    n = len(low)
    block = _Block(np.arange(n).reshape(1, n), low.reshape(1, n), high.reshape(1, n), (low == high).reshape(1, n))
    (patch,) = _patches(block, effects, sigma)
    weight, _ = _weights(patch, effects[patch.claimant], sigma)
    mean = float((weight * patch.nodes).sum())
    return mean, float(np.sqrt(max((weight * (patch.nodes - mean) ** 2).sum(), 0.0)))


@dataclass(slots=True)
class _Sum:
    gradient: Floats
    hessian: Floats
    value: float = 0.0

    def add(self, claimant: Ints, score: Floats, second: Floats) -> None:
        """Scatter the derivatives of cells (rows first, then log sigma) to their claimants."""
        scale = len(self.gradient) - 1
        at = np.concatenate([claimant, np.full((len(claimant), 1), scale)], axis=1)
        np.add.at(self.gradient, at, score)
        np.add.at(self.hessian, (at[:, :, None], at[:, None, :]), second)


def _add_exact(out: _Sum, block: _Block, effects: Floats, log_sigma: float) -> None:
    """Cells of exact rows: the normal likelihood of the contrasts, in closed form."""
    cells, n = block.low.shape
    precision = np.exp(-2 * log_sigma)
    left = block.low - effects[block.claimant]
    left = left - left.mean(axis=1, keepdims=True)
    squares = (left * left).sum(axis=1) * precision
    out.value += float(-0.5 * squares.sum() - cells * ((n - 1) * (log_sigma + 0.5 * _LOG_2PI) + 0.5 * np.log(n)))
    score = np.concatenate([left * precision, (squares - (n - 1))[:, None]], axis=1)
    second = np.empty((cells, n + 1, n + 1))
    second[:, :n, :n] = (1 / n - np.eye(n)) * precision
    second[:, :n, n] = second[:, n, :n] = -2 * left * precision
    second[:, n, n] = -2 * squares
    out.add(block.claimant, score, second)


def _patches(block: _Block, effects: Floats, sigma: float) -> Iterator[_Patch]:
    """Choose the nodes: a coarse look at the integrand, then an even grid over the stretch that matters."""
    shift = effects[block.claimant]
    low, high = block.low - shift, block.high - shift
    n = low.shape[1]
    ends = np.concatenate([low, high], axis=1)
    first = np.where(np.isfinite(ends), ends, np.inf).min(axis=1) - 7 * sigma
    last = np.where(np.isfinite(ends), ends, -np.inf).max(axis=1) + 7 * sigma
    gap = (last - first) / (_COARSE - 1)
    look = first[:, None] + gap[:, None] * np.arange(_COARSE)
    with np.errstate(invalid="ignore"):
        height = log_interval((low[:, :, None] - look[:, None, :]) / sigma, (high[:, :, None] - look[:, None, :]) / sigma).sum(axis=1)
    seen = height > height.max(axis=1, keepdims=True) - _DROP
    start = first + gap * np.maximum(seen.argmax(axis=1) - 1, 0)
    end = last - gap * np.maximum(seen[:, ::-1].argmax(axis=1) - 1, 0)
    needed = np.ceil((end - start) / (_STEP * sigma / np.sqrt(n))).astype(int) + 1
    size = np.minimum(_rounded(needed), _MOST_NODES)
    n_exact = block.exact.sum(axis=1)
    for k in np.unique(size):
        at = size == k
        step = (end[at] - start[at]) / (k - 1)
        nodes = start[at][:, None] + step[:, None] * np.arange(k)
        yield _Patch(block.claimant[at], block.low[at], block.high[at], n_exact[at], nodes, step)


def _rounded(needed: NDArray[np.int_]) -> NDArray[np.int_]:
    """Up to the next of 24, 48, 96 ...: few sizes make few patches."""
    return np.asarray(24 * 2 ** np.ceil(np.log2(np.maximum(needed, 24) / 24)).astype(int))


def _weights(patch: _Patch, shift: Floats, sigma: float) -> tuple[Floats, Floats]:
    """Weights of the nodes (cells, nodes), of sum one, and the log integral (cells,), without the density's log sigma."""
    low, high = (patch.low - shift)[:, :, None], (patch.high - shift)[:, :, None]
    height = log_interval((low - patch.nodes[:, None, :]) / sigma, (high - patch.nodes[:, None, :]) / sigma).sum(axis=1)
    return _normalised(height, patch.step)


def _normalised(height: Floats, step: Floats) -> tuple[Floats, Floats]:
    top = height.max(axis=1)
    weight = np.exp(height - top[:, None])
    total = weight.sum(axis=1)
    return weight / total[:, None], top + np.log(total * step)


def _add_patch(out: _Sum, patch: _Patch, effects: Floats, log_sigma: float) -> None:
    sigma = float(np.exp(log_sigma))
    shift = effects[patch.claimant]
    low, high = (patch.low - shift)[:, :, None], (patch.high - shift)[:, :, None]
    nodes = patch.nodes[:, None, :]
    row = normal_interval((low - nodes) / sigma, (high - nodes) / sigma)  # (cells, rows, nodes)
    weight, log_integral = _normalised(row.value.sum(axis=1), patch.step)
    out.value += float((log_integral - patch.n_exact * log_sigma).sum())
    n = patch.low.shape[1]
    scores = np.concatenate([row.shift / sigma, row.scale.sum(axis=1, keepdims=True)], axis=1)
    weighted = scores * weight[:, None, :]
    score = weighted.sum(axis=2)
    second = weighted @ scores.transpose(0, 2, 1) - score[:, :, None] * score[:, None, :]
    curve = (row.shift2 * weight[:, None, :]).sum(axis=2) / sigma**2
    mixed = (row.cross * weight[:, None, :]).sum(axis=2) / sigma
    at = np.arange(n)
    second[:, at, at] += curve
    second[:, :n, n] += mixed
    second[:, n, :n] += mixed
    second[:, n, n] += (row.scale2.sum(axis=1) * weight).sum(axis=1)
    out.add(patch.claimant, score, second)
