"""Risky formats are read in a process of their own, which may hang, crash or take all memory: one document is lost, not the run.

The process that asks (`Workshop`) and the one that reads (`main`) exchange JSON, never pickles: what a hostile file might
make of the reading process cannot reach further than a wrong text.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, get_args

from contested.documents.found import Fault, Found, Item, Part, Step, file_source
from contested.documents.registry import divide_any, read_any
from contested.documents.settings import Columns, DateOrder, Limits, ReadSettings
from contested.errors import DocumentError
from contested.model import Oddity

_HEAD = 8  # bytes of the length before each message
_GRACE = 5  # seconds after which a process that is not ended from outside ends itself


class Workshop:
    """Reads files of risky formats in a process that is started for the first of them and replaced when it dies."""

    def __init__(self, settings: ReadSettings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._overdue = False

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def read(self, path: Path, name: str, part: Part | None = None) -> Iterator[Found | Fault]:
        """What `read_any` gives for the file, or for a part of it, at most one member lost for each death of the process.

        Raises
        ------
        DocumentError
            As the reader of the format; ``crashed``, ``too_slow`` where the file as a whole cannot be read.
        """
        done = before = 0
        member: str | None = None
        while True:
            try:
                for item in self._ask(path, {"name": name, "skip": done, "part": asdict(part) if part else None}):
                    if isinstance(item, Step):
                        done += item.member is not None
                        member = item.member
                    elif not isinstance(item, Part):
                        yield item
                return
            except _Died as e:
                if done == before:
                    raise DocumentError(e.reason, e.detail) from e
                if member is not None:
                    yield Fault(e.reason, e.detail, member)
                before, member = done, None

    def divide(self, path: Path, name: str, size: int) -> list[Part]:
        """The parts that `divide_any` gives for the file; nothing where the process dies of it, for then reading the whole says why."""
        try:
            return [p for p in self._ask(path, {"name": name, "divide": max(1, size)}) if isinstance(p, Part)]
        except (DocumentError, _Died):
            return []

    def _ask(self, path: Path, wanted: dict[str, Any]) -> Iterator[Item | Part]:
        if self._process is not None and self._process.poll() is not None:
            self._end()
        process = self._process or self._start()
        assert process.stdin is not None
        request = {"path": os.path.abspath(path), **wanted}
        finished = False
        try:
            _send(process.stdin, request)
            while True:
                message = self._receive(process)
                kind = message["is"]
                if kind == "end":
                    finished = True
                    return
                if kind == "error":
                    why = Fault(**_words({name: x for name, x in message.items() if name != "is"}))
                    finished = True
                    raise DocumentError(why.reason, why.detail)
                yield item_of(message)
        except (OSError, EOFError, ValueError, KeyError, TypeError) as e:
            raise self._cause() from e
        finally:
            if not finished:
                self._end()

    def _receive(self, process: subprocess.Popen[bytes]) -> dict[str, Any]:
        """The next message; the process is ended when it takes too long."""

        def overdue() -> None:
            self._overdue = True
            process.kill()

        assert process.stdout is not None
        timer = threading.Timer(self._settings.limits.seconds, overdue)
        timer.daemon = True
        timer.start()
        try:
            return _receive(process.stdout, 16 * self._settings.limits.characters + 1_000_000)
        finally:
            timer.cancel()

    def _start(self) -> subprocess.Popen[bytes]:
        self._overdue = False
        # the package is found where it was found here; and no setting of this machine can change what is read
        same = {"PYTHONSAFEPATH": "1", "PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), **same}
        process = subprocess.Popen(
            [sys.executable, "-m", "contested.documents.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self._process = process
        assert process.stdin is not None
        with contextlib.suppress(OSError):  # a process that is dead already is found out when its answer is read
            _send(process.stdin, asdict(self._settings))
        return process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()

    def _cause(self) -> _Died:
        process = self._process
        assert process is not None
        try:
            code = process.wait(timeout=_GRACE)
        except subprocess.TimeoutExpired:
            code = 0  # it lives, but what it says makes no sense
        if self._overdue or code == -getattr(signal, "SIGALRM", 14):
            return _Died("too_slow", f"not read after {self._settings.limits.seconds:g} seconds; split it, or raise the limit `seconds`")
        how = f"ended with code {code}"
        with contextlib.suppress(ValueError):
            how = f"was ended by {signal.Signals(-code).name}"
        detail = f"the process that read it {how}; it is damaged or hostile, or needs more memory than the limit `memory`"
        return _Died("crashed", detail)


class _Died(Exception):
    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def _send(stream: IO[bytes], message: dict[str, Any]) -> None:
    raw = json.dumps(message, default=_plain).encode("ascii")
    stream.write(len(raw).to_bytes(_HEAD, "big") + raw)
    stream.flush()


def _receive(stream: IO[bytes], most: int) -> dict[str, Any]:
    head = stream.read(_HEAD)
    if len(head) < _HEAD:
        raise EOFError
    length = int.from_bytes(head, "big")
    if length > most:
        raise ValueError("a message longer than any document")
    raw = stream.read(length)
    if len(raw) < length:
        raise EOFError
    message = json.loads(raw)
    if not isinstance(message, dict):
        raise TypeError
    return message


def _plain(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def message_of(item: Item | Part) -> dict[str, Any]:
    """The item as a message, for JSON."""
    return {"is": _KIND[type(item)], **asdict(item)}


def item_of(message: dict[str, Any]) -> Item | Part:
    """The item of a message; KeyError, TypeError or ValueError where it is none, whatever made the other side say so."""
    kind = message.pop("is")
    if kind == "part":
        return _part(message)
    if kind == "step":
        return Step(**_words(message))
    if kind == "fault":
        return Fault(**_words(message))
    day = message.pop("published")
    number = message.pop("number")
    oddities = tuple(_oddity(o) for o in message.pop("oddities"))
    if number is not None and type(number) is not int:
        raise TypeError("number")
    return Found(**_words(message), number=number, published=dt.date.fromisoformat(day) if day else None, oddities=oddities)


def _oddity(given: dict[str, Any]) -> Oddity:
    n, of_file = given.pop("n"), given.pop("of_file")
    if type(n) is not int or type(of_file) is not bool:
        raise TypeError("oddity")
    return Oddity(**_words(given), n=n, of_file=of_file)


def _part(given: dict[str, Any]) -> Part:
    numbers = {name: given.pop(name) for name in ("begin", "end", "lines", "records")}
    if not all(type(n) is int for n in numbers.values()) or given["order"] not in get_args(DateOrder):
        raise TypeError("part")
    return Part(**numbers, **_words(given))


_NEEDED = frozenset(["text", "format", "encoding", "sha256", "kind", "reason", "order"])


def _words(given: dict[str, Any]) -> dict[str, Any]:
    """The fields of a message that are text, and are."""
    for name, value in given.items():
        if not (isinstance(value, str) or (value is None and name not in _NEEDED)):
            raise TypeError(name)
    return given


def main() -> None:
    """Answer requests until the other side closes: a file or a part of one each, one message for every item in it."""
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    _keep_to_itself()
    given = _receive(requests, 1_000_000)
    settings = ReadSettings(Columns(**given["columns"]), Limits(**given["limits"]))
    _limit_memory(settings.limits.memory)
    seconds = settings.limits.seconds + _GRACE
    while True:
        try:
            request = _receive(requests, 1_000_000)
        except EOFError:
            return
        _alarm(seconds)
        try:
            for item in _answers(request, settings):
                _alarm(0)
                _send(answers, message_of(item))
                _alarm(seconds)
            answer = {"is": "end"}
        except DocumentError as e:
            answer = {"is": "error", "reason": e.reason, "detail": e.detail}
        except MemoryError:
            detail = f"needs more than {settings.limits.memory:,} bytes of memory to be read; split it, or raise the limit `memory`"
            answer = {"is": "error", "reason": "too_much_memory", "detail": detail}
        except RecursionError:
            answer = {"is": "error", "reason": "too_deep", "detail": "its parts lie too deep in each other to be read"}
        except OSError as e:
            answer = {"is": "error", "reason": "unreadable", "detail": f"cannot be opened ({e.strerror}); check its permissions"}
        except Exception as e:
            answer = {"is": "error", "reason": "damaged", "detail": f"cannot be read ({type(e).__name__}: {str(e)[:200]})"}
        _alarm(0)
        _send(answers, answer)


def _answers(request: dict[str, Any], settings: ReadSettings) -> Iterator[Item | Part]:
    path, name = Path(request["path"]), request["name"]
    if "divide" in request:
        return divide_any(file_source(path, name, settings), settings, request["divide"])
    part = Part(**request["part"]) if request["part"] else None
    return read_any(file_source(path, name, settings, request["skip"], part), settings)


_KIND = {Found: "found", Fault: "fault", Step: "step", Part: "part"}


def _alarm(seconds: float) -> None:
    """The process is ended by the system itself after so many seconds, whoever has it in hand then; 0: not any more."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _keep_to_itself() -> None:
    """What libraries print goes nowhere; nothing can be fetched; nobody is warned, and Ctrl-C is for the other side."""
    import logging
    import socket
    import warnings

    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def refuse(*_: object, **__: object) -> None:
        raise OSError("documents are read without the network")

    socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse  # type: ignore[method-assign,assignment]


def _limit_memory(most: int) -> None:
    try:
        import resource
    except ImportError:  # no such limits on Windows
        return
    for what, limit in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            hard = resource.getrlimit(what)[1]
            resource.setrlimit(what, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


if __name__ == "__main__":
    main()
