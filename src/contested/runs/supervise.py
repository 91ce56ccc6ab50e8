"""A run watched from outside: whatever ends it is told with its cause, recorded for monitors, and answered by the user's commands."""

from __future__ import annotations

import errno
import shutil
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from contested.charts.words import number
from contested.errors import BusyError, ContestedError, RunError, UsageError
from contested.runs.config import Config
from contested.runs.health import tell_failure, tell_success
from contested.runs.hooks import run_hook
from contested.runs.log import Log

_FULL = (errno.ENOSPC, errno.EDQUOT)
_GIGABYTE = 1e9
_HOOK_TIMEOUT = 60  # where no settings can be read


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: the edition that is now published, and whether it is another one than before.

    Attributes
    ----------
    counts
        How many documents, claims, rejects and alarms it holds.
    warnings
        What went wrong beside the work itself.
    """

    run: str
    counts: dict[str, int]
    changed: bool
    index: Path
    warnings: tuple[str, ...] = field(default=())


def supervise(config: Config, log: Log, work: Callable[[], Outcome]) -> Outcome:
    """Do `work`; record and tell how it ended.

    Raises
    ------
    UsageError
        As `work` raised it.
    RunError
        Anything else that ended it, with the stage and the cause.
    """
    try:
        with _stopped_by_signal():
            outcome = work()
    except BaseException as e:
        error = e if isinstance(e, UsageError | BusyError) else RunError(f"{log.stage}: {_cause(e, config)}; nothing was published")
        if not isinstance(e, ContestedError | OSError | KeyboardInterrupt | MemoryError):
            log.line("trace", says=traceback.format_exc().strip())
        _failed(config, log, error, busy=isinstance(e, BusyError))
        raise error from e
    return _ended(config, log, outcome)


def tell_misconfigured(project: Path, error: ContestedError, on_failure: str) -> str | None:
    """Record settings that cannot be used, where they would have been by default; returns what went wrong with the command."""
    with suppress(OSError):
        tell_failure(project / "runs" / "health.json", stage="settings", cause=str(error))
    if not on_failure:
        return None
    return run_hook(on_failure, {"event": "failure", "project": project, "stage": "settings", "cause": error}, timeout=_HOOK_TIMEOUT)


def _ended(config: Config, log: Log, outcome: Outcome) -> Outcome:
    warnings = list(outcome.warnings)
    if outcome.changed and config.on_change:
        facts = {"event": "change", "project": config.project, "run": outcome.run, "reports": config.places.reports, **outcome.counts}
        changes = config.places.reports / "tables" / "changes.csv"
        said = run_hook(config.on_change, {**facts, "changes": changes if changes.is_file() else None}, timeout=config.hook_timeout)
        warnings += [f"on_change: {said}"] if said else []
    for warning in warnings:
        log.line("warning", says=warning)
    _tell(
        log,
        lambda: tell_success(
            config.places.health, run=outcome.run, counts=outcome.counts, changed=outcome.changed, warnings=tuple(warnings)
        ),
    )
    return outcome


def _failed(config: Config, log: Log, error: ContestedError, *, busy: bool) -> None:
    cause = str(error)
    if not busy:  # the other run will say how it ended
        _tell(log, lambda: tell_failure(config.places.health, stage=log.stage, cause=cause))
    if config.on_failure:
        facts = {"event": "failure", "project": config.project, "stage": log.stage, "cause": cause, "reports": config.places.reports}
        if said := run_hook(config.on_failure, facts, timeout=config.hook_timeout):
            log.line("warning", says=f"on_failure: {said}")


def _tell(log: Log, write: Callable[[], None]) -> None:
    try:
        write()
    except OSError as e:
        log.line("warning", says=f"health.json could not be written: {e.strerror or e}")


def _cause(error: BaseException, config: Config) -> str:
    """What ended the run, so that somebody reading a log next morning knows what to do."""
    if isinstance(error, Stopped):
        return f"stopped by {error}"
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    if isinstance(error, MemoryError):
        return "not enough memory"
    full = _full(error)
    if full:
        return full + _room(config)
    if isinstance(error, ContestedError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.strerror or error}" + (f": {error.filename}" if error.filename else "")
    return f"{type(error).__name__}: {error}; this is a fault of the program: please report it with the trace above"


def _full(error: BaseException | None) -> str:
    """The message of a full disk, however deep it lies under other errors."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return f"{error.strerror}" + (f" ({error.filename})" if error.filename else "")
        error = error.__cause__ or error.__context__
    return ""


def _room(config: Config) -> str:
    with suppress(OSError):
        place = next(p for p in (config.places.work, *config.places.work.parents) if p.exists())
        free = shutil.disk_usage(place).free / _GIGABYTE
        return f"; {number(free, 3)} GB are free on the disk of {place}: make room, or keep fewer runs ([retention] in contested.toml)"
    return ""


class Stopped(KeyboardInterrupt):
    """The system asked the run to end."""


@contextmanager
def _stopped_by_signal() -> Iterator[None]:
    """Turn the signals that would end the process at once into an exception, so that kernels end and a cause is told."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped(signal.Signals(number).name)

    # a signal that is ignored stays ignored: that is what nohup does
    before = {n: signal.signal(n, stop) for n in _signals() if signal.getsignal(n) is not signal.SIG_IGN}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def too_late_to_stop() -> None:
    """From here on the run ends within a moment, and what it says of itself must stay true: signals no longer stop it."""
    if threading.current_thread() is threading.main_thread():
        for number in _signals():
            signal.signal(number, signal.SIG_IGN)


def _signals() -> list[signal.Signals]:
    return [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name)]
