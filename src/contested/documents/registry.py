"""The formats that are read: one line each. A new format is one module with one function, and its line here."""

from __future__ import annotations

from contested.documents.found import Reader
from contested.documents.plain import read_plain
from contested.documents.table import read_table

READERS: dict[str, Reader] = {
    ".txt": read_plain,
    ".csv": read_table,
    ".tsv": read_table,
}
