"""Batches of documents, and what parsing one of them gives: rows of every table of single documents, as Arrow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from contested.documents.corpus import Recall, Reject, iter_corpus
from contested.documents.settings import ReadSettings
from contested.extract.record import read_document
from contested.extract.rows import document_row, oddity_rows, place_rows
from contested.lexicon import Lexicon, load_lexicon
from contested.model import Claim, Document
from contested.runs.cache import Cache
from contested.runs.memory import Memory, Parsed
from contested.tables.derive import claims_to_rows, domain_tables
from contested.tables.schema import TABLES
from contested.tables.write import to_arrow

# The tables that parsing makes, all but `places`, which is one small table of all documents together.
STREAMED = tuple(t.name for t in TABLES.values() if t.made_by == "parse" and t.name != "places")
# told what was done last, how much is done, and how much there is: 0 while that is not known
Progress = Callable[[str, int, int], None]

CHARACTERS = 1_000_000  # of a batch; a longer document is a batch of its own
_ITEMS = 2_000


@dataclass(slots=True)
class Batch:
    """Some documents, one after another, and what of their files could not be read."""

    documents: list[Document] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.documents) + len(self.rejects)


@dataclass(slots=True)
class Counts:
    """How much there was, and the rows of the table `places`, which is small; `last` is the id of the last document."""

    documents: int = 0
    claims: int = 0
    rejects: int = 0
    recalled: int = 0
    last: str = ""
    places: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rows:
    """What a batch gives: the rows of each table of `STREAMED` in the order of its key, and counts."""

    tables: dict[str, pa.Table]
    counts: Counts


def batches(items: Iterable[Document | Reject], characters: int = CHARACTERS) -> Iterator[Batch]:
    """The documents and rejects of a corpus in batches of about so many characters, in their order."""
    batch, size = Batch(), 0
    for item in items:
        if isinstance(item, Document):
            if batch.documents and size + len(item.text) > characters:
                yield batch
                batch, size = Batch(), 0
            batch.documents.append(item)
            size += len(item.text)
        else:
            batch.rejects.append(item)
        if len(batch) >= _ITEMS:
            yield batch
            batch, size = Batch(), 0
    if batch:
        yield batch


def read_sources(sources: Mapping[str, Path], settings: ReadSettings | None, recall: Recall | None) -> Iterator[Document | Reject]:
    """The documents and rejects of one or several corpora, one by one; the name of a corpus stands before the ids of its documents."""
    for name, source in sources.items():
        for item in iter_corpus(source, settings, recall=recall):
            if not name:
                yield item
            elif isinstance(item, Document):
                yield replace(item, doc_id=f"{name}/{item.doc_id}", file=f"{name}/{item.file}")
            else:
                yield replace(item, file=f"{name}/{item.file}")


@dataclass(frozen=True, slots=True)
class Work:
    """How batches are parsed, in a form that another process can be given: files of words, and where results are remembered."""

    lexicons: tuple[Path, ...] = ()
    cache: Cache | None = None

    def parser(self) -> Parser:
        """Ready to parse; reads the lexicon."""
        return Parser(load_lexicon(self.lexicons), Memory(self.cache))


class Parser:
    """Parses batches with one lexicon. A document that makes the parser fail is a reject, and stops no other."""

    def __init__(self, lexicon: Lexicon, memory: Memory) -> None:
        self._lexicon = lexicon
        self._memory = memory
        self._parse: Callable[[Document], Parsed] = memory.over(self._read, lexicon.digest)

    def rows(self, batch: Batch) -> Rows:
        """The rows of all tables that a batch gives."""
        claims: list[Claim] = []
        documents: list[dict[str, Any]] = []
        oddities: list[dict[str, Any]] = []
        rejects = list(batch.rejects)
        before = self._memory.recalled
        for document in batch.documents:
            try:
                parsed = self._parse(document)
            except Exception as e:
                rejects.append(Reject(document.file, "parse_failed", f"{type(e).__name__}: {e}; please report it with the document"))
                continue
            claims += parsed.claims
            documents += parsed.rows["documents"]
            oddities += parsed.rows["oddities"]
        places = place_rows(claims, self._lexicon)
        columns = claims_to_rows(claims)
        refused = [{"file": r.file, "reason": r.reason, "detail": r.detail} for r in rejects]
        single = {"claims": columns, "documents": documents, "rejects": refused, "oddities": oddities}
        tables = {name: to_arrow(name, rows) for name, rows in {**single, **domain_tables(columns, places)}.items()}
        last = batch.documents[-1].doc_id if batch.documents else ""
        return Rows(tables, Counts(len(documents), len(claims), len(rejects), self._memory.recalled - before, last, places))

    def _read(self, document: Document) -> Parsed:
        read = read_document(document, self._lexicon)
        return Parsed({"documents": [document_row(read)], "oddities": list(oddity_rows(read))}, read.claims)


def add_places(known: dict[str, dict[str, Any]], rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows of the table `places` to those `known` by their names: claims are counted together, spellings collected."""
    for row in rows:
        earlier = known.get(row["place"])
        if earlier is None:
            known[row["place"]] = dict(row)
        else:
            spellings = {*earlier["place_text"].split("; "), *row["place_text"].split("; ")}
            earlier |= {"place_text": "; ".join(sorted(spellings)), "n_claims": earlier["n_claims"] + row["n_claims"]}
