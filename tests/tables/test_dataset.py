"""A partitioned data set: written in files of bounded size, checked, and read back in slices with the rows of ordinary tables."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from contested.cli import app
from contested.compare import compare_tables
from contested.errors import TableError, UsageError
from contested.pipeline import parse_corpus
from contested.report.study import open_study
from contested.tables.check import check_tables
from contested.tables.dataset import MANIFEST, UNDATED, damage, is_dataset, months, read_manifest, scan, write_manifest, write_month
from contested.tables.read import read_arrow, read_table, read_tables
from contested.tables.schema import TABLES
from contested.tables.slices import Slice, write_slice

DAY = dt.date
TEXTS = {
    "one": (DAY(2016, 11, 3), "At least 12 civilians were killed in Aleppo on Tuesday, the army said."),
    "two": (DAY(2016, 12, 9), "Some 500 people fled Homs on Monday, according to the Red Cross. Ten rebels were killed in Hama."),
    "three": (DAY(2016, 12, 21), "The army said 30 rebels were killed in Aleppo and Homs on Monday."),
    "four": (None, "Activists said 7 people died in Idlib on 4 March 2015."),
    "five": (DAY(2017, 1, 2), "Nothing was reported."),
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ordinary tables of five documents."""
    folder = tmp_path_factory.mktemp("plain")
    source = folder / "documents"
    source.mkdir()
    for name, (_, text) in TEXTS.items():
        (source / f"{name}.txt").write_text(text, encoding="utf-8")
    rows = "".join(f"{name}.txt,The Wire,{day}\n" for name, (day, _) in TEXTS.items() if day)
    (source / "documents.csv").write_text(f"file,publisher,published\n{rows}", encoding="utf-8")
    parse_corpus(source, folder / "tables")
    return folder / "tables"


@pytest.fixture
def dataset(plain: Path, tmp_path: Path) -> Path:
    """The same rows as a data set, with files of two rows at most."""
    folder = tmp_path / "dataset"
    files: dict[str, list[dict[str, Any]]] = {}
    for name, spec in TABLES.items():
        if spec.made_by != "parse":
            continue
        files[name] = []
        by_month: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in read_arrow(plain, name).to_pylist():
            day = row.get("published")
            by_month[f"{day:%Y-%m}" if day else UNDATED].append(row)
        for month, rows in by_month.items():
            schema = read_arrow(plain, name).schema
            files[name] += write_month(folder, name, month, iter([pa.Table.from_pylist(rows, schema)]), rows=2)
    write_manifest(folder, "test", files, {"documents": 5, "claims": 0, "rejects": 0})
    return folder


def test_files_are_of_bounded_size(dataset: Path, plain: Path) -> None:
    assert is_dataset(dataset)
    assert not is_dataset(plain)
    assert not damage(dataset)
    claims = read_manifest(dataset)["tables"]["claims"]
    assert claims["rows"] == read_arrow(plain, "claims").num_rows
    assert {f["rows"] for f in claims["files"]} == {1, 2}
    assert months(dataset, "claims") == ["2016-11", "2016-12", UNDATED]
    assert pa.Table.from_batches(scan(dataset, "claims")).sort_by("claim_id") == read_arrow(plain, "claims").sort_by("claim_id")


