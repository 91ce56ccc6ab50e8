"""Comparison of many claims: the invented tables are sound, parts give the same tables as the whole, and work grows with the claims."""

from __future__ import annotations

import importlib.util
import math
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from builders import PLACES, claim

import contested.compare
from contested.compare import compare_claims, compare_tables
from contested.compare.parts import FOLDER
from contested.errors import TableError
from contested.lexicon import load_lexicon
from contested.tables import check_tables, domain_tables, read_tables, write_tables
from contested.tables.schema import COMPARE_TABLES, TABLES

PATH = Path(__file__).parents[2] / "benchmarks" / "_synthetic.py"


@pytest.fixture(scope="module")
def synthetic():
    spec = importlib.util.spec_from_file_location("synthetic_claims", PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made(synthetic, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    synthetic.write_claims(folder, 4000, whole=True)
    return folder


def _files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


# ---- the invented tables -----------------------------------------------------------------------------------------------


def test_invented_tables_have_no_damage(made: Path):
    assert check_tables(made) == []


def test_the_same_seed_gives_the_same_tables_and_another_seed_others(synthetic, tmp_path: Path):
    for name, seed in (("one", 7), ("two", 7), ("three", 8)):
        synthetic.write_claims(tmp_path / name, 500, seed=seed)
    one, two, three = (_files(tmp_path / name) for name in ("one", "two", "three"))
    assert one == two
    assert one["claims.parquet"] != three["claims.parquet"]


def test_chunks_come_in_the_order_of_the_table(synthetic, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(synthetic, "CHUNK", 300)
    n = synthetic.write_claims(tmp_path, 1000)
    ids = pq.read_table(tmp_path / "claims.parquet", columns=["doc_id"])["doc_id"].to_pylist()
    assert len(ids) == n
    assert ids == sorted(ids)


def test_invented_claims_are_as_uneven_as_news(made: Path):
    claims = read_tables(made).claims
    by_place = claims["place"].value_counts()
    assert by_place.iloc[0] > 20 * by_place.median()
    assert claims["publisher"].value_counts(normalize=True).iloc[0] > 10 / claims["publisher"].nunique()
    assert claims["date_end"].dt.year.nunique() >= 10
    assert set(claims["bound"]) == set(synthetic_bounds())
    assert 0.1 < claims["duplicate_of"].notna().mean() < 0.3
    own = claims[claims["source"].isna()]
    printed = own.groupby("sentence")["publisher"].nunique()
    assert (printed > 1).sum() > 5
    events = claims["sentence"].str.extract(r"(in .* in event \d+)")[0]
    assert (claims.groupby(events)["publisher"].nunique() > 2).sum() > 20


def synthetic_bounds() -> tuple[str, ...]:
    return ("exact", "at_least", "more_than", "approx", "at_most", "range", "vague", "unknown")


def test_one_cell_is_one_place_and_day(synthetic, tmp_path: Path):
    synthetic.write_claims(tmp_path, 300, one_cell=True)
    claims = pq.read_table(tmp_path / "claims.parquet").to_pandas()
    assert claims["place"].nunique() == claims["date_end"].nunique() == claims["indicator"].nunique() == 1


# ---- parts ---------------------------------------------------------------------------------------------------------------


def test_parts_give_the_bytes_of_the_whole(made: Path, tmp_path: Path):
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    for folder in (whole, parts):
        shutil.copytree(made, folder)
    in_memory, on_disk = compare_tables(whole), compare_tables(parts, part=150)
    assert _files(whole) == _files(parts)
    assert not (parts / FOLDER).exists()
    for name in COMPARE_TABLES:
        rows = getattr(on_disk, name)
        assert len(rows) == len(getattr(in_memory, name)) > 0
        assert sum(1 for _ in rows) == len(rows)
        assert rows[0] == next(iter(rows))
        assert rows[-1] == rows[len(rows) - 1 :][0]
        with pytest.raises(IndexError):
            rows[len(rows)]
    assert check_tables(parts) == []


def _write(folder: Path, claims: list[dict]) -> None:
    columns = {n: [c[n] for c in claims] for n in TABLES["claims"].names}
    documents = [{"doc_id": d, "n_claims": 1} for d in dict.fromkeys(columns["doc_id"])]
    places = [{**p, "n_claims": 1} for p in PLACES]
    write_tables(folder, {"claims": columns, "documents": documents, "places": places, "rejects": [], **domain_tables(columns, places)})


# what one part cannot see of another: each case is in two places, so in two parts
LONG = "The army said nothing about it, and residents counted them one by one until the evening."
ACROSS = {
    "displaced and evacuated told apart in one document": [
        claim(100, "A", indicator="displaced", population="people", doc="a", place="Homs", aspect="stock"),
        claim(90, "A", indicator="evacuated", population="people", doc="a", place="Aleppo", aspect="stock"),
        claim(80, "B", indicator="displaced", population="people", doc="b", place="Aleppo", aspect="stock"),
        claim(70, "C", indicator="evacuated", population="people", doc="c", place="Homs", aspect="stock"),
    ],
    "one sentence printed twice, read as of two places": [
        claim(7, None, sentence=LONG, publisher="First", published="12-06", place="Homs", doc="a"),
        claim(7, None, sentence=LONG, publisher="Second", published="12-07", place="Aleppo", doc="b"),
        claim(9, "The Monitor", place="Aleppo", doc="c"),
    ],
    "a part above its whole in one sentence": [
        claim(5, "A", population="people", sentence="S.", doc="a", place="Homs"),
        claim(50, "A", population="people", sentence="S.", doc="a", place="Aleppo"),
        claim(9, "A", population="children", sentence="S.", doc="a", place="Homs"),
    ],
    "shares of different wholes": [
        claim(40, "A", indicator="control_share", denominator="the city", holder="rebels", place="Aleppo", aspect="stock", doc="a"),
        claim(60, "A", indicator="control_share", denominator="the camp", holder="rebels", place="eastern Aleppo", aspect="stock", doc="b"),
        claim(60, "B", indicator="control_share", denominator="the camp", holder="rebels", place="Homs", aspect="stock", doc="b"),
    ],
    "low above high": [claim(5, "A", low=7.0, place="Homs", doc="a"), claim(5, "A", place="Aleppo", doc="b")],
    "nothing known of who speaks": [
        claim(7, None, sentence=LONG, publisher=None, place="Homs", doc="a"),
        claim(7, None, sentence=LONG, publisher=None, place="Aleppo", doc="b"),
    ],
    "reported and denied": [
        claim(5, "A", place="eastern Aleppo", doc="a"),
        claim(None, "B", bound="unknown", status="denied", place="Aleppo", doc="b"),
        claim(8, "C", place=None, doc="c"),
        claim(None, "D", bound="unknown", status="denied", place="Homs", doc="d"),
    ],
}


@pytest.mark.parametrize("case", ACROSS)
@pytest.mark.parametrize("joins", [None, []])
def test_what_goes_across_parts_is_seen(case: str, joins: list[str] | None, tmp_path: Path):
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    for folder in (whole, parts):
        _write(folder, ACROSS[case])
    compare_tables(whole, joins=joins)
    compare_tables(parts, joins=joins, part=1)
    for name in COMPARE_TABLES:
        assert (parts / f"{name}.csv").read_text() == (whole / f"{name}.csv").read_text(), name
    assert _files(whole) == _files(parts)


def test_a_table_in_another_order_and_a_folder_of_csv_files_give_the_same(made: Path, tmp_path: Path):
    right = tmp_path / "right"
    shutil.copytree(made, right)
    compare_tables(right)
    turned, csv = tmp_path / "turned", tmp_path / "csv"
    for folder in (turned, csv):
        shutil.copytree(made, folder)
    table = pq.read_table(made / "claims.parquet")
    pq.write_table(table.take(pa.array(range(table.num_rows)[::-1])), turned / "claims.parquet")
    (csv / "claims.parquet").unlink()
    for folder in (turned, csv):
        compare_tables(folder, part=400)
        for name in COMPARE_TABLES:
            assert (folder / f"{name}.parquet").read_bytes() == (right / f"{name}.parquet").read_bytes()


def test_nothing_is_left_behind_where_a_part_fails(made: Path, tmp_path: Path):
    folder = tmp_path / "broken"
    shutil.copytree(made, folder)
    table = pq.read_table(folder / "claims.parquet")
    pq.write_table(table.drop_columns(["quote"]), folder / "claims.parquet")
    with pytest.raises(TableError, match="quote"):
        compare_tables(folder, part=100)
    assert not (folder / FOLDER).exists()


def test_documents_are_never_cut(made: Path):
    from contested.compare.parts import _whole_documents

    claims = pq.read_table(made / "claims.parquet", columns=["doc_id", "claim_id"])
    for rows in (1, 2, 7, 64, 5000):
        tables = list(_whole_documents(claims.slice(i, rows) for i in range(0, claims.num_rows, rows)))
        assert pa.concat_tables(tables).equals(claims)
        of = [set(t["doc_id"].to_pylist()) for t in tables]
        assert sum(len(s) for s in of) == len(set().union(*of))


# ---- growth ----------------------------------------------------------------------------------------------------------------


def _lines(work: Callable[[], object]) -> int:
    """How many lines of the comparison are run, every turn of a loop counted: a measure of work that is the same on any machine."""
    inside = str(Path(contested.compare.__file__).parent)
    n = 0

    def line(frame, event, arg):
        nonlocal n
        n += event == "line"
        return line

    kept = sys.gettrace()
    sys.settrace(lambda frame, event, arg: line if frame.f_code.co_filename.startswith(inside) else None)
    try:
        work()
    finally:
        sys.settrace(kept)
    return n


def _invented(synthetic, folder: Path, n: int) -> list[dict]:
    synthetic.write_claims(folder, n, one_cell=True)
    return pq.read_table(folder / "claims.parquet").to_pylist()


def _cases(synthetic, folder: Path) -> dict[str, Callable[[int], list[dict]]]:
    """The worst that can be put into one place and day."""
    return {
        "outlets and claimants as in news": lambda n: _invented(synthetic, folder / str(n), n),
        "all claimants agree": lambda n: [claim(50, f"Claimant {i}" if i % 2 else None, doc=f"doc{i:06}") for i in range(n)],
        "all totals differ": lambda n: [claim(10.0 + i, f"Claimant {i}", doc=f"doc{i:06}") for i in range(n)],
        "one claimant in one document": lambda n: [claim(10.0 + i * i, "A", doc="one") for i in range(n)],
        "one outlier in two": lambda n: [
            claim(30.0 if i % 2 else 3e6 + i, f"C{i // 2}" if i % 2 else "A", doc=f"doc{i % 2}") for i in range(n)
        ],
        "half is denied": lambda n: [
            claim(5.0 + i, f"Claimant {i % 97}", doc=f"doc{i:06}", status="asserted" if i % 2 else "denied") for i in range(n)
        ],
        "every total counts from a day of its own": lambda n: [
            claim(1000.0 + i, "A", doc=f"doc{i:06}", start=f"{2010 + i // 336 % 6}-{1 + i // 28 % 12:02}-{1 + i % 28:02}") for i in range(n)
        ],
        "ranges that overlap": lambda n: [
            claim(1.0 + i, f"C{i}", value_high=9.0 + 2 * i, bound="range", doc=f"doc{i:06}") for i in range(n)
        ],
        "shares": lambda n: [
            claim(i % 100, f"C{i % 11}", indicator="control_share", denominator="the city" if i % 2 else "the camp", doc=f"doc{i:06}")
            for i in range(n)
        ],
    }  # fmt: skip


@pytest.mark.parametrize("case", _cases(None, Path()))
def test_one_place_and_day_grows_as_n_log_n(case: str, synthetic, tmp_path: Path):
    make = _cases(synthetic, tmp_path)[case]
    load_lexicon()
    few, many = 300, 2400
    work = []
    for n in (few, many):
        claims = make(n)
        work.append(_lines(partial(compare_claims, claims, PLACES)))
    assert work[1] <= 1.1 * work[0] * many / few * math.log(many) / math.log(few)


def test_a_denial_names_a_hundred_claims_and_counts_all():
    claims = [claim(5.0 + i, f"C{i}") for i in range(150)]
    denial = claim(None, "B", bound="unknown", status="denied")
    (alarm,) = [a for a in compare_claims([*claims, denial], PLACES).alarms if a["kind"] == "status_conflict"]
    named = alarm["claim_ids"].split("; ")
    assert len(named) == 101
    assert named[0] == claims[-1]["claim_id"]
    assert "150 claims stand against the denial. The 100 largest are named." in alarm["sentence"]


def test_a_denial_is_not_set_against_claims_without_a_place():
    found = compare_claims([claim(5, "A", place=None), claim(None, "B", bound="unknown", status="denied", place="Damascus")], PLACES)
    assert found.alarms == []
