"""A model of claimants as a table for a notebook: one ratio a row, with its interval drawn on a scale that all rows share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from contested.charts.words import count, ratio
from contested.report.html import Column, el, outside_text, table
from contested.report.lab import in_lab

if TYPE_CHECKING:
    from contested.compare.source_effects import Ratio, SourceEffects


def effects_html(found: SourceEffects) -> str:
    """A model as a table: a ratio a row, its interval drawn on one scale for all."""
    ratios = found.ratios()
    ends = [v for r in ratios for v in (r.ratio, r.low, r.high) if 0 < v < math.inf] or [1.0]
    scale = _Scale(min(*ends, 0.5), max(*ends, 2.0))
    columns: list[Column | str] = [
        Column("claimant", heads=True), Column("times", numeric=True), Column("95% interval", numeric=True),
        "on a log scale, with a line at 1", "those of", Column("cells", numeric=True), Column("shared", numeric=True),
    ]  # fmt: skip
    rows = [
        [
            outside_text(r.claimant), ratio(r.ratio), f"{ratio(r.low)} to {'open' if math.isinf(r.high) else ratio(r.high)}",
            _interval_picture(r, scale), outside_text(r.other), r.n_cells, r.n_shared,
        ]
        for r in ratios
    ]  # fmt: skip
    undecided = sum(r.low <= 1 <= r.high for r in ratios)
    note = (
        f"Who reports more than whom, not who is right. In {undecided} of {count(len(ratios), 'ratio')} the interval holds 1: "
        "there the data do not tell which of the two reports more. “Shared” are the cells in which both speak; with none, "
        "they are compared through others."
    )
    rest = [el("p", str(t)) for t in found.too_small]
    caption = "How the figures of claimants relate, over all comparisons"
    return in_lab(el("div", table(caption, columns, rows) if rows else None, el("p", note) if rows else None, *rest))


@dataclass(frozen=True, slots=True)
class _Scale:
    """A log scale from the lowest to the highest ratio, `width` units wide."""

    low: float
    high: float
    width: float = 180.0

    def at(self, value: float) -> float:
        share = math.log(min(max(value, self.low), self.high) / self.low) / math.log(self.high / self.low)
        return round(4 + share * (self.width - 8), 1)


def _interval_picture(r: Ratio, scale: _Scale) -> Markup:
    low, mid, high, one = (scale.at(v) for v in (r.low, r.ratio, r.high, 1.0))
    size = f'viewBox="0 0 {scale.width:g} 14" width="{scale.width:g}" height="14"'
    return Markup(
        f'<svg {size} aria-hidden="true" fill="currentColor" stroke="currentColor">'
        f'<path d="M{one} 0V14" stroke-opacity=".4"/><path d="M{low} 7H{high}" stroke-width="1.6"/><circle cx="{mid}" cy="7" r="3"/></svg>'
    )
