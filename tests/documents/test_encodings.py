"""Encodings are found and recorded; what cannot be decoded is shown and counted."""

from __future__ import annotations

import codecs
from pathlib import Path

import ftfy.bad_codecs  # noqa: F401 (registers sloppy-windows-1252)
import pytest

from contested.documents import read_corpus
from contested.documents.encodings import declared_in, known
from contested.model import Document

WORDS = "Ten people were killed in the caf\u00e9 \u2013 \u201call of them civilians\u201d \u2013 on Monday, the mayor said. "
# "Ten persons were killed in eastern Aleppo.", "Ten people died in the town, the mayor said."
ARABIC = "قتل عشرة أشخاص في حلب الشرقية. "
RUSSIAN = "В городе погибли десять человек, сообщил мэр. "


def _read(folder: Path, raw: bytes, name: str = "a.txt") -> Document:
    (folder / name).write_bytes(raw)
    (document,) = read_corpus(folder).documents
    return document


@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
@pytest.mark.parametrize(
    ("text", "written", "recorded"),
    [
        (WORDS, "utf-8", "utf-8"),
        (WORDS, "utf-8-sig", "utf-8"),
        (WORDS, "utf-16", "utf-16"),
        (WORDS, "utf-16-le", "utf-16-le"),
        (WORDS, "utf-16-be", "utf-16-be"),
        (WORDS, "utf-32", "utf-32"),
        (WORDS, "cp1252", "cp1252"),
        (WORDS.replace("\u2013", "-").replace("\u201c", "").replace("\u201d", ""), "latin-1", "cp1252"),
        (ARABIC * 3, "cp1256", "cp1256"),
        (WORDS.replace("\u2013", "-") + ARABIC, "cp1256", "cp1256"),
        (RUSSIAN * 5, "cp1251", "cp1251"),
    ],
)
def test_encodings_are_found(tmp_path: Path, name: str, text: str, written: str, recorded: str) -> None:
    head = "" if name == "a.txt" else "text\n"
    body = text.strip() if name == "a.txt" else '"' + text.strip() + '"\n'
    document = _read(tmp_path, (head + body).encode(written), name)
    assert (document.text, document.encoding) == (text.strip(), recorded)
    assert not document.oddities


BAD, UNUSABLE, TWICE = {"undecoded_character": 1}, {"unusable_character": 1}, {"encoded_twice": 4}
DEAD = "the caf\u00e9 \u2013 \u201cten dead\u201d"
LATIN = "S\u00c3O PAULO \u00c2\u00a0 caf\u00e9"


@pytest.mark.parametrize(
    ("raw", "text", "encoding", "kinds"),
    [
        # UTF-8 with a byte lost, and cut in the middle of a letter
        (WORDS.encode().replace(b"\xc3\xa9", b"\xc3"), WORDS.replace("\u00e9", "\ufffd"), "utf-8", BAD),
        ((WORDS + "\u2014").encode()[:-1], WORDS + "\ufffd", "utf-8", BAD),
        (codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le") + b"x", WORDS + "\ufffd", "utf-16", BAD),
        (b"Ten were killed " * 100 + b"\x00.", "Ten were killed " * 100 + "\ufffd.", "utf-8", UNUSABLE),
        # read once too often as Windows-1252: repaired only where every character bears it out
        (DEAD.encode().decode("sloppy-windows-1252").encode(), DEAD, "utf-8", TWICE),
        ("\u201cten dead\u201d, \u00c3\u00a9".encode(), "\u201cten dead\u201d, \u00c3\u00a9", "utf-8", {}),
        (LATIN.encode(), LATIN, "utf-8", {}),
    ],
)
def test_what_is_damaged_stays_visible(tmp_path: Path, raw: bytes, text: str, encoding: str, kinds: dict[str, int]) -> None:
    document = _read(tmp_path, raw)
    assert (document.text, document.encoding) == (text, encoding)
    assert {o.kind: o.n for o in document.oddities} == kinds


def test_text_is_stored_as_it_stands(tmp_path: Path) -> None:
    text = "\u200eTen\u00ad peo\u00adple\u202fwere \u00a0killed\u200f. \ufb01fty \u0661\u0662 cafe\u0301\t\f\n"
    assert _read(tmp_path, text.encode()).text == text


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b'<meta charset="windows-1256">', "cp1256"),
        (b"<meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'>", "cp1252"),
        (b'<meta charset="utf-8">', None),
        (b'<meta charset="rot13">', None),
        (b'<meta charset="utf-7">', None),
        (b'<meta charset="no-such">', None),
        (b"<meta>", None),
    ],
)
def test_declared_encodings(head: bytes, encoding: str | None) -> None:
    assert declared_in(head) == encoding


@pytest.mark.parametrize("name", ["zlib_codec", "base64", "idna", "punycode", "unicode_escape", "undefined", "\x00", "a" * 500, ""])
def test_names_that_are_no_encodings_of_files(name: str) -> None:
    assert known(name) is None
