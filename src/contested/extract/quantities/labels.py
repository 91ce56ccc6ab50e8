"""Numbers that are no quantities: dates, times, money, ages, measures, labels and names."""

from __future__ import annotations

from contested.extract.quantities.words import DASHES, QuantityWords
from contested.text import Tokens

_MONEY_MARKS = frozenset("$\u20ac\u00a3#")
_INSIDE_NUMBER = frozenset(":/.")
_NO_MEASURE = frozenset("second seconds s m".split())
_GLUED_MEASURES = frozenset("st nd rd th mm km".split())
_BEFORE_LIST_NUMBER = frozenset(":;,.")
_BEFORE_YEAR = frozenset("in since until till by during early late mid year summer winter spring autumn fall from after before".split())
_AFTER_YEAR = frozenset(("", ".", ",", ")", "-", "\u2013"))
_SMALL_LABELS = frozenset("aged age ages no no. number resolution article paragraph".split())
_OLDEST, _LAST_DAY, _LONGEST_LIST = 110, 32, 20
_FIRST_YEAR, _LAST_YEAR = 1900, 2099


def is_label(tk: Tokens, i: int, end: int, value: float, words: QuantityWords) -> bool:
    """True where the number over tokens ``[i, end)`` dates, times, prices, measures or names something."""
    before = tk.lower[i - 1] if i > 0 else ""
    after = tk.lower[end] if end < len(tk.lower) else ""
    if _is_money_or_part(tk, i, end, before, after, words) or _is_measure(tk, end, after, words):
        return True
    if before == "." and i > 1 and tk.lower[i - 2] == "no" and tk.starts[i - 1] == tk.ends[i - 2]:
        return True  # "No. 2"
    if before == "of" and i > 1 and tk.words[i - 2] == "Group" and tk.words[i][0].isupper():
        return True  # "Group of Seven"
    return tk.lower[i][0].isdecimal() and _are_digits_of_label(tk, i, end, value, before, after, words)


def _is_digit_token(tk: Tokens, k: int) -> bool:
    return k < len(tk.lower) and tk.lower[k][0].isdecimal()


def _is_money_or_part(tk: Tokens, i: int, end: int, before: str, after: str, words: QuantityWords) -> bool:
    """ "$12", "10:30", "3/4", "12-14-2016": money, or one part of a longer number."""
    if before in words.currency:
        return True
    inside = before in _INSIDE_NUMBER or before in DASHES
    if i > 0 and tk.ends[i - 1] == tk.starts[i] and (before in _MONEY_MARKS or (inside and i > 1 and _is_digit_token(tk, i - 2))):
        return True
    if end >= len(tk.lower) or tk.starts[end] != tk.ends[end - 1] or not _is_digit_token(tk, end + 1):
        return False
    return after in DASHES or (after in _INSIDE_NUMBER and tk.starts[end + 1] == tk.ends[end])


def _is_measure(tk: Tokens, end: int, after: str, words: QuantityWords) -> bool:
    """ "12 km", "30 years", "46th"."""
    if after in words.measure and after not in _NO_MEASURE:
        return True
    return after in _GLUED_MEASURES and tk.starts[end] == tk.ends[end - 1]


def _are_digits_of_label(tk: Tokens, i: int, end: int, value: float, before: str, after: str, words: QuantityWords) -> bool:
    if i > 0 and before.isalpha() and tk.ends[i - 1] == tk.starts[i]:
        return True  # MH17
    if before == "(" and after == ")" and value <= _LONGEST_LIST and (i == 1 or tk.lower[i - 2] in _BEFORE_LIST_NUMBER):
        return True  # "(1) ... (2) ..."
    if len(tk.lower[i]) == 4 and tk.lower[i][0] == "0":
        return True  # "0500 hours"
    if end > i + 1:
        return value < _LAST_DAY and after in words.months  # "3 to 9 November"
    return (
        _is_age(tk, i, value, before, after)
        or (value < _LAST_DAY and _is_day(tk, i, before, after, words))
        or _is_year(tk, i, value, before, after, words)
        or (before in words.labels and (tk.words[i - 1][0].isupper() or before in _SMALL_LABELS))
    )


def _is_age(tk: Tokens, i: int, value: float, before: str, after: str) -> bool:
    """ "Ahmad, 34, was"."""
    if not (value < _OLDEST and before == "," and after in (",", ")") and i > 1):
        return False
    return any(c.isupper() for c in tk.words[i - 2]) and not _is_digit_token(tk, i - 2)


def _is_day(tk: Tokens, i: int, before: str, after: str, words: QuantityWords) -> bool:
    """ "12 May", "May 12", "Oct. 12", "the 12th of May"."""
    if before == "." and i > 1 and tk.lower[i - 2] in words.months and tk.starts[i - 1] == tk.ends[i - 2]:
        return True
    if after in words.months or (before in words.months and not (i > 1 and _is_digit_token(tk, i - 2))):
        return True
    return before in ("of", "the") and i > 1 and tk.lower[i - 2] in words.months


def _is_year(tk: Tokens, i: int, value: float, before: str, after: str, words: QuantityWords) -> bool:
    if not _FIRST_YEAR <= value <= _LAST_YEAR or value != int(value) or "," in tk.lower[i] or " " in tk.lower[i]:
        return False
    if before in _BEFORE_YEAR or before in words.months or after in _AFTER_YEAR:
        return True
    return i > 1 and tk.lower[i - 2] in words.months
