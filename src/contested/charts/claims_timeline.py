"""Claims over time: each at its as-of day with its interval, in the colour of its claimant."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch over time behind the claims: the steps of a running total, or a smoothed level.

    Attributes
    ----------
    days, low, high
        One of each a day; `high` infinite where nothing bounds it.
    claimant : str
        Whose figures it comes from; empty for those of all.
    label : str
        What it counts, written at its end where a claimant has several.
    middle
        The level itself, where it is smoothed; empty for steps.
    """

    days: Sequence[dt.date]
    low: Sequence[float]
    high: Sequence[float]
    claimant: str = ""
    label: str = ""
    middle: Sequence[float] = ()


def timeline(
    name: str, title: str, marks: Sequence[Mark], looks: Mapping[str, Look], *, bands: Sequence[Band] = (), height: float = 3.3
) -> str:
    """Chart claims over time and return it as SVG.

    Parameters
    ----------
    name
        Prefix of the ids in the SVG.
    marks
        Claims of one unit; those without a day or a number are left out (list them in the table).
    looks
        Colour and marker by claimant.
    bands
        Stretches to draw behind them.
    """
    drawn = sorted((m for m in marks if m.drawable and m.when), key=lambda m: (m.when, m.claimant, m.point, m.claim_id))
    links = {f"m{i}": Link(f"#c-{m.claim_id}", m.title()) for i, m in enumerate(drawn)}
    with rc_context(RC):
        figure, axes = canvas(height, left=LEFT, right=RIGHT, top=0.3)
        if drawn:
            scale = [*drawn, *_ends(bands, drawn)]
            set_value_axis(axes, scale, drawn[0].unit, vertical=True, log=drawn[0].unit != "percent" and wants_log(scale))
            set_day_axis(axes, [m.when for m in drawn if m.when])
            xs = _places(axes, drawn)
            _shade(axes, bands, looks)
            for i, mark in enumerate(drawn):
                draw_mark(axes, f"m{i}", mark, look_of(looks, mark.claimant), xs[i], vertical=True)
            _label(axes, drawn, looks)
        return to_svg(figure, name, title, describe(drawn, title), links)


def _ends(bands: Sequence[Band], marks: Sequence[Mark]) -> list[Mark]:
    """What the scale must have room for besides the claims: levels and steps, and their intervals up to ten times the claims."""
    least, most = min((m.lower for m in marks if m.lower > 0), default=1.0) / 10, max(m.upper for m in marks) * 10
    values = [v for b in bands for v in (*b.middle, *b.low, *b.high) if math.isfinite(v) and v > 0]
    return [Mark("", "", v, v, v, "") for x in values for v in [min(max(x, least), most)]]


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


def _shade(axes: Axes, bands: Sequence[Band], looks: Mapping[str, Look]) -> None:
    """Draw each band; where a claimant has several, write at its end what it counts."""
    several = {c for c, n in Counter(b.claimant for b in bands).items() if n > 1}
    written: list[tuple[float, float]] = []
    floor = axes.get_window_extent().y0 * 72 / axes.figure.dpi + 3
    bottom = axes.get_ylim()[0]
    for band in bands:
        colour = look_of(looks, band.claimant).colour if band.claimant else INK
        xs = [float(d.toordinal()) for d in band.days]
        low = [max(v, bottom) for v in band.low]
        high = [math.nan if math.isinf(v) else max(v, bottom) for v in band.high]
        if band.middle:
            axes.plot(xs, band.middle, color=colour, linewidth=1.3, zorder=1)
            axes.fill_between(xs, low, high, color=colour, alpha=0.14, linewidth=0, zorder=0.4)
            continue
        # what holds from a day on is drawn to the right of it, what held up to a day to the left
        axes.plot(xs, low, color=colour, linewidth=1.0, alpha=0.75, zorder=1, drawstyle="steps-post")
        axes.plot(xs, high, color=colour, linewidth=0.9, alpha=0.75, zorder=1, drawstyle="steps-pre", linestyle=(0, (3, 2)))
        for k in range(len(xs) - 1):
            top = high[k + 1]
            if not math.isnan(top):  # darker where no total fits all figures: the least lies above the most
                axes.fill_between(xs[k : k + 2], low[k], top, color=colour, alpha=0.14 if top >= low[k] else 0.45, linewidth=0, zorder=0.4)
        if band.claimant in several and band.label:
            x, y = axes.transData.transform((xs[-1], low[-1])) * 72 / axes.figure.dpi
            free = (dy for dy in NUDGES if y + dy > floor and all(abs(x - a) > 90 or abs(y + dy - b) > 9 for a, b in written))
            below = next(free, NUDGES[0])
            written.append((x, y + below))
            axes.text(
                xs[-1], low[-1], clip(band.label, 30), transform=shifted(axes, -6, below), ha="right", fontsize=SMALL - 0.9, color=INK
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
