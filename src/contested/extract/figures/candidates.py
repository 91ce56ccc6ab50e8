"""Which quantities can count people at all: each with its noun phrase, before anything governs it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from contested.extract.figures.words import PREPOSITIONS, Words
from contested.extract.matching import phrase_at, reads
from contested.extract.noun_phrases import NounPhrase, noun_phrase
from contested.extract.nouns import ELIDED, PERSON, PLACE, THING
from contested.extract.quantities import Quantity
from contested.extract.triggers import BASE, PARTICIPLE, THIRD, Sense
from contested.text import Tokens

# what governs a quantity: the indicators it is given, the name of the rule, the token of the governing word
Governed = tuple[tuple[str, ...], str, int]


@dataclass(slots=True)
class Candidate:
    """A quantity, its noun phrase, and (once found) what governs it.

    `host` is the place, among the sentence's candidates, of the one this is a part of, `left` of the one it is coordinated
    with. `agent` marks those that are no figure: who did it, and what is negated. `subject` is the predicate that follows the
    noun phrase, whether or not it governs in the end.
    """

    q: Quantity
    np: NounPhrase
    indicators: tuple[str, ...] = ()
    rule: str = ""
    trigger: int = -1
    host: int | None = None
    left: int | None = None
    agent: bool = False
    subject: Governed | None = None

    @property
    def end(self) -> int:
        """The token after the noun phrase."""
        return self.np.end

    @property
    def is_figure(self) -> bool:
        return bool(self.indicators) and not self.agent

    def take(self, indicators: tuple[str, ...], rule: str, trigger: int) -> None:
        """Let the word at `trigger` govern."""
        self.indicators, self.rule, self.trigger = indicators, rule, trigger


_NOT_NAMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october
    november december but and also meanwhile moreover however elsewhere""".split()
)
_ARTICLES = frozenset("a an the his her their its".split())
_CASUALTY = frozenset("killed injured abducted detained".split())
_HEADLINE_NOT_OBJECT = frozenset(("people", "fighters_government"))
_LONGEST_HEADLINE = 30
# an article counts for one where its noun stands this near; no noun of people has more words than the margin allows
_ARTICLE_REACH, _MARGIN = 6, 5


def find_candidates(tk: Tokens, quantities: list[Quantity], words: Words) -> list[Candidate]:
    """The quantities that can count people, in the order of the text, each with its noun phrase."""
    phrased = [
        (q, noun_phrase(tk, q.end, words.nouns, words.triggers.ends)) for q in quantities if not q.article or _person_near(tk, q, words)
    ]
    found = [_hedged_behind(tk, q, np, words) for q, np in phrased if _counts(tk, q, np)]
    found += _telegraphic(tk, found, words)
    found.sort(key=_start)
    if any(c.np.of_number is not None for c in found):
        found = _parts_of_wholes(found, {q.start for q, np in phrased if np.kind == THING})
    if not any(c.q.article for c in found):
        return found
    inside = {k for c in found if not c.q.article for k in range(c.q.end, c.end)}
    return [c for c in found if not (c.q.article and c.q.core in inside)]


def _start(c: Candidate) -> int:
    return c.q.start


def _person_near(tk: Tokens, q: Quantity, words: Words) -> bool:
    """A singular noun of people stands near enough to the article for it to count one person."""
    return not words.nouns.singulars.isdisjoint(tk.lower[q.end : q.core + _ARTICLE_REACH + _MARGIN])


def _counts(tk: Tokens, q: Quantity, np: NounPhrase) -> bool:
    if np.kind == THING:
        return False
    if not q.article:
        return True
    if np.kind != PERSON or not np.singular or np.head is None or (q.start > 0 and tk.lower[q.start - 1] == "("):
        return False
    return np.head - q.core <= _ARTICLE_REACH and not _is_apposition(tk, q.start)


def _is_apposition(tk: Tokens, k: int) -> bool:
    """ "Abu Ali, a commander, was killed": a named victim is no figure."""
    lower, m = tk.lower, k - 1
    if m >= 0 and lower[m] == ",":
        m -= 1
    if m < 1 or not tk.words[m][0].isupper() or lower[m] in _NOT_NAMES:
        return False
    while m > 0 and tk.words[m - 1][0].isupper():
        m -= 1
    return m > 0 and lower[m - 1] not in PREPOSITIONS and lower[m - 1] != "the"


