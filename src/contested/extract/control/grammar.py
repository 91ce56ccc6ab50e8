"""The order of the rules of control: shares first, then changes; nothing is read twice."""

from __future__ import annotations

from contested.extract.control.events import control_of, noun_change, passing
from contested.extract.control.leaving import expelling, falling, losing, withdrawing
from contested.extract.control.sentence import ControlFigure, ControlSentence
from contested.extract.control.shares import find_shares
from contested.extract.control.taking import taking
from contested.extract.control.telling import is_done
from contested.text import where


def read(s: ControlSentence) -> list[ControlFigure]:
    """The shares and changes of a sentence, in the order of the text."""
    found = find_shares(s)
    read_by_shares = {f.trigger for f in found}
    nothing_before = 0
    for k in where(s.lower, s.words.changes):
        if k < nothing_before or k in read_by_shares:
            continue
        f = _change(s, k)
        if f is not None and not any(other.start < f.end and f.start < other.end for other in found):
            found.append(f)
            nothing_before = f.trigger + 1
    found.sort(key=lambda f: f.start)
    return found


def _change(s: ControlSentence, k: int) -> ControlFigure | None:
    w = s.lower[k]
    found = control_of(s, k) if w in s.words.control_nouns else None
    if found is None and (w in s.words.noun_of or w in s.words.evacuation_of):
        found = noun_change(s, k)
    if found is None and w in s.words.passing:
        found = passing(s, k)
    return found or _verb_change(s, k)


def _verb_change(s: ControlSentence, k: int) -> ControlFigure | None:
    """The change told by the verb at `k`."""
    verb = s.words.verbs.get(s.lower[k])
    if verb is None:
        return None
    if verb.kind in ("sure", "unsure"):
        return taking(s, k, verb)
    if verb.kind == "fall":
        return falling(s, k)
    if not is_done(s, k, verb.forms):
        return None
    if verb.kind == "lose":
        return losing(s, k, verb)
    return expelling(s, k) if verb.kind == "expel" else withdrawing(s, k, verb)
