"""A partitioned data set: tables too large for one file, in folders by the month in which their documents were published.

``claims/published_month=2016-12/part-00000.parquet`` and so on, in the Hive style that DuckDB, Spark and pyarrow read; rows within a
month are in the order of the table's key. What belongs to no document of a known day is in the month ``undated``.
`dataset.json` names every file with its rows, size and digest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from contested.errors import TableError
from contested.tables.arrow import arrow_schema
from contested.tables.datapackage import file_digest
from contested.tables.schema import SCHEMA_VERSION, TABLES
from contested.tables.write import ParquetWriter

if TYPE_CHECKING:
    import pyarrow.dataset as ds

MANIFEST = "dataset.json"
MONTH = "published_month"
UNDATED = "undated"
FILE_ROWS = 1_000_000
_AGAIN = "make the data set again with `contested parse --scheduler`"
_TEXT_ROWS = 100_000  # of the table with the documents' texts


def is_dataset(folder: Path) -> bool:
    """Whether the folder holds a partitioned data set."""
    return (folder / MANIFEST).is_file()


def write_month(folder: Path, name: str, month: str, pieces: Iterator[pa.Table], *, rows: int | None = None) -> list[dict[str, Any]]:
    """Write the rows of a table of one month, which come in the order of its key; returns what the manifest says of each file.

    Parameters
    ----------
    rows
        How many a file holds at most; None for the default.
    """
    spec = TABLES[name]
    most = rows or (FILE_ROWS if all(c.in_csv for c in spec.columns) else _TEXT_ROWS)
    here = folder / name / f"{MONTH}={month}"
    here.mkdir(parents=True, exist_ok=True)
    files: list[dict[str, Any]] = []
    left: pa.Table | None = None  # of a piece that did not fit into the file before
    while True:
        path = here / f"part-{len(files):05}.parquet"
        written = 0
        with ParquetWriter(path, name) as writer:
            while written < most:
                piece = next(pieces, None) if left is None else left
                if piece is None:
                    break
                room = most - written
                left = piece.slice(room) if piece.num_rows > room else None
                piece = piece.slice(0, room)
                writer.write(piece)
                written += piece.num_rows
        if not written:
            path.unlink()
            return files
        relative = path.relative_to(folder).as_posix()
        files.append({"path": relative, "rows": written, "bytes": path.stat().st_size, "hash": file_digest(path)})


def write_manifest(folder: Path, made_from: str, files: Mapping[str, Sequence[Mapping[str, Any]]], about: Mapping[str, Any]) -> None:
    """Write `dataset.json`: the files of each table, and what they were made from."""
    tables = {name: {"rows": sum(f["rows"] for f in of), "files": sorted(of, key=lambda f: f["path"])} for name, of in files.items()}
    whole = {"version": SCHEMA_VERSION, "partition": MONTH, "made_from": made_from, **about, "tables": tables}
    (folder / MANIFEST).write_text(json.dumps(whole, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """What `dataset.json` says.

    Raises
    ------
    TableError
        It is not there, no manifest, or one of another schema version.
    """
    path = folder / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        version, _ = manifest["version"], manifest["tables"]
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise TableError(f"{path}: cannot be read ({e}); {_AGAIN}") from e
    if version != SCHEMA_VERSION:
        raise TableError(f"{path}: is of schema version {version}, this program writes {SCHEMA_VERSION}; {_AGAIN}")
    return manifest


def months(folder: Path, name: str) -> list[str]:
    """The months that a table has rows in, in order."""
    return sorted({_month(f["path"]) for f in _files(folder, name)})


def scan(
    folder: Path, name: str, *, columns: Sequence[str] | None = None, where: ds.Expression | None = None, only: Sequence[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """The rows of a table of a data set: some columns of them, those for which `where` holds, some months; the filters are pushed down.

    Within a month they come in the order of the table's key.

    Raises
    ------
    TableError
        The data set has no such table, or a file of it is missing or cannot be read.
    """
    import pyarrow.dataset as ds

    paths = [folder / f["path"] for f in _files(folder, name) if only is None or _month(f["path"]) in only]
    if gone := [p for p in paths if not p.is_file()]:
        raise TableError(f"{gone[0]}: is not there, but {MANIFEST} names it; {_AGAIN}")
    schema = arrow_schema(name)
    options = ds.ParquetFragmentScanOptions(page_checksum_verification=True)
    form = ds.ParquetFileFormat(default_fragment_scan_options=options)
    try:
        source = ds.dataset([str(p) for p in paths], schema=schema, format=form) if paths else ds.dataset(schema.empty_table())
        names = list(columns or schema.names)
        # batches of texts are large: few are read ahead
        yield from source.scanner(columns=names, filter=where, batch_size=16 * 1024, batch_readahead=2, fragment_readahead=1).to_batches()
    except (pa.ArrowException, OSError) as e:
        raise TableError(f"{folder}: the table {name} cannot be read ({e}); `contested check {folder}` says what is damaged") from e


def damage(folder: Path) -> list[tuple[str, str]]:
    """What is wrong with the files of a data set (file, what): gone, of another size, of other contents, not of it."""
    found = []
    for name, table in read_manifest(folder)["tables"].items():
        for f in table["files"]:
            path = folder / f["path"]
            if not path.is_file():
                found.append((f["path"], "is not there"))
            elif path.stat().st_size != f["bytes"]:
                found.append((f["path"], f"has {path.stat().st_size:,} bytes, not {f['bytes']:,}"))
            elif file_digest(path) != f["hash"]:
                found.append((f["path"], "has other contents than were written"))
        named = {f["path"] for f in table["files"]}
        stray = (p.relative_to(folder).as_posix() for p in sorted((folder / name).rglob("*.parquet")))
        found += [(p, "is no file of the data set") for p in stray if p not in named]
    return found


def _files(folder: Path, name: str) -> list[dict[str, Any]]:
    tables = read_manifest(folder)["tables"]
    if name not in tables:
        raise TableError(f"{folder}: the data set has no table {name}; it has {', '.join(tables)}")
    files: list[dict[str, Any]] = tables[name]["files"]
    return files


def _month(path: str) -> str:
    return path.split(f"{MONTH}=", 1)[1].split("/", 1)[0]
