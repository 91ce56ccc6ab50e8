"""Who reports more than whom: the ratios of the source model as a chart, a table that names the figures behind them, and words."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from contested.charts import Estimate, forest
from contested.charts.words import clip, count, number
from contested.compare.too_little import TooLittle
from contested.model import Claim
from contested.report.frames import frames_of
from contested.report.front import claimant_cell
from contested.report.html import Column, el, join, table
from contested.report.study import Study, figure_link, indicator_words, words
from contested.report.view import View
from contested.report.views import too_little

if TYPE_CHECKING:
    from contested.compare.observations import Observation
    from contested.compare.source_effects import Component, Ratio, SourceEffects

MOST_ROWS = 14
MOST_LINKS = 6
FEWER = "reports less"
MORE = "reports more"


def who_more(study: Study, slug: str, *indicators: str) -> View:
    """One model an indicator: how the claimants' figures relate to one another in the cells they share."""
    parts = []
    for indicator in indicators:
        if not study.of(indicator):
            continue
        parts.append(_one(study, f"{slug}-{indicator}", indicator).html)
    if not parts:
        return too_little("Who reports more than whom", "No claim fits the parameters of this report.")
    return View("".join(parts))


def effects_on(study: Study, indicator: str, *, drop_bounds: bool = False) -> SourceEffects | TooLittle:
    """The source model of one indicator, under the parameters of the report; fitted once."""
    from contested.compare.source_effects import source_effects

    def fit() -> SourceEffects | TooLittle:
        frames = frames_of(study, indicator)
        s = study.selection
        return source_effects(
            frames.claims, frames.cells, frames.echoes, convention=s.convention, reference=s.reference_source, drop_bounds=drop_bounds
        )

    return study.keep(("effects", indicator, drop_bounds), fit)


def _one(study: Study, slug: str, indicator: str) -> View:
    what = f"Who reports more people {indicator_words(indicator)}"
    found = effects_on(study, indicator)
    if isinstance(found, TooLittle):
        return refused(found)
    return effects_view(study, slug, what, found, claimants=True)


def refused(found: TooLittle) -> View:
    """Say why there is no model, and what there is instead."""
    why = found.reason[:1].upper() + found.reason[1:]
    instead = "The comparisons above stand for themselves; no average is drawn from them."
    return too_little(found.what[:1].upper() + found.what[1:], f"{why} {found.would_help}".strip(), instead)


def effects_view(study: Study, slug: str, what: str, found: SourceEffects, *, claimants: bool) -> View:
    """A chart, its data and the sentences of every group of claimants (or sides) that carries a model.

    Parameters
    ----------
    claimants
        Whether the rows are claimants, which have a colour of their own; else they are sides.
    """
    from contested.compare.source_effects import SPOKEN

    parts = []
    for k, c in enumerate(found.components, 1):
        name = slug if len(found.components) == 1 else f"{slug}-{k}"
        parts.append(_component(study, name, what, c, [r for r in found.ratios(SPOKEN) if r.claimant in c.claimants], claimants))
    notes = [f"{t.what[:1].upper()}{t.what[1:]}: {t.reason}" for t in found.too_small]
    if len(notes) > 3:
        notes = [*notes[:2], f"{len(notes) - 2} further groups are too small in the same way."]
    left = [f"{n:,} {why}" for why, n in sorted(found.left_out.items(), key=lambda kv: (-kv[1], kv[0]))]
    if left:
        notes.append("Took no part: " + "; ".join(left) + ".")
    if notes:
        parts.append(el("details", el("summary", "What takes no part, and why"), el("ul", *(el("li", n) for n in notes))))
    return View("".join(parts))


