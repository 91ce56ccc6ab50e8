"""Sentences that say what the claims of a report come to; every number in them leads to its evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from markupsafe import Markup

from contested.charts.words import count, listing, ratio, verb
from contested.model import Claim
from contested.report.data import Record, claimant_of
from contested.report.html import join, outside_text
from contested.report.joins import join_words
from contested.report.study import Study, figure_link, indicator_words, span, when
from contested.report.views import cell_title

Line = tuple[Markup | str, list[Claim]]


def overview(study: Study, what: str) -> Line:
    """How many voices speak, and how often."""
    if not study.figures:
        return f"No figure on {what} fits the parameters of this report: nothing can be said, and nothing is assumed.", []
    names = study.claimants()
    by = f"all by {names[0]}" if len(names) == 1 else f"by {count(len(names), 'claimant')}, most often {listing(names[:3])}"
    repeats = len(study.claims) - len(study.figures)
    tail = (
        f" ({count(repeats, 'further mention')} {'is a repeat' if repeats == 1 else 'are repeats'}, or denied, or planned)"
        if repeats
        else ""
    )
    return f"{count(len(study.figures), 'figure')} on {what} {'is' if len(study.figures) == 1 else 'are'} reported, {by}{tail}.", []


def one_voice(study: Study) -> Line | None:
    """Say plainly that one claimant cannot be compared."""
    names = study.claimants()
    if len(names) != 1:
        return None
    return (
        f"With {names[0]} alone there is nobody to compare with: the report shows what it says and how it moved, "
        "and measures no disagreement.",
        [],
    )


def latest(study: Study, label: str, claims: Sequence[Claim], most: int = 4) -> Line | None:
    """The latest figure of each claimant, the largest first."""
    last: dict[str, Claim] = {}
    for c in claims:
        if c.low is not None or c.best is not None or c.high is not None:
            before = last.get(claimant_of(c))
            # of the figures of one day the widest in scope speaks for the claimant: the others are parts of it
            if before is None or (span(c)[1] or dt.date.min, _size(c)) >= (span(before)[1] or dt.date.min, _size(before)):
                last[claimant_of(c)] = c
    if not last:
        return None
    chosen = sorted(last.values(), key=lambda c: (-_size(c), c.claim_id))[:most]
    parts = [join([figure_link(c), f" ({claimant_of(c)}, {c.place or 'place not named'}, {when(c)})"]) for c in chosen]
    lead = f"{label}, latest of each claimant" if len(last) <= most else f"{label}, latest of each claimant, the {most} highest"
    return join([f"{lead}: ", join(parts, "; "), "."]), chosen


def _size(claim: Claim) -> float:
    return claim.best or claim.low or claim.high or 0.0


def main_first(study: Study, *indicators: str) -> list[Record]:
    """Discrepancies with a ratio, widest first, those of the report's main indicators before all others."""
    rows = [d for d in study.discrepancies() if d.get("ratio")]
    return sorted(rows, key=lambda d: d["indicator"] not in indicators)


def widest(study: Study, row: Record, *, short: bool = False) -> Line:
    """The widest discrepancy, in words, with both ends linked; `short` leaves out what the comparison rests on."""
    ends = [study.tables.claim_by_id.get(str(row[f"{end}_claim_id"])) for end in ("lowest", "highest")]
    claims = [c for c in ends if c]
    if len(claims) < 2:
        return join([outside_text(str(row["sentence"]))]), claims
    low, high = claims
    times = f", a factor of {ratio(float(row['ratio']))}" if row.get("ratio") else ""
    joins = f" (compared across: {join_words(row['joins'])})" if row.get("joins") and not short else ""
    return join(
        [
            f"Farthest apart on {cell_title(row)}: ",
            figure_link(low),
            f" by {claimant_of(low)} against ",
            figure_link(high),
            f" by {claimant_of(high)}{times}{joins}.",
        ]
    ), claims


def agreement(study: Study) -> Line | None:
    """How many comparisons there are and how they end."""
    rows = study.discrepancies()
    if not rows:
        return (
            (
                "No two claimants speak about the same thing at the same place and time, "
                "so their figures cannot be checked against each other.",
                [],
            )
            if len(study.claimants()) > 1
            else None
        )
    apart = sum(d["agreement"] == "disjoint" for d in rows)
    return (
        f"{count(len(rows), 'comparison')} between claimants can be made; in {apart:,} of them no single number fits what all of them say.",
        [],
    )


def bounds(study: Study) -> Line | None:
    """How much of the record is bound, not number."""
    counted = [c for c in study.figures if c.indicator != "control_change"]
    if not counted:
        return None
    soft = sum(c.bound != "exact" for c in counted)
    wide = sum(c.high is None for c in counted)
    return (
        f"{soft:,} of {len(counted):,} figures are not exact, {wide:,} of them without an upper limit: "
        "they are lower bounds, and are drawn as arrows.",
        [],
    )


def alarm_line(study: Study) -> Line | None:
    """How many alarms stand beside the figures."""
    rows = study.alarms()
    if not rows:
        return None
    kinds = listing(sorted({str(a["kind"]).replace("_", " ") for a in rows}))
    return (
        f"{count(len(rows), 'alarm')} {verb(len(rows), 'stands', 'stand')} beside these figures ({kinds}); read before quoting a number.",
        [],
    )


def lines_of(found: Sequence[Line | None]) -> tuple[list[Markup | str], list[Claim]]:
    """Part lines from the claims they rest on, five lines at the most."""
    kept = [line for line in found if line][:5]
    return [text for text, _ in kept], [c for _, claims in kept for c in claims]


def by_indicator(claims: Sequence[Claim]) -> list[tuple[str, list[Claim]]]:
    """Group claims by indicator and group of people, the most claims first, each by value."""
    groups: dict[str, list[Claim]] = {}
    for c in claims:
        groups.setdefault(indicator_words(c.indicator).capitalize(), []).append(c)
    return [
        (name, sorted(members, key=lambda c: (str(span(c)[1]), claimant_of(c), c.claim_id)))
        for name, members in sorted(groups.items(), key=lambda kv: (-len(kv[1]), kv[0]))
    ]
