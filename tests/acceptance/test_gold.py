"""The command `contested parse` on real documents, scored against what people read in them.

The documents and the scorer lie outside the project, in the folder named by CONTESTED_SHARED; the briefs and their
annotations are the project's own. Floors are what has been reached: raise them when the parser gets better.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from contested.extract.record import parse_document
from contested.lexicon import load_lexicon
from contested.model import Document

pytestmark = pytest.mark.acceptance

DONE, USAGE, REJECTED = 0, 2, 3
# An indicator with fewer gold claims than this is too rare for a floor of its own.
ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Floors:
    """The least that must be reached; F1 unless the name says otherwise, None where nothing is asked."""

    figure: float
    precision: float
    record: float
    population: float
    bound: float
    status: float
    indicator: float | None


SEEDS = Floors(figure=1.0, precision=1.0, record=0.82, population=1.0, bound=1.0, status=1.0, indicator=None)
DEV = Floors(figure=0.95, precision=0.95, record=0.70, population=0.96, bound=0.98, status=0.96, indicator=0.88)
BRIEFS = Floors(figure=0.98, precision=0.98, record=0.72, population=0.96, bound=0.99, status=0.99, indicator=0.88)


def contested(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the installed command as a user does."""
    beside = Path(sys.executable).with_name("contested")
    command = str(beside) if beside.exists() else shutil.which("contested")
    assert command, "the command `contested` is not installed; run `make install`"
    return subprocess.run([command, *map(str, arguments)], capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="session")
