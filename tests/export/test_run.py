"""Each form in a folder of its own, the same bytes every time, and nothing of the user's replaced."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from contested.errors import TableError, UsageError
from contested.export import FORMATS, export_tables, run
from contested.tables import read_table


def _files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_all_forms_twice_give_the_same_bytes(briefs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert export_tables(briefs, tmp_path / "a") == [tmp_path / "a" / f for f in FORMATS]
    export_tables(briefs, tmp_path / "b", list(reversed(FORMATS)))
    first = _files(tmp_path / "a")
    assert first == _files(tmp_path / "b")
    export_tables(briefs, tmp_path / "a")
    assert _files(tmp_path / "a") == first
    assert {f.split("/")[0] for f in first} == set(FORMATS), "nothing is left over"


def test_no_text_of_a_document_goes_out(briefs: Path, tmp_path: Path):
    export_tables(briefs, tmp_path)
    texts = read_table(briefs, "documents")["text"].tolist()
    for name, data in _files(tmp_path).items():
        assert not name.endswith(".parquet")
        # a title and a first sentence may stand in a row; the text as a whole may not
        assert all(t.encode() not in data for t in texts), name


def test_one_form_alone(briefs: Path, tmp_path: Path):
    assert export_tables(briefs, tmp_path, ["ucdp"]) == [tmp_path / "ucdp"]
    assert [p.name for p in tmp_path.iterdir()] == ["ucdp"]


def test_wrong_calls_are_refused_before_anything_is_written(briefs: Path, tmp_path: Path):
    with pytest.raises(UsageError, match="no form 'kml'; the forms are datapackage, hxl"):
        export_tables(briefs, tmp_path, ["hxl", "kml"])
    with pytest.raises(TableError, match="no such folder"):
        export_tables(tmp_path / "none", tmp_path / "out")
    (tmp_path / "hxl").mkdir()
    (tmp_path / "hxl" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"hxl: holds other files and no claims\.csv"):
        export_tables(briefs, tmp_path, ["ucdp", "hxl"])
    (tmp_path / "helix").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="helix: is a file"):
        export_tables(briefs, tmp_path, ["helix"])
    assert _files(tmp_path) == {"helix": b"mine", "hxl/mine.txt": b"mine"}


def test_a_failure_leaves_the_last_good_export(briefs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    export_tables(briefs, tmp_path, ["geojson"])
    before = _files(tmp_path)

    def half(out: Path, *_: Any) -> None:
        (out / "places.geojson").write_text("{", encoding="utf-8")
        raise OSError("disk full")

    monkeypatch.setitem(run._WRITERS, "geojson", ("places.geojson", half))
    with pytest.raises(OSError, match="disk full"):
        export_tables(briefs, tmp_path, ["geojson"])
    assert _files(tmp_path) == before


def test_no_cell_of_any_export_is_run_as_a_formula(briefs: Path, tmp_path: Path):
    export_tables(briefs, tmp_path)
    cells = 0
    for path in tmp_path.rglob("*.csv"):
        with path.open(newline="", encoding="utf-8") as f:
            for line in csv.reader(f):
                for cell in line:
                    cells += 1
                    number = cell.replace(".", "", 1).removeprefix("-").isdigit()
                    assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (path.name, cell)
    assert cells > 20_000
