"""The files of a folder against `datapackage.json`: all there, none cut or edited, of one version."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from contested.errors import TableError
from contested.tables.checks.problem import AGAIN, Problem
from contested.tables.datapackage import NAME, SEAL, file_digest, read_datapackage, sealed
from contested.tables.schema import COMPARE_TABLES, PARSE_TABLES, SCHEMA_VERSION, TABLES
from contested.tables.versions import steps_from

_FIRST_VERSION = "1.0"  # described its CSV files only, and carried no digest of itself
_PLAIN = "bring back a copy from before, or make the tables again"


def check_files(folder: Path) -> Iterator[Problem]:
    """What `datapackage.json` says of the files, held against the files."""
    try:
        package = read_datapackage(folder)
    except TableError as e:
        yield _described(f"cannot be read ({str(e).partition(': ')[2]})", do=_PLAIN)
        package = None
    else:
        if package is None:
            yield _described("missing: without it nobody can tell whether a file was cut or edited")
    present = [n for n in TABLES if any((folder / f"{n}.{ending}").is_file() for ending in ("parquet", "csv"))]
    if package is not None:
        yield from _check_package(folder, package, present)
    yield from _check_complete(present, _came_later(package or {}))


def _described(what: str, do: str = AGAIN) -> Problem:
    return Problem("", "", "", what, file=NAME, do=do)


def _came_later(package: Mapping[str, Any]) -> set[str]:
    """Tables that the version of the folder does not know yet."""
    try:
        return {t for step in steps_from(str(package.get("version", SCHEMA_VERSION)), NAME) for t in step.tables}
    except TableError:
        return set()


def _check_complete(present: list[str], later: set[str]) -> Iterator[Problem]:
    """The tables of a command come together."""
    for made_by, names, due in (
        ("parse", PARSE_TABLES, True),
        ("compare", COMPARE_TABLES, any(n in present for n in COMPARE_TABLES)),
    ):
        for name in names:
            if due and name not in present and name not in later:
                yield Problem(
                    name, "", "", f"missing: neither {name}.parquet nor {name}.csv is here", do=f"`contested {made_by}` writes it"
                )


def _check_package(folder: Path, package: Mapping[str, Any], present: list[str]) -> Iterator[Problem]:
    version = package.get("version")
    try:
        steps_from(str(version), folder / NAME)
    except TableError as e:
        yield _described(str(e).partition(": ")[2], do="nothing else of it was checked")
        return
    if version != _FIRST_VERSION or SEAL in package:
        yield from _check_seal(folder, package)
    resources = package.get("resources")
    if not isinstance(resources, list) or not all(isinstance(r, dict) and isinstance(r.get("name"), str) for r in resources):
        yield _described("does not list tables as it should")
        return
    for resource in resources:
        yield from _check_resource(folder, resource, str(version))
    listed = {r["name"] for r in resources}
    for name in present:
        if name not in listed:
            yield Problem(name, "", "", f"{NAME} does not name this table")


def _check_seal(folder: Path, package: Mapping[str, Any]) -> Iterator[Problem]:
    seal = package.get(SEAL)
    if not isinstance(seal, str) or not seal:
        yield _described("carries no digest of itself")
        return
    # not the digest alone: the text must be the very one that was written
    if (folder / NAME).read_bytes() != sealed(dict(package)).encode():
        yield _described("was changed after it was written: its digest does not fit")


def _check_resource(folder: Path, resource: Mapping[str, Any], version: str) -> Iterator[Problem]:
    name = resource["name"]
    if name not in TABLES:
        yield _described(f"names a table {name!r} that the schema does not know")
        return
    yield from _check_file(folder, name, f"{name}.csv", resource)
    typed = resource.get("parquet")
    if isinstance(typed, Mapping):
        yield from _check_file(folder, name, f"{name}.parquet", typed)
    elif version != _FIRST_VERSION:
        yield _described(f"names no Parquet file for the table {name}")
    elif not (folder / f"{name}.parquet").is_file():
        yield Problem(name, "", "", "missing: the rows of record are in this file", file=f"{name}.parquet")
    if version == SCHEMA_VERSION:
        yield from _check_fields(name, resource)


def _check_file(folder: Path, table: str, file: str, said: Mapping[str, Any]) -> Iterator[Problem]:
    def problem(what: str) -> Problem:
        return Problem(table, "", "", what, file=file)

    if said.get("path") not in (file, None):
        yield _described(f"names {json.dumps(said.get('path'))} as the file of {table}, which is {file}")
    path = folder / file
    if not path.is_file():
        yield problem(f"missing: {NAME} names it")
        return
    try:
        size, digest = path.stat().st_size, file_digest(path)
    except OSError as e:
        yield problem(f"cannot be read ({e.strerror or e})")
        return
    if said.get("bytes") != size:
        written = said.get("bytes")
        cut = isinstance(written, int) and size < written
        yield problem(f"{'was cut short: ' if cut else ''}is {size:,} bytes long, and {NAME} says {shown_size(written)}")
    elif said.get("hash") != digest:
        yield problem(f"was changed after it was written: its SHA-256 is not the one in {NAME}")


def shown_size(written: object) -> str:
    """A length in bytes as the description gives it."""
    return f"{written:,}" if isinstance(written, int) else "nothing"


def _check_fields(name: str, resource: Mapping[str, Any]) -> Iterator[Problem]:
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, Mapping) else None
    said = [(f.get("name"), f.get("type")) for f in fields if isinstance(f, Mapping)] if isinstance(fields, list) else []
    if said != [(c.name, c.type) for c in TABLES[name].columns if c.in_csv]:
        yield _described(f"gives other columns for the table {name} than schema version {SCHEMA_VERSION} has")
