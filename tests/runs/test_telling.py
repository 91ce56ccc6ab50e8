"""What people, monitors and commands of the user's own are told."""

from __future__ import annotations

import errno
import json
import logging
import os
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contested.errors import BusyError, LexiconError, ReportError, RunError, UsageError
from contested.runs.config import Config, load_config
from contested.runs.health import read_health, tell_failure, tell_success
from contested.runs.hooks import run_hook
from contested.runs.log import Log
from contested.runs.supervise import Outcome, supervise, tell_misconfigured, too_late_to_stop

COUNTS = {"documents": 3, "claims": 5, "rejects": 1, "alarms": 2}


# ---- the log -----------------------------------------------------------------------------------------------------


def test_a_stage_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with Log().during("parse") as told:
        told |= {"documents": 1, "recalled": 12, "claims": 2000}
    said = capsys.readouterr().err
    assert said.startswith("contested: parse 0.0 s: 1 document, 12 recalled, 2,000 claims\n")


def test_a_stage_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    log = Log("json")
    with log.during("parse") as told:
        told |= {"documents": 3, "says": "ünï\ncode"}
    line = json.loads(capsys.readouterr().err)
    assert line["time"].endswith("+00:00")
    assert {k: v for k, v in line.items() if k not in ("time", "seconds")} == {
        "event": "stage", "stage": "parse", "documents": 3, "says": "ünï\ncode",
    }  # fmt: skip
    assert isinstance(line["seconds"], float)


def test_a_stage_that_fails_tells_no_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    log = Log()
    with pytest.raises(ReportError), log.during("report"):
        raise ReportError("a cell failed")
    assert capsys.readouterr().err == ""
    assert log.stage == "report"


def test_what_libraries_say_is_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    Log("json")
    logging.getLogger("somebody.else").warning("sockets")
    logging.getLogger("somebody.else").error("mind the %s", "gap")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert len(lines) == 1
    assert lines[-1] | {"time": ""} == {"time": "", "event": "library", "name": "somebody.else", "says": "mind the gap"}


@pytest.fixture(autouse=True)
def _no_handlers_left() -> Any:
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    root.handlers[:] = before
    logging.captureWarnings(False)


# ---- health ------------------------------------------------------------------------------------------------------


def test_health_tells_success_failure_and_recovery(tmp_path: Path) -> None:
    path = tmp_path / "runs" / "health.json"
    tell_success(path, run="abc", counts=COUNTS, changed=True)
    first = read_health(path)
    assert first | {"last_success": "", "last_change": ""} == {
        "form": "contested-health/1", "state": "ok", "last_success": "", "last_change": "", "run": "abc", **COUNTS,
        "warnings": [], "failures_in_a_row": 0, "last_failure": None,
    }  # fmt: skip
    tell_failure(path, stage="report", cause="disk full")
    tell_failure(path, stage="parse", cause="disk full")
    failed = read_health(path)
    assert (failed["state"], failed["failures_in_a_row"], failed["run"]) == ("failed", 2, "abc")
    assert failed["last_success"] == first["last_success"]
    assert failed["last_failure"]["stage"] == "parse"
    assert failed["last_failure"]["cause"] == "disk full"
    tell_success(path, run="abc", counts=COUNTS, changed=False, warnings=("a hook failed",))
    again = read_health(path)
    assert (again["state"], again["failures_in_a_row"], again["warnings"]) == ("ok", 0, ["a hook failed"])
    assert again["last_change"] == first["last_change"]
    assert again["last_failure"] == failed["last_failure"]


@pytest.mark.parametrize("damaged", ["", "{", "[1]", '{"failures_in_a_row": "many"}'])
def test_a_damaged_health_file_is_written_anew(tmp_path: Path, damaged: str) -> None:
    path = tmp_path / "health.json"
    path.write_text(damaged)
    tell_failure(path, stage="parse", cause="x")
    assert read_health(path)["failures_in_a_row"] == 1


# ---- hooks -------------------------------------------------------------------------------------------------------


def test_a_hook_is_told_what_happened(tmp_path: Path) -> None:
    out = tmp_path / "told"
    said = run_hook(f'echo "$CONTESTED_EVENT $CONTESTED_CLAIMS ${{CONTESTED_CHANGES-none}}" > "{out}"', {
        "event": "change", "claims": 5, "changes": None,
    }, timeout=30)  # fmt: skip
    assert said is None
    assert out.read_text() == "change 5 none\n"


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("echo no such mailbox >&2; exit 4", "'echo no such mailbox >&2; exit 4' ended with 4: no such mailbox"),
        ("no-such-command-anywhere", "ended with 127"),
        ("exit 1", "'exit 1' ended with 1"),
    ],
)
def test_a_hook_that_fails_is_told(command: str, says: str) -> None:
    assert says in str(run_hook(command, {}, timeout=30))


def test_a_hook_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    said = run_hook(f'sleep 600 & echo $! > "{pid}"; wait', {}, timeout=1)
    assert said is not None
    assert "took longer than 1 s" in said
    for _ in range(100):  # the system may take a moment to end it
        if _ended(int(pid.read_text())):
            return
        time.sleep(0.05)
    pytest.fail("what the command started is still there")


def _ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


# ---- supervision -------------------------------------------------------------------------------------------------


