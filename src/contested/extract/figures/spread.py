"""What a quantity takes from another figure: parts, lists, gapped verbs; and what its noun implies where nothing governs it."""

from __future__ import annotations

from collections.abc import Callable

from contested.extract.figures.candidates import Candidate
from contested.extract.figures.joins import left_neighbour, may_join
from contested.extract.figures.lists import part_mark
from contested.extract.figures.sentence import Sentence
from contested.extract.figures.words import BE
from contested.extract.noun_phrases import STOP
from contested.extract.nouns import ELIDED, FAMILY, PERSON, PLACE

_FLIGHT = frozenset("fled flee fleeing flight displaced displacement exodus".split())
_REACHED = frozenset("reached reach reaching".split())
_THESE = (["of", "these"], ["of", "those"], ["of", "them"])
_HARM = frozenset(("killed", "injured", "missing"))
_PRONOUNS = frozenset("them these those".split())
_NO_WEAK_NOUN = frozenset("lives life body returns arrest".split())
_SET_FREE = frozenset("free freed freeing release released releasing swap swapped exchange exchanged".split())
_WERE_FREED = frozenset("freed released swapped exchanged".split())
_OWN_FRAMES = frozenset("noun participle weak_noun table".split())


def spread(s: Sentence) -> None:
    """Go through the candidates in order and give each what the rules below find; the first that finds something decides."""
    for i, c in enumerate(s.candidates):
        mark = part_mark(s, c.q.start)
        if c.np.kind == PLACE or (c.agent and mark is None):
            continue
        c.agent = False
        if mark is not None and _marked_part(s, i, mark):
            continue
        if c.np.anaphor and c.np.population is None:
            c.np = c.np._replace(population=_antecedent(s, i))
        if c.indicators and c.np.anaphor and c.np.head is not None and c.trigger > c.end + 1:
            host = host_of(s, i, c.q.start)
            if host is not None:
                _take_part(s, c, host)  # "22 of them civilians, and 1,332 people wounded": the wounded are others
        if not c.indicators:
            any(rule(s, i) for rule in _RULES)


def host_of(s: Sentence, i: int, mark: int) -> int | None:
    """The nearest figure before token `mark` that candidate `i` can be a part of; parts of a list share one host."""
    for j in range(i - 1, -1, -1):
        other = s.candidates[j]
        if other.agent or other.np.kind == PLACE or not other.indicators or other.q.start >= mark:
            continue
        if j > 0 and other.host is not None and not other.np.anaphor and part_mark(s, other.q.start) is None:
            return other.host
        return j
    return None


def _take_part(s: Sentence, c: Candidate, host: int) -> None:
    c.host = host
    c.take(s.candidates[host].indicators, "partitive", s.candidates[host].trigger)


# ---- parts -----------------------------------------------------------------------------------------------------


def _marked_part(s: Sentence, i: int, mark: int) -> bool:
    """ "including 12 women": a part of the figure before the mark; True where nothing more is to be asked."""
    c = s.candidates[i]
    host = host_of(s, i, mark)
    if host is not None:
        casualties = not _HARM.isdisjoint(s.candidates[host].indicators)
        own = c.rule == "noun" and casualties  # "30 casualties, including 12 wounded", but "1,000 people left, including 108 wounded"
        if not (c.indicators and (own or (c.rule == "subject_reduced" and c.trigger == c.end))):
            _take_part(s, c, host)
        else:
            c.host = host
        return True
    if c.indicators:
        return False
    casualty = next((m for m in range(mark - 1, max(-1, mark - 4), -1) if s.lower[m] in s.nouns.modifier_events), None)
    if casualty is not None:  # "several wounded, including 12 women"
        c.take((s.nouns.modifier_events[s.lower[casualty]],), "partitive", casualty)
    elif (verb := _verb_of_bare_plural(s, mark)) is not None:
        c.take((s.senses[s.lower[verb]][0].indicator,), "partitive", verb)
    return True


def _verb_of_bare_plural(s: Sentence, mark: int) -> int | None:
    """ "killing civilians including three children": the verb whose object is a bare plural."""
    for m in range(mark - 1, max(-1, mark - 5), -1):
        if any(sense.frame == "transitive" and not sense.people_only for sense in s.senses.get(s.lower[m], ())):
            return m
        if s.lower[m] in STOP and s.lower[m] not in (",", "and"):
            return None
    return None


