"""Applies a convention to a frame of claims: what the words of each quantity stand for, as the reader chose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contested.errors import TableError
from contested.tables.interval import Convention, interval, named_convention

if TYPE_CHECKING:
    import pandas as pd

_NEEDED = ("value", "value_high", "bound", "vague_term", "unit")


def apply_convention(claims: pd.DataFrame, convention: str | Convention = "interval") -> pd.DataFrame:
    """The claims with `low`, `best` and `high` under a convention.

    Parameters
    ----------
    claims
        Rows of the `claims` table, or of one of its domains. Not changed. The column `quote`, where there is one, tells
        "nearly 20,000" from "about 20,000". Rows of reference data keep what their data set says.
    convention
        `interval`, `ucdp`, `acled`, or the path of a TOML file of one's own.

    Returns
    -------
    pandas.DataFrame
        A copy with the three columns set. A row the convention says nothing about has null in all three;
        ``claims.attrs["convention"]`` is the name, ``claims.attrs["not_known"]`` the number of such rows that do give a quantity.

    Raises
    ------
    LexiconError
        No such convention, or a file that is none.
    TableError
        A column that is needed is missing.
    """
    import numpy as np

    if missing := [c for c in _NEEDED if c not in claims.columns]:
        raise TableError(f"apply_convention needs the columns {', '.join(missing)}")
    chosen = convention if isinstance(convention, Convention) else named_convention(convention)
    out = claims.copy()
    columns = [_plain(claims[c]) for c in _NEEDED]
    quotes = _plain(claims["quote"]) if "quote" in claims.columns else [None] * len(claims)
    kinds = _plain(claims["kind"]) if "kind" in claims.columns else ["report"] * len(claims)
    keep = list(zip(*(_plain(claims[c]) for c in ("low", "best", "high")), strict=True)) if "low" in claims.columns else []
    # one quantity is said many times over: each is worked out once
    seen: dict[tuple[Any, ...], tuple[float | None, float | None, float | None]] = {}
    ends = []
    not_known = 0
    for i, (quantity, quote, kind) in enumerate(zip(zip(*columns, strict=True), quotes, kinds, strict=True)):
        if kind == "reference" and keep:
            ends.append(keep[i])
            continue
        key = (*quantity, quote if quantity[2] == "approx" else None)
        if key not in seen:
            value, value_high, bound, vague_term, unit = quantity
            seen[key] = interval(value, value_high, bound, vague_term, unit, chosen, quote)
        found = seen[key]
        ends.append(found)
        not_known += found == (None, None, None) and quantity[2] != "unknown" and (quantity[0] is not None or quantity[3] is not None)
    for name, column in zip(("low", "best", "high"), zip(*ends, strict=True) if ends else ([], [], []), strict=True):
        out[name] = np.array([np.nan if x is None else x for x in column], dtype="float64")
    out.attrs = {**claims.attrs, "convention": chosen.name, "not_known": not_known}
    return out


def _plain(series: pd.Series[Any]) -> list[Any]:
    return [None if missing else x for x, missing in zip(series.tolist(), series.isna().tolist(), strict=True)]