def _hedged_behind(tk: Tokens, q: Quantity, np: NounPhrase, words: Words) -> Candidate:
    """ "fifty people or so", "five people at least": a hedge behind the noun phrase belongs to it."""
    if np.kind == ELIDED or q.bound != "exact" or q.article:
        return Candidate(q, np)
    lower, n = tk.lower, len(tk.lower)
    k = np.end
    if k < n and lower[k] == ",":
        k += 1
    for phrase, bound in words.quantities.after.get(lower[k] if k < n else "", ()):
        at_least = phrase == ("at", "least")
        if phrase == ("+",) or (at_least and k != np.end) or not reads(lower, k, phrase):
            continue
        if at_least and k + 2 < n and (lower[k + 2][0].isdigit() or lower[k + 2] in words.quantities.starters):
            break  # it belongs to the number after it
        return Candidate(q._replace(bound=bound), np._replace(end=k + len(phrase)))
    return Candidate(q, np)


def _parts_of_wholes(found: list[Candidate], counting_things: set[int]) -> list[Candidate]:
    """ "eight of the 20 soldiers": the part takes its group, and the end of its noun phrase, from the whole.

    `counting_things` are the tokens where numbers of things begin; a part of those is no candidate.
    """
    found = [c for c in found if c.np.of_number is None or c.np.of_number not in counting_things]
    for c, whole in pairwise(found):
        begin = c.np.of_number
        if begin is None:
            continue
        if whole.np.kind == PLACE:
            c.np = c.np._replace(kind=PLACE)
        elif whole.q.start <= begin < whole.q.end:
            kind = whole.np.kind if whole.np.kind != ELIDED else PERSON
            c.np = c.np._replace(end=whole.end, kind=kind, population=whole.np.population or "people", head=whole.np.head)
    return found


# ---- headlines -------------------------------------------------------------------------------------------------


def _telegraphic(tk: Tokens, found: list[Candidate], words: Words) -> list[Candidate]:
    """Headlines leave articles out: "Mother and child killed", "Shelling kills child"."""
    lower, n, nouns = tk.lower, len(tk.lower), words.nouns
    if n > _LONGEST_HEADLINE or nouns.singulars.isdisjoint(lower) or not _ARTICLES.isdisjoint(lower):
        return []
    taken = {k for c in found for k in range(c.q.start, c.end)}
    numbers = {c.q.start for c in found}

    def free(k: int) -> bool:
        return lower[k] in nouns.singulars and k not in taken

    heads: set[int] = set()
    for k in range(n):
        if not free(k) or (k + 1 < n and lower[k + 1] == "'s"):
            continue
        if _headline_passive(lower, k, words):
            if k + 2 in numbers:
                continue
        elif not _headline_object(lower, k, words):
            continue
        heads.add(k)
        if k >= 2 and lower[k - 1] in ("and", "&", ",") and free(k - 2):
            heads.add(k - 2)
    phrases = [(k, noun_phrase(tk, k, nouns, words.triggers.forms)) for k in sorted(heads)]
    return [Candidate(Quantity(k, k, k, 1.0), np) for k, np in phrases if np.kind == PERSON and np.end == k + 1]


def _headline_passive(lower: list[str], k: int, words: Words) -> bool:
    """ "child killed": a participle follows the noun at `k`."""

    def suits(sense: Sense) -> bool:
        casualty = sense.indicator in _CASUALTY and not sense.people_only
        return casualty and PARTICIPLE in sense.forms and sense.frame == "transitive"

    last = k + 1 == len(lower)
    if not last and any(suits(sense) for sense in words.triggers.senses.get(lower[k + 1], ())):
        return True
    return phrase_at(lower, k if last else k + 1, words.triggers.phrases) == (2, "killed")


def _headline_object(lower: list[str], k: int, words: Words) -> bool:
    """ "kills child": a verb in the present stands before the noun at `k`."""
    senses, nouns = words.triggers.senses, words.nouns
    after = lower[k + 1] if k + 1 < len(lower) else ""
    own = senses.get(after)
    if (own and PARTICIPLE in own[0].forms) or after in nouns.things or nouns.people[lower[k]] in _HEADLINE_NOT_OBJECT:
        return False
    before = senses.get(lower[k - 1] if k else "", ())
    return any({BASE, THIRD} & s.forms and s.frame == "transitive" and not s.people_only for s in before)
