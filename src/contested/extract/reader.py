"""Figures of one document: quantities, noun phrases and grammar, sentence by sentence, then what the document decides."""

from __future__ import annotations

from typing import NamedTuple

from contested.extract import control, figures
from contested.extract.control import ControlSentence, ControlWords, KnownPlaces, compile_control
from contested.extract.figures import Sentence, Words, compile_words
from contested.extract.grid import find_cells
from contested.extract.groups import resolve_groups
from contested.extract.nouns import compile_nouns
from contested.extract.quantities import find_quantities
from contested.lexicon import Lexicon
from contested.model import Figure
from contested.text import TextView, Tokens

_LONGEST_LINE = 14  # a heading, or an entry of a list under it
_SENTENCE_ENDS = frozenset(".?!")
_SIDE_NAMES = {"IS": "isis", "US": "u.s."}
_SIDED = frozenset(_SIDE_NAMES)


class _Words(NamedTuple):
    """The compiled tables of the lexicon that reading a sentence asks for."""

    people: Words
    control: ControlWords
    places: KnownPlaces
    # the indicator of each word that can head a list or a column ("Displaced by district")
    labels: dict[str, str]


def _compile(lexicon: Lexicon) -> _Words:
    nouns = lexicon.compiled(compile_nouns)
    labels = {**nouns.modifier_events, **{w: event for w, (event, _) in nouns.events.items()}, "returned": "returned"}
    return _Words(lexicon.compiled(compile_words), lexicon.compiled(compile_control), lexicon.compiled(KnownPlaces), labels)


def find_figures(view: TextView, lexicon: Lexicon) -> list[Figure]:
    """Every figure in the document, in the order of the text."""
    words = lexicon.compiled(_compile)
    labels = words.labels
    cells = find_cells(view, words.people.nouns, labels)
    found: list[Figure] = []
    heading: str | None = None
    for s in view.sentences:
        if s.index in cells:
            found += cells[s.index]
            continue
        tk = view.tokens(s.index)
        is_line = len(tk.words) <= _LONGEST_LINE and tk.words[-1] not in _SENTENCE_ENDS
        if not is_line:
            heading = None
        elif tk.words[-1] == ":" or not any(w[0].isdigit() for w in tk.words):
            heading = next((labels[w] for w in tk.lower if w in labels), None)
        last = found[-1] if found and found[-1].sentence == s.index - 1 and found[-1].population else None
        found += _read_sentence(tk, s.index, last, heading, words, lexicon)
    return resolve_groups(view, found, lexicon)


def _read_sentence(tk: Tokens, index: int, last: Figure | None, heading: str | None, words: _Words, lexicon: Lexicon) -> list[Figure]:
    """The figures of sentence number `index`, in the order of the text; `last` is that of the sentence before."""
    lower = tk.lower
    triggers = words.people.triggers
    # a word of an indicator stands in the sentence; where it continues the one before, any word that can be part of one
    people = heading is not None or not (triggers.core if last is None else triggers.cues).isdisjoint(lower)
    ground = not words.control.cues.isdisjoint(lower)
    if not (people or ground):
        return []
    tk = sided_pronouns(tk)
    # an article counts one person or nothing
    singular = not words.people.nouns.singulars.isdisjoint(lower)
    quantities = find_quantities(tk, words.people.quantities, articles=singular or ground)
    found: list[Figure] = []
    if people and (singular or any(not q.article for q in quantities)):
        before, group = ((last.indicator,), last.population) if last is not None else ((), None)
        s = Sentence(tk, quantities, words.people, before, group, heading)
        if s.candidates:
            figures.read(s)
            found = figures.people_figures(s, index, lexicon)
    if ground and (quantities or not words.control.without_number.isdisjoint(lower)):
        c = ControlSentence(tk, quantities, words.control, words.people.nouns, words.places)
        found += [control.control_figure(tk, index, f) for f in control.read(c)]
    found.sort(key=_start)
    return found


def _start(figure: Figure) -> int:
    return figure.start


def sided_pronouns(tk: Tokens) -> Tokens:
    """Tokens in which "IS" and "US" in capitals are names, not words; in an all-capitals sentence that cannot be told."""
    if _SIDED.isdisjoint(tk.words) or not any(w.islower() and len(w) > 3 for w in tk.words):
        return tk
    return tk.respelled([_SIDE_NAMES.get(w, low) for w, low in zip(tk.words, tk.lower, strict=True)])
