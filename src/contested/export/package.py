"""The CSV files as a Frictionless Data Package to pass on: without the Parquet files, one of which holds the documents' texts."""

from __future__ import annotations

from pathlib import Path

from contested.export.corpus import Corpus
from contested.tables.csvfile import write_csv
from contested.tables.datapackage import NAME, write_datapackage
from contested.tables.read import read_arrow
from contested.tables.schema import TABLES

MARK = NAME


def write_package(out: Path, corpus: Corpus) -> None:
    """Write the CSV file of each table that is there, and `datapackage.json`."""
    for table in TABLES.values():
        if any((corpus.folder / f"{table.name}{ending}").is_file() for ending in (".parquet", ".csv")):
            rows = read_arrow(corpus.folder, table.name, [c.name for c in table.columns if c.in_csv])
            write_csv(out / f"{table.name}.csv", rows)
    write_datapackage(out, parquet=False)
