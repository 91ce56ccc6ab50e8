"""Small HTML builders: everything that is not already markup is escaped, and text cannot turn itself around.

Report pages hold words from documents nobody vouches for. `show` makes any such text safe to place in
a page: control characters and bidirectional overrides, which could make 514 read as 415, become visible
tokens, and markup is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from contested.charts.words import visible as visible

# characters; no sentence, title or name that is one comes near it
LONGEST = 2000
_WEB = re.compile(r"https?://[^\s<>\"']+$", re.IGNORECASE)


def show(value: object) -> Markup:
    """Escape a value for the text of an element, cut where it runs on; markup made by this module passes unchanged."""
    if isinstance(value, Markup):
        return value
    text = "" if value is None else str(value)
    return escape(visible(text if len(text) <= LONGEST else f"{text[:LONGEST]}…"))


def attribute(value: object) -> Markup:
    """Escape a value for an attribute."""
    return value if isinstance(value, Markup) else escape(visible("" if value is None else str(value)))


def el(tag: str, *children: object, **attributes: object) -> Markup:
    """Build an element. ``cls``, ``for_`` and ``data_x`` give class, for and data-x; None leaves an attribute out."""
    parts = [f"<{tag}"]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        name = "class" if key == "cls" else key.rstrip("_").replace("_", "-")
        parts.append(f' {name}="{attribute("" if value is True else value)}"')
    parts.append(">")
    if tag not in ("br", "hr", "meta", "wbr"):
        parts.extend(str(show(child)) for child in children if child is not None)
        parts.append(f"</{tag}>")
    return Markup("".join(parts))


def join(parts: Iterable[object], separator: str = "") -> Markup:
    """Concatenate parts, each escaped unless it is markup; None is left out."""
    return Markup(escape(separator)).join(show(p) for p in parts if p is not None)


def outside_text(text: str | None) -> Markup:
    """Place words from a document: escaped and isolated from the direction of the text around."""
    return el("bdi", text or "")


def outside_link(url: str | None, text: str) -> Markup:
    """Link to a web address that a document gives; anything but http and https, or without end, stays plain text."""
    if url and len(url) <= LONGEST and _WEB.match(url):
        return el("a", outside_text(text), href=url, rel="noopener noreferrer external")
    return outside_text(text)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, whether it holds numbers, whether it names the row."""

    title: str
    numeric: bool = False
    heads: bool = False
    wide: bool = False


def table(caption: str, columns: Sequence[Column | str], rows: Sequence[Sequence[object]], *, cls: str = "") -> Markup:
    """Build an accessible table: caption, scoped headings, a scroller that the keyboard reaches.

    Each cell repeats the heading of its column (``data-l``) for windows too narrow for columns: there a row
    becomes a paragraph of labelled values. Tables of class ``pairs`` fit any window as they are.

    Parameters
    ----------
    columns
        Headings; a plain string is a text column. The first column with ``heads`` names its row.
    rows
        One sequence a row, as long as `columns`; cells are escaped unless they are markup.
    """
    shape = [c if isinstance(c, Column) else Column(c) for c in columns]
    head = el("tr", *(el("th", c.title, scope="col", cls="num" if c.numeric else None) for c in shape))
    pairs = "pairs" in cls.split()
    body = []
    for row in rows:
        cells = [
            el("th", cell, scope="row")
            if c.heads
            else el("td", cell, cls="num" if c.numeric else "wide" if c.wide else None, data_l=None if pairs else c.title)
            for c, cell in zip(shape, row, strict=True)
        ]
        body.append(el("tr", *cells))
    inner = el("table", el("caption", caption), el("thead", head), el("tbody", *body), cls=cls or None)
    return el("div", inner, cls="scroll", tabindex="0", role="region", aria_label=caption)


_BLOCKS = frozenset("tr p li caption dt div h2 h3 h4 summary blockquote figcaption".split())
_TAGS = re.compile(r"<(/?)(\w+)[^>]*>")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'", "&#x27;": "'", "&quot;": '"', "&amp;": "&"}


def plain(markup: str) -> str:
    """Reduce markup of this module to text for a terminal: cells parted by two spaces, blocks by lines."""

    def tag(match: re.Match[str]) -> str:
        closing, name = match[1], match[2]
        if name in ("td", "th") and closing:
            return "  "
        if name == "br":
            return " "
        return "\n" if closing and name in _BLOCKS else ""

    text = _TAGS.sub(tag, re.sub(r"<svg.*?</svg>", "", markup, flags=re.DOTALL))
    for entity, character in _ENTITIES.items():
        text = text.replace(entity, character)
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())
