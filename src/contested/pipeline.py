"""The commands as functions: parse a corpus into tables, run the whole line and publish it, make an edition again and compare."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from contested.errors import ReportError, RunError, TableError, UsageError

if TYPE_CHECKING:
    from contested.documents.settings import ReadSettings
    from contested.runs.cache import Cache
    from contested.runs.config import Config
    from contested.runs.inputs import Inputs
    from contested.runs.lock import Lock
    from contested.runs.log import Log
    from contested.runs.supervise import Outcome
    from contested.runs.verify import Verification

Progress = Callable[[str, int, int], None]
Bars = Callable[[str], Progress | None]
_READINGS = 3  # how often a corpus that changes under the reader's eyes is read before the run gives up
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Summary:
    """How much was read."""

    documents: int
    claims: int
    rejects: int
    recalled: int = 0

    def __str__(self) -> str:
        counts = (f"{n:,} {noun}{'' if n == 1 else 's'}" for n, noun in ((self.documents, "document"), (self.claims, "claim")))
        return f"{', '.join(counts)}, {self.rejects:,} rejected"


def parse_corpus(
    source: Path | Mapping[str, Path],
    out: Path,
    *,
    lexicons: Sequence[Path] = (),
    settings: ReadSettings | None = None,
    cache: Cache | None = None,
    workers: int | None = 1,
    progress: Progress | None = None,
) -> Summary:
    """Read the documents of `source` and write the tables of single documents to `out`.

    One document that cannot be read never stops the others: it is named in `rejects`. Memory stays bounded however large the
    corpus is.

    Parameters
    ----------
    source
        A folder or one file; or several by name, which then stands before the ids of their documents.
    settings
        Columns and limits; None for the defaults.
    cache
        Recalls files that were read and documents that were parsed before.
    workers
        Processes; None for as many as there are processors. A script that asks for more than one must be importable: its
        work stands under ``if __name__ == "__main__":``.
    progress
        Told the last document, how many are done, and how many there are: 0 while that is not known.
    """
    from contested.parsing.batch import Work, read_sources
    from contested.parsing.corpus import write_corpus
    from contested.runs.memory import Memory

    sources = {name: Path(p) for name, p in source.items()} if isinstance(source, Mapping) else {"": Path(source)}
    if len(sources) == 1:
        sources = {"": next(iter(sources.values()))}
    work = Work(tuple(lexicons), cache)
    items = read_sources(sources, settings, Memory(cache).reading(settings))
    counts = write_corpus(items, Path(out), work, workers=workers, progress=progress)
    return Summary(counts.documents, counts.claims, counts.rejects, counts.recalled)


def parse_on_cluster(
    source: Path,
    out: Path,
    scheduler: str,
    *,
    lexicons: Sequence[Path] = (),
    settings: ReadSettings | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Parse a corpus on a Dask cluster into a partitioned data set; the rows are those of `parse_corpus`.

    Parameters
    ----------
    scheduler
        The address of the scheduler, ``tcp://host:8786``.

    Raises
    ------
    UsageError, RunError
        As `contested.parsing.cluster.write_dataset`.
    """
    from contested.parsing.batch import Work
    from contested.parsing.cluster import write_dataset

    work = Work(tuple(p.absolute() for p in lexicons))
    counts = write_dataset(Path(source), Path(out), scheduler, work=work, settings=settings, progress=progress)
    return Summary(counts.documents, counts.claims, counts.rejects)


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


# ---- the whole line --------------------------------------------------------------------------------------------


def run_project(config: Config, *, force: bool = False, log: Log | None = None, bars: Bars = lambda _: None) -> Outcome:
    """Parse, compare and report aside, check the result, then put tables and reports in place together.

    Where nothing differs from what the published edition was made from, nothing is done. Whatever fails leaves the
    published edition as it is, is told with its cause, and recorded in ``health.json``.

    Parameters
    ----------
    force
        Make everything again, and recall nothing.

    Raises
    ------
    UsageError, BusyError, RunError
        With the cause.
    """
    from contested.runs.log import Log
    from contested.runs.supervise import supervise

    log = log or Log(config.log_format)
    return supervise(config, log, lambda: _run(config, force, log, bars))


def _run(config: Config, force: bool, log: Log, bars: Bars) -> Outcome:
    from contested.report.publish import check_target
    from contested.runs.health import tell_failure
    from contested.runs.lock import locked
    from contested.runs.publish import recover

    places = config.places
    check_target(places.reports)
    with locked(places, wait=config.wait) as lock:
        warning = recover(places, lock, keep=config.keep)
        if warning:
            with suppress(OSError):
                tell_failure(places.health, stage="unknown", cause=warning)
        try:
            outcome = _without_news(config, log) if not force else None
            outcome = outcome or _make_and_publish(config, lock, log, bars, force=force)
        finally:
            _clear(config, lock)
        return replace(outcome, warnings=(*([warning] if warning else []), *outcome.warnings))


