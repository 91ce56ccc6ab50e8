"""The date a text gives itself in its first lines: "BEIRUT, Nov 26 (Agency) -", "Published February 18 2015"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from contested.extract.date_atoms import DatedDay, find_days
from contested.lexicon.load import Lexicon

# A dateline stands at the top: a title, perhaps its repetition, a byline, then the date.
_HEAD = 600
# Beyond this many characters of the line only an unmistakable date (weekday and year, or a label) is taken.
_NEAR = 40
_AGENCY = re.compile(r",?\s*(?:\([A-Z][\w .,&/'\u2019-]{1,40}\)\s*[-\u2010-\u2015:]*|[-\u2010-\u2015]{1,3}\s|[\u2013\u2014:|])")
_CITY = re.compile(r"(?:^|[\n.!?\u201d\"]\s*|\s)(?:[A-Z][A-Z.'\u2019/-]{2,}(?:\s+[A-Z][A-Z.'\u2019/-]+){0,3})(?:,\s*[A-Z][\w. ]{1,20})?(?:\s*\([A-Z][\w .&-]{1,30}\))?,?\s*[-\u2010-\u2015]*\s*$")
_LINE_REST = re.compile(r"[ \t]*(?:[,|/\u00b7-]?\s*(?:at\s+)?\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?)?(?:\s*[A-Z]{2,4})?)?[ \t)\].|]*(?:\n|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Words:
    label: re.Pattern[str]
    prose: re.Pattern[str]


def find_dateline(text: str, published: dt.date | None, lexicon: Lexicon) -> dt.date | None:
    """The day the text dates itself, or None.

    Parameters
    ----------
    text
        The whole text; only its first lines are looked at.
    published
        Gives the year to "Nov 26"; without it a day without a year is not a dateline.
    lexicon
        Its `time` table names months, weekdays and the words around a dateline.

    Notes
    -----
    An event's date in the prose ("on 13 December 2016, troops entered", "since June 25") is not taken: a date
    after a preposition counts only under a label ("Posted on", "2:04 pm on").
    """
    found = locate_datelines(text, published, lexicon)
    return found[0].day if found else None


def locate_datelines(text: str, published: dt.date | None, lexicon: Lexicon) -> list[DatedDay]:
    """The dates `find_dateline` may take, with their spans: the first is the text's, the others repeat or update it."""
    words = lexicon.compiled(_compile)
    head = text[:_HEAD]
    return [day for day in find_days(head, 0, len(head), published, lexicon) if _is_dateline(head, day, words)]


def _compile(lexicon: Lexicon) -> _Words:
    table = lexicon["time"]["dateline"]
    labels, prose = ("|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(table[k], key=lambda w: (-len(w), w))) for k in ("labels", "prose"))
    return _Words(
        label=re.compile(rf"(?:^|[\s\d(|])(?:{labels})\s*(?:(?:on|at)\b)?\s*[:|(\u2013-]?\s*(?:[a-z]+day,?\s*)?(?:the\s+)?$|(?:^|\s)(?:\d{{1,2}}:\d\d|[012]\d[0-5]\d)\s+$", re.IGNORECASE),
        prose=re.compile(rf"(?:^|\W)(?:{prose})\s+(?:the\s+)?$", re.IGNORECASE),
    )


def _is_dateline(head: str, found: DatedDay, words: _Words) -> bool:
    before = head[max(0, found.start - 60) : found.start]
    line_start = head.rfind("\n", 0, found.start) + 1
    alone = not head[line_start : found.start].strip() and _LINE_REST.match(head, found.end) is not None
    if found.has_year:
        if words.label.search(before):
            return True
        if words.prose.search(before):
            return False
        return alone or found.has_weekday or found.start - line_start <= _NEAR or _CITY.search(before) is not None or _AGENCY.match(head, found.end) is not None
    if words.prose.search(before):
        return False
    if alone:
        return True
    opens_line = not head[line_start : found.start].strip()
    return _AGENCY.match(head, found.end) is not None and (opens_line or _CITY.search(before) is not None)
