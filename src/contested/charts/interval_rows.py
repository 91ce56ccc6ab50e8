"""Claims one under another: a row each, grouped under headings, with the words that were used at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib import rc_context

from contested.charts.axes import set_value_axis, wants_log
from contested.charts.colours import Look, look_of
from contested.charts.draw import draw_mark
from contested.charts.marks import Mark, describe
from contested.charts.style import INK, RC, SMALL, WIDTH, canvas
from contested.charts.svg import Link, to_svg
from contested.charts.words import clip

ROW = 0.205  # inches
LEFT, RIGHT = 2.45, 2.4  # inches, for names and words


def intervals(name: str, title: str, marks: Sequence[Mark], looks: Mapping[str, Look], *, log: bool | None = None) -> str:
    """Chart claims as rows of intervals, in the order given, under a heading for each `group`; return SVG."""
    drawn = [m for m in marks if m.drawable]
    links = {f"m{i}": Link(f"#c-{m.claim_id}", m.title()) for i, m in enumerate(drawn)}
    rows: list[Mark | str] = []
    for i, mark in enumerate(drawn):
        if mark.group and (i == 0 or drawn[i - 1].group != mark.group):
            rows.append(mark.group)
        rows.append(mark)
    with rc_context(RC):
        figure, axes = canvas(max(len(rows), 1) * ROW + 0.62, left=LEFT, right=RIGHT, bottom=0.5, top=0.12)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_yticks([])
        if drawn:
            use_log = wants_log(drawn) if log is None else log
            set_value_axis(axes, drawn, drawn[0].unit, vertical=False, log=use_log and drawn[0].unit != "percent")
        i = 0
        for y, row in enumerate(rows):
            if isinstance(row, str):
                axes.text(
                    -(LEFT - 0.05) / (WIDTH - LEFT - RIGHT),
                    y,
                    clip(row, 90),
                    transform=axes.get_yaxis_transform(),
                    va="center",
                    fontsize=SMALL,
                    fontweight="bold",
                )
                continue
            draw_mark(axes, f"m{i}", row, look_of(looks, row.claimant), y, vertical=False)
            axes.text(
                -0.035,
                y,
                clip(row.label or row.claimant, 33),
                transform=axes.get_yaxis_transform(),
                ha="right",
                va="center",
                fontsize=SMALL,
                color=INK,
            )
            axes.text(1.07, y, clip(row.words, 31), transform=axes.get_yaxis_transform(), va="center", fontsize=SMALL, color=INK)
            i += 1
        return to_svg(figure, name, title, describe(drawn, title), links)
