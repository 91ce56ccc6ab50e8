"""From the candidates of a sentence, once read, to figures of people: group, unit, actor, words."""

from __future__ import annotations

from contested.extract.actor import actor_of
from contested.extract.figures.candidates import Candidate
from contested.extract.figures.sentence import Sentence
from contested.extract.groups import side_of
from contested.extract.nouns import ELIDED, EVENT, FAMILY, PERSON, PLACE
from contested.extract.sides import FIGHTERS
from contested.lexicon import Lexicon
from contested.model import Figure

_LEAVING = frozenset("left leave leaves leaving departed depart departing exited exiting exit moved moving quit".split())
_EVACUATION = frozenset(
    """evacuation evacuations evacuated evacuate evacuating evacuees convoy convoys bus buses deal agreement accord truce""".split()
)
_ADJECTIVAL = frozenset("dead wounded injured missing displaced hurt slain homeless".split())
_LOSING = frozenset("lost lose losing loses suffered".split())
_NAME_NO_GROUP = frozenset("others other".split())
_POSSESSIVES = frozenset("its their".split())


def people_figures(s: Sentence, index: int, lexicon: Lexicon) -> list[Figure]:
    """The figures of sentence number `index`, in the order of the text."""
    figures: list[Figure] = []
    group: str | None = None  # of the last quantity with a noun of its own: what a left-out noun takes
    means = lexicon.compiled(_means)
    organised = not _EVACUATION.isdisjoint(s.lower) or ("plan" in s.lower and "under" in s.lower)
    for c in s.candidates:
        if c.np.kind == PLACE or c.agent:
            continue
        population = _population(s, c, group)
        if not c.is_figure:
            group = population if c.np.kind == PERSON and not c.q.article else group
            continue
        if c.host is None and not c.np.anaphor and _head(s, c) not in _NAME_NO_GROUP:
            group = population
        trigger = c.trigger if c.trigger >= 0 else c.q.start
        population = _own_side(s, c, population, trigger, lexicon)
        actor = actor_of(s.tk, c.q.start, trigger, c.rule.startswith("subject"), s.nouns, means)
        evacuated = organised and s.lower[trigger] in _LEAVING
        figures += [_figure(s, c, "evacuated" if evacuated and i == "displaced" else i, population, actor, index) for i in c.indicators]
    return figures


def _figure(s: Sentence, c: Candidate, indicator: str, population: str, actor: str | None, index: int) -> Figure:
    q, tk = c.q, s.tk
    last = max(q.end, q.start + 1, c.np.end if c.np.kind != ELIDED else q.end)
    trigger = c.trigger if c.trigger >= 0 else q.start
    return Figure(
        start=tk.starts[q.start],
        end=tk.ends[last - 1],
        sentence=index,
        indicator=indicator,
        population=population,
        value=q.value,
        value_high=q.value_high,
        bound=q.bound,
        vague_term=q.vague_term,
        unit="percent" if q.percent else ("families" if c.np.kind == FAMILY else "persons"),
        trigger_start=tk.starts[trigger],
        trigger_end=tk.ends[trigger],
        rule=c.rule,
        actor=actor,
    )


def _means(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(lexicon["groups"]["means"]["words"])


def _head(s: Sentence, c: Candidate) -> str:
    return s.lower[c.np.head] if c.np.head is not None else ""


def _population(s: Sentence, c: Candidate, group: str | None) -> str:
    """The noun's own group; a left-out noun, or a bare "wounded", takes the group before it; a part of fighters are fighters."""
    np, head = c.np, _head(s, c)
    if np.kind == ELIDED:
        if np.population is None and group is None and c.q.additive and s.group:
            return s.group  # "Another 150 surrendered"
        return np.population or group or "people"
    if np.kind == EVENT and np.population == "people":
        if head in _ADJECTIVAL and not np.partitive:
            return group or "people"
        if group and c.left is not None:
            return group  # "8,006 civilian deaths and 13,287 injuries"
    if group is not None and group in FIGHTERS:
        if head == "men" and np.head is not None and s.lower[np.head - 1] in ("his", "their", "its"):
            return group
        part = c.host is not None and c.rule == "partitive"
        if part and np.population in ("people", "fighters") and head not in ("people", "civilians", "others"):
            return group
    return np.population or "people"


def _own_side(s: Sentence, c: Candidate, population: str, trigger: int, lexicon: Lexicon) -> str:
    """ "lost 12 of its soldiers": the side is that of who lost them."""
    start = c.q.start
    own = c.np.head is not None and not _POSSESSIVES.isdisjoint(s.lower[c.q.end : c.np.head])
    if own and population == "fighters_government":
        population = side_of(s.tk, 0, start, lexicon) or population
    lost = s.lower[trigger] in _LOSING or "losses" in s.lower[max(0, start - 6) : start]
    if lost and (population in FIGHTERS or population in ("men", "people")):
        side = side_of(s.tk, max(0, trigger - 12), trigger, lexicon)
        return side or ("fighters" if population == "men" else population)
    return population
