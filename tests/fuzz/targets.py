"""What is fuzzed: one function each, bytes in. It returns for whatever it is given, or there is a fault in the project."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace

import samples

from contested.documents.dates import FIRST_YEAR, LAST_YEAR, DateError, order_of, read_date
from contested.documents.found import Fault, Found, Item, Part, Source, Step, memory_source
from contested.documents.listing import read_listing
from contested.documents.names import Ids, path_ids, printable
from contested.documents.pdf import Line, paragraphs
from contested.documents.registry import divide_any, read_any
from contested.documents.settings import Limits, ReadSettings
from contested.errors import DocumentError, UsageError
from contested.explain import explain_document
from contested.extract.record import parse_document
from contested.lexicon import load_lexicon
from contested.model import ASPECTS, BOUNDS, INDICATORS, POPULATIONS, SOURCE_TYPES, STATUSES, UNITS, Claim, Document

Target = Callable[[bytes], None]
SETTINGS = ReadSettings(limits=Limits(bytes=200_000, characters=20_000, members=50, expanded=500_000, pages=20))
_FORMATS = ("txt", "md", "html", "pdf", "docx", "json", "jsonl", "csv", "parquet", "eml", "zip")
_ENUMS = {"indicator": INDICATORS, "bound": BOUNDS, "unit": UNITS, "status": STATUSES}
_OPTIONAL = {"population": POPULATIONS, "source_type": SOURCE_TYPES, "aspect": ASPECTS}


def _reader(ending: str) -> Target:
    def read(raw: bytes) -> None:
        source = memory_source(f"a.{ending}", raw, SETTINGS)
        check_items(read_any(source, SETTINGS))
        _check_parts(source)

    return read


def _check_parts(source: Source) -> None:
    """A file that can be divided gives the same in parts."""
    parts = [p for p in divide_any(source, SETTINGS, 100) if isinstance(p, Part)]
    if parts:
        whole = [i for i in read_any(source, SETTINGS) if not isinstance(i, Step)]
        sources = [replace(source, part=part) for part in parts]
        assert [i for s in sources for i in read_any(s, SETTINGS) if not isinstance(i, Step)] == whole


def check_items(items: Iterable[Item]) -> None:
    """Everything a reader gives can be written to a table; what it cannot read it says by a `DocumentError`."""
    try:
        for item in items:
            if isinstance(item, Fault):
                assert item.reason
                (item.reason + item.detail + (item.member or "")).encode()
            elif isinstance(item, Found):
                assert item.text.strip()
                assert "\r" not in item.text
                assert len(item.text) <= SETTINGS.limits.characters + len(item.title or "") + 2
                parts = (item.text, item.title, item.publisher, item.url, item.published_from, item.record, item.member, item.encoding)
                "".join(filter(None, parts)).encode()
                assert item.published is None or FIRST_YEAR <= item.published.year <= LAST_YEAR
                for oddity in item.oddities:
                    assert oddity.n > 0
                    (oddity.kind + (oddity.detail or "")).encode()
    except DocumentError as e:
        assert e.reason
        assert e.detail


def text(raw: bytes) -> None:
    """The parser, on any text; claims keep the promises of their schema."""
    words = raw.decode("utf-8", "replace")
    document = Document("d", words, publisher="The Wire", published=dt.date(2016, 12, 9) if len(raw) % 3 else None)
    claims = parse_document(document, load_lexicon())
    _check_claims(document, claims)
    if len(raw) % 7 == 0:
        assert list(explain_document(document, load_lexicon()))


def _check_claims(document: Document, claims: list[Claim]) -> None:
    assert len({c.claim_id for c in claims}) == len(claims)
    for c in claims:
        assert c.char_start is not None
        assert c.char_end is not None
        assert 0 <= c.char_start < c.char_end <= len(document.text)
        assert document.text[c.char_start : c.char_end] == c.quote
        for name, values in _ENUMS.items():
            assert getattr(c, name) in values
        for name, values in _OPTIONAL.items():
            assert getattr(c, name) in (None, *values)
        for number in (c.value, c.value_high, c.low, c.best, c.high, c.rounding):
            assert number is None or 0 <= number < float("inf")
        if c.date_start and c.date_end:
            assert c.date_start <= c.date_end
        for day in (c.date_start, c.date_end):
            # what the date columns of a frame can hold
            assert day is None or 1678 <= day.year <= 2261


def docx_words(raw: bytes) -> None:
    """A Word file whose packing is whole and whose document is anything."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_WORD)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, raw if info.filename == "word/document.xml" else old.read(info))
    check_items(read_any(memory_source("a.docx", out.getvalue(), SETTINGS), SETTINGS))


_WORD = samples.word(["x"])


def pdf_lines(raw: bytes) -> None:
    """Lines of any words at any places."""
    lines = []
    for part in raw.split(b"\n"):
        if words := part.decode("utf-8", "replace").strip():
            first, middle, last = part[0], part[len(part) // 2], part[-1]
            lines.append(Line(words, first % 3, float(last), 800.0 - 5 * middle, 50.0 + first, 8.0 + last % 5))
    if lines:
        assert paragraphs(lines)


def dates(raw: bytes) -> None:
    """A cell of dates, in each order."""
    cells = raw.decode("utf-8", "replace").split("\n")
    orders = ("mdy", "dmy", "ymd", order_of(cells))
    for cell in cells:
        for order in orders:
            try:
                assert FIRST_YEAR <= read_date(cell, order).year <= LAST_YEAR  # type: ignore[arg-type]
            except DateError as e:
                assert e.kind.startswith("date_")


def listing(raw: bytes) -> None:
    """A `documents.csv`."""
    try:
        listed, faults = read_listing(raw, "documents.csv")
    except UsageError as e:
        assert str(e)
    else:
        assert all(name for name in listed)
        assert all(reason and detail for _, reason, detail in faults)


def names(raw: bytes) -> None:
    """Names of files, and ids of records."""
    given = [part.decode("utf-8", "surrogateescape") for part in raw.split(b"\n")]
    shown = [printable(n) for n in given]
    "".join(shown).encode()
    ids = path_ids(dict.fromkeys(shown))
    assert len(set(ids.values())) == len(ids)
    made = Ids(ids.values())
    records = [made.of_record(n, i, "file")[0] for i, n in enumerate(shown)]
    assert len({*records, *ids.values()}) == len(records) + len(ids)


TARGETS: dict[str, Target] = {
    "text": text,
    **{ending: _reader(ending) for ending in _FORMATS},
    "docx_words": docx_words,
    "pdf_lines": pdf_lines,
    "dates": dates,
    "listing": listing,
    "names": names,
}
