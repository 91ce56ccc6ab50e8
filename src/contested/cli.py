"""The command `contested`: every command a user has, and nothing else. Work is done in the packages."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contested import __version__
from contested.errors import ContestedError, UsageError

if TYPE_CHECKING:
    from contested.documents import ReadSettings

DONE, FAILED, USAGE, REJECTED = 0, 1, 2, 3
EPILOG = (
    "Exit codes: 0 done; 1 failed, nothing published; 2 usage; 3 done, but some documents were rejected (listed in the table `rejects`)."
)

app = typer.Typer(
    name="contested",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=EPILOG,
    help="Reads reports on a conflict into tidy tables of casualty, displacement and control-of-territory figures, "
    "compares the sources, and renders reports that lead every number back to its sentence.",
)

Lexicons = Annotated[
    list[Path] | None,
    typer.Option("--lexicon", metavar="FILE", help="A lexicon of your own (TOML) merged over the project's; may be given several times."),
]
ReadColumns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="PART=NAME",
        help="The column (of CSV) or key (of JSON) that holds a part of a document: text, title, date, publisher, url or id. "
        "Well-known names need no option. date_order=mdy, dmy or ymd says how 4/5/2016 is to be read.",
    ),
]
ReadLimits = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="NAME=NUMBER",
        help="The most one document may cost: bytes, characters, pages, seconds, memory, members, expanded or depth (docs/formats.md).",
    ),
]
Project = Annotated[
    Path | None,
    typer.Option(
        "--project",
        metavar="PATH",
        help="The project folder; by default the nearest parent with contested.toml or the project's pyproject.toml.",
    ),
]
Folder = Annotated[Path, typer.Argument(metavar="TABLES", help="A folder of tables, as `contested parse` wrote it.")]


def _version(value: bool) -> None:
    if value:
        typer.echo(f"contested {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")] = False,
) -> None:
    pass


@app.command(epilog=EPILOG)
def parse(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="SOURCE",
            help="A folder of documents (with documents.csv, if you have one), or one document: "
            ".txt, .md, .html, .pdf, .docx, .json, .jsonl, .csv, .tsv, .eml, or a .zip of these.",
        ),
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder the tables are written to; made if it is not there.")],
    lexicon: Lexicons = None,
    column: ReadColumns = None,
    limit: ReadLimits = None,
) -> None:
    """Read documents into tables: claims, documents, rejects, oddities, places, casualties, displacement, control."""
    from contested.pipeline import parse_corpus

    settings = _read_settings(column, limit)
    summary = parse_corpus(source, out, lexicons=lexicon or (), settings=settings, progress=_progress("Parsing"))
    _say(f"{summary} -> {out}")
    if summary.rejects:
        raise typer.Exit(REJECTED)


@app.command(epilog=EPILOG)
def compare(tables: Folder) -> None:
    """Add the tables that need the whole corpus: echoes, cells, discrepancies, alarms."""
    from contested.compare import compare_tables

    compare_tables(tables)
    _say(f"compared -> {tables}")


@app.command(epilog=EPILOG)
def report(
    tables: Folder,
    out: Annotated[
        Path,
        typer.Argument(metavar="OUT", help="The folder the HTML reports are written to; replaced as a whole when all of them are done."),
    ],
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="A notebook parameter; an unknown name is an error.")
    ] = None,
    notebooks: Annotated[Path | None, typer.Option(metavar="FOLDER", help="The notebooks to run; by default the project's.")] = None,
    project: Project = None,
) -> None:
    """Execute the notebooks on the tables and render them as single-file HTML with an index."""
    from contested.pipeline import find_project
    from contested.report import build_reports

    values = _parameters(parameter)
    folder = notebooks or find_project(project) / "notebooks"
    build_reports(tables, out, notebooks=folder, parameters=values, progress=_progress("Reporting"))
    _say(f"reports -> {out / 'index.html'}")


@app.command(epilog=EPILOG)
def run(
    project: Project = None,
    source: Annotated[Path | None, typer.Option(metavar="FOLDER", help="The documents; by default data/raw of the project.")] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="A notebook parameter; an unknown name is an error.")
    ] = None,
    lexicon: Lexicons = None,
) -> None:
    """Parse, compare and report, published together: what a scheduler calls."""
    from contested.pipeline import run_project

    summary = run_project(project, source=source, parameters=_parameters(parameter), lexicons=lexicon or (), progress=_progress)
    _say(f"{summary}; reports -> {summary.index}")
    if summary.rejects:
        raise typer.Exit(REJECTED)


@app.command(epilog=EPILOG)
def check(tables: Folder) -> None:
    """Find any damage to a folder of tables, and name its file, row and column, and what to do.

    The files are held against the sizes and digests of datapackage.json, each table against the schema, its CSV file against
    its Parquet file, and the tables against one another: spans and texts, ids, what is pointed at, what follows from other
    tables. One problem a line on the output, their number on the error output; exit code 1 where there is any.
    """
    from contested.tables import check_tables

    problems = check_tables(tables)
    for problem in problems:
        typer.echo(str(problem))
    if problems:
        _say(f"{len(problems):,} problem{'' if len(problems) == 1 else 's'} in {tables}")
        raise typer.Exit(FAILED)
    _say(f"{tables}: no damage; every table is as the schema says")


@app.command(epilog=EPILOG)
def export(
    tables: Folder,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to write to; each form gets a folder of its name in it.")],
    form: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="FORM",
            help="datapackage, hxl, geojson, rocrate, ucdp or helix; may be given several times, and all are written without it.",
        ),
    ] = None,
    reports: Annotated[Path | None, typer.Option(metavar="FOLDER", help="For rocrate: the reports to put into the crate.")] = None,
    licence: Annotated[str | None, typer.Option(metavar="TEXT", help="For rocrate: the licence of the crate, an address or words.")] = None,
    date: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            help="For rocrate: its day of publication; else SOURCE_DATE_EPOCH, else the latest document's, which the crate then says.",
        ),
    ] = None,
) -> None:
    """Write the tables in the forms that other tools read, and what each form cannot say.

    datapackage: the CSV files as a Frictionless Data Package, without the documents' texts. hxl: CSV files with HXL hashtags.
    geojson: the places with the claims on each. rocrate: the run as an RO-Crate, with the digests of the documents. ucdp, helix:
    claims of deaths in the columns of UCDP GED, claims of displacement in those of IDMC's Helix, one row a claim; losses.md and
    losses.json beside them count, claim by claim, what the columns cannot express.
    """
    from contested.export import FORMATS, export_tables
    from contested.export.crate import About

    about = About(reports, licence, _day("--date", date))
    for folder in export_tables(tables, out, form or FORMATS, about=about):
        _say(f"exported -> {folder}")


@app.command(epilog=EPILOG)
def evidence(
    tables: Folder,
    claim_id: Annotated[str, typer.Argument(metavar="CLAIM_ID", help="The claim, by the first digits of its id.")],
) -> None:
    """Print one claim with its sentence, the words it rests on highlighted."""
    from contested.report.evidence import evidence as show

    typer.echo(show(tables, claim_id).text(ansi=sys.stdout.isatty()))


@app.command(epilog=EPILOG)
def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="One document, in any format that `contested parse` reads.")],
    lexicon: Lexicons = None,
    column: ReadColumns = None,
    limit: ReadLimits = None,
) -> None:
    """Print every sentence that holds a number with what was read from it, or why nothing was."""
    from contested.explain import explain_file

    settings = _read_settings(column, limit)
    for line in explain_file(file, lexicons=lexicon or (), color=sys.stdout.isatty(), settings=settings):
        typer.echo(line)


@app.command(epilog=EPILOG)
def notebooks(project: Project = None) -> None:
    """Run the project's notebooks in place on data/processed and save their outputs, for review and commit."""
    from contested.pipeline import find_project
    from contested.report import write_notebooks

    root = find_project(project)
    for path in write_notebooks(root / "notebooks", progress=_progress("Executing")):
        _say(str(path))


