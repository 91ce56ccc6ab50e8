"""Words, numbers and punctuation marks, each with its place in the text."""

from __future__ import annotations

import re
from itertools import chain
from operator import add

from contested.text.fold import Folded, fold, needs_folding
from contested.text.memo import Memo

# A token, after a space or none. One alternation, each branch linear. The first two branches are what most tokens are, a plain
# word or mark, and take nothing from the others: words keep their inner hyphens, apostrophes and dots ("al-Nusra", "Syria's",
# "U.N."), numbers their separators.
_TOKEN = re.compile(
    r"""
    [ ]?(
      [A-Za-z]{2,}+(?![^\ \n,.;:)!?"])
    | [,.]
    | [^\W\d_](?:\.(?:[^\W\d_]\.)+(?:[^\W\d_](?![^\W\d_]))?               # U.N.  e.g.
                |[^\W\d_]*(?:['\u2019\u2010\u2011-][^\W_]+)*['\u2019]?)      # words, al-Nusra, Syria's, co-op
    | \d{1,3}(?:[,\u00a0\u202f\u2009\ ]\d{3})+(?![\d])(?:\.\d+)?             # 34,000  20 000
    | \d+(?:\.\d+)?                                                         # 300000  2.5
    | \S)
    """,
    re.VERBOSE,
)


class Tokens:
    """The tokens of a stretch of text as four parallel lists; `starts` and `ends` index the whole document."""

    __slots__ = ("ends", "lower", "starts", "words")

    def __init__(self, words: list[str], lower: list[str], starts: list[int], ends: list[int]) -> None:
        self.words = words
        self.lower = lower
        self.starts = starts
        self.ends = ends

    def __len__(self) -> int:
        return len(self.words)


def _lower(word: str) -> str:
    return word.lower().replace("\u2019", "'")


_lower_of = Memo(_lower).__getitem__


def tokenize(text: str, start: int = 0, end: int | None = None) -> Tokens:
    """Tokens of ``text[start:end]``.

    Runs in time linear in the length of the stretch.
    """
    end = len(text) if end is None else end
    found = _folded(fold(text, start, end)) if needs_folding(text, start, end) else None
    # a stretch of nothing but unseen signs has tokens too, so that no sentence is without one
    return found if found is not None and found.words else _plain(text, start, end)


def _plain(text: str, start: int, end: int) -> Tokens:
    stretch = text[start:end]
    words: list[str] = _TOKEN.findall(stretch)
    sizes = list(map(len, words))
    starts = _starts(stretch, start, words, sizes)
    return Tokens(words, list(map(_lower_of, words)), starts, list(map(add, starts, sizes)))


def _folded(read: Folded) -> Tokens:
    """The words of the copy that is read, at their places in the text itself."""
    found = _plain(read.text, 0, len(read.text))
    return Tokens(found.words, found.lower, [read.starts[i] for i in found.starts], [read.ends[i - 1] for i in found.ends])


def _starts(stretch: str, offset: int, words: list[str], sizes: list[int]) -> list[int]:
    """Where each token begins; nothing but white space stands between two tokens."""
    if words and stretch.isprintable() and "  " not in stretch:
        # at most one space, as nearly everywhere
        at = 0
        return [offset + (at := at + size + (stretch[at + size] == " ")) for size in chain((0,), sizes[:-1])]
    starts: list[int] = []
    find, append, at = stretch.find, starts.append, 0
    for word, size in zip(words, sizes, strict=True):
        at = find(word, at)
        append(at + offset)
        at += size
    return starts
