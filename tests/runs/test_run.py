"""`contested run` as a scheduler meets it: what is done again and what is not, and what a failure leaves."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from projects import (
    CELLS,
    TEXTS,
    command,
    contested,
    debris,
    faults_of_published,
    log_of,
    make_project,
    places_of,
    run,
    stage,
    write_document,
    write_notebook,
)

from contested.report import publish as report_publish
from contested.runs.certificate import read_certificate
from contested.runs.health import read_health
from contested.runs.history import editions


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def stages(done: subprocess.CompletedProcess[str]) -> list[object]:
    return [line["stage"] for line in log_of(done) if line["event"] == "stage"]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has been run once; nobody changes it."""
    project = make_project(tmp_path_factory.mktemp("finished") / "project")
    done = run(project)
    assert done.returncode == 0, done.stderr
    return project


@pytest.fixture
def ran(finished: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(finished, tmp_path / "project", symlinks=True))


# ---- what is done, and what is not done again ------------------------------------------------------------------


def test_what_a_run_publishes(finished: Path) -> None:
    places = places_of(finished)
    assert faults_of_published(places) == []
    assert debris(places) == []
    assert contested("check", places.tables).returncode == 0
    certificate = read_certificate(places.reports)
    assert certificate is not None
    assert set(certificate.inputs.documents) == {*TEXTS, "documents.csv"}
    assert set(certificate.outputs) == set(files(places.reports)) - {"certificate.json", "README.md"}
    assert certificate.counts["documents"] == 3
    assert certificate.counts["claims"] > 2
    health = read_health(places.health)
    assert (health["state"], health["run"], health["documents"]) == ("ok", certificate.run, 3)
    assert str(finished).encode() not in b"".join(files(places.reports).values())


def test_a_run_without_news_does_nothing(ran: Path) -> None:
    places = places_of(ran)
    before = {p: p.stat().st_mtime_ns for p in ran.rglob("*") if p.is_file() and p.parent not in (places.runs, places.work)}
    done = run(ran, "--log-format", "json")
    assert done.returncode == 0
    assert stages(done) == ["look"]
    assert log_of(done)[-1]["changed"] is False
    assert {p: p.stat().st_mtime_ns for p in before} == before


def test_a_run_without_news_imports_nothing_heavy(ran: Path) -> None:
    """What makes a run without news end at once; timings are told by docs/running.md, not asserted."""
    code = (
        "import sys\nsys.argv = ['contested', 'run', '--project', sys.argv[1]]\nfrom contested.cli import app\n"
        "try:\n    app()\nexcept SystemExit as e:\n    assert not e.code, e.code\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & "
        "{'pandas', 'pyarrow', 'numpy', 'nbformat', 'nbconvert', 'papermill', 'matplotlib', 'scipy', "
        "'jupyter_client', 'trafilatura', 'lxml', 'pypdfium2', 'docx', 'ftfy'}))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(ran)], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_only_what_is_new_is_parsed(ran: Path) -> None:
    write_document(ran, "thursday.txt", "Nine people were killed in Aleppo, the mayor said.")
    done = run(ran, "--log-format", "json")
    assert done.returncode == 0, done.stderr
    assert stage(done, "parse") | {"time": "", "seconds": 0, "claims": 0} == {
        "time": "", "event": "stage", "stage": "parse", "seconds": 0, "documents": 4, "recalled": 3, "claims": 0, "rejects": 0,
    }  # fmt: skip
    assert stage(done, "report")["recalled"] == 0
    places = places_of(ran)
    assert faults_of_published(places) == []
    assert (places.reports / "changes.html").is_file()
    assert [e.number for e in editions(places)] == [2, 1]


def test_a_notebook_is_executed_only_for_something_new(ran: Path) -> None:
    write_notebook(ran, (("markdown", "# Another: report"), CELLS[1], ("code", "1 + 1")), "01_another.ipynb")
    done = run(ran, "--log-format", "json")
    assert done.returncode == 0, done.stderr
    assert (stage(done, "parse")["recalled"], stage(done, "report")["notebooks"], stage(done, "report")["recalled"]) == (3, 2, 1)
    (ran / "notebooks" / "01_another.ipynb").unlink()
    done = run(ran, "--log-format", "json")
    assert (stage(done, "report")["notebooks"], stage(done, "report")["recalled"]) == (1, 1)
    assert faults_of_published(places_of(ran)) == []


def test_a_damaged_cache_is_no_harm(ran: Path) -> None:
    places = places_of(ran)
    before = files(places.reports)
    for path in places.cache.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"12", b"99"))
    write_document(ran, "monday.txt", TEXTS["monday.txt"] + " ")
    assert run(ran).returncode == 0
    write_document(ran, "monday.txt", TEXTS["monday.txt"])
    done = run(ran, "--log-format", "json")
    assert done.returncode == 0
    tables = {name: data for name, data in files(places.reports).items() if name.startswith("tables/c") and "changes" not in name}
    assert tables == {name: before[name] for name in tables}


