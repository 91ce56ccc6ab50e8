"""What tables and records have in common: which column is which, and cells made clean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contested.documents.dates import DateError
from contested.documents.settings import NAMES, Columns
from contested.model import Oddity

_OTHER = re.compile(r"[\W_]+")
_UNUSABLE = re.compile("[\x00\ud800-\udfff]")
_SPACE = re.compile(r"\s+")


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


def clean_text(written: str) -> tuple[str, list[Oddity]]:
    """The text as it is stored (line ends normalised; what no encoding can write made visible) and what was odd about it."""
    text, unusable = _UNUSABLE.subn("\ufffd", written)
    oddities = []
    if unusable:
        oddities.append(Oddity("unusable_character", unusable, "NUL, or half of a surrogate pair; replaced by U+FFFD"))
    undecoded = text.count("\ufffd") - unusable
    if undecoded:
        oddities.append(Oddity("undecoded_character", undecoded, "bytes that the encoding does not define; shown as U+FFFD"))
    return text.replace("\r\n", "\n").replace("\r", "\n"), oddities


def clean_cell(written: str) -> str | None:
    """One line without white space at its ends; None where nothing is left."""
    return _SPACE.sub(" ", _UNUSABLE.sub("\ufffd", written)).strip() or None


def with_headline(title: str | None, text: str) -> str:
    """The text under its headline, as it was published: a headline gives figures too. A text that opens with it is left as it is."""
    if title is None or _SPACE.sub(" ", text[: len(title) + 200]).strip().startswith(title):
        return text
    return f"{title}\n\n{text}"


def date_oddity(error: DateError) -> Oddity:
    """A date that is left out, and why."""
    return Oddity(error.kind, 1, str(error))
