"""Does `contested check` find every damage? ``python benchmarks/damage.py [--count 600] [--seed 1]``.

The briefs of ``data/raw`` are read and compared into a folder of tables, which must have no problem. Then the folder is
damaged again and again, each time in one way drawn at random (the seed decides): a byte flipped, a file cut short, made
longer or taken away, a cell edited in a Parquet or a CSV file, a column renamed or moved, a row taken out, doubled or moved.
The kinds named "sealed" bring sizes and digests in ``datapackage.json`` up to date after the damage, as a careless tool would:
then only what the tables say can give it away. `check` must report every damage, and name the file, and for an edited cell
the row and the column. Two kinds may be missed and are only counted: a row taken out of both files or a cell edited alike in
both, and sealed. They are found where they break a rule of the schema.

Prints a table and exits with 1 where a damage was missed; writes nothing outside a temporary folder.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from contested.compare import compare_tables
from contested.pipeline import parse_corpus
from contested.tables import check_tables, write_datapackage
from contested.tables.csvfile import write_csv
from contested.tables.schema import TABLES

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Damage:
    """What was done: to which file, and for a cell in which table and column. `said` tells it to a reader."""

    said: str
    file: str
    table: str = ""
    column: str = ""
    row: int | None = None


def good_tables(folder: Path) -> Path:
    """The tables of the briefs, parsed and compared, in `folder`."""
    parse_corpus(ROOT / "data" / "raw", folder)
    compare_tables(folder)
    return folder


# ---- damages of files -------------------------------------------------------------------------------------------


def flip(folder: Path, rng: random.Random) -> Damage:
    path = rng.choice(sorted(folder.iterdir()))
    data = bytearray(path.read_bytes())
    at = rng.randrange(len(data))
    data[at] ^= rng.randrange(1, 256)
    path.write_bytes(data)
    return Damage(f"byte {at} of {path.name} flipped", path.name)


def flip_footer(folder: Path, rng: random.Random) -> Damage:
    path = rng.choice(sorted(folder.glob("*.parquet")))
    data = bytearray(path.read_bytes())
    begin = len(data) - 8 - int.from_bytes(data[-8:-4], "little")  # the file ends with the footer, its length and a mark
    where = rng.sample(range(begin, len(data)), rng.randrange(1, 4))
    for at in where:
        data[at] ^= rng.randrange(1, 256)
    path.write_bytes(data)
    return Damage(f"bytes {where} of the footer of {path.name} flipped", path.name)


def cut(folder: Path, rng: random.Random) -> Damage:
    path = rng.choice(sorted(folder.iterdir()))
    size = rng.randrange(path.stat().st_size)
    path.write_bytes(path.read_bytes()[:size])
    return Damage(f"{path.name} cut to {size} bytes", path.name)


def lengthen(folder: Path, rng: random.Random) -> Damage:
    path = rng.choice(sorted(folder.iterdir()))
    more = rng.choice([b"\n", b" ", b"\x00", rng.randbytes(rng.randrange(1, 50))])
    path.write_bytes(path.read_bytes() + more)
    return Damage(f"{len(more)} bytes added to {path.name}", path.name)


def drop(folder: Path, rng: random.Random) -> Damage:
    path = rng.choice(sorted(folder.iterdir()))
    path.unlink()
    return Damage(f"{path.name} taken away", path.name)


# ---- damages of cells, columns and rows ----------------------------------------------------------------------------


def _table(folder: Path, rng: random.Random, rows: int = 1) -> tuple[str, pa.Table]:
    names = [n for n in TABLES if (folder / f"{n}.parquet").is_file()]
    while True:
        name = rng.choice(names)
        table = pq.read_table(folder / f"{name}.parquet")
        if table.num_rows >= rows:
            return name, table


def other_value(value: Any, kind: str, taken: list[Any], rng: random.Random) -> Any:
    """A value of the column's kind that differs from `value`; None is one too."""
    choices: list[Any] = [None] if value is not None else []
    choices += [v for v in dict.fromkeys(taken) if v != value][:5]
    if kind == "string":
        text = value or ""
        at = rng.randrange(len(text) + 1)
        choices += [text[:at] + rng.choice("x 1'=\"\n,é") + text[at:], text[:at] + text[at + 1 :], text.upper(), ""]
    elif kind in ("integer", "number"):
        number = value or 0
        choices += [number + 1, number - 1, number * 10, -number]
        choices += [number + 0.5, number * (1 + 1e-9), float("inf")] if kind == "number" else []
    elif kind == "date":
        choices += [(value or dt.date(2016, 12, 1)) + dt.timedelta(days=rng.choice([-400, -1, 1, 30]))]
    elif kind == "boolean":
        choices += [not value]
    differing = [c for c in choices if c != value or type(c) is not type(value)]
    return rng.choice([c for c in differing if c != value])


