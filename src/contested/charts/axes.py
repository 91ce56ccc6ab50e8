"""Scales and ticks: days as people write them, numbers with separators, a log scale where figures span magnitudes."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from contested.charts.marks import Mark
from contested.charts.style import INK, SMALL
from contested.charts.words import date, number

DAY_STEPS = (1, 2, 3, 7, 14)
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60)
LOG_FROM = 15.0  # a scale spans magnitudes once its largest value is this many times its smallest


def wants_log(marks: Sequence[Mark]) -> bool:
    """True when the values of the marks are best compared by their ratio."""
    values = [v for m in marks for v in (m.lower, m.upper) if v > 0]
    return bool(values) and min(values) >= 1 and max(values) / min(values) > LOG_FROM


def day_ticks(first: dt.date, last: dt.date, most: int = 8) -> list[dt.date]:
    """Choose at most about `most` days to mark between two days: whole weeks, firsts of months, or years."""
    span = (last - first).days + 1
    for step in DAY_STEPS:
        if span / step <= most:
            return [first + dt.timedelta(days=d) for d in range(0, span, step)]
    months = [(y, m) for y in range(first.year, last.year + 1) for m in range(1, 13)]
    inside = [dt.date(y, m, 1) for y, m in months if first <= dt.date(y, m, 1) <= last]
    for step in MONTH_STEPS:
        chosen = [d for d in inside if ((d.year * 12 + d.month - 1) % step) == 0]
        if len(chosen) <= most:
            return chosen
    return inside[:: max(1, len(inside) // most)]


def set_day_axis(axes: Axes, days: Sequence[dt.date], pad: float = 0.8) -> None:
    """Lay out the x axis for `days` (as proleptic ordinals)."""
    first, last = min(days), max(days)
    span = max((last - first).days, 1)
    axes.set_xlim(first.toordinal() - pad * span / 40 - 0.4, last.toordinal() + pad * span / 40 + 0.4)
    long = span > 330
    ticks = day_ticks(first, last, 6 if long else 8)
    axes.xaxis.set_major_locator(FixedLocator([float(t.toordinal()) for t in ticks]))
    axes.set_xticklabels([f"{date(t, short=True).split()[1]} {t.year}" if long else date(t, short=True) for t in ticks])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel(str(first.year) if not long and first.year == last.year else "")


def log_ticks(low: float, high: float, most: int = 8) -> list[float]:
    """Choose at most `most` ticks of a log scale between two values: 1-2-5, else 1-3, else the powers of ten."""
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1, 2, 5), (1, 3), (1,)):
        ticks = [s * 10.0**e for e in exponents for s in steps if low <= s * 10.0**e <= high]
        if len(ticks) <= most:
            return ticks
    return ticks


def set_value_axis(axes: Axes, marks: Sequence[Mark], unit: str, *, vertical: bool, log: bool) -> None:
    """Lay out the axis of values: label with its unit, separators, grid; room for the arrows of open ends."""
    axis = axes.yaxis if vertical else axes.xaxis
    set_limits = axes.set_ylim if vertical else axes.set_xlim
    lows, highs = [m.lower for m in marks], [m.upper for m in marks]
    low, high = min(lows), max(highs)
    if unit == "percent":
        set_limits(-2, 108)
        axis.set_major_locator(FixedLocator([0, 20, 40, 60, 80, 100]))
    elif log:
        low = min(v for v in lows if v > 0)
        (axes.set_yscale if vertical else axes.set_xscale)("log")
        floor, ceiling = low / 1.35, high * 1.6
        set_limits(floor, ceiling)
        axis.set_major_locator(FixedLocator(log_ticks(floor, ceiling, 8 if vertical else 6)))
        axis.set_minor_locator(NullLocator())
    else:
        room = (high - min(low, 0)) or 1.0
        set_limits(min(low, 0) - room * 0.02, high + room * 0.12)
        axis.set_major_locator(MaxNLocator(6 if vertical else 5, integer=True))
    axis.set_major_formatter(FuncFormatter(lambda v, _: number(v) + ("%" if unit == "percent" else "")))
    noun = {"percent": "percent", "persons": "people", "km2": "km²"}.get(unit, unit)
    label = noun + (" (log scale)" if log and unit != "percent" else "")
    if vertical:
        # above the axis and level: read without turning the head, and clear of the widest tick
        axes.annotate(label, (0, 1), (-50, 9), xycoords="axes fraction", textcoords="offset points", ha="left", fontsize=SMALL, color=INK)
    else:
        axes.set_xlabel(label)
    axes.grid(axis="y" if vertical else "x")
