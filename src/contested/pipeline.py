"""The commands as functions: parse a corpus into tables, run the whole line and publish it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contested.errors import UsageError

if TYPE_CHECKING:
    from contested.documents import ReadSettings

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """How much was read; `index` is the page to open, after a whole run."""

    documents: int
    claims: int
    rejects: int
    index: Path | None = None

    def __str__(self) -> str:
        counts = (f"{n:,} {noun}{'' if n == 1 else 's'}" for n, noun in ((self.documents, "document"), (self.claims, "claim")))
        return f"{', '.join(counts)}, {self.rejects:,} rejected"


def parse_corpus(
    source: Path, out: Path, *, lexicons: Sequence[Path] = (), settings: ReadSettings | None = None, progress: Progress | None = None
) -> Summary:
    """Read the documents of `source` and write the tables of single documents to `out`.

    One document that cannot be read never stops the others: it is named in `rejects`.
    """
    from contested.documents import read_corpus
    from contested.documents.corpus import Reject
    from contested.extract.record import read_document
    from contested.extract.rows import document_row, oddity_rows, place_rows
    from contested.lexicon import load_lexicon
    from contested.tables import claims_to_rows, domain_tables, write_datapackage, write_tables

    lexicon = load_lexicon(lexicons)
    corpus = read_corpus(source, settings)
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}: is a file; give a folder to write the tables to")
    claims = []
    rows = []
    oddities = []
    for i, document in enumerate(corpus.documents, 1):
        try:
            reading = read_document(document, lexicon)
        except Exception as e:
            corpus.rejects.append(Reject(document.file, "parse_failed", f"{type(e).__name__}: {e}; please report it with the document"))
        else:
            claims += reading.claims
            rows.append(document_row(reading))
            oddities += oddity_rows(reading)
        if progress is not None:
            progress(document.doc_id, i, len(corpus.documents))
    places = place_rows(claims, lexicon)
    columns = claims_to_rows(claims)
    rejects = [{"file": r.file, "reason": r.reason, "detail": r.detail} for r in corpus.rejects]
    single = {"claims": columns, "documents": rows, "rejects": rejects, "oddities": oddities, "places": places}
    write_tables(out, {**single, **domain_tables(columns, places)})
    write_datapackage(out)
    return Summary(len(rows), len(claims), len(rejects))


def find_project(given: Path | None = None) -> Path:
    """The project folder: the one given, else the nearest parent of the working folder that holds a project.

    Raises
    ------
    UsageError
        Where there is none.
    """
    if given is not None:
        if not given.is_dir():
            raise UsageError(f"{given}: no such folder; --project names the folder that holds data/ and notebooks/")
        return given.resolve()
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if (folder / "contested.toml").is_file() or (
            (folder / "pyproject.toml").is_file() and (folder / "notebooks").is_dir() and (folder / "data").is_dir()
        ):
            return folder
    raise UsageError(f"no project in {here} or above it; go to the project's folder or name it with --project")


def run_project(
    project: Path | None = None,
    *,
    source: Path | None = None,
    parameters: Mapping[str, Any] | None = None,
    lexicons: Sequence[Path] = (),
    progress: Callable[[str], Progress | None] = lambda _: None,
) -> Summary:
    """Parse, compare and report aside; then put tables and reports in place together.

    Whatever fails before that leaves the last tables and reports as they are.
    """
    from contested.compare import compare_tables
    from contested.lexicon import load_lexicon
    from contested.report import build_reports

    root = find_project(project)
    tables, reports = root / "data" / "processed", root / "reports"
    tables.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".contested-", dir=root) as aside:
        fresh = Path(aside) / "tables"
        summary = parse_corpus(source or root / "data" / "raw", fresh, lexicons=lexicons, progress=progress("Parsing"))
        compare_tables(fresh, lexicon=load_lexicon(lexicons))
        build_reports(fresh, reports, notebooks=root / "notebooks", parameters=dict(parameters or {}), progress=progress("Reporting"))
        _take_changes(reports / "tables", fresh, tables)
        _move_tables(fresh, tables)
    return Summary(summary.documents, summary.claims, summary.rejects, reports / "index.html")


def _take_changes(published: Path, fresh: Path, tables: Path) -> None:
    """Bring the table of changes, which the reports make, beside the others; take away one that no longer holds."""
    for name in ("changes.parquet", "changes.csv"):
        if (published / name).is_file():
            shutil.copyfile(published / name, fresh / name)
            shutil.copyfile(published / "datapackage.json", fresh / "datapackage.json")
        else:
            (tables / name).unlink(missing_ok=True)


def _move_tables(fresh: Path, tables: Path) -> None:
    for path in sorted(fresh.iterdir()):
        shutil.move(path, tables / path.name)
