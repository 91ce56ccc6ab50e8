"""Reports: a folder of tables comes in, notebooks are executed on it, and pages a reviewer can check offline go out.

Inside a notebook, `open_study` and the modules named like the notebooks make the views; outside,
`build_reports` executes and renders. Names are loaded when first used, so that a kernel does not
import what only the builder needs, nor the builder what only a kernel needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contested.report.build import build_reports, find_notebooks, write_notebooks
    from contested.report.endnotes import evidence_list
    from contested.report.evidence import Evidence
    from contested.report.front import certificate, front_matter, method
    from contested.report.study import Study, open_study

_HOME = {
    "build_reports": "build",
    "find_notebooks": "build",
    "write_notebooks": "build",
    "Evidence": "evidence",
    "evidence_list": "endnotes",
    "certificate": "front",
    "front_matter": "front",
    "method": "front",
    "Study": "study",
    "open_study": "study",
}

__all__ = [
    "Evidence",
    "Study",
    "build_reports",
    "certificate",
    "evidence_list",
    "find_notebooks",
    "front_matter",
    "method",
    "open_study",
    "write_notebooks",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"contested.report.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
