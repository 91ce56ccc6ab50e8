"""The first and the last page of a report: what it is about and as of when; how it was made, provably."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.metadata import version

from markupsafe import Markup

import contested
from contested.charts.words import clip, count, date, listing, number, period
from contested.report.conventions import convention_of
from contested.report.data import Record, claimant_of, short_name
from contested.report.html import Column, el, outside_link, outside_text, plain, show, table
from contested.report.parameters import PARAMETERS
from contested.report.study import Study, indicator_words
from contested.report.swatch import swatch
from contested.report.view import View

CAVEAT = (
    "Reported figures are a convenience sample of what happened: they show who said what, not what is true. "
    "Nothing here is summed across sources, and where sources differ the data tell who reports more, not who is right."
)


MOST_LISTED = 400


def claimant_cell(study: Study, name: str) -> Markup:
    """A claimant with its colour and marker."""
    name = short_name(name)
    return el("span", swatch(study.looks_of(name)), outside_text(name), cls="who")


def document_anchor(study: Study, doc_id: str) -> str:
    """The anchor of a document: its place in the list of documents, so that odd names make no odd ids."""
    order = getattr(study, "_document_order", None)
    if order is None:
        order = {str(d["doc_id"]): i for i, d in enumerate(study.tables.documents)}
        study._document_order = order  # type: ignore[attr-defined]
    return f"d-{order.get(doc_id, 0)}"


def band(facts: Sequence[tuple[str, object]]) -> Markup:
    """Key figures in a row: what is counted, and how many."""
    return el("dl", *(el("div", el("dt", name), el("dd", show(value))) for name, value in facts), cls="band")


def front_matter(study: Study, about: str) -> View:
    """What the report is about, as of when, from which documents and claimants, with which parameters; the caveat, once.

    Parameters
    ----------
    about
        The subject, to follow "This report shows".
    """
    documents = [study.tables.document_by_id[i] for i in dict.fromkeys(c.doc_id for c in study.claims) if i in study.tables.document_by_id]
    days = sorted(d["published"] for d in documents if d.get("published"))
    as_of = f", as of {date(days[-1])}, the day of the latest document used." if days else ". The documents used carry no date."
    names = study.claimants(study.claims)
    rows = study.discrepancies()
    apart = sum(d["agreement"] == "disjoint" for d in rows)
    facts = [
        ("mentions of figures", number(len(study.claims))),
        ("claimants", number(len(names))),
        (f"documents, {period(days[0], days[-1])}" if days else "documents", number(len(documents))),
        (f"comparisons, {apart:,} without a number that fits all" if rows else "comparisons", number(len(rows))),
        ("alarms", number(len(study.alarms()))),
    ]
    parts = [
        el("p", f"This report shows {about}", as_of, cls="as-of"),
        band(facts),
        el("p", el("strong", "Read with care. "), CAVEAT, cls="caveat"),
        el("div", _parameter_table(study), _document_list(study, documents), _claimant_list(study, names), cls="asked"),
    ]
    return View(el("div", *parts, cls="front"))


def _claimant_list(study: Study, names: Sequence[str]) -> Markup | None:
    if not names:
        return None
    mentions = Counter(claimant_of(c) for c in study.claims)
    items = (el("li", claimant_cell(study, n), f" ({count(mentions[n], 'mention')})") for n in names[:MOST_LISTED])
    more = el("li", f"and {len(names) - MOST_LISTED:,} more in the tables") if len(names) > MOST_LISTED else None
    return el("details", el("summary", f"The {count(len(names), 'claimant')}"), el("ul", *items, more, cls="docs names"))


def _parameter_table(study: Study) -> Markup:
    s = study.selection
    convention = convention_of(s.convention)
    rows = [
        (PARAMETERS["period_start"], date(s.period_start) if s.period_start else "the first there is"),
        (PARAMETERS["period_end"], date(s.period_end) if s.period_end else "the last there is"),
        (PARAMETERS["place"], s.place or "every place"),
        (PARAMETERS["indicators"], ", ".join(indicator_words(i) for i in (s.indicators or study.domain))),
        (PARAMETERS["sources"], "; ".join(s.sources) or "every claimant"),
        (PARAMETERS["convention"], f"{s.convention}: {convention.title}. {convention.note}"),
        (PARAMETERS["reference_source"], s.reference_source or "none: each pair stands for itself"),
        (PARAMETERS["outlet_sides"], _sides(s.outlet_sides)),
    ]
    body = table(
        "What this report was asked for",
        [Column("parameter", heads=True), "value"],
        [(show(a.capitalize()), show(b)) for a, b in rows],
        cls="pairs",
    )
    return el("details", el("summary", "Parameters of this report"), body)


def _sides(sides: Mapping[str, Sequence[str]] | None) -> str:
    if sides is None:
        return "each alignment of the lexicon by itself"
    return "; ".join(f"{name}: {', '.join(alignments)}" for name, alignments in sides.items())


def _document_list(study: Study, documents: list[Record]) -> Markup:
    items = []
    mentions = Counter(c.doc_id for c in study.claims)
    for d in documents[:MOST_LISTED]:
        day = date(d["published"]) if d.get("published") else "no date"
        items.append(
            el(
                "li",
                outside_link(d.get("url"), clip_title(d)),
                f" — {show(d.get('publisher') or 'publisher not known')}, {day} ({count(mentions[str(d['doc_id'])], 'figure')})",
            )
        )
    if len(documents) > MOST_LISTED:
        items.append(el("li", f"and {len(documents) - MOST_LISTED:,} more in the table of documents"))
    return el("details", el("summary", f"The {count(len(documents), 'document')} used"), el("ul", *items, cls="docs"))


def clip_title(document: Record) -> str:
    """A title fit to show: the document's own, at most 160 characters, else its id."""
    return clip(str(document.get("title") or document["doc_id"]), 160)


