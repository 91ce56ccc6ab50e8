"""How does parsing grow with the corpus? ``python benchmarks/scale.py [--sizes 1 4 16 64] [--cluster 16] [--skip-cluster] [--out FILE]``.

The 804 articles of FA-KES are copied 1, 4, 16 and 64 times, each copy with other numbers, ids and months, as JSON Lines files of one
copy each, and parsed by the command `contested parse` with one process and with two. Given for each: seconds by the clock and by the
processors (all processes together), the peak memory of the largest process, the exponents fitted (log time on log size; 1 is
linear), and how much faster two processes are. Then the same corpus on a Dask cluster of two workers started here on loopback, with
the bytes written for a document, the memory of the process that directs, and the time in each stage: what `scale.md` reckons with.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from _machine import Cost, machine, machine_line, run
from speed import corpus

_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?![\d.,]|\d)")
_MEGABYTE = 1_000_000


def write_copies(folder: Path, copies: int) -> int:
    """Write so many copies of the corpus as JSON Lines, each different from the others; returns the bytes of text in them."""
    _, documents = corpus()
    size = 0
    folder.mkdir(parents=True)
    for k in range(copies):
        draw = random.Random(k)

        def other(found: re.Match[str], draw: random.Random = draw) -> str:
            return str(draw.randint(2, 9)) + "".join(draw.choices("0123456789", k=len(found[0]) - 1))

        with (folder / f"copy-{k:04}.jsonl").open("w", encoding="utf-8") as file:
            for d in documents:
                text = _NUMBER.sub(other, d.text) if k else d.text
                size += len(text.encode())
                day = d.published.replace(year=2011 + (d.published.year + k) % 8, day=min(d.published.day, 28)) if d.published else None
                record = {"id": f"{d.doc_id}-{k}", "text": text, "publisher": d.publisher, "date": day.isoformat() if day else None}
                file.write(json.dumps(record) + "\n")
    return size


def parse(source: Path, out: Path, workers: int) -> Cost:
    """What the command costs."""
    return run([sys.executable, "-m", "contested", "parse", str(source), str(out), "--workers", str(workers)])[0]


def exponent(sizes: list[float], values: list[float]) -> float:
    """The slope of log value on log size, by least squares."""
    xs, ys = [math.log(s) for s in sizes], [math.log(v) for v in values]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def on_one_machine(sizes: list[int], folder: Path) -> dict[str, Any]:
    """The command with one process at each size, and with two at the largest."""
    rows = []
    for n in sizes:
        source = folder / f"corpus-{n}"
        text = write_copies(source, n)
        for workers in (1, 2) if n == max(sizes) else (1,):
            rows.append({"copies": n, "text": text, "workers": workers, **asdict(parse(source, folder / "out", workers))})
            row = rows[-1]
            print(
                f"{n:>4} x {text / _MEGABYTE:>7.1f} MB  processes: {workers}  {row['clock']:>7.1f} s by the clock"
                f"  {row['processor']:>7.1f} s processor  {row['memory'] / _MEGABYTE:>5.0f} MB peak",
                flush=True,
            )
    single = [r for r in rows if r["workers"] == 1]
    found: dict[str, Any] = {"rows": rows}
    if len(single) > 1:
        # the start of the interpreter and of its tables is no part of what grows
        start = min(parse(_one_short(folder), folder / "out", 1).clock for _ in range(3))
        found["start"] = start
        found["exponent"] = exponent([r["text"] for r in single], [r["clock"] - start for r in single])
        found["memory_growth"] = single[-1]["memory"] / single[0]["memory"]
        print(f"start {start:.2f} s; time grows with the exponent {found['exponent']:.3f} (at most 1.05 wanted, the start taken off)")
        print(f"peak memory of the largest process: {max(r['memory'] for r in rows) / _MEGABYTE:.0f} MB (at most 300 wanted)")
    two = next(r for r in rows if r["workers"] == 2)
    found["speedup"] = single[-1]["clock"] / two["clock"]
    print(f"two processes at {max(sizes)} x: {found['speedup']:.2f} times as fast as one (1.8 wanted)")
    return found


def _one_short(folder: Path) -> Path:
    path = folder / "short.txt"
    path.write_text("Ten people were killed in Aleppo on Monday.", encoding="utf-8")
    return path


def on_a_cluster(copies: int, folder: Path, workers: int = 2) -> dict[str, Any]:
    """The same on a scheduler and workers on loopback."""
    source = folder / f"corpus-{copies}"
    text = sum(len(json.loads(line)["text"].encode()) for p in sorted(source.iterdir()) for line in p.open(encoding="utf-8"))
    out = folder / "dataset"
    log = folder / "scheduler.log"
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}

    def start(*arguments: str, name: str) -> subprocess.Popen[bytes]:
        with (folder / f"{name}.log").open("wb") as told:
            command = [sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1", "--no-dashboard"]
            return subprocess.Popen(command, stdout=told, stderr=told, env=environment, cwd=folder)

    processes = [start("scheduler", "--port", "0", name="scheduler")]
    try:
        while not (found := re.search(r"Scheduler at:\s+(tcp://\S+)", log.read_text(encoding="utf-8"))):
            time.sleep(0.1)
        for i in range(workers):
            options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder / f"w{i}"))
            processes.append(start("worker", found[1], *options, name=f"worker{i}"))
        script = (
            "import json, resource, sys, time; from pathlib import Path; from contested.parsing.cluster import write_dataset\n"
            "begun, last, stages = time.perf_counter(), [time.perf_counter()], {}\n"
            "def tell(what, done, total):\n"
            "    now = time.perf_counter(); stages[what] = stages.get(what, 0) + now - last[0]; last[0] = now\n"
            "c = write_dataset(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], progress=tell)\n"
            "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024\n"
            "print(json.dumps([c.documents, c.claims, time.perf_counter() - begun, peak, stages]))"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, str(source), str(out), found[1]], stdout=subprocess.PIPE, text=True, check=True
        )
        documents, claims, clock, memory, stages = json.loads(done.stdout)
        peaks = [_peak(p.pid) for p in processes]
    finally:
        for p in processes:
            p.send_signal(signal.SIGKILL)
            p.wait()
    data = sum(p.stat().st_size for p in out.rglob("*.parquet"))
    files = sum(1 for p in out.rglob("*.parquet"))
    parts = sum(p.stat().st_size for p in folder.glob(".dataset.parts/**/*") if p.is_file())
    made = sum(1 for p in folder.glob(".dataset.parts/*") if p.is_dir())
    told = {
        "copies": copies, "text": text, "documents": documents, "claims": claims, "workers": workers, "clock": clock, "stages": stages,
        "director_memory": memory, "scheduler_memory": peaks[0], "worker_memory": max(peaks[1:]),
        "dataset_bytes": data, "dataset_files": files, "parts_bytes": parts, "parts": made,
    }  # fmt: skip
    print(f"\na cluster of {workers} workers, {copies} x: {documents:,} documents, {claims:,} claims in {clock:.1f} s; stages, in seconds:")
    print("  " + ", ".join(f"{what} {seconds:.1f}" for what, seconds in stages.items()))
    print(f"  data set {data / documents:,.0f} bytes a document in {files} files, parts {parts / documents:,.0f} bytes in {made} folders")
    mb = [
        f"{name} {value / _MEGABYTE:.0f} MB" for name, value in (("director", memory), ("scheduler", peaks[0]), ("worker", max(peaks[1:])))
    ]
    print("  peak memory: " + ", ".join(mb))
    return told


def _peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) * 1024  # type: ignore[index]


def main() -> None:
    """Measure, print, and write the numbers where asked."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", type=int, nargs="+", default=[1, 4, 16, 64])
    options.add_argument("--cluster", type=int, nargs="*", default=[4, 16], help="sizes on the cluster; each one of --sizes")
    options.add_argument("--out", type=Path)
    given = options.parse_args()
    print(f"{machine_line()}; {corpus()[0]} a copy")
    with tempfile.TemporaryDirectory(prefix="contested-scale-") as name:
        folder = Path(name)
        found = {"machine": machine(), "one machine": on_one_machine(given.sizes, folder), "cluster": []}
        for n in given.cluster:
            (folder / f"on-{n}").mkdir()
            (folder / f"on-{n}" / f"corpus-{n}").symlink_to(folder / f"corpus-{n}")
            found["cluster"].append(on_a_cluster(n, folder / f"on-{n}"))
    if given.out:
        given.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
