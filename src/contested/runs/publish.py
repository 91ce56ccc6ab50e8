"""Put an edition in place: tables and reports together, by one rename, whatever may kill the run before or after it.

An edition is one folder (pages, executed notebooks, tables, certificate). The folder of tables that users read from holds
links into it, so the rename that switches the reports switches the tables too. What was there becomes an earlier edition.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from contested.report.publish import KEPT, beside, exchange, swap
from contested.runs.certificate import differences, read_certificate
from contested.runs.files import discard, sha256, sync_folder, sync_tree
from contested.runs.history import retire
from contested.runs.lock import Lock
from contested.runs.places import Places

_SCRATCH = re.compile("contested-[0-9a-f]{16}")
SERVED = (".parquet", ".csv", ".json")


def publish(places: Places, run: str, lock: Lock, *, keep: int) -> str | None:
    """Put the finished edition in `places.next` in place of the published one.

    Parameters
    ----------
    run
        Its name, as its certificate says.
    lock
        Held; it records which edition is on its way, for the run that would have to tidy up.
    keep
        How many earlier editions stay.

    Returns
    -------
    str or None
        What could not be tidied up afterwards, and will be by the next run.

    Raises
    ------
    OSError
        The edition could not be put in place; the published one stands.
    """
    for name in KEPT:
        if (places.reports / name).is_file() and not (places.next / name).exists():
            shutil.copyfile(places.reports / name, places.next / name)
    places.next.chmod(0o755)
    sync_tree(places.next)
    places.tables.mkdir(parents=True, exist_ok=True)
    _prepare_tables(places)
    lock.note(publishing=run)
    swap(places.next, places.reports)
    try:
        _finish(places, lock, keep=keep)
    except OSError as e:
        return f"{e.strerror or e} ({e.filename})"
    return None


def _finish(places: Places, lock: Lock, *, keep: int) -> None:
    """All that follows the switch, each step harmless when done again: links of tables, the earlier edition, deletions."""
    sync_folder(places.reports.parent)
    show_tables(places)
    # the same edition lies in both where the published one was damaged, or where files were replaced one by one
    if places.next.exists() and _name(places.next) != _name(places.reports):
        retire(places, keep=keep)
    discard(places.next, places.trash)
    lock.note(publishing="")


def recover(places: Places, lock: Lock, *, keep: int) -> str | None:
    """Tidy up after a run that was ended without a word; returns what happened to it, in words, or None.

    An edition that was on its way is complete and checked: it is put in place, unless it already is. What was half built is
    deleted.
    """
    if beside(places.next).exists() and not places.reports.exists():
        os.rename(beside(places.next), places.reports)
    left = lock.left
    if left and left.scratch:
        _remove_scratch(Path(left.scratch))
    if left and left.publishing:
        _complete(places, left.publishing, lock, keep=keep)
    for folder in (places.next, beside(places.next), places.next_tables):
        discard(folder, places.trash)
    if places.trash.exists():
        shutil.rmtree(places.trash)
    lock.note(scratch="", publishing="")
    return f"the run before (process {left.pid}, started {left.started}) was ended without a word" if left else None


def _complete(places: Places, run: str, lock: Lock, *, keep: int) -> None:
    if beside(places.next).exists() and not places.next.exists():
        os.rename(beside(places.next), places.next)  # it was killed between the second and the third of three renames
    if not _is_whole(places.reports, run) and _name(places.next) == run:
        swap(places.next, places.reports)
    _finish(places, lock, keep=keep)


def _is_whole(edition: Path, run: str) -> bool:
    certificate = read_certificate(edition)
    return certificate is not None and certificate.run == run and not differences(certificate, edition)


def _name(edition: Path) -> str | None:
    certificate = read_certificate(edition)
    return certificate.run if certificate else None


def scratch_folder() -> Path:
    """A name for the folder of a run's sockets and temporary files, short and outside the project; not yet made."""
    return Path(tempfile.gettempdir()) / f"contested-{secrets.token_hex(8)}"


