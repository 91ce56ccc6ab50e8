"""How long do whole commands take? ``python benchmarks/commands.py [--runs 3] [--starts 15] [--out FILE]``.

Three comparisons, each side by side in one run, the sides taking turns, so that what else the machine does meets all of them
alike. Given are medians, by the clock and by the processor time of a command and of every process it started.

* Starting: ``import contested`` and ``contested --help`` against ``import pandas``, which anything that reads tables pays.
* A cold run: ``contested run`` on a copy of ``data/raw`` and ``notebooks`` in a new folder, without a cache, against the plain way:
  ``contested parse``, ``contested compare``, then for each of the same notebooks ``papermill`` and ``jupyter nbconvert --to html``.
  So both read, compare and execute the same; both make pages.
* A run without news: ``contested run`` once more, against the cold run.

On a busy machine trust the processor time. Prints a table and writes nothing, unless ``--out FILE`` asks for the same as JSON.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from _machine import Cost, machine, machine_line, run

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
IMPORT, HELP, PANDAS, COLD, PLAIN, NO_NEWS = (
    "import contested",
    "contested --help",
    "import pandas",
    "contested run, cold",
    "parse, compare, papermill, nbconvert",
    "contested run, no news",
)
# what is measured, against what, the most it may be of it
TARGETS = ((IMPORT, PANDAS, 1.0), (HELP, PANDAS, 1.0), (COLD, PLAIN, 0.5), (NO_NEWS, COLD, 0.1))


def contested(*words: str) -> list[str]:
    """The command as it is installed beside the interpreter, else the module behind it."""
    beside = Path(PYTHON).with_name("contested")
    return [str(beside), *words] if beside.is_file() else [PYTHON, "-m", "contested", *words]


def project(folder: Path) -> Path:
    """A project of documents and notebooks, nothing of it read before."""
    shutil.copytree(ROOT / "data" / "raw", folder / "data" / "raw")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    (folder / "contested.toml").touch()
    return folder


def whole_run(folder: Path, *, news: bool) -> Cost:
    cost, said = run(contested("run", "--project", str(folder)))
    if ("nothing new" in said) == news:
        raise SystemExit(f"contested run was to {'make everything' if news else 'find nothing new'}, and said:\n{said}")
    return cost


def plain_way(folder: Path) -> Cost:
    """The same tables, and the same notebooks one after the other with the tools as they come."""
    tables = folder / "data" / "processed"
    steps = [contested("parse", str(folder / "data" / "raw"), str(tables)), contested("compare", str(tables))]
    for path in sorted((folder / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        made = folder / path.name
        steps += [
            [PYTHON, "-m", "papermill", "--no-progress-bar", "-k", "python3", "-p", "tables", str(tables), str(path), str(made)],
            [PYTHON, "-m", "nbconvert", "--to", "html", str(made)],
        ]
    total = Cost(0, 0)
    for step in steps:
        cost, _ = run(step, env={"CONTESTED_STATIC": "1"})  # as in a run: no interactive tables
        total += cost
    return total


def measure_starts(times: int) -> dict[str, list[Cost]]:
    """The costs of starting, after one round that is not counted."""
    commands = {PANDAS: [PYTHON, "-c", PANDAS], IMPORT: [PYTHON, "-c", IMPORT], HELP: contested("--help")}
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(times + 1):
        for name, command in commands.items():
            cost, _ = run(command)
            if number:
                found[name].append(cost)
    return found


def measure_runs(times: int) -> dict[str, list[Cost]]:
    found: dict[str, list[Cost]] = {COLD: [], NO_NEWS: [], PLAIN: []}
    for _ in range(times):
        with tempfile.TemporaryDirectory(prefix="contested-bench-") as aside:
            ours, plain = project(Path(aside, "run")), project(Path(aside, "plain"))
            found[COLD].append(whole_run(ours, news=True))
            found[NO_NEWS].append(whole_run(ours, news=False))
            found[PLAIN].append(plain_way(plain))
    return found


def median(costs: list[Cost], of: Callable[[Cost], float]) -> float:
    return statistics.median(of(cost) for cost in costs)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=3, help="how often the whole line is run each way (3)")
    parser.add_argument("--starts", type=int, default=15, help="how often the short commands are run (15)")
    parser.add_argument("--out", type=Path, help="write the figures to this file as JSON")
    args = parser.parse_args()

    print(machine_line())
    print(f"medians of {args.starts} starts and {args.runs} runs\n", flush=True)
    found = measure_starts(args.starts) | measure_runs(args.runs)
    print(f"{'seconds':40} {'clock':>8} {'processor':>10} {'least':>8} {'most':>8}")
    for name, costs in found.items():
        work = [cost.processor for cost in costs]
        print(
            f"{name:40} {median(costs, lambda c: c.clock):8.2f} {statistics.median(work):10.2f} {min(work):8.2f} {max(work):8.2f}",
            flush=True,
        )

    print(f"\n{'':66} {'clock':>8} {'processor':>10} {'target':>8}")
    ratios: list[dict[str, Any]] = []
    for name, against, most in TARGETS:
        clock, processor = (median(found[name], of) / median(found[against], of) for of in (lambda c: c.clock, lambda c: c.processor))
        met = max(clock, processor) <= most
        ratios.append({"name": name, "against": against, "clock": clock, "processor": processor, "target": most, "met": met})
        print(f"{name:24} / {against:39} {clock:8.3f} {processor:10.3f} {f'<= {most}':>8}  {'met' if met else 'missed'}")
    if args.out:
        seconds = {name: [{"clock": c.clock, "processor": c.processor} for c in costs] for name, costs in found.items()}
        args.out.write_text(json.dumps({"machine": machine(), "seconds": seconds, "ratios": ratios}, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
