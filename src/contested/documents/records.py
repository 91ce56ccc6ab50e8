"""Documents as records: JSON (one record, a list, or what an API answers) and JSON Lines, one a line."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from contested.documents.dates import DateError, order_of, read_date
from contested.documents.encodings import decode, shown, survey
from contested.documents.fields import choose, clean_cell, clean_text, date_oddity, with_headline
from contested.documents.found import Fault, Found, Item, Source
from contested.documents.html import fragment_text, looks_like_html
from contested.documents.markdown import markdown_text
from contested.documents.settings import DateOrder, ReadSettings
from contested.errors import DocumentError

# where an answer holds its list of records, and where a record holds what it consists of
_LISTS = ("data", "articles", "results", "items", "documents", "reports", "records", "hits", "docs", "posts", "entries")
_INNER = ("fields", "_source", "attributes")
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class _File:
    format: str
    encoding: str
    sha256: str
    order: DateOrder


def read_json(source: Source, settings: ReadSettings) -> Iterator[Item]:
    """The documents of a JSON file: a record, a list of records, or an answer of an API that holds such a list.

    The answers of ReliefWeb's API are read as they come: its `fields` are the record, its `body` is Markdown.

    Raises
    ------
    DocumentError
        ``damaged``, ``too_deep``; ``no_text_column`` where no key holds texts.
    """
    raw = source.read(settings.limits.bytes)
    text, encoding = decode(raw)
    records, alone = _records(_parsed(text))
    flat = [_flat(r) if isinstance(r, dict) else None for r in records]
    dates = (r.get(key, "") for r in flat if r is not None for key in _named(r, settings, "date"))
    order = settings.columns.date_order
    file = _File("json", encoding, hashlib.sha256(raw).hexdigest(), order_of(dates) if order == "auto" else order)
    if not records:
        raise DocumentError("empty", "holds no record")
    for number, (record, written) in enumerate(zip(flat, records, strict=True), 1):
        yield _item(record, written, None if alone else number, f"record {number}", file, settings)


def read_jsonl(source: Source, settings: ReadSettings) -> Iterator[Item]:
    """The documents of a JSON Lines file, one a line, never held as a whole."""
    found = survey(source)
    file = _File("jsonl", shown(found.encoding), found.sha256, settings.columns.date_order)
    if file.order == "auto":
        dates = (
            record.get(key, "")
            for _, record in _parsed_lines(source, found.encoding, settings)
            if isinstance(record, dict)
            for key in _named(record, settings, "date")
        )
        file = _File(file.format, file.encoding, file.sha256, order_of(dates))
    number = 0
    for line, record in _parsed_lines(source, found.encoding, settings):
        number += 1
        if isinstance(record, DocumentError):
            yield Fault(record.reason, f"line {line}: {record.detail}")
        else:
            yield _item(record, record, number, f"line {line}", file, settings)
    if not number:
        raise DocumentError("empty", "holds no record")


def _parsed_lines(source: Source, encoding: str, settings: ReadSettings) -> Iterator[tuple[int, Any]]:
    """(number of the line, the record on it, flat; or why there is none)."""
    most = 4 * settings.limits.characters
    with source.open() as stream, io.TextIOWrapper(stream, encoding, errors="replace") as lines:
        number = 0
        while line := lines.readline(most):
            number += 1
            if len(line) >= most and not line.endswith("\n"):
                while len(rest := lines.readline(most)) >= most and not rest.endswith("\n"):
                    pass
                yield number, DocumentError("too_many_characters", f"longer than {most:,} characters")
            elif line.strip():
                try:
                    record = _parsed(line)
                    yield number, _flat(record) if isinstance(record, dict) else record
                except DocumentError as e:
                    yield number, e


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError as e:
        raise DocumentError("too_deep", "its lists and objects lie too deep in each other to be read") from e
    except ValueError as e:  # also a number with more digits than can be read
        raise DocumentError("damaged", f"is no JSON ({clean_cell(str(e))}); fetch it again") from e


def _records(answer: Any) -> tuple[list[Any], bool]:
    """The records; and whether the file is but one record, so that it goes by the name of the file."""
    shell = False
    for _ in range(_DEEPEST):
        if isinstance(answer, list):
            return answer, False
        if not isinstance(answer, dict):
            break
        inner = next((answer[k] for k in _LISTS if isinstance(answer.get(k), list | dict) and answer[k]), None)
        if inner is None or not _is_answer(answer, inner):
            return [answer], not shell
        answer, shell = inner, True
    raise DocumentError("damaged", "is JSON, but neither a record nor a list of records")


def _is_answer(answer: dict[str, Any], inner: Any) -> bool:
    """A list of objects, or one object, in a shell that has no text of its own."""
    objects = inner if isinstance(inner, list) else [inner]
    own = any(isinstance(answer.get(k), str) for k in ("text", "body", "content"))
    return not own and any(isinstance(o, dict) for o in objects)


def _flat(record: dict[str, Any]) -> dict[str, str]:
    """One level: {"date": {"created": d}} -> {"date.created": d}; several names are joined by "; "."""
    for shell in _INNER:
        if isinstance(record.get(shell), dict):
            record = {**{k: v for k, v in record.items() if k != shell}, **record[shell]}
    flat: dict[str, str] = {}
    stack: list[tuple[str, Any, int]] = [("", record, 0)]
    while stack:
        prefix, value, depth = stack.pop()
        if isinstance(value, dict):
            if depth < _DEEPEST:
                stack += [(f"{prefix}.{k}" if prefix else str(k), v, depth + 1) for k, v in reversed(value.items())]
            # {"source": {"name": "The Wire"}}: the object goes by its name
            if prefix and isinstance(value.get("name"), str):
                flat.setdefault(prefix, value["name"])
        elif isinstance(value, list):
            names = [n for v in value if (n := v.get("name") if isinstance(v, dict) else v) is not None]
            parts = [_written(n) for n in names[:1000]]
            flat.setdefault(prefix, ("\n\n" if sum(map(len, parts)) > 500 else "; ").join(p for p in parts if p))
        elif value is not None:
            flat.setdefault(prefix, _written(value))
    return flat


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if isinstance(value, dict | list | bool | None) else str(value)


def _named(record: dict[str, str], settings: ReadSettings, part: str) -> list[str]:
    keys = list(record)
    at = choose(keys, settings.columns)
    return [keys[at[part]]] if part in at else []


def _item(record: dict[str, str] | None, written: Any, number: int | None, where: str, file: _File, settings: ReadSettings) -> Item:
    if not isinstance(record, dict):
        return Fault("bad_record", f"{where}: is no object with keys, but {type(written).__name__}")
    keys = list(record)
    about = {part: record[keys[i]] for part, i in choose(keys, settings.columns).items()}
    if "text" not in about:
        return Fault("no_text_column", f"{where}: no key is known to hold its text; its keys are {clean_cell(', '.join(keys)[:300])}")
    try:
        text, oddities = clean_text(_body(about["text"], written), settings.limits.characters)
    except DocumentError as e:
        return Fault(e.reason, f"{where}: {e.detail}")
    published = None
    if day := about.get("date", "").strip():
        try:
            published = read_date(day, file.order)
        except DateError as e:
            oddities.append(date_oddity(e))
    date_key = next(iter(_named(record, settings, "date")), None)
    title = clean_cell(about.get("title", ""))
    return Found(
        text=with_headline(title, text),
        format=file.format,
        encoding=file.encoding,
        sha256=file.sha256,
        record=clean_cell(about.get("id", "")),
        number=number,
        title=title,
        publisher=clean_cell(about.get("publisher", "")),
        published=published,
        published_from=clean_cell(f"key {date_key}") if published else None,
        url=clean_cell(about.get("url", "")),
        oddities=tuple(oddities),
    )


def _body(text: str, written: Any) -> str:
    """The words of a text that may be HTML, or Markdown where the record is ReliefWeb's."""
    if looks_like_html(text):
        return fragment_text(text)
    if isinstance(written, dict) and isinstance(written.get("fields"), dict) and "id" in written:
        return markdown_text(text)
    return text
