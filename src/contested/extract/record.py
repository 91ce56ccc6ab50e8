"""One document to its claims: the story of reading, stage by stage. A pure function of text and lexicon."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache

from contested.extract.aspect import aspect_of
from contested.extract.attribution import attribute
from contested.extract.dateline import find_dateline
from contested.extract.period import date_figures
from contested.extract.place import locate
from contested.extract.reader import find_figures
from contested.extract.sources import publisher_name
from contested.extract.status import statuses
from contested.lexicon import Lexicon, load_lexicon
from contested.model import Attribution, Claim, Document, Figure, Location, Period
from contested.tables.ids import make_claim_id
from contested.tables.interval import interval, rounding_unit
from contested.text import TextView

_interval = lru_cache(maxsize=4096)(interval)  # the same few numbers come again and again


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
    view = TextView.of(document, find_dateline(document.text, document.published, lexicon))
    figures = find_figures(view, lexicon)
    if not figures:
        return Reading(view, [])
    sources = attribute(view, figures, lexicon)
    places = locate(view, figures, lexicon)
    periods = date_figures(view, figures, lexicon)
    publisher = publisher_name(document.publisher, lexicon)
    firmness = statuses(view, figures, sources, lexicon)
    claims = [
        _claim(view, f, s, p, t, status, publisher, lexicon)
        for f, s, p, t, status in zip(figures, sources, places, periods, firmness, strict=True)
    ]
    return Reading(view, _link_repeats(_distinct(claims)))


def _claim(
    view: TextView, f: Figure, source: Attribution, place: Location, period: Period, status: str, publisher: str | None, lexicon: Lexicon
) -> Claim:
    document = view.document
    quote = document.text[f.start : f.end]
    # only of "about 20,000" does the interval depend on the words ("nearly 20,000")
    low, best, high = _interval(f.value, f.value_high, f.bound, f.vague_term, f.unit, quote=quote if f.bound == "approx" else None)
    return Claim(
        claim_id=make_claim_id(document.doc_id, f.start, f.end, f.indicator, f.population),
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
        rounding=rounding_unit(f.value, f.unit),
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
        duplicate_of=None,
        rule=f.rule,
        publisher=publisher,
        published=document.published,
    )


def _distinct(claims: list[Claim]) -> list[Claim]:
    """The same words, indicator and group give one row."""
    first: dict[str, Claim] = {}
    for c in claims:
        first.setdefault(c.claim_id, c)
    return list(first.values())


def _link_repeats(claims: list[Claim]) -> list[Claim]:
    """`duplicate_of`: the earlier claim of this document that says the same of the same people, place and time."""
    first: dict[tuple[object, ...], Claim] = {}
    linked: list[Claim] = []
    for c in claims:
        if c.indicator == "control_change" and c.value is None and c.vague_term is None:
            key: tuple[object, ...] = (c.indicator, c.place or c.place_text, c.date_start, c.date_end)
        else:
            key = (c.indicator, c.population, c.unit, c.value, c.value_high, c.vague_term, c.status == "denied")
        earlier = first.get(key)
        if earlier is not None and _compatible(earlier, c):
            linked.append(replace(c, duplicate_of=earlier.claim_id))
        else:
            first.setdefault(key, c)
            linked.append(c)
    return linked


def _compatible(a: Claim, b: Claim) -> bool:
    """Nothing said of one contradicts the other: source, place and period agree or are left open by one."""
    if a.source and b.source and a.source != b.source:
        return False
    if a.place and b.place and not (set(a.place.split("; ")) & set(b.place.split("; "))):
        return False
    if a.date_end and b.date_end and a.date_start and b.date_start:
        return a.date_start <= b.date_end and b.date_start <= a.date_end
    return True
