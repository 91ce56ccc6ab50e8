"""Read and write notebook files: the one place that touches nbformat, which publishes no types."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def read_notebook(path: Path) -> Any:
    """Read a notebook as nbformat 4."""
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
