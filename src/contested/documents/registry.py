"""The formats that are read, one line each. A new format is one module with one function, and its line here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import PurePosixPath
from typing import Any, cast

from contested.documents.found import Divider, Found, Item, Part, Reader, Source, Step
from contested.documents.settings import ReadSettings
from contested.errors import DocumentError
from contested.model import Oddity


@dataclass(frozen=True, slots=True)
class Format:
    """One format: the endings of its files, and the function that reads them (module:function, loaded when needed).

    `risky`: its reader takes apart a structure that somebody else wrote, by code that can hang, crash or take all memory,
    so it runs in a process of its own. `divider`: the function that divides a large file into parts, where its reader
    can read one.
    """

    name: str
    endings: tuple[str, ...]
    reader: str
    risky: bool = True
    divider: str | None = None

    def load(self) -> Reader:
        return cast(Reader, _function(self.reader))

    def load_divider(self) -> Divider | None:
        return cast(Divider, _function(self.divider)) if self.divider else None


def _function(named: str) -> Any:
    module, _, function = named.partition(":")
    return getattr(import_module(f"contested.documents.{module}"), function)


FORMATS = (
    Format("text", (".txt", ".text"), "plain:read_plain", risky=False),
    Format("csv", (".csv", ".tsv"), "table:read_table", risky=False),
    Format("markdown", (".md", ".markdown"), "markdown:read_markdown"),
    Format("html", (".html", ".htm", ".xhtml"), "html:read_html"),
    Format("pdf", (".pdf",), "pdf:read_pdf"),
    Format("docx", (".docx",), "docx:read_docx"),
    Format("json", (".json",), "records:read_json"),
    Format("jsonl", (".jsonl", ".ndjson"), "records:read_jsonl", divider="records:divide_jsonl"),
    Format("parquet", (".parquet",), "parquet:read_parquet", divider="parquet:divide_parquet"),
    Format("eml", (".eml",), "mail:read_mail"),
    Format("zip", (".zip",), "archive:read_zip"),
)
BY_ENDING = {ending: f for f in FORMATS for ending in f.endings}
BY_NAME = {f.name: f for f in FORMATS}

HEAD = 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE = re.compile(rb"(?i)\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html)[\s>]", re.DOTALL)


def format_of(name: str, head: bytes) -> tuple[Format, Oddity | None]:
    """The format of a file by its ending; by its first bytes where they can only be something else.

    Raises
    ------
    DocumentError
        ``unsupported_format``.
    """
    ending = PurePosixPath(name).suffix.lower()
    by_ending = BY_ENDING.get(ending)
    if head.startswith(_OLD_OFFICE):
        raise DocumentError("unsupported_format", "an old Word, Excel or Outlook file; save it as .docx, .csv or .eml")
    if by_ending is None:
        raise DocumentError(
            "unsupported_format",
            f"files ending in {ending[:20] or '(nothing)'} are not read; the endings are {', '.join(sorted(BY_ENDING))}",
        )
    by_content = _by_content(head)
    if by_content is None or by_content == by_ending.name or (by_content, by_ending.name) == ("zip", "docx"):
        return by_ending, None
    return BY_NAME[by_content], Oddity("wrong_ending", 1, f"ends in {ending}, but is {by_content}; read as that")


def _by_content(head: bytes) -> str | None:
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(b"PAR1\x15"):  # the first field of whatever comes first, which no text goes on with
        return "parquet"
    return "html" if _PAGE.match(head.removeprefix(b"\xef\xbb\xbf")) else None


def divide_any(source: Source, settings: ReadSettings, size: int) -> Iterator[Part | Step]:
    """The parts of about `size` bytes of a file of records: read one after the other they give what the whole file gives.

    None where the file is to be read whole: it is small, its format has no parts, the ends of its lines cannot be told
    from its bytes, it is not what its ending says, or it cannot be read at all (which its reading will say). With a step now
    and then; the parts come last, either all of them, or none.
    """
    try:
        with source.open() as stream:
            kind, oddity = format_of(source.name, stream.read(HEAD))
        divider = kind.load_divider()
        # a file with the wrong ending is rare, and its first document must say so: which that is, only reading tells
        if divider is not None and oddity is None:
            yield from divider(source, settings, max(1, size))
    except (DocumentError, OSError):
        return


def read_any(source: Source, settings: ReadSettings) -> Iterator[Item]:
    """The documents of one file, or of the part of it that is wanted, in whatever format it is."""
    with source.open() as stream:
        head = stream.read(HEAD)
    kind, oddity = format_of(source.name, head)
    for item in kind.load()(source, settings):
        if oddity is not None and isinstance(item, Found):
            item, oddity = replace(item, oddities=(oddity, *item.oddities)), None
        yield item
