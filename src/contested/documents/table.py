"""Documents in a table (CSV, TSV): one a row, read row by row, every oddity counted.

The file is passed over three times, and never held as a whole: for its encoding and digest; for its shape, the order of
its dates and its empty columns; for its documents.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from contested.documents.dates import order_of
from contested.documents.encodings import Survey, shown, survey
from contested.documents.fields import Whole, as_found, choose, clean_cell, clean_text, day_in, no_text_column
from contested.documents.found import Fault, Found, Item, Source
from contested.documents.settings import DateOrder, ReadSettings
from contested.errors import DocumentError
from contested.model import Oddity

_DELIMITERS = ",;\t|"
_HEADER_LINES = 65_536
_MARKUP = re.compile(r"</(?:p|div|span|a|b|i|strong|em|li|td|h[1-6])>")


@dataclass(frozen=True, slots=True)
class Shape:
    """The header of a table: the place of each part of a document in a row, and what is odd about the file as a whole."""

    header: list[str]
    delimiter: str
    at: dict[str, int]
    order: DateOrder
    oddities: tuple[Oddity, ...]


def read_table(source: Source, settings: ReadSettings) -> Iterator[Item]:
    """The documents of a CSV or TSV file.

    Raises
    ------
    DocumentError
        ``empty``, ``not_text``; ``no_text_column`` where no column holds texts.
    """
    found = survey(source)
    shape = _shape(source, found, settings)
    first = shape.oddities
    empty = True
    for row in _rows(source, found, shape.delimiter, settings):
        if isinstance(row, Fault):
            empty = False
            yield row
            continue
        if row.number == 0:
            continue
        document = _document(row, shape, found, settings)
        if isinstance(document, Found) and first:
            document = replace(document, oddities=first + document.oddities)
            first = ()
        yield document
        empty = False
    if empty:
        raise DocumentError("empty", "has a header, but no record")


def _document(row: Row, shape: Shape, survey: Survey, settings: ReadSettings) -> Found | Fault:
    where = f"record {row.number}, line {row.line}"
    width = len(shape.header)
    if any(c.strip() for c in row.cells[width:]):
        return Fault(
            "bad_record", f"{where}: {len(row.cells)} cells, but the header has {width}; put quotation marks around cells with a comma"
        )
    if len(row.cells) < width and (row.after_fault or len(row.cells) <= shape.at["text"]):
        return Fault("bad_record", f"{where}: {len(row.cells)} cells, but the header has {width}: a broken row, or a part of one")

    def cell(part: str) -> str:
        i = shape.at.get(part)
        return row.cells[i] if i is not None and i < len(row.cells) else ""

    try:
        text, oddities = clean_text(cell("text"), settings.limits.characters)
    except DocumentError as e:
        return Fault(e.reason, f"{where}: {e.detail}")
    if len(row.cells) < width:
        oddities.append(Oddity("short_row", 1, f"{len(row.cells)} cells, but the header has {width}"))
    if _MARKUP.search(text):
        oddities.append(Oddity("markup", len(_MARKUP.findall(text)), "tags of HTML in the text; kept as they stand"))
    beside = {part: n for part in ("title", "publisher", "url", "id") if (n := cell(part).count("\ufffd"))}
    if beside:
        oddities.append(Oddity("undecoded_character", sum(beside.values()), f"in the cells of {', '.join(beside)}; shown as U+FFFD"))
    published = day_in(cell("date"), shape.order, oddities)
    if "date" in shape.at and not cell("date").strip():
        oddities.append(Oddity("date_missing"))
    whole = Whole("csv" if shape.delimiter != "\t" else "tsv", shown(survey.encoding), survey.sha256, shape.order)
    from_column = f"column {shape.header[shape.at['date']]}" if published else None
    return as_found({part: cell(part) for part in shape.at}, text, row.number, published, from_column, whole, oddities)


def _shape(source: Source, survey: Survey, settings: ReadSettings) -> Shape:
    delimiter = _delimiter(source, survey, settings)
    rows = _rows(source, survey, delimiter, settings)
    first = next((r for r in rows if isinstance(r, Row)), None)
    header = [clean_cell(c) or "" for c in first.cells] if first else []
    at = choose(header, settings.columns)
    if "text" not in at:
        raise no_text_column(header, settings.columns)
    filled = [0] * len(header)
    records = 0

    def dates() -> Iterator[str]:
        nonlocal records
        for row in rows:
            if isinstance(row, Row):
                records += 1
                for i, c in enumerate(row.cells[: len(header)]):
                    if c and not c.isspace():
                        filled[i] += 1
                i = at.get("date", len(row.cells))
                if i < len(row.cells):
                    yield row.cells[i]

    written = list(_numeric(dates()))
    order = settings.columns.date_order
    if order == "auto":
        order = order_of(written)
    return Shape(header, delimiter, at, order, tuple(_file_oddities(header, filled, records)))


def _numeric(dates: Iterator[str]) -> Iterator[str]:
    """Each different date once: what is kept of a long file stays small."""
    seen: set[str] = set()
    for d in dates:
        key = d.strip()[:10]
        if key not in seen and len(seen) < 20_000:
            seen.add(key)
            yield key


def _file_oddities(header: list[str], filled: list[int], records: int) -> Iterator[Oddity]:
    names = [n or f"number {i + 1}" for i, n in enumerate(header)]
    empty = [n for n, k in zip(names, filled, strict=True) if not k]
    if empty and records:
        yield Oddity("empty_column", len(empty), f"without a value in any of {records:,} records: {', '.join(empty)[:200]}", True)
    unnamed = [f"{n} ({k:,} values)" for n, h, k in zip(names, header, filled, strict=True) if not h and k]
    if unnamed:
        yield Oddity("unnamed_column", len(unnamed), f"not used, having no name: {', '.join(unnamed)[:200]}", True)
    twice = sorted({h for h in header if h and header.count(h) > 1})
    if twice:
        yield Oddity("column_twice", len(twice), f"the first of each is used: {', '.join(twice)[:200]}", True)


def _delimiter(source: Source, survey: Survey, settings: ReadSettings) -> str:
    """The mark between cells under which the header names a column of texts; else the one that cuts it most."""
    with source.open() as stream, io.TextIOWrapper(stream, survey.encoding, errors="replace", newline="") as text:
        line = text.readline(_HEADER_LINES)

    def worth(mark: str) -> tuple[bool, int]:
        header = next(csv.reader([line], delimiter=mark), [])
        return "text" in choose([c.strip() for c in header], settings.columns), len(header)

    return max(_DELIMITERS, key=worth)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands: the header is number 0; `after_fault`: it may be a piece of the broken row before."""

    number: int
    line: int
    cells: list[str]
    after_fault: bool = False


