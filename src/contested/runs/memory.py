"""What was read from a document, remembered by everything it depends on: the document, the lexicon, the code, the libraries."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from contested.model import Claim, Document
from contested.runs.cache import Cache
from contested.runs.inputs import READING_CODE, code_digest, digest_of, versions

_KIND = "documents"
_DATE = "$date"
_FIELDS = tuple(f.name for f in fields(Claim))
_VALUES = attrgetter(*_FIELDS)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one document gives: its rows of the tables that are not claims (`documents`), by table, and its claims."""

    rows: dict[str, list[dict[str, Any]]]
    claims: list[Claim]


Parse = Callable[[Document], Parsed]


class Memory:
    """Parses what is new and recalls what is not; counts both. Without a cache everything is new."""

    def __init__(self, cache: Cache | None) -> None:
        self._cache = cache
        self.recalled = 0
        self.parsed = 0

    def over(self, parse: Parse, lexicon: str) -> Parse:
        """`parse` with a memory; `lexicon` is the digest of the words it parses with."""
        setting = digest_of([lexicon, code_digest(READING_CODE), versions()])

        def remembered(document: Document) -> Parsed:
            # every field counts, those of a later version included
            key = hashlib.sha256(f"{setting}\n{document!r}".encode("utf-8", "surrogatepass")).hexdigest()
            kept = self._cache.get(_KIND, key) if self._cache else None
            if kept is not None:
                self.recalled += 1
                return unpack(kept, document)
            parsed = parse(document)
            self.parsed += 1
            if self._cache:
                self._keep(self._cache, key, parsed, document)
            return parsed

        return remembered

    @staticmethod
    def _keep(cache: Cache, key: str, parsed: Parsed, document: Document) -> None:
        """Keep only what comes back the same: a row that JSON would change is parsed again every time instead."""
        try:
            kept = pack(parsed)
        except TypeError:
            return
        if unpack(kept, document) == parsed:
            cache.put(_KIND, key, kept)


def pack(parsed: Parsed) -> bytes:
    """As JSON; the text is left out, the document has it."""
    rows = {table: [{k: v for k, v in row.items() if k != "text"} for row in rows] for table, rows in parsed.rows.items()}
    claims = [_VALUES(claim) for claim in parsed.claims]
    return json.dumps({"rows": rows, "claims": claims}, default=_encode).encode()


def unpack(kept: bytes, document: Document) -> Parsed:
    """The inverse of `pack`."""
    data = json.loads(kept, object_hook=_decode)
    rows: dict[str, list[dict[str, Any]]] = data["rows"]
    for row in rows.get("documents", ()):
        row["text"] = document.text
    return Parsed(rows, [Claim(*values) for values in data["claims"]])


def _encode(value: Any) -> Any:
    if type(value) is dt.date:
        return {_DATE: value.isoformat()}
    raise TypeError(f"{type(value).__name__} cannot be kept")


def _decode(value: dict[str, Any]) -> Any:
    return dt.date.fromisoformat(value[_DATE]) if value.keys() == {_DATE} else value
