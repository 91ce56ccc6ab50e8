r"""One cell as a meta-analysis: what its claimants say together, how far they differ, and what a further one might say.

Each claimant's figure enters as a log with a variance: that of an even spread over its interval, and that of a count (1/N) for
numbers that are counted. The variance between claimants is Paule and Mandel's; `statsmodels.stats.meta_analysis.combine_effects` does
the sums. Three things about it are put right here: I-squared and tau-squared are never below 0, the convergence of Paule and Mandel's
iteration is checked (statsmodels drops its flag), and no division by a Q of zero warns.

What it cannot do: say that the claimants are independent studies of one thing, which reports seldom are. It describes agreement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contested.compare.likelihood import Floats
from contested.compare.observations import COUNTED, Observation, observe
from contested.compare.too_little import TooLittle
from contested.compare.words import number
from contested.tables.interval import Convention

if TYPE_CHECKING:
    import pandas as pd

_SETTLED = 1e-6


@dataclass(frozen=True, slots=True)
class MetaOfCell:
    """The claimants of one cell taken together.

    Attributes
    ----------
    claimants, figures, variances
        Who enters, with its figure (middle of the interval on the log scale) and the variance of its log.
    mean, low, high
        The common figure and its 95% interval (Hartung, Knapp, Sidik and Jonkman; never narrower than the plain one).
    tau2, i2
        Variance between claimants (of logs), and its share of the whole; from 0 up.
    q, p
        Cochran's Q and the chance of one as large were there no difference.
    prediction_low, prediction_high
        Where a further claimant's figure would lie, 95%; None with fewer than three claimants.
    converged
        Whether tau2 solves Paule and Mandel's equation.
    left_out
        Claimants whose figure is bounded on one side only, which a meta-analysis cannot use.
    """

    cell_id: str
    claimants: tuple[str, ...]
    figures: tuple[float, ...]
    variances: tuple[float, ...]
    mean: float
    low: float
    high: float
    tau2: float
    i2: float
    q: float
    p: float
    prediction_low: float | None
    prediction_high: float | None
    converged: bool
    left_out: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The result in plain words."""
        if self.high > 100 * self.low:
            interval = "with so few and so different figures no useful interval"
        else:
            interval = f"95% interval {_n(self.low)} to {_n(self.high)}"
        text = (
            f"Taken together, {len(self.claimants)} claimants give {_n(self.mean)} ({interval}); "
            f"{100 * self.i2:.0f}% of the spread between them is more than their own vagueness explains."
        )
        if self.prediction_low is not None and self.prediction_high is not None and self.prediction_high <= 100 * self.prediction_low:
            text += f" A further claimant would be expected between {_n(self.prediction_low)} and {_n(self.prediction_high)}."
        if self.left_out:
            text += f" Left out, since bounded on one side only: {', '.join(self.left_out)}."
        return text

    def _repr_html_(self) -> str:
        import html

        return f"<p>{html.escape(self.sentence)}</p>"


def _n(x: float) -> str:
    return number(float(round(x))) if x < 1e15 else f"{x:.1e}"


def meta_of_cell(
    claims: pd.DataFrame,
    cells: pd.DataFrame,
    cell_id: str,
    echoes: pd.DataFrame | None = None,
    *,
    convention: str | Convention = "interval",
) -> MetaOfCell | TooLittle:
    """What the claimants of a cell say together.

    Parameters
    ----------
    claims, cells, echoes, convention
        As for `source_effects`.
    cell_id
        Which cell.

    Returns
    -------
    MetaOfCell or TooLittle
        The second where fewer than two claimants give a figure above zero bounded from both sides.
    """
    found = observe(claims, cells[cells["cell_id"] == cell_id], echoes, convention=convention)
    return meta_of(cell_id, found.rows)


