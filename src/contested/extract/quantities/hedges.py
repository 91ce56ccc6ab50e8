"""Hedges: what stands around a number and moves its bound ("at least 12", "12 or more", "another 12")."""

from __future__ import annotations

from contested.extract.matching import Phrase, reads
from contested.extract.quantities.words import DASHES, Quantity, QuantityWords
from contested.text import Tokens

_ADDITIVE = frozenset("another further additional".split())
_BOUND_BY_THEMSELVES = frozenset("vague unknown range".split())


def hedged(tk: Tokens, q: Quantity, words: QuantityWords, floor: int) -> Quantity:
    """Widen `q` over the hedges around it, back to token `floor`; the nearest hedge that says anything sets the bound."""
    lower = tk.lower
    if not (q.start > floor and lower[q.start - 1] in words.before) and not (q.end < len(lower) and lower[q.end] in words.hedges):
        return q  # neither before nor behind it stands a hedge
    start, bound, additive = _before(lower, q.start, words, floor)
    end = q.end
    if not q.article:
        end, bound = _behind(tk, q, bound, words)
    if end < len(tk.lower) and tk.lower[end] == "more" and tk.lower[end + 1 : end + 2] != ["than"]:
        end += 1
        additive = True
    if q.article:
        # a hedge before "a" belongs to "a dozen" and the like only
        end = q.end
        if bound != "at_least":
            start, bound = start if additive else q.start, "exact"
    elif q.bound in _BOUND_BY_THEMSELVES:
        bound = None
    if start == q.start and end == q.end and not additive and bound in (None, q.bound):
        return q
    return Quantity(start, q.core, end, q.value, bound or q.bound, q.value_high, q.vague_term, q.percent, additive, q.article)


def _before(lower: list[str], start: int, words: QuantityWords, floor: int) -> tuple[int, str | None, bool]:
    """(start, bound, additive): over the hedges that end before token `start`."""
    bound: str | None = None
    additive = False
    while start > floor and (found := _hedge_before(lower, start, words, floor)) is not None:
        phrase, name = found
        start -= len(phrase)
        if name != "none":
            bound = bound or name
        additive = additive or phrase[-1] in _ADDITIVE
        if bound is not None and lower[start] not in ("a", "an") and not (start > floor and lower[start - 1] in ("another", "further")):
            break  # only words that say nothing may stand before the hedge ("another at least 12")
    return start, bound, additive


def _hedge_before(lower: list[str], start: int, words: QuantityWords, floor: int) -> tuple[Phrase, str] | None:
    for phrase, name in words.before.get(lower[start - 1], ()):
        k = start - len(phrase)
        if k >= floor and tuple(lower[k:start]) == phrase:
            return phrase, name
    return None


def _behind(tk: Tokens, q: Quantity, bound: str | None, words: QuantityWords) -> tuple[int, str | None]:
    """(end, bound): over the hedges that follow the number ("12-plus", "12 or more")."""
    lower, n, end = tk.lower, len(tk.lower), q.end
    if end + 1 < n and lower[end] in DASHES and lower[end + 1] in ("plus", "odd"):
        bound = bound or ("at_least" if lower[end + 1] == "plus" else "approx")
        end += 2
    for phrase, name in words.after.get(lower[end] if end < n else "", ()):
        if not reads(lower, end, phrase) or (phrase == ("at", "least") and q.bound == "vague"):
            continue
        if phrase == ("+",) and tk.starts[end] != tk.ends[end - 1]:
            continue
        return end + len(phrase), bound or name
    return end, bound