@dataclass(slots=True)
class _Lines:
    """The lines of a file for `csv.reader`: long ones dropped, and those of a broken record given once more."""

    readline: Callable[[int], str]
    most: int
    budget: int
    again: deque[str] = field(default_factory=deque)
    record: list[str] = field(default_factory=list)
    line: int = 0
    dropped: bool = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        text = self.again.popleft() if self.again else self.readline(self.most)
        if not text:
            raise StopIteration
        self.line += 1
        if len(text) >= self.most and not text.endswith(("\n", "\r")):
            self.dropped = True
            while len(rest := self.readline(self.most)) >= self.most and not rest.endswith(("\n", "\r")):
                pass
            return "\n"
        self.record.append(text)
        return text

    def begin(self) -> int:
        """A new record begins; the number of its first line."""
        self.record.clear()
        self.dropped = False
        return self.line + 1

    def back(self) -> None:
        """Give all lines but the first of the record once more: a quotation mark that is never closed takes no other record along."""
        rest = self.record[1:]
        cost = sum(map(len, rest))
        if cost <= self.budget:
            self.budget -= cost
            self.again.extendleft(reversed(rest))
            self.line -= len(rest)


def _rows(source: Source, survey: Survey, delimiter: str, settings: ReadSettings) -> Iterator[Row | Fault]:
    most = settings.limits.characters
    csv.field_size_limit(max(csv.field_size_limit(), most + 1))
    with source.open() as stream, io.TextIOWrapper(stream, survey.encoding, errors="replace", newline="") as text:
        lines = _Lines(text.readline, 2 * most, 4 * most)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        number = 0
        after_fault = False
        width = 0
        while True:
            line = lines.begin()
            try:
                cells = next(reader, None)
            except csv.Error as e:
                yield Fault("bad_record", f"line {line}: {clean_cell(str(e))}; check its quotation marks")
                after_fault = True
                lines.back()
                continue
            if cells is None:
                return
            if lines.dropped:
                yield Fault("too_many_characters", f"line {line}: longer than {2 * most:,} characters")
                after_fault = True
                continue
            if not any(cells):
                continue
            if not number:
                width = len(cells)
            after_fault = after_fault and len(cells) < width
            yield Row(number, line, cells, after_fault)
            number += 1
