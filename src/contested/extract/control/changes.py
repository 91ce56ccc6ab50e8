"""Places that are taken, lost, left or fall: verbs of control with a place."""

from __future__ import annotations

from contested.extract.control.forces import (
    agent,
    force_after,
    force_before,
    from_whom,
    has_civil_subject,
    has_force_subject,
    touches_force,
)
from contested.extract.control.places import (
    PlacePhrase,
    names_only,
    names_place_near,
    place_before,
    place_like,
    place_mentioned,
    place_object,
)
from contested.extract.control.sentence import ControlFigure, ControlSentence, Span
from contested.extract.control.telling import is_done, is_headline_passive, is_reduced_passive, passive
from contested.extract.control.words import DAYS, VerbForm
from contested.extract.nouns import PERSON, PLACE
from contested.extract.quantities import Quantity
from contested.extract.triggers import PARTICIPLE, PAST

# what may stand between verb and place
_SKIP = frozenset(
    """back over full complete total the a an its their his some several all of strategic key military remaining entire whole only
    also up completely partial effective firm most once more again fully""".split()
)
_NEEDS_NAME = frozenset("secure clear free cleanse win gain occupy".split())
_NOT_TAKING = frozenset("out away to part place".split())
_UNSURE_PASSIVES = frozenset("recover take free secure clear".split())
_PASSIVE_FOLLOWED = frozenset("by from over back in on last , .".split())
_AFTER_IT = frozenset("from after on in . , last".split())
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


def make_change(
    start: int,
    end: int,
    trigger: int,
    rule: str,
    quantity: Quantity | None = None,
    *,
    holder: Span | None = None,
    previous: Span | None = None,
) -> ControlFigure:
    """A change of control; with a quantity it counts places, and its quote begins there."""
    q = quantity
    if q is None or q.percent or q.article:
        return ControlFigure(start, end, trigger, "control_change", rule, holder=holder, previous=previous)
    return ControlFigure(
        q.start,
        end,
        trigger,
        "control_change",
        rule,
        q.value,
        q.value_high,
        q.bound,
        q.vague_term,
        "places",
        holder=holder,
        previous=previous,
    )


def verb_change(s: ControlSentence, k: int) -> ControlFigure | None:
    """The change told by the verb at `k`."""
    verb = s.words.verbs.get(s.lower[k])
    if verb is None:
        return None
    if verb.kind in ("sure", "unsure"):
        return _taking(s, k, verb)
    if verb.kind == "fall":
        return _falling(s, k)
    if not is_done(s, k, verb.forms):
        return None
    if verb.kind == "lose":
        return _losing(s, k, verb)
    return _expelling(s, k) if verb.kind == "expel" else _withdrawing(s, k, verb)


# ---- taking ----------------------------------------------------------------------------------------------------


def _taking(s: ControlSentence, k: int, verb: VerbForm) -> ControlFigure | None:
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
        if not (PAST in verb.forms and verb.lemma in _NEEDS_NAME and k + 1 < s.n and names_place_near(s, k + 1)):
            return False
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
    while m < s.n and s.lower[m] in _SKIP and m not in s.q_at and s.lower[m] not in s.words.control_nouns:
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


# ---- falling, losing -------------------------------------------------------------------------------------------


def _falling(s: ControlSentence, k: int) -> ControlFigure | None:
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


def _losing(s: ControlSentence, k: int, verb: VerbForm) -> ControlFigure | None:
    """ "lost the town", "the areas the government lost"."""
    m = k + 1
    while m < s.n and s.lower[m] in _SKIP and m not in s.q_at:
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


def _expelling(s: ControlSentence, k: int) -> ControlFigure | None:
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
    return make_change(
        k, obj[0], k, "control_expelled", _counted(obj), previous=force_after(s, k + 1), holder=force_before(s, k)
    )


def _counted(obj: PlacePhrase) -> Quantity | None:
    return obj[1] if obj[1] is not None and not obj[1].percent else None


def _withdrawing(s: ControlSentence, k: int, verb: VerbForm) -> ControlFigure | None:
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
