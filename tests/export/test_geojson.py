"""GeoJSON by the rules of RFC 7946, and no claim that is not in it somewhere."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contested.export import export_tables
from contested.export.corpus import Corpus
from contested.export.geojson import write_geojson
from contested.tables import read_table
from contested.tables.derive import split_names


def _read(path: Path) -> dict[str, Any]:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    found = json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)
    assert isinstance(found, dict)
    return found


def _follows_rfc_7946(collection: dict[str, Any]) -> None:
    assert collection["type"] == "FeatureCollection"
    assert not collection.keys() & {"coordinates", "geometries", "geometry", "properties", "crs"}
    ids = [f["id"] for f in collection["features"]]
    assert len(set(ids)) == len(ids)
    for feature in collection["features"]:
        assert feature.keys() == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert feature["geometry"].keys() == {"type", "coordinates"}
        assert feature["geometry"]["type"] == "Point"
        lon, lat = feature["geometry"]["coordinates"]
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90


def test_every_claim_of_the_briefs_is_on_the_map_or_listed(briefs: Path, tmp_path: Path):
    (folder,) = export_tables(briefs, tmp_path, ["geojson"])
    collection = _read(folder / "places.geojson")
    _follows_rfc_7946(collection)
    claims = read_table(briefs, "claims")
    places = read_table(briefs, "places").set_index("place")
    told = Counter(c["claim_id"] for f in collection["features"] for c in f["properties"]["claims"])
    told.update(i for p in collection["unlocated"]["places"] for i in p["claim_ids"])
    told.update(collection["without_place"]["claim_ids"])
    due = {i: max(1, len(split_names(None if p != p else p))) for i, p in zip(claims["claim_id"], claims["place"], strict=True)}
    assert told == due
    for feature in collection["features"]:
        place = places.loc[feature["id"]]
        assert feature["geometry"]["coordinates"] == [place["lon"], place["lat"]]
        assert feature["properties"]["n_claims"] == len(feature["properties"]["claims"])


def test_a_place_without_coordinates_is_listed(corpus: Callable[..., Corpus], tmp_path: Path):
    write_geojson(tmp_path, corpus({"place": "Orvan", "lat": None, "lon": None}, {"place": "Karm; Orvan; Nerim"}, {"place": None}, {}))
    collection = _read(tmp_path / "places.geojson")
    _follows_rfc_7946(collection)
    assert {f["id"]: f["properties"]["n_claims"] for f in collection["features"]} == {"Jisr": 0, "Karm": 2}
    assert [c["n_places"] for f in collection["features"] for c in f["properties"]["claims"]] == [3, 1]
    assert collection["unlocated"] == {
        "n_places": 2,
        "n_claims": 2,
        "places": [
            {"place": "Nerim", "n_claims": 1, "claim_ids": ["00000000000b"]},
            {"place": "Orvan", "n_claims": 2, "claim_ids": ["00000000000a", "00000000000b"]},
        ],
    }
    assert collection["without_place"] == {"n_claims": 1, "claim_ids": ["00000000000c"]}


def test_a_claim_keeps_its_bound_and_its_words(corpus: Callable[..., Corpus], tmp_path: Path):
    write_geojson(tmp_path, corpus({"bound": "at_least", "best": None, "high": None, "quote": "at least 415", "source": None}))
    (claim,) = _read(tmp_path / "places.geojson")["features"][1]["properties"]["claims"]
    assert (claim["bound"], claim["low"], claim["high"], claim["quote"]) == ("at_least", 415.0, None, "at least 415")
    assert (claim["claimant"], claim["source"], claim["date_end"]) == ("The Paper", None, "2016-12-13")
