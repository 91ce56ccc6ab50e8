"""Cardinal numbers, in digits and in words: "34,000", "2.5 million", "two hundred and fifty", "20 to 30"."""

from __future__ import annotations

import re

from contested.extract.quantities.words import DASHES, QuantityWords
from contested.text import Tokens

_SEPARATORS = re.compile(r"[,\s\u00a0\u202f\u2009]")
_SPACES = frozenset(" \u00a0\u202f\u2009")
_OPENERS = frozenset("a an half quarter couple".split())
_MULTIPLIERS_ALONE = frozenset("hundred thousand million".split())
# verbs of change: "rose from 20 to 30" are two figures, no range
_CHANGE = frozenset(
    """rose risen rises rising rise climbed climbs jumped grew grown increased increases increase went gone fell fallen dropped drop
    declined decreased up down revised soared doubled""".split()
)

# (end, value, upper value of a range)
Number = tuple[int, float, float | None]
# (end, value)
Cardinal = tuple[int, float]


def plain_number(tk: Tokens, i: int, words: QuantityWords) -> float | None:
    """The value of digits at token `i` that nothing can belong to; None where a closer look is needed."""
    lower, end = tk.lower, i + 1
    digits = lower[i].replace(",", "")
    if not digits.isdecimal():
        return None
    if end < len(lower):
        after = lower[end]
        if after in words.belongs or (after.isalpha() and tk.starts[end] == tk.ends[i]):
            return None
    return float(digits)


def number_at(tk: Tokens, i: int, words: QuantityWords) -> Number | None:
    """The cardinal at token `i`, with multipliers, or a short range ("20-30", "20 to 30")."""
    first = cardinal_at(tk, i, words)
    if first is None:
        return None
    lower = tk.lower
    link, value = first
    if link + 1 >= len(tk.lower) or not (lower[link] in DASHES or lower[link] in ("to", "or")):
        return link, value, None
    dash = lower[link] in DASHES
    second = cardinal_at(tk, link + 1, words)
    if second is None or (dash and tk.starts[link] - tk.ends[link - 1] > 1):
        return link, value, None
    end, high = second
    if any(w in words.multipliers for w in lower[link + 1 : end]):
        scaled = value * (1e6 if high >= 1e6 else 1000)
        if value < 1000 <= high and value < high and high % 1000 == 0 and scaled < high:
            return end, scaled, high  # "2 to 3 thousand"
        if high % 12 == 0 and lower[end - 1] == "dozen" and value < 12:
            value *= 12  # "two to three dozen"
    if value < high and not (lower[link] == "to" and i > 0 and lower[i - 1] == "from" and tells_change(lower[max(0, i - 5) : i])):
        return end, value, high
    return link, value, None


def tells_change(span: list[str]) -> bool:
    """A verb of change stands in the span: "from 20 to 30" behind it are two figures, no range."""
    return not _CHANGE.isdisjoint(span)


def cardinal_at(tk: Tokens, i: int, words: QuantityWords) -> Cardinal | None:
    """Digits with suffix or multiplier, or number words, at token `i`."""
    lower = tk.lower
    if i >= len(tk.lower):
        return None
    w = lower[i]
    if w[0].isdecimal():
        return _digits_at(tk, i, words)
    if w == "half-a-million":
        return i + 1, 5e5
    if w in _OPENERS and (found := _part_at(lower, i, words) or _article_at(lower, i, words)) is not None:
        return found
    if w in _MULTIPLIERS_ALONE and (i == 0 or lower[i - 1] not in words.units):
        return words_at(lower, i, words, 1.0)
    return words_at(lower, i, words) if w in words.units or "-" in w else None


def _part_at(lower: list[str], i: int, words: QuantityWords) -> Cardinal | None:
    """ "half a million", "a quarter of a million", "a couple of hundred"."""
    k = i + (lower[i] == "a")
    if lower[i] == "half" and lower[i + 1 : i + 2] == ["a"]:
        return _times(lower, i + 2, 0.5, words)
    if lower[k : k + 3] == ["quarter", "of", "a"] and (found := _times(lower, k + 3, 0.25, words)):
        return found
    if lower[k : k + 2] == ["couple", "of"]:
        return _times(lower, k + 2, 2, words) or (k + 2, 2.0)
    return None


def _times(lower: list[str], k: int, factor: float, words: QuantityWords) -> Cardinal | None:
    """The multiplier at `k`, so many times."""
    m = words.multipliers.get(lower[k]) if k < len(lower) else None
    return None if m is None else (k + 1, factor * m)


