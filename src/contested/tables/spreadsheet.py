"""Text that a spreadsheet would run as a formula, made harmless in CSV files and brought back by our own reader.

A cell that begins with ``=``, ``+``, ``-`` or ``@`` is a formula to a spreadsheet, also where quotation marks or blanks stand
before it. An apostrophe in front makes it text. Where a comma is the decimal sign, a spreadsheet splits lines at semicolons
and takes no notice of the quotation marks of a comma-separated file: so what follows a semicolon, a tab or a line break
inside a cell is treated as the beginning of a cell too.

The apostrophe is one of the marks that may stand before a formula. So text that already begins with one gets a second, taking
one away again gives back exactly what was written, and a file of somebody else's with ``'hello`` in it is read as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

_MARK = "'"
# what may stand before a formula: blanks of every kind, and quotation marks
_BEFORE = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff'\"`‘’‚‛“”„‟«»"
# with their full-width forms, which a spreadsheet reads alike
_SIGNS = "=+\\-@＝＋－＠"
# a cell that begins with a tab or a carriage return is one too: some programs drop the sign and run what follows
_RUNS = re.compile(rf"(?:^(?=[{_BEFORE}]*[{_SIGNS}\t\r])|(?<=[;\t\r\n])(?=[{_BEFORE}]*[{_SIGNS}]))")
_MARKED = re.compile(rf"(?:^{_MARK}(?=[{_BEFORE}]*[{_SIGNS}\t\r])|(?<=[;\t\r\n]){_MARK}(?=[{_BEFORE}]*[{_SIGNS}]))")
# the same for Arrow, whose expressions know no looking around: it only tells in which cells there is something to do
_ANYWHERE = rf"(?:\A[{_BEFORE}]*[{_SIGNS}\t\r]|[;\t\r\n][{_BEFORE}]*[{_SIGNS}])"


def neutralised(text: str) -> str:
    """The text as it is written to a CSV file: an apostrophe before whatever a spreadsheet would run.

    >>> neutralised("=1+1"), neutralised("- 12 people"), neutralised("'tis"), neutralised("'=1")
    ("'=1+1", "'- 12 people", "'tis", "''=1")
    """
    return _RUNS.sub(_MARK, text)


def restored(text: str) -> str:
    """The text that `neutralised` was given.

    >>> restored("'=1+1"), restored("'tis"), restored("''=1")
    ('=1+1', "'tis", "'=1")
    """
    return _MARKED.sub("", text)


def neutralised_table(table: pa.Table) -> pa.Table:
    """The table with every text neutralised; numbers and dates stay as they are."""
    return _changed(table, neutralised)


def restored_table(table: pa.Table) -> pa.Table:
    """The table that `neutralised_table` was given."""
    return _changed(table, restored)


def _changed(table: pa.Table, change: Callable[[str], str]) -> pa.Table:
    for i, field in enumerate(table.schema):
        if not pa.types.is_string(field.type):
            continue
        column = table.column(i)
        # few cells need it; the rest is not touched
        if pc.any(pc.match_substring_regex(column, _ANYWHERE)).as_py():
            texts = [None if t is None else change(t) for t in column.to_pylist()]
            table = table.set_column(i, field, pa.array(texts, pa.string()))
    return table
