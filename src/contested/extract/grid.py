"""Tables written as text: a header of labels, rows of numbers, cells parted by bars.

    Site          | Displaced | Returned
    Haj Ali       |       640 |       96
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from contested.extract.nouns import NounWords
from contested.text import TextView

_NUMBER = re.compile(r"^\s*(\d{1,3}(?:[,\u00a0\u202f ]\d{3})+|\d+)\s*$")


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table: its span in the document, its value, and what its column counts."""

    start: int
    end: int
    sentence: int
    value: float
    indicator: str
    population: str
    unit: str
    label_start: int
    label_end: int


@dataclass(frozen=True, slots=True)
class _Column:
    indicator: str
    population: str
    unit: str
    start: int
    end: int


def find_cells(view: TextView, nouns: NounWords, label: dict[str, str]) -> list[Cell]:
    """Every number of the document's text tables whose column heading names an indicator.

    `label` gives the indicator of a word that can head a column. A table begins with a row of labels without numbers
    and ends with the first line that has another number of cells.
    """
    found: list[Cell] = []
    columns: list[_Column | None] | None = None
    for s in view.sentences:
        text = view.text[s.start : s.end]
        if "|" not in text:
            columns = None
            continue
        cells = _cells(text, s.start)
        numbers = [_NUMBER.match(view.text[a:b]) for a, b in cells]
        if columns is None or len(cells) != len(columns):
            heading = view.sentence_text(s.index - 1).lower() if s.index else ""
            columns = None if any(numbers) else [_column(view.text, a, b, heading, nouns, label) for a, b in cells]
            continue
        for (a, b), number, column in zip(cells, numbers, columns, strict=True):
            if number is not None and column is not None:
                start = a + number.start(1)
                value = float(re.sub(r"\D", "", number[1]))
                found.append(Cell(start, a + number.end(1), s.index, value, column.indicator, column.population, column.unit, column.start, column.end))
    return found


def _cells(text: str, offset: int) -> list[tuple[int, int]]:
    spans = []
    begin = 0
    for m in re.finditer(r"\|", text):
        spans.append((offset + begin, offset + m.start()))
        begin = m.end()
    spans.append((offset + begin, offset + len(text)))
    return [(a, b) for a, b in spans if b > a]


def _column(text: str, start: int, end: int, heading: str, nouns: NounWords, label: dict[str, str]) -> _Column | None:
    """What a column counts, from its own heading; the unit also from the line above ("families, 13 to 19 June")."""
    words = re.findall(r"[^\W\d_]+", text[start:end].lower())
    indicator = next((label[w] for w in words if w in label), None)
    if indicator is None:
        return None
    family = any(w in nouns.families for w in (*words, *re.findall(r"[^\W\d_]+", heading)))
    population = next((nouns.people[w] for w in words if w in nouns.people and nouns.people[w] != "people"), "people")
    return _Column(indicator, population, "families" if family else "persons", start, end)
