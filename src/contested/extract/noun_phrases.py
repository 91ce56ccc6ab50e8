"""What is counted: the noun phrase after a quantity, its population, and the side a fighter is on."""

from __future__ import annotations

from typing import NamedTuple

from contested.extract.nouns import ELIDED, EVENT, FAMILY, PERSON, UNKNOWN, NounWords, noun_at
from contested.extract.sides import FIGHTERS, GOVERNMENT, affiliation
from contested.text import Tokens


class NounPhrase(NamedTuple):
    """The phrase after a quantity: tokens ``[start, end)``, with the head noun at `head`.

    `event` is the indicator held by the head itself ("12 deaths"), `event_strong` False where it only counts if
    nothing else governs ("refugees"); `modifier_event` the indicator of a participle before the head ("three injured
    persons"). `anaphor` is set for "of them", "of those", "of whom"; `of_number` is the token where the whole's number
    begins ("eight of the 20 soldiers").
    """

    start: int
    end: int
    head: int | None
    kind: str
    population: str | None
    event: str | None = None
    event_strong: bool = False
    modifier_event: str | None = None
    anaphor: bool = False
    partitive: bool = False
    of_number: int | None = None
    singular: bool = False


# Words that end a noun phrase: function words and punctuation.
STOP = frozenset(
    """in on at to for with by as after before when while whilst during since because but and or if than that which who whom
    whose where from into over under near inside outside between among amid against through across around about along without
    within despite following due until till upon toward towards onto off out up down
    is are was were be been being has have had do does did will would could should may might must can shall not no
    said says say told reported reports according including include includes included
    , . ; : ( ) [ ] ! ? \" \u201c \u201d & / also were so then there here it he she they we i you this it's both
    remain remains remained became become becomes believed thought feared estimated reportedly today yesterday tomorrow
    monday tuesday wednesday thursday friday saturday sunday
    alone | \u2022 \u25cf \u2014 = * ; overnight early late earlier later last this next plus versus via per each every""".split()
)
# "took 60 soldiers prisoner": not part of the noun phrase
_COMPLEMENTS = frozenset("prisoner prisoners hostage hostages captive captives".split())
_KIN = frozenset("families family relatives wives children dependants dependents kin loved".split())
_DETERMINERS = frozenset("the these those its their his her our my all of some".split())
_POSSESSIVE = frozenset(("'s", "\u2019s", "'", "\u2019"))
_MARKS = frozenset("\"\u201c\u201d'\u2018\u2019")
_PRONOUNS = frozenset("them whom us which".split())
_DEMONSTRATIVES = frozenset("these those".split())
_BETWEEN_PRONOUN_AND_NOUN = frozenset("were are was being as the a an".split())
# Nouns that say nothing of a side but take one: "members of ...", "... casualties".
_BODYLESS = frozenset(
    """member members element elements operative operatives follower followers supporter supporters affiliates personnel men
    casualties casualty deaths fatalities bodies dead wounded losses officers commander commanders recruits volunteers comrades
    leaders leader""".split()
)
_BELONGING = frozenset("of from belonging loyal affiliated linked with fighting".split())
_CLAUSE = frozenset(
    """was were is are had has have been be killed wounded injured died in on at near after when while as including that who
    which said were . ; dead , during by""".split()
)
_LONGEST = 10
_MOST_UNKNOWN = 5


def noun_phrase(tk: Tokens, start: int, words: NounWords, verbs: frozenset[str]) -> NounPhrase:
    """Read the noun phrase that begins at token `start` (just after the quantity).

    `verbs` are words that end it (the forms of the indicator verbs), unless a noun follows them.
    """
    lower, n = tk.lower, len(tk.lower)
    k = start
    if 0 < k < n and lower[k - 1] == "of" and lower[k] in ("them", "whom"):
        return _anaphoric(tk, start, k, words)
    partitive = k < n and lower[k] == "of"
    if partitive:
        k += 1
        if k < n and (lower[k] in _PRONOUNS or lower[k] in _DEMONSTRATIVES):
            if k + 1 >= n or lower[k + 1] not in words.people or lower[k] in _PRONOUNS:
                return _anaphoric(tk, start, k, words)
            k += 1
        while k < n and lower[k] in _DETERMINERS:
            k += 1
        if k < n and lower[k][0].isdigit():
            return NounPhrase(start, k, None, ELIDED, None, partitive=True, of_number=k)
    scan = _Scan(tk, k, words)
    scan.run(verbs)
    return _headless(scan, start, partitive) if scan.head is None else _headed(scan, scan.head, start, partitive)


