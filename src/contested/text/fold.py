"""Text as it is read, where it is not as it is written: signs nobody sees, digits of other scripts, letters in pieces.

The stored text is never changed. What is read is a copy of a stretch of it, with the place of each character in the original.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Soft hyphens, joiners, marks of direction, a byte order mark inside a text: no part of any word.
_UNSEEN = "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
# What stands for the same sign of a number or for the same letters.
_SAME = {
    "\u2007": "\u00a0",
    "\u2008": "\u2009",
    "\u200a": "\u2009",
    "\u2006": "\u2009",
    "\u066b": ".",
    "\u066c": ",",
    "\uff0c": ",",
    "\uff0e": ".",
}
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
_SIGN = re.compile(f"[{_UNSEEN}{''.join(_SAME)}{''.join(_LIGATURES)}\u0300-\u036f]|(?![0-9])\\d")
_HIDDEN = re.compile(f"[{_UNSEEN}]")
# thousands as they are written in Switzerland: 1'200
_APOSTROPHE = re.compile(r"(?<![\d'\u2019])(\d{1,3})((?:['\u2019]\d{3})+)(?!['\u2019]?\d)")
# what every match of the one above holds
_APOSTROPHE_IN_NUMBER = re.compile(r"['\u2019](?<=\d.)\d{3}")


@dataclass(frozen=True, slots=True)
class Folded:
    """What is read; character ``i`` of it stands at ``[starts[i], ends[i])`` of the text."""

    text: str
    starts: list[int]
    ends: list[int]


def needs_folding(stretch: str) -> bool:
    """True where a stretch is not read as it is written; that is rare."""
    return (not stretch.isascii() and _SIGN.search(stretch) is not None) or _APOSTROPHE.search(stretch) is not None


def may_need_folding(text: str) -> bool:
    """False where no stretch of the text needs folding, which spares looking at each of them."""
    return (not text.isascii() and _SIGN.search(text) is not None) or _APOSTROPHE_IN_NUMBER.search(text) is not None


def fold(text: str, start: int, end: int) -> Folded:
    """``text[start:end]`` as it is read."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for i in range(start, end):
        c = text[i]
        if _HIDDEN.match(c):
            continue
        if out and unicodedata.combining(c):
            whole = unicodedata.normalize("NFC", out[-1] + c)
            out[-1] = whole if len(whole) == 1 else out[-1]
            ends[-1] = i + 1
            continue
        for part in _LIGATURES.get(c, c):
            out.append(_read_as(part))
            starts.append(i)
            ends.append(i + 1)
    read = _APOSTROPHE.sub(lambda m: m[1] + m[2].replace("'", ",").replace("\u2019", ","), "".join(out))
    return Folded(read, starts, ends)


def _read_as(c: str) -> str:
    if c in _SAME:
        return _SAME[c]
    return str(unicodedata.decimal(c)) if not c.isascii() and c.isdecimal() else c
