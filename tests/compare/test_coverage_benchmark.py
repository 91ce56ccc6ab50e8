"""The benchmark of coverage: the same seed gives the same table, and the model beats the naive ways where it should."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

PATH = Path(__file__).parents[2] / "benchmarks" / "coverage.py"


@pytest.fixture(scope="module")
def coverage():
    spec = importlib.util.spec_from_file_location("coverage_benchmark", PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_soft_rows_are_as_many_as_the_setting_says(coverage):
    s = next(s for s in coverage.SETTINGS if s.cells == 200 and s.soft == 0.5)
    seen = coverage.make(s, np.random.default_rng(0))
    assert np.mean(np.isnan(seen.kept)) == pytest.approx(0.5, abs=0.06)


def test_the_table_goes_into_the_docs_and_replaces_the_last_one(coverage):
    page = (PATH.parents[1] / "docs" / "methods.md").read_text()
    row = coverage.Row("a setting", "model", 1000, 0.95, 0.94, 0.01, 0.1, 0.5)
    once = coverage.into_page(page, [row])
    assert "| a setting | model | 1,000 | 0.950 (0.940) | 0.010 | 0.100 | 0.50 |" in once
    assert coverage.into_page(once, [row]) == once
    assert once.count("| model |") == 1


def test_same_seed_same_sums(coverage):
    one, two = (coverage.replicate((3, 0, 2)) for _ in range(2))
    assert one["model"]["hit"].tolist() == two["model"]["hit"].tolist()
    assert one["model"]["error"].tolist() == two["model"]["error"].tolist()


def test_a_few_replicates_cover(coverage):
    number = next(i for i, s in enumerate(coverage.SETTINGS) if (s.cells, s.soft) == (60, 0.5))
    rows = {r.method: r for r in coverage.rows_of(number, [coverage.replicate((number, 0, 30))])}
    assert rows["model"].replicates == 30
    assert 0.88 <= rows["model"].coverage <= 1.0
    assert rows["midpoints"].coverage < rows["model"].coverage
    assert rows["model"].error < 0.05
    assert rows["model"].rmse < rows["dropping bounds"].rmse
