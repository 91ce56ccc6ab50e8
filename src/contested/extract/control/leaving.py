"""Places that fall, are lost, left or emptied of a force: "X fell", "lost the town", "drove them from X", "withdrew from X"."""

from __future__ import annotations

from contested.extract.control.forces import force_after, force_before, has_civil_subject, has_force_subject
from contested.extract.control.places import PlacePhrase, names_only, place_before, place_like, place_object
from contested.extract.control.sentence import ControlFigure, ControlSentence, make_change
from contested.extract.control.telling import passive
from contested.extract.control.words import DAYS, SKIPPED, VerbForm
from contested.extract.nouns import PERSON
from contested.extract.quantities import Quantity
from contested.extract.triggers import PARTICIPLE, PAST

_AFTER_LOST_NAME = frozenset("to , . in last on after".split())
_NOT_EXPELLING = frozenset("forces drives force".split())
_EXPELLED = frozenset("group them forces militants jihadists extremists fighters insurgents rebels troops militias".split())
_NOT_EXPELLED = frozenset("people civilians residents families villagers".split())
_EXPEL_ENDS = frozenset(". ; to that who which after when while and".split())
_GIVEN_UP = frozenset("evacuate surrender abandon vacate hand cede".split())
_BEFORE_LEFT_PLACE = frozenset("the its their all last".split())
_LEAVABLE = frozenset("base positions town city airport village headquarters".split())
_STATES = frozenset("without exposed open vulnerable isolated cut empty devastated".split())
_IN_STATE = (["in", "ruins"], ["in", "control"], ["in", "the"])
_BEFORE_FELL = frozenset("has have had also then was finally quickly".split())
_FALL_NOUN = frozenset("the to a will of this last".split())
_AFTER_FELL = frozenset(
    "to into from under . , on in last after back earlier this and when as late at before during within the said".split()
)
_SUBJECT_OF_FELL = frozenset("which that city town village base airport had has".split())


# ---- falling, losing -------------------------------------------------------------------------------------------


def falling(s: ControlSentence, k: int) -> ControlFigure | None:
    """ "X fell to the rebels", "the base has fallen from army control"; not shells, prices or people."""
    lower = s.lower
    m = k
    while m > 0 and (lower[m - 1] in _BEFORE_FELL or lower[m - 1].endswith("ly")):
        m -= 1
    if lower[k] == "fall" and m > 0 and lower[m - 1] in _FALL_NOUN:
        return None
    after = lower[k + 1] if k + 1 < s.n else "."
    if after not in _AFTER_FELL or not s.words.not_done.isdisjoint(lower[max(0, m - 3) : k]) or _falls_elsewhere(s, k, after):
        return None
    subject = place_before(s, m)
    if subject is None:
        return None
    return make_change(subject[0], k + 1, k, "control_fell", subject[1], holder=force_after(s, k + 2) if after == "to" else None)


def _falls_elsewhere(s: ControlSentence, k: int, after: str) -> bool:
    """ "fell to 12", "fell on the market": prices and shells."""
    lower = s.lower
    if after == "to" and k + 2 < s.n and (lower[k + 2][0].isdigit() or k + 2 in s.q_at):
        return True
    if after in ("on", "in", "at") and not (s.capitalised(k - 1) or lower[k - 1] in _SUBJECT_OF_FELL):
        return True
    return after == "on" and k + 2 < s.n and lower[k + 2] not in DAYS


def losing(s: ControlSentence, k: int, verb: VerbForm) -> ControlFigure | None:
    """ "lost the town", "the areas the government lost"."""
    m = k + 1
    while m < s.n and s.lower[m] in SKIPPED and m not in s.q_at:
        m += 1
    if m < s.n and s.lower[m] in s.words.control_nouns:
        return None
    obj = place_object(s, m)
    if obj is not None and (place_like(s, m, obj[0]) or _lost_name(s, m, obj[0])):
        return make_change(k, obj[0], k, "control_lost", obj[1], previous=force_before(s, k))
    if PAST in verb.forms:
        for x in range(k - 1, max(0, k - 3), -1):
            if s.is_sided(x) and s.lower[x - 1] == "the" and (subject := place_before(s, x - 1)) is not None:
                return make_change(subject[0], k + 1, k, "control_lost", subject[1], previous=(x, k))
    return None


