"""Reads and merges lexicon files."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from contested.errors import LexiconError

T = TypeVar("T")
_HERE = Path(__file__).parent


class Lexicon:
    """The merged tables, and a digest of them; immutable once built.

    ``lexicon["sources"]`` is the raw table of `sources.toml` with the analyst's additions;
    ``lexicon.compiled(build)`` calls ``build(lexicon)`` once and remembers the result.
    """

    def __init__(self, tables: dict[str, dict[str, Any]]) -> None:
        self._tables = tables
        self._compiled: dict[Any, Any] = {}
        self.digest = hashlib.sha256(repr(sorted(tables.items())).encode()).hexdigest()[:16]

    def __getitem__(self, table: str) -> dict[str, Any]:
        return self._tables[table]

    def compiled(self, build: Callable[[Lexicon], T]) -> T:
        if build not in self._compiled:
            self._compiled[build] = build(self)
        result: T = self._compiled[build]
        return result


def load_lexicon(extra: Sequence[Path] = ()) -> Lexicon:
    """The project's lexicon with the files `extra` merged over it, in order.

    A file of one's own holds the project's tables by name (``[[sources.source]]``, ``[quantities]``):
    an entry with the same `name` extends the project's entry (lists grow, single values are replaced),
    any other entry is added. A top-level ``remove = [...]`` inside a table takes words out of its lists.

    Raises
    ------
    LexiconError
        When a file cannot be read, is not TOML, or names a table that does not exist.
    """
    return _load(tuple(Path(p).resolve() for p in extra))


@lru_cache(maxsize=8)
def _load(extra: tuple[Path, ...]) -> Lexicon:
    tables = {p.stem: _read(p) for p in sorted(_HERE.glob("*.toml"))}
    for path in extra:
        for name, table in _read(path).items():
            if name not in tables:
                raise LexiconError(f"{path}: there is no lexicon table [{name}]; the tables are {', '.join(sorted(tables))}")
            tables[name] = _merge(tables[name], table)
    return Lexicon(tables)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as e:
        raise LexiconError(f"{path}: cannot be read ({e.strerror}); check the path given with --lexicon") from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise LexiconError(f"{path}: not valid TOML: {e}") from e


def _merge(base: Any, new: Any) -> Any:
    if isinstance(base, dict) and isinstance(new, dict):
        return {**base, **{k: _merge(base[k], v) if k in base else v for k, v in new.items()}}
    if isinstance(base, list) and isinstance(new, list):
        return _merge_lists(base, new)
    return new


def _merge_lists(base: list[Any], new: list[Any]) -> list[Any]:
    named = {e["name"]: i for i, e in enumerate(base) if isinstance(e, dict) and "name" in e}
    merged = list(base)
    for entry in new:
        if isinstance(entry, dict) and entry.get("name") in named:
            i = named[entry["name"]]
            merged[i] = _merge(merged[i], entry)
        elif entry not in merged:
            merged.append(entry)
    return merged
