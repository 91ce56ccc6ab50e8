"""A slice of a partitioned data set as an ordinary folder of tables: the documents that say what is asked for, whole.

A document is taken with all its claims, so that what follows from it (repeats inside it, counts, comparisons) is as it was. Filters
are pushed down to the files: what is not in the slice is not held.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from contested.errors import UsageError
from contested.extract.gazetteer import gazetteer, with_ancestors
from contested.lexicon import load_lexicon
from contested.tables.datapackage import write_datapackage
from contested.tables.dataset import UNDATED, months, read_manifest, scan
from contested.tables.derive import spellings, split_names
from contested.tables.merge import merge
from contested.tables.read import read_arrow
from contested.tables.schema import TABLES
from contested.tables.write import table_writer, write_table


@dataclass(frozen=True, slots=True)
class Slice:
    """Which claims are wanted; what is None or empty is any.

    Attributes
    ----------
    place
        A place and all below it.
    period_start, period_end
        Claims whose period overlaps these days; the day of publication where a claim has none.
    published_from, published_to
        Documents published between these days.
    indicators, claimants
        What is counted, and who says it.
    """

    place: str | None = None
    period_start: dt.date | None = None
    period_end: dt.date | None = None
    published_from: dt.date | None = None
    published_to: dt.date | None = None
    indicators: tuple[str, ...] = ()
    claimants: tuple[str, ...] = ()


def write_slice(dataset: Path, out: Path, wanted: Slice, *, progress: Callable[[str, int, int], None] | None = None) -> tuple[int, int]:
    """Write the documents with a claim that is wanted, and all that is known of them, as tables into the folder `out`.

    Where nothing is asked of the claims, documents without any are taken too. Rejects, and what is odd about a file as a whole,
    belong to no document: all of them are written.

    Returns
    -------
    documents, claims
        How many there are.

    Raises
    ------
    TableError
        `dataset` is no data set, or lacks a file.
    UsageError
        `out` is a file, or `wanted` names a place that no claim names.
    """
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}: is a file; give a folder to write the tables to")
    places = {row["place"]: row for batch in scan(dataset, "places") for row in batch.to_pylist()}
    inside = _inside(wanted.place, places) if wanted.place else None
    documents = {}
    known = [m for m in months(dataset, "documents") if _may_hold(m, wanted)]
    of_claims = _filter(wanted, inside)
    for i, month in enumerate(known, 1):
        if found := _documents(dataset, month, of_claims, _published(wanted), inside):
            documents[month] = pa.array(sorted(found), pa.string())
        if progress is not None:
            progress(f"documents of {month}", i, len(known))
    out.mkdir(parents=True, exist_ok=True)
    everything = pa.concat_arrays(list(documents.values())) if documents else pa.array([], pa.string())
    made = [name for name in read_manifest(dataset)["tables"] if name != "places"]
    for i, name in enumerate(made, 1):
        with table_writer(out, name) as write:
            for piece in merge(name, _streams(dataset, name, documents, everything)):
                write(piece)
        if progress is not None:
            progress(f"table {name}", i, len(made))
    claims = read_arrow(out, "claims", ["place", "place_text"])
    named = spellings(zip(claims["place"].to_pylist(), claims["place_text"].to_pylist(), strict=True))
    rows = [{**places[n], "place_text": "; ".join(sorted(texts)), "n_claims": texts.total()} for n, texts in named.items()]
    write_table(out, "places", rows)
    write_datapackage(out)
    return len(everything), claims.num_rows


def _streams(dataset: Path, name: str, documents: Mapping[str, pa.Array], everything: pa.Array) -> list[Iterator[pa.Table]]:
    if "published" in TABLES[name].names:
        there = set(months(dataset, name))
        return [_rows(dataset, name, month, ds.field("doc_id").isin(ids)) for month, ids in documents.items() if month in there]
    of_document = ds.field("doc_id")
    where = of_document.isin(everything) | of_document.is_null() if "doc_id" in TABLES[name].names else None
    return [_rows(dataset, name, month, where) for month in months(dataset, name)]


def _rows(dataset: Path, name: str, month: str, where: ds.Expression | None) -> Iterator[pa.Table]:
    for batch in scan(dataset, name, where=where, only=[month]):
        yield pa.Table.from_batches([batch])


def _documents(
    dataset: Path, month: str, of_claims: ds.Expression | None, published: ds.Expression | None, inside: frozenset[str] | None
) -> set[str]:
    """The ids of the documents of a month that are wanted."""
    if of_claims is None:
        batches = scan(dataset, "documents", columns=["doc_id"], where=published, only=[month])
        return {doc_id for batch in batches for doc_id in batch["doc_id"].to_pylist()}
    found: set[str] = set()
    if month not in months(dataset, "claims"):
        return found
    where = of_claims if published is None else of_claims & published
    for batch in scan(dataset, "claims", columns=["doc_id", "place", "place_text"], where=where, only=[month]):
        for row in batch.to_pylist():
            if inside is None or any(n in inside for n in (*split_names(row["place"]), *split_names(row["place_text"]))):
                found.add(row["doc_id"])
    return found


def _filter(wanted: Slice, inside: frozenset[str] | None) -> ds.Expression | None:
    """What is asked of claims, as far as files can tell; of several places in one cell the rest is found out row by row."""
    field = ds.field
    last = pc.coalesce(field("date_end"), field("date_start"), field("published"))
    conditions: list[ds.Expression] = []
    if wanted.indicators:
        conditions.append(field("indicator").isin(list(wanted.indicators)))
    if wanted.claimants:
        # by Arrow's own rule on both sides: Python's lower case differs in a few letters
        names = pc.utf8_lower(pa.array(wanted.claimants, pa.string()))
        conditions.append(pc.utf8_lower(pc.coalesce(field("source"), field("publisher"))).isin(names))
    if wanted.period_start:
        conditions.append(last.is_null() | (last >= pa.scalar(wanted.period_start)))
    if wanted.period_end:
        first = pc.coalesce(field("date_start"), last)
        conditions.append(first.is_null() | (first <= pa.scalar(wanted.period_end)))
    if inside is not None:
        names = sorted(inside)
        either = field("place").isin(names) | field("place_text").isin(names)
        several = pc.match_substring(field("place"), ";") | pc.match_substring(field("place_text"), ";")
        conditions.append(either | several)
    return _all(conditions)


def _published(wanted: Slice) -> ds.Expression | None:
    day = ds.field("published")
    conditions = [day >= pa.scalar(wanted.published_from)] if wanted.published_from else []
    return _all([*conditions, day <= pa.scalar(wanted.published_to)] if wanted.published_to else conditions)


def _all(conditions: Sequence[ds.Expression]) -> ds.Expression | None:
    return reduce(and_, conditions) if conditions else None


def _may_hold(month: str, wanted: Slice) -> bool:
    """Whether a document published in `month` can have been published in the days wanted."""
    if month == UNDATED:
        return not (wanted.published_from or wanted.published_to)
    first = wanted.published_from is None or f"{wanted.published_from:%Y-%m}" <= month
    return first and (wanted.published_to is None or month <= f"{wanted.published_to:%Y-%m}")


def _inside(place: str, places: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """The names and spellings, as claims have them, of a place and of all that lies in it; capitals do not matter in `place`."""
    parents = with_ancestors({n: row["parent"] for n, row in places.items() if row["parent"]}, gazetteer(load_lexicon()))
    below: dict[str, list[str]] = {}
    for name, parent in parents.items():
        below.setdefault(parent.casefold(), []).append(name.casefold())
    written = {*places, *(text for row in places.values() for text in row["place_text"].split("; "))}
    if place.casefold() not in {n.casefold() for n in written} | set(below):
        raise UsageError(f"--place {place!r}: no claim of the data set names such a place, or one in it")
    found = {place.casefold()}
    todo = [place.casefold()]
    while todo:
        for name in below.get(todo.pop(), ()):
            if name not in found:
                found.add(name)
                todo.append(name)
    return frozenset(n for n in written if n.casefold() in found)
