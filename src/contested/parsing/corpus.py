"""A corpus to tables on this machine: read here, parsed here or in several processes, merged in the end."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from contested.documents.corpus import Reject
from contested.errors import UsageError
from contested.model import Document
from contested.parsing.batch import Batch, Counts, Progress, Work, add_places, batches
from contested.parsing.pool import Pool, processors
from contested.parsing.tables import merge_table, runs_of, write_runs
from contested.tables.datapackage import write_datapackage
from contested.tables.write import write_table

SCRATCH = ".parsing-"


def write_corpus(
    items: Iterable[Document | Reject], out: Path, work: Work, *, workers: int | None = None, progress: Progress | None = None
) -> Counts:
    """Parse documents into the tables of single documents, in the folder `out`.

    Memory does not grow with the corpus, but for the names of its documents: a batch at a time becomes sorted runs in a folder
    inside `out`, which is removed in the end.

    Parameters
    ----------
    items
        The documents, and what could not be read.
    workers
        Processes; None for as many as there are processors. Where one batch is all there is, none is started.
    progress
        Told the last document, how many are done, and how many there are: 0 while that is not known.

    Raises
    ------
    UsageError
        `out` is a file.
    """
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}: is a file; give a folder to write the tables to")
    numbered = enumerate(batches(items))
    first = [item for _, item in zip(range(2), numbered, strict=False)]  # a source that is not there is found out before anything is made
    count = workers or processors()
    out.mkdir(parents=True, exist_ok=True)
    for left in out.glob(f"{SCRATCH}*"):  # by one that was killed
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=out) as folder, _returning_memory():
        scratch = Path(folder)
        done = scratch / "tables"
        done.mkdir()
        if count == 1 or len(first) < 2:
            counts = _collected(_parsed_here(chain(first, numbered), work, scratch), progress)
            for name, runs in runs_of(scratch).items():
                merge_table(name, runs, done, scratch)
        else:
            with Pool(work, count, scratch) as pool:
                counts = _collected(pool.parsed(chain(first, numbered)), progress)
                pool.merge(runs_of(scratch), done)
        write_table(done, "places", counts.places)
        for path in done.iterdir():  # all of them at once, when nothing more can fail
            os.replace(path, out / path.name)
    write_datapackage(out)
    if progress is not None:
        progress("", counts.documents, counts.documents)
    return counts


@contextmanager
def _returning_memory() -> Iterator[None]:
    """Arrow gives back what it has done with: its own pool keeps as much again, which many small pieces make the most of."""
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def _parsed_here(numbered: Iterable[tuple[int, Batch]], work: Work, scratch: Path) -> Iterator[Counts]:
    parser = work.parser()
    for number, batch in numbered:
        yield write_runs(parser.rows(batch), scratch, f"{number:08}-0")


def _collected(done: Iterator[Counts], progress: Progress | None) -> Counts:
    total = Counts()
    places: dict[str, dict[str, Any]] = {}
    for counts in done:
        add_places(places, counts.places)
        total.documents += counts.documents
        total.claims += counts.claims
        total.rejects += counts.rejects
        total.recalled += counts.recalled
        if progress is not None:
            progress(counts.last, total.documents + total.rejects, 0)
    total.places = list(places.values())
    return total
