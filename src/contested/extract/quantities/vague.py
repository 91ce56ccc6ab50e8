"""Vague terms: "hundreds of thousands", "several dozen", "many thousands", "hundreds, if not thousands"."""

from __future__ import annotations

from contested.extract.matching import phrase_at
from contested.extract.quantities.words import Quantity, QuantityWords

# what joins a pair of terms, of which the first is kept, being the firmer
_PAIR_LINKS = (
    ["if", "not"],
    ["or", "even"],
    ["and", "possibly"],
    ["perhaps"],
    ["or", "perhaps"],
    ["or", "possibly"],
    ["or"],
    ["and", "even"],
)
UNKNOWN_TERM = "?"


def vague_phrase_at(lower: list[str], i: int, words: QuantityWords) -> tuple[bool, Quantity | None]:
    """(found, quantity) of a set phrase at token `i`: "a handful of", "an unknown number of"; some say no quantity."""
    found = phrase_at(lower, i, words.phrases)
    if found is None:
        return False, None
    size, term = found
    end = i + size
    if term in ("few", "several") and end < len(lower) and lower[end] in words.multipliers:
        return True, _vague(i, end + 1, f"a few {lower[end]}")  # "a few hundred"
    if term == "":
        return True, None
    if term == UNKNOWN_TERM:
        return True, Quantity(i, i, end, None, "unknown")
    return True, _vague(i, end, term)


def vague_term_at(lower: list[str], i: int, words: QuantityWords) -> Quantity | None:
    """The quantifier or vague plural at token `i` with what belongs to it."""
    w = lower[i]
    if w in words.quantifiers:
        return _quantifier(lower, i, words)
    term, k = _of_plurals(lower, i + 1, w, words)
    m = k + 1 if lower[k : k + 1] == [","] else k
    for link in _PAIR_LINKS:
        second = m + len(link)
        if lower[m:second] == link and second < len(lower) and lower[second] in words.plurals:
            _, k = _of_plurals(lower, second + 1, "", words)
            break
    return _vague(i, k, term)


def _quantifier(lower: list[str], i: int, words: QuantityWords) -> Quantity | None:
    w, k = lower[i], i + 1
    if w == "many" and i > 0 and (lower[i - 1] in ("how", "so", "too") or (lower[k : k + 1] == ["as"] and lower[i - 1] == "as")):
        return None  # "how many", "as many as 200"
    if k >= len(lower) or not (lower[k] in words.multipliers or lower[k] in words.plurals):
        return None if w == "few" else _vague(i, k, w)
    term = f"{w} {lower[k]}"
    if lower[k + 1 : k + 2] == ["of"] and k + 2 < len(lower) and lower[k + 2] in words.plurals:
        return _vague(i, k + 3, f"{term} of {lower[k + 2]}")
    return _vague(i, k + 1, term)


def _of_plurals(lower: list[str], k: int, term: str, words: QuantityWords) -> tuple[str, int]:
    """The term with every "of thousands" behind it, and where it ends."""
    while lower[k : k + 1] == ["of"] and k + 1 < len(lower) and lower[k + 1] in words.plurals:
        term += f" of {lower[k + 1]}"
        k += 2
    return term, k


def _vague(start: int, end: int, term: str) -> Quantity:
    return Quantity(start, start, end, None, "vague", vague_term=term)
