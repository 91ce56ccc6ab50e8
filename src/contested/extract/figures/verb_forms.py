"""A verb form without auxiliary behind the noun phrase: predicate, reduced relative, or the verb this is the agent of."""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal

from contested.extract.figures.candidates import Candidate, Governed
from contested.extract.figures.sentence import Sentence, is_participial
from contested.extract.figures.words import AND_OR, BLOCK
from contested.extract.triggers import BASE, GERUND, PARTICIPLE, PAST, THIRD, Sense


class Verdict(Enum):
    """What a sense of a verb can say instead of governing: that the candidate did it, or nothing (the next sense may)."""

    AGENT = "agent"
    NEXT = "next"


AGENT: Final = Verdict.AGENT
_NEXT: Final = Verdict.NEXT
# what a verb says of a candidate: what governs it, AGENT, or None for nothing
Reading = Governed | Literal[Verdict.AGENT] | None
_SenseReading = Reading | Literal[Verdict.NEXT]

_UNHURT = frozenset("unhurt unharmed uninjured injury death unscathed alive with without".split())
_NO_PLAIN_PREDICATE = frozenset("seize take hold lose destroy".split())
_TAIL_OPENERS = frozenset(("from of - \u2013 \u2014 , in at and with including ( among who aboard on near " + '"').split())


def bare_predicate(s: Sentence, k: int, c: Candidate, *, tail: bool, listed: bool) -> Reading:
    """What the verb at `k`, behind the noun phrase of `c`, says of it.

    Parameters
    ----------
    tail
        Something other than an adverb stands between the noun phrase and the verb.
    listed
        Another quantity of a list does.

    Returns
    -------
    Governed, AGENT or None
        None where it says nothing.
    """
    outcome: Literal[Verdict.AGENT] | None = None
    found: _SenseReading
    for sense in s.senses[s.lower[k]]:
        if sense.frame == "intransitive":
            found = _intransitive(s, k, c, sense, tail)
        elif sense.frame == "adjective":
            found = _adjective(s, k, c, sense, tail and not listed)
        elif PARTICIPLE in sense.forms:
            found = _participle(s, k, c, sense, tail, listed)
        else:
            found = _NEXT
            takes_object = sense.frame == "transitive" and not sense.forms.isdisjoint((BASE, THIRD, GERUND))
            if takes_object and not (tail or listed or sense.people_only):
                outcome = AGENT
            if sense.frame == "both" and GERUND in sense.forms and not s.object_begins(k + 1):
                found = (sense.indicator,), "subject_active", k
        if found is not _NEXT:
            return found
    return outcome


def _intransitive(s: Sentence, k: int, c: Candidate, sense: Sense, tail: bool) -> _SenseReading:
    """ "12 fled", "12 who died"."""
    if sense.forms.isdisjoint((PAST, BASE, GERUND, THIRD)) or (BASE in sense.forms and k > 0 and s.lower[k - 1] == "to"):
        return _NEXT
    if sense.lemma in ("remain", "stay"):
        indicator = _state_at(s, s.skip_adverbs(k + 1))
        if indicator is not None:
            return (indicator,), "subject_active", k
    if not s.complete(k, sense):
        return _NEXT
    if sense.lemma == "escape" and not _UNHURT.isdisjoint(s.lower[k + 1 : k + 3]):
        return _NEXT
    if sense.lemma == "leave" and _casualties_soon(s, k + 1):
        return _NEXT  # "left 12 dead"
    if GERUND in sense.forms and tail and any(w in s.nouns.people for w in s.lower[c.end : k]):
        return _NEXT  # "in a camp that houses civilians fleeing the war": theirs, not ours
    if THIRD in sense.forms and sense.lemma in ("escape", "leave", "return", "flee"):
        return _NEXT
    return (sense.indicator,), "subject_active", k


def _state_at(s: Sentence, k: int) -> str | None:
    """ "remained trapped": the indicator of the state at `k`."""
    if k >= s.n:
        return None
    phrase = s.set_phrase(k)
    if phrase is not None:
        return phrase[1]
    return s.indicator_of(k) if s.lower[k] in s.senses else None


