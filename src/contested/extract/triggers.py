"""What happened: the words of `indicators.toml` as inflected forms, set phrases and toll frames."""

from __future__ import annotations

from dataclasses import dataclass

from contested.lexicon import Lexicon

BASE, THIRD, PAST, PARTICIPLE, GERUND, ADJECTIVE = "base", "third", "past", "participle", "gerund", "adjective"


@dataclass(frozen=True, slots=True)
class Sense:
    """One reading of a word form: its indicator, in which forms and frame it holds."""

    indicator: str
    lemma: str
    forms: frozenset[str]
    frame: str  # transitive, intransitive, both, passive (only), adjective
    people_only: bool = False
    after: tuple[tuple[str, ...], ...] = ()  # one of these must follow (particles, homes)
    within: frozenset[str] = frozenset()  # one of these must stand in the next words


@dataclass(frozen=True, slots=True)
class TriggerWords:
    """`indicators.toml`, compiled."""

    senses: dict[str, tuple[Sense, ...]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]]  # by first word
    around: dict[str, tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]]  # verb before -> (indicator, what must follow)
    before: dict[str, tuple[tuple[tuple[str, ...], str], ...]]  # verb phrases by last word
    nominal: dict[str, str]
    tolls: dict[str, tuple[tuple[tuple[str, ...], str], ...]]  # by last word
    links: tuple[tuple[str, ...], ...]
    rising: frozenset[str]
    aid: frozenset[str]
    forms: frozenset[str]
    ends: frozenset[str]  # words that end a noun phrase: verb forms and the first words of set phrases
    cues: frozenset[str]


def compile_triggers(lexicon: Lexicon) -> TriggerWords:
    """Build the look-up tables from the lexicon (call through ``lexicon.compiled``)."""
    t = lexicon["indicators"]
    senses: dict[str, list[Sense]] = {}
    for verb in t["verb"]:
        for lemma in verb["lemmas"]:
            needs = tuple(tuple(p.split()) for p in verb.get("particle", {}).get(lemma, ()))
            by_form: dict[str, set[str]] = {}
            for form, name in _inflect(lemma, verb.get("irregular", {}).get(lemma)):
                by_form.setdefault(form, set()).add(name)
            for form, names in by_form.items():
                senses.setdefault(form, []).append(
                    Sense(
                        verb["indicator"],
                        lemma,
                        frozenset(names),
                        verb["frame"],
                        verb.get("people_only", False),
                        needs,
                        frozenset(verb.get("needs", ())),
                    )
                )
    for entry in t["adjective"]:
        for w in entry["words"]:
            if not any(PARTICIPLE in s.forms and s.indicator == entry["indicator"] for s in senses.get(w, ())):
                senses.setdefault(w, []).append(Sense(entry["indicator"], w, frozenset((ADJECTIVE,)), "adjective"))
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for indicator, listed in t["phrases"].items():
        for phrase in listed:
            words = tuple(phrase.split())
            phrases.setdefault(words[0], []).append((words, indicator))
    tolls: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for indicator, listed in t["toll"].items():
        if isinstance(listed, list) and indicator not in ("links", "rising"):
            for phrase in listed:
                words = tuple(phrase.split())
                tolls.setdefault(words[-1], []).append((words, indicator))
    around: dict[str, list[tuple[str, tuple[tuple[str, ...], ...]]]] = {}
    for entry in t["around"]:
        after = tuple(tuple(p.split()) for p in entry["after"])
        for verb_form in entry["verbs"]:
            around.setdefault(verb_form, []).append((entry["indicator"], after))
    before: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for indicator, listed in t["before"].items():
        for phrase in listed:
            words = tuple(phrase.split())
            before.setdefault(words[-1], []).append((words, indicator))
    for table in (phrases, tolls, before):
        for rows in table.values():
            rows.sort(key=lambda r: -len(r[0]))
    nominal = {w: indicator for indicator, listed in t["nominal"].items() for w in listed}
    nouns = {w for entry in t["noun"] for key in ("strong", "weak") for w in entry.get(key, ())}
    cues = {*senses, *phrases, *nominal, *tolls, *nouns, *around, *before}
    return TriggerWords(
        senses={w: tuple(s) for w, s in senses.items()}, phrases={w: tuple(r) for w, r in phrases.items()}, nominal=nominal,
        around={w: tuple(r) for w, r in around.items()}, before={w: tuple(r) for w, r in before.items()},
        tolls={w: tuple(r) for w, r in tolls.items()}, links=tuple(tuple(p.split()) for p in t["toll"]["links"]), rising=frozenset(t["toll"]["rising"]), aid=frozenset(t["aid"]["words"]),
        forms=frozenset(senses), ends=frozenset({*senses, *phrases} - set(lexicon["groups"]["modifiers"]["words"])), cues=frozenset(cues),
    )  # fmt: skip


def _inflect(lemma: str, irregular: list[str] | None) -> list[tuple[str, str]]:
    """(form, name) pairs: base, third person, past, participle, gerund."""
    if irregular:
        third, past, participle, gerund, *spellings = irregular
        pairs = [(lemma, BASE), (third, THIRD), (past, PAST), (participle, PARTICIPLE), (gerund, GERUND)]
        for s in spellings:
            pairs += [(s, GERUND)] if s.endswith("ing") else [(s, PAST), (s, PARTICIPLE)]
        return pairs
    if lemma.endswith(("s", "sh", "ch", "x", "z")):
        third = lemma + "es"
    elif lemma.endswith("y") and lemma[-2] not in "aeiou":
        third = lemma[:-1] + "ies"
    else:
        third = lemma + "s"
    if lemma.endswith("e"):
        past, gerund = lemma + "d", lemma[:-1] + "ing"
    elif lemma.endswith("y") and lemma[-2] not in "aeiou":
        past, gerund = lemma[:-1] + "ied", lemma + "ing"
    else:
        past, gerund = lemma + "ed", lemma + "ing"
    return [(lemma, BASE), (third, THIRD), (past, PAST), (past, PARTICIPLE), (gerund, GERUND)]
