"""The shipped briefs, through the real commands: the disagreements they were written to show come out, and the alarms."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

DISAGREEMENTS = [
    # indicator, lowest, highest: figures of two claimants that stand in one cell
    pytest.param({"displaced", "evacuated"}, 37_000, 110_000, id="people who left the east, 12 to 13 December"),
    pytest.param({"killed"}, 324, 845, id="civilians killed since 15 November, by 5 to 8 December"),
    pytest.param({"evacuated"}, 25_000, 37_500, id="the evacuation, 20 December"),
    pytest.param({"control_share"}, 20, 50, id="the share retaken, 28 to 29 November"),
    pytest.param({"trapped"}, 100_000, 240_000, id="people still trapped, 8 to 9 December"),
]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory, repo_root: Path) -> dict[str, pd.DataFrame]:
    out = tmp_path_factory.mktemp("briefs")
    for command in (["parse", str(repo_root / "data" / "raw"), str(out)], ["compare", str(out)], ["check", str(out)]):
        done = subprocess.run([sys.executable, "-m", "contested", *command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr + done.stdout
    return {name: pd.read_parquet(out / f"{name}.parquet") for name in ("claims", "cells", "discrepancies", "alarms", "rejects")}


@pytest.mark.parametrize(("indicators", "low", "high"), DISAGREEMENTS)
def test_the_disagreement_is_a_cell(tables: dict[str, pd.DataFrame], indicators: set[str], low: float, high: float) -> None:
    claims = tables["claims"].set_index("claim_id")
    for cell in tables["cells"].itertuples():
        inside = claims.loc[cell.claim_ids.split("; ")]
        values = set(inside["value"])
        if {low, high} <= values and set(inside["indicator"]) <= indicators:
            sources = inside.groupby("value")["source"].first()
            assert sources[low] != sources[high]
            assert cell.cell_id in set(tables["discrepancies"]["cell_id"])
            return
    pytest.fail(f"no cell holds both {low:,} and {high:,}")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("outlier", "12,000 opposition fighters who surrendered"),
        ("status_conflict", "people detained"),
        ("falling_total", "civilians killed"),
    ],
)
def test_the_contradiction_raises_an_alarm(tables: dict[str, pd.DataFrame], kind: str, words: str) -> None:
    alarms = tables["alarms"]
    assert any(words in sentence for sentence in alarms[alarms["kind"] == kind]["sentence"])


def test_nothing_is_rejected(tables: dict[str, pd.DataFrame]) -> None:
    assert tables["rejects"].empty
