"""The word lists that tell a place from other names and its part in a sentence, compiled from the `places` table."""

from __future__ import annotations

from dataclasses import dataclass

from contested.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of ``[words.lists]`` under their own names (what each is for stands in places.toml), and a few derived ones."""

    spot_adjectives: frozenset[str]
    place_prepositions: frozenset[str]
    name_prepositions: frozenset[str]
    list_openers: frozenset[str]
    relational: frozenset[str]
    relational_of: frozenset[str]
    ways: frozenset[str]
    coordinate: frozenset[str]
    taken: frozenset[str]
    months: frozenset[str]
    row_heads: frozenset[str]
    spans: frozenset[str]
    short_heads: frozenset[str]
    ordinary_endings: frozenset[str]
    ordinary_words: frozenset[str]
    compass: frozenset[str]
    fillers: frozenset[str]
    organisation: frozenset[str]
    speaks: frozenset[str]
    speech_setting: frozenset[str]
    local_setting: frozenset[str]
    launch_setting: frozenset[str]
    origin_people: frozenset[str]
    destination: frozenset[str]
    leaving_for: frozenset[str]
    border: frozenset[str]
    departure: frozenset[str]
    clause_breaks: frozenset[str]
    new_topic: frozenset[str]
    outlets: frozenset[str]
    tag_words: frozenset[str]
    follows: frozenset[str]
    not_places: frozenset[str]
    common_words: frozenset[str]
    hyphen_tails: frozenset[str]
    hyphen_heads: frozenset[str]
    part_nouns: frozenset[str]
    sides: frozenset[str]
    modals: frozenset[str]
    there_is: frozenset[str]
    dayish: frozenset[str]
    advances: frozenset[str]
    refugees: frozenset[str]
    titles: frozenset[str]
    denials: frozenset[str]
    strikes: frozenset[str]
    movers: frozenset[str]
    national_bodies: frozenset[str]
    totals: frozenset[str]
    many_places: frozenset[str]
    weak_kinds: frozenset[str]
    kinds: dict[str, str]  # noun -> kind: "town of X"
    backward: dict[str, tuple[str, ...]]  # noun -> kinds it may point back to: "the city"
    pointing: frozenset[str]  # all written forms of those nouns
    conflict_nouns: frozenset[str]
    # phrases by their longest words, each between spaces: where none of those words stands, no phrase does
    background: dict[str, tuple[str, ...]]  # they mark a total of a whole war
    years: dict[str, tuple[str, ...]]  # of a year: with a country they mark its total
    worldwide: dict[str, tuple[str, ...]]  # they mark a total of the whole world
    theatres: frozenset[str]  # parts of a country with a war of their own
    held: frozenset[str]  # "rebel-held", "besieged"
    division: frozenset[str]  # nouns a compass adjective divides a city by: "districts", "part"


def words_of(lexicon: Lexicon) -> Words:
    """The compiled word lists of `lexicon`."""
    return lexicon.compiled(_build)


def _build(lexicon: Lexicon) -> Words:
    table = lexicon["places"]
    lists = {name: frozenset(values) for name, values in table["words"]["lists"].items()}
    background = table["background"]
    kinds = dict(table["words"]["kinds"])
    backward = {noun: tuple(found) for noun, found in table["words"]["backward"].items()}
    return Words(
        **lists,
        kinds=kinds,
        backward=backward,
        pointing=frozenset(form for noun in backward for form in (noun, noun + "s", noun + "'s", noun + "s'")),
        conflict_nouns=frozenset(background["conflict_nouns"]),
        background=_by_longest_word(background["phrases"]),
        years=_by_longest_word(background["years"]),
        worldwide=_by_longest_word(background["worldwide"]),
        theatres=frozenset(background["theatres"]),
        held=frozenset(w for w in lists["fillers"] if w.endswith(("-held", "-controlled", "-occupied")) or w == "besieged"),
        division=lists["part_nouns"] | frozenset(kinds),
    )


def _by_longest_word(phrases: list[str]) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for phrase in phrases:
        word = max(phrase.split(), key=len)
        table[word] = (*table.get(word, ()), f" {phrase} ")
    return table
