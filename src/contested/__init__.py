"""Contested Figures: tidy, checkable tables of the figures in conflict reporting.

>>> from contested import read_tables, read_text
>>> read_text("At least 12 civilians were killed, the mayor said.")[0].value
12.0
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contested.compare import apply_convention, compare_tables, why_comparable
    from contested.extract.record import parse_document, read_text
    from contested.lexicon import load_lexicon
    from contested.model import Claim, Document
    from contested.pipeline import parse_corpus
    from contested.report import evidence
    from contested.tables import check_tables, read_table, read_tables

__version__ = "0.1.0"

# loaded when first used: the command's --help must not wait for pandas
_HOME = {
    "Claim": "model",
    "Document": "model",
    "apply_convention": "compare",
    "check_tables": "tables",
    "compare_tables": "compare",
    "evidence": "report",
    "load_lexicon": "lexicon",
    "parse_corpus": "pipeline",
    "parse_document": "extract.record",
    "read_table": "tables",
    "read_tables": "tables",
    "read_text": "extract.record",
    "why_comparable": "compare",
}

__all__ = [
    "Claim",
    "Document",
    "apply_convention",
    "check_tables",
    "compare_tables",
    "evidence",
    "load_lexicon",
    "parse_corpus",
    "parse_document",
    "read_table",
    "read_tables",
    "read_text",
    "why_comparable",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"contested.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
