"""Claims in the columns of UCDP GED and of Helix: what a claim supports and nothing more, and every loss counted."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contested.export import export_tables, helix, ucdp
from contested.export.corpus import Corpus
from contested.export.form import write_form
from contested.tables import read_ged, read_table

Make = Callable[..., Corpus]


def _export(module: Any, folder: Path, corpus: Corpus) -> tuple[list[dict[str, str]], dict[str, Any]]:
    write_form(folder, corpus, ucdp.GED if module is ucdp else helix.HELIX)
    with (folder / module.MARK).open(newline="", encoding="utf-8") as f:
        reader = csv.DictReader(f)
        rows = list(reader)
        assert reader.fieldnames == list(module.COLUMNS)
    return rows, json.loads((folder / "losses.json").read_text(encoding="utf-8"))


def _names(losses: dict[str, Any], part: str) -> set[str]:
    assert all(x["count"] == len(x["claim_ids"]) > 0 for x in losses[part])
    return {x["name"] for x in losses[part]}


def test_a_plain_claim_in_the_columns_of_ged(corpus: Make, tmp_path: Path):
    rows, losses = _export(ucdp, tmp_path, corpus({}))
    assert {k: v for k, v in rows[0].items() if v} == {
        "id": "10", "relid": "00000000000a", "year": "2016", "number_of_sources": "1",
        "source_article": "The Paper,2016-12-14,A day in Karm",
        "source_office": "The Paper", "source_date": "2016-12-14", "source_headline": "A day in Karm", "source_original": "The Monitor",
        "where_coordinates": "Karm", "where_description": "the town of Karm", "latitude": "36.125", "longitude": "37.5",
        "geom_wkt": "POINT (37.5 36.125)", "date_start": "2016-12-13", "date_end": "2016-12-13", "deaths_civilians": "415", "best": "415",
        "high": "415", "low": "415",
    }  # fmt: skip
    assert losses["lost"] == losses["left_out"] == []
    never = {c for x in losses["not_filled"] for c in x["columns"]}
    assert never == set(ucdp.COLUMNS) - {k for k, v in rows[0].items() if v} - {"deaths_unknown"}


def test_a_plain_claim_in_the_columns_of_helix(corpus: Make, tmp_path: Path):
    rows, losses = _export(helix, tmp_path, corpus({"indicator": "displaced", "population": "people", "aspect": "flow"}))
    assert {k: v for k, v in rows[0].items() if v} == {
        "Id": "00000000000a", "Figure term": "Displaced", "Quantifier": "Exact", "Reported": "415", "Unit": "Person",
        "Total figures": "415", "Start date": "2016-12-13", "End date": "2016-12-13", "Year": "2016", "Sources": "The Monitor",
        "Publishers": "The Paper", "Source url": "https://example.org/one", "Entry Title": "A day in Karm",
        "Source Excerpt": "They said 415 civilians were killed.",
        "Locations names": "Karm", "Location List": "36.125,37.5",
    }  # fmt: skip
    assert losses["lost"] == losses["left_out"] == []
    never = {c for x in losses["not_filled"] for c in x["columns"]}
    assert never == set(helix.COLUMNS) - {k for k, v in rows[0].items() if v} - {"Stock date"}


OPEN = {"bound": "at_least", "best": None, "high": None}
VAGUE = {"bound": "vague", "value": None, "vague_term": "dozens", "low": 24.0, "best": None, "high": 99.0}
SAME = {"duplicate_of": "00000000000b"}
DEATHS: list[tuple[dict[str, Any], dict[str, str], set[str]]] = [
    (OPEN, {"low": "415", "best": "", "high": "", "deaths_civilians": ""}, {"open_high", "no_best", "parts"}),
    (VAGUE, {"low": "24", "best": "", "high": "99"}, {"vague", "no_best", "parts"}),
    ({"bound": "at_most", "low": 0.0, "best": None}, {"low": "0", "high": "415"}, {"no_best", "parts"}),
    ({"bound": "approx", "low": 410.0, "high": 420.0}, {"low": "410", "best": "415"}, {"approximate"}),
    ({"value": 400.0, "rounding": 100.0}, {}, {"round"}),
    ({"population": "people"}, {"deaths_unknown": "415", "deaths_civilians": ""}, set()),
    ({"population": "children"}, {"deaths_unknown": "415", "deaths_civilians": ""}, {"group"}),
    ({"population": "fighters_is"}, {"deaths_unknown": "", "deaths_a": "", "deaths_b": "", "best": "415"}, {"side"}),
    ({"aspect": "cumulative"}, {}, {"not_an_event"}),
    ({"aspect": None}, {}, {"aspect_not_known"}),
    ({"status": "reported"}, {"event_clarity": ""}, {"not_firm"}),
    ({"source": None}, {"source_original": "", "source_office": "The Paper"}, {"own_voice"}),
    ({"relayed_by": "state media"}, {}, {"relayed"}),
    ({"actor": "the army"}, {"side_a": "", "side_b": ""}, {"actor"}),
    ({"date_start": None}, {"date_start": "", "date_end": "2016-12-13", "year": "2016"}, {"as_of"}),
    ({"date_start": None, "date_end": None}, {"date_start": "", "date_end": "", "year": ""}, {"no_date"}),
    ({"date_start": dt.date(2015, 1, 1)}, {"year": "2016"}, {"several_years"}),
    ({"place": "Karm; Jisr"}, {"where_coordinates": "Karm; Jisr", "latitude": "", "geom_wkt": ""}, {"several_places"}),
    ({"place": None, "lat": None, "lon": None}, {"where_coordinates": ""}, {"no_place"}),
    ({"place": "Orvan", "lat": None, "lon": None}, {"latitude": "", "geom_wkt": ""}, {"no_coordinates"}),
]


@pytest.mark.parametrize(("over", "row", "lost"), DEATHS, ids=[", ".join(x[0]) + " " + ", ".join(sorted(x[2])) for x in DEATHS])
def test_what_ged_cannot_say_stays_empty_and_is_counted(
    corpus: Make, tmp_path: Path, over: dict[str, Any], row: dict[str, str], lost: set[str]
):
    rows, losses = _export(ucdp, tmp_path, corpus(over))
    assert {k: rows[0][k] for k in row} == row
    assert _names(losses, "lost") == lost


MOVED: dict[str, Any] = {"indicator": "displaced", "population": "people", "aspect": "flow"}
MOVES: list[tuple[dict[str, Any], dict[str, str], set[str]]] = [
    (OPEN, {"Quantifier": "More than", "Reported": "415", "Total figures": "415"}, {"at_least"}),
    ({"bound": "more_than", "best": None}, {"Quantifier": "More than"}, set()),
    ({"bound": "at_most"}, {"Quantifier": "Less than"}, {"at_most"}),
    ({"bound": "less_than"}, {"Quantifier": "Less than"}, set()),
    ({"bound": "approx"}, {"Quantifier": "Approximately"}, {"interval"}),
    ({"value": 400.0, "rounding": 100.0}, {"Quantifier": "Exact", "Reported": "400"}, {"round"}),
    ({"unit": "families"}, {"Unit": "Household", "Reported": "415", "Total figures": "", "Household Size": ""}, {"households"}),
    ({"indicator": "evacuated", "population": "civilians"}, {"Figure term": "Evacuated", "Figure Category": ""}, {"civilians"}),
    ({"indicator": "returned", "population": "children"}, {"Figure term": "Returns"}, {"group"}),
    ({"aspect": "stock", "date_start": None}, {"Stock date": "2016-12-13", "Start date": "", "End date": ""}, set()),
    ({"aspect": "stock", "date_start": dt.date(2016, 12, 1)}, {"Stock date": "2016-12-13"}, {"stock_over_days"}),
    ({"aspect": "cumulative"}, {"Start date": "2016-12-13"}, {"running_total"}),
    ({"aspect": None}, {"Start date": "2016-12-13"}, {"aspect_not_known"}),
    ({"date_start": None}, {"Start date": "", "End date": "2016-12-13"}, {"as_of"}),
    ({"date_start": None, "date_end": None}, {"Year": ""}, {"no_date"}),
    ({"source": None}, {"Sources": "The Paper"}, {"own_voice"}),
    ({"relayed_by": "state media"}, {}, {"relayed"}),
    ({"actor": "the army"}, {"Violence": ""}, {"actor"}),
    ({"status": "believed"}, {"Sources reliability": ""}, {"not_firm"}),
    ({"place": "Karm; Orvan"}, {"Location List": "36.125,37.5", "Locations names": "Karm; Orvan"}, {"no_coordinates"}),
    ({"place": "Karm; Jisr"}, {"Location List": "36.125,37.5; 35.0,36.5"}, set()),
    ({"place": None}, {"Locations names": "", "Location List": ""}, {"no_place"}),
]


@pytest.mark.parametrize(("over", "row", "lost"), MOVES, ids=[", ".join(x[0]) + " " + ", ".join(sorted(x[2])) for x in MOVES])
def test_what_helix_cannot_say_stays_empty_and_is_counted(
    corpus: Make, tmp_path: Path, over: dict[str, Any], row: dict[str, str], lost: set[str]
):
    rows, losses = _export(helix, tmp_path, corpus({**MOVED, **over}))
    assert {k: rows[0][k] for k in row} == row
    assert _names(losses, "lost") == lost


LEFT_OUT: list[tuple[Any, dict[str, Any], str]] = [
    (ucdp, {"indicator": "injured"}, "other_indicator"),
    (ucdp, {"kind": "reference"}, "reference"),
    (ucdp, {"status": "denied"}, "denied"),
    (ucdp, {"status": "hypothetical"}, "hypothetical"),
    (ucdp, SAME, "repeat"),
    (ucdp, {"unit": "families"}, "not_persons"),
    (ucdp, {"bound": "unknown", "value": None, "low": None, "best": None, "high": None}, "no_figure"),
    (helix, {"indicator": "killed"}, "other_indicator"),
    (helix, {**MOVED, "indicator": "trapped"}, "other_indicator"),
    (helix, {**MOVED, "kind": "reference"}, "reference"),
    (helix, {**MOVED, "status": "denied"}, "denied"),
    (helix, {**MOVED, "status": "hypothetical"}, "hypothetical"),
    (helix, {**MOVED, **SAME}, "repeat"),
    (helix, {**MOVED, "unit": "percent"}, "not_people"),
    (helix, {**MOVED, **VAGUE}, "vague"),
    (helix, {**MOVED, "bound": "range", "value_high": 500.0}, "range"),
    (helix, {**MOVED, "bound": "unknown", "value": None}, "no_figure"),
]


@pytest.mark.parametrize(("module", "over", "why"), LEFT_OUT, ids=[f"{m.MARK} {w}" for m, _, w in LEFT_OUT])
def test_a_claim_without_a_row_is_named_with_its_reason(corpus: Make, tmp_path: Path, module: Any, over: dict[str, Any], why: str):
    rows, losses = _export(module, tmp_path, corpus(over))
    assert rows == []
    assert _names(losses, "left_out") == {why}
    assert losses["left_out"][0]["claim_ids"] == ["00000000000a"]
    assert f"| 1 | {losses['left_out'][0]['what']} |" in (tmp_path / "losses.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("module", [ucdp, helix])
def test_contested_and_echoed_figures_are_counted(corpus: Make, tmp_path: Path, module: Any):
    over = {} if module is ucdp else MOVED
    tables = {
        "cells": ({"cell_id": "c", "claim_ids": "00000000000a; 00000000000b"}, {"cell_id": "d", "claim_ids": "00000000000c"}),
        "discrepancies": ({"cell_id": "c"},),
        "echoes": ({"n_mentions": 2, "claim_ids": "00000000000b; 00000000000c"}, {"n_mentions": 1, "claim_ids": "00000000000a"}),
    }
    _, losses = _export(module, tmp_path, corpus(over, over, over, **tables))
    told = {x["name"]: x["claim_ids"] for x in losses["lost"]}
    assert told == {"contested": ["00000000000a", "00000000000b"], "echoed": ["00000000000b", "00000000000c"]}


@pytest.mark.parametrize(("form", "module"), [("ucdp", ucdp), ("helix", helix)])
def test_every_claim_of_the_briefs_has_a_row_or_a_reason(briefs: Path, tmp_path: Path, form: str, module: Any):
    (folder,) = export_tables(briefs, tmp_path, [form])
    losses = json.loads((folder / "losses.json").read_text(encoding="utf-8"))
    with (folder / module.MARK).open(newline="", encoding="utf-8") as f:
        ids = [r["relid" if module is ucdp else "Id"] for r in csv.DictReader(f)]
    out = [i for x in losses["left_out"] for i in x["claim_ids"]]
    assert sorted(ids + out) == sorted(read_table(briefs, "claims")["claim_id"])
    assert (losses["claims_read"], losses["rows_written"]) == (len(ids) + len(out), len(ids))
    assert all(set(x["claim_ids"]) <= set(ids) and set(x["columns"]) <= set(module.COLUMNS) for x in losses["lost"])
    markdown = (folder / "losses.md").read_text(encoding="utf-8")
    for x in [*losses["left_out"], *losses["lost"]]:
        assert x["what"] in markdown


def test_rows_of_ged_are_read_back_as_reference_data(briefs: Path, tmp_path: Path):
    (folder,) = export_tables(briefs, tmp_path, ["ucdp"])
    with (folder / ucdp.MARK).open(newline="", encoding="utf-8") as f:
        complete = {r["id"]: r for r in csv.DictReader(f) if r["low"] and r["best"] and r["high"] and r["date_start"]}
    read = {c["doc_id"]: c for c in read_ged(folder / ucdp.MARK).claims if c["population"] == "people"}
    assert len(read) == len(complete) > 20
    for name, row in complete.items():
        claim = read[f"ged#{name}"]
        assert (claim["low"], claim["best"], claim["high"]) == (float(row["low"]), float(row["best"]), float(row["high"]))
        assert claim["date_end"].isoformat() == row["date_end"]
