"""Read and write notebook files: the one place that touches nbformat, which publishes no types."""

from __future__ import annotations

import ast
import json
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import Any

from contested.errors import UsageError

IRI_GRAMMAR = "rfc3987_syntax"
_preparing = threading.Lock()


def prepare() -> None:
    """Import jsonschema, which nbformat needs, without its optional grammar of addresses; to be called before whatever imports nbformat.

    The grammar takes longer to build than everything else here takes to import, and no notebook is checked against it.
    """
    with _preparing:
        if "jsonschema" not in sys.modules and IRI_GRAMMAR not in sys.modules:
            sys.modules[IRI_GRAMMAR] = None  # type: ignore[assignment]  # makes its import fail, which jsonschema expects
            try:
                import_module("jsonschema")
            finally:
                del sys.modules[IRI_GRAMMAR]


def read_notebook(path: Path) -> Any:
    """Read a notebook as nbformat 4."""
    prepare()
    import nbformat

    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def write_notebook(notebook: Any, path: Path) -> None:
    """Write a notebook as it is."""
    prepare()
    import nbformat

    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]


def code_notebook(source: str) -> Any:
    """Make a notebook of one code cell."""
    prepare()
    from nbformat.v4 import new_code_cell, new_notebook

    return new_notebook(cells=[new_code_cell(source)])  # type: ignore[no-untyped-call]


def read_cells(path: Path) -> list[dict[str, Any]]:
    """The cells of a notebook as plain records, without nbformat, which takes longer to import than a run without news may take.

    Raises
    ------
    UsageError
        The file is no notebook.
    """
    try:
        cells = json.loads(path.read_bytes())["cells"]
        return [{**c, "source": c["source"] if isinstance(c["source"], str) else "".join(c["source"])} for c in cells]
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise UsageError(f"{path}: is no notebook that can be read ({type(e).__name__}: {e}); open it in JupyterLab and save it") from e


def parameters_in(path: Path) -> list[str]:
    """The names that the cell tagged `parameters` gives values to."""
    names: list[str] = []
    for cell in read_cells(path):
        if "parameters" in cell.get("metadata", {}).get("tags", ()):
            try:
                names += _assigned(cell["source"])
            except SyntaxError as e:
                raise UsageError(f"{path}: its parameters cell is no Python (line {e.lineno}: {e.msg})") from e
    return names


def _assigned(source: str) -> list[str]:
    names: list[str] = []
    for node in ast.parse(source).body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        names.extend(t.id for t in targets if isinstance(t, ast.Name))
    return names
