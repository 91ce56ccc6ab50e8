"""The tables of single documents against one another: spans and texts, names of claims, what is pointed at, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

from contested.errors import TableError
from contested.tables.checks.problem import COMPARE_AGAIN, Problem
from contested.tables.checks.rows import row_name
from contested.tables.checks.twins import differences
from contested.tables.derive import domain_tables, split_names
from contested.tables.ids import make_claim_id
from contested.tables.interval import rounding_unit
from contested.tables.schema import CLAIMS, TABLES
from contested.tables.write import to_arrow

Found = dict[str, pa.Table]  # those tables whose columns and values can be read, by name
Row = dict[str, Any]
Check = Callable[[Found], Iterator[Problem]]


def need(found: Found, name: str, *columns: str) -> bool:
    """True where the table is there with these columns."""
    return name in found and set(columns) <= set(found[name].column_names)


def rows(table: pa.Table, *columns: str) -> Iterator[tuple[int, Row]]:
    """The rows of some columns (of all that are there, without a name), each with its number from 0."""
    return enumerate(table.select(columns or table.column_names).to_pylist())


def file_of(name: str) -> str:
    """The file of record of a table, for messages."""
    return f"{name}.parquet"


def problem(found: Found, name: str, row: int, column: str, what: str, **rest: Any) -> Problem:
    """A problem in a row given by its number from 0."""
    return Problem(name, row_name(name, found[name], row), column, what, file=file_of(name), **rest)


def foreign_keys(found: Found) -> Iterator[Problem]:
    """What a row points at exists."""
    for name, table in found.items():
        spec = TABLES[name]
        for column, other, field in spec.foreign_keys:
            if not (need(found, name, column) and need(found, other, field)):
                continue
            there = set(found[other][field].to_pylist())
            # rows of reference data belong to no document
            free = column == "doc_id" and "kind" in table.column_names
            kinds = table["kind"].to_pylist() if free else []
            for i, value in enumerate(table[column].to_pylist()):
                if value is not None and value not in there and not (free and kinds[i] == "reference"):
                    rest = {"do": COMPARE_AGAIN} if spec.made_by == "compare" else {}
                    yield problem(found, name, i, column, f"there is no {field} {value!r} in the table {other}", **rest)


def spans(found: Found) -> Iterator[Problem]:
    """A quote and its sentence stand in the document's text where the span says; the rest of the document's record agrees."""
    columns = ("doc_id", "char_start", "char_end", "quote", "sentence", "publisher", "published", "kind")
    if not (need(found, "claims", *columns) and need(found, "documents", "doc_id", "publisher", "published")):
        return
    documents = {d["doc_id"]: d for _, d in rows(found["documents"])}
    publishers: dict[str, str | None] = {}
    for i, c in rows(found["claims"], *columns):
        d = documents.get(c["doc_id"])
        if c["kind"] != "report" or d is None:
            continue
        start, end, quote = c["char_start"], c["char_end"], c["quote"]
        if start is None or end is None or quote is None:
            yield problem(found, "claims", i, "char_start", "a claim read from text needs a span and a quote")
        # a folder of CSV files has no texts: then only the documents' names can be checked
        elif isinstance(d.get("text"), str):
            yield from _span(found, i, c, d["text"])
        if c["published"] != d["published"]:
            what = f"is {_said(c['published'])}, and the document's is {_said(d['published'])}"
            yield problem(found, "claims", i, "published", what)
        # a claim has the publisher's name as a source, the document perhaps as it was given
        first = publishers.setdefault(c["doc_id"], c["publisher"])
        if c["publisher"] != first or (first is None) != (d["publisher"] is None):
            what = f"is {_said(c['publisher'])}, and that of the document is {_said(d['publisher'] if first == c['publisher'] else first)}"
            yield problem(found, "claims", i, "publisher", what)


def _span(found: Found, i: int, c: Row, text: str) -> Iterator[Problem]:
    start, end, sentence = c["char_start"], c["char_end"], c["sentence"]
    there = text[start:end]
    if there != c["quote"]:
        what = f"the text at {start} to {end} of {c['doc_id']} reads {there[:60]!r}, not {c['quote'][:60]!r}"
        yield problem(found, "claims", i, "quote", what)
    around = text[max(0, start - len(sentence or "")) : start + len(sentence or "") + 1]
    if not sentence or sentence not in around:
        yield problem(found, "claims", i, "sentence", f"does not stand around the quote in the text of {c['doc_id']}")


def documents(found: Found) -> Iterator[Problem]:
    """A document is as long as it says, has its text, and as many claims as it says."""
    if not need(found, "documents", "doc_id", "chars", "n_claims"):
        return
    with_claims = need(found, "claims", "doc_id")
    claims = Counter(found["claims"]["doc_id"].to_pylist()) if with_claims else Counter()
    for i, d in rows(found["documents"]):
        if "text" in d and not isinstance(d["text"], str):
            yield problem(found, "documents", i, "text", "has no text, and spans point into it")
        elif "text" in d and d["chars"] != len(d["text"]):
            yield problem(found, "documents", i, "chars", f"is {d['chars']}, but the text is {len(d['text'])} characters long")
        if with_claims and claims[d["doc_id"]] != d["n_claims"]:
            what = f"is {d['n_claims']}, but the claims table has {claims[d['doc_id']]}"
            yield problem(found, "documents", i, "n_claims", what)


def identity(found: Found) -> Iterator[Problem]:
    """The name of a claim is the digest of what it names."""
    columns = ("claim_id", "doc_id", "char_start", "char_end", "indicator", "population", "kind")
    if not need(found, "claims", *columns):
        return
    for i, c in rows(found["claims"], *columns):
        right = make_claim_id(c["doc_id"], c["char_start"], c["char_end"], c["indicator"], c["population"])
        spanless = c["char_start"] is None or c["char_end"] is None
        if c["claim_id"] != right and not (spanless and c["kind"] == "report"):
            yield problem(found, "claims", i, "claim_id", f"is not the digest of what it names; that would be {right}")


def duplicates(found: Found) -> Iterator[Problem]:
    """A repeat points at an earlier claim of the same document."""
    columns = ("claim_id", "doc_id", "char_start", "duplicate_of")
    if not need(found, "claims", *columns):
        return
    by_id = {c["claim_id"]: c for _, c in rows(found["claims"], *columns)}
    for i, c in rows(found["claims"], *columns):
        first = by_id.get(c["duplicate_of"])
        if first is None:
            continue  # none, or told of by `foreign_keys`
        if first["doc_id"] != c["doc_id"]:
            what = f"{c['duplicate_of']} stands in another document, {first['doc_id']}"
            yield problem(found, "claims", i, "duplicate_of", what)
        elif c["char_start"] is not None and first["char_start"] is not None and first["char_start"] > c["char_start"]:
            what = f"{c['duplicate_of']} stands later in the document; the earlier claim is the first"
            yield problem(found, "claims", i, "duplicate_of", what)


def quantities(found: Found) -> Iterator[Problem]:
    """Periods and intervals run forwards, and the numbers of a row agree with its bound."""
    columns = (
        "date_start", "date_end", "low", "best", "high", "value", "value_high", "bound", "vague_term", "unit", "rounding", "kind",
    )  # fmt: skip
    if not need(found, "claims", *columns):
        return
    for i, c in rows(found["claims"], *columns):
        if c["date_start"] is not None and c["date_end"] is not None and c["date_start"] > c["date_end"]:
            what = f"the period runs backwards, from {c['date_start']} to {c['date_end']}"
            yield problem(found, "claims", i, "date_start", what)
        # a reference data set's own slips are alarms for the reader, not faults of the table
        if c["kind"] == "report":
            for column, what in _numbers(c):
                yield problem(found, "claims", i, column, what)


def _numbers(c: Row) -> Iterator[tuple[str, str]]:
    low, best, high, value, bound = c["low"], c["best"], c["high"], c["value"], c["bound"]
    known = [x for x in (low, best, high) if x is not None]
    if known != sorted(known):
        yield "low", f"low <= best <= high does not hold ({low}, {best}, {high})"
    if (c["value_high"] is None) == (bound == "range"):
        yield "value_high", f"is {_said(c['value_high'])}, and the bound is {bound}: a range has two numbers, and nothing else has"
    if bound == "vague" and c["vague_term"] is None:
        yield "vague_term", "is missing, and the bound is vague"
    if value is None and bound in ("at_least", "more_than", "at_most", "less_than", "approx", "range"):
        yield "value", f"is missing, and the bound is {bound}"
    if c["rounding"] != (right := rounding_unit(value, c["unit"])):
        yield "rounding", f"is {_said(c['rounding'])}; the rounding unit of {_said(value)} is {_said(right)}"
    if value is None:
        return
    if low is not None and bound in ("exact", "approx") and low > value:
        yield "low", f"is {low:g}, above the stated {value:g}"
    if low is not None and bound in ("at_least", "more_than") and low < value:
        yield "low", f"is {low:g}, below the least that was stated, {value:g}"
    if high is not None and bound == "exact" and high < value:
        yield "high", f"is {high:g}, below the stated {value:g}"
    if high is not None and bound in ("at_most", "less_than") and high > value:
        yield "high", f"is {high:g}, above the most that was stated, {value:g}"


def places(found: Found) -> Iterator[Problem]:
    """Every place a claim names is in the table of places, with the same coordinates and as many claims as it says."""
    if not (
        need(found, "claims", "place", "place_text", "lat", "lon", "kind") and need(found, "places", "place", "lat", "lon", "n_claims")
    ):
        return
    known = {p["place"]: p for _, p in rows(found["places"])}
    used: Counter[str] = Counter()
    for i, c in rows(found["claims"], "place", "place_text", "lat", "lon", "kind"):
        names = split_names(c["place"])
        used.update(names or split_names(c["place_text"])[:1])  # where no place is resolved, the first as written stands for all
        for name in names:
            if name not in known:
                yield problem(found, "claims", i, "place", f"there is no place {name!r} in the table places")
        p = known.get(c["place"])
        if c["kind"] == "report" and p is not None and (c["lat"], c["lon"]) != (p["lat"], p["lon"]):
            column = "lat" if c["lat"] != p["lat"] else "lon"
            yield problem(found, "claims", i, column, f"is {_said(c[column])}, and that of {c['place']} is {_said(p[column])}")
    if "reference" in set(found["claims"]["kind"].to_pylist()):
        return  # places of reference data are counted by the gazetteer's names alone
    for i, p in rows(found["places"], "place", "n_claims"):
        if p["n_claims"] != used[p["place"]]:
            yield problem(found, "places", i, "n_claims", f"is {p['n_claims']}, but {used[p['place']]} claims name it")


def domains(found: Found) -> Iterator[Problem]:
    """The tables of the domains hold what follows from claims and places, to the cell."""
    if not need(found, "claims", *CLAIMS.names) or not need(found, "places", "place", "lat", "lon"):
        return
    claims = {n: found["claims"][n].to_pylist() for n in CLAIMS.names}
    where = [p for _, p in rows(found["places"], "place", "lat", "lon")]
    for name, columns in domain_tables(claims, where).items():
        if name not in found:
            continue
        try:
            right = to_arrow(name, columns)
        except TableError:
            continue  # a claim lacks a value it needs, which has been told
        yield from differences(name, right, found[name], file=file_of(name), other="claims.parquet")


def _said(value: object) -> str:
    return "nothing" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


CHECKS: tuple[Check, ...] = (foreign_keys, spans, documents, identity, duplicates, quantities, places, domains)
