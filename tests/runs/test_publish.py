"""The switch: killed before or after any of its steps, it leaves an edition that is whole, and the next run tidies up."""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from contested.errors import UsageError
from contested.report import publish as report_publish
from contested.runs import publish as runs_publish
from contested.runs.certificate import certify, differences, read_certificate
from contested.runs.history import editions, find, take_back
from contested.runs.inputs import Inputs
from contested.runs.lock import locked
from contested.runs.places import Places
from contested.runs.publish import publish, recover, show_tables, tables_shown

NAMES = ("claims.csv", "claims.parquet", "datapackage.json")
STEPS = ("os.", "open", "shutil.", "ctypes.")
PASSED = ("os.listdir", "os.scandir", "os.walk", "os.kill")
NO_INPUTS = Inputs({}, {}, {}, {}, "", {})


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path / "reports", tmp_path / "data" / "processed", tmp_path / "runs")
    made.reports.mkdir()
    made.tables.mkdir(parents=True)
    (made.reports / "README.md").write_text("kept\n")
    (made.tables / "README.md").write_text("kept\n")
    return made


def build(places: Places, mark: str, *, more: tuple[str, ...] = ()) -> str:
    """An edition, ready to be published, whose every file says `mark`."""
    (places.next / "tables").mkdir(parents=True)
    (places.next / "notebooks").mkdir()
    for name in ("index.html", "notebooks/00.ipynb", *(f"tables/{n}" for n in (*NAMES, *more))):
        (places.next / name).write_text(mark)
    return certify(places.next, NO_INPUTS, {}).run


def put(places: Places, mark: str, *, keep: int = 5, more: tuple[str, ...] = ()) -> str:
    with locked(places) as lock:
        recover(places, lock, keep=keep)
        run = build(places, mark, more=more)
        assert publish(places, run, lock, keep=keep) is None
    return run


def marks(places: Places) -> set[str]:
    """What the published files say, those of the tables as a user reads them."""
    found = [p for p in places.reports.rglob("*") if p.is_file() and p.name not in ("README.md", "certificate.json")]
    return {p.read_text() for p in [*found, *(places.tables / n for n in NAMES if (places.tables / n).exists())]}


def whole(places: Places) -> bool:
    certificate = read_certificate(places.reports)
    return certificate is not None and differences(certificate, places.reports) == {} and len(marks(places)) == 1 and tables_agree(places)


def tables_agree(places: Places) -> bool:
    """Every table that is published can be read where users read tables, and no other."""
    names = {p.name for p in (places.reports / "tables").iterdir()}
    return names == {p.name for p in places.tables.iterdir() if p.exists()} - {"README.md"}


def left_over(places: Places) -> list[str]:
    known = {"cache", "lock"}
    found = [p for p in places.work.iterdir() if p.name not in known] if places.work.is_dir() else []
    found += [p for folder in (places.reports.parent, places.tables.parent) for p in folder.glob(".contested-*") if p != places.work]
    found += [p for folder in (places.reports, places.tables) for p in folder.rglob(".*")]
    found += [p for p in places.tables.iterdir() if p.is_symlink() and not p.exists()]
    return sorted(map(str, found))


def test_tables_and_reports_are_of_one_edition(places: Places) -> None:
    put(places, "one")
    assert whole(places)
    assert marks(places) == {"one"}
    put(places, "two", more=("changes.csv",))
    assert whole(places)
    assert marks(places) == {"two"}
    assert [e.number for e in editions(places)] == [2, 1]
    put(places, "three")  # without the table that came with the edition before
    assert whole(places)
    assert left_over(places) == []
    assert (places.reports / "README.md").read_text() == (places.tables / "README.md").read_text() == "kept\n"
    assert all((places.tables / n).is_symlink() for n in NAMES)
    assert not any(p.is_symlink() for p in places.reports.rglob("*"))  # to be mailed, packed or copied as it is


# ---- killed at every step --------------------------------------------------------------------------------------


def killed_at(step: int, act: Callable[[], object]) -> bool:
    """Fork, `act`, and kill before the step-th operation on files; returns False where it ended before that."""
    child = os.fork()
    if not child:
        count = 0

        def watch(event: str, _: object) -> None:
            nonlocal count
            if event.startswith(STEPS) and event not in PASSED:
                count += 1
                if count > step:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(watch)
            act()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "publishing failed by itself"
    return os.WIFSIGNALED(status)


def plain(monkeypatch: pytest.MonkeyPatch, places: Places) -> None:
    """The system can exchange two folders in one rename."""


