"""What happened: the words of `indicators.toml` as inflected forms, set phrases and toll frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contested.extract.matching import Phrase, by_first_word, by_last_word
from contested.lexicon import Lexicon

BASE, THIRD, PAST, PARTICIPLE, GERUND, ADJECTIVE = "base", "third", "past", "participle", "gerund", "adjective"

PhraseRows = Mapping[str, tuple[tuple[Phrase, str], ...]]


@dataclass(frozen=True, slots=True)
class Sense:
    """One reading of a word form: its indicator, in which forms and frame it holds."""

    indicator: str
    lemma: str
    forms: frozenset[str]
    frame: str  # transitive, intransitive, both, passive (only), adjective
    people_only: bool = False
    after: tuple[Phrase, ...] = ()  # one of these must follow (particles, homes)
    within: frozenset[str] = frozenset()  # one of these must stand in the next words


@dataclass(frozen=True, slots=True)
class TriggerWords:
    """`indicators.toml`, compiled.

    `phrases`, `before` and `tolls` give the indicator of a phrase, by its first, last and last word; `around` what must
    follow the quantity behind a verb; `ends` the words that end a noun phrase. A sentence without one of the `cues` holds
    no figure; a sentence without one of the `core` holds none that does not continue the sentence before.
    """

    senses: Mapping[str, tuple[Sense, ...]]
    phrases: PhraseRows
    around: Mapping[str, tuple[tuple[str, tuple[Phrase, ...]], ...]]
    before: PhraseRows
    nominal: Mapping[str, str]
    tolls: PhraseRows
    links: Mapping[str, tuple[Phrase, ...]]
    rising: frozenset[str]
    aid: frozenset[str]
    forms: frozenset[str]
    ends: frozenset[str]
    cues: frozenset[str]
    core: frozenset[str]


# Words so common that they tell nothing.
_COMMON = frozenset(
    """the a an of to in on at by with from out up and as have has had been is are was were their his who there over between under
    inside still""".split()
)
# Words that the grammar itself takes for a sign of an indicator.
_GRAMMAR_CUES = frozenset(
    """toll fate whereabouts victims casualties injuries injury wounds enclave pocket besieged rubble siege
    fled flee fleeing escaping flight displacement exodus""".split()
)


def compile_triggers(lexicon: Lexicon) -> TriggerWords:
    """Build the look-up tables from the lexicon (call through ``lexicon.compiled``)."""
    t = lexicon["indicators"]
    senses = _senses(t)
    around: dict[str, list[tuple[str, tuple[Phrase, ...]]]] = {}
    for entry in t["around"]:
        for verb_form in entry["verbs"]:
            around.setdefault(verb_form, []).append((entry["indicator"], _phrases(entry["after"])))
    links: dict[str, list[Phrase]] = {}
    for link in _phrases(t["toll"]["links"]):
        links.setdefault(link[0], []).append(link)
    phrases, before = by_first_word(_pairs(t["phrases"])), by_last_word(_pairs(t["before"]))
    tolls = by_last_word(_pairs({name: listed for name, listed in t["toll"].items() if name not in ("links", "rising")}))
    nominal = dict(_pairs(t["nominal"]))
    nouns = {w for entry in t["noun"] for key in ("strong", "weak") for w in entry.get(key, ())}
    single = {*senses, *nominal, *nouns, *around}
    return TriggerWords(
        senses=senses,
        phrases=phrases,
        around={word: tuple(rows) for word, rows in around.items()},
        before=before,
        nominal=nominal,
        tolls=tolls,
        links={word: tuple(rows) for word, rows in links.items()},
        rising=frozenset(t["toll"]["rising"]),
        aid=frozenset(t["aid"]["words"]),
        forms=frozenset(senses),
        ends=frozenset({*senses, *phrases} - set(lexicon["groups"]["modifiers"]["words"])),
        cues=frozenset({*single, *phrases, *tolls, *before}),
        core=frozenset({*single, *_GRAMMAR_CUES, *_telling_words(phrases, tolls, before)}),
    )


def _senses(t: Mapping[str, Any]) -> dict[str, tuple[Sense, ...]]:
    """Every form of every verb, and the adjectives that are no participle of a verb of the same indicator."""
    senses: dict[str, list[Sense]] = {}
    for verb in t["verb"]:
        for lemma in verb["lemmas"]:
            after = _phrases(verb.get("particle", {}).get(lemma, ()))
            within = frozenset(verb.get("needs", ()))
            for form, names in inflect(lemma, verb.get("irregular", {}).get(lemma)).items():
                sense = Sense(verb["indicator"], lemma, names, verb["frame"], verb.get("people_only", False), after, within)
                senses.setdefault(form, []).append(sense)
    for entry in t["adjective"]:
        for word in entry["words"]:
            if not any(PARTICIPLE in s.forms and s.indicator == entry["indicator"] for s in senses.get(word, ())):
                senses.setdefault(word, []).append(Sense(entry["indicator"], word, frozenset((ADJECTIVE,)), "adjective"))
    return {form: tuple(rows) for form, rows in senses.items()}


def _pairs(table: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """(phrase, indicator) pairs of a table of phrases by indicator."""
    return [(phrase, indicator) for indicator, listed in table.items() for phrase in listed]


def _phrases(listed: list[str] | tuple[str, ...]) -> tuple[Phrase, ...]:
    return tuple(tuple(phrase.split()) for phrase in listed)


def _telling_words(*tables: PhraseRows) -> Iterator[str]:
    """One word of each phrase, the longest that is not common: the one least likely to stand in other sentences."""
    rows = (row for table in tables for rows in table.values() for row in rows)
    return (max(phrase, key=lambda word: (word not in _COMMON, len(word))) for phrase, _ in rows)


def inflect(lemma: str, irregular: list[str] | None = None) -> dict[str, frozenset[str]]:
    """The forms of a verb, each with what it can be: base, third person, past, participle, gerund.

    `irregular` lists third person, past, participle and gerund where they are not regular, then other spellings.
    """
    if irregular:
        third, past, participle, gerund, *spellings = irregular
        pairs = [(lemma, BASE), (third, THIRD), (past, PAST), (participle, PARTICIPLE), (gerund, GERUND)]
        for spelling in spellings:
            pairs += [(spelling, GERUND)] if spelling.endswith("ing") else [(spelling, PAST), (spelling, PARTICIPLE)]
    else:
        third, past, gerund = _regular(lemma)
        pairs = [(lemma, BASE), (third, THIRD), (past, PAST), (past, PARTICIPLE), (gerund, GERUND)]
    forms: dict[str, set[str]] = {}
    for form, name in pairs:
        forms.setdefault(form, set()).add(name)
    return {form: frozenset(names) for form, names in forms.items()}


def _regular(lemma: str) -> tuple[str, str, str]:
    """Third person, past and gerund."""
    consonant_y = lemma.endswith("y") and lemma[-2] not in "aeiou"
    sibilant = lemma.endswith(("s", "sh", "ch", "x", "z"))
    third = lemma[:-1] + "ies" if consonant_y else lemma + ("es" if sibilant else "s")
    if lemma.endswith("e"):
        return third, lemma + "d", lemma[:-1] + "ing"
    return third, (lemma[:-1] + "ied" if consonant_y else lemma + "ed"), lemma + "ing"
