"""What can be counted: the nouns of the lexicon, each with its kind and the population it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from contested.extract.matching import Phrase, by_first_word
from contested.extract.sides import FIGHTERS, SideWords, affiliation, compile_sides
from contested.lexicon import Lexicon
from contested.text import Memo, Tokens

# what a noun phrase is a phrase of
PERSON, FAMILY, THING, PLACE, EVENT, UNKNOWN, ELIDED = "person", "family", "thing", "place", "event", "unknown", "elided"

# (tokens, kind, population) of a noun; the kind is None where the word is no known noun
FoundNoun = tuple[int, str | None, str | None]
NO_NOUN: FoundNoun = (0, None, None)


@dataclass(frozen=True, slots=True)
class NounWords:
    """`groups.toml`, `nouns.toml` and the nouns of `indicators.toml`, keyed by word.

    `single` gives what a word is, a possessive counting as its noun (`NO_NOUN` for one that is no noun), `several` the nouns
    of several words by their first; `events` the indicator of a noun
    and whether it holds without a governing word; `modifier_events` the indicator of a participle before a noun;
    `singulars` the nouns that stand for one person.
    """

    single: Callable[[str], FoundNoun]
    several: Mapping[str, tuple[tuple[Phrase, FoundNoun], ...]]
    people: Mapping[str, str]
    things: frozenset[str]
    places: frozenset[str]
    families: frozenset[str]
    events: Mapping[str, tuple[str, bool]]
    modifier_events: Mapping[str, str]
    modifiers: frozenset[str]
    singulars: frozenset[str]
    sides: SideWords


_NOT_SINGULAR = frozenset(
    """people others police army troops personnel forces staff isis isil daesh ypg ypj sdf pkk peshmerga asayish women men
    children population crew mice elderly displaced youth general nusra""".split()
)


def compile_nouns(lexicon: Lexicon) -> NounWords:
    """Build the look-up tables from the lexicon (call through ``lexicon.compiled``)."""
    groups, nouns, indicators = lexicon["groups"], lexicon["nouns"], lexicon["indicators"]
    named = [(noun, population) for population, listed in groups["nouns"].items() for noun in listed]
    people = {noun: population for noun, population in named if len(noun.split()) == 1}
    phrases = [(noun, population) for noun, population in named if len(noun.split()) > 1]
    things = [noun for noun in nouns["things"]["words"] if len(noun.split()) == 1]
    thing_phrases = [noun for noun in nouns["things"]["words"] if len(noun.split()) > 1]
    families, places = frozenset(groups["families"]["words"]), frozenset(nouns["places"]["words"])
    events = {
        noun: (entry["indicator"], strength == "strong")
        for entry in indicators["noun"]
        for strength in ("strong", "weak")
        for noun in entry.get(strength, ())
    }
    # of a word with several kinds the last written here holds
    single: dict[str, FoundNoun] = {
        **dict.fromkeys(places, (1, PLACE, None)),
        **dict.fromkeys(things, (1, THING, None)),
        **dict.fromkeys(events, (1, EVENT, "people")),
        **{noun: (1, PERSON, population) for noun, population in people.items()},
        **dict.fromkeys(families, (1, FAMILY, "people")),
    }
    return NounWords(
        single=Memo(lambda w: single.get(_bare(w), NO_NOUN)).__getitem__,
        several=_several(thing_phrases, phrases),
        people=people,
        things=frozenset(things),
        places=places,
        families=families,
        events=events,
        modifier_events={w: entry["indicator"] for entry in indicators["adjective"] for w in entry["words"]},
        modifiers=frozenset(groups["modifiers"]["words"]),
        singulars=frozenset(w for w in people if _is_singular(w)),
        sides=compile_sides(groups["affiliations"]),
    )


def _several(things: list[str], people: list[tuple[str, str]]) -> dict[str, tuple[tuple[Phrase, FoundNoun], ...]]:
    """Nouns of several words by their first: things before people, things as listed, people from the longest on."""
    table: dict[str, list[tuple[Phrase, FoundNoun]]] = {}
    for noun in things:
        phrase = tuple(noun.split())
        table.setdefault(phrase[0], []).append((phrase, (len(phrase), THING, None)))
    for first, rows in by_first_word(people).items():
        table.setdefault(first, []).extend((phrase, (len(phrase), PERSON, population)) for phrase, population in rows)
    return {first: tuple(rows) for first, rows in table.items()}


def _is_singular(noun: str) -> bool:
    if noun in _NOT_SINGULAR or noun.endswith(("men", "people")):
        return False
    return not noun.endswith("s") or noun.endswith("ss")


def noun_at(lower: list[str], k: int, words: NounWords) -> FoundNoun:
    """(tokens, kind, population) of a known noun at token `k`, of several words before one; `NO_NOUN` where none stands."""
    if k >= len(lower):
        return NO_NOUN
    w = lower[k]
    if w in words.several:
        for phrase, found in words.several[w]:
            if tuple(lower[k : k + len(phrase)]) == phrase:
                return found
    return words.single(w)


def _bare(w: str) -> str:
    """A word without the ending of a possessive."""
    return w[:-2] if w.endswith("'s") else w.rstrip("'")


def names_force(tk: Tokens, k: int, words: NounWords) -> bool:
    """True where the token at `k` names a side or fighters."""
    return affiliation(tk, k, k + 1, words.sides) is not None or words.people.get(tk.lower[k]) in FIGHTERS
