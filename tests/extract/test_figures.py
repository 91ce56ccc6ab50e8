"""Every sentence of ``cases/figures.txt`` gives the figures written under it: no more, no fewer, each with its fields.

Sentences the grammar does not get right yet stand in ``cases/known_errors.txt`` with what goes wrong. They are expected to
fail, strictly: one that is mended fails this test until the list is renewed (``python tests/extract/cases/renew.py``).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from contested.extract.record import parse_document
from contested.lexicon import load_lexicon
from contested.model import BOUNDS, INDICATORS, POPULATIONS, STATUSES, UNITS, Claim, Document

CASES = Path(__file__).parent / "cases" / "figures.txt"
KNOWN_ERRORS = Path(__file__).parent / "cases" / "known_errors.txt"
# The list may only grow shorter; lower this number with it.
MOST_KNOWN_ERRORS = 17


@dataclass(frozen=True, slots=True)
class Expected:
    """One ``=`` line of the table; `value` as written there (number, low-high, vague term, ``?`` or nothing)."""

    indicator: str
    population: str | None
    value: str
    bound: str
    quote: str
    unit: str
    status: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.quote)


@dataclass(frozen=True, slots=True)
class Case:
    construction: str
    text: str
    figures: tuple[Expected, ...]


def load_cases(path: Path = CASES) -> list[Case]:
    cases = []
    for block in re.split(r"\n[ \t]*\n", path.read_text(encoding="utf-8")):
        lines = [line for line in block.split("\n") if line.strip()]
        construction = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("# construction:")), "")
        text = "\n".join(line for line in lines if not line.startswith(("#", "=")))
        if text:
            cases.append(Case(construction, text, _expected(text, [line[1:] for line in lines if line.startswith("=")])))
    return cases


def _expected(text: str, lines: list[str]) -> tuple[Expected, ...]:
    taken: set[tuple[str, int]] = set()
    figures = []
    for line in lines:
        fields = [field.strip() for field in line.split("|")]
        indicator, population, value, bound, quote, unit, status = [*fields, "", ""][:7]
        places = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(quote)}(?!\w)", text) if (indicator, m.start()) not in taken]
        if not places:
            raise ValueError(f"{CASES.name}: the quote {quote!r} does not stand (often enough) in {text!r}")
        taken.add((indicator, places[0]))
        figures.append(Expected(indicator, population or None, value, bound, quote, unit or "persons", status or "asserted", places[0]))
    return tuple(figures)


def wrongs(case: Case) -> list[str]:
    """What is wrong with the reading of a case, one line each; empty when all is right."""
    claims = parse_document(Document("case", case.text), load_lexicon())
    free = list(claims)
    out = []
    for expected in case.figures:
        found = [c for c in free if _same_figure(expected, c)]
        if not found:
            out.append(f"missed: {expected.indicator} {expected.quote!r}")
            continue
        claim = max(found, key=lambda c: min(expected.end, c.char_end or 0) - max(expected.start, c.char_start or 0))
        free.remove(claim)
        for name in ("population", "bound", "unit", "status"):
            if getattr(claim, name) != getattr(expected, name):
                out.append(f"{name} of {expected.quote!r}: {getattr(claim, name)}, not {getattr(expected, name)}")
    return out + [f"spurious: {c.indicator} {c.quote!r} ({c.rule})" for c in free]


def _same_figure(expected: Expected, claim: Claim) -> bool:
    assert claim.char_start is not None
    assert claim.char_end is not None
    overlap = min(expected.end, claim.char_end) - max(expected.start, claim.char_start)
    return claim.indicator == expected.indicator and overlap > 0 and _same_quantity(expected, claim)


def _same_quantity(expected: Expected, claim: Claim) -> bool:
    if (expected.unit == "percent") != (claim.unit == "percent"):
        return False
    if expected.bound == "vague":
        return claim.bound == "vague" and _term(claim.vague_term) == _term(expected.value)
    if expected.bound == "unknown":
        return claim.bound == "unknown"
    if expected.bound == "range":
        low, high = map(float, expected.value.split("-"))
        return (claim.value, claim.value_high) == (low, high)
    if not expected.value:
        return claim.value is None and claim.bound != "vague"
    within = 0.5 if expected.unit == "percent" else 1e-6
    return claim.value is not None and abs(claim.value - float(expected.value)) <= within and claim.value_high is None


def _term(term: str | None) -> str:
    words = " ".join(w for w in (term or "").lower().split() if w not in ("of", "the", "a", "an"))
    return {"mostly": "most", "mainly": "most"}.get(words, words)


def load_known_errors(path: Path = KNOWN_ERRORS) -> dict[str, str]:
    """Text of the sentence -> what goes wrong."""
    known = {}
    for block in re.split(r"\n[ \t]*\n", path.read_text(encoding="utf-8")):
        lines = [line for line in block.split("\n") if line.strip()]
        text = "\n".join(line for line in lines if not line.startswith(("#", "!")))
        if text:
            known[text] = "; ".join(line[1:].strip() for line in lines if line.startswith("!"))
    return known


ALL = load_cases()
KNOWN = load_known_errors()


def _parameters() -> list[object]:
    taken: Counter[str] = Counter()
    parameters = []
    for case in ALL:
        words = re.sub(r"[^0-9A-Za-z]+", " ", case.text).strip()
        name = f"{case.construction}: {words[:56].rstrip()}"
        taken[name] += 1
        marks = [pytest.mark.xfail(reason=KNOWN[case.text], strict=True, raises=AssertionError)] if case.text in KNOWN else []
        parameters.append(pytest.param(case, id=name if taken[name] == 1 else f"{name} ({taken[name]})", marks=marks))
    return parameters


@pytest.mark.parametrize("case", _parameters())
def test_sentence(case: Case) -> None:
    wrong = wrongs(case)
    assert not wrong, "\n".join([case.text, *wrong])


def test_the_list_of_known_errors_is_short_and_names_sentences_of_the_table() -> None:
    texts = {case.text for case in ALL}
    assert not [text for text in KNOWN if text not in texts]
    assert len(KNOWN) <= MOST_KNOWN_ERRORS


def test_the_table_is_broad_and_written_in_the_terms_of_the_model() -> None:
    figures = [f for case in ALL for f in case.figures]
    assert len(ALL) >= 700
    assert len({case.text for case in ALL}) == len(ALL)
    assert sum(not case.figures for case in ALL) >= 150
    assert {f.indicator for f in figures} == set(INDICATORS)
    assert {f.population for f in figures} == {*POPULATIONS, None}
    assert {f.bound for f in figures} == set(BOUNDS)
    assert {f.unit for f in figures} == set(UNITS)
    assert {f.status for f in figures} == set(STATUSES)


def test_quotes_say_the_words_of_the_figure_and_little_else() -> None:
    """The highlighted words are those an annotator would mark: nearly always to the letter."""
    exact = total = 0
    for case in ALL:
        if case.text in KNOWN:
            continue
        spans = {(c.indicator, c.char_start, c.char_end) for c in parse_document(Document("case", case.text), load_lexicon())}
        total += len(case.figures)
        exact += sum((f.indicator, f.start, f.end) in spans for f in case.figures)
    assert exact >= 0.90 * total, f"{exact} of {total} quotes are exactly those of the table"
