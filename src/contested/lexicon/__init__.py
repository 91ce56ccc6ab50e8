"""In: the TOML files of this folder and an analyst's own. Out: one merged, validated `Lexicon`.

Words are data. Each file is one table of the lexicon, named by its stem; the stages compile what they
need from it (`lexicon["sources"]`) once and keep it per lexicon.
"""

from contested.lexicon.load import Lexicon, load_lexicon

__all__ = ["Lexicon", "load_lexicon"]
