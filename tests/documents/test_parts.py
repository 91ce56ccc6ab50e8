"""Large files are read in parts: part after part gives what the whole gives, faults, numbers and oddities included."""

from __future__ import annotations

import json
import pickle
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from unittest import mock

import pytest
import samples
from hypothesis import given, settings
from hypothesis import strategies as st

from contested.documents import Columns, Limits, ReadSettings, parquet
from contested.documents.encodings import keeps_line_feeds
from contested.documents.found import Fault, Found, Part, Step, file_source, memory_source
from contested.documents.registry import divide_any, read_any
from contested.documents.worker import Workshop, item_of, message_of
from contested.errors import DocumentError

TEXT = "At least 12 people were killed."
SETTINGS = ReadSettings(limits=Limits(characters=60))
Read = list[Found | Fault | str]


def divide(path: Path, name: str, settings: ReadSettings, size: int) -> list[Part]:
    """The parts of a file, found in this process."""
    return [p for p in divide_any(file_source(path, name, settings), settings, size) if isinstance(p, Part)]


def _read(raw: bytes, name: str, part: Part | None = None, settings: ReadSettings = SETTINGS) -> Read:
    with _on_disk(raw, name) as path:
        return _read_file(path, part, settings)


def _read_file(path: Path, part: Part | None, settings: ReadSettings) -> Read:
    items: Read = []
    try:
        for item in read_any(file_source(path, path.name, settings, part=part), settings):
            if not isinstance(item, Step):
                items.append(item)
    except DocumentError as e:
        items.append(e.reason)
    return items


