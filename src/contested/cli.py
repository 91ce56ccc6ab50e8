"""The command `contested`: every command a user has, and nothing else. Work is done in the packages."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from enum import StrEnum
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
Source = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FOLDER", help="The documents, instead of those contested.toml names (by default data/raw); may be given several times."
    ),
]
LogFormat = Annotated[str | None, typer.Option(metavar="text|json", help="How each stage is told on stderr, one line a stage.")]
Folder = Annotated[Path, typer.Argument(metavar="TABLES", help="A folder of tables, as `contested parse` wrote it.")]


class Scheduler(StrEnum):
    """What can start a run."""

    cron = "cron"
    systemd = "systemd"
    github = "github"
    jupyter = "jupyter"


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
            help="A folder of documents (with documents.csv, if you have one), a pattern of files ('news/*.jsonl'), or one document: "
            ".txt, .md, .html, .pdf, .docx, .json, .jsonl, .csv, .tsv, .parquet, .eml, or a .zip of these.",
        ),
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder the tables are written to; made if it is not there.")],
    lexicon: Lexicons = None,
    column: ReadColumns = None,
    limit: ReadLimits = None,
    workers: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Processes; by default as many as there are processors. The tables are the same.")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Parse on this Dask cluster (tcp://host:8786); OUT is then a data set partitioned by month."),
    ] = None,
) -> None:
    """Read documents into tables: claims, documents, rejects, oddities, places, casualties, displacement, control.

    Memory stays bounded however many documents there are: rows wait on disk, in a folder inside OUT, until they are merged.

    With --scheduler the work is done by the workers of a Dask cluster, which must see SOURCE and the folder that OUT lies in under the
    same paths. What was done stays in a folder beside OUT (.OUT.parts): a run that was broken off goes on from there.
    `contested slice` makes ordinary tables of what you want of the data set.
    """
    from contested.pipeline import parse_corpus, parse_on_cluster

    settings = _read_settings(column, limit)
    if scheduler is None:
        summary = parse_corpus(source, out, lexicons=lexicon or (), settings=settings, workers=workers, progress=_progress("Parsing"))
    elif workers is None:
        bar = _progress("Cluster:")
        summary = parse_on_cluster(source, out, scheduler, lexicons=lexicon or (), settings=settings, progress=bar)
    else:
        raise UsageError("--workers is for this machine, --scheduler for a cluster; give one of them")
    _say(f"{summary} -> {out}")
    if summary.rejects:
        raise typer.Exit(REJECTED)


@app.command(name="slice", epilog=EPILOG)
def take_slice(
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="A data set, as `contested parse --scheduler` wrote it.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder the tables are written to; made if it is not there.")],
    place: Annotated[str | None, typer.Option(metavar="NAME", help="Claims on this place and all below it.")] = None,
    period_start: Annotated[
        str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="Claims whose period ends on this day or later.")
    ] = None,
    period_end: Annotated[str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="Claims whose period begins by this day.")] = None,
    published_from: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Documents of this day or later.")] = None,
    published_to: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Documents up to this day.")] = None,
    indicator: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="What is counted: killed, displaced ...; may be given several times.")
    ] = None,
    claimant: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Who says it; may be given several times.")] = None,
) -> None:
    """Make ordinary tables of a part of a large data set: the documents with a claim that is wanted, whole.

    Then go on as with any tables: contested compare OUT, contested report OUT REPORTS. Only what the slice needs is loaded.
    """
    from contested.model import INDICATORS
    from contested.tables.slices import Slice, write_slice

    if unknown := set(indicator or ()) - set(INDICATORS):
        raise UsageError(f"--indicator {min(unknown)!r}: there is none of this name; they are {', '.join(INDICATORS)}")
    wanted = Slice(
        place,
        _day("--from", period_start),
        _day("--to", period_end),
        _day("--published-from", published_from),
        _day("--published-to", published_to),
        tuple(indicator or ()),
        tuple(claimant or ()),
    )
    documents, claims = write_slice(dataset, out, wanted, progress=_progress("Slicing"))
    _say(f"{documents:,} document{'' if documents == 1 else 's'}, {claims:,} claim{'' if claims == 1 else 's'} -> {out}")


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
    source: Source = None,
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="A notebook parameter; an unknown name is an error.")
    ] = None,
    convention: Annotated[
        str | None, typer.Option(metavar="NAME", help="How bounds and vague words become numbers: interval, ucdp, acled or your own.")
    ] = None,
    lexicon: Lexicons = None,
    column: ReadColumns = None,
    limit: ReadLimits = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say which documents are new, what would be made and where it would be published; do nothing.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Make everything again, even what is unchanged.")] = False,
    wait: Annotated[
        float | None, typer.Option(min=0, metavar="SECONDS", help="How long to wait for another run of this project to end.")
    ] = None,
    cell_timeout: Annotated[
        int | None, typer.Option(min=0, metavar="SECONDS", help="How long one cell of a notebook may take; 0 is no limit.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Kernels at a time, and processes that parse; 0: by the processors.")
    ] = None,
    keep: Annotated[int | None, typer.Option(min=0, metavar="N", help="How many earlier editions stay in runs/.")] = None,
    log_format: LogFormat = None,
    on_change: Annotated[str | None, typer.Option(metavar="CMD", help="A shell command to run after something new was published.")] = None,
    on_failure: Annotated[str | None, typer.Option(metavar="CMD", help="A shell command to run after a run that failed.")] = None,
) -> None:
    """Parse, compare and report, published together: what a scheduler calls. Does nothing where nothing has changed.

    Settings come from contested.toml in the project's folder, where there is one; options come before it.
    """
    from contested.pipeline import Summary, find_project, run_project
    from contested.pipeline import dry_run as say_what_would_be_done
    from contested.runs.config import load_config
    from contested.runs.log import Log
    from contested.runs.supervise import tell_misconfigured

    root = find_project(project)
    given: dict[str, Any] = {
        **_sources(source),
        "parameters": {**_parameters(parameter), **({"convention": convention} if convention else {})},
        **({"lexicons": [str(p.resolve()) for p in lexicon]} if lexicon else {}),
        "columns": _pairs("--column", column),
        "limits": _pairs("--limit", limit),
        "retention": _set(runs=keep),
        "run": _set(
            wait=wait, cell_timeout=cell_timeout, workers=workers, log_format=log_format, on_change=on_change, on_failure=on_failure
        ),
    }
    try:
        config = load_config(root, given)
    except UsageError as e:
        log = Log("json" if log_format == "json" else "text")
        if not dry_run and (said := tell_misconfigured(root, e, on_failure or "")):
            log.line("warning", says=f"on_failure: {said}")
        if log.form == "text":
            raise
        log.line("failed", stage="settings", cause=str(e))
        raise typer.Exit(USAGE) from e
    if dry_run:
        for line in say_what_would_be_done(config):
            typer.echo(line)
        return
    log = Log(config.log_format)
    try:
        done = run_project(config, force=force, log=log, bars=_progress)
    except ContestedError as e:
        if log.form == "text":
            raise
        log.line("failed", stage=log.stage, cause=str(e))
        raise typer.Exit(USAGE if isinstance(e, UsageError) else FAILED) from e
    summary = Summary(*(done.counts[name] for name in ("documents", "claims", "rejects")))
    if log.form == "text":
        _say(f"{summary}; {'' if done.changed else 'nothing new; '}reports -> {done.index}")
    else:
        log.line("done", run=done.run, changed=done.changed, **done.counts, index=str(done.index))
    if summary.rejects:
        raise typer.Exit(REJECTED)


@app.command(epilog=EPILOG)
def runs(
    project: Project = None,
    restore: Annotated[
        str | None,
        typer.Option(metavar="RUN", help="Publish this earlier edition again, by its number, name or the first digits of its id."),
    ] = None,
) -> None:
    """List the editions that are kept: the published one first, marked with a star."""
    from contested.pipeline import find_project, restore_run
    from contested.runs.config import load_config
    from contested.runs.history import edition_lines, editions

    config = load_config(find_project(project))
    if restore:
        _say(f"run {restore_run(config, restore)} is published again")
    for line in edition_lines(editions(config.places)):
        typer.echo(line)


@app.command(epilog=EPILOG)
def verify(
    edition: Annotated[
        str | None, typer.Argument(metavar="RUN", help="The edition, as `contested runs` names it; by default the published one.")
    ] = None,
    project: Project = None,
    source: Source = None,
    log_format: LogFormat = None,
) -> None:
    """Make an edition again from its inputs, aside, and compare every file with its certificate; exit code 1 where one differs."""
    from contested.pipeline import find_project, verify_run
    from contested.runs.config import load_config
    from contested.runs.verify import verification_lines

    config = load_config(find_project(project), {**_sources(source), "run": _set(log_format=log_format)})
    found = verify_run(config, edition, bars=_progress)
    for line in verification_lines(found):
        typer.echo(line)
    if not found.same:
        raise typer.Exit(FAILED)


@app.command(epilog=EPILOG)
def schedule(
    scheduler: Annotated[Scheduler, typer.Argument(help="What will start the runs.")],
    project: Project = None,
    at: Annotated[str, typer.Option(metavar="HH:MM", help="The time of day.")] = "06:00",
    unit: Annotated[
        str | None, typer.Option(metavar="UNIT", help="Of systemd: print only the `service` or only the `timer`, to be written to a file.")
    ] = None,
) -> None:
    """Print what a scheduler needs to run this project every day; installs nothing."""
    from contested.pipeline import find_project
    from contested.runs.schedule import schedule_for

    typer.echo(schedule_for(scheduler.value, find_project(project), at=at, unit=unit), nl=False)


@app.command(epilog=EPILOG)
def config(project: Project = None) -> None:
    """Print the settings in force as a commented contested.toml; to begin with one: contested config > contested.toml."""
    from contested.pipeline import find_project
    from contested.runs.config import as_toml, load_config

    typer.echo(as_toml(load_config(find_project(project))), nl=False)


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


def _sources(given: list[Path] | None) -> dict[str, Any]:
    """The folders given, by their names, as [sources] of contested.toml would name them."""
    if not given:
        return {}
    named = {p.resolve().name or "documents": str(p.resolve()) for p in given}
    if len(named) < len(given):
        raise UsageError("--source: two folders of the same name; give them names of their own in [sources] of contested.toml")
    return {"sources": named}


def _set(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


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

    def show(name: str, done: int, total: int) -> None:
        bar.start()  # again, where another stage has ended before
        # a total of 0: not known yet
        bar.update(task, description=f"{what} {name[-40:]}", completed=done, total=total or None)
        if total and done >= total:
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
    except OSError as e:
        _say(f"contested: {e.strerror or e}{f': {e.filename}' if e.filename else ''}")
        sys.exit(FAILED)
    except KeyboardInterrupt:
        _say("contested: interrupted; nothing was published")
        sys.exit(FAILED)
