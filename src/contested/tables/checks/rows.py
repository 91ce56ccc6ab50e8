"""One table against its schema: its columns, their types, every value, the keys, the order of the rows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from contested.tables.arrow import arrow_schema
from contested.tables.checks.problem import Problem, first_of, shown
from contested.tables.schema import TABLES, Column, Table
from contested.tables.write import in_order

if TYPE_CHECKING:
    import pandas as pd

# what a Python date can hold, in days since 1970
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896


def check_columns(name: str, table: pa.Table, file: str) -> Iterator[Problem]:
    """Columns that are missing, unknown, out of order or of another type."""
    due = [c.name for c in TABLES[name].columns if c.in_csv or file.endswith(".parquet")]
    there = table.column_names
    for column in due:
        if column not in there:
            yield Problem(name, "", column, "the column is missing", file=file)
    for i, column in enumerate(there):
        if there.index(column) != i:
            yield Problem(name, "", column, "the column stands twice", file=file)
        elif column not in due:
            yield Problem(name, "", column, "the schema knows no such column", file=file)
    known = [c for c in there if c in due]
    if known != sorted(set(known), key=due.index):
        first = next(c for c, right in zip(known, sorted(set(known), key=due.index), strict=False) if c != right)
        yield Problem(name, "", first, "the column stands in the wrong order", file=file)
    schema = arrow_schema(name)
    for column in dict.fromkeys(known):
        found, right = table.schema.field(there.index(column)).type, schema.field(column).type
        if found != right:
            yield Problem(name, "", column, f"is of type {found}, not {right} ({TABLES[name].column(column).type})", file=file)


def check_cells(name: str, table: pa.Table, file: str) -> Iterator[Problem]:
    """Values that no table can hold: text that is not UTF-8, numbers without a value, days outside the calendar."""
    for column in table.column_names:
        data = table.column(column)
        try:
            data.validate(full=True)
        except pa.ArrowInvalid as e:
            yield Problem(name, "", column, f"its values are damaged ({e})", file=file)
            continue
        if pa.types.is_floating(data.type):
            bad, what = pc.invert(pc.is_finite(data)), "is not a finite number"
        elif pa.types.is_date32(data.type):
            days = data.cast(pa.int32())
            bad, what = pc.or_(pc.less(days, _FIRST_DAY), pc.greater(days, _LAST_DAY)), "is not a day of the years 1 to 9999"
        else:
            continue
        rows = pc.indices_nonzero(pc.fill_null(bad, False)).to_pylist()
        yield from first_of(Problem(name, str(i + 1), column, what, file=file) for i in rows)


def check_values(name: str, table: pa.Table, file: str) -> Iterator[Problem]:
    """Values the schema does not allow, values that are missing, keys that stand twice."""
    import pandera.errors

    frame = table.to_pandas(date_as_object=True)
    try:
        _pandera_schema(name, tuple(table.column_names)).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as e:
        found: dict[tuple[str, str], list[Problem]] = {}
        for case in e.failure_cases.to_dict("records"):
            column = str(case["column"]) if case["schema_context"] == "Column" else ""
            found.setdefault((column, str(case["check"])), []).append(_problem(TABLES[name], frame, case, column, file))
        for group in found.values():
            yield from first_of(group)


def check_order(name: str, table: pa.Table, file: str) -> Iterator[Problem]:
    """Rows that do not stand in the order of the table's key."""
    spec = TABLES[name]
    if not set(spec.sort) <= set(table.column_names):
        return
    right = in_order(table, spec)
    if right.equals(table):
        return
    keys = [k for k in spec.sort if not right[k].equals(table[k])] or list(table.column_names)
    row = next((i for i in range(table.num_rows) if any(right[k][i] != table[k][i] for k in keys)), 0)
    yield Problem(name, row_name(name, table, row), "", f"the rows do not stand in the order of {', '.join(spec.sort)}", file=file)


def row_name(name: str, table: pa.Table, row: int) -> str:
    """The number of a row, from 1, with its key."""
    spec = TABLES[name]
    key = [str(table[k][row].as_py()) for k in (spec.primary_key or spec.sort[:1]) if k in table.column_names]
    return f"{row + 1} ({' '.join(key)})" if key else str(row + 1)


@cache
def _pandera_schema(name: str, columns: tuple[str, ...]) -> Any:
    """The pandera schema of those columns of a table that are there; types have been checked before."""
    import pandera.pandas as pandera

    spec = TABLES[name]
    checked = {
        c.name: pandera.Column(None, _checks(pandera, c), nullable=not c.required, unique=c.unique)
        for c in spec.columns
        if c.name in columns and (c.required or c.unique or c.enum or c.pattern or c.minimum is not None or c.maximum is not None)
    }
    key = list(spec.primary_key) if set(spec.primary_key) <= set(columns) else []
    # a key of one column that is unique by itself would be told twice
    twice = len(key) == 1 and spec.column(key[0]).unique
    return pandera.DataFrameSchema(checked, unique=None if twice else key or None, name=name)


def _checks(pandera: Any, column: Column) -> list[Any]:
    checks = []
    if column.enum:
        checks.append(pandera.Check.isin(column.enum, error=f"is not one of {', '.join(column.enum)}"))
    if column.pattern:
        checks.append(pandera.Check.str_matches(rf"(?:{column.pattern})\Z", error=f"does not look like {column.pattern}"))
    if column.minimum is not None:
        checks.append(pandera.Check.ge(column.minimum, error=f"is below {column.minimum:g}"))
    if column.maximum is not None:
        checks.append(pandera.Check.le(column.maximum, error=f"is above {column.maximum:g}"))
    return checks


def _problem(spec: Table, frame: pd.DataFrame, case: dict[str, Any], column: str, file: str) -> Problem:
    check, bad = str(case["check"]), case["failure_case"]
    row = _row(spec, frame, case.get("index"))
    if check == "not_nullable":
        return Problem(spec.name, row, column, "has no value, and the column needs one", file=file)
    if check in ("field_uniqueness", "multiple_fields_uniqueness"):
        return Problem(spec.name, row, column or ", ".join(spec.primary_key), f"{shown(bad)} stands in more than one row", file=file)
    return Problem(spec.name, row, column, f"{shown(bad)} {check}", file=file)


def _row(spec: Table, frame: pd.DataFrame, index: Any) -> str:
    try:
        row = int(index)
    except (TypeError, ValueError):
        return ""
    key = [str(frame[k].iloc[row]) for k in (spec.primary_key or spec.sort[:1]) if k in frame.columns]
    return f"{row + 1} ({' '.join(key)})" if key else str(row + 1)
