"""The intervals of claims under a named convention, and which conventions there are."""

from __future__ import annotations

from collections.abc import Iterable

from contested.lexicon.load import load_lexicon
from contested.model import Claim
from contested.tables.interval import Convention, conventions, interval, named_convention


def convention_names() -> tuple[str, ...]:
    """Names of the conventions the lexicon knows, the default first."""
    return tuple(conventions(load_lexicon()))


def convention_of(name: str) -> Convention:
    """The convention of this name (or of a TOML file at this path)."""
    return named_convention(name)


def under_convention(claims: Iterable[Claim], name: str) -> list[Claim]:
    """Return the claims with the intervals that the convention `name` gives their words."""
    convention = named_convention(name)
    out = []
    for c in claims:
        low, best, high = interval(c.value, c.value_high, c.bound, c.vague_term, c.unit, convention, c.quote)
        out.append(c._replace(low=low, best=best, high=high))
    return out