def method(study: Study, *extra: str) -> View:
    """How words became numbers and what the conventions mean; `extra` adds sentences of the report's own."""
    undefined = [c for c in study.figures if c.low is None and c.best is None and c.high is None and c.indicator != "control_change"]
    points = [
        "A figure is a claim by somebody. It counts for the body the text names; where the text names nobody, for the outlet itself.",
        "“n claimants” counts independent voices, “n mentions” how often they were heard. "
        "Twelve outlets that quote one monitor are one claimant with twelve mentions.",
        "A bound is kept as a bound: “at least 415” has no upper end and is drawn as an arrow. "
        "A vague word stands for an interval, drawn as a line with a small marker.",
        "A hollow marker is a claim made at second hand or as a belief. Denied and planned figures are listed, never drawn.",
        "A figure repeated inside one document is linked to its first mention and drawn once.",
        "A claim without a date of its own stands at the day its document was published.",
        *extra,
    ]
    if undefined:
        points.append(
            f"Under the convention in use, {count(len(undefined), 'figure')} {'has' if len(undefined) == 1 else 'have'} no interval "
            "(an unknown number, or a word for which the convention gives no rule); they stand in tables only."
        )
    return View(el("ul", *(el("li", p) for p in points), cls="method"))


def certificate(study: Study) -> View:
    """What would let somebody else make this report again: hashes of the tables and documents, versions, convention.

    Nothing in it changes from run to run on the same tables.
    """
    rows = [
        ("contested", contested.__version__),
        *((name, version(name)) for name in ("matplotlib", "numpy", "pandas", "pyarrow", "scipy", "statsmodels")),
        ("Python", ".".join(platform.python_version_tuple()[:2])),
        ("convention", study.selection.convention),
        ("random numbers", "none used"),
    ]
    versions = table("How this report was made", [Column("item", heads=True), "value"], rows, cls="pairs")
    hashes = table(
        "Tables read, with the SHA-256 of each file",
        [Column("file", heads=True), Column("SHA-256", wide=True)],
        [(name, el("code", digest)) for name, digest in sorted(study.tables.hashes.items())],
        cls="pairs",
    )
    texts = [
        (el("bdi", str(d.get("file") or d["doc_id"])), el("code", str(d.get("sha256") or "not recorded"))) for d in study.tables.documents
    ]
    documents = el(
        "details",
        el("summary", f"Documents read ({len(texts):,}), with the SHA-256 of each file"),
        table(
            "Documents read, with the SHA-256 of each file", [Column("file", heads=True), Column("SHA-256", wide=True)], texts, cls="pairs"
        ),
    )
    return View(el("div", versions, hashes, documents, cls="certificate"))


def card(study: Study, finding: str, svg: str | None) -> View:
    """What the index page shows of this report: one sentence, with links to the figures in it, and a small chart."""
    names = [claimant_of(c) for c in study.claims]
    said = plain(show(finding))
    linked = str(finding) if isinstance(finding, Markup) else None
    data = {"finding": said, "linked": linked, "svg": svg or "", "claimants": len(set(names)), "mentions": len(study.claims)}
    return View(el("p", "On the index page: ", said, cls="muted"), card=data)


def speakers(study: Study) -> str:
    """The claimants of a report in one phrase."""
    return listing(study.claimants())
