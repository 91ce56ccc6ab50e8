"""Documents in a Parquet file: one a row, a few rows held at a time, and of the columns only those that are used.

What is broken costs the rest of its row group, and no more.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from contested.documents.dates import DateError, Orders, day_number
from contested.documents.fields import Whole, as_found, choose, clean_cell, clean_text, date_oddity, day_in, no_text_column
from contested.documents.found import CUT_SHORT, Fault, Found, Item, Part, Source, Step
from contested.documents.html import fragment_text, looks_like_html
from contested.documents.settings import NAMES, Columns, ReadSettings
from contested.errors import DocumentError
from contested.model import Oddity

_BATCH = 64  # rows: each may have a text of the longest that is read
_STRIDE = 5_000  # rows passed over after which the reader says that it is still at it
_LONGEST_CELL = 4_096  # bytes of a cell that is no text, of which less is kept
_BUFFER = 1 << 18
_RATIO = 256  # how many times its bytes a file of any size may unpack to
_ROW = 1_000  # bytes that a row counts for, whatever is in it
_SQUEEZED = 64  # a part has at least this share of the bytes it is to have when unpacked
_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}

# what a cell holds: its bytes, a number, or nothing
_Cell = bytes | int | None


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that is used: `a_day` is None where its cells are words or numbers, else how many of its units a day has."""

    name: str
    kind: str
    a_day: int | None


@dataclass(frozen=True, slots=True)
class _Table:
    """An open file: its columns by part of a document, and of each row group how many rows it has.

    `bytes`: how many it says that it has, a value counted once that stands for many; `most`: how many it may unpack to.
    """

    file: pq.ParquetFile
    columns: dict[str, _Column]
    rows: list[int]
    bytes: list[int]
    most: list[int]
    oddities: tuple[Oddity, ...]

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(c.name for c in self.columns.values()))


def read_parquet(source: Source, settings: ReadSettings) -> Iterator[Item]:
    """The documents of a Parquet file, or of some rows of it.

    Raises
    ------
    DocumentError
        ``damaged``, ``encrypted``, ``empty``; ``no_text_column`` where no column holds texts.
    """
    with source.open() as stream:
        table = _open(stream, source.size(), settings)
        total = sum(table.rows)
        part = source.part
        if part is None:
            if not total:
                raise DocumentError("empty", "has columns, but no record")
            part = Part(0, total, 0, 0, "utf-8", source.sha256(), settings.columns.date_order)
            if part.order == "auto":
                orders = Orders()
                yield from _see_dates(table, orders)
                part = replace(part, order=orders.order)
        elif part.end > total:
            raise CUT_SHORT
        whole = Whole("parquet", part.encoding, part.sha256, part.order)
        first = table.oddities
        for row in _rows(table, table.names, part.begin, part.end):
            if isinstance(row, Fault | Step):
                yield row
                continue
            number, cells = row
            document = _document(number, cells, table.columns, whole, settings)
            if isinstance(document, Found) and first:
                document = replace(document, oddities=first + document.oddities)
                first = ()
            yield document


