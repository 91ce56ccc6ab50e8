"""Word documents: every paragraph and table in order, with what was inserted and without what was deleted."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from contested.documents.fields import clean_cell, clean_text
from contested.documents.found import Found, Item, Source
from contested.documents.settings import ReadSettings
from contested.errors import DocumentError
from contested.model import Oddity

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = frozenset([f"{_W}del", f"{_W}moveFrom", _FALLBACK, f"{_W}instrText", f"{_W}delText"])
_AROUND = frozenset([f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml"])
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011", f"{_W}softHyphen": "\u00ad"}
_DEEPEST = 200


def read_docx(source: Source, settings: ReadSettings) -> Iterator[Item]:
    """The one document of a Word file.

    Raises
    ------
    DocumentError
        ``damaged``, ``encrypted``, ``archive_bomb``, ``too_deep``, ``no_text``.
    """
    raw = source.read(settings.limits.bytes)
    _check_size(raw, settings)
    word = _opened(raw)
    blocks: list[str] = []
    _walk(word.element.body, blocks, 0)
    notes = [p for part in _note_parts(word) for p in part]
    content = "\n\n".join([*blocks, *notes])
    if not content.strip():
        raise DocumentError("no_text", "holds no words, only pictures or nothing")
    text, oddities = clean_text(content, settings.limits.characters)
    deleted = sum(1 for _ in word.element.body.iter(f"{_W}del"))
    if deleted:
        oddities.append(Oddity("deleted_text", deleted, "deletions that are tracked and not yet accepted; left out"))
    yield Found(
        text=text,
        format="docx",
        encoding="",
        sha256=hashlib.sha256(raw).hexdigest(),
        title=clean_cell(_title(word)),
        oddities=tuple(oddities),
    )


def _check_size(raw: bytes, settings: ReadSettings) -> None:
    try:
        with zipfile.ZipFile(BytesIO(raw)) as z:
            members = z.infolist()
            if len(members) > settings.limits.members:
                raise DocumentError("too_many_members", f"has {len(members):,} parts, more than {settings.limits.members:,}")
            size = 0
            for member in members:
                with z.open(member) as stream:
                    while chunk := stream.read(1 << 20):
                        size += len(chunk)
                        if size > settings.limits.bytes:
                            raise DocumentError("archive_bomb", f"holds more than {settings.limits.bytes:,} bytes when unpacked")
    except DocumentError:
        raise
    except RuntimeError as e:
        raise DocumentError("encrypted", "needs a password; save it without one") from e
    except Exception as e:
        raise DocumentError("damaged", f"is no whole Word document ({clean_cell(str(e))}); fetch it again") from e


def _opened(raw: bytes) -> Any:
    import docx

    try:
        word = docx.Document(BytesIO(raw))
        if word.element.body is None:
            raise DocumentError("damaged", "is a Word document without a body; fetch it again")
        return word
    except DocumentError:
        raise
    except MemoryError:
        raise
    except Exception as e:  # whatever the library trips over
        raise DocumentError("damaged", f"is no whole Word document ({clean_cell(f'{type(e).__name__} {e}')}); fetch it again") from e


def _title(word: Any) -> str:
    try:
        return str(word.core_properties.title or "")
    except Exception:
        return ""


def _walk(node: Any, out: list[str], depth: int) -> None:
    """Paragraphs and tables below `node`, in order."""
    if depth > _DEEPEST:
        raise DocumentError("too_deep", f"its parts lie more than {_DEEPEST} deep in each other")
    for child in node:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag == f"{_W}p":
            if text := _words(child).strip():
                out.append(text)
        elif child.tag == f"{_W}tbl":
            if rows := "\n".join(_rows(child, depth)):
                out.append(rows)
        else:
            _walk(child, out, depth + 1)


def _rows(table: Any, depth: int) -> Iterator[str]:
    for row in _inside(table, f"{_W}tr", depth):
        cells = []
        for cell in _inside(row, f"{_W}tc", depth):
            inner: list[str] = []
            _walk(cell, inner, depth + 1)
            cells.append(" ".join(inner).replace("\n", " "))
        if any(cells):
            yield f"| {' | '.join(cells)} |"


def _inside(node: Any, tag: str, depth: int) -> Iterator[Any]:
    """The rows of a table, or the cells of a row: also those that stand in a form's field or were inserted."""
    if depth > _DEEPEST:
        raise DocumentError("too_deep", f"its parts lie more than {_DEEPEST} deep in each other")
    for child in node:
        if child.tag == tag:
            yield child
        elif child.tag in _AROUND:
            yield from _inside(child, tag, depth + 1)


def _words(paragraph: Any) -> str:
    parts: list[str] = []
    stack = [iter(paragraph)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
        elif node.tag in _LEFT_OUT:
            continue
        elif node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in _SIGNS:
            parts.append(_SIGNS[node.tag])
        elif len(stack) > _DEEPEST:
            raise DocumentError("too_deep", f"its parts lie more than {_DEEPEST} deep in each other")
        else:
            stack.append(iter(node))
    return "".join(parts)


def _note_parts(word: Any) -> Iterator[list[str]]:
    """The footnotes and endnotes."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    for relation in sorted(word.part.rels.values(), key=lambda r: str(r.reltype)):
        if str(relation.reltype).endswith(("/footnotes", "/endnotes")) and not relation.is_external:
            try:
                root = etree.fromstring(relation.target_part.blob, parser)
            except (etree.LxmlError, ValueError):
                continue
            notes: list[str] = []
            _walk(root, notes, 0)
            yield notes
