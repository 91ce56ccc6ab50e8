"""The pieces around tables and charts: comparisons side by side, data to take away, links between pages, the look in JupyterLab."""

from __future__ import annotations

import base64
import csv
import io
import re
from pathlib import Path

import nbformat
import pytest

from contested.compare.source_effects import Ratio, SourceEffects
from contested.compare.too_little import TooLittle
from contested.errors import ReportError
from contested.report.chart_foot import chart_foot, range_line
from contested.report.data import LONGEST_NAME, claimant_of, short_name
from contested.report.effects_table import effects_html
from contested.report.endnotes import evidence_list
from contested.report.html import LONGEST, el, outside_link, show
from contested.report.lab import in_lab, out_of_lab
from contested.report.render import check_links_between, claims_in, link_pages, render
from contested.report.study import Study, open_study
from contested.report.views import discrepancy_table


@pytest.fixture
def study(tables: Path) -> Study:
    return open_study("01_casualties", tables)


def test_a_comparison_is_shown_side_by_side_and_its_figures_lead_back_to_it(study: Study) -> None:
    table = discrepancy_table(study, "apart", "Apart").html
    rows = study.discrepancies()
    assert rows
    page = evidence_list(study).html
    for row in rows:
        anchor = f"x-{row['cell_id']}"
        assert f'href="#{anchor}"' in table
        sheet = page.split(f'id="{anchor}"')[1].split("</section>")[0]
        claims = study.cell_claims(str(row["cell_id"]))
        assert sheet.count("<li>") == len(claims) >= 2
        for c in claims:
            assert f"<mark>{c.quote}</mark>" in sheet
            entry = page.split(f'id="c-{c.claim_id}"')[1].split("</article>")[0]
            assert f'href="#{anchor}">Comparison' in entry
            others = entry.split("<dt>others</dt>")[1].split("</div>")[0]
            assert all(claimant_of(o) in others for o in claims if claimant_of(o) != claimant_of(c))


def test_the_evidence_of_a_report_without_comparisons_has_no_such_part(study: Study) -> None:
    study.use("one", "Table 1", [study.claims[0].claim_id])
    page = evidence_list(study).html
    assert "side-by-side" not in page
    assert page.count("<article") == 1


def test_a_chart_says_its_range_and_where_it_comes_from(study: Study) -> None:
    claims = study.of("killed")
    said = str(range_line(claims))
    assert ">45 civilians</a> (<bdi>Ministry of Relief, Orvan</bdi>) to " in said
    assert ">160 civilians</a> (<bdi>River Monitor, Orvan</bdi>)." in said
    assert range_line(claims[:1]) is None
    assert range_line([claims[0], claims[0]]) is None
    foot = chart_foot(study, "Figure 3", claims, named=True)
    assert "Source: 2 documents published 6 December 2016." in foot
    assert 'class="key narrow"' in foot
    assert 'download="01_casualties-figure-3.csv"' in foot


def test_the_data_of_a_chart_are_a_csv_that_no_spreadsheet_runs(study: Study) -> None:
    claims = [c._replace(source='=HYPERLINK("x")') if i == 0 else c for i, c in enumerate(study.of("killed"))]
    address = chart_foot(study, "Figure 1", claims, named=False).split('href="')[1].split('"')[0]
    kind, _, encoded = address.partition(",")
    assert kind == "data:text/csv;charset=utf-8;base64"
    rows = list(csv.DictReader(io.StringIO(base64.b64decode(encoded).decode())))
    assert [r["claim_id"] for r in rows] == [c.claim_id for c in claims]
    assert [r["quote"] for r in rows] == [c.quote for c in claims]
    assert rows[0]["claimant"] == """'=HYPERLINK("x")"""
    assert (rows[0]["low"], rows[0]["high"]) == ("120", "")


def test_a_name_that_runs_on_is_cut_and_stays_one_of_a_kind() -> None:
    one, other = ("x" * 100_000 + end for end in ("a", "b"))
    assert short_name("River Monitor") == "River Monitor"
    assert len(short_name(one)) <= LONGEST_NAME
    assert short_name(one) == short_name(one) != short_name(other)


