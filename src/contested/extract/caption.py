"""Tables and lists: their rows hold over the time that the line above them names."""

from __future__ import annotations

import re

from contested.extract.period_reading import Reading
from contested.model import Period

# The rule of a figure read from a column of a table.
_CELL = "column"
_BULLET = re.compile(r"\s*(?:[-*\u2022\u25cf\u2013]|\(?\d{1,2}[.)])\s")
# These hold at a time and do not happen on a day.
STATES = frozenset({"missing", "trapped", "control_share"})


def captioned(reading: Reading, periods: list[Period]) -> list[Period]:
    """Rows of a table or list take the period of the line above them ("ARRIVALS, 9-25 MARCH"); no account runs through a table."""
    done = list(periods)
    captions: dict[int, Period] = {}
    for i, figure in enumerate(reading.figures):
        if periods[i].date_end is None and periods[i].rule == "none" and _is_row(reading, figure.sentence):
            found = _caption(reading, figure.sentence, captions)
            if figure.rule == _CELL or (found.date_end is not None and figure.indicator not in STATES):
                done[i] = found
    return done


def _is_row(reading: Reading, sentence: int) -> bool:
    line = reading.view.sentence_text(sentence)
    return "|" in line or (_BULLET.match(line) is not None and line[-1] not in ".!?")


def _caption(reading: Reading, sentence: int, captions: dict[int, Period]) -> Period:
    """The period of the line above a row's table or list; `captions` keeps it for the rows passed."""
    top = sentence
    while top > 0 and top not in captions and _is_row(reading, top):
        top -= 1
    found = captions.get(top)
    if found is None:
        found = Period(rule="caption")
        times = [t for t in reading.times(top) if t.hi is not None and not t.future]
        if times and top not in reading.by_sentence and reading.view.sentence_text(top)[-1] not in ".!?":
            found = Period(times[-1].lo, times[-1].hi, reading.words(times[-1]), "caption")
    for row in range(top, sentence + 1):
        captions[row] = found
    return found
