"""Agreement of two claimants over the cells they share (Bland and Altman 1986), on the scale of ratios.

Only figures bounded from both sides can be drawn; the others are counted. It shows whether the ratio of two claimants depends on the
size of the figure. With bounds among the figures, `source_effects` is the estimate to quote.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from contested.compare.observations import COUNTED, Observation, observe
from contested.compare.too_little import TooLittle
from contested.tables.interval import Convention

if TYPE_CHECKING:
    import pandas as pd

FEWEST_SHARED = 5


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two claimants in the cells they share.

    Attributes
    ----------
    cells
        The cells drawn.
    size
        Geometric mean of the two figures, one a cell.
    ratio
        The first figure over the second, one a cell.
    mean, low, high
        The mean ratio, and the limits within which 95% of ratios lie (mean plus or minus 1.96 sd of the logs).
    n_bounds
        Shared cells that are not drawn, since a figure is bounded on one side only or zero.
    """

    one: str
    other: str
    cells: tuple[str, ...]
    size: tuple[float, ...]
    ratio: tuple[float, ...]
    mean: float
    low: float
    high: float
    n_bounds: int

    @property
    def sentence(self) -> str:
        return (
            f"Over {len(self.cells)} shared cells {self.one} gives {self.mean:.2f} times what {self.other} gives; "
            f"single ratios lie from {self.low:.2f} to {self.high:.2f} in 95 of 100 cases."
            + (f" {self.n_bounds} further shared cells hold bounds and are not drawn." if self.n_bounds else "")
        )

    def draw(self, ax: Any = None) -> Any:
        """Draw it with statsmodels' `mean_diff_plot` (logs; the axes are labelled in figures and ratios). Returns the figure."""
        from statsmodels.graphics.agreement import mean_diff_plot

        log_size, log_ratio = np.log(self.size), np.log(self.ratio)
        figure = mean_diff_plot(log_size + log_ratio / 2, log_size - log_ratio / 2, ax=ax)
        axes = ax if ax is not None else figure.axes[0]
        axes.xaxis.set_major_formatter(lambda x, _: f"{math.exp(x):,.0f}")
        axes.yaxis.set_major_formatter(lambda x, _: f"{math.exp(x):.2g}")
        axes.set_xlabel("both figures' geometric mean")
        axes.set_ylabel(f"{self.one} / {self.other}")
        return figure


def agreement_of_pairs(
    claims: pd.DataFrame,
    cells: pd.DataFrame,
    echoes: pd.DataFrame | None = None,
    *,
    convention: str | Convention = "interval",
    fewest_shared: int = FEWEST_SHARED,
) -> list[Agreement] | TooLittle:
    """The pairs of claimants that share enough cells, those with most first.

    Parameters
    ----------
    claims, cells, echoes, convention
        As for `source_effects`.
    fewest_shared
        Cells with a figure of both, bounded from both sides.

    Returns
    -------
    list of Agreement, or TooLittle
    """
    by_claimant: dict[str, dict[str, Observation]] = {}
    for o in observe(claims, cells, echoes, convention=convention).rows:
        if o.unit in COUNTED:
            by_claimant.setdefault(o.claimant, {})[o.cell_id] = o
    found = []
    most = 0
    for one, other in itertools.combinations(sorted(by_claimant), 2):
        shared = sorted(by_claimant[one].keys() & by_claimant[other].keys())
        if shared:
            pair = _pair(one, other, [(c, by_claimant[one][c], by_claimant[other][c]) for c in shared])
            most = max(most, len(pair.cells))
            if len(pair.cells) >= max(fewest_shared, 2):
                found.append(pair)
    if not found:
        why = f"the pair that shares most has {most} cell{'s' * (most != 1)} with a figure of both; {fewest_shared} are needed."
        return TooLittle("a plot of agreement", why if most else "no two claimants give figures for the same thing.")
    return sorted(found, key=lambda a: (-len(a.cells), a.one, a.other))


def _pair(one: str, other: str, shared: list[tuple[str, Observation, Observation]]) -> Agreement:
    cells, size, ratio = [], [], []
    for cell, a, b in shared:
        ends = (*a.log_ends(), *b.log_ends())
        if all(math.isfinite(x) for x in ends):
            x, y = (ends[0] + ends[1]) / 2, (ends[2] + ends[3]) / 2
            cells.append(cell)
            size.append(math.exp((x + y) / 2))
            ratio.append(math.exp(x - y))
    logs = np.log(ratio) if ratio else np.zeros(1)
    mean, sd = float(logs.mean()), float(logs.std(ddof=1)) if len(logs) > 1 else 0.0
    low, high = math.exp(mean - 1.96 * sd), math.exp(mean + 1.96 * sd)
    return Agreement(one, other, tuple(cells), tuple(size), tuple(ratio), math.exp(mean), low, high, len(shared) - len(cells))
