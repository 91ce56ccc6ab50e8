"""The project's matplotlib style: quiet axes, text that stays text, the page's own ink."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

# An ink that no claimant has: the SVG step replaces it by currentColor, so that charts follow a dark page.
INK = "#1a1b1c"
RULE = "#8a8f94"
WIDTH = 7.4  # inches; 533 SVG units, so that 9 units are about 13 CSS pixels in a 760 px column
SMALL, NORMAL = 8.6, 9.4

RC: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "contested",
    "path.simplify": False,
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "font.family": "DejaVu Sans",  # ships with matplotlib: the same measures on every machine
    "font.size": NORMAL,
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.labelcolor": INK,
    "axes.labelsize": SMALL,
    "axes.linewidth": 0.6,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "grid.color": RULE,
    "grid.alpha": 0.35,
    "grid.linewidth": 0.5,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
}


def canvas(height: float, left: float, right: float, top: float = 0.14, bottom: float = 0.48, width: float = WIDTH) -> tuple[Figure, Axes]:
    """Make a figure of fixed inner margins (inches): the same layout on every machine, nothing measured.

    Call inside ``rc_context(RC)``.
    """
    figure = Figure(figsize=(width, height))
    box = (left / width, bottom / height, (width - left - right) / width, (height - top - bottom) / height)
    axes = figure.add_axes(box)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=3)
    axes.set_axisbelow(True)
    return figure, axes
