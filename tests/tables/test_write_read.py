"""What is written comes back, the same every time."""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from contested.errors import TableError
from contested.model import Claim
from contested.tables import claims_to_rows, domain_tables, make_claim_id, read_table, read_tables, write_datapackage, write_tables
from contested.tables.schema import SCHEMA_VERSION, TABLES


def test_same_rows_in_any_order_give_the_same_bytes(tmp_path: Path, claims: list[Claim]):
    shuffled = claims * 1
    random.Random(3).shuffle(shuffled)
    for name, rows in (("a", claims), ("b", shuffled)):
        columns = claims_to_rows(rows)
        write_tables(tmp_path / name, {"claims": columns, **domain_tables(columns)})
        write_datapackage(tmp_path / name)
    files = sorted(p.name for p in (tmp_path / "a").iterdir())
    assert "claims.parquet" in files
    assert "control.csv" in files
    assert "datapackage.json" in files
    assert files == sorted(p.name for p in (tmp_path / "b").iterdir())
    for f in files:
        assert (tmp_path / "a" / f).read_bytes() == (tmp_path / "b" / f).read_bytes(), f


def test_csv_is_plain(folder: Path):
    raw = (folder / "claims.csv").read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    with (folder / "claims.csv").open(newline="", encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    assert tuple(rows[0]) == TABLES["claims"].names
    first = rows[0]
    assert (first["char_start"], first["value"], first["high"], first["date_end"], first["source"]) == ("0", "415", "", "2016-12-13", "")
    assert int(first["char_end"]) == len("At least 415 civilians")
    assert rows[2]["low"] == "33500"


def test_rows_are_sorted_by_place_in_the_text(folder: Path):
    assert read_table(folder, "claims")["char_start"].is_monotonic_increasing


def test_frames_have_useful_types(folder: Path):
    tables = read_tables(folder)
    assert pd.api.types.is_datetime64_any_dtype(tables.claims["date_start"])
    assert tables.claims["date_start"].isna().all()
    assert tables.claims["date_end"].iloc[0] == pd.Timestamp(2016, 12, 13)
    assert pd.api.types.is_integer_dtype(tables.claims["char_start"])
    assert isinstance(tables.claims["source"].dtype, pd.StringDtype)
    assert tables.claims["population"].isna().sum() == 1


def test_csv_alone_reads_as_the_parquet_does(folder: Path):
    before = read_table(folder, "claims")
    (folder / "claims.parquet").unlink()
    pd.testing.assert_frame_equal(before, read_table(folder, "claims"))


def test_a_quote_with_newline_comma_and_quotation_marks_survives(tmp_path: Path):
    detail = 'line one\nline two, with "marks" and \u2019 and a trailing space '
    write_tables(tmp_path, {"rejects": [{"file": "x.pdf", "reason": "empty", "detail": detail}]})
    assert read_table(tmp_path, "rejects")["detail"].tolist() == [detail]
    (tmp_path / "rejects.parquet").unlink()
    assert read_table(tmp_path, "rejects")["detail"].tolist() == [detail]


def test_the_text_stays_out_of_the_csv(folder: Path):
    assert "text" not in (folder / "documents.csv").read_text(encoding="utf-8").splitlines()[0]
    assert read_table(folder, "documents")["text"].iloc[0].startswith("At least")


def test_control_has_a_row_a_place_with_its_own_coordinates(folder: Path):
    control = read_table(folder, "control")
    assert control["place"].tolist() == ["Karm", "Jisr"]
    assert control["place_text"].tolist() == ["Karm", "Jisr"]
    assert control["lat"].tolist() == [36.0, 35.0]
    assert control["place_index"].tolist() == [0, 1]
    assert set(control["n_places"]) == {2}


def test_claimant_is_the_publisher_in_its_own_voice(folder: Path):
    assert read_table(folder, "casualties")["claimant"].tolist() == ["The Paper"]
    assert read_table(folder, "displacement")["claimant"].tolist() == ["The Monitor"]


def test_tables_object_is_friendly(folder: Path):
    tables = read_tables(str(folder))
    assert list(tables) == ["claims", "documents", "rejects", "oddities", "places", "casualties", "displacement", "control"]
    assert "claims" in dir(tables)
    assert len(tables) == 8
    assert tables["claims"] is tables.claims
    assert "3 rows" in " ".join(repr(tables).split())
    assert "<th scope='row'" in tables._repr_html_()
    with pytest.raises(AttributeError, match="no table 'claim'"):
        tables.claim  # noqa: B018
    with pytest.raises(TableError, match="contested compare"):
        tables.cells  # noqa: B018


def test_empty_tables_keep_their_columns(tmp_path: Path):
    write_tables(tmp_path, {name: [] for name in TABLES})
    for name, table in TABLES.items():
        frame = read_table(tmp_path, name)
        assert tuple(frame.columns) == table.names
        assert frame.empty


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ({"claim": []}, "no table 'claim'"),
        ({"rejects": [{"file": "a", "reason": "b", "why": "c"}]}, "no column why"),
        ({"rejects": [{"file": "a"}]}, "column reason: row 0 has no value"),
        ({"places": [{"place": "a", "n_claims": "many"}]}, "column n_claims"),
        ({"rejects": {"file": ["a", "b"], "reason": ["c"]}}, "differ in length"),
    ],
)
def test_wrong_rows_are_refused_with_the_place(tmp_path: Path, tables, says: str):
    with pytest.raises(TableError, match=says):
        write_tables(tmp_path, tables)
    assert not list(tmp_path.glob("*.part"))


