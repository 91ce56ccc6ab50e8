"""Is every byte the same wherever and however a run is made? ``python tests/runs/identity.py [--reduced]``.

Runs a copy of the project's briefs and notebooks in a new folder for each combination of two time zones, two locales, one and
two workers and three hash seeds (24 runs), and compares all files of all of them: tables, notebooks, pages, certificate. Each
run starts at another time. With --reduced: two runs in which all of them differ.

Prints a line for every run; ends with 1 where a file differs.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from projects import briefs_project, places_of, run, write_document

ZONES = ("Pacific/Kiritimati", "America/St_Johns")
# one that sorts, upper-cases and writes numbers otherwise, where this system can make it
LOCALES = ("C", "tr_TR.UTF-8")
WORKERS = (1, 2)
SEEDS = (0, 1, 4_294_967_295)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and how a run is made."""

    zone: str
    locale: str
    workers: int
    seed: int

    def __str__(self) -> str:
        return f"TZ={self.zone} LC_ALL={self.locale} workers={self.workers} PYTHONHASHSEED={self.seed}"


def settings(*, reduced: bool = False) -> Iterator[Setting]:
    """All combinations; or two in which everything differs."""
    if reduced:
        yield from (Setting(ZONES[n], LOCALES[n], WORKERS[n], SEEDS[n + 1]) for n in range(2))
    else:
        yield from itertools.starmap(Setting, itertools.product(ZONES, LOCALES, WORKERS, SEEDS))


def make_locales(folder: Path) -> dict[str, str]:
    """Build the locales this system has only the sources of; returns the environment that finds them."""
    folder.mkdir()
    for name in LOCALES:
        if "." in name and shutil.which("localedef"):
            language, _, charset = name.partition(".")
            command = ["localedef", "--no-archive", "-i", language, "-f", charset, str(folder / name)]
            subprocess.run(command, check=False, capture_output=True)
    return {"LOCPATH": str(folder)} if any(folder.iterdir()) else {}


def outputs(folder: Path, setting: Setting, environment: dict[str, str], names: Sequence[str] | None) -> dict[str, bytes]:
    """Make a project in `folder`, run it as `setting` says, and return every file that it published."""
    project = briefs_project(folder / f"{setting.zone.replace('/', ' ')} {setting.seed}", names)
    variables = {"TZ": setting.zone, "LC_ALL": setting.locale, "LANG": setting.locale, "PYTHONHASHSEED": str(setting.seed)}
    variables |= environment
    for news in (False, True):
        if news:  # the page of changes must be the same, too
            write_document(project, "zz-news.txt", "At least 40 people fled Aleppo on Friday, the mayor said.")
        done = run(project, "--workers", str(setting.workers), **variables)
        assert done.returncode == 0, f"{setting}: {done.stderr}"
    places = places_of(project)
    found = {f"reports/{p.relative_to(places.reports).as_posix()}": p.read_bytes() for p in places.reports.rglob("*") if p.is_file()}
    found |= {f"tables/{p.name}": p.read_bytes() for p in places.tables.iterdir()}
    assert any(name.endswith("changes.html") for name in found)
    return found


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Names of files that are not the same in both."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def main() -> int:
    """Run it from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reduced", action="store_true")
    options = parser.parse_args()
    wrong = count = 0
    first: dict[str, bytes] | None = None
    with tempfile.TemporaryDirectory(prefix="identity-") as aside:
        environment = make_locales(Path(aside) / "locales")
        print(f"locale {LOCALES[1]}: {'built' if environment else 'not on this system, so that it falls back to C'}")
        for count, setting in enumerate(settings(reduced=options.reduced), 1):
            folder = Path(aside) / str(count)
            found = outputs(folder, setting, environment, None)
            first = first or found
            differing = differences(first, found)
            wrong += bool(differing)
            print(f"{count:3} {setting}: {len(found)} files, {', '.join(differing) or 'the same'}", flush=True)
            shutil.rmtree(folder)
    print(f"{count} settings, two runs each: {wrong} gave other bytes than the first")
    return 1 if wrong else 0


if __name__ == "__main__":
    os.environ.pop("SOURCE_DATE_EPOCH", None)
    sys.exit(main())
