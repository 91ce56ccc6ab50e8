"""The parameters every notebook takes, checked with a suggestion for a slip of the pen."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contested.errors import UsageError
from contested.model import INDICATORS

PARAMETERS = {
    "tables": "folder of the tables",
    "period_start": "first day",
    "period_end": "last day",
    "place": "place",
    "indicators": "indicators",
    "sources": "claimants",
    "convention": "convention for bounds and vague words",
    "reference_source": "claimant that others are compared with",
    "outlet_sides": "sides of outlets",
}


def suggest(word: str, known: Sequence[str]) -> str:
    """Return ``; did you mean 'x'?`` for the nearest known word, else the list of what is known."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(known)}"


def check_names(given: Mapping[str, object]) -> None:
    """Raise UsageError for a parameter that no notebook has."""
    for name in given:
        if name not in PARAMETERS:
            raise UsageError(f"unknown parameter {name!r}{suggest(name, list(PARAMETERS))}")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which claims a report is about, and how their words are read as numbers.

    Attributes
    ----------
    period_start, period_end : date or None
        Claims whose period overlaps these days; None is open.
    place : str or None
        A place and all below it in the gazetteer.
    indicators, sources : tuple of str
        Empty: all.
    convention : str
        ``interval``, ``ucdp``, ``acled``, or the path of a TOML file of one's own.
    reference_source : str or None
        The claimant that ratios are taken against.
    outlet_sides : mapping or None
        Name of a side to the alignments of the lexicon it takes together; None takes each by itself.
    """

    period_start: dt.date | None = None
    period_end: dt.date | None = None
    place: str | None = None
    indicators: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    convention: str = "interval"
    reference_source: str | None = None
    outlet_sides: Mapping[str, tuple[str, ...]] | None = None


def _day(name: str, value: Any) -> dt.date | None:
    if value in (None, ""):
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise UsageError(f"{name} is {value!r}; write a day as YYYY-MM-DD, such as 2016-12-09, or None") from None


def _names(name: str, value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise UsageError(f"{name} is {value!r}; write a list, such as ['...'], or None for all")
    return tuple(str(v) for v in value)


def _sides(value: Any) -> dict[str, tuple[str, ...]] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise UsageError(f"outlet_sides is {value!r}; write a mapping, such as {{'one side': ['government', 'russia']}}, or None")
    return {str(name): _names(f"outlet_sides[{name!r}]", alignments) for name, alignments in value.items()}


def select(
    *,
    period_start: Any = None,
    period_end: Any = None,
    place: str | None = None,
    indicators: Any = None,
    sources: Any = None,
    convention: str = "interval",
    reference_source: str | None = None,
    outlet_sides: Any = None,
    conventions: Sequence[str] = ("interval",),
    allowed: Sequence[str] = INDICATORS,
) -> Selection:
    """Check the parameters of a notebook and return them as a `Selection`.

    Raises
    ------
    UsageError
        A day that is none, an unknown indicator or convention, a period that ends before it begins.
    """
    start, end = _day("period_start", period_start), _day("period_end", period_end)
    if start and end and end < start:
        raise UsageError(f"period_end ({end}) lies before period_start ({start})")
    wanted = _names("indicators", indicators)
    for name in wanted:
        if name not in allowed:
            raise UsageError(f"unknown indicator {name!r}{suggest(name, list(allowed))}")
    if convention not in conventions and not str(convention).endswith(".toml"):
        raise UsageError(f"unknown convention {convention!r}{suggest(convention, list(conventions))}")
    who = _names("sources", sources)
    return Selection(start, end, place or None, wanted, who, convention, reference_source or None, _sides(outlet_sides))
