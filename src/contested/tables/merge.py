"""Writes a table that is too large for memory from pieces on disk: the files are those that `write_table` would write."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from contested.tables.arrow import arrow_schema
from contested.tables.schema import TABLES
from contested.tables.spreadsheet import neutralised_table

# as `contested.tables.write` states them; a test holds the two together
_ROW_GROUP = 64 * 1024
_BLOCK = 4 * _ROW_GROUP  # rows in memory at a time


def write_merged(folder: Path, name: str, pieces: Sequence[Path]) -> int:
    """Write `<name>.parquet` and `<name>.csv` with the rows of all pieces, sorted by the table's key; returns how many rows.

    Only the columns of the key are in memory as a whole.

    Parameters
    ----------
    folder
        Where the table is written.
    name
        A table whose key makes every row one of its kind.
    pieces
        Arrow files in the schema of the table.
    """
    spec, schema = TABLES[name], arrow_schema(name)
    tables = [pa.ipc.open_file(pa.memory_map(str(p))).read_all() for p in pieces]
    keys = pa.concat_tables([t.select(spec.sort) for t in tables]) if tables else schema.empty_table().select(spec.sort)
    order = pc.sort_indices(keys, [(k, "ascending") for k in spec.sort]).to_numpy()
    del keys
    shown = [c.name for c in spec.columns if c.in_csv]
    parquet, csv = folder / f"{name}.parquet", folder / f"{name}.csv"
    with (
        _beside(parquet) as part,
        _beside(csv) as csv_part,
        pq.ParquetWriter(
            part,
            schema,
            compression="zstd",
            compression_level=3,
            version="2.6",
            data_page_version="1.0",
            use_dictionary=True,
            write_statistics=True,
            write_page_checksum=True,
            store_schema=True,
        ) as parquet_file,
        pacsv.CSVWriter(csv_part, pa.schema([schema.field(n) for n in shown]), write_options=_csv_options()) as csv_file,
    ):
        for block in _blocks(tables, order, schema.empty_table()):
            parquet_file.write_table(block, row_group_size=_ROW_GROUP)
            csv_file.write_table(neutralised_table(block.select(shown)))
    return len(order)


def _blocks(tables: list[pa.Table], order: npt.NDArray[np.uint64], empty: pa.Table) -> Iterator[pa.Table]:
    """The rows of all tables in the order given, some at a time."""
    begins = np.cumsum([0, *(t.num_rows for t in tables)])
    if not len(order):
        yield empty  # it, too, is written
    for i in range(0, len(order), _BLOCK):
        wanted = order[i : i + _BLOCK].astype(np.int64)
        piece = np.searchsorted(begins, wanted, side="right") - 1
        by_piece = np.argsort(piece, kind="stable")
        edges = np.flatnonzero(np.append(True, np.diff(piece[by_piece]) > 0))
        found = []
        for rows in np.split(by_piece, edges[1:]):
            k = int(piece[rows[0]])
            found.append(tables[k].take(pa.array(wanted[rows] - begins[k])))
        back = np.empty(len(wanted), dtype=np.int64)
        back[by_piece] = np.arange(len(wanted))
        yield pa.concat_tables(found).combine_chunks().take(pa.array(back))


def _csv_options() -> pacsv.WriteOptions:
    return pacsv.WriteOptions(quoting_style="needed")


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A file written beside, then renamed: a reader never meets half of it."""
    part = path.with_name(path.name + ".part")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
