"""Runs the command on a generated folder, and says everything that is not as it must be."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from generate import Made

from contested import read_tables
from contested.tables import check_tables

REJECTED = 3


@dataclass(slots=True)
class Outcome:
    """What the run did."""

    seconds: float
    problems: list[str]
    documents: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    oddities: Counter[str] = field(default_factory=Counter)


def run(folder: Path, out: Path, made: Made, *, limits: dict[str, float], patience: float) -> Outcome:
    """`contested parse` on the folder; it must end by itself within `patience` seconds."""
    options = [f"--limit={name}={value}" for name, value in limits.items()]
    begin = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "contested", "parse", str(folder), str(out), *options],
            capture_output=True, text=True, errors="replace", timeout=patience, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Outcome(time.monotonic() - begin, [f"hung: not done after {patience:g} seconds"])
    outcome = Outcome(time.monotonic() - begin, list(_of_process(done)))
    if done.returncode == REJECTED:
        tables = read_tables(out)
        outcome.problems += _of_tables(out, made)
        outcome.documents = len(tables.documents)
        outcome.reasons.update(tables.rejects.reason)
        outcome.oddities.update(dict(tables.oddities.groupby("kind").size()))
    return outcome


def _of_process(done: subprocess.CompletedProcess[str]) -> Iterator[str]:
    if done.returncode != REJECTED:
        yield f"crashed: exit code {done.returncode}: {done.stderr[-2000:]}"
    if done.stdout or len(done.stderr.splitlines()) > 1:
        yield f"said more than its one line: {done.stdout[:500]} {done.stderr[:2000]}"


def _of_tables(out: Path, made: Made) -> Iterator[str]:
    yield from (f"check: {problem}" for problem in check_tables(out))
    tables = read_tables(out)
    texts: dict[str, list[str]] = {}
    for file, text in zip(tables.documents.file, tables.documents.text, strict=True):
        texts.setdefault(file.split(".zip/", 1)[0] + (".zip" if ".zip/" in file else ""), []).append(text)
    for name, marker in made.good.items():
        if not any(marker in text for text in texts.get(name, ())):
            yield f"lost: {name} is good, and was not read"
    seen = {*tables.documents.file, *tables.rejects.file}
    tops = {s[: s.index("/", i)] for s in seen for i in range(len(s)) if "/" in s[i:]} | seen
    yield from (f"lost: {name} is neither read nor rejected" for name in made.bad if name not in tops)
    yield from (
        f"read although outside: {f}" for f, t in zip(tables.documents.file, tables.documents.text, strict=True) if "not part of" in t
    )
    parse_failed = tables.rejects[tables.rejects.reason == "parse_failed"]
    yield from (f"parser failed: {f}: {d}" for f, d in zip(parse_failed.file, parse_failed.detail, strict=True))
    for c in tables.claims.merge(tables.documents[["doc_id", "text"]], on="doc_id").itertuples():
        if c.text[c.char_start : c.char_end] != c.quote:
            yield f"span: claim {c.claim_id} of {c.doc_id} does not point at its quote"