def _component(study: Study, slug: str, what: str, c: Component, ratios: Sequence[Ratio], claimants: bool) -> Markup:
    known = study.tables.claim_by_id
    used = [o for o in c.observations if o.claim_id in known]
    label = f"Figure {study.number('figure', slug)}"
    shown = [r for r in ratios if r.told][:MOST_ROWS]
    if not shown:
        most = max((r.n_cells for r in ratios), default=0)
        why = (
            f"{len(c.claimants)} claimants meet in {c.n_cells} cells, but none speaks in enough of them for its ratio to be told "
            f"(the one heard most in {most})."
        )
        return Markup(too_little(what, why, "The comparisons above stand for themselves.").html)
    order = sorted(shown, key=lambda r: (r.ratio, r.claimant))
    rows = [
        Estimate(f"#{slug}-r{i}", r.claimant, _ends(r), r.ratio, r.low, r.high, claimant=r.claimant if claimants else "")
        for i, r in enumerate(order)
    ]
    other = shown[0].other
    svg = forest(
        slug, what, rows, study.looks, axis=f"ratio to {clip(other, 60)} (log scale)", reference=1.0, sides=(FEWER, MORE)
    )  # fmt: skip
    voice = "claimant" if claimants else "side"
    note = (
        f"{count(len(c.claimants), voice)}, {count(c.n_mentions, 'mention')} in {count(c.n_cells, 'cell')}. "
        f"Ratio of the figures of each to those of {other}, with its 95% interval. "
        f"This tells who reports more than whom, not who is right."
    )
    few = len(c.claimants) - 1 - len(shown)
    if few > 0:
        note += f" {count(few, voice)} that {'speaks' if few == 1 else 'speak'} too seldom for a ratio not drawn."
    caption = el("figcaption", el("strong", f"{label}. {what} than {other}"), " ", el("span", note, cls="muted"))
    picture = el("div", Markup(svg), cls="scroll plot", tabindex="0", role="region", aria_label=f"{label}, chart")
    figure = el("figure", caption, picture, _data(study, slug, label, order, used, claimants), id=slug)
    study.use(slug, label, (o.claim_id for o in used))
    sure = [r for r in shown if r.low > 1 or r.high < 1]
    if sure:
        said = el("ul", *(el("li", r.sentence) for r in sure[:8]), cls="said")
    else:
        said = el("p", f"No interval leaves out 1: the data do not tell that any {voice} reports more or less than {other}.", cls="said")
    return Markup(figure + said)


def _ends(r: Ratio) -> str:
    return f"{_r(r.ratio)}  ({_r(r.low)} to {_r(r.high)})"


def _r(x: float) -> str:
    return "open" if math.isinf(x) else number(x, 0) if x >= 99.5 else f"{x:.1f}" if x >= 9.95 else f"{x:.2f}"


def _data(study: Study, slug: str, label: str, ratios: Sequence[Ratio], used: Sequence[Observation], claimants: bool) -> Markup:
    """The table under the chart: each ratio with the figures it rests on."""
    by_voice: dict[str, list[Observation]] = {}
    for o in used:
        by_voice.setdefault(o.claimant, []).append(o)
    columns = [
        Column("claimant" if claimants else "side", heads=True),
        Column("ratio", numeric=True),
        Column("95% interval", numeric=True),
        Column("cells", numeric=True),
        Column("shared", numeric=True),
        Column("its figures", wide=True),
    ]
    body: list[list[object]] = []
    for i, r in enumerate(ratios):
        mine = by_voice.get(r.claimant, [])
        claims = [study.tables.claim_by_id[o.claim_id] for o in mine]
        body.append(
            [
                el("span", claimant_cell(study, r.claimant) if claimants else r.claimant, id=f"{slug}-r{i}"),
                _r(r.ratio),
                f"{_r(r.low)} to {_r(r.high)}",
                str(r.n_cells),
                str(r.n_shared),
                links(claims),
            ]
        )
    title = f"Data of {label.lower()}: cells the {'claimant' if claimants else 'side'} speaks in, and those shared with {ratios[0].other}"
    return el("details", el("summary", f"Data of {label.lower()}"), table(title, columns, body))


def links(claims: Collection[Claim], most: int = MOST_LINKS) -> Markup:
    """Figures that lead to their evidence; past `most`, how many more there are."""
    shown = list(claims)[:most]
    found = join((figure_link(c, words(c, group=False)) for c in shown), ", ")
    rest = len(claims) - len(shown)
    return join([found, f" and {rest:,} more"]) if rest else found
