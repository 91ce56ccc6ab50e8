"""In: a document's text. Out: its sentences and their tokens, as character offsets into that same text."""

from contested.text.case import in_any_case, in_small_letters
from contested.text.memo import Memo
from contested.text.sentences import Sentence, split_sentences
from contested.text.tokens import Tokens, tokenize, where
from contested.text.view import TextView

__all__ = ["Memo", "Sentence", "TextView", "Tokens", "in_any_case", "in_small_letters", "split_sentences", "tokenize", "where"]
