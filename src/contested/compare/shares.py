"""Shares of territory over time. What a share is of is fixed in a series; shares of different wholes are never put in one."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contested.compare.joins import rules, whole_of
from contested.compare.series import Reading, readings
from contested.compare.statements import Statement
from contested.compare.too_little import TooLittle
from contested.compare.words import listed
from contested.lexicon.load import load_lexicon
from contested.tables.interval import Convention

if TYPE_CHECKING:
    import pandas as pd

UNSAID = "not said"


@dataclass(frozen=True, slots=True)
class ShareSeries:
    """Shares of one whole that one side holds, over time.

    Attributes
    ----------
    place, holder, denominator
        Where, who holds it (or lost it: "not the opposition"), and the whole it is a share of, as most claims word it; "not said" where
        none does.
    readings
        The figures in percent, in order of day.
    """

    place: str
    holder: str
    denominator: str
    readings: tuple[Reading, ...]

    @property
    def days(self) -> tuple[dt.date, ...]:
        return tuple(r.day for r in self.readings)

    @property
    def n_claimants(self) -> int:
        return len({r.claimant for r in self.readings})

    @property
    def table(self) -> pd.DataFrame:
        """day, claimant, low, point, high, mentions, claim_id."""
        import pandas as pd

        rows = [(pd.Timestamp(r.day), r.claimant, r.low, r.point, r.high, r.mentions, r.claim_id) for r in self.readings]
        return pd.DataFrame(rows, columns=["day", "claimant", "low", "point", "high", "mentions", "claim_id"])


def control_share_over_time(
    claims: pd.DataFrame, echoes: pd.DataFrame | None = None, *, convention: str | Convention = "interval"
) -> list[ShareSeries] | TooLittle:
    """All series of shares, each of one place, one holder and one whole; longest first.

    Parameters
    ----------
    claims
        Rows of the `claims` table; only shares in percent are used.
    echoes, convention
        As for `trend_cumulative`.
    """
    found = readings(claims, echoes, convention=convention, wanted=lambda s: s.indicator == "control_share" and s.unit == "percent")
    if not found:
        return TooLittle("control over time", "no claim gives a share of territory with a day.")
    side = rules(load_lexicon()).side
    groups: dict[tuple[str, str, tuple[str, ...]], list[Reading]] = {}
    for r in found:
        s = r.statement
        holder = side(s) or s.holder or (f"not {s.previous_holder}" if s.previous_holder else UNSAID)
        of_what = _whole(s)
        # a holder, or a whole, that is not said may be any: such a share stands alone
        alone = (r.claim_id,) if holder == UNSAID or (s.place is None and not of_what) else ()
        groups.setdefault((s.place or UNSAID, holder, (*of_what, *alone)), []).append(r)
    series = []
    for (place, holder, _), group in groups.items():
        wordings = [r.statement.denominator for r in group if r.statement.denominator]
        whole = min(set(wordings), key=lambda w: (-wordings.count(w), w)) if wordings else UNSAID
        series.append(ShareSeries(place, holder, whole, tuple(group)))
    return sorted(series, key=lambda s: (-len(s.readings), s.place, s.holder, s.denominator))


def _whole(s: Statement) -> tuple[str, ...]:
    """What tells one whole from another: the telling words, else all but the article ("their territory" is not "the city")."""
    if telling := tuple(sorted(whole_of(s))):
        return telling
    return tuple(re.sub(r"^(?:the|an?)\s+", "", (s.denominator or "").lower().strip()).split())


def one_share_series(
    claims: pd.DataFrame,
    place: str,
    holder: str,
    denominator: str | None = None,
    echoes: pd.DataFrame | None = None,
    *,
    convention: str | Convention = "interval",
) -> ShareSeries | TooLittle:
    """The one series of a place and holder; refused where the shares are of different wholes and none of them is chosen."""
    found = control_share_over_time(claims, echoes, convention=convention)
    if isinstance(found, TooLittle):
        return found
    what = f"the share of {place} held by {holder}"
    fitting = [s for s in found if s.place == place and s.holder == holder]
    if denominator is not None:
        fitting = [s for s in fitting if s.denominator == denominator]
    if not fitting:
        return TooLittle(what, "no claim gives it" + (f" as a share of {denominator!r}." if denominator else "."))
    if len(fitting) > 1:
        wholes = listed([repr(s.denominator) for s in fitting])
        return TooLittle(
            what, f"the shares are of {len(fitting)} different wholes ({wholes}), which one line must not join.", "Choose one."
        )
    return fitting[0]
