"""Words, numbers and punctuation marks, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import accumulate, compress, count
from operator import sub

from contested.text.fold import Folded, fold, needs_folding
from contested.text.memo import Memo

# A token, with the space before it if there is one. One alternation, each branch linear. The first two branches are what most
# tokens are, a plain word or mark, and take nothing from the others: words keep their inner hyphens, apostrophes and dots
# ("al-Nusra", "Syria's", "U.N."), numbers their separators.
_TOKEN = re.compile(
    r"""
    [ ]?(?:
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
    """The tokens of a stretch of text as four parallel lists; `starts` and `ends` index the whole document.

    Of most sentences only the words are asked for: where they stand is worked out when first asked for.
    """

    __slots__ = ("_offset", "_pieces", "_stretch", "ends", "lower", "starts", "words")

    words: list[str]
    lower: list[str]
    starts: list[int]
    ends: list[int]
    # the words of a stretch each with the space before it, the stretch, and where it begins
    _pieces: list[str]
    _stretch: str
    _offset: int

    def __init__(self, words: list[str], lower: list[str], starts: list[int], ends: list[int]) -> None:
        self.words = words
        self.lower = lower
        self.starts = starts
        self.ends = ends

    @classmethod
    def unplaced(cls, stretch: str, offset: int) -> Tokens:
        """The tokens of `stretch`, which begins at `offset` of the document."""
        tokens = cls.__new__(cls)
        tokens._stretch = stretch
        tokens._offset = offset
        tokens._pieces = _TOKEN.findall(stretch)
        tokens.words = list(map(_word_of, tokens._pieces))
        tokens.lower = list(map(_lower_of, tokens.words))
        return tokens

    def __getattr__(self, name: str) -> list[int]:
        # asked only while the places are not yet set
        if name not in ("starts", "ends"):
            raise AttributeError(name)
        sizes = list(map(len, self.words))
        pieces = list(accumulate(map(len, self._pieces)))
        if not pieces or pieces[-1] == len(self._stretch):
            # the pieces make up the stretch, as nearly everywhere: at most one space stands between two tokens
            self.ends = list(map(self._offset.__add__, pieces))
        else:
            self.ends = _ends(self._stretch, self._offset, self.words, sizes)
        self.starts = list(map(sub, self.ends, sizes))
        return self.starts if name == "starts" else self.ends

    def respelled(self, lower: list[str]) -> Tokens:
        """The same tokens with other small letters."""
        return Tokens(self.words, lower, self.starts, self.ends)

    def __len__(self) -> int:
        return len(self.words)


def _lower(word: str) -> str:
    return word.lower().replace("\u2019", "'")


def _word(piece: str) -> str:
    # one string for a word wherever it stands: what is remembered of it is found the faster
    return _words[piece[1:]] if piece[0] == " " else piece


_words = Memo(_word)
_word_of = _words.__getitem__
_lower_of = Memo(_lower).__getitem__


def where(words: list[str], wanted: Container[str]) -> list[int]:
    """The places in `words` of those that are `wanted`."""
    return list(compress(count(), map(wanted.__contains__, words)))


def tokenize(text: str, start: int = 0, end: int | None = None, *, as_written: bool = False) -> Tokens:
    """Tokens of ``text[start:end]``; `as_written` says that the text is known to need no folding (see `may_need_folding`).

    Runs in time linear in the length of the stretch.
    """
    stretch = text[start:end]
    if not as_written and needs_folding(stretch):
        found = _folded(fold(text, start, len(text) if end is None else end))
        if found.words:
            return found
        # a stretch of nothing but unseen signs has tokens too, so that no sentence is without one
    return Tokens.unplaced(stretch, start)


def _folded(read: Folded) -> Tokens:
    """The words of the copy that is read, at their places in the text itself."""
    found = Tokens.unplaced(read.text, 0)
    return Tokens(found.words, found.lower, [read.starts[i] for i in found.starts], [read.ends[i - 1] for i in found.ends])


def _ends(stretch: str, offset: int, words: list[str], sizes: list[int]) -> list[int]:
    """Where each token ends; nothing but white space stands between two tokens."""
    ends: list[int] = []
    find, at = stretch.find, 0
    for word, size in zip(words, sizes, strict=True):
        at = find(word, at) + size
        ends.append(at + offset)
    return ends