def test_missing_folder_and_missing_claims_are_told_apart(tmp_path: Path):
    with pytest.raises(TableError, match="no such folder"):
        read_tables(tmp_path / "nowhere")
    with pytest.raises(TableError, match="holds no claims"):
        read_tables(tmp_path)


def test_a_damaged_file_says_so(folder: Path):
    (folder / "claims.parquet").write_bytes(b"not parquet")
    with pytest.raises(TableError, match=r"claims\.parquet: cannot be read"):
        read_table(folder, "claims")


def test_parquet_names_its_schema_version(folder: Path):
    assert pq.read_schema(folder / "claims.parquet").metadata[b"contested_schema"].decode() == SCHEMA_VERSION


def test_datapackage_describes_what_is_there(folder: Path):
    package = json.loads(write_datapackage(folder).read_text(encoding="utf-8"))
    by_name = {r["name"]: r for r in package["resources"]}
    assert list(by_name) == ["claims", "documents", "rejects", "oddities", "places", "casualties", "displacement", "control"]
    fields = {f["name"]: f for f in by_name["claims"]["schema"]["fields"]}
    assert fields["value"]["hxl"].startswith("#indicator")
    assert fields["claim_id"]["constraints"] == {"required": True, "unique": True, "pattern": "[0-9a-f]{12}"}
    assert all(f["hxl"].startswith("#") for r in package["resources"] for f in r["schema"]["fields"])
    assert by_name["claims"]["bytes"] == (folder / "claims.csv").stat().st_size
    with (folder / "documents.csv").open(newline="", encoding="utf-8") as f:
        assert next(csv.reader(f)) == [x["name"] for x in by_name["documents"]["schema"]["fields"]]


def test_claim_ids_are_stable_and_distinct():
    assert make_claim_id("a", 1, 23, "killed", "people") == make_claim_id("a", 1, 23, "killed", "people")
    ids = {
        make_claim_id(*x)
        for x in [("a", 1, 23, "killed", None), ("a", 12, 3, "killed", None), ("a", 1, 23, "killed", ""), ("a1", 1, 23, "killed", None)]
    }
    assert len(ids) == 4


def test_reference_rows_have_no_span(tmp_path: Path, claims: list[Claim]):
    columns = claims_to_rows(claims)
    columns["char_start"][0] = None
    columns["kind"][0] = "reference"
    write_tables(tmp_path, {"claims": columns})
    frame = read_table(tmp_path, "claims")
    assert str(frame["char_start"].dtype) == "Int64"
    assert frame["published"].iloc[0].date() == dt.date(2016, 12, 13)
