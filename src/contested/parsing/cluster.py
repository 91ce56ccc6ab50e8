"""A corpus to a partitioned data set, on an existing Dask cluster.

1. *Plan.* The files are listed here; large files of records are divided where they lie. Parts have names made of all they depend on.
2. *Parse.* A task a part (`contested.parsing.part`); a part that is there already is not parsed again.
3. *Together.* Ids that two parts gave, and texts that were there before, are found from the parts' indexes; the parts concerned
   are parsed again with the right ids.
4. *Merge.* A task for each table and month writes the files of the data set aside.
5. *Publish.* One rename puts the data set in the place of the earlier one.

Whatever is lost on the way, a worker, the scheduler, this process, the next run goes on from the parts that are there.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import uuid
import zlib
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from contested.documents.corpus import File, plan_corpus, read_files
from contested.documents.found import Part
from contested.documents.names import Ids
from contested.documents.settings import ReadSettings
from contested.documents.worker import Workshop
from contested.errors import RunError, UsageError
from contested.lexicon import load_lexicon
from contested.parsing.batch import STREAMED, Counts, Parser, Progress, Work, add_places
from contested.parsing.part import Receipt, Task, parse_part, read_receipt
from contested.parsing.together import Renamed, new_ids, repeated_texts
from contested.report.publish import beside, swap
from contested.runs.inputs import code_digest, digest_of, versions
from contested.tables.dataset import UNDATED, is_dataset, read_manifest, write_manifest, write_month
from contested.tables.merge import Run, merged, write_run
from contested.tables.write import to_arrow

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
_PART_BYTES = (1_000_000, 64_000_000)  # the least and the most
_PARTS = 2_000  # more of them are made only where the largest are not large enough
_PART_FILES = 500
_WAIT = 30  # seconds for the scheduler to answer and for the first worker to join
_RETRIES = 3


@dataclass(frozen=True, slots=True)
class Shared:
    """What every task is given: where the parts are, how documents are read and parsed, and the digest of the words."""

    parts: Path
    work: Work
    settings: ReadSettings
    words: str


def write_dataset(
    source: Path,
    out: Path,
    scheduler: str,
    *,
    work: Work | None = None,
    settings: ReadSettings | None = None,
    part_bytes: int | None = None,
    progress: Progress | None = None,
) -> Counts:
    """Parse a corpus on the Dask cluster at `scheduler` into a partitioned data set in the folder `out`.

    Parameters
    ----------
    source
        A folder, a file or a pattern of files, which the workers see under the same path.
    out
        The data set; made, or put in the place of an earlier one when the new one is complete. Workers write below its parent.
    scheduler
        The address of the scheduler: ``tcp://host:8786``.
    part_bytes
        How much a task takes, in bytes of its files; by default between 1 and 64 MB, by the size of the corpus.
    progress
        Told what was done last, how many tasks are done and how many there are.

    Raises
    ------
    UsageError
        No scheduler or worker, workers of another version or without the same files, `out` is no data set.
    RunError
        A task failed again and again.
    """
    try:
        from distributed import Client
    except ImportError as e:
        raise UsageError("--scheduler needs Dask: pip install 'contested[cluster]', here and on the workers") from e

    work, settings = work or Work(), settings or ReadSettings()
    out = out.absolute()
    _check_target(out)
    parts = out.with_name(f".{out.name}.parts")
    shared = Shared(parts, work, settings, load_lexicon(work.lexicons).digest)
    plan = plan_corpus(source.absolute(), settings)
    try:
        client = Client(scheduler, timeout=_WAIT, set_as_default=False)
    except (OSError, ValueError) as e:
        raise UsageError(f"--scheduler {scheduler}: no Dask scheduler answers ({e}); start one: dask scheduler") from e
    with client:
        parts.mkdir(parents=True, exist_ok=True)
        _check_workers(client, scheduler, shared, plan.files)
        tasks = _Tasks(client, progress)
        todo = _divided(tasks, plan.files, shared, part_bytes)
        made_from = digest_of([[t.key for t in todo], [asdict(r) for r in plan.rejects]])
        if is_dataset(out) and read_manifest(out)["made_from"] == made_from:
            manifest = read_manifest(out)
            return Counts(manifest["documents"], manifest["claims"], manifest["rejects"])
        done = _parsed(tasks, todo, shared)
        renamed = new_ids([parts / task.key for task, _ in done], (f.file_id for f in plan.files))
        # those without new ids stay, so that another run can begin with them
        used = {task.key for task, _ in done}
        done = _with_new_ids(tasks, done, renamed, shared)
        with _aside(out) as stage:
            counts = _merged(tasks, stage, shared, done, renamed, [asdict(r) for r in plan.rejects], made_from)
            swap(stage, out)
    used |= {task.key for task, _ in done}
    for left in parts.iterdir():
        if left.name not in used:
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
    return counts


def _check_target(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}: is a file; give a folder to write the data set to")
    if out.is_dir() and not is_dataset(out) and any(out.iterdir()):
        raise UsageError(f"{out}: holds something else than a data set; give a new folder")


@contextmanager
def _aside(out: Path) -> Iterator[Path]:
    stage = out.with_name(f".{out.name}.next")
    for left in (stage, beside(stage)):
        if left.exists() and not out.exists() and is_dataset(left):
            left.rename(out)  # by one that was killed between two renames
        shutil.rmtree(left, ignore_errors=True)
    stage.mkdir()
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


# ---- what runs on the workers ---------------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def _parser(work: Work, words: str) -> Parser:
    return work.parser()


def _plainly(task: Callable[..., T]) -> Callable[..., T]:
    """An error of the task as one that can be sent from process to process, whatever it holds."""

    @wraps(task)
    def run(*given: Any) -> T:
        try:
            return task(*given)
        except Exception as e:
            raise RuntimeError(f"{type(e).__name__}: {str(e)[:2000]}") from None

    return run


# tables of words are compiled when first used, and that is no work for two threads at once
_ONE = threading.Lock()


def _about(work: Work, probe: Path, some: Sequence[Path]) -> dict[str, Any]:
    """What must be the same on every worker; where the parts or documents cannot be seen, their path."""
    unseen = [str(p) for p in (probe, *some, *work.lexicons) if not p.exists()]
    lexicon = "" if any(not p.exists() for p in work.lexicons) else load_lexicon(work.lexicons).digest
    return {"code": code_digest(), "lexicon": lexicon, "versions": versions(), "unseen": unseen}


@_plainly
def _parse(task: Task, shared: Shared) -> Receipt:
    with _ONE:
        return parse_part(task, _parser(shared.work, shared.words), shared.settings, shared.parts)


@_plainly
def _count(task: Task, shared: Shared) -> int:
    """How many documents and rejects there are to read."""
    items = read_files(task.files, shared.settings, Ids(f.file_id for f in task.files), part=task.piece)
    return sum(1 for _ in items)


@_plainly
def _divide(file: File, settings: ReadSettings, size: int) -> list[Part]:
    with Workshop(settings) as workshop:
        return list(workshop.divide(file.path, file.name, size))


@_plainly
def _merge(name: str, month: str, runs: Sequence[Run], stage: Path, parts: Path) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix=".merge-", dir=parts) as scratch:
        aside = Path(scratch)
        files = write_month(aside, name, month, merged(name, runs, aside))
        target = stage / name
        target.mkdir(exist_ok=True)
        if files:
            here = Path(files[0]["path"]).parent
            shutil.rmtree(stage / here, ignore_errors=True)  # by an attempt that was lost
            (aside / here).rename(stage / here)
        return files


@_plainly
def _places(folders: Sequence[Path]) -> list[dict[str, Any]]:
    known: dict[str, dict[str, Any]] = {}
    for folder in folders:
        for piece in Run(folder / "places.arrow").read():
            add_places(known, piece.to_pylist())
    return list(known.values())


# ---- what runs here -------------------------------------------------------------------------------------------------


class _Tasks:
    """Hands tasks to the cluster, a bounded number at a time, and gives back their results as they come."""

    def __init__(self, client: Client, progress: Progress | None) -> None:
        self._client = client
        self._progress = progress

    def run(
        self, what: str, function: Callable[..., Any], calls: Iterable[tuple[int, tuple[Any, ...]]], total: int, *, lethal: bool = False
    ) -> Iterator[tuple[int, Any]]:
        """The number and the result of each call, in no order.

        Parameters
        ----------
        lethal
            A call that no worker survives gives None, and is no error.

        Raises
        ------
        RunError
            A call failed again and again, or its workers died.
        """
        from distributed import KilledWorker, as_completed

        rest = iter(calls)
        most = 4 * max(1, sum(self._client.nthreads().values()))
        numbers: dict[Any, int] = {}

        def submit() -> Future[Any] | None:
            call = next(rest, None)
            if call is None:
                return None
            number, given = call
            # a key of its own: what an earlier run left on the scheduler is not taken for the result of this one
            future = self._client.submit(function, *given, key=f"{what}-{number}-{uuid.uuid4().hex[:8]}", retries=_RETRIES, pure=False)
            numbers[future.key] = number
            return future

        pool = as_completed([f for _ in range(most) if (f := submit()) is not None], loop=self._client.loop)
        for done, future in enumerate(pool, 1):
            number = numbers.pop(future.key)
            result: Any = None
            try:
                result = future.result()
            except KilledWorker as e:
                if not lethal:
                    raise RunError(f"{what} {number}: the workers that did it were ended again and again ({e})") from e
            except Exception as e:
                raise RunError(f"{what} {number}: failed {_RETRIES + 1} times on the cluster ({e})") from e
            if self._progress is not None:
                self._progress(what, done, total)
            yield number, result
            if (following := submit()) is not None:
                pool.add(following)

    def one(self, what: str, function: Callable[..., Any], *given: Any, lethal: bool = False) -> Any:
        """The result of one call."""
        return next(self.run(what, function, [(0, given)], 1, lethal=lethal))[1]


def _check_workers(client: Client, scheduler: str, shared: Shared, files: Sequence[File]) -> None:
    try:
        client.wait_for_workers(1, timeout=_WAIT)
    except TimeoutError as e:
        raise UsageError(f"--scheduler {scheduler}: no worker has joined; start some: dask worker {scheduler} --nthreads 1") from e
    probe = shared.parts / f".probe-{uuid.uuid4().hex[:8]}"
    probe.touch()
    try:
        here = _about(shared.work, probe, [])
        some = [files[0].path, files[-1].path] if files else []
        try:
            found = client.run(_about, shared.work, probe, some)
        except Exception as e:
            raise UsageError(
                f"--scheduler {scheduler}: a worker cannot run this program ({type(e).__name__}: {e}); install it there"
            ) from e
    finally:
        probe.unlink(missing_ok=True)
    for worker, about in found.items():
        if about["unseen"]:
            raise UsageError(f"{worker}: does not see {about['unseen'][0]}; documents and data set must lie where all workers see them")
        for what in ("code", "lexicon", "versions"):
            if about[what] != here[what]:
                raise UsageError(f"{worker}: has another version of this program, its words or its libraries ({what}); install the same")


def _divided(tasks: _Tasks, files: Sequence[File], shared: Shared, size: int | None) -> list[Task]:
    """The parts of the corpus, in its order: large files of records in pieces, other files together up to a size."""
    sizes = [f.path.stat().st_size for f in files]
    size = size or _part_bytes(sum(sizes))
    large = [i for i, n in enumerate(sizes) if n > size]
    calls = ((i, (files[i], shared.settings, size)) for i in large)
    pieces = dict(tasks.run("divide", _divide, calls, len(large)))
    groups = grouped(files, sizes, pieces, size)
    depends = digest_of([asdict(shared.settings), shared.words, code_digest(), versions()])
    return [Task(_key(depends, of, piece), n, of, piece) for n, (of, piece) in enumerate(groups)]


def grouped(
    files: Sequence[File], sizes: Sequence[int], pieces: Mapping[int, Sequence[Part]], size: int
) -> list[tuple[tuple[File, ...], Part | None]]:
    """The files in groups of about so many bytes; one that is in pieces gives a group for each."""
    groups: list[tuple[tuple[File, ...], Part | None]] = []
    group: list[File] = []
    weight = 0
    for i, file in enumerate(files):
        if group and (pieces.get(i) or _ends(file.name, len(group) / _PART_FILES, (weight + sizes[i]) / size)):
            groups.append((tuple(group), None))
            group, weight = [], 0
        if pieces.get(i):
            groups += [((file,), piece) for piece in pieces[i]]
        else:
            group.append(file)
            weight += sizes[i]
    if group:
        groups.append((tuple(group), None))
    return groups


def _part_bytes(total: int) -> int:
    """Doubled as the corpus grows, so that a few documents more leave the parts as they are."""
    size, most = _PART_BYTES
    while size < most and total > size * _PARTS:
        size *= 2
    return size


def _ends(name: str, files: float, weight: float) -> bool:
    """Whether a group of files ends before this one, given how full it is: where it is full, or at certain names.

    A file that is added or removed moves the ends of groups only as far as the next of these names.
    """
    full = max(files, weight)
    return full > 1 or (full > 0.5 and zlib.crc32(name.encode()) % 16 == 0)


def _key(depends: str, files: Sequence[File], piece: Part | None) -> str:
    stamps = [[f.name, f.file_id, (s := f.path.stat()).st_size, s.st_mtime_ns, repr(dict(f.listed))] for f in files]
    return digest_of([depends, stamps, asdict(piece) if piece else None])[:32]


Done = tuple[Task, Receipt]


def _parsed(tasks: _Tasks, todo: Sequence[Task], shared: Shared) -> list[Done]:
    """All parts with their receipts, in their order; one that no worker survives is divided until one document is left of it."""
    done: dict[int, list[Done]] = {}
    missing: dict[int, Task] = {}
    for task in todo:
        receipt = read_receipt(shared.parts / task.key)
        if receipt is None:
            missing[task.number] = task
        else:
            done[task.number] = [(task, receipt)]
    deadly = []
    calls = ((n, (t, shared)) for n, t in missing.items())
    for number, receipt in tasks.run("parse", _parse, calls, len(missing), lethal=True):
        if receipt is None:
            deadly.append(missing[number])
        else:
            done[number] = [(missing[number], receipt)]
    for task in deadly:
        done[task.number] = list(_in_halves(tasks, task, shared))
    return [one for number in sorted(done) for one in done[number]]


def _in_halves(tasks: _Tasks, task: Task, shared: Shared) -> Iterator[Done]:
    stretches = deque([(0, tasks.one("count", _count, task, shared))])
    while stretches:
        begin, end = stretches.popleft()
        part = replace(task, only=(begin, end), key=digest_of([task.key, begin, end])[:32])
        receipt = tasks.one("parse", _parse, part, shared, lethal=True)
        if receipt is not None:
            yield part, receipt
        elif end - begin > 1:
            middle = (begin + end) // 2
            stretches.extendleft([(middle, end), (begin, middle)])
        else:
            refused = replace(part, refused=True, key=digest_of([part.key, "refused"])[:32])
            yield refused, tasks.one("parse", _parse, refused, shared)


def _with_new_ids(tasks: _Tasks, done: list[Done], renamed: dict[int, Renamed], shared: Shared) -> list[Done]:
    """The parts in which documents get other ids, parsed again."""
    again = {n: replace(done[n][0], renamed=names, key=digest_of([done[n][0].key, names])[:32]) for n, names in renamed.items()}
    calls = ((n, (t, shared)) for n, t in again.items())
    for number, receipt in tasks.run("parse again", _parse, calls, len(again)):
        done[number] = (again[number], receipt)
    return done


def _merged(
    tasks: _Tasks,
    stage: Path,
    shared: Shared,
    done: Sequence[Done],
    renamed: dict[int, Renamed],
    refused: Sequence[dict[str, Any]],
    made_from: str,
) -> Counts:
    """Write the data set into `stage`."""
    receipts = [receipt for _, receipt in done]
    folders = [shared.parts / task.key for task, _ in done]
    counts = Counts(sum(r.documents for r in receipts), sum(r.claims for r in receipts), sum(r.rejects for r in receipts) + len(refused))
    runs: dict[tuple[str, str], list[Run]] = defaultdict(list)
    for receipt, folder in zip(receipts, folders, strict=True):
        for name, of_month in receipt.pieces.items():
            for month, pieces in of_month.items():
                runs[name, month] += [Run(folder / f"{name}.arrow", tuple(p)) for p in pieces]
    for name, rows in (("oddities", repeated_texts(folders, renamed)), ("rejects", refused)):
        table = to_arrow(name, list(rows))
        if table.num_rows:
            extra = shared.parts / f"together-{name}.arrow"
            write_run(extra, name, [table])
            runs[name, UNDATED].append(Run(extra))
    files: dict[str, list[dict[str, Any]]] = {name: [] for name in (*STREAMED, "places")}
    # the largest first, so that nobody waits for it in the end
    order = sorted(runs, key=lambda key: -len(runs[key]))
    calls = ((n, (name, month, runs[name, month], stage, shared.parts)) for n, (name, month) in enumerate(order))
    for n, written in tasks.run("merge", _merge, calls, len(order)):
        files[order[n][0]] += written
    groups = [folders[i : i + 64] for i in range(0, len(folders), 64)]
    places: dict[str, dict[str, Any]] = {}
    for _, rows in tasks.run("places", _places, ((i, (g,)) for i, g in enumerate(groups)), len(groups)):
        add_places(places, rows)
    files["places"] = write_month(stage, "places", UNDATED, iter([to_arrow("places", list(places.values()))]))
    about = {"documents": counts.documents, "claims": counts.claims, "rejects": counts.rejects}
    write_manifest(stage, made_from, files, about)
    return counts
