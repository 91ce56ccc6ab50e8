"""Where does parsing spend its time? ``make profile``, or ``python benchmarks/_profile.py [--megabytes 1.5] [--top 25] [--into FOLDER]``.

Parses the documents of `speed.py` (FA-KES, or the briefs where that is not there) until so many megabytes are read. py-spy asks two
hundred times a second where the process is; starting, and what is loaded once, does not count. It writes
``parse.speedscope.json``, for the viewer at https://www.speedscope.app (which opens it without sending it anywhere). Where py-spy
may not look into a process (some containers; macOS without an administrator), cProfile counts instead, which makes small functions
look slower than they are, and writes ``parse.prof``, for pstats or snakeviz. Either way the functions that took longest are printed.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from _machine import machine_line
from contested.extract.record import parse_document
from contested.lexicon import load_lexicon
from contested.model import Document
from speed import MEGABYTE, ROOT, corpus

RATE = 200  # samples a second
WARM = 20  # documents parsed before, since what is compiled and loaded once is no part of it


def documents(megabytes: float) -> Iterator[Document]:
    """The corpus, again and again, as far as wanted."""
    known = corpus()[1]
    length, n = 0, 0
    while length < megabytes * MEGABYTE:
        yield known[n % len(known)]
        length += len(known[n % len(known)].text)
        n += 1


def parse(chosen: list[Document]) -> None:
    lexicon = load_lexicon()
    for document in chosen:
        parse_document(document, lexicon)


def watched(chosen: list[Document]) -> None:
    """The part that counts, under a name that is found in the samples."""
    parse(chosen)


def by_py_spy(megabytes: float, into: Path) -> Path | None:
    """What py-spy saw, as a file for speedscope; None where it cannot look into a process."""
    beside = Path(sys.executable).parent
    spy = shutil.which("py-spy", path=os.pathsep.join([str(beside), os.environ.get("PATH", "")]))
    if spy is None:
        print("py-spy is not there; make install brings it")
        return None
    made = into / "parse.speedscope.json"
    made.unlink(missing_ok=True)
    work = [sys.executable, __file__, "--megabytes", str(megabytes), "--work"]
    options = ["--rate", str(RATE), "--function", "--format", "speedscope", "--output", str(made)]
    done = subprocess.run([spy, "record", *options, "--", *work], capture_output=True, text=True, check=False)
    if done.returncode or not made.is_file():
        print("py-spy cannot look into the process:", (done.stderr.strip().splitlines() or ["it gives no reason"])[-1])
        return None
    return made


def top_of_samples(made: Path, top: int) -> None:
    """Print the functions that most samples fell into: alone, and with what they call."""
    found = json.loads(made.read_bytes())
    names = [f"{frame['name']} ({frame['file']})" for frame in found["shared"]["frames"]]
    own, whole, total = Counter[str](), Counter[str](), 0
    for stack in (stack for profile in found["profiles"] for stack in profile["samples"]):
        named = [names[k] for k in stack]
        begins = next((k for k, name in enumerate(named) if name.startswith(f"{watched.__name__} ")), None)
        if begins is None:
            continue
        total += 1
        own[named[-1]] += 1
        whole.update(set(named[begins + 2 :]))
    for title, counts in (("in the function itself", own), ("in it and what it calls", whole)):
        print(f"\nper cent of {total:,} samples, {title}")
        for name, n in counts.most_common(top):
            print(f"{100 * n / max(1, total):6.1f}  {name}")


def by_counting(chosen: list[Document], top: int, into: Path) -> Path:
    parse(chosen[:WARM])
    profile = cProfile.Profile(time.process_time)
    profile.runcall(parse, chosen)
    for order in ("tottime", "cumtime"):
        pstats.Stats(profile).strip_dirs().sort_stats(order).print_stats(top)
    profile.dump_stats(into / "parse.prof")
    return into / "parse.prof"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--megabytes", type=float, default=1.5, help="how much is parsed (1.5)")
    parser.add_argument("--top", type=int, default=25, help="how many functions are printed (25)")
    parser.add_argument("--into", type=Path, default=ROOT / "build" / "profile", help="folder for the profile (build/profile)")
    parser.add_argument("--count", action="store_true", help="count by cProfile, even where py-spy could look")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    chosen = list(documents(args.megabytes))
    if args.work:
        parse(chosen[:WARM])
        watched(chosen)
        return 0
    args.into.mkdir(parents=True, exist_ok=True)
    print(machine_line())
    print(f"{corpus()[0]}: {args.megabytes:g} MB parsed", flush=True)
    made = None if args.count else by_py_spy(args.megabytes, args.into)
    if made is None:
        made = by_counting(chosen, args.top, args.into)
    else:
        top_of_samples(made, args.top)
    print(f"\nprofile: {made}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
