"""What is counted: the noun phrase after a quantity, its population, and the side a fighter is on."""

from __future__ import annotations

from dataclasses import dataclass

from contested.lexicon import Lexicon
from contested.text import Tokens

# what a noun phrase is a phrase of
PERSON, FAMILY, THING, PLACE, EVENT, UNKNOWN, ELIDED = "person", "family", "thing", "place", "event", "unknown", "elided"

FIGHTERS = frozenset(("fighters", "fighters_opposition", "fighters_government", "fighters_is", "fighters_other"))


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """The phrase after a quantity: tokens ``[start, end)``, with the head noun at `head`.

    `event` is the indicator held by the head itself ("12 deaths"), `event_strong` False where it only counts if
    nothing else governs ("refugees"); `modifier_event` the indicator of a participle before the head ("three injured
    persons"). `anaphor` is set for "of them", "of those", "of whom". `side` is False where a fighter's side is not said.
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
    of_number: int | None = None  # "eight of the 20 soldiers": where the whole's number begins
    singular: bool = False
    side: bool = True


@dataclass(frozen=True, slots=True)
class NounWords:
    """`groups.toml`, `nouns.toml` and the nouns of `indicators.toml`, keyed by word."""

    people: dict[str, str]
    phrases: dict[str, list[tuple[tuple[str, ...], str]]]
    things: frozenset[str]
    thing_phrases: dict[str, list[tuple[str, ...]]]
    places: frozenset[str]
    families: frozenset[str]
    events: dict[str, tuple[str, bool]]
    modifier_events: dict[str, str]
    modifiers: frozenset[str]
    affiliations: tuple[tuple[str, frozenset[str], dict[str, list[tuple[str, ...]]], frozenset[str]], ...]
    weak_government: frozenset[str]
    singulars: frozenset[str]


_NOT_SINGULAR = frozenset(
    "people others police army troops personnel forces staff isis isil daesh ypg ypj sdf pkk peshmerga asayish women men children population crew mice elderly displaced "
    "youth general nusra".split()
)


def compile_nouns(lexicon: Lexicon) -> NounWords:
    """Build the look-up tables from the lexicon (call through ``lexicon.compiled``)."""
    groups, nouns, indicators = lexicon["groups"], lexicon["nouns"], lexicon["indicators"]
    people: dict[str, str] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for population, listed in groups["nouns"].items():
        for noun in listed:
            words = tuple(noun.split())
            if len(words) == 1:
                people[noun] = population
            else:
                phrases.setdefault(words[0], []).append((words, population))
    for rows in phrases.values():
        rows.sort(key=lambda r: -len(r[0]))
    things: set[str] = set()
    thing_phrases: dict[str, list[tuple[str, ...]]] = {}
    for noun in nouns["things"]["words"]:
        parts = tuple(noun.split())
        if len(parts) == 1:
            things.add(noun)
        else:
            thing_phrases.setdefault(parts[0], []).append(parts)
    events: dict[str, tuple[str, bool]] = {}
    for entry in indicators["noun"]:
        for strength in ("strong", "weak"):
            for noun in entry.get(strength, ()):
                events[noun] = (entry["indicator"], strength == "strong")
    modifier_events = {w: entry["indicator"] for entry in indicators["adjective"] for w in entry["words"]}
    affiliations = []
    for side in ("fighters_is", "fighters_other", "fighters_opposition", "fighters_government"):
        singles, multi, exact = set(), {}, set()  # type: ignore[var-annotated]
        for name in groups["affiliations"][side]:
            parts = tuple(name.split())
            if name != name.lower():
                exact.add(name)
            elif len(parts) == 1:
                singles.add(name)
            else:
                multi.setdefault(parts[0], []).append(parts)
        affiliations.append((side, frozenset(singles), multi, frozenset(exact)))
    singulars = frozenset(
        w
        for w in people
        if w not in _NOT_SINGULAR
        and not (w.endswith("s") and not w.endswith("ss"))
        and not w.endswith("men")
        and not w.endswith("people")
        and w not in ("syrian_",)
    )
    return NounWords(
        people=people, phrases=phrases, things=frozenset(things), thing_phrases=thing_phrases,
        places=frozenset(nouns["places"]["words"]), families=frozenset(groups["families"]["words"]),
        events=events, modifier_events=modifier_events, modifiers=frozenset(groups["modifiers"]["words"]),
        affiliations=tuple(affiliations), weak_government=frozenset(groups["affiliations"]["weak_government"]), singulars=singulars,
    )  # fmt: skip


# Words that end a noun phrase: function words and punctuation.
STOP = frozenset(
    """in on at to for with by as after before when while whilst during since because but and or if than that which who whom whose where from into over under near
    inside outside between among amid against through across around about along without within despite following due until till upon toward towards onto off out up down
    is are was were be been being has have had do does did will would could should may might must can shall not no said says say told reported reports according
    including include includes included , . ; : ( ) [ ] ! ? \" \u201c \u201d & / also were so then there here it he she they we i you this it's both
    remain remains remained became become becomes believed thought feared estimated reportedly today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday
    alone | \u2022 \u25cf \u2014 = * ; overnight early late earlier later last this next plus versus via per each every""".split()
)
# "took 60 soldiers prisoner": not part of the noun phrase
_COMPLEMENTS = frozenset("prisoner prisoners hostage hostages captive captives".split())
_KIN = frozenset("families family relatives wives children dependants dependents kin loved".split())
_DETERMINERS = frozenset("the these those its their his her our my all of some".split())
_POSSESSIVE = frozenset(("'s", "\u2019s", "'", "\u2019"))
_MARKS = frozenset("\"\u201c\u201d'\u2018\u2019")


def noun_phrase(tk: Tokens, start: int, words: NounWords, verbs: frozenset[str], *, article: bool = False) -> NounPhrase:
    """Read the noun phrase that begins at token `start` (just after the quantity).

    `verbs` are words that end it (the forms of the indicator verbs), unless a noun follows them.
    """
    lower, n = tk.lower, len(tk)
    k = start
    partitive = anaphor = False
    if k < n and k > 0 and lower[k - 1] == "of" and lower[k] in ("them", "whom"):
        return _anaphoric(tk, start, k, words)
    if k < n and lower[k] == "of":
        partitive = True
        k += 1
        if k < n and lower[k] in ("them", "whom", "these", "those", "us", "which"):
            if k + 1 >= n or lower[k + 1] not in words.people or lower[k] in ("them", "whom", "us", "which"):
                return _anaphoric(tk, start, k, words)
            k += 1
        while k < n and lower[k] in _DETERMINERS:
            k += 1
        if k < n and lower[k][0].isdigit():
            return NounPhrase(start, k, None, ELIDED, None, partitive=True, of_number=k)
    begin = k
    head: int | None = None
    head_end = k
    kind = UNKNOWN
    population: str | None = None
    event: tuple[str, bool] | None = None
    modifier_event: str | None = None
    unknown = 0
    seen_population: list[str] = []
    limit = min(n, k + 10)
    while k < limit:
        w = lower[k]
        if w in _MARKS and k + 1 < limit:
            k += 1
            continue
        if (
            w[0].isdigit()
            and head is None
            and k + 2 < limit
            and lower[k + 1] == "-"
            and tk.starts[k + 1] == tk.ends[k]
            and lower[k + 2][0].isalpha()
        ):
            k += 3  # "a 21-year-old man"
            continue
        if w in STOP or w[0].isdigit() or (w in _COMPLEMENTS and (head is not None or (k == begin and not w.endswith("s")))):
            break
        size, found_kind, found_population = _noun_at(lower, k, words)
        if found_kind is not None:
            ev = words.events.get(w) if size == 1 else None
            nxt = lower[k + size] if k + size < n else ""
            if (
                ev is not None
                and head is None
                and w in words.modifier_events
                and _noun_follows(lower, k + size, words)
                and not (tk.words[k + size][0].isupper() and not tk.words[k][0].isupper())
            ):
                modifier_event = words.modifier_events[w]  # "12 wounded soldiers"
                k += 1
                continue
            if head is not None and ev is not None and ev[1] and w in words.modifier_events:
                break  # "12 civilians wounded": a predicate
            if head is not None and found_kind == PLACE and w in ("post", "point", "front", "field", "part", "base"):
                pass
            if head is not None and event is not None and found_kind in (PERSON, FAMILY) and modifier_event is None:
                modifier_event = event[0]  # "1,480 returnee households"
            head, head_end, kind = k, k + size, found_kind
            if found_population is not None:
                seen_population.append(found_population)
            population = found_population
            event = ev
            k += size
            if nxt in _POSSESSIVE:
                k += 1
            continue
        if head is not None:
            # another noun may still follow an adjective or a name: "army (unknown) vehicles" is rare; stop at once
            if w in words.modifiers and w not in words.modifier_events and _noun_follows(lower, k + 1, words):
                k += 1
                continue
            break
        if (
            w in words.modifier_events
            and _noun_within(lower, k + 1, words)
            and not (tk.words[k + 1][0].isupper() and not tk.words[k][0].isupper())
        ):
            modifier_event = words.modifier_events[w]
            k += 1
            continue
        if w in verbs and not (w == "cross" and lower[k - 1] == "red"):
            break
        unknown += 1
        if unknown > 5:
            break
        k += 1
    if head is None:
        return _headless(tk, start, begin, k, lower, words, modifier_event, partitive)
    if event is not None:
        population = _modifier_population(
            seen_population[:-1] if kind == EVENT or len(seen_population) > 1 else seen_population, population
        )
        if kind == PERSON and population is None:
            population = "people"
        kind = EVENT if kind == EVENT else kind
    if kind == EVENT and head_end + 1 < n and lower[head_end] in ("of", "among") and population in (None, "people"):
        m = head_end + 1 + (lower[head_end + 1] in _DETERMINERS)
        counted = _noun_at(lower, m, words)
        if counted[1] == PERSON and counted[2]:
            population = counted[2]  # "any killings of civilians"
    side = True
    if (
        kind == PERSON
        and lower[head_end : head_end + 2] == ["and", "their"]
        and lower[head_end + 2 : head_end + 3]
        and lower[head_end + 2] in _KIN
    ):
        return NounPhrase(start, head_end + 3, head, PERSON, "people", modifier_event=modifier_event, partitive=partitive)
    if kind in (PERSON, EVENT):
        population, side = _side(tk, begin, head, head_end, population or "people", words, seen_population)
    return NounPhrase(
        start, head_end, head, kind, population if kind in (PERSON, EVENT) else ("people" if kind == FAMILY else None),
        event=event[0] if event else None, event_strong=bool(event and event[1]), modifier_event=modifier_event, partitive=partitive,
        singular=lower[head_end - 1] in words.singulars, side=side,
    )  # fmt: skip


def _anaphoric(tk: Tokens, start: int, k: int, words: NounWords) -> NounPhrase:
    """ "of them children", "of whom were": the group may follow the pronoun."""
    lower, n = tk.lower, len(tk)
    m = k + 1
    while m < n and lower[m] in ("were", "are", "was", "being", "as", "the", "a", "an"):
        m += 1
    size, kind, population = _noun_at(lower, m, words) if m < n else (0, None, None)
    if kind == PERSON and not (m > k + 1 and m - (k + 1) > 2):
        population, side = _side(tk, m, m, m + size, population or "people", words, [population or "people"])
        return NounPhrase(start, m + size, m, PERSON, population, anaphor=True, partitive=True, side=side)
    if m < n and lower[m] in words.modifiers and m + 1 < n:
        size, kind, population = _noun_at(lower, m + 1, words)
        if kind == PERSON:
            return NounPhrase(start, m + 1 + size, m + 1, PERSON, population, anaphor=True, partitive=True)
    return NounPhrase(start, k + 1, None, ELIDED, None, anaphor=True, partitive=True)


def _headless(
    tk: Tokens, start: int, begin: int, k: int, lower: list[str], words: NounWords, modifier_event: str | None, partitive: bool
) -> NounPhrase:
    n = len(lower)
    end = begin
    while end < k and (lower[end] in words.modifiers or lower[end] in _MARKS):
        end += 1
    if end < k:
        # an unknown noun: the run of words up to the stop, at most three ("Rohingya herders", "Aleppans")
        end = min(k, end + 3)
        return NounPhrase(start, end, end - 1, UNKNOWN, "people", modifier_event=modifier_event, partitive=partitive)
    return NounPhrase(
        start, start if not partitive else min(begin, n), None, ELIDED, None, modifier_event=modifier_event, partitive=partitive
    )


def _noun_at(lower: list[str], k: int, words: NounWords) -> tuple[int, str | None, str | None]:
    """(tokens, kind, population) of a known noun at `k`; kind None where the word is not known."""
    if k >= len(lower):
        return 0, None, None
    w = lower[k]
    for parts in words.thing_phrases.get(w, ()):
        if tuple(lower[k : k + len(parts)]) == parts:
            return len(parts), THING, None
    for phrase, population in words.phrases.get(w, ()):
        if tuple(lower[k : k + len(phrase)]) == phrase:
            return len(phrase), PERSON, population
    bare = w[:-2] if w.endswith("'s") else w.rstrip("'")
    if bare in words.families:
        return 1, FAMILY, "people"
    if bare in words.people:
        return 1, PERSON, words.people[bare]
    if bare in words.events:
        return 1, EVENT, "people"
    if bare in words.things:
        return 1, THING, None
    if bare in words.places:
        return 1, PLACE, None
    return 0, None, None


def _noun_follows(lower: list[str], k: int, words: NounWords) -> bool:
    return _noun_at(lower, k, words)[1] is not None


def _noun_within(lower: list[str], k: int, words: NounWords) -> bool:
    """A noun in the next three words with only modifiers or unknown words between."""
    for m in range(k, min(k + 3, len(lower))):
        if _noun_at(lower, m, words)[1] in (PERSON, FAMILY):
            return True
        if lower[m] in STOP or lower[m][0].isdigit():
            return False
    return False


def _modifier_population(seen: list[str], own: str | None) -> str | None:
    """ "12 civilian deaths": the noun before the event's noun names the group."""
    for population in reversed(seen):
        if population != "people":
            return population
    return own


