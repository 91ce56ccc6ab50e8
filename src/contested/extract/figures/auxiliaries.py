"""What follows an auxiliary: "were (reportedly) killed", "are missing", "were among the dead", "have fled"."""

from __future__ import annotations

from contested.extract.figures.candidates import Candidate, Governed
from contested.extract.figures.sentence import Sentence
from contested.extract.figures.verb_forms import with_second
from contested.extract.figures.words import ADVERBS, BLOCK, NEGATIVE
from contested.extract.nouns import ELIDED, FAMILY, PERSON
from contested.extract.triggers import ADJECTIVE, BASE, GERUND, PARTICIPLE, PAST, Sense

_NOT_PREDICATE_NOUNS = frozenset("bodies body lives casualties remains life".split())
_INSIDE = frozenset("in inside there at within still".split())
_TRAPS = frozenset("enclave pocket besieged rubble siege".split())
# what may stand between a form of "be" and the predicate
_LINKS = frozenset(
    """be been to have being forced left made found able having about set expected due planned scheduled confirmed declared
    pronounced listed registered recorded documented estimated waiting in one feared suspected considered""".split()
)
# what may stand between "have" and the predicate
_HAVE_LINKS = frozenset("become sought taken lost gone given laid also have forced found left come".split())
_PASSIVE_LINKS = frozenset("left forced made lost taken held".split())
_MOST_AFTER_BE, _MOST_AFTER_HAVE = 12, 8


def after_be(s: Sentence, k: int, c: Candidate) -> Governed | None:
    """What the form of "be" at `k` says of the candidate."""
    for m in range(k + 1, min(s.n, k + 1 + _MOST_AFTER_BE)):
        w = s.lower[m]
        if w in NEGATIVE:
            return None
        phrase = s.set_phrase(m)
        if phrase is not None and not (phrase[1] == "killed" and w == "buried" and "under" in s.lower[m : m + 3]):
            return (phrase[1],), "subject_passive", m
        senses = s.senses.get(w)
        if senses:
            decided, outcome = _verb_after_be(s, k, m, senses)
            if decided:
                return outcome
            if not any(GERUND in sense.forms for sense in senses):
                continue
        event = s.nouns.events.get(w)
        if event is not None and not event[1] and w not in _NOT_PREDICATE_NOUNS:
            return (event[0],), "subject_noun", m  # "8 million are refugees"
        if w in ("among", "amongst"):
            return _among(s, m)
        if w in _INSIDE and s.lower[k] != "been":
            if c.np.kind in (PERSON, FAMILY, ELIDED) and not _TRAPS.isdisjoint(s.lower[m : m + 7]):
                return ("trapped",), "subject_inside", m
            if w not in ("still", "there"):
                return None
        if not (w in ADVERBS or w in _LINKS or w.endswith("ly")):
            return None
    return None


def _verb_after_be(s: Sentence, k: int, m: int, senses: tuple[Sense, ...]) -> tuple[bool, Governed | None]:
    """(decided, what) of the verb at `m` after the form of "be" at `k`."""
    for sense in senses:
        if _is_passive(sense):
            if s.prenominal(m):
                return True, None
            if s.complete(m, sense, passive=True):
                return True, (with_second(s, m, sense.indicator), "subject_passive", m)
        elif _active_after_be(s.lower[k], s.lower[m - 1], sense) and s.complete(m, sense):
            return True, ((sense.indicator,), "subject_active", m)
    return False, None


def _is_passive(sense: Sense) -> bool:
    return (PARTICIPLE in sense.forms and sense.frame != "intransitive") or ADJECTIVE in sense.forms


def _active_after_be(be: str, before: str, sense: Sense) -> bool:
    """ "are fleeing", "are believed to have fled"."""
    if GERUND in sense.forms and sense.frame in ("intransitive", "both") and be in ("are", "were", "was", "is", "been"):
        return True
    return sense.frame == "intransitive" and before in ("have", "to", "been") and not sense.forms.isdisjoint((BASE, PAST, PARTICIPLE))


def _among(s: Sentence, m: int) -> Governed | None:
    """ "were among the dead"."""
    for x in range(m + 1, min(s.n, m + 9)):
        if s.lower[x] in s.senses or s.lower[x] in s.nouns.events:
            indicator = s.indicator_of(x)
            if indicator and s.lower[x] not in BLOCK:
                return (indicator,), "subject_among", x
    return None


def after_have(s: Sentence, k: int, c: Candidate) -> Governed | None:
    """What "have", or a modal, at `k` says of the candidate; marks it as the agent where the verb takes an object."""
    passive = False
    for m in range(k + 1, min(s.n, k + 1 + _MOST_AFTER_HAVE)):
        w = s.lower[m]
        if w in NEGATIVE:
            return None
        phrase = s.set_phrase(m)
        if phrase is not None:
            return (phrase[1],), "subject_phrase", m
        if w in ("been", "be", "being"):
            passive = True
        elif w in s.senses:
            decided, outcome = _passive_after_have(s, m) if passive else _active_after_have(s, m, c)
            if decided or not passive or w not in _PASSIVE_LINKS:
                return outcome
        elif w not in _HAVE_LINKS and w not in ADVERBS and not w.endswith("ly"):
            return None
    return None


def _passive_after_have(s: Sentence, m: int) -> tuple[bool, Governed | None]:
    for sense in s.senses[s.lower[m]]:
        if _is_passive(sense) and s.complete(m, sense, passive=True):
            return True, (with_second(s, m, sense.indicator), "subject_passive", m)
    return False, None


def _active_after_have(s: Sentence, m: int, c: Candidate) -> tuple[bool, Governed | None]:
    for sense in s.senses[s.lower[m]]:
        if sense.frame in ("intransitive", "both") and not sense.forms.isdisjoint((PARTICIPLE, BASE, PAST)):
            if sense.frame == "both" and s.object_begins(m + 1):
                c.agent = True
                return True, None
            if s.complete(m, sense):
                return True, ((sense.indicator,), "subject_active", m)
        elif sense.frame == "transitive" and not sense.after:
            c.agent = True
            return True, None
    return False, None
