"""Who did it, as written: the subject of an active verb, or what "by" names after a passive one."""

from __future__ import annotations

from contested.extract.matching import as_named
from contested.extract.nouns import NounWords, names_force
from contested.text import Tokens

_AUXILIARIES = frozenset("has have had also reportedly allegedly then later since already again".split())
_LEFT_ENDS = frozenset(
    """that said says say told added and but while when after before as , ; : . which who if because whilst
    ) ( \u201c \u201d \"""".split()
)
_RIGHT_ENDS = frozenset(
    """in on at near during after before when while as since , ; : . who which that from last this early late overnight and
    outside inside over with for to ) (""".split()
)
_LEADING = frozenset("the a an on in monday tuesday wednesday thursday friday saturday sunday today yesterday".split())
_LONGEST = 9


def actor_of(tk: Tokens, first: int, trigger: int, passive: bool, nouns: NounWords, means: frozenset[str]) -> str | None:
    """The words for who, or what, did it; None where none are near or they name no force and no attack.

    Parameters
    ----------
    first, trigger
        Tokens: where the quantity begins, and the word that governs it.
    passive
        True where the figure is the verb's subject ("12 were killed by ...").
    """
    span = _after_by(tk, trigger) if passive else _before(tk, trigger) if trigger < first else None
    if span is None:
        return None
    start, end = span
    while start < end and tk.lower[start] in _LEADING:
        start += 1
    named = any(tk.lower[k] in means or names_force(tk, k, nouns) for k in range(start, end))
    return as_named(tk.words, start, end) if named else None


def _after_by(tk: Tokens, trigger: int) -> tuple[int, int] | None:
    for k in range(trigger + 1, min(len(tk.lower), trigger + 7)):
        if tk.lower[k] == "by":
            end = k + 1
            while end < len(tk.lower) and end - k <= _LONGEST and tk.lower[end] not in _RIGHT_ENDS and not tk.lower[end][0].isdigit():
                end += 1
            return (k + 1, end) if end > k + 1 else None
        if tk.lower[k] in (".", ";", "said", "who", "and"):
            return None
    return None


def _before(tk: Tokens, trigger: int) -> tuple[int, int] | None:
    if tk.lower[trigger].endswith("ing"):
        return None  # a participle's subject stands too far to be sure of
    end = trigger
    while end > 0 and tk.lower[end - 1] in _AUXILIARIES:
        end -= 1
    start = end
    while start > 0 and end - start < _LONGEST and tk.lower[start - 1] not in _LEFT_ENDS and not tk.lower[start - 1][0].isdigit():
        start -= 1
    return (start, end) if start < end else None
