"""A Dask cluster of real processes on loopback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Worker = subprocess.Popen[bytes]


class Cluster:
    """A scheduler and workers, each a process of its own, in a folder with their logs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workers: list[Worker] = []
        self._scheduler = self._start("scheduler", "--port", "0")
        log = folder / "scheduler.log"
        deadline = time.monotonic() + 60
        while not (found := re.search(r"Scheduler at:\s+(tcp://127\.0\.0\.1:\d+)", log.read_text(encoding="utf-8"))):
            assert self._scheduler.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.1)
        self.address = found[1]

    def add_worker(self, *options: str, nanny: bool = False) -> Worker:
        """One more worker with one thread; without a nanny nothing starts it again when it has died."""
        name = f"worker-{len(self.workers)}"
        kept = ("--local-directory", str(self.folder / name), "--death-timeout", "60", "--nanny" if nanny else "--no-nanny")
        self.workers.append(self._start("worker", self.address, "--nthreads", "1", *kept, *options, name=name))
        return self.workers[-1]

    def end(self) -> None:
        """End every process; a nanny ends its worker first."""
        for process in self.workers:
            process.send_signal(signal.SIGTERM if "--nanny" in process.args else signal.SIGKILL)  # type: ignore[operator]
        self._scheduler.kill()
        for process in [*self.workers, self._scheduler]:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, *arguments: str, name: str = "scheduler") -> Worker:
        command = [sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1", "--no-dashboard"]
        # a task is given up when two workers have died of it
        environment = {**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1", "OPENBLAS_NUM_THREADS": "1"}
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment, cwd=self.folder)


@pytest.fixture
def start_cluster(tmp_path: Path) -> Iterator[Callable[[], Cluster]]:
    """Starts clusters without workers, and ends them with the test."""
    started: list[Cluster] = []

    def start() -> Cluster:
        folder = tmp_path / f"cluster-{len(started)}"
        folder.mkdir()
        started.append(Cluster(folder))
        return started[-1]

    yield start
    for cluster in started:
        cluster.end()


@pytest.fixture
def cluster(start_cluster: Callable[[], Cluster]) -> Cluster:
    """A scheduler and two workers."""
    made = start_cluster()
    made.add_worker()
    made.add_worker()
    return made
