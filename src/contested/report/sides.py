"""Which side of the war the words for a holder mean, by the lexicon (``joins.toml``)."""

from __future__ import annotations

import re
from functools import lru_cache

from contested.lexicon.load import load_lexicon
from contested.model import Claim

SIDE_WORDS = {"is": "Islamic State", "kurdish": "Kurdish forces", "government": "the government", "opposition": "the opposition"}


@lru_cache(maxsize=1)
def _sides() -> tuple[tuple[str, str | None, re.Pattern[str]], ...]:
    entries = load_lexicon()["joins"]["side"]
    return tuple(
        (str(e["name"]), e.get("opposite"), re.compile(r"\b(?:" + "|".join(re.escape(w) for w in e["words"]) + ")", re.IGNORECASE))
        for e in entries
    )


def side_of(claim: Claim) -> str | None:
    """The side said to hold the territory: by its holder, else the one opposed to the previous holder; None where not said."""
    for text, lost in ((claim.holder, False), (claim.previous_holder, True)):
        for name, opposite, words in _sides() if text else ():
            if words.search(text or ""):
                return opposite if lost else name
    return None


def side_words(side: str | None) -> str:
    """The side in words."""
    return SIDE_WORDS.get(side, side) if side else "a side that is not said"
