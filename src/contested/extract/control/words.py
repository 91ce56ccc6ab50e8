"""The words of control: `control.toml`, compiled, and the closed classes that several rules share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from contested.extract.matching import Phrase, by_first_word
from contested.extract.triggers import PAST, inflect
from contested.lexicon import Lexicon

ShareRows = Mapping[str, tuple[tuple[Phrase, str], ...]]
# what a term such as "all of" is read as, in percent
WHOLE = "100"


class VerbForm(NamedTuple):
    """What a form of a verb of control is: its class (sure, unsure, lose, expel, withdraw, fall), verb and forms."""

    kind: str
    lemma: str
    forms: frozenset[str]


@dataclass(frozen=True, slots=True)
class ControlWords:
    """`control.toml`, compiled.

    `before` has, by verb of leaving, what stands between verb and place; `share_terms` and `share_adverbs` the vague term
    of a phrase (`WHOLE` for all). A sentence without one of the `cues` says nothing of control; of its words, `changes` are
    those that a change can be told by, and one without a quantity needs one of `without_number`.
    """

    verbs: Mapping[str, VerbForm]
    achievement: frozenset[str]
    control_verbs: frozenset[str]
    control_nouns: frozenset[str]
    before: Mapping[str, tuple[Phrase, ...]]
    force_subject: frozenset[str]
    expel_links: tuple[Phrase, ...]
    noun_of: frozenset[str]
    noun_possessed: frozenset[str]
    evacuation_of: frozenset[str]
    passing: Mapping[str, tuple[Phrase, ...]]
    must_follow: frozenset[str]
    not_done: frozenset[str]
    achieved: frozenset[str]
    gerund_not_done: frozenset[str]
    purpose: frozenset[str]
    share_terms: ShareRows
    share_adverbs: ShareRows
    share_openers: frozenset[str]
    holding: frozenset[str]
    ground: frozenset[str]
    area_units: Mapping[str, tuple[Phrase, ...]]
    divided: tuple[Phrase, ...]
    cues: frozenset[str]
    changes: frozenset[str]
    without_number: frozenset[str]


# Words that end a noun phrase of places, and a clause.
ENDS = frozenset(
    """after before when while as since because who which that whom was were is are has have had said says say told by and but with
    . ; : ) ? ! until where amid following during despite to thanks backed then for driving according killing forcing last this
    late early on ,""".split()
)
# Words over which a noun phrase of places runs on.
RUN_ON = frozenset("in near around outside of at on north south east west inside the del and between along".split())
# What may stand between a verb and its place.
SKIPPED = frozenset(
    """back over full complete total the a an its their his some several all of strategic key military remaining entire whole only
    also up completely partial effective firm most once more again fully""".split()
)
# What `ControlSentence` puts in the place of "May", which is no modal.
MONTH = "(month)"
DAYS = frozenset(
    f"""{MONTH} monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december today yesterday""".split()
)
DIVIDED = frozenset("divided split cut".split())
_GRAMMAR_CUES = frozenset("divided split cut hands under percent % per pct square sq".split())


def compile_control(lexicon: Lexicon) -> ControlWords:
    """Build the look-up tables from the lexicon (call through ``lexicon.compiled``)."""
    t = lexicon["control"]
    nouns, not_done, share, withdraw = t["nouns"], t["not_done"], t["share"], t["withdraw"]
    verbs: dict[str, VerbForm] = {}
    for form, entry in _verb_forms(t):
        verbs.setdefault(form, entry)
    passing = _by_first_word(_phrases(t["pass"]["phrases"]))
    named = frozenset((*t["control"]["nouns"], *nouns["of"], *nouns["possessed"], *nouns["evacuation_of"]))
    changes = frozenset((*verbs, *named, *passing))
    shares = by_first_word([*((term, term) for term in share["terms"]), *((term, WHOLE) for term in share["whole"])])
    adverbs = by_first_word(list(share["adverbs"].items()))
    return ControlWords(
        verbs=verbs,
        achievement=frozenset(t["take"]["needs_achievement"]),
        control_verbs=frozenset(t["control"]["verbs"]),
        control_nouns=frozenset(t["control"]["nouns"]),
        before={lemma: _phrases(sorted(listed, key=len, reverse=True)) for lemma, listed in withdraw["before"].items()},
        force_subject=frozenset(withdraw["force_subject"]),
        expel_links=_phrases(t["expel"]["links"]),
        noun_of=frozenset(nouns["of"]),
        noun_possessed=frozenset(nouns["possessed"]),
        evacuation_of=frozenset(nouns["evacuation_of"]),
        passing=passing,
        must_follow=frozenset(t["pass"]["must_follow"]),
        not_done=frozenset(not_done["before"]),
        achieved=frozenset(not_done["achieved"]),
        gerund_not_done=frozenset(not_done["gerund_not_done"]),
        purpose=frozenset(not_done["purpose"]),
        share_terms=shares,
        share_adverbs=adverbs,
        share_openers=frozenset((*shares, *adverbs)),
        holding=frozenset(share["holding"]),
        ground=frozenset(share["ground"]),
        area_units=_by_first_word(_phrases(share["area_units"])),
        divided=_phrases(share["divided"]),
        cues=changes.union(share["holding"], _GRAMMAR_CUES),
        changes=changes,
        without_number=changes.union(shares, adverbs, DIVIDED),
    )


def _verb_forms(t: Mapping[str, Any]) -> Iterator[tuple[str, VerbForm]]:
    """(form, entry) of every form of every verb; of a form that two verbs share, the first holds."""
    for kind, lemmas, table in (
        ("sure", t["take"]["sure"], t["take"]),
        ("unsure", t["take"]["unsure"], t["take"]),
        ("lose", t["lose"]["verbs"], t["lose"]),
        ("expel", t["expel"]["verbs"], t["expel"]),
        ("withdraw", t["withdraw"]["verbs"], t["withdraw"]),
    ):
        for lemma in lemmas:
            for form, names in inflect(lemma, table["irregular"].get(lemma)).items():
                yield form, VerbForm(kind, lemma, names)
    for form in t["fall"]["forms"]:
        yield form, VerbForm("fall", "fall", frozenset((PAST,)))


def _phrases(listed: list[str]) -> tuple[Phrase, ...]:
    return tuple(tuple(phrase.split()) for phrase in listed)


def _by_first_word(phrases: tuple[Phrase, ...]) -> dict[str, tuple[Phrase, ...]]:
    """The phrases by their first words, in the order given."""
    table: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        table.setdefault(phrase[0], []).append(phrase)
    return {word: tuple(rows) for word, rows in table.items()}
