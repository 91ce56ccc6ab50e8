r"""How many are in a state over time: a local level on the log scale, seen through intervals.

The log of the stock is a random walk, ``x_t = x_s + N(0, q**2 (t - s))`` for days s < t, and a figure lies in its interval with noise
``N(0, s**2)`` around x. The state is one number a day, so its distribution is carried on a fixed grid of values, forward and backward
(Kitagawa 1987, JASA 82): intervals enter by their exact probability, open ends and vague words too, with no normal approximation as
in a Kalman filter and no truncated moments as in EM. Days without a figure only widen it. The two sds are not fixed at one best value,
which few figures cannot settle, but averaged over a grid by their likelihood.

What it cannot do: tell a true jump from a change of claimant or of definition; it takes claimants as equals (see `source_effects`).
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contested.compare.likelihood import Floats, log_interval
from contested.compare.observations import COUNTED, Observation
from contested.compare.series import Reading, one_thing, readings
from contested.compare.threads import one_thread
from contested.compare.too_little import TooLittle
from contested.tables.interval import Convention

if TYPE_CHECKING:
    import pandas as pd

FEWEST = 4
LONGEST_GAP = 45  # days without a figure, after which a level is another one
_POINTS = 301
_LEAST = 1e-100
_WALK = np.geomspace(0.01, 0.5, 7)  # sd of the log a day
_NOISE = np.geomspace(0.05, 2.0, 7)


@dataclass(frozen=True, slots=True)
class StockTrend:
    """The smoothed stock, day by day.

    Attributes
    ----------
    days : (n_days,) dates
    median, low, high : (n_days,) float
        Of the stock given all figures, before and after; 95%.
    walk, noise : float
        Mean sd of the log a day, and of a figure around the level.
    readings
        The figures, one a claimant and day.
    """

    days: tuple[dt.date, ...]
    median: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    walk: float
    noise: float
    readings: tuple[Reading, ...]

    @property
    def n_claimants(self) -> int:
        return len({r.claimant for r in self.readings})

    @property
    def n_mentions(self) -> int:
        return sum(r.mentions for r in self.readings)

    @property
    def table(self) -> pd.DataFrame:
        """day, median, low, high."""
        import pandas as pd

        return pd.DataFrame({"day": pd.to_datetime(list(self.days)), "median": self.median, "low": self.low, "high": self.high})


def trend_stock(
    claims: pd.DataFrame,
    echoes: pd.DataFrame | None = None,
    *,
    convention: str | Convention = "interval",
    mixed: bool = False,
    fewest: int = FEWEST,
) -> StockTrend | TooLittle:
    """Smooth a stock over time.

    Parameters
    ----------
    claims
        Rows of the `claims` table about one thing; those of other aspects than `stock`, and shares, are passed over. Where more than 45
        days lie between two figures, the stretch with most of them is taken.
    echoes, convention, mixed
        As for `trend_cumulative`.
    fewest
        Figures needed, on three days or more.

    Returns
    -------
    StockTrend or TooLittle

    Raises
    ------
    UsageError
        The claims differ in what they count.
    """
    found = readings(claims, echoes, convention=convention, wanted=lambda s: s.aspect == "stock" and s.unit in COUNTED)
    if found:
        one_thing(found, mixed=mixed)
        found = _densest(found)
    days = {r.day for r in found}
    if len(found) < fewest or len(days) < 3:
        why = f"{len(found)} figure{'s' * (len(found) != 1)} on {len(days)} day{'s' * (len(days) != 1)}; {fewest} on three days are needed."
        return TooLittle("a stock over time", why)
    ends = np.array([Observation("", r.claimant, r.claim_id, r.statement.unit, r.low, r.high, r.point, 1).log_ends() for r in found])
    if not (np.isfinite(ends[:, 0]).any() and np.isfinite(ends[:, 1]).any()):
        return TooLittle("a stock over time", "all figures are bounds on the same side, so the level can lie anywhere beyond them.")
    first, last = min(days), max(days)
    at = np.array([(r.day - first).days for r in found])
    median, low, high, walk, noise = smooth(at, ends[:, 0], ends[:, 1], (last - first).days + 1)
    shown = tuple(first + dt.timedelta(days=i) for i in range(len(median)))
    return StockTrend(
        shown, tuple(np.exp(median).tolist()), tuple(np.exp(low).tolist()), tuple(np.exp(high).tolist()), walk, noise, tuple(found)
    )


def _densest(found: list[Reading]) -> list[Reading]:
    """The stretch with most figures among those parted by more than `LONGEST_GAP` days; the first of equals."""
    stretches = [[found[0]]]
    for r in found[1:]:
        if (r.day - stretches[-1][-1].day).days > LONGEST_GAP:
            stretches.append([])
        stretches[-1].append(r)
    return max(stretches, key=len)


@one_thread
def smooth(at: Floats, low: Floats, high: Floats, n_days: int) -> tuple[Floats, Floats, Floats, float, float]:
    """Median, 2.5% and 97.5% point of the log level on every day, and the mean sds of walk and noise.

    Parameters
    ----------
    at, low, high
        Day number and ends of the log of each figure.
    n_days
        How many days, from 0.
    """
    ends = np.concatenate([low[np.isfinite(low)], high[np.isfinite(high)]])
    x = np.linspace(ends.min() - 2.5, ends.max() + 2.5, _POINTS)
    gap = x[1] - x[0]
    seen = sorted(set(at.astype(int).tolist()))
    total = np.zeros((n_days, _POINTS))
    weights, found, kept = [], [], []
    for noise in _NOISE:
        # a level between two points of the grid must not fall through it
        sd = max(float(noise), float(gap))
        each = log_interval((low[:, None] - x) / sd, (high[:, None] - x) / sd)
        exact = low == high
        each[exact] -= math.log(sd)
        log_like = {d: each[at == d].sum(axis=0) for d in seen}
        for walk in _WALK:
            value, inside = _forward_backward(log_like, x, float(walk), n_days)
            weights.append(value)
            found.append(inside)
            kept.append((float(walk), float(noise)))
    share = np.exp(np.array(weights) - max(weights))
    share /= share.sum()
    for w, inside in zip(share, found, strict=True):
        total += w * inside
    cumulated = np.cumsum(total, axis=1)
    cumulated /= cumulated[:, -1:]
    # the mass of a point is spread evenly around it
    median, lower, upper = (np.array([np.interp(p, c, x + gap / 2) for c in cumulated]) for p in (0.5, 0.025, 0.975))
    walk, noise = (float(share @ np.array([k[i] for k in kept])) for i in (0, 1))
    return median, lower, upper, walk, noise


def _forward_backward(log_like: dict[int, Floats], x: Floats, walk: float, n_days: int) -> tuple[float, Floats]:
    """The log-likelihood, and the smoothed distribution of every day (n_days, points)."""
    step = _kernel(x, walk)
    ahead = np.empty((n_days, len(x)))
    now = np.full(len(x), 1 / len(x))
    value = 0.0
    likes = {}
    for d in range(n_days):
        if d:
            now = step @ now
        if d in log_like:
            top = float(log_like[d].max())
            # figures that contradict each other must not rule out every level
            likes[d] = np.maximum(np.exp(log_like[d] - top), _LEAST)
            now = now * likes[d]
            value += top
        size = float(now.sum())
        value += math.log(size) if size > 0 else -math.inf
        now = now / size if size > 0 else np.full(len(x), 1 / len(x))
        ahead[d] = now
    back = np.ones(len(x))
    for d in range(n_days - 1, -1, -1):
        ahead[d] *= back
        ahead[d] /= ahead[d].sum()
        if d in likes:
            back = back * likes[d]
        back = step.T @ back
        back /= back.max()
    return value, ahead


def _kernel(x: Floats, walk: float) -> Floats:
    """How the level moves in a day: columns of sum one. A walk finer than the grid moves to neighbours with the same variance."""
    gap = x[1] - x[0]
    if walk < 1.5 * gap:
        p = min(0.5 * (walk / gap) ** 2, 0.45)
        n = len(x)
        step = np.diag(np.full(n, 1 - 2 * p)) + np.diag(np.full(n - 1, p), 1) + np.diag(np.full(n - 1, p), -1)
    else:
        step = np.exp(-0.5 * ((x[:, None] - x[None, :]) / walk) ** 2)
    return np.asarray(step / step.sum(axis=0))
