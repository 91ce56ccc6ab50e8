"""Frames other than a verb with subject or object: event nouns, "the deaths of 12", "among the dead were 12" ..."""

from __future__ import annotations

from contested.extract.figures.candidates import Candidate, Governed
from contested.extract.figures.sentence import Sentence
from contested.extract.figures.words import AND_OR
from contested.extract.nouns import PERSON
from contested.extract.triggers import GERUND

_CORRECTED = frozenset("updated revised raised corrected increased rose risen".split())
_POINTS_BACK = frozenset("this it that number figure count total".split())
_ESTIMATED = frozenset("estimated put puts putting placed estimates numbered".split())
_NUMBERING = frozenset("numbering totalling totaling number numbered total totalled totaled".split())
_NOT_NUMBERED = frozenset("loss return flight body life lives".split())
_SHARES = frozenset("share proportion percentage".split())
_BEFORE_OBJECT = frozenset("the all some his their".split())
_BEFORE_AMONG = frozenset("also at least some".split())
_FATE = frozenset(("fate", "whereabouts"))
_UNKNOWN_FATE = frozenset("unknown unclear uncertain".split())
_COST_LIVES = frozenset("claimed claiming claims claim cost costs costing took taken taking lost losing".split())
_LIVES_COST = frozenset("lost claimed were have".split())


def event_noun(s: Sentence, c: Candidate) -> Governed | None:
    """ "12 deaths", "3 wounded"; "10 dead and wounded", undivided, gives killed."""
    np = c.np
    if np.event is None or not np.event_strong or np.head is None or c.q.article:
        return None
    return ("killed" if _undivided(s, np.end) else np.event,), "noun", np.head


def _undivided(s: Sentence, k: int) -> bool:
    """ "88 killed & injured": one number for both."""
    return k + 1 < s.n and s.lower[k] in AND_OR and s.indicator_of(k + 1) in ("killed", "injured") and k + 1 not in s.at


def denied(s: Sentence, c: Candidate) -> Governed | None:
    """ "denied any deaths": a denial of the indicator itself, number unknown."""
    if c.q.bound == "unknown" and s.lower[c.q.core] == "any" and c.np.event is not None and c.np.head is not None:
        return (c.np.event,), "denied", c.np.head
    return None


def among(s: Sentence, c: Candidate) -> Governed | None:
    """ "Among the dead were 14 policemen"."""
    k = c.q.start - 1
    while k >= 0 and s.lower[k] in _BEFORE_AMONG:
        k -= 1
    if k < 2 or s.lower[k] not in ("were", "was", "are", "is"):
        return None
    for m in range(k - 1, max(-1, k - 9), -1):
        if s.lower[m] in ("among", "amongst"):
            for x in range(m + 1, k):
                indicator = s.indicator_of(x) or ("killed" if s.lower[x] in ("victims", "casualties") else None)
                if indicator:
                    return (indicator,), "among", x
    return None


def updated(s: Sentence, c: Candidate) -> Governed | None:
    """ "The count was later updated to 82": the figure of the sentence before, corrected."""
    k = c.q.start - 1
    if not s.before or k < 2 or s.lower[k] != "to" or _POINTS_BACK.isdisjoint(s.lower[: k - 1]):
        return None
    return None if _CORRECTED.isdisjoint(s.lower[max(0, k - 3) : k]) else (s.before, "updated", k)


def numbering(s: Sentence, c: Candidate) -> Governed | None:
    """ "the evacuees, numbering 650", "an exodus estimated at 70 percent", "the dead may number as many as 120"."""
    k = c.q.start - 1
    if k >= 1 and s.lower[k] == "at" and not _ESTIMATED.isdisjoint(s.lower[max(0, k - (16 if c.q.percent else 5)) : k]):
        k -= 1
    elif k < 0 or s.lower[k] not in _NUMBERING:
        return None
    for m in range(k - 1, max(-1, k - 15), -1):
        w = s.lower[m]
        event = s.nouns.events.get(w)
        if event and c.q.percent:
            _take_share_of(s, c, m)
        indicator = event[0] if event else s.triggers.nominal.get(w)
        if indicator and w not in _NOT_NUMBERED:
            return (indicator,), "numbering", m
        if w in (".", ";"):
            break
    return None


def _take_share_of(s: Sentence, c: Candidate, m: int) -> None:
    """ "the share of women among the dead, put at 40 percent": the group whose share it is."""
    share = next((x for x in range(m, max(-1, m - 8), -1) if s.lower[x] in _SHARES), None)
    group = s.nouns.people.get(s.lower[share + 2]) if share is not None and share + 2 < m else None
    if group:
        c.np = c.np._replace(kind=PERSON, population=group)


def nominal(s: Sentence, c: Candidate) -> Governed | None:
    """ "the deaths of 12 people", "the killing of 12", "injuries to 12", "the fate of 12 is unknown"; "claimed 12 lives"."""
    k = c.q.start - 1
    while k >= 0 and s.lower[k] in _BEFORE_OBJECT:
        k -= 1
    if k >= 1 and s.lower[k] == "of":
        m = k - 1
        indicator = _nominal_indicator(s, m)
        if indicator is None and s.lower[m] in _FATE and not _UNKNOWN_FATE.isdisjoint(s.lower[c.end : c.end + 8]):
            return ("missing",), "nominal_fate", m
        if indicator is not None:
            lost_things = s.lower[m] == "loss" and c.np.kind != PERSON and c.np.event != "killed"
            return None if lost_things else ((indicator,), "nominal", m)
    if k >= 1 and s.lower[k] in ("to", "for") and s.lower[k - 1] in ("injuries", "injury", "wounds"):
        return ("injured",), "nominal", k - 1
    return _lives(s, c)


def _nominal_indicator(s: Sentence, m: int) -> str | None:
    """The indicator of an event noun, or of a gerund that is one, before "of"."""
    indicator = s.triggers.nominal.get(s.lower[m])
    if indicator is None and (sense := s.sense(m, GERUND)) is not None and sense.frame != "intransitive" and not sense.people_only:
        indicator = sense.indicator
    return "killed" if indicator is None and s.lower[m] == "toll" else indicator


def _lives(s: Sentence, c: Candidate) -> Governed | None:
    """ "claimed 12 lives", "12 lives were lost"."""
    if c.np.event != "killed" or c.np.head is None or s.lower[c.np.head] not in ("lives", "life"):
        return None
    before, after = s.lower[max(0, c.q.start - 4) : c.q.start], s.lower[c.end : c.end + 3]
    if _COST_LIVES.isdisjoint(before) and _LIVES_COST.isdisjoint(after):
        return None
    return ("killed",), "lives", c.np.head
