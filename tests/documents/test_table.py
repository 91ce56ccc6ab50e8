"""Documents in the rows of a table: columns found, oddities counted, a broken row takes no other along."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from pathlib import Path

import pytest

from contested.documents import Columns, Limits, ReadSettings, iter_corpus, read_corpus
from contested.model import Document

TEXT = "Ten people were killed in the town on Monday the mayor said."


def _read(folder: Path, table: bytes | str, columns: Columns | None = None, listing: str | None = None, name: str = "news.csv"):
    (folder / name).write_bytes(table.encode() if isinstance(table, str) else table)
    if listing:
        (folder / "documents.csv").write_text(listing)
    return read_corpus(folder, ReadSettings(columns=columns or Columns()))


def _kinds(document: Document) -> dict[str, int]:
    return {o.kind: o.n for o in document.oddities}


@pytest.mark.parametrize(
    "header",
    [
        "text,title,published,publisher,url,id",
        "body,headline,date,source,link,unit_id",
        "Article Content,Article Title,Pub. Date,Outlet,URL,Doc-ID",
        "full_text;title;date_publish;source_name;uri;uuid",
        "content\tsubject\tpublished_at\tnewspaper\tsource_url\tguid",
    ],
)
def test_well_known_columns_need_no_setting(tmp_path: Path, header: str) -> None:
    mark = next(m for m in ";\t," if m in header)
    row = mark.join([TEXT, "A title", "2016-12-05", "The Wire", "https://example.org/1", "a7"])
    (document,) = _read(tmp_path, f"{header}\n{row}\n").documents
    assert (document.doc_id, document.text, document.title) == ("a7", f"A title\n\n{TEXT}", "A title")
    assert (document.published, document.publisher, document.url) == (dt.date(2016, 12, 5), "The Wire", "https://example.org/1")
    assert document.published_from.startswith("column ")


@pytest.mark.parametrize(
    ("title", "text", "stored"),
    [
        ("Ten dead in town", TEXT, f"Ten dead in town\n\n{TEXT}"),
        ("Ten people were killed", TEXT, TEXT),
        ("Ten people  were killed", TEXT, TEXT),
        ("", TEXT, TEXT),
    ],
)
def test_a_headline_is_part_of_the_text_once(tmp_path: Path, title: str, text: str, stored: str) -> None:
    (document,) = _read(tmp_path, f'title,text\n"{title}","{text}"\n').documents
    assert document.text == stored


def test_columns_that_are_set(tmp_path: Path) -> None:
    table = f'text,what,when\nshort,"{TEXT}",5.12.2016\n'
    (document,) = _read(tmp_path, table, Columns(text="what", date="when", date_order="dmy")).documents
    assert (document.doc_id, document.text, document.published) == ("news#1", TEXT, dt.date(2016, 12, 5))
    assert document.published_from == "column when"


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("a,b\n1,2\n", "no_text_column"),
        ("", "empty"),
        ("id,text\n1,\n", "empty"),
        ("id,text\n", "empty"),
        ("id,text\n1,a,b\n", "bad_record"),
        ("text\n\x00\x01\x02\n", "not_text"),
    ],
)
def test_what_is_no_document_is_named(tmp_path: Path, table: str, reason: str) -> None:
    corpus = _read(tmp_path, table)
    assert [(r.file, r.reason) for r in corpus.rejects] == [("news.csv", reason)]
    assert not corpus.documents


@pytest.mark.parametrize(
    ("dates", "read", "kinds"),
    [
        # one date past the twelfth tells the order of all of them
        (["4/5/2016", "4/16/2016"], ["2016-04-05", "2016-04-16"], [{}, {}]),
        (["4/5/2016", "16/4/2016"], ["2016-05-04", "2016-04-16"], [{}, {}]),
        (["4/5/2016", "4/4/2016"], [None, "2016-04-04"], [{"date_ambiguous": 1}, {}]),
        (["16/4/2016", "4/16/2016", "4/5/2016"], ["2016-04-16", "2016-04-16", None], [{}, {}, {"date_ambiguous": 1}]),
        (["2/30/2016", "soon", ""], [None] * 3, [{"date_impossible": 1}, {"date_unreadable": 1}, {"date_missing": 1}]),
        (["Fri 07 Apr 2017 at 0914", "5 December 2016", "Dec 2016"], ["2017-04-07", "2016-12-05", None], [{}, {}, {"date_unreadable": 1}]),
        (["2016-12-05T23:30:00+03:00", "20161205", "1480896000"], ["2016-12-05"] * 3, [{}, {}, {}]),
        (["0016-12-05", "12/5/16"], [None, None], [{"date_impossible": 1}, {"date_ambiguous": 1}]),
    ],
)  # fmt: skip
def test_dates(tmp_path: Path, dates: list[str], read: list[str | None], kinds: list[dict[str, int]]) -> None:
    table = "id,text,date\n" + "".join(f"{i},{TEXT} {i},{d}\n" for i, d in enumerate(dates))
    documents = _read(tmp_path, table).documents
    assert [d.published and d.published.isoformat() for d in documents] == read
    found = [{k: n for k, n in _kinds(d).items() if k.startswith("date")} for d in documents]
    assert found == kinds


@pytest.mark.parametrize(
    "broken",
    ['2,"never closed and so on', '2,"closed" too early', "2", '2,a,b,c,"d', "2,one,two,three,four"],
)
def test_a_broken_row_takes_no_other_along(tmp_path: Path, broken: str) -> None:
    table = f'id,text,source\n1,"{TEXT}",x\n{broken}\n3,"{TEXT} Three.\nIts second line.",y\n4,"{TEXT} Four.",z\n'
    corpus = _read(tmp_path, table)
    assert [(d.doc_id, d.publisher) for d in corpus.documents] == [("1", "x"), ("3", "y"), ("4", "z")]
    assert corpus.documents[1].text == f"{TEXT} Three.\nIts second line."
    assert [r.reason for r in corpus.rejects] == ["bad_record"]
    assert "line 3" in corpus.rejects[0].detail


def test_ids_are_unique_and_stay_the_records_own(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("id,text\n7,one\n7,two\n8,three\n,four\n")
    (tmp_path / "c.csv").write_text("id,text\n7,five\n7,six\nb#4,seven\na,eight\n")
    (tmp_path / "a.txt").write_text("nine")
    documents = read_corpus(tmp_path).documents
    assert {d.text: d.doc_id for d in documents} == {
        "one": "7",
        "two": "7#2",
        "three": "8",
        "four": "b#4",
        "five": "c/7",
        "six": "c/7#2",
        "seven": "c/b#4",
        "eight": "c/a",
        "nine": "a",
    }
    assert [d.doc_id for d in documents if "repeated_id" in _kinds(d)] == ["7#2", "c/7#2"]


def test_oddities_of_the_file_go_with_its_first_document(tmp_path: Path) -> None:
    first, second = _read(tmp_path, f"id,text,note,,text\n1,{TEXT},,,\n2,{TEXT},,what,\n").documents
    assert [(o.kind, o.n) for o in first.oddities if o.of_file] == [("empty_column", 2), ("unnamed_column", 1), ("column_twice", 1)]
    assert _kinds(second) == {"repeated_text": 1}


def test_bytes_that_cannot_be_decoded_are_counted(tmp_path: Path) -> None:
    (document,) = _read(tmp_path, b"text\nThe caf\xe9 was hit \x81 twice\x9d\n").documents
    assert (document.text, document.encoding) == ("The caf\u00e9 was hit \ufffd twice\ufffd", "cp1252")
    assert _kinds(document) == {"undecoded_character": 2}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings_with_a_mark(tmp_path: Path, encoding: str) -> None:
    (document,) = _read(tmp_path, f"id,text\n1,{TEXT} caf\u00e9\n".encode(encoding)).documents
    assert (document.doc_id, document.text, document.encoding) == ("1", f"{TEXT} caf\u00e9", encoding.removesuffix("-sig"))


def test_what_the_listing_says_of_a_table_fills_what_its_records_leave_open(tmp_path: Path) -> None:
    table = f"id,text,source,date\n1,{TEXT} One.,,\n2,{TEXT},The Wire,2016-12-07\n"
    one, two = _read(tmp_path, table, listing="file,publisher,published\nnews.csv,All of them,2016-12-01\n").documents
    assert (one.publisher, one.published, one.published_from) == ("All of them", dt.date(2016, 12, 1), "documents.csv")
    assert (two.publisher, two.published, two.published_from) == ("The Wire", dt.date(2016, 12, 7), "column date")


def test_a_long_line_is_left_out_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"id,text\n1,{TEXT}\n2,{'x' * 5000}\n3,{TEXT} Three.\n4,{'y ' * 800}\n")
    corpus = read_corpus(tmp_path, ReadSettings(limits=Limits(characters=1000)))
    assert [d.doc_id for d in corpus.documents] == ["1", "3"]
    assert [r.reason for r in corpus.rejects] == ["too_many_characters"] * 2


def test_a_long_table_is_not_held_in_memory(tmp_path: Path) -> None:
    with (tmp_path / "long.csv").open("w") as f:
        f.write("id,text,date\n")
        for i in range(8_000):
            f.write(f'{i},"{TEXT} {"more words " * 60}{i}",12/{1 + i % 28}/2016\n')
    size = (tmp_path / "long.csv").stat().st_size
    tracemalloc.start()
    n = sum(isinstance(item, Document) for item in iter_corpus(tmp_path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert n == 8_000
    assert size > 5_000_000
    assert peak < size / 2
