"""Every table as a CSV file with a row of HXL hashtags under its header, the low and high ends of figures tagged like the rest."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from contested.export.corpus import Corpus
from contested.tables.csvfile import csv_bytes
from contested.tables.read import read_arrow
from contested.tables.schema import TABLES, Table

MARK = "claims.csv"


def write_hxl(out: Path, corpus: Corpus) -> None:
    """Write `<table>.csv` for each table that is there; texts that a spreadsheet would run carry an apostrophe, as in all our files."""
    for table in TABLES.values():
        if any((corpus.folder / f"{table.name}{ending}").is_file() for ending in (".parquet", ".csv")):
            (out / f"{table.name}.csv").write_bytes(_tagged(corpus.folder, table))


def _tagged(folder: Path, table: Table) -> bytes:
    columns = [c for c in table.columns if c.in_csv]
    rows = csv_bytes(read_arrow(folder, table.name, [c.name for c in columns]))
    header, _, rest = rows.partition(b"\n")  # names of columns hold no line break
    tags = io.StringIO()
    csv.writer(tags, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow([c.hxl for c in columns])
    return header + b"\n" + tags.getvalue().encode() + rest
