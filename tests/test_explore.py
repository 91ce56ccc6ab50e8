"""The analyst's bench: find, plot, compare, evidence, a pasted text."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest

from contested.compare import compare_tables
from contested.errors import TableError, UsageError
from contested.explore import Bench, Claims, open_bench, read_text
from contested.pipeline import parse_corpus


@pytest.fixture(scope="module")
def bench(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("bench")
    parse_corpus(repo_root / "data" / "raw", folder)
    compare_tables(folder)
    return open_bench(folder)


def test_tables_open_in_one_call(bench: Bench) -> None:
    assert len(bench.tables.claims) == len(bench.claims) > 100
    assert bench.claimants()[0] == bench.tables.claims.source.fillna(bench.tables.claims.publisher).mode()[0]
    assert "claims" in repr(bench)
    with pytest.raises(TableError, match="there is no folder"):
        open_bench("nowhere")


def test_find_narrows_by_all_that_is_given(bench: Bench) -> None:
    found = bench.find(indicator="killed", population="children", claimant="observatory", since="2016-11-20", until="2016-12-31")
    frame = found.frame
    assert 0 < len(found) < len(bench.claims)
    assert set(frame.indicator) == {"killed"}
    assert set(frame.population) == {"children"}
    assert frame.claimant.str.contains("Observatory").all()
    assert len(bench.find("EVACUATED")) == sum("evacuated" in (c.sentence or "").lower() for c in bench.claims)
    assert len(bench.find("no such words")) == 0
    assert "No claim" in repr(bench.find("no such words"))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"indicator": "kiled"}, "did you mean 'killed'"),
        ({"population": "childs"}, "did you mean 'children'"),
        ({"since": "last week"}, "YYYY-MM-DD"),
    ],
)
def test_a_slip_of_the_pen_is_named(bench: Bench, given: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        bench.find(**given)


def test_evidence_shows_the_sentence_with_its_words_marked(bench: Bench) -> None:
    claim = bench.find(indicator="killed")[0]
    assert f"<mark>{claim.quote}</mark>" in bench.evidence(claim.claim_id[:8])._repr_html_()


def test_a_plot_draws_what_has_a_day_and_a_number(bench: Bench) -> None:
    found = bench.find(indicator="displaced")
    html = found.plot("Fled").html
    drawn = html.count("data-claim=")
    assert 0 < drawn <= len(found)
    assert f"{drawn} of {len(found)} claims drawn" in html
    assert 'href="#c-' not in html
    assert "nothing to draw" in Claims([]).plot().html


def test_two_claimants_are_compared_only_where_both_speak(bench: Bench) -> None:
    html = bench.compare("ocha", "russian defence").html
    both = [c for c in bench.tables.cells.itertuples() if {"OCHA", "Russian Defence Ministry"} <= set(c.claimants.split("; "))]
    assert both
    assert html.count("<tr>") == len(both) + 1
    assert all(c.cell_id in html for c in both)
    assert "never speak about the same thing" in bench.compare("RNZ", "TASS").html
    with pytest.raises(UsageError, match="no claimant 'Nobody at all'"):
        bench.compare("Nobody at all", "OCHA")


def test_cells_and_discrepancies_show_their_claims(bench: Bench) -> None:
    row = bench.tables.discrepancies.iloc[0]
    html = bench.discrepancy(row.cell_id[:9]).html
    cell = bench.tables.cells.set_index("cell_id").loc[row.cell_id]
    assert all(claim_id in html for claim_id in cell.claim_ids.split("; "))
    assert row.agreement.capitalize() in html
    with pytest.raises(UsageError, match="no cell 'zzz'"):
        bench.cell("zzz")


def test_a_pasted_text_shows_its_words_and_escapes_its_markup() -> None:
    found = read_text("At least 12 civilians were killed on Friday <b>, the mayor said.\n3 men fled.", published="2016-12-10")
    html = found._repr_html_()
    assert [c.quote for c in found] == ["At least 12 civilians", "3 men"]
    assert html.count("<mark ") == 2
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert str(found[0].date_start) == "2016-12-09"
    assert "3 men" in found.evidence(1).text()
    assert isinstance(found[:1], Claims)
    assert len(found.frame) == 2


def test_a_text_without_figures_says_so() -> None:
    assert "No claim." in read_text("Nothing happened.")._repr_html_()
    assert next(iter(read_text("").frame.columns)) == "claim_id"


def test_browsing_falls_back_to_the_plain_table(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    found = bench.find(indicator="killed")
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "itables":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    assert found.browse() is found
    with pytest.raises(UsageError, match="did you mean 'quote'"):
        found.browse("quotes")
