"""Claims of deaths as rows with the columns of the UCDP Georeferenced Event Dataset, and what those columns cannot say.

Columns and their meaning: Högbladh (2025), UCDP GED Codebook version 25.1, Uppsala University. A row of GED is an event that
coders have put together from all reports; a row here is one claim. So what takes a coder's judgement (sides, conflict, dyad,
type of violence, precision, clarity) stays empty.
"""

# ruff: noqa: E501, RUF100 (one rule, one line)
from __future__ import annotations

from typing import Any

import pyarrow as pa

from contested.export.corpus import Corpus, Row
from contested.export.form import Form
from contested.export.losses import NO_FIGURE_OF_ITS_OWN, Rule
from contested.tables.derive import split_names

MARK = "ged.csv"

_TEXT, _WHOLE, _NUMBER, _DAY = pa.string(), pa.int64(), pa.float64(), pa.date32()
COLUMNS: dict[str, pa.DataType] = {
    "id": _WHOLE, "relid": _TEXT, "year": _WHOLE, "active_year": _WHOLE, "code_status": _TEXT, "type_of_violence": _WHOLE,
    "conflict_dset_id": _TEXT, "conflict_new_id": _WHOLE, "conflict_name": _TEXT, "dyad_dset_id": _TEXT, "dyad_new_id": _WHOLE,
    "dyad_name": _TEXT, "side_a_dset_id": _TEXT, "side_a_new_id": _WHOLE, "side_a": _TEXT, "side_b_dset_id": _TEXT,
    "side_b_new_id": _WHOLE, "side_b": _TEXT, "number_of_sources": _WHOLE, "source_article": _TEXT, "source_office": _TEXT,
    "source_date": _DAY, "source_headline": _TEXT, "source_original": _TEXT, "where_prec": _WHOLE, "where_coordinates": _TEXT,
    "where_description": _TEXT, "adm_1": _TEXT, "adm_2": _TEXT, "latitude": _NUMBER, "longitude": _NUMBER, "geom_wkt": _TEXT,
    "priogrid_gid": _WHOLE, "country": _TEXT, "country_id": _WHOLE, "region": _TEXT, "event_clarity": _WHOLE, "date_prec": _WHOLE,
    "date_start": _DAY, "date_end": _DAY, "deaths_a": _NUMBER, "deaths_b": _NUMBER, "deaths_civilians": _NUMBER,
    "deaths_unknown": _NUMBER, "best": _NUMBER, "high": _NUMBER, "low": _NUMBER, "gwnoa": _TEXT, "gwnob": _TEXT,
}  # fmt: skip

_NOTES = (
    "A row is one claim, not an event. Rows of different claimants, or of one running total, speak of the same dead: "
    "adding them up counts people twice.",
    "`relid` is the claim's id, `id` the same as a whole number. `low`, `best` and `high` are those of the claims table, under the "
    "default convention.",
)
_LEFT_OUT = (
    Rule("other_indicator", (), "not a claim of deaths, the one thing GED counts", lambda c: c["indicator"] != "killed"),
    *NO_FIGURE_OF_ITS_OWN,
    Rule("not_persons", (), "it does not count persons", lambda c: c["unit"] != "persons"),
    Rule("no_figure", (), "no number under the convention", lambda c: c["low"] is None and c["best"] is None and c["high"] is None),
)
_MAPPED = ("civilians", "people")
_FIGHTERS = ("fighters", "fighters_opposition", "fighters_government", "fighters_is", "fighters_other")