def test_text_that_runs_on_is_cut_and_its_address_is_no_link() -> None:
    assert show("x" * LONGEST) == "x" * LONGEST
    assert show("x" * 100_000) == "x" * LONGEST + "…"
    assert "href" not in outside_link("https://example.org/" + "y" * 100_000, "words")
    assert len(el("a", "take", href="data:" + "z" * 9000)) > 9000


def _page(name: str, *claims: str, more: str = "") -> str:
    entries = "".join(f'<article id="c-{c}" tabindex="-1"><p class="back">Used in: <a href="#t">Table 1</a></p></article>' for c in claims)
    return f'<p id="t">{name}</p>{entries}{more}'


def test_evidence_names_the_other_pages_that_show_a_claim() -> None:
    pages = {
        "01_a.html": _page("a", "aa", "bb"),
        "02_b.html": _page("b", "bb"),
        "index.html": _page("i", more='<a href="01_a.html#c-aa" class="fig">12</a>'),
    }
    linked = link_pages(pages, {"01_a.html": "A & B", "index.html": "front page"})
    assert '</a>; in other pages: <a href="index.html">front page</a></p>' in linked["01_a.html"]
    assert '</a>; in other pages: <a href="02_b.html#c-bb">02_b.html</a></p>' in linked["01_a.html"]
    assert '</a>; in other pages: <a href="01_a.html#c-bb">A &amp; B</a></p>' in linked["02_b.html"]
    assert linked["index.html"] == pages["index.html"]
    assert claims_in(linked["01_a.html"]) == ["aa", "bb"]
    check_links_between(linked)
    with pytest.raises(ReportError, match=r"index\.html: a link leads to 'c-aa' in 01_a\.html"):
        check_links_between({**linked, "01_a.html": _page("a", "bb")})


def test_a_page_weighs_little_before_it_says_anything(tmp_path: Path) -> None:
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Nothing yet")]), tmp_path / "empty.ipynb")
    assert len(render(tmp_path / "empty.ipynb")) < 30_000  # nbconvert's own template: over 270,000


def test_the_code_of_a_silent_cell_stands_with_that_of_the_next(tmp_path: Path) -> None:
    shown = nbformat.v4.new_output("execute_result", {"text/plain": "2"}, execution_count=2)
    cells = [
        nbformat.v4.new_markdown_cell("# Title"),
        nbformat.v4.new_code_cell("quiet = 1"),
        nbformat.v4.new_code_cell("quiet + 1", outputs=[shown]),
        nbformat.v4.new_markdown_cell("The end."),
        nbformat.v4.new_code_cell("last = 1"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "code.ipynb")
    parts = render(tmp_path / "code.ipynb").split('<details class="code">')[1:]
    assert len(parts) == 2
    assert [parts[0].count("quiet"), parts[1].count("last")] == [2, 1]


def test_the_look_in_a_notebook_comes_off_again() -> None:
    assert in_lab("<p>x</p>").startswith('<div class="contested"><style>')
    assert out_of_lab(in_lab("<p>x</p>")) == "<p>x</p>"
    assert out_of_lab("<div><p>x</p></div>") == "<div><p>x</p></div>"


class _Effects(SourceEffects):
    def ratios(self, fewest: int = 1) -> list[Ratio]:
        return [
            Ratio("Monitor <b>", "Ministry", 2.0, 1.2, 3.5, 6, 4),
            Ratio("Post", "Ministry", 0.8, 0.0, float("inf"), 1, 0),
        ]


def test_a_model_is_a_table_of_ratios_with_their_intervals_on_one_scale() -> None:
    html = effects_html(_Effects((), (TooLittle("the rest", "They share nothing."),), {}, "interval"))
    assert html.count('<th scope="row">') == 2
    assert "<bdi>Monitor &lt;b&gt;</bdi>" in html
    assert ">1.2 to 3.5</td>" in html
    assert ">0.00 to open</td>" in html
    assert html.count("<svg") == 2
    assert "In 1 of 2 ratios the interval holds 1" in html
    assert "They share nothing." in html
    lines_at_one = re.findall(r'd="M([\d.]+) 0V14"', html)
    assert len(lines_at_one) == 2
    assert len(set(lines_at_one)) == 1
