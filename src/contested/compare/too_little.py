"""Too little data is a result: what could not be worked out, and why."""

from __future__ import annotations

import html
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TooLittle:
    """Stands where a result would; false in a condition.

    Attributes
    ----------
    what
        What was asked for.
    reason
        Why the data do not carry it, as a sentence.
    would_help
        What would change that, as a sentence; empty where nothing simple would.
    """

    what: str
    reason: str
    would_help: str = field(default="")

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"Too little data for {self.what}: {self.reason}" + (f" {self.would_help}" if self.would_help else "")

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(str(self))}</p>"
