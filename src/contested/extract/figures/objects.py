"""The verb before the quantity: "killed 12 people", "drove 310 families from their homes"."""

from __future__ import annotations

from contested.extract.figures.candidates import Candidate, Governed
from contested.extract.figures.sentence import Sentence
from contested.extract.figures.words import AND_OR, HAVE
from contested.extract.matching import Phrase, ends_at, reads
from contested.extract.nouns import ELIDED, FAMILY, PERSON, UNKNOWN
from contested.extract.sides import FIGHTERS
from contested.extract.triggers import ADJECTIVE, BASE, PARTICIPLE, PAST, Sense

# what may stand between the verb and the quantity
_BETWEEN = frozenset(
    """also reportedly another about the some of \" \u201c around all a further additional allegedly alone nearly his her least at in
    total out on average""".split()
)
_OPENS_PHRASE = frozenset("in on at out".split())
_WOUNDS = frozenset("wounds injuries burns".split())


def find_object(s: Sentence, c: Candidate) -> Governed | None:
    """The verb that has the quantity as its object."""
    lower = s.lower
    k = c.q.start - 1
    while k >= 0 and lower[k] in _BETWEEN:
        if lower[k] == "of" and (k == 0 or lower[k - 1] not in ("some", "all")):
            return None
        if lower[k] in _OPENS_PHRASE and lower[k + 1 : k + 2] not in (["total"], ["average"], ["least"]):
            return None
        k -= 1
    if k >= 1 and lower[k].endswith("'s"):  # "killed the town's 12 defenders"
        k -= 1
        while k > 0 and (lower[k] in ("a", "the", "one") or s.capitalised(k)):
            k -= 1
    return None if k < 0 else _around(s, k, c) or _verb_phrase(s, k, c) or _verb(s, k, c)


def _around(s: Sentence, k: int, c: Candidate) -> Governed | None:
    """ "drove 310 families from their homes", "took 60 soldiers prisoner": a verb before, its other half behind."""
    if s.lower[k] not in s.triggers.around or c.np.kind not in (PERSON, FAMILY, UNKNOWN, ELIDED):
        return None
    end = c.end
    if s.lower[end : end + 4] == [",", "more", "or", "less"]:
        end += 5
    for indicator, tails in s.triggers.around[s.lower[k]]:
        if any(_has_tail(s, end, tail) for tail in tails):
            return (indicator,), "object_around", k
    return None


def _has_tail(s: Sentence, end: int, tail: Phrase) -> bool:
    if tail[-1] == "*wounds":
        return reads(s.lower, end, tail[:-1]) and not _WOUNDS.isdisjoint(s.lower[end : end + 7])
    if tail[-1] == "*place":
        return reads(s.lower, end, tail[:-1]) and s.place_follows(end + len(tail) - 1)
    return reads(s.lower, end, tail)


def _verb_phrase(s: Sentence, k: int, c: Candidate) -> Governed | None:
    """ "took captive 12 men": a phrase of several words that ends before the quantity."""
    if c.np.event == "killed":
        return None  # "took away 12 bodies"
    for phrase, indicator in s.triggers.before.get(s.lower[k], ()):
        if ends_at(s.lower, k, phrase) and not s.passive_at(k - len(phrase) + 1):
            if indicator == "detained" and c.np.event == "abducted":
                indicator = "abducted"
            return (indicator,), "object", k
    return None


def _verb(s: Sentence, k: int, c: Candidate) -> Governed | None:
    for sense in s.senses.get(s.lower[k], ()):
        if sense.frame not in ("transitive", "both") or sense.forms == {ADJECTIVE}:
            continue
        if sense.people_only:
            if not s.counts_people(c):
                continue
            if sense.after and sense.lemma in ("take", "round"):
                if (indicator := _taken(s, c, sense)) is None:
                    continue
                return (indicator,), "object", k
        if sense.lemma == "hold":
            if c.np.kind != PERSON:
                continue
            if c.np.event == "abducted":
                return ("abducted",), "object", k
        if sense.lemma == "seize" and c.np.population not in FIGHTERS:
            return ("abducted",), "object", k
        if _governs(s, k, sense):
            return _coordinated_verbs(s, k, sense), "object", k
    return None


def _taken(s: Sentence, c: Candidate, sense: Sense) -> str | None:
    """ "took 20 people hostage / prisoner"."""
    if not any(reads(s.lower[c.end : c.end + 2], 0, p) for p in sense.after):
        return None
    return "detained" if {"hostage", "hostages"}.isdisjoint(s.lower[c.end : c.end + 2]) else "abducted"


def _governs(s: Sentence, k: int, sense: Sense) -> bool:
    """The form at `k` is a finite, active verb and no other quantity's predicate."""
    if PARTICIPLE in sense.forms and (s.passive_at(k) or (PAST not in sense.forms and not _have_before(s, k))):
        return False
    if sense.forms == {BASE} and k > 0 and s.lower[k - 1] in ("the", "a"):
        return False
    return not _is_reduced_relative(s, k)


def _have_before(s: Sentence, k: int) -> bool:
    return not HAVE.isdisjoint(s.lower[max(0, k - 4) : k])


def _is_reduced_relative(s: Sentence, k: int) -> bool:
    """ "A child killed 7 people injured": the participle belongs to the quantity before it."""
    return any(
        o.subject is not None and o.subject[2] == k and not o.agent and o.end <= k and s.skip_adverbs(o.end) == k for o in s.candidates
    )


def _coordinated_verbs(s: Sentence, k: int, sense: Sense) -> tuple[str, ...]:
    """ "abducted and killed 12": both verbs hold; "killed or injured 12", undivided, gives killed."""
    if k < 2 or s.lower[k - 1] not in AND_OR:
        return (sense.indicator,)
    other = next((o for o in s.senses.get(s.lower[k - 2], ()) if o.frame == "transitive" and o.forms & sense.forms), None)
    if other is None or other.indicator == sense.indicator:
        return (sense.indicator,)
    return ("killed",) if {other.indicator, sense.indicator} == {"killed", "injured"} else (other.indicator, sense.indicator)
