"""Who takes, holds or leaves: the forces named around a word of control, as spans of tokens."""

from __future__ import annotations

from contested.extract.control.sentence import ControlSentence, Span
from contested.extract.control.words import ENDS
from contested.extract.nouns import FAMILY, PERSON

_FORCES_BEFORE = frozenset("forces troops soldiers fighters rebels militants insurgents army militia jihadists police extremists".split())
_COLLECTIVES = frozenset("forces army alliance".split())
_FORCES_AFTER = frozenset("forces troops group groups alliance army militia fighters".split())
_AFTER_ENDS = frozenset("in on after and , . from who which by at near last to".split())
_CLAUSE_STARTS = frozenset(". ; that after when".split())
_BETWEEN_FORCE_AND_VERB = frozenset("also have has had then".split())
_LEAVING_FORCES = frozenset(
    """forces army troops group militants jihadists rebels insurgents fighters extremists soldiers regime alliance militia""".split()
)
_CIVILIANS = frozenset("people civilians residents families convoy buses women children evacuees".split())
_INHABITANTS = frozenset("people civilians residents families villagers inhabitants population family".split())
_NO_FORCE = frozenset(("pilot", "pilots"))
_REACH_BEFORE, _REACH_AFTER = 22, 8


def force_before(s: ControlSentence, k: int) -> Span | None:
    """The nearest force named before `k` in the clause."""
    end: int | None = None
    for m in range(k - 1, max(-1, k - _REACH_BEFORE), -1):
        w = s.lower[m]
        if s.is_sided(m) or w in _COLLECTIVES or (w in _FORCES_BEFORE and s.kind(m) == PERSON):
            end = end or m + 1
        elif end is not None:
            if s.capitalised(m) or "-" in w:
                return m, end
            return m + 1, end
        elif w in _CLAUSE_STARTS:
            return None
    return None if end is None else (max(0, k - _REACH_BEFORE + 1), end)  # the window ended inside the phrase


def force_after(s: ControlSentence, k: int) -> Span | None:
    """The noun phrase at `k`, where it names a force."""
    end = k
    hit = False
    while end < min(s.n, k + _REACH_AFTER):
        if s.lower[end] in _FORCES_AFTER or s.kind(end) == PERSON or s.is_sided(end):
            hit = True
        elif s.lower[end] in _AFTER_ENDS:
            break
        end += 1
    return (k, end) if hit else None


def agent(s: ControlSentence, k: int) -> Span | None:
    """ "by the army": the force behind "by" at `k`."""
    return force_after(s, k + 1) if s.lower[k : k + 1] == ["by"] else None


def from_whom(s: ControlSentence, k: int) -> Span | None:
    """ "from the rebels", in the six words from `k` on."""
    m = next((m for m in range(k, min(s.n, k + 6)) if s.lower[m] == "from"), None)
    return None if m is None else force_after(s, m + 1)


def touches_force(s: ControlSentence, k: int) -> bool:
    """A force stands just before the verb at `k`."""
    m = k - 1
    while m >= 0 and (s.lower[m] in _BETWEEN_FORCE_AND_VERB or s.lower[m].endswith("ly")):
        m -= 1
    if m < 0:
        return False
    return s.is_sided(m) or s.nouns.people.get(s.lower[m], "").startswith("fighters") or s.lower[m] in ("forces", "army", "troops")


def has_force_subject(s: ControlSentence, k: int) -> bool:
    """The subject of the verb at `k` is a force: a side or fighters named before it, no civilians nearer."""
    for m in range(k - 1, max(-1, k - 14), -1):
        w = s.lower[m]
        if w in _CIVILIANS or w in (".", ";") or (m in s.q_core and not s.q_core[m].article):
            return False
        if w in _LEAVING_FORCES or s.is_sided(m) or _is_fighter(s, m):
            return not any(
                q.end <= m <= q.end + 3 and not q.article and not any(x in ENDS for x in s.lower[q.end : m]) for q in s.quantities
            )
    return False


def _is_fighter(s: ControlSentence, m: int) -> bool:
    w = s.lower[m]
    return w not in _NO_FORCE and s.kind(m) == PERSON and s.nouns.people.get(w, "").startswith("fighters")


def has_civil_subject(s: ControlSentence, k: int) -> bool:
    """The subject of the passive at `k` are inhabitants, or a number."""
    for m in range(k - 1, max(-1, k - 10), -1):
        if s.kind(m) in (PERSON, FAMILY):
            return s.lower[m] in _INHABITANTS and not s.is_sided(m)
        if m in s.q_at:
            return True
    return False
