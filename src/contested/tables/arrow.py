"""Arrow schemas from the schema records."""

from __future__ import annotations

from functools import cache

import pyarrow as pa

from contested.tables.schema import SCHEMA_VERSION, TABLES

_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
}


@cache
def arrow_schema(name: str) -> pa.Schema:
    """The Arrow schema of table `name`, each field with its meaning and HXL tag, the schema version with the whole."""
    table = TABLES[name]
    fields = [
        pa.field(c.name, _TYPES[c.type], nullable=not c.required, metadata={"meaning": c.meaning, "hxl": c.hxl}) for c in table.columns
    ]
    return pa.schema(fields, metadata={"contested_table": name, "contested_schema": SCHEMA_VERSION, "title": table.title})
