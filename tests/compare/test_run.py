"""A folder of tables compared, and the intervals of a frame under each convention."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from builders import PLACES, claim

from contested.compare import apply_convention, compare_tables
from contested.errors import LexiconError, TableError
from contested.tables import check_tables, claimant_of, domain_tables, read_tables, write_tables
from contested.tables.schema import COMPARE_TABLES, TABLES


def _columns(rows):
    return {n: [r[n] for r in rows] for n in TABLES["claims"].names}


@pytest.fixture
def rows():
    return [
        claim(324, "A", start="11-15"),
        claim(845, "B", start="11-15", end="12-08", place="Aleppo"),
        claim(300, None, bound="more_than", end="12-03"),
        claim(None, "A", bound="vague", vague_term="dozens", aspect="incident"),
        claim(20000, "A", indicator="displaced", population="children", bound="approx", quote="nearly 20,000 children"),
        claim(None, "C", bound="unknown", status="denied"),
    ]


@pytest.fixture
def folder(tmp_path: Path, rows) -> Path:
    columns = _columns(rows)
    documents = [{"doc_id": x, "n_claims": 1} for x in columns["doc_id"]]
    places = [{**p, "n_claims": 1} for p in PLACES]
    write_tables(tmp_path, {"claims": columns, "documents": documents, "places": places, "rejects": [], **domain_tables(columns, places)})
    return tmp_path


def test_all_tables_are_written_valid_and_the_same_again(folder: Path):
    compare_tables(folder)
    assert [p for p in check_tables(folder) if p.table in COMPARE_TABLES] == []
    first = {p.name: p.read_bytes() for p in folder.iterdir()}
    assert {f"{n}.{e}" for n in COMPARE_TABLES for e in ("csv", "parquet")} <= set(first)
    compare_tables(folder)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == first
    tables = read_tables(folder)
    assert len(tables.discrepancies) == 1
    assert tables.excluded["reason"].tolist() == ["denied"]


def test_joins_can_be_switched_off(folder: Path):
    compare_tables(folder, joins=[])
    assert read_tables(folder).discrepancies.empty


def test_a_folder_without_claims(tmp_path: Path):
    with pytest.raises(TableError, match="no table claims"):
        compare_tables(tmp_path)


def test_conventions_move_the_intervals(folder: Path):
    claims = read_tables(folder).claims
    under = {name: apply_convention(claims, name) for name in ("interval", "ucdp", "acled")}
    pd.testing.assert_frame_equal(under["interval"], claims)
    dozens = claims.index[claims["vague_term"] == "dozens"][0]
    assert [under[n].loc[dozens, "low"] for n in under] == [24, 24, 12]
    assert [under[n].loc[dozens, "high"] for n in under] == [99, 24, 12]
    nearly = claims.index[claims["indicator"] == "displaced"][0]
    assert under["interval"].loc[nearly, ["low", "high"]].tolist() == [10000, 19999]
    assert under["ucdp"].attrs == {"convention": "ucdp", "not_known": 0}


def test_what_a_convention_does_not_know_is_null_and_counted(folder: Path):
    claims = read_tables(folder).claims
    claims.loc[claims["vague_term"] == "dozens", "vague_term"] = "hundreds"
    out = apply_convention(claims, "ucdp")
    assert out.attrs["not_known"] == 1
    assert out.loc[out["vague_term"] == "hundreds", ["low", "best", "high"]].isna().all(axis=None)


def test_the_claims_given_stay_as_they_are(folder: Path):
    claims = read_tables(folder).claims
    before = claims.copy()
    apply_convention(claims, "acled")
    pd.testing.assert_frame_equal(claims, before)


def test_reference_rows_keep_their_own_bounds(folder: Path):
    claims = read_tables(folder).claims
    claims.loc[0, ["kind", "low", "best", "high"]] = ["reference", 1.0, 2.0, 30.0]
    assert apply_convention(claims, "ucdp").loc[0, ["low", "best", "high"]].tolist() == [1, 2, 30]


def test_a_convention_of_ones_own(folder: Path, tmp_path: Path):
    own = tmp_path / "mine.toml"
    own.write_text('base = "interval"\n[vague]\ndozens = { low = "36", high = "60" }\n')
    out = apply_convention(read_tables(folder).claims, str(own))
    assert out.loc[out["vague_term"] == "dozens", "low"].tolist() == [36]


def test_wrong_calls_say_what_is_wrong(folder: Path):
    claims = read_tables(folder).claims
    with pytest.raises(LexiconError, match="there is no convention 'mine'"):
        apply_convention(claims, "mine")
    with pytest.raises(TableError, match="bound"):
        apply_convention(claims.drop(columns="bound"))


def test_no_claims_at_all(folder: Path):
    empty = read_tables(folder).claims.iloc[:0]
    assert apply_convention(empty, "ucdp").empty


def test_claimant():
    assert claimant_of(None, "P") == "P"
    assert claimant_of("A", "P") == "A"
    assert claimant_of(None, None) is None
