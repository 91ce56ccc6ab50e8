"""A corpus parsed by real workers on loopback: the rows of the single process, whatever dies on the way."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contested.documents.corpus import File
from contested.documents.found import Part
from contested.errors import UsageError
from contested.parsing.cluster import grouped, write_dataset
from contested.pipeline import parse_corpus
from contested.tables.check import check_tables
from contested.tables.dataset import MANIFEST, damage, read_manifest
from contested.tables.read import read_table
from contested.tables.slices import Slice, write_slice

TOWNS = ["Aleppo", "Homs", "Hama", "Raqqa", "Idlib"]
PART = 1_500


def sentence(i: int) -> str:
    return (
        f"At least {i + 2} civilians were killed in {TOWNS[i % 5]} on Monday, the army said on day {i}. "
        f"Another {3 * i + 40} people fled {TOWNS[(i + 2) % 5]}, according to the Red Cross."
    )


def make_corpus(folder: Path) -> Path:
    """Files of every kind that parts must agree on: ids that come again, in the same file and in others; texts that come again."""
    folder.mkdir()
    (folder / "notes").mkdir()
    for i in range(12):
        (folder / "notes" / f"report-{i:02}.txt").write_text(sentence(i), encoding="utf-8")
    listed = "".join(f"notes/report-{i:02}.txt,The Wire,2016-{i % 12 + 1:02}-15\n" for i in range(11))
    (folder / "documents.csv").write_text(f"file,publisher,published\n{listed}gone.txt,The Wire,2016-01-01\n", encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    records = [
        # 7 comes three times here, 20 also in the table, notes/report-03 is the name of a file, some have no id
        {
            "id": {3: "7", 30: "7", 50: "notes/report-03", 33: None}.get(i, str(i)),
            "text": sentence(i % 45),
            "date": f"2017-{i % 9 + 1:02}-03",
        }
        for i in range(60)
    ]
    lines = [json.dumps(r) for r in records]
    lines.insert(20, "{broken")
    lines.insert(40, "")
    (folder / "news.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = "".join(f'{n},"{sentence(n + 100)}",2015-0{n % 9 + 1}-11\n' for n in (20, 21, 20, 99))
    (folder / "table.csv").write_text(f"id,text,date\n{rows}", encoding="utf-8")
    table = pa.table(
        {"id": [f"p{i}" for i in range(40)] + ["21"], "text": [sentence(i + 60) for i in range(41)], "date": ["2018-05-01"] * 41}
    )
    pq.write_table(table, folder / "archive.parquet", row_group_size=10)
    return folder


def tables(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


def as_tables(dataset: Path, out: Path) -> dict[str, bytes]:
    """All of a data set as ordinary tables."""
    write_slice(dataset, out, Slice())
    return tables(out)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return make_corpus(tmp_path / "corpus")


@pytest.fixture
def expected(source: Path, tmp_path: Path) -> dict[str, bytes]:
    """The tables that one process makes."""
    parse_corpus(source, tmp_path / "one")
    kinds = read_table(tmp_path / "one", "oddities")["kind"].value_counts()
    assert kinds["repeated_id"] >= 3, "the corpus is made to test this"
    assert kinds["repeated_text"] >= 15
    return tables(tmp_path / "one")


def test_groups_of_files() -> None:
    files = [File(f"f{i:05}.txt", Path(f"f{i:05}.txt"), f"f{i:05}") for i in range(4000)]
    sizes = [100 + i % 7 for i in range(4000)]
    before = grouped(files, sizes, {}, 10_000)
    assert [f for group, _ in before for f in group] == files
    assert all(sum(sizes[files.index(f)] for f in group) <= 10_000 for group, _ in before)
    assert 40 <= len(before) <= 90
    # one more in front moves few of the groups
    more = [File("a.txt", Path("a.txt"), "a"), *files]
    after = grouped(more, [103, *sizes], {}, 10_000)
    assert len([g for g in after if g not in before]) <= 5
    # one in pieces stands alone
    piece = Part(0, 9, 0, 0, "utf-8", "", "ymd")
    assert [(len(g), p) for g, p in grouped(files[:5], sizes, {2: [piece, piece]}, 10_000)] == [
        (2, None),
        (1, piece),
        (1, piece),
        (2, None),
    ]


def test_the_rows_of_a_single_process(cluster: Any, source: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "dataset"
    told: list[str] = []
    counts = write_dataset(source, out, cluster.address, part_bytes=PART, progress=lambda what, *_: told.append(what))
    assert told.count("parse") >= 10, "the corpus was divided into many parts"
    assert "parse again" in told, "some ids had to be given again"
    assert as_tables(out, tmp_path / "slice") == expected
    assert (counts.documents, counts.rejects) == (read_manifest(out)["documents"], 3)
    assert not damage(out)
    assert not check_tables(tmp_path / "slice")

    # again: nothing to do; and with one more document, only its part is new
    told.clear()
    write_dataset(source, out, cluster.address, part_bytes=PART, progress=lambda what, *_: told.append(what))
    assert not [what for what in told if what in ("parse", "merge")]
    (source / "zz.txt").write_text(sentence(300), encoding="utf-8")
    write_dataset(source, out, cluster.address, part_bytes=PART, progress=lambda what, *_: told.append(what))
    assert told.count("parse") == 1
    parse_corpus(source, tmp_path / "two")
    assert as_tables(out, tmp_path / "slice") == tables(tmp_path / "two")

    # the filters of DuckDB and of a slice find the same
    duckdb = pytest.importorskip("duckdb")
    files = f"{out}/claims/*/*.parquet"
    query = f"select count(*) from read_parquet('{files}', hive_partitioning = true) where published_month = '2017-02' and place = 'Homs'"
    documents, claims = write_slice(out, tmp_path / "homs", Slice(place="Homs", indicators=("killed",)))
    of_slice = read_table(tmp_path / "homs", "claims")
    whole = read_table(tmp_path / "two", "claims")
    wanted = whole[(whole["place"] == "Homs") & (whole["indicator"] == "killed")]["doc_id"].unique()
    assert set(of_slice["doc_id"]) == set(wanted)
    assert documents == len(wanted)
    assert claims == (whole["doc_id"].isin(wanted)).sum()
    assert not check_tables(tmp_path / "homs")
    month = whole["published"].dt.strftime("%Y-%m") == "2017-02"
    assert duckdb.sql(query).fetchall()[0][0] == (month & (whole["place"] == "Homs")).sum() > 0

    # damage is found
    victim = next((out / "claims").rglob("*.parquet"))
    victim.write_bytes(victim.read_bytes()[:-1])
    (victim.parent / "stray.parquet").touch()
    assert [file for file, _ in damage(out)] == [p.relative_to(out).as_posix() for p in (victim, victim.parent / "stray.parquet")]


def test_a_worker_killed_in_mid_run_changes_nothing(cluster: Any, source: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "dataset"
    killed: list[int] = []

    def kill_one(what: str, done: int, total: int) -> None:
        if what == "parse" and done == 3 and not killed:
            cluster.workers[0].send_signal(signal.SIGKILL)
            killed.append(done)

    write_dataset(source, out, cluster.address, part_bytes=PART, progress=kill_one)
    assert killed
    assert cluster.workers[0].wait(10) == -signal.SIGKILL
    assert as_tables(out, tmp_path / "slice") == expected


def test_a_run_broken_off_goes_on_from_its_parts(cluster: Any, source: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "dataset"
    script = (
        "import sys; from pathlib import Path; from contested.parsing.cluster import write_dataset\n"
        f"write_dataset(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], part_bytes={PART})"
    )
    run = subprocess.Popen([sys.executable, "-c", script, str(source), str(out), cluster.address])
    parts = tmp_path / ".dataset.parts"
    deadline = time.monotonic() + 120
    while len(list(parts.glob("[0-9a-f]*"))) < 4:
        assert run.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    run.kill()
    run.wait()
    assert not out.exists()
    told: list[tuple[str, int]] = []
    write_dataset(source, out, cluster.address, part_bytes=PART, progress=lambda what, _, total: told.append((what, total)))
    whole = len(list(parts.glob("[0-9a-f]*")))
    assert max(total for what, total in told if what == "parse") < whole
    assert as_tables(out, tmp_path / "slice") == expected


def test_a_document_that_no_worker_survives(start_cluster: Any, tmp_path: Path) -> None:
    source = tmp_path / "corpus"
    source.mkdir()
    for i in range(5):
        (source / f"{i}.txt").write_text(sentence(i) + (" POISON" if i == 2 else ""), encoding="utf-8")
    cluster = start_cluster()
    for _ in range(2):
        cluster.add_worker("--preload", str(Path(__file__).parent / "lethal.py"), nanny=True)
    counts = write_dataset(source, tmp_path / "out", cluster.address)
    assert (counts.documents, counts.rejects) == (4, 1)
    write_slice(tmp_path / "out", tmp_path / "slice", Slice())
    rejects = read_table(tmp_path / "slice", "rejects")
    assert rejects[["file", "reason"]].values.tolist() == [["2.txt", "parse_crashed"]]
    assert sorted(read_table(tmp_path / "slice", "documents")["doc_id"]) == ["0", "1", "3", "4"]


def test_what_cannot_work_is_said_at_once(start_cluster: Any, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from contested.parsing import cluster as module

    monkeypatch.setattr(module, "_WAIT", 2)
    with pytest.raises(UsageError, match="no Dask scheduler answers"):
        write_dataset(source, tmp_path / "out", "tcp://127.0.0.1:9")
    cluster = start_cluster()
    with pytest.raises(UsageError, match="no worker has joined"):
        write_dataset(source, tmp_path / "out", cluster.address)
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.doc").touch()
    with pytest.raises(UsageError, match="holds something else"):
        write_dataset(source, mine, cluster.address)
    cluster.add_worker()
    monkeypatch.setattr(module, "_WAIT", 30)
    monkeypatch.setattr(module, "code_digest", lambda: "another")
    with pytest.raises(UsageError, match="another version of this program"):
        write_dataset(source, tmp_path / "out", cluster.address)
    assert not (tmp_path / "out" / MANIFEST).exists()
