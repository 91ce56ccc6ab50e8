"""Tables in, a folder of reports out: execute, render, index, check, swap."""

from __future__ import annotations

import inspect
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from markupsafe import Markup

import contested
from contested.errors import TableError, UsageError
from contested.report.changes import CHANGES, Edition, compare_editions, earlier_edition, findings_in
from contested.report.changes_page import PAGE, TITLE, Ways, changes_page
from contested.report.conventions import convention_names
from contested.report.data import Record, ids_in, load
from contested.report.frame import HOME
from contested.report.html import join
from contested.report.index import card_of, index_page
from contested.report.notebook import read_notebook
from contested.report.parameters import Selection, select
from contested.report.publish import check_target, staged
from contested.report.render import check_links_between, claims_in, comparisons_in, exporter, from_outside, link_pages, outline, render
from contested.report.runner import Progress, check_parameters, execute
from contested.report.sliced import slice_of, write_sliced
from contested.report.study import figure_link
from contested.tables.dataset import is_dataset
from contested.tables.read import read_arrow

LAUNCHER = "explore.ipynb"  # the analyst's bench: kept with outputs as the others are, but no report
MOST_OF_AN_ALARM = 6
TABLE_FILES = (".parquet", ".csv", ".json")
NAMES = ("00_corpus", "01_casualties", "02_displacement", "03_control", "04_discrepancies")


def find_notebooks(folder: Path | None = None) -> list[Path]:
    """The report notebooks of `folder`; by default of the nearest project folder, else those of the installation.

    Raises
    ------
    UsageError
        No folder with the notebooks was found.
    """
    here = Path.cwd()
    own = Path(contested.__file__).resolve().parent
    places = [folder] if folder else [*(p / "notebooks" for p in (here, *here.parents)), own.parents[1] / "notebooks", own / "notebooks"]
    for place in places:
        found = sorted(p for p in place.glob("[0-9][0-9]_*.ipynb"))
        if found:
            return found
    raise UsageError(f"no report notebooks (such as {NAMES[0]}.ipynb) in {folder or 'this project'}; name their folder")


def build_reports(
    tables: Path,
    out: Path,
    *,
    notebooks: Path | None = None,
    parameters: Mapping[str, object] | None = None,
    progress: Progress | None = None,
    timeout: int = 600,
    workers: int | None = None,
) -> list[Path]:
    """Execute the notebooks on `tables` and publish the reports as the folder `out`.

    Everything is built in a folder beside `out` and put in its place at the end: a failure leaves an
    earlier `out` as it was. The same tables give the same bytes. Where `out` holds an earlier edition, a page and
    a table `changes` say what is new, gone and revised; an edition that differs in nothing keeps those of the last one.

    Parameters
    ----------
    tables
        Folder written by ``contested parse`` and ``contested compare``; or a partitioned data set, of which what `parameters` ask
        for is taken and compared first.
    out
        Folder to make or replace. It holds ``index.html``, a page a notebook, ``notebooks/`` and ``tables/``.
    notebooks
        Folder of notebooks; by default the project's.
    parameters
        Values for the notebooks' parameters cell, ``tables`` apart.
    progress
        Called with (what was done, how many are done, of how many).
    timeout
        Seconds a cell may take.
    workers
        Kernels at a time.

    Returns
    -------
    list of Path
        The pages, the index first.

    Raises
    ------
    UsageError
        Unknown parameter, no notebooks, `out` is not a folder of reports.
    ReportError
        A cell failed or a page could not be made.
    """
    tables, out = Path(tables).resolve(), Path(out).resolve()
    given = dict(parameters or {})
    sources = find_notebooks(Path(notebooks) if notebooks else None)
    if "tables" in given:
        raise UsageError("the parameter 'tables' is the folder of tables itself; it is not set by hand")
    check_parameters(sources, given)
    check_target(out)
    if not tables.is_dir():
        raise UsageError(f"there is no folder {tables}; make the tables with `contested parse`")
    if tables.is_relative_to(out):
        raise UsageError(f"the tables lie inside {out}, which is replaced as a whole; name another folder for the reports")
    with staged(out) as stage:
        if is_dataset(tables):
            write_sliced(tables, stage / "tables", slice_of(selection_in(given)))
        else:
            _copy_tables(tables, stage / "tables")
        names = build_into(stage, sources, earlier=out, parameters=given, progress=progress, timeout=timeout, workers=workers)
    return [out / name for name in names]


def selection_in(parameters: Mapping[str, Any]) -> Selection:
    """The selection that parameters of notebooks make, those left aside that say nothing of it; raises UsageError as `select` does."""
    known = inspect.signature(select).parameters
    return select(**{n: v for n, v in parameters.items() if n in known}, conventions=convention_names())


