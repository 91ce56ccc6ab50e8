"""The comparison of a whole corpus: reads the claims, writes echoes, cells, discrepancies, alarms and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contested.compare.alarms import Found, alarm_rows
from contested.compare.cells import Cell, cell_rows, find_cells
from contested.compare.discrepancies import discrepancy_rows
from contested.compare.echoes import echo_rows, find_echoes
from contested.compare.joins import rules
from contested.compare.statements import COLUMNS, exclusion, exclusion_row, statements_of
from contested.errors import TableError
from contested.lexicon.load import Lexicon, load_lexicon

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """The rows of the five tables of the comparison, and the cells they come from."""

    echoes: list[Row]
    cells: list[Row]
    discrepancies: list[Row]
    alarms: list[Row]
    excluded: list[Row]
    groups: list[Cell]

    def tables(self) -> dict[str, list[Row]]:
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
    lexicon = lexicon or load_lexicon()
    r = rules(lexicon, places, joins)
    statements = statements_of(claims)
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


def compare_tables(folder: str | Path, *, joins: Sequence[str] | None = None, lexicon: Lexicon | None = None) -> Compared:
    """Add the tables that need the whole corpus to a folder of tables, and describe them in its datapackage.json.

    Raises
    ------
    TableError
        The folder holds no claims.
    UsageError
        A name in `joins` that no join has.
    """
    from contested.tables.datapackage import write_datapackage
    from contested.tables.read import read_arrow
    from contested.tables.write import write_tables

    folder = Path(folder)
    claims = read_arrow(folder, "claims", list(COLUMNS)).to_pylist()
    try:
        places = read_arrow(folder, "places", ["place", "parent"]).to_pylist()
    except TableError:
        places = []  # the lexicon's own parents still hold
    compared = compare_claims(claims, places, joins=joins, lexicon=lexicon)
    write_tables(folder, compared.tables())
    write_datapackage(folder)
    return compared
