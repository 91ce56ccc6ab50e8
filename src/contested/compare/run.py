"""The comparison of a whole corpus: reads the claims, writes echoes, cells, discrepancies, alarms and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contested.compare.alarms import Found, alarm_rows
from contested.compare.cells import Cell, cell_rows, find_cells
from contested.compare.collecting import without_pauses
from contested.compare.discrepancies import discrepancy_rows
from contested.compare.echoes import echo_rows, find_echoes
from contested.compare.joins import Rules, rules
from contested.compare.statements import COLUMNS, Statement, exclusion, exclusion_row, statements_in, statements_of
from contested.errors import TableError
from contested.lexicon.load import Lexicon, load_lexicon

Row = dict[str, Any]


# more claims than these are compared part by part, so that memory holds one part at a time
PART = 250_000


@dataclass(frozen=True, slots=True)
class Compared:
    """The rows of the five tables of the comparison, and the cells they come from.

    Where many claims were compared in parts, the rows are read from their files when asked for, and there are no `groups`.
    """

    echoes: Sequence[Row]
    cells: Sequence[Row]
    discrepancies: Sequence[Row]
    alarms: Sequence[Row]
    excluded: Sequence[Row]
    groups: Sequence[Cell]

    def tables(self) -> dict[str, Sequence[Row]]:
        return {n: getattr(self, n) for n in ("echoes", "cells", "discrepancies", "alarms", "excluded")}


def compare_claims(
    claims: Iterable[Mapping[str, Any]],
    places: Iterable[Mapping[str, Any]] = (),
    *,
    joins: Sequence[str] | None = None,
    lexicon: Lexicon | None = None,
) -> Compared:
    """Compare claims; pure: rows in, rows out.

    Parameters
    ----------
    claims
        Rows of the `claims` table, as dicts with None for what is missing.
    places
        Rows of the `places` table (their parents are used).
    joins
        Names of the joins to use; None for all that are declared, an empty list for agreement to the letter.
    lexicon
        The project's own when left out.

    Raises
    ------
    UsageError
        A name in `joins` that no join has.
    """
    return _compare(statements_of(claims), rules(lexicon or load_lexicon(), places, joins))


@without_pauses
def _compare(statements: list[Statement], r: Rules) -> Compared:
    reasons = [(s, exclusion(s)) for s in statements]
    taking_part = [s for s, reason in reasons if reason is None]
    r.learn(taking_part)
    voices = find_echoes(taking_part, r)
    cells = find_cells(taking_part, voices.of, r)
    return Compared(
        echoes=echo_rows(voices.echoes),
        cells=cell_rows(cells),
        discrepancies=discrepancy_rows(cells),
        alarms=alarm_rows(Found(statements, taking_part, voices.echoes, cells, r)),
        excluded=[exclusion_row(s, reason) for s, reason in reasons if reason is not None],
        groups=cells,
    )


def compare_tables(folder: str | Path, *, joins: Sequence[str] | None = None, lexicon: Lexicon | None = None, part: int = PART) -> Compared:
    """Add the tables that need the whole corpus to a folder of tables, and describe them in its datapackage.json.

    Parameters
    ----------
    folder
        The folder of tables.
    joins, lexicon
        As for `compare_claims`.
    part
        How many claims are compared at a time, about. The tables are the same whatever it is; memory and disk space (a folder
        beside the tables, removed at the end) are not.

    Raises
    ------
    TableError
        The folder holds no claims.
    UsageError
        A name in `joins` that no join has.
    """
    from contested.tables.datapackage import write_datapackage
    from contested.tables.read import count_rows, read_arrow
    from contested.tables.write import write_tables

    folder = Path(folder)
    try:
        places = read_arrow(folder, "places", ["place", "parent"]).to_pylist()
    except TableError:
        places = []  # the lexicon's own parents still hold
    r = rules(lexicon or load_lexicon(), places, joins)
    if count_rows(folder, "claims") > part:
        from contested.compare.parts import compare_in_parts

        compared = Compared(**compare_in_parts(folder, r, part), groups=())
    else:
        compared = _compare(statements_in(read_arrow(folder, "claims", list(COLUMNS))), r)
        write_tables(folder, compared.tables())
    write_datapackage(folder)
    return compared
