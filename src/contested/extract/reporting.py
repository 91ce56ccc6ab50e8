"""The words of reported speech, compiled from `reporting.toml`."""

from __future__ import annotations

from dataclasses import dataclass, field

from contested.extract.sources import Registry, build_registry
from contested.lexicon.load import Lexicon


@dataclass(slots=True)
class Words:
    """The words of `reporting.toml` as sets."""

    say: frozenset[str]
    believe: frozenset[str]
    give: frozenset[str]
    show: frozenset[str]
    finite: frozenset[str]
    nounlike: frozenset[str]
    transitive: frozenset[str]
    claimed: frozenset[str]
    claimed_objects: frozenset[str]
    toll: frozenset[str]
    passive: frozenset[str]
    relayed: frozenset[str]
    participles: frozenset[str]
    quoting: frozenset[str]
    hearing: frozenset[str]
    between: frozenset[str]
    negative: frozenset[str]
    nouns: frozenset[str]
    groups: dict[str, str]
    person: frozenset[str]
    empty: frozenset[str]
    unnamed: frozenset[str]
    issued: frozenset[str]
    anonymous: frozenset[str]
    anonymous_modifiers: frozenset[str]
    data: frozenset[str]
    tags: frozenset[str]
    describes_monitor: frozenset[str]
    describes_group: frozenset[str]
    describes_media: frozenset[str]
    organisation: frozenset[str]
    before: frozenset[str]
    endings: tuple[str, ...]
    he: frozenset[str]
    it: frozenset[str]
    they: frozenset[str]
    pronouns: frozenset[str]
    determiners: frozenset[str]
    indefinite: frozenset[str]
    prepositions: frozenset[str]
    connectors: frozenset[str]
    cutters: frozenset[str]
    leading: frozenset[str]
    trailing: frozenset[str]
    time_words: frozenset[str]
    time_openers: frozenset[str]
    venues: frozenset[str]
    hearers: frozenset[str]
    continues: frozenset[str]
    continues_the: frozenset[str]
    background: frozenset[str]
    pictures: frozenset[str]
    spans: frozenset[str]
    places: frozenset[str]
    proper: frozenset[str]
    institutions: frozenset[str]
    leads: frozenset[str]
    unclaimed: frozenset[str]
    rejecting: frozenset[str]
    weekdays: frozenset[str]
    months: frozenset[str]
    fresh: frozenset[str]
    lapses: frozenset[str]
    long_past: frozenset[str]
    more: frozenset[str]
    anybody: frozenset[str]
    background_subjects: frozenset[str]
    possessive_or_pronoun: frozenset[str]
    with_of: frozenset[str]
    with_to: frozenset[str]
    accounts: frozenset[str]
    possessive: frozenset[str]
    # possessives to the pronoun that leads back to the same speaker
    leads_as: dict[str, str]
    acts_on: frozenset[str]
    adjectives: frozenset[str]
    name_links: frozenset[str]
    never_names: frozenset[str]
    honorifics: frozenset[str]
    number_words: frozenset[str]
    collective: frozenset[str]
    triggers: frozenset[str]
    registry: Registry = field(repr=False)


