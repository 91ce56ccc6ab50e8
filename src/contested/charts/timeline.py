"""Claims over time: each at its as-of day with its interval, in the colour of its claimant."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from contested.charts.axes import set_day_axis, set_value_axis, wants_log
from contested.charts.colours import Look, in_order, look_of
from contested.charts.draw import DOT, draw_mark
from contested.charts.marks import Mark, describe
from contested.charts.style import INK, RC, RULE, SMALL, canvas
from contested.charts.svg import Link, to_svg
from contested.charts.words import clip

STEP = 6.0  # points between claims of the same day
LABEL_GAP = 11.5  # points between the lines of the direct labels


def timeline(name: str, title: str, marks: Sequence[Mark], looks: Mapping[str, Look], *, connect: bool = False, height: float = 3.3) -> str:
    """Chart claims over time and return it as SVG.

    Parameters
    ----------
    name
        Prefix of the ids in the SVG.
    marks
        Claims of one unit; those without a day or a number are left out (list them in the table).
    looks
        Colour and marker by claimant.
    connect
        Join the claims of one claimant and group by a thin line (running totals only).
    """
    drawn = sorted((m for m in marks if m.drawable and m.when), key=lambda m: (m.when, m.claimant, m.point, m.claim_id))
    links = {f"m{i}": Link(f"#c-{m.claim_id}", m.title()) for i, m in enumerate(drawn)}
    with rc_context(RC):
        figure, axes = canvas(height, left=0.78, right=1.72)
        if drawn:
            set_value_axis(axes, drawn, drawn[0].unit, vertical=True, log=drawn[0].unit != "percent" and wants_log(drawn))
            set_day_axis(axes, [m.when for m in drawn if m.when])
            if connect:
                _connect(axes, drawn, looks)
            shifts = _side_by_side(drawn)
            for i, mark in enumerate(drawn):
                assert mark.when is not None
                draw_mark(axes, f"m{i}", mark, look_of(looks, mark.claimant), mark.when.toordinal(), vertical=True, shift=shifts[i])
            _label(axes, drawn, looks)
        return to_svg(figure, name, title, describe(drawn, title), links)


def _side_by_side(marks: Sequence[Mark]) -> list[float]:
    """Spread the claims of one day, in points."""
    days: dict[dt.date | None, list[int]] = defaultdict(list)
    for i, mark in enumerate(marks):
        days[mark.when].append(i)
    shifts = [0.0] * len(marks)
    for members in days.values():
        step = min(STEP, 30 / len(members))
        for k, i in enumerate(members):
            shifts[i] = (k - (len(members) - 1) / 2) * step
    return shifts


def _connect(axes: Axes, marks: Sequence[Mark], looks: Mapping[str, Look]) -> None:
    series: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for mark in marks:
        if mark.dated:
            series[mark.claimant, mark.group].append(mark)
    for (claimant, _), members in series.items():
        if len(members) > 1:
            days = [m.when.toordinal() for m in members if m.when]
            axes.plot(days, [m.point for m in members], color=look_of(looks, claimant).colour, linewidth=0.8, alpha=0.55, zorder=1)


def _label(axes: Axes, marks: Sequence[Mark], looks: Mapping[str, Look], most: int = 10) -> None:
    """Write each claimant's name at the right, level with its last claim, lines kept apart."""
    last = {m.claimant: m for m in marks}
    names = in_order(looks, last)
    shown = names[:most]
    bottom, top = axes.get_window_extent().y0 * 72 / axes.figure.dpi, axes.get_window_extent().y1 * 72 / axes.figure.dpi
    wanted = sorted((axes.transData.transform((0, last[n].point))[1] * 72 / axes.figure.dpi, n) for n in shown)
    levels = _spread([w for w, _ in wanted], bottom, top)
    right = axes.get_xlim()[1]
    height = top - bottom
    for (level, (_, name)), y in zip(zip(levels, wanted, strict=True), levels, strict=True):
        del level
        look, mark = look_of(looks, name), last[name]
        fraction = (y - bottom) / height
        assert mark.when is not None
        axes.annotate(
            "", xy=(right, mark.point), xytext=(1.035, fraction), textcoords="axes fraction",
            arrowprops={"arrowstyle": "-", "color": RULE, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 0}, annotation_clip=False,
        )  # fmt: skip
        axes.add_line(Line2D([1.055], [fraction], transform=axes.transAxes, marker=look.marker, color=look.colour, markersize=DOT, clip_on=False))
        axes.text(1.08, fraction, clip(name, 26), transform=axes.transAxes, va="center", fontsize=SMALL, color=INK)
    if len(names) > most:
        axes.text(1.08, -0.06, f"and {len(names) - most} more", transform=axes.transAxes, va="center", fontsize=SMALL, color=INK)


def _spread(wanted: Sequence[float], low: float, high: float) -> list[float]:
    """Move sorted positions apart to at least LABEL_GAP, inside [low, high] where they fit."""
    levels = list(wanted)
    for i in range(1, len(levels)):
        levels[i] = max(levels[i], levels[i - 1] + LABEL_GAP)
    if levels and levels[-1] > high:
        levels[-1] = high
        for i in range(len(levels) - 2, -1, -1):
            levels[i] = min(levels[i], levels[i + 1] - LABEL_GAP)
    if levels and levels[0] < low - LABEL_GAP:
        shift = low - levels[0]
        levels = [v + shift for v in levels]
    return levels
