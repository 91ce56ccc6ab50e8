"""One colour and one marker for each claimant, the same in every chart and every report.

The colours keep at least 3:1 contrast (WCAG 2.2, 1.4.11) on both the light and the dark page and
stay apart under the common colour-vision deficiencies; the marker repeats the message for print in grey.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

COLOURS = ("#0072b2", "#d55e00", "#008f68", "#c0609a", "#7668c9", "#9a6f12", "#4f8a9e")
MARKERS = ("o", "s", "D", "^", "v", "P", "X")
OTHER = "#7b8086"
PAGE_LIGHT, PAGE_DARK = "#ffffff", "#14171a"


@dataclass(frozen=True, slots=True)
class Look:
    """How a claimant is drawn."""

    colour: str
    marker: str


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio (1 to 21) of two ``#rrggbb`` colours."""

    def luminance(colour: str) -> float:
        channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def assign_looks(mentions: Mapping[str, int]) -> dict[str, Look]:
    """Give each claimant its look, from the whole corpus so that filters do not change it.

    Parameters
    ----------
    mentions
        Number of mentions by claimant, over all claims. The most heard come first and get the
        distinct colours; past the palette the colours return with another marker.
    """
    order = sorted(mentions, key=lambda name: (-mentions[name], name))
    size = len(COLOURS)
    return {
        name: Look(COLOURS[i % size], MARKERS[(i + i // size) % len(MARKERS)]) if i < size * len(MARKERS) else Look(OTHER, "o")
        for i, name in enumerate(order)
    }


def look_of(looks: Mapping[str, Look], claimant: str) -> Look:
    """Return the look of a claimant; the neutral one where it was never assigned."""
    return looks.get(claimant, Look(OTHER, "o"))


def in_order(looks: Mapping[str, Look], claimants: Iterable[str]) -> list[str]:
    """Sort claimants by how much they are heard in the whole corpus (the order of `looks`)."""
    rank = {name: i for i, name in enumerate(looks)}
    return sorted(set(claimants), key=lambda name: (rank.get(name, len(rank)), name))
