"""The search for a predicate behind the noun phrase: "12 people were killed", "left 12 dead", "12 who fled"."""

from __future__ import annotations

from contested.extract.figures.auxiliaries import after_be, after_have
from contested.extract.figures.candidates import Candidate, Governed
from contested.extract.figures.lists import part_mark, stands_in_list
from contested.extract.figures.sentence import Sentence
from contested.extract.figures.verb_forms import AGENT, bare_predicate
from contested.extract.figures.words import ADVERBS, BE, BLOCK, HAVE, MODALS, PREPOSITIONS, SAYS
from contested.extract.nouns import ELIDED, EVENT, FAMILY, PERSON, UNKNOWN
from contested.extract.triggers import BASE, GERUND

_RELATIVE = frozenset("who that which whom whose".split())
_OPEN, _CLOSE = frozenset("(["), frozenset(")]")
_TRANSPARENT = frozenset(("\u2014", "-", "\u2013", ",", '"', "\u201d", "\u201c"))
_COMPLEMENT_OF_OF_NUMBER = frozenset("prisoner hostage captive dead".split())
_FORCED = frozenset(
    """forced forcing force compelled compelling obliged made driven pushed pushing managed able caused causing prompted prompting
    sent sending helped allowed permitted continued continue chose decided opted forces leading led began started
    expect expects expected expecting allow allows want wants urge urged order ordered ask asked enable waiting""".split()
)
_COUNTABLE = frozenset((PERSON, ELIDED, UNKNOWN, FAMILY, EVENT))
_BEFORE_FLIGHT = frozenset("after while having".split())
_STEPS_OF_GRAMMAR = _OPEN | _CLOSE | BE | HAVE | MODALS | _RELATIVE | BLOCK | {",", "to", "forced", "after"}
_FARTHEST = 34
_FARTHEST_FLIGHT = 24


def find_subject(s: Sentence, i: int) -> Governed | None:
    """The predicate whose subject candidate `i` is; may mark the candidate as the agent of a verb instead."""
    return _Scan(s, i).run() or _after_fleeing(s, s.candidates[i])


def _after_fleeing(s: Sentence, c: Candidate) -> Governed | None:
    """ "845 households arrived in the town after fleeing attacks"."""
    if c.np.kind not in (PERSON, FAMILY) or c.agent or _BEFORE_FLIGHT.isdisjoint(s.lower[c.end : c.end + _FARTHEST_FLIGHT]):
        return None
    for k in range(c.end, min(s.n - 1, c.end + _FARTHEST_FLIGHT)):
        other = s.candidate_at(k)
        if other is not None and other.np.kind in (PERSON, FAMILY):
            return None
        if s.lower[k] in _BEFORE_FLIGHT and s.lower[k + 1] in ("fleeing", "escaping", "fled"):
            return ("displaced",), "subject_after", k + 1
    return None