def _read_settings(columns: list[str] | None, limits: list[str] | None) -> ReadSettings:
    from contested.documents import make_settings

    return make_settings(_pairs("--column", columns), _pairs("--limit", limits))


def _pairs(option: str, given: list[str] | None) -> dict[str, str]:
    pairs = {}
    for item in given or ():
        name, equals, value = item.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"{option} {item!r}: write it as NAME=VALUE")
        pairs[name.strip()] = value
    return pairs


def _parameters(given: list[str] | None) -> dict[str, Any]:
    import ast

    values: dict[str, Any] = {}
    for item in given or ():
        name, equals, value = item.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"--parameter {item!r}: write it as NAME=VALUE, for example place=Aleppo")
        try:
            values[name.strip()] = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            values[name.strip()] = value
    return values


def _day(option: str, given: str | None) -> dt.date | None:
    if given is None:
        return None
    try:
        return dt.date.fromisoformat(given)
    except ValueError:
        raise UsageError(f"{option} {given!r}: write the day as YYYY-MM-DD") from None


def _say(message: str) -> None:
    typer.echo(message, err=True)


def _progress(what: str) -> Callable[[str, int, int], None] | None:
    """A bar on a terminal; nothing where the output is not one."""
    if not sys.stderr.isatty():
        return None
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task(what, total=None)
    bar.start()

    def show(name: str, done: int, total: int) -> None:
        bar.update(task, description=f"{what} {name[-40:]}", completed=done, total=total)
        if done >= total:
            bar.stop()

    return show


def main() -> None:
    """Run the command; errors of ours are one clear message, not a trace."""
    try:
        app()
    except UsageError as e:
        _say(f"contested: {e}")
        sys.exit(USAGE)
    except ContestedError as e:
        _say(f"contested: {e}")
        sys.exit(FAILED)
    except KeyboardInterrupt:
        _say("contested: interrupted; nothing was published")
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
