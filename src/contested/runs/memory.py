"""What was read from a file and parsed from a document, remembered by everything it depends on.

A file: its bytes and name, the settings, the code, the libraries. A document: all that is known of it, the lexicon, the code, the
libraries.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from contested.documents.corpus import Recall
from contested.documents.found import Fault, Found
from contested.documents.settings import ReadSettings
from contested.documents.worker import item_of, message_of
from contested.model import Claim, Document
from contested.runs.cache import Cache
from contested.runs.files import sha256
from contested.runs.inputs import READING_CODE, code_digest, digest_of, versions

_FILES, _KIND = "files", "documents"
_MOST_KEPT = 50_000_000  # characters of one file; a larger archive is read again
_DATE = "$date"


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

    def reading(self, settings: ReadSettings | None) -> Recall | None:
        """Reads files that are new and recalls the others; what could not be read in full is read again."""
        cache = self._cache
        if cache is None:
            return None
        setting = digest_of([asdict(settings or ReadSettings()), code_digest(READING_CODE), versions()])

        def remembered(path: Path, name: str, read: Callable[[], Iterator[Found | Fault]]) -> Iterator[Found | Fault]:
            digest = sha256(path)
            key = digest_of([setting, name, digest])
            kept = cache.get(_FILES, key)
            if kept is not None:
                yield from unpack_items(kept)
                return
            items: list[Found | Fault] = []
            size = 0
            for item in read():
                size += len(item.text) if isinstance(item, Found) else _MOST_KEPT  # a fault may be the machine's
                if size < _MOST_KEPT:
                    items.append(item)
                yield item
            if size < _MOST_KEPT and sha256(path) == digest:
                cache.put(_FILES, key, pack_items(items))

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


def pack_items(items: Sequence[Found | Fault]) -> bytes:
    """As the process that reads them tells them."""
    return json.dumps([message_of(item) for item in items], default=str).encode()


def unpack_items(kept: bytes) -> list[Found | Fault]:
    """The inverse of `pack_items`."""
    items = [item_of(message) for message in json.loads(kept)]
    return [item for item in items if isinstance(item, Found | Fault)]


def pack(parsed: Parsed) -> bytes:
    """As JSON; the text is left out, the document has it."""
    rows = {table: [{k: v for k, v in row.items() if k != "text"} for row in rows] for table, rows in parsed.rows.items()}
    return json.dumps({"rows": rows, "claims": parsed.claims}, default=_encode).encode()


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
