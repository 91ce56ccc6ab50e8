"""The briefs in ``data/raw`` and their annotations in ``tests/data/briefs`` agree with each other and show what they are written to show.

Nothing here parses text: these are checks of data against data, so that a parser test which relies on the briefs rests on firm ground.
"""

import csv
import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from contested.model import BOUNDS, INDICATORS, POPULATIONS, STATUSES, UNITS

ROOT = Path(__file__).resolve().parents[1]
BRIEFS = ROOT / "data" / "raw"
ANNOTATIONS = ROOT / "tests" / "data" / "briefs"
STEMS = sorted(path.stem for path in BRIEFS.glob("*.txt"))

FIRST_DAY, LAST_DAY = date(2016, 11, 17), date(2016, 12, 23)
COLUMNS = ["file", "title", "publisher", "published", "url", "note"]
NOTE = "brief written for this project from the figures of this report"

FIELDS = (
    "quote", "start", "indicator", "population", "value", "value_high", "bound", "vague_term", "unit",
    "source", "location", "date_start", "date_end", "status", "note",
)  # fmt: skip
THOUSANDS = re.compile(r"\b\d{1,3}(?:,\d{3})+\b")


def text_of(stem: str) -> str:
    return (BRIEFS / f"{stem}.txt").read_text(encoding="utf-8")


