"""One claim on the axes: its interval as a line, an arrow for an open end, the claimant's marker on what was said."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.transforms import ScaledTranslation, Transform

from contested.charts.colours import Look
from contested.charts.marks import Mark

UPWARD = Path([(0, 0), (0, 1), (-0.24, 0.7), (0, 1), (0.24, 0.7)], [1, 2, 1, 2, 2])
DOWNWARD = Path([(0, 0), (0, -1), (-0.24, -0.7), (0, -1), (0.24, -0.7)], [1, 2, 1, 2, 2])
RIGHTWARD = Path([(0, 0), (1, 0), (0.7, 0.24), (1, 0), (0.7, -0.24)], [1, 2, 1, 2, 2])
LEFTWARD = Path([(0, 0), (-1, 0), (-0.7, 0.24), (-1, 0), (-0.7, -0.24)], [1, 2, 1, 2, 2])
ARROW = 30.0  # points; matplotlib draws half of it
DOT = 5.4


def shifted(axes: Axes, dx: float, dy: float) -> Transform:
    """Data coordinates moved by points, so that claims of the same day stand side by side."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    return axes.transData + ScaledTranslation(dx / 72, dy / 72, figure.dpi_scale_trans)


def draw_mark(axes: Axes, key: str, mark: Mark, look: Look, at: float, *, vertical: bool, shift: float = 0.0) -> None:
    """Draw one claim at position `at` of the other axis; its artists carry `key` so that they become one link."""
    where = shifted(axes, shift if vertical else 0.0, 0.0 if vertical else shift)

    def add(values: list[float], part: str, **kwargs: object) -> None:
        fixed = [at] * len(values)
        xs, ys = (fixed, values) if vertical else (values, fixed)
        axes.add_line(Line2D(xs, ys, transform=where, gid=f"{key}.{part}", color=look.colour, clip_on=False, **kwargs))  # type: ignore[arg-type]

    width = 1.5 if mark.firm else 1.1
    dash = "-" if mark.firm else (0, (2.2, 1.4))
    floor = 0.0
    limits = axes.get_ylim() if vertical else axes.get_xlim()
    if (axes.get_yscale() if vertical else axes.get_xscale()) == "log":
        floor = limits[0]
    if mark.open_above:
        add([max(mark.point, floor)], "arrow", marker=UPWARD if vertical else RIGHTWARD, markersize=ARROW, markeredgewidth=1.3,
            markerfacecolor="none", linestyle="none")  # fmt: skip
    elif mark.open_below:
        add([max(mark.upper, floor)], "arrow", marker=DOWNWARD if vertical else LEFTWARD, markersize=ARROW, markeredgewidth=1.3,
            markerfacecolor="none", linestyle="none")  # fmt: skip
    elif mark.upper > mark.lower:
        add([max(mark.lower, floor), mark.upper], "range", linewidth=width, linestyle=dash, marker="|" if not vertical else "_",
            markersize=5, markeredgewidth=width)  # fmt: skip
    vague = mark.best is None and not mark.open_above and not mark.open_below
    add([max(mark.point, floor)], "dot", marker=look.marker, markersize=DOT * (0.62 if vague else 1.0), linestyle="none",
        markerfacecolor=look.colour if mark.firm else "none", markeredgewidth=1.2)  # fmt: skip
