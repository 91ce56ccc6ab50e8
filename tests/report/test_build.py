"""The whole way from tables to published reports, with real kernels."""

# ruff: noqa: E501 (one saying, one line)
from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from contested.errors import ReportError, UsageError
from contested.report import build_reports
from contested.report.data import load

PAGES = ("index.html", "00_corpus.html", "01_casualties.html", "02_displacement.html", "03_control.html", "04_discrepancies.html")
SCRIPT = '<script>alert("x")</script>'
HOSTILE = (
    ("h1", f'Monitor{SCRIPT}"><img src=x onerror=alert(1)>', "He said ", f"90 people {SCRIPT}", "\u202e died </mark></article><svg onload=alert(2)> $\\frac{1$ here.",
     "killed", "people", 90, "exact", None, "persons", "cumulative", 2),
    ("h1", "Ministry & <b>Co</b>", "She said ", "at least 300 people", " died & more <!-- .", "killed", "people", 300, "at_least", None, "persons", "cumulative", 2),
)  # fmt: skip


@pytest.fixture(scope="module")
def built(tables: Path, notebooks: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built") / "reports"
    build_reports(tables, out, notebooks=notebooks)
    return out


class Page(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marks: dict[str, str] = {}
        self._article = ""
        self._in_mark = False
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "article":
            self._article = str(dict(attrs).get("id"))
        self._in_mark = tag == "mark" or (self._in_mark and tag == "bdi")

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._in_mark = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_mark:
            self.marks[self._article] = self.marks.get(self._article, "") + data

    def attributes(self, name: str) -> Iterator[str]:
        return (str(a[name]) for _, a in self.tags if a.get(name) is not None)


def test_all_pages_are_there_with_tables_and_notebooks(built: Path) -> None:
    assert sorted(p.name for p in built.glob("*.html")) == sorted(PAGES)
    assert (built / "tables" / "claims.csv").is_file()
    assert (built / "tables" / "datapackage.json").is_file()
    assert len(list((built / "notebooks").glob("*.ipynb"))) == 5


@pytest.mark.parametrize("name", PAGES)
def test_every_link_resolves_and_ids_are_unique(built: Path, name: str) -> None:
    page = Page(built / name)
    ids = list(page.attributes("id"))
    assert len(ids) == len(set(ids))
    links = list(page.attributes("href"))
    assert links
    for link in links:
        file, _, anchor = link.partition("#")
        if link.startswith(("http", "data:text/csv;charset=utf-8;base64,")):
            continue
        assert (built / (file or name)).is_file(), link
        assert not anchor or anchor in (set(Page(built / file).attributes("id")) if file else ids), link


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_fetched_and_nothing_runs(built: Path, name: str) -> None:
    page = Page(built / name)
    assert not {"script", "link", "iframe", "object", "embed", "form"} & {tag for tag, _ in page.tags}
    assert not [a for _, attrs in page.tags for a in attrs if a.startswith("on") or a == "style"]
    assert all(source.startswith("data:") for source in page.attributes("src"))
    policy = next(a["content"] for tag, a in page.tags if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_every_claim_of_a_report_shows_its_quote(built: Path, tables: Path) -> None:
    casualties = Page(built / "01_casualties.html")
    wanted = [c for c in load(tables).claims if c.indicator in ("killed", "injured", "missing")]
    assert len(wanted) == 5
    links = set(casualties.attributes("href"))
    for claim in wanted:
        assert f"#c-{claim.claim_id}" in links
        assert casualties.marks[f"c-{claim.claim_id}"] == claim.quote


def test_charts_are_described_and_linked(built: Path) -> None:
    text = (built / "01_casualties.html").read_text(encoding="utf-8")
    charts = re.findall(r"<svg class=\"chart\".*?</svg>", text, re.DOTALL)
    assert charts
    for chart in charts:
        assert re.search(r'<title id="[^"]+">[^<]+</title>', chart)
        assert re.search(r'<desc id="[^"]+">[^<]+ claimants?, [^<]+mentions?', chart)
        assert '<a href="#c-' in chart


def test_headings_go_down_one_step_at_a_time(built: Path) -> None:
    for name in PAGES:
        levels = [int(tag[1]) for tag, _ in Page(built / name).tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(b <= a + 1 for a, b in pairwise(levels)), name


def test_two_builds_give_the_same_bytes(
    built: Path, tables: Path, notebooks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("PYTHONHASHSEED", "77")
    monkeypatch.setenv("LC_ALL", "C")
    again = tmp_path / "another place" / "out"
    build_reports(tables, again, notebooks=notebooks, workers=1)
    one = {p.relative_to(built): p.read_bytes() for p in built.rglob("*") if p.is_file()}
    other = {p.relative_to(again): p.read_bytes() for p in again.rglob("*") if p.is_file()}
    assert one.keys() == other.keys()
    assert [str(name) for name in one if one[name] != other[name]] == []
    assert str(tables).encode() not in b"".join(one.values())


def test_hostile_words_stay_words(make_tables: Callable[..., Path], notebooks: Path, tmp_path: Path) -> None:
    title = f"T{SCRIPT}" + "x" * 100_000
    tables = make_tables(HOSTILE, title=title, publisher=f"P{SCRIPT}'\"", url="javascript:alert(1)")
    build_reports(tables, tmp_path / "out", notebooks=notebooks, workers=1)
    for name in PAGES:
        page = Page(tmp_path / "out" / name)
        assert not {"script", "img", "b"} & {tag for tag, _ in page.tags}, name
        assert not [a for _, attrs in page.tags for a in attrs if a.startswith("on")], name
        assert not [link for link in page.attributes("href") if link.lower().startswith("javascript")], name
        assert "\u202e" not in page.text, name
        ids = set(page.attributes("id"))
        assert all(link[1:] in ids for link in page.attributes("href") if link.startswith("#")), name
    casualties = (tmp_path / "out" / "01_casualties.html").read_text(encoding="utf-8")
    assert html.escape(SCRIPT).replace("&quot;", "&#34;") in casualties
    assert "[U+202E]" in casualties
    assert len(casualties) < 1_000_000


@pytest.mark.parametrize(
    "parameters",
    [{"sources": ["River Monitor"]}, {"sources": ["Nobody"]}, {"period_start": "2030-01-01"}, {"place": "Nerim", "convention": "ucdp"}],
)
def test_too_little_data_is_a_complete_report(tables: Path, notebooks: Path, tmp_path: Path, parameters: dict[str, object]) -> None:
    pages = build_reports(tables, tmp_path / "out", notebooks=notebooks, parameters=parameters, workers=1)
    assert [p.name for p in pages] == list(PAGES)
    text = (tmp_path / "out" / "04_discrepancies.html").read_text(encoding="utf-8")
    assert "too little" in text
    answer = re.search(r'<ol id="answer".*?</ol>', text, re.DOTALL)
    assert answer is not None
    assert "<li>" in answer[0]


def test_an_unknown_parameter_is_an_error_with_a_suggestion(tables: Path, notebooks: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean 'place'"):
        build_reports(tables, tmp_path / "out", notebooks=notebooks, parameters={"plase": "Orvan"})
    assert list(tmp_path.iterdir()) == []


def _broken(folder: Path, source: str) -> Path:
    folder.mkdir()
    cells = [nbformat.v4.new_code_cell('tables: str = "x"', metadata={"tags": ["parameters"]}), nbformat.v4.new_code_cell(source)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "00_broken.ipynb")
    return folder


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("total = 1 / 0", r"00_broken.ipynb, cell \d+ \(total = 1 / 0\): ZeroDivisionError"),
        ("import time; time.sleep(60)", r"00_broken.ipynb.*longer than 2 s"),
        ("import os; os.kill(os.getpid(), 9)", r"00_broken.ipynb.*kernel died"),
    ],
)
def test_a_failure_leaves_the_last_reports_and_names_the_cause(tables: Path, tmp_path: Path, source: str, cause: str) -> None:
    out = tmp_path / "reports"
    out.mkdir()
    (out / "index.html").write_text("the last good one")
    with pytest.raises(ReportError, match=cause):
        build_reports(tables, out, notebooks=_broken(tmp_path / "nb", source), timeout=2)
    assert (out / "index.html").read_text() == "the last good one"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["nb", "reports"]


def test_a_folder_with_other_files_is_not_replaced(tables: Path, notebooks: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(UsageError, match=r"thesis\.tex"):
        build_reports(tables, tmp_path, notebooks=notebooks)
    assert (tmp_path / "thesis.tex").read_text() == "years of work"
