"""What passes between a reader of one format and the corpus: the file, the documents found in it, the faults."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, TypeAlias

from contested.documents.settings import ReadSettings
from contested.errors import DocumentError
from contested.model import Oddity


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, on disk or in memory (a member of an archive): its name below the corpus, and how to open it."""

    name: str
    size: int
    open: Callable[[], BinaryIO]

    def read(self, most: int) -> bytes:
        """All of its bytes.

        Raises
        ------
        DocumentError
            ``too_many_bytes`` where there are more than `most`.
        """
        with self.open() as stream:
            raw = stream.read(most + 1)
        if len(raw) > most:
            raise DocumentError("too_many_bytes", f"holds more than {most:,} bytes; split it, or raise the limit `bytes`")
        return raw


def file_source(path: Path, name: str) -> Source:
    """A file on disk."""
    return Source(name, path.stat().st_size, lambda: path.open("rb"))


def memory_source(name: str, raw: bytes) -> Source:
    """Bytes at hand."""
    return Source(name, len(raw), lambda: BytesIO(raw))


@dataclass(frozen=True, slots=True)
class Found:
    """A document as its format gives it; the corpus adds the id and what `documents.csv` says.

    `record` is the record's own id and `number` its place in the file, for a format that holds many documents.
    """

    text: str
    format: str
    encoding: str
    sha256: str
    record: str | None = None
    number: int | None = None
    title: str | None = None
    publisher: str | None = None
    published: dt.date | None = None
    published_from: str | None = None
    url: str | None = None
    oddities: tuple[Oddity, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A part of a file that could not be used, while the rest can."""

    reason: str
    detail: str


Reader: TypeAlias = Callable[[Source, ReadSettings], Iterator[Found | Fault]]
