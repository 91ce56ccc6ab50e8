"""Events in lanes: one lane a place (or publisher), one marker an event on its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from matplotlib import rc_context
from matplotlib.lines import Line2D

from contested.charts.axes import set_day_axis
from contested.charts.colours import Look, look_of
from contested.charts.draw import DOT, shifted
from contested.charts.marks import Mark, voices
from contested.charts.style import INK, RC, SMALL, WIDTH, canvas
from contested.charts.svg import Link, to_svg
from contested.charts.words import clip

ROW = 0.235  # inches
LEFT, RIGHT, RIGHT_WRITTEN = 2.2, 0.3, 1.1  # inches, for names and words
ROOM = 84.0  # points that words beside a marker take


def lanes(
    name: str,
    title: str,
    marks: Sequence[Mark],
    looks: Mapping[str, Look],
    *,
    anchor: str = "c",
    noun: str = "claims",
    written: bool = False,
) -> str:
    """Chart events in lanes (`Mark.group`), in the order in which the lanes first come; return SVG.

    Parameters
    ----------
    anchor
        Prefix of the link target: ``c`` for claims, ``d`` for documents.
    noun
        What a marker is, for the description.
    written
        Write each mark's words beside its marker.
    """
    drawn = [m for m in marks if m.when]
    order = list(dict.fromkeys(m.group for m in drawn))
    links = {f"m{i}": Link(f"#{anchor}-{m.claim_id}", f"{m.group}, {m.when}: {m.words}") for i, m in enumerate(drawn)}
    seen: dict[tuple[object, str], int] = defaultdict(int)
    with rc_context(RC):
        figure, axes = canvas(max(len(order), 1) * ROW + 0.62, left=LEFT, right=RIGHT_WRITTEN if written else RIGHT, bottom=0.5, top=0.12)
        axes.set_ylim(len(order) - 0.4, -0.6)
        axes.set_yticks(range(len(order)), [clip(g, 34) for g in order])
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="y")
        if drawn:
            set_day_axis(axes, [m.when for m in drawn if m.when])
        free = _with_room(drawn, axes.get_xlim()) if written else set()
        for i, mark in enumerate(drawn):
            assert mark.when is not None
            look = look_of(looks, mark.claimant)
            k = seen[mark.when, mark.group]
            seen[mark.when, mark.group] += 1
            where = shifted(axes, 6.5 * k, 0)
            x, y = float(mark.when.toordinal()), float(order.index(mark.group))
            axes.add_line(
                Line2D(
                    [x],
                    [y],
                    transform=where,
                    gid=f"m{i}.dot",
                    marker=look.marker,
                    color=look.colour,
                    markersize=DOT + 0.8,
                    markerfacecolor=look.colour if mark.firm else "none",
                    markeredgewidth=1.2,
                    linestyle="none",
                    clip_on=False,
                )
            )
            if written and i in free:
                axes.text(
                    x,
                    y,
                    clip(mark.words, 22),
                    transform=shifted(axes, 7 + 6.5 * k, -0.5),
                    va="center",
                    fontsize=SMALL - 0.8,
                    color=INK,
                )
        text = (
            f"{title}: {voices(drawn)}; {len(drawn)} {noun} in {len(order)} rows."
            if anchor == "c"
            else f"{title}: {len(drawn)} {noun} in {len(order)} rows."
        )
        if drawn:
            days = sorted(m.when for m in drawn if m.when)
            text += f" Dates run from {days[0].isoformat()} to {days[-1].isoformat()}."
        return to_svg(figure, name, title, text, links)


def _with_room(marks: Sequence[Mark], limits: tuple[float, float]) -> set[int]:
    """Which marks have room for words at their right: no other marker of the lane within ROOM points."""
    per_day = (WIDTH - LEFT - RIGHT_WRITTEN) * 72 / (limits[1] - limits[0])
    by_lane: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for i, mark in enumerate(marks):
        if mark.when:
            by_lane[mark.group].append((mark.when.toordinal() * per_day, i))
    free = set()
    for members in by_lane.values():
        members.sort()
        for k, (x, i) in enumerate(members):
            if k + 1 == len(members) or members[k + 1][0] - x > ROOM:
                free.add(i)
    return free
