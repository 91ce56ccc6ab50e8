"""Shares in words: "a third", "two-thirds", "half of", "three in ten", "nine out of ten"."""

from __future__ import annotations

from contested.extract.quantities.words import DASHES, Quantity, QuantityWords

_ORDINAL_HALF = frozenset("second first other latter last western eastern northern southern one's better".split())
# ordinals, or parts of a town or of time, unless "of" or "the" follows
_AMBIGUOUS = frozenset("quarter third fifth tenth fourth sixth eighth".split())
# more exact than the lexicon's two decimals
_EXACT = {"third": 100 / 3, "thirds": 100 / 3, "sixth": 100 / 6}
_MOST_PARTS = 20


def share_at(lower: list[str], i: int, words: QuantityWords) -> Quantity | None:
    """The share that begins at token `i`, in percent."""
    w, n = lower[i], len(lower)
    if w.count("-") == 1:
        count_word, name = w.split("-")
        if count_word in words.units and name in words.fractions:
            return _share(i, i + 1, words.units[count_word], name, words)
    count, k = 1.0, i
    if w in ("a", "an"):
        k = i + 1
    elif 1 <= words.units.get(w, 0) <= _MOST_PARTS:
        count, k = words.units[w], i + 1
        if k < n and (lower[k] == "in" or lower[k : k + 2] == ["out", "of"]):
            return _so_many_in(lower, i, count, words)
        if k < n and lower[k] in DASHES:
            k += 1
    if k >= n or lower[k] not in words.fractions:
        return None
    if lower[k] == "half":
        return _half(lower, i, k, count, words)
    if k == i or _is_ordinal(lower, i, k, words):  # a bare "third", "quarter" is an ordinal or a part of town
        return None
    return _share(i, k + 1, count, lower[k], words)


def _so_many_in(lower: list[str], i: int, count: float, words: QuantityWords) -> Quantity | None:
    """ "three in ten", "nine out of ten"."""
    m = i + (2 if lower[i + 1] == "in" else 3)
    whole = words.units.get(lower[m]) if m < len(lower) else None
    if whole is None or whole <= count:
        return None
    return Quantity(i, i, m + 1, round(100.0 * count / whole, 1), percent=True)


def _half(lower: list[str], i: int, k: int, count: float, words: QuantityWords) -> Quantity | None:
    """ "half", "a half", "one half"; not "half a million", "the second half"."""
    after = lower[k + 1 : k + 3]
    if after and (after[0] in words.multipliers or (after[0] == "a" and len(after) > 1 and after[1] in words.multipliers)):
        return None
    if (k > i and (count != 1.0 or lower[i] not in ("a", "one"))) or (i > 0 and lower[i - 1] in _ORDINAL_HALF):
        return None
    return Quantity(i, i, k + 1, 50.0, percent=True)


def _is_ordinal(lower: list[str], i: int, k: int, words: QuantityWords) -> bool:
    after = lower[k + 1 : k + 4]
    if after[:2] == ["of", "a"] and len(after) > 2 and after[2] in words.multipliers:
        return True  # "a quarter of a million"
    return lower[i] in ("a", "an") and lower[k] in _AMBIGUOUS and after[:1] not in (["of"], ["the"])


def _share(start: int, end: int, count: float, name: str, words: QuantityWords) -> Quantity:
    return Quantity(start, start, end, round(count * _EXACT.get(name, words.fractions[name]), 1), percent=True)
