"""How many: numbers in digits and words, ranges, fractions, hedges, vague terms, as spans of tokens.

Nothing here knows what is counted; a quantity that turns out to be a date or a distance is told apart by
what stands around it (`is_label`, `units`) and by the noun phrase that follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from contested.lexicon import Lexicon
from contested.text import Tokens

_DIGITS = re.compile(r"\d")
_SEPARATORS = re.compile(r"[,\s\u00a0\u202f\u2009]")
_DASHES = frozenset("-\u2013\u2014\u2012\u2010\u2011")
_YEAR = range(1900, 2100)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity over tokens ``[start, end)``; the number itself begins at token `core`.

    `value` is None for vague and unknown quantities; `percent` marks shares (fractions included).
    `additive` is set for "another 12", "12 more"; `article` for "a", "an" standing for one.
    """

    start: int
    core: int
    end: int
    value: float | None
    bound: str = "exact"
    value_high: float | None = None
    vague_term: str | None = None
    percent: bool = False
    additive: bool = False
    article: bool = False
    dated: bool = False


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """`quantities.toml`, compiled for one pass over the tokens."""

    units: dict[str, float]
    multipliers: dict[str, float]
    suffixes: dict[str, float]
    fractions: dict[str, float]
    before: dict[str, list[tuple[tuple[str, ...], str]]]  # by last word, longest first
    after: dict[str, list[tuple[tuple[str, ...], str]]]  # by first word, longest first
    plurals: frozenset[str]
    quantifiers: frozenset[str]
    phrases: dict[str, list[tuple[tuple[str, ...], str]]]  # by first word, longest first
    labels: frozenset[str]
    measure: frozenset[str]
    months: frozenset[str]
    currency: frozenset[str]
    starters: frozenset[str]
    after_article: frozenset[str]  # words before which "a" is more than an article: "a dozen", "a third", "a number of"


def compile_quantities(lexicon: Lexicon) -> QuantityWords:
    """Build the look-up tables from the lexicon (call through ``lexicon.compiled``)."""
    t = lexicon["quantities"]
    before: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for bound, phrases in t["hedges"].items():
        for phrase in phrases:
            words = tuple(phrase.split())
            before.setdefault(words[-1], []).append((words, bound))
    after: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for bound, phrases in t["hedges_after"].items():
        for phrase in phrases:
            words = tuple(phrase.split())
            after.setdefault(words[0], []).append((words, bound))
    vague: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, term in t["vague"]["phrases"].items():
        words = tuple(phrase.split())
        vague.setdefault(words[0], []).append((words, term))
    for table in (before, after, vague):
        for rows in table.values():
            rows.sort(key=lambda r: -len(r[0]))
    not_q = t["not_a_quantity"]
    units = {k: float(v) for k, v in t["units"].items()}
    multipliers = {k: float(v) for k, v in t["multipliers"].items()}
    fractions = {k: float(v) for k, v in t["fractions"].items()}
    starters = {
        *units,
        *multipliers,
        *fractions,
        *t["vague"]["plural"],
        *t["vague"]["quantifiers"],
        *vague,
        "a",
        "an",
        "another",
        "between",
        "from",
        "hundred",
    }
    return QuantityWords(
        units=units, multipliers=multipliers, suffixes={k: float(v) for k, v in t["suffixes"].items()}, fractions=fractions,
        before=before, after=after, plurals=frozenset(t["vague"]["plural"]), quantifiers=frozenset(t["vague"]["quantifiers"]), phrases=vague,
        labels=frozenset(not_q["labels"]), measure=frozenset(not_q["units"]), months=frozenset(not_q["months"]), currency=frozenset(not_q["currency"]),
        starters=frozenset(starters), after_article=frozenset({*units, *multipliers, *fractions, "couple", "quarter", *(row[0][1] for rows in vague.values() for row in rows if row[0][0] in ("a", "an"))}),
    )  # fmt: skip


