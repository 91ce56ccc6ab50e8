"""Words, numbers and punctuation marks, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import accumulate, chain, compress, count
from operator import sub

from contested.text.fold import Folded, fold, may_need_folding, needs_folding
from contested.text.memo import Memo

# One alternation, each branch linear. The first two branches are what most tokens are, a plain word or mark, and take nothing
# from the others: words keep their inner hyphens, apostrophes and dots ("al-Nusra", "Syria's", "U.N."), numbers their separators.
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
# what every token with a space in it holds
_NUMBER_IN_PIECES = re.compile(r"\d \d\d\d(?!\d)")


class Tokens:
    """The tokens of a stretch of text as four parallel lists; `starts` and `ends` index the whole document.

    Of most sentences only the words are asked for: where they stand is worked out when first asked for.
    """

    __slots__ = ("_chunks", "_ends", "_offset", "_starts", "_stretch", "lower", "words")

    def __init__(self, words: list[str], lower: list[str], starts: list[int] | None, ends: list[int] | None) -> None:
        self.words = words
        self.lower = lower
        self._starts = starts
        self._ends = ends
        # to find the places in: the stretch, what stands between its spaces, and where it begins
        self._stretch = ""
        self._chunks: list[str] = []
        self._offset = 0

    @classmethod
    def unplaced(cls, stretch: str, offset: int, *, plain: bool) -> Tokens:
        """The tokens of `stretch`, which begins at `offset` of the document; `plain` where no number of it holds a space."""
        chunks = stretch.split(" ")
        if plain or _NUMBER_IN_PIECES.search(stretch) is None:
            words = list(chain.from_iterable(map(_words_of, chunks)))
        else:
            words = list(map(_word_of, _TOKEN.findall(stretch)))
        tokens = Tokens(words, list(map(_lower_of, words)), None, None)
        tokens._stretch = stretch
        tokens._chunks = chunks
        tokens._offset = offset
        return tokens

    @property
    def starts(self) -> list[int]:
        """Where each token begins."""
        return self._placed()[0] if self._starts is None else self._starts

    @property
    def ends(self) -> list[int]:
        """Where each token ends."""
        return self._placed()[1] if self._ends is None else self._ends

    def _placed(self) -> tuple[list[int], list[int]]:
        stretch, words = self._stretch, self.words
        sizes = list(map(len, words))
        # at most one space stands between two tokens, nearly everywhere: then what the chunks hold makes up the stretch
        ends = list(accumulate(chain.from_iterable(map(_steps_of, self._chunks)), initial=self._offset - 1))
        del ends[0]
        if len(ends) != len(words) or ends[-1:] != [self._offset + len(stretch)]:
            ends = _ends(stretch, self._offset, words, sizes)
        starts = list(map(sub, ends, sizes))
        self._starts, self._ends = starts, ends
        return starts, ends

    def respelled(self, lower: list[str]) -> Tokens:
        """The same tokens with other small letters."""
        return Tokens(self.words, lower, self.starts, self.ends)

    def __len__(self) -> int:
        return len(self.words)


def _lower(word: str) -> str:
    return word.lower().replace("\u2019", "'")


def _chunk(chunk: str) -> tuple[str, ...]:
    # one string for a word wherever it stands: what is remembered of it is found the faster
    return tuple(_word_of(word) for word in _TOKEN.findall(chunk))


def _steps(chunk: str) -> tuple[int, ...]:
    """How far each token of a chunk ends behind the one before it, the space before the chunk counted in."""
    ends = [-1, *(m.end() for m in _TOKEN.finditer(chunk))]
    return tuple(map(sub, ends[1:], ends))


_lower_of = Memo(_lower).__getitem__
_word_of = Memo(str).__getitem__
# of what stands between two spaces, the tokens and their steps
_words_of = Memo(_chunk).__getitem__
_steps_of = Memo(_steps).__getitem__


def where(words: list[str], wanted: Container[str]) -> list[int]:
    """The places in `words` of those that are `wanted`."""
    return list(compress(count(), map(wanted.__contains__, words)))


def is_plain(text: str) -> bool:
    """True where every stretch of the text is read as it is written, and no number of it holds a space: in most texts."""
    return not may_need_folding(text) and _NUMBER_IN_PIECES.search(text) is None


def tokenize(text: str, start: int = 0, end: int | None = None, *, plain: bool = False) -> Tokens:
    """Tokens of ``text[start:end]``; `plain` says that the text is known to be so (see `is_plain`).

    Runs in time linear in the length of the stretch.
    """
    stretch = text[start:end]
    if not plain and needs_folding(stretch):
        found = _folded(fold(text, start, len(text) if end is None else end))
        if found.words:
            return found
        # a stretch of nothing but unseen signs has tokens too, so that no sentence is without one
    return Tokens.unplaced(stretch, start, plain=plain)


def _folded(read: Folded) -> Tokens:
    """The words of the copy that is read, at their places in the text itself."""
    found = Tokens.unplaced(read.text, 0, plain=False)
    return Tokens(found.words, found.lower, [read.starts[i] for i in found.starts], [read.ends[i - 1] for i in found.ends])


def _ends(stretch: str, offset: int, words: list[str], sizes: list[int]) -> list[int]:
    """Where each token ends; nothing but white space stands between two tokens."""
    ends: list[int] = []
    find, at = stretch.find, 0
    for word, size in zip(words, sizes, strict=True):
        at = find(word, at) + size
        ends.append(at + offset)
    return ends