def scorer(shared: Path) -> ModuleType:
    """The scoring script, as a module."""
    spec = importlib.util.spec_from_file_location("gold_score", shared / "gold" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tables_of(source: Path, out: Path) -> Path:
    done = contested("parse", source, out)
    assert done.returncode == DONE, done.stderr
    return out


@pytest.fixture(scope="session")
def dev_tables(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tables_of(shared / "gold" / "dev" / "texts", tmp_path_factory.mktemp("dev"))


@pytest.fixture(scope="session")
def seed_tables(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tables_of(shared / "seeds" / "texts", tmp_path_factory.mktemp("seeds"))


@pytest.fixture(scope="session")
def brief_tables(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tables_of(repo_root / "data" / "raw", tmp_path_factory.mktemp("briefs"))


def below(result: dict[str, Any], floors: Floors) -> list[str]:
    """Every measure that is under its floor, with both numbers."""
    measures = {
        "figure F1": (result["figure"]["f1"], floors.figure),
        "figure precision": (result["figure"]["precision"], floors.precision),
        "record F1": (result["record"]["f1"], floors.record),
        **{name: (result["attributes"][name], getattr(floors, name)) for name in ("population", "bound", "status")},
    }
    if floors.indicator is not None:
        measures |= {f"{name} F1": (row["f1"], floors.indicator) for name, row in result["indicators"].items() if row["gold"] >= ENOUGH}
    return [f"{name} {reached:.3f} < {floor:.3f}" for name, (reached, floor) in measures.items() if reached < floor]


def report(result: dict[str, Any]) -> str:
    """What an error message shows of a score."""
    rows = [f"figure {result['figure']}, record {result['record']}", f"attributes {result['attributes']}"]
    rows += [f"{name}: {row}" for name, row in result["indicators"].items()]
    rows += [f"missed {row}" for row in result["missed"]] + [f"spurious {row}" for row in result["spurious"]]
    return "\n".join(rows)


def test_founding_reports(scorer: ModuleType, shared: Path, seed_tables: Path) -> None:
    result = scorer.score(scorer.read_gold(shared / "seeds"), scorer.read_claims(seed_tables / "claims.parquet"))
    assert result["documents"] == 2
    assert not below(result, SEEDS), report(result)


def test_dev_articles(scorer: ModuleType, shared: Path, dev_tables: Path) -> None:
    result = scorer.score(scorer.read_gold(shared / "gold" / "dev"), scorer.read_claims(dev_tables / "claims.parquet"))
    assert result["documents"] >= 46
    assert not below(result, DEV), report(result)


def test_briefs(scorer: ModuleType, repo_root: Path, brief_tables: Path) -> None:
    folder = repo_root / "tests" / "data" / "briefs"
    lines = {p.stem: p.read_text(encoding="utf-8").splitlines() for p in sorted(folder.glob("*.jsonl"))}
    gold = {stem: [json.loads(line) for line in rows if line.strip()] for stem, rows in lines.items()}
    result = scorer.score(gold, scorer.read_claims(brief_tables / "claims.parquet"))
    assert result["gold"] >= 100
    assert not below(result, BRIEFS), report(result)


def test_both_files_of_a_table_hold_the_same_claims(scorer: ModuleType, shared: Path, dev_tables: Path) -> None:
    gold = scorer.read_gold(shared / "gold" / "dev")
    scores = [scorer.score(gold, scorer.read_claims(dev_tables / f"claims{ending}")) for ending in (".parquet", ".csv")]
    assert scores[0] == scores[1]


def test_parsing_twice_gives_the_same_bytes(shared: Path, dev_tables: Path, tmp_path: Path) -> None:
    again = tables_of(shared / "gold" / "dev" / "texts", tmp_path / "again")
    assert digests(again) == digests(dev_tables)
    assert {"claims.parquet", "claims.csv", "documents.parquet", "rejects.csv", "datapackage.json"} <= digests(again).keys()


def test_tables_pass_the_check(dev_tables: Path, brief_tables: Path) -> None:
    for tables in (dev_tables, brief_tables):
        done = contested("check", tables)
        assert done.returncode == DONE, done.stdout + done.stderr


def digests(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


GOOD = "Shelling kills 12\n\nShelling killed 12 civilians in Aleppo on Friday, the Red Cross said.\n"
LISTED = """\
file,title,publisher,published,url
good.txt,Shelling kills 12,An Agency,2016-12-09,
empty.txt,Nothing,An Agency,2016-12-09,
binary.txt,A picture,An Agency,2016-12-09,
gone.txt,Not there,An Agency,2016-12-09,
dated.txt,Thirteen,An Agency,31 February,
"""


@pytest.fixture(scope="module")
def bad_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one of every fault beside three documents that can be read."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "dated.txt").write_text(GOOD.replace("12", "13"), encoding="utf-8")
    (folder / "unlisted.txt").write_text(GOOD.replace("12", "14"), encoding="utf-8")
    (folder / "documents.csv").write_text(LISTED, encoding="utf-8")
    return folder


def test_bad_input_is_named_and_harms_nothing_else(bad_corpus: Path, tmp_path: Path) -> None:
    done = contested("parse", bad_corpus, tmp_path / "tables")
    assert done.returncode == REJECTED, done.stderr
    rejects = {row["file"]: row for row in rows_of(tmp_path / "tables" / "rejects.csv")}
    assert {name: row["reason"] for name, row in rejects.items()} == {
        "empty.txt": "empty",
        "binary.txt": "not_text",
        "gone.txt": "missing",
        "dated.txt": "bad_date",
    }
    assert all(row["detail"] for row in rejects.values())
    assert "31 February" in rejects["dated.txt"]["detail"]
    documents = {row["doc_id"]: row for row in rows_of(tmp_path / "tables" / "documents.csv")}
    assert documents.keys() == {"good", "dated", "unlisted"}
    assert (documents["good"]["publisher"], documents["good"]["published"]) == ("An Agency", "2016-12-09")
    assert documents["dated"]["published"] == ""
    assert (documents["unlisted"]["publisher"], documents["unlisted"]["published"]) == ("", "")
    claims = [(row["doc_id"], row["indicator"], float(row["value"])) for row in rows_of(tmp_path / "tables" / "claims.csv")]
    assert set(claims) == {("good", "killed", 12), ("dated", "killed", 13), ("unlisted", "killed", 14)}
    assert len(claims) == 6


def test_a_good_document_reads_the_same_beside_bad_ones(bad_corpus: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(bad_corpus / "good.txt", alone)
    (alone / "documents.csv").write_text("\n".join(LISTED.splitlines()[:2]) + "\n", encoding="utf-8")
    tables_of(alone, tmp_path / "a")
    assert contested("parse", bad_corpus, tmp_path / "b").returncode == REJECTED
    expected = rows_of(tmp_path / "a" / "claims.csv")
    assert expected
    assert [row for row in rows_of(tmp_path / "b" / "claims.csv") if row["doc_id"] == "good"] == expected


def test_a_source_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    done = contested("parse", tmp_path / "nowhere", tmp_path / "out")
    assert done.returncode == USAGE
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_every_article_of_the_corpus_is_read(shared: Path) -> None:
    """804 articles as dirty as they were published, each in full: no error, and every span says its quote."""
    lexicon = load_lexicon()
    # Windows-1252, with a few bytes that it does not define
    with (shared / "corpora" / "fa-kes.csv").open(encoding="cp1252", errors="replace", newline="") as file:
        articles = list(csv.DictReader(file))
    claims = 0
    for row in articles:
        text = f"{row['article_title']}\n\n{row['article_content']}"
        found = parse_document(Document(row["unit_id"], text, publisher=row["source"], published=_day(row["date"])), lexicon)
        assert all(text[c.char_start : c.char_end] == c.quote for c in found), row["unit_id"]
        assert len({c.claim_id for c in found}) == len(found), row["unit_id"]
        claims += len(found)
    assert len(articles) == 804
    assert 4_000 <= claims <= 9_000


def _day(text: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text, "%m/%d/%Y").date()
    except ValueError:
        return None
