"""Checks a folder of tables: each against the schema, then against one another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contested.errors import TableError
from contested.tables.ids import make_claim_id
from contested.tables.read import read_table
from contested.tables.schema import TABLES, Column, Table

if TYPE_CHECKING:
    import pandas as pd

Frames = dict[str, "pd.DataFrame"]
_SHOWN = 20  # of one kind in one table; a broken column would otherwise give a line a row


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a table: which row (its key, or "" for the whole table), which column, and what."""

    table: str
    row: str
    column: str
    what: str

    def __str__(self) -> str:
        where = f"{self.table}" + (f", row {self.row}" if self.row else "") + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.what}"


def check_tables(folder: str | Path) -> list[Problem]:
    """Validate the tables of a folder; an empty list means that all is well.

    Each table that is there is checked against its schema (columns, types, allowed values, keys). Then the tables
    are checked against one another: a quote stands where its span says, a claim's name is the digest of what it
    names, what is pointed at exists, periods and intervals run forwards, the counts add up.

    Raises
    ------
    TableError
        The folder is not there or holds no claims.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise TableError(f"{folder}: there is no such folder")
    problems: list[Problem] = []
    frames: Frames = {}
    for name in TABLES:
        if not any((folder / f"{name}{ending}").is_file() for ending in (".parquet", ".csv")):
            if name in ("claims", "documents"):
                problems.append(Problem(name, "", "", f"missing: neither {name}.parquet nor {name}.csv is in {folder}"))
            continue
        try:
            frames[name] = read_table(folder, name)
        except TableError as e:
            problems.append(Problem(name, "", "", str(e)))
            continue
        problems += _against_schema(TABLES[name], frames[name], csv=not (folder / f"{name}.parquet").is_file())
    for check in _CROSS_CHECKS:
        problems += _first(list(check(frames)))
    return problems


def _first(found: list[Problem]) -> list[Problem]:
    if len(found) <= _SHOWN:
        return found
    return [*found[:_SHOWN], Problem(found[0].table, "", found[0].column, f"and {len(found) - _SHOWN} more like the last")]


# ---- one table -----------------------------------------------------------------------------------------------


def pandera_schema(table: Table, *, csv: bool = False) -> Any:
    """The pandera schema of a table, built from its column records; `csv`: of its CSV file, which has no texts."""
    import pandera.pandas as pandera

    columns = {c.name: _pandera_column(pandera, c) for c in table.columns if c.in_csv or not csv}
    return pandera.DataFrameSchema(columns, strict=True, ordered=True, unique=list(table.primary_key) or None, name=table.name)


def _pandera_column(pandera: Any, column: Column) -> Any:
    checks = []
    if column.enum:
        checks.append(pandera.Check.isin(column.enum, error=f"is not one of {', '.join(column.enum)}"))
    if column.pattern:
        checks.append(pandera.Check.str_matches(rf"(?:{column.pattern})\Z", error=f"does not look like {column.pattern}"))
    if column.minimum is not None:
        checks.append(pandera.Check.ge(column.minimum, error=f"is below {column.minimum:g}"))
    if column.maximum is not None:
        checks.append(pandera.Check.le(column.maximum, error=f"is above {column.maximum:g}"))
    if column.type == "date":
        checks.append(pandera.Check(_is_date, error="is not a date", element_wise=False))
    dtype = {"string": "str", "number": "float64"}.get(column.type)
    return pandera.Column(dtype, checks, nullable=not column.required, unique=column.unique)


def _is_date(series: Any) -> bool:
    import pandas as pd

    return bool(pd.api.types.is_datetime64_any_dtype(series))


def _against_schema(table: Table, frame: pd.DataFrame, *, csv: bool) -> list[Problem]:
    import pandera.errors

    try:
        pandera_schema(table, csv=csv).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as e:
        cases = e.failure_cases
        found: dict[tuple[str, str], list[Problem]] = {}
        for case in cases.to_dict("records"):
            column = str(case["column"]) if case["schema_context"] == "Column" else ""
            problem = _schema_problem(table, frame, case, column)
            found.setdefault((column, str(case["check"])), []).append(problem)
        return [p for group in found.values() for p in _first(group)]
    return []


def _schema_problem(table: Table, frame: pd.DataFrame, case: dict[str, Any], column: str) -> Problem:
    check, bad = str(case["check"]), case["failure_case"]
    if check == "column_in_dataframe":
        return Problem(table.name, "", str(bad), "the column is missing")
    if check == "column_in_schema":
        return Problem(table.name, "", str(bad), "the schema knows no such column")
    if check == "column_ordered":
        return Problem(table.name, "", str(bad), "the column stands in the wrong order")
    row = _row_name(table, frame, case.get("index"))
    if check == "not_nullable":
        return Problem(table.name, row, column, "has no value, and the column needs one")
    if check in ("field_uniqueness", "multiple_fields_uniqueness"):
        return Problem(table.name, row, column or ", ".join(table.primary_key), f"{bad!r} stands in more than one row")
    if check.startswith("dtype"):
        return Problem(table.name, "", column, f"is of type {bad}, not {table.column(column).type}")
    return Problem(table.name, row, column, f"{bad!r} {check}")


def _row_name(table: Table, frame: pd.DataFrame, index: Any) -> str:
    try:
        row = frame.loc[int(index)]
    except (TypeError, ValueError, KeyError):
        return ""
    key = table.primary_key or table.sort[:1]
    return " ".join(str(row[k]) for k in key if k in frame.columns) or str(index)


# ---- one table against another ---------------------------------------------------------------------------------


def _need(frames: Frames, table: str, *columns: str) -> bool:
    return table in frames and set(columns) <= set(frames[table].columns)


def _spans(frames: Frames) -> Iterator[Problem]:
    if not (
        _need(frames, "claims", "claim_id", "doc_id", "char_start", "char_end", "quote", "kind") and _need(frames, "documents", "doc_id")
    ):
        return
    documents = frames["documents"]
    known = set(documents["doc_id"])
    # a folder of CSV files has no texts: then only the documents' names can be checked
    texts = dict(zip(documents["doc_id"], documents["text"], strict=True)) if "text" in documents.columns else None
    claims = frames["claims"]
    wanted = claims[claims["kind"] == "report"]
    for claim_id, doc_id, start, end, quote in _rows(wanted, "claim_id", "doc_id", "char_start", "char_end", "quote"):
        if doc_id not in known:
            yield Problem("claims", claim_id, "doc_id", f"there is no document {doc_id!r} in the documents table")
        elif start is None or end is None or quote is None:
            yield Problem("claims", claim_id, "char_start", "a claim read from text needs a span and a quote")
        elif texts is not None and isinstance(texts[doc_id], str) and texts[doc_id][int(start) : int(end)] != quote:
            there = texts[doc_id][int(start) : int(end)]
            yield Problem("claims", claim_id, "quote", f"the text at {start} to {end} of {doc_id} reads {there[:60]!r}, not {quote[:60]!r}")


def _identity(frames: Frames) -> Iterator[Problem]:
    columns = ("claim_id", "doc_id", "char_start", "char_end", "indicator", "population", "kind")
    if not _need(frames, "claims", *columns):
        return
    for claim_id, doc_id, start, end, indicator, population, kind in _rows(frames["claims"], *columns):
        if kind != "report" or start is None or end is None:
            continue
        right = make_claim_id(doc_id, int(start), int(end), indicator, population)
        if claim_id != right:
            yield Problem("claims", claim_id, "claim_id", f"is not the digest of what it names; that would be {right}")


def _duplicates(frames: Frames) -> Iterator[Problem]:
    columns = ("claim_id", "doc_id", "char_start", "duplicate_of")
    if not _need(frames, "claims", *columns):
        return
    where = {claim_id: (doc_id, start) for claim_id, doc_id, start, _ in _rows(frames["claims"], *columns)}
    for claim_id, doc_id, start, first in _rows(frames["claims"], *columns):
        if first is None:
            continue
        if first not in where:
            yield Problem("claims", claim_id, "duplicate_of", f"there is no claim {first}")
        elif where[first][0] != doc_id:
            yield Problem("claims", claim_id, "duplicate_of", f"{first} stands in another document, {where[first][0]}")
        elif start is not None and where[first][1] is not None and where[first][1] > start:
            yield Problem("claims", claim_id, "duplicate_of", f"{first} stands later in the document; the earlier claim is the first")


def _forwards(frames: Frames) -> Iterator[Problem]:
    columns = ("claim_id", "date_start", "date_end", "low", "best", "high", "kind")
    if not _need(frames, "claims", *columns):
        return
    for claim_id, date_start, date_end, low, best, high, kind in _rows(frames["claims"], *columns):
        if date_start is not None and date_end is not None and date_start > date_end:
            yield Problem("claims", claim_id, "date_start", f"the period runs backwards, from {date_start:%Y-%m-%d} to {date_end:%Y-%m-%d}")
        known = [x for x in (low, best, high) if x is not None]
        # a reference data set's own slips are alarms for the reader, not faults of the table
        if kind == "report" and known != sorted(known):
            yield Problem("claims", claim_id, "low", f"low <= best <= high does not hold ({low}, {best}, {high})")


def _counts(frames: Frames) -> Iterator[Problem]:
    if not (_need(frames, "claims", "doc_id") and _need(frames, "documents", "doc_id", "n_claims")):
        return
    per_document = frames["claims"].groupby("doc_id").size().to_dict()
    for doc_id, n_claims in _rows(frames["documents"], "doc_id", "n_claims"):
        if n_claims is not None and per_document.get(doc_id, 0) != n_claims:
            yield Problem("documents", doc_id, "n_claims", f"is {n_claims}, but the claims table has {per_document.get(doc_id, 0)}")


def _domains(frames: Frames) -> Iterator[Problem]:
    if not _need(frames, "claims", "claim_id", "indicator"):
        return
    indicator = dict(_rows(frames["claims"], "claim_id", "indicator"))
    for name in ("casualties", "displacement", "control"):
        if not _need(frames, name, "claim_id", "indicator"):
            continue
        here = {claim_id for (claim_id,) in _rows(frames[name], "claim_id")}
        allowed = TABLES[name].column("indicator").enum
        due = {claim_id for claim_id, i in indicator.items() if i in allowed}
        for claim_id in sorted(due - here):
            yield Problem(name, claim_id, "claim_id", "the claim stands in claims, but not here; make the tables again")
        for claim_id in sorted(here - due):
            yield Problem(name, claim_id, "claim_id", "there is no such claim in claims; make the tables again")


def _members(frames: Frames) -> Iterator[Problem]:
    """Ids listed in the tables of the comparison name claims and cells that exist."""
    if not _need(frames, "claims", "claim_id"):
        return
    known = set(frames["claims"]["claim_id"])
    for name, key in (("echoes", "echo_id"), ("cells", "cell_id"), ("alarms", "alarm_id")):
        if not _need(frames, name, key, "claim_ids"):
            continue
        for row, ids in _rows(frames[name], key, "claim_ids"):
            for claim_id in str(ids or "").split("; "):
                if claim_id not in known:
                    yield Problem(name, row, "claim_ids", f"there is no claim {claim_id}; run `contested compare` again")
    for name, column, target, key in (("discrepancies", "cell_id", "cells", "cell_id"), ("echoes", "updates", "echoes", "echo_id")):
        if not (_need(frames, name, column) and _need(frames, target, key)):
            continue
        there = set(frames[target][key])
        for (value,) in _rows(frames[name], column):
            if value is not None and value not in there:
                yield Problem(name, str(value), column, f"there is no such row in {target}; run `contested compare` again")


_CROSS_CHECKS: tuple[Callable[[Frames], Iterator[Problem]], ...] = (
    _spans, _identity, _duplicates, _forwards, _counts, _domains, _members,
)  # fmt: skip


def _rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The columns as tuples, missing values as None."""
    lists = [[None if missing else v for v, missing in zip(frame[c].tolist(), frame[c].isna().tolist(), strict=True)] for c in columns]
    return zip(*lists, strict=True)