def _edited(folder: Path, rng: random.Random, *, with_text: bool) -> tuple[pa.Table, Damage]:
    name, table = _table(folder, rng)
    column = rng.choice([c for c in TABLES[name].columns if c.in_csv or with_text])
    values = table[column.name].to_pylist()
    row = rng.randrange(len(values))
    before = values[row]
    values[row] = other_value(before, column.type, values, rng)
    i = table.column_names.index(column.name)
    # what a column needs is not asked here: a damage asks nobody
    field = table.schema.field(i).with_nullable(True)
    edited = table.set_column(i, field, pa.array(values, field.type)).replace_schema_metadata(table.schema.metadata)
    said = f"{name}, row {row + 1}, column {column.name}: {before!r} became {values[row]!r}"
    return edited, Damage(said, "", name, column.name, row)


def _write(folder: Path, name: str, table: pa.Table, *endings: str) -> None:
    if "parquet" in endings:
        pq.write_table(table, folder / f"{name}.parquet")
    if "csv" in endings:
        write_csv(folder / f"{name}.csv", table.select([c for c in table.column_names if c != "text"]))


def cell(*endings: str, sealed: bool) -> Callable[[Path, random.Random], Damage]:
    def damage(folder: Path, rng: random.Random) -> Damage:
        # with the digests brought up to date, nothing tells of a letter of a text that no span points at
        edited, done = _edited(folder, rng, with_text=endings == ("parquet",) and not sealed)
        _write(folder, done.table, edited, *endings)
        if sealed:
            write_datapackage(folder)
        return Damage(f"{done.said} in {' and '.join(endings)}", f"{done.table}.{endings[-1]}", done.table, done.column, done.row)

    return damage


def column(folder: Path, rng: random.Random) -> Damage:
    name, table = _table(folder, rng, rows=0)
    i = rng.randrange(table.num_columns)
    was = table.column_names[i]
    names = list(table.column_names)
    how = rng.choice(["renamed", "taken out", "moved", "made text"])
    if how == "made text" and pa.types.is_string(table.schema.field(i).type):
        how = "renamed"
    if how == "renamed":
        table = table.rename_columns([*names[:i], f"{was}_", *names[i + 1 :]])
    elif how == "taken out":
        table = table.drop_columns([was])
    elif how == "moved":
        table = table.select([*names[i:], *names[:i]] if i else [*names[1:], names[0]])
    else:
        table = table.set_column(i, was, table[was].cast(pa.string()))
    pq.write_table(table, folder / f"{name}.parquet")
    write_datapackage(folder)
    return Damage(f"{name}, column {was} {how}, sealed", f"{name}.parquet", name)


def _row(how: str, change: Callable[[list[int], int, random.Random], None]) -> Callable[[Path, random.Random], Damage]:
    def damage(folder: Path, rng: random.Random) -> Damage:
        name, table = _table(folder, rng, rows=2)
        i = rng.randrange(table.num_rows)
        order = list(range(table.num_rows))
        change(order, i, rng)
        _write(folder, name, table.take(order), "parquet", "csv")
        write_datapackage(folder)
        return Damage(f"{name}, row {i + 1} {how} in both files, sealed", f"{name}.parquet", name)

    return damage


