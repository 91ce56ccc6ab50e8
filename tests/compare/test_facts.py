"""Real figures: the cited facts behind the briefs, and a year of UCDP events."""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path

import pytest
from builders import claim

from contested.compare import Compared, compare_claims
from contested.tables import read_ged

# the facts' own words for groups and places, as the annotation guide and the gazetteer have them
GROUPS = {
    "fighters of the opposition": "fighters_opposition",
    "men": "men",
    "children": "children",
    "women": "women",
    "civilians": "civilians",
}
LEFT = re.compile(r"^(?:from )?(?:eastern(?: Aleppo)? to |rebel-held areas of Aleppo|from eastern Aleppo)")


def _place(words: str) -> str | None:
    if words.startswith("eastern Aleppo") or LEFT.match(words):
        return "eastern Aleppo"
    if words.startswith("western Aleppo"):
        return "western Aleppo"
    return re.sub(r" \(.*|,.*| city$", "", words) or None


def _aspect(indicator: str, start: str, end: str) -> str:
    if indicator in ("trapped", "control_share"):
        return "stock"
    days = (dt.date.fromisoformat(end) - dt.date.fromisoformat(start)).days if start and end else None
    if days is not None and days <= 2:
        return "incident" if indicator in ("killed", "injured") else "flow"
    return "cumulative"


def _rows(path: Path) -> dict[str, dict]:
    rows = {}
    with path.open(newline="", encoding="utf-8") as f:
        for fact in csv.DictReader(f):
            group = fact["population"]
            rows[fact["fact_id"]] = claim(
                float(fact["value"]) if fact["value"] else None,
                re.sub(r" \(.*", "", fact["who_said"]) or None,
                indicator=fact["indicator"],
                population=GROUPS.get(group, "people"),
                bound=fact["bound"],
                value_high=float(fact["value_high"]) if fact["value_high"] else None,
                vague_term=fact["vague_term"] or None,
                unit=fact["unit"] or "none",
                place=_place(fact["place"]),
                start=fact["period_start"] or None,
                end=fact["period_end"] or None,
                aspect=_aspect(fact["indicator"], fact["period_start"], fact["period_end"]),
                status=fact["status"],
                holder=fact["actor"] if fact["indicator"].startswith("control") else None,
                doc=fact["report_id"],
                publisher=fact["publisher"],
                published=fact["published"],
                quote=f"{'wounded ' if 'wounded' in fact['remark'] else ''}{group}",
            )
    return rows


@pytest.fixture(scope="module")
def facts(shared: Path) -> dict[str, dict]:
    return _rows(shared / "facts" / "aleppo-2016.csv")


@pytest.fixture(scope="module")
def compared(facts: dict[str, dict]) -> Compared:
    return compare_claims(facts.values())


# the five strongest disagreements: facts that must share a cell, its lowest and highest number, the joins it takes
DISAGREEMENTS = [
    ("people who left the east", ["f129", "f122", "f133"], 37000, 110000, {"as_of_near", "displaced_evacuated", "people_civilians"}),
    ("civilians killed since 15 November", ["f073", "f088"], 324, 845, {"as_of_near", "parent_place"}),
    ("the evacuation", ["f176", "f175"], 25000, 37500, set()),
    ("the share retaken", ["f041", "f032"], 20, 50, set()),
    ("people still trapped", ["f106", "f107", "f094"], 100000, 240000, {"as_of_near"}),
]


@pytest.mark.parametrize(("facts_of", "low", "high", "joins"), [d[1:] for d in DISAGREEMENTS], ids=[d[0] for d in DISAGREEMENTS])
def test_the_five_disagreements_come_out(facts, compared, facts_of, low, high, joins):
    wanted = {facts[f]["claim_id"] for f in facts_of}
    (cell,) = [c for c in compared.cells if wanted <= set(c["claim_ids"].split("; "))]
    assert joins <= set((cell["joins"] or "").split("; "))
    (row,) = [r for r in compared.discrepancies if r["cell_id"] == cell["cell_id"]]
    by_id = {c["claim_id"]: c for c in facts.values()}
    assert (by_id[row["lowest_claim_id"]]["value"], by_id[row["highest_claim_id"]]["value"]) == (low, high)


def test_the_two_contradictions_are_alarms(facts, compared):
    def alarms(kind):
        return [set(a["claim_ids"].split("; ")) for a in compared.alarms if a["kind"] == kind]

    assert any(facts["f123"]["claim_id"] in ids for ids in alarms("outlier"))
    assert {facts[f]["claim_id"] for f in ("f048", "f053", "f055")} in alarms("status_conflict")


def test_a_share_of_the_city_is_kept_from_a_share_of_the_east(facts, compared):
    assert not any({facts["f086"]["claim_id"], facts["f087"]["claim_id"]} <= set(c["claim_ids"].split("; ")) for c in compared.cells)


def test_a_year_of_coded_events_reads_and_its_slips_are_alarms(shared: Path):
    path = shared / "reference" / "ucdp-ged-syria-2016.csv"
    if not path.is_file():
        pytest.skip("the UCDP file is not in the shared folder")
    with path.open(newline="", encoding="utf-8") as f:
        events = list(csv.DictReader(f))
    broken = {f"{path.stem}#{e['id']}" for e in events if not float(e["low"]) <= float(e["best"]) <= float(e["high"])}
    read = read_ged(path)
    assert read.rejects == []
    assert sum(c["population"] == "people" for c in read.claims) == len(events)
    found = compare_claims(read.claims, read.places)
    docs = {c["claim_id"]: c["doc_id"] for c in read.claims}
    assert {docs[a["claim_ids"]] for a in found.alarms if a["kind"] == "low_above_high"} == broken
