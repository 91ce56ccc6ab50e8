"""A document with its sentences, and tokens made when first asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from contested.model import Document
from contested.text.case import in_small_letters
from contested.text.sentences import Sentence, split_sentences
from contested.text.tokens import Tokens, is_plain, tokenize

T = TypeVar("T")
L = TypeVar("L")


@dataclass(slots=True)
class TextView:
    """What every stage of reading sees of one document.

    `reference` is the day relative dates are counted from: the text's own dateline where it has one,
    else the published date, else None (then "Friday" stays unresolved).
    """

    document: Document
    sentences: list[Sentence]
    dateline: dt.date | None = None
    text: str = field(init=False)
    # the text in small letters, character for character: patterns look through it much faster than in any case
    small: str = field(init=False)
    # how many sentences the title has: the first paragraph, when the document has more than one
    headlines: int = field(init=False)
    _tokens: list[Tokens | None] = field(init=False)
    _plain: bool = field(init=False)
    _kept: dict[Any, Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.text = self.document.text
        self.small = in_small_letters(self.text)
        paragraphs = [s.paragraph for s in self.sentences]
        self.headlines = paragraphs.count(0) if paragraphs and paragraphs[-1] > 0 else 0
        self._tokens = [None] * len(self.sentences)
        self._plain = is_plain(self.text)

    @classmethod
    def of(cls, document: Document, dateline: dt.date | None = None) -> TextView:
        return cls(document, split_sentences(document.text), dateline)

    @property
    def reference(self) -> dt.date | None:
        return self.dateline or self.document.published

    def sentence_text(self, index: int) -> str:
        s = self.sentences[index]
        return self.text[s.start : s.end]

    def tokens(self, index: int) -> Tokens:
        """The tokens of sentence `index`, offsets in the whole text."""
        found = self._tokens[index]
        if found is None:
            s = self.sentences[index]
            found = self._tokens[index] = tokenize(self.text, s.start, s.end, plain=self._plain)
        return found

    def tokens_before(self, end: int) -> Tokens:
        """The tokens of ``text[:end]``, sentence by sentence; one that reaches beyond is cut there."""
        words: list[str] = []
        lower: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for s in self.sentences:
            if s.start >= end:
                break
            inside = self.tokens(s.index) if s.end <= end else tokenize(self.text, s.start, end, plain=self._plain)
            words += inside.words
            lower += inside.lower
            starts += inside.starts
            ends += inside.ends
        return Tokens(words, lower, starts, ends)

    def kept(self, build: Callable[[TextView, L], T], lexicon: L) -> T:
        """What `build` makes of this document with a lexicon: worked out once, when first asked for."""
        if build not in self._kept:
            self._kept[build] = build(self, lexicon)
        result: T = self._kept[build]
        return result

    def is_headline(self, index: int) -> bool:
        """True for a sentence of the title."""
        return index < self.headlines
