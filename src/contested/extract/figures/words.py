"""The closed word classes that several rules share, and the compiled tables of the lexicon."""

from __future__ import annotations

from dataclasses import dataclass

from contested.extract.nouns import NounWords, compile_nouns
from contested.extract.quantities import QuantityWords, compile_quantities
from contested.extract.triggers import TriggerWords, compile_triggers
from contested.lexicon import Lexicon

BE = frozenset("is are was were be been being am got get gets getting 's lay lie lies".split())
HAVE = frozenset("has have had having 've".split())
MODALS = frozenset("will would could can may might must can should shall".split())
AUXILIARIES = BE | HAVE | MODALS
# Adverbs, and words that stand where an adverb can ("were believed killed").
ADVERBS = frozenset(
    """also already reportedly allegedly apparently now still since later then subsequently recently immediately instantly either
    both all each just even again meanwhile presumably probably possibly likely believed confirmed said slightly seriously
    severely critically badly lightly gravely mortally fatally instead together initially deliberately summarily brutally mostly
    mainly currently newly temporarily forcibly internally ever so far reported feared thought known presumed to have being as
    well estimated almost nearly indirectly directly effectively never more others alone safely overnight today yesterday
    eventually finally moderately""".split()
)
COORDINATORS = frozenset(("and", "or", "&", ",", "/", ";", "plus", "nor"))
AND_OR = frozenset(("and", "or", "&", "/"))
LIST_PHRASES = (
    ("as", "well", "as"),
    ("along", "with"),
    ("together", "with"),
    ("in", "addition", "to"),
    ("as", "well"),
    ("not", "to", "mention"),
    ("besides",),
)
# Verbs and conjunctions behind which another statement begins.
BLOCK = frozenset(
    """said says say told added reported reports announced claimed stated confirmed according after when while as because although
    though but if unless whether until till hit struck targeted launched fired attacked stormed raided bombed shelled exploded
    detonated began started clashed fought blew destroyed damaged condemned called asked voiced urged opened carried entered
    advanced arrived took gave made saw showed went came used ordered broke
    ; : . ? ! where whose than whereas despite following""".split()
)
NEGATIVE = frozenset("not never n't no nobody none neither without nor cannot".split())
SAYS = frozenset("said says say told added reported reports".split())
PREPOSITIONS = frozenset(
    """in at on near from of around outside inside across during since for with to between over under against along throughout
    within""".split()
)


@dataclass(frozen=True, slots=True)
class Words:
    """The compiled tables that the grammar of figures reads."""

    quantities: QuantityWords
    nouns: NounWords
    triggers: TriggerWords


def compile_words(lexicon: Lexicon) -> Words:
    """Bring the tables together (call through ``lexicon.compiled``)."""
    return Words(lexicon.compiled(compile_quantities), lexicon.compiled(compile_nouns), lexicon.compiled(compile_triggers))
