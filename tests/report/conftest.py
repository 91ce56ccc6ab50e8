"""A small corpus of invented claims, written as tables: what the report tests read."""

# ruff: noqa: E501 (one saying, one line)
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from contested.compare import compare_tables
from contested.model import Claim
from contested.tables import claims_to_rows, domain_tables, make_claim_id, rounding_unit, write_datapackage, write_tables
from contested.tables.interval import interval

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
FIRST = dt.date(2016, 12, 1)

# (document, claimant or None, words before the figure, quote, words after it, indicator, population, value, bound, vague term, unit, aspect, day)
SAYINGS: tuple[tuple[Any, ...], ...] = (
    ("d1", "River Monitor", "The River Monitor counts ", "at least 120 civilians", " dead in Orvan.", "killed", "civilians", 120, "at_least", None, "persons", "cumulative", 1),
    ("d1", None, "Our reporter saw ", "12 wounded", " at the gate of Orvan.", "injured", "people", 12, "exact", None, "persons", "incident", 1),
    ("d2", "Ministry of Relief", "The Ministry of Relief speaks of ", "45 civilians", " dead in Orvan.", "killed", "civilians", 45, "exact", None, "persons", "cumulative", 2),
    ("d2", "River Monitor", "The River Monitor now counts ", "160 civilians", " dead in Orvan.", "killed", "civilians", 160, "exact", None, "persons", "cumulative", 3),
    ("d2", "Ministry of Relief", "The ministry says ", "about 8,000 people", " left Orvan.", "displaced", "people", 8000, "approx", None, "persons", "stock", 3),
    ("d3", "River Monitor", "The monitor puts it at ", "tens of thousands of people", " who left Orvan.", "displaced", "people", None, "vague", "tens of thousands", "persons", "stock", 3),
    ("d3", "River Monitor", "It says ", "up to 500 people", " are trapped in Orvan.", "trapped", "people", 500, "at_most", None, "persons", "stock", 4),
    ("d3", "Ministry of Relief", "The army holds ", "60 percent", " of Orvan, the ministry says.", "control_share", None, 60, "exact", None, "percent", "stock", 4),
    ("d3", None, "The army ", "took Nerim", " on Sunday.", "control_change", None, None, "exact", None, "none", None, 4),
    ("d3", "River Monitor", "The monitor knows of ", "an unknown number of men", " missing from Orvan.", "missing", "men", None, "unknown", None, "persons", "stock", 4),
)  # fmt: skip


def corpus(
    sayings: Sequence[Sequence[Any]] = SAYINGS, *, title: str = "A brief", publisher: str = "The Orvan Post", url: str | None = None
) -> dict[str, Any]:
    """Claims and documents as rows of tables."""
    texts: dict[str, str] = {}
    claims: list[Claim] = []
    for doc_id, source, before, quote, after, indicator, population, value, bound, term, unit, aspect, day in sayings:
        text = texts.get(doc_id, "")
        start = len(text) + len(before)
        texts[doc_id] = text + before + quote + after + "\n"
        low, best, high = interval(value, None, bound, term, unit)
        when = FIRST + dt.timedelta(days=day)
        place = "Nerim" if indicator == "control_change" else "Orvan"
        claims.append(
            Claim(
                make_claim_id(doc_id, start, start + len(quote), indicator, population),
                doc_id,
                start,
                start + len(quote),
                quote,
                before + quote + after,
                indicator,
                population,
                value,
                None,
                bound,
                term,
                unit,
                rounding_unit(value, unit),
                low,
                best,
                high,
                source,
                source,
                "monitor" if source else None,
                None,
                None,
                place,
                place,
                None,
                None,
                FIRST if aspect == "cumulative" else None,
                when,
                None,
                "asserted",
                "the army" if indicator.startswith("control") else None,
                None,
                "Orvan" if unit == "percent" else None,
                aspect,
                None,
                "test",
                publisher,
                FIRST + dt.timedelta(days=5),
                "report",
            )
        )
    documents = [
        {
            "doc_id": d,
            "file": f"{d}.txt",
            "title": f"{title} {d}",
            "publisher": publisher,
            "published": FIRST + dt.timedelta(days=5),
            "url": url,
            "language": "en",
            "sha256": "ab" * 32,
            "n_claims": sum(c.doc_id == d for c in claims),
            "chars": len(t),
            "text": t,
        }
        for d, t in texts.items()
    ]
    places = [
        {"place": p, "place_text": p, "parent": None, "how_resolved": "gazetteer", "n_claims": sum(c.place == p for c in claims)}
        for p in ("Nerim", "Orvan")
    ]
    return {
        "claims": claims,
        "documents": documents,
        "places": places,
        "rejects": [{"file": "b.bin", "reason": "binary", "detail": "not text"}],
        "oddities": [
            {"file": "a.csv", "doc_id": None, "kind": "empty_column", "n": 2, "detail": "x, <b>y</b>"},
            {"file": "a.csv", "doc_id": documents[0]["doc_id"], "kind": "undecoded_character", "n": 3, "detail": None},
            {"file": "b.csv", "doc_id": documents[-1]["doc_id"], "kind": "undecoded_character", "n": 4, "detail": None},
        ],
    }


def write(folder: Path, made: dict[str, Any]) -> Path:
    """Write a corpus as a folder of tables, comparisons included."""
    columns = claims_to_rows(made["claims"])
    rest = {name: made[name] for name in ("documents", "places", "rejects", "oddities")}
    write_tables(folder, {"claims": columns, **rest, **domain_tables(columns, made["places"])})
    compare_tables(folder)
    write_datapackage(folder)
    return folder


@pytest.fixture(scope="session")
def notebooks() -> Path:
    return NOTEBOOKS


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables of the invented corpus."""
    return write(tmp_path_factory.mktemp("sample") / "tables", corpus())


@pytest.fixture(scope="session")
def make_tables(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write tables of another invented corpus."""

    def make(*args: Any, **kwargs: Any) -> Path:
        return write(tmp_path_factory.mktemp("made") / "tables", corpus(*args, **kwargs))

    return make
