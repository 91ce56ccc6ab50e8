"""Tables to export: those of the briefs, and single claims made for a case."""

from __future__ import annotations

import datetime as dt
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contested.compare import compare_tables
from contested.export.corpus import Corpus
from contested.pipeline import parse_corpus
from contested.tables.schema import TABLES

CLAIM: dict[str, Any] = dict.fromkeys(TABLES["claims"].names) | {
    "claim_id": "00000000000a", "doc_id": "one", "quote": "415 civilians", "sentence": "They said 415 civilians were killed.",
    "indicator": "killed", "population": "civilians", "value": 415.0, "bound": "exact", "unit": "persons", "low": 415.0, "best": 415.0,
    "high": 415.0, "source": "The Monitor", "place": "Karm", "place_text": "the town of Karm", "lat": 36.125, "lon": 37.5,
    "date_start": dt.date(2016, 12, 13), "date_end": dt.date(2016, 12, 13), "status": "asserted", "aspect": "incident",
    "publisher": "The Paper", "published": dt.date(2016, 12, 14), "kind": "report",
}  # fmt: skip
DOCUMENT: dict[str, Any] = {c.name: None for c in TABLES["documents"].columns if c.in_csv} | {
    "doc_id": "one", "file": "one.txt", "title": "A day in Karm", "publisher": "The Paper", "published": dt.date(2016, 12, 14),
    "url": "https://example.org/one", "sha256": "ab" * 32, "n_claims": 1,
}  # fmt: skip
PLACES: list[dict[str, Any]] = [
    {"place": "Karm", "place_text": "Karm", "lat": 36.125, "lon": 37.5, "parent": None, "how_resolved": "gazetteer", "n_claims": 1},
    {"place": "Jisr", "place_text": "Jisr", "lat": 35.0, "lon": 36.5, "parent": None, "how_resolved": "gazetteer", "n_claims": 1},
    {"place": "Orvan", "place_text": "Orvan", "lat": None, "lon": None, "parent": None, "how_resolved": "unresolved", "n_claims": 1},
]


@pytest.fixture
def corpus() -> Callable[..., Corpus]:
    """A corpus of claims, each given by what differs from a plain one."""

    def make(*overs: dict[str, Any], **tables: Any) -> Corpus:
        claims = tuple({**CLAIM, "claim_id": f"{i + 10:012x}", **over} for i, over in enumerate(overs))
        rest = {"discrepancies": (), "cells": (), "echoes": (), **tables}
        return Corpus(Path(), claims, (DOCUMENT,), tuple(PLACES), **rest)

    return make


@pytest.fixture(scope="session")
def briefs(tmp_path_factory: pytest.TempPathFactory, repo_root: Path) -> Path:
    """The tables of the briefs, parsed and compared."""
    folder = tmp_path_factory.mktemp("briefs") / "tables"
    parse_corpus(repo_root / "data" / "raw", folder)
    compare_tables(folder)
    return folder


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
