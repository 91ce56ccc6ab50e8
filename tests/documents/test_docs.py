"""docs/formats.md names every format, limit, reason and oddity there is, and nothing else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from contested.documents.registry import BY_ENDING
from contested.documents.settings import NAMES, Limits

# the constructor of an error or note -> which of its arguments is the code
CODES = {"DocumentError": 0, "Fault": 0, "_Died": 0, "Reject": 1, "DateError": 0, "Oddity": 0}
ODDITIES = {"DateError", "Oddity"}


@pytest.fixture(scope="module")
def docs(repo_root: Path) -> str:
    return (repo_root / "docs" / "formats.md").read_text(encoding="utf-8")


def _table(docs: str, heading: str) -> list[list[str]]:
    """The rows of the table under a heading, without its head."""
    part = docs.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return rows[2:]


def _names(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


def _codes(repo_root: Path, *, oddities: bool) -> Iterator[str]:
    for path in (repo_root / "src" / "contested").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and (at := CODES.get(node.func.id)) is not None:
                code = node.args[at] if len(node.args) > at else None
                if isinstance(code, ast.Constant) and (node.func.id in ODDITIES) == oddities:
                    yield str(code.value)


def test_formats(docs: str) -> None:
    rows = _table(docs, "Formats")
    assert set().union(*(_names(row[0]) for row in rows)) == set(BY_ENDING)
    assert {ending for row in rows if row[3].strip() == "yes" for ending in _names(row[0])} == {e for e, f in BY_ENDING.items() if f.risky}


def test_limits(docs: str) -> None:
    rows = {name: row[1].strip() for row in _table(docs, "Limits") for name in _names(row[0])}
    assert rows == {name: f"{value:,.0f}" for name, value in asdict(Limits()).items()}


def test_names_of_columns(docs: str) -> None:
    rows = {part: row[1] for row in _table(docs, "Columns and keys") for part in _names(row[0])}
    assert {part: tuple(re.sub(r"\W+", "_", n.strip()) for n in names.split(",")) for part, names in rows.items()} == NAMES


def test_reasons(docs: str, repo_root: Path) -> None:
    named = set().union(*(_names(row[0]) for row in _table(docs, "Why something was not read")))
    assert set(_codes(repo_root, oddities=False)) <= named
    source = "".join(p.read_text(encoding="utf-8") for p in (repo_root / "src" / "contested").rglob("*.py"))
    assert not [code for code in named if f'"{code}"' not in source]


def test_oddities(docs: str, repo_root: Path) -> None:
    named = set().union(*(_names(row[0]) for row in _table(docs, "What was strange, and was read all the same")))
    assert set(_codes(repo_root, oddities=True)) <= named
    source = "".join(p.read_text(encoding="utf-8") for p in (repo_root / "src" / "contested").rglob("*.py"))
    assert not [code for code in named if f'"{code}"' not in source]
