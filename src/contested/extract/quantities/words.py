"""What a quantity is, and the words of `quantities.toml`, compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from contested.extract.matching import Phrase, by_first_word, by_last_word
from contested.lexicon import Lexicon
from contested.text import Memo

PhraseRows = Mapping[str, tuple[tuple[Phrase, str], ...]]

DIGITS = frozenset("0123456789")
DASHES = frozenset("-\u2013\u2014\u2012\u2010\u2011")
PERCENT_SIGNS = frozenset("% percent pc pct".split())


class Quantity(NamedTuple):
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


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """`quantities.toml`, compiled for one pass over the tokens.

    `before` has the hedges by their last word, `after` and `phrases` (vague terms) by their first. `starters` are the words
    that a quantity in words can begin with; `after_article` those before which "a" is more than an article ("a dozen", "a
    third", "a number of"). `labels`, `measure`, `months` and `currency` tell numbers that are no quantities.
    """

    units: Mapping[str, float]
    multipliers: Mapping[str, float]
    suffixes: Mapping[str, float]
    fractions: Mapping[str, float]
    before: PhraseRows
    after: PhraseRows
    phrases: PhraseRows
    plurals: frozenset[str]
    quantifiers: frozenset[str]
    labels: frozenset[str]
    measure: frozenset[str]
    months: frozenset[str]
    currency: frozenset[str]
    starters: frozenset[str]
    after_article: frozenset[str]
    # of a word: whether a quantity can begin with it
    begins: Callable[[str], bool]
    # words and marks behind a number that may belong to it, and those that may hedge it
    belongs: frozenset[str]
    hedges: frozenset[str]


_GRAMMAR_STARTERS = frozenset("a an another between from hundred".split())
_GRAMMAR_AFTER_ARTICLE = frozenset(("couple", "quarter"))


def compile_quantities(lexicon: Lexicon) -> QuantityWords:
    """Build the look-up tables from the lexicon (call through ``lexicon.compiled``)."""
    t = lexicon["quantities"]
    vague, none = t["vague"], t["not_a_quantity"]
    units, multipliers, fractions = _numbers(t["units"]), _numbers(t["multipliers"]), _numbers(t["fractions"])
    phrases = by_first_word(list(vague["phrases"].items()))
    behind_article = {phrase[1] for rows in phrases.values() for phrase, _ in rows if phrase[0] in ("a", "an")}
    after = by_first_word([(phrase, bound) for bound, listed in t["hedges_after"].items() for phrase in listed])
    starters = _GRAMMAR_STARTERS.union(units, multipliers, fractions, vague["plural"], vague["quantifiers"], phrases)
    return QuantityWords(
        units=units,
        multipliers=multipliers,
        suffixes=_numbers(t["suffixes"]),
        fractions=fractions,
        before=by_last_word([(phrase, bound) for bound, listed in t["hedges"].items() for phrase in listed]),
        after=after,
        phrases=phrases,
        plurals=frozenset(vague["plural"]),
        quantifiers=frozenset(vague["quantifiers"]),
        labels=frozenset(none["labels"]),
        measure=frozenset(none["units"]),
        months=frozenset(none["months"]),
        currency=frozenset(none["currency"]),
        starters=starters,
        after_article=_GRAMMAR_AFTER_ARTICLE.union(units, multipliers, fractions, behind_article),
        begins=Memo(lambda w: w in starters or w[0] in DIGITS or ("-" in w and w.split("-", 1)[0] in units)).__getitem__,
        belongs=DASHES.union(multipliers, _numbers(t["suffixes"]), PERCENT_SIGNS, ("per", "percentage", "to", "or")),
        hedges=DASHES.union(after, ("more",)),
    )


def _numbers(table: Mapping[str, float]) -> dict[str, float]:
    return {word: float(value) for word, value in table.items()}


def percent_at(lower: list[str], k: int) -> int:
    """How many tokens say "percent" at token `k`: 0, 1 or 2 ("per cent")."""
    if k >= len(lower):
        return 0
    return 1 if lower[k] in PERCENT_SIGNS else 2 * (lower[k] == "per" and lower[k + 1 : k + 2] == ["cent"])
