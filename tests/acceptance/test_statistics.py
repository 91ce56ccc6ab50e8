"""The statistics on real documents, by the real commands: one source alone, and outlets of different sides on one war."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contested import read_tables
from contested.cli import app
from contested.compare.sides import observe_printed
from contested.compare.source_effects import SourceEffects, effects_of
from contested.compare.words import ratio_words

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("00_corpus", "01_casualties", "02_displacement", "03_control", "04_discrepancies")
SIDES = {
    "the government and its allies": ["government", "iran", "russia"],
    "the opposition and its backers": ["opposition", "turkey", "saudi"],
    "others": ["egypt", "jordan", "lebanon", "independent"],
}
UNARMED = ["civilians", "people", "children", "women", "men", "aid_workers", "journalists"]


def run(*arguments: str) -> None:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code in (0, 3), result.output


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", re.sub(r"<(script|style|svg).*?</\1>", "", page, flags=re.DOTALL)))


def test_one_source_alone_gives_complete_reports_that_say_so(tmp_path: Path) -> None:
    tables, reports = tmp_path / "tables", tmp_path / "reports"
    run("parse", str(ROOT / "data" / "raw"), str(tables))
    run("compare", str(tables))
    run("report", str(tables), str(reports), "--project", str(ROOT), "-p", "sources=['ICRC']")
    for name in PAGES:
        page = (reports / f"{name}.html").read_text()
        assert 'id="evidence"' in page or "Evidence" in page
        assert "Certificate" in page
        assert "Traceback" not in page
    said = text((reports / "04_discrepancies.html").read_text())
    assert "With ICRC alone there is nobody to compare with" in said
    assert said.count("too little to show") >= 4
    assert " nan " not in said.lower()


@pytest.mark.acceptance
def test_outlets_of_different_sides_report_the_same_war(shared: Path, tmp_path: Path) -> None:
    """FA-KES from the corpus as published to pages, and what they say about civilians is what the model says."""
    tables, reports = tmp_path / "tables", tmp_path / "reports"
    run("parse", str(shared / "corpora" / "fa-kes.csv"), str(tables))
    run("compare", str(tables))
    run("report", str(tables), str(reports), "--project", str(ROOT), "-p", f"outlet_sides={SIDES!r}")
    made = read_tables(tables)
    assert made.documents.publisher.nunique() == 15
    chosen = made.cells[(made.cells.indicator == "killed") & made.cells.population.isin(UNARMED)]
    effects = effects_of(observe_printed(made.claims, chosen, SIDES))
    assert isinstance(effects, SourceEffects)
    ratios = effects.ratios()
    assert {r.claimant for r in ratios} | {ratios[0].other} == set(SIDES)
    assert all(r.n_shared >= 10 for r in ratios)
    # the page says what the model says, whatever that is
    page = text((reports / "04_discrepancies.html").read_text())
    for r in ratios:
        assert f"{ratio_words(r.ratio)} ({ratio_words(r.low)} to {ratio_words(r.high)})" in page
    for name in PAGES:
        assert (reports / f"{name}.html").stat().st_size < 5_000_000
