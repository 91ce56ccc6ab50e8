"""Claims over time: each at its as-of day with its interval, in the colour of its claimant."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from textwrap import wrap

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from contested.charts.axes import set_day_axis, set_value_axis, wants_log
from contested.charts.colours import Look, in_order, look_of
from contested.charts.draw import DOT, draw_mark, shifted
from contested.charts.marks import Mark, describe
from contested.charts.style import INK, RC, RULE, SMALL, WIDTH, canvas
from contested.charts.svg import Link, to_svg
from contested.charts.words import clip

STEP = 6.0  # points between claims of the same day
RIGHT, LEFT = 2.0, 0.78  # inches, for the names and the scale
MOST_LABELS = 10
LABEL_GAP = 11.5  # points between the lines of the direct labels
FEW_LABELS = 6  # so many have room for two lines each
LINE = 24  # characters of a line
NUDGES = (-9.5, 6.0, -19.0, 15.5)  # points from the end of a series to its label; the first that is free


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
        figure, axes = canvas(height, left=LEFT, right=RIGHT, top=0.3)
        if drawn:
            set_value_axis(axes, drawn, drawn[0].unit, vertical=True, log=drawn[0].unit != "percent" and wants_log(drawn))
            set_day_axis(axes, [m.when for m in drawn if m.when])
            xs = _places(axes, drawn)
            if connect:
                _connect(axes, drawn, xs, looks)
            for i, mark in enumerate(drawn):
                draw_mark(axes, f"m{i}", mark, look_of(looks, mark.claimant), xs[i], vertical=True)
            _label(axes, drawn, looks)
        return to_svg(figure, name, title, describe(drawn, title), links)


def _places(axes: Axes, marks: Sequence[Mark]) -> list[float]:
    """Where each mark stands on the axis of days: claims of one day side by side."""
    days: dict[dt.date | None, list[int]] = defaultdict(list)
    for i, mark in enumerate(marks):
        days[mark.when].append(i)
    first, last = axes.get_xlim()
    days_per_point = (last - first) / ((WIDTH - LEFT - RIGHT) * 72)
    xs = [0.0] * len(marks)
    for day, members in days.items():
        assert day is not None
        step = min(STEP, 30 / len(members)) * days_per_point
        for k, i in enumerate(members):
            xs[i] = day.toordinal() + (k - (len(members) - 1) / 2) * step
    return xs


def _connect(axes: Axes, marks: Sequence[Mark], xs: Sequence[float], looks: Mapping[str, Look]) -> None:
    """Join each series by a line; where a claimant has several, write at its end what the series counts."""
    series: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, mark in enumerate(marks):
        if mark.dated:
            series[mark.claimant, mark.group].append(i)
    several = {c for c, n in Counter(c for c, _ in series).items() if n > 1}
    written: list[tuple[float, float]] = []
    floor = axes.get_window_extent().y0 * 72 / axes.figure.dpi + 3
    for (claimant, group), members in series.items():
        if len(members) > 1:
            axes.plot(
                [xs[i] for i in members],
                [marks[i].point for i in members],
                color=look_of(looks, claimant).colour,
                linewidth=0.9,
                alpha=0.6,
                zorder=1,
            )
            if claimant in several and group:
                end = members[-1]
                x, y = axes.transData.transform((xs[end], marks[end].point)) * 72 / axes.figure.dpi
                free = (dy for dy in NUDGES if y + dy > floor and all(abs(x - a) > 90 or abs(y + dy - b) > 9 for a, b in written))
                below = next(free, NUDGES[0])
                written.append((x, y + below))
                axes.text(
                    xs[end],
                    marks[end].point,
                    clip(group, 30),
                    transform=shifted(axes, -6, below),
                    ha="right",
                    fontsize=SMALL - 0.9,
                    color=INK,
                )


def _label(axes: Axes, marks: Sequence[Mark], looks: Mapping[str, Look], most: int = MOST_LABELS) -> None:
    """Write each claimant's name at the right, level with its last claim, lines kept apart."""
    last = {m.claimant: m for m in marks}
    names = in_order(looks, last)
    shown = names[:most]
    bottom, top = axes.get_window_extent().y0 * 72 / axes.figure.dpi, axes.get_window_extent().y1 * 72 / axes.figure.dpi
    wanted = sorted((axes.transData.transform((0, last[n].point))[1] * 72 / axes.figure.dpi, n) for n in shown)
    lines = {n: wrap(clip(n, 2 * LINE), LINE)[:2] if len(shown) <= FEW_LABELS else [clip(n, LINE - 1)] for n in shown}
    gap = LABEL_GAP * max((len(v) for v in lines.values()), default=1)
    levels = _spread([w for w, _ in wanted], bottom, top, gap)
    right = axes.get_xlim()[1]
    height = top - bottom
    for (_, name), y in zip(wanted, levels, strict=True):
        look, mark = look_of(looks, name), last[name]
        fraction = (y - bottom) / height
        assert mark.when is not None
        axes.annotate(
            "", xy=(right, mark.point), xytext=(1.035, fraction), textcoords="axes fraction",
            arrowprops={"arrowstyle": "-", "color": RULE, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 0}, annotation_clip=False,
        )  # fmt: skip
        axes.add_line(
            Line2D([1.055], [fraction], transform=axes.transAxes, marker=look.marker, color=look.colour, markersize=DOT, clip_on=False)
        )
        axes.text(1.08, fraction, "\n".join(lines[name]), transform=axes.transAxes, va="center", fontsize=SMALL, color=INK)
    if len(names) > most:
        axes.text(1.08, -0.06, f"and {len(names) - most} more", transform=axes.transAxes, va="center", fontsize=SMALL, color=INK)


def _spread(wanted: Sequence[float], low: float, high: float, gap: float = LABEL_GAP) -> list[float]:
    """Move sorted positions apart to at least `gap`, inside [low, high] where they fit."""
    levels = list(wanted)
    for i in range(1, len(levels)):
        levels[i] = max(levels[i], levels[i - 1] + gap)
    if levels and levels[-1] > high:
        levels[-1] = high
        for i in range(len(levels) - 2, -1, -1):
            levels[i] = min(levels[i], levels[i + 1] - gap)
    if levels and levels[0] < low - gap:
        shift = low - levels[0]
        levels = [v + shift for v in levels]
    return levels
