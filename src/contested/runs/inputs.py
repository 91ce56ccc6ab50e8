"""Everything a run depends on, as one fingerprint: documents, words, notebooks, settings, code and the versions of libraries."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from contested.report.notebook import read_cells
from contested.runs.config import Config
from contested.runs.files import sha256

PACKAGE = Path(__file__).resolve().parents[1]
# The code whose change can change what is read from a document; the rest makes tables and pages of it.
READING_CODE = ("documents", "text", "extract", "lexicon", "tables", "model.py")
_CODE = (".py", ".toml", ".css", ".j2", ".json")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a run depends on.

    Attributes
    ----------
    documents : mapping
        By path below its source (the name of the source before it, where there are several): the SHA-256 of its bytes,
        or what it is where it has none to read.
    lexicons, notebooks : mapping
        SHA-256 by file name; a notebook's is that of its cells without outputs.
    settings : mapping
        Parameters, and columns and limits for reading.
    code : str
        Digest of the package's own files.
    versions : mapping
        Python and the libraries.
    """

    documents: Mapping[str, str]
    lexicons: Mapping[str, str]
    notebooks: Mapping[str, str]
    settings: Mapping[str, Any]
    code: str
    versions: Mapping[str, str]

    @property
    def digest(self) -> str:
        """One digest of all of it."""
        return digest_of(asdict(self))


def digest_of(value: Any) -> str:
    """The SHA-256 of plain data."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def read_inputs(config: Config) -> Inputs:
    """Take the fingerprint of what a run with these settings would depend on now."""
    return Inputs(
        documents=fingerprint(config.sources),
        # the order counts: a later file is merged over an earlier one
        lexicons={f"{n} {p.name}": _mark(p) for n, p in enumerate(config.lexicons, 1)},
        notebooks={p.name: notebook_digest(p) for p in sorted(config.notebooks.glob("[0-9][0-9]_*.ipynb"))},
        settings=_plain({"parameters": dict(config.parameters), "reading": asdict(config.reading)}),
        code=code_digest(),
        versions=versions(),
    )


def _plain(settings: dict[str, Any]) -> dict[str, Any]:
    """As they come back from a certificate, so that both can be compared."""
    plain: dict[str, Any] = json.loads(json.dumps(settings, default=str))
    return plain


def fingerprint(sources: Mapping[str, Path]) -> dict[str, str]:
    """Every file below the folders of documents, by name, with the SHA-256 of its bytes; `documents.csv` is one of them."""
    several = len(sources) > 1
    found: dict[str, str] = {}
    for source, folder in sources.items():
        for path in _files(folder):
            name = path.relative_to(folder).as_posix() if path != folder else path.name
            found[f"{source}/{name}" if several else name] = _mark(path)
    return dict(sorted(found.items()))


def stamps(sources: Mapping[str, Path]) -> dict[str, tuple[int, int]]:
    """Size and time of change of the same files: enough to see, within one run, that one was written to meanwhile."""
    found: dict[str, tuple[int, int]] = {}
    for folder in sources.values():
        for path in _files(folder):
            try:
                status = path.stat()
            except OSError:
                continue
            found[str(path)] = (status.st_size, status.st_mtime_ns)
    return found


def _files(folder: Path) -> Iterator[Path]:
    """All that could be a document; hidden files and folders are none."""
    if not folder.is_dir():
        yield folder
        return
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(n for n in folders if not n.startswith((".", "__")))
        links = [n for n in folders if (Path(here) / n).is_symlink()]
        for name in sorted([*names, *links]):
            if not name.startswith((".", "__")):
                yield Path(here) / name


def _mark(path: Path) -> str:
    """The hash of a file's bytes; for what has none, what it is. A link counts as its target's bytes and where it leads."""
    try:
        link = f"link to {os.readlink(path)}: " if path.is_symlink() else ""
        if not stat.S_ISREG(path.stat().st_mode):
            return f"{link}no file with contents"
        return link + sha256(path)
    except OSError as e:
        return f"cannot be read: {e.strerror}"


def notebook_digest(path: Path) -> str:
    """The digest of what a notebook does and says: its cells, without outputs and counts."""
    return digest_of([(c.get("cell_type"), c["source"], c.get("metadata", {}).get("tags", [])) for c in read_cells(path)])


@lru_cache(maxsize=4)
def code_digest(parts: tuple[str, ...] = ()) -> str:
    """The digest of the package's files: code, lexicons, templates; or of the `parts` of it that are named."""
    total = hashlib.sha256()
    for path in _code(PACKAGE / part for part in parts or ("",)):
        total.update(f"{path.relative_to(PACKAGE).as_posix()}\0{sha256(path)}\n".encode())
    return total.hexdigest()


def _code(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        if place.is_file():
            yield place
        for here, folders, names in os.walk(place):
            folders[:] = sorted(n for n in folders if n != "__pycache__")
            yield from (Path(here) / n for n in sorted(names) if n.endswith(_CODE))


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Python and every library the package asks for, with their versions; none of it changes from run to run."""
    found = {"python": platform.python_version(), "platform": f"{sys.platform} {platform.machine()}"}
    try:
        asked = metadata.requires("contested") or ()
    except metadata.PackageNotFoundError:
        asked = ()
    for line in asked:
        if "extra ==" not in line:
            name = line.split(";")[0].split(">")[0].split("=")[0].split("<")[0].strip(" ~!")
            try:
                found[name] = metadata.version(name)
            except metadata.PackageNotFoundError:
                found[name] = "not installed"
    return dict(sorted(found.items()))
