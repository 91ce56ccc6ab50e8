"""Agreement of two claimants: the ratio of their figures against their size (Bland and Altman 1986)."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib import rc_context
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from contested.charts.axes import log_ticks
from contested.charts.style import INK, RC, RULE, SMALL, canvas
from contested.charts.svg import Link, to_svg
from contested.charts.words import clip, ratio

LEFT, RIGHT = 0.85, 2.3


def agreement_plot(
    name: str,
    title: str,
    size: Sequence[float],
    ratios: Sequence[float],
    limits: tuple[float, float, float],
    links: Sequence[tuple[str, str]],
    *,
    pair: tuple[str, str],
) -> str:
    """Chart the cells two claimants share and return it as SVG.

    Parameters
    ----------
    size, ratios
        Of each cell: the geometric mean of both figures, and the first over the second.
    limits
        Mean ratio, and the ends within which 95% of single ratios lie.
    links
        Of each cell: where its point leads, and its name.
    pair
        The first and the second claimant.
    """
    mean, low, high = limits
    with rc_context(RC):
        figure, axes = canvas(3.0, left=LEFT, right=RIGHT, top=0.34, bottom=0.52)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlim(min(size) / 1.5, max(size) * 1.5)
        bottom, top = min([*ratios, low, 1]) / 1.25, max([*ratios, high, 1]) * 1.25
        axes.set_ylim(bottom, top)
        for axis, ends in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, (bottom, top))):
            axis.set_major_locator(FixedLocator(log_ticks(*ends, 6)))
            axis.set_minor_locator(NullLocator())
            axis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}" if v >= 1 else f"{v:g}"))
        axes.set_xlabel("size of the figures: people, geometric mean of both (log scale)")
        axes.annotate(
            clip(f"{pair[0]} over {pair[1]}", 80), (0, 1), (-54, 9), xycoords="axes fraction", textcoords="offset points",
            fontsize=SMALL, color=INK,
        )  # fmt: skip
        axes.axhline(1, color=RULE, linewidth=0.7, zorder=0.5)
        for y, dash, words in (
            (mean, "-", "mean ratio"),
            (low, (0, (4, 2)), "95% of ratios above"),
            (high, (0, (4, 2)), "95% of ratios below"),
        ):
            axes.axhline(y, color=INK, linewidth=1.0, linestyle=dash, zorder=0.6)
            axes.annotate(
                f"{ratio(y)}, {words}", (1, y), (6, 0), xycoords=axes.get_yaxis_transform(), textcoords="offset points",
                va="center", fontsize=SMALL, color=INK, annotation_clip=False,
            )  # fmt: skip
        for i, (x, y) in enumerate(zip(size, ratios, strict=True)):
            axes.plot([x], [y], marker="o", markersize=5, color="#0072b2", linestyle="none", gid=f"e{i}.dot")
        described = (
            f"{title}. {len(size)} cells, figures from {min(size):,.0f} to {max(size):,.0f}. Mean ratio {ratio(mean)}, "
            f"95% of single ratios from {ratio(low)} to {ratio(high)}."
        )
        return to_svg(figure, name, title, described, {f"e{i}": Link(href, words) for i, (href, words) in enumerate(links)})
