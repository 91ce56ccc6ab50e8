"""A small folder of broken and hostile files through the command itself; ``make malformed`` runs the large one."""

from __future__ import annotations

from pathlib import Path

import samples
import traps
from check import run
from generate import generate

import damage

FILES = 160


def test_no_crash_no_hang_and_nothing_lost(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    made = generate(folder, FILES, seed=7, traps_that=lambda name: name not in SLOW)
    outcome = run(folder, tmp_path / "tables", made, limits={"seconds": 30, "characters": 60_000}, patience=500)
    assert not outcome.problems
    assert len(made) >= FILES
    assert outcome.documents >= len(made.good) >= 10
    assert len(outcome.reasons) >= 12


# they take their time, to be stopped by a limit of seconds or memory; the large run has them all
SLOW = {"html_of_attributes", "pdf_of_zeros", "html_never_closed", "md_of_links", "json_of_keys", "txt_of_planes", "zip_that_fans_out"}


def test_the_same_seed_makes_the_same_files(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        generate(tmp_path / name, 90, seed=3, traps_that=lambda _: False)
        made.append({p.name: p.read_bytes() for p in (tmp_path / name).iterdir() if p.is_file()})
    assert made[0] == made[1]


def test_every_format_is_damaged_and_has_traps() -> None:
    assert set(traps.TRAPS) >= SLOW
    assert {traps.ending_of(name) for name in traps.TRAPS} == set(samples.WRITERS)
    assert len(damage.DAMAGES) >= 20
