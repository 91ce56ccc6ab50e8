"""What is remembered from word to word: a text asks the same questions of the same few thousand words again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# So many words are remembered, with one answer each; then all is forgotten, so that no text can fill the memory.
REMEMBERED = 20_000
# What is longer than this is no word that will be met again.
LONGEST = 40


class Memo(dict[str, T]):
    """The answers of a function of one word, at the speed of a dict: ``memo[word]`` asks once and then remembers.

    Its methods ``__getitem__`` and ``map`` go well together: ``list(map(memo.__getitem__, words))`` runs no Python code for
    words met before. The function must depend on nothing but the word (and on what never changes, like a lexicon).
    """

    __slots__ = ("_ask",)

    def __init__(self, ask: Callable[[str], T]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, word: str) -> T:
        answer = self._ask(word)
        if len(word) <= LONGEST:
            if len(self) >= REMEMBERED:
                self.clear()
            self[word] = answer
        return answer