_BODYLESS = frozenset(
    "member members element elements operative operatives follower followers supporter supporters affiliates personnel men casualties casualty deaths fatalities bodies dead wounded losses people_ officers "
    "commander commanders recruits volunteers comrades leaders leader".split()
)


def _side(tk: Tokens, begin: int, head: int, head_end: int, population: str, words: NounWords, seen: list[str]) -> tuple[str, bool]:
    """The population with the side said by the words before the head, or after it in "of ...", "from ..."."""
    w = tk.lower[head_end - 1]
    fighter = population in FIGHTERS
    if not fighter and w not in _BODYLESS:
        for earlier in seen[:-1]:
            if earlier in ("civilians", "children", "women") and population == "people":
                return earlier, True
        return population, True
    fixed = population if population in ("fighters_is", "fighters_other") else None
    if fixed:
        return fixed, True
    before = _affiliation(tk, begin, head_end, words)
    if before is not None and (before[0] != "fighters_government" or population != "fighters_opposition"):
        # "Syrian rebels": a country's adjective alone does not make a rebel a soldier
        if before[0] == "fighters_government" and before[1] and population in ("fighters", "people"):
            pass
        else:
            return before[0], True
    if head_end < len(tk) and tk.lower[head_end] in ("of", "from", "belonging", "loyal", "affiliated", "linked", "with", "fighting"):
        end = _complement_end(tk, head_end, words)
        after = _affiliation(tk, head_end, end, words)
        if after is not None:
            return after[0], True
    if population == "people" or population == "men":
        return population, True
    return population, population != "fighters"