def _lost(corpus: Corpus) -> tuple[Rule, ...]:
    total = ("low", "best", "high")
    return (
        Rule("open_high", ("high",), "no upper end (“at least”, “more than”); left empty, since GED knows no open interval", _open),
        Rule("no_best", ("best",), "a bound or vague words give no single best number; left empty", lambda c: c["best"] is None),
        Rule("no_low", ("low",), "no lower end; left empty", lambda c: c["low"] is None),
        Rule("vague", total, "the vague words (“dozens”) are lost; only the convention's interval is left", lambda c: c["bound"] == "vague"),
        Rule("approximate", total, "the hedge (“about”, “nearly”) is lost; only the interval is left", lambda c: c["bound"] == "approx"),
        Rule("round", total, "that the number is a round one is lost", lambda c: c["bound"] == "exact" and c["rounding"] is not None),
        Rule("contested", ("best",), "other claimants speak of the same dead, in rows of their own", lambda c: c["claim_id"] in corpus.contested),
        Rule("echoed", ("number_of_sources",), "told by other documents too, in rows of their own", lambda c: c["claim_id"] in corpus.echoed),
        Rule("not_an_event", ("id",), "a running total, a state or a flow over a period, not one event", lambda c: c["aspect"] in ("cumulative", "stock", "flow")),
        Rule("aspect_not_known", ("id",), "whether it is one event or a total is not known", lambda c: c["aspect"] is None),
        Rule("not_firm", ("event_clarity",), "reported without confirmation, believed or estimated", lambda c: c["status"] != "asserted"),
        Rule("group", ("deaths_civilians", "deaths_unknown"), "children, women, men, aid workers or journalists: GED has no such columns, and the claim does not say that they were civilians; the total is in `deaths_unknown`", lambda c: c["population"] not in (*_MAPPED, *_FIGHTERS)),
        Rule("side", ("deaths_a", "deaths_b"), "fighters: whether of side A or B takes a dyad; only the total is given", lambda c: c["population"] in _FIGHTERS),
        Rule("parts", ("deaths_civilians", "deaths_unknown"), "no single number to put there", lambda c: c["best"] is None and c["population"] not in _FIGHTERS),
        Rule("actor", ("side_a", "side_b"), "who did it is said, but not as a side of a dyad", lambda c: c["actor"] is not None),
        Rule("relayed", ("source_original",), "who passed it on between claimant and outlet", lambda c: c["relayed_by"] is not None),
        Rule("own_voice", ("source_original",), "the outlet's own voice; left empty", lambda c: c["source"] is None),
        Rule("as_of", ("date_start",), "a day it is counted up to, without a first day; left empty", lambda c: c["date_start"] is None and c["date_end"] is not None),
        Rule("no_date", ("date_start", "date_end", "year"), "day and period are not known; left empty", lambda c: c["date_end"] is None and c["date_start"] is None),
        Rule("several_years", ("year",), "the period runs over more than one year; the last one is given", lambda c: c["date_start"] is not None and c["date_end"] is not None and c["date_start"].year != c["date_end"].year),
        Rule("several_places", ("where_coordinates", "latitude", "longitude"), "several places; names joined, coordinates left empty", lambda c: len(split_names(c["place"])) > 1),
        Rule("no_place", ("where_coordinates", "latitude", "longitude"), "the place is not known; left empty", lambda c: c["place"] is None),
        Rule("no_coordinates", ("latitude", "longitude"), "coordinates of the place are not known; left empty", lambda c: len(split_names(c["place"])) == 1 and c["lat"] is None),
    )  # fmt: skip


_NOT_FILLED = (
    (("active_year", "code_status", "type_of_violence"), "a coder's judgement, which no claim supports"),
    (
        (
            "conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id",
            "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "gwnoa", "gwnob",
        ),
        "conflicts, dyads and sides are UCDP's own units",
    ),
    (("deaths_a", "deaths_b"), "they need sides"),
    (("where_prec", "date_prec", "event_clarity"), "the coder's certainty about an event; a claim has none"),
    (("adm_1", "adm_2", "country", "country_id", "region", "priogrid_gid"), "the gazetteer does not say which unit a place lies in"),
)  # fmt: skip


def _open(claim: Row) -> bool:
    return claim["high"] is None and claim["low"] is not None


def _row(c: Row, corpus: Corpus) -> dict[str, Any]:
    document = corpus.document.get(c["doc_id"], {})
    last = c["date_end"] or c["date_start"]
    one_place = len(split_names(c["place"])) == 1
    lat, lon = (c["lat"], c["lon"]) if one_place else (None, None)
    dead = None if c["population"] in _FIGHTERS else "deaths_civilians" if c["population"] == "civilians" else "deaths_unknown"
    return {
        "id": int(c["claim_id"], 16),
        "relid": c["claim_id"],
        "year": last.year if last else None,
        "number_of_sources": 1,
        "source_article": ",".join(str(x) for x in (c["publisher"], c["published"], document.get("title")) if x is not None) or None,
        "source_office": c["publisher"],
        "source_date": c["published"],
        "source_headline": document.get("title"),
        "source_original": c["source"],
        "where_coordinates": c["place"],
        "where_description": c["place_text"],
        "latitude": lat,
        "longitude": lon,
        "geom_wkt": f"POINT ({lon} {lat})" if lat is not None and lon is not None else None,
        "date_start": c["date_start"],
        "date_end": c["date_end"],
        **({dead: c["best"]} if dead else {}),
        "best": c["best"],
        "high": c["high"],
        "low": c["low"],
    }


GED = Form("UCDP GED", MARK, COLUMNS, _NOTES, _LEFT_OUT, _lost, _NOT_FILLED, _row)
