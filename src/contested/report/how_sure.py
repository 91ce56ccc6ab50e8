"""How sure: results under every convention, without each claimant in turn, taken together in a cell, pair by pair, and how late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from contested.charts import Estimate, agreement_plot, forest
from contested.charts.words import count, number, ratio
from contested.compare.too_little import TooLittle
from contested.report.data import claimant_of
from contested.report.frames import frames_of
from contested.report.front import claimant_cell
from contested.report.html import Column, el, table
from contested.report.study import Study, indicator_words, words
from contested.report.view import View
from contested.report.views import cell_title, too_little
from contested.report.who_more import effects_on
from contested.report.who_more import links as figure_links

if TYPE_CHECKING:
    import pandas as pd

    from contested.compare.agreement import Agreement
    from contested.compare.meta import MetaOfCell

MOST_LEFT_OUT = 6
MOST_CELLS = 3
MOST_PAIRS = 2
FEWEST_TOGETHER = 3
MOST_LATE = 15


def headlines_table(study: Study, slug: str, *indicators: str) -> View:
    """The headline results of each indicator under every convention, side by side."""
    from contested.compare.sensitivity import sensitivity

    parts = []
    for indicator in indicators:
        if not study.of(indicator):
            continue
        frames = frames_of(study, indicator)
        found = sensitivity(frames.claims, frames.cells, frames.echoes, conventions=study.conventions())
        name = f"{slug}-{indicator}"
        label = f"Table {study.number('table', name)}"
        columns = [Column(indicator_words(indicator), heads=True), *(Column(str(c), numeric=True) for c in found.columns)]
        body: list[list[object]] = [[str(i), *(str(x) for x in found.loc[i])] for i in found.index]
        title = f"{label}. Headline results on {indicator_words(indicator)} under each convention"
        parts.append(el("div", table(title, columns, body), id=name, cls="tbl"))
    return View("".join(parts)) if parts else too_little("Headline results under each convention", "No claim fits the parameters.")


def without_each(study: Study, slug: str, *indicators: str) -> View:
    """How far each ratio of the source model rests on any one claimant: its range when the others are left out in turn."""
    from contested.compare.source_effects import SPOKEN

    parts = []
    for indicator in indicators:
        found = effects_on(study, indicator)
        if isinstance(found, TooLittle):
            continue
        shown = {r.claimant: r for r in found.ratios(SPOKEN) if r.told}
        again = found.leave_one_out(MOST_LEFT_OUT)
        body: list[list[object]] = []
        for name, r in shown.items():
            rows = again[(again["claimant"] == name) & (again["reference"] == r.other) & (again["left_out"] != name)]
            if len(rows):
                told = sorted(zip(rows["ratio"].tolist(), rows["left_out"].tolist(), strict=True))
                (least, without_least), (most, without_most) = told[0], told[-1]
                body.append(
                    [
                        claimant_cell(study, name),
                        ratio(r.ratio),
                        f"{ratio(least)} (without {without_least})",
                        f"{ratio(most)} (without {without_most})",
                    ]
                )
        if not body:
            continue
        name = f"{slug}-{indicator}"
        label = f"Table {study.number('table', name)}"
        columns = [Column("claimant", heads=True), Column("ratio", numeric=True), Column("lowest"), Column("highest")]
        other = next(iter(shown.values())).other
        what = f"ratios to {other} with each of the {MOST_LEFT_OUT} most heard claimants left out in turn"
        title = f"{label}. {indicator_words(indicator).capitalize()}: {what}"
        parts.append(el("div", table(title, columns, body), id=name, cls="tbl"))
    if not parts:
        return too_little("Ratios without each claimant in turn", "No group of claimants carries a model here.")
    return View("".join(parts))


def together(study: Study, slug: str) -> View:
    """The cells with most claimants, each as a meta-analysis: what they say together, and where a further claimant would be expected."""
    from contested.compare.meta import MetaOfCell, meta_of
    from contested.compare.observations import observe

    title = "What the claimants of one comparison say together"
    frames = frames_of(study)
    cells = observe(frames.claims, frames.cells, frames.echoes, convention=study.selection.convention).cells()
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
    n = f"{count(len(m.claimants), 'claimant')}, {count(int(head['n_mentions']), 'mention')}"
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


def pairs_in_agreement(study: Study, slug: str) -> View:
    """Ratio against size for the pairs that share most cells."""
    from contested.compare.agreement import agreement_of_pairs

    frames = frames_of(study)
    found = agreement_of_pairs(frames.claims, frames.cells, frames.echoes, convention=study.selection.convention)
    if isinstance(found, TooLittle):
        return too_little("Whether two claimants differ more where figures are large", found.reason[:1].upper() + found.reason[1:])
    reference = study.selection.reference_source
    chosen = [a for a in found if reference in (None, a.one, a.other)][:MOST_PAIRS] or found[:1]
    return View("".join(_agreement(study, f"{slug}-{i}", a) for i, a in enumerate(chosen, 1)))


def _agreement(study: Study, slug: str, a: Agreement) -> Markup:
    label = f"Figure {study.number('figure', slug)}"
    heads = {str(d["cell_id"]): d for d in study.discrepancies()}
    title = f"{a.one} and {a.other}"
    links = []
    body: list[list[object]] = []
    used: list[str] = []
    for i, (cell, size, r) in enumerate(zip(a.cells, a.size, a.ratio, strict=True)):
        name = cell_title(heads[cell]) if cell in heads else cell
        used += [c.claim_id for c in study.cell_claims(cell) if claimant_of(c) in (a.one, a.other)]
        links.append((f"#{slug}-c{i}", f"{name}: {ratio(r)} times"))
        figures = [c for c in study.cell_claims(cell) if claimant_of(c) in (a.one, a.other)]
        body.append([el("span", name, id=f"{slug}-c{i}"), number(size, 0), ratio(r), figure_links(figures)])
    svg = agreement_plot(slug, title, a.size, a.ratio, (a.mean, a.low, a.high), links, pair=(a.one, a.other))
    note = f"2 claimants, {count(len(used), 'mention')} in {count(len(a.cells), 'shared cell')}. Each point is a cell; unit: people."
    caption = el("figcaption", el("strong", f"{label}. {title}"), " ", el("span", note, cls="muted"))
    picture = el("div", Markup(svg), cls="scroll plot", tabindex="0", role="region", aria_label=f"{label}, chart")
    columns = [
        Column("what, where, when", heads=True),
        Column("size", numeric=True),
        Column("ratio", numeric=True),
        Column("figures", wide=True),
    ]
    data = el("details", el("summary", f"Data of {label.lower()}"), table(f"Data of {label.lower()}: {title}", columns, body))
    study.use(slug, label, used)
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
        *(Column(c, numeric=True) for c in ("mentions", "median days", "middle half", "longest", "ahead")),
    ]
    body = [
        [
            claimant_cell(study, str(r["claimant"])),
            number(r["n_mentions"]),
            number(r["median"]),
            f"{number(r['lower'])} to {number(r['upper'])}",
            number(r["longest"]),
            number(r["ahead"]),
        ]
        for _, r in found.head(MOST_LATE).iterrows()
    ]
    title = f"{label}. Days from the last day a figure stands for to its publication (ahead: stands for a day after it)"
    n = int(found.attrs["undated"])
    rest = [
        f"{count(len(found) - MOST_LATE, 'further claimant')}." if len(found) > MOST_LATE else "",
        f"{count(n, 'claim')} without a day." if n else "",
    ]
    note = el("p", " ".join(filter(None, rest)), cls="muted") if any(rest) else None
    return View(el("div", table(title, columns, body), note, id=slug, cls="tbl"))
