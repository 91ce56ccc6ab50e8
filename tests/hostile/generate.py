"""A folder of good, broken and hostile files: the same for the same seed, and what must come out of it."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import samples
import traps

import damage


@dataclass(slots=True)
class Made:
    """What was made: names below the folder -> the words that must be read from it; and the names of all the others."""

    good: dict[str, str] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.good) + len(self.bad)


def generate(folder: Path, files: int, seed: int, *, traps_that: Callable[[str], bool] = lambda _: True) -> Made:
    """`files` files over all formats, one in eight of them good; the traps once; the rest damaged, each in its own way."""
    chance = Random(seed)
    made = Made()
    endings = list(samples.WRITERS)
    for name, make in traps.TRAPS.items():
        if traps_that(name):
            _write(folder, f"trap-{name.replace('_', '-')}{traps.ending_of(name)}", make(), made.bad)
    if made.bad:
        _odd_things(folder, made)
    i = 0
    while len(made) < files:
        ending = endings[i % len(endings)]
        marker = f"case number {seed}-{i:05d}"
        raw = samples.WRITERS[ending](_report(chance, marker))
        if i // len(endings) % 8 == 0:
            name = f"good-{i:05d}{ending}"
            _write(folder, name, raw, [])
            made.good[name] = marker
        else:
            how = damage.DAMAGES[chance.randrange(len(damage.DAMAGES))]
            shown = chance.choice(endings) if chance.random() < 0.12 else ending
            _write(folder, f"bad-{i:05d}-{how.__name__.replace('_', '-')}{shown}", how(raw, chance), made.bad)
        i += 1
    return made


_PLACES = ("Hanano", "Bustan al-Qasr", "Salaheddin", "Fardous", "Maadi", "Sheikh Saeed")
_SPEAKERS = ("the mayor", "a doctor", "the ministry", "residents", "the Observatory", "two officials")


def _report(chance: Random, marker: str) -> list[str]:
    place, speaker, n = chance.choice(_PLACES), chance.choice(_SPEAKERS), chance.randint(2, 900)
    return [
        f"Shelling hits {place}",
        f"At least {n} people were killed in {place} on {chance.randint(1, 28)} November, {speaker} said of {marker}.",
        f"More than {chance.randint(2, 90)},000 people have fled {place} since then, {chance.choice(_SPEAKERS)} said. "
        f"The army had taken half of the district.",
    ]


def _write(folder: Path, name: str, raw: bytes, names: list[str]) -> None:
    (folder / name).write_bytes(raw)
    names.append(name)


def _odd_things(folder: Path, made: Made) -> None:
    """What can lie in a folder beside files."""
    outside = folder.parent / f"{folder.name}-outside"
    outside.mkdir(exist_ok=True)
    (outside / "secret.txt").write_text("99 people were killed in a document that is not part of the corpus.")
    os.mkfifo(folder / "odd-pipe.txt")
    os.mkfifo(folder / "odd-pipe.pdf")
    with socket.socket(socket.AF_UNIX) as s:
        here = Path.cwd()
        os.chdir(folder)  # the path of a socket must be short
        try:
            s.bind("odd-socket.csv")
        finally:
            os.chdir(here)
    (folder / "odd-link.txt").symlink_to(outside / "secret.txt")
    (folder / "odd-link-folder").symlink_to(outside)
    (folder / "odd-loop.txt").symlink_to("odd-loop.txt")
    (folder / "odd-nowhere.pdf").symlink_to("no-such-file.pdf")
    (folder / "odd-device.txt").symlink_to("/dev/zero")
    (folder / "odd-folder").mkdir()
    (folder / "odd-folder" / "loop").symlink_to(folder)
    names = ["odd-pipe.txt", "odd-pipe.pdf", "odd-socket.csv", "odd-link.txt", "odd-link-folder", "odd-loop.txt", "odd-nowhere.pdf"]
    made.bad += [*names, "odd-device.txt", "odd-folder/loop"]
    with (folder / "odd-sparse.txt").open("wb") as f:
        f.truncate(3_000_000_000)
    made.bad.append("odd-sparse.txt")
    deep = folder / "/".join(["odd-deep"] * 60)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text("12 people were killed.")
    made.bad.append("/".join(["odd-deep"] * 41))
    words = "17 people were killed, the mayor said of case number "
    for i, name in enumerate(
        (b"odd-\xff\xfe.txt", b"odd-\xff\xfd.txt", b"odd-line\nend.txt", "odd-\u202etxt.exe.txt".encode(), b"odd-" + b"n" * 240 + b".txt")
    ):
        (Path(os.fsdecode(os.fsencode(folder) + b"/" + name))).write_text(f"{words}odd-{i}.")
        made.good[_shown(name)] = f"odd-{i}"
    (folder / "odd.pdf").mkdir()
    (folder / "odd.pdf" / "good.txt").write_text(f"{words}in-folder.")
    made.good["odd.pdf/good.txt"] = "in-folder"


def _shown(name: bytes) -> str:
    return name.decode("utf-8", "backslashreplace").replace("\n", "\\x0a")
