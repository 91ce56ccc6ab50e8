"""What is new, gone and revised between two editions."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from contested.errors import TableError
from contested.report import build_reports
from contested.report.changes import Edition, compare_editions, pair_claims
from contested.report.changes_page import summary
from contested.report.data import load
from contested.tables import check_tables, read_table

MORE = (
    "d4",
    "River Monitor",
    "The River Monitor now counts ",
    "190 civilians",
    " dead in Orvan.",
    "killed",
    "civilians",
    190,
    "exact",
    None,
    "persons",
    "cumulative",
    5,
)


@pytest.fixture(scope="module")
def sayings() -> list[tuple[Any, ...]]:
    """Two documents, two claimants, three figures; the monitor's and the ministry's can be compared."""
    return [
        (
            "d1",
            "River Monitor",
            "The River Monitor counts ",
            "at least 120 civilians",
            " dead in Orvan.",
            "killed",
            "civilians",
            120,
            "at_least",
            None,
            "persons",
            "cumulative",
            1,
        ),
        (
            "d2",
            "Ministry of Relief",
            "The Ministry of Relief speaks of ",
            "45 civilians",
            " dead in Orvan.",
            "killed",
            "civilians",
            45,
            "exact",
            None,
            "persons",
            "cumulative",
            2,
        ),
        (
            "d2",
            "Ministry of Relief",
            "The ministry says ",
            "about 8,000 people",
            " left Orvan.",
            "displaced",
            "people",
            8000,
            "approx",
            None,
            "persons",
            "stock",
            3,
        ),
    ]


@pytest.fixture(scope="module")
def first(make_tables: Callable[..., Path], sayings: list[tuple[Any, ...]]) -> Path:
    return make_tables(sayings)


def _edition(folder: Path, **findings: str) -> Edition:
    return Edition(load(folder), findings)


def _kinds(rows: list[dict[str, Any]]) -> Counter[tuple[str, str]]:
    return Counter((r["kind"], r["change"]) for r in rows if r["kind"] != "run")


def test_two_equal_editions_differ_in_nothing(first: Path) -> None:
    assert compare_editions(_edition(first, a="x"), _edition(first, a="x")) == []


def test_a_new_document_brings_its_figures_and_what_they_update(first: Path, make_tables: Callable[..., Path], sayings: list[Any]) -> None:
    rows = compare_editions(_edition(first), _edition(make_tables([*sayings, MORE])))
    kinds = _kinds(rows)
    assert kinds["figure", "new"] == 1
    assert kinds["document", "new"] == 1
    assert kinds["figure", "gone"] == kinds["figure", "revised"] == 0
    new = next(r for r in rows if (r["kind"], r["change"]) == ("figure", "new"))
    assert new["claimant"] == "River Monitor"
    assert "190 civilians" in new["after"]
    assert new["note"] == "updates at least 120 of 2 December 2016"
    run = next(r for r in rows if r["kind"] == "run")
    assert run["before"].startswith("2 documents")
    assert run["after"].startswith("3 documents")


def test_what_was_new_is_gone_the_other_way_round(first: Path, make_tables: Callable[..., Path], sayings: list[Any]) -> None:
    longer = make_tables([*sayings, MORE])
    forth, back = (_kinds(compare_editions(a, b)) for a, b in ((_edition(first), _edition(longer)), (_edition(longer), _edition(first))))
    other = {"new": "gone", "gone": "new", "revised": "revised"}
    assert back == Counter({(kind, other[change]): n for (kind, change), n in forth.items()})


def test_an_edited_figure_is_revised_and_not_new(first: Path, make_tables: Callable[..., Path], sayings: list[Any]) -> None:
    edited = [list(s) for s in sayings]
    edited[1][3], edited[1][7] = "57 civilians", 57
    rows = compare_editions(_edition(first), _edition(make_tables(edited)))
    figures = [r for r in rows if r["kind"] == "figure"]
    assert [r["change"] for r in figures] == ["revised"]
    assert "value: 45" in figures[0]["before"]
    assert "value: 57" in figures[0]["after"]
    assert _kinds(rows)["comparison", "revised"] == 1


def test_words_that_only_moved_are_the_same_figures(first: Path, make_tables: Callable[..., Path], sayings: list[Any]) -> None:
    moved = [
        ("d2", None, "A word before. ", "9 wounded", " there.", "injured", "people", 9, "exact", None, "persons", "incident", 1),
        *sayings,
    ]
    rows = compare_editions(_edition(first), _edition(make_tables(moved)))
    assert _kinds(rows)["figure", "new"] == 1
    assert _kinds(rows)["figure", "revised"] == _kinds(rows)["figure", "gone"] == 0
    assert _kinds(rows)["comparison", "revised"] == _kinds(rows)["comparison", "new"] == 0


def test_alarms_come_and_go(first: Path, make_tables: Callable[..., Path], sayings: list[Any]) -> None:
    falling = [*sayings, (*MORE[:3], "60 civilians", *MORE[4:7], 60, *MORE[8:])]
    there, away = _edition(make_tables(falling)), _edition(first)
    new = [r for r in compare_editions(away, there) if r["kind"] == "alarm" and r["change"] == "new"]
    assert any(r["what"].startswith("falling total") for r in new)
    assert all(r["change"] == "gone" for r in compare_editions(there, away) if r["kind"] == "alarm")


def test_findings_are_compared_by_report(first: Path) -> None:
    rows = compare_editions(_edition(first, a="one", b="two"), _edition(first, a="one", b="three", c="four"))
    assert [(r["id"], r["change"], r["before"], r["after"]) for r in rows if r["kind"] == "finding"] == [
        ("b", "revised", "two", "three"),
        ("c", "new", None, "four"),
    ]
    assert summary(rows) == "1 finding new; 1 finding revised."


def test_every_claim_is_paired_once(first: Path) -> None:
    claims = load(first).claims
    twins = [c._replace(claim_id=f"{i:012x}", char_start=(c.char_start or 0) + 5) for i, c in enumerate(claims)]
    pairs, gone, fresh = pair_claims(claims, twins)
    assert {(a.quote, b.quote) for a, b in pairs} == {(c.quote, c.quote) for c in claims}
    assert (len(pairs), gone, fresh) == (len(claims), [], [])


@pytest.fixture
def plain_notebooks(tmp_path: Path) -> Path:
    """A notebook that shows the evidence of every figure, and leaves a finding."""
    cells = [
        nbformat.v4.new_markdown_cell("# All\n\nEvery figure."),
        nbformat.v4.new_code_cell('tables: str = "x"', metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(
            "from contested.report import evidence_list, front, open_study, views\n"
            'study = open_study("all", tables)\nviews.claims_table(study, "all", "All", study.claims)'
        ),
        nbformat.v4.new_markdown_cell("## Evidence"),
        nbformat.v4.new_code_cell("evidence_list(study)"),
        nbformat.v4.new_code_cell('front.card(study, f"{len(study.claims)} figures.", None)'),
    ]
    folder = tmp_path / "notebooks"
    folder.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "01_all.ipynb")
    return folder


def _files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_published_edition_says_what_changed_since_the_last(
    first: Path, make_tables: Callable[..., Path], sayings: list[Any], plain_notebooks: Path, tmp_path: Path
) -> None:
    longer, out = make_tables([*sayings, MORE]), tmp_path / "reports"
    build_reports(first, out, notebooks=plain_notebooks)
    assert not (out / "changes.html").exists()
    assert "changes.html" not in (out / "index.html").read_text(encoding="utf-8")
    assert not (out / "tables" / "changes.csv").exists()
    shutil.copytree(out, tmp_path / "other")

    pages = build_reports(longer, out, notebooks=plain_notebooks)
    assert pages[-1] == out / "changes.html"
    text = (out / "changes.html").read_text(encoding="utf-8")
    claim_id = read_table(out / "tables", "changes").query("kind == 'figure' and change == 'new'").id.iloc[0]
    assert f'href="01_all.html#c-{claim_id}"' in text
    assert 'href="changes.html"' in (out / "index.html").read_text(encoding="utf-8")
    assert "3 figures." in text
    assert check_tables(out / "tables") == []
    assert '"changes"' in (out / "tables" / "datapackage.json").read_text(encoding="utf-8")

    build_reports(longer, tmp_path / "other", notebooks=plain_notebooks)
    assert _files(out) == _files(tmp_path / "other"), "the same two editions give the same bytes"
    before = _files(out)
    build_reports(longer, out, notebooks=plain_notebooks)
    assert _files(out) == before, "a run that finds nothing different keeps the changes that stand"

    build_reports(out / "tables", tmp_path / "third", notebooks=plain_notebooks)
    assert not (tmp_path / "third" / "tables" / "changes.csv").exists()
    assert '"changes"' not in (tmp_path / "third" / "tables" / "datapackage.json").read_text(encoding="utf-8")


def test_an_earlier_edition_that_cannot_be_read_stops_nothing(first: Path, plain_notebooks: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports"
    (out / "tables").mkdir(parents=True)
    (out / "index.html").write_text("earlier")
    (out / "tables" / "claims.parquet").write_bytes(b"not a table")
    with pytest.raises(TableError):
        load(out / "tables")
    build_reports(first, out, notebooks=plain_notebooks)
    assert not (out / "changes.html").exists()
