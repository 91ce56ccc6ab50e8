"""In: the tokens of a sentence and its quantities. Out: who holds the ground: changes of control and shares of territory.

A *change* is a place that passes to somebody, told as done ("retook the area", "the fall of X", "withdrew from Y"): one
figure a mention, counted where places are counted ("12 villages"). A *share* is a part of a whole that is held, lost or
taken ("more than 90 percent of the territory", "most of the province is held by", "10 square kilometres").

`grammar` has the order of the rules, `taking`, `leaving` and `events` read changes (from verbs; from nouns
and set phrases), `shares`
reads shares; `places` and `forces` find the noun phrases around them, `telling` whether a thing is told as done.
"""

from contested.extract.control.figures import control_figure
from contested.extract.control.grammar import read
from contested.extract.control.places import names_place_near
from contested.extract.control.sentence import ControlFigure, ControlSentence, KnownPlaces
from contested.extract.control.telling import is_done
from contested.extract.control.words import ControlWords, compile_control

__all__ = [
    "ControlFigure",
    "ControlSentence",
    "ControlWords",
    "KnownPlaces",
    "compile_control",
    "control_figure",
    "is_done",
    "names_place_near",
    "read",
]
