"""Executed notebooks, kept by all they depend on: their cells, the tables, the parameters, the code, the libraries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from contested.runs.cache import Cache
from contested.runs.files import sha256
from contested.runs.inputs import code_digest, digest_of, notebook_digest, versions

_KIND = "notebooks"
# what changed since the edition before is no part of what notebooks read
_UNREAD = ("changes", "datapackage")


def recall_notebooks(cache: Cache | None, sources: Sequence[Path], tables: Path, parameters: Mapping[str, Any]) -> dict[str, bytes]:
    """By file name: the notebooks that have been executed on these very tables before, with their outputs."""
    if cache is None:
        return {}
    setting = _setting(tables, parameters)
    found = {path.name: cache.get(_KIND, _key(path, setting)) for path in sources}
    return {name: kept for name, kept in found.items() if kept is not None}


def keep_notebooks(cache: Cache | None, sources: Sequence[Path], edition: Path, parameters: Mapping[str, Any]) -> None:
    """Keep notebooks that were executed for this edition."""
    if cache is None or not sources:
        return
    setting = _setting(edition / "tables", parameters)
    for path in sources:
        cache.put(_KIND, _key(path, setting), (edition / "notebooks" / path.name).read_bytes())


def _setting(tables: Path, parameters: Mapping[str, Any]) -> str:
    read = {p.name: sha256(p) for p in sorted(tables.iterdir()) if p.is_file() and p.stem not in _UNREAD}
    return digest_of([read, dict(parameters), code_digest(), versions()])


def _key(path: Path, setting: str) -> str:
    return digest_of([path.name, notebook_digest(path), setting])
