"""Writes tables as Parquet and CSV: the same rows in, the same bytes out."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from contested.errors import TableError
from contested.tables.arrow import arrow_schema
from contested.tables.csvfile import write_csv
from contested.tables.schema import TABLES, Table

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
    _replace(folder / f"{name}.parquet", lambda path: _write_parquet(path, table))
    spec = TABLES[name]
    shown = table.select([c.name for c in spec.columns if c.in_csv])
    _replace(folder / f"{name}.csv", lambda path: write_csv(path, shown))
    return table


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


def _write_parquet(path: Path, table: pa.Table) -> None:
    # every choice that could change with a library's default is stated
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=3,
        version="2.6",
        data_page_version="1.0",
        row_group_size=64 * 1024,
        use_dictionary=True,
        write_statistics=True,
        write_page_checksum=True,  # a reader notices a damaged page instead of giving other numbers
        store_schema=True,
    )


def _replace(path: Path, write: Any) -> None:
    """Write beside, then rename: a reader never meets half a file."""
    part = path.with_name(path.name + ".part")
    try:
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