def _article_at(lower: list[str], i: int, words: QuantityWords) -> Cardinal | None:
    """ "a hundred", "a million and a half"."""
    if lower[i] in ("a", "an") and i + 1 < len(lower) and lower[i + 1] in words.multipliers and lower[i + 1] != "score":
        return words_at(lower, i + 1, words, 1.0)
    return None


def _digits_at(tk: Tokens, i: int, words: QuantityWords) -> Cardinal | None:
    """ "34,000", "2.5 million", "12k"; not "48-hour", "46th"."""
    lower, n = tk.lower, len(tk.lower)
    value = _value(tk, i, words)
    if value is None:
        return None
    end = i + 1
    if end < n and tk.starts[end] == tk.ends[i]:  # written against the number
        mark = lower[end]
        glued = end + 1 < n and tk.starts[end + 1] == tk.ends[end]
        if mark in words.suffixes:
            if not (glued and lower[end + 1].isalnum()):
                return end + 1, round(value * words.suffixes[mark], 6)
        elif mark in DASHES:
            if glued and not lower[end + 1][0].isdecimal() and lower[end + 1] not in ("plus", "odd"):
                return None
        elif mark.isalpha():
            return None
    if end < n and lower[end] in words.multipliers and lower[end] != "score":
        value = round(value * words.multipliers[lower[end]], 6)  # 4.1 million, not 4,099,999.9999999995
        end += 1
    return end, value


def _value(tk: Tokens, i: int, words: QuantityWords) -> float | None:
    raw = tk.lower[i]
    if not _SPACES.isdisjoint(raw):
        day = _SEPARATORS.split(raw, maxsplit=1)[0]
        if i > 0 and len(day) <= 2 and " " in raw and tk.lower[i - 1] in words.months:
            raw = raw[len(day) + 1 :]  # "May 14 200 people": the day is not ours
    try:
        return float(raw if raw.isdecimal() else _SEPARATORS.sub("", raw))
    except ValueError:
        return None


def words_at(lower: list[str], i: int, words: QuantityWords, seed: float | None = None) -> Cardinal | None:
    """Number words from `i` on: "two hundred and fifty thousand", "twenty-five", "two and a half thousand".

    `seed` is the number that stands, unsaid, before a multiplier at `i` ("hundred people": 1).
    """
    total = 0.0
    current = seed or 0.0
    begun = False
    k, n = i, len(lower)
    while k < n:
        w = lower[k]
        if w in words.units:
            v = words.units[w]
            # "one two" are two numbers; "twenty two" and "hundred two" are one
            if begun and not (current % 100 == 0 or (current % 10 == 0 and v < 10 and current % 100 >= 20)):
                break
            current += v
        elif "-" in w and (joined := hyphenated(w, words)) is not None:
            if begun and current % 100 != 0:
                break
            current += joined
        elif w in words.multipliers and (begun or seed is not None):
            m = words.multipliers[w]
            total, current = (total + (current or 1.0) * m, 0.0) if m >= 1000 else (total, (current or 1.0) * m)
            seed = None
            if w == "dozen":
                return k + 1, total + current
        elif w == "and" and begun and k + 1 < n:
            half = _and_a_half(lower, k, total + current, words)
            if half is not None:
                return half
            if not _goes_on(lower, k, total, current, words):
                break
        else:
            break
        begun = True
        k += 1
    return (k, total + current) if begun else None


def _and_a_half(lower: list[str], k: int, so_far: float, words: QuantityWords) -> Cardinal | None:
    """ "two and a half thousand", "a million and a half"."""
    if lower[k + 1 : k + 3] != ["a", "half"]:
        return None
    if k + 3 < len(lower) and lower[k + 3] in words.multipliers:
        return k + 4, (so_far + 0.5) * words.multipliers[lower[k + 3]]
    if lower[k - 1] in words.multipliers:
        return k + 3, so_far + 0.5 * words.multipliers[lower[k - 1]]
    return None


def _goes_on(lower: list[str], k: int, total: float, current: float, words: QuantityWords) -> bool:
    """ "two hundred and fifty": the "and" at `k` stands inside the number."""
    if not ((current % 100 == 0 and current > 0) or (total and not current)) or lower[k - 1] not in words.multipliers:
        return False
    return lower[k + 1] in words.units or hyphenated(lower[k + 1], words) is not None


def hyphenated(w: str, words: QuantityWords) -> float | None:
    """ "twenty-five" -> 25; None for "five-year-old"."""
    total = current = 0.0
    parts = w.split("-")
    if len(parts) < 2:
        return None
    for part in parts:
        if part in words.units:
            current += words.units[part]
        elif part in words.multipliers:
            m = words.multipliers[part]
            total, current = (total + (current or 1.0) * m, 0.0) if m >= 1000 else (total, (current or 1.0) * m)
        elif part != "and":
            return None
    return total + current
