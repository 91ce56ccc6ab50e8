"""Every table and every column, as data, in one place.

The Arrow schemas, the pandera schemas, `datapackage.json` and the column tables of `docs/codebook.md`
all derive from the records below. Adding a column here is enough to have it written, checked and documented.
"""

# ruff: noqa: E501, RUF100 (one column, one line)
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from contested.model import ASPECTS, BOUNDS, INDICATORS, POPULATIONS, SOURCE_TYPES, STATUSES, UNITS

# raised with every change of tables or columns; `versions` holds the steps that read the older ones
SCHEMA_VERSION = "1.1"

ColumnType = Literal["string", "integer", "number", "date", "boolean"]

CASUALTY_INDICATORS = ("killed", "injured", "missing", "detained", "abducted", "surrendered")
DISPLACEMENT_INDICATORS = ("displaced", "evacuated", "returned", "trapped")
CONTROL_INDICATORS = ("control_share", "control_change")
KINDS = ("report", "reference")
AGREEMENTS = ("consistent", "nested", "disjoint", "undetermined")
ALARM_KINDS = (
    "falling_total",
    "part_larger_than_whole",
    "low_above_high",
    "bounds_cross",
    "changed_denominator",
    "outlier",
    "status_conflict",
)
SEVERITIES = ("note", "warning", "error")
CHANGED = ("run", "finding", "alarm", "comparison", "figure", "document")
CHANGE_KINDS = ("new", "gone", "revised")
EXCLUSIONS = ("denied", "hypothetical", "repeat", "no_figure", "no_place", "no_date")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type, what it means, its HXL hashtag, and what its values may be."""

    name: str
    type: ColumnType
    meaning: str
    hxl: str = ""
    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    in_csv: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in order, the key its rows are sorted by, and the command that makes it."""

    name: str
    title: str
    made_by: Literal["parse", "compare", "report"]
    columns: tuple[Column, ...]
    sort: tuple[str, ...]
    primary_key: tuple[str, ...] = ()
    # column -> (table, column) it points at
    foreign_keys: tuple[tuple[str, str, str], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    def column(self, name: str) -> Column:
        for c in self.columns:
            if c.name == name:
                return c
        raise KeyError(f"table {self.name} has no column {name}")


# fmt: off
_ID = r"[0-9a-f]{12}"

_CLAIM_COLUMNS = (
    Column("claim_id", "string", "12 hex digits, stable: a digest of doc_id, span, indicator and population", "#meta+id+claim", required=True, unique=True, pattern=_ID),
    Column("doc_id", "string", "the document: its path below the corpus folder without its ending, or the record's id", "#meta+id+document", required=True),
    Column("char_start", "integer", "where `quote` begins in the document's text as read, in characters from 0; null for a row of reference data", "#meta+start", minimum=0),
    Column("char_end", "integer", "where `quote` ends (the first character after it); null for a row of reference data", "#meta+end", minimum=0),
    Column("quote", "string", "the words of the figure with hedge and noun (\"at least 415 civilians\")", "#description+quote"),
    Column("sentence", "string", "the sentence around the quote", "#description+sentence"),
    Column("indicator", "string", "what happened to the people or the place", "#indicator+code", required=True, enum=INDICATORS),
    Column("population", "string", "the group counted; null for control of territory", "#population+type", enum=POPULATIONS),
    Column("value", "number", "the number in the text; the lower number of a stated range; null where the text gives none", "#indicator+value+num", minimum=0),
    Column("value_high", "number", "the upper number of a stated range", "#indicator+value+max+num", minimum=0),
    Column("bound", "string", "how the text bounds the number", "#indicator+bound+code", required=True, enum=BOUNDS),
    Column("vague_term", "string", "the vague words, as written (\"hundreds\", \"tens of thousands\", \"most\")", "#indicator+vague+text"),
    Column("unit", "string", "what is counted", "#indicator+unit+code", required=True, enum=UNITS),
    Column("rounding", "number", "the rounding unit of a round number (34,000 -> 1000), for the model; null where the number is not round", "#indicator+rounding+num", minimum=0),
    Column("low", "number", "lower end of the interval under the default convention; null where it is not known", "#indicator+low+num", minimum=0),
    Column("best", "number", "the single best number under the default convention; null where there is none", "#indicator+best+num", minimum=0),
    Column("high", "number", "upper end of the interval under the default convention; null where it is open or not known", "#indicator+high+num", minimum=0),
    Column("source", "string", "the claimant, who says it, by canonical name; several joined by \"; \"; null: the outlet in its own voice", "#meta+source+name"),
    Column("source_text", "string", "the claimant as written", "#meta+source+text"),
    Column("source_type", "string", "what kind of body the claimant is", "#meta+source+type", enum=SOURCE_TYPES),
    Column("relayed_by", "string", "who passed it on between claimant and outlet, outermost last, joined by \" < \"", "#meta+relay+name"),
    Column("actor", "string", "who did it, as written", "#group+actor+name"),
    Column("place", "string", "the gazetteer's name of the place; several joined by \"; \"", "#loc+name"),
    Column("place_text", "string", "the place as written (\"eastern Aleppo\")", "#loc+text"),
    Column("lat", "number", "latitude of the place in degrees north, where known", "#geo+lat", minimum=-90, maximum=90),
    Column("lon", "number", "longitude of the place in degrees east, where known", "#geo+lon", minimum=-180, maximum=180),
    Column("date_start", "date", "first day of the period; null for an as-of date or where not known", "#date+start"),
    Column("date_end", "date", "last day of the period, or the as-of date; null where not known", "#date+end"),
    Column("date_text", "string", "the words the dates were read from", "#date+text"),
    Column("status", "string", "how firmly the text states it", "#status+code", required=True, enum=STATUSES),
    Column("holder", "string", "for control: who holds the place now, as written", "#group+holder+name"),
    Column("previous_holder", "string", "for control: who held it before, as written", "#group+previous+name"),
    Column("denominator", "string", "for a share: the whole it is a share of, as written", "#indicator+denominator+text"),
    Column("aspect", "string", "what the number counts: one event, a running total, a state at a time, or a movement in a period", "#indicator+aspect+code", enum=ASPECTS),
    Column("duplicate_of", "string", "the earlier claim of the same document that this one repeats", "#meta+id+duplicate", pattern=_ID),
    Column("rule", "string", "the name of the rule that read it; null for a row of reference data", "#meta+rule+code"),
    Column("publisher", "string", "who published the document", "#meta+publisher+name"),
    Column("published", "date", "the day the document was published", "#date+published"),
    Column("kind", "string", "read from text (report), or a row of a coded data set (reference)", "#meta+kind+code", required=True, enum=KINDS),
)

_BY_NAME = {c.name: c for c in _CLAIM_COLUMNS}

_CLAIMANT = Column("claimant", "string", "the source; the publisher where the outlet speaks in its own voice", "#meta+claimant+name")


def _of_claims(*names: str) -> tuple[Column, ...]:
    return tuple(_CLAIMANT if n == "claimant" else _BY_NAME[n] for n in names)


def _enum(column: Column, values: tuple[str, ...]) -> Column:
    return Column(column.name, column.type, column.meaning, column.hxl, column.required, column.unique, values)


def _domain(indicators: tuple[str, ...], *names: str) -> tuple[Column, ...]:
    return tuple(_enum(c, indicators) if c.name == "indicator" else c for c in _of_claims(*names))


_CLAIM_KEY = (("claim_id", "claims", "claim_id"), ("doc_id", "documents", "doc_id"))

CLAIMS = Table(
    "claims", "One row per reported figure, with its bound, group, speaker, place, period and exact words", "parse",
    _CLAIM_COLUMNS, ("doc_id", "char_start", "char_end", "indicator", "population", "claim_id"), ("claim_id",),
    (("doc_id", "documents", "doc_id"), ("duplicate_of", "claims", "claim_id")),
)

DOCUMENTS = Table(
    "documents", "One row per document read, with how its date was found and its digest", "parse",
    (
        Column("doc_id", "string", "the document's path below the corpus folder without its ending (the ending stays where two would collide), or the record's id", "#meta+id+document", required=True, unique=True),
        Column("file", "string", "the file it was read from, below the corpus folder", "#meta+file"),
        Column("title", "string", "the title, from documents.csv or the file's own metadata", "#description+title"),
        Column("publisher", "string", "who published it, under the name it has as a source", "#meta+publisher+name"),
        Column("published", "date", "the day it was published; null where not known (never the file's own time)", "#date+published"),
        Column("url", "string", "where it was published", "#meta+url"),
        Column("note", "string", "the note of documents.csv", "#description+note"),
        Column("published_from", "string", "where the published date was found (documents.csv, the file's metadata, the dateline)", "#meta+published+from"),
        Column("dateline", "date", "the date the text itself gives in its first lines", "#date+dateline"),
        Column("dateline_conflict", "boolean", "true where the dateline contradicts the published date", "#meta+dateline+conflict"),
        Column("reference_date", "date", "the day relative dates (\"on Friday\") were counted from: the dateline, else the published date", "#date+reference"),
        Column("language", "string", "ISO 639-1 code of the language, where known", "#meta+language+code"),
        Column("encoding", "string", "the encoding the file was decoded with; null for a format that names its own (PDF, Word)", "#meta+encoding"),
        Column("format", "string", "the format it was read as", "#meta+format+code"),
        Column("chars", "integer", "length of the text in characters", "#meta+chars+num", minimum=0),
        Column("sha256", "string", "SHA-256 of the file's bytes, in hex: proves that the text analysed is the text at hand", "#meta+sha256", pattern=r"(?:[0-9a-f]{64})?"),
        Column("n_claims", "integer", "how many claims were read from it", "#meta+claims+num", required=True, minimum=0),
        Column("text", "string", "the text that spans point into; in the Parquet file only", "#description+text", in_csv=False),
    ),
    ("doc_id",), ("doc_id",),
)

REJECTS = Table(
    "rejects", "What could not be read, and why", "parse",
    (
        Column("file", "string", "the file, below the corpus folder", "#meta+file", required=True),
        Column("reason", "string", "a short code for the reason", "#meta+reason+code", required=True),
        Column("detail", "string", "what was wrong, and what to do", "#description+detail"),
    ),
    ("file", "reason", "detail"),
)

ODDITIES = Table(
    "oddities", "What was strange about a document or a file, and did not stop it from being read", "parse",
    (
        Column("file", "string", "the file, below the corpus folder", "#meta+file", required=True),
        Column("doc_id", "string", "the document; null where it is said of the file as a whole", "#meta+id+document"),
        Column("kind", "string", "a short code for what was strange", "#meta+oddity+code", required=True),
        Column("n", "integer", "how often: characters, cells, columns", "#meta+oddity+num", required=True, minimum=1),
        Column("detail", "string", "what was strange, and what was done about it", "#description+detail"),
    ),
    ("file", "doc_id", "kind", "detail"), (), (("doc_id", "documents", "doc_id"),),
)

PLACES = Table(
    "places", "Each place the claims use, with coordinates, parent and how it was resolved", "parse",
    (
        Column("place", "string", "the gazetteer's name, or the words as written where the place is not resolved", "#loc+name", required=True, unique=True),
        Column("place_text", "string", "the ways it is written in the documents, joined by \"; \"", "#loc+text"),
        Column("lat", "number", "latitude in degrees north; null where not known", "#geo+lat", minimum=-90, maximum=90),
        Column("lon", "number", "longitude in degrees east; null where not known", "#geo+lon", minimum=-180, maximum=180),
        Column("parent", "string", "the place it is a part of", "#loc+parent+name"),
        Column("how_resolved", "string", "how it was resolved (gazetteer entry, spelling variant, world gazetteer, reference data), or unresolved", "#meta+resolved+code"),
        Column("n_claims", "integer", "how many claims name it", "#meta+claims+num", required=True, minimum=0),
    ),
    ("place",), ("place",),
)

_WHAT = ("claim_id", "doc_id", "indicator", "population", "value", "value_high", "bound", "vague_term", "unit", "rounding", "low", "best", "high")
_WHO = ("source", "claimant", "source_type", "relayed_by")
_WHERE_WHEN = ("place", "place_text", "lat", "lon", "date_start", "date_end")
_HOW = ("status", "aspect", "duplicate_of", "quote", "publisher", "published", "kind")

CASUALTIES = Table(
    "casualties", "The claims on people killed, injured, missing, detained, abducted or surrendered", "parse",
    _domain(CASUALTY_INDICATORS, *_WHAT, *_WHO, "actor", *_WHERE_WHEN, *_HOW),
    ("doc_id", "claim_id"), ("claim_id",), _CLAIM_KEY,
)

DISPLACEMENT = Table(
    "displacement", "The claims on people displaced, evacuated, returned or trapped", "parse",
    _domain(DISPLACEMENT_INDICATORS, *_WHAT, *_WHO, "actor", *_WHERE_WHEN, *_HOW),
    ("doc_id", "claim_id"), ("claim_id",), _CLAIM_KEY,
)

CONTROL = Table(
    "control", "The claims on who holds territory, one row a place: a claim on three places has three rows", "parse",
    (
        *(c if c.name != "claim_id" else Column(c.name, c.type, c.meaning, c.hxl, required=True, pattern=_ID) for c in _of_claims("claim_id")),
        Column("place_index", "integer", "which of the claim's places this row is, from 0", "#meta+place+num", required=True, minimum=0),
        Column("n_places", "integer", "how many places the claim names", "#meta+places+num", required=True, minimum=1),
        *_domain(CONTROL_INDICATORS, *(n for n in _WHAT if n not in ("claim_id", "population")), *_WHO, "holder", "previous_holder", "denominator", *_WHERE_WHEN, *_HOW),
    ),
    ("doc_id", "claim_id", "place_index"), ("claim_id", "place_index"), _CLAIM_KEY,
)


_LIST = "joined by \"; \""


def _keys(*extra: Column) -> tuple[Column, ...]:
    return (
        _BY_NAME["indicator"], _BY_NAME["population"], _BY_NAME["unit"], _BY_NAME["aspect"],
        Column("place", "string", f"the place; several {_LIST}", "#loc+name"), *extra,
    )


_CELL_ID = Column("cell_id", "string", "12 hex digits, stable: a digest of the claims in the cell", "#meta+id+cell", required=True, unique=True, pattern=_ID)
_N_CLAIMANTS = Column("n_claimants", "integer", "how many independent claimants speak", "#meta+claimants+num", required=True, minimum=1)
_N_MENTIONS = Column("n_mentions", "integer", "how many claims were read, echoes included, repeats inside one document left out", "#meta+mentions+num", required=True, minimum=1)

ECHOES = Table(
    "echoes", "One claimant's figure, however many documents passed it on, and which earlier figure it updates", "compare",
    (
        Column("echo_id", "string", "12 hex digits, stable: a digest of the claims of this figure", "#meta+id+echo", required=True, unique=True, pattern=_ID),
        Column("claimant", "string", "whose figure it is", "#meta+claimant+name", required=True),
        *_keys(),
        *_of_claims("value", "value_high", "bound", "vague_term"),
        Column("date_start", "date", "first day of the period", "#date+start"),
        Column("date_end", "date", "last day of the period, or the as-of date", "#date+end"),
        _N_MENTIONS,
        Column("n_documents", "integer", "in how many documents it stands", "#meta+documents+num", required=True, minimum=1),
        Column("n_publishers", "integer", "how many publishers passed it on", "#meta+publishers+num", required=True, minimum=1),
        Column("claim_ids", "string", f"its claims, earliest published first, {_LIST}", "#meta+id+claims", required=True),
        Column("publishers", "string", f"its publishers, {_LIST}", "#meta+publisher+names"),
        Column("unattributed_ids", "string", f"those of its claims that an outlet gives in its own voice with the claimant's figure, {_LIST}", "#meta+id+unattributed"),
        Column("updates", "string", "the figure of the same running total that this one updates", "#meta+id+updates", pattern=_ID),
        Column("updated_by", "string", "the figure that updates this one", "#meta+id+updated", pattern=_ID),
        Column("change", "number", "this figure's stated value less that of the figure it updates", "#indicator+change+num"),
    ),
    ("claimant", "indicator", "population", "place", "date_end", "echo_id"), ("echo_id",),
    (("updates", "echoes", "echo_id"), ("updated_by", "echoes", "echo_id")),
)

CELLS = Table(
    "cells", "Claims that can be compared: the same thing counted at the same place and time", "compare",
    (
        _CELL_ID,
        *_keys(),
        Column("populations", "string", f"the groups its claims count, where they differ by a join, {_LIST}", "#population+list"),
        Column("indicators", "string", f"the indicators of its claims, where they differ by a join, {_LIST}", "#indicator+list"),
        Column("places", "string", "the places of its claims, where they differ by a join, joined by \" | \"", "#loc+list"),
        Column("date_start", "date", "earliest first day of its claims", "#date+start"),
        Column("date_end", "date", "latest last day or as-of date of its claims", "#date+end"),
        _N_CLAIMANTS,
        _N_MENTIONS,
        Column("claimants", "string", f"the independent claimants, {_LIST}", "#meta+claimant+names", required=True),
        Column("claim_ids", "string", f"its claims, {_LIST}", "#meta+id+claims", required=True),
        Column("joins", "string", f"the names of the declared joins the cell rests on, {_LIST}; null where its claims agree to the letter", "#meta+join+names"),
        Column("join_notes", "string", "each join in words, with what it joins here", "#description+joins"),
    ),
    ("indicator", "population", "place", "date_end", "cell_id"), ("cell_id",),
)

DISCREPANCIES = Table(
    "discrepancies", "For every cell with two or more claimants: how far apart they are", "compare",
    (
        _CELL_ID,
        *_keys(
            Column("date_start", "date", "earliest first day of the cell's claims", "#date+start"),
            Column("date_end", "date", "latest last day or as-of date of the cell's claims", "#date+end"),
        ),
        _N_CLAIMANTS,
        _N_MENTIONS,
        Column("n_undetermined", "integer", "claimants whose words give no interval under the convention", "#meta+undetermined+num", required=True, minimum=0),
        Column("lowest_claimant", "string", "who gives the lowest figure", "#meta+claimant+lowest"),
        Column("lowest_claim_id", "string", "that claim", "#meta+id+lowest", pattern=_ID),
        Column("lowest_low", "number", "lower end of its interval", "#indicator+lowest+low"),
        Column("lowest_best", "number", "its single best number", "#indicator+lowest+best"),
        Column("lowest_high", "number", "upper end of its interval; null where open", "#indicator+lowest+high"),
        Column("highest_claimant", "string", "who gives the highest figure", "#meta+claimant+highest"),
        Column("highest_claim_id", "string", "that claim", "#meta+id+highest", pattern=_ID),
        Column("highest_low", "number", "lower end of its interval", "#indicator+highest+low"),
        Column("highest_best", "number", "its single best number", "#indicator+highest+best"),
        Column("highest_high", "number", "upper end of its interval; null where open", "#indicator+highest+high"),
        Column("overlap_low", "number", "lower end of what all the intervals share; null where they share nothing", "#indicator+overlap+low"),
        Column("overlap_high", "number", "upper end of what all the intervals share; null where open or where they share nothing", "#indicator+overlap+high"),
        Column("gap", "number", "the widest gap between two of the intervals; 0 where all overlap", "#indicator+gap+num", minimum=0),
        Column("ratio", "number", "the highest stated number over the lowest; null where one of them has no number or the lowest is 0", "#indicator+ratio+num", minimum=0),
        Column("ratio_low", "number", "the least the ratio can be, given both intervals", "#indicator+ratio+low", minimum=0),
        Column("ratio_high", "number", "the most the ratio can be, given both intervals; null where open", "#indicator+ratio+high", minimum=0),
        Column("agreement", "string", "consistent: all intervals share a stretch; nested: and one lies inside every other; disjoint: two of them share nothing; undetermined: fewer than two have an interval", "#indicator+agreement+code", required=True, enum=AGREEMENTS),
        Column("intervals", "string", "each claimant with its interval, in words, lowest first", "#description+intervals"),
        Column("joins", "string", f"the declared joins the comparison rests on, {_LIST}", "#meta+join+names"),
        Column("sentence", "string", "the discrepancy in plain words", "#description+sentence", required=True),
    ),
    ("indicator", "population", "place", "date_end", "cell_id"), ("cell_id",),
    (("cell_id", "cells", "cell_id"), ("lowest_claim_id", "claims", "claim_id"), ("highest_claim_id", "claims", "claim_id")),
)

ALARMS = Table(
    "alarms", "Figures that cannot stand beside each other without a word of warning", "compare",
    (
        Column("alarm_id", "string", "12 hex digits, stable: a digest of kind and claims", "#meta+id+alarm", required=True, unique=True, pattern=_ID),
        Column("kind", "string", "which check raised it", "#meta+alarm+code", required=True, enum=ALARM_KINDS),
        Column("severity", "string", "note: read with care; warning: a likely change of definition or error; error: the row contradicts itself", "#meta+severity+code", required=True, enum=SEVERITIES),
        Column("indicator", "string", "the indicator of its claims", "#indicator+code", required=True, enum=INDICATORS),
        Column("place", "string", "the place of its first claim", "#loc+name"),
        Column("date_end", "date", "the as-of date of its last claim", "#date+end"),
        Column("claim_ids", "string", f"the claims it is about, {_LIST}", "#meta+id+claims", required=True),
        Column("sentence", "string", "what is wrong, in plain words", "#description+sentence", required=True),
    ),
    ("kind", "indicator", "date_end", "alarm_id"), ("alarm_id",),
)

EXCLUDED = Table(
    "excluded", "Claims that take part in no cell, and why", "compare",
    (
        Column("claim_id", "string", "the claim", "#meta+id+claim", required=True, unique=True, pattern=_ID),
        Column("reason", "string", "a short code for the reason", "#meta+reason+code", required=True, enum=EXCLUSIONS),
        Column("detail", "string", "the reason in words", "#description+detail", required=True),
    ),
    ("claim_id",), ("claim_id",), (("claim_id", "claims", "claim_id"),),
)

CHANGES = Table(
    "changes", "What is new, gone or revised since the edition published before; it lies beside the reports, and only where there was one", "report",
    (
        Column("kind", "string", "what changed; run: the edition as a whole", "#meta+changed+code", required=True, enum=CHANGED),
        Column("change", "string", "new: not in the earlier edition; gone: only there; revised: in both, and not the same", "#meta+change+code", required=True, enum=CHANGE_KINDS),
        Column("id", "string", "its `claim_id`, `alarm_id`, `cell_id` or `doc_id`; for a finding the name of its report; of what is gone the earlier one", "#meta+id", required=True),
        Column("earlier_id", "string", "its id in the earlier edition, where that was another", "#meta+id+earlier"),
        Column("what", "string", "what it is, in words", "#description+what", required=True),
        Column("before", "string", "what the earlier edition said; for a revised figure or document the columns that differ", "#description+before"),
        Column("after", "string", "what this edition says", "#description+after"),
        Column("columns", "string", f"of what is revised: the columns that differ, {_LIST}", "#meta+columns+list"),
        Column("note", "string", "of a new figure: the figure of the same running total that it updates", "#description+note"),
        Column("claimant", "string", "of a figure: whose it is", "#meta+claimant+name"),
        Column("doc_id", "string", "of a figure: the document it stands in", "#meta+id+document"),
        Column("indicator", "string", "the indicator", "#indicator+code", enum=INDICATORS),
        Column("place", "string", "the place", "#loc+name"),
        Column("date_end", "date", "last day or as-of date; the day of publication where there is none", "#date+end"),
        Column("sentence", "string", "of a figure: the sentence it rests on", "#description+sentence"),
    ),
    ("kind", "change", "date_end", "id"), ("kind", "id"),
)
# fmt: on

TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        CLAIMS,
        DOCUMENTS,
        REJECTS,
        ODDITIES,
        PLACES,
        CASUALTIES,
        DISPLACEMENT,
        CONTROL,
        ECHOES,
        CELLS,
        DISCREPANCIES,
        ALARMS,
        EXCLUDED,
        CHANGES,
    )
}
PARSE_TABLES = tuple(t.name for t in TABLES.values() if t.made_by == "parse")
COMPARE_TABLES = tuple(t.name for t in TABLES.values() if t.made_by == "compare")