class _Scan:
    """A walk from the noun phrase to its predicate.

    `tail` is True when something other than an adverb was passed, `listed` when another quantity of a list was, `relative`
    inside a relative clause; `depth` counts open brackets. `fallback` is what a relative clause said: it holds where no main
    verb is found. `complement`: the quantity is a complement itself ("food for 12 people") and subject of little.
    """

    __slots__ = ("answer", "c", "complement", "depth", "done", "fallback", "i", "k", "listed", "lower", "relative", "s", "tail")

    def __init__(self, s: Sentence, i: int) -> None:
        self.s, self.i, self.c, self.lower = s, i, s.candidates[i], s.lower
        self.relative = self.tail = self.listed = self.done = False
        self.depth = 0
        self.fallback: Governed | None = None
        self.answer: Governed | None = None
        start = self.c.q.start
        self.complement = start > 0 and s.lower[start - 1] in ("for", "to")
        self.k = self._begin()

    def run(self) -> Governed | None:
        s, lower = self.s, self.lower
        limit = min(s.n, self.k + _FARTHEST)
        while self.k < limit and not self.done:
            w = lower[self.k]
            if w in _STEPS_OF_GRAMMAR or w in s.senses or w in s.triggers.phrases or self.k in s.at or (self.complement and self.tail):
                self._step()
            else:
                self._pass(tail=w not in ADVERBS and w not in _TRANSPARENT)
        return self.answer if self.done else self.fallback

    def _begin(self) -> int:
        """Behind the noun phrase; "three of the 12 injured died": behind the participle that belongs to the whole."""
        s, k = self.s, self.c.end
        if self.c.np.of_number is None or k >= s.n:
            return k
        if self.lower[k] in s.senses:
            k += 1
            return k + (k < s.n and self.lower[k] in _COMPLEMENT_OF_OF_NUMBER)
        phrase = s.set_phrase(k)
        return k if phrase is None else k + phrase[0]

    def _finish(self, answer: Governed | None) -> None:
        self.answer, self.done = answer, True

    def _pass(self, *, tail: bool = True) -> None:
        self.k += 1
        self.tail = self.tail or tail

    def _step(self) -> None:
        k, w, s = self.k, self.lower[self.k], self.s
        if self.complement and self.tail and w != "to":
            return self._finish(self.fallback)
        if s.at.get(k, self.i) != self.i:
            return self._other(s.candidates[s.at[k]])
        if w in _OPEN:
            self.depth += 1
        elif w in _CLOSE:
            self.depth = max(0, self.depth - 1)
        if (w in s.triggers.phrases and self._set_phrase()) or (w == "," and self._insertion()):
            return None
        if w in BE:
            return self._be()
        if w in HAVE or w in MODALS:
            return self._have()
        if w in s.senses and self._verb():
            return None
        if w in _RELATIVE:
            return self._relative(w)
        if w in ("to", "forced", "after") and self._infinitive_or_after(w):
            return None
        if w in BLOCK and self.depth == 0 and not self.relative and not self._compares(w):
            return self._finish(self.fallback)
        return self._pass(tail=w not in ADVERBS and w not in _TRANSPARENT)

    # ---- one method for each thing that can stand there -----------------------------------------------------------

    def _other(self, other: Candidate) -> None:
        """Another quantity: part of a list or an insertion is passed, anything else ends the search."""
        s, k = self.s, self.k
        after = max(other.end, k + 1)
        if other.np.kind not in _COUNTABLE:
            self.k, self.tail = after, True
        elif (mark := part_mark(s, k)) is not None or self.depth > 0 or stands_in_list(s, k):
            ends_here = other.np.kind == ELIDED and self.depth == 0 and mark is None and s.predicate_at(other.end)
            if ends_here or (other.np.kind == EVENT and other.np.event_strong and mark is None):
                return self._finish(self.fallback)
            self.k, self.listed = after, True
        elif k > self.c.end and (self.lower[k - 1] in PREPOSITIONS or self.lower[k - 1] == "of") and not s.predicate_at(other.end):
            self.k, self.tail = after, True
        elif other.np.kind == ELIDED and not s.predicate_at(other.end):
            self.k, self.tail = other.q.end, True
        else:
            self._finish(self.fallback)
        return None

    def _set_phrase(self) -> bool:
        phrase = self.s.set_phrase(self.k)
        if phrase is None:
            return False
        if self.tail and not self.relative and phrase[1] == "trapped" and self.lower[self.k] in ("to", "be", "still"):
            return False
        self._finish(((phrase[1],), "subject_phrase", self.k))
        return True

    def _insertion(self) -> bool:
        """ "240,000 civilians, according to him, still live": the sentence goes on after an inserted attribution."""
        for m in range(self.k + 1, min(self.s.n, self.k + 9)):
            if self.lower[m] == ",":
                inner = self.lower[self.k + 1 : m]
                if not inner or not (inner[0] == "according" or inner[-1] in SAYS or inner[0] in SAYS):
                    return False
                self.k = m + 1
                return True
            if m in self.s.at:
                return False
        return False

    def _be(self) -> None:
        if not self._told_by(after_be(self.s, self.k, self.c)):
            if self.relative or self.depth:
                self.relative = False
                self._pass()
            else:
                self._finish(self.fallback)

    def _have(self) -> None:
        if self._told_by(after_have(self.s, self.k, self.c)):
            return
        after = self.lower[self.k + 1 : self.k + 2]
        if self.relative:
            self.relative = False
            self._pass()
        elif (self.lower[self.k] in MODALS and after == ["be"]) or after == ["have"]:
            self._pass(tail=False)
        else:
            self._finish(self.fallback)

    def _told_by(self, outcome: Governed | None) -> bool:
        """Take what an auxiliary says; in a relative clause it waits for the main verb."""
        if outcome is None:
            return False
        if self.relative and self.fallback is None:
            self.fallback, self.relative, self.tail = outcome, False, True
            self.k = outcome[2] + 1
        else:
            self._finish(outcome)
        return True

    def _verb(self) -> bool:
        """A verb form without auxiliary; False where it says nothing here."""
        outcome = bare_predicate(self.s, self.k, self.c, tail=self.tail, listed=self.listed)
        if outcome is None:
            return False
        if outcome is AGENT:
            self.c.agent = self.c.agent or (not self.tail and not self.listed)
            self._finish(self.fallback)
        elif self.complement and outcome[1] == "subject_active":
            self._finish(self.fallback)  # "trucks with food for 220,000 people left": the trucks did
        else:
            self._finish(outcome)
        return True

    def _relative(self, w: str) -> None:
        if self.fallback is not None or (w == "that" and self.k > self.c.end):
            self._finish(self.fallback)
        else:
            self.relative = True
            self._pass(tail=False)

    def _infinitive_or_after(self, w: str) -> bool:
        """ "forced 12 people to flee", "12 people arrived after fleeing the town"."""
        s, k = self.s, self.k
        if k + 1 >= s.n:
            return False
        if w == "to":
            sense = s.sense(k + 1, BASE)
            if sense is not None and sense.frame in ("intransitive", "both") and self._is_forced() and s.complete(k + 1, sense):
                self._finish(((sense.indicator,), "subject_infinitive", k + 1))
        elif w == "after":
            sense = s.sense(k + 1, GERUND)
            if sense is not None and sense.indicator == "displaced" and sense.frame == "intransitive":
                self._finish((("displaced",), "subject_after", k + 1))
        elif self.lower[k + 1] == "to":  # "forced to flee"
            sense = s.sense(k + 2, BASE) if k + 2 < s.n else None
            self._finish(None if sense is None else ((sense.indicator,), "subject_infinitive", k + 2))
        return self.done

    def _is_forced(self) -> bool:
        """Something before the infinitive made them do it."""
        return self.complement or not _FORCED.isdisjoint(self.lower[max(0, self.c.q.start - 4) : self.k])

    def _compares(self, w: str) -> bool:
        """ "as well", "as many", "than many"."""
        return w in ("as", "than") and self.lower[self.k + 1 : self.k + 2] in (["well"], ["many"])
