"""Is an edition what its certificate says, and does making it again give the same bytes? Names whatever differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from contested.runs.certificate import Certificate, compare, differences
from contested.runs.config import Config
from contested.runs.inputs import read_inputs
from contested.runs.plan import input_differences

_SHOWN = 20
_WIDTH = 160


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found.

    Attributes
    ----------
    edited
        Files of the edition that are not as its certificate says.
    inputs
        What it was made from and is not there any more, or not the same; then it was not made again.
    program
        What differs in code and libraries; it was made again all the same.
    outputs
        Files that came out otherwise, with the first line that differs.
    made
        True where it was made again.
    """

    run: str
    edited: Mapping[str, str]
    inputs: tuple[str, ...]
    program: tuple[str, ...]
    outputs: Mapping[str, str]
    files: int
    made: bool = False

    @property
    def same(self) -> bool:
        """True where the edition is whole and came out the same, byte for byte."""
        return self.made and not self.edited and not self.outputs

    def against(self, certificate: Certificate, again: Mapping[str, str], stage: Path, edition: Path) -> Verification:
        """The same with what making it again gave."""
        found = compare(certificate.outputs, again, ("differs", "was not made", "was made in addition"))
        told = {name: how + _where(edition / name, stage / name) if how == "differs" else how for name, how in found.items()}
        return replace(self, outputs=told, made=True)


def before_making(certificate: Certificate, edition: Path, config: Config) -> Verification:
    """What can be said without making it again."""
    before, now = certificate.inputs, read_inputs(config)
    program = input_differences(replace(now, code=before.code, versions=before.versions), now)
    inputs = [
        *(f"document {name}: {how}" for name, how in compare(before.documents, now.documents).items()),
        *(f"notebook {name}: {how}" for name, how in compare(before.notebooks, now.notebooks).items()),
        *input_differences(replace(before, code=now.code, versions=now.versions), now),
    ]
    return Verification(
        certificate.run, differences(certificate, edition), tuple(inputs), tuple(program), {}, files=len(certificate.outputs)
    )


def _where(one: Path, other: Path) -> str:
    """The first line that differs, for files that are lines of text."""
    if one.suffix not in (".csv", ".json", ".html", ".ipynb"):
        return ""
    with one.open(encoding="utf-8", errors="replace") as a, other.open(encoding="utf-8", errors="replace") as b:
        for number, (left, right) in enumerate(zip_longest(a, b), 1):
            if left != right:
                return f" in line {number}: was {_cut(left)}, is {_cut(right)}"
    return ""  # the published file was edited, and this is how it should be


def _cut(line: str | None) -> str:
    return "nothing" if line is None else repr(line.strip()[:_WIDTH])


def verification_lines(found: Verification) -> Iterator[str]:
    """The result, for people."""
    yield from _part("differs in the program", {p: "" for p in found.program})
    yield from _part("not as the certificate says", found.edited)
    if found.inputs:
        yield from _part("cannot be made again, its inputs differ", {i: "" for i in found.inputs})
        return
    yield from _part("did not come out the same", found.outputs)
    if found.same:
        yield f"run {found.run}: made again, all {found.files:,} files are the same byte for byte"


def _part(heading: str, items: Mapping[str, str]) -> Iterator[str]:
    if items:
        yield f"{heading} ({len(items):,}):"
        yield from (f"  {name}" + (f": {how}" if how else "") for name, how in list(items.items())[:_SHOWN])
        if len(items) > _SHOWN:
            yield f"  and {len(items) - _SHOWN:,} more"
