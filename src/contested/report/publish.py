"""Put a finished folder in the place of an older one, in one step; nothing of the old is touched before."""

from __future__ import annotations

import ctypes
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


def swap(stage: Path, out: Path) -> None:
    """Move `stage` to `out`; what was there is at `stage` afterwards, or gone."""
    if not out.exists():
        os.rename(stage, out)
    elif not _exchange(stage, out):
        # no atomic exchange on this system: two renames, the old folder stays whole between them
        aside = stage.with_name(stage.name + ".old")
        os.rename(out, aside)
        os.rename(stage, out)
        shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)