def _adjective(s: Sentence, k: int, c: Candidate, sense: Sense, behind_tail: bool) -> _SenseReading:
    """ "12 missing"."""
    if s.prenominal(k) or s.lower[k - 1] == "the" or (behind_tail and not _in_reach(s, k, c)):
        return _NEXT
    return with_second(s, k, sense.indicator), "subject_reduced", k


def _participle(s: Sentence, k: int, c: Candidate, sense: Sense, tail: bool, listed: bool) -> _SenseReading:
    """ "12 people killed in the raid"; "12 rebels killed nine soldiers"."""
    if sense.frame == "passive" and s.object_begins(k + 1):
        return AGENT
    if s.lower[k - 1] in ("the", "of") and k > c.end and not listed:
        return _NEXT
    if s.prenominal(k) and not (sense.frame == "transitive" and tail):
        if k == c.end or not tail:
            return AGENT if sense.frame == "transitive" and not sense.people_only else None
        return _NEXT
    if s.object_begins(k + 1) and not _has_predicate(s, k + 1) and not _is_anaphoric(s, k + 1):
        return AGENT
    if (sense.after and not s.complete(k, sense, passive=True)) or (sense.people_only and not s.counts_people(c)):
        return _NEXT
    if sense.people_only and sense.lemma in _NO_PLAIN_PREDICATE and not (sense.lemma == "hold" and sense.after):
        return _NEXT
    if tail and not listed and not _in_reach(s, k, c):
        return _NEXT
    if s.lower[k - 1] in ("and", "or", "&") and k - 1 > c.end and not listed:
        return _NEXT
    return with_second(s, k, sense.indicator), "subject_reduced", k


def with_second(s: Sentence, m: int, indicator: str) -> tuple[str, ...]:
    """ "abducted and killed" gives both; "killed or injured", undivided, gives killed."""
    if m + 2 >= s.n or m + 2 in s.at or not (s.lower[m + 1] in AND_OR or s.lower[m + 1] == ","):
        return (indicator,)
    x = s.skip_adverbs(m + 2)
    senses = s.senses.get(s.lower[x]) if x < s.n else None
    if not senses or x in s.at or x + 1 in s.at or not is_participial(senses[0]):
        return (indicator,)
    second = senses[0].indicator
    if {indicator, second} == {"killed", "injured"}:
        return ("killed",)
    return (indicator, second) if second != indicator and senses[0].frame != "intransitive" else (indicator,)


def _is_anaphoric(s: Sentence, k: int) -> bool:
    """ "forty wounded, six of them gravely": what follows is a part, no object."""
    c = s.candidate_at(k)
    return c is not None and c.np.anaphor


def _next_quantity(s: Sentence, k: int) -> Candidate | None:
    """The candidate that begins in the three words from `k` on."""
    return next((s.candidates[s.at[m]] for m in range(k, min(k + 3, s.n)) if m in s.at), None)


def _casualties_soon(s: Sentence, k: int) -> bool:
    """The quantity at (or just after) `k` counts casualties ("left 12 dead")."""
    c = _next_quantity(s, k)
    return c is not None and (c.np.event is not None or any(w in s.nouns.modifier_events for w in s.lower[c.end : c.end + 3]))


def _has_predicate(s: Sentence, k: int) -> bool:
    """The quantity at (or just after) `k` has a participle of its own ("16 killed 20 wounded")."""
    c = _next_quantity(s, k)
    if c is None:
        return False
    if c.np.event is not None and c.np.head is not None and s.lower[c.np.head] in s.nouns.modifier_events:
        return True
    e = s.skip_adverbs(c.end)
    return e < s.n and s.participle_at(e) and not s.object_begins(e + 1)


def _in_reach(s: Sentence, k: int, c: Candidate) -> bool:
    """Behind a tail ("from the town", "- including nine children -") the participle at `k` still belongs to the candidate."""
    span = s.lower[c.end : k]
    if any(w in BLOCK or (w in s.senses and w not in s.nouns.modifier_events) for w in span):
        return False
    return k - c.end <= (14 if span and span[0] in _TAIL_OPENERS else 4)
