"""What a user may set for reading: which columns hold what, and how much one document may cost."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, get_args

from contested.errors import UsageError

DateOrder = Literal["auto", "mdy", "dmy", "ymd"]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, or the keys of a record, that hold what a document is made of.

    None: found by its name among the well-known ones (`NAMES`). A key inside another is written with a dot:
    "date.created". `date_order` says how "4/5/2016" is to be read; "auto" takes the one order that fits every date of
    the file, and leaves a date that could be two days without one.
    """

    text: str | None = None
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    url: str | None = None
    id: str | None = None
    date_order: DateOrder = "auto"


# The names that need no setting, best first; compared in lower case, with "_" for anything but letters and digits.
NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "article_content", "article_text", "full_text", "fulltext", "body", "content", "maintext", "main_text", "article",
        "story", "content_rendered", "body_html",
    ),
    "title": ("title", "article_title", "headline", "subject", "title_rendered"),
    "date": (
        "published", "publication_date", "date_published", "datepublished", "published_date", "published_at", "publishedat",
        "publish_date", "date_publish", "pub_date", "pubdate", "date_original", "date", "article_date", "date_created", "created",
    ),
    "publisher": ("publisher", "source", "outlet", "newspaper", "source_name", "publisher_name", "site", "media"),
    "url": ("url", "article_url", "link", "uri", "source_url"),
    "id": ("id", "unit_id", "doc_id", "document_id", "article_id", "record_id", "uuid", "guid", "uid"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one document may cost; what needs more is rejected by name, and the rest of the corpus is read.

    Attributes
    ----------
    bytes
        Size of a file, or of one member of an archive. Tables, JSON Lines and Parquet are streamed and not bound by it.
    characters
        Length of the text of one document.
    pages
        Pages of a PDF.
    seconds
        Time for reading one document of a risky format, on the clock of the wall.
    memory
        Bytes the process that reads risky formats may use.
    members
        Files inside one archive or e-mail, those inside its inner archives included.
    expanded
        Bytes that one archive may give when it is unpacked, inner archives included, or a small Parquet file.
    depth
        Archives or e-mails inside each other; folders may lie ten times as deep.
    """

    bytes: int = 50_000_000
    characters: int = 1_000_000
    pages: int = 2_000
    seconds: float = 60.0
    memory: int = 2_000_000_000
    members: int = 10_000
    expanded: int = 200_000_000
    depth: int = 4


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """Everything that can be set for reading a corpus."""

    columns: Columns = field(default_factory=Columns)
    limits: Limits = field(default_factory=Limits)


def make_settings(columns: Mapping[str, Any] | None = None, limits: Mapping[str, Any] | None = None) -> ReadSettings:
    """Settings from what a user wrote: the name of a column by its part, a number by the name of its limit.

    Raises
    ------
    UsageError
        A part or limit that does not exist, a column that is no name, an order of dates that is none, a number below 1.
    """
    columns, limits = columns or {}, limits or {}
    _only_known("columns", columns, [f.name for f in fields(Columns)])
    _only_known("limits", limits, [f.name for f in fields(Limits)])
    for part, name in columns.items():
        if not isinstance(name, str) or not name:
            raise UsageError(f"columns: {part} = {name!r}; give the name of a column")
    order = columns.get("date_order", "auto")
    if order not in get_args(DateOrder):
        raise UsageError(f"columns: date_order = {order!r}; it is one of {', '.join(get_args(DateOrder))}")
    numbers: dict[str, Any] = {}
    for name, default in asdict(Limits()).items():
        if name in limits:
            numbers[name] = _number(name, limits[name], whole=not isinstance(default, float))
    return ReadSettings(Columns(**columns), Limits(**numbers))


def _only_known(section: str, given: Iterable[str], known: list[str]) -> None:
    for key in given:
        if key not in known:
            close = difflib.get_close_matches(key, known, 1)
            hint = f"did you mean {close[0]}? " if close else ""
            raise UsageError(f"{section}: there is no {key!r}; {hint}The names are {', '.join(known)}")


def _number(name: str, value: Any, *, whole: bool) -> int | float:
    try:
        number = float(value.replace("_", "") if isinstance(value, str) else value)
    except (TypeError, ValueError) as e:
        raise UsageError(f"limits: {name} = {value!r}; give a number") from e
    if not 0 < number < 1e18 or isinstance(value, bool) or (whole and not number.is_integer()):
        raise UsageError(f"limits: {name} = {value!r}; give a {'whole number of at least 1' if whole else 'number above 0'}")
    return int(number) if whole else number
