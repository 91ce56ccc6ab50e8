"""Comparisons side by side: what is compared and how far apart it is, and under it the sentence of each who speaks.

A table of comparisons names the lowest and the highest figure. A reviewer who doubts a ratio wants to read what each
claimant said, next to what the others said: that is a sheet, one a comparison.
"""

from __future__ import annotations

from markupsafe import Markup

from contested.charts.words import clip, count, date, ratio
from contested.model import Claim
from contested.report.data import Record, claimant_of
from contested.report.evidence import evidence_in
from contested.report.front import claimant_cell
from contested.report.html import el, join, outside_text
from contested.report.joins import join_words
from contested.report.study import Study, figure_link, when, words

MOST_VOICES = 12
AGREEMENT_WORDS = {
    "disjoint": "no single number fits what all of them say",
    "nested": "one interval holds all the others",
    "consistent": "all of them can be right",
}


def sheet_link(study: Study, row: Record, title: str) -> Markup:
    """Name a comparison by a link to its sheet, which the evidence section will hold.

    Parameters
    ----------
    row
        Of the table `discrepancies`.
    """
    study.compared.setdefault(str(row["cell_id"]), (row, title))
    return el("a", outside_text(title), href=f"#x-{row['cell_id']}")


def sheets(study: Study) -> list[Markup]:
    """The sheets of the comparisons that were linked so far, in the order of their links."""
    made = []
    for number, (cell_id, (row, title)) in enumerate(study.compared.items(), 1):
        claims = study.cell_claims(cell_id)
        study.use(f"x-{cell_id}", f"Comparison {number}", (c.claim_id for c in claims[:MOST_VOICES]))
        made.append(_sheet(study, f"Comparison {number}. {title[:1].upper()}{title[1:]}", row, claims))
    return made


def _sheet(study: Study, title: str, row: Record, claims: list[Claim]) -> Markup:
    more = el("p", f"{len(claims) - MOST_VOICES:,} more mentions in the tables.", cls="muted") if len(claims) > MOST_VOICES else None
    voices = el("ul", *(_voice(study, c) for c in claims[:MOST_VOICES]), cls="voices")
    head = el("h4", outside_text(title))
    return el("section", head, _verdict(study, row), voices, more, id=f"x-{row['cell_id']}", cls="sheet", tabindex="-1")


def _verdict(study: Study, row: Record) -> Markup:
    """From where to where, how far apart, what follows, who was counted, what had to be joined."""
    known = study.tables.claim_by_id
    ends = [words(known[i]) for end in ("lowest", "highest") if (i := str(row[f"{end}_claim_id"])) in known]
    span = f"{' to '.join(dict.fromkeys(ends))}: " if ends else ""
    apart = f"{ratio(float(row['ratio']))} times from lowest to highest" if row.get("ratio") else "no ratio"
    agreement = str(row["agreement"])
    said = f"{span}{apart}; {agreement}: {AGREEMENT_WORDS.get(agreement, '')}".rstrip(": ")
    voices = f"{count(int(row['n_claimants']), 'claimant')}, {count(int(row['n_mentions']), 'mention')}"
    return el("p", el("strong", said[:1].upper() + said[1:], "."), f" {voices}. Joined by {join_words(row.get('joins'))}.", cls="verdict")


def _voice(study: Study, claim: Claim) -> Markup:
    item = evidence_in(study.tables, claim)
    published = f", {date(claim.published)}" if claim.published else ""
    by_whom = f"; by whom: {clip(claim.actor, 120)}" if claim.actor else ""
    return el(
        "li",
        el("p", claimant_cell(study, claimant_of(claim)), cls="says"),
        el("p", figure_link(claim), cls="amount"),
        item.sentence_html(),
        el(
            "p",
            join(
                [outside_text(clip(claim.publisher or "publisher not known", 80)), published, f"; {when(claim)}, {claim.status}{by_whom}"]
            ),
        ),
    )
