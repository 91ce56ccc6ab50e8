"""How a change is told: as done or as planned, in the active or the passive."""

from __future__ import annotations

from contested.extract.control.places import place_before
from contested.extract.control.sentence import ControlSentence
from contested.extract.nouns import PLACE
from contested.extract.triggers import BASE, GERUND, PAST

_ADVERBS = frozenset("also then now since already later again and".split())
_PASSIVE_ADVERBS = frozenset("also later been being then since now already subsequently".split())
_BE = frozenset("was were is are got".split())
_AUXILIARIES = frozenset("has have had is are was were also".split())
_DONE_GERUND = frozenset("after by with".split())
_ANNOUNCED = frozenset("accused announced succeeded".split())
_ABLE = frozenset("capable success".split())
_AIMS = frozenset("aiming trying seeking want wants hoping planning".split())
_NOMINAL = frozenset("the a of in this".split())
_DISCLAIMERS = (["not", "say"], ["not", "confirm"], ["no", "confirmation"])
_NEGATIONS = frozenset(("not", "no"))
_HEADLINE_ENDS = frozenset((",", ":", ".", "by", "after", "from", "-", "\u2013"))
_ARTICLES = frozenset("the a an".split())


def is_done(s: ControlSentence, k: int, forms: frozenset[str]) -> bool:
    """The verb at `k` tells an accomplished fact: no plan, no purpose, no negation, no condition."""
    lower = s.lower
    m = k - 1
    while m >= 0 and (lower[m].endswith("ly") or lower[m] in _ADVERBS):
        m -= 1
    before = lower[m] if m >= 0 else ""
    window = lower[max(0, k - 5) : k]
    if GERUND in forms and PAST not in forms:
        return _gerund_is_done(s, before, window)
    if BASE in forms and PAST not in forms:
        if m >= 1 and before != "to" and lower[k - 1] == "and" and _continues_purpose(s, k):
            return False
        if before in _NOMINAL:
            return False
    if before == "to":
        return not s.words.achieved.isdisjoint(lower[max(0, m - 3) : m])
    if not _NEGATIONS.isdisjoint(lower[max(0, k - 9) : k]) and any(lower[x : x + 2] in _DISCLAIMERS for x in range(max(0, k - 9), k)):
        return False
    return s.words.not_done.isdisjoint(window[-3:])


def _gerund_is_done(s: ControlSentence, before: str, window: list[str]) -> bool:
    """ "after capturing X", not "aims at capturing X"."""
    able = before == "of" and not _ABLE.isdisjoint(window)
    if before in s.words.gerund_not_done and not able and before not in _DONE_GERUND:
        return before == "of" and not _ANNOUNCED.isdisjoint(window)
    return s.words.not_done.isdisjoint(window[-2:])


def _continues_purpose(s: ControlSentence, k: int) -> bool:
    """ "plans to attack and capture X": the infinitive before "and" was no fact, so this is none."""
    to = next((x for x in range(k - 2, max(0, k - 14), -1) if s.lower[x] == "to"), None)
    if to is None or to + 1 >= k or s.lower[to - 1] in s.words.achieved:
        return False
    return s.lower[to + 1] in s.words.verbs or s.lower[to - 1] in _AIMS


def passive(s: ControlSentence, k: int) -> int | None:
    """Where the form of "be" before the participle at `k` begins; None where it has none."""
    m = k - 1
    while m >= 0 and (s.lower[m].endswith("ly") or s.lower[m] in _PASSIVE_ADVERBS):
        if s.lower[m] in ("been", "being"):
            m -= 1
            while m >= 0 and (s.lower[m] in _AUXILIARIES or s.lower[m].endswith("ly")):
                m -= 1
            return m + 1
        m -= 1
    return m if m >= 0 and s.lower[m] in _BE else None


def is_headline_passive(s: ControlSentence, k: int) -> bool:
    """ "Eastern Aleppo retaken, general says": a headline's passive without its verb."""
    if (k + 1 < s.n and s.lower[k + 1] not in _HEADLINE_ENDS) or k > 6 or not _ARTICLES.isdisjoint(s.lower[:k]):
        return False
    subject = place_before(s, k)
    return subject is not None and subject[0] == 0


def is_reduced_passive(s: ControlSentence, k: int) -> bool:
    """ "the town captured by rebels": the participle follows its noun and "by" follows it."""
    return k > 0 and s.lower[k + 1 : k + 2] == ["by"] and (s.is_name(k - 1) or s.kind(k - 1) == PLACE)
