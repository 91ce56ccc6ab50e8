"""Log-likelihoods of interval-censored rows with first and second derivatives: normal logs, and NB2 counts.

Both stay finite and exact in the far tails, for intervals of width zero (a density) and for open ends. Nothing here knows of
claims: numbers in, numbers out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, log_ndtr, polygamma, psi

Floats = NDArray[np.float64]

_LOG_ROOT_2PI = 0.5 * np.log(2 * np.pi)
# below this width (times the distance from the middle) the difference of two tails is taken as density times width
_NARROW = 1e-2


@dataclass(frozen=True, slots=True)
class Normal:
    """Values and derivatives of log P(low < Y < high), Y normal, with z the standardised ends.

    `value`; `shift` and `shift2`, the first and second derivative in the mean, in units of 1/sd and 1/sd**2; `scale` and
    `scale2`, those in log sd; `cross`, the mixed one, in units of 1/sd. All of the shape of the ends.
    """

    value: Floats
    shift: Floats
    shift2: Floats
    scale: Floats
    scale2: Floats
    cross: Floats


def log_interval(low: Floats, high: Floats) -> Floats:
    """Log of Phi(high) - Phi(low) for ``low <= high``, accurate far out in both tails.

    An interval of width zero has the log density in place of the log probability.
    """
    low, high = np.broadcast_arrays(np.asarray(low, float), np.asarray(high, float))
    right = low > 0
    a, b = np.where(right, -high, low), np.where(right, -low, high)  # the left tail is the one log_ndtr is exact in
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        width = b - a
        middle = (a + b) / 2
        narrow = width * np.maximum(1.0, np.abs(middle)) < _NARROW
        # the tails are the dear part: only where they are needed
        upper, lower = np.zeros(b.shape), np.full(a.shape, -np.inf)
        dear = ~narrow
        upper[dear] = log_ndtr(b[dear])
        dear &= a > -np.inf
        lower[dear] = log_ndtr(a[dear])
        wide = upper + np.log(-np.expm1(lower - upper))
        square = width * width
        point = -0.5 * middle * middle - _LOG_ROOT_2PI + square * (middle * middle - 1) / 24
        found: Floats = np.where(narrow, point + np.where(width > 0, np.log(width), 0.0), wide)
    return found


def normal_interval(low: Floats, high: Floats) -> Normal:
    """The log-likelihood of rows known to lie between `low` and `high` (in sd from the mean), with derivatives.

    Parameters
    ----------
    low, high
        Arrays of one shape, ``low <= high``; infinite where open. Where they are equal the row is exact: its log density
        (of z; the caller subtracts log sd) stands for the log probability, and `scale` includes the -1 of that term.
    """
    value = log_interval(low, high)
    with np.errstate(invalid="ignore", over="ignore", under="ignore"):
        width = high - low
        middle = (low + high) / 2
        narrow = width * np.maximum(1.0, np.abs(middle)) < _NARROW
        at_high = np.exp(-0.5 * high * high - _LOG_ROOT_2PI - value)
        at_low = np.exp(-0.5 * low * low - _LOG_ROOT_2PI - value)
        h = np.where(np.isfinite(high), high, 0.0)
        g = np.where(np.isfinite(low), low, 0.0)
        a = at_high - at_low
        b = h * at_high - g * at_low
        h2, g2 = h * h, g * g
        e = h2 * at_high - g2 * at_low
        d = h2 * h * at_high - g2 * g * at_low
        square, square_middle = width * width, middle * middle
        # a narrow interval is expanded around its middle: the differences above would cancel
        shift = np.where(narrow, middle - square * middle / 12, -a)
        shift2 = np.where(narrow, -1 + square / 12, -b - a * a)
        scale = np.where(narrow, square_middle - 1 - square * (2 * square_middle - 1) / 12, -b)
        scale2 = np.where(narrow, -2 * square_middle + square * (8 * square_middle - 2) / 12, b - d - b * b)
        cross = np.where(narrow, -2 * middle + 4 * square * middle / 12, a - e - a * b)
    return Normal(value, shift, shift2, scale, scale2, cross)


# ---- counts --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counts:
    """Log P(low <= Y <= high) of NB2 counts and its derivatives in log mean (`mean`) and log dispersion (`spread`)."""

    value: Floats
    mean: Floats
    mean2: Floats
    spread: Floats
    spread2: Floats
    cross: Floats


@dataclass(frozen=True, slots=True)
class Points:
    """The counts a row's likelihood is summed over, row after row; `starts` is where each row begins.

    A row is `inside` where the counts are its own, otherwise they are all others and its probability is one minus theirs.
    """

    row: NDArray[np.intp]
    count: Floats
    starts: NDArray[np.intp]
    inside: NDArray[np.bool_]
    log_factorial: Floats


def count_points(low: Floats, high: Floats, mean: Floats, spread: float) -> Points:
    """The counts to sum over for rows ``low <= Y <= high`` (`high` infinite where open) at these means.

    An open row is summed from its lower end until what is left is below 1e-14 of the sum where its lower end lies above the
    mean, and taken as one minus the counts below it otherwise: neither loses digits.
    """
    open_end = np.isinf(high)
    inside = ~(open_end & (low <= mean))
    # beyond the mean a term is at most q times the one before it
    with np.errstate(divide="ignore", invalid="ignore"):
        r = np.exp(-spread)
        at = np.maximum(low, mean)
        q = mean / (r + mean) * (at + r) / (at + 1)
        tail = np.ceil(33.0 / -np.log(np.minimum(q, 1 - 1e-6)))
    # with r < 1 the ratio grows towards mean / (r + mean) as the count does
    tail = np.maximum(tail, np.ceil(33.0 / np.log1p(r / mean)))
    last = np.where(open_end, np.where(inside, at + tail, low - 1), high)
    first = np.where(inside, low, 0.0)
    n = np.maximum(last - first + 1, 0).astype(np.intp)
    n[n == 0] = 1  # an open row from zero: one term of weight nothing keeps the row in place
    starts = np.concatenate([[0], np.cumsum(n)[:-1]]).astype(np.intp)
    row = np.repeat(np.arange(len(n)), n)
    count = np.asarray(np.arange(len(row)) - starts[row] + first[row], dtype=float)
    return Points(row, count, starts, inside, gammaln(count + 1))


def nb2_interval(low: Floats, high: Floats, log_mean: Floats, log_spread: float, points: Points | None = None) -> Counts:
    """The log-likelihood of NB2 counts known to lie from `low` to `high`, both included, with derivatives.

    The variance is ``mean + spread * mean**2``. Exact rows have ``low == high``; an open upper end is infinite.

    Parameters
    ----------
    low, high, log_mean
        One number a row.
    log_spread
        Log of the dispersion (statsmodels calls it alpha).
    points
        As `count_points` gave them for means near these; made anew when left out.
    """
    mean = np.exp(log_mean)
    p = points or count_points(low, high, mean, log_spread)
    r = np.exp(-log_spread)
    m, k = mean[p.row], p.count
    # the terms and their derivatives in log mean and in log r
    log_p = np.log(r / (r + m))
    term = gammaln(k + r) - gammaln(r) - p.log_factorial + r * log_p + k * np.log(m / (r + m))
    in_mean = r * (k - m) / (r + m)
    in_mean2 = -r * m * (k + r) / (r + m) ** 2
    in_r = psi(k + r) - psi(r) + log_p + (m - k) / (r + m)
    in_r2 = r * (r * (polygamma(1, k + r) - polygamma(1, r)) + m / (r + m) + r * (k - m) / (r + m) ** 2)
    in_r = r * in_r
    in_r2 = in_r2 + in_r
    in_cross = m * r * (k - m) / (r + m) ** 2
    top = np.maximum.reduceat(term, p.starts)
    weight = np.exp(term - top[p.row])
    total = np.add.reduceat(weight, p.starts)
    weight = weight / total[p.row]

    def mean_of(x: Floats) -> Floats:
        return np.asarray(np.add.reduceat(weight * x, p.starts), dtype=float)

    value = top + np.log(total)
    g, g2 = mean_of(in_mean), mean_of(in_mean2 + in_mean**2)
    s, s2 = mean_of(in_r), mean_of(in_r2 + in_r**2)
    c = mean_of(in_cross + in_mean * in_r)
    outside = ~p.inside
    if outside.any():
        # one minus the rest: the share of the rest over what remains carries the derivatives over
        rest = np.where(low[outside] > 0, np.exp(value[outside]), 0.0)
        rest = np.minimum(rest, 1 - 1e-16)
        odds = -rest / (1 - rest)
        value = value.copy()
        value[outside] = np.log1p(-rest)
        for x in (g, g2, s, s2, c):
            x[outside] *= odds
    # d/d log spread = -d/d log r
    return Counts(value, g, g2 - g * g, -s, s2 - s * s, -(c - g * s))
