"""Estimates one under another on a scale of ratios or figures: a point with its interval a row, against a line of reference."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from contested.charts.axes import log_ticks
from contested.charts.colours import Look, look_of
from contested.charts.draw import ARROW, DOT, LEFTWARD, RIGHTWARD
from contested.charts.style import INK, RC, RULE, SMALL, canvas
from contested.charts.svg import Link, to_svg
from contested.charts.words import clip

ROW = 0.23  # inches
LEFT, RIGHT = 2.45, 1.75
WIDEST = 30.0  # times the outermost estimate: an interval that goes further ends in an arrow


@dataclass(frozen=True, slots=True)
class Estimate:
    """A row of the chart.

    Attributes
    ----------
    href : str
        Where its point leads (``#...``).
    label, words : str
        What stands at the left, and the numbers at the right.
    point, low, high : float
        Above zero; `low` 0 and `high` infinite where the data set no end.
    claimant : str
        Decides colour and marker; empty for a result that is nobody's own.
    heading : str
        A heading above the first row that has it.
    """

    href: str
    label: str
    words: str
    point: float
    low: float
    high: float
    claimant: str = ""
    heading: str = ""

    def title(self) -> str:
        """One line for assistive technology and the tooltip."""
        return clip(f"{self.label}: {self.words}", 180)


def forest(
    name: str,
    title: str,
    rows: Sequence[Estimate],
    looks: Mapping[str, Look],
    *,
    axis: str,
    reference: float | None = None,
    sides: tuple[str, str] = ("", ""),
) -> str:
    """Chart estimates on a log scale and return it as SVG.

    Parameters
    ----------
    rows
        In order, from above.
    axis
        Words under the scale, with the unit.
    reference
        A value to draw a line at: 1 for ratios.
    sides
        Words for the left and the right of that line.
    """
    lines: list[Estimate | str] = []
    for i, row in enumerate(rows):
        if row.heading and (i == 0 or rows[i - 1].heading != row.heading):
            lines.append(row.heading)
        lines.append(row)
    links = {f"e{i}": Link(row.href, row.title()) for i, row in enumerate(rows)}
    with rc_context(RC):
        figure, axes = canvas(max(len(lines), 1) * ROW + 0.95, left=LEFT, right=RIGHT, top=0.42, bottom=0.53)
        axes.set_ylim(len(lines) - 0.4, -0.6)
        axes.set_yticks([])
        floor, ceiling = _scale(axes, rows, reference)
        axes.set_xlabel(axis)
        if reference is not None:
            axes.axvline(reference, color=INK, linewidth=0.9, zorder=0.5)
            for x, align, words in ((-6, "right", sides[0]), (6, "left", sides[1])):
                axes.annotate(
                    words, (reference, 1), (x, 7), xycoords=axes.get_xaxis_transform(), textcoords="offset points",
                    ha=align, fontsize=SMALL - 0.6, color=INK, annotation_clip=False,
                )  # fmt: skip
        i = 0
        left = axes.get_yaxis_transform()
        for y, line in enumerate(lines):
            if isinstance(line, str):
                axes.text(-(LEFT - 0.05) / 3.2, y, clip(line, 90), transform=left, va="center", fontsize=SMALL, fontweight="bold")
                continue
            _draw(axes, f"e{i}", line, look_of(looks, line.claimant) if line.claimant else Look(INK, "D"), y, floor, ceiling)
            axes.text(-0.035, y, clip(line.label, 36), transform=left, ha="right", va="center", fontsize=SMALL, color=INK)
            axes.text(1.085, y, line.words, transform=left, va="center", fontsize=SMALL, color=INK)
            i += 1
        return to_svg(figure, name, title, _describe(title, rows), links)


def _scale(axes: Axes, rows: Sequence[Estimate], reference: float | None) -> tuple[float, float]:
    points = [r.point for r in rows] + ([reference] if reference else [])
    least, most = min(points, default=1.0), max(points, default=1.0)
    ends = [x for r in rows for x in (r.low, r.high) if x > 0 and math.isfinite(x)]
    floor = max(min([*ends, least]), least / WIDEST) / 1.25
    ceiling = min(max([*ends, most]), most * WIDEST) * 1.25
    axes.set_xscale("log")
    axes.set_xlim(floor, ceiling)
    axes.xaxis.set_major_locator(FixedLocator(log_ticks(floor, ceiling, 7)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}" if v >= 1 else f"{v:g}"))
    axes.grid(axis="x")
    return floor, ceiling


def _draw(axes: Axes, key: str, row: Estimate, look: Look, y: float, floor: float, ceiling: float) -> None:
    def add(xs: list[float], part: str, **kwargs: object) -> None:
        axes.add_line(Line2D(xs, [y] * len(xs), gid=f"{key}.{part}", color=look.colour, clip_on=False, **kwargs))  # type: ignore[arg-type]

    low, high = max(row.low, floor), min(row.high, ceiling)
    add([low, high], "range", linewidth=1.5)
    for end, cut, right in ((low, row.low < floor, False), (high, row.high > ceiling, True)):
        arrow = RIGHTWARD if right else LEFTWARD
        add(
            [end],
            f"end{right}",
            marker=arrow if cut else "|",
            markersize=ARROW if cut else 5,
            markeredgewidth=1.5,
            markerfacecolor="none",
            linestyle="none",
        )
    add(
        [row.point],
        "dot",
        marker=look.marker,
        markersize=DOT * 1.15,
        linestyle="none",
        markeredgecolor=RULE if not row.claimant else look.colour,
    )


def _describe(title: str, rows: Sequence[Estimate]) -> str:
    return clip(f"{title}. " + " ".join(f"{r.label}: {r.words}." for r in rows), 900)
