"""How sure: results under every convention, without each claimant in turn, taken together in a cell, pair by pair, and how late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from contested.charts import Estimate, agreement_plot, forest
from contested.charts.words import count, number
from contested.compare.source_effects import SPOKEN
from contested.compare.too_little import TooLittle
from contested.compare.words import ratio_words
from contested.report.frames import frames_of
from contested.report.front import claimant_cell
from contested.report.html import Column, el, table
from contested.report.study import Study, words
from contested.report.topics import Topic, topics
from contested.report.view import View
from contested.report.views import cell_title, too_little
from contested.report.who_more import effects_on
from contested.report.who_more import links as figure_links

if TYPE_CHECKING:
    import pandas as pd

    from contested.compare.agreement import Agreement
    from contested.compare.meta import MetaOfCell
    from contested.compare.source_effects import Ratio

MOST_RATIOS = 8
MOST_LEFT_OUT = 6
MOST_CELLS = 3
MOST_PAIRS = 2
FEWEST_TOGETHER = 3
MOST_LATE = 15


def headlines_table(study: Study, slug: str, *indicators: str) -> View:
    """The headline results of each topic under every convention, that of the report first; ratios with bounds left out too."""
    from contested.compare.sensitivity import sensitivity

    parts = []
    for topic in topics(study, *indicators):
        f = frames_of(study, topic.indicator, populations=topic.populations)
        modelled = not topic.indicator.startswith("control")
        effects = effects_on(study, topic) if modelled else None
        pairs = [] if not effects or isinstance(effects, TooLittle) else [(r.claimant, r.other) for r in effects.ratios(SPOKEN) if r.told]
        found = sensitivity(
            f.claims, f.cells, f.echoes, conventions=study.conventions(), pairs=pairs[:MOST_RATIOS], model=modelled,
            reference=study.selection.reference_source,
        )  # fmt: skip
        name = f"{slug}-{topic.slug}"
        label = f"Table {study.number('table', name)}"
        columns = [Column("result", heads=True), *(Column(str(c), numeric=True) for c in found.columns)]
        body: list[list[object]] = [[str(i), *(str(x) for x in found.loc[i])] for i in found.index]
        title = f"{label}. Headline results under each convention: {topic.words}"
        parts.append(el("div", table(title, columns, body), id=name, cls="tbl"))
    return View("".join(parts)) if parts else too_little("Headline results under each convention", "No claim fits the parameters.")


def without_each(study: Study, slug: str, *indicators: str) -> View:
    """How far each ratio of the source model rests on any one other claimant: its range when they are left out in turn."""
    parts = []
    for topic in topics(study, *indicators):
        found = effects_on(study, topic)
        if isinstance(found, TooLittle):
            continue
        again = found.leave_one_out(MOST_LEFT_OUT)
        body = [row for r in found.ratios(SPOKEN) if r.told and (row := _range_without(study, again, r))]
        if not body:
            continue
        name = f"{slug}-{topic.slug}"
        label = f"Table {study.number('table', name)}"
        columns = [Column("claimant", heads=True), Column("to"), *(Column(c) for c in ("ratio", "lowest", "highest", "not fitted"))]
        what = f"ratios with each other of the {MOST_LEFT_OUT} most heard claimants left out in turn, the one compared with excepted"
        parts.append(el("div", table(f"{label}. {topic.words[:1].upper()}{topic.words[1:]}: {what}", columns, body), id=name, cls="tbl"))
    if not parts:
        return too_little("Ratios without each claimant in turn", "No group of claimants carries a ratio that can be told.")
    return View("".join(parts))


def _range_without(study: Study, again: pd.DataFrame, r: Ratio) -> list[object]:
    rows = again[(again["claimant"] == r.claimant) & (again["reference"] == r.other) & (again["left_out"] != r.claimant)]
    told = sorted(zip(rows["ratio"].tolist(), rows["low"].tolist(), rows["high"].tolist(), rows["left_out"].tolist(), strict=True))
    if not told:
        return []
    lost = sorted(set(again["left_out"]) - set(rows["left_out"]) - {r.claimant, r.other})

    def said(ratio: float, low: float, high: float, gone: str) -> str:
        return f"{ratio_words(ratio)} ({ratio_words(low)} to {ratio_words(high)}), without {gone}"

    whole = f"{ratio_words(r.ratio)} ({ratio_words(r.low)} to {ratio_words(r.high)})"
    return [
        claimant_cell(study, r.claimant),
        r.other,
        whole,
        said(*told[0]),
        said(*told[-1]),
        "; ".join(f"without {n}" for n in lost) or "none",
    ]


def together(study: Study, slug: str) -> View:
    """The cells with most claimants, each as a meta-analysis: what they say together, and where a further claimant would be expected."""
    from contested.compare.meta import MetaOfCell, meta_of
    from contested.compare.observations import COUNTED, observe

    title = "What the claimants of one comparison say together"
    frames = frames_of(study)
    counted = frames.cells[frames.cells["unit"].isin(COUNTED)]
    cells = observe(frames.claims, counted, frames.echoes, convention=study.selection.convention).cells()
    heads = {str(d["cell_id"]): d for d in study.discrepancies()}
    found = [m for cell, told in cells.items() if cell in heads and isinstance(m := meta_of(cell, told), MetaOfCell)]
    chosen = sorted((m for m in found if len(m.claimants) >= FEWEST_TOGETHER), key=lambda m: (-len(m.claimants), m.cell_id))[:MOST_CELLS]
    if not chosen:
        most = max((len(m.claimants) for m in found), default=0)
        why = f"It needs {FEWEST_TOGETHER} claimants with figures bounded from both sides about one thing; here are {most} at the most."
        return too_little(title, why, "The comparisons are shown one by one above.")
    return View("".join(_meta(study, f"{slug}-{i}", heads[m.cell_id], m, cells[m.cell_id]) for i, m in enumerate(chosen, 1)))


def _meta(study: Study, slug: str, head: Any, m: MetaOfCell, told: list[Any]) -> Markup:
    from contested.compare.meta import leave_one_out

    label = f"Figure {study.number('figure', slug)}"
    ids = {o.claimant: o.claim_id for o in told}
    ends = {o.claimant: o.counts() for o in told}
    rows = []
    for name, figure in zip(m.claimants, m.figures, strict=True):
        low, high = ends[name]
        claim = study.tables.claim_by_id[ids[name]]
        rows.append(Estimate(f"#c-{claim.claim_id}", name, words(claim, group=False), figure, low, high, claimant=name))
    rows.sort(key=lambda r: (r.point, r.label))
    rows.append(
        Estimate(f"#{slug}-all", "all together", f"{number(m.mean, 0)} ({number(m.low, 0)} to {number(m.high, 0)})", m.mean, m.low, m.high)
    )
    if m.prediction_low is not None and m.prediction_high is not None:
        said = f"{number(m.prediction_low, 0)} to {number(m.prediction_high, 0)}"
        rows.append(Estimate(f"#{slug}-all", "a further claimant", said, m.mean, m.prediction_low, m.prediction_high))
    unit = "people (log scale)" if head["unit"] == "persons" else f"{head['unit']} (log scale)"
    svg = forest(slug, cell_title(head), rows, study.looks, axis=unit)
    n = f"{count(len(m.claimants), 'claimant')}, {count(sum(o.mentions for o in told if o.claimant in m.claimants), 'mention')}"
    note = f"{n}. tau² {m.tau2:.2f} (of logs), I² {100 * m.i2:.0f}%, Q {m.q:.1f} ({'p < 0.001' if m.p < 0.001 else f'p = {m.p:.3f}'})."
    caption = el("figcaption", el("strong", f"{label}. Together: {cell_title(head)}"), " ", el("span", note, cls="muted"))
    picture = el("div", Markup(svg), cls="scroll plot", tabindex="0", role="region", aria_label=f"{label}, chart")
    study.use(slug, label, ids.values())
    return Markup(
        el("figure", caption, picture, _without(label, leave_one_out(m)), el("p", m.sentence, id=f"{slug}-all", cls="said"), id=slug)
    )


def _without(label: str, rows: pd.DataFrame) -> Markup | None:
    if not len(rows):
        return None
    columns = [
        Column("without", heads=True),
        Column("together", numeric=True),
        Column("95% interval", numeric=True),
        Column("I²", numeric=True),
    ]
    body = [
        [r["left_out"], number(r["mean"], 0), f"{number(r['low'], 0)} to {number(r['high'], 0)}", f"{100 * r['i2']:.0f}%"]
        for _, r in rows.iterrows()
    ]
    return el("details", el("summary", "Without each claimant in turn"), table(f"{label}, without each claimant in turn", columns, body))


def pairs_in_agreement(study: Study, slug: str, *indicators: str) -> View:
    """Ratio against size for the pairs that share most cells of a topic."""
    from contested.compare.agreement import agreement_of_pairs

    title = "Whether two claimants differ more where figures are large"
    reference = study.selection.reference_source
    parts = []
    reasons = []
    for topic in topics(study, *indicators):
        f = frames_of(study, topic.indicator, populations=topic.populations)
        people = f.cells[f.cells["unit"] == "persons"]
        found = agreement_of_pairs(f.claims, people, f.echoes, convention=study.selection.convention)
        if isinstance(found, TooLittle):
            reasons.append(f"{topic.words}: {found.reason}")
            continue
        chosen = [a for a in found if reference in (None, a.one, a.other)][:MOST_PAIRS]
        if not chosen:
            reasons.append(f"{topic.words}: {reference} shares too few cells with any other claimant.")
        parts += [_agreement(study, f"{slug}-{topic.slug}-{i}", topic, a) for i, a in enumerate(chosen, 1)]
    if not parts:
        why = "; ".join(reasons) or "No claim fits the parameters of this report."
        return too_little(title, why[:1].upper() + why[1:])
    return View("".join(parts))


def _agreement(study: Study, slug: str, topic: Topic, a: Agreement) -> Markup:
    known = study.tables.claim_by_id
    heads = {str(c["cell_id"]): c for c in study.tables.cells}
    label = f"Figure {study.number('figure', slug)}"
    title = f"{topic.words[:1].upper()}{topic.words[1:]}: {a.one} and {a.other}"
    links = []
    body: list[list[object]] = []
    for i, (cell, ids, size, r) in enumerate(zip(a.cells, a.claim_ids, a.size, a.ratio, strict=True)):
        name = cell_title(heads[cell])
        links.append((f"#{slug}-c{i}", f"{name}: {ratio_words(r)} times"))
        figures = figure_links([known[c] for c in ids])
        body.append([el("span", name, id=f"{slug}-c{i}"), number(size, 0), ratio_words(r), figures])
    svg = agreement_plot(slug, title, a.size, a.ratio, (a.mean, a.low, a.high), links, pair=(a.one, a.other))
    note = f"2 claimants, {count(2 * len(a.cells), 'mention')} in {count(len(a.cells), 'shared cell')}, one a point. Unit: people."
    caption = el("figcaption", el("strong", f"{label}. {title}"), " ", el("span", note, cls="muted"))
    picture = el("div", Markup(svg), cls="scroll plot", tabindex="0", role="region", aria_label=f"{label}, chart")
    columns = [
        Column("what, where, when", heads=True),
        Column("size", numeric=True),
        Column("ratio", numeric=True),
        Column("figures", wide=True),
    ]
    data = el("details", el("summary", f"Data of {label.lower()}"), table(f"Data of {label.lower()}: {title}", columns, body))
    study.use(slug, label, (c for ids in a.claim_ids for c in ids))
    return Markup(el("figure", caption, picture, data, el("p", a.sentence, cls="said"), id=slug))


def lag_table(study: Study, slug: str) -> View:
    """How many days pass between the day a figure stands for and its publication."""
    from contested.compare.lag import reporting_lag

    found = reporting_lag(frames_of(study).claims)
    if not len(found):
        return too_little("How late figures are published", "No claim here has both a day it stands for and a day of publication.")
    label = f"Table {study.number('table', slug)}"
    columns = [
        Column("claimant", heads=True),
        *(Column(c, numeric=True) for c in ("mentions", "median days", "middle half, days", "over a year", "ahead")),
    ]
    body = [
        [
            claimant_cell(study, str(r["claimant"])),
            number(r["n_mentions"]),
            number(r["median"]) if r["median"] == r["median"] else "none",
            f"{number(r['lower'])} to {number(r['upper'])}" if r["median"] == r["median"] else "none",
            number(r["late"]),
            number(r["ahead"]),
        ]
        for _, r in found.head(MOST_LATE).iterrows()
    ]
    title = f"{label}. Days from the last day a figure stands for to its publication"
    n = int(found.attrs["undated"])
    rest = [
        f"{count(len(found) - MOST_LATE, 'further claimant')}." if len(found) > MOST_LATE else "",
        f"{count(n, 'claim')} without a day." if n else "",
    ]
    rest.insert(0, "Mentions over a year late tell of the past, those ahead of their day of plans; or a day was misread.")
    note = el("p", " ".join(filter(None, rest)), cls="muted")
    return View(el("div", table(title, columns, body), note, id=slug, cls="tbl"))
