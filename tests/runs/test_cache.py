"""What is kept comes back the same, or not at all."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contested.documents import Limits, ReadSettings, read_corpus
from contested.documents.found import Fault, Found
from contested.documents.worker import Workshop
from contested.errors import DocumentError
from contested.extract.record import read_document
from contested.extract.rows import document_row
from contested.lexicon import load_lexicon
from contested.model import Document
from contested.runs.cache import Cache
from contested.runs.memory import Memory, Parsed, pack, unpack

KEY = "ab" + "0" * 62


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache", 1_000)


def entry(tmp_path: Path) -> Path:
    (path,) = (p for p in (tmp_path / "cache").rglob("*") if p.is_file())
    return path


def test_what_was_put_is_got(cache: Cache) -> None:
    assert cache.get("documents", KEY) is None
    cache.put("documents", KEY, b"\x00contents\n")
    assert cache.get("documents", KEY) == b"\x00contents\n"
    assert cache.get("notebooks", KEY) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"",
        lambda raw: raw[:40],
        lambda raw: raw[:-1],
        lambda raw: raw + b"x",
        lambda raw: raw[:70] + bytes([raw[70] ^ 1]) + raw[71:],
        lambda raw: b"0" * 64 + raw[64:],
    ],
)
def test_a_damaged_entry_is_none_and_goes(cache: Cache, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    cache.put("documents", KEY, b"a claim with its sentence")
    entry(tmp_path).write_bytes(damage(entry(tmp_path).read_bytes()))
    assert cache.get("documents", KEY) is None
    assert list((tmp_path / "cache" / "documents" / KEY[:2]).iterdir()) == []
    cache.put("documents", KEY, b"a claim with its sentence")
    assert cache.get("documents", KEY) == b"a claim with its sentence"


def test_what_was_used_longest_ago_goes_first(cache: Cache, tmp_path: Path) -> None:
    keys = [f"{n:02x}" + "0" * 62 for n in range(5)]
    for n, key in enumerate(keys):
        cache.put("documents", key, b"x" * 300)
        os.utime(tmp_path / "cache" / "documents" / key[:2] / key, (n, n))
    assert cache.get("documents", keys[0]) is not None  # used just now
    assert cache.prune() <= 1_000
    assert [key for key in keys if cache.get("documents", key)] == [keys[0], keys[4]]


def test_a_limit_of_nothing_keeps_nothing(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", 0)
    cache.put("documents", KEY, b"x")
    assert cache.get("documents", KEY) is None


def test_a_full_disk_is_no_error(cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    cache.put("documents", KEY, b"x")
    assert cache.get("documents", KEY) is None
    assert [p for p in (tmp_path / "cache").rglob("*") if p.is_file()] == []


# ---- documents -------------------------------------------------------------------------------------------------


def parse(document: Document) -> Parsed:
    read = read_document(document, load_lexicon())
    return Parsed({"documents": [document_row(read)]}, read.claims)


def briefs(repo_root: Path) -> list[Document]:
    texts = sorted((repo_root / "data" / "raw").glob("*.txt"))
    return [Document(p.stem, p.read_text(encoding="utf-8"), published=dt.date(2016, 12, 9), publisher="Wire") for p in texts]


def test_a_document_recalled_is_the_document_parsed(repo_root: Path) -> None:
    found = [(d, parse(d)) for d in briefs(repo_root)]
    assert sum(len(parsed.claims) for _, parsed in found) > 100
    for document, parsed in found:
        assert unpack(pack(parsed), document) == parsed


DOCUMENT = Document("a", "Ten people were killed on Friday, the UN said.", published=dt.date(2016, 12, 9), file="a.txt")


def test_nothing_is_parsed_twice(cache: Cache) -> None:
    first = Memory(cache)
    parsed = first.over(parse, "words")(DOCUMENT)
    second = Memory(cache)
    assert second.over(lambda _: pytest.fail("parsed again"), "words")(DOCUMENT) == parsed
    assert (first.parsed, first.recalled, second.parsed, second.recalled) == (1, 0, 0, 1)


@pytest.mark.parametrize(
    "other",
    [
        replace(DOCUMENT, text=DOCUMENT.text + " "),
        replace(DOCUMENT, doc_id="b"),
        replace(DOCUMENT, published=None),
        replace(DOCUMENT, publisher="Wire"),
        replace(DOCUMENT, encoding="cp1252"),
        replace(DOCUMENT, title="A headline"),
    ],
)
def test_whatever_is_known_of_a_document_counts(cache: Cache, other: Document) -> None:
    Memory(cache).over(parse, "words")(DOCUMENT)
    again = Memory(cache)
    again.over(parse, "words")(other)
    assert (again.parsed, again.recalled) == (1, 0)


def test_other_words_or_other_code_parse_again(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    Memory(cache).over(parse, "words")(DOCUMENT)
    again = Memory(cache)
    again.over(parse, "other words")(DOCUMENT)
    monkeypatch.setattr("contested.runs.memory.code_digest", lambda parts: "other code")
    again.over(parse, "words")(DOCUMENT)
    monkeypatch.setattr("contested.runs.memory.versions", lambda: {"python": "4"})
    again.over(parse, "words")(DOCUMENT)
    assert (again.parsed, again.recalled) == (3, 0)


@pytest.mark.parametrize("odd", [(1, 2), {1, 2}, dt.datetime(2016, 12, 9, 6)])
def test_what_would_not_come_back_the_same_is_not_kept(cache: Cache, odd: Any) -> None:
    strange = Parsed({"documents": [{"doc_id": "a", "odd": odd}]}, [])
    for _ in range(2):
        memory = Memory(cache)
        assert memory.over(lambda _: strange, "words")(DOCUMENT) == strange
        assert memory.parsed == 1


# ---- files -------------------------------------------------------------------------------------------------------

PAGE = """<html><head><title>Nine dead</title><meta property="article:published_time" content="2016-12-09"></head>
<body><article><h1>Nine dead</h1><p>Nine people were killed in Aleppo on Friday, the mayor said. Rescue workers went on looking.</p>
<p>The hospital of the district counted 31 wounded by the evening, and asked for blood.</p></article></body></html>"""


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that a process was asked to read."""
    asked: list[str] = []
    read = Workshop.read

    def count(self: Workshop, path: Path, name: str, *part: Any) -> Any:
        asked.append(name)
        return read(self, path, name, *part)

    monkeypatch.setattr(Workshop, "read", count)
    return asked


