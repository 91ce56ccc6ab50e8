"""A toll said to be, reach or rise to a number: "death toll rose to 45", "the number of wounded has reached 30"."""

from __future__ import annotations

from contested.extract.figures.candidates import Candidate, Governed
from contested.extract.figures.sentence import Sentence
from contested.extract.figures.words import BE, BLOCK
from contested.extract.matching import Phrase, reads
from contested.extract.noun_phrases import STOP
from contested.extract.nouns import ELIDED, PLACE, UNKNOWN

_EXCEEDS = frozenset("passed past passes topped tops exceeded exceeds surpassed surpasses".split())
# plurals that are a toll only where it rises, stands or totals
_BARE_TOLLS = frozenset("deaths injuries casualties fatalities displacement".split())
_STANDS = frozenset("reached hit passed stands stood exceeded topped number total at".split())
_GOES_ON = frozenset("as reported confirmed announced : following said after".split())
_FARTHEST = 22


def toll(s: Sentence, c: Candidate) -> Governed | None:
    """The toll that the quantity is a value of; may sharpen its bound and name its group."""
    if c.np.kind == PLACE or c.q.article or s.triggers.tolls.keys().isdisjoint(s.lower):
        return None
    start = c.q.start
    linked = False
    for k in range(start - 1, max(-1, start - _FARTHEST), -1):
        w = s.lower[k]
        linked = linked or (k >= start - 4 and _link_at(s, k, start))
        for phrase, indicator in s.triggers.tolls.get(w, ()):
            begin = k - len(phrase) + 1
            if begin < 0 or not reads(s.lower, begin, phrase):
                continue
            if not linked and k != start - 1 and not _stands_alone(c, begin):
                continue
            if phrase == ("toll",) and begin > 0 and s.lower[begin - 1] in ("heavy", "its", "their") and s.lower[k + 1 : k + 2] == ["on"]:
                return None  # "took its toll on"
            counted = _counted_event(s, begin, k, start)
            if indicator == "counted" and counted is None:
                continue
            _sharpen_bound(s, c)
            if len(phrase) == 1 and w in _BARE_TOLLS and not _rises(s, k, start):
                continue
            if any(x in s.at and not _from_to(s, x, start) for x in range(k + 1, start)):
                return None
            _take_group(s, c, k, phrase)
            return (counted or indicator,), "toll", k
        if w in (".", ";") or (linked and w in BLOCK and w not in _GOES_ON):
            return None
    return None


def _link_at(s: Sentence, k: int, start: int) -> bool:
    """A link such as "rose to" stands at `k`, near enough to the quantity at `start`."""
    return any(reads(s.lower, k, link) and 0 <= start - (k + len(link)) <= 2 for link in s.triggers.links.get(s.lower[k], ()))


def _stands_alone(c: Candidate, begin: int) -> bool:
    """ "Death toll, at least 12": a line that begins with the toll needs no link."""
    return c.np.kind in (ELIDED, UNKNOWN) and c.q.start != c.q.core and begin <= 3


def _counted_event(s: Sentence, begin: int, k: int, start: int) -> str | None:
    """ "the tally of wounded", "the number of refugees who have returned": what is counted, where it is said."""
    of = next((x for x in range(begin, min(k + 2, s.n)) if s.lower[x] == "of"), None)
    if of is None:
        return None
    found: str | None = None
    for m in range(of + 1, min(start, of + 12)):
        phrase = s.set_phrase(m)
        if phrase is not None:
            return phrase[1]
        w = s.lower[m]
        if w in BE and found:
            break
        senses = s.senses.get(w, ())
        complete = [sense.indicator for sense in senses if not sense.after or s.complete(m, sense)]
        if complete:
            found = complete[0]
        elif any(sense.lemma == "return" for sense in senses):
            found = "returned"
        elif found is None and w in s.nouns.events:
            found = s.nouns.events[w][0]
    return found


def _sharpen_bound(s: Sentence, c: Candidate) -> None:
    start = c.q.start
    if c.q.bound == "at_most" and s.lower[start : start + 2] == ["up", "to"]:
        c.q = c.q._replace(bound="exact")  # "toll up to 31": it has risen to 31
    elif c.q.bound == "exact" and not _EXCEEDS.isdisjoint(s.lower[start - 2 : start]):
        c.q = c.q._replace(bound="more_than")


def _rises(s: Sentence, k: int, start: int) -> bool:
    span = s.lower[max(0, k - 6) : start]
    return not (s.triggers.rising.isdisjoint(span) and _STANDS.isdisjoint(span))


def _from_to(s: Sentence, x: int, start: int) -> bool:
    """ "rose from 12 to 15": the first number does not stand in the way."""
    return s.lower[x - 1 : x] == ["from"] and "to" in s.lower[x:start]


def _take_group(s: Sentence, c: Candidate, k: int, phrase: Phrase) -> None:
    """ "The civilian death toll rose to 12": the words before the toll name the group."""
    if c.np.kind != ELIDED or c.np.population is not None:
        return
    first = k - len(phrase)
    for x in range(first, max(-1, first - 3), -1):
        w = s.lower[x]
        if w in s.nouns.people and w not in ("death", "official"):
            c.np = c.np._replace(population=s.nouns.people[w])
            return
        if w in STOP:
            return
