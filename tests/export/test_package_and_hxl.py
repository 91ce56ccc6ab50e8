"""What is exported as a Data Package and with HXL tags is read back by the libraries of those standards."""

from __future__ import annotations

from pathlib import Path

import frictionless
import hxl
import pytest

from contested.export import export_tables
from contested.tables import read_table
from contested.tables.schema import TABLES


def test_the_data_package_is_valid_with_its_rows(briefs: Path, tmp_path: Path, no_network: None):
    (folder,) = export_tables(briefs, tmp_path, ["datapackage"])
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, [e.message for t in report.tasks for e in t.errors]
    package = frictionless.Package(str(folder / "datapackage.json"))
    assert {r.name for r in package.resources} == set(TABLES) - {"changes"}
    assert "parquet" not in (folder / "datapackage.json").read_text(encoding="utf-8")


def _read(path: Path) -> hxl.model.Dataset:
    return hxl.data(str(path), hxl.InputOptions(allow_local=True))


@pytest.mark.parametrize("name", [n for n in TABLES if n != "changes"])
def test_every_table_is_read_back_with_its_tags(briefs: Path, tmp_path: Path, no_network: None, name: str):
    (folder,) = export_tables(briefs, tmp_path, ["hxl"])
    source = _read(folder / f"{name}.csv")
    columns = [c for c in TABLES[name].columns if c.in_csv]
    assert source.headers == [c.name for c in columns]
    # libhxl brings the attributes of a tag into an order of its own
    assert [set(t.split("+")) for t in source.display_tags] == [set(c.hxl.split("+")) for c in columns]
    assert len(list(source)) == len(read_table(briefs, name))
    assert hxl.validate(source)["is_valid"]


def test_low_and_high_come_back_as_they_are(briefs: Path, tmp_path: Path, no_network: None):
    (folder,) = export_tables(briefs, tmp_path, ["hxl"])
    claims = read_table(briefs, "claims").set_index("claim_id")
    seen = 0
    for row in _read(folder / "claims.csv"):
        claim = claims.loc[row.get("#meta+id+claim")]
        for tag, column in (("#indicator+low+num", "low"), ("#indicator+high+num", "high"), ("#indicator+best+num", "best")):
            said = row.get(tag)
            assert (float(said) if said else None) == (None if claim[column] != claim[column] else claim[column])
        seen += 1
    assert seen == len(claims) == 161
    assert claims["high"].isna().any(), "an open end is an empty cell"
