"""Small sure steps on files: written whole or not at all, flushed to the disk, told apart by their hashes."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
from pathlib import Path


def sha256(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def write_whole(path: Path, text: str, *, sync: bool = False) -> None:
    """Write beside, then rename: a reader meets the old text or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as f:
            f.write(text)
            f.flush()
            if sync:
                os.fsync(f.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def sync_tree(folder: Path) -> None:
    """Flush every file of a folder to the disk, then the folders: after a power cut a renamed folder must not hold empty files."""
    for here, _, names in os.walk(folder, topdown=False):
        for name in names:
            _sync(Path(here) / name)
        sync_folder(Path(here))


def sync_folder(folder: Path) -> None:
    """Flush the names of a folder; a system that cannot do this for folders does without."""
    # Windows opens no folder, and some network file systems refuse
    with contextlib.suppress(PermissionError, IsADirectoryError):
        _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as e:
        if e.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(descriptor)


def discard(folder: Path, trash: Path) -> None:
    """Delete a folder by way of `trash`, so that what is half deleted never stands under its own name."""
    if not folder.exists():
        return
    if trash.exists():
        shutil.rmtree(trash)
    trash.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.rename(folder, trash)
    except OSError as e:
        if e.errno != errno.EXDEV:
            raise
        shutil.rmtree(folder)
    else:
        shutil.rmtree(trash)
