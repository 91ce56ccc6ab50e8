"""What the formats have in common: which column is which, and texts and cells made clean."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contested.documents.dates import DateError, read_date
from contested.documents.found import Found
from contested.documents.settings import NAMES, Columns, DateOrder
from contested.errors import DocumentError
from contested.model import Oddity

_OTHER = re.compile(r"[\W_]+")
_UNUSABLE = re.compile("[\x00\ud800-\udfff]")
_SPACE = re.compile(r"\s+")
_LONGEST_CELL = 1000
# What UTF-8 looks like when it is read as Windows-1252: a lead byte, then one to three continuation bytes.
_MOJIBAKE = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)


def choose(header: Sequence[str], columns: Columns) -> dict[str, int]:
    """Part of a document -> number of the column that holds it: the one that is set, else the best of the well-known names."""
    plain = [_OTHER.sub("_", h.lower()).strip("_") for h in header]
    at: dict[str, int] = {}
    for part, names in NAMES.items():
        wanted = getattr(columns, part)
        if wanted is not None:
            if wanted in header:
                at[part] = header.index(wanted)
        else:
            known = next((n for n in names if n in plain), None)
            if known is not None:
                at[part] = plain.index(known)
    return at


@dataclass(frozen=True, slots=True)
class Whole:
    """What holds for every record of a file: its format, encoding and digest, and the order of its numeric dates."""

    format: str
    encoding: str
    sha256: str
    order: DateOrder


def no_text_column(header: Sequence[str], columns: Columns) -> DocumentError:
    """The error of a table without a column of texts."""
    missing = f"has no column {columns.text!r}" if columns.text else "no column is known to hold texts"
    return DocumentError(
        "no_text_column", f"{missing}; its columns are {', '.join(filter(None, header))[:300]}: name the one with the texts"
    )


def day_in(written: str, order: DateOrder, oddities: list[Oddity]) -> dt.date | None:
    """The day a cell means; None where it means none, with why among the oddities unless it is blank."""
    if value := written.strip():
        try:
            return read_date(value, order)
        except DateError as e:
            oddities.append(date_oddity(e))
    return None


def as_found(
    cells: Mapping[str, str],
    text: str,
    number: int | None,
    published: dt.date | None,
    published_from: str | None,
    whole: Whole,
    oddities: Sequence[Oddity],
) -> Found:
    """The document that a record makes: `cells` has what stands in its other parts, `text` is clean."""
    title = clean_cell(cells.get("title", ""))
    return Found(
        text=with_headline(title, text),
        format=whole.format,
        encoding=whole.encoding,
        sha256=whole.sha256,
        record=clean_cell(cells.get("id", "")),
        number=number,
        title=title,
        publisher=clean_cell(cells.get("publisher", "")),
        published=published,
        published_from=published_from if published else None,
        url=clean_cell(cells.get("url", "")),
        oddities=tuple(oddities),
    )


def clean_text(written: str, most: int) -> tuple[str, list[Oddity]]:
    """The text as it is stored, and what was odd about it.

    Line ends are normalised, what no file can hold (NUL, half of a surrogate pair) is made U+FFFD, and text that was
    encoded twice is decoded twice where that is certain. Nothing else is changed.

    Raises
    ------
    DocumentError
        ``empty``, ``too_many_characters``.
    """
    if len(written) > most:
        raise DocumentError(
            "too_many_characters", f"the text is longer than {most:,} characters; split it, or raise the limit `characters`"
        )
    text, unusable = _UNUSABLE.subn("\ufffd", written)
    oddities = []
    if unusable:
        oddities.append(Oddity("unusable_character", unusable, "NUL, or half of a surrogate pair; shown as U+FFFD"))
    undecoded = text.count("\ufffd") - unusable
    if undecoded:
        oddities.append(Oddity("undecoded_character", undecoded, "bytes that the encoding does not define; shown as U+FFFD"))
    if (twice := len(_MOJIBAKE.findall(text))) and (repaired := _decoded_again(text)) is not None:
        text = repaired
        oddities.append(Oddity("encoded_twice", twice, "UTF-8 that had been read as Windows-1252; read as UTF-8"))
    if not text.strip():
        raise DocumentError("empty", "holds no text; remove it or put the document's text in")
    return text.replace("\r\n", "\n").replace("\r", "\n"), oddities


def _decoded_again(text: str) -> str | None:
    """The text decoded as what it was before it was decoded wrongly; None unless every character of it bears that out."""
    from ftfy.bad_codecs import ok
    from ftfy.badness import is_bad

    ok()  # the codec "sloppy-windows-1252" is there now
    try:
        again = text.encode("sloppy-windows-1252").decode("utf-8")
    except UnicodeError:
        return None
    return again if is_bad(text) and not is_bad(again) else None


def clean_cell(written: str) -> str | None:
    """One line without white space at its ends; None where nothing is left."""
    return _SPACE.sub(" ", _UNUSABLE.sub("\ufffd", written[:_LONGEST_CELL])).strip() or None


def with_headline(title: str | None, text: str) -> str:
    """The text under its headline, as it was published: a headline gives figures too. A text that opens with it is left as it is."""
    if title is None or _SPACE.sub(" ", text[: len(title) + 200]).strip().startswith(title):
        return text
    return f"{title}\n\n{text}"


def date_oddity(error: DateError) -> Oddity:
    """A date that is left out, and why."""
    return Oddity(error.kind, 1, clean_cell(str(error)))