def find_quantities(tokens: Tokens, words: QuantityWords) -> list[Quantity]:
    """All quantities of a sentence, left to right, not overlapping.

    Money, times, dates, ordinals, labels ("Resolution 2328") and compounds ("48-hour") are left out;
    distances, ages and counts of things are kept, since only the noun tells them apart.
    """
    found: list[Quantity] = []
    lower, n = tokens.lower, len(tokens)
    last = 0
    i = 0
    starters, denied = words.starters, not _DENIAL.isdisjoint(lower)
    while i < n:
        w = lower[i]
        if w in starters or w[0] in "0123456789" or ("-" in w and w.split("-", 1)[0] in words.units):
            if w in ("a", "an") and i + 1 < n and lower[i + 1] not in words.after_article:
                # by far the most common case: an article that stands for one, if for anything
                q = Quantity(i, i, i + 1, 1.0, article=True)
                found.append(_hedged(tokens, q, words, last) if i > last and lower[i - 1] in words.before else q)
                i += 1
                continue
            q = _quantity_at(tokens, i, words)
            if q is not None and q.end > q.core:
                if not q.dated:
                    q = _hedged(tokens, q, words, last)
                    while found and found[-1].article and found[-1].end > q.start:
                        found.pop()  # "a minimum of 16": the article was no number
                    found.append(q)
                i = q.end
                last = last if q.article else q.end
                continue
        elif denied and w in ("any", "anyone", "anybody") and any(x in _DENIAL for x in lower[max(0, i - 5) : i]):
            found.append(Quantity(i, i, i + 1, None, "unknown"))  # "denied any deaths"
            last = i + 1
        i += 1
    return found


_DENIAL = frozenset(("denied", "denies", "deny", "denying", "denial"))


# ---- the core: what the words say --------------------------------------------------------------


def _quantity_at(tk: Tokens, i: int, words: QuantityWords) -> Quantity | None:
    lower = tk.lower
    w = lower[i]
    if w == "between" or w == "from":
        return _stated_range(tk, i, words)
    if w == "another" and i + 1 < len(tk) and (lower[i + 1] in words.starters or _DIGITS.match(lower[i + 1])):
        return None  # it only adds to the number after it
    phrase = _phrase_at(lower, i, words.phrases)
    if phrase is not None:
        size, term = phrase
        end = i + size
        if end < len(tk) and lower[end] in words.multipliers and term in ("few", "several"):  # a few hundred
            return Quantity(i, i, end + 1, None, "vague", vague_term=f"a few {lower[end]}")
        if term == "":
            return None
        if term == "?":
            return Quantity(i, i, end, None, "unknown")
        return Quantity(i, i, end, None, "vague", vague_term=term)
    if w in words.quantifiers or w in words.plurals:
        if w == "many" and i > 0 and (lower[i - 1] in ("how", "so", "too") or (lower[i + 1 : i + 2] == ["as"] and lower[i - 1] == "as")):
            return None  # "how many", "as many as 200"
        return _vague_at(tk, i, words)
    share = _share_at(tk, i, words)
    if share is not None:
        return share
    number = _number_at(tk, i, words)
    if number is None:
        if w in ("a", "an"):
            return Quantity(i, i, i + 1, 1.0, article=True)
        if w == "another" and i + 1 < len(lower):
            return Quantity(i, i, i + 1, 1.0, article=True, additive=True)
        return None
    end, value, value_high, approx = number
    q = Quantity(i, i, end, value, "range" if value_high is not None else ("approx" if approx else "exact"), value_high)
    if end < len(tk) and (lower[end] in ("%", "percent", "pc", "pct", "percentage") or lower[end : end + 2] == ["per", "cent"]):
        return replace(q, end=end + (2 if lower[end] == "per" else 1), percent=True)
    if _is_name_or_date(tk, i, end, value, words):
        return replace(q, dated=True)
    return q


def _stated_range(tk: Tokens, i: int, words: QuantityWords) -> Quantity | None:
    """ "between 20 and 30", "from 20 to 30" (but not "rose from 20 to 30": two figures)."""
    lower = tk.lower
    if i + 1 >= len(tk):
        return None
    low = _number_at(tk, i + 1, words, ranges=False)
    if low is None:
        return None
    link = low[0]
    if link + 1 >= len(tk) or lower[link] != ("and" if lower[i] == "between" else "to"):
        return None
    if lower[i] == "from" and any(w in _CHANGE for w in lower[max(0, i - 4) : i]):
        return None
    high = _number_at(tk, link + 1, words, ranges=False)
    if high is None or low[1] is None or high[1] is None:
        return None
    low_value = low[1]
    if low_value < high[1] and high[1] >= 1000 * low_value and high[1] % 1000 == 0 and low_value < 1000:
        low_value *= 1000 if high[1] < 1e6 else 1e6  # "between 2 and 3 million"
    end = high[0]
    percent = end < len(tk) and (lower[end] in ("%", "percent", "pc", "pct") or lower[end : end + 2] == ["per", "cent"])
    if percent:
        end += 2 if lower[end] == "per" else 1
    if low_value >= high[1]:
        return None
    q = Quantity(i, i, end, low_value, "range", high[1], percent=percent)
    if end < len(tk) and lower[end] in words.measure or _dated_range(tk, i, link, end, words):
        return replace(q, dated=True)
    return q


