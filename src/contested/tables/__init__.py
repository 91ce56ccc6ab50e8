"""In: claims, documents and what else the stages found. Out: tables in a folder (Parquet and CSV), and frames read back.

`schema` says what the tables are; everything else here derives from it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from contested.tables.derive import claimant_of, claims_to_rows, domain_tables
from contested.tables.ids import make_claim_id
from contested.tables.interval import conventions, interval, rounding_unit
from contested.tables.schema import SCHEMA_VERSION, TABLES, Column, Table

if TYPE_CHECKING:
    from contested.tables.check import check_tables
    from contested.tables.checks.problem import Problem
    from contested.tables.datapackage import write_datapackage
    from contested.tables.read import Tables, read_table, read_tables
    from contested.tables.reference import add_reference, read_ged, read_reference, read_series
    from contested.tables.write import write_table, write_tables

# pyarrow and pandas take half a second to import: only what is used is loaded
_LAZY = {
    "Problem": "checks.problem",
    "check_tables": "check",
    "write_datapackage": "datapackage",
    "Tables": "read",
    "read_table": "read",
    "read_tables": "read",
    "add_reference": "reference",
    "read_ged": "reference",
    "read_reference": "reference",
    "read_series": "reference",
    "write_table": "write",
    "write_tables": "write",
}

__all__ = [
    "SCHEMA_VERSION",
    "TABLES",
    "Column",
    "Problem",
    "Table",
    "Tables",
    "add_reference",
    "check_tables",
    "claimant_of",
    "claims_to_rows",
    "conventions",
    "domain_tables",
    "interval",
    "make_claim_id",
    "read_ged",
    "read_reference",
    "read_series",
    "read_table",
    "read_tables",
    "rounding_unit",
    "write_datapackage",
    "write_table",
    "write_tables",
]


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(f"contested.tables.{_LAZY[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