def _clear(config: Config, lock: Lock) -> None:
    """Remove what this run has built aside; an edition that is on its way is left to be completed."""
    from contested.runs.files import discard

    if lock.running.scratch:
        shutil.rmtree(lock.running.scratch, ignore_errors=True)
    if not lock.running.publishing:
        with suppress(OSError):  # the next run sees to it; what went wrong before is what must be told
            discard(config.places.next, config.places.trash)


def _without_news(config: Config, log: Log) -> Outcome | None:
    """The published edition, where it was made from exactly what is there now and is whole; None where there is work to do."""
    from contested.runs.certificate import differences, read_certificate
    from contested.runs.history import prune
    from contested.runs.inputs import read_inputs
    from contested.runs.publish import show_tables

    places = config.places
    published = read_certificate(places.reports)
    if published is None:
        return None
    with log.during("look") as told:
        inputs = read_inputs(config)
        same = inputs == published.inputs
        edited = list(differences(published, places.reports))
        told |= {"files": len(inputs.documents), "news": "none" if same and not edited else "some"}
    if edited:
        log.line("warning", says=f"published files are not as they were made, and are made again: {', '.join(edited[:_SHOWN])}")
    if not same or edited:
        return None
    show_tables(places)
    prune(places, config.keep)
    return _outcome(config, published.run, published.counts, changed=False)


def _outcome(config: Config, run: str, counts: Mapping[str, int], *, changed: bool, warnings: tuple[str, ...] = ()) -> Outcome:
    from contested.report.publish import MARK
    from contested.runs.supervise import Outcome

    return Outcome(run, dict(counts), changed, config.places.reports / MARK, warnings)


def _make_and_publish(config: Config, lock: Lock, log: Log, bars: Bars, *, force: bool) -> Outcome:
    from contested.runs.cache import Cache
    from contested.runs.certificate import certify, differences, read_certificate
    from contested.runs.files import write_whole
    from contested.runs.places import CERTIFICATE
    from contested.runs.publish import publish, scratch_folder, show_tables
    from contested.runs.supervise import too_late_to_stop

    places = config.places
    cache = Cache(places.cache, config.cache_megabytes * 1_000_000)
    scratch = scratch_folder()
    lock.note(scratch=str(scratch))
    scratch.mkdir(mode=0o700)
    places.next.mkdir()
    inputs, counts = make_edition(config, places.next, scratch, log, bars, cache=None if force else cache, earlier=places.reports)
    made = certify(places.next, inputs, counts)
    published = read_certificate(places.reports)
    if published and published.outputs == made.outputs and not differences(published, places.reports):
        # other code or other words gave the same bytes: only the certificate is new
        write_whole(places.reports / CERTIFICATE, (places.next / CERTIFICATE).read_text(encoding="utf-8"), sync=True)
        show_tables(places)
        return _outcome(config, made.run, counts, changed=False)
    too_late_to_stop()
    with log.during("publish") as told:
        untidy = publish(places, made.run, lock, keep=config.keep)
        told |= {"run": made.run}
    cache.prune()
    warnings = (f"published, but not tidied up ({untidy}); the next run does it",) if untidy else ()
    changed = published is None or published.outputs != made.outputs
    return _outcome(config, made.run, counts, changed=changed, warnings=warnings)


def make_edition(
    config: Config, stage: Path, scratch: Path, log: Log, bars: Bars, *, cache: Cache | None, earlier: Path | None
) -> tuple[Inputs, dict[str, int]]:
    """Build and check an edition in the folder `stage`.

    Parameters
    ----------
    cache
        Results of runs before; None to make everything anew.
    earlier
        The edition that the page of changes compares with.

    Returns
    -------
    inputs
        What it was made from.
    counts
        How many documents, claims, rejects and alarms it holds.
    """
    from contested.compare import compare_tables
    from contested.lexicon import load_lexicon
    from contested.report.build import build_into, find_notebooks, selection_in
    from contested.runs.recall import keep_notebooks, recall_notebooks
    from contested.tables.check import check_tables

    tables = stage / "tables"
    sources = find_notebooks(config.notebooks)
    selection_in(config.parameters)  # a value that no notebook could use is told before an hour of work rather than after
    inputs, summary = _parse_at_rest(config, tables, cache, log, bars)
    with log.during("compare") as told:
        compared = compare_tables(tables, lexicon=load_lexicon(config.lexicons))
        told |= {"cells": len(compared.cells), "alarms": len(compared.alarms)}
    with log.during("report") as told:
        kept = recall_notebooks(cache, sources, tables, config.parameters)
        names = build_into(
            stage,
            sources,
            earlier=earlier,
            parameters=config.parameters,
            kept=kept,
            progress=bars("Reporting"),
            timeout=config.cell_timeout,
            workers=config.workers or None,
            scratch=scratch,
        )
        told |= {"pages": len(names), "notebooks": len(sources), "recalled": len(kept)}
    with log.during("check") as told:
        if problems := check_tables(tables):
            named = "; ".join(map(str, problems[:_SHOWN]))
            raise TableError(f"the tables are not as the schema says ({len(problems)} problems): {named}")
        _check_pages(stage, names)
        told |= {"problems": 0}
    keep_notebooks(cache, [p for p in sources if p.name not in kept], stage, config.parameters)
    return inputs, {
        "documents": summary.documents,
        "claims": summary.claims,
        "rejects": summary.rejects,
        "alarms": len(compared.alarms),
    }


