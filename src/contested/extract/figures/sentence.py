"""One sentence while its figures are read: tokens, candidates, and what the rules ask of both."""

from __future__ import annotations

from contested.extract.figures.candidates import Candidate, find_candidates
from contested.extract.figures.words import ADVERBS, BE, HAVE, Words
from contested.extract.matching import phrase_at, reads
from contested.extract.noun_phrases import STOP
from contested.extract.nouns import ELIDED, FAMILY, PERSON, PLACE, noun_at
from contested.extract.quantities import Quantity
from contested.extract.triggers import ADJECTIVE, PARTICIPLE, Sense
from contested.text import Tokens

_OBJECT_OPENERS = frozenset(
    """the a an his her its their our these those this that them him us it everyone everybody anyone dozens hundreds several
    many""".split()
)
# "seized" in the passive says nothing of people without its particle
_NEEDS_PARTICLE = frozenset("seize take hold round".split())
_ANY_PLACE = ("*place",)


class Sentence:
    """The state of one sentence; lives only while it is read.

    Parameters
    ----------
    before
        The indicators of the last figure of the sentence before, where that sentence had one.
    group
        The population of that figure: what "them" can mean.
    heading
        The indicator that a heading above these lines names.
    """

    def __init__(
        self,
        tk: Tokens,
        quantities: list[Quantity],
        words: Words,
        before: tuple[str, ...] = (),
        group: str | None = None,
        heading: str | None = None,
    ) -> None:
        self.tk, self.lower, self.n = tk, tk.lower, len(tk.lower)
        self.words, self.nouns, self.triggers, self.senses = words, words.nouns, words.triggers, words.triggers.senses
        self.before, self.group, self.heading = before, group, heading
        self.candidates = find_candidates(tk, quantities, words)
        self.at = {c.q.start: i for i, c in enumerate(self.candidates)}  # where each candidate's quantity begins

    def candidate_at(self, k: int) -> Candidate | None:
        i = self.at.get(k)
        return None if i is None else self.candidates[i]

    def capitalised(self, k: int) -> bool:
        return self.tk.words[k][0].isupper()

    # ---- what a word means --------------------------------------------------------------------------------------

    def set_phrase(self, k: int) -> tuple[int, str] | None:
        """(tokens, indicator) of the set phrase that begins at `k` ("lost their lives")."""
        return phrase_at(self.lower, k, self.triggers.phrases)

    def sense(self, k: int, form: str) -> Sense | None:
        """The first sense of the word at `k` that has this form."""
        return next((sense for sense in self.senses.get(self.lower[k], ()) if form in sense.forms), None)

    def indicator_of(self, k: int) -> str | None:
        """The indicator that the word at `k` names, verb or noun."""
        if k >= self.n:
            return None
        senses = self.senses.get(self.lower[k])
        if senses:
            return senses[0].indicator
        event = self.nouns.events.get(self.lower[k])
        return event[0] if event else None

    def label_of(self, k: int) -> str | None:
        """The indicator of a word that can head a column: an event noun, an adjective or a participle."""
        event = self.nouns.events.get(self.lower[k])
        if event:
            return event[0]
        return next((s.indicator for s in self.senses.get(self.lower[k], ()) if is_participial(s) and not s.after), None)

    # ---- what stands where --------------------------------------------------------------------------------------

    def skip_adverbs(self, k: int) -> int:
        """The first token from `k` on that is no adverb."""
        while k < self.n and (self.lower[k] in ADVERBS or (self.lower[k].endswith("ly") and self.lower[k] not in self.senses)):
            k += 1
        return k

    def predicate_at(self, k: int) -> bool:
        """A verb or an auxiliary stands at `k`, adverbs aside."""
        k = self.skip_adverbs(k)
        return k < self.n and (self.lower[k] in self.senses or self.lower[k] in BE or self.lower[k] in HAVE)

    def participle_at(self, k: int) -> bool:
        return any(is_participial(s) for s in self.senses.get(self.lower[k], ()))

    def passive_at(self, k: int) -> bool:
        """The participle at `k` has a form of "be" before it, with at most three adverbs between."""
        m = k - 1
        while m >= 0 and k - 1 - m < 3 and (self.lower[m] in ADVERBS or self.lower[m].endswith("ly")):
            m -= 1
        return m >= 0 and self.lower[m] in BE

    def prenominal(self, k: int) -> bool:
        """The participle at `k` stands before a noun of people or a place ("wounded soldiers")."""
        if k + 1 >= self.n or k + 1 in self.at or (self.capitalised(k + 1) and not self.capitalised(k)):
            return False
        kind = noun_at(self.lower, k + 1, self.nouns)[1]
        return kind in (PERSON, FAMILY, PLACE) and self.lower[k + 1] not in ("others", "missing", "front")

    def object_begins(self, k: int) -> bool:
        """An object stands at `k`: a quantity, a determiner or a noun of people."""
        if k >= self.n:
            return False
        w = self.lower[k]
        if k in self.at or (w in ("at", "in") and self.lower[k + 1 : k + 2] in (["least"], ["total"])):
            return True
        if w in ("others", "other"):
            return not (k + 1 < self.n and self.participle_at(k + 1))
        return w in _OBJECT_OPENERS or w in self.nouns.people

    def place_follows(self, k: int) -> bool:
        """A name stands at `k`, or a name or a place noun in the five words from there ("the two besieged towns")."""
        for m in range(k, min(self.n, k + 5)):
            w = self.lower[m]
            stop = w in STOP and w != "last"
            if w in self.nouns.places or (not stop and (self.capitalised(m) or w.startswith(("al-", "el-")))):
                return True
            if stop:
                return False
        return False

    def complete(self, k: int, sense: Sense, *, passive: bool = False) -> bool:
        """The particles or nouns that this sense of the verb at `k` needs do follow."""
        if sense.within:
            return any(w in sense.within for w in self.lower[k + 1 : k + 6])
        if not sense.after:
            return not (sense.people_only and passive and sense.lemma in _NEEDS_PARTICLE)
        return any(self.place_follows(k + 1) if p == _ANY_PLACE else reads(self.lower, k + 1, p) for p in sense.after)

    def counts_people(self, c: Candidate) -> bool:
        """The candidate counts people for sure: by its noun, or by a noun before it in the sentence."""
        if c.np.kind == PERSON or c.np.anaphor:
            return True
        if c.np.kind != ELIDED:
            return False
        return any(o.indicators and o.np.kind == PERSON for o in self.candidates if o.q.start < c.q.start)


def is_participial(sense: Sense) -> bool:
    """The form can be a predicate after "be": a participle or an adjective."""
    return PARTICIPLE in sense.forms or ADJECTIVE in sense.forms
