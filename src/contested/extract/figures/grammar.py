"""The order of the rules: which of them is asked first for what governs a quantity."""

from __future__ import annotations

from contested.extract.figures import frames, tables
from contested.extract.figures.candidates import Candidate, Governed
from contested.extract.figures.objects import find_object
from contested.extract.figures.predicates import find_subject
from contested.extract.figures.second_look import name_groups, share_hedges
from contested.extract.figures.sentence import Sentence
from contested.extract.figures.spread import spread
from contested.extract.figures.tolls import toll
from contested.extract.figures.words import BE
from contested.extract.nouns import FAMILY, PERSON, PLACE, UNKNOWN

_NONE = frozenset("none no not neither nor".split())
_SAYS_NOTHING = frozenset("in from still".split())
_BEFORE_NUMBER = frozenset("the of these those".split())


def read(s: Sentence) -> None:
    """Find what governs each candidate of the sentence; those that stay without are no figures."""
    for i in range(len(s.candidates)):
        _govern(s, i)
    spread(s)
    name_groups(s)
    share_hedges(s)


def _govern(s: Sentence, i: int) -> None:
    c = s.candidates[i]
    if c.np.kind == PLACE:
        return
    if is_doer(s, c) or is_negated(s, c) or is_inner(s, c):
        c.agent = True
        return
    found = (
        tables.table_line(s, c)
        or frames.event_noun(s, c)
        or frames.denied(s, c)
        or frames.among(s, c)
        or _verb(s, i)
        or frames.nominal(s, c)
        or toll(s, c)
        or frames.updated(s, c)
        or frames.numbering(s, c)
        or tables.listed(s, c)
    )
    if found is not None:
        c.agent = False
        c.take(*found)
        if c.np.event == "evacuated" and c.indicators == ("trapped",):
            c.take(("evacuated",), "noun", c.trigger)  # evacuees who are stuck on their way have left


def _verb(s: Sentence, i: int) -> Governed | None:
    """The verb behind or before the noun phrase; the one before wins, unless the one behind touches it."""
    c = s.candidates[i]
    c.subject = find_subject(s, i)
    if c.subject is not None and s.skip_adverbs(c.end) == c.subject[2]:
        return c.subject
    return find_object(s, c) or c.subject


# ---- quantities that are no figures ----------------------------------------------------------------------------


def is_doer(s: Sentence, c: Candidate) -> bool:
    """ "were killed by 12 gunmen": a passive before "by" makes it who did it."""
    by = c.q.start - 1
    if by < 0 or s.lower[by] != "by":
        return False
    return any(w in s.senses or w in BE or w.endswith("ed") for w in s.lower[max(0, by - 6) : by])


def is_negated(s: Sentence, c: Candidate) -> bool:
    """ "none of the 12", "no 12", "not one"."""
    k = c.q.start - 1
    while k >= 0 and s.lower[k] in _BEFORE_NUMBER:
        k -= 1
    return k >= 0 and s.lower[k] in _NONE


def is_inner(s: Sentence, c: Candidate) -> bool:
    """ "members of one family", "many of them": a number inside another's noun phrase, or one that says nothing."""
    lower, np = s.lower, c.np
    if np.anaphor and c.q.vague_term == "many":
        return True
    k = c.q.start - 1
    if k >= 1 and lower[k] == "of" and any(o.end == k and o.np.kind == PERSON and o is not c for o in s.candidates):
        return np.kind in (FAMILY, UNKNOWN)
    if np.head is not None:
        return lower[np.head].endswith("'s")
    if not np.anaphor or c.q.bound != "vague" or np.end >= s.n or lower[np.end - 1] != "whom":
        return False
    return lower[np.end].endswith("ly") or lower[np.end] in _SAYS_NOTHING
