"""Claims in short: only what a case is about is said."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from contested.compare import Compared, compare_claims
from contested.tables import TABLES, interval, make_claim_id

_count = itertools.count()
Row = dict[str, Any]


def d(text: str | None) -> dt.date | None:
    """ "12-05" -> 5 December 2016."""
    return None if text is None else dt.date.fromisoformat(text if len(text) > 5 else f"2016-{text}")


def claim(
    value: float | None,
    source: str | None = "The Monitor",
    *,
    indicator: str = "killed",
    population: str | None = "civilians",
    bound: str = "exact",
    place: str | None = "eastern Aleppo",
    start: str | None = None,
    end: str | None = "12-05",
    aspect: str | None = "cumulative",
    **over: Any,
) -> Row:
    """A row of the claims table, in a document of its own unless `doc` is given."""
    n = next(_count)
    doc = over.pop("doc", f"doc{n:04}")
    unit = over.pop("unit", "percent" if indicator == "control_share" else "persons")
    if indicator.startswith("control"):
        population = None
    row: Row = dict.fromkeys(TABLES["claims"].names)
    row |= {
        "doc_id": doc, "char_start": n * 100, "char_end": n * 100 + 20, "quote": f"{value} {population or ''}",
        "sentence": f"Sentence {n}.", "indicator": indicator, "population": population, "value": value, "bound": bound, "unit": unit,
        "source": source, "place": place, "date_start": d(start), "date_end": d(end), "aspect": aspect,
        "status": "asserted", "kind": "report",
        "publisher": over.pop("publisher", f"Outlet {doc}"), "published": d(over.pop("published", "12-13")),
    }  # fmt: skip
    row |= over
    ends = interval(row["value"], row["value_high"], row["bound"], row["vague_term"], row["unit"], quote=row["quote"])
    for name, x in zip(("low", "best", "high"), ends, strict=True):
        if name not in over:
            row[name] = x
    row["claim_id"] = make_claim_id(doc, row["char_start"], row["char_end"], indicator, population)
    return row


PLACES = [
    {"place": "eastern Aleppo", "parent": "Aleppo"},
    {"place": "western Aleppo", "parent": "Aleppo"},
    {"place": "Aleppo", "parent": "Syria"},
    {"place": "Homs", "parent": "Syria"},
]


def run(*claims: Row, joins: list[str] | None = None) -> Compared:
    return compare_claims(claims, PLACES, joins=joins)


def together(compared: Compared, *claims: Row) -> bool:
    """Whether these claims, and no others, share a cell."""
    wanted = {c["claim_id"] for c in claims}
    return any(set(cell["claim_ids"].split("; ")) == wanted for cell in compared.cells)
