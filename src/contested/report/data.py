"""Read a folder of tables into plain records: lean enough for a kernel that starts in a second."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from contested.charts.words import clip
from contested.errors import TableError
from contested.extract.gazetteer import gazetteer, with_ancestors
from contested.lexicon import load_lexicon
from contested.model import Claim
from contested.tables.read import read_arrow

Record = Mapping[str, Any]
LONGEST_NAME = 160  # characters
REQUIRED = ("claims", "documents")
OPTIONAL = ("rejects", "oddities", "places", "control", "echoes", "cells", "discrepancies", "alarms", "excluded")


def short_name(name: str) -> str:
    """Return a name fit to show: one that runs on is cut, with six digits of its digest so that it stays one of a kind."""
    if len(name) <= LONGEST_NAME:
        return name
    return f"{clip(name, LONGEST_NAME - 40)} [{hashlib.sha256(name.encode(errors='replace')).hexdigest()[:6]}]"


def claimant_of(claim: Claim) -> str:
    """Return who a figure counts for: its source (joint sources are one voice), else the publisher in its own voice, else the document."""
    return short_name((claim.source or "").replace("; ", " and ") or claim.publisher or f"unnamed outlet ({claim.doc_id})")


def is_own_voice(claim: Claim) -> bool:
    """True when the outlet itself says the figure."""
    return claim.source is None


@dataclass(frozen=True)
class Tables:
    """The tables of one corpus as records, with the look-ups that reports need."""

    claims: tuple[Claim, ...]
    documents: tuple[Record, ...]
    rejects: tuple[Record, ...] = ()
    oddities: tuple[Record, ...] = ()
    places: tuple[Record, ...] = ()
    control: tuple[Record, ...] = ()
    echoes: tuple[Record, ...] = ()
    cells: tuple[Record, ...] = ()
    discrepancies: tuple[Record, ...] = ()
    alarms: tuple[Record, ...] = ()
    excluded: tuple[Record, ...] = ()
    hashes: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def claim_by_id(self) -> dict[str, Claim]:
        """Claims by id."""
        return {c.claim_id: c for c in self.claims}

    @cached_property
    def document_by_id(self) -> dict[str, Record]:
        """Documents by id."""
        return {str(d["doc_id"]): d for d in self.documents}

    @cached_property
    def mentions(self) -> Counter[str]:
        """Number of mentions by claimant over the whole corpus."""
        return Counter(claimant_of(c) for c in self.claims if c.kind == "report")

    @cached_property
    def alarms_by_claim(self) -> dict[str, list[Record]]:
        """Alarms by the claims they stand beside."""
        found: dict[str, list[Record]] = defaultdict(list)
        for alarm in self.alarms:
            for claim_id in ids_in(alarm):
                found[claim_id].append(alarm)
        return dict(found)

    @cached_property
    def parents(self) -> dict[str, str]:
        """The parent of each place, and of each parent, where the gazetteer knows one."""
        parents = {str(p["place"]): str(p["parent"]) for p in self.places if p.get("place") and p.get("parent")}
        return with_ancestors(parents, gazetteer(load_lexicon()))


def ids_in(record: Record) -> list[str]:
    """Return the claim ids that a row of a comparison table lists."""
    return [part for raw in str(record.get("claim_ids") or "").split(";") if (part := raw.strip())]


def names_in(joined: str | None) -> list[str]:
    """Split names joined by "; "."""
    return [part for raw in (joined or "").split(";") if (part := raw.strip())]


def _clean(value: Any) -> Any:
    if isinstance(value, float) and math.isnan(value):
        return None
    return value.date() if isinstance(value, dt.datetime) else value


def _read(folder: Path, name: str) -> list[dict[str, Any]]:
    rows = read_arrow(folder, name).to_pylist()
    return [{key: _clean(value) for key, value in row.items()} for row in rows]


def load(folder: Path | str) -> Tables:
    """Read the tables of `folder`.

    Raises
    ------
    TableError
        A table that every report needs is missing, damaged or lacks a column.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise TableError(f"there is no folder {folder}; make the tables with `contested parse SOURCE {folder}`")
    found: dict[str, list[dict[str, Any]]] = {}
    hashes: dict[str, str] = {}
    for name in (*REQUIRED, *OPTIONAL):
        present = [p for p in (folder / f"{name}.parquet", folder / f"{name}.csv") if p.is_file()]
        if present or name in REQUIRED:
            found[name] = _read(folder, name)
        hashes.update({p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in present[:1]})
    return Tables(
        claims=tuple(_claim(row) for row in found["claims"]),
        hashes=hashes,
        **{name: tuple(found.get(name, ())) for name in ("documents", *OPTIONAL)},
    )


def _claim(row: Record) -> Claim:
    missing = [name for name in Claim._fields if name not in row]
    if missing:
        raise TableError(f"the claims table lacks the column {missing[0]!r}; run `contested check` on the folder")
    return Claim(**{name: row[name] for name in Claim._fields})
