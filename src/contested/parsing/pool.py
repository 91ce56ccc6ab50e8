"""Batches parsed in several processes, at most a few of them at a time; a process that dies takes one document with it at most."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from contested.documents.corpus import Reject
from contested.errors import RunError
from contested.parsing.batch import Batch, Counts, Parser, Work
from contested.parsing.tables import merge_table, write_runs
from contested.tables.merge import Run, as_one, together

T = TypeVar("T")
_NONE_STARTS = (
    "no further process can be started here: for want of memory, or because the script that asks for several does its work outside "
    '`if __name__ == "__main__":`; ask for one (--workers 1, workers=1)'
)
_CRASHED = "the process that parsed it was ended twice, by the system or for want of memory; please report it with the document"


def processors() -> int:
    """How many processes can work at the same time here."""
    count = getattr(os, "process_cpu_count", None)
    if count is not None:
        return count() or 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Pool:
    """Processes that parse batches and merge tables; started when first needed, and again when one of them has died."""

    def __init__(self, work: Work, workers: int, scratch: Path) -> None:
        self._work = work
        self._workers = workers
        self._scratch = scratch
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def parsed(self, numbered: Iterator[tuple[int, Batch]]) -> Iterator[Counts]:
        """Write the runs of every batch; yields the counts of each as it is done, in no order."""
        waiting: dict[Future[Counts], tuple[int, Batch]] = {}
        more = True
        while more or waiting:
            while more and len(waiting) < self._workers + 1:
                item = next(numbered, None)
                if item is None:
                    more = False
                    break
                waiting[self._submit(_parse, *item, self._scratch)] = item
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            lost: list[tuple[int, Batch]] = []
            for future in done:
                item = waiting.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    lost.append(item)
            if lost:
                # all that was on its way is gone with the process that died; whose fault it was shows one at a time
                lost += waiting.values()
                waiting.clear()
                for number, batch in sorted(lost, key=lambda item: item[0]):
                    yield from self._alone(number, batch)

    def merge(self, runs: Mapping[str, Sequence[Run]], out: Path) -> None:
        """Merge the runs of each table into its files in `out`; those of a table that has many in groups, side by side."""
        groups = {name: together(found) for name, found in runs.items()}
        fewer = {
            name: [self._submit(as_one, name, some, self._scratch / f"{name}-group-{i}.arrow") for i, some in enumerate(of_table)]
            for name, of_table in groups.items()
            if len(of_table) > 1
        }
        last = {**runs, **{name: [run.result() for run in made] for name, made in fewer.items()}}
        for table in [self._submit(merge_table, name, found, out, self._scratch) for name, found in last.items()]:
            table.result()

    def _alone(self, number: int, batch: Batch) -> Iterator[Counts]:
        """Parse a batch with nothing else at work; divide it until the document is found that no process survives."""
        try:
            self._submit(_ready).result()
        except BrokenProcessPool as e:
            raise RunError(_NONE_STARTS) from e
        todo = deque([batch])
        part = 0
        while todo:
            one = todo.popleft()
            try:
                yield self._submit(_parse, number, one, self._scratch, part).result()
                part += 1
            except BrokenProcessPool:
                middle = len(one.documents) // 2
                if not one.documents:
                    raise
                if middle:
                    todo.extendleft([Batch(one.documents[middle:]), Batch(one.documents[:middle], one.rejects)])
                else:
                    todo.appendleft(Batch([], [*one.rejects, *(Reject(d.file, "parse_crashed", _CRASHED) for d in one.documents)]))

    def _submit(self, task: Callable[..., T], *given: object) -> Future[T]:
        try:
            return self._started().submit(task, *given)
        except BrokenProcessPool:
            self._end()
            return self._started().submit(task, *given)

    def _started(self) -> ProcessPoolExecutor:
        if self._executor is None:
            # a fresh interpreter each: a copy of this one would share its threads' locks
            context = multiprocessing.get_context("spawn")
            self._executor = ProcessPoolExecutor(self._workers, mp_context=context, initializer=_start, initargs=(self._work,))
        return self._executor

    def _end(self) -> None:
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)


_parser: Parser


def _start(work: Work) -> None:
    """Make a process ready: it ends with the one that started it, and leaves Ctrl-C to that."""
    global _parser
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel

        def end_too() -> None:
            wait_for([sentinel])
            os._exit(1)

        threading.Thread(target=end_too, daemon=True).start()
    pa.set_memory_pool(pa.system_memory_pool())
    _parser = work.parser()


def _ready() -> None:
    """Nothing; it is enough that a process comes up to do it."""


def _parse(number: int, batch: Batch, scratch: Path, part: int = 0) -> Counts:
    return write_runs(_parser.rows(batch), scratch, f"{number:08}-{part}")