def _remove_scratch(folder: Path) -> None:
    # written by a run of ours, but read from a file: only what such a run makes is deleted
    if _SCRATCH.fullmatch(folder.name) and not folder.is_symlink():
        shutil.rmtree(folder, ignore_errors=True)


# ---- the folder of tables ------------------------------------------------------------------------------------------


def show_tables(places: Places) -> None:
    """Make the folder of tables show those of the published edition, and no others.

    Tables that are files of their own there (made by hand, or by an earlier version) give way all at once where the system can
    exchange folders, else one by one. Where it has no links, copies are put there.
    """
    if tables_shown(places):
        return
    names = _names(places.reports / "tables")
    if any(_is_own_file(places.tables / name) for name in names | _strangers(places, names)) and _exchange_tables(places, names):
        return
    for name in sorted(names):
        _show(places, name)
    for name in sorted(_strangers(places, names)):
        (places.tables / name).unlink()
    sync_folder(places.tables)


def tables_shown(places: Places) -> bool:
    """True where the folder of tables shows the published ones, and no others."""
    names = _names(places.reports / "tables")
    return all(_shows(places, name) for name in names) and not _strangers(places, names)


def _prepare_tables(places: Places) -> None:
    """Before the switch: links for tables that are new, and for files that hold what the published edition holds."""
    published = places.reports / "tables"
    for name in sorted(_names(places.next / "tables")):
        here = places.tables / name
        if not os.path.lexists(here) or (_is_own_file(here) and (published / name).is_file() and sha256(here) == sha256(published / name)):
            with contextlib.suppress(OSError, NotImplementedError):
                _link(places, name)


def _names(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir() if p.suffix in SERVED} if folder.is_dir() else set()


def _strangers(places: Places, names: Iterable[str]) -> set[str]:
    """What stands in the folder of tables as a table or as a link of ours, and is not of the published edition."""
    from contested.tables.schema import TABLES

    ours = {f"{name}{ending}" for name in TABLES for ending in SERVED[:2]}
    found = set()
    for path in places.tables.iterdir() if places.tables.is_dir() else ():
        if path.name not in names and (path.name in ours or (path.is_symlink() and os.readlink(path) == _target(places, path.name))):
            found.add(path.name)
    return found


def _target(places: Places, name: str) -> str:
    return os.path.relpath(places.reports / "tables" / name, places.tables)


def _shows(places: Places, name: str) -> bool:
    path = places.tables / name
    if path.is_symlink():
        return os.readlink(path) == _target(places, name)
    return path.is_file() and sha256(path) == sha256(places.reports / "tables" / name) and not _can_link(places)


def _is_own_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _can_link(places: Places) -> bool:
    probe = places.tables / ".contested-link"
    try:
        probe.unlink(missing_ok=True)
        os.symlink("nowhere", probe)
    except (OSError, NotImplementedError):
        return False
    probe.unlink()
    return True


def _show(places: Places, name: str) -> None:
    try:
        _link(places, name)
    except (OSError, NotImplementedError):
        part = places.tables / f".{name}.part"
        shutil.copyfile(places.reports / "tables" / name, part)
        os.replace(part, places.tables / name)


def _link(places: Places, name: str) -> None:
    part = places.tables / f".{name}.part"
    part.unlink(missing_ok=True)
    os.symlink(_target(places, name), part)
    os.replace(part, places.tables / name)


def _exchange_tables(places: Places, names: set[str]) -> bool:
    """Replace the folder of tables by one that holds the links and whatever else was there; False where the system cannot."""
    if not _can_link(places):
        return False
    fresh = places.next_tables
    if fresh.exists():
        shutil.rmtree(fresh)
    dropped = names | _strangers(places, names)
    shutil.copytree(places.tables, fresh, symlinks=True, ignore=lambda folder, found: dropped if Path(folder) == places.tables else ())
    for name in sorted(names):
        os.symlink(_target(places, name), fresh / name)
    sync_folder(fresh)
    done = exchange(fresh, places.tables)
    shutil.rmtree(fresh)
    return done
