"""A folder of documents and its `documents.csv`, read without losing one good document to a bad one."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from contested.documents.found import Fault, Found, file_source
from contested.documents.names import Ids, path_ids
from contested.documents.plain import decode
from contested.documents.registry import READERS
from contested.documents.settings import ReadSettings
from contested.errors import DocumentError, UsageError
from contested.model import Document, Oddity

LISTING = "documents.csv"
COLUMNS = ("file", "title", "publisher", "published", "url", "note")


@dataclass(frozen=True, slots=True)
class Reject:
    """Something of the corpus that could not be used: a row of the `rejects` table."""

    file: str
    reason: str
    detail: str


@dataclass(slots=True)
class Corpus:
    """What a folder holds: the documents in the order of their ids, and the rejects."""

    documents: list[Document] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of `documents.csv`."""

    title: str | None = None
    publisher: str | None = None
    published: dt.date | None = None
    url: str | None = None
    note: str | None = None


def read_corpus(source: str | Path, settings: ReadSettings | None = None) -> Corpus:
    """Read every document below the folder `source`, or of the one file it names, and hold them all.

    As `iter_corpus`, with the documents in the order of their ids and the rejects in the order of their files.
    """
    corpus = Corpus()
    for item in iter_corpus(source, settings):
        if isinstance(item, Document):
            corpus.documents.append(item)
        else:
            corpus.rejects.append(item)
    corpus.documents.sort(key=lambda d: d.doc_id)
    corpus.rejects.sort(key=lambda r: (r.file, r.reason))
    return corpus


def iter_corpus(source: str | Path, settings: ReadSettings | None = None) -> Iterator[Document | Reject]:
    """The documents and rejects of a folder or a file, one by one, in the order of the files and of the records in them.

    A file that is not in `documents.csv` is read all the same, with no title, publisher or date but its own. Hidden
    files, README files and `documents.csv` itself are no documents. No more is held than the largest file that is read
    as a whole, or the largest record of a file that is read record by record.

    Raises
    ------
    UsageError
        When `source` does not exist, or when its `documents.csv` has no `file` column.
    """
    source = Path(source)
    if not source.exists():
        raise UsageError(f"{source}: no such file or folder; give a folder of documents or one document")
    return _items(source, settings or ReadSettings())


def _items(source: Path, settings: ReadSettings) -> Iterator[Document | Reject]:
    alone = not source.is_dir()
    root = source.parent if alone else source
    rejects: list[Reject] = []
    listed = _read_listing(root / LISTING, rejects)
    paths = {_name(p, root): p for p in ([source] if alone else _files(root))}
    if not alone:
        rejects += [
            Reject(name, "missing", f"listed in {LISTING} but not there; add the file or remove its row")
            for name in sorted(set(listed) - set(paths))
        ]
    yield from rejects
    file_ids = path_ids(paths)
    ids = Ids(file_ids.values())
    texts: set[int] = set()
    for name, path in paths.items():
        known = listed.get(name, Listed())
        try:
            for item in _read(path, name, settings):
                if isinstance(item, Fault):
                    yield Reject(name, item.reason, item.detail)
                else:
                    document = _document(item, name, file_ids[name], known, ids)
                    yield _marked_if_repeated(document, texts)
        except DocumentError as e:
            yield Reject(name, e.reason, e.detail)


def _files(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        inner = path.relative_to(root)
        if any(part.startswith((".", "__")) for part in inner.parts) or (path.is_dir() and not path.is_symlink()):
            continue
        if path.name == LISTING or path.stem.upper() in ("README", "LICENSE"):
            continue
        yield path


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _read(path: Path, name: str, settings: ReadSettings) -> Iterator[Found | Fault]:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise DocumentError(
            "unsupported_format", f"files ending in {path.suffix or '(nothing)'} are not read; the formats are {', '.join(sorted(READERS))}"
        )
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise DocumentError("special_file", "is no file with contents of its own (a device, a pipe, a socket or a folder)")
        yield from reader(file_source(path, name), settings)
    except OSError as e:
        raise DocumentError("unreadable", f"cannot be opened ({e.strerror}); check its permissions or the link it is") from e


def _document(found: Found, name: str, file_id: str, known: Listed, ids: Ids) -> Document:
    """A document of its own is what `documents.csv` says it is; a record's own word comes before what is said of its file."""
    if not found.text.strip():
        raise DocumentError("empty", "holds no text; remove it or put the document's text in")
    oddities = found.oddities
    if found.number is None:
        doc_id = file_id
        published, published_from = known.published or found.published, LISTING if known.published else found.published_from
        title, publisher, url = known.title or found.title, known.publisher or found.publisher, known.url or found.url
    else:
        doc_id, again = ids.of_record(found.record, found.number, file_id)
        if again:
            oddities += (Oddity("repeated_id", 1, f"an earlier record of the file has the id {found.record}"),)
        published, published_from = found.published or known.published, found.published_from or (LISTING if known.published else None)
        title, publisher, url = found.title or known.title, found.publisher or known.publisher, found.url or known.url
    return Document(
        doc_id=doc_id,
        text=found.text,
        file=name,
        title=title,
        publisher=publisher,
        published=published,
        url=url,
        note=known.note,
        published_from=published_from if published else None,
        sha256=found.sha256,
        encoding=found.encoding,
        format=found.format,
        oddities=oddities,
    )


def _marked_if_repeated(document: Document, texts: set[int]) -> Document:
    """With a note where an earlier document has the same text, word for word."""
    digest = int.from_bytes(hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).digest()[:8])
    if digest in texts:
        return replace(document, oddities=(*document.oddities, Oddity("repeated_text", 1, "an earlier document has the same text")))
    texts.add(digest)
    return document


def _read_listing(path: Path, rejects: list[Reject]) -> dict[str, Listed]:
    """The rows of `documents.csv` by file; a bad date is reported and left out, the rest of its row is used."""
    if not path.is_file():
        return {}
    try:
        text, _ = decode(path.read_bytes())
        rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        if "file" not in (rows.fieldnames or ()):
            raise UsageError(f"{path}: has no column `file`; its columns are {', '.join(COLUMNS)} (all but `file` optional)")
        listed: dict[str, Listed] = {}
        for row in rows:
            name = (row.get("file") or "").strip()
            where = f"{LISTING}, line {rows.line_num}"
            if not name:
                rejects.append(Reject(LISTING, "bad_listing", f"{where}: no file named; name the file or remove the row"))
                continue
            if name in listed:
                rejects.append(Reject(name, "listed_twice", f"{where}: the file stands in an earlier row too; the first row is used"))
                continue
            listed[name] = Listed(
                title=_cell(row, "title"),
                publisher=_cell(row, "publisher"),
                published=_date(row, name, where, rejects),
                url=_cell(row, "url"),
                note=_cell(row, "note"),
            )
    except DocumentError as e:
        raise UsageError(f"{path}: {e.detail}") from e
    except csv.Error as e:
        raise UsageError(f"{path}, line {rows.line_num}: not valid CSV ({e}); check its quotation marks") from e
    return listed


def _cell(row: dict[str, str], column: str) -> str | None:
    value = row.get(column)
    return value.strip() or None if isinstance(value, str) else None


def _date(row: dict[str, str], name: str, where: str, rejects: list[Reject]) -> dt.date | None:
    written = _cell(row, "published")
    if written is None:
        return None
    try:
        return dt.date.fromisoformat(written[:10])
    except ValueError:
        rejects.append(
            Reject(
                name,
                "bad_date",
                f"{where}: published is {written!r}, which is no date; write it as YYYY-MM-DD (the document is read without it)",
            )
        )
        return None
