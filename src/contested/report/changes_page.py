"""The page a reviewer of a daily run reads: what is new, gone and revised since the edition published before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from contested.charts.words import clip, count, date, listing
from contested.report.data import Record
from contested.report.frame import frame
from contested.report.html import Column, el, join, outside_text, table
from contested.report.render import check_links

PAGE = "changes.html"
TITLE = "What changed"
MOST = 80
MOST_CHARACTERS = 400
# kind -> heading, one of them, lead
_KINDS = {
    "finding": ("Findings", "finding", "The one-sentence finding of each report, before and now."),
    "alarm": ("Alarms", "alarm", "Warnings that stand beside figures. One that is gone has no figures left that raise it."),
    "comparison": ("Comparisons", "comparison", "What can be compared between claimants, and how far apart they are."),
    "figure": ("Figures", "figure", "One mention a row. A new figure that brings a running total up to date names the figure it updates."),
    "document": ("Documents", "document", "A document is revised when its text or what is known about it differs."),
}  # fmt: skip
_HOW = (
    "A figure is the same in both editions when its document, its words and its sentence are; where a document was edited, the figure that "
    "counts the same group by the same claimant stands for it. It is revised when what it says differs: number, bound, group, claimant, "
    "place, period, status. An alarm or a comparison is the same when it is about the same figures. When the next run finds nothing "
    "different, this page stays. The same two editions give the same bytes."
)
_NAMED = ("document", "figure", "alarm", "comparison", "finding")
_ORDER = ("revised", "new", "gone")
_LEADS = {"new": "New", "gone": "Gone", "revised": "Revised"}


def summary(rows: Sequence[Record]) -> str:
    """What changed, in one sentence: so many figures and alarms new, so many gone."""
    tally = Counter((str(r["change"]), str(r["kind"])) for r in rows)
    parts = []
    for change in ("new", "revised", "gone"):
        named = [count(tally[change, kind], _KINDS[kind][1]) for kind in _NAMED if tally[change, kind]]
        if named:
            parts.append(f"{listing(named)} {change}")
    return "; ".join(parts) + "."


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the things of the new edition are shown.

    Attributes
    ----------
    claims, comparisons : mapping of str to str
        By claim id the report page that holds its evidence; by cell id the page that shows it side by side.
    figures : mapping of str to Markup
        By alarm id, links to the figures it is about; by the name of a report, its finding with such links.
    titles : mapping of str to str
        Words for a page, by file name.
    """

    claims: Mapping[str, str] = field(default_factory=dict)
    comparisons: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, Markup] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


def changes_page(rows: Sequence[Record], *, ways: Ways, nav: Sequence[tuple[str, str]]) -> str:
    """Build the page.

    Parameters
    ----------
    rows
        The table `changes`.
    nav
        (file, words) of the pages to link from the head.
    """
    run = next((r for r in rows if r["kind"] == "run"), None)
    parts: list[object] = [
        el("h1", TITLE),
        el("p", summary(rows), cls="lead"),
        _editions(run) if run else None,
    ]
    for kind, (heading, noun, lead) in _KINDS.items():
        members = [r for r in rows if r["kind"] == kind]
        parts.append(el("h2", heading, id=kind))
        if not members:
            parts.append(el("p", f"No {noun} is new, gone or revised.", cls="muted"))
            continue
        parts.append(el("p", lead, cls="prose"))
        for change in _ORDER:
            found = [r for r in members if r["change"] == change]
            if found:
                parts.append(_table(kind, change, noun, found, ways))
    parts += [
        el("h2", "How this was compared", id="how"),
        el(
            "p",
            _HOW,
            cls="prose",
        ),
        el("p", el("a", "The table changes as CSV", href="tables/changes.csv", download=True), cls="muted"),
    ]
    page = frame(join((p for p in parts if p is not None), "\n"), title=TITLE, own=PAGE, nav=nav)
    check_links(page, PAGE)
    return page


def _editions(run: Record) -> Markup:
    rows = [("before", outside_text(run["before"])), ("now", outside_text(run["after"]))]
    return el("div", table("The two editions", [Column("edition", heads=True), "what it holds"], rows, cls="pairs"), cls="tbl")


def _table(kind: str, change: str, noun: str, rows: Sequence[Record], ways: Ways) -> Markup:
    columns: list[Column | str] = [Column(noun, heads=True)]
    if kind == "figure":
        columns.append("claimant")
    if change == "revised":
        columns += ["before", "now"]
    elif kind == "figure":
        columns += ["sentence", "published as" if change == "gone" else "updates"]
    elif kind in ("alarm", "comparison", "finding"):
        columns.append("in words")
    if kind == "document":
        columns.append("published")
    body = [_cells(kind, change, r, ways) for r in rows[:MOST]]
    more = el("p", f"{len(rows) - MOST:,} more in the table changes.", cls="muted") if len(rows) > MOST else None
    caption = f"{_LEADS[change]}: {count(len(rows), noun)}"
    return el("div", table(caption, columns, body), more, cls="tbl", id=f"{kind}-{change}")


def _cells(kind: str, change: str, r: Record, ways: Ways) -> list[object]:
    name = str(r["id"])
    now = outside_text(_short(r["after"] or r["before"]))
    if change != "gone" and ways.figures.get(name):
        now = ways.figures[name] if kind == "finding" else join([now, " [", ways.figures[name], "]"]) if kind == "alarm" else now
    cells: list[object] = [outside_text(_short(r["what"])) if change == "gone" else _what(kind, name, r, ways)]
    if kind == "figure":
        cells.append(outside_text(r["claimant"]))
    if change == "revised":
        cells += [outside_text(_short(r["before"])), now]
    elif kind == "figure":
        cells += [outside_text(_short(r["sentence"])), outside_text(r["doc_id"] if change == "gone" else r["note"] or "—")]
    elif kind in ("alarm", "comparison", "finding"):
        cells.append(now)
    if kind == "document":
        cells.append(date(r["date_end"]) if r.get("date_end") else "no date")
    return cells


def _what(kind: str, name: str, r: Record, ways: Ways) -> Markup:
    """What a row is about, with a link to where the new edition shows it."""
    what = outside_text(_short(r["what"]))
    if kind == "figure" and name in ways.claims:
        return el("a", what, href=f"{ways.claims[name]}#c-{name}", cls="fig")
    if kind == "comparison" and name in ways.comparisons:
        return el("a", what, href=f"{ways.comparisons[name]}#x-{name}")
    if kind == "finding":
        return el("a", ways.titles.get(f"{name}.html", name), href=f"{name}.html")
    return what


def _short(text: object) -> str:
    return clip(str(text or "none"), MOST_CHARACTERS)


def sentence_for_index(rows: Sequence[Record]) -> Markup:
    """The line on the front page that leads to the page of changes."""
    lead = el("strong", el("a", TITLE, href=PAGE))
    return el("p", lead, " since the edition before: ", summary(rows), cls="changed")
