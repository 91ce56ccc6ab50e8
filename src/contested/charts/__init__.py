"""Charts of claims: marks (a claim reduced to when, how much, by whom) come in, inline SVG text goes out.

Every chart shows intervals, draws open ends as arrows, gives a claimant the same colour and marker
everywhere, links each point to its evidence and describes itself in words made from its data.
Nothing here reads a table or knows HTML. Names are loaded when first used, so that a page without
charts does not import matplotlib.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contested.charts.card_chart import mini
    from contested.charts.claims_timeline import MOST_LABELS, Band, timeline
    from contested.charts.colours import Look, assign_looks, in_order, look_of
    from contested.charts.estimate_rows import Estimate, forest
    from contested.charts.event_lanes import lanes
    from contested.charts.interval_rows import intervals
    from contested.charts.marks import Mark, describe, voices
    from contested.charts.place_map import Spot, near, sketch
    from contested.charts.size_and_ratio import agreement_plot

_HOME = {
    "colours": ("Look", "assign_looks", "in_order", "look_of"),
    "marks": ("Mark", "describe", "voices"),
    "interval_rows": ("intervals",),
    "event_lanes": ("lanes",),
    "card_chart": ("mini",),
    "place_map": ("Spot", "near", "sketch"),
    "claims_timeline": ("MOST_LABELS", "Band", "timeline"),
    "estimate_rows": ("Estimate", "forest"),
    "size_and_ratio": ("agreement_plot",),
}

__all__ = [
    "MOST_LABELS",
    "Band",
    "Estimate",
    "Look",
    "Mark",
    "Spot",
    "agreement_plot",
    "assign_looks",
    "describe",
    "forest",
    "in_order",
    "intervals",
    "lanes",
    "look_of",
    "mini",
    "near",
    "sketch",
    "timeline",
    "voices",
]


def __getattr__(name: str) -> Any:
    for module, names in _HOME.items():
        if name in names:
            value = getattr(import_module(f"contested.charts.{module}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
