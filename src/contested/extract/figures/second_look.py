"""A second look, once every quantity has been asked for: hedges that a list shares, and groups that a predicate names."""

from __future__ import annotations

from itertools import pairwise

from contested.extract.figures.candidates import Candidate
from contested.extract.figures.sentence import Sentence
from contested.extract.noun_phrases import noun_phrase
from contested.extract.nouns import ELIDED, EVENT, PERSON

_SHARED = frozenset("at_least more_than approx at_most less_than".split())
_SHARING_RULES = ("subject", "object", "coordinated", "nominal")
_BE_FINITE = frozenset("were are was is".split())
_BEFORE_GROUP = frozenset("the a identified as believed to be".split())
_MAKES_UP = frozenset("up for constitute constituted comprised comprise represent represented formed were are".split())


def share_hedges(s: Sentence) -> None:
    """ "at least 415 civilians and 364 rebels have been killed": one hedge for the list of one predicate."""
    for left, c in pairwise(s.candidates):
        if not _lacks_hedge(c) or s.lower[c.q.start - 1] not in ("and", ",", "&"):
            continue
        if left.host is not None or left.trigger != c.trigger or left.q.bound not in _SHARED or left.q.percent:
            continue
        shares = left.rule in _SHARING_RULES[1:] or left.rule.startswith("subject")
        if shares and s.senses.keys().isdisjoint(s.lower[left.end : c.q.start]):
            c.q = c.q._replace(bound=left.q.bound)


def _lacks_hedge(c: Candidate) -> bool:
    q = c.q
    plain = q.bound == "exact" and q.start == q.core and not q.additive and not q.article
    return plain and bool(c.indicators) and c.host is None and not c.np.anaphor and c.np.kind != ELIDED


def name_groups(s: Sentence) -> None:
    """ "Of the 34 killed, 19 were civilians", "a third of the dead were women", "children made up 45% of those killed"."""
    for i, c in enumerate(s.candidates):
        if not _is_part(c):
            continue
        group = _predicate_group(s, c)
        if group is None:
            continue
        if not c.indicators and not _take_from_whole(s, i, c):
            continue
        c.np = c.np._replace(kind=PERSON, population=group)


def _is_part(c: Candidate) -> bool:
    np = c.np
    if np.kind == ELIDED or np.anaphor:
        return True
    return np.partitive and (np.event is not None or np.of_number is not None or np.kind == EVENT)


def _predicate_group(s: Sentence, c: Candidate) -> str | None:
    """The group that the part is said to be."""
    k = c.end
    if c.np.anaphor and k < s.n and s.lower[k] in s.senses and not c.np.head:
        k += 1  # "of those killed"
    if k < s.n and s.lower[k] in s.senses and c.np.kind != ELIDED:
        k += 1
    identified = s.lower[k : k + 3] in (["had", "been", "identified"], ["have", "been", "identified"])
    if k < s.n and (s.lower[k] in _BE_FINITE or identified):
        return _named_behind(s, k)
    if c.q.percent and c.q.start >= 2 and s.lower[c.q.start - 1] in _MAKES_UP:
        before = s.lower[max(0, c.q.start - 4) : c.q.start - 1]
        return next((s.nouns.people[w] for w in reversed(before) if w in s.nouns.people), None)
    return None


def _named_behind(s: Sentence, k: int) -> str | None:
    """ "were civilians", "have been identified as civilians"."""
    m = s.skip_adverbs(k + 1)
    while m < s.n and s.lower[m] in _BEFORE_GROUP:
        m += 1
    if "identified" in s.lower[k : m + 3]:
        m = next((x + 1 for x in range(m, min(s.n - 1, m + 7)) if s.lower[x] == "as"), m)
    if m >= s.n:
        return None
    np = noun_phrase(s.tk, m, s.nouns, s.triggers.forms)
    return np.population if np.kind == PERSON and np.head is not None and np.head - m <= 2 else None


def _take_from_whole(s: Sentence, i: int, c: Candidate) -> bool:
    """Give the part what governs the whole: a figure before it, or that of the sentence before."""
    host = next((o for o in reversed(s.candidates[:i]) if o.is_figure), None)
    if host is not None:
        c.take(host.indicators, "partitive", host.trigger)
    elif s.before and c.np.anaphor:
        c.take(s.before, "partitive", c.q.core)
    else:
        return False
    return True
