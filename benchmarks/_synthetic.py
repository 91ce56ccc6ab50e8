"""Tables of invented claims of any size, for the benchmarks: built in columns, the same seed gives the same tables.

A war of ten years in places that are told of very unequally, outlets and claimants of which few speak often, events that many
outlets report with other values, sentences printed twice, running totals that grow, bounds, ranges and vague words, repeats inside
a document, claims without a place, a day or a figure, denials. Shares of each kind are about those of real news (FA-KES). Places,
claimants and outlets are numbered, not named: nothing here is about anybody.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from contested.tables import domain_tables, interval, make_claim_id, write_datapackage, write_tables
from contested.tables.arrow import arrow_schema
from contested.tables.interval import rounding_unit
from contested.tables.schema import PARSE_TABLES

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

BEGIN = (dt.date(2011, 1, 1) - dt.date(1970, 1, 1)).days
DAYS = 3652
PROVINCES, TOWNS = 14, 600
OUTLETS, CLAIMANTS = 250, 400
CHUNK = 500_000  # claims made at a time, about
PER_DOCUMENT, PER_EVENT = 2.5, 4.0


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of claim: what it counts, in which words, how often it comes up, and how large it is beside the event."""

    indicator: str
    population: str | None
    unit: str
    aspect: str | None
    noun: str
    verb: str
    share: float
    size: float


KINDS = (
    Kind("killed", "people", "persons", "incident", "people", "were killed", 0.27, 1.0),
    Kind("killed", "civilians", "persons", "incident", "civilians", "were killed", 0.12, 0.8),
    Kind("killed", "children", "persons", "incident", "children", "were killed", 0.06, 0.2),
    Kind("killed", "fighters_opposition", "persons", "incident", "rebels", "were killed", 0.08, 0.7),
    Kind("killed", "people", "persons", None, "people", "died", 0.04, 1.0),
    Kind("killed", "people", "persons", "cumulative", "people", "have been killed so far", 0.08, 40.0),
    Kind("killed", "civilians", "persons", "cumulative", "civilians", "have been killed so far", 0.04, 30.0),
    Kind("injured", "people", "persons", "incident", "people", "were injured", 0.15, 2.0),
    Kind("injured", "people", "persons", "incident", "wounded people", "were counted", 0.02, 2.0),
    Kind("displaced", "people", "persons", "flow", "people", "fled their homes", 0.02, 300.0),
    Kind("displaced", "civilians", "persons", "stock", "civilians", "are displaced", 0.02, 900.0),
    Kind("evacuated", "people", "persons", "flow", "people", "were taken out", 0.015, 100.0),
    Kind("trapped", "people", "persons", "stock", "people", "are trapped", 0.015, 500.0),
    Kind("control_share", None, "percent", "stock", "of the city", "is held by rebels", 0.02, 0.0),
    Kind("control_change", None, "places", "incident", "villages", "were captured by the army", 0.05, 0.3),
)
_EXACT, _AT_LEAST, _MORE_THAN, _APPROX, _AT_MOST, _RANGE, _VAGUE, _UNKNOWN = range(8)
BOUNDS = ("exact", "at_least", "more_than", "approx", "at_most", "range", "vague", "unknown")
_BOUND_SHARES = (0.63, 0.13, 0.08, 0.03, 0.01, 0.01, 0.10, 0.01)
_PREFIX = ("", "at least ", "more than ", "about ", "at most ", "between ", "", "")
VAGUE = ("dozens", "hundreds", "several", "many", "scores")
STATUSES = ("asserted", "reported", "believed", "hypothetical", "denied")
_STATUS_SHARES = (0.958, 0.02, 0.01, 0.008, 0.004)


