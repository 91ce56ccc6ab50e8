"""Markdown: the words as a reader sees them, without the marks; what a head of `key: value` lines says of the document."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from contested.documents.dates import DateError, read_date
from contested.documents.encodings import decode
from contested.documents.fields import choose, clean_cell, clean_text, date_oddity, with_headline
from contested.documents.found import Found, Item, Source
from contested.documents.settings import ReadSettings

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.{0,10000}?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"([A-Za-z][\w .-]{0,60}?)[ \t]*:[ \t]+(.+)")


def read_markdown(source: Source, settings: ReadSettings) -> Iterator[Item]:
    """The one document of a Markdown file."""
    raw = source.read(settings.limits.bytes)
    decoded, encoding = decode(raw)
    written, oddities = clean_text(decoded, settings.limits.characters)
    front, body = _front(written)
    text, more = clean_text(markdown_text(body), settings.limits.characters)
    about = {part: list(front.values())[i] for part, i in choose(list(front), settings.columns).items()}
    published = None
    if day := about.get("date"):
        try:
            published = read_date(day, settings.columns.date_order)
        except DateError as e:
            more.append(date_oddity(e))
    title = clean_cell(about.get("title", ""))
    yield Found(
        text=with_headline(title, text),
        format="markdown",
        encoding=encoding,
        sha256=hashlib.sha256(raw).hexdigest(),
        title=title,
        publisher=clean_cell(about.get("publisher", "")),
        published=published,
        published_from="head of the file" if published else None,
        url=clean_cell(about.get("url", "")),
        oddities=(*oddities, *more),
    )


def _front(text: str) -> tuple[dict[str, str], str]:
    """The `key: value` lines between two lines of three dashes at the top, and the rest."""
    m = _FRONT.match(text)
    if m is None:
        return {}, text
    pairs = (_PAIR.fullmatch(line.strip()) for line in m[1].split("\n"))
    return {p[1].lower(): p[2].strip().strip("\"'") for p in pairs if p}, text[m.end() :]


def markdown_text(markdown: str) -> str:
    """Paragraphs, headings, list items and rows of tables, without marks; a line that was only wrapped goes on."""
    from markdown_it import MarkdownIt

    out: list[str] = []
    rows: list[str] = []
    row: list[str] | None = None
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            rows.append(f"| {' | '.join(row)} |")
            row = None
        elif token.type == "table_close":
            out.append("\n".join(rows))
            rows = []
        elif token.type == "inline":
            words = _inline(token.children or [])
            if row is not None:
                row.append(words.replace("\n", " "))
            else:
                out.append(words)
        elif token.type in ("fence", "code_block"):
            out.append(token.content.strip("\n"))
        elif token.type == "html_block":
            from contested.documents.html import fragment_text

            out.append(fragment_text(token.content))
    return "\n\n".join(p for p in out if p.strip())


def _inline(tokens: list[Any]) -> str:
    parts = []
    for t in tokens:
        if t.type in ("text", "code_inline", "image"):
            parts.append(t.content)
        elif t.type == "softbreak":
            parts.append(" ")
        elif t.type == "hardbreak" or (t.type == "html_inline" and t.content.lower().startswith("<br")):
            parts.append("\n")
    return "".join(parts).strip()
