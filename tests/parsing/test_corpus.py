"""A corpus parsed in one process and in several: the same bytes, bounded batches, and one document lost where a process dies."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from contested.documents.corpus import Reject
from contested.errors import UsageError
from contested.model import Document
from contested.parsing import corpus
from contested.parsing.batch import Batch, Work, add_places, batches, read_sources
from contested.pipeline import parse_corpus
from contested.tables import merge
from contested.tables.check import check_tables
from contested.tables.read import read_table

TOWNS = ["Aleppo", "Homs", "Hama", "Raqqa", "Idlib"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Thirty short documents, one file that cannot be read, and two with the same words."""
    folder = tmp_path / "documents"
    folder.mkdir()
    for i in range(30):
        text = f"At least {i + 2} civilians were killed in {TOWNS[i % 5]} on Monday, the army said. Another {i + 40} people fled the town."
        (folder / f"report-{i:02}.txt").write_text(text, encoding="utf-8")
    (folder / "again.txt").write_bytes((folder / "report-03.txt").read_bytes())
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    return folder


def written(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_one_process_or_several(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, batched, two = (tmp_path / name for name in ("one", "batched", "two"))
    parse_corpus(source, one)
    monkeypatch.setattr(corpus, "batches", lambda items: batches(items, 300))
    monkeypatch.setattr(merge, "_AT_ONCE", 4)  # so that there are more runs than are merged at once
    parse_corpus(source, batched)
    summary = parse_corpus(source, two, workers=2)
    assert summary.documents == 31
    assert summary.rejects == 1
    assert summary.claims >= 60
    assert written(one) == written(batched) == written(two)
    assert not check_tables(two)


def test_a_process_that_dies_takes_one_document(source: Path, tmp_path: Path) -> None:
    for i in (7, 22):
        (source / f"report-{i:02}.txt").write_text("POISON. Ten people were killed in Homs.", encoding="utf-8")
    script = Path(__file__).parent / "poison.py"
    done = subprocess.run([sys.executable, str(script), str(source), str(tmp_path / "out")], capture_output=True, text=True, timeout=300)
    assert done.stdout.split() == ["29", "3"], done.stderr
    rejects = read_table(tmp_path / "out", "rejects").set_index("file")["reason"].to_dict()
    assert rejects == {"broken.pdf": "damaged", "report-07.txt": "parse_crashed", "report-22.txt": "parse_crashed"}
    assert not check_tables(tmp_path / "out")


def test_processes_that_cannot_start_are_an_error_and_no_reject(source: Path, tmp_path: Path) -> None:
    script = tmp_path / "unguarded.py"
    text = (
        "import sys; from pathlib import Path; from contested.parsing import corpus; from contested.parsing.batch import batches\n"
        "corpus.batches = lambda items: batches(items, 300)\n"
        "from contested.pipeline import parse_corpus\n"
        "parse_corpus(Path(sys.argv[1]), Path(sys.argv[2]), workers=2)\n"
    )
    script.write_text(text, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script), str(source), str(tmp_path / "out")], capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert "no further process can be started here" in done.stderr.splitlines()[-1]
    assert not list((tmp_path / "out").iterdir())


def test_nothing_is_left_behind(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    left = out / f"{corpus.SCRATCH}killed"
    left.mkdir(parents=True)
    (left / "claims-0.arrow").touch()
    parse_corpus(source, out)
    assert not [p.name for p in out.iterdir() if p.suffix not in (".csv", ".parquet", ".json")]


def test_what_cannot_be_completed_leaves_the_earlier_tables(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    parse_corpus(source, out)
    before = written(out)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(corpus, "write_table", fail)
    with pytest.raises(OSError, match="No space"):
        parse_corpus(source, out)
    assert written(out) == before


def test_a_file_is_no_folder(source: Path, tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(UsageError, match="is a file"):
        parse_corpus(source, tmp_path / "out")


def test_batches() -> None:
    items: list[Document | Reject] = [Document(str(i), "x" * 40) for i in range(5)]
    items.insert(2, Reject("f", "empty", ""))
    items.insert(3, Document("long", "y" * 500))
    found = [([d.doc_id for d in b.documents], len(b.rejects)) for b in batches(items, 100)]
    assert found == [(["0", "1"], 1), (["long"], 0), (["2", "3"], 0), (["4"], 0)]


def test_a_parser_that_fails_rejects_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    parser = Work().parser()

    def fail(document: Document) -> None:
        if document.doc_id == "b":
            raise ValueError("odd")

    monkeypatch.setattr(parser, "_parse", lambda d: fail(d) or Work().parser()._read(d))
    rows = parser.rows(Batch([Document("a", "Ten people were killed in Homs.", "a.txt"), Document("b", "text", "b.txt")]))
    assert rows.counts.documents == 1
    assert rows.counts.claims == 1
    assert rows.tables["rejects"].to_pylist()[0] == {
        "file": "b.txt",
        "reason": "parse_failed",
        "detail": "ValueError: odd; please report it with the document",
    }


def test_places_are_counted_together() -> None:
    known: dict[str, dict[str, object]] = {}
    add_places(known, [{"place": "Homs", "place_text": "Hims; Homs", "n_claims": 2}])
    add_places(
        known, [{"place": "Homs", "place_text": "Homs; Old Homs", "n_claims": 3}, {"place": "Hama", "place_text": "Hama", "n_claims": 1}]
    )
    assert known["Homs"] == {"place": "Homs", "place_text": "Hims; Homs; Old Homs", "n_claims": 5}
    assert len(known) == 2


def test_names_of_corpora_stand_before_ids(source: Path) -> None:
    items = list(read_sources({"north": source}, None, None))
    assert {i.file.split("/")[0] for i in items} == {"north"}
    assert all(i.doc_id.startswith("north/") for i in items if isinstance(i, Document))
