"""Every fault a folder of tables can have is found, and named with its row."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from contested.errors import TableError
from contested.model import Claim
from contested.tables import check_tables, claims_to_rows, domain_tables, write_tables
from contested.tables.arrow import arrow_schema
from contested.tables.write import to_arrow


def test_good_tables_have_no_problem(folder: Path):
    assert check_tables(folder) == []


def test_good_csv_alone_has_no_problem(folder: Path):
    for f in folder.glob("*.parquet"):
        f.unlink()
    assert check_tables(folder) == []


def _break(folder: Path, claims: list[Claim], row: int, **over: Any) -> list[str]:
    columns = claims_to_rows(claims)
    for name, value in over.items():
        columns[name][row] = value
    write_tables(folder, {"claims": columns, **domain_tables(columns)})
    return [str(p) for p in check_tables(folder)]


FAULTS = [
    ({"char_start": 3}, "quote: the text at 3 to"),
    ({"char_start": None}, "needs a span and a quote"),
    ({"doc_id": "two"}, "there is no document 'two'"),
    ({"claim_id": "0123456789ab"}, "is not the digest of what it names"),
    ({"claim_id": "short"}, "'short' does not look like"),
    ({"duplicate_of": "0123456789ab"}, "there is no claim 0123456789ab"),
    ({"date_start": dt.date(2017, 1, 1)}, "the period runs backwards, from 2017-01-01 to 2016-12-13"),
    ({"high": 3.0}, "low <= best <= high does not hold"),
    ({"indicator": "wounded"}, "'wounded' is not one of killed, injured"),
    ({"bound": "sort of"}, "'sort of' is not one of exact"),
    ({"status": "rumoured"}, "is not one of asserted"),
    ({"lat": 123.0}, "123.0 is above 90"),
    ({"value": -1.0}, "-1.0 is below 0"),
    ({"kind": "guess"}, "is not one of report, reference"),
]


@pytest.mark.parametrize(("over", "says"), FAULTS, ids=[next(iter(f[0])) + " " + f[1][:20] for f in FAULTS])
def test_a_fault_is_found_and_named(folder: Path, claims: list[Claim], over: dict[str, Any], says: str):
    found = _break(folder, claims, 1, **over)
    assert any(says in p for p in found), found
    assert any("claims, row" in p for p in found)


def test_two_claims_of_one_name(folder: Path, claims: list[Claim]):
    assert any("stands in more than one row" in p for p in _break(folder, [*claims, claims[0]], 0))


def test_a_later_first_is_no_duplicate(folder: Path, claims: list[Claim]):
    assert any("the earlier claim is the first" in p for p in _break(folder, claims, 1, duplicate_of=claims[0].claim_id))


def test_a_count_that_does_not_add_up(folder: Path, claims: list[Claim]):
    assert "documents, row one, column n_claims: is 3, but the claims table has 2" in _break(folder, claims[:2], 0)


def test_domains_follow_claims(folder: Path, claims: list[Claim]):
    write_tables(folder, {"claims": claims_to_rows(claims[1:])})
    assert any("displacement" in str(p) and "there is no such claim in claims" in str(p) for p in check_tables(folder))


def test_rows_of_reference_data_may_break_their_own_order(folder: Path, claims: list[Claim], document: dict[str, Any]):
    over = {
        "kind": "reference",
        "doc_id": "set#1",
        "char_start": None,
        "char_end": None,
        "quote": None,
        "low": 9.0,
        "best": 2.0,
        "high": 9.0,
    }
    columns = claims_to_rows(claims)
    for name, value in over.items():
        columns[name][1] = value
    write_tables(folder, {"claims": columns, "documents": [{**document, "n_claims": 2}], **domain_tables(columns)})
    assert check_tables(folder) == []


def test_a_missing_column_and_one_too_many(folder: Path):
    table = pq.read_table(folder / "rejects.parquet")
    pq.write_table(table.rename_columns(["file", "reason", "remark"]), folder / "rejects.parquet")
    found = [str(p) for p in check_tables(folder)]
    assert any("column detail: the column is missing" in p for p in found)
    assert any("column remark: the schema knows no such column" in p for p in found)


def test_a_column_of_the_wrong_type(folder: Path):
    table = to_arrow("places", [{"place": "a", "n_claims": 1}])
    table = table.set_column(2, "lat", [["north"]])
    pq.write_table(table, folder / "places.parquet")
    assert any("places, column lat: is of type" in str(p) for p in check_tables(folder))


def test_a_missing_table(folder: Path):
    for f in folder.glob("documents.*"):
        f.unlink()
    assert any(p.table == "documents" and p.what.startswith("missing") for p in check_tables(folder))


def test_ids_of_the_comparison_must_exist(folder: Path):
    alarm = {
        "alarm_id": "0" * 12,
        "kind": "outlier",
        "severity": "note",
        "indicator": "killed",
        "claim_ids": "ffffffffffff",
        "sentence": "x",
    }
    write_tables(folder, {"alarms": [alarm]})
    assert any("there is no claim ffffffffffff" in str(p) for p in check_tables(folder))


def test_many_faults_of_a_kind_are_counted_not_listed(folder: Path):
    rows = [{"place": f"p{i}", "lat": 100.0 + i, "n_claims": 0} for i in range(60)]
    write_tables(folder, {"places": rows})
    found = [str(p) for p in check_tables(folder)]
    assert len(found) == 21
    assert "and 40 more" in found[-1]


def test_no_folder(tmp_path: Path):
    with pytest.raises(TableError, match="no such folder"):
        check_tables(tmp_path / "nowhere")


def test_arrow_schemas_need_what_the_schema_needs():
    assert not arrow_schema("claims").field("claim_id").nullable
    assert arrow_schema("claims").field("value").nullable
