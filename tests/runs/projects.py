"""Small projects to run, and the questions asked of what they publish."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat

from contested.report.publish import beside
from contested.runs.certificate import differences, read_certificate
from contested.runs.config import load_config
from contested.runs.files import sha256
from contested.runs.places import Places
from contested.tables import check_tables

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {
    "monday.txt": "At least 12 civilians were killed in Aleppo on Monday, the Observatory said.",
    "tuesday.txt": "The United Nations said on Tuesday that 31,500 people had fled eastern Aleppo.",
    "notes/wednesday.txt": "The army took the district of Hanano on Wednesday. Six children were wounded, doctors said.",
}
# One notebook that says which tables it was made from, in place of five that chart them: a run takes seconds.
CELLS = (
    ("markdown", "# The corpus: what was read\n\n## Counts"),
    ("parameters", 'tables: str = "../data/processed"\nplace: str | None = None\nconvention: str = "interval"'),
    (
        "code",
        "from contested.report.data import load\n\nfound = load(tables)\n"
        'print(len(found.documents), "documents", len(found.claims), "claims", place, convention, found.hashes["claims.parquet"])',
    ),
)


def make_project(folder: Path, *, cells: tuple[tuple[str, str], ...] = CELLS, texts: dict[str, str] = TEXTS) -> Path:
    """A project with three documents and one quick notebook."""
    (folder / "notebooks").mkdir(parents=True)
    (folder / "contested.toml").write_text("", encoding="utf-8")
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "data" / "processed").mkdir()
    (folder / "reports").mkdir()
    (folder / "data" / "processed" / "README.md").write_text("the tables\n", encoding="utf-8")
    (folder / "reports" / "README.md").write_text("the reports\n", encoding="utf-8")
    for name, text in texts.items():
        write_document(folder, name, text)
    with (folder / "data" / "raw" / "documents.csv").open("w", encoding="utf-8", newline="") as f:
        rows = csv.writer(f, lineterminator="\n")
        rows.writerows([("file", "published"), *((name, "2016-12-09") for name in texts)])
    write_notebook(folder, cells)
    return folder


def briefs_project(folder: Path, names: Sequence[str] | None = None) -> Path:
    """A project with the briefs (or some of them) and the notebooks that ship with this one."""
    make_project(folder, texts={})
    shutil.rmtree(folder / "notebooks")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    source, target = ROOT / "data" / "raw", folder / "data" / "raw"
    for path in sorted(source.glob("*.txt")):
        if names is None or path.name in names:
            shutil.copyfile(path, target / path.name)
    rows = (source / "documents.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [row for row in rows[1:] if names is None or row.startswith(tuple(names))]
    (target / "documents.csv").write_text("".join([rows[0], *kept]), encoding="utf-8")
    return folder


def write_document(project: Path, name: str, text: str) -> Path:
    path = project / "data" / "raw" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_notebook(project: Path, cells: tuple[tuple[str, str], ...], name: str = "00_corpus.ipynb") -> None:
    made = [
        nbformat.v4.new_markdown_cell(source)
        if kind == "markdown"
        else nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]} if kind == "parameters" else {})
        for kind, source in cells
    ]
    for number, cell in enumerate(made):
        cell["id"] = f"cell-{number:02}"
    nbformat.write(nbformat.v4.new_notebook(cells=made), project / "notebooks" / name)


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "contested", *map(str, arguments)]


def contested(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=False, env={**os.environ, **environment}, timeout=300)


def run(project: Path, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return contested("run", "--project", project, *arguments, **environment)


def log_of(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    """The lines of a run with ``--log-format json``; a line that is no JSON is an error."""
    return [json.loads(line) for line in done.stderr.splitlines()]


def stage(done: subprocess.CompletedProcess[str], name: str) -> dict[str, object]:
    return next(line for line in log_of(done) if line.get("stage") == name)


def places_of(project: Path) -> Places:
    return load_config(project).places


def faults_of_published(places: Places) -> list[str]:
    """What is wrong with what a reader finds now: pages that are not whole, tables that fail the check or are another run's."""
    certificate = read_certificate(places.reports)
    if certificate is None:
        return [f"{places.reports} has no certificate"]
    faults = [f"{name}: {how}" for name, how in differences(certificate, places.reports).items()]
    tables = {name: digest for name, digest in certificate.outputs.items() if name.startswith("tables/")}
    for name, digest in tables.items():
        shown = places.tables / Path(name).name
        if not shown.is_file():
            faults.append(f"{shown} is not there")
        elif sha256(shown) != digest:
            faults.append(f"{shown} is of another run than the reports")
    more = {p.name for p in places.tables.iterdir() if p.suffix in (".parquet", ".csv")} - {Path(name).name for name in tables}
    # a link that leads nowhere is what a killed run leaves; a table that can be read is of another run
    faults += [f"{name} is of no published run" for name in sorted(more) if (places.tables / name).is_file()]
    faults += [str(problem) for problem in check_tables(places.tables)]
    corpus = (places.reports / "00_corpus.html").read_text(encoding="utf-8")
    if tables["tables/claims.parquet"] not in corpus:
        faults.append("the pages were made from other tables")
    for page in places.reports.glob("*.html"):
        for link in set(re.findall(r'href="(?!https?:)([^"#]+)', page.read_text(encoding="utf-8"))):
            if not (places.reports / link).is_file():
                faults.append(f"{page.name}: its link to {link} leads nowhere")
    return faults


def debris(places: Places) -> list[str]:
    """What a run should not leave behind."""
    left = [places.next, beside(places.next), places.next_tables, places.trash, places.running]
    hidden = [p for folder in (places.reports, places.tables) for p in folder.rglob(".*") if p.name != ".gitkeep"]
    dangling = [p for p in places.tables.iterdir() if p.is_symlink() and not p.exists()]
    return [str(p) for p in [*left, *hidden, *dangling] if os.path.lexists(p)]
