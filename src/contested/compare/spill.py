"""Claims and rows put aside on disk until their turn comes, and rows that are read from their file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, overload

import pyarrow as pa
import pyarrow.parquet as pq

from contested.tables.merge import Run, merged, write_run
from contested.tables.schema import TABLES
from contested.tables.write import in_order, table_writer, to_arrow

Row = Mapping[str, Any]
_ROWS = 50_000  # rows that wait in memory for a file of their own


class Shelf:
    """A folder with claims by part, and with rows of the tables to be written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, tuple[pa.OSFile, pa.RecordBatchStreamWriter]] = {}
        self._waiting: dict[str, list[pa.Table]] = {}
        self._runs: dict[str, list[Run]] = {}

    def add_claims(self, name: str, claims: pa.Table) -> None:
        """Put claims into the part of this name."""
        if name not in self._writers:
            sink = pa.OSFile(str(self._folder / f"{name}.claims"), "wb")
            self._writers[name] = (sink, pa.ipc.new_stream(sink, claims.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")))
        self._writers[name][1].write_table(claims)

    def close(self) -> None:
        """End the parts: they can be read from now on."""
        for sink, writer in self._writers.values():
            writer.close()
            sink.close()
        self._writers = {}

    def claims(self, name: str) -> pa.Table | None:
        """The claims of a part; None where there are none. They are gone from disk then."""
        path = self._folder / f"{name}.claims"
        if not path.is_file():
            return None
        with pa.OSFile(str(path), "rb") as source:
            table = pa.ipc.open_stream(source).read_all()
        path.unlink()
        return table

    def add_rows(self, name: str, rows: Sequence[Row] | Mapping[str, Sequence[Any]]) -> None:
        """Add rows to the table of this name."""
        if not rows:
            return
        waiting = self._waiting.setdefault(name, [])
        waiting.append(to_arrow(name, rows))
        if sum(t.num_rows for t in waiting) >= _ROWS:
            self._put_down(name)

    def write_sorted(self, folder: Path, name: str) -> RowsOnDisk:
        """Write the table of this name."""
        self._put_down(name)
        with table_writer(folder, name) as write:
            for piece in merged(name, self._runs.get(name, []), self._folder):
                write(piece)
        return RowsOnDisk(folder / f"{name}.parquet")

    def _put_down(self, name: str) -> None:
        if not (waiting := self._waiting.pop(name, [])):
            return
        runs = self._runs.setdefault(name, [])
        runs.append(Run(self._folder / f"{name}-{len(runs)}.rows"))
        write_run(runs[-1].path, name, [in_order(pa.concat_tables(waiting), TABLES[name])])


class RowsOnDisk(Sequence[dict[str, Any]]):
    """The rows of a Parquet file as dicts, read when they are asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __len__(self) -> int:
        return int(pq.read_metadata(self._path).num_rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        with pq.ParquetFile(self._path) as file:
            for batch in file.iter_batches():
                yield from batch.to_pylist()

    @overload
    def __getitem__(self, i: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, i: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, i: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        rows = pq.read_table(self._path, partitioning=None)
        if isinstance(i, slice):
            found: list[dict[str, Any]] = rows.take(list(range(*i.indices(len(rows))))).to_pylist()
            return found
        if not -len(rows) <= i < len(rows):
            raise IndexError(i)
        row: dict[str, Any] = rows.slice(i % len(rows), 1).to_pylist()[0]
        return row