@pytest.fixture
def config(project: Path) -> Config:
    told = project / "told"
    command = f'echo "$CONTESTED_EVENT|$CONTESTED_STAGE|$CONTESTED_CAUSE|$CONTESTED_RUN|$CONTESTED_DOCUMENTS" >> "{told}"'
    return replace(load_config(project), on_failure=command, on_change=command)


def told(config: Config) -> list[list[str]]:
    path = config.project / "told"
    return [line.split("|") for line in path.read_text().splitlines()] if path.exists() else []


def outcome(config: Config, *, changed: bool, warnings: tuple[str, ...] = ()) -> Outcome:
    return Outcome("abc", COUNTS, changed, config.places.reports / "index.html", warnings)


def test_news_is_told_and_no_news_is_not(config: Config) -> None:
    supervise(config, Log(), lambda: outcome(config, changed=False))
    assert told(config) == []
    supervise(config, Log(), lambda: outcome(config, changed=True))
    assert told(config) == [["change", "", "", "abc", "3"]]
    assert read_health(config.places.health)["state"] == "ok"


def test_a_failing_hook_is_told_and_the_run_stands(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    config = replace(config, on_change="exit 9")
    assert supervise(config, Log(), lambda: outcome(config, changed=True)).run == "abc"
    assert "warning: on_change: 'exit 9' ended with 9" in capsys.readouterr().err
    health = read_health(config.places.health)
    assert (health["state"], health["warnings"]) == ("ok", ["on_change: 'exit 9' ended with 9"])


def _wrapped() -> Exception:
    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device", "claims.csv")
        except OSError as e:
            raise ReportError("01.ipynb could not be written") from e
    except ReportError as e:
        return e


FAILURES = [
    (ReportError("00.ipynb, cell 3: KeyError"), RunError, "report: 00.ipynb, cell 3: KeyError; nothing was published"),
    (LexiconError("mine.toml, line 3"), RunError, "report: mine.toml, line 3; nothing was published"),
    (UsageError("no such folder"), UsageError, "no such folder"),
    (OSError(errno.ENOSPC, "No space left on device", "a.csv"), RunError, "No space left on device (a.csv); "),
    (_wrapped(), RunError, "No space left on device (claims.csv); "),
    (OSError(errno.EACCES, "Permission denied", "a.csv"), RunError, "Permission denied: a.csv"),
    (MemoryError(), RunError, "not enough memory"),
    (KeyboardInterrupt(), RunError, "interrupted"),
    (KeyError("claims"), RunError, "KeyError: 'claims'; this is a fault of the program"),
]


@pytest.mark.parametrize(("raised", "error", "says"), FAILURES)
def test_every_failure_is_told_with_its_stage_and_cause(
    config: Config, raised: BaseException, error: type[Exception], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> Outcome:
        with log.during("report"):
            raise raised

    log = Log()
    with pytest.raises(error) as caught:
        supervise(config, log, work)
    assert says in str(caught.value)
    health = read_health(config.places.health)
    assert health["last_failure"]["stage"] == "report"
    assert health["last_failure"]["cause"] == str(caught.value)
    assert told(config) == [["failure", "report", str(caught.value), "", ""]]
    assert ("Traceback" in capsys.readouterr().err) == isinstance(raised, KeyError)


def test_a_full_disk_says_how_much_room_there_is(config: Config) -> None:
    def work() -> Outcome:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(RunError, match=r"GB are free on the disk of .*: make room, or keep fewer runs"):
        supervise(config, Log(), work)


def test_another_run_at_work_leaves_its_health_alone(config: Config) -> None:
    tell_success(config.places.health, run="abc", counts=COUNTS, changed=True)

    def work() -> Outcome:
        raise BusyError("another run of this project is at work")

    with pytest.raises(BusyError):
        supervise(config, Log(), work)
    assert read_health(config.places.health)["state"] == "ok"
    assert [line[0] for line in told(config)] == ["failure"]


def test_a_signal_comes_too_late_for_a_run_that_publishes(config: Config) -> None:
    before = signal.getsignal(signal.SIGTERM)

    def work() -> Outcome:
        too_late_to_stop()
        for number in (signal.SIGTERM, signal.SIGINT):
            os.kill(os.getpid(), number)
        return outcome(config, changed=True)

    assert supervise(config, Log(), work).run == "abc"
    assert signal.getsignal(signal.SIGTERM) == before
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_ends_the_run_in_order(config: Config, name: str) -> None:
    before = signal.getsignal(getattr(signal, name))

    def work() -> Outcome:
        os.kill(os.getpid(), getattr(signal, name))
        time.sleep(5)
        return pytest.fail("not stopped")

    with pytest.raises(RunError, match=f"stopped by {name}; nothing was published"):
        supervise(config, Log(), work)
    assert signal.getsignal(getattr(signal, name)) == before


def test_health_that_cannot_be_written_stops_nothing(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    config.places.runs.write_text("a file where a folder should be")
    assert supervise(config, Log(), lambda: outcome(config, changed=False)).run == "abc"
    assert "health.json could not be written" in capsys.readouterr().err


def test_settings_that_cannot_be_used_are_told(project: Path) -> None:
    out = project / "told"
    error = UsageError("contested.toml, line 3: no such key")
    assert tell_misconfigured(project, error, f'echo "$CONTESTED_STAGE $CONTESTED_CAUSE" > "{out}"') is None
    assert out.read_text() == "settings contested.toml, line 3: no such key\n"
    assert read_health(project / "runs" / "health.json")["last_failure"]["stage"] == "settings"
