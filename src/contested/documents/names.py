"""Names of files, and ids of documents: the path below the corpus without its ending, or the record's own id; each one unique."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

_SPACE_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LONGEST = 120


def printable(name: str) -> str:
    r"""A path that every table can hold: bytes that are no UTF-8 and control characters are written as `\xff`."""
    shown = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _CONTROL.sub(lambda m: f"\\x{ord(m[0]):02x}", shown)


def path_ids(names: Iterable[str]) -> dict[str, str]:
    """The path without its ending; with it where two would collide, or where the rest is the whole name of another."""
    stems = {n: without_ending(n) for n in names}
    count = Counter(stems.values())
    return {n: s if count[s] == 1 and (s == n or s not in stems) else n for n, s in stems.items()}


def without_ending(name: str) -> str:
    """`a/b.txt` -> `a/b`."""
    ending = PurePosixPath(name).suffix
    return name[: -len(ending)] if ending else name


class Ids:
    """Gives each document an id that no other has.

    A record keeps its own id. Where another document has it already, the name of the file is put before it; where the
    same file has it twice, the second gets "#2" behind it, the third "#3".
    """

    def __init__(self, reserved: Iterable[str]) -> None:
        # id -> the file it stands in; and how often an id was wanted again
        self._taken = dict.fromkeys(reserved, "")
        self._again: dict[str, int] = {}

    @staticmethod
    def wanted(record: str | None, number: int | None, file_id: str) -> str:
        """The id a record would have if nothing else had it: its own, or one made of its `number` in the file."""
        own = _SPACE_OR_CONTROL.sub(" ", record or "").strip() or f"{file_id}#{number}"
        return own if len(own) <= _LONGEST else f"{own[: _LONGEST - 13]}-{hashlib.sha256(own.encode()).hexdigest()[:12]}"

    def of_record(self, record: str | None, number: int | None, file_id: str) -> tuple[str, bool]:
        """The id of a record; and whether the file had the one it would have before."""
        return self.of_wanted(self.wanted(record, number, file_id), file_id)

    def of_wanted(self, wanted: str, file_id: str) -> tuple[str, bool]:
        """As `of_record`, of the id it would have if nothing else had it."""
        own = wanted if self._taken.get(wanted, file_id) == file_id else f"{file_id}/{wanted}"
        given = self.of_member(own, file_id)
        return given, given != own

    def of_member(self, path: str, file_id: str) -> str:
        """The id of a file inside another: its path there below the other's id."""
        wanted = path
        while wanted in self._taken:
            self._again[path] = self._again.get(path, 1) + 1
            wanted = f"{path}#{self._again[path]}"
        self._taken[wanted] = file_id
        return wanted
