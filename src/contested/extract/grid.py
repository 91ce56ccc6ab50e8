"""Tables written as text: a header of labels ("Site | Displaced | Returned"), rows of numbers, cells parted by bars."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from contested.extract.nouns import NounWords
from contested.model import Figure
from contested.text import TextView

_NUMBER = re.compile(r"^\s*(\d{1,3}(?:[,\u00a0\u202f ]\d{3})+|\d+)\s*$")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Column:
    """What the numbers of a column count."""

    indicator: str
    population: str
    unit: str


def find_cells(view: TextView, nouns: NounWords, labels: Mapping[str, str]) -> dict[int, list[Figure]]:
    """Every number of the document's text tables whose column heading names an indicator, by sentence.

    `labels` gives the indicator of a word that can head a column. A table begins with a row of labels without numbers
    and ends with the first line that has another number of cells.
    """
    found: dict[int, list[Figure]] = {}
    if "|" not in view.text:
        return found
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
            columns = None if any(numbers) else [_column(view.text[a:b], heading, nouns, labels) for a, b in cells]
            continue
        for (offset, _), number, column in zip(cells, numbers, columns, strict=True):
            if number is not None and column is not None:
                found.setdefault(s.index, []).append(_figure(offset, number, s.index, column))
    return found


def _figure(offset: int, number: re.Match[str], sentence: int, column: _Column) -> Figure:
    start, end = offset + number.start(1), offset + number.end(1)
    return Figure(
        start=start,
        end=end,
        sentence=sentence,
        indicator=column.indicator,
        population=column.population,
        value=float(re.sub(r"\D", "", number[1])),
        value_high=None,
        bound="exact",
        vague_term=None,
        unit=column.unit,
        trigger_start=start,
        trigger_end=end,
        rule="column",
    )


def _cells(text: str, offset: int) -> list[tuple[int, int]]:
    """The spans between the bars of a line."""
    bars = [m.start() for m in re.finditer(r"\|", text)]
    spans = zip([0, *(bar + 1 for bar in bars)], [*bars, len(text)], strict=True)
    return [(offset + begin, offset + end) for begin, end in spans if end > begin]


def _column(label: str, heading: str, nouns: NounWords, labels: Mapping[str, str]) -> _Column | None:
    """What a column counts, from its own label; the unit also from the line above ("families, 13 to 19 June")."""
    words = _WORD.findall(label.lower())
    indicator = next((labels[w] for w in words if w in labels), None)
    if indicator is None:
        return None
    family = not nouns.families.isdisjoint((*words, *_WORD.findall(heading)))
    population = next((nouns.people[w] for w in words if nouns.people.get(w, "people") != "people"), "people")
    return _Column(indicator, population, "families" if family else "persons")
