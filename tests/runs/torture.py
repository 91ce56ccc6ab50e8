"""Kill a run at random moments, again and again: ``python tests/runs/torture.py [--kills 200] [--seed 1] [--full]``.

A small corpus is run once. Then, as often as asked: a document is changed, a run is started and killed (SIGKILL) at a moment
drawn from the seed, and what a reader finds is examined: every page whole and of the tables that lie beside it, every table as
the schema says (`contested check`), tables and reports of one run. Then the next run must succeed, and leave nothing behind of
the one that was killed. Half of the moments are drawn evenly from the time a run takes; the other half from the short time in
which it checks and publishes, which the first half would seldom hit.

Prints a line for every kill and a summary; ends with 1 where anything was wrong.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from projects import briefs_project, command, debris, faults_of_published, make_project, places_of, run, write_document

from contested.runs.certificate import read_certificate
from contested.runs.lock import read_running

BRIEFS = (
    "2016-11-25-toll-for-thursday.txt",
    "2016-11-30-observatory-50000-flee.txt",
    "2016-12-05-observatory-643-dead.txt",
    "2016-12-09-rudskoi-93-percent.txt",
    "2016-12-13-russian-centre-110000.txt",
)
LATE = "contested: report "  # told when all notebooks are done: checking and publishing follow


@dataclass(frozen=True, slots=True)
class Kill:
    """One killed run: the last stage it told of, whether it came to be killed, whether it had published, what was wrong then."""

    number: int
    late: bool
    moment: float
    stage: str
    died: bool
    published: bool
    faults: tuple[str, ...]

    def __str__(self) -> str:
        how = "killed" if self.died else "ended by itself"
        what = "published" if self.published else "not published"
        after = f"{self.moment:.3f} s after {'its reports' if self.late else 'its start'}"
        return f"{self.number:4} {how} {after}, last told: {self.stage}; {what}; {'; '.join(self.faults) or 'sound'}"


def torture(project: Path, kills: int, seed: int) -> Iterator[Kill]:
    """Kill `kills` runs of `project`; yields what each left."""
    chance = random.Random(seed)
    whole, tail = _measure(project)
    for number in range(1, kills + 1):
        write_document(project, "news.txt", f"At least {number + 12} people were killed in Aleppo on Friday, the mayor said.")
        late = number % 2 == 0
        yield _kill(project, number, late, chance.uniform(0, 1.5 * tail if late else 1.1 * whole))


def _measure(project: Path) -> tuple[float, float]:
    """Seconds that a run takes from its start, and from the end of its reports."""
    write_document(project, "news.txt", "Twelve people were killed in Aleppo on Friday, the mayor said.")
    started = time.monotonic()
    process = _start(project)
    _, reported = _listen(process, wait=True)
    assert process.returncode == 0
    now = time.monotonic()
    return now - started, now - reported


def _start(project: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(command("run", "--project", project), stderr=subprocess.PIPE, text=True)


def _listen(process: subprocess.Popen[str], *, wait: bool = False) -> tuple[list[str], float]:
    """The lines told until the reports are done (or, with `wait`, until the end), and when they were done."""
    assert process.stderr is not None
    told: list[str] = []
    reported = time.monotonic()
    for line in process.stderr:
        told.append(line)
        if line.startswith(LATE):
            reported = time.monotonic()
            if not wait:
                break
    if wait:
        process.wait()
    return told, reported


def _kill(project: Path, number: int, late: bool, moment: float) -> Kill:
    places = places_of(project)
    before = read_certificate(places.reports)
    process = _start(project)
    told: list[str] = []
    if late:
        told, _ = _listen(process)
    assert process.stderr is not None
    rest: list[str] = []
    reader = threading.Thread(target=lambda: rest.extend(process.stderr or ()))
    reader.start()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(moment)
    process.kill()
    died = process.wait() != 0
    reader.join()
    told += rest
    stage = "nothing" if not told else told[-1].split()[1] if told[-1].startswith("contested: ") else "done"
    left = read_running(places.running)
    # what a reader finds now
    faults = [f"after the kill: {fault}" for fault in faults_of_published(places)]
    after = read_certificate(places.reports)
    published = before is not None and after is not None and before.run != after.run
    # what the next run makes of it
    done = run(project)
    if done.returncode != 0:
        faults.append(f"the next run ended with {done.returncode}: {done.stderr.strip()}")
    faults += [f"after the next run: {fault}" for fault in [*faults_of_published(places), *(f"left over: {d}" for d in debris(places))]]
    if left and left.scratch and Path(left.scratch).exists():
        faults.append(f"left over: {left.scratch}")
    final = read_certificate(places.reports)
    if final is not None and published and after is not None and final.run != after.run:
        faults.append("the next run published the same documents once more")
    return Kill(number, late, moment, stage, died, published, tuple(faults))


def main() -> int:
    """Run it from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--full", action="store_true", help="five briefs and the project's own notebooks, instead of one quick notebook")
    options = parser.parse_args()
    wrong, stages, published = 0, collections.Counter[str](), 0
    with tempfile.TemporaryDirectory(prefix="torture-") as aside:
        folder = Path(aside) / "project"
        project = briefs_project(folder, BRIEFS) if options.full else make_project(folder)
        for kill in torture(project, options.kills, options.seed):
            print(kill, flush=True)
            wrong += bool(kill.faults)
            stages[kill.stage if kill.died else "ended by itself"] += 1
            published += kill.died and kill.published
    print(f"{options.kills} runs killed, seed {options.seed}: {wrong} left something wrong")
    print(f"{published} had published before they died; last told: {', '.join(f'{name} {n}' for name, n in stages.most_common())}")
    return 1 if wrong else 0


if __name__ == "__main__":
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    sys.exit(main())