def _parse_at_rest(config: Config, tables: Path, cache: Cache | None, log: Log, bars: Bars) -> tuple[Inputs, Summary]:
    """Parse the documents; once more where a file was written to meanwhile, since the certificate must say what was read."""
    from contested.runs.inputs import read_inputs, stamps

    for _ in range(_READINGS):
        with log.during("parse") as told:
            before = stamps(config.sources)
            inputs = read_inputs(config)
            summary = parse_corpus(
                config.sources,
                tables,
                lexicons=config.lexicons,
                settings=config.reading,
                cache=cache,
                workers=config.workers or None,
                progress=bars("Parsing"),
            )
            told |= {"documents": summary.documents, "recalled": summary.recalled, "claims": summary.claims, "rejects": summary.rejects}
            after = stamps(config.sources)
        if before == after:
            return inputs, summary
        shutil.rmtree(tables)
    changed = sorted({name for name, _ in before.items() ^ after.items()})
    raise RunError(f"documents were written to while they were read ({', '.join(changed[:_SHOWN])}); run again when they are complete")


def _check_pages(stage: Path, names: Sequence[str]) -> None:
    for name in names:
        page = stage / name
        if not page.is_file() or not page.read_bytes().endswith(b"</html>\n"):
            raise ReportError(f"{name}: the page is not there or not whole")


# ---- what would be done; what was done, done again -----------------------------------------------------------------


def dry_run(config: Config) -> list[str]:
    """What a run would do, in lines for people; nothing is written."""
    from contested.runs.inputs import read_inputs
    from contested.runs.plan import plan_lines, plan_run

    return list(plan_lines(plan_run(config, read_inputs(config)), config.places, config.sources))


def verify_run(config: Config, name: str | None = None, *, log: Log | None = None, bars: Bars = lambda _: None) -> Verification:
    """Make an edition again from its inputs, aside, with nothing recalled, and compare it byte by byte with its certificate.

    Parameters
    ----------
    name
        The edition; by default the published one. Its parameters hold, not those of the project now.

    Raises
    ------
    UsageError
        There is no such edition, or it has no certificate.
    """
    from contested.runs.certificate import hashes, read_certificate
    from contested.runs.history import find
    from contested.runs.log import Log
    from contested.runs.verify import before_making

    edition = find(config.places, name)
    certificate = read_certificate(edition.folder)
    if certificate is None:
        raise UsageError(f"{edition.folder} has no certificate: it was not made by `contested run`, or by another version of it")
    config = replace(config, parameters=certificate.inputs.settings["parameters"])
    known = before_making(certificate, edition.folder, config)
    if known.inputs:
        return known
    with tempfile.TemporaryDirectory(prefix="contested-verify-") as aside:
        stage, scratch = Path(aside) / "edition", Path(aside) / "k"
        stage.mkdir()
        scratch.mkdir()
        # compared with itself, an edition keeps the page of changes it was published with
        make_edition(config, stage, scratch, log or Log(config.log_format), bars, cache=None, earlier=edition.folder)
        return known.against(certificate, hashes(stage), stage, edition.folder)


def restore_run(config: Config, name: str) -> str:
    """Publish an earlier edition again; returns its name. The next run makes a new one from the documents as they are then.

    Raises
    ------
    UsageError
        There is no such edition, or it is not as it was published.
    """
    from contested.runs.history import find, take_back
    from contested.runs.lock import locked
    from contested.runs.publish import publish, recover

    places = config.places
    with locked(places, wait=config.wait) as lock:
        recover(places, lock, keep=config.keep)
        edition = find(places, name)
        if edition.published:
            raise UsageError(f"{edition.run} is what is published now")
        try:
            certificate = take_back(places, edition)
            publish(places, certificate.run, lock, keep=config.keep)
        finally:
            _clear(config, lock)
    return certificate.run