def _complement_end(tk: Tokens, k: int, words: NounWords) -> int:
    """The end of "of the X group, the Y front and Z" after a head noun: at most 16 tokens, up to a verb."""
    end = k + 1
    limit = min(len(tk), k + 16)
    while end < limit and not tk.lower[end][0].isdigit():
        if tk.lower[end] in _CLAUSE and not (
            tk.lower[end] == "in"
            and tk.words[end - 1][0].isupper()
            and end + 2 < limit
            and tk.words[end + 1][0].isupper()
            and tk.lower[end + 2] == "and"
        ):
            break  # but "the Islamic State in Iraq and ..." goes on
        end += 1
    return end


_CLAUSE = frozenset(
    "was were is are had has have been be killed wounded injured died in on at near after when while as including that who which said were . ; dead , during by".split()
)


def _affiliation(tk: Tokens, start: int, end: int, words: NounWords) -> tuple[str, bool] | None:
    """(side, weak) of the first side named in ``[start, end)``; two sides that differ give plain fighters."""
    lower, raw = tk.lower, tk.words
    sides: dict[str, bool] = {}
    for k in range(start, end):
        w = lower[k]
        bare = w[:-2] if w.endswith("'s") else w.rstrip("'")
        for side, singles, multi, exact in words.affiliations:
            hit = bare in singles or raw[k] in exact
            if not hit:
                for parts in multi.get(bare, ()):
                    if tuple(lower[k : k + len(parts)]) == parts and k + len(parts) <= end + 1:
                        hit = True
                        break
            if hit:
                weak = side == "fighters_government" and bare in words.weak_government
                sides[side] = sides.get(side, True) and weak
                break
    if not sides:
        return None
    strong = [s for s, weak in sides.items() if not weak]
    order = ("fighters_is", "fighters_other", "fighters_opposition", "fighters_government")
    if "fighters_is" in strong and "fighters_opposition" in strong:
        return "fighters", False
    for side in order:
        if side in strong:
            return side, False
    return next(iter(sides)), True


def names_side(tk: Tokens, k: int, words: NounWords) -> bool:
    """True where the token at `k` names a side or fighters."""
    return _affiliation(tk, k, k + 1, words) is not None or words.people.get(tk.lower[k]) in FIGHTERS
