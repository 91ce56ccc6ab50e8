"""Opens a folder of tables as pandas frames."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from contested.errors import TableError
from contested.tables.arrow import arrow_schema
from contested.tables.csvfile import read_csv
from contested.tables.datapackage import read_datapackage
from contested.tables.dataset import is_dataset
from contested.tables.schema import SCHEMA_VERSION, TABLES
from contested.tables.versions import is_neutralised, migrate, steps_from, version_in

if TYPE_CHECKING:
    import pandas as pd


_AGAIN = "make the tables again with `contested parse`"
# a damaged file may also ask for more memory than there is, or name a column in bytes that are no text
_UNREADABLE = (pa.ArrowException, OSError, MemoryError, UnicodeDecodeError)
_LEFT = "style='text-align:left'"


def read_tables(folder: str | Path) -> Tables:
    """The tables of a folder that `contested parse` or `contested run` wrote.

    Parameters
    ----------
    folder
        The folder of `.parquet` (or `.csv`) files.

    Returns
    -------
    Tables
        Its attributes are pandas frames, each read when first asked for: ``tables.claims``, ``tables.documents`` ...

    Raises
    ------
    TableError
        The folder is not there, or holds no claims.

    Examples
    --------
    >>> tables = read_tables("data/processed")  # doctest: +SKIP
    >>> tables.claims.groupby("indicator").size()  # doctest: +SKIP
    """
    return Tables(Path(folder))


def read_table(folder: str | Path, name: str) -> pd.DataFrame:
    """One table as a frame: text as `str`, dates as `datetime64` (missing: NaT), whole numbers as `Int64` where some are missing.

    Raises
    ------
    TableError
        No such table in the schema or in the folder, a file that cannot be read, or one of another schema version.
    """
    return _frame(read_arrow(Path(folder), name))


def read_arrow(folder: Path, name: str, columns: list[str] | None = None) -> pa.Table:
    """One table (or some of its `columns`) as Arrow, from the Parquet file, else from the CSV.

    Rows of an older schema version are brought up to date (`contested.tables.versions`).

    Raises
    ------
    TableError
        No such table in the schema or in the folder, a file that cannot be read, or one of a version that is not read.
    """
    if name not in TABLES:
        raise TableError(f"there is no table {name!r}; the tables are {', '.join(TABLES)}")
    parquet, csv = folder / f"{name}.parquet", folder / f"{name}.csv"
    path = parquet if parquet.is_file() else csv
    if not path.is_file():
        _refuse_dataset(folder)
        made_by = TABLES[name].made_by
        raise TableError(f"{folder}: no table {name} ({name}.parquet or {name}.csv); `contested {made_by}` writes it")
    return read_parquet_table(path, name, columns) if path is parquet else read_csv_table(path, name, columns)


def _refuse_dataset(folder: Path) -> None:
    if is_dataset(folder):
        raise TableError(f"{folder}: is a partitioned data set; take what you need of it: contested slice {folder} OUT --place NAME")


def arrow_batches(folder: Path, name: str, columns: list[str], rows: int = 64 * 1024) -> Iterator[pa.Table]:
    """Some columns of a table, as tables of so many rows at most, in the order of the file.

    A Parquet file of this schema version is never in memory as a whole; anything else is read first, as `read_arrow` does.

    Raises
    ------
    TableError
        As for `read_arrow`.
    """
    path = folder / f"{name}.parquet"
    if not path.is_file() or parquet_version(path) != SCHEMA_VERSION:
        table = read_arrow(folder, name, columns)
        yield from (table.slice(i, rows) for i in range(0, table.num_rows, rows))
        return
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            if missing := [c for c in columns if c not in file.schema_arrow.names]:
                raise TableError(f"{path}: the column {missing[0]} is missing; {_AGAIN}")
            for batch in file.iter_batches(rows, columns=columns):
                yield pa.Table.from_batches([batch]).select(columns)
    except _UNREADABLE as e:
        raise TableError(f"{path}: cannot be read ({e}); {_AGAIN}") from e


def read_parquet_table(path: Path, name: str, columns: list[str] | None = None) -> pa.Table:
    """The rows of a Parquet file of the table `name`; raises `TableError` as `read_arrow` does."""
    try:
        return _read_parquet(path, name, columns)
    except _UNREADABLE as e:
        raise TableError(f"{path}: cannot be read ({e}); {_AGAIN}") from e


def read_csv_table(path: Path, name: str, columns: list[str] | None = None) -> pa.Table:
    """The rows of a CSV file of the table `name`; raises `TableError` as `read_arrow` does."""
    try:
        return _read_csv(path, name, columns)
    except _UNREADABLE as e:
        raise TableError(f"{path}: cannot be read ({e}); {_AGAIN}") from e


def parquet_version(path: Path) -> str | None:
    """The schema version that a Parquet file names; None where it names none, or cannot be read."""
    try:
        return version_in(pq.read_schema(path))
    except _UNREADABLE:
        return None


def _read_parquet(path: Path, name: str, columns: list[str] | None) -> pa.Table:
    schema = pq.read_schema(path)
    version, names = version_in(schema), schema.names
    steps = () if version is None else steps_from(version, path)  # one without a version is for `contested check` to name
    if not steps:
        if missing := [c for c in columns or () if c not in names]:
            raise TableError(f"{path}: the column {missing[0]} is missing; {_AGAIN}")
        return pq.read_table(path, columns=columns, partitioning=None, page_checksum_verification=True)
    return _picked(migrate(pq.read_table(path, partitioning=None, page_checksum_verification=True), name, steps), columns)


def _read_csv(path: Path, name: str, columns: list[str] | None) -> pa.Table:
    # a CSV file names no version: the description beside it does
    version = str((read_datapackage(path.parent) or {}).get("version", SCHEMA_VERSION))
    steps = steps_from(version, path.parent)
    table = read_csv(path, {f.name: f.type for f in arrow_schema(name)}, neutralised=is_neutralised(version))
    return _picked(migrate(table, name, steps) if steps else table, columns)


def _picked(table: pa.Table, columns: list[str] | None) -> pa.Table:
    return table.select([c for c in columns if c in table.column_names]) if columns else table


def _frame(table: pa.Table) -> pd.DataFrame:
    import pandas as pd

    frame: pd.DataFrame = table.to_pandas(date_as_object=False)
    for field in table.schema:
        column = table[field.name]
        if pa.types.is_integer(field.type) and column.null_count:
            frame[field.name] = pd.array(column.to_pylist(), dtype="Int64")
        elif pa.types.is_string(field.type):
            # an all-null text column would come as object
            frame[field.name] = frame[field.name].astype("str")
        elif pa.types.is_boolean(field.type) and column.null_count:
            frame[field.name] = frame[field.name].astype("boolean")
    return frame


class Tables:
    """A folder of tables. Each table is an attribute, a pandas frame read when first asked for.

    ``tables.claims`` and ``tables["claims"]`` are the same frame; ``list(tables)`` names the tables that are there.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise TableError(f"{folder}: there is no such folder; `contested parse SOURCE {folder}` would make it")
        self._folder = folder
        self._frames: dict[str, pd.DataFrame] = {}
        if "claims" not in self:
            _refuse_dataset(folder)
            raise TableError(f"{folder}: holds no claims table (claims.parquet or claims.csv); `contested parse SOURCE {folder}` writes it")

    @property
    def folder(self) -> Path:
        """Where the tables lie."""
        return self._folder

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            self._frames[name] = read_table(self._folder, name)
        return self._frames[name]

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_") or name not in TABLES:
            raise AttributeError(f"no table {name!r}; the tables here are {', '.join(self)}")
        return self[name]

    def __contains__(self, name: object) -> bool:
        return any((self._folder / f"{name}{ending}").is_file() for ending in (".parquet", ".csv"))

    def __iter__(self) -> Any:
        return iter([name for name in TABLES if name in self])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self]

    def __repr__(self) -> str:
        lines = [f"{name:14} {rows:>7,} rows  {TABLES[name].title}" for name, rows in self._sizes()]
        return "\n".join([f"Tables({str(self._folder)!r})", *lines])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th scope='row' {_LEFT}>{name}</th><td>{n:,}</td><td {_LEFT}>{html.escape(TABLES[name].title)}</td></tr>"
            for name, n in self._sizes()
        )
        head = f"<tr><th scope='col' {_LEFT}>table</th><th scope='col'>rows</th><th scope='col' {_LEFT}>what it holds</th></tr>"
        return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"

    def _sizes(self) -> list[tuple[str, int]]:
        # what changed depends on the run before, not on these documents: it is left out, so that the same tables look the same
        return [(name, count_rows(self._folder, name)) for name in self if TABLES[name].made_by != "report"]


def count_rows(folder: Path, name: str) -> int:
    """How many rows a table has; raises `TableError` as `read_arrow` does."""
    parquet = folder / f"{name}.parquet"
    if parquet.is_file():
        try:
            return int(pq.read_metadata(parquet).num_rows)
        except (pa.ArrowException, OSError) as e:
            raise TableError(f"{parquet}: cannot be read ({e}); {_AGAIN}") from e
    return int(read_arrow(folder, name).num_rows)
