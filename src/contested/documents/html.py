"""Web pages: the main text, and what the page says of itself (title, publisher, date). Nothing is fetched."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from typing import Any

from contested.documents.encodings import declared_in, decode
from contested.documents.fields import clean_cell, clean_text
from contested.documents.found import Found, Item, Source
from contested.documents.settings import ReadSettings
from contested.errors import DocumentError
from contested.model import Oddity

# The date is what the page's metadata says, never a guess from its words; the bounds keep the clock out of it.
_DATES = {"extensive_search": False, "original_date": True, "min_date": "1970-01-01", "max_date": "2200-01-01"}
_HEAD = 4096
# libxml2 leaves out what lies deeper than 256
_DEEPEST = 250


def read_html(source: Source, settings: ReadSettings) -> Iterator[Item]:
    """The one document of a page.

    Raises
    ------
    DocumentError
        ``no_text`` where the page holds no words; ``too_deep``; and what `decode` and `clean_text` raise.
    """
    raw = source.read(settings.limits.bytes)
    page, encoding = decode(raw, declared_in(raw[:_HEAD]))
    text, about, oddities = main_text(page)
    text, more = clean_text(text, settings.limits.characters)
    published = _day(about.date)
    yield Found(
        text=text,
        format="html",
        encoding=encoding,
        sha256=hashlib.sha256(raw).hexdigest(),
        title=clean_cell(about.title or ""),
        publisher=clean_cell(about.sitename or about.hostname or ""),
        published=published,
        published_from="metadata of the page" if published else None,
        url=clean_cell(about.url or ""),
        oddities=(*oddities, *more),
    )


def main_text(page: str) -> tuple[str, Any, list[Oddity]]:
    """The main text with its headline, the page's metadata, and what was odd."""
    from trafilatura import bare_extraction, baseline
    from trafilatura.metadata import Document
    from trafilatura.utils import load_html

    tree = _parsed(page, load_html)
    oddities = []
    try:
        found: Any = bare_extraction(tree, with_metadata=True, include_comments=False, date_extraction_params=dict(_DATES))
    except RecursionError as e:
        raise DocumentError("too_deep", "its tags lie too deep in each other to be read") from e
    about = found if found is not None else Document()
    text = (found.text if found is not None else None) or ""
    if not text.strip():
        text = str(baseline(_parsed(page, load_html))[1])
        oddities.append(Oddity("no_main_text", 1, "the main text could not be told from the rest; all paragraphs were taken"))
    if not text.strip():
        raise DocumentError("no_text", "a page without words of its own (a script may be what fills it); save it as text or PDF")
    return _laid_out(text, about.title), about, oddities


def _parsed(page: str, load: Any) -> Any:
    tree = load(page)
    if tree is None:
        raise DocumentError("no_text", "no page of HTML; save it as text if it is one")
    depth = deepest = 0
    from lxml.etree import iterwalk

    for event, _ in iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        raise DocumentError("too_deep", f"its tags lie {deepest:,} deep in each other, more than {_DEEPEST}")
    return tree


def _laid_out(text: str, title: str | None) -> str:
    """One blank line between paragraphs, none between the rows of a table; the headline first."""
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    out: list[str] = []
    headline = clean_cell(title or "")
    if headline and headline not in (clean_cell(line.lstrip("# ")) for line in lines[:5]):
        out.append(headline)
    for line in lines:
        row = line.startswith("|")
        if row and set(line) <= set("|- :"):
            continue
        if row and out and out[-1].startswith("|"):
            out[-1] += f"\n{line}"
        else:
            out.append(line)
    return "\n\n".join(out)


def _day(written: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written[:10]) if written else None
    except ValueError:
        return None


def looks_like_html(text: str) -> bool:
    """True for a stretch of text that holds tags of paragraphs, lines or lists."""
    return bool(re.search(r"(?i)</(?:p|div|li|td|span|strong|em|b|a|h[1-6])>|<br\s*/?>", text))


def fragment_text(html: str) -> str:
    """The words of a stretch of HTML that is no whole page: every block a paragraph of its own.

    Raises
    ------
    DocumentError
        ``too_deep``.
    """
    from lxml import html as parser
    from lxml.etree import LxmlError

    try:
        tree = parser.fromstring(f"<div>{html}</div>")
    except (LxmlError, ValueError):
        return html
    parts: list[str] = []
    from lxml.etree import iterwalk

    depth = 0
    for event, node in iterwalk(tree, events=("start", "end")):
        if not isinstance(node.tag, str):
            if event == "end":
                parts.append(node.tail or "")
            continue
        hidden = node.tag in ("script", "style")
        block = node.tag in _BLOCKS
        if event == "start":
            depth += 1
            if depth > _DEEPEST:
                raise DocumentError("too_deep", f"its tags lie more than {_DEEPEST} deep in each other")
            parts.append("\n\n" if block else _OPENS.get(node.tag, ""))
            parts.append("" if hidden else _SPACES.sub(" ", node.text or ""))
        else:
            depth -= 1
            parts.append("\n\n" if block else "")
            parts.append(_SPACES.sub(" ", node.tail or ""))
    lines = (line.strip() for line in _RUNS.sub(" ", "".join(parts)).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


_SPACES = re.compile(r"[ \t\r\n\f]+")
_RUNS = re.compile(r" {2,}")
_BLANK_LINES = re.compile(r"\n{3,}")
_BLOCKS = frozenset("p div section article li ul ol h1 h2 h3 h4 h5 h6 table blockquote pre header footer".split())
_OPENS = {"br": "\n", "tr": "\n", "td": "| ", "th": "| "}
