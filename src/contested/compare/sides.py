"""Figures by the side of the outlet that printed them: whose voice a reader of one side hears, and how high it counts.

This is not about who says a figure (a claimant, as everywhere else) but about who passes it on. Two outlets that print the same
monitor's figure print the same figure: that is agreement here, and an echo elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from contested.compare.observations import Observations, observe
from contested.errors import UsageError
from contested.extract.sources import build_registry
from contested.lexicon.load import Lexicon, load_lexicon
from contested.tables.interval import Convention

if TYPE_CHECKING:
    import pandas as pd

Sides = Mapping[str, Sequence[str]]


def outlet_sides(publishers: Iterable[str], sides: Sides | None = None, lexicon: Lexicon | None = None) -> dict[str, str]:
    """The side of each publisher that the lexicon gives one (`alignment` in sources.toml); publishers it does not know are left out.

    Parameters
    ----------
    publishers
        Names as in the column `publisher`.
    sides
        Name of a side to the alignments it takes together; left out, every alignment is a side of its own.
    lexicon
        The project's own when left out.

    Raises
    ------
    UsageError
        An alignment stands under two sides, or no source of the lexicon has it.
    """
    lexicon = lexicon or load_lexicon()
    registry = lexicon.compiled(build_registry)
    side_of: dict[str, str] = {}
    for side, alignments in (sides or {}).items():
        for a in alignments:
            if side_of.setdefault(a, side) != side:
                raise UsageError(f"the alignment {a!r} stands under two sides, {side_of[a]!r} and {side!r}; choose one")
    if unknown := sorted(set(side_of) - _alignments(lexicon)):
        raise UsageError(f"no source of the lexicon has the alignment {unknown[0]!r}; known are {', '.join(sorted(_alignments(lexicon)))}")
    found = {}
    for name in sorted(set(publishers)):
        body = registry.publisher(name)
        if body is not None and body.alignment is not None and (not sides or body.alignment in side_of):
            found[name] = side_of.get(body.alignment, body.alignment)
    return found


def _alignments(lexicon: Lexicon) -> set[str]:
    table = lexicon["sources"]
    return {str(e["alignment"]) for name in ("source", "nation", "institution") for e in table.get(name, ()) if e.get("alignment")}


def observe_printed(
    claims: pd.DataFrame,
    cells: pd.DataFrame,
    sides: Sides | None = None,
    *,
    convention: str | Convention = "interval",
    choose: str = "latest",
) -> Observations:
    """What outlets of every side print of single events, one row a cell and side; rows as of `observe`.

    Running totals and stocks take no part: outlets that count from days of their own, or the whole war, do not speak of the same. Of the
    cells of one day the one with most mentions is taken, since those of a day are mostly about one event and not independent.

    Parameters
    ----------
    claims, cells, convention
        As for `observe`.
    sides
        As for `outlet_sides`.
    choose
        Which of several figures of a side stands for it: the "latest" printed, the "largest" or the "smallest". The largest favours the
        side with more articles on an event.
    """
    single = cells[cells["aspect"] == "incident"].sort_values(["n_mentions", "cell_id"], ascending=[False, True])
    chosen = single.drop_duplicates("date_end")
    side = outlet_sides((str(p) for p in claims["publisher"].dropna()), sides)
    printed = {str(i): side[p] for i, p in zip(claims["claim_id"], claims["publisher"], strict=True) if p in side}
    return observe(claims, chosen, convention=convention, voices=printed, choose=choose)