@contextmanager
def _on_disk(raw: bytes, name: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(raw)
        yield path


def _check(raw: bytes, name: str, size: int, settings: ReadSettings = SETTINGS) -> list[Part]:
    """The parts of the file, once it is sure that together they are the whole."""
    with _on_disk(raw, name) as path:
        parts = divide(path, name, settings, size)
        whole = _read_file(path, None, settings)
        if parts:
            assert len(parts) > 1
            assert [i for part in parts for i in _read_file(path, part, settings)] == whole
            assert parts[0].begin == 0 or name.endswith(".jsonl")
            assert all(a.end <= b.begin for a, b in pairwise(parts))
    return parts


def _line(**record: object) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode()


GOOD = _line(id="a", text=TEXT, date="16.4.2016")
CASES: dict[str, tuple[bytes, int]] = {
    # the file, and how many parts of one byte and more it has: each has a record in it
    "one line": (GOOD, 0),
    "two lines": (GOOD + b"\n" + GOOD, 2),
    "a line feed at the end": (GOOD + b"\n" + GOOD + b"\n", 2),
    "carriage returns and line feeds": ((GOOD + b"\r\n") * 3, 3),
    "carriage returns alone": ((GOOD + b"\r") * 3, 0),
    "all kinds of line ends": (GOOD + b"\r" + GOOD + b"\n" + GOOD + b"\r\r\n\n" + GOOD + b"\n\r" + GOOD, 4),
    "blank lines": (b"\n \n\xc2\xa0\n" + GOOD + b"\n\n\n" + GOOD + b"\n\t\n", 2),
    "blank lines alone": (b"\n \n\r\n" * 9, 0),
    "one record among blank lines": (b"\n" * 9 + GOOD + b"\n" * 9, 0),
    "broken lines": (b"{\n" + GOOD + b"\nnull\n[1]\n" + GOOD + b"\n" + b"[" * 239 + b"\n" + GOOD, 7),
    "a line that is too long": (GOOD + b"\n" + b"x" * 999 + b"\n" + GOOD, 3),
    "white space that is too long": (GOOD + b"\n" + b" " * 999 + b"\n" + GOOD, 3),
    "a line of just the most": (GOOD + b"\n" + b" " * 240 + b"\n" + b" " * 239 + b"\n" + GOOD + b"\n" + b" " * 480 + b"\n" + GOOD, 5),
    "a mark at the beginning": (b"\xef\xbb\xbf" + GOOD + b"\n" + GOOD, 2),
    "a mark in the middle": (b"\xef\xbb\xbf" + GOOD + b"\n\xef\xbb\xbf" + GOOD, 2),
    "letters cut off": (_line(text="\u062d\u0644\u0628 12 \u201cx\u201d")[:-3] + b"\xe2\x80\n" + GOOD + b"\n\xff\xe2\n" + GOOD, 4),
    "Windows-1252": ('{"text": "caf\u00e9, 12 killed", "n": 1}\n'.encode("cp1252") * 3, 3),
    "UTF-16": ((GOOD + b"\n").decode().encode("utf-16") * 3, 0),
    "UTF-16 without a mark": (((GOOD + b"\n") * 3).decode().encode("utf-16-le"), 0),
    "UTF-32": (((GOOD + b"\n") * 3).decode().encode("utf-32"), 0),
    "no text": (b"\x00\x01\x02\n" * 99, 0),
    "nothing": (b"", 0),
    "a web page": (samples.page(["x", TEXT]), 0),
}


@pytest.mark.parametrize("case", CASES)
def test_parts_of_json_lines(case: str) -> None:
    raw, n = CASES[case]
    parts = _check(raw, "a.jsonl", 1)
    assert len(parts) == n
    for part in parts:
        assert part.begin == 0 or raw[part.begin - 1 : part.begin] == b"\n"
    for size in (30, 100, 1000):
        _check(raw, "a.jsonl", size)


_PIECES = st.sampled_from(
    [
        GOOD,
        _line(text=TEXT, date="4/5/2016"),
        _line(text=TEXT, date="4/25/2016"),
        _line(text="\u062d\u0644\u0628: 12 killed", published="2016-12-05"),
        _line(text=TEXT * 3),
        _line(other=1),
        json.dumps({"text": "\u00e9 \ud83d 3 died"}).encode(),
        b'{"text": "caf\xe9 3 died"}',
        b"\xef\xbb\xbf" + GOOD,
        b"\xff\xe2\x80",
        b"",
        b" \t",
        b"\xc2\xa0",
        b"{",
        b"null",
        b"[" * 200,
        b"x" * 240,
        b" " * 241,
        b"y" * 700,
    ]
)
_FILES = st.lists(st.tuples(_PIECES, st.sampled_from([b"\n", b"\n", b"\r\n", b"\r", b"\n\n"])), max_size=12)


@settings(max_examples=300, deadline=None)
@given(lines=_FILES, mark=st.sampled_from([b"", b"", b"\xef\xbb\xbf"]), cut=st.integers(0, 3), size=st.integers(1, 600))
def test_parts_of_any_json_lines_are_the_whole(lines: Sequence[tuple[bytes, bytes]], mark: bytes, cut: int, size: int) -> None:
    raw = mark + b"".join(line + end for line, end in lines)
    _check(raw[: len(raw) - cut], "a.jsonl", size)


@pytest.mark.parametrize(("order", "told"), [("auto", "mdy"), ("dmy", "dmy")])
def test_the_order_of_dates_is_that_of_the_whole_file(order: str, told: str) -> None:
    settings = ReadSettings(Columns(date_order=order))  # type: ignore[arg-type]
    records = [{"text": f"{i} people were killed.", "date": f"4/{5 + 20 * (i % 2)}/2016"} for i in range(200)]
    lines = b"".join(_line(**r) + b"\n" for r in records)
    for raw, name in ((lines, "a.jsonl"), (samples.columns(records, row_group_size=50), "a.parquet")):
        parts = _check(raw, name, 1000, settings)
        assert len(parts) > 2
        assert {part.order for part in parts} == {told}


_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "text": st.sampled_from([TEXT, TEXT, "3 \u062d died", None, "", " ", "x" * 61, "<p>4</p> died", "y" * 300]),
            "id": st.sampled_from([None, 1, 2, 3]),
            "date": st.sampled_from([None, "4/5/2016", "4/25/2016", "16.4.2016", "soon", ""]),
        }
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    rows=_ROWS,
    times=st.integers(1, 12),
    group=st.integers(1, 50),
    size=st.integers(1, 2000),
    packing=st.sampled_from([{}, {"use_dictionary": False}, {"compression": "none", "data_page_size": 64, "write_batch_size": 3}]),
    harm=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=2),
)
def test_parts_of_any_parquet_file_are_the_whole(
    rows: list[dict[str, object]], times: int, group: int, size: int, packing: dict[str, object], harm: list[tuple[int, int]]
) -> None:
    raw = bytearray(samples.columns(rows * times, row_group_size=group, write_statistics=False, **packing))
    pages = len(raw) - 8 - int.from_bytes(raw[-8:-4], "little")
    for at, byte in harm:  # anywhere but in the footer
        raw[4 + at % (pages - 4)] = byte
    with mock.patch.object(parquet, "_BATCH", 3):
        _check(bytes(raw), "a.parquet", size)


def test_a_row_group_is_divided_and_small_ones_are_joined() -> None:
    records = [{"id": i, "text": f"{i} people were killed. {'x' * 100}"} for i in range(2000)]
    plain = {"use_dictionary": False, "compression": "none"}
    settings = ReadSettings()
    one = _check(samples.columns(records, **plain), "a.parquet", 50_000, settings)
    many = _check(samples.columns(records, row_group_size=64, **plain), "a.parquet", 50_000, settings)
    for parts in (one, many):
        assert 4 <= len(parts) <= 6
        assert [part.begin for part in parts] == [0, *(part.end for part in parts[:-1])]
        assert parts[-1].end == 2000
        assert all(part.begin % 64 == 0 and part.records == part.begin for part in parts)


