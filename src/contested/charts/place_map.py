"""A sketch of where the places named lie: distance and direction to scale, a disc for how often each is named; no borders."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from contested.charts.colours import COLOURS
from contested.charts.style import INK, RC, RULE, SMALL, WIDTH, canvas
from contested.charts.svg import Link, to_svg
from contested.charts.words import clip, count, listing

KM_PER_DEGREE = 111.2
HEIGHT, EDGE = 4.2, 0.15  # inches
FAR = 4.0  # a place is off the sketch when it lies so many times as far out as those that are named most
CORE = 0.8  # the share of all mentions that lie inside the core
SMALLEST, LARGEST = 3.5, 26.0  # points across a disc
LETTER, LINE = 4.9, 9.5  # points, for keeping names apart
BARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)  # km


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its coordinates in degrees, how often it is named, and the anchor it leads to."""

    name: str
    lat: float
    lon: float
    mentions: int
    anchor: str


def near(spots: Sequence[Spot]) -> tuple[list[Spot], list[Spot]]:
    """Part the places into those to draw and those so far out that all others would shrink to a point."""
    if len(spots) < 3:
        return list(spots), []
    x0, y0 = _middle([(s.lon, s.mentions) for s in spots]), _middle([(s.lat, s.mentions) for s in spots])
    out = sorted(spots, key=lambda s: (_km(s, x0, y0), s.name))
    total, seen, core = sum(s.mentions for s in spots), 0, 0.0
    for s in out:
        seen += s.mentions
        core = _km(s, x0, y0)
        if seen >= CORE * total:
            break
    limit = max(FAR * core, 1.0)
    return [s for s in out if _km(s, x0, y0) <= limit], [s for s in out if _km(s, x0, y0) > limit]


def _middle(weighted: Sequence[tuple[float, int]]) -> float:
    """The weighted median."""
    half, seen = sum(n for _, n in weighted) / 2, 0
    for value, n in sorted(weighted):
        seen += n
        if seen >= half:
            return value
    return 0.0


def _km(s: Spot, lon: float, lat: float) -> float:
    return math.hypot((s.lon - lon) * math.cos(math.radians(lat)), s.lat - lat) * KM_PER_DEGREE


def sketch(name: str, title: str, spots: Sequence[Spot]) -> str:
    """Draw the places near each other and return SVG; those far out are named in its description.

    Parameters
    ----------
    name
        Prefix of the ids in the SVG.
    """
    drawn, far = near(spots)
    drawn = sorted(drawn, key=lambda s: (-s.mentions, s.name))
    links = {f"m{i}": Link(f"#{s.anchor}", f"{s.name}: {count(s.mentions, 'mention')}") for i, s in enumerate(drawn)}
    with rc_context(RC):
        figure, axes = canvas(HEIGHT, left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.spines["bottom"].set_visible(False)
        if drawn:
            lat = sum(s.lat for s in drawn) / len(drawn)
            points = [(s.lon * math.cos(math.radians(lat)) * KM_PER_DEGREE, s.lat * KM_PER_DEGREE) for s in drawn]
            per_km = _frame(axes, points)
            largest = max(s.mentions for s in drawn)
            sizes = [max(SMALLEST, LARGEST * math.sqrt(s.mentions / largest)) for s in drawn]
            for i, ((x, y), size) in enumerate(zip(points, sizes, strict=True)):
                look = {"markerfacecolor": COLOURS[0], "markeredgecolor": "none", "alpha": 0.75, "clip_on": False}
                axes.add_line(Line2D([x], [y], gid=f"m{i}", marker="o", markersize=size, linestyle="none", **look))  # type: ignore[arg-type]
            _names(axes, drawn, points, sizes, per_km)
            _bar(axes, per_km)
        return to_svg(figure, name, title, _words(title, drawn, far), links)


def _frame(axes: Axes, points: Sequence[tuple[float, float]]) -> float:
    """Fit the points into the axes at one scale for both directions; return points of the page for a kilometre."""
    wide, high = (WIDTH - 2 * EDGE) * 72, (HEIGHT - 2 * EDGE) * 72
    xs, ys = [x for x, _ in points], [y for _, y in points]
    room = 70.0  # points at each side, for names
    per_km = min((wide - 2 * room) / max(max(xs) - min(xs), 0.5), (high - room) / max(max(ys) - min(ys), 0.5))
    for middle, size, set_limits in (
        ((min(xs) + max(xs)) / 2, wide, axes.set_xlim),
        ((min(ys) + max(ys)) / 2, high, axes.set_ylim),
    ):
        set_limits(middle - size / per_km / 2, middle + size / per_km / 2)
    return per_km


def _names(axes: Axes, spots: Sequence[Spot], points: Sequence[tuple[float, float]], sizes: Sequence[float], per_km: float) -> None:
    """Write names beside their discs where they cover neither another name nor another disc; the table has them all."""
    at = [(x * per_km, y * per_km) for x, y in points]
    taken = [(x - size / 2, y - size / 2, x + size / 2, y + size / 2) for (x, y), size in zip(at, sizes, strict=True)]
    for spot, (x, y), size in zip(spots, at, sizes, strict=True):
        text = clip(spot.name, 28)
        width = LETTER * len(text)
        for align, dx, dy in (
            ("left", size / 2 + 3, 0),
            ("right", -size / 2 - 3, 0),
            ("center", 0, size / 2 + 7),
            ("center", 0, -size / 2 - 7),
        ):
            left = x + dx - {"left": 0, "right": width, "center": width / 2}[align]
            box = (left, y + dy - LINE / 2, left + width, y + dy + LINE / 2)
            if all(box[2] < a or box[0] > c or box[3] < b or box[1] > d for a, b, c, d in taken):
                taken.append(box)
                place = ((x + dx) / per_km, (y + dy) / per_km)
                axes.text(*place, text, ha=align, va="center", fontsize=SMALL, color=INK)
                break


def _bar(axes: Axes, per_km: float) -> None:
    """A bar of a round number of kilometres, and where north is."""
    km = next((b for b in reversed(BARS) if b * per_km <= 110), BARS[0])
    left, bottom = axes.get_xlim()[0], axes.get_ylim()[0]
    axes.add_line(Line2D([left, left + km], [bottom + 4 / per_km] * 2, color=RULE, linewidth=1.4))
    axes.text(left + km + 5 / per_km, bottom + 4 / per_km, f"{km} km, north is up", va="center", fontsize=SMALL, color=INK)


def _words(title: str, drawn: Sequence[Spot], far: Sequence[Spot]) -> str:
    if not drawn:
        return f"{title}: no place with coordinates."
    said = [f"{s.name} ({count(s.mentions, 'mention')})" for s in drawn]
    text = f"{title}: {count(len(drawn), 'place')}, most often named {listing(said, 4)}."
    return text + (f" Too far out to be drawn: {listing([s.name for s in far])}." if far else "")
