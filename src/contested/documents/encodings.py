"""Which encoding a file is in, found from its bytes without holding all of them."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass

from contested.documents.found import Source
from contested.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first pass over a file tells: its encoding, its digest, its size in bytes."""

    encoding: str
    sha256: str
    size: int


def survey(source: Source) -> Survey:
    """Encoding and digest of a text file, read chunk by chunk.

    Raises
    ------
    DocumentError
        ``empty``; ``not_text`` where the bytes are no text in any encoding that can be told.
    """
    digest = hashlib.sha256()
    size = 0
    encoding: str | None = None
    nul = False
    decoder = codecs.getincrementaldecoder("utf-8")()
    with source.open() as stream:
        while chunk := stream.read(CHUNK):
            if not size:
                encoding = by_mark(chunk)
            digest.update(chunk)
            size += len(chunk)
            nul = nul or b"\x00" in chunk
            if encoding is None:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    encoding = "cp1252"
    if not size:
        raise DocumentError("empty", "the file has no bytes; remove it or put the document's text in")
    if encoding is None:
        try:
            decoder.decode(b"", final=True)
            encoding = "utf-8"
        except UnicodeDecodeError:
            encoding = "cp1252"
    if nul and encoding in ("utf-8", "cp1252"):
        raise DocumentError(
            "not_text", "holds NUL bytes: a binary file, or text in an encoding without a byte order mark; save it as UTF-8"
        )
    return Survey(encoding, digest.hexdigest(), size)


def by_mark(raw: bytes) -> str | None:
    """The encoding a byte order mark names, if there is one."""
    return next((name for mark, name in _MARKS if raw.startswith(mark)), None)


def shown(encoding: str) -> str:
    """The name that is recorded: the mark itself is no part of the text."""
    return "utf-8" if encoding == "utf-8-sig" else encoding