def build_words(lexicon: Lexicon) -> Words:
    """Compile `reporting.toml`; use it through ``lexicon.compiled(build_words)``."""
    table = lexicon["reporting"]
    verbs, nouns, frames = table["verbs"], table["nouns"], table["frames"]
    groups: dict[str, str] = {}
    for kind in ("resident", "medics", "ngo", "monitor", "media", "government", "armed_group", "other"):
        for w in nouns[kind]:
            groups.setdefault(w, "" if kind == "other" else kind)
    finite = frozenset([*verbs["say"], *verbs["believe"], *verbs["give"], *verbs["show"], *verbs["with_of"], *verbs["with_to"]])
    all_nouns = frozenset(groups)
    adjectives = frozenset(
        a.lower().replace(".", "") for n in lexicon["sources"].get("nation", ()) for a in n.get("adjectives", ()) if " " not in a
    )
    pronouns = frozenset([*frames["pronouns_person"], *frames["pronouns_body"], *frames["pronouns_any"]])
    # forms that are nouns as often as verbs: "reports", "claims", "estimates"
    nounlike = frozenset(w for w in finite if w.endswith("s") and not w.endswith("ss") and w not in {"says", "adds", "tells"}) | (
        all_nouns & finite
    )
    nounlike |= (
        frozenset({"set", "fear", "estimate", "claim", "blame", "read", "broadcast", "suspect", "suspected", "record", "show"}) & finite
    )
    return Words(
        say=frozenset([*verbs["say"], *verbs["with_of"], *verbs["with_to"]]),
        believe=frozenset(verbs["believe"]),
        give=frozenset(verbs["give"]),
        show=frozenset(verbs["show"]),
        finite=finite,
        nounlike=nounlike,
        transitive=frozenset(verbs["transitive"]),
        claimed=frozenset(verbs["claimed"]),
        claimed_objects=frozenset(verbs["claimed_objects"]),
        toll=frozenset(verbs["toll_words"]),
        passive=frozenset(verbs["passive"]),
        relayed=frozenset(verbs["relayed"]),
        participles=frozenset(verbs["participles"]),
        quoting=frozenset(verbs["quoting"]),
        hearing=frozenset(verbs["hearing"]),
        between=frozenset(verbs["between"]),
        negative=frozenset(verbs["negative"]),
        nouns=all_nouns,
        groups=groups,
        person=frozenset(nouns["person"]),
        empty=frozenset(nouns["empty"]),
        unnamed=frozenset(nouns["unnamed"]),
        issued=frozenset(nouns["issued"]),
        anonymous=frozenset(nouns["anonymous"]),
        anonymous_modifiers=frozenset(frames["anonymous_modifiers"]),
        data=frozenset(nouns["data"]),
        tags=frozenset(nouns["tags"]),
        describes_monitor=frozenset(nouns["describes_monitor"]),
        describes_group=frozenset(nouns["describes_group"]),
        describes_media=frozenset(nouns["describes_media"]),
        organisation=frozenset(nouns["organisation"]),
        before=frozenset(table["modifiers"]["before"]),
        endings=tuple(table["modifiers"]["endings"]),
        he=frozenset(frames["pronouns_person"]),
        it=frozenset(frames["pronouns_body"]),
        they=frozenset(frames["pronouns_any"]),
        pronouns=pronouns,
        determiners=frozenset(frames["determiners"]),
        indefinite=frozenset(frames["indefinite"]),
        prepositions=frozenset(frames["prepositions"]),
        connectors=frozenset(frames["connectors"]),
        cutters=frozenset(frames["cutters"]),
        leading=frozenset(frames["leading"]),
        trailing=frozenset(frames["trailing"]),
        time_words=frozenset(frames["time_words"]),
        time_openers=frozenset(frames["time_openers"]),
        venues=frozenset(frames["venues"]),
        hearers=frozenset(frames["hearers"]),
        continues=frozenset(frames["continues"]),
        continues_the=frozenset(frames["continues_the"]),
        background=frozenset(frames["background"]),
        places=frozenset(nouns["places"]),
        proper=frozenset(table["modifiers"]["proper"]),
        institutions=frozenset(nouns["institutions"]),
        leads=frozenset(verbs["leads"]),
        leads_as={
            **dict.fromkeys(frames["possessive_person"], frames["pronouns_person"][0]),
            **dict.fromkeys(frames["possessive_body"], frames["pronouns_body"][0]),
        },
        unclaimed=frozenset(nouns["unclaimed"]),
        rejecting=frozenset(verbs["rejecting"]),
        weekdays=frozenset(frames["weekdays"]),
        months=frozenset(frames["months"]),
        fresh=frozenset(frames["fresh"]),
        lapses=frozenset(frames["lapses"]),
        long_past=frozenset(frames["long_past"]),
        more=frozenset(frames["more"]),
        anybody=frozenset(nouns["anybody"]),
        background_subjects=frozenset(frames["background_subjects"]),
        possessive_or_pronoun=pronouns | frozenset(frames["possessive_person"]) | frozenset(frames["possessive_body"]),
        with_of=frozenset(verbs["with_of"]),
        with_to=frozenset(verbs["with_to"]),
        accounts=frozenset(nouns["accounts"]),
        possessive=frozenset(frames["possessive_person"]) | frozenset(frames["possessive_body"]),
        acts_on=frozenset(verbs["acts_on"]),
        spans=frozenset(frames["spans"]),
        pictures=frozenset(frames["pictures"]),
        adjectives=adjectives,
        never_names=frozenset(w for part in ("time_words", "determiners", "prepositions", "leading", "connectors") for w in frames[part])
        | pronouns
        | frozenset(verbs["participles"])
        | frozenset(verbs["quoting"]),
        name_links=frozenset(frames["name_links"]),
        honorifics=frozenset(frames["honorifics"]),
        number_words=frozenset(frames["number_words"]),
        collective=frozenset(nouns["collective"]),
        triggers=finite
        | frozenset(verbs["relayed"])
        | frozenset(verbs["participles"])
        | frozenset(verbs["quoting"])
        | frozenset(verbs["passive"])
        | frozenset(nouns["anonymous"])
        | frozenset(nouns["accounts"])
        | frozenset(nouns["unclaimed"])
        | {"according"},
        registry=lexicon.compiled(build_registry),
    )
