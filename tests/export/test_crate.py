"""An RO-Crate by the rules of the specification (1.1), read back by its library."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from rocrate.rocrate import ROCrate

from contested.errors import UsageError
from contested.export import export_tables
from contested.export.crate import About
from contested.tables import read_table, write_table


@pytest.fixture(autouse=True)
def no_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "tables").mkdir()
    (folder / "index.html").write_text("<p>front</p>", encoding="utf-8")
    (folder / "00 corpus & co.html").write_text("<p>page</p>", encoding="utf-8")
    (folder / "notebooks" / "00_corpus.ipynb").write_text("{}", encoding="utf-8")
    (folder / "tables" / "documents.parquet").write_bytes(b"the texts")
    return folder


def _graph(folder: Path) -> dict[str, dict[str, Any]]:
    metadata = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    ids = [e["@id"] for e in metadata["@graph"]]
    assert len(set(ids)) == len(ids)
    return {e["@id"]: e for e in metadata["@graph"]}


def _refs(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [value["@id"]] if "@id" in value else []
    return [r for v in value for r in _refs(v)] if isinstance(value, list) else []


def test_the_crate_keeps_the_rules(briefs: Path, tmp_path: Path, reports: Path):
    (folder,) = export_tables(
        briefs, tmp_path / "out", ["rocrate"], about=About(reports, "https://example.org/licence", dt.date(2017, 1, 2))
    )
    graph = _graph(folder)
    descriptor, root = graph["ro-crate-metadata.json"], graph["./"]
    assert descriptor == {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    assert root["@type"] == "Dataset"
    assert all(root[k] for k in ("name", "description", "datePublished", "license"))
    assert root["datePublished"] == "2017-01-02"
    # flat: nothing is nested, and everything that is pointed at outside the web and the profile is there
    for entity in graph.values():
        assert entity["@type"]
        for key, value in entity.items():
            for target in _refs(value):
                assert target in graph or key == "conformsTo", (entity["@id"], target)
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {"ro-crate-metadata.json"}
    described = {unquote(e["@id"]) for e in graph.values() if e["@type"] == "File"}
    assert described == files
    assert {unquote(x) for x in _refs(root["hasPart"]) if not x.endswith("/")} == files
    assert "reports/00%20corpus%20%26%20co.html" in graph
    assert not any(name.endswith("documents.parquet") for name in files)
    for entity in graph.values():
        if entity["@type"] == "File":
            data = (folder / unquote(entity["@id"])).read_bytes()
            assert (entity["sha256"], entity["contentSize"]) == (hashlib.sha256(data).hexdigest(), str(len(data)))


def test_the_run_names_its_documents_and_no_people(briefs: Path, tmp_path: Path):
    (folder,) = export_tables(briefs, tmp_path, ["rocrate"])
    graph = _graph(folder)
    assert not [e for e in graph.values() if e["@type"] in ("Person", "Organization")]
    documents = read_table(briefs, "documents")
    told = {e["identifier"]: e for i, e in graph.items() if i.startswith("#document-")}
    assert {i: e["sha256"] for i, e in told.items()} == dict(zip(documents["doc_id"], documents["sha256"], strict=True))
    run = graph["#run"]
    assert set(_refs(run["object"])) == {e["@id"] for e in told.values()}
    assert graph[run["instrument"]["@id"]]["name"] == "Contested Figures"
    assert "No licence was named" in graph["#licence"]["description"]
    assert "endTime" not in run
    # no clock: the day is that of the latest document, and the crate says so
    assert graph["./"]["datePublished"] == f"{documents['published'].max():%Y-%m-%d}"
    assert "is that of the latest document" in graph["./"]["description"]


def test_its_library_reads_it(briefs: Path, tmp_path: Path, reports: Path, no_network: None):
    (folder,) = export_tables(briefs, tmp_path / "out", ["rocrate"], about=About(reports, "CC BY 4.0"))
    crate = ROCrate(folder)
    assert crate.metadata.version == "1.1"
    assert crate.license["name"] == "CC BY 4.0"
    assert len([e for e in crate.data_entities if e.type == "File"]) == 14 + 3
    assert crate.get("tables/claims.csv")["encodingFormat"] == "text/csv"
    assert {a.id for a in crate.get_by_type("CreateAction")} == {"#run"}
    crate.write(tmp_path / "copy")
    assert (tmp_path / "copy" / "tables" / "claims.csv").read_bytes() == (folder / "tables" / "claims.csv").read_bytes()


def test_the_day_of_publication(briefs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1483315200")
    (folder,) = export_tables(briefs, tmp_path, ["rocrate"])
    assert _graph(folder)["./"]["datePublished"] == "2017-01-02"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH=soon: is no number of seconds"):
        export_tables(briefs, tmp_path, ["rocrate"])


def test_a_crate_needs_a_day_and_reports_that_are_there(briefs: Path, tmp_path: Path):
    tables = tmp_path / "tables"
    tables.mkdir()
    for name in ("claims", "documents", "places"):
        write_table(tables, name, [])
    with pytest.raises(UsageError, match="no document has one: give it with --date"):
        export_tables(tables, tmp_path / "out", ["rocrate"])
    with pytest.raises(UsageError, match="holds no reports"):
        export_tables(briefs, tmp_path / "out", ["rocrate"], about=About(reports=tmp_path))
    assert not list((tmp_path / "out").iterdir())