def write_claims(folder: Path, n: int, *, seed: int = 1, whole: bool = False, one_cell: bool = False) -> int:
    """Write the tables `claims`, `documents` and `places` of about `n` claims; returns how many claims they are.

    Parameters
    ----------
    folder
        Made if it is not there.
    n
        How many claims; there may be a few less or more, since documents are not cut.
    seed
        Another seed, other tables.
    whole
        All tables that parsing writes, with their CSV files and description, so that `contested check` has all it wants. Rows pass
        through Python for that: for small tables.
    one_cell
        The worst of all skews: every claim counts people killed, in one place, on one day.
    """
    world = _World(n, np.random.default_rng(seed), one_cell)
    folder.mkdir(parents=True, exist_ok=True)
    if whole:
        chunks = list(world.chunks())
        claims = pa.concat_tables([c for c, _ in chunks])
        columns = claims.to_pydict()
        places = world.places()
        tables: dict[str, Any] = {
            **{name: [] for name in PARSE_TABLES},
            "claims": columns,
            "documents": pa.concat_tables([d for _, d in chunks]),
            "places": places,
            **domain_tables(columns, places.to_pylist()),
        }
        write_tables(folder, tables)
        write_datapackage(folder)
        return claims.num_rows
    with (
        pq.ParquetWriter(folder / "claims.parquet", arrow_schema("claims"), compression="zstd") as claims_file,
        pq.ParquetWriter(folder / "documents.parquet", arrow_schema("documents"), compression="zstd") as documents_file,
    ):
        total = 0
        for claims, documents in world.chunks():
            claims_file.write_table(claims, row_group_size=64 * 1024)
            documents_file.write_table(documents, row_group_size=64 * 1024)
            total += claims.num_rows
    pq.write_table(world.places(), folder / "places.parquet", compression="zstd")
    return total


def _zipf(n: int, power: float) -> Floats:
    weights = 1.0 / np.arange(1, n + 1) ** power
    return weights / weights.sum()