class _Scan:
    """A walk over the words of a noun phrase, and the head noun found so far: the last one wins."""

    __slots__ = ("begin", "event", "head", "head_end", "k", "kind", "lower", "modifier_event", "population", "seen", "tk", "words")

    def __init__(self, tk: Tokens, begin: int, words: NounWords) -> None:
        self.tk, self.lower, self.words = tk, tk.lower, words
        self.begin = self.k = self.head_end = begin
        self.head: int | None = None
        self.kind = UNKNOWN
        self.population: str | None = None
        self.seen: list[str] = []  # the populations of all nouns passed
        self.event: tuple[str, bool] | None = None
        self.modifier_event: str | None = None

    def run(self, verbs: frozenset[str]) -> None:
        lower, words = self.lower, self.words
        limit = min(len(lower), self.begin + _LONGEST)
        unknown = 0
        while (k := self.k) < limit:
            w = lower[k]
            if w in _MARKS and k + 1 < limit:
                self.k += 1
            elif self.head is None and k + 2 < limit and w[0].isdigit() and self._is_age(k):
                self.k += 3
            elif w in STOP or w[0].isdigit() or self._is_complement(k):
                return
            elif (noun := noun_at(lower, k, words))[1] is not None:
                if not self._noun(k, noun[0], noun[1], noun[2]):
                    return
            elif self.head is not None:
                # another noun may still follow an adjective; an unknown word between is rare: stop at once
                if not (w in words.modifiers and w not in words.modifier_events and self._noun_follows(k + 1)):
                    return
                self.k += 1
            elif w in words.modifier_events and self._people_within(k + 1) and not self._name_begins(k + 1):
                self.modifier_event = words.modifier_events[w]
                self.k += 1
            elif (w in verbs and not (w == "cross" and lower[k - 1] == "red")) or unknown == _MOST_UNKNOWN:
                return
            else:
                unknown += 1
                self.k += 1

    def _is_age(self, k: int) -> bool:
        """ "a 21-year-old man"."""
        return self.lower[k + 1] == "-" and self.tk.starts[k + 1] == self.tk.ends[k] and self.lower[k + 2][0].isalpha()

    def _is_complement(self, k: int) -> bool:
        w = self.lower[k]
        return w in _COMPLEMENTS and (self.head is not None or (k == self.begin and not w.endswith("s")))

    def _noun(self, k: int, size: int, kind: str, population: str | None) -> bool:
        """Take the noun at `k`; False where it belongs to a predicate and the phrase has ended before it."""
        words, w = self.words, self.lower[k]
        event = words.events.get(w) if size == 1 else None
        if event is not None and w in words.modifier_events:
            if self.head is None and self._noun_follows(k + size) and not self._name_begins(k + size):
                self.modifier_event = words.modifier_events[w]  # "12 wounded soldiers"
                self.k += 1
                return True
            if self.head is not None and event[1]:
                return False  # "12 civilians wounded"
        if self.head is not None and self.event is not None and kind in (PERSON, FAMILY) and self.modifier_event is None:
            self.modifier_event = self.event[0]  # "1,480 returnee households"
        self.head, self.head_end, self.kind = k, k + size, kind
        if population is not None:
            self.seen.append(population)
        self.population, self.event = population, event
        self.k += size
        if k + size < len(self.lower) and self.lower[k + size] in _POSSESSIVE:
            self.k += 1
        return True

    def _noun_follows(self, k: int) -> bool:
        return noun_at(self.lower, k, self.words)[1] is not None

    def _people_within(self, k: int) -> bool:
        """A noun of people in the next three words with only modifiers or unknown words between."""
        for m in range(k, min(k + 3, len(self.lower))):
            if noun_at(self.lower, m, self.words)[1] in (PERSON, FAMILY):
                return True
            if self.lower[m] in STOP or self.lower[m][0].isdigit():
                return False
        return False

    def _name_begins(self, k: int) -> bool:
        """A capitalised word follows one that is not."""
        return self.tk.words[k][0].isupper() and not self.tk.words[k - 1][0].isupper()