def _dated_range(tk: Tokens, i: int, link: int, end: int, words: QuantityWords) -> bool:
    return (end < len(tk) and tk.lower[end] in words.months) or any(w in words.months for w in tk.lower[i:end])


_CHANGE = frozenset(
    "rose risen rises rising rise climbed climbs jumped grew grown increased increases increase went gone fell fallen dropped drop declined decreased up down revised soared doubled".split()
)


def _number_at(tk: Tokens, i: int, words: QuantityWords, ranges: bool = True) -> tuple[int, float, float | None, bool] | None:
    """(end, value, value_high, approx) of the cardinal at `i`, with multipliers and a short range."""
    lower, n = tk.lower, len(tk)
    first = _cardinal_at(tk, i, words)
    if first is None:
        return None
    end, value, approx = first
    if ranges and end + 1 < n:
        link = lower[end]
        adjacent = tk.starts[end] == tk.ends[end - 1]
        if link in _DASHES or link in ("to", "or"):
            second = _cardinal_at(tk, end + 1, words)
            if second is not None and (link not in _DASHES or adjacent or tk.starts[end] - tk.ends[end - 1] <= 1):
                high = second[1]
                if (
                    value < high
                    and high >= 1000
                    and value < 1000
                    and high % 1000 == 0
                    and _has_multiplier(lower, end + 1, second[0], words)
                ):
                    low = value * (1e6 if high >= 1e6 else 1000)
                    if low < high:
                        return second[0], low, high, approx
                if _has_multiplier(lower, end + 1, second[0], words) and high % 12 == 0 and lower[second[0] - 1] == "dozen" and value < 12:
                    value *= 12  # "two to three dozen"
                if value < high and not (
                    link == "to" and i > 0 and lower[i - 1] == "from" and any(w in _CHANGE for w in lower[max(0, i - 5) : i])
                ):
                    return second[0], value, high, approx
    return end, value, None, approx


def _has_multiplier(lower: list[str], i: int, end: int, words: QuantityWords) -> bool:
    return any(w in words.multipliers for w in lower[i:end])


def _cardinal_at(tk: Tokens, i: int, words: QuantityWords) -> tuple[int, float, bool] | None:
    """(end, value, approx): digits with suffix or multiplier, or number words."""
    lower, n = tk.lower, len(tk)
    if i >= n:
        return None
    w = lower[i]
    if _DIGITS.match(w):
        return _digits_at(tk, i, words)
    if w == "half" and lower[i + 1 : i + 2] == ["a"] and i + 2 < n and lower[i + 2] in words.multipliers:
        return i + 3, 0.5 * words.multipliers[lower[i + 2]], False
    if w == "half-a-million":
        return i + 1, 5e5, False
    if w in ("a", "quarter") and lower[i : i + 4] == ["a", "quarter", "of", "a"] and i + 4 < n and lower[i + 4] in words.multipliers:
        return i + 5, 0.25 * words.multipliers[lower[i + 4]], False
    if w == "quarter" and lower[i + 1 : i + 3] == ["of", "a"] and i + 3 < n and lower[i + 3] in words.multipliers:
        return i + 4, 0.25 * words.multipliers[lower[i + 3]], False
    if lower[i : i + 3] == ["a", "couple", "of"] or lower[i : i + 2] == ["couple", "of"]:
        k = i + (3 if w == "a" else 2)
        if k < n and lower[k] in words.multipliers:
            return k + 1, 2 * words.multipliers[lower[k]], False
        return k, 2.0, False
    if w in ("a", "an") and i + 1 < n and lower[i + 1] in words.multipliers and lower[i + 1] != "score":
        rest = _words_at(lower, i + 1, words, 1.0)
        return (rest[0], rest[1], False) if rest else None
    if w in ("hundred", "thousand", "million") and (i == 0 or lower[i - 1] not in words.units):
        rest = _words_at(lower, i, words, 1.0)
        return (rest[0], rest[1], False) if rest else None
    found = _words_at(lower, i, words, None)
    return (found[0], found[1], False) if found else None