def build_into(
    stage: Path,
    sources: Sequence[Path],
    *,
    earlier: Path | None = None,
    parameters: Mapping[str, object] | None = None,
    kept: Mapping[str, bytes] | None = None,
    progress: Progress | None = None,
    timeout: int = 600,
    workers: int | None = None,
    scratch: Path | None = None,
) -> list[str]:
    """Execute the notebooks `sources` on the tables in `stage/tables` and write the pages to `stage`, which nobody reads yet.

    Parameters
    ----------
    earlier
        The edition published before, which the page of changes compares with.
    kept
        Executed notebooks by file name that need not be executed again.
    timeout
        Seconds a cell may take; 0 is no limit.
    scratch
        Folder for what kernels need while they run.

    Returns
    -------
    list of str
        The names of the pages, the index first.
    """
    kept = kept or {}
    with ThreadPoolExecutor(1) as aside:
        warm = aside.submit(exporter)
        (stage / "notebooks").mkdir()
        for name, notebook in kept.items():
            (stage / "notebooks" / name).write_bytes(notebook)
        if new := [path for path in sources if path.name not in kept]:
            execute(
                new,
                stage / "notebooks",
                cwd=stage,
                parameters={"tables": "tables", **(parameters or {})},
                timeout=timeout,
                workers=workers,
                progress=progress,
                scratch=scratch,
            )
        warm.result()
    executed = [stage / "notebooks" / path.name for path in sources]
    changes = _changes(earlier, stage, executed) if earlier else []
    _describe(stage / "tables")
    neighbours = [(f"{p.stem}.html", _short(p)) for p in executed]
    if changes:
        neighbours.append((PAGE, TITLE))
    for name, page in _pages(executed, stage / "tables", changes, neighbours).items():
        _write(stage / name, page)
    return ["index.html", *(f"{p.stem}.html" for p in executed), *([PAGE] if changes else [])]


def _pages(executed: Sequence[Path], tables: Path, changes: Sequence[Record], neighbours: Sequence[tuple[str, str]]) -> dict[str, str]:
    """All pages by file name, with the links between them."""
    pages = {f"{path.stem}.html": render(path, neighbours=neighbours) for path in executed}
    holds, sheets = _homes(pages, claims_in), _homes(pages, comparisons_in)
    if changes:
        ways = Ways(holds, sheets, _figures_of(executed, tables, holds), dict(neighbours))
        pages[PAGE] = changes_page(changes, ways=ways, nav=neighbours)
    pages[HOME] = index_page(executed, tables, changes, pages=holds)
    pages = link_pages(pages, {HOME: "front page", **dict(neighbours)})
    check_links_between(pages)
    return pages


def _homes(pages: Mapping[str, str], found_in: Callable[[str], list[str]]) -> dict[str, str]:
    """The page to look a thing up in: the report on a subject before the one on the whole corpus."""
    homes: dict[str, str] = {}
    for name, page in pages.items():
        for thing in found_in(page):
            if homes.get(thing, NAMES[0]).startswith(NAMES[0]):
                homes[thing] = name
    return homes


def _figures_of(executed: Sequence[Path], tables: Path, holds: Mapping[str, str]) -> dict[str, Markup]:
    """The findings of reports with links to their figures, and for each alarm links to its own."""
    loaded = load(tables)
    known = loaded.claim_by_id
    found = {path.stem: from_outside(str(linked), holds) for path in executed if (linked := card_of(read_notebook(path)).get("linked"))}
    for alarm in loaded.alarms:
        links = (figure_link(known[i]) for i in ids_in(alarm)[:MOST_OF_AN_ALARM] if i in known)
        found[str(alarm["alarm_id"])] = from_outside(join(links, "; "), holds)
    return found


def _changes(out: Path, stage: Path, executed: Sequence[Path]) -> list[Record]:
    """Compare with the edition that lies in `out` and write the table; where nothing differs, its own changes stay."""
    from contested.tables import write_tables

    before = earlier_edition(out)
    if before is None:
        return []
    rows: list[Record] = list(compare_editions(before, Edition(load(stage / "tables"), findings_in(executed))))
    if not rows:
        rows = _standing_changes(out / "tables")
    if not rows:
        return []
    write_tables(stage / "tables", {"changes": rows})
    return list(read_arrow(stage / "tables", "changes").to_pylist())  # in the order of the table


def _describe(tables: Path) -> None:
    """Bring the description of the tables up to date: the table of changes came, or was not copied."""
    from contested.tables import write_datapackage

    if (tables / "datapackage.json").is_file():
        write_datapackage(tables)


def _standing_changes(tables: Path) -> list[Record]:
    try:
        return list(read_arrow(tables, "changes").to_pylist())
    except TableError:
        return []


def _write(path: Path, page: str) -> None:
    path.write_text(page, encoding="utf-8", newline="\n")


def _short(path: Path) -> str:
    return outline(read_notebook(path))[0].split(":")[0] or path.stem


def _copy_tables(tables: Path, to: Path) -> None:
    to.mkdir()
    for path in sorted(tables.iterdir()):
        if path.is_file() and path.suffix in TABLE_FILES and path.name not in CHANGES:
            shutil.copyfile(path, to / path.name)


def write_notebooks(notebooks: Path | None = None, *, timeout: int = 600, progress: Progress | None = None) -> list[Path]:
    """Execute the notebooks in place, with their own parameters, and leave outputs fit to be committed and compared by nbval.

    They read the tables their parameters cell names (``../data/processed``): make those first. A
    failure leaves every notebook as it was.
    """
    sources = find_notebooks(Path(notebooks) if notebooks else None)
    launcher = sources[0].parent / LAUNCHER
    sources += [launcher] if launcher.is_file() else []
    with tempfile.TemporaryDirectory(dir=sources[0].parent, prefix=".executing-") as aside:
        done = execute(sources, Path(aside), cwd=sources[0].parent, timeout=timeout, progress=progress)
        for made, path in zip(done, sources, strict=True):
            made.replace(path)
    return sources
