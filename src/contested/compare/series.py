"""Claims over time: one row for each figure of a claimant on a day, ready for trends. Echoes count once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contested.compare.conventions import apply_convention
from contested.compare.observations import _split, records
from contested.compare.statements import Statement, exclusion, statements_of
from contested.errors import UsageError
from contested.tables.interval import Convention

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Reading:
    """A claimant's figure as of a day; `low` and `high` None where open. `mentions` counts its echoes, `claim_ids` names them all."""

    day: dt.date
    claimant: str
    low: float | None
    high: float | None
    point: float | None
    claim_id: str
    mentions: int
    start: dt.date | None
    statement: Statement
    claim_ids: tuple[str, ...] = ()


def readings(
    claims: pd.DataFrame,
    echoes: pd.DataFrame | None = None,
    *,
    convention: str | Convention = "interval",
    wanted: Callable[[Statement], bool] = lambda _: True,
) -> list[Reading]:
    """Figures with a day and an interval, in order of day and claimant; a claimant's echo of its own figure is the same figure."""
    told = [s for s in statements_of(records(apply_convention(claims, convention))) if exclusion(s) in (None, "no_place") and wanted(s)]
    echo_of: dict[str, tuple[str, str]] = {}
    if echoes is not None:
        for e in records(echoes[["echo_id", "claimant", "claim_ids"]]):
            for i in _split(e["claim_ids"]):
                echo_of[i] = (str(e["echo_id"]), str(e["claimant"]))
    groups: dict[tuple[Any, ...], list[Statement]] = {}
    for s in told:
        if s.as_of is None or (s.low is None and s.high is None):
            continue
        key: tuple[Any, ...] = echo_of.get(s.claim_id, (s.claimant, s.as_of, s.low, s.high))
        groups.setdefault(key, []).append(s)
    out = []
    for group in groups.values():
        # the figure stands for the first day it was told of
        first = min(group, key=lambda s: (s.as_of or dt.date.max, s.published or dt.date.max, s.claim_id))
        claimant = echo_of[first.claim_id][1] if first.claim_id in echo_of else first.claimant
        assert first.as_of is not None
        ids = tuple(s.claim_id for s in group)
        out.append(
            Reading(first.as_of, claimant, first.low, first.high, first.stated, first.claim_id, len(group), first.date_start, first, ids)
        )
    return sorted(out, key=lambda r: (r.day, r.claimant, r.claim_id))


def one_thing(found: Sequence[Reading], *, mixed: bool) -> None:
    """Refuse figures that count different things.

    Raises
    ------
    UsageError
        Indicator, population, unit or place differ, and `mixed` does not allow for it.
    """
    if mixed:
        return
    for name in ("indicator", "population", "unit", "place"):
        values = sorted({str(getattr(r.statement, name)) for r in found})
        if len(values) > 1:
            shown = ", ".join(values[:6])
            raise UsageError(f"the claims differ in {name} ({shown}): select one, or pass mixed=True to take them together")