def meta_of(cell_id: str, rows: tuple[Observation, ...] | list[Observation]) -> MetaOfCell | TooLittle:
    """`meta_of_cell` for observations at hand."""
    if not all(o.unit in COUNTED for o in rows):
        return TooLittle(f"a meta-analysis of cell {cell_id}", "shares and areas have a ceiling, which logs do not know.")
    seen = [(o, *o.log_ends()) for o in rows]
    used = [row for row in seen if math.isfinite(row[1]) and math.isfinite(row[2])]
    left_out = tuple(row[0].claimant for row in seen if row not in used)
    if len(used) < 2:
        why = f"{len(used)} of its {len(rows)} claimants give{'s' * (len(used) == 1)} a figure bounded from both sides; two are needed."
        return TooLittle(f"a meta-analysis of cell {cell_id}", why)
    effect = np.array([(low + high) / 2 for _, low, high in used])
    variance = np.array([(high - low) ** 2 / 12 + (math.exp(-(low + high) / 2) if o.unit in COUNTED else 0.0) for o, low, high in used])
    return combine(cell_id, tuple(o.claimant for o, *_ in used), effect, np.maximum(variance, 1e-8), left_out)


def combine(cell_id: str, claimants: tuple[str, ...], effect: Floats, variance: Floats, left_out: tuple[str, ...] = ()) -> MetaOfCell:
    """Combine log figures with known variances (at least two)."""
    from scipy.special import chdtrc, stdtrit
    from statsmodels.stats.meta_analysis import combine_effects

    k = len(effect)
    with np.errstate(all="ignore"):
        res = combine_effects(effect, variance, method_re="pm")
    q, tau2 = max(float(res.q), 0.0), max(float(res.tau2), 0.0)
    converged = _solves(effect, variance, tau2)
    if not converged:
        tau2, converged = _paule_mandel(effect, variance)
    weight = 1 / (variance + tau2)
    mean = float(weight @ effect / weight.sum())
    plain = float(1 / weight.sum())
    spread = float(weight @ (effect - mean) ** 2 / (k - 1) / weight.sum())
    half = float(stdtrit(k - 1, 0.975)) * math.sqrt(max(plain, spread))
    ahead = float(stdtrit(k - 2, 0.975)) * math.sqrt(tau2 + plain) if k > 2 else None
    return MetaOfCell(
        cell_id, claimants, tuple(float(x) for x in np.exp(effect)), tuple(float(x) for x in variance),
        math.exp(mean), math.exp(mean - half), math.exp(min(mean + half, 700.0)), tau2, max(0.0, 1 - (k - 1) / q) if q > 0 else 0.0,
        q, float(chdtrc(k - 1, q)),
        None if ahead is None else math.exp(mean - ahead), None if ahead is None else math.exp(min(mean + ahead, 700.0)),
        converged, left_out,
    )  # fmt: skip


def _excess(effect: Floats, variance: Floats, tau2: float) -> float:
    """Paule and Mandel's equation: zero at the estimate, below zero from the start where there is no excess."""
    w = 1 / (variance + tau2)
    return float(w @ (effect - w @ effect / w.sum()) ** 2) - (len(effect) - 1)


def _solves(effect: Floats, variance: Floats, tau2: float) -> bool:
    excess = _excess(effect, variance, tau2)
    return excess <= 0 if tau2 == 0 else abs(excess) < 1e-4


def _paule_mandel(effect: Floats, variance: Floats) -> tuple[float, bool]:
    """The root by bisection: the equation falls as tau2 grows."""
    if _excess(effect, variance, 0.0) <= 0:
        return 0.0, True
    low, high = 0.0, float(np.ptp(effect) ** 2 + variance.max())
    while _excess(effect, variance, high) > 0:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if _excess(effect, variance, middle) > 0 else (low, middle)
        if high - low < _SETTLED * high:
            break
    return (low + high) / 2, True


def leave_one_out(meta: MetaOfCell) -> pd.DataFrame:
    """The common figure without each claimant in turn: left_out, mean, low, high, tau2, i2 (three claimants at least)."""
    import pandas as pd

    columns = ["left_out", "mean", "low", "high", "tau2", "i2"]
    effect, variance = np.log(meta.figures), np.array(meta.variances)
    rows = []
    for i, name in enumerate(meta.claimants if len(meta.claimants) > 2 else ()):
        at = np.arange(len(effect)) != i
        m = combine(meta.cell_id, tuple(c for c in meta.claimants if c != name), effect[at], variance[at])
        rows.append({"left_out": name, "mean": m.mean, "low": m.low, "high": m.high, "tau2": m.tau2, "i2": m.i2})
    return pd.DataFrame(rows, columns=columns)
