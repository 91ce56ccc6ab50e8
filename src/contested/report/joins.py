"""The declared joins in plain words, short enough for a table or a sentence; the tables keep each with its details."""

from __future__ import annotations

from contested.report.data import names_in

JOIN_WORDS = {
    "parent_place": "a place with the one around it",
    "as_of_near": "days close together",
    "displaced_evacuated": "displaced with evacuated",
    "people_civilians": "people with civilians",
    "start_near": "first days close together",
    "start_unstated": "a first day that is not said",
    "as_of_published": "the day of publication for an undated state",
    "period_near": "periods that nearly match",
    "movement_as_total": "a movement as a running total",
    "aspect_unstated": "an event or total not told apart",
    "holder_unstated": "a holder that is not said",
    "denominator_unstated": "a whole that is not said",
    "unattributed_echo": "an outlet repeating a claimant",
    "same_sentence": "outlets that print one sentence",
}
LETTER = "nothing: they agree to the letter"


def join_words(names: str | None) -> str:
    """Say the joins of a cell, as the column `joins` lists them; what it says where there are none."""
    return "; ".join(JOIN_WORDS.get(n, n.replace("_", " ")) for n in names_in(names)) or LETTER