def _antecedent(s: Sentence, i: int) -> str | None:
    """The group that "them" means: of the figure before, of a noun before, of the sentence before."""
    owner = next((o for o in reversed(s.candidates[:i]) if o.np.kind == PERSON and o.host is None), None)
    if owner is not None:
        return owner.np.population
    people = s.nouns.people
    named = (people[w] for w in reversed(s.lower[: s.candidates[i].q.start]) if w in people and w.endswith(("s", "men")) and w != "others")
    return next(named, None) or s.group


def _anaphor(s: Sentence, i: int) -> bool:
    """ "half of them", "ten of whom were children"."""
    c = s.candidates[i]
    if not c.np.anaphor:
        return False
    host = host_of(s, i, c.q.start)
    if host is not None:
        _take_part(s, c, host)
    elif s.before and (c.np.head is not None or s.lower[c.np.end - 1] in _PRONOUNS):
        c.take(s.before, "partitive", c.q.core)
    else:
        return False
    return True


def _of_these(s: Sentence, i: int) -> bool:
    """ "Of these, 12 were women": a part of what the sentence before counted."""
    c = s.candidates[i]
    if not s.before or s.lower[:2] not in _THESE or c.np.kind not in (ELIDED, PERSON, FAMILY) or c.q.article:
        return False
    c.take(s.before, "partitive", c.q.core)
    return True


def _bracketed(s: Sentence, i: int) -> bool:
    """ "12 people (three children)"."""
    c = s.candidates[i]
    if i == 0 or c.np.kind != PERSON or c.q.start == 0 or s.lower[c.q.start - 1] != "(":
        return False
    left = s.candidates[i - 1]
    if left.end != c.q.start - 1 or not left.indicators:
        return False
    _take_part(s, c, i - 1)
    return True


# ---- flight, lists, nouns --------------------------------------------------------------------------------------


def _gone(s: Sentence, i: int) -> bool:
    """ "about 1,700 reached western Aleppo" in an account of flight; the headline "over 50,000 out of the city"."""
    c = s.candidates[i]
    k = c.end
    if k >= s.n or c.np.kind not in (ELIDED, PERSON, FAMILY):
        return False
    size = 1 if s.lower[k] in _REACHED else 2 if s.lower[k : k + 2] == ["out", "of"] else 0
    if not size or ("displaced" not in s.before and _FLIGHT.isdisjoint(s.lower)) or not s.place_follows(k + size):
        return False
    c.take(("displaced",), "subject_gone", k)
    return True


def _coordinated(s: Sentence, i: int) -> bool:
    """ "killed 12 civilians and 3 soldiers", "five were killed in A and one in B"."""
    c, j = s.candidates[i], left_neighbour(s, i)
    if j is None:
        return False
    left = s.candidates[j]
    if (left.rule in _OWN_FRAMES and (c.np.modifier_event or c.np.event)) or not left.indicators or not may_join(s, c, left):
        return False
    c.left, c.host = j, left.host
    c.take(left.indicators, "coordinated", left.trigger)
    return True


def _participle(s: Sentence, i: int) -> bool:
    """ "three injured persons", not "49,000 displaced people were reached with food"."""
    c = s.candidates[i]
    if c.np.modifier_event is None or c.np.kind not in (PERSON, FAMILY):
        return False
    be = next((m for m in range(c.end, min(s.n, c.end + 7)) if s.lower[m] in BE), None)
    if be is not None and not s.triggers.aid.isdisjoint(s.lower[be : be + 4]):
        return False
    c.take((c.np.modifier_event,), "participle", c.q.end)
    return True


def _weak_noun(s: Sentence, i: int) -> bool:
    """ "10,000 refugees", not "food for 10,000 refugees" nor prisoners set free."""
    c = s.candidates[i]
    if c.np.event is None or c.np.event_strong or c.np.head is None or c.q.article or s.lower[c.np.head] in _NO_WEAK_NOUN:
        return False
    before = s.lower[max(0, c.q.start - 4) : c.q.start]
    if not _SET_FREE.isdisjoint(before) or not _WERE_FREED.isdisjoint(s.lower[c.end : c.end + 4]) or before[-1:] in (["for"], ["to"]):
        return False
    c.take((c.np.event,), "weak_noun", c.np.head)
    return True


# in this order, for a candidate that nothing governs yet
_RULES: tuple[Callable[[Sentence, int], bool], ...] = (
    _anaphor,
    _of_these,
    _gone,
    _bracketed,
    _coordinated,
    _participle,
    _weak_noun,
)