def renames(monkeypatch: pytest.MonkeyPatch, places: Places) -> None:
    """The system cannot exchange folders: it takes more than one rename."""
    for module in (report_publish, runs_publish):
        monkeypatch.setattr(module, "exchange", lambda one, other: False)


def mounted(monkeypatch: pytest.MonkeyPatch, places: Places) -> None:
    """The folder of reports cannot be renamed at all."""
    renames(monkeypatch, places)
    rename = os.rename

    def refuse(one: Path, other: Path) -> None:
        if places.reports in (Path(one), Path(other)):
            raise OSError(errno.EBUSY, "Device or resource busy", str(one))
        rename(one, other)

    monkeypatch.setattr(os, "rename", refuse)


def linkless(monkeypatch: pytest.MonkeyPatch, places: Places) -> None:
    """The file system has no symbolic links."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "symlink", refuse)


System = Callable[[pytest.MonkeyPatch, Places], None]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a copy of this process, which this system cannot make")
@pytest.mark.parametrize("system", [plain, renames, mounted, linkless])
def test_killed_at_any_step(places: Places, monkeypatch: pytest.MonkeyPatch, system: System) -> None:
    system(monkeypatch, places)
    monkeypatch.setattr(os, "fsync", lambda _: None)  # a kill loses nothing that was written; what a power cut loses is another test
    put(places, "old")
    step, seen, died = 0, set(), True
    while died:
        died = killed_at(step, lambda mark=f"new {step}": put(places, mark, keep=999))
        if system is plain:  # what one rename promises: at every moment, to every reader
            assert whole(places), f"killed before step {step}"
        with locked(places) as lock:
            said = recover(places, lock, keep=999)
        assert (said is not None) == (died and lock.left is not None)
        assert whole(places), f"killed before step {step}, then tidied up"
        assert left_over(places) == [], f"killed before step {step}, then tidied up"
        seen |= marks(places)
        step += 1
    assert step > 40
    assert {"old", f"new {step - 1}"} <= seen
    assert len(seen) > 3  # it was killed after the switch, too
    runs = [e.run for e in editions(places)]
    assert len(runs) == len(set(runs))


def test_what_was_published_and_killed_stands_in_the_history(places: Places) -> None:
    """Killed right after the switch, the edition before is not lost."""
    first = put(places, "one")
    step = 0
    while killed_at(step, lambda: put(places, "two")) and marks(places) == {"one"}:
        step += 1
    assert marks(places) == {"two"}
    with locked(places) as lock:
        recover(places, lock, keep=5)
    assert [e.run for e in editions(places)][1:] == [first]


def test_everything_is_on_the_disk_before_the_switch(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a power cut, a renamed folder must not hold empty files."""
    flushed: set[int] = set()
    fsync = os.fsync

    def record(descriptor: int) -> None:
        flushed.add(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    def check(stage: Path, out: Path) -> bool:
        assert {p.stat().st_ino for p in (stage, *stage.rglob("*"))} <= flushed
        return report_publish.swap(stage, out)

    monkeypatch.setattr(os, "fsync", record)
    monkeypatch.setattr(runs_publish, "swap", check)
    put(places, "one")
    assert places.reports.parent.stat().st_ino in flushed


# ---- tables that are no links ----------------------------------------------------------------------------------


@pytest.mark.parametrize("system", [plain, renames])
def test_tables_made_by_hand_give_way(places: Places, monkeypatch: pytest.MonkeyPatch, system: System) -> None:
    system(monkeypatch, places)
    put(places, "one")
    for name in NAMES[:2]:
        (places.tables / name).unlink()
        (places.tables / name).write_text("by hand")
    (places.tables / "cells.csv").write_text("by hand")
    (places.tables / "notes.txt").write_text("the analyst's own")
    assert not tables_shown(places)
    put(places, "two")
    assert tables_shown(places)
    assert {(places.tables / n).read_text() for n in NAMES} == {"two"}
    assert not (places.tables / "cells.csv").exists()
    assert (places.tables / "notes.txt").read_text() == "the analyst's own"
    assert left_over(places) == []


def test_links_are_mended_without_a_new_edition(places: Places) -> None:
    put(places, "one")
    (places.tables / NAMES[0]).unlink()
    (places.tables / NAMES[1]).unlink()
    (places.tables / NAMES[1]).write_text("by hand")
    show_tables(places)
    assert whole(places)
    assert {(places.tables / n).read_text() for n in NAMES} == {"one"}


def test_without_links_the_tables_are_copies(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    linkless(monkeypatch, places)
    put(places, "one", more=("changes.csv",))
    put(places, "two")
    assert whole(places)
    assert not any(p.is_symlink() for p in places.tables.iterdir())
    (places.tables / NAMES[0]).write_text("edited")
    assert not tables_shown(places)
    show_tables(places)
    assert whole(places)


def test_killed_while_tables_made_by_hand_give_way(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a reader finds in the folder of tables is what was made by hand or what is published, never some of each."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    put(places, "one")
    step, died = 0, True
    while died:
        for name in NAMES:
            (places.tables / name).unlink()
            (places.tables / name).write_text("by hand")
        died = killed_at(step, lambda: show_tables(places))
        assert len({(places.tables / n).read_text() for n in NAMES}) == 1
        step += 1
    assert tables_shown(places)
    assert step > 10


# ---- failures ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("system", [plain, renames, mounted])
def test_no_room_for_the_last_file_leaves_the_published_edition(places: Places, monkeypatch: pytest.MonkeyPatch, system: System) -> None:
    system(monkeypatch, places)
    put(places, "old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for holder, name in ((os, "fsync"), (report_publish.shutil, "copyfile")):
        with locked(places) as lock:
            recover(places, lock, keep=5)
            run = build(places, "new")
            with monkeypatch.context() as broken:
                broken.setattr(holder, name, full)
                with pytest.raises(OSError, match="No space left"):
                    publish(places, run, lock, keep=5)
        assert marks(places) == {"old"}
        assert whole(places)
        with locked(places) as lock:
            recover(places, lock, keep=5)
        assert left_over(places) == []


def test_what_cannot_be_tidied_up_is_told_and_done_by_the_next_run(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    first = put(places, "one")
    with monkeypatch.context() as broken, locked(places) as lock:
        run = build(places, "two")

        def fail(*_: object, **__: object) -> None:
            raise OSError(errno.EACCES, "Permission denied", "runs")

        broken.setattr(runs_publish, "retire", fail)
        said = publish(places, run, lock, keep=5)
    assert said == "Permission denied (runs)"
    assert whole(places)
    assert marks(places) == {"two"}
    with locked(places) as lock:
        recover(places, lock, keep=5)
    assert [e.run for e in editions(places)] == [run, first]
    assert left_over(places) == []


# ---- earlier editions --------------------------------------------------------------------------------------------


def test_as_many_as_the_rule_says_are_kept(places: Places) -> None:
    runs = [put(places, str(n), keep=2) for n in range(5)]
    assert [e.run for e in editions(places)] == [runs[4], runs[3], runs[2]]
    assert [e.number for e in editions(places)] == [5, 4, 3]
    put(places, "last", keep=0)
    assert len(editions(places)) == 1


def test_an_earlier_edition_is_published_again(places: Places) -> None:
    first = put(places, "one")
    put(places, "two")
    with locked(places) as lock:
        certificate = take_back(places, find(places, first[:5]))
        publish(places, certificate.run, lock, keep=5)
    assert whole(places)
    assert marks(places) == {"one"}
    assert [e.number for e in editions(places)] == [3, 2, 1]


def test_an_edition_that_was_edited_is_not_published_again(places: Places) -> None:
    first = put(places, "one")
    put(places, "two")
    (find(places, first).folder / "index.html").write_text("better numbers")
    with pytest.raises(UsageError, match=r"index\.html \(edited\)"):
        take_back(places, find(places, first))


@pytest.mark.parametrize(
    ("name", "says"), [("zz", "no run 'zz'"), ("9", "no run '9'"), ("", "may be")],
)  # fmt: skip
def test_an_edition_that_is_not_there(places: Places, name: str, says: str) -> None:
    put(places, "one")
    put(places, "two")
    with pytest.raises(UsageError, match=says):
        find(places, name)


def test_editions_are_found_by_number_name_and_id(places: Places) -> None:
    first, second = put(places, "one"), put(places, "two")
    assert find(places, None).run == find(places, "2").run == find(places, second[:6]).run == second
    assert find(places, "1").run == find(places, "0001").run == find(places, f"0001-{first}").run == first


def test_reports_on_another_file_system_than_the_editions_before(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    first = put(places, "one")
    rename = os.rename

    def refuse(one: Path, other: Path) -> None:
        if Path(one) == places.next and Path(other).parent == places.runs:
            raise OSError(errno.EXDEV, "Invalid cross-device link", str(one))
        rename(one, other)

    monkeypatch.setattr(os, "rename", refuse)
    put(places, "two")
    assert [e.run for e in editions(places)][1:] == [first]
    assert left_over(places) == []


def test_the_time_of_an_edition_is_that_of_its_certificate(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1481241600")
    put(places, "one")
    assert editions(places)[0].made == "2016-12-09T00:00:00+00:00"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH is 'yesterday'"):
        put(places, "two")
