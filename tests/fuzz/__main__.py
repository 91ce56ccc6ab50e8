"""``python tests/fuzz [TARGET ...] [--runs 1000] [--seed 1] [--engine own|atheris]``: fuzz, report, fail where anything failed."""

from __future__ import annotations

import argparse
import hashlib
import logging
import sys
import tempfile
import warnings
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "hostile")]

from engine import run_atheris, run_own  # noqa: E402 (the folders must be known first)
from targets import TARGETS  # noqa: E402


def main() -> int:
    """One line a target; 1 where an input failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; by default all")
    parser.add_argument("--runs", type=int, default=1000, help="inputs for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=["own", "atheris"], default="own", help="atheris is guided by coverage: pip install '.[fuzz]'")
    parser.add_argument("--keep", type=Path, help="keep what atheris finds here, by target")
    given = parser.parse_args()
    if unknown := set(given.targets) - set(TARGETS):
        parser.error(f"no target {', '.join(sorted(unknown))}; they are {', '.join(TARGETS)}")
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    total = failed = 0
    with tempfile.TemporaryDirectory(prefix="contested-fuzz-") as aside:
        for target in given.targets or TARGETS:
            found = (given.keep or Path(aside)) / target
            ran = run_own(target, given.runs, given.seed) if given.engine == "own" else run_atheris(target, given.runs, given.seed, found)
            total += ran.runs
            failed += len(ran.failures)
            print(f"{target:12} {ran.runs:>9,} inputs {ran.seconds:8.1f} s {len(ran.failures):>3} failures", flush=True)
            for raw, why in ran.failures.items():
                print(f"    {hashlib.sha256(raw).hexdigest()[:12]} {why}\n      {raw[:300]!r}", flush=True)
    print(f"{total:,} inputs, {failed:,} failures")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
