"""A CSV file against the Parquet file of the same table: the same rows, cell by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pyarrow as pa

from contested.errors import TableError
from contested.tables.checks.problem import Problem, first_of, shown
from contested.tables.checks.rows import row_name
from contested.tables.csvfile import csv_bytes
from contested.tables.read import read_csv_table
from contested.tables.schema import TABLES
from contested.tables.spreadsheet import restored

_LONGEST_CELL = 1 << 30


def check_twin(folder: Path, name: str, table: pa.Table, *, current: bool) -> Iterator[Problem]:
    """Differences between `name`.csv and the rows of `name`.parquet; `current`: the files are of this schema version."""
    path = folder / f"{name}.csv"
    if not path.is_file():
        return  # told of by `check_files`
    shared = table.select([c.name for c in TABLES[name].columns if c.in_csv])
    if current:
        right = csv_bytes(shared)
        try:
            found = path.read_bytes()
        except OSError as e:
            yield Problem(name, "", "", f"cannot be read ({e.strerror or e})", file=path.name)
            return
        if found == right:
            return
        told = list(_compare_texts(name, shared, right.decode("utf-8"), found))
        if told:
            yield from told
            return
    # the same characters in every cell: what may differ still is whether a text is empty or missing
    yield from _compare_values(folder, name, shared)


def _compare_texts(name: str, table: pa.Table, right: str, raw: bytes) -> Iterator[Problem]:
    file = f"{name}.csv"
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as e:
        line = raw[: e.start].count(b"\n") + 1
        yield Problem(name, "", "", f"line {line}: byte {e.start} is not UTF-8", file=file)
        return
    try:
        rows, due = _parsed(text), _parsed(right)
    except csv.Error as e:
        yield Problem(name, "", "", f"is not a CSV file ({e})", file=file)
        return
    if not rows or rows[0] != due[0]:
        yield from _compare_headers(name, rows[0] if rows else [], due[0])
        return
    if len(rows) != len(due):
        yield Problem(name, "", "", f"has {len(rows) - 1:,} rows, and {name}.parquet has {len(due) - 1:,}", file=file)
    numbers = {i for i, c in enumerate(due[0]) if TABLES[name].column(c).type == "number"}
    yield from first_of(_compare_cells(name, table, rows, due, numbers))


def _compare_cells(name: str, table: pa.Table, rows: list[list[str]], due: list[list[str]], numbers: set[int]) -> Iterator[Problem]:
    file = f"{name}.csv"
    for i, (found, right) in enumerate(zip(rows[1:], due[1:], strict=False)):
        if found == right:
            continue
        if len(found) != len(right):
            what = f"has {len(found)} fields, and the table has {len(right)} columns"
            yield Problem(name, row_name(name, table, i), "", what, file=file)
            continue
        for k, (a, b) in enumerate(zip(found, right, strict=True)):
            if a != b and not (k in numbers and _same_number(a, b)):
                what = f"is {shown(restored(a))} here and {shown(restored(b))} in {name}.parquet"
                yield Problem(name, row_name(name, table, i), due[0][k], what, file=file)


def _compare_headers(name: str, found: list[str], right: list[str]) -> Iterator[Problem]:
    for a, b in zip_longest(found, right):
        if a != b:
            yield Problem(name, "", b or "", f"the first line says {shown(a)} where it should say {shown(b)}", file=f"{name}.csv")
            return


def _compare_values(folder: Path, name: str, table: pa.Table) -> Iterator[Problem]:
    try:
        found = read_csv_table(folder / f"{name}.csv", name)
    except TableError as e:
        yield Problem(name, "", "", str(e).partition(": ")[2].partition("; make")[0], file=f"{name}.csv")
        return
    yield from differences(name, table, found, file=f"{name}.csv", other=f"{name}.parquet")


def differences(name: str, right: pa.Table, found: pa.Table, *, file: str, other: str) -> Iterator[Problem]:
    """Where the table `found` in `file` differs from `right`, which stands in (or follows from) `other`."""
    if right.num_rows != found.num_rows:
        yield Problem(name, "", "", f"has {found.num_rows:,} rows, and {right.num_rows:,} are in {other}", file=file)
    rows = min(right.num_rows, found.num_rows)
    for column in right.column_names:
        if column not in found.column_names or found[column].equals(right[column]):
            continue
        pairs = enumerate(zip(found[column].slice(0, rows).to_pylist(), right[column].slice(0, rows).to_pylist(), strict=True))
        yield from first_of(
            Problem(name, row_name(name, right, i), column, f"is {shown(a)} here and {shown(b)} in {other}", file=file)
            for i, (a, b) in pairs
            if a != b
        )


def _parsed(text: str) -> list[list[str]]:
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    finally:
        csv.field_size_limit(before)


def _same_number(a: str, b: str) -> bool:
    """Equal as numbers; how a number is written is the library's affair."""
    try:
        return float(a) == float(b)
    except ValueError:
        return False
