"""Places that are taken: "captured the town", "the town was captured", "12 recaptured districts"."""

from __future__ import annotations

from contested.extract.control.forces import agent, force_before, from_whom, touches_force
from contested.extract.control.places import names_only, names_place_near, place_before, place_like, place_mentioned, place_object
from contested.extract.control.sentence import ControlFigure, ControlSentence, make_change
from contested.extract.control.telling import is_done, is_headline_passive, is_reduced_passive, passive
from contested.extract.control.words import SKIPPED, VerbForm
from contested.extract.nouns import PLACE
from contested.extract.quantities import Quantity
from contested.extract.triggers import PARTICIPLE, PAST

_NEEDS_NAME = frozenset("secure clear free cleanse win gain occupy".split())
_NOT_TAKING = frozenset("out away to part place".split())
_UNSURE_PASSIVES = frozenset("recover take free secure clear".split())
_PASSIVE_FOLLOWED = frozenset("by from over back in on last , .".split())
_AFTER_IT = frozenset("from after on in . , last".split())


def taking(s: ControlSentence, k: int, verb: VerbForm) -> ControlFigure | None:
    """ "captured the town", "12 recaptured districts", "the town was captured"."""
    if not _says_taken(s, k, verb):
        return None
    counted = _counted_participle(s, k, verb)
    if counted is not None:
        return make_change(counted.start, k + 2, k, "control_counted", counted)
    if verb.lemma == "take" and k + 1 < s.n and s.lower[k + 1] in _NOT_TAKING:
        return None
    be = passive(s, k)
    bare = PARTICIPLE in verb.forms and (is_reduced_passive(s, k) or (verb.kind == "sure" and is_headline_passive(s, k)))
    if be is not None or bare:
        return _taken(s, k, verb, k if be is None else be)
    return _taking_object(s, k, verb) if is_done(s, k, verb.forms) else None


def _says_taken(s: ControlSentence, k: int, verb: VerbForm) -> bool:
    """Verbs such as "secure" need the place, or a word of success, to mean that something was taken."""
    if verb.lemma in s.words.achievement and s.words.achieved.isdisjoint(s.lower[max(0, k - 5) : k]):
        return PAST in verb.forms and verb.lemma in _NEEDS_NAME and names_place_near(s, k + 1)
    return verb.lemma != "control" or s.lower[k - 1 : k] == ["to"]


def _counted_participle(s: ControlSentence, k: int, verb: VerbForm) -> Quantity | None:
    """ "12 recaptured districts"."""
    if verb.kind != "sure" or PARTICIPLE not in verb.forms or k + 1 >= s.n or s.kind(k + 1) != PLACE:
        return None
    return next((q for q in s.quantities if q.end == k and not q.article and not q.percent), None)


def _taken(s: ControlSentence, k: int, verb: VerbForm, be: int) -> ControlFigure | None:
    if verb.kind == "unsure" and verb.lemma not in _UNSURE_PASSIVES:
        return None
    subject = place_before(s, be)
    if subject is None or not is_done(s, k, verb.forms):
        return None
    if verb.lemma in _UNSURE_PASSIVES and k + 1 < s.n and s.lower[k + 1] not in _PASSIVE_FOLLOWED:
        return None
    return make_change(subject[0], k + 1, k, "control_passive", subject[1], holder=agent(s, k + 1))


def _taking_object(s: ControlSentence, k: int, verb: VerbForm) -> ControlFigure | None:
    m = _skip_to_place(s, k + 1)
    if m is None:
        return None  # "seized control of": read at "control"
    if verb.kind == "sure" and _pronoun_object(s, m) and place_mentioned(s, k):
        return make_change(k, m + 1, k, "control_taken", holder=force_before(s, k), previous=from_whom(s, m + 1))
    obj = place_object(s, m)
    if obj is None:
        return _relative_object(s, k, verb)
    if verb.kind == "unsure" and not place_like(s, m, obj[0]) and not _took_name(s, k, verb, m, obj[0]):
        return None
    if verb.lemma == "take" and (s.lower[m] in ("place", "part", "to") or s.lower[obj[0] : obj[0] + 1] == ["to"]):
        return None
    return make_change(k, obj[0], k, "control_taken", obj[1], holder=force_before(s, k), previous=from_whom(s, obj[0]))


def _skip_to_place(s: ControlSentence, m: int) -> int | None:
    """Where the object may begin; None where the words lead to "control"."""
    while m < s.n and s.lower[m] in SKIPPED and m not in s.q_at and s.lower[m] not in s.words.control_nouns:
        m += 1
    return None if m < s.n and s.lower[m] in s.words.control_nouns else m


def _pronoun_object(s: ControlSentence, m: int) -> bool:
    return m < s.n and s.lower[m] == "it" and (m + 1 >= s.n or s.lower[m + 1] in _AFTER_IT)


def _took_name(s: ControlSentence, k: int, verb: VerbForm, m: int, end: int) -> bool:
    """ "rebels took Azmarin": a name no gazetteer knows, between two forces."""
    if verb.lemma != "take" or not names_only(s, m, end) or s.lower[end : end + 1] in (["hostage"], ["prisoner"]):
        return False
    return bool(from_whom(s, end)) or touches_force(s, k)


def _relative_object(s: ControlSentence, k: int, verb: VerbForm) -> ControlFigure | None:
    """ "Kobane, which Kurdish forces recaptured in January": the place stands before "which"."""
    if verb.kind != "sure" or verb.forms.isdisjoint((PAST, PARTICIPLE)):
        return None
    for m in range(k - 1, max(-1, k - 8), -1):
        if s.lower[m] in ("which", "that"):
            subject = place_before(s, m)
            return None if subject is None else make_change(subject[0], k + 1, k, "control_relative", holder=force_before(s, k))
        if s.lower[m] in (".", ";", "and", "said"):
            return None
    return None
