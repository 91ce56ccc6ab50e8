"""Plain text: the encoding found, line ends normalised, nothing else changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from contested.documents.encodings import by_mark, shown
from contested.documents.fields import clean_text
from contested.documents.found import Fault, Found, Source
from contested.documents.settings import ReadSettings
from contested.errors import DocumentError


def read_plain(source: Source, settings: ReadSettings) -> Iterator[Found | Fault]:
    """The one document of a text file.

    Raises
    ------
    DocumentError
        ``empty``, ``not_text``, ``too_many_bytes``, ``too_many_characters``.
    """
    raw = source.read(settings.limits.bytes)
    decoded, encoding = decode(raw)
    text, oddities = clean_text(decoded)
    if len(text) > settings.limits.characters:
        raise DocumentError("too_many_characters", f"longer than {settings.limits.characters:,} characters; split it, or raise the limit")
    yield Found(text=text, format="text", encoding=encoding, sha256=hashlib.sha256(raw).hexdigest(), oddities=tuple(oddities))


def decode(raw: bytes) -> tuple[str, str]:
    """(text, encoding). UTF-8, or what a byte order mark says, else Windows-1252, its undefined bytes made U+FFFD.

    Raises
    ------
    DocumentError
        ``empty``, or ``not_text`` where the bytes are no text.
    """
    if not raw:
        raise DocumentError("empty", "the file has no bytes; remove it or put the document's text in")
    encoding = by_mark(raw)
    if encoding is None:
        if b"\x00" in raw:
            raise DocumentError(
                "not_text", "holds NUL bytes: a binary file, or text in an encoding without a byte order mark; save it as UTF-8"
            )
        encoding = "utf-8"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as e:
        if encoding != "utf-8":
            raise DocumentError("not_text", f"its byte order mark says {encoding}, but byte {e.start} is not; save it as UTF-8") from e
        text, encoding = raw.decode("cp1252", errors="replace"), "cp1252"
    if _looks_binary(text):
        raise DocumentError("not_text", "most of it is control characters: not a text file")
    return text, shown(encoding)


def _looks_binary(text: str) -> bool:
    """More than one character in ten, or one undefined byte in twenty, is no writing."""
    head = text[:4096]
    control = sum(c < " " and c not in "\t\n\r\f\v" for c in head)
    return control * 10 > len(head) or head.count("\ufffd") * 20 > len(head)