class _World:
    """What all chunks share: places, events, and how many documents there are to write."""

    def __init__(self, n: int, rng: np.random.Generator, one_cell: bool) -> None:
        self.rng, self.one_cell = rng, one_cell
        self.n_documents = max(1, round(n / PER_DOCUMENT))
        self.n_events = max(1, round(n / PER_EVENT))
        # the first province's first town is told of most; every 23rd name is a province itself
        self.names = [_place_name(i) for i in range(TOWNS)]
        self.parents = [None if _is_province(i) else f"Province {i % PROVINCES + 1}" for i in range(TOWNS)]
        self.lat = np.round(rng.uniform(32.5, 37.0, TOWNS), 4)
        self.lon = np.round(rng.uniform(36.0, 42.0, TOWNS), 4)
        self.told = np.zeros(TOWNS + 1, dtype=np.int64)
        self.event_place = rng.choice(TOWNS, self.n_events, p=_zipf(TOWNS, 1.1))
        # war comes in waves: a fifth of all events lies in a twentieth of the days
        waves = rng.integers(0, DAYS, max(1, DAYS // 20))
        self.event_day = np.where(rng.random(self.n_events) < 0.2, rng.choice(waves, self.n_events), rng.integers(0, DAYS, self.n_events))
        self.event_size = np.exp(rng.normal(2.2, 1.4, self.n_events))
        if one_cell:
            self.event_place[:], self.event_day[:] = 0, 1000
        self.bias = np.exp(rng.normal(0.0, 0.25, CLAIMANTS + OUTLETS))
        self.some_sizes = np.exp(rng.normal(0.0, 0.5, 4099))

    def chunks(self) -> Iterator[tuple[pa.Table, pa.Table]]:
        """Tables of claims and of their documents, in the order of both."""
        step = max(1, round(CHUNK / PER_DOCUMENT))
        for first in range(0, self.n_documents, step):
            yield self._chunk(first, min(step, self.n_documents - first))

    def places(self) -> pa.Table:
        used = [i for i in np.argsort(np.array(self.names)) if self.told[i]]
        # a claim whose place is not resolved is counted under the words as written
        rows = [
            {
                "place": self.names[i], "place_text": self.names[i], "lat": float(self.lat[i]), "lon": float(self.lon[i]),
                "parent": self.parents[i], "how_resolved": "gazetteer", "n_claims": int(self.told[i]),
            }
            for i in used
        ]  # fmt: skip
        return pa.Table.from_pylist(rows, schema=arrow_schema("places"))

    def _chunk(self, first: int, m: int) -> tuple[pa.Table, pa.Table]:
        rng = self.rng
        event = rng.integers(0, self.n_events, m)
        outlet = rng.choice(OUTLETS, m, p=_zipf(OUTLETS, 1.0))
        published = self.event_day[event] + rng.integers(0, 4, m)
        wire = rng.random(m) < 0.15  # the document prints the agency's text
        size = np.minimum(rng.geometric(1 / PER_DOCUMENT, m), 40)
        doc = np.repeat(np.arange(m), size)
        n = len(doc)
        begins = np.cumsum(size) - size
        # a repeat says again what the claim before it says
        repeat = (rng.random(n) < 0.25) & (np.arange(n) != begins[doc])
        repeat[1:] &= ~repeat[:-1]
        of = np.arange(n) - repeat
        kind = np.zeros(n, dtype=np.int64) if self.one_cell else rng.choice(len(KINDS), n, p=_shares([k.share for k in KINDS]))
        about = np.where((rng.random(n) < 0.2) & ~wire[doc], rng.integers(0, self.n_events, n), event[doc])
        bound = rng.choice(len(BOUNDS), n, p=_BOUND_SHARES)
        speaker = np.where(rng.random(n) < 0.5, rng.choice(CLAIMANTS, n, p=_zipf(CLAIMANTS, 1.0)), -1)
        speaker[wire[doc]] = -1
        bound[wire[doc]] = _EXACT
        vague = rng.integers(0, len(VAGUE), n)
        day = np.minimum(self.event_day[about], published[doc])
        status = rng.choice(len(STATUSES), n, p=_STATUS_SHARES)
        nowhere = rng.random(n) < 0.1
        dated = self._dates(kind, day)
        value = self._values(kind, about, day, speaker, outlet[doc], wire[doc])
        columns = {
            name: x[of]
            for name, x in {
                "kind": kind, "about": about, "bound": bound, "speaker": speaker, "vague": vague, "status": status, "nowhere": nowhere,
                "start": dated[0], "end": dated[1], "value": value,
            }.items()
        }  # fmt: skip
        return self._tables(first, doc, begins, size, outlet, published, repeat, columns)

    def _dates(self, kind: Ints, day: Ints) -> tuple[Ints, Ints]:
        """First and last day; -1 where not known."""
        rng, n = self.rng, len(kind)
        if self.one_cell:
            return day.copy(), day.copy()
        aspect = np.array([k.aspect or "incident" for k in KINDS])[kind]
        event = (aspect == "incident") | (aspect == "flow")
        draw = rng.random(n)
        start = np.where(event, np.where(draw < 0.15, np.maximum(0, day - rng.integers(1, 7, n)), day), -1)
        end = np.where(draw > 0.88, -1, day)
        start[event & (end < 0)] = -1
        # a movement without a first day, a total counted from the beginning of its year
        start[(aspect == "flow") & (rng.random(n) < 0.5)] = -1
        year = day - day % 365
        start = np.where((aspect == "cumulative") & (rng.random(n) < 0.5) & (end >= 0), year, start)
        return start, end

    def _values(self, kind: Ints, event: Ints, day: Ints, speaker: Ints, outlet: Ints, wire: Flags) -> Floats:
        rng, n = self.rng, len(kind)
        size = np.array([k.size for k in KINDS])[kind]
        cumulative = np.array([k.aspect == "cumulative" for k in KINDS])[kind]
        place = self.event_place[event]
        base = np.where(cumulative, (day % 365 + 10.0) * 300.0 / (place + 3.0), self.event_size[event]) * size
        base = base * np.where(cumulative, 0.01, self.some_sizes[(event * 7919 + kind * 104729) % len(self.some_sizes)])
        own = np.where(speaker >= 0, speaker, CLAIMANTS + outlet)
        differs = (rng.random(n) < 0.45) & ~wire
        x = np.where(differs, base * self.bias[own] * np.exp(rng.normal(0.0, 0.25, n)), base)
        x = np.maximum(1.0, np.round(x))
        # large numbers are told round
        unit = 10.0 ** np.maximum(0.0, np.floor(np.log10(x)) - 1.0)
        x = np.where(x >= 1000, np.round(x / unit) * unit, x)
        return np.where(size == 0.0, np.round(rng.uniform(1, 19, n)) * 5.0, x)

    def _tables(
        self, first: int, doc: Ints, begins: Ints, size: Ints, outlet: Ints, published: Ints, repeat: Flags, c: dict[str, Any]
    ) -> tuple[pa.Table, pa.Table]:
        n, kind, bound = len(doc), c["kind"], c["bound"]
        place = np.where(c["nowhere"], TOWNS, self.event_place[c["about"]])
        self.told += np.bincount(place, minlength=TOWNS + 1)
        numbered = np.isin(bound, (_VAGUE, _UNKNOWN), invert=True)
        value_high = np.where(bound == _RANGE, c["value"] + np.maximum(1.0, np.round(c["value"] * 0.3)), np.nan)
        vague = np.where(bound == _VAGUE, c["vague"], -1)
        value = np.where(numbered, c["value"], np.nan)
        indicator = _named([k.indicator for k in KINDS], kind)
        population = _named([k.population for k in KINDS], kind)
        unit = _named([k.unit for k in KINDS], kind)
        noun, verb = _named([k.noun for k in KINDS], kind), _named([k.verb for k in KINDS], kind)

        said = pc.if_else(pa.array(numbered), _whole(value), _named(VAGUE, np.maximum(vague, 0)))
        said = pc.if_else(pa.array(bound == _UNKNOWN), pa.scalar("an unknown number of"), said)
        said = pc.if_else(pa.array(bound == _RANGE), pc.binary_join_element_wise(said, _whole(value_high), " and "), said)
        said = pc.if_else(pa.array(kind == _SHARE), pc.binary_join_element_wise(said, "percent", " "), said)
        quote = pc.binary_join_element_wise(_named(_PREFIX, bound), said, " ", noun, "")
        where = pc.binary_join_element_wise(" in ", _named([*self.names, "the countryside"], place), "")
        who = pc.coalesce(pc.binary_join_element_wise(", ", self._speakers(c["speaker"]), " said", ""), "")
        event_words = pa.array(c["about"]).cast(pa.string())
        body = pc.binary_join_element_wise(verb, where, " in event ", event_words, who, ".", "")
        sentence = pc.binary_join_element_wise(quote, body, " ")

        # offsets of the sentences in the text of their document, one blank between them
        length = pc.utf8_length(sentence).to_numpy()
        ends = np.cumsum(length + 1)
        char_start = ends - (length + 1) - (ends[begins] - (length[begins] + 1))[doc]
        char_end = char_start + pc.utf8_length(quote).to_numpy()

        doc_ids = pa.array(np.char.add("doc", np.char.zfill((first + np.arange(len(begins))).astype(str), 9)))
        spans = zip(doc_ids.take(pa.array(doc)).to_pylist(), char_start.tolist(), char_end.tolist(), kind.tolist(), strict=True)
        ids = pa.array([make_claim_id(d, a, b, KINDS[k].indicator, KINDS[k].population) for d, a, b, k in spans])
        low, best, high, rounding = _intervals(value, value_high, bound, vague, kind)
        resolved = place < TOWNS
        lat, lon = (_number(np.where(resolved, x[np.minimum(place, TOWNS - 1)], np.nan)) for x in (self.lat, self.lon))
        holder = _named([None] * _SHARE + ["rebels", "the army"], kind)
        columns: dict[str, Any] = {
            "claim_id": ids, "doc_id": doc_ids.take(pa.array(doc)), "char_start": pa.array(char_start), "char_end": pa.array(char_end),
            "quote": quote, "sentence": sentence, "indicator": indicator, "population": population,
            "value": _number(value), "value_high": _number(value_high), "bound": _named(BOUNDS, bound), "vague_term": _named(VAGUE, vague),
            "unit": unit, "rounding": rounding, "low": low, "best": best, "high": high, "source": self._speakers(c["speaker"]),
            "place": _named(self.names, np.where(resolved, place, -1)), "place_text": _named(self.names, np.where(resolved, place, -1)),
            "lat": lat, "lon": lon, "date_start": _day(c["start"]), "date_end": _day(c["end"]), "status": _named(STATUSES, c["status"]),
            "holder": holder, "denominator": _named([None] * _SHARE + ["the city", None], kind),
            "aspect": _named([k.aspect for k in KINDS], kind),
            "duplicate_of": ids.take(pa.array(np.where(repeat, np.arange(n) - 1, -1), mask=~repeat)),
            "rule": pa.array(["synthetic"]).take(pa.array(np.zeros(n, dtype=np.int64))),
            "publisher": _named([f"Outlet {i + 1:03}" for i in range(OUTLETS)], outlet[doc]), "published": _day(published[doc]),
            "kind": pa.array(["report"]).take(pa.array(np.zeros(n, dtype=np.int64))),
        }  # fmt: skip
        texts = pc.binary_join(pa.ListArray.from_arrays(pa.array(np.append(begins, n), pa.int32()), sentence), " ")
        documents: dict[str, Any] = {
            "doc_id": doc_ids, "publisher": _named([f"Outlet {i + 1:03}" for i in range(OUTLETS)], outlet), "published": _day(published),
            "chars": pc.utf8_length(texts), "n_claims": pa.array(size), "text": texts,
        }  # fmt: skip
        return _table("claims", columns, n), _table("documents", documents, len(begins))

    def _speakers(self, speaker: Ints) -> pa.Array:
        return _named([f"Claimant {i + 1:03}" for i in range(CLAIMANTS)], speaker)


_SHARE = next(i for i, k in enumerate(KINDS) if k.indicator == "control_share")


def _is_province(i: int) -> bool:
    return i % 23 == 5 and i // 23 < PROVINCES


def _place_name(i: int) -> str:
    return f"Province {i // 23 + 1}" if _is_province(i) else f"Town {i + 1:03}"


def _shares(weights: list[float]) -> Floats:
    x = np.array(weights)
    return x / x.sum()


def _named(names: Any, at: Ints) -> pa.Array:
    """The name at each number; none where the number is negative."""
    return pa.array(list(names), pa.string()).take(pa.array(at, mask=at < 0))


def _number(x: Floats) -> pa.Array:
    return pa.array(x, mask=np.isnan(x))


def _whole(x: Floats) -> pa.Array:
    return pc.cast(pa.array(np.where(np.isnan(x), 0, x).astype(np.int64)), pa.string())


def _day(x: Ints) -> pa.Array:
    return pa.array((x + BEGIN).astype(np.int32), pa.int32(), mask=x < 0).cast(pa.date32())


def _intervals(value: Floats, value_high: Floats, bound: Ints, vague: Ints, kind: Ints) -> list[pa.Array]:
    """Low, best, high and rounding, each quantity worked out once."""
    of_unit = np.array([sorted({k.unit for k in KINDS}).index(k.unit) for k in KINDS])[kind]
    units = sorted({k.unit for k in KINDS})
    keys = np.stack([np.nan_to_num(value, nan=-1), np.nan_to_num(value_high, nan=-1), bound, vague, of_unit], axis=1)
    distinct, back = np.unique(keys, axis=0, return_inverse=True)
    found = []
    for v, w, b, t, u in distinct.tolist():
        stated = None if v < 0 else v
        ends = interval(stated, None if w < 0 else w, BOUNDS[int(b)], VAGUE[int(t)] if t >= 0 else None, units[int(u)])
        found.append([math.nan if x is None else x for x in (*ends, rounding_unit(stated, units[int(u)]))])
    table = np.array(found)[back.reshape(-1)]
    return [_number(table[:, i]) for i in range(4)]


def _table(name: str, columns: dict[str, Any], n: int) -> pa.Table:
    schema = arrow_schema(name)
    return pa.Table.from_arrays([columns[f.name] if f.name in columns else pa.nulls(n, f.type) for f in schema], schema=schema)
