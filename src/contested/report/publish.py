"""Put a finished folder in the place of an older one, in one step; nothing of the old is touched before."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contested.errors import UsageError

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
KEPT = ("README.md", ".gitkeep", ".gitignore")
MARK = "index.html"


def check_target(out: Path) -> None:
    """Raise UsageError where `out` is no folder of reports: publishing replaces the folder as a whole."""
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; name a folder for the reports")
    if not out.is_dir():
        return
    others = sorted(p.name for p in out.iterdir() if p.name not in KEPT)
    if others and MARK not in others:
        raise UsageError(
            f"{out} holds other files ({', '.join(others[:3])}) and no earlier reports; "
            "name an empty or a new folder, since it is replaced as a whole"
        )


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """Give a folder beside `out` to build in; swap it in on success, remove it on any failure."""
    check_target(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    stage.chmod(0o755)
    try:
        yield stage
        for name in KEPT:
            if (out / name).is_file() and not (stage / name).exists():
                shutil.copyfile(out / name, stage / name)
        swap(stage, out)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def swap(stage: Path, out: Path) -> bool:
    """Put `stage` in the place of `out`; returns whether what was there is at `stage` afterwards.

    One rename, where the file system can exchange two folders. Else three, and for the moment between the first two the old
    folder is whole at `beside(stage)`. Where `out` cannot be renamed at all, because something is mounted on it or it
    belongs to the lower layer of a container, its files are replaced one by one, and `stage` stays as it is.
    """
    if not out.exists():
        os.rename(stage, out)
        return False
    if exchange(stage, out):
        return True
    aside = beside(stage)
    try:
        os.rename(out, aside)
    except OSError as e:
        if e.errno not in (errno.EBUSY, errno.EXDEV):
            raise
        replace_files(stage, out)
        return False
    os.rename(stage, out)
    os.rename(aside, stage)
    return True


def beside(stage: Path) -> Path:
    """Where the old folder lies between two renames."""
    return stage.with_name(stage.name + ".old")


def replace_files(stage: Path, out: Path) -> None:
    """Make the files of `out` those of `stage`: copied beside first, since room may run out; then each renamed; then the rest deleted."""
    sources = sorted(p for p in stage.rglob("*") if p.is_file())
    targets = [out / p.relative_to(stage) for p in sources]
    parts = [target.with_name(f".{target.name}.part") for target in targets]
    try:
        for source, part in zip(sources, parts, strict=True):
            part.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, part)
    except BaseException:
        for part in parts:
            part.unlink(missing_ok=True)
        raise
    for part, target in zip(parts, targets, strict=True):
        os.replace(part, target)
    for path in sorted(out.rglob("*"), reverse=True):
        if not (stage / path.relative_to(out)).exists():
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one rename; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)
