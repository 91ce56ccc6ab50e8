"""The names by which the sentences of an account are told to be of one place, or of several.

In: a stretch of text. Out: the names that stand where a place stands ("in Homs"), in a form in which transliterations meet.
No gazetteer is asked: an account can be of a village that nobody has listed.
"""

from __future__ import annotations

import re

from contested.lexicon.load import Lexicon
from contested.text import Memo

_ARTICLE = r"(?:al-|el-|ar-|as-|at-|ad-|an-|Al-|El-)"
_NAME_RE = rf"{_ARTICLE}?[A-Z][\w'\u2019-]+"
_PLACE = re.compile(
    # the words are grouped by their first letter, which makes the search several times as fast
    r"\b(?:i(?:n(?:side|to)?)|a(?:t|round|cross|reas? of)|n(?:ear|eighbou?rhoods? of|orth of)|o(?:utside|ver|n|utskirts of)|between"
    r"|t(?:argeted|owns? of)|c(?:ity of|ountryside of)|villages? of|p(?:rovince of|arts of)|district of|s(?:uburbs? of|outh of)"
    r"|region of|east of|west of)"
    rf"\s+(?:[a-z]+\s+){{0,3}}?({_NAME_RE}(?:(?:\s+and)?\s+{_NAME_RE}){{0,4}})"
)
_NAME = re.compile(_NAME_RE)


class PlaceNames:
    """Finds the names; ``lexicon.compiled(PlaceNames)`` makes one a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        time = lexicon["time"]
        self._wide = frozenset(w for phrase in time["account"]["wide"] for w in phrase.split())
        self._months = frozenset(month for names in time["months"] for month in names)
        self._days = frozenset(day for names in time["weekdays"] for day in names)
        self._folded = Memo(self._fold)

    def within(self, text: str, start: int, end: int) -> frozenset[str]:
        """The names in ``text[start:end]``, folded; wide ones left out."""
        found = {self._folded[name] for run in _PLACE.findall(text, start, end) for name in _NAME.findall(run)}
        found.discard("")
        return frozenset(found)

    def _fold(self, name: str) -> str:
        """The consonants of a name, doubled letters once: Raqa and Raqqa, Idlib and Idleb are one; "" for one left out."""
        low = name.lower()
        singular = low.rstrip("s")
        if not self._wide.isdisjoint((low, singular)) or low in self._months or singular in self._days:
            return ""
        low = re.sub(r"^(?:al|el|ar|as|at|ad|an)-|['\u2019]?s$", "", low)
        return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyh'\u2019-]", "", low.replace("q", "k").replace("kh", "k")))
