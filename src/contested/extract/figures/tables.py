"""Numbers of tables and lists: "Killed: 12", "Displaced by district: Upper 4,212; Lower 3,870"."""

from __future__ import annotations

from contested.extract.figures.candidates import Candidate, Governed
from contested.extract.figures.sentence import Sentence
from contested.extract.figures.words import BE, HAVE
from contested.extract.nouns import ELIDED, FAMILY, PERSON, UNKNOWN
from contested.extract.triggers import GERUND

_CELL_MARKS = frozenset((":", "-", "\u2013", "=", "(", "\u2014"))
_ENTRY_ENDS = frozenset(", ; . ) and |".split())
_LABEL_REACH, _HEADING_REACH = 20, 6
_LIST_REACH = 14


def table_line(s: Sentence, c: Candidate) -> Governed | None:
    """ "Killed: 12", "Wounded - 30", "Families displaced: 300": a label, a mark, the number."""
    k = c.q.start - 1
    if k < 1 or s.lower[k] not in _CELL_MARKS or (c.np.kind == UNKNOWN and s.lower[k] != ":"):
        return None
    m = k - 1
    if s.lower[k] == "(" and s.lower[m] not in s.nouns.events and s.lower[m] not in s.nouns.modifier_events:
        return None
    indicator = s.label_of(m)
    if indicator is None and m > 0 and s.lower[m] in s.nouns.people:
        m -= 1
        indicator = s.label_of(m)
    if indicator is None and m > 0 and s.lower[m] == "toll":
        indicator = "killed"
    if indicator is None or (m > 0 and s.lower[m - 1] in BE) or (c.np.kind == PERSON and _predicate_touches(s, c)):
        return None
    _take_group(s, c, m)
    return (indicator,), "table", m


def _predicate_touches(s: Sentence, c: Candidate) -> bool:
    return c.end < s.n and (s.lower[c.end] in s.senses or s.lower[c.end] in BE or s.lower[c.end] in HAVE)


def _take_group(s: Sentence, c: Candidate, m: int) -> None:
    """ "Civilians killed: 65", "Displaced families: 300": the words around the label at `m` name the group."""
    if c.np.kind not in (ELIDED, UNKNOWN):
        return
    for w in s.lower[max(0, m - 3) : min(m + 3, c.q.start)]:
        if w in s.nouns.families:
            c.np = c.np._replace(kind=FAMILY, population="people")
            return
        if w in s.nouns.people:
            c.np = c.np._replace(kind=PERSON, population=s.nouns.people[w])
            return


def listed(s: Sentence, c: Candidate) -> Governed | None:
    """A number of a list that is named before its colon, or by the heading above."""
    before = s.lower[: c.q.start]
    if ":" not in before or c.np.kind not in (ELIDED, PERSON, FAMILY) or c.q.percent or c.q.article:
        return None
    colon = len(before) - 1 - before[::-1].index(":")
    if colon == c.q.start - 1 and c.end >= s.n - 1:
        return _last_entry(s, c, colon)
    return _entry(s, c, colon) if c.np.kind == ELIDED else None


def _last_entry(s: Sentence, c: Candidate, colon: int) -> Governed | None:
    """ "Families displaced in the east: 310": a line that ends with its number."""
    for m in range(min(colon, _LABEL_REACH)):
        indicator = s.label_of(m)
        if indicator and (s.lower[m] in s.nouns.modifier_events or not s.prenominal(m)):
            _take_group(s, c, m)
            return (indicator,), "listed", m
    if s.heading is not None and colon <= _HEADING_REACH and s.capitalised(0):
        return (s.heading,), "listed", colon
    return None


def _entry(s: Sentence, c: Candidate, colon: int) -> Governed | None:
    """ "Upper 4,212;": a name and its number behind the colon."""
    k = c.q.start - 1
    if s.lower[k] == "(":
        k -= 1
    if k <= colon or not s.capitalised(k) or (s.lower[c.end] if c.end < s.n else ".") not in _ENTRY_ENDS:
        return None
    for m in range(colon - 1, max(-1, colon - _LIST_REACH), -1):
        indicator = s.indicator_of(m)
        if indicator and not any(GERUND in sense.forms for sense in s.senses.get(s.lower[m], ())):
            return (indicator,), "listed", m
    return None
