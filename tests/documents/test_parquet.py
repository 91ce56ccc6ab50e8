"""Parquet: columns of every type that can hold a part of a document, rows that cannot be one, files that are no good."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest
import samples

from contested.documents import Columns, Corpus, Limits, ReadSettings, read_corpus
from contested.documents.found import Fault, Found, Step, memory_source
from contested.documents.parquet import read_parquet
from contested.documents.worker import Workshop

TEXT = "At least 12 people were killed in the town on Monday, the mayor said."
DAY = dt.date(2016, 12, 5)


def _corpus(folder: Path, raw: bytes, settings: ReadSettings | None = None) -> Corpus:
    (folder / "a.parquet").write_bytes(raw)
    return read_corpus(folder, settings)


def _items(raw: bytes, settings: ReadSettings | None = None) -> list[Found | Fault]:
    settings = settings or ReadSettings()
    return [i for i in read_parquet(memory_source("a.parquet", raw, settings), settings) if not isinstance(i, Step)]


def _found(raw: bytes, settings: ReadSettings | None = None) -> list[Found]:
    items = _items(raw, settings)
    return [i for i in items if isinstance(i, Found)]


def _columns(**columns: pa.Array) -> bytes:
    return samples.columns_of(pa.table(columns))


@pytest.mark.parametrize(
    "texts",
    [
        pa.array([TEXT, TEXT]),
        pa.array([TEXT, TEXT], pa.large_string()),
        pa.array([TEXT, TEXT], pa.string_view()),
        pa.array([TEXT, TEXT]).dictionary_encode(),
        pa.array([TEXT, TEXT], pa.large_string()).dictionary_encode(),
    ],
    ids=lambda a: str(a.type),
)
def test_columns_of_texts(tmp_path: Path, texts: pa.Array) -> None:
    corpus = _corpus(tmp_path, _columns(text=texts, title=texts))
    assert not corpus.rejects
    assert [(d.doc_id, d.text, d.title, d.format, d.encoding) for d in corpus.documents] == [
        (f"a#{i}", TEXT, TEXT, "parquet", "utf-8") for i in (1, 2)
    ]


NOON = dt.datetime(2016, 12, 5, 23, 30)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        (pa.array(["2016-12-05"]), DAY),
        (pa.array(["Dec 5, 2016"]), DAY),
        (pa.array(["2016-12-05"]).dictionary_encode(), DAY),
        (pa.array([DAY]), DAY),
        (pa.array([DAY], pa.date64()), DAY),
        *((pa.array([NOON], pa.timestamp(unit)), DAY) for unit in ("s", "ms", "us", "ns")),
        (pa.array([NOON], pa.timestamp("us", "UTC")), DAY),
        # 23:30 UTC, whatever day that is elsewhere
        (pa.array([NOON], pa.timestamp("us", "Asia/Damascus")), DAY),
        (pa.array([dt.datetime(1969, 12, 31, 1)], pa.timestamp("ms")), dt.date(1969, 12, 31)),
        (pa.array([1_480_939_200]), DAY),
    ],
    ids=lambda v: str(v.type) if isinstance(v, pa.Array) else "",
)
def test_columns_of_dates(written: pa.Array, day: dt.date) -> None:
    (found,) = _found(_columns(text=pa.array([TEXT]), date=written))
    assert (found.published, found.published_from, found.oddities) == (day, "column date", ())


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (pa.array([None], pa.string()), "date_missing"),
        (pa.array([" "]), "date_missing"),
        (pa.array([None], pa.date32()), "date_missing"),
        (pa.array([None], pa.timestamp("ns")), "date_missing"),
        (pa.array(["soon"]), "date_unreadable"),
        (pa.array(["4/5/2016"]), "date_ambiguous"),
        (pa.array([dt.date(1500, 1, 1)]), "date_impossible"),
        (pa.array([2**31 - 1], pa.int32()).cast(pa.date32()), "date_impossible"),
        (pa.array([10**15]).cast(pa.timestamp("ms")), "date_impossible"),
    ],
)
def test_dates_that_are_none(written: pa.Array, kind: str) -> None:
    (found,) = _found(_columns(text=pa.array([TEXT]), date=written))
    assert found.published is None
    assert found.published_from is None
    assert [o.kind for o in found.oddities] == [kind]


def test_the_order_of_dates_is_settled_by_the_whole_file() -> None:
    raw = samples.columns([{"text": TEXT, "date": d} for d in ("4/5/2016", None, "4/25/2016")], row_group_size=1)
    assert [f.published for f in _found(raw)] == [dt.date(2016, 4, 5), None, dt.date(2016, 4, 25)]


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (pa.array([7, None, 7]), ["7", "a#2", "7#2"]),
        (pa.array([7, 8, 2**64 - 1], pa.uint64()), ["7", "8", str(2**64 - 1)]),
        (pa.array(["x", "", None]), ["x", "a#2", "a#3"]),
        (pa.array([1.5, 2.5, 3.5]), ["a#1", "a#2", "a#3"]),
    ],
)
def test_ids(tmp_path: Path, ids: pa.Array, expected: list[str]) -> None:
    texts = pa.array([f"{TEXT} {i}" for i in range(3)])
    assert sorted(d.doc_id for d in _corpus(tmp_path, _columns(id=ids, text=texts)).documents) == sorted(expected)


def test_columns_that_are_set_and_columns_that_cannot_be_used() -> None:
    nested = pa.array([{"name": "x"}])
    raw = _columns(
        text=nested, body=pa.array([TEXT]), date=pa.array([[1]]), created=pa.array([DAY]), source=pa.array([1.5]), Wer=pa.array(["W"])
    )
    (found,) = _found(raw)
    assert (found.text, found.published, found.publisher) == (TEXT, DAY, None)
    (found,) = _found(raw, ReadSettings(Columns(publisher="Wer", text="body", date="nothing")))
    assert (found.text, found.published, found.publisher) == (TEXT, None, "W")


def test_columns_of_the_same_name_are_not_used_and_named() -> None:
    texts = pa.array([TEXT, TEXT])
    raw = samples.columns_of(pa.Table.from_arrays([texts, texts, texts], ["body", "title", "title"]))
    assert [[o.kind for o in f.oddities] for f in _found(raw)] == [["column_twice"], []]
    assert {f.title for f in _found(raw)} == {None}


def test_a_text_stands_under_its_title_and_without_tags() -> None:
    (found,) = _found(samples.columns([{"title": "A title", "text": f"<p>{TEXT}</p><p>More.</p>"}]))
    assert found.text == f"A title\n\n{TEXT}\n\nMore."


def test_rows_that_are_no_document(tmp_path: Path) -> None:
    rows = [None, TEXT, "", " \n", "x" * 1001, "\u062d" * 1001, "y" * 5000, TEXT + "!"]
    corpus = _corpus(tmp_path, samples.columns([{"text": t} for t in rows]), ReadSettings(limits=Limits(characters=1000)))
    assert [d.doc_id for d in corpus.documents] == ["a#2", "a#8"]
    assert sorted((r.reason, r.detail[:9]) for r in corpus.rejects) == [
        ("empty", "record 1:"),
        ("empty", "record 3:"),
        ("empty", "record 4:"),
        ("too_many_characters", "record 5:"),
        ("too_many_characters", "record 6:"),
        ("too_many_characters", "record 7:"),
    ]


def test_bytes_that_are_not_utf_8_are_shown_and_counted() -> None:
    written = pa.array([b"12 caf\xe9 people were killed."], pa.binary())
    said = pa.Array.from_buffers(pa.string(), 1, written.buffers())
    (found,) = _found(samples.columns_of(pa.table({"text": said}), write_statistics=False))
    assert found.text == "12 caf\ufffd people were killed."
    assert [(o.kind, o.n) for o in found.oddities] == [("undecoded_character", 1)]


WHOLE = samples.columns([{"text": TEXT}])


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "damaged"),
        (b"PAR1", "damaged"),
        (WHOLE[:-1], "damaged"),
        (WHOLE[:-30], "damaged"),
        (WHOLE[1:], "damaged"),
        (WHOLE[:100] + WHOLE[130:], "damaged"),
        (b"PARE" + WHOLE[4:-4] + b"PARE", "encrypted"),
        (TEXT.encode(), "damaged"),
        (samples.columns([{"words": TEXT}]), "no_text_column"),
        (_columns(text=pa.array([1, 2])), "no_text_column"),
        (_columns(text=pa.array([TEXT.encode()])), "no_text_column"),
        (_columns(text=pa.array([], pa.string())), "empty"),
    ],
)
def test_files_that_are_no_good(tmp_path: Path, raw: bytes, reason: str) -> None:
    (reject,) = _corpus(tmp_path, raw).rejects
    assert reject.reason == reason


def test_few_bytes_do_not_become_many() -> None:
    same = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), pa.array([TEXT * 10]))
    for array in (same, same.cast(pa.string()), pa.nulls(20_000, pa.string())):
        raw = samples.columns_of(pa.table({"text": array}))
        *read, last = _items(raw, ReadSettings(limits=Limits(expanded=5_000_000)))
        assert isinstance(last, Fault)
        assert last.reason == "archive_bomb"
        assert 2000 < len(read) < 6000


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is limited on Linux only")
def test_a_row_group_far_larger_than_the_memory_is_read(tmp_path: Path) -> None:
    rows = pa.table({"text": [f"{i:07} " + "x" * 100_000 for i in range(5_000)]})
    path = tmp_path / "a.parquet"
    path.write_bytes(samples.columns_of(rows, use_dictionary=False, write_statistics=False, write_batch_size=16))
    settings = ReadSettings(limits=Limits(memory=400_000_000))
    with Workshop(settings) as workshop:
        assert sum(isinstance(i, Found) for i in workshop.read(path, "a.parquet")) == 5_000