def test_a_file_that_takes_long_to_read_is_read_once(cache: Cache, tmp_path: Path, reads: list[str]) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.html").write_text(PAGE, encoding="utf-8")
    (folder / "b.txt").write_text("Ten people were killed.", encoding="utf-8")
    cache = Cache(tmp_path / "cache", 1_000_000)

    def corpus(settings: ReadSettings | None = None) -> Any:
        return read_corpus(folder, settings, recall=Memory(cache).reading(settings))

    first = corpus()
    assert [d.doc_id for d in first.documents] == ["a", "b"]
    assert first.documents[0].published == dt.date(2016, 12, 9)
    assert first == read_corpus(folder)
    reads.clear()
    assert corpus() == first
    assert reads == []
    (folder / "a.html").write_text(PAGE.replace("Nine", "Ten"), encoding="utf-8")
    assert corpus() != first
    (folder / "a.html").write_text(PAGE, encoding="utf-8")
    assert corpus() == first
    assert reads == ["a.html"]
    corpus(ReadSettings(limits=Limits(characters=10_000)))
    (folder / "a.html").rename(folder / "c.html")
    corpus()
    assert reads == ["a.html", "a.html", "c.html"]


@pytest.mark.parametrize("fault", [Fault("crashed", "it died"), DocumentError("too_slow", "not read")])
def test_what_could_not_be_read_is_tried_again(cache: Cache, tmp_path: Path, fault: Any) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF")
    tries = []

    def read() -> Any:
        tries.append(1)
        yield Found("x", "pdf", "", "")
        if isinstance(fault, Exception):
            raise fault
        yield fault

    recall = Memory(cache).reading(None)
    assert recall is not None
    for _ in range(2):
        with contextlib.suppress(DocumentError):
            list(recall(path, "a.pdf", read))
    assert len(tries) == 2


def test_a_file_that_changes_while_it_is_read_is_not_kept(cache: Cache, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")
    recall = Memory(cache).reading(None)
    assert recall is not None

    def read(text: str) -> Any:
        yield Found(text, "pdf", "", "")

    def written_to() -> Any:
        path.write_bytes(b"new")
        yield from read("new")

    list(recall(path, "a.pdf", written_to))
    path.write_bytes(b"old")
    assert list(recall(path, "a.pdf", lambda: read("old"))) == [Found("old", "pdf", "", "")]