def _headed(scan: _Scan, head: int, start: int, partitive: bool) -> NounPhrase:
    """The phrase around its head noun: group, side, and what comes behind it ("and their families")."""
    lower, words, kind, end = scan.lower, scan.words, scan.kind, scan.head_end
    population = scan.population
    if scan.event is not None:
        population = _group_before(scan.seen[:-1] if kind == EVENT or len(scan.seen) > 1 else scan.seen, population)
        if kind == PERSON and population is None:
            population = "people"
    if kind == EVENT and end + 1 < len(lower) and lower[end] in ("of", "among") and population in (None, "people"):
        _, counted, group = noun_at(lower, end + 1 + (lower[end + 1] in _DETERMINERS), words)
        if counted == PERSON and group:
            population = group  # "any killings of civilians"
    if kind == PERSON and lower[end : end + 2] == ["and", "their"] and end + 2 < len(lower) and lower[end + 2] in _KIN:
        return NounPhrase(start, end + 3, head, PERSON, "people", modifier_event=scan.modifier_event, partitive=partitive)
    if kind in (PERSON, EVENT):
        population = _with_side(scan.tk, scan.begin, end, population or "people", words, scan.seen)
    else:
        population = "people" if kind == FAMILY else None
    return NounPhrase(
        start,
        end,
        head,
        kind,
        population,
        event=scan.event[0] if scan.event else None,
        event_strong=bool(scan.event and scan.event[1]),
        modifier_event=scan.modifier_event,
        partitive=partitive,
        singular=lower[end - 1] in words.singulars,
    )


def _headless(scan: _Scan, start: int, partitive: bool) -> NounPhrase:
    """No known noun: the run of unknown words up to the stop, at most three ("Rohingya herders"), or nothing at all."""
    lower, begin, stop = scan.lower, scan.begin, scan.k
    end = begin
    while end < stop and (lower[end] in scan.words.modifiers or lower[end] in _MARKS):
        end += 1
    if end < stop:
        end = min(stop, end + 3)
        return NounPhrase(start, end, end - 1, UNKNOWN, "people", modifier_event=scan.modifier_event, partitive=partitive)
    end = min(begin, len(lower)) if partitive else start
    return NounPhrase(start, end, None, ELIDED, None, modifier_event=scan.modifier_event, partitive=partitive)


def _anaphoric(tk: Tokens, start: int, k: int, words: NounWords) -> NounPhrase:
    """ "of them children", "of whom were": the group may follow the pronoun."""
    lower, n = tk.lower, len(tk.lower)
    m = k + 1
    while m < n and lower[m] in _BETWEEN_PRONOUN_AND_NOUN:
        m += 1
    size, kind, population = noun_at(lower, m, words)
    if kind == PERSON and m - (k + 1) <= 2:
        population = _with_side(tk, m, m + size, population or "people", words, [population or "people"])
        return NounPhrase(start, m + size, m, PERSON, population, anaphor=True, partitive=True)
    if m + 1 < n and lower[m] in words.modifiers:
        size, kind, population = noun_at(lower, m + 1, words)
        if kind == PERSON:
            return NounPhrase(start, m + 1 + size, m + 1, PERSON, population, anaphor=True, partitive=True)
    return NounPhrase(start, k + 1, None, ELIDED, None, anaphor=True, partitive=True)


# ---- group and side --------------------------------------------------------------------------------------------


def _group_before(seen: list[str], own: str | None) -> str | None:
    """ "12 civilian deaths": the noun before the event's noun names the group."""
    for population in reversed(seen):
        if population != "people":
            return population
    return own


def _with_side(tk: Tokens, begin: int, end: int, population: str, words: NounWords, seen: list[str]) -> str:
    """The population with the side said by the words before the head's `end`, or after it in "of ...", "from ..."."""
    if population not in FIGHTERS and tk.lower[end - 1] not in _BODYLESS:
        for earlier in seen[:-1]:
            if earlier in ("civilians", "children", "women") and population == "people":
                return earlier
        return population
    if population in ("fighters_is", "fighters_other"):
        return population
    before = affiliation(tk, begin, end, words.sides)
    if before is not None:
        side, weak = before
        # "Syrian rebels": a country's adjective alone does not make a rebel a soldier
        if side != GOVERNMENT or (population != "fighters_opposition" and not (weak and population in ("fighters", "people"))):
            return side
    if end < len(tk.lower) and tk.lower[end] in _BELONGING:
        after = affiliation(tk, end, _complement_end(tk, end), words.sides)
        if after is not None:
            return after[0]
    return population


def _complement_end(tk: Tokens, k: int) -> int:
    """The end of "of the X group, the Y front and Z" after a head noun: at most 16 tokens, up to a verb."""
    end = k + 1
    limit = min(len(tk.lower), k + 16)
    while end < limit and not tk.lower[end][0].isdigit():
        if tk.lower[end] in _CLAUSE and not _is_name_with_in(tk, end, limit):
            break
        end += 1
    return end


def _is_name_with_in(tk: Tokens, k: int, limit: int) -> bool:
    """The "in" of "the Islamic State in Iraq and ..."."""
    return (
        tk.lower[k] == "in" and tk.words[k - 1][0].isupper() and k + 2 < limit and tk.words[k + 1][0].isupper() and tk.lower[k + 2] == "and"
    )
