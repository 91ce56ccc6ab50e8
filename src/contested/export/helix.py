"""Claims of displacement as rows with the columns of a figures export of IDMC's Helix, and what those columns cannot say.

Columns, quantifiers and terms are those of the figure model of Helix (Internal Displacement Monitoring Centre). There an analyst
chooses one recommended figure an event; a row here is one claim. So what takes the analyst's judgement (category, role, cause,
event, reliability) stays empty.
"""

# ruff: noqa: E501, RUF100 (one rule, one line)
from __future__ import annotations

from typing import Any

import pyarrow as pa

from contested.export.corpus import Corpus, Row, speaker
from contested.export.form import Form
from contested.export.losses import NO_FIGURE_OF_ITS_OWN, Rule
from contested.tables.derive import split_names

MARK = "figures.csv"

_TEXT, _WHOLE, _NUMBER, _DAY = pa.string(), pa.int64(), pa.float64(), pa.date32()
COLUMNS: dict[str, pa.DataType] = {
    "Id": _TEXT, "ISO3": _TEXT, "Country": _TEXT, "Region": _TEXT, "Figure cause": _TEXT, "Figure Category": _TEXT, "Figure term": _TEXT,
    "Figure Role": _TEXT, "Quantifier": _TEXT, "Reported": _NUMBER, "Unit": _TEXT, "Household Size": _NUMBER, "Total figures": _NUMBER,
    "Stock date": _DAY, "Stock date accuracy": _TEXT, "Stock reporting date": _DAY, "Start date": _DAY, "Start date accuracy": _TEXT,
    "End date": _DAY, "End date accuracy": _TEXT, "Year": _WHOLE, "Sources": _TEXT, "Sources reliability": _TEXT, "Publishers": _TEXT,
    "Source url": _TEXT, "Entry Title": _TEXT, "Source Excerpt": _TEXT, "Locations names": _TEXT, "Location List": _TEXT,
    "Type of point": _TEXT, "Displacement Occurred": _TEXT, "Event Id": _TEXT, "Event Name": _TEXT, "Crisis Name": _TEXT,
    "Violence": _TEXT, "Violence Sub Type": _TEXT, "Include in IDU": _TEXT, "Excerpt IDU": _TEXT, "Is housing destruction": _TEXT,
}  # fmt: skip

_TERMS = {"displaced": "Displaced", "evacuated": "Evacuated", "returned": "Returns"}
_UNITS = {"persons": "Person", "families": "Household"}
_QUANTIFIERS = {
    "exact": "Exact", "approx": "Approximately", "more_than": "More than", "at_least": "More than", "less_than": "Less than",
    "at_most": "Less than",
}  # fmt: skip

_NOTES = (
    "A row is one claim, not a figure that an analyst recommends. Rows of different claimants, or of one running total, speak of "
    "the same people: adding them up counts them twice.",
    "`Id` is the claim's id. `Reported` is the number in the text, `Quantifier` its bound. A stock has its day in `Stock date`, all "
    "else its period in `Start date` and `End date`.",
)
_LEFT_OUT = (
    Rule("other_indicator", (), "not a claim of people displaced, evacuated or returned (Helix has no term for people trapped)", lambda c: c["indicator"] not in _TERMS),
    *NO_FIGURE_OF_ITS_OWN,
    Rule("not_people", (), "it counts neither persons nor families", lambda c: c["unit"] not in _UNITS),
    Rule("vague", (), "vague words without a number; Helix needs one", lambda c: c["bound"] == "vague"),
    Rule("range", (), "a range; Helix holds one number a figure", lambda c: c["bound"] == "range"),
    Rule("no_figure", (), "no number", lambda c: c["value"] is None),
)  # fmt: skip


