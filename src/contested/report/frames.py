"""The claims of a report as data frames, for the statistics of `contested.compare`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contested.model import Claim
from contested.report.data import ids_in
from contested.report.study import Study

if TYPE_CHECKING:
    import pandas as pd

_DAYS = ("date_start", "date_end", "published")


@dataclass(frozen=True, slots=True)
class Frames:
    """Claims of a report, the cells they make, and the echoes of the corpus; dates as days of pandas."""

    claims: pd.DataFrame
    cells: pd.DataFrame
    echoes: pd.DataFrame | None


def frames_of(study: Study, *indicators: str, populations: Collection[str] = ()) -> Frames:
    """The frames of a report's claims, repeats included (the statistics leave them out themselves and count them).

    Parameters
    ----------
    indicators
        Limits claims and cells to these; none given, all the report is about.
    populations
        Limits them to these groups of people.
    """
    import pandas as pd

    def wanted(indicator: object, population: object) -> bool:
        return (not indicators or indicator in indicators) and (not populations or population in populations)

    cells = [c for c in study.within(study.tables.cells) if wanted(c["indicator"], c.get("population"))]
    # a joined cell holds claims of another indicator or group as well
    inside = {i for c in cells for i in ids_in(c)}
    return Frames(
        claims_frame([c for c in study.claims if wanted(c.indicator, c.population) or c.claim_id in inside]),
        pd.DataFrame([dict(c) for c in cells], columns=None if cells else _CELL_COLUMNS),
        pd.DataFrame([dict(e) for e in study.tables.echoes]) if study.tables.echoes else None,
    )


def claims_frame(claims: Sequence[Claim]) -> pd.DataFrame:
    """Claims as the table of that name."""
    import pandas as pd

    frame = pd.DataFrame(list(claims), columns=list(Claim._fields))
    for name in _DAYS:
        frame[name] = pd.to_datetime(frame[name])
    return frame


_CELL_COLUMNS = ["cell_id", "indicator", "population", "unit", "aspect", "place", "claimants", "claim_ids", "n_mentions", "date_end"]
