"""Sorted runs of rows on disk, merged into one sorted stream that is never held as a whole.

A run is an Arrow IPC file of rows in the order of the table's key.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from contested.tables.arrow import arrow_schema
from contested.tables.schema import TABLES
from contested.tables.write import in_order

_PIECE = 64 * 1024  # bytes of a run that are read at a time
_AT_ONCE = 32  # runs; more are first merged into fewer, which costs less time than the memory of more would be worth


def write_run(path: Path, name: str, pieces: Iterable[pa.Table]) -> None:
    """Write rows of the table `name`, which come in the order of its key, as a run."""
    with RunWriter(path, name) as writer:
        for piece in pieces:
            writer.write(piece)


class RunWriter:
    """Writes runs of rows of one table into one file."""

    def __init__(self, path: Path, name: str) -> None:
        self._file = pa.OSFile(str(path), "wb")
        self._writer = pa.ipc.new_file(self._file, arrow_schema(name), options=pa.ipc.IpcWriteOptions(compression="lz4"))
        self._pieces = 0

    def __enter__(self) -> RunWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()
        self._file.close()

    def write(self, rows: pa.Table) -> range:
        """Write rows; returns the numbers of the record batches they became."""
        size = max(1, math.ceil(_PIECE * rows.num_rows / max(1, rows.nbytes)))
        first = self._pieces
        for batch in rows.combine_chunks().to_batches(max_chunksize=size):
            self._writer.write_batch(batch)
            self._pieces += 1
        return range(first, self._pieces)


@dataclass(frozen=True, slots=True)
class Run:
    """A run: an Arrow IPC file, or the record batches of one that are named."""

    path: Path
    pieces: tuple[int, ...] | None = None

    def read(self) -> Iterator[pa.Table]:
        """Its rows in pieces; the file is opened when the first is asked for."""
        with pa.OSFile(str(self.path), "rb") as file:
            reader = pa.ipc.open_file(file)
            for i in range(reader.num_record_batches) if self.pieces is None else self.pieces:
                yield pa.Table.from_batches([reader.get_batch(i)])


def merged(name: str, runs: Sequence[Run], scratch: Path) -> Iterator[pa.Table]:
    """The rows of all runs of the table `name` in the order of its key, in pieces.

    Where there are more runs than are read at once, groups of them are first merged into runs in the folder `scratch`.
    """
    level = list(runs)
    rounds = 0
    while len(level) > _AT_ONCE:
        above = [as_one(name, some, scratch / f"{name}-merged-{rounds}-{i}.arrow") for i, some in enumerate(together(level))]
        if rounds:
            for run in level:
                run.path.unlink()
        level = above
        rounds += 1
    return merge(name, [run.read() for run in level])


def together(runs: Sequence[Run]) -> list[Sequence[Run]]:
    """The runs in groups of as many as are read at once."""
    return [runs[i : i + _AT_ONCE] for i in range(0, len(runs), _AT_ONCE)]


def as_one(name: str, runs: Sequence[Run], path: Path) -> Run:
    """Write a group of runs of the table `name` as one."""
    write_run(path, name, merge(name, [run.read() for run in runs]))
    return Run(path)


def merge(name: str, streams: Iterable[Iterator[pa.Table]]) -> Iterator[pa.Table]:
    """The rows of several sorted streams of pieces of the table `name` as one, sorted and in pieces."""
    spec = TABLES[name]
    open_ = [s for s in (_Stream(pieces, spec.sort) for pieces in streams) if s.fill()]
    while open_:
        # what a stream has not shown yet is no smaller than the last it has shown
        shown = sorted(s.key(-1) for s in open_ if not s.ended)
        if not shown:
            yield in_order(pa.concat_tables([s.head for s in open_]), spec)
            return
        # those that are behind are read on a little, so that each round takes something of many and not of one alone
        for s in open_:
            s.read_on(shown[len(shown) // 2])
        cut = min((s.key(-1) for s in open_ if not s.ended), default=shown[-1])
        if ready := [part for s in open_ if (part := s.take_below(cut)).num_rows]:
            yield in_order(pa.concat_tables(ready), spec)
        open_ = [s for s in open_ if s.fill()]


_Key = tuple[tuple[bool, Any], ...]


class _Stream:
    """A sorted stream: the part of it that is in memory, `head`, and whether that is all that is left."""

    def __init__(self, pieces: Iterator[pa.Table], sort: tuple[str, ...]) -> None:
        self._pieces = pieces
        self._sort = sort
        self.head: pa.Table | None = None
        self.ended = False

    def fill(self) -> bool:
        """Read on until there are two different keys, or nothing more; false where nothing is left."""
        while not self.ended and (not self._rows or self.key(0) == self.key(-1)):
            self._read()
        return self._rows > 0

    def read_on(self, wanted: _Key) -> None:
        """Read one more piece where the last key is smaller than this, and little is in memory."""
        if not self.ended and self.head is not None and self.head.nbytes < _PIECE and self.key(-1) < wanted:
            self._read()

    def _read(self) -> None:
        piece = next(self._pieces, None)
        if piece is None:
            self.ended = True
        elif piece.num_rows:
            self.head = pa.concat_tables([self.head, piece]) if self.head is not None and self._rows else piece

    def key(self, row: int) -> _Key:
        """The key of a row, in Arrow's order: what is null comes last."""
        assert self.head is not None
        row %= self.head.num_rows
        values = (self.head[name][row].as_py() for name in self._sort)
        return tuple((v is None, v) for v in values)

    def take_below(self, cut: _Key) -> pa.Table:
        """Take the rows whose key is smaller than `cut`."""
        assert self.head is not None
        n = bisect_left(range(self._rows), cut, key=self.key)
        part, self.head = self.head.slice(0, n), self.head.slice(n)
        return part

    @property
    def _rows(self) -> int:
        return int(self.head.num_rows) if self.head is not None else 0
