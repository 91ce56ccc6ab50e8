"""No cell of a CSV file is run as a formula, and every text comes back as it was."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contested.tables import read_table, write_table
from contested.tables.csvfile import csv_bytes, read_csv, write_csv
from contested.tables.spreadsheet import neutralised, restored

CASES = [
    ("", ""),
    ("12 people", "12 people"),
    ("=1+1", "'=1+1"),
    ("+44 20", "'+44 20"),
    ("-5", "'-5"),
    ("- 12 people killed", "'- 12 people killed"),
    ("@user", "'@user"),
    ("\tx", "'\tx"),
    ("\rx", "'\rx"),
    (" =1", "' =1"),
    ("\u00a0\ufeff=1", "'\u00a0\ufeff=1"),
    ('"=1', "'\"=1"),
    ("“-1", "'“-1"),
    ("＝1", "'＝1"),
    ("'=1", "''=1"),
    ("''=1", "'''=1"),
    ("'hello", "'hello"),
    ("'", "'"),
    ("1-2", "1-2"),
    ("a = b", "a = b"),
    # a spreadsheet that splits at semicolons sees a cell begin here
    ("a;=1", "a;'=1"),
    ("a; 'b", "a; 'b"),
    ("a; '=1", "a;' '=1"),
    ("one\n=two", "one\n'=two"),
    ("one\n\n- two", "one\n'\n'- two"),
    ("one\ntwo", "one\ntwo"),
    ("=a;=b", "'=a;'=b"),
]


@pytest.mark.parametrize(("text", "written"), CASES)
def test_what_is_written_and_read(text: str, written: str):
    assert neutralised(text) == written
    assert restored(written) == text


def test_apostrophes_of_others_stay():
    assert restored("'tis") == "'tis"
    assert restored("=1") == "=1"


TEXTS = st.one_of(
    st.text(st.sampled_from("'\"=+-@＝“ \t\r\n;,a1\u00a0\x00"), max_size=12), st.text(st.characters(codec="utf-8"), max_size=12)
)


@given(TEXTS)
@settings(max_examples=2000, deadline=None)
@example("'" * 5 + "=")
def test_every_text_comes_back(text: str):
    assert restored(neutralised(text)) == text
    # written twice, read twice
    assert restored(restored(neutralised(neutralised(text)))) == text


@given(TEXTS)
@settings(max_examples=2000, deadline=None)
def test_no_cell_begins_with_a_formula(text: str):
    written = neutralised(text)
    assert not written.startswith(("\t", "\r"))
    for cell in re.split("[;\t\r\n]", written):
        assert not cell.lstrip('"“ \u00a0').startswith(("=", "+", "-", "@", "＝", "－")), (text, cell)


ROWS = st.lists(st.tuples(st.none() | TEXTS, st.none() | st.floats(allow_nan=False, allow_infinity=False), st.none() | TEXTS), max_size=6)


@given(ROWS)
@settings(max_examples=500, deadline=None)
def test_every_table_comes_back_from_its_csv_file(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str | None, float | None, str | None]]
):
    schema = pa.schema([("a", pa.string()), ("b", pa.float64()), ("c", pa.string())])
    table = pa.Table.from_arrays([pa.array([r[i] for r in rows], f.type) for i, f in enumerate(schema)], schema=schema)
    path = tmp_path_factory.getbasetemp() / "x.csv"
    write_csv(path, table)
    assert path.read_bytes() == csv_bytes(table)
    assert read_csv(path, {f.name: f.type for f in schema}).to_pylist() == table.to_pylist()


def test_tables_are_written_neutralised_and_numbers_are_not_touched(tmp_path: Path):
    row = {"place": "=HYPERLINK(1)", "place_text": "'=x", "lat": -5.25, "lon": 37.0, "n_claims": 1}
    write_table(tmp_path, "places", [row])
    line = (tmp_path / "places.csv").read_text(encoding="utf-8").splitlines()[1]
    assert line == """"'=HYPERLINK(1)","''=x",-5.25,37,,,1"""
    (tmp_path / "places.parquet").unlink()
    read = read_table(tmp_path, "places").iloc[0]
    assert (read["place"], read["place_text"], read["lat"]) == ("=HYPERLINK(1)", "'=x", -5.25)


def test_a_file_from_before_is_read_as_it_stands(tmp_path: Path):
    (tmp_path / "x.csv").write_text("a\n'=1\n=1\n", encoding="utf-8")
    assert read_csv(tmp_path / "x.csv", {"a": pa.string()}, neutralised=False)["a"].to_pylist() == ["'=1", "=1"]
