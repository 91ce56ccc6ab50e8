"""The editions before the published one: kept by number, listed, brought back, and given up by the rule of retention."""

from __future__ import annotations

import datetime as dt
import errno
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from contested.errors import UsageError
from contested.report.publish import MARK
from contested.runs.certificate import Certificate, read_certificate
from contested.runs.files import discard, sync_folder
from contested.runs.places import CERTIFICATE, Places

_NAME = re.compile(r"(\d{4,})-([0-9a-z]+)")
_UNNAMED = "uncertified"


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition on disk.

    Attributes
    ----------
    number
        Counts up with every edition of the project; the published one has the highest.
    made
        When it was written: by its certificate, else by its files.
    """

    number: int
    run: str
    folder: Path
    made: str
    size: int
    counts: Mapping[str, int]
    published: bool = False

    @property
    def name(self) -> str:
        return f"{self.number:04}-{self.run}"


def editions(places: Places) -> list[Edition]:
    """Every edition there is, the published one first."""
    earlier = sorted(_earlier(places), reverse=True)
    found = [_edition(folder, number, run) for number, run, folder in earlier]
    if (places.reports / MARK).is_file():
        certificate = read_certificate(places.reports)
        run = certificate.run if certificate else _UNNAMED
        found.insert(0, _edition(places.reports, _next_number(places), run, published=True))
    return found


def edition_lines(known: Sequence[Edition]) -> Iterator[str]:
    """The editions as lines for people, under a heading."""
    if not known:
        yield "nothing is published yet; `contested run` makes the first edition"
        return
    yield f"  {'run':<18} {'made':<25} {'documents':>9} {'claims':>7} {'rejects':>7} {'alarms':>6} {'size':>9}"
    for e in known:
        counts = [e.counts.get(name) for name in ("documents", "claims", "rejects", "alarms")]
        shown = [f"{'-' if n is None else format(n, ',')}" for n in counts]
        size = f"{e.size / 1e6:,.1f} MB"
        yield f"{'*' if e.published else ' '} {e.name:<18} {e.made:<25} {shown[0]:>9} {shown[1]:>7} {shown[2]:>7} {shown[3]:>6} {size:>9}"


def find(places: Places, name: str | None) -> Edition:
    """The edition of this name, number or beginning of an id; the published one without.

    Raises
    ------
    UsageError
        None or several are called so.
    """
    known = editions(places)
    if name is None:
        found = [e for e in known if e.published]
    else:
        called = [e for e in known if name in (e.name, e.run, str(e.number), f"{e.number:04}")]
        found = called or [e for e in known if e.run.startswith(name)]
    if not found:
        what = f"no run {name!r}" if name else f"nothing is published in {places.reports}"
        raise UsageError(f"{what}; `contested runs` lists them" if known else f"{what}; `contested run` makes the first")
    if len(found) > 1 and len({e.run for e in found}) > 1:
        raise UsageError(f"{name!r} may be {', '.join(e.name for e in found)}; write more of it")
    return found[0]


def retire(places: Places, *, keep: int) -> None:
    """Make the edition that was just replaced, in `places.next`, the latest of the earlier ones; then give up all but `keep` of them."""
    certificate = read_certificate(places.next)
    if keep and (places.next / MARK).is_file():
        target = places.runs / f"{_next_number(places):04}-{certificate.run if certificate else _UNNAMED}"
        places.runs.mkdir(parents=True, exist_ok=True)
        _move(places.next, target, places)
        sync_folder(places.runs)
    prune(places, keep)


def prune(places: Places, keep: int) -> None:
    """Delete the oldest of the earlier editions until `keep` are left."""
    for _, _, folder in sorted(_earlier(places), reverse=True)[keep:]:
        discard(folder, places.trash)


def take_back(places: Places, edition: Edition) -> Certificate:
    """Copy an earlier edition to where a new one would be built, ready to be published.

    Raises
    ------
    UsageError
        It has no certificate, so that nobody could say whether it is whole.
    """
    from contested.runs.certificate import differences

    certificate = read_certificate(edition.folder)
    wrong = differences(certificate, edition.folder) if certificate else {CERTIFICATE: "missing"}
    if certificate is None or wrong:
        named = ", ".join(f"{name} ({how})" for name, how in list(wrong.items())[:3])
        raise UsageError(f"{edition.folder} is not as it was published: {named}; it cannot be restored")
    shutil.copytree(edition.folder, places.next)
    return certificate


def _earlier(places: Places) -> list[tuple[int, str, Path]]:
    if not places.runs.is_dir():
        return []
    found = ((_NAME.fullmatch(p.name), p) for p in places.runs.iterdir() if p.is_dir())
    return [(int(name[1]), name[2], path) for name, path in found if name]


def _next_number(places: Places) -> int:
    return max((number for number, _, _ in _earlier(places)), default=0) + 1


def _move(folder: Path, target: Path, places: Places) -> None:
    try:
        os.rename(folder, target)
    except OSError as e:
        if e.errno != errno.EXDEV:
            raise
        # another file system: copied beside its name first, so that no half of an edition is ever listed
        part = target.with_name(f".{target.name}.part")
        if part.exists():
            shutil.rmtree(part)
        shutil.copytree(folder, part)
        os.rename(part, target)
        discard(folder, places.trash)


def _edition(folder: Path, number: int, run: str, *, published: bool = False) -> Edition:
    certificate = read_certificate(folder)
    made = certificate.made if certificate and certificate.made else _written(folder)
    size = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    return Edition(number, run, folder, made, size, certificate.counts if certificate else {}, published)


def _written(folder: Path) -> str:
    """When the files of an edition were written, which is not part of them."""
    mark = next(p for p in (folder / CERTIFICATE, folder / MARK, folder) if p.exists())
    return dt.datetime.fromtimestamp(int(mark.stat().st_mtime), dt.UTC).isoformat(timespec="seconds")
