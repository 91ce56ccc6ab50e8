"""From the rows of batches to the tables of a folder: runs on disk, then one pass over all of them for each table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from contested.parsing.batch import STREAMED, Counts, Rows
from contested.tables.merge import Run, merged, write_run
from contested.tables.write import table_writer


def write_runs(rows: Rows, scratch: Path, stem: str) -> Counts:
    """Write the rows of a batch into the folder `scratch`, a file for each table that has any."""
    for name, table in rows.tables.items():
        if table.num_rows:
            write_run(scratch / f"{name}-{stem}.arrow", name, [table])
    return rows.counts


def runs_of(scratch: Path) -> dict[str, list[Run]]:
    """The runs of each table, the largest table first."""
    runs = {name: [Run(p) for p in sorted(scratch.glob(f"{name}-*.arrow"))] for name in STREAMED}
    return dict(sorted(runs.items(), key=lambda item: -sum(run.path.stat().st_size for run in item[1])))


def merge_table(name: str, runs: Sequence[Run], out: Path, scratch: Path) -> None:
    """Write the table `name` into the folder `out` from its runs."""
    with table_writer(out, name) as write:
        for piece in merged(name, runs, scratch):
            write(piece)
