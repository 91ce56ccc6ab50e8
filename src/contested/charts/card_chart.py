"""The small chart of a card: shape only, no axes; the report it stands for has the real one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib import rc_context
from matplotlib.lines import Line2D

from contested.charts.axes import wants_log
from contested.charts.colours import Look, look_of
from contested.charts.marks import Mark, describe
from contested.charts.style import RC, RULE, canvas
from contested.charts.svg import to_svg
from contested.charts.words import ratio

MOST = 250


def mini(name: str, title: str, marks: Sequence[Mark], looks: Mapping[str, Look], *, dated: bool = True) -> str:
    """Draw the marks as small vertical intervals in order of day; return SVG."""
    drawn = sorted((m for m in marks if m.drawable and m.when), key=lambda m: (m.when, m.claim_id))
    with rc_context(RC):
        figure, axes = canvas(0.85, left=0.05, right=0.05, top=0.06, bottom=0.08, width=3.2)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.spines["bottom"].set_color(RULE)
        if drawn:
            log = wants_log(drawn)
            floor = min(m.lower for m in drawn if not log or m.lower > 0)
            top = max(m.upper for m in drawn)
            days = [m.when.toordinal() for m in drawn if m.when]
            axes.set_xlim(min(days) - 0.7, max(days) + 0.7)
            if log:
                axes.set_yscale("log")
                axes.set_ylim(floor / 1.3, top * 1.4)
                axes.set_yticks([])
                axes.minorticks_off()
            else:
                axes.set_ylim(min(0.0, floor), top * 1.12 or 1.0)
            step = max(len(drawn) / MOST, 1.0)  # of thousands, so many taken evenly give the same picture
            for k in range(int(len(drawn) / step)):
                day, mark = days[int(k * step)], drawn[int(k * step)]
                look = look_of(looks, mark.claimant)
                low = max(mark.lower, floor) if log else mark.lower
                axes.add_line(Line2D([day, day], [low, max(mark.upper, low)], color=look.colour, linewidth=1.4, alpha=0.75))
                axes.add_line(
                    Line2D([day], [max(mark.point, low)], color=look.colour, marker=look.marker, markersize=3.4, linestyle="none")
                )
        return to_svg(
            figure,
            name,
            title,
            describe(drawn, title)
            if dated
            else f"{title}: {len(drawn)} in all, the largest {ratio(max((m.upper for m in drawn), default=0))}.",
        )
