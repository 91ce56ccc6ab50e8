"""Claims to fill tables with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contested.model import Claim
from contested.tables import claims_to_rows, domain_tables, interval, make_claim_id, write_datapackage, write_tables

TEXT = "At least 415 civilians were killed. The army retook Karm and Jisr. Some 34,000 people fled, monitors said."


def make_claim(quote: str, indicator: str = "killed", population: str | None = "civilians", *, doc_id: str = "one", **over: Any) -> Claim:
    start = TEXT.index(quote)
    record: dict[str, Any] = {
        "doc_id": doc_id, "char_start": start, "char_end": start + len(quote), "quote": quote, "sentence": TEXT, "indicator": indicator,
        "population": population, "value": 415.0, "value_high": None, "bound": "at_least", "vague_term": None, "unit": "persons",
        "rounding": None, "source": None, "source_text": None, "source_type": None, "relayed_by": None, "actor": None, "place": "Karm",
        "place_text": "Karm", "lat": 36.0, "lon": 37.0, "date_start": None, "date_end": dt.date(2016, 12, 13), "date_text": None,
        "status": "asserted", "holder": None, "previous_holder": None, "denominator": None, "aspect": None, "duplicate_of": None,
        "rule": "passive", "publisher": "The Paper", "published": dt.date(2016, 12, 13), "kind": "report",
    }  # fmt: skip
    record |= over
    ends = interval(record["value"], record["value_high"], record["bound"], record["vague_term"], record["unit"])
    for name, x in zip(("low", "best", "high"), ends, strict=True):
        record.setdefault(name, x)
    record.setdefault("claim_id", make_claim_id(doc_id, record["char_start"], record["char_end"], indicator, population))
    return Claim(**record)


@pytest.fixture
def claims() -> list[Claim]:
    return [
        make_claim("Some 34,000 people", "displaced", "people", value=34000.0, bound="approx", rounding=1000.0, source="The Monitor"),
        make_claim("At least 415 civilians"),
        make_claim(
            "retook Karm and Jisr",
            "control_change",
            None,
            value=None,
            bound="exact",
            unit="none",
            place="Karm; Jisr",
            place_text="Karm; Jisr",
        ),
    ]


@pytest.fixture
def document() -> dict[str, Any]:
    return {
        "doc_id": "one",
        "file": "one.txt",
        "publisher": "The Paper",
        "n_claims": 3,
        "text": TEXT,
        "chars": len(TEXT),
        "published": dt.date(2016, 12, 13),
        "dateline_conflict": False,
    }


PLACES = [{"place": "Karm", "lat": 36.0, "lon": 37.0, "n_claims": 3}, {"place": "Jisr", "lat": 35.0, "lon": 36.5, "n_claims": 1}]


def _write(out: Path, claims: list[Claim], row: int = 0, *, tables: dict[str, Any] | None = None, **over: Any) -> None:
    """Write the claims, some values of one `row` given as `over`, and what follows from them; and describe it all."""
    columns = claims_to_rows(claims)
    for name, value in over.items():
        columns[name][row] = value
    write_tables(out, {"claims": columns, **domain_tables(columns, PLACES), **(tables or {})})
    write_datapackage(out)


@pytest.fixture
def write() -> Callable[..., None]:
    return _write


@pytest.fixture
def folder(tmp_path: Path, claims: list[Claim], document: dict[str, Any]) -> Path:
    out = tmp_path / "tables"
    _write(out, claims, tables={"documents": [document], "places": PLACES, "rejects": [], "oddities": []})
    return out
