"""What a user may set for reading: which columns hold what, and how much one document may cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

DateOrder = Literal["auto", "mdy", "dmy", "ymd"]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, or the keys of a record, that hold what a document is made of.

    None: found by its name among the well-known ones (`NAMES`). `date_order` says how "4/5/2016" is to be read; "auto"
    takes the one order that fits every date of the file, and leaves a date that could be two days without one.
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
    "text": ("text", "article_content", "article_text", "full_text", "fulltext", "body", "content", "maintext", "article", "story"),
    "title": ("title", "article_title", "headline", "subject"),
    "date": (
        "published", "publication_date", "date_published", "published_date", "published_at", "publish_date", "date_publish",
        "pub_date", "pubdate", "date", "article_date", "created",
    ),
    "publisher": ("publisher", "source", "outlet", "newspaper", "source_name", "site", "media"),
    "url": ("url", "article_url", "link", "uri", "source_url"),
    "id": ("id", "unit_id", "doc_id", "document_id", "article_id", "record_id", "uuid", "guid", "uid"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one document may cost; what needs more is rejected by name, and the rest of the corpus is read.

    Attributes
    ----------
    bytes
        Size of a file that is read as a whole; tables and JSON Lines are streamed and bounded by `characters` a record.
    characters
        Length of the text of one document.
    """

    bytes: int = 100_000_000
    characters: int = 2_000_000


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """Everything that can be set for reading a corpus."""

    columns: Columns = field(default_factory=Columns)
    limits: Limits = field(default_factory=Limits)
