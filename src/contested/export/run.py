"""The exports by name, each built aside and put in its folder when it is done."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from contested.errors import UsageError
from contested.export import crate, geojson, helix, hxl, package, ucdp
from contested.export.corpus import Corpus, load_corpus
from contested.export.crate import About
from contested.export.form import write_form

# a form, the file that marks a folder of it, and what writes it
_WRITERS: dict[str, tuple[str, Callable[[Path, Corpus, About], None]]] = {
    "datapackage": (package.MARK, lambda out, corpus, _: package.write_package(out, corpus)),
    "hxl": (hxl.MARK, lambda out, corpus, _: hxl.write_hxl(out, corpus)),
    "geojson": (geojson.MARK, lambda out, corpus, _: geojson.write_geojson(out, corpus)),
    "rocrate": (crate.MARK, crate.write_crate),
    "ucdp": (ucdp.MARK, lambda out, corpus, _: write_form(out, corpus, ucdp.GED)),
    "helix": (helix.MARK, lambda out, corpus, _: write_form(out, corpus, helix.HELIX)),
}
FORMATS = tuple(_WRITERS)


def export_tables(tables: str | Path, out: str | Path, formats: Sequence[str] = FORMATS, *, about: About | None = None) -> list[Path]:
    """Write the tables in other forms, each to a folder of its name below `out`.

    Every form is built aside and put in its place when it is done: one that fails leaves the last good one as it was. The same
    tables give the same bytes.

    Parameters
    ----------
    tables
        A folder of tables.
    out
        The folder to write to; made if it is not there.
    formats
        Some of `FORMATS`; all of them when left out.
    about
        For the RO-Crate: reports to put in, licence, day of publication.

    Returns
    -------
    list of Path
        The folders written, in the order of `formats`.

    Raises
    ------
    TableError
        The folder holds no tables, or damaged ones.
    UsageError
        An unknown form; a folder that holds other files; a crate without a day of publication.
    """
    unknown = [f for f in formats if f not in _WRITERS]
    if unknown:
        raise UsageError(f"there is no form {unknown[0]!r}; the forms are {', '.join(FORMATS)}")
    tables, out = Path(tables), Path(out)
    wanted = [f for f in FORMATS if f in formats]
    for name in wanted:
        _check_target(out / name, _WRITERS[name][0])
    corpus = load_corpus(tables)
    for name in wanted:
        with _placed(out / name) as aside:
            _WRITERS[name][1](aside, corpus, about or About())
    return [out / name for name in wanted]


def _check_target(folder: Path, mark: str) -> None:
    """A folder that is no earlier export stays as it is: exporting replaces it as a whole."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is a file; name another folder to export to")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / mark).is_file():
        raise UsageError(f"{folder}: holds other files and no {mark}; it would be replaced as a whole: name another folder to export to")


@contextmanager
def _placed(folder: Path) -> Iterator[Path]:
    """A folder to build in, which takes the place of `folder` on success."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as aside:
        built, old = Path(aside) / "new", Path(aside) / "old"
        built.mkdir()
        yield built
        if folder.exists():
            os.rename(folder, old)
        os.rename(built, folder)
        shutil.rmtree(old, ignore_errors=True)
