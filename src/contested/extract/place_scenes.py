"""The places of one document, sentence by sentence, and what the document as a whole is about.

In: a document's text. Out: the mentions and groups of each sentence, made when first asked for; the country, the main place
and the common place of the document.
"""

from __future__ import annotations

from collections import Counter

from contested.extract.gazetteer import Gazetteer, Place, gazetteer
from contested.extract.place_groups import Group, alone, grouped, level_of, lineage, single
from contested.extract.place_mentions import PlaceMention, find_places, name_in_label
from contested.extract.place_scope import Scopes, scopes
from contested.extract.place_words import Words, words_of
from contested.lexicon import Lexicon
from contested.text import TextView

# A place holds what a document tells where it holds this part of the places in it.
_HOLDS = 0.8
# The country of a document is read from so many sentences.
_READ = 40


class Scenes:
    """What one document says of places."""

    def __init__(self, view: TextView, lexicon: Lexicon) -> None:
        self.view = view
        self.lexicon = lexicon
        self.gaz: Gazetteer = gazetteer(lexicon)
        self.w: Words = words_of(lexicon)
        self.scopes: Scopes = scopes(view, self.gaz)
        self._groups: dict[int, list[Group]] = {}
        self._mentions: dict[int, list[PlaceMention]] = {}
        self._country: tuple[str | None] | None = None
        self._main: dict[tuple[str, ...], Group | None] = {}
        self._common: tuple[Group | None] | None = None
        self._wide: tuple[Group | None] | None = None

    def mentions(self, s: int) -> list[PlaceMention]:
        found = self._mentions.get(s)
        if found is None:
            found = self._mentions[s] = find_places(self.view, s, self.lexicon)
        return found

    def groups(self, s: int) -> list[Group]:
        found = self._groups.get(s)
        if found is None:
            mentions = self.mentions(s)
            label = self.scopes.label[s]
            found = [g for g in grouped(self.view, mentions, s, self.gaz, self.w) if g.end > label] if mentions else []
            self._groups[s] = found
        return found

    def label(self, s: int) -> Group | None:
        """The place that heads the item of sentence `s`: "MOSUL - ...", "Somalia, Beledweyne, 1 to 5 November - ..."."""
        first = self.scopes.start[s]
        end = self.scopes.label[first]
        if not end:
            return None
        named = [m for m in self.mentions(first) if m.end <= end]
        unknown = name_in_label(self.view, first, end, self.lexicon)
        fine = [m for m in named if level_of(m) >= 2]
        if fine:
            return alone(fine[-1]._replace(role="event"))
        if unknown is not None:
            return alone(unknown)
        return alone(named[-1]._replace(role="event")) if named else None

    def scene(self, s: int) -> Group | None:
        """The place where a sentence without located figures plays."""
        best: Group | None = None
        for group in self.groups(s):
            if group.level >= 2 and group.role == "event" and best is None and level_of(group.members[0]) >= 2:
                best = group
        return best

    def says_place(self, s: int) -> bool:
        return any(g.level >= 2 and g.role == "event" for g in self.groups(s))

    def first_wide(self) -> Group | None:
        """The first region or country of the document that something is said to happen in."""
        if self._wide is None:
            every = (group for s in range(len(self.view.sentences)) for group in self.groups(s))
            self._wide = (next((g for g in every if g.level < 2 and g.role in ("event", "bare")), None),)
        return self._wide[0]

    def country(self) -> str | None:
        """The country the document is about: the one most of its places lie in."""
        if self._country is None:
            self._country = (self._most_named(),)
        return self._country[0]

    def _most_named(self) -> str | None:
        votes: Counter[str] = Counter()
        for s in range(min(len(self.view.sentences), _READ)):
            for m in self.mentions(s):
                if m.role in ("event", "bare"):
                    country = m.canonical if m.kind in ("country", "region") else self._theatre(m) or self.gaz.country(m.canonical)
                    if country:
                        votes[country] += 1 if m.kind in ("country", "region") else 2
        title = self.view.document.title or ""
        for word in title.lower().split():
            country = self.gaz.demonyms.get(word)
            if country:
                votes[country] += 1
        return max(votes, key=lambda c: (votes[c], c)) if votes else None

    def _theatre(self, m: PlaceMention) -> str | None:
        return next((n for n in (m.canonical, *lineage(m, self.gaz)) if n in self.w.theatres), None)

    def main_place(self, kinds: tuple[str, ...] = ()) -> Group | None:
        """The place most often spoken of where something happens; of `kinds`, where given."""
        if kinds not in self._main:
            self._main[kinds] = self._most_told(kinds)
        return self._main[kinds]

    def _most_told(self, kinds: tuple[str, ...]) -> Group | None:
        votes: Counter[str] = Counter()
        groups: dict[str, Group] = {}
        for s in range(len(self.view.sentences)):
            for group in self.groups(s):
                if group.level >= 2 and group.role in ("event", "bare") and (not kinds or group.members[0].kind in kinds):
                    name = group.members[0].canonical or group.members[0].text
                    votes[name] += 2 if group.role == "event" else 1
                    groups.setdefault(name, group)
        return groups[max(votes, key=lambda n: (votes[n], n))] if votes else None

    def common_place(self) -> Group | None:
        """The smallest place that holds most of what the document tells; the country where no smaller one does."""
        if self._common is None:
            self._common = (self._holder(),)
        return self._common[0]

    def _holder(self) -> Group | None:
        votes: Counter[str] = Counter()
        groups: dict[str, Group] = {}
        total = 0
        told: set[int] = set()  # the items that name a place; what lies outside all of them counts as one
        for s in range(len(self.view.sentences)):
            for group in self.groups(s):
                if group.level < 2 or group.role not in ("event", "bare"):
                    continue
                total += 1
                told.add(self.scopes.start[s])
                m = group.members[0]
                groups.setdefault(m.canonical or m.text, group)
                for name in (m.canonical or m.text, *lineage(m, self.gaz)):
                    votes[name] += 1
        holders = [n for n, count in votes.items() if count >= _HOLDS * total]
        country = self.country()
        if len(told) == 1 and 0 not in told:
            holders = []  # one item of many
        fine = [n for n in holders if n != country and self.gaz.country(n) != n]
        if fine:
            name = max(fine, key=lambda n: (len(self.gaz.ancestors(n)), votes[n], n))
            place = self.gaz.places.get(name)
            return groups.get(name) or (single(place) if place is not None else None)
        return single(self.gaz.places.get(country) or Place(country, "country")) if country is not None else None

    def headed(self) -> Group | None:
        """The one place that the headline names, where the document tells of many: "Libya: Tripoli clashes, update 21"."""
        named = [g for g in self.groups(0) if g.level >= 2 and g.role in ("event", "bare")] if self.view.is_headline(0) else []
        return named[0] if len(named) == 1 and named[0].members[0].canonical else None
