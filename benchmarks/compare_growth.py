"""How does comparison grow? ``python benchmarks/compare_growth.py [--sizes 10000 100000 1000000] [--largest] [--one-cell] [--out FILE]``.

Runs what `contested compare` runs over tables of invented claims (`_synthetic.py`, always the same for a size), each size in a process
of its own: seconds by the clock and by the processor, the most memory the process held, the rows of each table, the pairs of base
cells that were compared in full, and the exponents of time and memory in the number of claims (1 is in proportion; the straight line
through all points on a double logarithmic scale, and the last step alone). ``--largest`` adds ten million claims: half an hour and
6 GB of disk. ``--one-cell`` puts all claims into one place and day, the worst of skews.

Prints a table and writes nothing, unless ``--out FILE`` asks for the same as JSON.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from _machine import ONE_THREAD, machine, machine_line
from _synthetic import write_claims

SIZES = (10_000, 100_000, 1_000_000)
LARGEST = 10_000_000
TABLES = ("cells", "discrepancies", "echoes", "alarms", "excluded")


def generate(folder: Path, n: int, one_cell: bool) -> dict[str, Any]:
    start = time.process_time()
    claims = write_claims(folder, n, one_cell=one_cell)
    return {"claims": claims, "made_in_cpu_seconds": time.process_time() - start}


def compare(folder: Path, part: int | None) -> dict[str, Any]:
    """Compare the tables in a folder; what it took."""
    from contested.compare import cells, compare_tables
    from contested.lexicon import load_lexicon

    load_lexicon()
    pairs = 0
    plain = cells.compare

    def counted(*args: Any) -> Any:
        nonlocal pairs
        pairs += 1
        return plain(*args)

    cells.compare = counted  # type: ignore[assignment]
    before = peak()
    clock, processor = time.perf_counter(), time.process_time()
    compared = compare_tables(folder, **({} if part is None else {"part": part}))
    return {
        "seconds": time.perf_counter() - clock,
        "cpu_seconds": time.process_time() - processor,
        "peak_mb": peak(),
        "before_mb": before,
        "pairs": pairs,
        **{name: len(getattr(compared, name)) for name in TABLES},
    }


def peak() -> float:
    """The most memory this process has held, in MB."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / 1e6 if sys.platform == "darwin" else size * 1024 / 1e6


def exponents(points: list[dict[str, Any]], key: str) -> tuple[float, float]:
    """Of the line through all points, and of the last step; not a number where there is one point alone, or nothing."""
    if len(points) < 2 or not all(p[key] for p in points):
        return math.nan, math.nan
    x, y = (np.log([p[k] for p in points]) for k in ("claims", key))
    return float(np.polyfit(x, y, 1)[0]), float((y[-1] - y[-2]) / (x[-1] - x[-2]))


def measure(sizes: list[int], one_cell: bool, part: int | None, where: Path | None) -> list[dict[str, Any]]:
    """One point a size, each step in a new process."""
    points = []
    print(f"{'claims':>11} {'seconds':>9} {'cpu s':>8} {'us/claim':>9} {'peak MB':>8} {'pairs':>11}" + "".join(f" {t:>13}" for t in TABLES))
    for n in sizes:
        folder = Path(tempfile.mkdtemp(prefix="contested-growth-", dir=where))
        try:
            point: dict[str, Any] = {"wanted": n}
            for step in ("generate", "compare"):
                command = [sys.executable, __file__, "--step", step, "--folder", str(folder), "--sizes", str(n)]
                command += ["--one-cell"] * one_cell + (["--part", str(part)] if part is not None else [])
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **ONE_THREAD})
                point |= json.loads(done.stdout)
            points.append(point)
            each = point["cpu_seconds"] / point["claims"] * 1e6
            print(
                f"{point['claims']:11,} {point['seconds']:9.1f} {point['cpu_seconds']:8.1f} {each:9.1f} {point['peak_mb']:8.0f}"
                f" {point['pairs']:11,}" + "".join(f" {point[t]:13,}" for t in TABLES),
                flush=True,
            )
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return points


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="how many claims (10000 100000 1000000)")
    parser.add_argument("--largest", action="store_true", help="ten million claims, too")
    parser.add_argument("--one-cell", action="store_true", help="all claims of one place and day")
    parser.add_argument("--part", type=int, help="how many claims are compared at a time, instead of the program's own number")
    parser.add_argument("--where", type=Path, help="where the tables are made and thrown away; by default the system's temporary folder")
    parser.add_argument("--out", type=Path, help="write the figures to this file as JSON")
    parser.add_argument("--step", choices=("generate", "compare"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.step:
        found = generate(args.folder, args.sizes[0], args.one_cell) if args.step == "generate" else compare(args.folder, args.part)
        print(json.dumps(found))
        return 0

    print(f"{machine_line()}; one process")
    points = measure([*args.sizes, *[LARGEST] * args.largest], args.one_cell, args.part, args.where)
    fitted = {key: exponents(points, key) for key in ("cpu_seconds", "peak_mb", "pairs")}
    for key, name in (("cpu_seconds", "processor time"), ("peak_mb", "peak memory"), ("pairs", "pairs compared")):
        whole, last = fitted[key]
        print(f"{name}: exponent {whole:.2f} over all sizes, {last:.2f} in the last step")
    if args.out:
        args.out.write_text(json.dumps({"machine": machine(), "points": points, "exponents": fitted}, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