def test_force_makes_everything_again_and_publishes_nothing_new(ran: Path) -> None:
    before = files(ran / "reports")
    done = run(ran, "--force", "--log-format", "json")
    assert done.returncode == 0, done.stderr
    assert (stage(done, "parse")["recalled"], stage(done, "report")["recalled"]) == (0, 0)
    assert log_of(done)[-1]["changed"] is False
    assert files(ran / "reports") == before
    assert len(editions(places_of(ran))) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda reports: (reports / "00_corpus.html").write_text("better numbers") and (reports / "tables" / "claims.csv").unlink(),
        lambda reports: (reports / "certificate.json").write_text("{"),
    ],
)
def test_what_was_edited_is_made_again(ran: Path, damage: object) -> None:
    damage(ran / "reports")  # type: ignore[operator]
    done = run(ran, "--log-format", "json")
    assert done.returncode == 0, done.stderr
    assert stage(done, "report")["recalled"] == 1
    assert faults_of_published(places_of(ran)) == []


def test_tables_made_by_hand_give_way_without_news(ran: Path) -> None:
    done = contested("parse", ran / "data" / "raw" / "monday.txt", ran / "data" / "processed")
    assert done.returncode == 0, done.stderr
    assert faults_of_published(places_of(ran)) != []
    done = run(ran, "--log-format", "json")
    assert (done.returncode, stages(done)) == (0, ["look"])
    assert faults_of_published(places_of(ran)) == []


def test_parameters_convention_and_sources_reach_the_reports(ran: Path, tmp_path: Path) -> None:
    other = tmp_path / "feed"
    other.mkdir()
    (other / "monday.txt").write_text("Eighty people were killed in Homs, the mayor said.", encoding="utf-8")
    (ran / "contested.toml").write_text(
        f'convention = "ucdp"\n[parameters]\nplace = "Aleppo"\n[sources]\nbriefs = "data/raw"\nfeed = "{other}"\n', encoding="utf-8"
    )
    done = run(ran, "-p", "place=Homs")
    assert done.returncode == 0, done.stderr
    assert "4 documents" in (ran / "reports" / "00_corpus.html").read_text(encoding="utf-8")
    assert "claims Homs ucdp" in (ran / "reports" / "00_corpus.html").read_text(encoding="utf-8")
    listed = (ran / "data" / "processed" / "documents.csv").read_text(encoding="utf-8")
    assert '\n"briefs/monday","briefs/monday.txt",' in listed
    assert '\n"feed/monday","feed/monday.txt",' in listed
    assert faults_of_published(places_of(ran)) == []


