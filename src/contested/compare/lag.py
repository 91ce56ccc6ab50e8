"""Reporting lag: how many days pass between the day a figure stands for and the day it was published."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from contested.compare.observations import records
from contested.compare.statements import statements_of

if TYPE_CHECKING:
    import pandas as pd

YEAR = 366


def reporting_lag(claims: pd.DataFrame) -> pd.DataFrame:
    """Days from the last day a figure stands for to its publication, by claimant.

    Parameters
    ----------
    claims
        Rows of the `claims` table. Repeats in one document count once; rows of reference data, and claims without a day or a day of
        publication, take no part.

    Returns
    -------
    pandas.DataFrame
        claimant, n_mentions, median, lower and upper quartile of the days (of lags from 0 to a year), `late`: how many stand for a day
        more than a year before publication (history told, or a date misread), and `ahead`: how many for a day after it (a plan, or a
        date misread). Attribute ``attrs["undated"]``: how many claims took no part for want of a day. Most mentions first.
    """
    import pandas as pd

    days: dict[str, list[int]] = defaultdict(list)
    undated = 0
    for s in statements_of(records(claims)):
        if s.duplicate_of or s.kind != "report" or s.status in ("hypothetical", "denied"):
            continue
        if s.date_end is None or s.published is None:
            undated += 1
            continue
        days[s.claimant].append((s.published - s.date_end).days)
    rows = []
    for claimant, found in sorted(days.items(), key=lambda kv: (-len(kv[1]), kv[0])):
        usual = [d for d in found if 0 <= d <= YEAR]
        lower, median, upper = np.quantile(usual, [0.25, 0.5, 0.75]) if usual else (np.nan,) * 3
        rows.append((claimant, len(found), median, lower, upper, sum(d > YEAR for d in found), sum(d < 0 for d in found)))
    out = pd.DataFrame(rows, columns=["claimant", "n_mentions", "median", "lower", "upper", "late", "ahead"])
    out.attrs["undated"] = undated
    return out
