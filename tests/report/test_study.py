from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from contested.errors import TableError, UsageError
from contested.report import corpus, open_study
from contested.report.data import claimant_of, load
from contested.report.endnotes import evidence_list
from contested.report.publish import staged
from contested.report.runner import settle
from contested.report.sides import side_of
from contested.report.study import words
from contested.report.views import claims_table


def test_claimants_are_voices_and_not_outlets(tables: Path) -> None:
    study = open_study("s", tables)
    assert study.claimants() == ["River Monitor", "Ministry of Relief", "The Orvan Post"]


def test_a_selection_narrows_claims_and_leaves_looks(tables: Path) -> None:
    whole, part = open_study("s", tables), open_study("s", tables, sources=["river monitor"], indicators=["killed"])
    assert {claimant_of(c) for c in part.claims} == {"River Monitor"}
    assert {c.indicator for c in part.claims} == {"killed"}
    assert part.looks == whole.looks
    late = open_study("s", tables, period_start="2016-12-05")
    assert late.claims == [c for c in whole.claims if str(c.date_end) >= "2016-12-05"]
    assert 0 < len(late.claims) < len(whole.claims)
    assert {c.place for c in open_study("s", tables, place="nerim").claims} == {"Nerim"}


def test_another_convention_changes_the_intervals(tables: Path) -> None:
    at_least = next(c for c in open_study("s", tables).claims if c.bound == "at_least")
    under = next(c for c in open_study("s", tables, convention="ucdp").claims if c.bound == "at_least")
    assert (at_least.low, at_least.high) == (120, None)
    assert (under.low, under.high) == (120, 120)


def test_evidence_leads_back_to_every_use_and_numbers_do_not_drift(tables: Path) -> None:
    study = open_study("s", tables)
    first = claims_table(study, "one", "First", study.claims[:2])
    claims_table(study, "two", "Second", study.claims[:1])
    again = claims_table(study, "one", "First", study.claims[:2])
    assert first == again
    shown = evidence_list(study).html
    assert shown.count("<article") == 2
    assert 'Used in: <a href="#one">Table 1</a>, <a href="#two">Table 2</a>' in shown


def test_a_plain_text_view_has_the_same_words(tables: Path) -> None:
    study = open_study("s", tables)
    text = repr(claims_table(study, "one", "First", study.claims))
    assert "at least 120 civilians" in text
    assert "<" not in text


@pytest.mark.parametrize(
    ("holder", "previous", "side"),
    [
        ("The Syrian army", None, "government"),
        (None, "rebels", "government"),
        ("Kurdish YPG", None, "kurdish"),
        (None, None, None),
        ("x", None, None),
    ],
)
def test_sides(tables: Path, holder: str | None, previous: str | None, side: str | None) -> None:
    claim = load(tables).claims[0]
    assert side_of(claim._replace(holder=holder, previous_holder=previous)) == side


def test_words_say_the_bound(tables: Path) -> None:
    said = {words(c) for c in load(tables).claims}
    assert {
        "at least 120 civilians",
        "tens of thousands of people",
        "up to 500 people",
        "60%",
        "took Nerim",
        "an unknown number of men",
    } <= said


def test_missing_tables_are_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="there is no folder"):
        load(tmp_path / "nowhere")
    with pytest.raises(TableError, match="claims"):
        load(tmp_path)


def test_settled_notebooks_carry_no_times_and_no_ids() -> None:
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(
                "1", metadata={"papermill": {"start_time": "x"}, "execution": {"iopub.execute_input": "2016"}, "tags": ["parameters"]}
            )
        ],
        metadata={"papermill": {"duration": 3}, "language_info": {"name": "python", "version": "3.11.7"}},
    )
    notebook.cells[0].outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "1"}, execution_count=9)]
    settle(notebook)
    assert notebook.cells[0].id == "cell-00"
    assert dict(notebook.cells[0].metadata) == {"tags": ["parameters"]}
    assert notebook.cells[0].outputs[0].execution_count == 1
    assert "papermill" not in notebook.metadata
    assert "version" not in notebook.metadata.language_info
    nbformat.validate(notebook)


def test_publishing_swaps_as_a_whole_and_keeps_the_readme(tmp_path: Path) -> None:
    out = tmp_path / "reports"
    out.mkdir()
    (out / "README.md").write_text("what this is")
    with staged(out) as stage:
        (stage / "index.html").write_text("new")
        assert not (out / "index.html").exists()
    assert (out / "index.html").read_text() == "new"
    assert (out / "README.md").read_text() == "what this is"
    assert [p.name for p in tmp_path.iterdir()] == ["reports"]


def test_a_failure_while_building_leaves_no_trace(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), staged(tmp_path / "reports") as stage:
        (stage / "index.html").write_text(str(1 / 0))
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_an_error(tmp_path: Path, make_tables: Callable[..., Path]) -> None:
    (tmp_path / "reports").write_text("a file")
    with pytest.raises(UsageError, match="is a file"), staged(tmp_path / "reports"):
        pass


def test_what_was_strange_is_counted_in_the_corpus_report(tables: Path) -> None:
    shown = corpus.rejects_table(open_study("s", tables))
    lines = str(shown).splitlines()
    assert "undecoded character  2  2  7  d1  \u2014" in lines
    assert "empty column  the file  1  2  a.csv  x, <b>y</b>" in lines
    assert "<b>" not in shown.html
