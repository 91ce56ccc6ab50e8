"""One document to its claims: the story of reading, stage by stage. A pure function of text and lexicon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from contested.extract.aspect import aspect_of
from contested.extract.attribution import attribute
from contested.extract.dateline import dateline_of
from contested.extract.period import date_figures
from contested.extract.place import locate
from contested.extract.reader import find_figures
from contested.extract.sources import publisher_name
from contested.extract.status import said_by_clause
from contested.lexicon import Lexicon, load_lexicon
from contested.model import Attribution, Claim, Document, Figure, Location, Period
from contested.tables.ids import make_claim_id
from contested.tables.interval import interval, rounding_unit
from contested.text import TextView

# the same few numbers come again and again
_interval = lru_cache(maxsize=4096)(interval)
_rounding_unit = lru_cache(maxsize=4096)(rounding_unit)


@dataclass(frozen=True, slots=True)
class Reading:
    """What parsing one document gives: its view (with the dateline found) and its claims."""

    view: TextView
    claims: list[Claim]


def parse_document(document: Document, lexicon: Lexicon) -> list[Claim]:
    """Every figure of the document as a claim, in the order of the text. No I/O, no clock, no global state."""
    return read_document(document, lexicon).claims


def read_text(text: str, *, published: str | dt.date | None = None, publisher: str | None = None) -> list[Claim]:
    """The claims of a pasted text; `published` (YYYY-MM-DD) is the day that "Friday" is counted from."""
    day = dt.date.fromisoformat(published) if isinstance(published, str) else published
    return parse_document(Document("text", text, publisher=publisher, published=day), load_lexicon())


def read_document(document: Document, lexicon: Lexicon) -> Reading:
    """As `parse_document`, with the view of the text beside the claims."""
    view = TextView.of(document)
    view.dateline = dateline_of(view, lexicon)
    figures = find_figures(view, lexicon)
    if not figures:
        return Reading(view, [])
    sources = attribute(view, figures, lexicon)
    places = locate(view, figures, lexicon)
    publisher = publisher_name(document.publisher, lexicon)
    said = said_by_clause(view, figures, lexicon)
    periods = date_figures(view, figures, lexicon, [own or "asserted" for own in said])
    firmness = [own or source.status or "asserted" for own, source in zip(said, sources, strict=True)]
    return Reading(view, _claims(view, zip(figures, sources, places, periods, firmness, strict=True), publisher, lexicon))


# a figure with what the stages give it: who says it, where, when, how firmly
_Record = tuple[Figure, Attribution, Location, Period, str]


def _claims(view: TextView, records: Iterable[_Record], publisher: str | None, lexicon: Lexicon) -> list[Claim]:
    """The records as claims; the same words, indicator and group give one, and a claim that repeats an earlier one is linked to it."""
    claims: dict[str, Claim] = {}
    first: dict[tuple[object, ...], Claim] = {}
    for record in records:
        f = record[0]
        claim_id = make_claim_id(view.document.doc_id, f.start, f.end, f.indicator, f.population)
        if claim_id in claims:
            continue
        key = _said(record)
        earlier = first.get(key)
        if earlier is None or not _compatible(earlier, record):
            claims[claim_id] = claim = _claim(view, claim_id, record, None, publisher, lexicon)
            first.setdefault(key, claim)
        else:
            claims[claim_id] = _claim(view, claim_id, record, earlier.claim_id, publisher, lexicon)
    return list(claims.values())


def _claim(view: TextView, claim_id: str, record: _Record, duplicate_of: str | None, publisher: str | None, lexicon: Lexicon) -> Claim:
    f, source, place, period, status = record
    document = view.document
    quote = view.text[f.start : f.end]
    # only of "about 20,000" does the interval depend on the words ("nearly 20,000")
    low, best, high = _interval(f.value, f.value_high, f.bound, f.vague_term, f.unit, "interval", quote if f.bound == "approx" else None)
    return Claim(
        claim_id=claim_id,
        doc_id=document.doc_id,
        char_start=f.start,
        char_end=f.end,
        quote=quote,
        sentence=view.sentence_text(f.sentence),
        indicator=f.indicator,
        population=f.population,
        value=f.value,
        value_high=f.value_high,
        bound=f.bound,
        vague_term=f.vague_term,
        unit=f.unit,
        rounding=_rounding_unit(f.value, f.unit),
        low=low,
        best=best,
        high=high,
        source=source.source,
        source_text=source.source_text,
        source_type=source.source_type,
        relayed_by=source.relayed_by,
        actor=f.actor,
        place=place.place,
        place_text=place.place_text,
        lat=place.lat,
        lon=place.lon,
        date_start=period.date_start,
        date_end=period.date_end,
        date_text=period.date_text,
        status=status,
        holder=f.holder,
        previous_holder=f.previous_holder,
        denominator=f.denominator,
        aspect=aspect_of(view, f, period, lexicon),
        duplicate_of=duplicate_of,
        rule=f.rule,
        publisher=publisher,
        published=document.published,
    )


def _said(record: _Record) -> tuple[object, ...]:
    """What a claim that repeats another has in common with it."""
    f, _, place, period, status = record
    if f.indicator == "control_change" and f.value is None and f.vague_term is None:
        return f.indicator, place.place or place.place_text, period.date_start, period.date_end
    return f.indicator, f.population, f.unit, f.value, f.value_high, f.vague_term, status == "denied"


def _compatible(a: Claim, b: _Record) -> bool:
    """Nothing said of one contradicts the other: source, place and period agree or are left open by one."""
    _, source, place, period, _ = b
    if a.source and source.source and a.source != source.source:
        return False
    if a.place and place.place and not (set(a.place.split("; ")) & set(place.place.split("; "))):
        return False
    if a.date_end and period.date_end and a.date_start and period.date_start:
        return a.date_start <= period.date_end and period.date_start <= a.date_end
    return True
