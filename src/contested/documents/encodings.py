"""Which encoding bytes are in. What cannot be decoded stays visible as U+FFFD and is counted, never dropped."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from itertools import product

from contested.documents.found import Source
from contested.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
_SAMPLE = 1 << 16
# sequences of UTF-8 that are no ASCII (RFC 3629), and bytes that are no ASCII
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3,}")
_HIGH_STRETCH = re.compile(rb"[\x80-\xff]+")
_AROUND = 100
_ARABIC_RUN = re.compile("[\u0621-\u0652\u067e\u0686\u0698\u06a9\u06af\u06c1\u06be\u200c\u200d]{3,}")
_DECLARED = re.compile(rb"""(?i)charset\s*=\s*["']?\s*([\w.:-]{1,40})""")
# names that are no encodings of characters in files, or are known to be used wrongly
_NO_ENCODINGS = frozenset(
    ["unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "utf-7", "mbcs", "oem", "charmap", "unicode-escape"]
)
_NUL_SHARE = 1000


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first pass over a file tells: its encoding and its digest."""

    encoding: str
    sha256: str


def survey(source: Source) -> Survey:
    """Encoding and digest of a text file, read chunk by chunk.

    Raises
    ------
    DocumentError
        ``empty``; ``not_text`` where the bytes are no text in any encoding that can be told.
    """
    digest = hashlib.sha256()
    size = nul = 0
    encoding: str | None = None
    clean = True
    sample = bytearray()
    decoder = codecs.getincrementaldecoder("utf-8")()
    with source.open() as stream:
        while chunk := stream.read(_CHUNK):
            if not size:
                encoding = by_mark(chunk) or _by_nul(chunk)
            digest.update(chunk)
            size += len(chunk)
            nul += chunk.count(b"\x00")
            if encoding is None and not chunk.isascii():
                if len(sample) < _SAMPLE:
                    sample += _sample(chunk)
                if clean:
                    try:
                        decoder.decode(chunk)
                    except UnicodeDecodeError:
                        clean = False
    if not size:
        raise _EMPTY
    if encoding is None:
        if nul * _NUL_SHARE > size:
            raise _BINARY
        encoding = "utf-8" if clean and not decoder.getstate()[0] else _guess(bytes(sample))
    return Survey(encoding, digest.hexdigest())


_EMPTY = DocumentError("empty", "the file has no bytes; remove it or put the document's text in")
_BINARY = DocumentError("not_text", "holds NUL bytes: a binary file, or text in an encoding without a byte order mark; save it as UTF-8")


def decode(raw: bytes, declared: str | None = None) -> tuple[str, str]:
    """(text, encoding): what a byte order mark says, UTF-8 where the bytes are that, else what is declared, else a guess.

    Raises
    ------
    DocumentError
        ``empty``, or ``not_text`` where the bytes are no text.
    """
    if not raw:
        raise _EMPTY
    encoding = by_mark(raw) or _by_nul(raw[:_CHUNK])
    if encoding is None:
        if raw.count(b"\x00") * _NUL_SHARE > len(raw):
            raise _BINARY
        try:
            return _checked(raw.decode("utf-8")), "utf-8"
        except UnicodeDecodeError:
            encoding = declared or _guess(_sample(raw))
    return _checked(raw.decode(encoding, errors="replace")), shown(encoding)


def declared_in(head: bytes) -> str | None:
    """The encoding that a page names in its head, as browsers understand the name."""
    m = _DECLARED.search(head)
    return known(m[1].decode("ascii", "replace")) if m else None


def known(name: str) -> str | None:
    """The codec of that name, if it is one for text in files; None else, and for UTF-8, which is seen from the bytes."""
    name = name.strip().lower()
    try:
        codec = codecs.lookup(name).name
        "".encode(codec)  # LookupError for what is no encoding of text
    except (LookupError, ValueError, UnicodeError):
        return None
    if codec in _NO_ENCODINGS or codec.startswith("utf") or name in _NO_ENCODINGS:
        return None
    return "cp1252" if codec in ("iso8859-1", "ascii") else codec


def by_mark(raw: bytes) -> str | None:
    """The encoding a byte order mark names, if there is one."""
    return next((name for mark, name in _MARKS if raw.startswith(mark)), None)


def shown(encoding: str) -> str:
    """The name that is recorded: the mark itself is no part of the text."""
    return "utf-8" if encoding == "utf-8-sig" else encoding


def keeps_line_feeds(encoding: str) -> bool:
    """Whether a line feed is the byte 10 and begins decoding anew, so that a text can be cut behind any such byte.

    So it is in UTF-8 and where every byte is a character: not in UTF-16, nor where a byte changes what the next ones mean.
    """
    if encoding in ("utf-8", "utf-8-sig"):
        return True
    if encoding.startswith("iso2022"):
        return False  # it shifts by escapes, which no table of bytes shows
    letters = bytes(range(256)).decode(encoding, "replace")
    if len(letters) != 256 or any(letters.count(end) != 1 or letters[ord(end)] != end for end in "\r\n"):
        return False
    pairs = bytes(b for pair in product(range(256), repeat=2) for b in pair)
    return len(pairs.decode(encoding, "replace")) == len(pairs)


def _by_nul(head: bytes) -> str | None:
    """UTF-16 without a mark: in Western text every second byte is NUL."""
    head = head[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half >= 4 and max(even, odd) * 10 > half * 6 and min(even, odd) * 50 < half:
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def _sample(raw: bytes) -> bytes:
    """The first bytes that are no ASCII, with a little around them."""
    parts = []
    size = end = 0
    for m in _HIGH_STRETCH.finditer(raw):
        parts.append(raw[max(end, m.start() - _AROUND) : m.end() + _AROUND])
        end = m.end() + _AROUND
        size += len(parts[-1])
        if size > _SAMPLE:
            break
    return b"".join(parts)


def _guess(sample: bytes) -> str:
    """An encoding for text that is not valid UTF-8, from a sample of what is no ASCII in it.

    UTF-8 with few damaged bytes stays UTF-8. Single bytes between letters are Western Europe's (Windows-1252, of which
    Latin-1 is a part); words of them are Arabic (Windows-1256) where they decode to Arabic letters, else what
    charset-normalizer makes of them.
    """
    sequences = _SEQUENCE.findall(sample)
    high = len(_HIGH.findall(sample))
    stray = high - sum(map(len, sequences))
    if len(sequences) > stray:
        return "utf-8"
    in_words = sum(map(len, _HIGH_RUN.findall(sample)))
    if in_words * 2 > high:
        arabic = sum(map(len, _ARABIC_RUN.findall(sample.decode("cp1256", errors="replace"))))
        if arabic * 10 > in_words * 9:
            return "cp1256"
        from charset_normalizer import from_bytes

        best = from_bytes(sample).best()
        if best is not None and best.coherence > 0 and not best.encoding.startswith("utf") and known(best.encoding):
            return best.encoding
    return "cp1252"


def _checked(text: str) -> str:
    """More than one control character in ten, or one undefined byte in twenty, is no writing."""
    head = text[:4096]
    control = sum(c < " " and c not in "\t\n\r\f\v" for c in head)
    if control * 10 > len(head) or head.count("\ufffd") * 20 > len(head):
        raise DocumentError("not_text", "most of it is control characters or undefined bytes: not a text file")
    return text
