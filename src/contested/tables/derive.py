"""Rows from claims: the `claims` table itself and the three tables of its domains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contested.model import Claim
from contested.tables.schema import (
    CASUALTIES,
    CASUALTY_INDICATORS,
    CLAIMS,
    CONTROL,
    CONTROL_INDICATORS,
    DISPLACEMENT,
    DISPLACEMENT_INDICATORS,
)

SEPARATOR = "; "

Columns = dict[str, list[Any]]
_FIELDS = Claim._fields
assert CLAIMS.names == _FIELDS, "contested.model.Claim and the schema of the claims table differ"


def claims_to_rows(claims: Iterable[Claim]) -> Columns:
    """The claims as columns, in the order given: ready for `write_tables`."""
    columns = list(map(list, zip(*claims, strict=True))) or [[] for _ in _FIELDS]
    return dict(zip(_FIELDS, columns, strict=True))


def claimant_of(source: str | None, publisher: str | None) -> str | None:
    """Who makes the claim: the source, else the outlet itself."""
    return source or publisher


def domain_tables(claims: Columns, places: Sequence[Mapping[str, Any]] = ()) -> dict[str, Columns]:
    """The tables `casualties`, `displacement` and `control` of a `claims` table given as columns.

    `places` (rows of the `places` table) gives each place of a claim on several places its own coordinates.
    """
    where = {p["place"]: (p.get("lat"), p.get("lon")) for p in places}
    full: Columns = {**claims, "claimant": [claimant_of(s, p) for s, p in zip(claims["source"], claims["publisher"], strict=True)]}
    return {
        "casualties": _pick(full, CASUALTY_INDICATORS, CASUALTIES.names),
        "displacement": _pick(full, DISPLACEMENT_INDICATORS, DISPLACEMENT.names),
        "control": _control(full, where),
    }


def _pick(claims: Columns, indicators: tuple[str, ...], names: tuple[str, ...]) -> Columns:
    wanted = [i for i, indicator in enumerate(claims["indicator"]) if indicator in indicators]
    return {n: [claims[n][i] for i in wanted] for n in names}


def _control(claims: Columns, where: Mapping[str, tuple[Any, Any]]) -> Columns:
    plain = [n for n in CONTROL.names if n not in ("place_index", "n_places")]
    out: Columns = {n: [] for n in CONTROL.names}
    for i, indicator in enumerate(claims["indicator"]):
        if indicator not in CONTROL_INDICATORS:
            continue
        row = {n: claims[n][i] for n in plain}
        names: list[str | None] = [*split_names(row["place"])] or [None]
        texts = split_names(row["place_text"])
        for k, name in enumerate(names):
            one = {**row, "place": name, "place_index": k, "n_places": len(names)}
            if len(names) > 1:
                one["place_text"] = texts[k] if len(texts) == len(names) else row["place_text"]
                one["lat"], one["lon"] = where.get(name or "", (None, None))
            for n in CONTROL.names:
                out[n].append(one[n])
    return out


def spellings(named: Iterable[tuple[str | None, str | None]]) -> dict[str, Counter[str]]:
    """How often claims name each place and in which words: from the columns `place` and `place_text` of `claims`."""
    found: dict[str, Counter[str]] = {}
    for places, words in named:
        texts = (words or "").split("; ")
        for i, name in enumerate((places or "").split("; ")):
            text = texts[i] if i < len(texts) else texts[-1]
            key = name or text
            if key:
                found.setdefault(key, Counter())[text] += 1
    return found


def split_names(joined: str | None) -> list[str]:
    """The names of a cell joined by "; "."""
    return [part for raw in (joined or "").split(";") if (part := raw.strip())]
