"""How far a place carries: the items of a list or live blog, and the sentences that open an account of their own.

In: a document's sentences. Out: for each sentence the first one of its item, the label that names the item's place, and
whether a body of the whole country begins to speak of totals there. What an item says of a place ends with it; so does, at
such a sentence, the place of the paragraph before.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from contested.extract.gazetteer import Gazetteer
from contested.extract.place_words import Words
from contested.text import TextView

# "10.20 Some 300 people ...", "[08:15 GMT] ..."
_CLOCK = re.compile(r"[\[(]?\d{1,2}[.:h]\d{2}\b(?![.:\d%])")
_BULLET = re.compile(r"[-*\u2022\u25cf\u25aa\u2013]\s")
# "MOSUL - Gunmen ...", "Somalia, Beledweyne, 1 to 5 November - ...": names, days and commas before a dash.
_PLACE = re.compile(r"[A-Z\u00c0-\u00de][^.:;()\n\"]{1,70}?\s(?:-{1,2}|\u2013|\u2014)\s")
# "Colombia: Clashes ...", where the name is a known one.
_COLON = re.compile(r"([A-Z\u00c0-\u00de][^.:;()\n\",|]{2,40}):\s")
_SMALL = frozenset(("al", "el", "of", "the", "to", "and", "on", ","))
_FEWEST = 2
# Within so many words of its start a sentence names the body that speaks in it.
OPENING = 9


@dataclass(frozen=True, slots=True)
class Scopes:
    """For each sentence: `start`, the first sentence of its item, and `label`, where that sentence's label ends (0: none)."""

    start: list[int]
    label: list[int]


def scopes(view: TextView, gaz: Gazetteer) -> Scopes:
    """The items of a document: paragraphs with a time, a place or a bullet before them, where there are several."""
    kinds = [("", 0)] * len(view.sentences)
    last = -1
    for sentence in view.sentences:
        if sentence.paragraph != last and sentence.index >= max(1, view.headlines):
            kinds[sentence.index] = _kind(view, sentence.index, gaz)
        last = sentence.paragraph
    counted = Counter(kind for kind, _ in kinds if kind)
    start, label, current, of_item, paragraph = [], [], 0, "", -1
    for s, (kind, end) in enumerate(kinds):
        here = view.sentences[s].paragraph
        if kind and counted[kind] >= _FEWEST:
            current, of_item = s, kind
        elif here != paragraph and of_item in ("bullet", "place"):
            current, of_item, end = s, "", 0  # these end with their paragraph, an entry of a live blog with the next time
        else:
            end = 0
        paragraph = here
        start.append(current)
        label.append(end if kind == "place" else 0)
    return Scopes(start, label)


def _kind(view: TextView, s: int, gaz: Gazetteer) -> tuple[str, int]:
    """What marks sentence `s`, the first of its paragraph, as the start of an item ("" for nothing), and where a place's label ends."""
    sentence = view.sentences[s]
    if _CLOCK.match(view.text, sentence.start, sentence.end):
        return "clock", 0
    if _BULLET.match(view.text, sentence.start, sentence.end):
        return "bullet", 0
    headed = _COLON.match(view.text, sentence.start, sentence.end)
    if headed is not None and gaz.find(headed[1]) is not None:
        return "place", headed.end()
    found = _PLACE.match(view.text, sentence.start, sentence.end)
    if found is None:
        return "", 0
    tokens = view.tokens(s)
    for k, at in enumerate(tokens.starts):
        if at >= found.end():
            break
        word = tokens.words[k]
        if not (word[0].isupper() or word[0].isdigit() or tokens.lower[k] in _SMALL or word[0] in "-\u2013\u2014"):
            return "", 0
    return "place", found.end()


def opens_account(view: TextView, s: int, w: Words, gaz: Gazetteer) -> bool:
    """Whether a body of the whole country tells a total at the head of a paragraph.

    "The UN human rights office has confirmed ...", "Russia puts its own losses at ...".
    """
    sentence = view.sentences[s]
    if s == 0 or view.sentences[s - 1].paragraph == sentence.paragraph or view.is_headline(s):
        return False
    lower = view.tokens(s).lower
    if not w.denials.isdisjoint(lower):
        return False
    state = lower[0] in gaz.country_words or lower[0] in gaz.capital_words
    if not state and w.national_bodies.isdisjoint(lower[:OPENING]):
        return False
    if any(word == "the" and following in w.strikes for word, following in pairwise(lower[:OPENING])):
        return False  # "The military said the strike killed ...": of what was told before
    return not w.totals.isdisjoint(lower) or ("had" in lower and w.dayish.isdisjoint(lower))
