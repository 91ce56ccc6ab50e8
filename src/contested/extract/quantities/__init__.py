"""In: the tokens of a sentence. Out: how many: numbers in digits and words, ranges, shares, vague terms, with their hedges.

Nothing here knows what is counted; a number that turns out to be a date or a distance is told apart by what stands around it
(`labels`) and by the noun phrase that follows. `finder` goes over the tokens; `numbers`, `shares` and `vague` read what stands
there, `hedges` what stands around it.
"""

from contested.extract.quantities.finder import find_quantities
from contested.extract.quantities.words import Quantity, QuantityWords, compile_quantities

__all__ = ["Quantity", "QuantityWords", "compile_quantities", "find_quantities"]
