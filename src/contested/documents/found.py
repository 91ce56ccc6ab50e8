"""What passes between a reader of one format and the corpus: the file, the documents found in it, the faults."""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, TypeAlias

from contested.documents.settings import Limits, ReadSettings
from contested.errors import DocumentError
from contested.model import Oddity


@dataclass(slots=True)
class Budget:
    """What is left of the limits that hold for everything inside one file of the corpus."""

    members: int
    expanded: int

    @classmethod
    def of(cls, limits: Limits) -> Budget:
        return cls(limits.members, limits.expanded)


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, on disk or in memory (a member of an archive).

    `name` is its path below the corpus, `depth` how many archives it lies in, `skip` how many of its members have been
    dealt with already.
    """

    name: str
    open: Callable[[], BinaryIO]
    budget: Budget
    depth: int = 0
    skip: int = 0

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


def file_source(path: Path, name: str, settings: ReadSettings, skip: int = 0) -> Source:
    """A file on disk. It is opened so that a pipe or a device put in its place cannot block."""
    return Source(name, lambda: _open(path), Budget.of(settings.limits), skip=skip)


def _open(path: Path) -> BinaryIO:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise DocumentError("special_file", "is no file with contents of its own (a device, a pipe or a socket); remove it")
    return os.fdopen(descriptor, "rb")


def memory_source(name: str, raw: bytes, settings: ReadSettings) -> Source:
    """Bytes at hand."""
    return Source(name, lambda: BytesIO(raw), Budget.of(settings.limits))


@dataclass(frozen=True, slots=True)
class Found:
    """A document as its format gives it; the corpus adds the id and what `documents.csv` says.

    `number` counts the records of a file that holds many, and `record` is the record's own id. `member` is the path
    inside an archive, and `member_id` the same without its ending where that is enough.
    """

    text: str
    format: str
    encoding: str
    sha256: str
    record: str | None = None
    number: int | None = None
    member: str | None = None
    member_id: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: dt.date | None = None
    published_from: str | None = None
    url: str | None = None
    note: str | None = None
    oddities: tuple[Oddity, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Fault:
    """A part of a file that could not be used, while the rest can."""

    reason: str
    detail: str
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A reader is about to begin a member: should the process die now, it is this member's doing. None: it is done with it."""

    member: str | None


Item: TypeAlias = Found | Fault | Step
Reader: TypeAlias = Callable[[Source, ReadSettings], Iterator[Item]]
