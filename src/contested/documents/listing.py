"""`documents.csv`: what a user says of the documents of a folder or an archive."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from contested.documents.dates import FIRST_YEAR, LAST_YEAR
from contested.documents.encodings import decode
from contested.documents.fields import clean_cell
from contested.documents.found import Found
from contested.errors import DocumentError, UsageError

LISTING = "documents.csv"
COLUMNS = ("file", "title", "publisher", "published", "url", "note")


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of `documents.csv`."""

    title: str | None = None
    publisher: str | None = None
    published: dt.date | None = None
    url: str | None = None
    note: str | None = None


def is_no_document(name: str) -> bool:
    """True for hidden files, the listing itself, README and LICENSE files."""
    path = PurePosixPath(name)
    return any(part.startswith((".", "__")) for part in path.parts) or path.name == LISTING or path.stem.upper() in ("README", "LICENSE")


def apply_listing(found: Found, known: Listed) -> Found:
    """A document of its own is what `documents.csv` says it is; a record's own word comes before what is said of its file."""
    from_list = LISTING if known.published else None
    if found.number is None:
        return replace(
            found,
            title=known.title or found.title,
            publisher=known.publisher or found.publisher,
            published=known.published or found.published,
            published_from=from_list or found.published_from,
            url=known.url or found.url,
            note=known.note,
        )
    return replace(
        found,
        title=found.title or known.title,
        publisher=found.publisher or known.publisher,
        published=found.published or known.published,
        published_from=found.published_from or from_list,
        url=found.url or known.url,
        note=known.note,
    )


def read_listing(raw: bytes, where: str) -> tuple[dict[str, Listed], list[tuple[str, str, str]]]:
    """The rows by file, and the faults (file, reason, detail); a bad date is left out, the rest of its row is used.

    Raises
    ------
    UsageError
        It is no CSV, or has no column `file`; `where` names it in the message.
    """
    try:
        text, _ = decode(raw)
    except DocumentError as e:
        raise UsageError(f"{where}: {e.detail}") from e
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    faults: list[tuple[str, str, str]] = []
    try:
        if "file" not in (rows.fieldnames or ()):
            raise UsageError(f"{where}: has no column `file`; its columns are {', '.join(COLUMNS)} (all but `file` optional)")
        listed = _by_file(rows, faults)
    except csv.Error as e:
        raise UsageError(f"{where}, line {rows.line_num}: not valid CSV ({e}); check its quotation marks") from e
    return listed, faults


def _by_file(rows: csv.DictReader[str], faults: list[tuple[str, str, str]]) -> dict[str, Listed]:
    listed: dict[str, Listed] = {}
    for row in rows:
        name = _cell(row, "file") or ""
        where = f"{LISTING}, line {rows.line_num}"
        if not name:
            faults.append((LISTING, "bad_listing", f"{where}: no file named; name the file or remove the row"))
        elif name in listed:
            faults.append((name, "listed_twice", f"{where}: the file stands in an earlier row too; the first row is used"))
        else:
            listed[name] = Listed(
                title=_cell(row, "title"),
                publisher=_cell(row, "publisher"),
                published=_date(row, name, where, faults),
                url=_cell(row, "url"),
                note=_cell(row, "note"),
            )
    return listed


def missing(listed: Iterable[str], present: Iterable[str]) -> list[str]:
    """The files that are listed and not there; one inside an archive that is there is looked for when that is read."""
    there = set(present)
    return sorted(n for n in set(listed) - there if not any(str(p) in there for p in PurePosixPath(n).parents))


def _cell(row: dict[str, str], column: str) -> str | None:
    value = row.get(column)
    return clean_cell(value) if isinstance(value, str) else None


def _date(row: dict[str, str], name: str, where: str, faults: list[tuple[str, str, str]]) -> dt.date | None:
    written = _cell(row, "published")
    if written is None:
        return None
    try:
        day = dt.date.fromisoformat(written[:10])
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError
        return day
    except ValueError:
        detail = f"{where}: published is {written!r}, which is no date; write it as YYYY-MM-DD (the document is read without it)"
        faults.append((name, "bad_date", detail))
        return None
