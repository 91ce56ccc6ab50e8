"""Parsing takes time in proportion to the length of the text, however odd the text is.

Each input is built to send some pattern or some search of the grammar back over what it has already read. Doubling such an
input twice makes a linear parser four times slower and a quadratic one sixteen times.
"""

from __future__ import annotations

import gc
import time

import pytest

from contested.extract.record import parse_document
from contested.lexicon import load_lexicon
from contested.model import Document

# Characters of the first attempt and of the largest shorter text; the longer one has four times as many, a megabyte at most.
FIRST, LAST = 15_625, 250_000
# A run shorter than this (seconds) is too short to compare with.
ENOUGH = 0.05
# Between 4 (linear) and 16 (quadratic), with room for a noisy machine.
MOST_RATIO = 8.0
# Linear or not, no text may be slower than this (seconds for a megabyte).
MOST_SECONDS_PER_MB = 60.0

UNITS = {
    "digits": "1",
    "digits in threes": "123 ",
    "digits with commas": "123,",
    "digits with dots": "1.2.",
    "dates": "12/11/2016 ",
    "days": "12 May ",
    "years": "2016 ",
    "hyphens": "a-",
    "number words": "two hundred ",
    "hyphenated numbers": "two-",
    "and": "and ",
    "of the": "of the ",
    "in": "in ",
    "said": "said ",
    "that": "that ",
    "killed": "killed ",
    "in since": "in since ",
    "more than": "more than ",
    "parentheses": "(",
    "closed parentheses": "()",
    "commas": ", ",
    "quotation marks": '"',
    "curly quotation marks": "\u201c",
    "apostrophes": "'",
    "full stops": ".",
    "dashes": "\u2013 ",
    "spaces": "a        ",
    "line ends": "\n",
    "lines": "a\n",
    "paragraphs": "a\n\n",
    "bullets": "\n- ",
    "one word": "a",
    "capitals": "A",
    "initials": "U.N. ",
    "dotted capitals": "A.",
    "capitalised words": "Aleppo ",
    "unknown names": "Zorbeq ",
    "al-": "al-",
    "10 people and": "10 people and ",
    "10 people of": "10 people of ",
    "12 killed": "12 killed, ",
    "including": "10 people including ",
    "hedged": "at least 10 civilians, ",
    "control": "captured the town of ",
    "control of places": "retook Aleppo and ",
    "shares": "90 percent of the territory ",
    "claims": "killed 10 people in Aleppo on Friday and ",
    "sentences": "Rebels killed 10 people in Aleppo on Friday, the army said. ",
    "sentences without a source": "Shelling killed 10 people. ",
    "sentences that point back": "They killed 10 of them there. ",
    "questions": "12 killed? ",
    "combining marks": "\u0301",
    "right to left": "\u0642\u062a\u0644 ",
    "no-break spaces": "1\u00a0",
    "control characters": "\x01",
}


def seconds(unit: str, size: int) -> float:
    """Processor time of one parse of `size` characters, without the garbage collector, whose pauses belong to the whole process."""
    document = Document("long", (unit * (size // len(unit) + 1))[:size])
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        parse_document(document, load_lexicon())
        return time.process_time() - start
    finally:
        gc.enable()


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """Patterns are compiled once; that belongs to no measurement."""
    parse_document(
        Document("warm", "Rebels killed 10 people in Aleppo on Friday, the army said. They took 90 percent of it."), load_lexicon()
    )


@pytest.mark.parametrize("name", UNITS)
def test_time_grows_with_length(name: str) -> None:
    unit, size = UNITS[name], FIRST
    small = seconds(unit, size)
    while small < ENOUGH and size < LAST:
        size *= 4
        small = seconds(unit, size)
    assert small * 1e6 / size < MOST_SECONDS_PER_MB, f"{size} characters took {small:.2f} s"
    large = seconds(unit, 4 * size)
    assert large < MOST_RATIO * max(small, ENOUGH), f"{small:.2f} s for {size} characters, {large:.2f} s for four times as many"