def _digits_at(tk: Tokens, i: int, words: QuantityWords) -> tuple[int, float, bool] | None:
    lower, n = tk.lower, len(tk)
    raw = lower[i]
    if " " in raw or "\u00a0" in raw or "\u202f" in raw or "\u2009" in raw:
        head = _SEPARATORS.split(raw, maxsplit=1)[0]
        if i > 0 and lower[i - 1] in words.months and len(head) <= 2 and " " in raw:  # "May 14 200 people": the day is not ours
            raw = raw[len(head) + 1 :]
    try:
        value = float(_SEPARATORS.sub("", raw))
    except ValueError:
        return None
    end = i + 1
    if end < n and tk.starts[end] == tk.ends[i]:  # written against the number
        mark = lower[end]
        if mark in words.suffixes:
            if not (end + 1 < n and tk.starts[end + 1] == tk.ends[end] and lower[end + 1].isalnum()):
                return end + 1, value * words.suffixes[mark], False
        elif mark in _DASHES:
            if (
                end + 1 < n
                and tk.starts[end + 1] == tk.ends[end]
                and not _DIGITS.match(lower[end + 1])
                and lower[end + 1] not in ("plus", "odd")
            ):
                return None  # 48-hour
        elif mark.isalpha():
            return None  # 46th, 5pm
    if end < n and lower[end] in words.multipliers and lower[end] != "score":
        value *= words.multipliers[lower[end]]
        end += 1
    return end, value, False


def _words_at(lower: list[str], i: int, words: QuantityWords, seed: float | None) -> tuple[int, float] | None:
    """Number words from `i` on: "two hundred and fifty thousand", "twenty-five", "two and a half thousand"."""
    total = 0.0
    current = 0.0 if seed is None else seed
    any_word = False
    k = i
    n = len(lower)
    while k < n:
        w = lower[k]
        if w in words.units:
            v = words.units[w]
            # "one two" are two numbers; "twenty two" and "hundred two" are one
            if any_word and not (current % 100 == 0 or (current % 10 == 0 and v < 10 and current % 100 >= 20)):
                break
            current = current + v
        elif "-" in w and _hyphenated(w, words) is not None:
            v = _hyphenated(w, words) or 0.0
            if any_word and current % 100 != 0:
                break
            current += v
        elif w in words.multipliers and (any_word or seed is not None):
            m = words.multipliers[w]
            if m >= 1000:
                total += (current or 1.0) * m
                current = 0.0
            else:
                current = (current or 1.0) * m
            seed = None
            any_word = True
            k += 1
            if w == "dozen":
                break
            continue
        elif w == "and" and any_word and k + 1 < n:
            if lower[k + 1 : k + 3] == ["a", "half"]:
                if k + 3 < n and lower[k + 3] in words.multipliers:
                    return k + 4, (total + current + 0.5) * words.multipliers[lower[k + 3]]
                if lower[k - 1] in words.multipliers:  # "a million and a half"
                    return k + 3, total + current + 0.5 * words.multipliers[lower[k - 1]]
            if (
                (current % 100 == 0 and current > 0 or total and not current)
                and (lower[k + 1] in words.units or _hyphenated(lower[k + 1], words) is not None)
                and lower[k - 1] in words.multipliers
            ):
                k += 1
                continue
            break
        else:
            break
        any_word = True
        k += 1
    if not any_word:
        return None
    return k, total + current


def _hyphenated(w: str, words: QuantityWords) -> float | None:
    """ "twenty-five" -> 25; None for "five-year-old"."""
    total = 0.0
    current = 0.0
    parts = w.split("-")
    if len(parts) < 2:
        return None
    for part in parts:
        if part in words.units:
            current += words.units[part]
        elif part in words.multipliers:
            m = words.multipliers[part]
            if m >= 1000:
                total += (current or 1.0) * m
                current = 0.0
            else:
                current = (current or 1.0) * m
        elif part != "and":
            return None
    return total + current


