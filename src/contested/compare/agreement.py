"""Agreement of two claimants over the cells they share (Bland and Altman 1986), on the scale of ratios.

Only exact and rounded numbers can be drawn; bounds and vague words are counted. It shows whether the ratio of two claimants depends on the
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
from contested.compare.words import ratio_words
from contested.tables.interval import Convention

if TYPE_CHECKING:
    import pandas as pd

FEWEST_SHARED = 5


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two claimants in the cells they share.

    Attributes
    ----------
    cells, claim_ids
        The cells drawn, and in each the claims of both.
    size
        Geometric mean of the two figures, one a cell.
    ratio
        The first figure over the second, one a cell.
    mean, mean_low, mean_high
        The mean ratio with its 95% interval.
    low, high
        Where 95 of 100 further ratios would lie (t limits of a single one, which few cells widen).
    n_bounds
        Shared cells that are not drawn, since a figure is a bound, a vague word or zero.
    """

    one: str
    other: str
    cells: tuple[str, ...]
    claim_ids: tuple[tuple[str, str], ...]
    size: tuple[float, ...]
    ratio: tuple[float, ...]
    mean: float
    mean_low: float
    mean_high: float
    low: float
    high: float
    n_bounds: int

    @property
    def sentence(self) -> str:
        return (
            f"Over {len(self.cells)} shared cells {self.one} gives {ratio_words(self.mean)} times what {self.other} gives "
            f"(95% interval {ratio_words(self.mean_low)} to {ratio_words(self.mean_high)}); 95 of 100 further ratios would lie from "
            f"{ratio_words(self.low)} to {ratio_words(self.high)}."
            + (f" {self.n_bounds} further shared cells hold bounds or vague words and are not drawn." if self.n_bounds else "")
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
        Cells with a number of both.

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
        why = f"the pair that shares most has {most} cell{'s' * (most != 1)} with a number of both; {fewest_shared} are needed."
        return TooLittle("a plot of agreement", why if most else "no two claimants give figures for the same thing.")
    return sorted(found, key=lambda a: (-len(a.cells), a.one, a.other))


def _pair(one: str, other: str, shared: list[tuple[str, Observation, Observation]]) -> Agreement:
    from scipy.special import stdtrit

    drawn = [(cell, a, b) for cell, a, b in shared if a.is_point and b.is_point and a.point and b.point]
    logs = np.array([(math.log(a.point or 1), math.log(b.point or 1)) for _, a, b in drawn]).reshape(-1, 2)
    size, ratio = logs.mean(axis=1), logs[:, 0] - logs[:, 1]
    n = len(drawn)
    mean = float(ratio.mean()) if n else 0.0
    sd, t = (float(ratio.std(ddof=1)), float(stdtrit(n - 1, 0.975))) if n > 1 else (0.0, 0.0)
    of_mean, of_one = (t * sd / math.sqrt(n), t * sd * math.sqrt(1 + 1 / n)) if n else (0.0, 0.0)
    mean_low, mean_high, low, high = (math.exp(mean + x) for x in (-of_mean, of_mean, -of_one, of_one))
    return Agreement(
        one, other, tuple(cell for cell, _, _ in drawn), tuple((a.claim_id, b.claim_id) for _, a, b in drawn),
        tuple(np.exp(size).tolist()), tuple(np.exp(ratio).tolist()), math.exp(mean), mean_low, mean_high, low, high, len(shared) - n,
    )  # fmt: skip
