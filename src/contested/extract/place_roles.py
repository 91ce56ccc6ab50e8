"""The part a named place plays in its sentence: where it happened, where somebody spoke, came from or went to.

In: a sentence's tokens and where in them a place is named. Out: a role, best first:

- ``event``: a word asks for a place there ("in", "near", "struck", "the town of"); ``bare``: none does;
- ``local``: where somebody on the spot speaks from ("residents in X said");
- ``origin``, ``destination``: where people come from or go to;
- ``aside``: a border, talks, a base of the attackers; ``never``: a body, an outlet, a government, a dateline.
"""

from __future__ import annotations

from collections.abc import Sequence

from contested.extract.place_words import Words
from contested.text import Tokens

_DASHES = ("-", "\u2013", "\u2014", "--")
_DASHED = frozenset(_DASHES)
# A dateline stands within so many tokens of the start of its sentence.
_DATELINE = 14


class Line:
    """A sentence's tokens with which of them are capitalised, and whether capitals say anything in it."""

    __slots__ = ("capital", "lower", "n", "title_case", "upper", "words")

    def __init__(self, tokens: Tokens, capital: Sequence[bool], long: int, long_capital: int, long_upper: int) -> None:
        """`long` counts the words of four letters and more, `long_capital`, `long_upper` those capitalised or all in capitals."""
        self.words, self.lower, self.n = tokens.words, tokens.lower, len(tokens.lower)
        self.capital = capital
        # In a title-case line a capital says nothing: there only known names count.
        self.title_case = long > 2 and long_capital > 0.7 * long
        self.upper = self.title_case and long_upper > 0.7 * long


def role_of(line: Line, start: int, end: int, prep: int, kind: str, cue: bool, w: Words) -> str:
    """The role of the place that tokens `start` to `end` name.

    `prep` is the token before it and before the words that go with it ("in [the besieged city of X]"), `kind` the place's
    kind, `cue` whether a word asks for a place there.
    """
    lower = line.lower
    before = lower[prep] if prep >= 0 else ""
    setting = lower[max(0, prep - 3) : prep] if prep > 0 else []
    if _is_no_place(line, start, end, before, setting, kind, cue, w):
        return "never"
    if _is_aside(line, start, end, before, setting, cue, w):
        return "aside"
    nearest = setting[-1] if setting else ""
    if before == "from" and (nearest in w.launch_setting or nearest in w.origin_people):
        return "origin"
    if before in ("from", "of", "in", "at") and nearest in w.local_setting:
        return "local"
    if before in w.departure:
        return "origin"
    if before == "for":
        return "destination" if nearest in w.leaving_for else "event"
    onto = before == "to" and (nearest in ("close", "damage") or nearest in w.ways or lower[start] in w.sides)
    if before in w.destination and not onto:
        return "destination"
    return "event" if cue or onto else "bare"


def _is_no_place(line: Line, start: int, end: int, before: str, setting: list[str], kind: str, cue: bool, w: Words) -> bool:
    lower = line.lower
    after = lower[end + 1] if end + 1 < line.n else ""
    if is_body(line, end, kind, w) or before in w.outlets or (start > 0 and lower[start - 1] in w.outlets):
        return True
    if _names_islamic_state(lower, start, before, setting, kind):
        return True
    if after in w.speaks and not cue and before not in ("for", "of", "with") and kind in ("country", "city"):
        return True  # "Damascus denied"
    return _is_dateline(line, start, end, cue)


def _is_aside(line: Line, start: int, end: int, before: str, setting: list[str], cue: bool, w: Words) -> bool:
    lower = line.lower
    after = lower[end + 1] if end + 1 < line.n else ""
    if not cue and not w.tag_words.isdisjoint(lower[max(0, start - 12) : start]):
        return True  # "Tags: Syria, Idlib": what a page lists
    if start > 0 and lower[start - 1] in w.launch_setting:
        return True  # "the town lies north of X"
    if after in w.border or before in w.border or (before == "with" and not w.border.isdisjoint(setting)):
        return True
    if before not in ("in", "at", "from", "near") or not setting:
        return False
    if setting[-1] in w.speech_setting or (setting[-1] in ("by", "reporters") and "told" in setting):
        return True
    return before != "from" and setting[-1] in w.launch_setting


def _names_islamic_state(lower: list[str], start: int, before: str, setting: list[str], kind: str) -> bool:
    """ "Islamic State in Iraq and Syria" is a group's name."""
    if before == "in" and setting[-2:] == ["islamic", "state"]:
        return True
    near = lower[max(0, start - 7) : start]
    return before == "and" and kind == "country" and "state" in near and "islamic" in near


def is_body(line: Line, end: int, kind: str, w: Words) -> bool:
    """Whether the words after token `end` make it an organisation: "Aleppo Media Center", "Daraa Health Directorate"."""
    plain = True  # nothing between, or only words that a council has before it: "Nineveh provincial council"
    for j in range(end + 1, min(end + 4, line.n)):
        word = line.lower[j]
        if word in w.organisation:
            return line.capital[j] or kind == "country" or (plain and not line.upper)
        if word in ("local", "provincial", "city", "military"):
            continue
        plain = False
        if not line.capital[j]:
            return False
    return False


def _is_dateline(line: Line, start: int, end: int, cue: bool) -> bool:
    """ "BEIRUT (Reuters) -": the place it was written at, not what it is about."""
    words = line.words
    if start > 0 and not cue and not line.title_case and end + 1 < line.n and line.capital[end + 1]:
        before = words[start - 1]
        if before[0].isdigit() and len(before) >= 4:
            return True  # "20 January 2015 Beirut Government air strikes ...", its marks lost
    following = words[end + 1 : end + 7]
    if line.upper:  # "BEIRUT, MARCH 3, 2015 (AFP) - THE ARMY": the agency in brackets and a dash
        mark = next((k for k in range(end + 1, min(end + _DATELINE, line.n)) if words[k] == "("), 0)
        return start < 3 and mark > 0 and not _DASHED.isdisjoint(words[mark : mark + 5])
    if start > _DATELINE:
        return False
    if words[end].isupper() and ("(" in following or len(words[end]) > 3):
        return True
    return start < 3 and following[:1] != [] and following[0] in _DASHES
