"""Every fault a folder of tables can have is found, and named with its file, row and column."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contested.compare import compare_tables
from contested.errors import TableError
from contested.model import Claim
from contested.tables import check_tables, write_datapackage, write_table, write_tables
from contested.tables.arrow import arrow_schema
from contested.tables.checks.problem import Problem, first_of
from contested.tables.datapackage import sealed

Write = Callable[..., None]


def said(folder: Path) -> list[str]:
    return [str(p) for p in check_tables(folder)]


def test_good_tables_have_no_problem(folder: Path):
    assert check_tables(folder) == []
    compare_tables(folder)
    assert check_tables(folder) == []


def test_no_folder(tmp_path: Path):
    with pytest.raises(TableError, match="no such folder"):
        check_tables(tmp_path / "nowhere")


def test_a_problem_says_where_what_and_what_to_do():
    p = Problem("claims", "3 (3f9c)", "value", "is 12 here", file="claims.csv", do="make them again")
    assert str(p) == "claims.csv, row 3 (3f9c), column value: is 12 here; make them again"
    assert str(Problem("claims", "", "", "is bad", do="x")) == "claims: is bad; x"


def test_many_problems_of_a_kind_are_counted_not_listed():
    found = list(first_of(Problem("t", str(i), "c", "is bad") for i in range(60)))
    assert len(found) == 21
    assert found[-1].what == "and 40 more like the last"
    assert found[-1].row == ""


# ---- files ---------------------------------------------------------------------------------------------------------


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


FILES = ["claims.parquet", "claims.csv", "documents.parquet", "rejects.csv", "datapackage.json"]


@pytest.mark.parametrize("damage", [_cut, _flip, Path.unlink], ids=["cut", "flipped", "missing"])
@pytest.mark.parametrize("file", FILES)
def test_a_damaged_file_is_named(folder: Path, file: str, damage: Callable[[Path], Any]):
    damage(folder / file)
    assert any(p.startswith(f"{file}") for p in said(folder))


def test_a_cut_file_says_how_long_it_was(folder: Path):
    size = (folder / "claims.csv").stat().st_size
    _cut(folder / "claims.csv")
    assert any(f"was cut short: is {size - 9:,} bytes long, and datapackage.json says {size:,}" in p for p in said(folder))


PACKAGES: list[tuple[str, Callable[[dict[str, Any]], Any], str]] = [
    ("version", lambda p: p.update(version="9.0"), "newer contested"),
    ("no version", lambda p: p.update(version="one"), "no schema version"),
    ("resources", lambda p: p.update(resources="all"), "does not list tables"),
    ("unknown table", lambda p: p["resources"][0].update(name="figures"), "names a table 'figures' that the schema does not know"),
    ("table left out", lambda p: p["resources"].pop(0), "claims: datapackage.json does not name this table"),
    ("no parquet", lambda p: p["resources"][0].pop("parquet"), "names no Parquet file for the table claims"),
    ("path", lambda p: p["resources"][0].update(path="../claims.csv"), 'names "../claims.csv" as the file of claims'),
    ("fields", lambda p: p["resources"][0]["schema"]["fields"].pop(), "gives other columns for the table claims"),
    ("schema", lambda p: p["resources"][0].update(schema=None), "gives other columns for the table claims"),
]


@pytest.mark.parametrize(("change", "says"), [(c, s) for _, c, s in PACKAGES], ids=[n for n, _, _ in PACKAGES])
def test_a_description_that_is_sealed_anew_is_still_read_with_care(folder: Path, change: Callable[[dict[str, Any]], Any], says: str):
    path = folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    change(package)
    path.write_text(sealed(package), encoding="utf-8", newline="\n")
    found = said(folder)
    assert any(says in p for p in found), found


@pytest.mark.parametrize("text", ["{", "[]", '"tables"', "\ufeff{}", '{"a":' * 2000])
def test_a_description_that_describes_nothing(folder: Path, text: str):
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    assert any(p.startswith("datapackage.json: cannot be read") for p in said(folder))


def test_a_description_written_with_other_spaces_is_another(folder: Path):
    path = folder / "datapackage.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")), ensure_ascii=False), encoding="utf-8")
    assert any("was changed after it was written" in p for p in said(folder))


def test_tables_come_together(folder: Path):
    for f in folder.glob("places.*"):
        f.unlink()
    compare_tables(folder)
    for f in folder.glob("alarms.*"):
        f.unlink()
    write_datapackage(folder)
    found = said(folder)
    assert "places: missing: neither places.parquet nor places.csv is here; `contested parse` writes it" in found
    assert "alarms: missing: neither alarms.parquet nor alarms.csv is here; `contested compare` writes it" in found


def test_csv_files_alone_are_read_and_the_missing_ones_named(folder: Path):
    for f in folder.glob("*.parquet"):
        f.unlink()
    found = said(folder)
    assert {p.partition(":")[0] for p in found} == {f"{n}.parquet" for n in (
        "claims", "documents", "rejects", "oddities", "places", "casualties", "displacement", "control")}  # fmt: skip
    assert all("missing" in p for p in found)


# ---- one table -----------------------------------------------------------------------------------------------------


def _parquet(folder: Path, name: str, change: Callable[[pa.Table], pa.Table]) -> list[str]:
    """What is said after a change of the Parquet file alone, described anew."""
    path = folder / f"{name}.parquet"
    pq.write_table(change(pq.read_table(path)), path)
    write_datapackage(folder)
    return said(folder)


def _put(table: pa.Table, column: str, *values: Any) -> pa.Table:
    i = table.column_names.index(column)
    return table.set_column(i, table.schema.field(i).with_nullable(True), pa.array(values, table.schema.field(i).type))


def test_a_missing_column_and_one_too_many(folder: Path):
    found = _parquet(folder, "rejects", lambda t: t.rename_columns(["file", "reason", "remark"]))
    assert any("rejects.parquet, column detail: the column is missing" in p for p in found)
    assert any("column remark: the schema knows no such column" in p for p in found)


def test_a_column_that_moved(folder: Path):
    found = _parquet(folder, "places", lambda t: t.select([*t.column_names[1:], t.column_names[0]]))
    assert any("places.parquet, column place_text: the column stands in the wrong order" in p for p in found)


def test_a_column_of_the_wrong_type(folder: Path):
    found = _parquet(folder, "places", lambda t: t.set_column(2, "lat", t["lat"].cast(pa.string())))
    assert any("places.parquet, column lat: is of type string, not double (number)" in p for p in found)


def test_a_file_without_a_version(folder: Path):
    found = _parquet(folder, "places", lambda t: t.replace_schema_metadata(None))
    assert any(p.startswith("places.parquet: names no schema version") for p in found)


CELLS: list[tuple[str, str, list[Any], str]] = [
    ("places", "lat", [float("nan"), 36.0], "row 1, column lat: is not a finite number"),
    ("places", "lat", [35.0, float("inf")], "row 2, column lat: is not a finite number"),
    ("documents", "published", [5_000_000], "row 1, column published: is not a day of the years 1 to 9999"),
    ("places", "n_claims", [None, 3], "row 1 (Jisr), column n_claims: has no value, and the column needs one"),
    ("places", "place", ["Karm", "Karm"], "column place: 'Karm' stands in more than one row"),
    ("places", "place", ["Karm", "Jisr"], "row 1 (Karm): the rows do not stand in the order of place"),
    ("places", "lon", [360.5, 37.0], "row 1 (Jisr), column lon: 360.5 is above 180"),
]


@pytest.mark.parametrize(("name", "column", "values", "says"), CELLS, ids=[f"{c[1]} {c[3][-20:]}" for c in CELLS])
def test_a_value_no_table_can_hold(folder: Path, name: str, column: str, values: list[Any], says: str):
    found = _parquet(folder, name, lambda t: _put(t, column, *values))
    assert any(p.startswith(f"{name}.parquet, ") and says in p for p in found), found


def test_a_column_whose_name_is_no_text(folder: Path):
    path = folder / "places.parquet"
    path.write_bytes(path.read_bytes().replace(b"how_resolved", b"how_\xffesolved"))
    assert any(p.startswith("places.parquet: cannot be read ('utf-8' codec") for p in said(folder))


def test_text_that_is_not_utf8(folder: Path):
    raw = pa.array([b"J\xff", b"Karm"], pa.binary()).view(pa.string())
    found = _parquet(folder, "places", lambda t: t.set_column(1, t.schema.field(1), raw))
    assert any("places.parquet, column place_text: its values are damaged" in p for p in found)


# ---- a CSV file and its Parquet file -----------------------------------------------------------------------------


def _csv(folder: Path, name: str, change: Callable[[str], str]) -> list[str]:
    """What is said after a change of the CSV file alone, described anew."""
    path = folder / f"{name}.csv"
    path.write_bytes(change(path.read_bytes().decode()).encode("utf-8", "surrogateescape"))
    write_datapackage(folder)
    return said(folder)


TWINS: list[tuple[str, Callable[[str], str], str]] = [
    (
        "cell",
        lambda s: s.replace(",36,37,", ",36,37.5,", 1),
        "places.csv, row 2 (Karm), column lon: is '37.5' here and '37' in places.parquet",
    ),
    ("no number", lambda s: s.replace(",36,37,", ",36,east,", 1), "column lon: is 'east' here"),
    ("row taken out", lambda s: "\n".join(s.split("\n")[:-2]) + "\n", "places.csv: has 1 rows, and places.parquet has 2"),
    ("field too many", lambda s: s.replace('"Jisr",', '"Jisr",,', 1), "row 1 (Jisr): has 8 fields, and the table has 7 columns"),
    ("header", lambda s: s.replace("lat", "latitude", 1), "column lat: the first line says 'latitude' where it should say 'lat'"),
    ("bad quotes", lambda s: s.replace('"Jisr"', '"Jisr" x', 1), "places.csv: is not a CSV file"),
    ("not utf-8", lambda s: s.replace("Jisr", "J\udcffisr", 1), "places.csv: line 2: byte"),
    ("empty for missing", lambda s: s.replace('"Jisr",,', '"Jisr","",', 1), "column place_text: is '' here and nothing in places.parquet"),
]


@pytest.mark.parametrize(("change", "says"), [(c, s) for _, c, s in TWINS], ids=[n for n, _, _ in TWINS])
def test_a_csv_file_that_differs_from_its_parquet_file(folder: Path, change: Callable[[str], str], says: str):
    found = _csv(folder, "places", change)
    assert any(says in p for p in found), found


@pytest.mark.parametrize("change", [lambda s: s.replace(",36,37,", ",36.0,3.7e1,"), lambda s: s.replace('"Jisr"', "Jisr")])
def test_another_way_to_write_the_same_cells_is_no_difference(folder: Path, change: Callable[[str], str]):
    assert _csv(folder, "places", change) == []


# ---- one table against another ---------------------------------------------------------------------------------------

FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"char_start": 3}, "column quote: the text at 3 to"),
    ({"char_start": None}, "needs a span and a quote"),
    ({"sentence": "Nobody said so."}, "column sentence: does not stand around the quote in the text of one"),
    ({"publisher": "The Sheet"}, "column publisher: is The Paper, and that of the document is The Sheet"),
    ({"publisher": None}, "column publisher: is nothing, and that of the document is The Paper"),
    ({"published": None}, "column published: is nothing, and the document's is 2016-12-13"),
    ({"doc_id": "two"}, "column doc_id: there is no doc_id 'two' in the table documents"),
    ({"claim_id": "0123456789ab"}, "is not the digest of what it names"),
    ({"claim_id": "short"}, "'short' does not look like"),
    ({"duplicate_of": "0123456789ab"}, "there is no claim_id '0123456789ab' in the table claims"),
    ({"date_start": dt.date(2017, 1, 1)}, "the period runs backwards, from 2017-01-01 to 2016-12-13"),
    ({"high": 3.0}, "low <= best <= high does not hold"),
    ({"low": 4.0}, "is 4, below the least that was stated, 415"),
    ({"value_high": 500.0}, "column value_high: is 500, and the bound is at_least"),
    ({"value": None}, "column value: is missing, and the bound is at_least"),
    ({"value": 410.0}, "column rounding: is nothing; the rounding unit of 410 is 10"),
    ({"bound": "vague"}, "column vague_term: is missing, and the bound is vague"),
    ({"bound": "exact", "low": 500.0, "best": 500.0}, "is 500, above the stated 415"),
    ({"place": "Orvan"}, "column place: there is no place 'Orvan' in the table places"),
    ({"lat": 35.5}, "column lat: is 35.5, and that of Karm is 36"),
    ({"indicator": "wounded"}, "'wounded' is not one of killed, injured"),
    ({"bound": "sort of"}, "'sort of' is not one of exact"),
    ({"status": "rumoured"}, "is not one of asserted"),
    ({"lat": 123.0}, "123.0 is above 90"),
    ({"value": -1.0}, "-1.0 is below 0"),
    ({"kind": "guess"}, "is not one of report, reference"),
]  # fmt: skip


@pytest.mark.parametrize(("over", "says"), FAULTS, ids=[next(iter(f[0])) + " " + f[1][:30] for f in FAULTS])
def test_a_fault_is_found_and_named(folder: Path, claims: list[Claim], write: Write, over: dict[str, Any], says: str):
    write(folder, claims, 1, **over)
    found = said(folder)
    assert any(says in p for p in found), found
    assert any(p.startswith("claims.parquet, row ") for p in found)


def test_two_claims_of_one_name(folder: Path, claims: list[Claim], write: Write):
    write(folder, [*claims, claims[0]])
    assert any("stands in more than one row" in p for p in said(folder))


def test_a_later_first_is_no_duplicate(folder: Path, claims: list[Claim], write: Write):
    write(folder, claims, 1, duplicate_of=claims[0].claim_id)
    assert any("the earlier claim is the first" in p for p in said(folder))


def test_counts_that_do_not_add_up(folder: Path, claims: list[Claim], write: Write):
    write(folder, claims[:2])
    found = said(folder)
    assert any(p.startswith("documents.parquet, row 1 (one), column n_claims: is 3, but the claims table has 2") for p in found)
    assert any(p.startswith("places.parquet, row 1 (Jisr), column n_claims: is 1, but 0 claims name it") for p in found)


def test_a_text_and_its_length(folder: Path, document: dict[str, Any]):
    write_table(folder, "documents", [{**document, "chars": 12}])
    assert any("column chars: is 12, but the text is" in p for p in said(folder))
    write_table(folder, "documents", [{**document, "text": None}])
    assert any("column text: has no text" in p for p in said(folder))


def test_domains_follow_claims_to_the_cell(folder: Path, claims: list[Claim]):
    rows = pq.read_table(folder / "casualties.parquet").to_pylist()
    write_table(folder, "casualties", [{**rows[0], "value": 7.0}])
    write_table(folder, "displacement", [])
    found = said(folder)
    assert any(p.startswith("casualties.parquet, row 1 (") and "column value: is 7.0 here and 415.0 in claims.parquet" in p for p in found)
    assert any(p.startswith("displacement.parquet: has 0 rows, and 1 are in claims.parquet") for p in found)


def test_rows_of_reference_data_may_break_their_own_order(folder: Path, claims: list[Claim], document: dict[str, Any], write: Write):
    over = {
        "kind": "reference", "doc_id": "set#1", "char_start": None, "char_end": None, "quote": None, "low": 9.0, "best": 2.0, "high": 9.0,
        "claim_id": "24614fb35ce2",
    }  # fmt: skip
    write(folder, claims, 1, tables={"documents": [{**document, "n_claims": 2}]}, **over)
    assert said(folder) == []


# ---- the tables of the comparison ------------------------------------------------------------------------------------


def test_what_follows_from_the_claims_must_follow_them(folder: Path, claims: list[Claim]):
    compare_tables(folder)
    cells = pq.read_table(folder / "cells.parquet").to_pylist()
    over = [
        ({"claim_ids": "ffffffffffff"}, "column claim_ids: there is no claim ffffffffffff"),
        ({"cell_id": "0" * 12}, "column cell_id: is not the digest of its claims"),
        ({"n_mentions": 5}, "column n_mentions: is 5, and there are 1"),
        ({"n_claimants": 2}, "column cell_id: has several claimants, and no row in discrepancies"),
    ]
    for change, says in over:
        write_tables(folder, {"cells": [{**cells[0], **change}, *cells[1:]]})
        write_datapackage(folder)
        found = said(folder)
        assert any(p.startswith("cells.parquet, row ") and says in p and "run `contested compare` again" in p for p in found), found
    write_tables(folder, {"cells": cells[1:]})
    assert any("is in no cell, and not left out either" in p for p in said(folder))
    write_tables(folder, {"cells": [*cells, {**cells[0], "cell_id": "0" * 12}]})
    assert any("is in more than one cell" in p for p in said(folder))


def test_ids_of_the_comparison_must_exist(folder: Path):
    alarm = {"alarm_id": "0" * 12, "kind": "outlier", "severity": "note", "indicator": "killed", "claim_ids": "f" * 12, "sentence": "x"}
    write_tables(folder, {"alarms": [alarm]})
    assert any("alarms.parquet, row 1 (000000000000), column claim_ids: there is no claim ffffffffffff" in p for p in said(folder))


def test_links_of_running_totals_go_both_ways(folder: Path):
    common = {
        "claimant": "A",
        "indicator": "killed",
        "unit": "persons",
        "bound": "exact",
        "n_mentions": 1,
        "n_documents": 1,
        "n_publishers": 1,
    }
    echoes = [{**common, "echo_id": x * 12, "claim_ids": x, "updates": u} for x, u in (("a", None), ("b", "a" * 12), ("c", "d" * 12))]
    write_tables(folder, {"echoes": echoes})
    found = said(folder)
    assert any(f"column updates: is {'a' * 12}, whose updated_by is nothing" in p for p in found)
    assert any(f"column updates: there is no echo_id '{'d' * 12}' in the table echoes" in p for p in found)


def test_arrow_schemas_need_what_the_schema_needs():
    assert not arrow_schema("claims").field("claim_id").nullable
    assert arrow_schema("claims").field("value").nullable
