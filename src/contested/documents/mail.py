"""E-mails: the body as a document, with subject, sender and date; each attachment that is a document of its own."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TypeVar, cast

from contested.documents.archive import Member, read_members
from contested.documents.encodings import declared_in, decode, known
from contested.documents.fields import clean_cell, clean_text, with_headline
from contested.documents.found import Fault, Found, Item, Source
from contested.documents.html import fragment_text
from contested.documents.settings import ReadSettings
from contested.errors import DocumentError

T = TypeVar("T")
_MOST_PARTS = 1000


def read_mail(source: Source, settings: ReadSettings) -> Iterator[Item]:
    """The documents of an e-mail.

    Raises
    ------
    DocumentError
        ``damaged`` where it has neither a header nor a body of an e-mail; ``no_text``.
    """
    raw = source.read(settings.limits.bytes)
    # the older of the two policies: it takes headers as they stand, where the newer can fail on what it cannot parse
    mail = _tried(lambda: BytesParser(policy=policy.compat32).parsebytes(raw))
    if mail is None or not any(mail[h] for h in ("From", "Date", "Subject", "Received", "Message-ID")):
        raise DocumentError("damaged", "has none of the headers of an e-mail (From, Date, Subject); save it as text if it is one")
    parts = [cast(EmailMessage, p) for _, p in zip(range(_MOST_PARTS), mail.walk(), strict=False)]
    bodies = [p for p in parts if not p.is_multipart() and not _file_name(p)]
    attached = [p for p in parts if not p.is_multipart() and _file_name(p)]
    if not source.skip:
        yield _body(mail, bodies, hashlib.sha256(raw).hexdigest(), settings)
    yield from read_members(source, [Member(_file_name(p), partial(_payload, p)) for p in attached], settings)


def _body(mail: object, parts: list[EmailMessage], sha256: str, settings: ReadSettings) -> Found | Fault:
    about = cast(EmailMessage, mail)
    plain = [p for p in parts if p.get_content_type() == "text/plain"]
    pages = [p for p in parts if p.get_content_type() == "text/html"]
    try:
        texts, encodings = [], []
        for part in plain or pages:
            payload = _payload(part)
            if not payload.strip():
                continue
            charset = _tried(part.get_content_charset)
            text, encoding = decode(payload, (known(str(charset)) if charset else None) or declared_in(payload[:4096]))
            texts.append(text if plain else fragment_text(text))
            encodings.append(encoding)
        if not texts:
            return Fault("no_text", "has no body of text; its attachments are read")
        text, oddities = clean_text("\n\n".join(texts), settings.limits.characters)
    except DocumentError as e:
        return Fault(e.reason, f"body: {e.detail}")
    day = _day(_header(about, "Date"))
    name, _, address = _header(about, "From").rpartition("<")
    title = clean_cell(_header(about, "Subject"))
    return Found(
        text=with_headline(title, text),
        format="eml",
        encoding="; ".join(dict.fromkeys(encodings)),
        sha256=sha256,
        title=title,
        publisher=clean_cell(name.strip(" \"'") or address.rstrip("> ")),
        published=day,
        published_from="header Date" if day else None,
        oddities=tuple(oddities),
    )


def _header(mail: EmailMessage, name: str) -> str:
    """A header with its encoded words read ("=?utf-8?q?...?=")."""
    from email.header import decode_header, make_header

    written = str(mail[name] or "")[:2000]
    return str(_tried(lambda: str(make_header(decode_header(written)))) or written)


def _day(written: str) -> dt.date | None:
    day = _tried(lambda: parsedate_to_datetime(written).date())
    return day if day is not None and 1970 <= day.year <= 2200 else None


def _file_name(part: EmailMessage) -> str:
    name = _tried(part.get_filename)
    return str(name or "").replace("\x00", "")[:200]


def _payload(part: EmailMessage) -> bytes:
    payload = _tried(lambda: part.get_payload(decode=True))
    return payload if isinstance(payload, bytes) else b""


def _tried(get: Callable[[], T]) -> T | None:
    """What the standard library makes of a part of an e-mail; None where it fails, which it does in many ways."""
    try:
        return get()
    except (MemoryError, DocumentError):
        raise
    except Exception:
        return None
