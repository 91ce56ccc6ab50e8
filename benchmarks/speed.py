"""How fast is parsing? ``python benchmarks/speed.py [--runs 5] [--compiled WHEEL] [--out FILE] [--skip-odd]``.

Times `parse_document` (the whole record: figures, sources, places, periods, status) in one process over the 804 articles of
FA-KES, beside spaCy's blank English pipeline with its rule-based sentence splitter over the same texts. That pipeline only
finds words and sentences; it stands for what a text costs before anything has been understood. The runs take turns, so that
what else the machine does meets all of them alike; given are medians, by the clock and by the processor time of the process.
`WHEEL` is one in which the reading is compiled (``make wheel``; without the option the one in ``dist/`` is taken, if there is one):
a second process takes its turn with it.
Then the same parser over texts built to make it slow, one of them a megabyte: the time must grow with the length and no faster.

The articles lie outside the project, in the folder named by CONTESTED_SHARED (by default ``../shared``). Without them the
briefs in ``data/raw`` are read over and over, and the table says so. spaCy is no dependency: without it its row says so.
Prints a table and writes nothing, unless ``--out FILE`` asks for the same as JSON.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from _machine import machine, machine_line
from contested.extract.reader import find_figures
from contested.extract.record import parse_document
from contested.lexicon import load_lexicon
from contested.model import Document
from contested.text import TextView, tokens

ROOT = Path(__file__).resolve().parents[1]
MEGABYTE = 1_000_000
CONTESTED = "contested, whole record"
COMPILED = "contested, whole record, compiled"
Times = tuple[float, float]  # seconds by the clock and by the processor
SPACY = "spaCy, blank English and sentences"
# Each is repeated to the length wanted.
ODD = {
    "digits": "1",
    "digits in threes": "123 ",
    "and": "and ",
    "of the": "of the ",
    "killed": "killed ",
    "10 people and": "10 people and ",
    "12 killed,": "12 killed, ",
    "parentheses": "(",
    "quotation marks": '"',
    "commas": ", ",
    "capitalised words": "Aleppo ",
    "captured the town of": "captured the town of ",
    "claims without a full stop": "killed 10 people in Aleppo on Friday and ",
    "claims, each a sentence": "Rebels killed 10 people in Aleppo on Friday, the army said. ",
}


def corpus() -> tuple[str, list[Document]]:
    """What is parsed, in words, and the documents."""
    path = Path(os.environ.get("CONTESTED_SHARED") or ROOT.parent / "shared") / "corpora" / "fa-kes.csv"
    if path.is_file():
        # as published: Windows-1252 with a few bytes that it does not define
        with path.open(encoding="cp1252", errors="replace", newline="") as file:
            rows = [_article(row) for row in csv.DictReader(file)]
        return f"FA-KES, {len(rows)} articles", rows
    briefs = [
        Document(p.stem, p.read_text(encoding="utf-8"), published=_day(p.stem[:10], "%Y-%m-%d"))
        for p in sorted((ROOT / "data" / "raw").glob("*.txt"))
    ]
    return f"the {len(briefs)} briefs of data/raw, 25 times over (no FA-KES at CONTESTED_SHARED)", briefs * 25


def _article(row: dict[str, str]) -> Document:
    text = f"{row['article_title']}\n\n{row['article_content']}"
    return Document(row["unit_id"], text, publisher=row["source"], published=_day(row["date"], "%m/%d/%Y"))


def _day(text: str, form: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text, form).date()
    except ValueError:
        return None


def works(documents: list[Document]) -> dict[str, Callable[[], Times]]:
    """What is timed, by name; each call is one turn."""
    lexicon = load_lexicon()
    found = {
        CONTESTED: whole_record(documents),
        # from bare text: sentences, tokens, quantities, groups, indicators; no source, place or period
        "contested, figures alone": timed(lambda: [find_figures(TextView.of(d), lexicon) for d in documents]),
    }
    try:
        import spacy
    except ImportError:
        return found
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    texts = [d.text for d in documents]
    found[SPACY] = timed(lambda: [nlp(t) for t in texts])  # one text after another in one process, as for the parser
    return found


def whole_record(documents: list[Document]) -> Callable[[], Times]:
    lexicon = load_lexicon()
    return timed(lambda: [parse_document(d, lexicon) for d in documents])


def timed(work: Callable[[], object]) -> Callable[[], Times]:
    def turn() -> Times:
        gc.collect()
        clock, processor = time.perf_counter(), time.process_time()
        work()
        return time.perf_counter() - clock, time.process_time() - processor

    return turn


@contextmanager
def compiled(wheel: Path) -> Iterator[Callable[[], Times]]:
    """The whole record, in a second process that has the package from `wheel`; each call is one turn."""
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(wheel).extractall(folder)
        paths = os.pathsep.join((folder, os.environ.get("PYTHONPATH", "")))
        command, environment = [sys.executable, __file__, "--second"], {**os.environ, "PYTHONPATH": paths}
        with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as second:
            assert second.stdin is not None
            assert second.stdout is not None
            talk = second.stdin, second.stdout

            def turn() -> Times:
                print("turn", file=talk[0], flush=True)
                clock, processor = json.loads(talk[1].readline() or sys.exit("the second process ended"))
                return clock, processor

            yield turn
            second.stdin.close()


def second() -> int:
    """The second process: a turn for each line it is given."""
    if tokens.__file__.endswith(".py"):
        sys.exit("the wheel is compiled for another Python or another kind of machine: make wheel")
    turn = whole_record(corpus()[1])
    for _ in sys.stdin:
        print(json.dumps(turn()), flush=True)
    return 0


def measure(works: dict[str, Callable[[], Times]], runs: int) -> dict[str, list[Times]]:
    """The times of each run, after one that is not counted; the works take turns."""
    times: dict[str, list[Times]] = {name: [] for name in works}
    for run in range(runs + 1):
        for name, turn in works.items():
            seconds = turn()
            if run:
                times[name].append(seconds)
    return times


def summary(name: str, size: int, times: list[Times]) -> dict[str, Any]:
    clock, processor = (statistics.median(t) for t in zip(*times, strict=True))
    return {
        "name": name,
        "seconds": clock,
        "cpu_seconds": processor,
        "fastest_cpu_seconds": min(t[1] for t in times),
        "slowest_cpu_seconds": max(t[1] for t in times),
        "mb_per_s": size / MEGABYTE / clock,
        "mb_per_cpu_s": size / MEGABYTE / processor,
    }


def odd_row(name: str, unit: str, sizes: tuple[int, ...], limit: float) -> dict[str, Any]:
    """Seconds at each size; a size is left out once the one before it took more than `limit` seconds."""
    lexicon = load_lexicon()
    seconds: list[float | None] = []
    for size in sizes:
        if seconds and (seconds[-1] is None or seconds[-1] > limit):
            seconds.append(None)
            continue
        document = Document("odd", (unit * (size // len(unit) + 1))[:size])
        start = time.perf_counter()
        parse_document(document, lexicon)
        seconds.append(time.perf_counter() - start)
    return {"name": name, "sizes": list(sizes), "seconds": seconds}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=5, help="runs of each measurement; the median is given (5)")
    parser.add_argument("--compiled", type=Path, metavar="WHEEL", help="a wheel with compiled reading (the one in dist/, if any)")
    parser.add_argument("--second", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--skip-odd", action="store_true", help="leave out the texts built to be slow")
    parser.add_argument("--limit", type=float, default=5.0, help="stop lengthening an odd text that took longer than this many seconds (5)")
    parser.add_argument("--out", type=Path, help="write the figures to this file as JSON")
    args = parser.parse_args()
    if args.second:
        return second()
    wheel = args.compiled or min((ROOT / "dist").glob("contested-*.whl"), default=None)

    print(machine_line())
    start = time.perf_counter()
    load_lexicon()
    loaded = time.perf_counter() - start
    what, documents = corpus()
    size = sum(len(d.text.encode("utf-8")) for d in documents)
    print(f"{what}: {size / MEGABYTE:.2f} MB of UTF-8; lexicon read in {loaded:.2f} s; median of {args.runs} runs, one process\n")

    taking_turns = works(documents)
    with ExitStack() as stack:
        if wheel is not None:
            taking_turns[COMPILED] = stack.enter_context(compiled(wheel))
        rows = [summary(name, size, times) for name, times in measure(taking_turns, args.runs).items()]
    print(f"{'':40} {'MB/s':>6} {'MB/cpu s':>9} {'cpu s':>7} {'fastest':>8} {'slowest':>8}")
    for r in rows:
        print(
            f"{r['name']:40} {r['mb_per_s']:6.2f} {r['mb_per_cpu_s']:9.2f} {r['cpu_seconds']:7.2f} {r['fastest_cpu_seconds']:8.2f}"
            f" {r['slowest_cpu_seconds']:8.2f}"
        )
    whole, floor = rows[0], next((r for r in rows if r["name"] == SPACY), None)
    claims = sum(len(parse_document(d, load_lexicon())) for d in documents)
    print(f"\n{claims} claims, {whole['cpu_seconds'] / max(1, claims) * 1e6:.0f} microseconds a claim")
    if wheel is None:
        print(f"{COMPILED}: no wheel; make wheel")
    if floor is None:
        print(f"{SPACY}: not installed; pip install spacy")
    else:
        for row in (r for r in rows if r["name"] in (CONTESTED, COMPILED)):
            by_clock, by_processor = row["mb_per_s"] / floor["mb_per_s"], row["mb_per_cpu_s"] / floor["mb_per_cpu_s"]
            print(f"{row['name']}: {by_clock:.2f} times the speed of that pipeline, {by_processor:.2f} times by processor time")

    odd: list[dict[str, Any]] = []
    if not args.skip_odd:
        sizes = (62_500, 250_000, 1_000_000)
        print(
            f"\n{'seconds for a text of nothing but':34}"
            + "".join(f"{s / 1000:>10.1f} kB" for s in sizes)
            + "   times, for 4 times the length"
        )
        for name, unit in ODD.items():
            row = odd_row(name, unit, sizes, args.limit)
            odd.append(row)
            done = [s for s in row["seconds"] if s is not None]
            ratio = f"{done[-1] / done[-2]:>8.1f}" if len(done) > 1 and done[-2] > 0 else ""
            print(
                f"{name:34}" + "".join(f"{s:13.2f}" if s is not None else f"{'-':>13}" for s in row["seconds"]) + f"   {ratio}", flush=True
            )
        print(f"'-': not run, since a quarter of it took more than {args.limit:.0f} s")
    if args.out:
        args.out.write_text(
            json.dumps({"machine": machine(), "corpus": what, "bytes": size, "claims": claims, "speed": rows, "odd": odd}, indent=2) + "\n",
            encoding="utf-8",
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
