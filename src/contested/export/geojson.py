"""The places as GeoJSON (RFC 7946), each with the claims that name it; what has no place on the map is listed, not dropped."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from contested.export.corpus import Corpus, Row, speaker
from contested.tables.derive import split_names

MARK = "places.geojson"
_COPIED = (
    "claim_id", "doc_id", "indicator", "population", "value", "value_high", "bound", "vague_term", "unit", "low", "best", "high",
    "source", "source_type", "relayed_by", "date_start", "date_end", "status", "aspect", "duplicate_of", "holder", "previous_holder",
    "denominator", "actor", "quote", "sentence", "place_text", "publisher", "published", "kind",
)  # fmt: skip
_NOTE = (
    "A feature is a place, its claims are what is reported there: figures by somebody, not to be added up. A claim that names "
    "several places stands with each of them, and `n_places` says with how many. Coordinates are the gazetteer's for the place, "
    "not those of an event."
)


def write_geojson(out: Path, corpus: Corpus) -> None:
    """Write `places.geojson`: a feature for each place with coordinates; `unlocated` and `without_place` hold the rest."""
    by_place: dict[str, list[Row]] = defaultdict(list)
    nowhere: list[str] = []
    for claim in corpus.claims:
        names = split_names(claim["place"])
        for name in names:
            by_place[name].append(claim)
        if not names:
            nowhere.append(claim["claim_id"])
    features: list[dict[str, Any]] = []
    unlocated: list[dict[str, Any]] = []
    for name in sorted({*by_place, *corpus.place}):
        place = corpus.place.get(name, {})
        claims = by_place.get(name, [])
        if place.get("lat") is not None and place.get("lon") is not None:
            features.append(_feature(name, place, claims))
        elif claims:
            unlocated.append({"place": name, "n_claims": len(claims), "claim_ids": [c["claim_id"] for c in claims]})
    collection = {
        "type": "FeatureCollection",
        "note": _NOTE,
        "features": features,
        "unlocated": {"n_places": len(unlocated), "n_claims": len({i for u in unlocated for i in u["claim_ids"]}), "places": unlocated},
        "without_place": {"n_claims": len(nowhere), "claim_ids": nowhere},
    }
    text = json.dumps(collection, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    (out / MARK).write_text(text, encoding="utf-8", newline="\n")


def _feature(name: str, place: Row, claims: list[Row]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": name,
        "geometry": {"type": "Point", "coordinates": [place["lon"], place["lat"]]},
        "properties": {
            "place": name,
            "parent": place.get("parent"),
            "how_resolved": place.get("how_resolved"),
            "n_claims": len(claims),
            "claims": [_claim(c) for c in claims],
        },
    }


def _claim(claim: Row) -> dict[str, Any]:
    record: dict[str, Any] = {name: _plain(claim[name]) for name in _COPIED}
    return {**record, "claimant": speaker(claim), "n_places": len(split_names(claim["place"]))}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
