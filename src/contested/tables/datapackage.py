"""`datapackage.json`: the tables described as a Frictionless Data Package (version 2), with HXL hashtags, sizes and digests.

It is what `contested check` holds the files against: it names every file with its size and SHA-256, and carries a digest of
itself. No time stamp: the same tables give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from contested.errors import TableError
from contested.tables.schema import SCHEMA_VERSION, TABLES, Column, Table

NAME = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
SEAL = "digest"
_TITLE = "Contested Figures"
_DESCRIPTION = (
    "Reported casualty, displacement and control figures, one row per claim, with the words each rests on. "
    "In the CSV files an apostrophe stands before a text that a spreadsheet would run as a formula; it is no part of the text."
)
_TYPES = {"string": "string", "integer": "integer", "number": "number", "date": "date", "boolean": "boolean"}


def write_datapackage(folder: Path, *, parquet: bool = True) -> Path:
    """Describe the tables that lie in `folder`; returns the path written.

    Each resource is the CSV file, with its size and digest; its property `parquet` names the file that holds the same rows
    typed, with size and digest too. `parquet=False` leaves that out, for a folder of CSV files alone.
    """
    tables = [t for t in TABLES.values() if (folder / f"{t.name}.csv").is_file()]
    package = {
        "$schema": PROFILE,
        "name": "contested-figures",
        "title": _TITLE,
        "description": _DESCRIPTION,
        "version": SCHEMA_VERSION,
        "keywords": ["conflict", "casualties", "displacement", "territorial control"],
        "resources": [_resource(folder, t, parquet=parquet) for t in tables],
        SEAL: "",
    }
    path = folder / NAME
    # as the tables: beside, then renamed, so that a link into a published edition is replaced and never written through
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(sealed(package), encoding="utf-8", newline="\n")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path


def read_datapackage(folder: Path) -> dict[str, Any] | None:
    """The description of the tables in `folder`; None where there is none.

    Raises
    ------
    TableError
        It cannot be read as JSON.
    """
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        package = json.loads(path.read_bytes().decode("utf-8"))
    except (OSError, ValueError, RecursionError) as e:
        raise TableError(f"{path}: is not JSON in UTF-8 ({e}); make the tables again with `contested parse`") from e
    if not isinstance(package, dict):
        raise TableError(f"{path}: does not describe tables; make the tables again with `contested parse`")
    return package


def sealed(package: dict[str, Any]) -> str:
    """The text of the file, with the digest of all the rest of it in the property `digest`."""
    return _text({**package, SEAL: f"sha256:{hashlib.sha256(_text({**package, SEAL: ''}).encode()).hexdigest()}"})


def file_digest(path: Path) -> str:
    """The digest of a file's bytes, as it stands in the description."""
    with path.open("rb") as f:
        return f"sha256:{hashlib.file_digest(f, 'sha256').hexdigest()}"


def _text(package: dict[str, Any]) -> str:
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _resource(folder: Path, table: Table, *, parquet: bool) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(c) for c in table.columns if c.in_csv], "missingValues": [""]}
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    if keys := [_foreign_key(table.name, k) for k in table.foreign_keys if _holds(folder, table, k)]:
        schema["foreignKeys"] = keys
    resource: dict[str, Any] = {
        "name": table.name,
        "type": "table",
        "title": table.title,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        **_file(folder / f"{table.name}.csv"),
        "schema": schema,
    }
    typed = folder / f"{table.name}.parquet"
    if parquet and typed.is_file():
        resource["parquet"] = {"path": typed.name, **_file(typed)}
    return resource


def _file(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "hash": file_digest(path)}


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.unique:
        constraints["unique"] = True
    if column.enum:
        constraints["enum"] = list(column.enum)
    if column.pattern:
        constraints["pattern"] = column.pattern
    for name in ("minimum", "maximum"):
        if (limit := getattr(column, name)) is not None:
            constraints[name] = int(limit) if limit == int(limit) else limit
    described: dict[str, Any] = {"name": column.name, "type": _TYPES[column.type], "description": column.meaning, "hxl": column.hxl}
    if column.enum:
        described["categories"] = list(column.enum)
    return {**described, "constraints": constraints} if constraints else described


def _foreign_key(table: str, key: tuple[str, str, str]) -> dict[str, Any]:
    column, other, field = key
    reference: dict[str, Any] = {"fields": [field]}
    # a key into the same table names no resource
    return {"fields": [column], "reference": reference if other == table else {"resource": other, **reference}}


def _holds(folder: Path, table: Table, key: tuple[str, str, str]) -> bool:
    column, other, _ = key
    if other != table.name and not (folder / f"{other}.csv").is_file():
        return False
    # rows of reference data belong to no document: where there are any, this key does not hold for every row
    return column != "doc_id" or _from_text_alone(folder, table)


def _from_text_alone(folder: Path, table: Table) -> bool:
    import pyarrow.compute as pc

    from contested.tables.read import read_arrow

    try:
        return not pc.any(pc.equal(read_arrow(folder, table.name, ["kind"])["kind"], "reference")).as_py()
    except TableError:
        return False  # a damaged table: nothing is promised of it
