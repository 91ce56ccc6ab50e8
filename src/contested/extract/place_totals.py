"""Figures of a whole country, a whole war or the whole world: background that no event of the document holds.

In: a sentence and its figure. Out: whether the figure is such a total, and the country it is of.
"""

from __future__ import annotations

from contested.extract.place_groups import Group
from contested.extract.place_scenes import Scenes
from contested.extract.place_scope import OPENING
from contested.model import Figure
from contested.text import where

_VAGUE = frozenset(("thousands", "tens of thousands", "hundreds of thousands", "millions"))
# From so many towns or provinces on, a figure is that of a whole country.
_MANY_PLACES = 5
# The least that a body's count for a country comes to.
_TOTAL = 100
# From so many dead on, a number without a place is one of the country.
_LARGEST = 10_000


class Totals:
    """Reads totals in one document; what holds of a sentence is worked out once."""

    def __init__(self, scenes: Scenes) -> None:
        self.scenes = scenes
        self.view = scenes.view
        self.gaz, self.w = scenes.gaz, scenes.w
        self._wars: dict[int, str | None] = {}
        self._since: dict[int, bool] = {}

    def is_total(self, figure: Figure) -> bool:
        """Whether a figure counts for more than the events the document tells."""
        if self.is_background(figure):
            return True
        return figure.unit != "percent" and (self.is_large(figure) or self.many_places(figure.sentence))

    def of_the_world(self, s: int) -> bool:
        """ "There were 41 million displaced people worldwide"."""
        return self._has_phrase(s, self.w.worldwide)

    def country_of(self, figure: Figure) -> str | None:
        """The country a total is of: that of the war named there or just before, of the people counted, of the document."""
        s = figure.sentence
        named = self.war(s) or (self.war(s - 1) if s > 0 else None)
        return named or self.people_of(figure) or self.scenes.country()

    def of_year(self, figure: Figure) -> bool:
        """ "UN figures show 3,804 civilians were killed in Afghanistan last year": a total of a body that counts for the country."""
        lower = self.view.tokens(figure.sentence).lower
        if self.w.national_bodies.isdisjoint(lower[:OPENING]):
            return False
        return self._has_phrase(figure.sentence, self.w.years) or ((figure.value or 0.0) >= _TOTAL and not self.w.totals.isdisjoint(lower))

    def of_period(self, figure: Figure, country: Group) -> bool:
        """ "1,200 people were killed in Syria in May", "in Yemen since March 2015": a country and a month or a year of it."""
        tokens = self.view.tokens(figure.sentence)
        lower = tokens.lower
        if country.first == 0 or lower[country.first - 1] not in ("in", "across"):
            return False
        after = lower[country.last + 1 : country.last + 7]
        if lower[0] in ("since", "in", "during") and self._dated(lower[1:4]):
            return True  # "Since March 2011 we have documented the deaths of 768 medical workers in Syria"
        if not after or after[0] not in ("since", "in", "during", "between", "over", "this", "last"):
            return False
        return self._dated(after) or (after[0] != "in" and not self.w.spans.isdisjoint(after))

    def _dated(self, lower: list[str]) -> bool:
        return any(word in self.w.months or (len(word) == 4 and word.isdigit()) for word in lower)

    def is_background(self, figure: Figure) -> bool:
        """Whether the sentence tells the total of a war: "since the war began", "the war has killed"."""
        s = figure.sentence
        since = self._tells_war(s)
        total = since or self.war(s) is not None
        if not total and s > 0 and not self.scenes.says_place(s):
            # "The conflict began ... It has cost the lives of ..."
            before = self._tells_war(s - 1) or self.war(s - 1) is not None
            total = self.view.tokens(s).lower[:1] == ["it"] and before
        if total and not since and (figure.value or 0.0) < 1000 and figure.vague_term not in _VAGUE and figure.unit != "percent":
            return self._dies_in_conflict(s)
        return total

    def _tells_war(self, s: int) -> bool:
        found = self._since.get(s)
        if found is None:
            found = self._since[s] = self._has_phrase(s, self.w.background) or self._war_is_subject(s)
        return found

    def _war_is_subject(self, s: int) -> bool:
        """ "The war has killed ...": of a war without a name, the one the document is about."""
        lower = self.view.tokens(s).lower
        noun = next((k for k in range(1, min(5, len(lower) - 1)) if lower[k] in self.w.conflict_nouns), None)
        return noun is not None and lower[0] in ("the", "this") and lower[noun + 1] in ("has", "have", "had")

    def is_large(self, figure: Figure) -> bool:
        """Whether a number is too large for one place, and told as a fact."""
        value = figure.value or 0.0
        if figure.indicator in ("killed", "injured"):
            large = value >= _LARGEST or figure.vague_term in ("hundreds of thousands", "millions")
        else:
            large = figure.indicator == "displaced" and (value >= 1_000_000 or figure.vague_term == "millions")
        return large and not self._supposed(figure)

    def _supposed(self, figure: Figure) -> bool:
        """ "250,000 people could die", "could force 1.2 million to flee"."""
        tokens = self.view.tokens(figure.sentence)
        first = next((k for k, at in enumerate(tokens.starts) if at >= figure.start), 0)
        last = next((k for k, at in enumerate(tokens.starts) if at >= figure.end), len(tokens.lower))
        return not self.w.modals.isdisjoint(tokens.lower[max(0, first - 4) : last + 3])

    def many_places(self, s: int) -> bool:
        """ "in 44 towns", "across 12 provinces": more of them than one place has."""
        tokens = self.view.tokens(s)
        if self.w.many_places.isdisjoint(tokens.lower) or self.scenes.says_place(s):
            return False
        return any(
            lower in ("in", "across") and tokens.words[k + 1].isdigit() and int(tokens.words[k + 1]) >= _MANY_PLACES
            and tokens.lower[k + 2] in self.w.many_places
            for k, lower in enumerate(tokens.lower[:-2])
        )  # fmt: skip

    def people_of(self, figure: Figure) -> str | None:
        """The country in "around 600 Syrians"."""
        last = self.view.text[figure.start : figure.end].lower().split()[-1:]
        return self.gaz.demonyms.get(last[0]) if last and last[0].endswith("s") else None

    def _has_phrase(self, s: int, phrases: dict[str, tuple[str, ...]]) -> bool:
        lower = self.view.tokens(s).lower
        if phrases.keys().isdisjoint(lower):
            return False
        found = [phrase for k in where(lower, phrases) for phrase in phrases[lower[k]]]
        text = f" {' '.join(lower)} "
        return any(phrase in text for phrase in found)

    def _dies_in_conflict(self, s: int) -> bool:
        """ "lost 12 soldiers in the Syrian war": the war itself is where."""
        lower = self.view.tokens(s).lower
        if self.w.conflict_nouns.isdisjoint(lower):
            return False
        return any(w in self.w.conflict_nouns and "in" in lower[max(0, k - 5) : k] for k, w in enumerate(lower))

    def war(self, s: int) -> str | None:
        """The country in "the Syrian civil war", "Yemen's war"; None where the sentence names no such war."""
        if s not in self._wars:
            self._wars[s] = self._names_war(s)
        return self._wars[s]

    def _names_war(self, s: int) -> str | None:
        tokens = self.view.tokens(s)
        lower = tokens.lower
        if self.w.conflict_nouns.isdisjoint(lower):
            return None
        for k, word in enumerate(lower):
            if word in self.w.conflict_nouns and not tokens.words[k][0].isupper() and not self.w.follows & set(lower[max(0, k - 5) : k]):
                for j in range(k - 1, max(-1, k - 4), -1):
                    bare = lower[j].removesuffix("'s")
                    country = self.gaz.demonyms.get(bare)
                    if country is None:
                        place = self.gaz.find(bare) or (self.gaz.find(bare[:-1]) if bare.endswith("s") else None)
                        country = place.name if place is not None and (place.kind == "country" or place.name in self.w.theatres) else None
                    if country is not None:
                        return country
                named = self._in_country(s, k)
                if named is not None:
                    return named
        return None

    def _in_country(self, s: int, k: int) -> str | None:
        """The country in "the war in Yemen", the noun at token `k`."""
        for m in self.scenes.mentions(s):
            if (
                k < m.first <= k + 4
                and "in" in self.view.tokens(s).lower[k + 1 : m.first]
                and (m.kind == "country" or m.canonical in self.w.theatres)
            ):
                return m.canonical
        return None