def _lost_name(s: ControlSentence, m: int, end: int) -> bool:
    return names_only(s, m, end) and (end >= s.n or s.lower[end] in _AFTER_LOST_NAME)


# ---- driving out, leaving --------------------------------------------------------------------------------------


def expelling(s: ControlSentence, k: int) -> ControlFigure | None:
    """ "drove the rebels from X", "was expelled by the army from X"."""
    if s.lower[k] in _NOT_EXPELLING:
        return None
    forced = False
    for m in range(k + 1, min(s.n, k + 14)):
        w = s.lower[m]
        forced = forced or s.is_sided(m) or w in _EXPELLED or (s.kind(m) == PERSON and w not in _NOT_EXPELLED)
        for link in s.words.expel_links:
            if tuple(s.lower[m : m + len(link)]) == link:
                return _expelled_from(s, k, m + len(link), forced)
        if w in _EXPEL_ENDS:
            return None
    return None


def _expelled_from(s: ControlSentence, k: int, m: int, forced: bool) -> ControlFigure | None:
    """The place at `m` that a force (`forced`), not its inhabitants, was driven from."""
    if not forced and (passive(s, k) is None or has_civil_subject(s, k)):
        return None
    obj = place_object(s, m)
    if obj is None or (s.lower[m] in ("their", "his", "her") and s.lower[m + 1 : m + 2] == ["homes"]):
        return None
    return make_change(k, obj[0], k, "control_expelled", _counted(obj), previous=force_after(s, k + 1), holder=force_before(s, k))


def _counted(obj: PlacePhrase) -> Quantity | None:
    return obj[1] if obj[1] is not None and not obj[1].percent else None


def withdrawing(s: ControlSentence, k: int, verb: VerbForm) -> ControlFigure | None:
    """ "withdrew from the base", "left the town", "handed over X"."""
    be = passive(s, k) if PARTICIPLE in verb.forms else None
    if be is not None:
        return _given_up(s, k, verb, be)
    for phrase in s.words.before.get(verb.lemma, ()):
        if tuple(s.lower[k + 1 : k + 1 + len(phrase)]) == phrase:
            return _left(s, k, verb, k + 1 + len(phrase))
    return None


def _given_up(s: ControlSentence, k: int, verb: VerbForm, be: int) -> ControlFigure | None:
    """ "Daraya which was evacuated by opposition forces", "was surrendered to"."""
    if verb.lemma not in _GIVEN_UP or k + 1 >= s.n or s.lower[k + 1] not in ("by", "to", "over"):
        return None
    subject = place_before(s, be or k)
    if subject is None or (s.lower[k + 1] == "by" and force_after(s, k + 2) is None):
        return None
    return make_change(subject[0], k + 1, k, "control_given_up", subject[1])


def _left(s: ControlSentence, k: int, verb: VerbForm, m: int) -> ControlFigure | None:
    """The place from `m` on that the verb at `k` says a force gave up."""
    bare = m == k + 1  # no preposition: only a place may stand there
    while m < s.n and s.lower[m] in _BEFORE_LEFT_PLACE and m not in s.q_at:
        m += 1
    obj = place_object(s, m)
    if obj is None or _left_in_state(s, obj[0]):
        return None
    end = obj[0]
    if verb.lemma == "leave" and _LEAVABLE.isdisjoint(s.lower[m:end]) and not any(s.is_name(x) for x in range(m, end)):
        return None
    if bare and not place_like(s, m, end) and not names_only(s, m, end):
        return None
    if verb.lemma in s.words.force_subject and not has_force_subject(s, k):
        return None
    if verb.lemma == "give" and "to" not in s.lower[end : end + 3] and not place_like(s, m, end):
        return None
    return make_change(k, end, k, "control_given_up", _counted(obj), previous=force_before(s, k))


def _left_in_state(s: ControlSentence, k: int) -> bool:
    """ "left the city undefended", "left the town in ruins"."""
    return k < s.n and (s.lower[k].startswith("un") or s.lower[k] in _STATES or s.lower[k : k + 2] in _IN_STATE)
