"""Plain text from bytes: the encoding found, line ends normalised, nothing else changed."""

from __future__ import annotations

import codecs

from contested.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text_file(raw: bytes) -> tuple[str, str]:
    """(text, encoding). UTF-8, or what a byte order mark says, else Windows-1252.

    Raises
    ------
    DocumentError
        ``empty``, or ``not_text`` where the bytes are no text.
    """
    if not raw:
        raise DocumentError("empty", "the file has no bytes; remove it or put the document's text in")
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), None)
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
        text, encoding = _legacy(raw)
    if _looks_binary(text):
        raise DocumentError("not_text", "most of it is control characters: not a text file")
    return text.replace("\r\n", "\n").replace("\r", "\n"), "utf-8" if encoding == "utf-8-sig" else encoding


def _legacy(raw: bytes) -> tuple[str, str]:
    """Windows-1252; its five undefined bytes become the replacement character, and the encoding says so."""
    try:
        return raw.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace"), "cp1252 with undefined bytes"


def _looks_binary(text: str) -> bool:
    """More than one character in ten, or one undefined byte in twenty, is no writing."""
    head = text[:4096]
    control = sum(c < " " and c not in "\t\n\r\f\v" for c in head)
    return control * 10 > len(head) or head.count("\ufffd") * 20 > len(head)
