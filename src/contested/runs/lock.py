"""One run of a project at a time. The lock is the system's own, so one left by a run that was killed is none."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from contested.errors import BusyError
from contested.runs.files import write_whole
from contested.runs.places import Places

try:
    import fcntl
except ImportError:  # no such locks on this system: docs/running.md says to start one run at a time there
    fcntl = None  # type: ignore[assignment]

_PAUSE = 0.1  # seconds between two tries


@dataclass(frozen=True, slots=True)
class Running:
    """What a run says of itself while it works.

    Attributes
    ----------
    started
        When, in UTC.
    scratch
        Its folder of sockets, outside the project, to be removed after a run that was killed.
    publishing
        The edition it is putting in place; empty before that.
    """

    pid: int
    started: str
    scratch: str = ""
    publishing: str = ""


class Lock:
    """The lock that is held, and the record of the run that holds it."""

    def __init__(self, places: Places, left: Running | None) -> None:
        self._path = places.running
        self.left = left
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        # what the run before left undone stands until it is done: this run may be killed, too
        self.running = replace(left, pid=os.getpid(), started=now) if left else Running(os.getpid(), now)

    def note(self, **facts: Any) -> None:
        """Write down what a later run must know, should this one be killed now."""
        self.running = replace(self.running, **facts)
        write_whole(self._path, json.dumps(asdict(self.running)) + "\n", sync=True)


@contextmanager
def locked(places: Places, *, wait: float = 0) -> Iterator[Lock]:
    """Hold the lock of a project; `left` is the record of a run before that was ended without a word.

    Raises
    ------
    BusyError
        Another run holds it, and still does after `wait` seconds: names its process and when it was started.
    """
    places.work.mkdir(parents=True, exist_ok=True)
    with places.lock.open("a") as file:
        if not _take(file.fileno(), time.monotonic() + wait):
            raise BusyError(f"another run of this project is at work{_who(read_running(places.running))}; {_advice(wait)}")
        lock = Lock(places, read_running(places.running))
        lock.note()
        try:
            yield lock
        finally:
            # after a failure between the switch and the end of its tidying up, the next run must know of it
            if not lock.running.publishing:
                places.running.unlink(missing_ok=True)


def _take(descriptor: int, until: float) -> bool:
    if fcntl is None:
        return True
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(min(_PAUSE, max(0.0, until - time.monotonic())))
        else:
            return True


def read_running(path: Path) -> Running | None:
    """The record of a run; None where there is none that can be read."""
    try:
        return Running(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _who(other: Running | None) -> str:
    return f" (process {other.pid}, started {other.started})" if other else ""


def _advice(wait: float) -> str:
    waited = f"waited {wait:g} s; " if wait else ""
    return f"{waited}nothing was done; run again later, or let a run wait for the other with --wait SECONDS"
