"""Checks a folder of tables: its files, each table against the schema, and the tables against one another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from contested.errors import TableError
from contested.tables.checks import across, comparison
from contested.tables.checks.files import check_files
from contested.tables.checks.problem import Problem, first_of
from contested.tables.checks.rows import check_cells, check_columns, check_order, check_values
from contested.tables.checks.twins import check_twin
from contested.tables.dataset import damage, is_dataset
from contested.tables.read import parquet_version, read_csv_table, read_parquet_table
from contested.tables.schema import SCHEMA_VERSION, TABLES


def check_tables(folder: str | Path) -> list[Problem]:
    """Everything that is wrong with a folder of tables; an empty list means that all is well.

    Three things are checked. The files are those that `datapackage.json` names, of the same length and digest. Each table
    is as its schema says (columns, types, allowed values, keys, order), and its CSV file holds the rows of its Parquet file.
    The tables agree: a quote stands where its span says, a claim's name is the digest of what it names, what is pointed at
    exists, what follows from other tables follows from them, the counts add up. Of a partitioned data set the files alone are
    checked: each that `dataset.json` names is there, of the same length and digest, and there is no other.

    Raises
    ------
    TableError
        There is no such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise TableError(f"{folder}: there is no such folder")
    if is_dataset(folder):
        # its rows were checked against the schema when they were written; ordinary tables made of it are checked like any others
        return [Problem("", "", "", what, file=file) for file, what in damage(folder)]
    problems = list(check_files(folder))
    found: across.Found = {}
    for name in TABLES:
        problems += _check_table(folder, name, found)
    for check in (*across.CHECKS, *comparison.CHECKS):
        problems += first_of(check(found))
    return problems


def _check_table(folder: Path, name: str, found: across.Found) -> Iterator[Problem]:
    """Check one table, and put it among those `found` where it can be compared with others."""
    path = folder / f"{name}.parquet"
    if not path.is_file():
        path = folder / f"{name}.csv"
    if not path.is_file():
        return
    version: str | None = SCHEMA_VERSION
    try:
        if path.suffix == ".parquet":
            version = parquet_version(path)
            table = read_parquet_table(path, name)
        else:
            table = read_csv_table(path, name)
    except TableError as e:
        yield Problem(name, "", "", str(e).removeprefix(f"{path}: ").partition("; make")[0], file=path.name)
        return
    if version is None:
        yield Problem(name, "", "", "names no schema version", file=path.name)
    wrong = list(check_columns(name, table, path.name))
    if not wrong:
        wrong = list(check_cells(name, table, path.name))
    yield from wrong
    if wrong:
        return
    yield from check_values(name, table, path.name)
    yield from check_order(name, table, path.name)
    if path.suffix == ".parquet":
        yield from check_twin(folder, name, table, current=version in (None, SCHEMA_VERSION))
    found[name] = table.combine_chunks()
