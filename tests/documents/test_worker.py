"""The process that reads risky formats may be slow, hungry, or dead: one document is lost, and the rest is read."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest
import samples
import traps

from contested.documents import Limits, ReadSettings, read_corpus
from contested.documents.found import Fault, Found
from contested.documents.worker import Workshop, item_of
from contested.errors import DocumentError

REPORT = ["Dozens killed", "At least 12 people were killed in the town on Monday, the mayor said."]


def _workshop(**limits: float) -> Workshop:
    return Workshop(ReadSettings(limits=Limits(**limits)))  # type: ignore[arg-type]


def _write(folder: Path, name: str, raw: bytes) -> tuple[Path, str]:
    (folder / name).write_bytes(raw)
    return folder / name, name


def test_one_process_reads_file_after_file(tmp_path: Path) -> None:
    with _workshop() as workshop:
        pids = set()
        for i in range(3):
            (found,) = workshop.read(*_write(tmp_path, f"{i}.html", samples.page(REPORT)))
            assert isinstance(found, Found)
            assert workshop._process is not None
            pids.add(workshop._process.pid)
        assert len(pids) == 1
        process = workshop._process
    assert process.poll() is not None


def test_a_process_that_dies_is_replaced(tmp_path: Path) -> None:
    page = _write(tmp_path, "a.html", samples.page(REPORT))
    with _workshop() as workshop:
        list(workshop.read(*page))
        assert workshop._process is not None
        os.kill(workshop._process.pid, signal.SIGKILL)
        workshop._process.wait()
        assert [type(i) for i in workshop.read(*page)] == [Found]


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGKILL", "SIGTERM"])
def test_death_while_reading_costs_one_member_of_an_archive(tmp_path: Path, name: str) -> None:
    members = {f"{i}.txt": f"{samples.text(REPORT).decode()} {i}".encode() for i in range(4)}
    # too large for the pipe, so that the process is still at it when the first document has come
    members["1.txt"] = b"killed " * 100_000
    path = _write(tmp_path, "a.zip", samples.archive(members))
    got: list[Found | Fault] = []
    with _workshop() as workshop:
        for item in workshop.read(*path):
            if not got:
                assert workshop._process is not None
                time.sleep(0.5)  # it goes on to the next member, which it cannot finish before somebody listens
                os.kill(workshop._process.pid, getattr(signal, name))
                workshop._process.wait()
            got.append(item)
    assert [(i.member, type(i).__name__) for i in got] == [("0.txt", "Found"), ("1.txt", "Fault"), ("2.txt", "Found"), ("3.txt", "Found")]
    fault = got[1]
    assert isinstance(fault, Fault)
    assert fault.reason == "crashed"
    assert name in fault.detail


def test_what_takes_too_long_is_given_up(tmp_path: Path) -> None:
    slow = _write(tmp_path, "slow.html", traps.html_of_attributes())
    good = _write(tmp_path, "good.html", samples.page(REPORT))
    with _workshop(seconds=2) as workshop:
        with pytest.raises(DocumentError) as e:
            list(workshop.read(*slow))
        assert e.value.reason == "too_slow"
        workshop._settings = ReadSettings()  # however slow the machine is, what comes next is read
        assert [type(i) for i in workshop.read(*good)] == [Found]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is limited on Linux only")
def test_what_takes_too_much_memory_is_given_up(tmp_path: Path) -> None:
    hungry = _write(tmp_path, "hungry.json", b"[" + b"[[[[]]]],[]," * 1_500_000 + b"0]")
    good = _write(tmp_path, "good.json", samples.json_list(REPORT))
    with _workshop(memory=300_000_000) as workshop:
        with pytest.raises(DocumentError) as e:
            list(workshop.read(*hungry))
        assert e.value.reason == "too_much_memory"
        assert [type(i) for i in workshop.read(*good)] == [Found]


def test_nothing_is_printed_and_nothing_is_fetched(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    page = samples.page(REPORT).replace(b"<p>", b'<link rel=stylesheet href="http://127.0.0.1:9/x"><img src="http://127.0.0.1:9/y"><p>')
    for name, raw in (
        ("a.html", page),
        ("b.pdf", b"%PDF-1.4\nrubbish"),
        ("c.docx", b"PK\x03\x04"),
        ("d.eml", b"From: x\n\n"),
    ):
        _write(tmp_path, name, raw)
    corpus = read_corpus(tmp_path)
    assert [d.doc_id for d in corpus.documents] == ["a"]
    assert capfd.readouterr() == ("", "")


FOUND = {"text": "x", "format": "pdf", "encoding": "", "sha256": "", "number": None, "published": None, "oddities": []}


@pytest.mark.parametrize(
    "change",
    [
        {"text": 5},
        {"text": None},
        {"number": "1"},
        {"published": "soon"},
        {"oddities": [{"kind": "x", "n": "many", "of_file": False}]},
        {"oddities": [{"kind": None, "n": 1, "of_file": False}]},
        {"title": ["x"]},
        {"nonsense": "x"},
    ],
)
def test_what_the_process_says_is_not_believed(change: dict[str, object]) -> None:
    assert item_of({"is": "found", **FOUND}) == Found("x", "pdf", "", "")
    with pytest.raises((TypeError, ValueError)):
        item_of({"is": "found", **FOUND, **change})


def test_no_process_is_left_when_reading_is_broken_off(tmp_path: Path) -> None:
    path = _write(tmp_path, "a.zip", samples.archive({f"{i}.txt": samples.text(REPORT) for i in range(50)}))
    with _workshop() as workshop:
        items = workshop.read(*path)
        next(items)
        process = workshop._process
        assert process is not None
        items.close()
        assert process.poll() is not None


def test_nothing_of_this_machine_changes_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _write(tmp_path, "a.html", samples.page(REPORT))
    read = []
    for zone, locale, seed in (("UTC", "C", "1"), ("Asia/Kathmandu", "ar_SY.UTF-8", "2"), ("America/Los_Angeles", "tr_TR", "3")):
        for key, value in (("TZ", zone), ("LC_ALL", locale), ("PYTHONHASHSEED", seed)):
            monkeypatch.setenv(key, value)
        with _workshop() as workshop:
            read.append(list(workshop.read(*path)))
    assert read[0] == read[1] == read[2]