def _double(order: list[int], i: int, _: random.Random) -> None:
    order.insert(i, i)


def _take_out(order: list[int], i: int, _: random.Random) -> None:
    order.pop(i)


def _move(order: list[int], i: int, rng: random.Random) -> None:
    to = rng.choice([k for k in range(len(order)) if k != i])
    order.insert(to, order.pop(i))


KINDS: dict[str, Callable[[Path, random.Random], Damage]] = {
    "byte flipped": flip,
    "footer of a Parquet file flipped": flip_footer,
    "cut short": cut,
    "made longer": lengthen,
    "file taken away": drop,
    "cell of a Parquet file": cell("parquet", sealed=False),
    "cell of a CSV file": cell("csv", sealed=False),
    "cell of both files": cell("parquet", "csv", sealed=False),
    "cell of a Parquet file, sealed": cell("parquet", sealed=True),
    "cell of a CSV file, sealed": cell("csv", sealed=True),
    "column, sealed": column,
    "row doubled, sealed": _row("doubled", _double),
    "row moved, sealed": _row("moved", _move),
}
MAY_BE_MISSED = {
    "row taken out, sealed": _row("taken out", _take_out),
    "cell of both files, sealed": cell("parquet", "csv", sealed=True),
}
NAMES_CELL = tuple(k for k in KINDS if k.startswith("cell") and k != "cell of both files")


def missed(kind: str, damage: Damage, problems: list[Any]) -> str:
    """What `check` did not say of a damage; "" where it said all it should."""
    if not problems:
        return "nothing was reported"
    if not any(damage.file in (p.file, f"{p.table}.parquet", f"{p.table}.csv") for p in problems):
        return f"{damage.file} was not named"
    if kind in NAMES_CELL and damage.column != "text":
        at = f"{(damage.row or 0) + 1} "
        if not any(p.table == damage.table and p.column == damage.column and f"{p.row} ".startswith(at) for p in problems):
            return "the cell was not named"
    return ""


def try_one(good: Path, folder: Path, kind: str, seed: str) -> tuple[Damage, list[Any]]:
    """Damage a copy of the good tables; returns what was done and what `check` reports."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(good, folder)
    damage = (KINDS | MAY_BE_MISSED)[kind](folder, random.Random(seed))
    return damage, check_tables(folder)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=600, help="damages in all (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    tried: Counter[str] = Counter()
    found: Counter[str] = Counter()
    misses: list[str] = []
    with tempfile.TemporaryDirectory() as aside:
        good = good_tables(Path(aside) / "good")
        if problems := check_tables(good):
            print(f"undamaged tables: {len(problems)} problems, the first: {problems[0]}")
            return 1
        started = time.perf_counter()
        kinds = [*KINDS, *MAY_BE_MISSED]
        for n in range(args.count):
            kind = kinds[n % len(kinds)]
            damage, problems = try_one(good, Path(aside) / "damaged", kind, f"{args.seed}/{n}")
            tried[kind] += 1
            why = missed(kind, damage, problems)
            found[kind] += not why
            if why and kind in KINDS:
                misses.append(f"seed {args.seed}/{n}, {kind}: {damage.said}: {why}")
        seconds = time.perf_counter() - started
    print(f"{'damage':34} {'tried':>6} {'found':>6}")
    for kind in kinds:
        print(f"{kind:34} {tried[kind]:6,} {found[kind]:6,}{'  (where it breaks a rule)' if kind in MAY_BE_MISSED else ''}")
    print(f"undamaged tables: no problem reported; {args.count:,} damages in {seconds:.0f} s; {len(misses)} missed")
    for line in misses[:20]:
        print(line)
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
