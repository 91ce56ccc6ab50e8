"""Who reports more than whom: the ratios of the source model as a chart, a table that names the figures behind them, and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from contested.charts import Estimate, forest
from contested.charts.words import clip, count
from contested.compare.too_little import TooLittle
from contested.compare.words import ratio_words
from contested.model import Claim
from contested.report.data import claimant_of
from contested.report.frames import frames_of
from contested.report.front import claimant_cell
from contested.report.html import Column, el, join, table
from contested.report.study import ASPECT_WORDS, Study, figure_link, words
from contested.report.topics import Topic, topics
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
    """One model a topic: how the claimants' figures relate to one another in the cells they share."""
    parts = []
    for topic in topics(study, *indicators):
        what = f"Who reports more {topic.words}"
        found = effects_on(study, topic)
        shown = refused(found, what) if isinstance(found, TooLittle) else effects_view(study, f"{slug}-{topic.slug}", what, found)
        parts.append(shown.html)
    if not parts:
        return too_little("Who reports more than whom", "No claim fits the parameters of this report.")
    return View("".join(parts))


def effects_on(study: Study, topic: Topic, *, drop_bounds: bool = False, convention: str | None = None) -> SourceEffects | TooLittle:
    """The source model of a topic, under the parameters of the report (or another convention); fitted once."""
    from contested.compare.source_effects import source_effects

    convention = convention or study.selection.convention

    def fit() -> SourceEffects | TooLittle:
        f = frames_of(study, topic.indicator, populations=topic.populations)
        reference = study.selection.reference_source
        return source_effects(f.claims, f.cells, f.echoes, convention=convention, reference=reference, drop_bounds=drop_bounds)

    return study.keep(("effects", topic.slug, convention, drop_bounds), fit)


def refused(found: TooLittle, what: str) -> View:
    """Say why there is no model, and what there is instead."""
    why = f"{found.what[:1].upper()}{found.what[1:]}: {found.reason} {found.would_help}".strip()
    return too_little(what, why, "The comparisons above stand for themselves; no average is drawn from them.")


def effects_view(study: Study, slug: str, what: str, found: SourceEffects, *, voice: str = "claimant") -> View:
    """A chart, its data and the sentences of every group of claimants (or sides) that carries a model.

    Parameters
    ----------
    voice
        What the rows are: claimants, which have a colour of their own, or sides.
    """
    from contested.compare.source_effects import SPOKEN

    parts: list[object] = []
    for k, c in enumerate(found.components, 1):
        ratios = [r for r in found.ratios(SPOKEN) if r.claimant in c.claimants]
        parts.append(_component(study, f"{slug}-{k}", what, c, ratios, voice))
    notes = [f"{t.what[:1].upper()}{t.what[1:]}: {t.reason}" for t in found.too_small]
    if len(notes) > 3:
        notes = [*notes[:2], f"{len(notes) - 2} further groups are too small in the same way."]
    left = [f"{n:,} {why.replace('claimant', voice)}" for why, n in sorted(found.left_out.items(), key=lambda kv: (-kv[1], kv[0]))]
    if left:
        notes.append("Took no part: " + "; ".join(left) + ".")
    if notes:
        parts.append(el("details", el("summary", "What takes no part, and why"), el("ul", *(el("li", n) for n in notes))))
    return View(el("div", *parts, id=slug))


def _component(study: Study, slug: str, what: str, c: Component, ratios: Sequence[Ratio], voice: str) -> Markup:
    known = study.tables.claim_by_id
    used = [o for o in c.observations if o.claim_id in known]
    told = [r for r in ratios if r.told]
    shown = told[:MOST_ROWS]
    if not shown:
        why = (
            f"{len(c.claimants)} {voice}s meet in {c.n_cells} cells, but no ratio can be told from them: {len(ratios)} of them speak "
            "in three cells or more, and their intervals reach from almost nothing to many times the reference."
        )
        return Markup(too_little(what, why, "The comparisons above stand for themselves.").html)
    label = f"Figure {study.number('figure', slug)}"
    order = sorted(shown, key=lambda r: (r.ratio, r.claimant))
    rows = [
        Estimate(
            f"#{slug}-r{i}",
            r.claimant,
            f"{ratio_words(r.ratio)}  ({ratio_words(r.low)} to {ratio_words(r.high)})",
            r.ratio,
            r.low,
            r.high,
            claimant=r.claimant if voice == "claimant" else "",
        )
        for i, r in enumerate(order)
    ]
    other = shown[0].other
    svg = forest(slug, what, rows, study.looks, axis=f"ratio to {clip(other, 60)} (log scale)", reference=1.0, sides=(FEWER, MORE))
    caption = el(
        "figcaption", el("strong", f"{label}. {what} than {other}"), " ", el("span", _note(study, c, ratios, told, voice), cls="muted")
    )
    picture = el("div", Markup(svg), cls="scroll plot", tabindex="0", role="region", aria_label=f"{label}, chart")
    figure = el("figure", caption, picture, _data(study, slug, label, order, used, voice == "claimant"), id=slug)
    study.use(slug, label, (o.claim_id for o in used))
    sure = [r for r in told if r.low > 1 or r.high < 1]
    if sure:
        said = el("ul", *(el("li", r.sentence) for r in sure[:8]), cls="said")
    else:
        said = el("p", f"No interval leaves out 1: the data do not tell that any {voice} reports more or less than {other}.", cls="said")
    return Markup(figure + said)


def _note(study: Study, c: Component, ratios: Sequence[Ratio], told: Sequence[Ratio], voice: str) -> str:
    """What a chart rests on: voices, mentions, cells by kind, the model and its noise, and which ratios are not drawn."""
    claims = [study.tables.claim_by_id[o.claim_id] for o in c.observations if o.claim_id in study.tables.claim_by_id]
    by_cell = {o.cell_id: claim.aspect for o, claim in zip(c.observations, claims, strict=False)}
    kinds = Counter(ASPECT_WORDS.get(aspect or "", "not said") for aspect in by_cell.values())
    of_kind = ", ".join(f"{n:,} {kind}" for kind, n in sorted(kinds.items(), key=lambda kv: (-kv[1], kv[0])))
    who = count(len(c.claimants), voice)
    if voice != "claimant":
        who += f", {count(len({claimant_of(claim) for claim in claims}), 'claimant')}"
    pooled = "not pooled" if c.results.tau_ is None else f"pooled, sd {c.results.tau_:.2f} of logs"
    parts = [
        f"{who}, {count(c.n_mentions, 'mention')} in {count(c.n_cells, 'cell')} ({of_kind}).",
        f"Ratios with 95% intervals; {c.form} model, {c.results.noise_words()}, effects {pooled}.",
    ]
    reference = c.reference in c.claimants
    unseen = [
        (len(told) - MOST_ROWS, "more in the tables' data"),
        (len(ratios) - len(told), "with an interval too wide to tell anything"),
        (len(c.claimants) - reference - len(ratios), "in fewer than three cells"),
    ]
    if any(n > 0 for n, _ in unseen):
        parts.append("Not drawn: " + ", ".join(f"{n:,} {why}" for n, why in unseen if n > 0) + ".")
    return " ".join(parts)


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
                ratio_words(r.ratio),
                f"{ratio_words(r.low)} to {ratio_words(r.high)}",
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
