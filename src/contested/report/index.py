"""The front page: a card for each report with its finding and a small chart, what was read, alarms, rejects, downloads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from contested.charts.colours import Look
from contested.charts.words import clip, count, number
from contested.report.changes_page import sentence_for_index
from contested.report.data import Record
from contested.report.frame import frame
from contested.report.html import Column, el, join, outside_text, show, table
from contested.report.notebook import read_notebook
from contested.report.render import check_links, outline
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


def index_page(notebooks: Sequence[Path], downloads: Path, changes: Sequence[Record] = ()) -> str:
    """Build the front page from executed notebooks, the folder of tables beside it, and what changed since the edition before."""
    cards = []
    corpus: Mapping[str, Any] = {}
    for path in notebooks:
        notebook = read_notebook(path)
        title, _ = outline(notebook)
        data = card_of(notebook)
        corpus = corpus or (data if "facts" in data else {})
        cards.append(_card(f"{path.stem}.html", title or path.stem, data))
    parts = [
        el("h1", "What is claimed, by whom, and how far apart"),
        el(
            "p",
            "Reports, statements and situation updates about a conflict give figures that disagree. "
            "These pages show who reported which figure, "
            "in which words, and how far the sources differ. Every number leads to the sentence it rests on.",
            cls="lead",
        ),
        *([sentence_for_index(changes)] if changes else []),
        el("h2", "Reports", id="reports"),
        el("ul", *cards, cls="cards"),
        el("h2", "What was read", id="read"),
        el("div", _facts(corpus), _speakers(corpus), cls="two"),
        el("h2", "Alarms", id="alarms"),
        _alarms(corpus),
        el("h2", "What could not be read", id="rejects"),
        _rejects(corpus),
        el("h2", "Tables to download", id="tables"),
        _downloads(downloads),
    ]
    page = frame(join(parts, "\n"))
    check_links(page, "index.html")
    return page


def _card(file: str, title: str, data: Mapping[str, Any]) -> Markup:
    svg = Markup(data["svg"]) if data.get("svg") else None
    size = f"{count(int(data['claimants']), 'claimant')}, {count(int(data['mentions']), 'mention')}" if "claimants" in data else ""
    return el(
        "li",
        el("h3", el("a", title, href=file)),
        el("p", show(clip(str(data.get("finding", "")), MOST_OF_A_FINDING))),
        svg,
        el("p", size, cls="muted"),
    )


def _facts(corpus: Mapping[str, Any]) -> Markup:
    rows = [(name, value) for name, value in corpus.get("facts", ())]
    if not rows:
        return el("p", "The corpus report left no facts.", cls="muted")
    return table("The corpus", [Column("fact", heads=True), "value"], rows, cls="pairs")


def _speakers(corpus: Mapping[str, Any]) -> Markup:
    rows = [
        (el("span", swatch(Look(colour, marker)), outside_text(name), cls="who"), number(n))
        for name, n, colour, marker in corpus.get("speakers", ())
    ]
    if not rows:
        return el("p", "Nobody speaks.", cls="muted")
    return table("Who is heard most", [Column("claimant", heads=True), Column("mentions", numeric=True)], rows, cls="pairs")


def _alarms(corpus: Mapping[str, Any]) -> Markup:
    rows = corpus.get("alarms", ())
    if not rows:
        return el("p", "None: no total falls, no part is larger than its whole, no bounds cross.")
    items = [
        el("li", el("strong", f"⚠ {str(kind).replace('_', ' ')} ({severity}): "), outside_text(sentence))
        for kind, severity, sentence in rows
    ]
    return join(
        [el("ul", *items, cls="alarms"), el("p", "Each report lists its own alarms, with the figures they are about.", cls="muted")]
    )


def _rejects(corpus: Mapping[str, Any]) -> Markup:
    rows = corpus.get("rejects", ())
    if not rows:
        return el("p", "Every document could be read.")
    return table(
        "Rejected", [Column("file", heads=True), "reason"], [(outside_text(clip(f, 120)), str(r).replace("_", " ")) for f, r in rows]
    )


def _downloads(folder: Path) -> Markup:
    names: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix in KIND_WORDS:
            names.setdefault(path.stem, []).append(path)
    rows = [
        (
            name,
            join(
                (
                    el(
                        "a",
                        KIND_WORDS[p.suffix],
                        href=f"{folder.name}/{p.name}",
                        download=True,
                        aria_label=f"{name}, {KIND_WORDS[p.suffix]}",
                    )
                    for p in files
                ),
                " ",
            ),
            number(sum(p.stat().st_size for p in files) / 1024) + " KB",
        )
        for name, files in names.items()
    ]
    if not rows:
        return el("p", "No tables lie beside this page.", cls="muted")
    return table("Tables", [Column("table", heads=True), "files", Column("size", numeric=True)], rows, cls="pairs")
