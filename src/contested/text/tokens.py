"""Words, numbers and punctuation marks, each with its place in the text."""

from __future__ import annotations

import re
from operator import add

from contested.text.memo import Memo

# One alternation, each branch linear. The first two are what most tokens are, a plain word or mark, and take nothing from the
# others: words keep their inner hyphens, apostrophes and dots ("al-Nusra", "Syria's", "U.N."), numbers their separators.
_TOKEN = re.compile(
    r"""
      [A-Za-z]{2,}+(?![^\ \n,.;:)!?"])
    | [,.]
    | [^\W\d_](?:\.(?:[^\W\d_]\.)+(?:[^\W\d_](?![^\W\d_]))?               # U.N.  e.g.
                |[^\W\d_]*(?:['\u2019\u2010\u2011-][^\W_]+)*['\u2019]?)      # words, al-Nusra, Syria's, co-op
    | \d{1,3}(?:[,\u00a0\u202f\u2009\ ]\d{3})+(?![\d])(?:\.\d+)?             # 34,000  20 000
    | \d+(?:\.\d+)?                                                         # 300000  2.5
    | \S
    """,
    re.VERBOSE,
)


class Tokens:
    """The tokens of a stretch of text as four parallel lists; `starts` and `ends` index the whole document.

    Most sentences are only asked for their words, so the offsets are made when first asked for.
    """

    __slots__ = ("_text", "ends", "lower", "starts", "words")
    words: list[str]
    lower: list[str]
    starts: list[int]
    ends: list[int]

    def __init__(self, words: list[str], lower: list[str], text: str, start: int) -> None:
        self.words = words
        self.lower = lower
        self._text = (text, start)

    def __len__(self) -> int:
        return len(self.words)

    def __getattr__(self, name: str) -> list[int]:
        """Only asked for `starts` and `ends` before they were made: a slot that holds a value is read without this."""
        if name not in ("starts", "ends"):
            raise AttributeError(name)
        text, at = self._text
        sizes = list(map(len, self.words))
        starts: list[int] = []
        find, append = text.find, starts.append
        for word, size in zip(self.words, sizes, strict=True):
            at = find(word, at)  # nothing but white space stands between two tokens
            append(at)
            at += size
        self.starts, self.ends = starts, ends = starts, list(map(add, starts, sizes))
        return starts if name == "starts" else ends

    def with_lower(self, lower: list[str]) -> Tokens:
        """The same tokens, read as other words."""
        found = Tokens(self.words, lower, *self._text)
        found.starts, found.ends = self.starts, self.ends
        return found


def _lower(word: str) -> str:
    return word.lower().replace("\u2019", "'")


_lower_of = Memo(_lower).__getitem__


def tokenize(text: str, start: int = 0, end: int | None = None) -> Tokens:
    """Tokens of ``text[start:end]``.

    Runs in time linear in the length of the stretch.
    """
    words: list[str] = _TOKEN.findall(text, start, len(text) if end is None else end)
    return Tokens(words, list(map(_lower_of, words)), text, start)
