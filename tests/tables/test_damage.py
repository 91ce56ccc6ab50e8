"""No damage to a folder of real tables goes unreported; the kinds are those of benchmarks/damage.py, which tries many more."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from contested.tables import check_tables

PATH = Path(__file__).parents[2] / "benchmarks" / "damage.py"
EACH = 20


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("damage_benchmark", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


damage = _load()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return damage.good_tables(tmp_path_factory.mktemp("good") / "tables")


def test_tables_of_the_briefs_have_no_problem(good: Path):
    assert check_tables(good) == []


@pytest.mark.parametrize("kind", damage.KINDS)
def test_every_damage_is_reported_and_named(good: Path, tmp_path: Path, kind: str):
    for n in range(EACH):
        done, problems = damage.try_one(good, tmp_path / "tables", kind, f"test/{n}")
        assert damage.missed(kind, done, problems) == "", done.said
        assert all(p.what and p.do for p in problems)


def test_a_report_of_nothing_would_count_as_missed():
    done = damage.Damage("x", "claims.csv", "claims", "value", 0)
    assert damage.missed("cut short", done, []) == "nothing was reported"
