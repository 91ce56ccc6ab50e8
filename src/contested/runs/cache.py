"""A store of results by the digest of all they depend on: bounded, and never trusted without a check.

An entry is a file: the SHA-256 of its contents on the first line, then the contents. One that does not agree with itself
(cut short by a full disk, edited, damaged) is taken away and counts as not there. Nothing is lost with the folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

_HEAD = 65  # 64 hex digits and a line end


class Cache:
    """The store in `folder`, at most `limit` bytes of it kept by `prune`."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._full = False

    def get(self, kind: str, key: str) -> bytes | None:
        """The contents kept under `key`; None where there are none, or only damaged ones."""
        path = self._path(kind, key)
        try:
            raw = path.read_bytes()
        except OSError:
            return None
        head, contents = raw[:_HEAD], raw[_HEAD:]
        if head != hashlib.sha256(contents).hexdigest().encode() + b"\n":
            path.unlink(missing_ok=True)
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # used last now
        return contents

    def put(self, kind: str, key: str, contents: bytes) -> None:
        """Keep `contents`; a disk that has no room for them is no error, only a slower run next time."""
        if self._full or not self._limit:
            return
        path = self._path(kind, key)
        part = path.with_name(f"{path.name}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(hashlib.sha256(contents).hexdigest().encode() + b"\n" + contents)
            os.replace(part, path)
        except OSError:
            self._full = True
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)

    def prune(self) -> int:
        """Delete what was used longest ago until the rest fits; returns the bytes kept."""
        entries = []
        for path in self._folder.glob("*/*/*"):
            with contextlib.suppress(OSError):
                status = path.stat()
                entries.append((status.st_mtime_ns, status.st_size, path))
        kept = sum(size for _, size, _ in entries)
        for _, size, path in sorted(entries):
            if kept <= self._limit:
                break
            path.unlink(missing_ok=True)
            kept -= size
        return kept

    def _path(self, kind: str, key: str) -> Path:
        return self._folder / kind / key[:2] / key