def _lost(corpus: Corpus) -> tuple[Rule, ...]:
    return (
        Rule("at_least", ("Quantifier",), "“at least N” includes N, “More than” does not", lambda c: c["bound"] == "at_least"),
        Rule("at_most", ("Quantifier",), "“up to N” includes N, “Less than” does not", lambda c: c["bound"] == "at_most"),
        Rule("round", ("Quantifier",), "that the number is a round one is lost", lambda c: c["bound"] == "exact" and c["rounding"] is not None),
        Rule("interval", ("Reported",), "the interval of a hedged number under the convention", lambda c: c["bound"] == "approx"),
        Rule("households", ("Total figures",), "families: persons only with a household size, and none is stated; left empty", lambda c: c["unit"] == "families"),
        Rule("contested", ("Figure Role",), "other claimants speak of the same people, in rows of their own", lambda c: c["claim_id"] in corpus.contested),
        Rule("echoed", ("Sources",), "told by other documents too, in rows of their own", lambda c: c["claim_id"] in corpus.echoed),
        Rule("running_total", ("Start date", "End date"), "a running total since a day, not the flow of a period; later ones include it", lambda c: c["aspect"] == "cumulative"),
        Rule("aspect_not_known", ("Stock date", "Start date"), "whether it is a stock or a flow is not known; treated as a flow", lambda c: c["aspect"] is None),
        Rule("group", ("Total figures",), "a group (children, fighters ...) is counted, not all people; which one is lost", lambda c: c["population"] not in ("people", "civilians")),
        Rule("civilians", ("Total figures",), "that those counted are civilians is lost", lambda c: c["population"] == "civilians"),
        Rule("not_firm", ("Sources reliability",), "reported without confirmation, believed or estimated", lambda c: c["status"] != "asserted"),
        Rule("relayed", ("Sources",), "who passed it on between claimant and outlet", lambda c: c["relayed_by"] is not None),
        Rule("own_voice", ("Sources",), "the outlet's own voice: the publisher is named as the source", lambda c: c["source"] is None),
        Rule("actor", ("Violence",), "who drove them out is said, but not as a type of violence", lambda c: c["actor"] is not None),
        Rule("as_of", ("Start date",), "a day it is counted up to, without a first day; left empty", lambda c: c["aspect"] != "stock" and c["date_start"] is None and c["date_end"] is not None),
        Rule("stock_over_days", ("Stock date",), "a state over several days; the last one is given", lambda c: c["aspect"] == "stock" and c["date_start"] is not None and c["date_start"] != c["date_end"]),
        Rule("no_date", ("Stock date", "Start date", "End date", "Year"), "day and period are not known; left empty", lambda c: c["date_end"] is None and c["date_start"] is None),
        Rule("no_place", ("Locations names", "Location List"), "the place is not known; left empty", lambda c: c["place"] is None),
        Rule("no_coordinates", ("Location List",), "coordinates of a place are not known", lambda c: any(_coordinates(corpus, n) is None for n in split_names(c["place"]))),
    )  # fmt: skip


_NOT_FILLED = (
    (("ISO3", "Country", "Region"), "the gazetteer does not say which country a place lies in"),
    (("Figure cause", "Violence", "Violence Sub Type", "Is housing destruction"), "the cause is not coded"),
    (("Figure Category",), "whether people stayed inside their country is not coded, and every category says so"),
    (("Figure Role", "Sources reliability", "Include in IDU", "Excerpt IDU", "Displacement Occurred"), "an analyst's judgement"),
    (("Event Id", "Event Name", "Crisis Name"), "claims are not put together into events"),
    (("Household Size",), "no claim states one, and none is assumed"),
    (("Stock reporting date", "Stock date accuracy", "Start date accuracy", "End date accuracy"), "not coded"),
    (("Type of point",), "whether a place is where people left from or went to is not coded"),
)


def _row(c: Row, corpus: Corpus) -> dict[str, Any]:
    document = corpus.document.get(c["doc_id"], {})
    last = c["date_end"] or c["date_start"]
    points = [at for n in split_names(c["place"]) if (at := _coordinates(corpus, n)) is not None]
    when = {"Stock date": last} if c["aspect"] == "stock" else {"Start date": c["date_start"], "End date": c["date_end"]}
    return {
        "Id": c["claim_id"],
        "Figure term": _TERMS[c["indicator"]],
        "Quantifier": _QUANTIFIERS[c["bound"]],
        "Reported": c["value"],
        "Unit": _UNITS[c["unit"]],
        "Total figures": c["value"] if c["unit"] == "persons" else None,
        **when,
        "Year": last.year if last else None,
        "Sources": speaker(c),
        "Publishers": c["publisher"],
        "Source url": document.get("url"),
        "Entry Title": document.get("title"),
        "Source Excerpt": c["sentence"],
        "Locations names": c["place"],
        "Location List": "; ".join(f"{lat},{lon}" for lat, lon in points) or None,
    }


def _coordinates(corpus: Corpus, name: str) -> tuple[float, float] | None:
    place = corpus.place.get(name)
    if place is None or place["lat"] is None or place["lon"] is None:
        return None
    return place["lat"], place["lon"]


HELIX = Form("Helix", MARK, COLUMNS, _NOTES, _LEFT_OUT, _lost, _NOT_FILLED, _row)
