"""One thing wrong with a folder of tables, and how it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

SHOWN = 20  # of one kind in one table; a broken column would otherwise give a line a row
AGAIN = "make the tables again, or bring back a copy from before"
COMPARE_AGAIN = "run `contested compare` again"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: in which table and file, which row (number and key, or "" for all of it), which column, what, what to do."""

    table: str
    row: str
    column: str
    what: str
    file: str = ""
    do: str = AGAIN

    def __str__(self) -> str:
        where = (
            f"{self.file or self.table}" + (f", row {self.row}" if self.row else "") + (f", column {self.column}" if self.column else "")
        )
        return f"{where}: {self.what}; {self.do}"


def first_of(found: Iterable[Problem]) -> Iterator[Problem]:
    """The first problems of one kind, and a word on how many more there are."""
    problems = iter(found)
    last: Problem | None = None
    for last in islice(problems, SHOWN):
        yield last
    more = sum(1 for _ in problems)
    if more and last is not None:
        yield replace(last, row="", what=f"and {more} more like the last")


def shown(value: object) -> str:
    """A value for a message, cut short where it is long."""
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 80 else f"{text[:76]}...{text[-1]}"