def test_what_would_be_done(ran: Path) -> None:
    write_document(ran, "thursday.txt", "x")
    write_document(ran, "monday.txt", "y")
    (ran / "data" / "raw" / "tuesday.txt").unlink()
    before = files(ran)
    done = run(ran, "--dry-run", "-p", "place=Homs")
    assert (done.returncode, done.stderr) == (0, "")
    for line in (
        "  1 new: thursday.txt",
        "  1 changed: monday.txt",
        "  1 gone: tuesday.txt",
        "  2 unchanged, not parsed again",
        "  place is 'Homs', was None",
        "1 notebook would be executed: 00_corpus.ipynb",
        f"would be published: {ran}/reports/index.html, tables in {ran}/data/processed",
    ):
        assert f"\n{line}\n" in done.stdout
    assert files(ran) == before


def test_nothing_would_be_done(finished: Path) -> None:
    assert "nothing to do: what is published was made from exactly this" in run(finished, "--dry-run").stdout


# ---- verify and runs -------------------------------------------------------------------------------------------


def test_an_edition_with_changes_is_verified_and_so_is_the_one_before(ran: Path) -> None:
    write_document(ran, "thursday.txt", "Nine people were killed in Aleppo, the mayor said.")
    assert run(ran).returncode == 0
    assert (ran / "reports" / "changes.html").is_file()
    done = contested("verify", "--project", ran)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "made again, all" in done.stdout
    assert "the same byte for byte" in done.stdout
    done = contested("verify", "1", "--project", ran)
    assert done.returncode == 1
    assert "cannot be made again, its inputs differ (1):\n  document thursday.txt: new\n" in done.stdout
    (ran / "data" / "raw" / "thursday.txt").unlink()
    assert contested("verify", "1", "--project", ran).returncode == 0


def test_what_differs_is_named(ran: Path) -> None:
    claims = ran / "reports" / "tables" / "claims.csv"
    claims.write_text(claims.read_text(encoding="utf-8").replace(",12.0,", ",120.0,").replace(",12,", ",120,"), encoding="utf-8")
    done = contested("verify", "--project", ran)
    assert done.returncode == 1
    assert "not as the certificate says (1):\n  tables/claims.csv: edited\n" in done.stdout
    assert "did not come out the same" not in done.stdout


def test_an_edition_that_comes_out_otherwise_is_named_with_the_line(ran: Path) -> None:
    """As after a change of code that nobody wrote down: the certificate is that of other bytes."""
    from contested.runs.certificate import certify

    places = places_of(ran)
    certificate = read_certificate(places.reports)
    assert certificate is not None
    claims = places.reports / "tables" / "rejects.csv"
    claims.write_text('"file","reason","detail"\n"ghost.txt","empty","x"\n', encoding="utf-8")
    certify(places.reports, certificate.inputs, certificate.counts)
    done = contested("verify", "--project", ran)
    assert done.returncode == 1
    assert (
        'did not come out the same (1):\n  tables/rejects.csv: differs in line 2: was \'"ghost.txt","empty","x"\', is nothing'
        in done.stdout
    )


def test_the_editions_are_listed_and_one_is_restored(ran: Path) -> None:
    first = files(ran / "reports")
    write_document(ran, "thursday.txt", "Nine people were killed in Aleppo, the mayor said.")
    assert run(ran).returncode == 0
    listed = contested("runs", "--project", ran).stdout.splitlines()
    assert [line[:7] for line in listed[1:]] == ["* 0002-", "  0001-"]
    done = contested("runs", "--project", ran, "--restore", "1")
    assert done.returncode == 0, done.stderr
    assert files(ran / "reports") == first
    assert faults_of_published(places_of(ran)) == []
    assert [line[:7] for line in done.stdout.splitlines()[1:]] == ["* 0003-", "  0002-", "  0001-"]


def test_runs_of_a_project_that_has_none(project: Path) -> None:
    assert "nothing is published yet" in contested("runs", "--project", project).stdout
    done = contested("verify", "--project", project)
    assert (done.returncode, "nothing is published" in done.stderr) == (2, True)


# ---- failures ----------------------------------------------------------------------------------------------------