def test_rows_behind_a_broken_page_are_rejected_once_and_other_row_groups_are_read() -> None:
    records = [{"text": f"{i} people were killed."} for i in range(900)]
    raw = samples.columns(records, row_group_size=300, compression="none", use_dictionary=False, write_page_checksum=True)
    at = raw.index(b"350 people")
    raw = raw[:at] + b"x" + raw[at + 1 :]
    parts = _check(raw, "a.parquet", 2000)
    assert len(parts) > 6
    items = _read(raw, "a.parquet")
    (fault,) = (i for i in items if isinstance(i, Fault))
    assert fault.reason == "damaged"
    assert fault.detail.startswith("records 301 to 600, the rest of a row group, cannot be read:")
    assert [i.number for i in items if isinstance(i, Found)] == [*range(1, 301), *range(601, 901)]


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.json", "a.zip", "a.parquet", "a.jsonl", "a.rubbish"])
def test_other_files_are_read_whole(name: str) -> None:
    with _on_disk(samples.text([TEXT] * 50), name) as path:
        parts = divide(path, name, SETTINGS, 10)
        assert not parts or name == "a.jsonl"
        assert divide(path, name, SETTINGS, 10_000) == []
        assert divide(path.with_name("none"), name, SETTINGS, 10) == []


def test_what_its_first_document_must_say_is_said_once() -> None:
    rows = [{"text": f"{i} killed"} for i in range(300)]
    raw = samples.columns(rows, row_group_size=10)
    assert _check(raw, "a.parquet", 10)
    assert not _check(raw, "a.csv", 10)
    oddities = [o.kind for i in _read(raw, "a.csv") if isinstance(i, Found) for o in i.oddities]
    assert oddities == ["wrong_ending"]


def test_a_part_passes_through_pickle_and_json() -> None:
    (part, _) = _check(*[CASES["two lines"][0], "a.jsonl", 1])
    assert pickle.loads(pickle.dumps(part)) == part
    assert Part(**json.loads(json.dumps(asdict(part)))) == part
    assert item_of(json.loads(json.dumps(message_of(part)))) == part


@pytest.mark.parametrize("change", [{"begin": "0"}, {"end": None}, {"lines": True}, {"order": "any"}, {"sha256": None}, {"encoding": 5}])
def test_a_part_that_the_process_makes_up_is_not_believed(change: dict[str, object]) -> None:
    message = message_of(Part(0, 1, 0, 0, "utf-8", "", "auto"))
    with pytest.raises((TypeError, ValueError)):
        item_of({**message, **change})


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
def test_the_process_reads_and_divides_as_it_is_done_here(name: str) -> None:
    records = [{"text": f"{i} people were killed.", "date": "25/4/2016"} for i in range(200)]
    raw = b"".join(_line(**r) + b"\n" for r in records) if name == "a.jsonl" else samples.columns(records, row_group_size=40)
    with _on_disk(raw, name) as path, Workshop(SETTINGS) as workshop:
        parts = workshop.divide(path, name, 1500)
        assert parts == divide(path, name, SETTINGS, 1500)
        assert len(parts) > 2
        assert [list(workshop.read(path, name, part)) for part in parts] == [_read_file(path, part, SETTINGS) for part in parts]
        assert workshop.divide(path.with_name("none"), name, 10) == []


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
def test_a_file_that_was_cut_since_it_was_divided_is_not_taken_for_the_whole(name: str) -> None:
    def made(n: int) -> bytes:
        records = [{"text": f"{i} people were killed."} for i in range(n)]
        return b"".join(_line(**r) + b"\n" for r in records) if name == "a.jsonl" else samples.columns(records, row_group_size=10)

    last = _check(made(200), name, 500)[-1]
    assert _read(made(150), name, last) == ["damaged"]


def test_reading_a_part_begins_where_the_part_does() -> None:
    raw = (GOOD + b"\n") * 10_000
    parts = [p for p in divide_any(memory_source("a.jsonl", raw, SETTINGS), SETTINGS, 100_000) if isinstance(p, Part)]
    last = parts[-1]
    harmed = b"\xff" * last.begin + raw[last.begin :]
    assert len(_read(harmed, "a.jsonl", last)) == 10_000 - last.records


@pytest.mark.parametrize(
    ("encoding", "keeps"),
    [("utf-8", True), ("utf-8-sig", True), ("cp1252", True), ("cp1256", True), ("koi8_r", True)]
    + [(e, False) for e in ("utf-16", "utf-16-le", "utf-32", "cp037", "shift_jis", "gb18030", "hz", "iso2022_jp", "big5")],
)
def test_where_a_line_feed_is_a_byte(encoding: str, keeps: bool) -> None:
    assert keeps_line_feeds(encoding) == keeps
