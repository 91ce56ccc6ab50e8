"""Documents as records: JSON (one record, a list, or what an API answers) and JSON Lines, one a line."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from contested.documents.dates import Orders, order_of
from contested.documents.encodings import decode, keeps_line_feeds, shown, survey
from contested.documents.fields import Whole, as_found, choose, clean_cell, clean_text, day_in
from contested.documents.found import Fault, Item, Part, Source, Step
from contested.documents.html import fragment_text, looks_like_html
from contested.documents.markdown import markdown_text
from contested.documents.settings import ReadSettings
from contested.errors import DocumentError

# where an answer holds its list of records, and where a record holds what it consists of
_LISTS = ("data", "articles", "results", "items", "documents", "reports", "records", "hits", "docs", "posts", "entries")
_INNER = ("fields", "_source", "attributes")
_DEEPEST = 4
_STRIDE = 10_000  # lines after which a pass over a long file says that it is still at it
_PIECE = 1 << 20


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
    whole = Whole("json", encoding, hashlib.sha256(raw).hexdigest(), order_of(dates) if order == "auto" else order)
    if not records:
        raise DocumentError("empty", "holds no record")
    for number, (record, written) in enumerate(zip(flat, records, strict=True), 1):
        yield _item(record, written, None if alone else number, f"record {number}", whole, settings)


def read_jsonl(source: Source, settings: ReadSettings) -> Iterator[Item]:
    """The documents of a JSON Lines file, or of a part of it, one a line, never held as a whole.

    Raises
    ------
    DocumentError
        ``empty``, ``not_text``.
    """
    part = source.part
    if part is None:
        found = survey(source)
        encoding, order = found.encoding, settings.columns.date_order
        if order == "auto":
            orders = Orders()
            for line, record in _parsed_lines(source, encoding, settings):
                _see_dates(record, settings, orders)
                if line % _STRIDE == 0:
                    yield Step(None)
            order = orders.order
        whole = Whole("jsonl", shown(encoding), found.sha256, order)
    else:
        encoding = part.encoding
        whole = Whole("jsonl", shown(encoding), part.sha256, part.order)
    number = before = part.records if part else 0
    for line, record in _parsed_lines(source, encoding, settings):
        number += 1
        if isinstance(record, DocumentError):
            yield Fault(record.reason, f"line {line}: {record.detail}")
        else:
            yield _item(record, record, number, f"line {line}", whole, settings)
    if number == before:
        raise DocumentError("empty", "holds no record")


def divide_jsonl(source: Source, settings: ReadSettings, size: int) -> Iterator[Part | Step]:
    """The parts of a JSON Lines file, each beginning after a line feed, each with a record in it.

    Raises
    ------
    DocumentError
        As `read_jsonl`.
    """
    ends = _line_ends(source, size)
    if len(ends) < 2:
        return
    yield Step(None)
    found = survey(source)
    if not keeps_line_feeds(found.encoding):
        return
    orders = Orders()
    told = settings.columns.date_order != "auto"
    parts: list[Part] = []
    line = number = begin = 0
    for end in ends:
        part = Part(begin, end, line, number, found.encoding, found.sha256, settings.columns.date_order)
        for line, written in _lines(source, found.encoding, settings, part):
            if written is None or written.strip():
                number += 1
            if not told and written is not None:
                _see_dates(_record_on(written), settings, orders)
                told = not orders.open
            if line % _STRIDE == 0:
                yield Step(None)
        if number > part.records:
            parts.append(part)
        begin = end
    if len(parts) > 1:
        order = orders.order if settings.columns.date_order == "auto" else settings.columns.date_order
        yield from (replace(part, order=order) for part in parts)


def _line_ends(source: Source, size: int) -> list[int]:
    """Places behind line feeds, at least `size` bytes from each other, and the end of the file."""
    ends = []
    with source.open() as stream:
        total = stream.seek(0, os.SEEK_END)
        at = size
        while total - at >= size:
            stream.seek(at - 1)
            while (piece := stream.readline(_PIECE)) and not piece.endswith(b"\n"):
                pass
            at = stream.tell()
            if at < total:
                ends.append(at)
            at += size
    return [*ends, total]


def _see_dates(record: Any, settings: ReadSettings, orders: Orders) -> None:
    if isinstance(record, dict):
        for key in _named(record, settings, "date"):
            orders.see(record.get(key, ""))


def _parsed_lines(source: Source, encoding: str, settings: ReadSettings) -> Iterator[tuple[int, Any]]:
    """(number of the line, the record on it, flat; or why there is none)."""
    for number, line in _lines(source, encoding, settings, source.part):
        if line is None:
            yield number, DocumentError("too_many_characters", f"longer than {_longest_line(settings):,} characters")
        elif line.strip():
            yield number, _record_on(line)


def _record_on(line: str) -> Any:
    try:
        record = _parsed(line)
    except DocumentError as e:
        return e
    return _flat(record) if isinstance(record, dict) else record


def _longest_line(settings: ReadSettings) -> int:
    return 4 * settings.limits.characters


def _lines(source: Source, encoding: str, settings: ReadSettings, part: Part | None) -> Iterator[tuple[int, str | None]]:
    """(number in the file, line) of the whole file or of a part of it; None in place of a line that is too long."""
    most = _longest_line(settings)
    begin, end, number = (part.begin, part.end, part.lines) if part else (0, None, 0)
    if begin and encoding == "utf-8-sig":
        encoding = "utf-8"  # a byte order mark is one at the very beginning only
    with source.stretch(begin, end) as stream, io.TextIOWrapper(stream, encoding, errors="replace") as lines:
        while line := lines.readline(most):
            number += 1
            if len(line) >= most and not line.endswith("\n"):
                while len(rest := lines.readline(most)) >= most and not rest.endswith("\n"):
                    pass
                yield number, None
            else:
                yield number, line


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


def _item(record: dict[str, str] | None, written: Any, number: int | None, where: str, whole: Whole, settings: ReadSettings) -> Item:
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
    published = day_in(about.get("date", ""), whole.order, oddities)
    date_key = next(iter(_named(record, settings, "date")), None)
    return as_found(about, text, number, published, clean_cell(f"key {date_key}"), whole, oddities)


def _body(text: str, written: Any) -> str:
    """The words of a text that may be HTML, or Markdown where the record is ReliefWeb's."""
    if looks_like_html(text):
        return fragment_text(text)
    if isinstance(written, dict) and isinstance(written.get("fields"), dict) and "id" in written:
        return markdown_text(text)
    return text
