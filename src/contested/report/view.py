"""What a notebook cell shows: HTML for the report and JupyterLab, plain text for a terminal and for nbval."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from contested.report.html import plain
from contested.report.lab import in_lab

# Marks output whose text this package has escaped; the report template cleans every other HTML output.
OWN = {"contested": True}
CARD = "application/vnd.contested.card+json"


@dataclass(frozen=True, slots=True)
class View:
    """A piece of a report.

    Attributes
    ----------
    html : str
        Markup, everything from documents escaped.
    card : dict or None
        What the index page shows of a report (the closing view of a notebook).
    """

    html: str
    card: dict[str, Any] | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return plain(self.html)

    def __repr__(self) -> str:
        return plain(self.html)

    def _repr_html_(self) -> str:
        return in_lab(self.html)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[dict[str, Any], dict[str, Any]]:
        data: dict[str, Any] = {"text/html": in_lab(self.html), "text/plain": plain(self.html)}
        if self.card is not None:
            data[CARD] = self.card
        return data, dict(OWN)
