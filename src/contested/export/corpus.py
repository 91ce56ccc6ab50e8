"""The tables of a folder as the exports read them: plain rows, with the look-ups they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from contested.errors import TableError
from contested.tables.derive import claimant_of, split_names
from contested.tables.read import read_arrow
from contested.tables.schema import TABLES

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Corpus:
    """Claims, documents (without their texts), places and, where the corpus has been compared, discrepancies and echoes."""

    folder: Path
    claims: tuple[Row, ...]
    documents: tuple[Row, ...]
    places: tuple[Row, ...]
    discrepancies: tuple[Row, ...]
    cells: tuple[Row, ...]
    echoes: tuple[Row, ...]

    @cached_property
    def document(self) -> dict[str, Row]:
        """Documents by id."""
        return {d["doc_id"]: d for d in self.documents}

    @cached_property
    def place(self) -> dict[str, Row]:
        """Places by name."""
        return {p["place"]: p for p in self.places}

    @cached_property
    def contested(self) -> frozenset[str]:
        """Claims that stand beside another claimant's of the same thing."""
        compared = {d["cell_id"] for d in self.discrepancies}
        return frozenset(x for c in self.cells if c["cell_id"] in compared for x in split_names(c["claim_ids"]))

    @cached_property
    def echoed(self) -> frozenset[str]:
        """Claims that other documents tell too, as the figure of the same claimant."""
        return frozenset(x for e in self.echoes if e["n_mentions"] > 1 for x in split_names(e["claim_ids"]))


def load_corpus(folder: Path) -> Corpus:
    """Read what the exports need.

    Raises
    ------
    TableError
        The folder is not there, or a table is missing or damaged.
    """
    if not folder.is_dir():
        raise TableError(f"{folder}: there is no such folder; `contested parse SOURCE {folder}` would make it")
    names = [c.name for c in TABLES["documents"].columns if c.in_csv]
    return Corpus(
        folder,
        claims=tuple(read_arrow(folder, "claims").to_pylist()),
        documents=tuple(read_arrow(folder, "documents", names).to_pylist()),
        places=tuple(read_arrow(folder, "places").to_pylist()),
        **{name: _compared(folder, name) for name in ("discrepancies", "cells", "echoes")},
    )


def _compared(folder: Path, name: str) -> tuple[Row, ...]:
    there = any((folder / f"{name}{ending}").is_file() for ending in (".parquet", ".csv"))
    return tuple(read_arrow(folder, name).to_pylist()) if there else ()


def speaker(claim: Row) -> str | None:
    """Whose figure it is: the source; the publisher where the outlet speaks in its own voice."""
    return claimant_of(claim["source"], claim["publisher"])