def _share_at(tk: Tokens, i: int, words: QuantityWords) -> Quantity | None:
    """ "a third", "two-thirds", "half of", "three in ten", "nine out of ten"."""
    lower, n = tk.lower, len(tk)
    w = lower[i]
    count = 1.0
    k = i
    if "-" in w and w.count("-") == 1:
        a, b = w.split("-")
        if a in words.units and b in words.fractions:
            return Quantity(i, i, i + 1, _percent(words.units[a], b, words), percent=True)
    if w in ("a", "an"):
        k = i + 1
    elif w in words.units and 1 <= words.units[w] <= 20:
        count = words.units[w]
        k = i + 1
        if k < n and (lower[k] == "in" or lower[k : k + 2] == ["out", "of"]):
            m = k + (1 if lower[k] == "in" else 2)
            whole = words.units.get(lower[m]) if m < n else None
            if whole is not None and whole > count and lower[k - 1] != "one_":
                return Quantity(i, i, m + 1, round(100.0 * count / whole, 1), percent=True)
            return None
        if k < n and lower[k] in _DASHES:
            k += 1
    if k >= n or lower[k] not in words.fractions:
        return None
    name = lower[k]
    if name == "half":
        if k + 1 < n and (lower[k + 1] in words.multipliers or (lower[k + 1] == "a" and k + 2 < n and lower[k + 2] in words.multipliers)):
            return None
        if (k > i and count != 1.0) or (i > 0 and lower[i - 1] in _ORDINAL_HALF):
            return None
        if k == i or w in ("a", "one"):
            return Quantity(i, i, k + 1, 50.0, percent=True)
        return None
    if k == i:  # a bare "third", "quarter" is an ordinal or a part of town
        return None
    if lower[k + 1 : k + 2] == ["of"] and lower[k + 2 : k + 3] == ["a"] and k + 3 < n and lower[k + 3] in words.multipliers:
        return None
    if (
        w in ("a", "an")
        and name in ("quarter", "third", "fifth", "tenth", "fourth", "sixth", "eighth")
        and lower[k + 1 : k + 2] not in (["of"], ["the"])
    ):
        return None
    return Quantity(i, i, k + 1, _percent(count, name, words), percent=True)


_ORDINAL_HALF = frozenset("second first other latter last western eastern northern southern one's better".split())


def _percent(count: float, name: str, words: QuantityWords) -> float:
    exact = {"third": 100 / 3, "thirds": 100 / 3, "sixth": 100 / 6}.get(name, words.fractions[name])
    return round(count * exact, 1)


def _vague_at(tk: Tokens, i: int, words: QuantityWords) -> Quantity | None:
    """ "hundreds of thousands", "several dozen", "many thousands", "hundreds, if not thousands"."""
    lower, n = tk.lower, len(tk)
    w = lower[i]
    k = i + 1
    term = w
    if w in words.quantifiers:
        if k < n and (lower[k] in words.multipliers or lower[k] in words.plurals):
            term = f"{w} {lower[k]}"
            k += 1
            if lower[k : k + 1] == ["of"] and k + 1 < n and lower[k + 1] in words.plurals:
                term += f" of {lower[k + 1]}"
                k += 2
        if w == "few" and k == i + 1:
            return None
    else:
        while lower[k : k + 1] == ["of"] and k + 1 < n and lower[k + 1] in words.plurals:
            term += f" of {lower[k + 1]}"
            k += 2
        # a pair of terms: the first is kept, being the firmer
        m = k + 1 if lower[k : k + 1] == [","] else k
        for tail in (
            ["if", "not"],
            ["or", "even"],
            ["and", "possibly"],
            ["perhaps"],
            ["or", "perhaps"],
            ["or", "possibly"],
            ["or"],
            ["and", "even"],
        ):
            if lower[m : m + len(tail)] == tail and m + len(tail) < n and lower[m + len(tail)] in words.plurals:
                k = m + len(tail) + 1
                while lower[k : k + 1] == ["of"] and k + 1 < n and lower[k + 1] in words.plurals:
                    k += 2
                break
    return Quantity(i, i, k, None, "vague", vague_term=term)


def _phrase_at(lower: list[str], i: int, table: dict[str, list[tuple[tuple[str, ...], str]]]) -> tuple[int, str] | None:
    for phrase, value in table.get(lower[i], ()):
        if tuple(lower[i : i + len(phrase)]) == phrase:
            return len(phrase), value
    return None


# ---- what is no quantity, and what stands around one ----------------------------------------------