BROKEN = [
    ("raise ValueError('no such thing')", "00_corpus.ipynb, cell 4 (raise ValueError('no such thing')): ValueError: no such thing"),
    ("import time; time.sleep(600)", "00_corpus.ipynb: a cell took longer than 3 s and was stopped"),
    ("import ctypes; ctypes.PyDLL(None).sleep(600)", "00_corpus.ipynb: a cell took longer than 3 s and was stopped"),
    ("import os; os.kill(os.getpid(), 9)", "00_corpus.ipynb: the kernel died"),
]


@pytest.mark.parametrize(("source", "cause"), BROKEN)
def test_a_notebook_that_fails_publishes_nothing(ran: Path, source: str, cause: str) -> None:
    before = files(ran / "reports")
    write_notebook(ran, (*CELLS[:2], ("code", source)))
    told = ran / "told"
    done = run(ran, "--cell-timeout", "3", "--on-failure", f'echo "$CONTESTED_STAGE: $CONTESTED_CAUSE" > "{told}"')
    assert done.returncode == 1
    assert f"contested: report: {cause}" in done.stderr
    assert "nothing was published" in done.stderr
    assert cause in told.read_text()
    places = places_of(ran)
    assert files(places.reports) == before
    assert debris(places) == []
    assert read_health(places.health)["last_failure"]["stage"] == "report"
    assert kernels_of(ran) == []