def divide_parquet(source: Source, settings: ReadSettings, size: int) -> Iterator[Part | Step]:
    """The parts of a Parquet file: whole row groups, or some rows of a large one, of about `size` bytes unpacked.

    Raises
    ------
    DocumentError
        As `read_parquet`.
    """
    with source.open() as stream:
        table = _open(stream, source.size(), settings)
        # what a file says of itself is not believed: it cannot be divided into more parts than its bytes can fill
        size = max(size, sum(table.bytes) * size // max(1, source.size() * _SQUEEZED))
        ends = _ends(table.rows, table.bytes, size)
        if len(ends) < 2 or table.oddities:  # the first document says what is odd: which that is, only reading tells
            return
        yield Step(None)
        digest = source.sha256()
        order = settings.columns.date_order
        if order == "auto":
            orders = Orders()
            yield from _see_dates(table, orders)
            order = orders.order
        for begin, end in zip([0, *ends], ends, strict=False):
            yield Part(begin, end, 0, begin, "utf-8", digest, order)


def _ends(rows: Sequence[int], weights: Sequence[int], size: int) -> list[int]:
    """The rows before which parts end, each of about `size`: a row group of twice that is divided, small ones are joined."""
    ends: list[int] = []
    at = weight = 0
    for n, w in zip(rows, weights, strict=True):
        pieces = min(round(w / size), n // _BATCH)
        if pieces > 1:
            if weight:
                ends.append(at)
            # behind whole batches, as the rows are read
            ends += sorted({at + n * i // pieces // _BATCH * _BATCH for i in range(1, pieces)} - {at})
            at += n
            ends.append(at)
            weight = 0
        else:
            at += n
            weight += w
            if weight >= size:
                ends.append(at)
                weight = 0
    if at and ends[-1:] != [at]:
        ends.append(at)
    return [e for e, before in zip(ends, [0, *ends], strict=False) if e > before]


def _open(stream: BinaryIO, size: int, settings: ReadSettings) -> _Table:
    if stream.read(4) == b"PARE":
        raise DocumentError("encrypted", "its columns are encrypted; save it without")
    stream.seek(0)
    with _damaged():
        described = pq.ParquetFile(stream, pre_buffer=False)
        metadata = described.metadata
        schema = described.schema_arrow
        leaves = [described.schema.column(i) for i in range(len(described.schema))]
        flat = [leaf.path if leaf.path == leaf.name and not leaf.max_repetition_level else "" for leaf in leaves]
        often = Counter(schema.names) + Counter(leaf.path for leaf in leaves if leaf.path != leaf.name)
        header = [name if often[name] == 1 else "" for name in flat]
        types = [schema.field(name).type if name else None for name in header]
        groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
        rows = [g.num_rows for g in groups]
        if min(rows, default=0) < 0:
            raise ValueError("a row group of fewer rows than none")
        columns = _columns(header, types, settings.columns)
        if "text" not in columns:
            raise no_text_column([clean_cell(n) or "" for n in schema.names], settings.columns)
        # what is said of single columns is not asked for: where that is broken, the library ends the process
        sizes = [max(1, g.total_byte_size) for g in groups]
        stream.seek(0)
        file = pq.ParquetFile(
            stream,
            metadata=metadata,
            buffer_size=_BUFFER,
            pre_buffer=False,
            coerce_int96_timestamp_unit="us",
            page_checksum_verification=True,
        )
    twice = sorted(n for n, k in Counter(schema.names).items() if k > 1)
    detail = f"not used, for no one can say which is meant: {', '.join(clean_cell(n) or '' for n in twice)[:200]}"
    # a few bytes can stand for a million long texts: the whole file may unpack to so much, and each group to its share
    most = max(settings.limits.expanded, _RATIO * size)
    shares = [most * s // sum(sizes) for s in sizes]
    return _Table(file, columns, rows, sizes, shares, (Oddity("column_twice", len(twice), detail, True),) if twice else ())


@contextlib.contextmanager
def _damaged() -> Iterator[None]:
    try:
        yield
    except (MemoryError, DocumentError):
        raise
    except Exception as e:  # whatever the library makes of a broken file
        raise DocumentError("damaged", f"is no whole Parquet file ({_why(e)}); fetch it again") from e


def _why(error: Exception) -> str:
    return clean_cell(str(error)[:300]) or type(error).__name__


def _columns(header: Sequence[str], types: Sequence[pa.DataType | None], columns: Columns) -> dict[str, _Column]:
    """Part of a document -> the column for it; one whose cells cannot be that is passed over."""
    kinds = [(None, None) if t is None else _kind(t) for t in types]
    fit = {"date": ("words", "number", "day"), "id": ("words", "number")}
    chosen: dict[str, _Column] = {}
    for part in NAMES:
        usable = [name if kind in fit.get(part, ("words",)) else "" for name, (kind, _) in zip(header, kinds, strict=True)]
        at = choose(usable, columns).get(part)
        if at is not None:
            kind, a_day = kinds[at]
            assert kind is not None
            chosen[part] = _Column(header[at], kind, a_day)
    return chosen


def _is_words(t: pa.DataType) -> bool:
    return bool(pa.types.is_string(t) or pa.types.is_large_string(t) or pa.types.is_string_view(t))


def _kind(t: pa.DataType) -> tuple[str | None, int | None]:
    is_ = pa.types
    if _is_words(t.value_type if is_.is_dictionary(t) else t):
        return "words", None
    if is_.is_integer(t):
        return "number", None
    if is_.is_date32(t):
        return "day", 1
    if is_.is_date64(t):
        return "day", _DAY["ms"]
    return ("day", _DAY[t.unit]) if is_.is_timestamp(t) else (None, None)


def _see_dates(table: _Table, orders: Orders) -> Iterator[Step]:
    """Look at every date that is written in words."""
    column = table.columns.get("date")
    if column is None or column.kind != "words":
        return
    for row in _rows(table, [column.name], 0, sum(table.rows)):
        if isinstance(row, Step):
            yield row
        elif not isinstance(row, Fault):
            number, cells = row
            orders.see(_words(cells[column.name]))
            if not orders.open:
                return
            if number % _STRIDE == 0:
                yield Step(None)


def _rows(table: _Table, names: list[str], begin: int, end: int) -> Iterator[tuple[int, dict[str, _Cell]] | Fault | Step]:
    """(number of the row, counted from 1; its cells by column) from row `begin` up to `end`.

    A row group is always read from its first row, in the same batches: where it is broken does not depend on the part.
    """
    first = 0
    for group, n in enumerate(table.rows):
        if first >= end:
            return
        if n and first + n > begin:
            yield from _rows_of_group(table, group, names, first, begin, end)
        first += n


def _rows_of_group(
    table: _Table, group: int, names: list[str], at: int, begin: int, end: int
) -> Iterator[tuple[int, dict[str, _Cell]] | Fault | Step]:
    last = at + table.rows[group]
    left = table.most[group]
    reason, why = "damaged", "cannot be read: it has fewer rows than it says; fetch the file again"
    passed = 0
    batches = None
    while at < min(last, end):
        try:
            if batches is None:
                batches = table.file.iter_batches(_BATCH, row_groups=[group], columns=names, use_threads=False)
            batch = next(batches, None)
            if batch is None:
                break
            n = min(batch.num_rows, last - at)
            left -= _ROW * n + sum(map(_unpacked, batch.columns))
            if left < 0:
                reason, why = "archive_bomb", f"are not read: it unpacks to more than its share, {table.most[group]:,} bytes"
                break
            cells = {name: _cells(batch.column(name)) for name in names} if at + n > begin else {}
        except MemoryError:
            reason, why = "too_much_memory", "need more memory than the limit `memory`; save the file in smaller row groups"
            break
        except Exception as e:  # whatever the library makes of broken pages
            why = f"cannot be read: {_why(e)}; fetch the file again"
            break
        for i in range(max(0, begin - at), min(n, end - at)) if cells else ():
            yield at + i + 1, {name: column[i] for name, column in cells.items()}
        if not cells and (passed := passed + n) >= _STRIDE:
            passed = 0
            yield Step(None)
        at += n
    else:
        return
    if at >= begin:  # else the part before has said so
        yield Fault(reason, f"records {at + 1:,} to {last:,}, the rest of a row group, {why}")


def _unpacked(column: pa.Array) -> int:
    """How many bytes its cells have; ValueError where one points outside of the dictionary they are taken from."""
    if not isinstance(column, pa.DictionaryArray):
        return int(column.nbytes)
    bounds = pc.min_max(column.indices).as_py()
    if bounds["min"] is None:
        return 0
    if not 0 <= bounds["min"] <= bounds["max"] < len(column.dictionary):
        raise ValueError("a cell points outside of its dictionary")
    return pc.sum(pc.binary_length(column.dictionary.cast(pa.binary())).take(column.indices)).as_py() or 0


def _cells(column: pa.Array) -> list[_Cell]:
    """The cells of a batch: bytes of words, numbers, days in their unit."""
    if isinstance(column, pa.DictionaryArray):
        values = column.dictionary.cast(pa.binary())
        known: dict[int, _Cell] = {}
        indices: list[int | None] = column.indices.to_pylist()
        for i in indices:
            if i is not None and i not in known:
                known[i] = values[i].as_py()
        return [None if i is None else known[i] for i in indices]
    if _is_words(column.type):
        column = column.cast(pa.binary())
    elif pa.types.is_date32(column.type):
        column = column.cast(pa.int32())
    elif pa.types.is_date64(column.type) or pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    cells: list[_Cell] = column.to_pylist()
    return cells


def _words(cell: _Cell) -> str:
    """What stands in a cell that is no text, as much of it as is looked at."""
    if isinstance(cell, bytes):
        return cell[:_LONGEST_CELL].decode("utf-8", "replace")
    return "" if cell is None else str(cell)


def _document(number: int, row: Mapping[str, Any], columns: Mapping[str, _Column], whole: Whole, settings: ReadSettings) -> Found | Fault:
    try:
        text, oddities = clean_text(_text(row[columns["text"].name], settings.limits.characters), settings.limits.characters)
    except DocumentError as e:
        return Fault(e.reason, f"record {number:,}: {e.detail}")
    cells = {part: _words(row[c.name]) for part, c in columns.items() if part != "text"}
    day = None
    date = columns.get("date")
    if date is not None:
        if not cells["date"].strip():
            oddities.append(Oddity("date_missing"))
        elif date.a_day is None:
            day = day_in(cells["date"], whole.order, oddities)
        else:
            day = _day(row[date.name] // date.a_day, oddities)
    day_from = clean_cell(f"column {date.name}") if date is not None else None
    return as_found(cells, text, number, day, day_from, whole, oddities)


def _text(cell: bytes | None, most: int) -> str:
    raw = cell or b""
    if len(raw) > 4 * most:  # no sign takes more than four bytes
        raise DocumentError("too_many_characters", f"longer than {4 * most:,} bytes")
    text = raw.decode("utf-8", "replace")
    return fragment_text(text) if looks_like_html(text) else text


def _day(days: int, oddities: list[Oddity]) -> dt.date | None:
    try:
        return day_number(days)
    except DateError as e:
        oddities.append(date_oddity(e))
        return None
