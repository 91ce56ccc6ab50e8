"""Sorted runs merged into one stream: the same rows, in the order of the key, with little in memory."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contested.tables import merge as module
from contested.tables.merge import Run, merge, merged, write_run
from contested.tables.write import to_arrow


def oddities(rows: list[tuple[str, str | None, str, int]]) -> pa.Table:
    """A table whose key has nulls and is no unique one."""
    return to_arrow("oddities", [{"file": f, "doc_id": d, "kind": k, "n": n, "detail": None} for f, d, k, n in rows])


def pieces(table: pa.Table, size: int) -> Iterator[pa.Table]:
    return (table.slice(i, size) for i in range(0, table.num_rows, size))


ROW = st.tuples(st.sampled_from("ab"), st.sampled_from(["a", "b", "\u00e9", None]), st.sampled_from("xy"), st.integers(0, 2))


@given(st.lists(st.lists(ROW, max_size=12), max_size=5), st.integers(1, 4))
def test_merging_is_sorting(runs: list[list[tuple[str, str | None, str, int]]], size: int) -> None:
    out = list(merge("oddities", [pieces(oddities(run), size) for run in runs]))
    together = oddities([row for run in runs for row in run])
    assert (pa.concat_tables(out) if out else together).to_pylist() == together.to_pylist()


def test_runs_of_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More runs than are read at once: merged into fewer first, which takes the place of the runs."""
    monkeypatch.setattr(module, "_AT_ONCE", 3)
    monkeypatch.setattr(module, "_PIECE", 200)
    rows = [(f"f{i:03}", f"d{i}", "k", i) for i in range(200)]
    random.Random(3).shuffle(rows)
    runs = []
    for i in range(20):
        runs.append(Run(tmp_path / f"oddities-{i}.arrow"))
        write_run(runs[-1].path, "oddities", [oddities(rows[i * 10 : i * 10 + 10])])
    assert len(list(runs[0].read())) > 1
    out = pa.concat_tables(merged("oddities", runs, tmp_path))
    assert out.to_pylist() == oddities(rows).to_pylist()
    assert len(list(tmp_path.glob("oddities-merged-*"))) <= 3


def test_only_what_is_needed_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams that do not overlap are read one after another, a little ahead."""
    monkeypatch.setattr(module, "_PIECE", 1)
    read: list[str] = []

    def stream(name: str) -> Iterator[pa.Table]:
        for i in range(10):
            read.append(name)
            yield oddities([(f"{name}{i}", "d", "k", 1), (f"{name}{i}", "e", "k", 1)])

    first: Any = next(iter(merge("oddities", [stream(name) for name in "abcdef"])))
    assert first.num_rows
    assert len(read) <= 12
