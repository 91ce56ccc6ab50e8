"""Plain text: the encoding found, line ends normalised, nothing else changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from contested.documents.encodings import decode
from contested.documents.fields import clean_text
from contested.documents.found import Found, Item, Source
from contested.documents.settings import ReadSettings


def read_plain(source: Source, settings: ReadSettings) -> Iterator[Item]:
    """The one document of a text file."""
    raw = source.read(settings.limits.bytes)
    decoded, encoding = decode(raw)
    text, oddities = clean_text(decoded, settings.limits.characters)
    yield Found(text=text, format="text", encoding=encoding, sha256=hashlib.sha256(raw).hexdigest(), oddities=tuple(oddities))
