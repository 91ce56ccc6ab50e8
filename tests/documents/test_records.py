"""JSON and JSON Lines: records wherever they lie, keys found by name, one bad record harms no other."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from contested.documents import Columns, Corpus, Limits, ReadSettings, read_corpus

TEXT = "At least 12 people were killed in the town on Monday, the mayor said."
RELIEFWEB = {
    "time": 5,
    "totalCount": 1,
    "count": 1,
    "links": {"self": {"href": "https://api.example/v1/reports"}},
    "data": [
        {
            "id": "1234567",
            "score": 1,
            "fields": {
                "title": "Flash Update No. 5",
                "body": f"# Highlights\n\n- **{TEXT}**\n- Some [4,000 families](https://example.org) have fled\nsince then.\n",
                "body-html": "<h1>Highlights</h1>",
                "date": {"created": "2016-12-09T08:00:00+00:00", "original": "2016-12-08T00:00:00+00:00"},
                "source": [{"name": "An Office", "shortname": "AO"}, {"name": "A Fund"}],
                "language": [{"code": "en"}],
                "url": "https://example.org/node/1234567",
            },
        }
    ],
}


def _read(folder: Path, content: Any, columns: Columns | None = None, name: str = "a.json", limits: Limits | None = None) -> Corpus:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    (folder / name).write_bytes(raw)
    return read_corpus(folder, ReadSettings(columns or Columns(), limits or Limits()))


@pytest.mark.parametrize(
    ("content", "ids"),
    [
        ({"text": TEXT}, ["a"]),
        ({"id": "x", "body": TEXT}, ["a"]),
        ([{"text": TEXT}, {"text": TEXT}], ["a#1", "a#2"]),
        ([{"id": 7, "text": TEXT}], ["7"]),
        ({"status": "ok", "articles": [{"content": TEXT, "url": "https://example.org"}]}, ["a#1"]),
        ({"hits": {"hits": [{"_source": {"text": TEXT, "uuid": "u"}}]}}, ["u"]),
        ({"data": {"items": [{"attributes": {"text": TEXT}, "id": "z"}]}}, ["z"]),
        ([{"content": {"rendered": f"<p>{TEXT}</p>"}, "title": {"rendered": "A title"}}], ["a#1"]),
        ({"text": ["At least 12 people were killed in the town on Monday,", "the mayor said."]}, None),
    ],
)
def test_records_are_found(tmp_path: Path, content: Any, ids: list[str] | None) -> None:
    corpus = _read(tmp_path, content)
    assert not corpus.rejects
    if ids:
        assert [d.doc_id for d in corpus.documents] == ids
        assert {d.text.removeprefix("A title\n\n") for d in corpus.documents} == {TEXT}


def test_reliefweb_as_its_api_answers(tmp_path: Path) -> None:
    (document,) = _read(tmp_path, RELIEFWEB).documents
    assert document.doc_id == "1234567"
    assert document.text == f"Flash Update No. 5\n\nHighlights\n\n{TEXT}\n\nSome 4,000 families have fled since then."
    assert (document.title, document.publisher) == ("Flash Update No. 5", "An Office; A Fund")
    assert (document.published, document.published_from) == (dt.date(2016, 12, 8), "key date.original")
    assert document.url == "https://example.org/node/1234567"


def test_keys_that_are_set(tmp_path: Path) -> None:
    record = {"text": "short", "inner": {"words": TEXT}, "when": "5.12.2016"}
    (document,) = _read(tmp_path, [record], Columns(text="inner.words", date="when", date_order="dmy")).documents
    assert (document.text, document.published) == (TEXT, dt.date(2016, 12, 5))


MIXED = [{"text": TEXT}, 4, {"text": " "}, {"other": 1}, {"text": TEXT * 20}]


@pytest.mark.parametrize(
    ("content", "reasons"),
    [
        (b"{", ["damaged"]),
        (b"[]", ["empty"]),
        (b"5", ["damaged"]),
        (b'{"a": 1}', ["no_text_column"]),
        (b"[" * 100_000, ["too_deep"]),
        (b'{"text": "12 killed", "n": ' + b"9" * 9000 + b"}", ["damaged"]),
        (json.dumps(MIXED).encode(), ["bad_record", "empty", "no_text_column", "too_many_characters"]),
    ],
)
def test_what_is_no_record_is_named(tmp_path: Path, content: bytes, reasons: list[str]) -> None:
    assert [r.reason for r in _read(tmp_path, content, limits=Limits(characters=1000)).rejects] == reasons


def test_lines_are_read_one_by_one(tmp_path: Path) -> None:
    good = json.dumps({"id": "g", "text": TEXT, "date": "4/25/2016"}).encode()
    more = json.dumps({"id": "h", "text": TEXT, "date": "4/5/2016"}).encode()
    long = json.dumps({"text": "x" * 9000}).encode()
    corpus = _read(
        tmp_path, b"\n".join([good, b"", b"{", b"null", long, b"[" * 50_000, more]), name="a.jsonl", limits=Limits(characters=1000)
    )
    assert [(d.doc_id, d.published) for d in corpus.documents] == [("g", dt.date(2016, 4, 25)), ("h", dt.date(2016, 4, 5))]
    assert sorted(r.reason for r in corpus.rejects) == ["bad_record", "damaged", "too_many_characters", "too_many_characters"]


def test_halves_of_surrogate_pairs_and_nul_are_shown_and_counted(tmp_path: Path) -> None:
    (document,) = _read(tmp_path, b'{"text": "12 \\ud83d people\\u0000 were killed \\ud83d\\ude22", "title": "\\udfff x"}').documents
    assert document.text == "\ufffd x\n\n12 \ufffd people\ufffd were killed \U0001f622"
    assert document.title == "\ufffd x"
    assert [(o.kind, o.n) for o in document.oddities] == [("unusable_character", 2)]
