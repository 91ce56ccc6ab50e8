"""Charts of claims: marks (a claim reduced to when, how much, by whom) come in, inline SVG text goes out.

Every chart shows intervals, draws open ends as arrows, gives a claimant the same colour and marker
everywhere, links each point to its evidence and describes itself in words made from its data.
Nothing here reads a table or knows HTML.
"""

from contested.charts.colours import Look, assign_looks, in_order, look_of
from contested.charts.intervals import intervals
from contested.charts.lanes import lanes
from contested.charts.marks import Mark, describe, voices
from contested.charts.mini import mini
from contested.charts.timeline import MOST_LABELS, timeline

__all__ = ["MOST_LABELS", "Look", "Mark", "assign_looks", "describe", "in_order", "intervals", "lanes", "look_of", "mini", "timeline", "voices"]
