"""One run at a time, and no lock outlives the run that held it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from contested.errors import BusyError
from contested.runs.lock import locked, read_running
from contested.runs.places import Places

HOLD = """
import sys, time
from pathlib import Path
from contested.runs.lock import locked
from contested.runs.places import Places

with locked(Places(*map(Path, sys.argv[1:4]))) as lock:
    lock.note(scratch="somewhere", publishing=sys.argv[5])
    print("held", flush=True)
    time.sleep(float(sys.argv[4]))
    lock.note(publishing="")
"""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "reports", tmp_path / "tables", tmp_path / "runs")


def hold(places: Places, seconds: float, publishing: str = "") -> subprocess.Popen[str]:
    arguments = [str(places.reports), str(places.tables), str(places.runs), str(seconds), publishing]
    process = subprocess.Popen([sys.executable, "-c", HOLD, *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_leaves_and_says_who_is_at_work(places: Places) -> None:
    other = hold(places, 60)
    try:
        with pytest.raises(BusyError) as caught, locked(places):
            pass
        assert f"process {other.pid}, started 20" in str(caught.value)
        assert "--wait SECONDS" in str(caught.value)
    finally:
        other.kill()
        other.wait()


def test_the_second_waits_as_long_as_it_is_told(places: Places) -> None:
    other = hold(places, 0.5)
    with locked(places, wait=60) as lock:
        assert other.wait(10) == 0
        assert lock.left is None  # the other ended in order
    other = hold(places, 60)
    started = time.monotonic()
    with pytest.raises(BusyError, match=r"waited 0\.3 s"), locked(places, wait=0.3):
        pass
    assert time.monotonic() - started >= 0.3
    other.kill()
    other.wait()


def test_a_lock_left_by_a_killed_run_is_none(places: Places) -> None:
    other = hold(places, 60, "abc")
    os.kill(other.pid, signal.SIGKILL)
    other.wait()
    with locked(places) as lock:
        assert lock.left is not None
        assert (lock.left.pid, lock.left.scratch, lock.left.publishing) == (other.pid, "somewhere", "abc")
        # should this run be killed as well, the next one must still know
        assert (lock.running.pid, lock.running.scratch, lock.running.publishing) == (os.getpid(), "somewhere", "abc")
        lock.note(scratch="", publishing="")
    assert read_running(places.running) is None


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"pid": 1}', '{"pid": 1, "started": "x", "colour": "red"}'])
def test_a_damaged_record_is_none(places: Places, damaged: str) -> None:
    places.work.mkdir(parents=True)
    places.running.write_text(damaged)
    with locked(places) as lock:
        assert lock.left is None


def test_an_error_frees_the_lock(places: Places) -> None:
    with pytest.raises(ZeroDivisionError), locked(places):
        raise ZeroDivisionError
    with locked(places) as lock:
        assert lock.left is None
