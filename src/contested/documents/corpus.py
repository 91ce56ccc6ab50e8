"""A folder of documents and its `documents.csv`, read without losing one good document to a bad one."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from contested.documents.plain import read_text_file
from contested.errors import DocumentError, UsageError
from contested.model import Document

LISTING = "documents.csv"
COLUMNS = ("file", "title", "publisher", "published", "url", "note")

# One reader a file ending: bytes in, (text, encoding) out. A new format is one more entry.
READERS: dict[str, Callable[[bytes], tuple[str, str]]] = {".txt": read_text_file}


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


def read_corpus(source: str | Path) -> Corpus:
    """Read every document below the folder `source`, or the one file it names.

    A file that is not in `documents.csv` is read all the same, with no title, publisher or date of its own. Hidden
    files, README files and `documents.csv` itself are no documents.

    Raises
    ------
    UsageError
        When `source` does not exist, or when its `documents.csv` has no `file` column.
    """
    source = Path(source)
    if not source.exists():
        raise UsageError(f"{source}: no such file or folder; give a folder of documents or one document")
    corpus = Corpus()
    root = source.parent if source.is_file() else source
    listed = _read_listing(root / LISTING, corpus.rejects)
    files = [source] if source.is_file() else list(_files(root))
    if not source.is_file():
        present = {_name(p, root) for p in files}
        for name in sorted(set(listed) - present):
            corpus.rejects.append(Reject(name, "missing", f"listed in {LISTING} but not there; add the file or remove its row"))
    ids = _ids([_name(p, root) for p in files])
    for path in files:
        name = _name(path, root)
        try:
            corpus.documents.append(_read(path, name, ids[name], listed.get(name, Listed())))
        except DocumentError as e:
            corpus.rejects.append(Reject(name, e.reason, e.detail))
    corpus.documents.sort(key=lambda d: d.doc_id)
    corpus.rejects.sort(key=lambda r: (r.file, r.reason))
    return corpus


def _files(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        inner = path.relative_to(root)
        if any(part.startswith((".", "__")) for part in inner.parts) or not (path.is_file() or path.is_symlink()):
            continue
        if path.name == LISTING or path.stem.upper() in ("README", "LICENSE"):
            continue
        yield path


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _ids(names: list[str]) -> dict[str, str]:
    """The path without its ending; with it where two would collide."""
    stems = {n: n[: -len(Path(n).suffix)] if Path(n).suffix else n for n in names}
    count = Counter(stems.values())
    return {n: s if count[s] == 1 else n for n, s in stems.items()}


def _read(path: Path, name: str, doc_id: str, listed: Listed) -> Document:
    import hashlib

    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise DocumentError(
            "unsupported_format", f"files ending in {path.suffix or '(nothing)'} are not read; the formats are {', '.join(sorted(READERS))}"
        )
    try:
        raw = path.read_bytes()
    except OSError as e:
        raise DocumentError("unreadable", f"cannot be opened ({e.strerror}); check its permissions or the link it is") from e
    text, encoding = reader(raw)
    if not text.strip():
        raise DocumentError("empty", "holds no text; remove it or put the document's text in")
    return Document(
        doc_id=doc_id,
        text=text,
        file=name,
        title=listed.title,
        publisher=listed.publisher,
        published=listed.published,
        url=listed.url,
        note=listed.note,
        published_from=LISTING if listed.published else None,
        sha256=hashlib.sha256(raw).hexdigest(),
        encoding=encoding,
    )


def _read_listing(path: Path, rejects: list[Reject]) -> dict[str, Listed]:
    """The rows of `documents.csv` by file; a bad date is reported and left out, the rest of its row is used."""
    if not path.is_file():
        return {}
    try:
        text, _ = read_text_file(path.read_bytes())
        rows = csv.DictReader(text.splitlines(keepends=True), strict=True)
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
