"""CSV files of tables: the same rows give the same bytes, and what was written is read back unchanged.

RFC 4180 in UTF-8 with line feeds; a missing value is an empty field, an empty text is ``""``; a text that a spreadsheet would run
as a formula carries an apostrophe (`contested.tables.spreadsheet`).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv

from contested.tables.spreadsheet import neutralised_table, restored_table

_WRITE = pacsv.WriteOptions(quoting_style="needed")
# the longest row that can be read, in bytes: a row may not be larger than a block
_BLOCK = 1 << 26


class CsvWriter:
    """Writes a CSV file piece by piece."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._writer = pacsv.CSVWriter(path, schema, write_options=_WRITE)

    def __enter__(self) -> CsvWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def write(self, piece: pa.Table) -> None:
        """Write some rows."""
        self._writer.write_table(neutralised_table(piece))


def write_csv(path: Path, table: pa.Table) -> None:
    """Write the table as a CSV file."""
    pacsv.write_csv(neutralised_table(table), path, _WRITE)


def csv_bytes(table: pa.Table) -> bytes:
    """The bytes that `write_csv` would write."""
    out = io.BytesIO()
    pacsv.write_csv(neutralised_table(table), out, _WRITE)
    return out.getvalue()


def read_csv(path: Path, types: Mapping[str, pa.DataType], *, neutralised: bool = True) -> pa.Table:
    """Read a CSV file.

    Parameters
    ----------
    path
        The file.
    types
        Type of each column; a column that is not named gets the type its values suggest.
    neutralised
        False for a file of a schema version that wrote formulas as they are.

    Raises
    ------
    pyarrow.ArrowException, OSError
        The file cannot be read, or a value is not of its column's type.
    """
    convert = pacsv.ConvertOptions(column_types=dict(types), null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False)
    table = pacsv.read_csv(
        path,
        read_options=pacsv.ReadOptions(block_size=_BLOCK),
        parse_options=pacsv.ParseOptions(newlines_in_values=True),
        convert_options=convert,
    )
    return restored_table(table) if neutralised else table
