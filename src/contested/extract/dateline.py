"""The date a text gives itself in its first lines: "BEIRUT, Nov 26 (Agency) -", "Published February 18 2015"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from contested.extract.date_atoms import DatedDay, find_days, grammar_of
from contested.lexicon.load import Lexicon
from contested.model import Document
from contested.text import TextView, in_any_case

# A dateline stands at the top: a title, perhaps its repetition, a byline, then the date.
_HEAD = 600
# Beyond this many characters of the line only an unmistakable date (weekday and year, or a label) is taken.
_NEAR = 40
# A bar with a number behind it is a row of a table.
_AGENCY = re.compile(
    r",?\s*(?:\([A-Z][\w .,&/'\u2019-]{1,40}\)\s*[-\u2010-\u2015:]*|[-\u2010-\u2015]{1,3}\s|[\u2013\u2014:]"
    r"|\|(?!\s*\d[\d,]*\s*(?:[|\n]|$)))"
)
_CAPITALS = r"[A-Z][A-Z.'\u2019/-]{2,}(?:\s+[A-Z][A-Z.'\u2019/-]+){0,3}"
# "BEIRUT, ", "BEIRUT (AFP) - ", "DAMASCUS, Syria, " just before the date
_CITY = re.compile(rf"(?:^|\s)(?:{_CAPITALS})(?:,\s*[A-Z][\w. ]{{1,20}})?(?:\s*\([A-Z][\w .&-]{{1,30}}\))?,?\s*[-\u2010-\u2015]*\s*$")
_CLOCK = r"(?:at\s+)?\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?)?(?:\s*[A-Z]{2,4})?"
# "(Aleppo, 27 Nov)" on its own at the head of a line
_BRACKET = re.compile(r"\(\s*[A-Z][\w'\u2019.-]*(?:[ -][A-Z][\w'\u2019.-]*){0,3}\s*,\s*$")
_CLOSED = re.compile(r"\s*\)")
# What may follow a date that is the whole line
_LINE_REST = in_any_case(rf"[ \t]*(?:[,|/\u00b7-]?\s*{_CLOCK})?[ \t)\].|]*(?:\n|$)")
# A time of day or an agency right after the date: "6 September 2016 SANA", "31-08-2014 0742 PM", "20.07.2016Get short URL"
_STAMP = re.compile(
    r"\s*(?:\d{1,2}:\d\d|[012]\d[0-5]\d\b|[A-Z][a-z]+ [a-z]+ URL|(?!REUTERS|AFP PHOTO)[A-Z]{3,}\b"
    # "6 October 2016 Aleppo SANA-"
    r"|(?:[A-Z][a-z'\u2019-]+[ ,/]+){1,3}\(?[A-Z]{3,}\)?\s*[-\u2010-\u2015])"
)


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
    return dateline_of(TextView.of(Document("", text, published=published)), lexicon)


def dateline_of(view: TextView, lexicon: Lexicon) -> dt.date | None:
    """As `find_dateline`, for a document at hand."""
    found = view.kept(datelines, lexicon)
    return found[0].day if found else None


def datelines(view: TextView, lexicon: Lexicon) -> tuple[DatedDay, ...]:
    """The dates `find_dateline` may take, with their spans: the first is the text's, the others repeat or update it.

    To be asked for through ``view.kept(datelines, lexicon)``: a document's head is read once.
    """
    head, small, words = view.text[:_HEAD], view.small[:_HEAD], lexicon.compiled(_compile)
    days = find_days(head, small, view.tokens_before(_HEAD), view.document.published, grammar_of(lexicon))
    return tuple(day for day in days if _is_dateline(head, small, day, words))


def _alternation(words: list[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=lambda w: (-len(w), w)))


def _compile(lexicon: Lexicon) -> _Words:
    table = lexicon["time"]["dateline"]
    label = rf"(?:^|[\s\d(|])(?:{_alternation(table['labels'])})\s*(?:(?:on|at)\b)?\s*[:|(\u2013-]?\s*(?:[a-z]+day,?\s*)?(?:the\s+)?$"
    clock = r"(?:^|\s)(?:\d{1,2}:\d\d|[012]\d[0-5]\d)\s+$"
    return _Words(
        label=in_any_case(f"{label}|{clock}"),
        prose=in_any_case(rf"(?:^|\W)(?:{_alternation(table['prose'])})\s+(?:the\s+)?$"),
    )


def _is_dateline(head: str, small: str, found: DatedDay, words: _Words) -> bool:
    begin = max(0, found.start - 60)
    before = small[begin : found.start]
    line_start = head.rfind("\n", 0, found.start) + 1
    opens_line = not head[line_start : found.start].strip()
    if found.has_year and words.label.search(before):
        return True
    if words.prose.search(before):
        return False
    if opens_line and _LINE_REST.match(small, found.end):
        return True
    bracket = _BRACKET.match(head, line_start, found.start)
    if bracket is not None and bracket.end() == found.start and _CLOSED.match(head, found.end):
        return True
    byline = _AGENCY.match(head, found.end) is not None
    placed = _CITY.search(head[begin : found.start]) is not None
    if not found.has_year:
        return byline and (opens_line or placed)
    near = found.start - line_start <= _NEAR
    return found.has_weekday or near or placed or byline or _STAMP.match(head, found.end) is not None
