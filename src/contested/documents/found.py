"""What passes between a reader of one format and the corpus: the file, the documents found in it, the faults."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BufferedReader, BytesIO, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from contested.documents.settings import DateOrder, Limits, ReadSettings
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
class Part:
    """A stretch of a file of records that is read by itself, and what its reader must know of the whole file.

    Plain numbers and words: it can be pickled, and `asdict` of it written as JSON.

    Attributes
    ----------
    begin, end
        Where it begins, and where the next one does: bytes of JSON Lines (each part begins after a line feed), rows of
        Parquet, counted from 0.
    lines, records
        How many lines and records of the file lie before it.
    encoding, sha256, order
        The encoding of the file, its digest, and the order of its numeric dates.
    """

    begin: int
    end: int
    lines: int
    records: int
    encoding: str
    sha256: str
    order: DateOrder


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, on disk or in memory (a member of an archive).

    `name` is its path below the corpus, `depth` how many archives it lies in, `skip` how many of its members have been
    dealt with already, `part` the stretch of it that is to be read; None: all of it.
    """

    name: str
    open: Callable[[], BinaryIO]
    budget: Budget
    depth: int = 0
    skip: int = 0
    part: Part | None = None

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

    def size(self) -> int:
        """How many bytes it has."""
        with self.open() as stream:
            return stream.seek(0, os.SEEK_END)

    def sha256(self) -> str:
        """The digest of its bytes."""
        digest = hashlib.sha256()
        with self.open() as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    def stretch(self, begin: int, end: int | None) -> BufferedReader:
        """Its bytes from `begin` up to `end`; to the last where that is None. To be closed.

        Raises
        ------
        DocumentError
            ``damaged`` where it has fewer bytes than that.
        """
        stream = self.open()
        size = stream.seek(0, os.SEEK_END)
        if end is not None and size < end:
            stream.close()
            raise CUT_SHORT
        stream.seek(begin)
        return BufferedReader(_Stretch(stream, (size if end is None else end) - begin), _BUFFER)


_BUFFER = 1 << 16
_CHUNK = 1 << 20
CUT_SHORT = DocumentError("damaged", "has become shorter since it was divided; leave it alone while it is read, and run again")


class _Stretch(RawIOBase):
    """So many bytes of a stream."""

    def __init__(self, stream: BinaryIO, left: int) -> None:
        self._stream = stream
        self._left = left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = self._stream.read(min(len(buffer), self._left))
        self._left -= len(chunk)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._stream.close()
        super().close()


def file_source(path: Path, name: str, settings: ReadSettings, skip: int = 0, part: Part | None = None) -> Source:
    """A file on disk, or a part of one. It is opened so that a pipe or a device put in its place cannot block."""
    return Source(name, lambda: _open(path), Budget.of(settings.limits), skip=skip, part=part)


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
    """A reader is about to begin a member: should the process die now, it is this member's doing.

    None: it is done with it, or has come a good way through a long file.
    """

    member: str | None


Item: TypeAlias = Found | Fault | Step
Reader: TypeAlias = Callable[[Source, ReadSettings], Iterator[Item]]
Divider: TypeAlias = Callable[[Source, ReadSettings, int], Iterator[Part | Step]]
