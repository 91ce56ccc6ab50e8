"""Read and write notebook files: the one place that touches nbformat, which publishes no types."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

IRI_GRAMMAR = "rfc3987_syntax"


def _prepare() -> None:
    """Import jsonschema, which nbformat needs, without its optional grammar of addresses.

    The grammar takes longer to build than everything else here takes to import, and no notebook is checked against it.
    """
    if "jsonschema" not in sys.modules and IRI_GRAMMAR not in sys.modules:
        sys.modules[IRI_GRAMMAR] = None  # type: ignore[assignment]  # makes its import fail, which jsonschema expects
        try:
            import_module("jsonschema")
        finally:
            del sys.modules[IRI_GRAMMAR]


def read_notebook(path: Path) -> Any:
    """Read a notebook as nbformat 4."""
    _prepare()
    import nbformat

    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def write_notebook(notebook: Any, path: Path) -> None:
    """Write a notebook as it is."""
    import nbformat

    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]


def code_notebook(source: str) -> Any:
    """Make a notebook of one code cell."""
    from nbformat.v4 import new_code_cell, new_notebook

    return new_notebook(cells=[new_code_cell(source)])  # type: ignore[no-untyped-call]
