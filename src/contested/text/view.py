"""A document with its sentences, and tokens made when first asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from contested.model import Document
from contested.text.sentences import Sentence, split_sentences
from contested.text.tokens import Tokens, tokenize


def in_small_letters(text: str) -> str:
    """`text` in small letters, of the same length: a letter whose small form is longer stays as it is."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(low if len(low := c.lower()) == 1 else c for c in text)


@dataclass(slots=True)
class TextView:
    """What every stage of reading sees of one document.

    `reference` is the day relative dates are counted from: the text's own dateline where it has one,
    else the published date, else None (then "Friday" stays unresolved).
    """

    document: Document
    sentences: list[Sentence]
    dateline: dt.date | None = None
    _tokens: dict[int, Tokens] = field(default_factory=dict)
    _small: str | None = None

    @classmethod
    def of(cls, document: Document, dateline: dt.date | None = None) -> TextView:
        return cls(document, split_sentences(document.text), dateline)

    @property
    def text(self) -> str:
        return self.document.text

    @property
    def small(self) -> str:
        """The text in small letters, character for character: patterns look through it much faster than in any case."""
        if self._small is None:
            self._small = in_small_letters(self.document.text)
        return self._small

    @property
    def reference(self) -> dt.date | None:
        return self.dateline or self.document.published

    def sentence_text(self, index: int) -> str:
        s = self.sentences[index]
        return self.document.text[s.start : s.end]

    def tokens(self, index: int) -> Tokens:
        """The tokens of sentence `index`, offsets in the whole text."""
        found = self._tokens.get(index)
        if found is None:
            s = self.sentences[index]
            found = self._tokens[index] = tokenize(self.document.text, s.start, s.end)
        return found

    def is_headline(self, index: int) -> bool:
        """True for a sentence of the title: the first paragraph, when the document has more than one."""
        return self.sentences[index].paragraph == 0 and self.sentences[-1].paragraph > 0
