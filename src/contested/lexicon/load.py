"""Reads, checks and merges lexicon files."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from contested.errors import LexiconError

T = TypeVar("T")
_HERE = Path(__file__).parent
_AT = re.compile(r"(.*?)\s*\(at (?:line (\d+), column (\d+)|end of document)\)$", re.DOTALL)


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


def load_lexicon(extra: Sequence[Path | str] = ()) -> Lexicon:
    """The project's lexicon with the files `extra` merged over it, in order.

    A file of one's own holds the project's tables by name (``[[sources.source]]``, ``[quantities.hedges]``):

    * a list of words grows by those given; a single value is replaced;
    * an entry with the `name` of one of the project's extends it, any other entry is added and stands before
      the project's, so that it wins where both fit;
    * a word given to one of several lists that exclude one another (the hedges by bound, the nouns by population)
      leaves the others;
    * ``remove = [...]`` inside a table takes words out of all lists of that table and below, keys of the user's
      choice and named entries included, before the file's own words are added.

    Every key and value: docs/lexicon.md.

    Raises
    ------
    LexiconError
        When a file cannot be read, is not TOML, or holds a table, key, type or value that a lexicon does not have.
        The message names file, line and key of each fault, and what to do.
    """
    paths = tuple(Path(p).resolve() for p in extra)
    # the text is part of the key: a file that was edited since is read again
    return _load(tuple((p, _source(p)) for p in paths))


@lru_cache(maxsize=8)
def _load(extra: tuple[tuple[Path, str], ...]) -> Lexicon:
    tables = _packaged()
    for path, source in extra:
        tables = _with(tables, path, source)
    return Lexicon(tables)


@lru_cache(maxsize=1)
def _packaged() -> dict[str, dict[str, Any]]:
    """The project's own tables; that they are right is checked by a test, not at each start."""
    return {p.stem: parse_toml(_source(p), p) for p in sorted(_HERE.glob("*.toml"))}


def _with(tables: dict[str, dict[str, Any]], path: Path, source: str) -> dict[str, dict[str, Any]]:
    from contested.lexicon.merge import merge
    from contested.lexicon.shapes import SHAPES
    from contested.lexicon.validate import check, check_merged, describe

    own = parse_toml(source, path)
    if faults := check(own, tables):
        raise LexiconError(describe(faults, str(path), source))
    merged = {name: merge(table, own[name], SHAPES[name]) if name in own else table for name, table in tables.items()}
    if faults := check_merged(merged, own):
        raise LexiconError(describe(faults, str(path), source))
    return merged


def _source(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as e:
        raise LexiconError(f"{path}: cannot be read ({e.strerror}); check the path given with --lexicon") from e
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = raw.count(b"\n", 0, e.start) + 1
        raise LexiconError(f"{path}, line {line}: not UTF-8 (byte {raw[e.start]:#04x}); save the file as UTF-8") from e


def parse_toml(source: str, path: Path) -> dict[str, Any]:
    """The TOML of a file.

    Raises
    ------
    LexiconError
        Where it is not TOML: file, line, column and reason.
    """
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as e:
        at = _AT.match(str(e))
        reason, line, column = at.groups() if at is not None else (str(e), None, None)
        where = f"line {line}, column {column}" if line else f"line {len(source.splitlines()) or 1}, the end"
        raise LexiconError(f"{path}, {where}: not valid TOML: {reason}; see docs/lexicon.md for how a file of one's own is written") from e
