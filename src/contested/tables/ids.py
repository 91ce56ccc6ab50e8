"""Stable names for claims. No heavy imports: the parser calls this once a claim."""

from __future__ import annotations

import hashlib

_HEX_DIGITS = 12


def make_claim_id(doc_id: str, char_start: int | None, char_end: int | None, indicator: str, population: str | None) -> str:
    """The claim's name: 12 hex digits of a digest of document, span, indicator and population.

    The same words of the same document give the same id in every run and on every machine; a change
    anywhere else in the record (source, place, date) leaves it as it is, so that a citation of a claim
    outlives a better reading of it.

    >>> make_claim_id("brief-01", 10, 32, "killed", "civilians")
    'ad51dcd15a12'
    """
    return digest(doc_id, char_start, char_end, indicator, population)


def digest(*parts: object) -> str:
    """12 hex digits of the parts; None and "" differ, and no two lists of parts run together."""
    joined = "\x1f".join(["\x00" if part is None else str(part) for part in parts])
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:_HEX_DIGITS]
