"""The evidence section of a report: comparisons side by side, then every figure shown, each leading back to where it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from markupsafe import Markup

from contested.charts.words import clip, count, date
from contested.model import Claim
from contested.report.data import claimant_of, ids_in, is_own_voice
from contested.report.evidence import Evidence, evidence_in, facts_html
from contested.report.front import claimant_cell, document_anchor
from contested.report.html import el, join, outside_link, outside_text, show
from contested.report.sheets import sheets
from contested.report.study import Study, figure_link, words
from contested.report.view import View

MOST_OTHERS = 5
Uses = Mapping[str, Sequence[tuple[str, str]]]


def evidence_list(study: Study) -> View:
    """The evidence of every figure shown so far: the comparisons side by side, then by document in the order of the text."""
    compared = sheets(study)
    used = study.used()
    claims = [c for c in study.tables.claims if c.claim_id in used]
    if not claims:
        return View(el("p", "No figure is shown, so there is nothing to prove.", cls="muted"))
    rank = {str(d["doc_id"]): i for i, d in enumerate(study.tables.documents)}
    claims.sort(key=lambda c: (rank.get(c.doc_id, len(rank)), c.doc_id, c.char_start or 0, c.claim_id))
    others = _others(study, used)
    parts: list[Markup] = []
    if compared:
        parts += [el("h3", "Side by side", id="side-by-side"), *compared, el("h3", "By document", id="by-document")]
    said = (
        f"{count(len(claims), 'figure')} shown in this report, by document. The highlighted words are those the figure rests on. "
        "To cite a figure, give its claim: the twelve digits stay the same from run to run while the words do."
    )
    parts.append(el("p", said))
    deeper = "h4" if compared else "h3"
    for doc_id, group in groupby(claims, key=lambda c: c.doc_id):
        entries = [_entry(study, c, used, others, "h5" if compared else "h4") for c in group]
        parts.append(_document(study, doc_id, deeper, entries))
    return View(el("div", *parts, cls="evidence"))


def _document(study: Study, doc_id: str, level: str, entries: list[Markup]) -> Markup:
    document = study.tables.document_by_id.get(doc_id, {"doc_id": doc_id})
    title = outside_link(document.get("url"), clip(str(document.get("title") or doc_id), 160))
    day = date(document["published"]) if document.get("published") else "no date"
    publisher = clip(str(document.get("publisher") or "publisher not known"), 160)
    return el(
        "section",
        el(level, title, id=f"e-{document_anchor(study, doc_id)}", cls="from"),
        el("p", outside_text(publisher), f", {day}", cls="muted"),
        *entries,
        cls="doc",
    )


def _others(study: Study, used: Uses) -> dict[str, list[Claim]]:
    """By claim that is shown: what other claimants say about the same thing, one figure each, the lowest first."""
    figures = {c.claim_id: c for c in study.figures}
    found: dict[str, dict[str, Claim]] = {}
    for cell in study.tables.cells:
        members = [figures[i] for i in ids_in(cell) if i in figures]
        members.sort(key=lambda c: (c.best or c.low or c.high or 0.0, claimant_of(c), c.claim_id))
        for c in members:
            if c.claim_id not in used:
                continue
            mine = found.setdefault(c.claim_id, {})
            for other in members:
                if claimant_of(other) != claimant_of(c):
                    mine.setdefault(claimant_of(other), other)
    return {claim_id: list(by_name.values()) for claim_id, by_name in found.items()}


def _entry(study: Study, claim: Claim, used: Uses, others: Mapping[str, Sequence[Claim]], level: str) -> Markup:
    item = evidence_in(study.tables, claim)
    back = join((el("a", label, href=f"#{slug}") for slug, label in used[claim.claim_id]), ", ")
    return el(
        "article",
        el(level, show(words(claim))),
        item.sentence_html(),
        facts_html(item, _facts(study, item, used, others.get(claim.claim_id, ()))),
        el("p", "Used in: ", back, cls="back"),
        id=f"c-{claim.claim_id}",
        tabindex="-1",
    )


def _facts(study: Study, item: Evidence, used: Uses, others: Sequence[Claim]) -> list[tuple[str, object]]:
    """The facts of a claim, those of its document apart (they head the group), with links to the figures they name."""
    claim = item.claim
    facts: list[tuple[str, object]] = []
    for name, value in item.facts():
        if name in ("document", "publisher"):
            continue
        shown: object = value
        if name == "said by" and is_own_voice(claim):
            shown = join([claimant_cell(study, claimant_of(claim)), " (the outlet itself)"])
        if name == "repeats" and value in used:
            shown = figure_link(study.tables.claim_by_id[value])
        facts.append((name, shown))
    if others:
        said = [
            join([figure_link(c) if c.claim_id in used else words(c), " (", outside_text(clip(claimant_of(c), 80)), ")"])
            for c in others[:MOST_OTHERS]
        ]
        more = f" and {len(others) - MOST_OTHERS} more" if len(others) > MOST_OTHERS else ""
        facts.append(("others", join([join(said, "; "), more])))
    return facts
