"""Figures of one document: quantities, noun phrases and grammar, sentence by sentence, then what the document decides."""

from __future__ import annotations

from contested.extract.actor import actor_of
from contested.extract.control import ControlFigure, ControlGrammar, compile_control
from contested.extract.figures import Candidate, SentenceGrammar, Words
from contested.extract.gazetteer import gazetteer
from contested.extract.grid import Cell, find_cells
from contested.extract.groups import resolve_groups, side_of
from contested.extract.nouns import ELIDED, EVENT, FAMILY, FIGHTERS, PERSON, PLACE, compile_nouns
from contested.extract.quantities import compile_quantities, find_quantities
from contested.extract.triggers import compile_triggers
from contested.lexicon import Lexicon
from contested.model import Figure
from contested.text import TextView, Tokens


def compile_words(lexicon: Lexicon) -> Words:
    return Words(lexicon.compiled(compile_quantities), lexicon.compiled(compile_nouns), lexicon.compiled(compile_triggers))


def find_figures(view: TextView, lexicon: Lexicon) -> list[Figure]:
    """Every figure in the document, in the order of the text."""
    words = lexicon.compiled(compile_words)
    control = lexicon.compiled(compile_control)
    known = lexicon.compiled(_KnownPlaces)
    cues = words.triggers.cues
    figures: list[Figure] = []
    heading: str | None = None
    cells = find_cells(view, words.nouns, lexicon.compiled(_labels)) if "|" in view.text else []
    rows = {c.sentence for c in cells}
    for s in view.sentences:
        tk = view.tokens(s.index)
        if s.index in rows:
            figures += [_cell(c) for c in cells if c.sentence == s.index]
            continue
        line = len(tk) <= 14 and tk.words[-1] not in (".", "?", "!")
        if not line:
            heading = None
        elif not any(w[0].isdigit() for w in tk.words) or tk.words[-1] == ":":
            labels = lexicon.compiled(_labels)
            heading = next((labels[w] for w in tk.lower if w in labels), None)
        people, ground = not cues.isdisjoint(tk.lower), not control.cues.isdisjoint(tk.lower)
        people = people or (heading is not None and line)
        if not (people or ground):
            continue
        tk = _sided_pronouns(tk)
        quantities = find_quantities(tk, words.quantities)
        found: list[Figure] = []
        if people and (quantities or len(tk) <= 30):
            before = (figures[-1].indicator,) if figures and figures[-1].sentence == s.index - 1 and figures[-1].population else ()
            found += _people(
                tk, s.index, SentenceGrammar(tk, quantities, words, before, figures[-1].population if before else None, heading), lexicon
            )
        if ground:
            found += [_ground(tk, s.index, c) for c in ControlGrammar(tk, quantities, control, words.nouns, known).read()]
        found.sort(key=lambda f: f.start)
        figures += found
    return resolve_groups(view, figures, lexicon)


def _sided_pronouns(tk: Tokens) -> Tokens:
    """ "IS" and "US" in capitals are names, not words; in an all-capitals sentence that cannot be told."""
    if "IS" not in tk.words and "US" not in tk.words:
        return tk
    if not any(w.islower() and len(w) > 3 for w in tk.words):
        return tk
    names = {"IS": "isis", "US": "u.s."}
    return Tokens(tk.words, [names.get(w, low) for w, low in zip(tk.words, tk.lower, strict=True)], tk.starts, tk.ends)


def _labels(lexicon: Lexicon) -> dict[str, str]:
    """The indicator of each word that can head a list or a column ("Displaced by district")."""
    nouns = lexicon.compiled(compile_nouns)
    return {**nouns.modifier_events, **{w: event for w, (event, _) in nouns.events.items()}, "returned": "returned"}


def _cell(c: Cell) -> Figure:
    return Figure(
        start=c.start, end=c.end, sentence=c.sentence, indicator=c.indicator, population=c.population, value=c.value, value_high=None, bound="exact",
        vague_term=None, unit=c.unit, trigger_start=c.start, trigger_end=c.end, rule="column",
    )  # fmt: skip


