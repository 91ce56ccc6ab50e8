"""Claims as the comparison sees them: who speaks, about what, when, and the interval; and which claims take no part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contested.tables.derive import claimant_of, split_names

if TYPE_CHECKING:
    import pyarrow as pa

# what is read of the claims table
COLUMNS = (
    "claim_id", "doc_id", "char_start", "quote", "sentence", "indicator", "population", "value", "value_high", "bound", "vague_term",
    "unit", "low", "best", "high", "source", "place", "date_start", "date_end", "status", "holder", "previous_holder", "denominator",
    "aspect", "duplicate_of", "publisher", "published", "kind",
)  # fmt: skip


@dataclass(slots=True, eq=False)
class Statement:
    """One claim, with its claimant (the publisher where the outlet speaks) and its places in a fixed order."""

    claim_id: str
    doc_id: str
    char_start: int
    quote: str
    sentence: str
    indicator: str
    population: str | None
    value: float | None
    value_high: float | None
    bound: str
    vague_term: str | None
    unit: str
    low: float | None
    best: float | None
    high: float | None
    claimant: str
    own_voice: bool
    place: str | None
    date_start: dt.date | None
    date_end: dt.date | None
    status: str
    holder: str | None
    previous_holder: str | None
    denominator: str | None
    aspect: str | None
    duplicate_of: str | None
    publisher: str | None
    published: dt.date | None
    kind: str

    @property
    def as_of(self) -> dt.date | None:
        """The day a stock or running total stands for: its last day, else the day it was published."""
        return self.date_end or self.published

    @property
    def first_day(self) -> dt.date | None:
        """The first day of a period; a single day where only the end is known."""
        return self.date_start or self.date_end

    @property
    def stated(self) -> float | None:
        """The number in the text, for words and ratios: the best one, else the number the bound is put on."""
        return self.best if self.best is not None else self.value


def statements_of(rows: Iterable[Mapping[str, Any]]) -> list[Statement]:
    """Rows of the claims table as statements, in a fixed order (document, place in it, id)."""
    out = [_statement(r) for r in rows]
    out.sort(key=lambda s: (s.doc_id, s.char_start, s.claim_id))
    return out


def _statement(row: Mapping[str, Any]) -> Statement:
    get = row.get
    return Statement(
        claim_id=row["claim_id"],
        doc_id=row["doc_id"],
        char_start=-1 if (start := get("char_start")) is None else int(start),
        quote=get("quote") or "",
        sentence=get("sentence") or "",
        indicator=row["indicator"],
        population=get("population"),
        value=get("value"),
        value_high=get("value_high"),
        bound=row["bound"],
        vague_term=get("vague_term"),
        unit=row["unit"],
        low=get("low"),
        best=get("best"),
        high=get("high"),
        claimant=claimant_name(get("source"), get("publisher"), row["doc_id"]),
        own_voice=not get("source"),
        place=place_name(get("place")),
        date_start=get("date_start"),
        date_end=get("date_end"),
        status=get("status") or "asserted",
        holder=get("holder"),
        previous_holder=get("previous_holder"),
        denominator=get("denominator"),
        aspect=get("aspect"),
        duplicate_of=get("duplicate_of"),
        publisher=get("publisher"),
        published=get("published"),
        kind=get("kind") or "report",
    )


def statements_in(table: pa.Table) -> list[Statement]:
    """Rows of an Arrow table with the `COLUMNS` (those that are not there are null), as `statements_of` gives them.

    Values that occur many times are held once, and no row is a dict in between.
    """
    n = table.num_rows
    there = set(table.column_names)

    def values(name: str, change: Callable[[Any], Any] | None = None) -> list[Any]:
        if name not in there:
            return [None if change is None else change(None)] * n
        column = table[name].combine_chunks().dictionary_encode()
        known = [*column.dictionary.to_pylist(), None]
        if change is not None:
            known = [change(x) for x in known]
        # -1, of a null, takes the last
        return [known[i] for i in column.indices.fill_null(-1).to_pylist()]

    doc_ids, sources, publishers = values("doc_id"), values("source"), values("publisher")
    out = [
        Statement(*row)
        for row in zip(
            table["claim_id"].to_pylist(), doc_ids, values("char_start", lambda x: -1 if x is None else int(x)),
            values("quote", lambda x: x or ""), values("sentence", lambda x: x or ""), values("indicator"), values("population"),
            values("value"), values("value_high"), values("bound"), values("vague_term"), values("unit"), values("low"), values("best"),
            values("high"), map(claimant_name, sources, publishers, doc_ids), values("source", lambda x: not x),
            values("place", place_name), values("date_start"), values("date_end"), values("status", lambda x: x or "asserted"),
            values("holder"), values("previous_holder"), values("denominator"), values("aspect"), values("duplicate_of"), publishers,
            values("published"), values("kind", lambda x: x or "report"), strict=True,
        )
    ]  # fmt: skip
    out.sort(key=lambda s: (s.doc_id, s.char_start, s.claim_id))
    return out


def claimant_name(source: str | None, publisher: str | None, doc_id: str) -> str:
    """Who speaks: joint sources make one voice; "; " stays free to join claimants."""
    return (claimant_of(source, publisher) or "").replace("; ", " and ") or f"unknown publisher ({doc_id})"


def place_name(places: str | None) -> str | None:
    """The places of a claim in a fixed order, None where there is none."""
    return "; ".join(sorted(set(split_names(places)))) or None


_WHY = {
    "denied": "the text denies it: nobody claims a figure here",
    "hypothetical": "the text speaks of what may happen, not of what did",
    "repeat": "it repeats claim {of} of the same document, which stands for it",
    "no_figure": "it gives no number and no vague word, so there is nothing to compare",
    "no_place": "its place is not known",
    "no_date": "its day or period is not known",
}


def exclusion(s: Statement) -> str | None:
    """Why a statement takes part in no cell: a short code, or None where it does take part."""
    if s.status in ("denied", "hypothetical"):
        return s.status
    if s.duplicate_of:
        return "repeat"
    if s.bound == "unknown" or (s.value is None and s.best is None and s.low is None and s.high is None and not s.vague_term):
        return "no_figure"
    if s.place is None:
        return "no_place"
    if (s.date_end or s.date_start if s.aspect in ("incident", None) else s.as_of) is None:
        return "no_date"
    return None


def exclusion_row(s: Statement, reason: str) -> dict[str, Any]:
    """A row of the `excluded` table."""
    return {"claim_id": s.claim_id, "reason": reason, "detail": why_excluded(reason, s.duplicate_of)}


def why_excluded(reason: str, duplicate_of: str | None) -> str:
    """The reason in words."""
    return _WHY[reason].format(of=duplicate_of)
