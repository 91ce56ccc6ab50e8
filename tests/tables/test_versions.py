"""Older tables are read, step by step; newer ones and those no step leads from are refused, and say so."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contested.errors import TableError
from contested.tables import check_tables, read_table, versions, write_datapackage, write_table
from contested.tables.csvfile import write_csv
from contested.tables.datapackage import sealed
from contested.tables.schema import SCHEMA_VERSION
from contested.tables.versions import MIGRATIONS, Migration, readable_versions, steps_from


def as_version(folder: Path, version: str) -> None:
    """Rewrite a folder as a program of another version would have written it: files, and the description of 1.0."""
    if version == "1.0":
        for path in folder.glob("oddities.*"):
            path.unlink()
        table = pq.read_table(folder / "documents.parquet")
        pq.write_table(table.drop_columns(["format"]), folder / "documents.parquet")
        write_csv(folder / "documents.csv", table.drop_columns(["format", "text"]))
        write_datapackage(folder)
    for path in sorted(folder.glob("*.parquet")):
        table = pq.read_table(path)
        pq.write_table(table.replace_schema_metadata({**table.schema.metadata, b"contested_schema": version.encode()}), path)
    path = folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["version"] = version
    if version == "1.0":
        del package["digest"]
        for resource in package["resources"]:
            resource["parquet"] = resource["parquet"]["path"]
        path.write_text(json.dumps(package), encoding="utf-8")
    else:
        path.write_text(sealed(package), encoding="utf-8")


def test_steps_lead_from_every_readable_version_to_this_one():
    for version in readable_versions():
        steps = steps_from(version, "x")
        assert (steps[-1].after if steps else version) == SCHEMA_VERSION
    assert len({m.name for m in MIGRATIONS}) == len(MIGRATIONS)


@pytest.mark.parametrize(
    ("version", "says"),
    [
        ("99.0", "schema version 99.0, written by a newer contested; this one reads up to"),
        (SCHEMA_VERSION[:-1] + str(int(SCHEMA_VERSION[-1]) + 1), "written by a newer contested"),
        ("0.3", r"schema version 0.3 is not read any more \(this program reads 1.0"),
        ("1.x", "'1.x' is no schema version"),
        ("1.1\n", "is no schema version"),
        ("", "is no schema version"),
    ],
)
def test_other_versions_are_refused_and_named(folder: Path, version: str, says: str):
    with pytest.raises(TableError, match=says):
        steps_from(version, "x")
    as_version(folder, version)
    with pytest.raises(TableError, match=rf"claims\.parquet: .*{says}"):
        read_table(folder, "claims")
    assert any(str(p).startswith("claims.parquet: ") and says[-12:].replace("\\", "") in p.what for p in check_tables(folder))


def test_tables_of_1_0_are_read_and_checked(folder: Path):
    before = read_table(folder, "claims")
    as_version(folder, "1.0")
    assert check_tables(folder) == []
    assert read_table(folder, "claims").equals(before)
    assert read_table(folder, "documents")["format"].isna().all()
    path = folder / "claims.csv"
    path.write_bytes(path.read_bytes().replace(b"415 civilians", b"416 civilians", 1))
    assert any(str(p).startswith("claims.csv: was changed after") for p in check_tables(folder))
    assert any(str(p).startswith("claims.csv, row 1 (") and "415 civilians" in p.what for p in check_tables(folder))


def test_csv_files_of_1_0_had_no_apostrophes(tmp_path: Path):
    write_table(tmp_path, "places", [{"place": "x", "n_claims": 1}])
    (tmp_path / "places.parquet").unlink()
    path = tmp_path / "places.csv"
    path.write_text(path.read_text(encoding="utf-8").replace('"x"', '"\'=x"'), encoding="utf-8")
    assert read_table(tmp_path, "places")["place"].tolist() == ["=x"]
    (tmp_path / "datapackage.json").write_text('{"version": "1.0"}', encoding="utf-8")
    assert read_table(tmp_path, "places")["place"].tolist() == ["'=x"]
    (tmp_path / "datapackage.json").write_text('{"version": "7.0"}', encoding="utf-8")
    with pytest.raises(TableError, match="newer contested"):
        read_table(tmp_path, "places")


def test_a_step_adds_columns_and_changes_values(folder: Path, monkeypatch: pytest.MonkeyPatch):
    def upper(name: str, table: pa.Table) -> pa.Table:
        if name != "places":
            return table
        return table.set_column(0, table.schema.field(0), pa.array([x.upper() for x in table["place"].to_pylist()]))

    steps = (
        Migration("places_in_capitals", "0.8", "0.9", change=upper),
        Migration("parent_came", "0.9", "1.0", added={"places": ("parent", "how_resolved")}),
        *MIGRATIONS,
    )
    monkeypatch.setattr(versions, "MIGRATIONS", steps)
    path = folder / "places.parquet"
    table = pq.read_table(path).drop_columns(["parent", "how_resolved"])
    pq.write_table(table.replace_schema_metadata({b"contested_schema": b"0.8"}), path)
    read = read_table(folder, "places")
    assert list(read.columns) == ["place", "place_text", "lat", "lon", "parent", "how_resolved", "n_claims"]
    assert read["place"].tolist() == ["JISR", "KARM"]
    assert read["parent"].isna().all()


def test_a_column_no_step_brings_stays_missing(folder: Path):
    path = folder / "places.parquet"
    table = pq.read_table(path).drop_columns(["parent"])
    pq.write_table(table.replace_schema_metadata({b"contested_schema": b"1.0"}), path)
    assert any("places.parquet, column parent: the column is missing" in str(p) for p in check_tables(folder))