def kernels_of(project: Path) -> list[int]:
    """Kernels that work in the project's folder."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if str(project) in os.readlink(link):
                found.append(int(link.parent.name))
        except OSError:
            continue
    return found


def test_a_wrong_parameter_costs_no_work(ran: Path) -> None:
    for option, says in (("place_of=Homs", "did you mean 'place'"), ("convention=unheard", "unknown convention 'unheard'")):
        done = run(ran, "-p", option, "--log-format", "json")
        assert done.returncode == 2
        assert says in str(log_of(done)[-1]["cause"])
        assert "parse" not in stages(done)
    assert faults_of_published(places_of(ran)) == []


def test_settings_that_cannot_be_used(ran: Path) -> None:
    (ran / "contested.toml").write_text("[run]\nwaite = 3\n", encoding="utf-8")
    told = ran / "told"
    done = run(ran, "--on-failure", f'echo "$CONTESTED_CAUSE" > "{told}"')
    assert done.returncode == 2
    assert "contested.toml, line 2, run.waite: there is no such key in [run]; did you mean 'wait'?" in done.stderr
    assert "did you mean 'wait'" in told.read_text()
    assert read_health(ran / "runs" / "health.json")["state"] == "failed"


def test_rejects_are_exit_code_3_and_so_is_nothing_new(ran: Path) -> None:
    write_document(ran, "empty.txt", "")
    assert run(ran).returncode == 3
    done = run(ran, "--log-format", "json")
    assert (done.returncode, stages(done)) == (3, ["look"])
    assert read_health(places_of(ran).health)["rejects"] == 1


def test_two_runs_at_once(ran: Path) -> None:
    write_notebook(ran, (*CELLS, ("code", "import time; time.sleep(3)")))
    first = subprocess.Popen(command("run", "--project", ran), stderr=subprocess.PIPE, text=True)
    assert first.stderr is not None
    assert "look" in first.stderr.readline()  # it holds the lock
    second = run(ran)
    assert second.returncode == 1
    assert f"another run of this project is at work (process {first.pid}, started 20" in second.stderr
    third = run(ran, "--wait", "120", "--log-format", "json")
    first.communicate()
    assert first.returncode == 0
    assert (third.returncode, stages(third)) == (0, ["look"])
    assert faults_of_published(places_of(ran)) == []


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_run_that_is_asked_to_end_ends_in_order(ran: Path, name: str) -> None:
    before = files(ran / "reports")
    write_notebook(ran, (*CELLS, ("code", "import time; time.sleep(60)")))
    process = subprocess.Popen(command("run", "--project", ran), stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    while not process.stderr.readline().startswith("contested: compare"):
        assert process.poll() is None
    time.sleep(3)  # it is at the notebook now, or about to be
    process.send_signal(getattr(signal, name))
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "nothing was published" in said
    places = places_of(ran)
    assert files(places.reports) == before
    assert debris(places) == []
    assert kernels_of(ran) == []


def test_a_hanging_kernel_does_not_outlive_a_killed_run(ran: Path) -> None:
    hangs = "import ctypes, pathlib; pathlib.Path('hangs').touch(); ctypes.PyDLL(None).sleep(600)"
    write_notebook(ran, (*CELLS[:2], ("code", hangs)))
    process = subprocess.Popen(command("run", "--project", ran), stderr=subprocess.DEVNULL)
    while not (places_of(ran).next / "hangs").exists():
        assert process.poll() is None
        time.sleep(0.1)
    assert len(kernels_of(ran)) > 0
    process.kill()
    process.wait()
    for _ in range(100):
        if not kernels_of(ran):
            return
        time.sleep(0.1)
    pytest.fail("the kernel is still there")


# ---- a full disk -------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with little room."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount the small file system that is to be filled")
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], capture_output=True, text=True, check=False)
    if done.returncode:
        reason = f"a small file system could not be mounted: {done.stderr.strip()}"
        if os.environ.get("CI", "").lower() in {"true", "1"} and "permission denied" not in done.stderr:
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_leaves_the_last_edition(small_disk: Path) -> None:
    """With less and less room, each run dies somewhere else; what is published stays whole, and with room again all is well."""
    project = make_project(small_disk / "project")
    places = places_of(project)
    assert run(project).returncode == 0
    published = files(places.reports)
    filler = small_disk / "filler"
    causes = set()
    for room in (0, 40_000, 150_000, 400_000):
        write_document(project, "thursday.txt", f"Nine people were killed in Aleppo, the mayor said on day {room}.")
        filler.write_bytes(b"")
        free = shutil.disk_usage(small_disk).free
        with filler.open("wb") as f:
            f.truncate(0)
            os.posix_fallocate(f.fileno(), 0, max(1, free - room))
        done = run(project, "--log-format", "json")
        filler.unlink()
        if done.returncode == 0:
            assert faults_of_published(places) == [], room
            published = files(places.reports)
            continue
        assert done.returncode == 1, done.stderr
        failed = log_of(done)[-1]
        assert "No space left on device" in str(failed["cause"]), failed
        assert "GB are free" in str(failed["cause"])
        causes.add(failed["stage"])
        assert files(places.reports) == published, room
        assert faults_of_published(places) == [], room
    assert len(causes) > 1, "the room was never spent in more than one stage"
    write_document(project, "thursday.txt", "Ten people were killed in Aleppo, the mayor said.")
    done = run(project)
    assert done.returncode == 0, done.stderr
    assert faults_of_published(places) == []
    assert debris(places) == []


# ---- systems that lack something ---------------------------------------------------------------------------------


def test_reports_on_a_mount_point(ran: Path, tmp_path: Path) -> None:
    """As in a container with a volume: the folder cannot be renamed, its files are replaced."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a folder")
    done = subprocess.run(["mount", "--bind", ran / "reports", ran / "reports"], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a folder could not be mounted: {done.stderr.strip()}")
    try:
        write_document(ran, "thursday.txt", "Nine people were killed in Aleppo, the mayor said.")
        done = run(ran)
        assert done.returncode == 0, done.stderr
        assert faults_of_published(places_of(ran)) == []
        assert debris(places_of(ran)) == []
    finally:
        subprocess.run(["umount", ran / "reports"], check=True)


def test_this_system_exchanges_two_folders(tmp_path: Path) -> None:
    """Where the tests run, the promise of one rename is kept by one rename."""
    if sys.platform != "linux":
        pytest.skip("the exchange is Linux's")
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert report_publish.exchange(tmp_path / "one", tmp_path / "other")
    assert [p.name for p in (tmp_path / "one").iterdir()] == ["other"]
