"""One part of a large corpus: some files, or a piece of one, parsed into a folder that is there as a whole or not at all.

A part knows nothing of the others. What only all of them together can tell, whether an id or a text has been there before, is found
afterwards from the index that each part keeps of its documents (`contested.parsing.together`).
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from contested.documents.corpus import File, Reject, read_files, repeated_id, text_digest
from contested.documents.found import Part
from contested.documents.names import Ids
from contested.documents.settings import ReadSettings
from contested.model import Document
from contested.parsing.batch import STREAMED, Parser, add_places, batches
from contested.tables.dataset import UNDATED
from contested.tables.merge import RunWriter
from contested.tables.write import to_arrow

RECEIPT = "receipt.json"
INDEX = "index.arrow"
# of a document: the id it would have, the one it has in its part, what gives ids to it, and its text
INDEX_SCHEMA = pa.schema(
    [
        ("wanted", pa.string()),
        ("given", pa.string()),
        ("file_id", pa.string()),
        ("file", pa.string()),
        ("kind", pa.string()),
        ("parsed", pa.bool_()),
        ("text_digest", pa.uint64()),
    ]
)
# what a document is in its corpus
FILE, MEMBER, RECORD = "file", "member", "record"
CRASHED = "the process that parsed it was ended again and again; please report it with the document"


@dataclass(frozen=True, slots=True)
class Task:
    """A part of a corpus to be parsed.

    Attributes
    ----------
    key
        A digest of everything the result depends on; the name of its folder.
    number
        Its place in the corpus.
    files, piece
        What is read: files, or one file, or a piece of it.
    only
        The first document or reject, and the one after the last, counted in what is read; None is all.
    refused
        Read, but reject what is read: no process survived it.
    renamed
        Id that a document has in this part -> the one it has in the corpus, and the one that a record of its file had before.
    """

    key: str
    number: int
    files: tuple[File, ...]
    piece: Part | None = None
    only: tuple[int, int | None] | None = None
    refused: bool = False
    renamed: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a part gave.

    `pieces` says for each table and month in which record batches of the table's file its rows lie: one list a run.
    """

    documents: int
    claims: int
    rejects: int
    pieces: dict[str, dict[str, list[list[int]]]]


def read_receipt(folder: Path) -> Receipt | None:
    """The receipt of a part that is there; None where it is not."""
    try:
        return Receipt(**json.loads((folder / RECEIPT).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def parse_part(task: Task, parser: Parser, settings: ReadSettings, parts: Path) -> Receipt:
    """Parse a part into the folder `parts`/key, unless it is there already.

    It is built beside, and takes its name when it is complete: whoever is killed leaves nothing that counts, and of two who build
    the same the first is kept.
    """
    target = parts / task.key
    there = read_receipt(target)
    if there is not None:
        return there
    aside = parts / f".{task.key}-{uuid.uuid4().hex[:8]}"
    aside.mkdir(parents=True)
    try:
        receipt = _parse(task, parser, settings, aside)
        (aside / RECEIPT).write_text(json.dumps(asdict(receipt)), encoding="utf-8")
        try:
            os.rename(aside, target)
        except OSError:
            there = read_receipt(target)
            if there is None:
                raise
            return there
        return receipt
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _parse(task: Task, parser: Parser, settings: ReadSettings, folder: Path) -> Receipt:
    ids = _Noted(f.file_id for f in task.files)
    index: dict[str, list[Any]] = {name: [] for name in INDEX_SCHEMA.names}
    pieces: dict[str, dict[str, list[list[int]]]] = {name: {} for name in STREAMED}
    places: dict[str, dict[str, Any]] = {}
    documents = claims = rejects = 0
    writers = {name: RunWriter(folder / f"{name}.arrow", name) for name in STREAMED}
    try:
        for batch in batches(_items(task, settings, ids, index)):
            rows = parser.rows(batch)
            add_places(places, rows.counts.places)
            documents += rows.counts.documents
            claims += rows.counts.claims
            rejects += rows.counts.rejects
            parsed = set(rows.tables["documents"]["doc_id"].to_pylist())
            index["parsed"] += [d.doc_id in parsed for d in batch.documents]
            for name, month, table in _by_month(rows.tables):
                pieces[name].setdefault(month, []).append(list(writers[name].write(table)))
    finally:
        for writer in writers.values():
            writer.__exit__()
    with RunWriter(folder / "places.arrow", "places") as writer:
        writer.write(to_arrow("places", list(places.values())))
    with pa.OSFile(str(folder / INDEX), "wb") as file, pa.ipc.new_file(file, INDEX_SCHEMA) as out:
        out.write_table(pa.table(index, INDEX_SCHEMA))
    return Receipt(documents, claims, rejects, pieces)


class _Noted(Ids):
    """Remembers how the last id came about: the id wanted, the file it was given in, what it is the id of. None: a file's own."""

    last: tuple[str, str, str] | None = None

    def of_wanted(self, wanted: str, file_id: str) -> tuple[str, bool]:
        given = super().of_wanted(wanted, file_id)
        self.last = (wanted, file_id, RECORD)
        return given

    def of_member(self, path: str, file_id: str) -> str:
        given = super().of_member(path, file_id)
        self.last = (path, file_id, MEMBER)
        return given


def _items(task: Task, settings: ReadSettings, ids: _Noted, index: dict[str, list[Any]]) -> Iterator[Document | Reject]:
    """What is read, with the ids of the corpus; every document is noted in `index` on its way."""
    first, stop = task.only or (0, None)
    for n, item in enumerate(read_files(task.files, settings, ids, part=task.piece)):
        noted, ids.last = ids.last, None
        if n < first or (stop is not None and n >= stop):
            continue
        if isinstance(item, Reject):
            yield item
        elif task.refused:
            yield Reject(item.file, "parse_crashed", CRASHED)
        else:
            wanted, file_id, kind = noted or (item.doc_id, item.doc_id, FILE)
            index["wanted"].append(wanted)
            index["given"].append(item.doc_id)
            index["file_id"].append(file_id)
            index["file"].append(item.file)
            index["kind"].append(kind)
            index["text_digest"].append(int.from_bytes(text_digest(item.text), "big"))
            yield _renamed(item, task.renamed)


def _renamed(document: Document, renamed: Mapping[str, tuple[str, str | None]]) -> Document:
    if document.doc_id not in renamed:
        return document
    doc_id, before = renamed[document.doc_id]
    oddities = tuple(o for o in document.oddities if o.kind != "repeated_id")
    if before is not None:
        oddities += (repeated_id(before),)
    return replace(document, doc_id=doc_id, oddities=oddities)


def _by_month(tables: Mapping[str, pa.Table]) -> Iterator[tuple[str, str, pa.Table]]:
    """The rows of each table by the month in which their document was published; those of files are all in one place."""
    for name, table in tables.items():
        if not table.num_rows:
            continue
        if "published" not in table.column_names:
            yield name, UNDATED, table
            continue
        months = pc.fill_null(pc.strftime(table["published"], "%Y-%m"), UNDATED)
        for month in sorted(pc.unique(months).to_pylist()):
            yield name, month, table.filter(pc.equal(months, month))