@pytest.mark.parametrize(
    ("wanted", "documents"),
    [
        (Slice(), {"one", "two", "three", "four", "five"}),
        (Slice(place="aleppo"), {"one", "three"}),
        (Slice(place="Syria"), {"one", "two", "three", "four"}),
        (Slice(place="Homs", indicators=("killed",)), {"three"}),
        (Slice(indicators=("displaced",)), {"two"}),
        (Slice(claimants=("icrc",)), {"two"}),
        (Slice(claimants=("the wire",)), {"two"}),
        (Slice(period_end=DAY(2015, 12, 31)), {"four"}),
        (Slice(period_start=DAY(2016, 12, 10)), {"three"}),
        (Slice(published_from=DAY(2016, 12, 10)), {"three", "five"}),
        (Slice(published_from=DAY(2016, 12, 1), published_to=DAY(2016, 12, 9)), {"two"}),
        (Slice(published_to=DAY(2016, 12, 31), place="Aleppo", period_start=DAY(2016, 12, 1)), {"three"}),
    ],
    ids=lambda value: str(value) if isinstance(value, Slice) else "",
)
def test_a_slice_holds_whole_documents(dataset: Path, plain: Path, tmp_path: Path, wanted: Slice, documents: set[str]) -> None:
    out = tmp_path / "slice"
    counted = write_slice(dataset, out, wanted)
    assert set(read_table(out, "documents")["doc_id"]) == documents
    whole = read_table(plain, "claims")
    expected = whole[whole["doc_id"].isin(documents)].reset_index(drop=True)
    assert read_table(out, "claims").equals(expected)
    assert counted == (len(documents), len(expected))
    assert not check_tables(out)


def test_all_of_it_is_byte_for_byte_what_it_was_made_of(dataset: Path, plain: Path, tmp_path: Path) -> None:
    write_slice(dataset, tmp_path / "slice", Slice())
    for path in plain.iterdir():
        assert (tmp_path / "slice" / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_report_loads_what_its_parameters_ask_for(dataset: Path, plain: Path) -> None:
    study = open_study("01_casualties", dataset, place="Aleppo", indicators=["killed"])
    compare_tables(plain)
    assert [c.claim_id for c in study.claims] == [
        c.claim_id for c in open_study("01_casualties", plain, place="Aleppo", indicators=["killed"]).claims
    ]
    assert {d["doc_id"] for d in study.tables.documents} == {"one", "three"}


def test_a_data_set_is_no_folder_of_tables(dataset: Path) -> None:
    for read in (lambda: read_tables(dataset), lambda: read_arrow(dataset, "claims"), lambda: compare_tables(dataset)):
        with pytest.raises(TableError, match="contested slice"):
            read()


def test_places_that_are_not_there(dataset: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no claim of the data set names such a place"):
        write_slice(dataset, tmp_path / "slice", Slice(place="Atlantis"))


def test_damage_is_found(dataset: Path, tmp_path: Path) -> None:
    a, b, c = sorted((dataset / "claims").rglob("*.parquet"))[:3]
    a.write_bytes(a.read_bytes()[:-1])
    raw = bytearray(b.read_bytes())
    raw[20] ^= 1
    b.write_bytes(raw)
    c.unlink()
    (dataset / "claims" / "stray.parquet").touch()
    names = [*(p.relative_to(dataset).as_posix() for p in (a, b, c)), "claims/stray.parquet"]
    whats = ["bytes, not", "other contents", "is not there", "no file of the data set"]
    found = damage(dataset)
    assert [file for file, _ in found] == names
    assert all(what in said for what, (_, said) in zip(whats, found, strict=True))
    assert [str(p).split(":")[0] for p in check_tables(dataset)] == names
    with pytest.raises(TableError, match="contested check"):
        write_slice(dataset, tmp_path / "slice", Slice())
    a.unlink()
    with pytest.raises(TableError, match="is not there"):
        write_slice(dataset, tmp_path / "slice", Slice())


@pytest.mark.parametrize(("text", "message"), [("{", "cannot be read"), ('{"version": "0.1", "tables": {}}', "schema version 0.1")])
def test_a_manifest_that_cannot_be_used(dataset: Path, text: str, message: str) -> None:
    (dataset / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=message):
        read_manifest(dataset)


def test_the_command(dataset: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["slice", str(dataset), str(tmp_path / "out"), "--place", "Aleppo", "--from", "2016-12-01"])
    assert done.exit_code == 0
    assert "1 document, " in done.stderr
    done = CliRunner().invoke(app, ["slice", str(dataset), str(tmp_path / "out"), "--indicator", "kiled"])
    assert isinstance(done.exception, UsageError)
