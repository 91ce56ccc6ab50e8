"""The front page: a card for each report with its finding and a small chart, what was read, alarms, rejects, downloads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from contested.charts.colours import Look
from contested.charts.words import clip, count, number
from contested.report.changes_page import sentence_for_index
from contested.report.data import Record
from contested.report.frame import HOME, frame
from contested.report.front import band
from contested.report.html import Column, el, join, outside_text, table
from contested.report.notebook import read_notebook
from contested.report.render import check_links, from_outside, outline
from contested.report.swatch import swatch
from contested.report.view import CARD

MOST_OF_A_FINDING = 240  # characters; a claimant may be called anything
KIND_WORDS = {".parquet": "Parquet", ".csv": "CSV", ".json": "JSON"}


def card_of(notebook: Any) -> Mapping[str, Any]:
    """The card that the last cells of a notebook left in its outputs; empty where there is none."""
    found: Mapping[str, Any] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            found = output.get("data", {}).get(CARD, found)
    return found


def index_page(
    notebooks: Sequence[Path], downloads: Path, changes: Sequence[Record] = (), *, pages: Mapping[str, str] | None = None
) -> str:
    """Build the front page from executed notebooks, the folder of tables beside it, and what changed since the edition before.

    Parameters
    ----------
    pages
        By claim id: the report page that holds its evidence.
    """
    holds = pages or {}
    cards = []
    corpus: Mapping[str, Any] = {}
    for path in notebooks:
        notebook = read_notebook(path)
        title, _ = outline(notebook)
        data = card_of(notebook)
        corpus = corpus or (data if "facts" in data else {})
        cards.append(_card(f"{path.stem}.html", title or path.stem, data, holds))
    parts = [
        el("h1", "What is claimed, by whom, and how far apart"),
        el(
            "p",
            "Reports, statements and situation updates about a conflict give figures that disagree. "
            "These pages show who reported which figure, "
            "in which words, and how far the sources differ. Every number leads to the sentence it rests on.",
            cls="lead",
        ),
        band(corpus["facts"]) if corpus.get("facts") else el("p", "The corpus report left no facts.", cls="muted"),
        *([sentence_for_index(changes)] if changes else []),
        el("h2", "Reports", id="reports"),
        el("ul", *cards, _tables_card(downloads), cls="cards"),
        el("h2", "Alarms", id="alarms"),
        _alarms(corpus, holds),
        el(
            "div",
            _part("Who is heard most", "read", _speakers(corpus)),
            _part("What could not be read", "rejects", _rejects(corpus)),
            cls="two",
        ),
        el("h2", "Tables to download", id="tables"),
        _downloads(downloads),
    ]
    page = frame(join(parts, "\n"))
    check_links(page, HOME)
    return page


def _part(heading: str, anchor: str, body: Markup) -> Markup:
    return el("section", el("h2", heading, id=anchor), body)


def _card(file: str, title: str, data: Mapping[str, Any], holds: Mapping[str, str]) -> Markup:
    # a picture of the report's shape: its points are links there, and would be sixty stops for a keyboard here
    svg = Markup(str(data["svg"]).replace('role="group"', 'role="img"', 1)) if data.get("svg") else None
    size = f"{count(int(data['claimants']), 'claimant')}, {count(int(data['mentions']), 'mention')}" if "claimants" in data else ""
    said = str(data.get("finding", ""))
    short = data.get("linked") and len(said) <= MOST_OF_A_FINDING
    return el(
        "li",
        el("h3", el("a", title, href=file)),
        el("p", from_outside(data["linked"], holds) if short else clip(said, MOST_OF_A_FINDING)),
        svg,
        el("p", size, cls="muted"),
    )


def _tables_card(folder: Path) -> Markup | None:
    main = [p for p in (folder / "claims.csv", folder / "claims.parquet", folder / "datapackage.json") if p.is_file()]
    if not main:
        return None
    links = join((_download(folder, p, p.name) for p in main), ", ")
    return el(
        "li",
        el("h3", el("a", "The tables: every figure, for your own analysis", href="#tables")),
        el("p", "One row a figure, with its bound, group, claimant, place, period and the exact words it rests on: ", links, "."),
        el("p", "CSV and Parquet, described as a data package", cls="muted"),
    )


def _speakers(corpus: Mapping[str, Any]) -> Markup:
    rows = [
        (el("span", swatch(Look(colour, marker)), outside_text(name), cls="who"), number(n))
        for name, n, colour, marker in corpus.get("speakers", ())
    ]
    if not rows:
        return el("p", "Nobody speaks.", cls="muted")
    return table("Claimants by mentions", [Column("claimant", heads=True), Column("mentions", numeric=True)], rows, cls="pairs")


def _alarms(corpus: Mapping[str, Any], holds: Mapping[str, str]) -> Markup:
    rows = corpus.get("alarms", ())
    if not rows:
        return el("p", "None: no total falls, no part is larger than its whole, no bounds cross.")
    items = [
        el(
            "li",
            el("strong", f"⚠ {str(kind).replace('_', ' ')} ({severity}): "),
            outside_text(sentence),
            *([" [", from_outside(figures, holds), "]"] if figures else []),
        )
        for kind, severity, sentence, figures in rows
    ]
    more = int(corpus.get("alarms_in_all", len(rows))) - len(rows)
    rest = f"{count(more, 'further alarm')} in the reports. " if more > 0 else ""
    return join(
        [
            el("ul", *items, cls="alarms"),
            el("p", rest, "Each report lists its own alarms, with all the figures they are about.", cls="muted"),
        ]
    )


def _rejects(corpus: Mapping[str, Any]) -> Markup:
    rows = corpus.get("rejects", ())
    if not rows:
        return el("p", "Every document could be read.")
    body = [(outside_text(clip(f, 120)), str(r).replace("_", " ")) for f, r in rows]
    more = int(corpus.get("rejects_in_all", len(rows))) - len(rows)
    rest = el("p", f"{more:,} more in the table rejects.", cls="muted") if more > 0 else None
    return join(filter(None, [table("Rejected", [Column("file", heads=True), "reason"], body, cls="pairs"), rest]))


def _download(folder: Path, path: Path, words: str, label: str | None = None) -> Markup:
    return el("a", words, href=f"{folder.name}/{path.name}", download=True, aria_label=label)


def _titles(folder: Path) -> dict[str, str]:
    """What each table holds, as the data package says it."""
    try:
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        return {str(r["name"]): str(r.get("title", "")) for r in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _downloads(folder: Path) -> Markup:
    names: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix in KIND_WORDS:
            names.setdefault(path.stem, []).append(path)
    titles = {"datapackage": "The description of all tables: every column, its type and meaning", **_titles(folder)}
    rows = [
        (
            name,
            titles.get(name, ""),
            join((_download(folder, p, KIND_WORDS[p.suffix], f"{name}, {KIND_WORDS[p.suffix]}") for p in files), " "),
            number(sum(p.stat().st_size for p in files) / 1024) + " KB",
        )
        for name, files in names.items()
    ]
    if not rows:
        return el("p", "No tables lie beside this page.", cls="muted")
    columns = [Column("table", heads=True), Column("what it holds"), Column("files"), Column("size", numeric=True)]
    return table("Tables", columns, rows, cls="pairs")
