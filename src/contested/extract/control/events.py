"""Changes told by nouns and set phrases: "took full control of X", "the fall of X", "X changed hands"."""

from __future__ import annotations

from contested.extract.control.forces import force_before, from_whom
from contested.extract.control.places import names_only, place_before, place_like, place_object
from contested.extract.control.sentence import ControlFigure, ControlSentence, make_change
from contested.extract.control.telling import is_done
from contested.extract.matching import reads
from contested.extract.triggers import GERUND, PAST

_BEFORE_CONTROL = frozenset("full complete total of over the overall effective firm partial back almost near-total territorial".split())
_NOT_YET = frozenset("imminent possible impending".split())
_TOWARDS = frozenset("for toward towards".split())
_PULLING_OUT = frozenset("withdrawal retreat pullout pull-out expulsion".split())
_MODALS = frozenset("would could will may might".split())
_UNSURE_NOUNS = frozenset("loss recovery taking".split())
_MILITARY_PLACES = frozenset("airport base airbase post positions position headquarters garrison barracks".split())
_BEFORE_NOUN = frozenset("the a recent its successful".split())
_SINCE = frozenset("since after following before with".split())
_AFTER_ITS = frozenset("by in last on from".split())
_AUXILIARIES = frozenset("has have had was were been also again recently be".split())
# words of `not_done` that say nothing before a noun
_NOT_BEFORE_NOUN = frozenset(("to", "can"))


def control_of(s: ControlSentence, k: int) -> ControlFigure | None:
    """ "took full control of X", "lost control over Y"."""
    lower = s.lower
    v = k - 1
    while v >= 0 and lower[v] in _BEFORE_CONTROL:
        v -= 1
    if v < 0 or lower[v] not in s.words.control_verbs or lower[v] in ("has", "had"):
        return None
    if lower[k + 1 : k + 2] not in (["of"], ["over"], ["in"]):
        return None
    verb = s.words.verbs.get(lower[v])
    forms = verb.forms if verb else frozenset((GERUND if lower[v].endswith("ing") else PAST,))
    if not is_done(s, v, forms):
        return None
    over = s.q_at.get(k + 1)
    if over is not None and over.core > k + 1:
        # "control over five towns": "over" belongs to "control"
        s.q_at[over.core] = over._replace(start=over.core, bound="exact")
    obj = place_object(s, k + 2)
    if obj is None:
        return None
    q = obj[1] if obj[1] is not None and not obj[1].percent else None
    return make_change(v, obj[0], k, "control_of", q, holder=force_before(s, v), previous=from_whom(s, obj[0]))


def noun_change(s: ControlSentence, k: int) -> ControlFigure | None:
    """ "the capture of X", "X's recapture", "its fall"; not "the loss of 20 men", not a plan."""
    if _is_plan(s, k):
        return None
    w, after = s.lower[k], s.lower[k + 1 : k + 2]
    if w in _PULLING_OUT and after == ["from"]:
        obj = place_object(s, k + 2)
        if obj is None or not (place_like(s, k + 2, obj[0]) or names_only(s, k + 2, obj[0])):
            return None
        return make_change(k, obj[0], k, "control_noun", previous=force_before(s, k))
    if after == ["of"]:
        return _noun_of(s, k)
    return _possessed(s, k) if w in s.words.noun_possessed and k > 0 else None


def _is_plan(s: ControlSentence, k: int) -> bool:
    window = s.lower[max(0, k - 6) : k]
    if not window:
        return False
    if any((x in s.words.not_done or x in s.words.purpose) and x not in _NOT_BEFORE_NOUN for x in window):
        return True
    return window[-1] == "to" or window[-1] in _NOT_YET or not _TOWARDS.isdisjoint(window[-3:])


def _noun_of(s: ControlSentence, k: int) -> ControlFigure | None:
    """ "the fall of X", "the capture of 12 villages"."""
    w, m = s.lower[k], k + 2
    obj = place_object(s, m)
    if obj is None:
        return None
    end, q = obj
    if (end < s.n and s.lower[end] in _MODALS) or (q is not None and q.percent):
        return None
    if w in _UNSURE_NOUNS and not place_like(s, m, end) and not names_only(s, m, end):
        return None
    if w in s.words.evacuation_of and _MILITARY_PLACES.isdisjoint(s.lower[m:end]):
        return None
    start = k
    while start > 0 and s.lower[start - 1] in _BEFORE_NOUN:
        start -= 1
    return make_change(start, end, k, "control_noun", q)


def _possessed(s: ControlSentence, k: int) -> ControlFigure | None:
    """ "Mosul's fall", "since its capture"."""
    owner = s.lower[k - 1]
    if owner in ("its", "their") and k > 1:
        placed = not _SINCE.isdisjoint(s.lower[max(0, k - 3) : k]) or not _AFTER_ITS.isdisjoint(s.lower[k + 1 : k + 2])
        return make_change(k - 1, k + 1, k, "control_noun") if placed else None
    plural = owner.endswith("s") and (owner[:-1] in s.nouns.places or owner[:-1] in s.known)
    if not (plural or owner.endswith(("'s", "s'"))):
        return None
    bare = owner[:-2] if owner.endswith("'s") else owner.rstrip("'s")
    if not (bare in s.nouns.places or bare in s.known or (s.capitalised(k - 1) and not s.is_sided(k - 1))):
        return None
    start = k - 2 if k > 1 and s.lower[k - 2] in ("the", "a") else k - 1
    return make_change(start, k + 1, k, "control_noun")


def passing(s: ControlSentence, k: int) -> ControlFigure | None:
    """ "X has come under army control", "the village changed hands"."""
    lower = s.lower
    for phrase in s.words.passing[lower[k]]:
        end = k + len(phrase)
        if not reads(lower, k, phrase):
            continue
        complete = phrase[-1] in s.words.must_follow or phrase == ("changed", "hands")
        if not complete and s.words.must_follow.isdisjoint(lower[end : end + 6]):
            continue
        if not s.words.not_done.isdisjoint(lower[max(0, k - 3) : k]):
            return None
        m = k
        while m > 0 and lower[m - 1] in _AUXILIARIES:
            m -= 1
        subject = place_before(s, m)
        return None if subject is None else make_change(subject[0], end, k, "control_passed", subject[1])
    return None
