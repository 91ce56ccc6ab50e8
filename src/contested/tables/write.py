"""Writes tables as Parquet and CSV: the same rows in, the same bytes out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from contested.errors import TableError
from contested.tables.arrow import arrow_schema
from contested.tables.csvfile import CsvWriter
from contested.tables.schema import TABLES, Table

# rows that are written at a time, and held until then; texts of documents are long
_GROUP = 8 * 1024
_GROUP_OF_TEXTS = 2 * 1024

Rows: TypeAlias = Sequence[Mapping[str, Any]] | Mapping[str, Sequence[Any]] | pa.Table


def write_tables(folder: Path, tables: Mapping[str, Rows]) -> None:
    """Write each table as `<name>.parquet` and `<name>.csv` under `folder`, rows sorted by the table's key.

    Parameters
    ----------
    folder
        Made if it is not there. Other files in it stay as they are.
    tables
        Name of a table of the schema -> its rows: a list of dicts, or a dict of columns, or an Arrow table.
        A column left out is null in every row.

    Raises
    ------
    TableError
        A table or column the schema does not know, a value of the wrong type, a required value that is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        write_table(folder, name, rows)


def write_table(folder: Path, name: str, rows: Rows) -> pa.Table:
    """Write one table; returns it as written (sorted, typed)."""
    table = to_arrow(name, rows)
    with table_writer(folder, name) as write:
        write(table)
    return table


class ParquetWriter:
    """Writes a Parquet file piece by piece; the same rows give the same bytes, whatever the pieces."""

    def __init__(self, path: Path, name: str) -> None:
        self._schema = arrow_schema(name)
        self._group = _GROUP if all(c.in_csv for c in TABLES[name].columns) else _GROUP_OF_TEXTS
        self._waiting = [self._schema.empty_table()]
        self._rows = 0
        self._groups = 0
        # every choice that could change with a library's default is stated
        self._writer = pq.ParquetWriter(
            path,
            self._schema,
            compression="zstd",
            compression_level=3,
            version="2.6",
            data_page_version="1.0",
            use_dictionary=True,
            write_statistics=True,
            write_page_checksum=True,  # a reader notices a damaged page instead of giving other numbers
            store_schema=True,
        )

    def __enter__(self) -> ParquetWriter:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        try:
            if not failed and (self._rows or not self._groups):
                self._put(self._rows)
        finally:
            self._writer.close()

    def write(self, piece: pa.Table) -> None:
        """Write rows that come after all those before in the order of the table's key, of the table's schema."""
        self._waiting.append(piece)
        self._rows += piece.num_rows
        while self._rows >= self._group:
            self._put(self._group)

    def _put(self, rows: int) -> None:
        waiting = pa.concat_tables(self._waiting)
        self._rows -= rows
        self._groups += 1
        self._waiting = [waiting.slice(rows)]
        self._writer.write_table(waiting.slice(0, rows).combine_chunks(), row_group_size=max(1, rows))


@contextmanager
def table_writer(folder: Path, name: str) -> Iterator[Callable[[pa.Table], None]]:
    """Write one table as Parquet and CSV, by a function that takes pieces of its rows in the order of the table's key.

    Both files are written beside the earlier ones and take their place at the end: a reader never meets half a file, and one
    that could not be completed leaves what was there.
    """
    shown = [c.name for c in TABLES[name].columns if c.in_csv]
    paths = [folder / f"{name}.parquet", folder / f"{name}.csv"]
    parts = [p.with_name(p.name + ".part") for p in paths]
    try:
        with ParquetWriter(parts[0], name) as parquet, CsvWriter(parts[1], pa.schema([arrow_schema(name).field(n) for n in shown])) as csv:

            def write(piece: pa.Table) -> None:
                parquet.write(piece)
                csv.write(piece.select(shown))

            yield write
        for part, path in zip(parts, paths, strict=True):
            os.replace(part, path)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def to_arrow(name: str, rows: Rows) -> pa.Table:
    """The rows as an Arrow table of the schema, sorted. Raises `TableError` as `write_tables` does."""
    if name not in TABLES:
        raise TableError(f"there is no table {name!r}; the tables are {', '.join(TABLES)}")
    spec = TABLES[name]
    columns = _columns(spec, rows)
    n_rows = max((len(v) for v in columns.values()), default=0)
    schema = arrow_schema(name)
    arrays = []
    for column, field in zip(spec.columns, schema, strict=True):
        values = columns.get(column.name)
        if values is None:
            array = pa.nulls(n_rows, field.type)
        else:
            try:
                array = values if isinstance(values, pa.Array) else pa.array(values, type=field.type)
            except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as e:
                raise TableError(f"table {name}, column {column.name}: not all values are of type {column.type} ({e})") from e
        if column.required and array.null_count:
            first = array.is_null().to_pylist().index(True)
            raise TableError(f"table {name}, column {column.name}: row {first} has no value, and the column needs one")
        arrays.append(array)
    try:
        table = pa.Table.from_arrays(arrays, schema=schema)
    except (pa.ArrowInvalid, ValueError) as e:
        raise TableError(f"table {name}: {e}") from e
    return in_order(table, spec)


def _columns(spec: Table, rows: Rows) -> dict[str, Any]:
    if isinstance(rows, pa.Table):
        columns: dict[str, Any] = {n: rows[n].combine_chunks() for n in rows.column_names}
    elif isinstance(rows, Mapping):
        columns = dict(rows)
    else:
        columns = {n: [r.get(n) for r in rows] for n in spec.names}
        known = set(spec.names)
        for r in rows:
            if not r.keys() <= known:
                columns.update({n: [] for n in r if n not in known})
                break
    unknown = [n for n in columns if n not in spec.names]
    if unknown:
        raise TableError(f"table {spec.name} has no column {', '.join(sorted(unknown))}; its columns are {', '.join(spec.names)}")
    lengths = {len(v) for v in columns.values()}
    if len(lengths) > 1:
        raise TableError(f"table {spec.name}: its columns differ in length ({', '.join(f'{n} {len(v)}' for n, v in columns.items())})")
    return columns


def in_order(table: pa.Table, spec: Table) -> pa.Table:
    """The rows in the order of the table's key."""
    if table.num_rows < 2:
        return table
    # Arrow's sort is not stable: every column that can break a tie takes part, so that equal keys mean equal rows
    keys = [*spec.sort, *(c.name for c in spec.columns if c.name not in spec.sort and c.name != "text")]
    if spec.primary_key and set(spec.primary_key) <= set(spec.sort):
        keys = list(spec.sort)
    return table.sort_by([(k, "ascending") for k in keys])
