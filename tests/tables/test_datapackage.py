"""`datapackage.json` is a valid Data Package of version 2, and so are the rows it describes."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import frictionless
import pytest

from contested.compare import compare_tables
from contested.pipeline import parse_corpus
from contested.tables import add_reference, write_datapackage
from contested.tables.datapackage import PROFILE, sealed
from contested.tables.schema import SCHEMA_VERSION, TABLES


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="module")
def briefs(tmp_path_factory: pytest.TempPathFactory, repo_root: Path) -> Path:
    folder = tmp_path_factory.mktemp("briefs") / "tables"
    parse_corpus(repo_root / "data" / "raw", folder)
    compare_tables(folder)
    return folder


def validate(folder: Path) -> list[str]:
    report = frictionless.validate(str(folder / "datapackage.json"))
    return [f"{e.type}: {e.message}" for task in report.tasks for e in task.errors] + [f"{e.type}: {e.message}" for e in report.errors]


def test_frictionless_finds_description_and_rows_valid(briefs: Path, no_network: None):
    assert validate(briefs) == []
    package = frictionless.Package(str(briefs / "datapackage.json"))
    assert [r.name for r in package.resources] == [n for n in TABLES if n != "changes"]
    assert len(package.get_resource("claims").read_rows()) == 161


@pytest.mark.parametrize(
    ("column", "old", "new", "says"),
    [
        ("hash", "killed", "killex", "hash-count"),
        ("indicator", '"killed"', '"kilt"', "constraint-error"),
        ("doc_id", '"brief-01"', '"brief-99"', "foreign-key"),
        ("lat", ",36.2,", ",136.2,", "constraint-error"),
    ],
)
def test_frictionless_would_find_a_fault(briefs: Path, tmp_path: Path, no_network: None, column: str, old: str, new: str, says: str):
    for path in briefs.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    path = tmp_path / "claims.csv"
    text = path.read_text(encoding="utf-8")
    if column == "doc_id":
        old = text.splitlines()[1].split(",")[1]
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    if column != "hash":
        write_datapackage(tmp_path)
    assert any(says in e for e in validate(tmp_path)), validate(tmp_path)


def test_the_description_keeps_the_rules_of_version_2(briefs: Path):
    package = json.loads((briefs / "datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"] == PROFILE
    assert package["version"] == SCHEMA_VERSION
    names = [r["name"] for r in package["resources"]]
    assert len(set(names)) == len(names)
    assert '"profile"' not in json.dumps(package), "profile is of version 1"
    for resource in package["resources"]:
        schema = resource["schema"]
        fields = {f["name"]: f for f in schema["fields"]}
        assert resource["type"] == "table"
        assert len(fields) == len(schema["fields"])
        assert schema["missingValues"] == [""]
        assert set(schema.get("primaryKey", [])) <= fields.keys()
        for field in fields.values():
            enum = field.get("constraints", {}).get("enum")
            assert enum is None or enum == field["categories"]
            assert field["hxl"].startswith("#")
        for key in schema.get("foreignKeys", ()):
            reference = key["reference"]
            assert isinstance(key["fields"], list)
            assert len(key["fields"]) == len(reference["fields"])
            assert reference.get("resource") != resource["name"], "a key into the same table names no resource"
            assert reference.get("resource", resource["name"]) in names


def test_what_is_described_is_what_is_there(briefs: Path):
    package = json.loads((briefs / "datapackage.json").read_text(encoding="utf-8"))
    assert (briefs / "datapackage.json").read_text(encoding="utf-8") == sealed(package)
    for resource in package["resources"]:
        for said in (resource, resource["parquet"]):
            assert said["bytes"] == (briefs / said["path"]).stat().st_size
            assert said["hash"].startswith("sha256:")


def test_rows_of_reference_data_belong_to_no_document(briefs: Path, tmp_path: Path):
    def keys(folder: Path) -> set[str]:
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        return {k["fields"][0] for k in package["resources"][0]["schema"]["foreignKeys"]}

    assert keys(briefs) == {"doc_id", "duplicate_of"}
    folder = tmp_path / "tables"
    folder.mkdir()
    for path in briefs.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    series = tmp_path / "series.csv"
    series.write_text("date,place,value,indicator\n2016-12-05,Aleppo,7,killed\n", encoding="utf-8")
    add_reference(folder, series)
    compare_tables(folder)
    assert keys(folder) == {"duplicate_of"}
    assert validate(folder) == []