def _means(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(lexicon["groups"]["means"]["words"])


class _KnownPlaces:
    """The gazetteer's names, word by word, each asked once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._gazetteer = gazetteer(lexicon)
        self._seen: dict[str, bool] = {}

    def __contains__(self, word: object) -> bool:
        if not isinstance(word, str):
            return False
        found = self._seen.get(word)
        if found is None:
            found = self._seen[word] = len(word) > 2 and word.isascii() and self._gazetteer.knows((word,))
        return found


_LEAVING = frozenset("left leave leaves leaving departed depart departing exited exiting exit moved moving quit".split())
_EVACUATION = frozenset(
    "evacuation evacuations evacuated evacuate evacuating evacuees convoy convoys bus buses deal agreement accord truce".split()
)


def _people(tk: Tokens, sentence: int, grammar: SentenceGrammar, lexicon: Lexicon) -> list[Figure]:
    figures: list[Figure] = []
    group: str | None = None
    read = {id(c) for c in grammar.read()}
    means = lexicon.compiled(_means)
    organised = not _EVACUATION.isdisjoint(tk.lower) or ("plan" in tk.lower and "under" in tk.lower)
    for c in grammar.candidates:
        if c.np.kind == PLACE or (c.agent and id(c) not in read):
            continue
        population = _population(tk, c, group, grammar.group)
        if id(c) not in read:
            group = population if c.np.kind == PERSON and not c.q.article else group
            continue
        if c.host is None and not c.np.anaphor and not (c.np.head is not None and tk.lower[c.np.head] in ("others", "other")):
            group = population
        q = c.q
        last = max(q.end, c.np.end if c.np.kind != ELIDED else q.end)
        unit = "percent" if q.percent else ("families" if c.np.kind == FAMILY else "persons")
        trigger = c.trigger if c.trigger >= 0 else q.start
        if organised and "displaced" in c.indicators and tk.lower[trigger] in _LEAVING:
            c.indicators = tuple("evacuated" if i == "displaced" else i for i in c.indicators)
        own = c.np.head is not None and any(w in ("its", "their") for w in tk.lower[q.end : c.np.head])
        if own and population == "fighters_government":
            population = side_of(tk, 0, q.start, lexicon) or population
        if (
            tk.lower[trigger] in ("lost", "lose", "losing", "loses", "suffered") or "losses" in tk.lower[max(0, q.start - 6) : q.start]
        ) and population in (*FIGHTERS, "men", "people"):
            population = side_of(tk, max(0, trigger - 12), trigger, lexicon) or ("fighters" if population == "men" else population)
        actor = actor_of(tk, q.start, trigger, c.rule.startswith("subject"), grammar.words.nouns, means)
        last = max(last, q.start + 1)
        figures += [
            Figure(
                start=tk.starts[q.start], end=tk.ends[last - 1], sentence=sentence, indicator=indicator, population=population or "people",
                value=q.value, value_high=q.value_high, bound=q.bound, vague_term=q.vague_term, unit=unit,
                trigger_start=tk.starts[trigger], trigger_end=tk.ends[trigger], rule=c.rule, actor=actor,
            )
            for indicator in c.indicators
        ]  # fmt: skip
    return figures


_ADJECTIVAL = frozenset("dead wounded injured missing displaced hurt slain homeless".split())


def _population(tk: Tokens, c: Candidate, group: str | None, before: str | None) -> str:
    """The noun's own group; a left-out noun, or a bare "wounded", takes the group before it; a part of fighters are fighters."""
    np = c.np
    head = tk.lower[np.head] if np.head is not None else ""
    if np.kind == ELIDED and np.population is not None:
        return np.population
    if np.kind == ELIDED or (np.kind == EVENT and head in _ADJECTIVAL and np.population == "people" and not np.partitive):
        if group is None and np.kind == ELIDED and c.q.additive and before:
            return before  # "Another 150 surrendered"
        return group or "people"
    if np.kind == EVENT and np.population == "people" and group and c.left is not None:
        return group  # "8,006 civilian deaths and 13,287 injuries"
    if head == "men" and group in FIGHTERS and np.head is not None and tk.lower[np.head - 1] in ("his", "their", "its"):
        return group or "men"
    if (
        np.population in ("people", "fighters")
        and c.host is not None
        and c.rule == "partitive"
        and group in FIGHTERS
        and head not in ("people", "civilians", "others")
    ):
        return group or "people"
    return np.population or "people"


def _ground(tk: Tokens, sentence: int, c: ControlFigure) -> Figure:
    def words(span: tuple[int, int] | None) -> str | None:
        return None if span is None or span[1] <= span[0] else " ".join(tk.words[span[0] : span[1]])

    return Figure(
        start=tk.starts[c.start], end=tk.ends[c.end - 1], sentence=sentence, indicator=c.indicator, population=None,
        value=c.value, value_high=c.q.value_high if c.q else None, bound=c.bound, vague_term=c.vague_term, unit=c.unit,
        trigger_start=tk.starts[c.trigger], trigger_end=tk.ends[min(c.trigger, len(tk) - 1)], rule=c.rule,
        holder=words(c.holder), previous_holder=words(c.previous), denominator=words(c.denominator),
    )  # fmt: skip
