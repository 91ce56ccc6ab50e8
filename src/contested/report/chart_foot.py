"""What stands around a chart: the range it shows in words, whose colours they are, where its numbers come from, its data to take away."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Sequence

from markupsafe import Markup

from contested.charts.words import count, period
from contested.model import Claim
from contested.report.data import claimant_of
from contested.report.front import claimant_cell
from contested.report.html import el, join, outside_text
from contested.report.study import Study, figure_link, mark_of, words
from contested.tables.spreadsheet import neutralised

COLUMNS = (
    "claim_id", "claimant", "said", "indicator", "population", "unit", "low", "best", "high", "place", "date_start", "date_end", "status",
    "publisher", "published", "quote",
)  # fmt: skip


def range_line(claims: Sequence[Claim]) -> Markup | None:
    """The lowest and the highest figure of a chart, in words and linked; None where they do not differ."""
    drawn = sorted((c for c in claims if mark_of(c).drawable), key=lambda c: (mark_of(c).point, c.claim_id))
    if len(drawn) < 2 or mark_of(drawn[0]).point == mark_of(drawn[-1]).point:
        return None
    ends = (join([figure_link(c), " (", outside_text(", ".join(_where(c))), ")"]) for c in (drawn[0], drawn[-1]))
    return el("span", "From ", join(ends, " to "), ".", cls="range")


def _where(claim: Claim) -> list[str]:
    return [claimant_of(claim), *filter(None, [claim.place or claim.place_text])]


def chart_foot(study: Study, label: str, claims: Sequence[Claim], *, named: bool) -> Markup:
    """The claimants with their colours, then how many documents the chart rests on, and its data as a file.

    Parameters
    ----------
    named
        True where the chart itself names the claimants: the list is then for windows too narrow to show the names.
    """
    names = study.claimants(claims)
    key = el(
        "p",
        el("span", "Claimants: ", cls="vh"),
        join((claimant_cell(study, n) for n in names), " "),
        cls="key narrow" if named else "key",
    )
    days = sorted(c.published for c in claims if c.published)
    documents = count(len({c.doc_id for c in claims}), "document")
    dated = f" published {period(days[0], days[-1])}" if days else ""
    name = f"{study.name}-{label.lower().replace(' ', '-')}.csv"
    link = el("a", "Download its data", href=_as_file(claims), download=name, aria_label=f"Download its data: {label}, CSV")
    return join([key if names else None, el("p", f"Source: {documents}{dated}. ", el("span", link, " (CSV).", cls="take"), cls="source")])


def _as_file(claims: Sequence[Claim]) -> str:
    """The claims as a CSV file inside its own address: it works offline, from a page that was mailed alone."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for c in claims:
        said = {"claimant": claimant_of(c), "said": words(c)}
        writer.writerow([_cell(said[n] if n in said else getattr(c, n)) for n in COLUMNS])
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(text.getvalue().encode("utf-8", "replace")).decode()


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.12g}"
    return "" if value is None else neutralised(str(value))
