"""The plain data that flows from stage to stage: a document, a figure found in it, a claim.

A *figure* is what the grammar finds (span, indicator, quantity, group). A *claim* is a figure with
the rest of its record: who says it, where, when, how firmly.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

INDICATORS = (
    "killed", "injured", "missing", "detained", "abducted", "surrendered",
    "displaced", "evacuated", "returned", "trapped", "control_share", "control_change",
)  # fmt: skip
POPULATIONS = (
    "civilians", "children", "women", "men", "fighters_opposition", "fighters_government",
    "fighters_is", "fighters_other", "fighters", "aid_workers", "journalists", "people",
)  # fmt: skip
BOUNDS = ("exact", "at_least", "more_than", "at_most", "less_than", "approx", "range", "vague", "unknown")
UNITS = ("persons", "families", "percent", "km2", "places", "none")
STATUSES = ("asserted", "reported", "believed", "denied", "hypothetical")
SOURCE_TYPES = (
    "un", "icrc", "ngo", "monitor", "government", "armed_group", "foreign_government",
    "media", "medics", "resident", "outlet",
)  # fmt: skip
ASPECTS = ("incident", "cumulative", "stock", "flow")


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something strange that did not stop a document from being read: a row of the `oddities` table.

    `of_file` is true for what is said of the file as a whole; it goes with the first document of the file.
    """

    kind: str
    n: int = 1
    detail: str | None = None
    of_file: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One text with what is known about it before it is parsed.

    `text` is what spans index; for a text file it is the decoded file with line ends normalised to line feeds and
    nothing else changed. `published` comes from `documents.csv` or the file's own metadata, never from the mtime.
    """

    doc_id: str
    text: str
    file: str = ""
    title: str | None = None
    publisher: str | None = None
    published: dt.date | None = None
    url: str | None = None
    note: str | None = None
    published_from: str | None = None
    sha256: str = ""
    encoding: str = "utf-8"
    format: str = "text"
    oddities: tuple[Oddity, ...] = ()


@dataclass(slots=True)
class Figure:
    """A figure statement found in one sentence.

    `start`, `end` span the quote; `trigger_start`, `trigger_end` the word that gives the indicator
    (equal to the quote's span where the quote holds it). All are character offsets in the document.
    """

    start: int
    end: int
    sentence: int
    indicator: str
    population: str | None
    value: float | None
    value_high: float | None
    bound: str
    vague_term: str | None
    unit: str
    trigger_start: int
    trigger_end: int
    rule: str
    status: str = "asserted"
    actor: str | None = None
    holder: str | None = None
    previous_holder: str | None = None
    denominator: str | None = None
    # the figure of this document (index in the list) that this one is part of: "12 children" of "45 people"
    part_of: int | None = None


class Attribution(NamedTuple):
    """Who says a figure. All null: the outlet in its own voice."""

    source: str | None = None
    source_text: str | None = None
    source_type: str | None = None
    relayed_by: str | None = None
    status: str | None = None  # "reported" or "believed" where the attribution itself says so
    rule: str = "own_voice"


class Location(NamedTuple):
    """Where. `place` is the gazetteer's name, `place_text` the words; several are joined by "; "."""

    place: str | None = None
    place_text: str | None = None
    lat: float | None = None
    lon: float | None = None
    rule: str = "none"


class Period(NamedTuple):
    """When: first and last day, both inclusive; a null start with an end is an as-of date."""

    date_start: dt.date | None = None
    date_end: dt.date | None = None
    date_text: str | None = None
    rule: str = "none"


class Claim(NamedTuple):
    """One row of the `claims` table; the fields are its columns, in order (see docs/codebook.md)."""

    claim_id: str
    doc_id: str
    char_start: int | None
    char_end: int | None
    quote: str | None
    sentence: str | None
    indicator: str
    population: str | None
    value: float | None
    value_high: float | None
    bound: str
    vague_term: str | None
    unit: str
    rounding: float | None
    low: float | None
    best: float | None
    high: float | None
    source: str | None
    source_text: str | None
    source_type: str | None
    relayed_by: str | None
    actor: str | None
    place: str | None
    place_text: str | None
    lat: float | None
    lon: float | None
    date_start: dt.date | None
    date_end: dt.date | None
    date_text: str | None
    status: str
    holder: str | None
    previous_holder: str | None
    denominator: str | None
    aspect: str | None
    duplicate_of: str | None
    rule: str | None
    publisher: str | None
    published: dt.date | None
    kind: str = "report"
