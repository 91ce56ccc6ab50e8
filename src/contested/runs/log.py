"""What a run tells while it works: one line a stage on stderr, for people or, as JSON, for machines."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from contested.charts.words import count

FORMATS = ("text", "json")
_NOUNS = ("document", "claim", "reject", "alarm", "report", "file")


class Log:
    """Writes lines; knows the stage at work, so that a failure can be told with it."""

    def __init__(self, form: str = "text") -> None:
        self.form = form
        self.stage = "starting"
        if form == "json":
            # what libraries say comes as lines of the same form
            logging.captureWarnings(True)
            logging.getLogger().addHandler(_Lines(self))

    @contextmanager
    def during(self, stage: str) -> Iterator[dict[str, Any]]:
        """Measure a stage; what is put into the mapping it gives is told with it. A stage that fails is not told: the failure is."""
        self.stage = stage
        facts: dict[str, Any] = {}
        started = time.monotonic()
        yield facts
        self.line("stage", stage=stage, seconds=round(time.monotonic() - started, 3), **facts)

    def line(self, event: str, **facts: Any) -> None:
        """Write one line: what happened, and the facts about it."""
        if self.form == "json":
            now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
            said = json.dumps({"time": now, "event": event, **facts}, ensure_ascii=False, default=str)
        else:
            said = f"contested: {_words(event, facts)}"
        print(said, file=sys.stderr, flush=True)


class _Lines(logging.Handler):
    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        # libraries warn of much that is only theirs (sockets of kernels that have ended): as without this, errors are told
        if record.levelno < logging.ERROR and record.name != "py.warnings":
            return
        self._log.line("library", name=record.name, says=record.getMessage().strip())


def _words(event: str, facts: Mapping[str, Any]) -> str:
    if event == "stage":
        told = ", ".join(_fact(name, value) for name, value in facts.items() if name not in ("stage", "seconds"))
        return f"{facts['stage']} {facts['seconds']:.1f} s" + (f": {told}" if told else "")
    said = facts.get("says") or ", ".join(_fact(name, value) for name, value in facts.items())
    return f"{event}: {said}" if event != "done" else str(said)


def _fact(name: str, value: Any) -> str:
    noun = name.removesuffix("s")
    if noun in _NOUNS and isinstance(value, int):
        return count(value, noun)
    return f"{value} {name}" if isinstance(value, int) else f"{name} {value}"
