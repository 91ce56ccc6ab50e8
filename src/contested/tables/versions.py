"""Versions of the schema: which this program reads, and the named steps that bring rows of an older one up to date.

A version is written into every Parquet file and into `datapackage.json`. Tables of an older version are brought up to date
as they are read, step by step; nothing on disk is changed. Tables of a newer version, or of one that no step leads from, are
refused: to guess at columns would be worse.

To change the schema: raise `SCHEMA_VERSION`, and add the step that leads to it to `MIGRATIONS`. A step that only adds columns
names them in `added`; one that changes values has a function `change`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from contested.errors import TableError
from contested.tables.arrow import arrow_schema
from contested.tables.schema import SCHEMA_VERSION

_FORM = re.compile(r"\d{1,4}\.\d{1,4}")
_KEY = b"contested_schema"


@dataclass(frozen=True, slots=True)
class Migration:
    """One step from a version to the next.

    `added` are the columns that came, by table: null in rows of before. `tables` are the tables that came: a folder of before
    has none of them. `change` gives the rows of a table (by its name) their new form.
    """

    name: str
    before: str
    after: str
    added: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tables: tuple[str, ...] = ()
    change: Callable[[str, pa.Table], pa.Table] | None = None


MIGRATIONS: tuple[Migration, ...] = (
    # From 1.1 on, texts in CSV files that a spreadsheet would run as formulas carry an apostrophe, too.
    Migration("formats_and_oddities", "1.0", "1.1", added={"documents": ("format",)}, tables=("oddities",)),
)
_NEUTRALISED_SINCE = (1, 1)


def steps_from(version: str, where: object) -> tuple[Migration, ...]:
    """The steps that lead from `version` to the one of this program; none where they are the same.

    Raises
    ------
    TableError
        No version, a newer one, or one that no step leads from; `where` (a file or folder) is named.
    """
    if version == SCHEMA_VERSION:
        return ()
    found = _numbers(version)
    if found is None:
        raise TableError(f"{where}: {version!r} is no schema version; make the tables again with `contested parse`")
    if found > (_numbers(SCHEMA_VERSION) or ()):
        raise TableError(
            f"{where}: schema version {version}, written by a newer contested; this one reads up to {SCHEMA_VERSION}: update it"
        )
    steps: list[Migration] = []
    at = version
    while at != SCHEMA_VERSION:
        step = next((m for m in MIGRATIONS if m.before == at), None)
        if step is None:
            raise TableError(
                f"{where}: schema version {version} is not read any more (this program reads {', '.join(readable_versions())}); "
                "make the tables again with `contested parse`"
            )
        steps.append(step)
        at = step.after
    return tuple(steps)


def readable_versions() -> tuple[str, ...]:
    """The versions that are read, oldest first."""
    return (*(m.before for m in MIGRATIONS), SCHEMA_VERSION)


def version_in(schema: pa.Schema) -> str | None:
    """The version that a Parquet file names; None where it names none."""
    raw = (schema.metadata or {}).get(_KEY)
    return None if raw is None else raw.decode("utf-8", "replace")


def migrate(table: pa.Table, name: str, steps: Sequence[Migration]) -> pa.Table:
    """The rows of table `name` after `steps`, with columns in the order of the schema.

    A column that the schema has and no step brings stays missing, for `contested check` to name.
    """
    schema = arrow_schema(name)
    for step in steps:
        if step.change is not None:
            table = step.change(name, table)
        for column in step.added.get(name, ()):
            if column not in table.column_names:
                table = table.append_column(schema.field(column), pa.nulls(table.num_rows, schema.field(column).type))
    known = [c for c in schema.names if c in table.column_names]
    others = [c for c in table.column_names if c not in known]
    return table.select([*known, *others]).replace_schema_metadata(schema.metadata)


def is_neutralised(version: str) -> bool:
    """True where the CSV files of `version` carry apostrophes before formulas."""
    return (_numbers(version) or _NEUTRALISED_SINCE) >= _NEUTRALISED_SINCE


def _numbers(version: str) -> tuple[int, int] | None:
    if not _FORM.fullmatch(version):
        return None
    major, minor = version.split(".")
    return int(major), int(minor)
