"""``python tests/hostile [--files 2400] [--seed 1] [--seconds 20] [--keep FOLDER]``: the whole run, with its figures."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from check import run
from generate import generate


def main() -> int:
    """Generate, run, report; 1 where anything is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=20, help="the limit `seconds` of a document")
    parser.add_argument("--keep", type=Path, help="make the files here, and leave them")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="contested-hostile-") as aside:
        folder = given.keep or Path(aside) / "files"
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        made = generate(folder, given.files, given.seed)
        outcome = run(folder, Path(aside) / "tables", made, limits={"seconds": given.seconds}, patience=3600)
    print(f"{len(made):,} files, {len(made.good):,} of them good, read in {outcome.seconds:.0f} s into {outcome.documents:,} documents")
    for title, counts in (("rejects", outcome.reasons), ("oddities", outcome.oddities)):
        print(f"{title}:", ", ".join(f"{name} {n:,}" for name, n in counts.most_common()) or "none")
    print("problems:", len(outcome.problems))
    for problem in outcome.problems[:50]:
        print(" ", problem)
    return bool(outcome.problems)


if __name__ == "__main__":
    sys.exit(main())