def annotations_of(stem: str) -> list[dict[str, Any]]:
    lines = (ANNOTATIONS / f"{stem}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def listed() -> list[dict[str, str]]:
    with (BRIEFS / "documents.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def end(claim: dict[str, Any]) -> int:
    return int(claim["start"]) + len(claim["quote"])


def every_claim() -> list[dict[str, Any]]:
    """All annotations, each with the stem of its brief under ``doc``."""
    return [claim | {"doc": stem} for stem in STEMS for claim in annotations_of(stem)]


def having(**wanted: object) -> list[dict[str, Any]]:
    """Annotations whose fields equal those wanted; ``doc`` is compared from its start, so that a day selects the briefs of that day."""
    day = str(wanted.pop("doc", ""))
    return [c for c in every_claim() if c["doc"].startswith(day) and all(c[field] == value for field, value in wanted.items())]


def test_there_are_about_two_dozen_briefs_and_each_is_annotated() -> None:
    assert 24 <= len(STEMS) <= 26
    assert sorted(path.stem for path in ANNOTATIONS.glob("*.jsonl")) == STEMS


def test_documents_csv_lists_exactly_the_files() -> None:
    rows = listed()
    assert list(rows[0]) == COLUMNS
    assert [row["file"] for row in rows] == [f"{stem}.txt" for stem in STEMS]


def test_documents_csv_says_where_each_brief_comes_from() -> None:
    reports = set()
    for row in listed():
        assert row["title"] == text_of(row["file"].removesuffix(".txt")).split("\n", 1)[0]
        assert row["publisher"]
        assert row["note"].startswith(NOTE)
        assert row["file"].startswith(row["published"])
        assert FIRST_DAY <= date.fromisoformat(row["published"]) <= LAST_DAY
        assert row["url"].startswith("http") or "(r-b)" in row["note"], "only the founding report r-b has no known address"
        reports.add(row["note"].removeprefix(NOTE).strip(" ()"))
    assert len(reports) == len(STEMS), "a report has one brief"
    assert {"r-a", "r-b"} <= reports


def test_the_briefs_cover_the_whole_period() -> None:
    days = sorted({date.fromisoformat(stem[:10]) for stem in STEMS})
    assert (days[0], days[-1]) == (FIRST_DAY, LAST_DAY)
    assert max((later - earlier).days for earlier, later in pairwise(days)) <= 7, "a trend needs no gap of more than a week"


@pytest.mark.parametrize("stem", STEMS)
def test_a_brief_is_short_and_shaped_like_a_report(stem: str) -> None:
    text = text_of(stem)
    headline, blank, *body = text.split("\n")
    assert 80 <= len(text.split()) <= 250
    assert headline == headline.strip() != ""
    assert not headline.endswith(".")
    assert blank == ""
    assert any(body)
    assert "\r" not in text
    assert text == text.rstrip() + "\n"


@pytest.mark.parametrize("stem", STEMS)
def test_annotations_point_at_their_words(stem: str) -> None:
    text, claims = text_of(stem), annotations_of(stem)
    assert claims, "a brief without a figure shows nothing"
    for claim in claims:
        assert tuple(claim) == FIELDS
        assert text[claim["start"] : end(claim)] == claim["quote"]
        assert "\n" not in claim["quote"]
    assert [claim["start"] for claim in claims] == sorted(claim["start"] for claim in claims)
    for first, second in pairwise(claims):
        shared_words = first["quote"] == second["quote"] and first["start"] == second["start"]
        assert end(first) <= second["start"] or (shared_words and first["indicator"] != second["indicator"])


@pytest.mark.parametrize("stem", STEMS)
def test_annotations_are_well_formed(stem: str) -> None:
    published = stem[:10]
    for claim in annotations_of(stem):
        control = claim["indicator"].startswith("control")
        assert claim["indicator"] in INDICATORS
        assert claim["bound"] in BOUNDS
        assert claim["unit"] in UNITS
        assert claim["status"] in STATUSES
        assert (claim["population"] is None) if control else (claim["population"] in POPULATIONS)
        assert (claim["vague_term"] is not None) == (claim["bound"] == "vague")
        assert (claim["value_high"] is not None) == (claim["bound"] == "range")
        no_number = claim["bound"] in {"vague", "unknown"} or (claim["indicator"] == "control_change" and claim["unit"] == "none")
        assert (claim["value"] is None) == no_number
        start, last = claim["date_start"], claim["date_end"]
        days = [date.fromisoformat(day) for day in (start, last) if day is not None]
        assert days == sorted(days)
        assert start is None or last is not None
        assert last is None or last <= published, "nothing here is dated after the brief"


@pytest.mark.parametrize("stem", STEMS)
def test_no_large_number_is_left_out(stem: str) -> None:
    """Every number with a thousands separator is a figure, but for one count of residents, which is none by the annotation guide."""
    annotated = [(claim["start"], end(claim)) for claim in annotations_of(stem)]
    outside = [m[0] for m in THOUSANDS.finditer(text_of(stem)) if not any(a <= m.start() < b for a, b in annotated)]
    assert outside == (["80,000"] if stem.endswith("moscow-half") else [])


LEFT = {"displaced", "evacuated"}

# (what, one side, the other side): each side is looked up by value, as a reader of the briefs would
DISAGREEMENTS: list[tuple[str, dict[str, object], dict[str, object]]] = [
    (
        "people who left the east",
        {"doc": "2016-12-12", "indicator": "displaced", "value": 37000, "bound": "approx", "source": "OCHA"},
        {"doc": "2016-12-13", "indicator": "evacuated", "value": 110000, "bound": "more_than"},
    ),
    (
        "civilians killed since 15 November",
        {"doc": "2016-12-05", "indicator": "killed", "population": "civilians", "value": 324, "date_start": "2016-11-15"},
        {"doc": "2016-12-08", "indicator": "killed", "population": "civilians", "value": 845, "date_start": "2016-11-15"},
    ),
    (
        "the evacuation by 20 December",
        {"doc": "2016-12-20", "indicator": "evacuated", "value": 25000, "source": "ICRC"},
        {"doc": "2016-12-20", "indicator": "evacuated", "value": 37500, "source": "Mevlut Cavusoglu"},
    ),
    (
        "the share retaken by 28 and 29 November",
        {"doc": "2016-11-29", "indicator": "control_share", "value": 20, "bound": "more_than", "source": "CNN"},
        {"doc": "2016-11-29", "indicator": "control_share", "value": 50, "bound": "approx", "source": "Russian Defence Ministry"},
    ),
    (
        "people still trapped",
        {"doc": "2016-12-09", "indicator": "trapped", "value": 100000, "bound": "at_least", "source": "Rupert Colville"},
        {"doc": "2016-12-08", "indicator": "trapped", "value": 240000, "bound": "approx", "source": "Najib Ansari"},
    ),
    (
        "rebels who surrendered",
        {"doc": "2016-12-13", "indicator": "surrendered", "value": 2200, "bound": "exact", "source": "Russia"},
        {"doc": "2016-12-12", "indicator": "surrendered", "value": 12000, "bound": "more_than", "source": "TASS"},
    ),
    (
        "arrests, and their denial",
        {"doc": "2016-11-30", "indicator": "detained", "vague_term": "hundreds", "status": "asserted"},
        {"doc": "2016-11-30", "indicator": "detained", "value": None, "bound": "unknown", "status": "denied"},
    ),
]


@pytest.mark.parametrize(("what", "one", "other"), DISAGREEMENTS, ids=[what for what, _, _ in DISAGREEMENTS])
def test_both_sides_of_a_disagreement_are_there(what: str, one: dict[str, object], other: dict[str, object]) -> None:
    assert having(**one), f"{what}: {one}"
    assert having(**other), f"{what}: {other}"


def test_a_disagreement_is_never_settled_by_a_common_source() -> None:
    """Were the two sides one speaker, the difference would be a revision and not a disagreement."""
    for what, one, other in DISAGREEMENTS:
        speakers = [{claim["source"] for claim in having(**side)} for side in (one, other)]
        assert not speakers[0] & speakers[1], what


def test_those_who_left_the_east_differ_threefold() -> None:
    """The total of mid-December is the widest gap of the set; parts of a total and single days are far below it."""
    totals = [c["value"] for c in every_claim() if c["doc"][:10] in {"2016-12-12", "2016-12-13"} and c["indicator"] in LEFT and c["value"]]
    assert min(v for v in totals if v > 20000) == 37000
    assert max(totals) == 110000