def _is_name_or_date(tk: Tokens, i: int, end: int, value: float, words: QuantityWords) -> bool:
    lower, n = tk.lower, len(tk)
    before = lower[i - 1] if i > 0 else ""
    after = lower[end] if end < n else ""
    glued_before = i > 0 and tk.ends[i - 1] == tk.starts[i]
    glued_after = end < n and tk.starts[end] == tk.ends[end - 1]
    if before in words.currency or (glued_before and before in {"$", "\u20ac", "\u00a3", "#"}):
        return True
    if glued_before and (before in {":", "/", "."} or before in _DASHES) and i > 1 and _DIGITS.match(lower[i - 2]):
        return True
    if glued_after and after in {":", "/", "."} and end + 1 < n and tk.starts[end + 1] == tk.ends[end] and _DIGITS.match(lower[end + 1]):
        return True
    if glued_after and after in _DASHES and end + 1 < n and _DIGITS.match(lower[end + 1]):
        return True
    if (
        after in words.measure
        and not (after in ("second", "seconds", "s", "m"))
        or (after in ("st", "nd", "rd", "th", "mm", "km") and glued_after)
    ):
        return True
    is_digits = bool(_DIGITS.match(lower[i]))
    if is_digits and glued_before and before.isalpha():
        return True  # MH17
    if before == "." and i > 1 and lower[i - 2] == "no" and tk.starts[i - 1] == tk.ends[i - 2]:
        return True  # "No. 2"
    if is_digits and value < 32 and end > i + 1 and after in words.months:
        return True  # "3 to 9 November"
    if (
        is_digits
        and value < 110
        and before == ","
        and after in {",", ")"}
        and i > 1
        and any(x.isupper() for x in tk.words[i - 2])
        and not _DIGITS.match(lower[i - 2])
        and end == i + 1
    ):
        return True  # "Ahmad, 34, was"
    if is_digits and before == "(" and after == ")" and value <= 20 and (i == 1 or lower[i - 2] in {":", ";", ",", "."}):
        return True  # "(1) ... (2) ..."
    if before == "of" and i > 1 and tk.words[i - 2] == "Group" and tk.words[i][0].isupper():
        return True
    if is_digits and value < 32 and end == i + 1:
        if after in words.months:
            return True
        if before in words.months and not (i > 1 and _DIGITS.match(lower[i - 2])):
            return True
        if before in {"of", "the"} and i > 1 and lower[i - 2] in words.months:
            return True
    if is_digits and end == i + 1 and value in _YEAR and "," not in lower[i] and " " not in lower[i]:
        if (
            before in _YEAR_BEFORE
            or before in words.months
            or after in {"", ".", ",", ")", "-", "\u2013"}
            or (i > 1 and lower[i - 2] in words.months)
        ):
            return True
    if is_digits and len(lower[i]) == 4 and lower[i][0] == "0":
        return True
    return (
        before in words.labels
        and is_digits
        and end == i + 1
        and (tk.words[i - 1][0].isupper() or before in {"aged", "age", "ages", "no", "no.", "number", "resolution", "article", "paragraph"})
    )


_YEAR_BEFORE = frozenset("in since until till by during early late mid year summer winter spring autumn fall from after before".split())
_ADDITIVE = frozenset(("another", "further", "additional", "a further", "an additional"))


def _hedged(tk: Tokens, q: Quantity, words: QuantityWords, floor: int) -> Quantity:
    """Widen `q` over the hedges around it; the nearest hedge that says anything sets the bound."""
    lower = tk.lower
    start, bound, additive = q.start, None, False
    while start > floor:
        for phrase, name in words.before.get(lower[start - 1], ()):
            k = start - len(phrase)
            if k >= floor and tuple(lower[k:start]) == phrase:
                start = k
                if name != "none" and bound is None:
                    bound = name
                if phrase[-1] in _ADDITIVE:
                    additive = True
                break
        else:
            break
        if bound is not None and lower[start] not in ("a", "an"):
            # only words that say nothing may stand before the hedge ("another at least 12")
            if not (start > floor and lower[start - 1] in ("another", "further")):
                break
    end = q.end
    if not q.article:
        if end + 1 < len(tk) and lower[end] in _DASHES and lower[end + 1] in ("plus", "odd"):
            bound = bound or ("at_least" if lower[end + 1] == "plus" else "approx")
            end += 2
        for phrase, name in words.after.get(lower[end] if end < len(tk) else "", ()):
            if tuple(lower[end : end + len(phrase)]) == phrase:
                glued = tk.starts[end] == tk.ends[end - 1]
                if phrase == ("+",) and not glued:
                    continue
                if phrase == ("at", "least") and q.bound == "vague":
                    continue
                end += len(phrase)
                bound = bound or name
                break
    if end < len(tk) and lower[end] == "more" and lower[end + 1 : end + 2] != ["than"]:
        end += 1
        additive = True
    if q.article:
        # a hedge before "a" belongs to "a dozen" and the like only
        return replace(
            q,
            start=start if bound == "at_least" or additive else q.start,
            bound=bound if bound == "at_least" else "exact",
            additive=additive,
        )
    if q.bound in ("vague", "unknown", "range"):
        bound = None
    if start == q.start and end == q.end and bound is None and not additive:
        return q
    return replace(q, start=start, end=end, bound=bound or q.bound, additive=additive)
