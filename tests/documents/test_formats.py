"""The same report in every format: read, with what the format says of it, and with spans that point at their words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import samples

from contested import read_tables
from contested.documents import read_corpus
from contested.documents.registry import BY_ENDING, FORMATS
from contested.explain import explain_file
from contested.pipeline import parse_corpus
from contested.tables import check_tables

REPORT = [
    "Dozens killed as front moves",
    "At least 415 civilians were killed in eastern Aleppo on Friday, the ministry (of health) said.",
    "More than 31,500 people have been displaced by the fighting, the agency said.",
]
DAY = dt.date(2016, 12, 5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formats")
    for ending, write in samples.WRITERS.items():
        (folder / f"{ending[1:]}-report{ending}").write_bytes(write(REPORT))
    return folder


def test_every_format_has_a_sample() -> None:
    assert {BY_ENDING[ending] for ending in samples.WRITERS} == set(FORMATS)


@pytest.mark.parametrize(
    ("ending", "ids", "title", "publisher", "published", "published_from", "encoding"),
    [
        (".txt", ["txt-report"], None, None, None, None, "utf-8"),
        (".md", ["md-report"], REPORT[0], "Example News", DAY, "head of the file", "utf-8"),
        (".html", ["html-report"], REPORT[0], "Example News", DAY, "metadata of the page", "utf-8"),
        (".pdf", ["pdf-report"], None, None, None, None, ""),
        (".docx", ["docx-report"], REPORT[0], None, None, None, ""),
        (".json", ["j-1", "j-2"], REPORT[0], "Example News", DAY, "key date", "utf-8"),
        (".jsonl", ["l-1", "l-2"], REPORT[0], "Example News", DAY, "key date", "utf-8"),
        (".csv", ["c-1", "c-2"], REPORT[0], "Example News", DAY, "column date", "utf-8"),
        (".parquet", ["p-1", "p-2"], REPORT[0], "Example News", DAY, "column date", "utf-8"),
        (".eml", ["eml-report"], REPORT[0], "Example News", DAY, "header Date", "utf-8"),
    ],
)
def test_what_each_format_gives(
    folder: Path,
    ending: str,
    ids: list[str],
    title: str | None,
    publisher: str | None,
    published: dt.date | None,
    published_from: str | None,
    encoding: str,
) -> None:
    corpus = read_corpus(folder / f"{ending[1:]}-report{ending}")
    assert not corpus.rejects
    assert [d.doc_id for d in corpus.documents] == ids
    # every record stands under its headline, as a report of its own
    headline = REPORT[0] + "\n\n"
    words = "\n\n".join(d.text.removeprefix(headline) if len(ids) > 1 else d.text for d in corpus.documents).strip()
    assert words == "\n\n".join(REPORT if len(ids) == 1 else REPORT[1:])
    assert len(ids) == 1 or all(d.text.startswith(headline) for d in corpus.documents)
    for d in corpus.documents:
        assert (d.title, d.publisher, d.published, d.published_from) == (title, publisher, published, published_from)
        assert (d.format, d.encoding, len(d.sha256)) == (BY_ENDING[ending].name, encoding, 64)


def test_spans_point_at_their_words_in_the_tables(folder: Path, tmp_path: Path) -> None:
    summary = parse_corpus(folder, tmp_path / "tables")
    tables = read_tables(tmp_path / "tables")
    assert not check_tables(tmp_path / "tables")
    assert summary.rejects == 0
    assert len(tables.documents) == 16
    joined = tables.claims.merge(tables.documents[["doc_id", "text"]], on="doc_id")
    assert all(c.text[c.char_start : c.char_end] == c.quote for c in joined.itertuples())
    values = joined[joined.value.notna()].groupby("doc_id").value.apply(sorted)
    whole = [v for i, v in values.items() if "-1" not in i and "-2" not in i]
    assert whole == [[415, 31500]] * 8


@pytest.mark.parametrize("ending", [e for e in samples.WRITERS])
def test_every_format_can_be_explained(folder: Path, ending: str) -> None:
    lines = list(explain_file(folder / f"{ending[1:]}-report{ending}"))
    assert sum("415" in line and line.startswith("  ") for line in lines) >= 1


def test_a_file_with_the_wrong_ending_is_read_as_what_it_is(tmp_path: Path) -> None:
    for name, write in (
        ("a.txt", samples.pdf),
        ("b.pdf", samples.page),
        ("c.html", samples.WRITERS[".zip"]),
        ("d.csv", samples.page),
        ("e.csv", samples.WRITERS[".parquet"]),
    ):
        (tmp_path / name).write_bytes(write(REPORT))
    corpus = read_corpus(tmp_path)
    assert [(d.doc_id, d.format) for d in corpus.documents] == [
        ("a", "pdf"),
        ("b", "html"),
        ("c/a", "text"),
        ("c/deep/b", "html"),
        ("d", "html"),
        ("p-1", "parquet"),
        ("p-2", "parquet"),
    ]
    assert [[o.kind for o in d.oddities if o.kind == "wrong_ending"] for d in corpus.documents] == [["wrong_ending"]] * 3 + [
        [],
        ["wrong_ending"],
        ["wrong_ending"],
        [],
    ]
    assert not corpus.rejects


def test_an_old_office_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    (reject,) = read_corpus(tmp_path).rejects
    assert reject.reason == "unsupported_format"
    assert "save it as .docx" in reject.detail


def test_corpora_without_risky_formats_start_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr("subprocess.Popen", refuse)
    (tmp_path / "a.txt").write_bytes(samples.text(REPORT))
    (tmp_path / "b.csv").write_bytes(samples.table(REPORT))
    assert len(read_corpus(tmp_path).documents) == 3
