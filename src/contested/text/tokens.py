"""Words, numbers and punctuation marks, each with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from contested.text.fold import Folded, fold, needs_folding

# One alternation, each branch linear. Order matters: numbers with separators first, then words that
# keep their inner hyphens, apostrophes and dots ("al-Nusra", "Syria's", "U.N."), then single marks.
_TOKEN = re.compile(
    r"""
      \d{1,3}(?:[,\u00a0\u202f\u2009 ]\d{3})+(?![\d])(?:\.\d+)?   # 34,000  20 000
    | \d+(?:\.\d+)?                                  # 300000  2.5
    | (?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W\d_]))?    # U.N.  e.g.
    | [^\W\d_]+(?:['\u2019\u2010\u2011-][^\W_]+)*['\u2019]?  # words, al-Nusra, Syria's, co-op
    | \S
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a stretch of text as three parallel lists; offsets index the whole document."""

    words: list[str]
    lower: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.words)


def tokenize(text: str, start: int = 0, end: int | None = None) -> Tokens:
    """Tokens of ``text[start:end]``.

    Runs in time linear in the length of the stretch.
    """
    end = len(text) if end is None else end
    found = _folded(fold(text, start, end)) if needs_folding(text, start, end) else None
    # a stretch of nothing but unseen signs has tokens too, so that no sentence is without one
    return found if found is not None and found.words else _plain(text, start, end)


def _plain(text: str, start: int, end: int) -> Tokens:
    found = list(_TOKEN.finditer(text, start, end))
    words = [m[0] for m in found]
    lower = [w.lower() for w in words]
    if "\u2019" in text:
        lower = [w.replace("\u2019", "'") for w in lower]
    return Tokens(words, lower, [m.start() for m in found], [m.end() for m in found])


def _folded(read: Folded) -> Tokens:
    """The words of the copy that is read, at their places in the text itself."""
    found = _plain(read.text, 0, len(read.text))
    return Tokens(found.words, found.lower, [read.starts[i] for i in found.starts], [read.ends[i - 1] for i in found.ends])
