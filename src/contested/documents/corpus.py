"""A folder of documents and its `documents.csv`, read without losing one good document to a bad one."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from contested.documents.fields import clean_cell
from contested.documents.found import Fault, Found, Part, Step, file_source
from contested.documents.listing import LISTING, Listed, apply_listing, is_no_document, missing, read_listing
from contested.documents.names import Ids, path_ids, printable
from contested.documents.registry import HEAD, format_of, read_any
from contested.documents.settings import Limits, ReadSettings
from contested.documents.worker import Workshop
from contested.errors import DocumentError, UsageError
from contested.model import Document, Oddity


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


# Given a file, its name and the way to read it: what was found in it, read now or before.
Recall: TypeAlias = Callable[[Path, str, Callable[[], Iterator[Found | Fault]]], Iterator[Found | Fault]]


def read_corpus(source: str | Path, settings: ReadSettings | None = None, *, recall: Recall | None = None) -> Corpus:
    """Read every document below the folder `source`, or of the one file it names, and hold them all.

    As `iter_corpus`, with the documents in the order of their ids and the rejects in the order of their files.
    """
    corpus = Corpus()
    for item in iter_corpus(source, settings, recall=recall):
        if isinstance(item, Document):
            corpus.documents.append(item)
        else:
            corpus.rejects.append(item)
    corpus.documents.sort(key=lambda d: d.doc_id)
    corpus.rejects.sort(key=lambda r: (r.file, r.reason))
    return corpus


def iter_corpus(source: str | Path, settings: ReadSettings | None = None, *, recall: Recall | None = None) -> Iterator[Document | Reject]:
    """The documents and rejects of a folder or a file, one by one, in the order of the files and of the records in them.

    A file that is not in `documents.csv` is read all the same, with no title, publisher or date but its own. Hidden
    files, README files and `documents.csv` itself are no documents. No more is held than the largest file that is read
    as a whole, or the largest record of a file that is read record by record. Files that take long to read go through
    `recall`, which may know them.

    Parameters
    ----------
    source
        A folder, a file, or a pattern of files: ``news/*/*.jsonl``.

    Raises
    ------
    UsageError
        When `source` does not exist, or when its `documents.csv` has no `file` column.
    """
    settings = settings or ReadSettings()
    plan = plan_corpus(source, settings)
    return _items(plan, settings, recall)


def _items(plan: Plan, settings: ReadSettings, recall: Recall | None) -> Iterator[Document | Reject]:
    yield from plan.rejects
    texts: set[bytes] = set()
    for item in read_files(plan.files, settings, Ids(f.file_id for f in plan.files), recall=recall):
        yield _marked_if_repeated(item, texts) if isinstance(item, Document) else item


@dataclass(frozen=True, slots=True)
class File:
    """One file of a corpus: its name there, where it lies, its id, and what `documents.csv` says of it and of its members."""

    name: str
    path: Path
    file_id: str
    listed: Mapping[str, Listed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """The files of a corpus in their order, and what can be refused without opening one."""

    files: tuple[File, ...]
    rejects: tuple[Reject, ...]


def plan_corpus(source: str | Path, settings: ReadSettings) -> Plan:
    """Which files there are; raises UsageError as `iter_corpus` does."""
    source = Path(source)
    pattern = None
    if not source.exists():
        source, pattern = _pattern(source)
    alone = not source.is_dir()
    root = (source.parent if alone else source).resolve()
    listed, faults = _listing(root)
    rejects = [Reject(*f) for f in faults]
    paths: dict[str, Path] = {}
    refused: list[Reject] = []
    if alone:
        paths[printable(source.name)] = source
    else:
        for found in _files(root, settings.limits):
            if isinstance(found, Reject):
                refused.append(found)
            elif pattern is None or _matches(found.relative_to(root).parts, pattern):
                paths[_unique(printable(found.relative_to(root).as_posix()), paths)] = found
        if pattern is None:
            here = [*paths, *(r.file for r in refused)]
            gone = f"listed in {LISTING} but not there; add the file or remove its row"
            rejects += [Reject(name, "missing", gone) for name in missing(listed, here)]
        else:
            refused = [r for r in refused if _matches(r.file.split("/"), pattern)]
            if not paths and not refused:
                raise UsageError(f"{source.joinpath(*pattern)}: no file has a name of this form")
    said = _by_file(listed, paths)
    ids = path_ids(paths)
    files = tuple(File(name, path, ids[name], said.get(name, {})) for name, path in paths.items())
    return Plan(files, (*rejects, *refused))


def _pattern(source: Path) -> tuple[Path, tuple[str, ...]]:
    """A path with wildcards as the folder above the first of them, and the rest in parts."""
    parts = source.parts
    first = next((i for i, part in enumerate(parts) if any(c in part for c in "*?[")), None)
    root = Path(*parts[:first]) if first else Path()
    if first is None or not root.is_dir():
        raise UsageError(f"{source}: no such file or folder; give a folder of documents, one document, or a pattern such as 'news/*.jsonl'")
    return root, parts[first:]


def _matches(name: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether a path in parts has the form of a pattern in parts, in which ``**`` stands for any folders."""
    if not pattern or not name:
        return not pattern and not name
    if pattern[0] == "**":
        return any(_matches(name[i:], pattern[1:]) for i in range(len(name)))
    return fnmatch.fnmatchcase(name[0], pattern[0]) and _matches(name[1:], pattern[1:])


def _by_file(listed: Mapping[str, Listed], names: Mapping[str, Path]) -> dict[str, dict[str, Listed]]:
    """The rows of `documents.csv` by the file that they are about: it, or a member of it."""
    said: dict[str, dict[str, Listed]] = {}
    for where, row in listed.items():
        name = where
        while name not in names and "/" in name:
            name = name.rpartition("/")[0]
        said.setdefault(name, {})[where] = row
    return said


def read_files(
    files: Iterable[File], settings: ReadSettings, ids: Ids, *, recall: Recall | None = None, part: Part | None = None
) -> Iterator[Document | Reject]:
    """The documents and rejects of some files of a corpus, or of a part of one; `ids` knows the ids that are taken."""
    with Workshop(settings) as workshop:
        for file in files:
            nothing = True
            try:
                for item in _read(file, settings, workshop, recall, part):
                    nothing = False
                    where = f"{file.name}/{item.member}" if item.member else file.name
                    if isinstance(item, Fault):
                        yield Reject(where, item.reason, clean_cell(item.detail) or "")
                    else:
                        yield _document(item, where, file.file_id, file.listed.get(where) or file.listed.get(file.name), ids)
                if nothing and part is None:
                    raise DocumentError("empty", "holds no document")
            except DocumentError as e:
                yield Reject(file.name, e.reason, clean_cell(e.detail) or "")


def _listing(root: Path) -> tuple[dict[str, Listed], list[tuple[str, str, str]]]:
    path = root / LISTING
    if not path.is_file():
        return {}, []
    try:
        raw = path.read_bytes()
    except OSError as e:
        raise UsageError(f"{path}: cannot be opened ({e.strerror}); check its permissions") from e
    return read_listing(raw, str(path)) if raw.strip() else ({}, [])


def _files(root: Path, limits: Limits) -> Iterator[Path | Reject]:
    """Every file below `root` in the order of the paths; links to folders are not followed, links out of `root` refused."""
    stack = [root]
    while stack:
        here = stack.pop()
        if here.is_dir() and not here.is_symlink():
            try:
                entries = sorted(os.listdir(here), reverse=True)
            except OSError as e:
                yield Reject(_below(here, root), "unreadable", f"folder cannot be opened ({e.strerror}); check its permissions")
                continue
            if len(here.relative_to(root).parts) > 10 * limits.depth:
                yield Reject(_below(here, root), "too_deep", f"lies in more than {10 * limits.depth} folders")
                continue
            stack += [here / e for e in entries if not is_no_document(e)]
        elif here.is_symlink():
            yield _linked(here, root)
        else:
            yield here


def _linked(path: Path, root: Path) -> Path | Reject:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError) as e:
        why = e.strerror if isinstance(e, OSError) else "it leads to itself"
        return Reject(_below(path, root), "unreadable", f"a link that leads nowhere ({why}); remove it")
    if not target.is_relative_to(root):
        return Reject(_below(path, root), "outside_corpus", "a link to something outside the folder of documents; copy it in")
    if target.is_dir():
        return Reject(_below(path, root), "linked_folder", "a link to a folder; its files are read where they lie")
    return path


def _below(path: Path, root: Path) -> str:
    return printable(path.relative_to(root).as_posix())


def _unique(name: str, taken: dict[str, Path]) -> str:
    """Two names can only be the same when one spells out the bytes of the other."""
    k = 1
    while (name if k == 1 else f"{name}#{k}") in taken:
        k += 1
    return name if k == 1 else f"{name}#{k}"


def _read(file: File, settings: ReadSettings, workshop: Workshop, recall: Recall | None, part: Part | None) -> Iterator[Found | Fault]:
    path, name = file.path, file.name
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise DocumentError("special_file", "is no file with contents of its own (a device, a pipe or a socket); remove it")
        source = file_source(path, name, settings, part=part)
        with source.open() as stream:
            kind, _ = format_of(name, stream.read(HEAD))
        if kind.risky and recall is not None and part is None:  # a file is known by its name and its bytes, which say of no part
            yield from recall(path, name, lambda: workshop.read(path, name))
        elif kind.risky:
            yield from workshop.read(path, name, part)
        else:
            yield from (item for item in read_any(source, settings) if not isinstance(item, Step))
    except OSError as e:
        raise DocumentError("unreadable", f"cannot be opened ({e.strerror}); check its permissions or the link it is") from e


def _document(found: Found, file: str, file_id: str, known: Listed | None, ids: Ids) -> Document:
    if known is not None:
        found = apply_listing(found, known)
    oddities = found.oddities
    if found.member_id is not None:
        file_id = f"{file_id}/{found.member_id}"
    if found.number is not None:
        doc_id, again = ids.of_record(found.record, found.number, file_id)
        if again and found.record:
            oddities += (repeated_id(found.record),)
    elif found.member_id is not None:
        doc_id = ids.of_member(file_id, file_id)
    else:
        doc_id = file_id
    return Document(
        doc_id=doc_id,
        text=found.text,
        file=file,
        title=found.title,
        publisher=found.publisher,
        published=found.published,
        url=found.url,
        note=found.note,
        published_from=found.published_from if found.published else None,
        sha256=found.sha256,
        encoding=found.encoding,
        format=found.format,
        oddities=oddities,
    )


REPEATED_TEXT = Oddity("repeated_text", 1, "an earlier document has the same text")


def repeated_id(record: str) -> Oddity:
    """What is odd about a record whose id an earlier record of its file has."""
    return Oddity("repeated_id", 1, f"an earlier record of the file has the id {record}")


def text_digest(text: str) -> bytes:
    """8 bytes of the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).digest()[:8]


def _marked_if_repeated(document: Document, texts: set[bytes]) -> Document:
    """With a note where an earlier document has the same text, word for word."""
    digest = text_digest(document.text)
    if digest in texts:
        return replace(document, oddities=(*document.oddities, REPEATED_TEXT))
    texts.add(digest)
    return document
