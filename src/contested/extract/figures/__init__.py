"""In: the tokens of a sentence and its quantities. Out: which of them count people killed, displaced, trapped ...

Every quantity that can count people (`candidates`) looks for the word that governs it, by named rules in a fixed order
(`grammar`): what follows its noun phrase (`predicates`, with `auxiliaries` and `verb_forms`), what stands before (`objects`),
and frames of other kinds (`frames`, `tolls`, `tables`). Then it may take from another figure what it lacks (`spread`, with
`joins` and `lists`), and `second_look` settles shared hedges and groups. `people` turns what was read into figures.
Every rule, with an example: docs/figures.md.
"""

from contested.extract.figures.candidates import Candidate
from contested.extract.figures.grammar import is_inner, is_negated, read
from contested.extract.figures.people import people_figures
from contested.extract.figures.sentence import Sentence
from contested.extract.figures.words import NEGATIVE, Words, compile_words

__all__ = ["NEGATIVE", "Candidate", "Sentence", "Words", "compile_words", "is_inner", "is_negated", "people_figures", "read"]
