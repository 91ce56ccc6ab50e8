"""Notebooks on a partitioned data set: what their parameters ask for is taken out of it and compared, and they run on that."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from contested.compare import compare_tables
from contested.report.parameters import Selection
from contested.tables.slices import Slice, write_slice


def slice_of(selection: Selection) -> Slice:
    """What has to be taken out of a data set for a report with this selection."""
    s = selection
    return Slice(place=s.place, period_start=s.period_start, period_end=s.period_end, indicators=s.indicators, claimants=s.sources)


def write_sliced(dataset: Path, out: Path, wanted: Slice) -> None:
    """Write the documents of `dataset` that are wanted into `out`, as tables with their comparison.

    Raises
    ------
    TableError, UsageError
        As `contested.tables.slices.write_slice`.
    """
    write_slice(dataset, out, wanted)
    compare_tables(out)


@lru_cache(maxsize=8)
def sliced(dataset: Path, wanted: Slice) -> Path:
    """A folder with such tables, which is there until the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="contested-slice-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    write_sliced(dataset, folder, wanted)
    return folder
