"""`datapackage.json`: the tables described as a Frictionless Data Package, with HXL hashtags."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from contested.tables.schema import SCHEMA_VERSION, TABLES, Column, Table

_DESCRIPTION = "Reported casualty, displacement and control figures, one row per claim, with the words each rests on."
_TYPES = {"string": "string", "integer": "integer", "number": "number", "date": "date", "boolean": "boolean"}


def write_datapackage(folder: Path, *, title: str = "Contested Figures", description: str = "") -> Path:
    """Describe the tables that lie in `folder`; returns the path written.

    Each resource is the CSV file (with its size and SHA-256); `parquet` names the file that holds the same rows typed.
    No time stamp: the same tables give the same bytes.
    """
    resources = [_resource(folder, t) for t in TABLES.values() if (folder / f"{t.name}.csv").is_file()]
    package = {
        "profile": "tabular-data-package",
        "name": "contested-figures",
        "title": title,
        "description": description or _DESCRIPTION,
        "version": SCHEMA_VERSION,
        "resources": resources,
    }
    path = folder / "datapackage.json"
    # as the tables: beside, then renamed, so that a link into a published edition is replaced and never written through
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _resource(folder: Path, table: Table) -> dict[str, Any]:
    data = (folder / f"{table.name}.csv").read_bytes()
    columns = [c for c in table.columns if c.in_csv]
    schema: dict[str, Any] = {"fields": [_field(c) for c in columns], "missingValues": [""]}
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    if keys := [_foreign_key(table.name, k) for k in table.foreign_keys if _points_at_csv(folder, table.name, k)]:
        schema["foreignKeys"] = keys
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": f"{table.name}.csv",
        "parquet": f"{table.name}.parquet",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": len(data),
        "hash": "sha256:" + hashlib.sha256(data).hexdigest(),
        "schema": schema,
    }


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
    field = {"name": column.name, "type": _TYPES[column.type], "description": column.meaning, "hxl": column.hxl}
    return {**field, "constraints": constraints} if constraints else field


def _foreign_key(table: str, key: tuple[str, str, str]) -> dict[str, Any]:
    column, other, field = key
    return {"fields": column, "reference": {"resource": "" if other == table else other, "fields": field}}


def _points_at_csv(folder: Path, table: str, key: tuple[str, str, str]) -> bool:
    column, other, _ = key
    # rows of reference data belong to no document, so this one does not hold for every row
    return column != "doc_id" and (other == table or (folder / f"{other}.csv").is_file())
