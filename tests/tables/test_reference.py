"""Coded data sets become rows of the claims table, their own slips included."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from contested.errors import TableError
from contested.tables import add_reference, check_tables, read_ged, read_reference, read_series, read_table

GED = """id,side_a,side_b,source_original,where_prec,where_coordinates,adm_1,\
latitude,longitude,date_start,date_end,deaths_a,deaths_b,deaths_civilians,low,best,high
1,Government of Syria,Syrian insurgents,SOHR,1,Karm town,Aleppo Governorate,36.1,37.2,2016-12-01,2016-12-01,2,3,4,9,9,9
2,IS,Civilians,,6,Aleppo Governorate,Aleppo Governorate,36.2,37.3,2016-11-01,2016-11-30,0,1,2,2,3,8
3,Ahrar al-Sham,SDF,SOHR,1,Jisr village,,36.1,37.2,2016-12-02,2016-12-02,0,0,0,5,4,5
4,IS,SDF,SOHR,1,Jisr village,,36.1,37.2,2016-13-02,2016-12-02,0,0,0,5,5,5
"""


@pytest.fixture
def ged(tmp_path: Path) -> Path:
    path = tmp_path / "events.csv"
    path.write_text(GED, encoding="utf-8")
    return path


def test_ged_events(ged: Path):
    read = read_ged(ged)
    rows = {(r["doc_id"], r["population"]): r for r in read.claims}
    total = rows["events#1", "people"]
    assert (total["low"], total["best"], total["high"], total["bound"]) == (9, 9, 9, "exact")
    assert (total["place"], total["source"], total["source_text"], total["kind"]) == ("Karm", "UCDP GED", "SOHR", "reference")
    assert (total["aspect"], total["date_start"]) == ("incident", dt.date(2016, 12, 1))
    assert [rows["events#1", p]["best"] for p in ("civilians", "fighters_government", "fighters_opposition")] == [4, 2, 3]
    month = rows["events#2", "people"]
    assert (month["bound"], month["value"], month["value_high"], month["best"], month["aspect"]) == ("range", 2, 8, 3, "flow")
    assert (month["place"], month["lat"]) == ("Aleppo province", None)
    assert rows["events#2", "civilians"]["best"] == 3  # side b is civilians, and so are deaths_civilians
    assert (rows["events#3", "people"]["low"], rows["events#3", "people"]["best"]) == (5, 4)
    assert ("events#3", "civilians") not in rows
    assert all(r["char_start"] is None and r["quote"] is None and r["rule"] is None for r in read.claims)
    assert len({r["claim_id"] for r in read.claims}) == len(read.claims)


def test_a_row_that_cannot_be_read_is_rejected_with_its_line(ged: Path):
    rejects = read_ged(ged).rejects
    assert [(r["file"], r["reason"]) for r in rejects] == [("events.csv", "bad_row")]
    assert "line 5" in rejects[0]["detail"]
    assert "2016-13-02" in rejects[0]["detail"]


def test_places_of_the_gazetteer_win(ged: Path):
    read = read_ged(ged, resolve={"Karm town": "Karm al-Jabal"}.get)
    assert read.claims[0]["place"] == "Karm al-Jabal"
    assert read.claims[0]["place_text"] == "Karm town"


def test_wide_series(tmp_path: Path):
    path = tmp_path / "daily.csv"
    path.write_text("day,Aleppo,Homs\n2016-12-01,10.0,\n2016-12-02,0,3\n", encoding="utf-8")
    rows = read_reference(path, source="The Centre").claims
    assert [(r["place"], r["date_end"], r["best"], r["source"], r["indicator"]) for r in rows] == [
        ("Aleppo", dt.date(2016, 12, 1), 10, "The Centre", "killed"),
        ("Aleppo", dt.date(2016, 12, 2), 0, "The Centre", "killed"),
        ("Homs", dt.date(2016, 12, 2), 3, "The Centre", "killed"),
    ]


def test_long_series_keeps_its_bounds(tmp_path: Path):
    path = tmp_path / "series.csv"
    path.write_text(
        "date_end,place,indicator,population,low,best,high,aspect,source\n"
        "2016-12-01,Aleppo,displaced,people,100,,500,cumulative,A\n2016-12-02,Aleppo,fled,people,1,,2,,A\n2016-12-03,Aleppo,killed,people,x,,2,,A\n",
        encoding="utf-8",
    )
    read = read_series(path)
    assert [(r["low"], r["best"], r["high"], r["bound"], r["aspect"], r["date_start"]) for r in read.claims] == [
        (100, None, 500, "range", "cumulative", None)
    ]
    assert [r["detail"].split(":")[0] for r in read.rejects] == ["line 3", "line 4"]
    assert "'fled' is not one of" in read.rejects[0]["detail"]


def test_neither_form(tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(TableError, match="neither a reference series"):
        read_reference(path)
    with pytest.raises(TableError, match="columns id, where_coordinates"):
        read_ged(path)
    with pytest.raises(TableError, match="cannot be read"):
        read_reference(tmp_path / "none.csv")


def test_added_twice_is_added_once(folder: Path, ged: Path):
    before = len(read_table(folder, "claims"))
    add_reference(folder, ged)
    once = (folder / "claims.csv").read_bytes()
    n = len(read_table(folder, "claims"))
    add_reference(folder, ged)
    assert (folder / "claims.csv").read_bytes() == once
    assert n - before == 7
    assert read_table(folder, "rejects")["reason"].tolist() == ["bad_row"]
    assert set(read_table(folder, "places")["place"]) >= {"Karm", "Jisr", "Aleppo province"}
    assert check_tables(folder) == []
