"""From the tables to the rows of the models: one row for each claimant in each cell, as an interval under a convention."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contested.compare.cells import Base, Cell
from contested.compare.conventions import apply_convention
from contested.compare.discrepancies import voices_of
from contested.compare.statements import Statement, statements_of
from contested.errors import TableError
from contested.tables.interval import Convention, rounding_unit

if TYPE_CHECKING:
    import pandas as pd

COUNTED = ("persons", "families", "places")
_NEEDED = ("cell_id", "indicator", "population", "unit", "aspect", "place", "claimants", "claim_ids")


@dataclass(frozen=True, slots=True)
class Observation:
    """What one claimant says in one cell.

    `low` and `high` are the ends under the convention (None where open), `point` the number said, where one is; `stated` also the
    number that a bound is put on. `mentions` counts
    the claims of this claimant in the cell, echoes included.
    """

    cell_id: str
    claimant: str
    claim_id: str
    unit: str
    low: float | None
    high: float | None
    point: float | None
    mentions: int
    stated: float | None = None

    @property
    def is_point(self) -> bool:
        return self.low is not None and self.low == self.high

    def counts(self, rounding: bool = True) -> tuple[float, float]:
        """The least and the most it can stand for (`inf` where open); a round number is as wide as its rounding unit."""
        if self.is_point:
            assert self.low is not None
            unit = rounding_unit(self.low, self.unit) if rounding else None
            half = (unit or 0.0) / 2
            return (max(self.low - half, 0.0), self.low + half)
        return (self.low or 0.0, math.inf if self.high is None else self.high)

    def log_ends(self, rounding: bool = True) -> tuple[float, float]:
        """The ends of the log of the figure; equal for an exact row.

        A count that lies from 200 to 999 is one whose underlying value rounds to these: its ends are 199.5 and 999.5. So zero is
        no special case: it lies below one half.
        """
        low, high = self.counts(rounding)
        if low == high and low > 0:
            return math.log(low), math.log(low)
        half = 0.5 if self.unit in COUNTED and not (self.is_point and low != high) else 0.0
        return _log(low - half), _log(high + half)


def _log(x: float) -> float:
    return math.log(x) if x > 0 else -math.inf


@dataclass(frozen=True, slots=True)
class Observations:
    """Rows in order of cell and claimant, and why what is missing is missing (words -> how many claims or cells)."""

    rows: tuple[Observation, ...]
    convention: str
    left_out: Mapping[str, int]

    def cells(self) -> dict[str, list[Observation]]:
        found: dict[str, list[Observation]] = defaultdict(list)
        for o in self.rows:
            found[o.cell_id].append(o)
        return dict(found)

    def claimants(self) -> list[str]:
        """Names, those who speak in most cells first."""
        n = Counter(o.claimant for o in self.rows)
        return sorted(n, key=lambda name: (-n[name], name))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as plain values: missing ones None, time stamps days."""
    columns = {str(name): [_plain(x) for x in frame[name].tolist()] for name in frame.columns}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _plain(x: Any) -> Any:
    if x is None or x != x:  # NaN and NaT differ from themselves
        return None
    return x.date() if isinstance(x, dt.datetime) else x


def observe(
    claims: pd.DataFrame,
    cells: pd.DataFrame,
    echoes: pd.DataFrame | None = None,
    *,
    convention: str | Convention = "interval",
    voices: Mapping[str, str] | None = None,
    choose: str = "usual",
) -> Observations:
    """What every claimant says in every cell, one row each.

    A claimant is the source, or the publisher where the outlet speaks. Claims that are an echo of another claimant's figure count
    as that claimant's. Of several figures of one claimant in a cell the one that stands for it is chosen as in the table of
    discrepancies.

    Parameters
    ----------
    claims, cells
        Tables of that name. Cells may be a selection.
    echoes
        The table of that name: it tells whose voice an echo is. Without it, a claim whose own claimant is not one of the cell's is
        taken for an echo and left out.
    convention
        What the words stand for.
    voices
        By claim id, whom a claim counts for in place of its claimant (the side of the outlet that printed it, say); a claim that is
        not there is left out and counted.
    choose
        Which of several figures of one voice stands for it: "usual", as in the table of discrepancies; "latest", "largest", "smallest".

    Raises
    ------
    TableError
        A column is missing.
    """
    if missing := [c for c in _NEEDED if c not in cells.columns]:
        raise TableError(f"the cells lack the columns {', '.join(missing)}")
    chosen = sorted(records(cells), key=lambda c: str(c["cell_id"]))
    told = apply_convention(claims[claims["claim_id"].isin([i for c in chosen for i in _split(c["claim_ids"])])], convention)
    left_out: Counter[str] = Counter()
    statements = {s.claim_id: s for s in statements_of(records(told))}
    voice = _voices(echoes)
    rows: list[Observation] = []
    for cell in chosen:
        names = set(_split(cell["claimants"]))
        inside = [statements[i] for i in _split(cell["claim_ids"]) if i in statements]
        if voices is None:
            speaks = {s.claim_id: voice.get(s.claim_id, s.claimant) for s in inside}
            kept = [s for s in inside if speaks[s.claim_id] in names]
        else:
            speaks = {s.claim_id: voices[s.claim_id] for s in inside if s.claim_id in voices}
            kept = [s for s in inside if s.claim_id in speaks]
            if unheard := len(inside) - len(kept):
                left_out["claims that count for nobody"] += unheard
        if not kept:
            left_out["cells whose claims are not among those given"] += 1
            continue
        n = Counter(speaks[s.claim_id] for s in kept)
        for v in voices_of(_cell(cell, kept, speaks), choose):
            if not v.known:
                left_out["claimants whose words the convention gives no interval"] += 1
                continue
            s = v.statement
            rows.append(
                Observation(str(cell["cell_id"]), v.claimant, s.claim_id, s.unit, s.low, s.high, _point(s), n[v.claimant], s.stated)
            )
    rows.sort(key=lambda o: (o.cell_id, o.claimant))
    return Observations(tuple(rows), str(told.attrs["convention"]), dict(left_out))


def _point(s: Statement) -> float | None:
    if s.best is not None:
        return s.best
    return s.low if s.low is not None and s.low == s.high else None


def _split(joined: Any) -> list[str]:
    return [p for raw in str(joined or "").split(";") if (p := raw.strip())]


def _voices(echoes: pd.DataFrame | None) -> dict[str, str]:
    if echoes is None:
        return {}
    return {i: str(e["claimant"]) for e in records(echoes[["claimant", "claim_ids"]]) for i in _split(e["claim_ids"])}


def _cell(row: Mapping[str, Any], told: Sequence[Statement], voices: Mapping[str, str]) -> Cell:
    """The cell as the comparison saw it: what it is about is what its row says."""
    about = sorted(told, key=lambda s: (s.indicator, s.population) != (row["indicator"], row["population"]))
    return Cell([Base(0, about, frozenset(voices.values()))], voices)


def components(pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    """The cells (first of each pair) that hang together through claimants (second), largest group first.

    Effects can only be compared inside a group: between two groups there is no claimant who speaks in both.
    """
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def root(x: tuple[str, str]) -> tuple[str, str]:
        parent.setdefault(x, x)
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for cell, claimant in pairs:
        a, b = root(("cell", cell)), root(("claimant", claimant))
        if a != b:
            parent[max(a, b)] = min(a, b)
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for cell in sorted({c for c, _ in pairs}):
        groups[root(("cell", cell))].append(cell)
    return sorted(groups.values(), key=lambda g: (-len(g), g[0]))
