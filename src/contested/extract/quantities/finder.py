"""The pass over the tokens of a sentence that finds its quantities."""

from __future__ import annotations

from itertools import compress

from contested.extract.quantities.hedges import hedged
from contested.extract.quantities.labels import is_label
from contested.extract.quantities.numbers import cardinal_at, number_at, plain_number, tells_change
from contested.extract.quantities.shares import share_at
from contested.extract.quantities.vague import vague_phrase_at, vague_term_at
from contested.extract.quantities.words import DIGITS, Quantity, QuantityWords, percent_at
from contested.text import Tokens

_DENIAL = frozenset("denied denies deny denying denial".split())
_ANY = frozenset("any anyone anybody".split())

# (token after it, the quantity; None where the number is a date or a label)
Found = tuple[int, Quantity | None]


def find_quantities(tokens: Tokens, words: QuantityWords, *, articles: bool = True) -> list[Quantity]:
    """All quantities of a sentence, left to right, not overlapping; without `articles` that stand for one where not asked for.

    Money, times, dates, ordinals, labels ("Resolution 2328") and compounds ("48-hour") are left out;
    distances, ages and counts of things are kept, since only the noun tells them apart.
    """
    lower, n = tokens.lower, len(tokens.lower)
    begins = list(compress(range(n), map(words.begins, lower)))
    if not _DENIAL.isdisjoint(lower):
        begins = sorted({*begins, *_denied_any(lower)})
    found: list[Quantity] = []
    free = last = 0  # where the next quantity, and its hedges, may begin
    for i in begins:
        if i < free:
            continue
        w = lower[i]
        if w in ("a", "an") and i + 1 < n and lower[i + 1] not in words.after_article:
            # by far the most common case: an article that stands for one, if for anything
            if not articles:
                continue
            q = Quantity(i, i, i + 1, 1.0, article=True)
            found.append(hedged(tokens, q, words, last) if i > last and lower[i - 1] in words.before else q)
            continue
        if w in _ANY and w not in words.starters:
            found.append(Quantity(i, i, i + 1, None, "unknown"))  # "denied any deaths"
            last = i + 1
            continue
        number = _quantity_at(tokens, i, words)
        if number is None:
            continue
        free, plain = number
        if plain is not None:
            q = hedged(tokens, plain, words, last)
            while found and found[-1].article and found[-1].end > q.start:
                found.pop()  # "a minimum of 16": the article was no number
            found.append(q)
            free = q.end
        if plain is None or not plain.article:
            last = free
    return found


def _denied_any(lower: list[str]) -> list[int]:
    """Where "any" stands at most five words behind a denial."""
    return [i for i, w in enumerate(lower) if w in _ANY and not _DENIAL.isdisjoint(lower[max(0, i - 5) : i])]


def _quantity_at(tk: Tokens, i: int, words: QuantityWords) -> Found | None:
    """The quantity that begins at token `i`, without what hedges it."""
    lower = tk.lower
    w = lower[i]
    if w[0] in DIGITS and w not in words.phrases:
        return _number(tk, i, words)
    if w in ("between", "from"):
        return _stated_range(tk, i, words)
    if w == "another" and i + 1 < len(tk.lower) and (lower[i + 1] in words.starters or lower[i + 1][0].isdecimal()):
        return None  # it only adds to the number after it
    is_phrase, q = vague_phrase_at(lower, i, words)
    if not is_phrase:
        if w not in words.quantifiers and w not in words.plurals:
            return _share_or_number(tk, i, words)
        q = vague_term_at(lower, i, words)
    return None if q is None else (q.end, q)


def _share_or_number(tk: Tokens, i: int, words: QuantityWords) -> Found | None:
    share = share_at(tk.lower, i, words)
    if share is not None:
        return share.end, share
    number = _number(tk, i, words)
    if number is not None:
        return number
    w = tk.lower[i]
    if w in ("a", "an") or (w == "another" and i + 1 < len(tk.lower)):
        return i + 1, Quantity(i, i, i + 1, 1.0, article=True)
    return None


def _number(tk: Tokens, i: int, words: QuantityWords) -> Found | None:
    """ "12", "20 to 30", "40 percent"."""
    value = plain_number(tk, i, words)
    if value is not None:
        return i + 1, None if is_label(tk, i, i + 1, value, words) else Quantity(i, i, i + 1, value)
    number = number_at(tk, i, words)
    if number is None:
        return None
    end, value, high = number
    percent = percent_at(tk.lower, end) or int(tk.lower[end : end + 1] == ["percentage"])
    if not percent and is_label(tk, i, end, value, words):
        return end, None
    end += percent
    return end, Quantity(i, i, end, value, "exact" if high is None else "range", high, percent=percent > 0)


def _stated_range(tk: Tokens, i: int, words: QuantityWords) -> Found | None:
    """ "between 20 and 30", "from 20 to 30" (but not "rose from 20 to 30": two figures)."""
    lower = tk.lower
    behind = lower[i + 1] if i + 1 < len(lower) else ""
    if not behind or not (words.begins(behind) or "-" in behind or behind == "couple"):
        return None
    first = cardinal_at(tk, i + 1, words)
    if first is None:
        return None
    link, low = first
    if link + 1 >= len(tk.lower) or lower[link] != ("and" if lower[i] == "between" else "to"):
        return None
    second = cardinal_at(tk, link + 1, words)
    if second is None or (lower[i] == "from" and tells_change(lower[max(0, i - 4) : i])):
        return None
    end, high = second
    if low < high and high >= 1000 * low and high % 1000 == 0 and low < 1000:
        low *= 1000 if high < 1e6 else 1e6  # "between 2 and 3 million"
    if low >= high:
        return None
    percent = percent_at(lower, end)
    end += percent
    after = lower[end] if end < len(tk.lower) else ""
    if after in words.measure or after in words.months or not words.months.isdisjoint(lower[i:end]):
        return end, None
    return end, Quantity(i, i, end, low, "range", high, percent=percent > 0)
