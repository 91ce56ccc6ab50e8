"""What a lexicon may hold, as data: the keys of every table, their types and the values they can have.

Read by `validate` (is a file right?) and by `merge` (how does a file of one's own change the project's?). A key that
the code reads stands here, in `docs/lexicon.md` and in the table's own comments; tests hold the three together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from contested.model import ASPECTS, BOUNDS, INDICATORS, POPULATIONS, SOURCE_TYPES

PEOPLE_INDICATORS = tuple(i for i in INDICATORS if not i.startswith("control"))
PLACE_KINDS = ("country", "region", "province", "area", "city", "town", "district", "site")
FRAMES = ("transitive", "intransitive", "both", "passive")
SIDES = ("fighters_is", "fighters_other", "fighters_opposition", "fighters_government")
REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Text:
    """One string. With `choices`, one of them; `what` names them to the user ("indicator")."""

    choices: tuple[str, ...] = ()
    what: str = "value"
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A number between `least` and `most`, both included."""

    least: float | None = None
    most: float | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date."""


@dataclass(frozen=True, slots=True)
class Words:
    """A list of words or phrases; a file of one's own adds to it.

    `lower`: compared in lower case, so capitals could never match. `tokens`: compared token by token, so a phrase must
    be written as the text is cut ("approx ." for "approx."; "*place" is a mark). `single`: one token each. `patterns`: regular expressions.
    `least`: how many must remain, where an empty list would match everything.
    """

    lower: bool = True
    tokens: bool = False
    single: bool = False
    patterns: bool = False
    least: int = 0
    blank: bool = False
    choices: tuple[str, ...] = ()
    what: str = "value"


@dataclass(frozen=True, slots=True)
class Forms:
    """The inflected forms of a verb: third person, past, participle, gerund, then other spellings; replaced as a whole."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A fixed number of lists of words (the months); a file of one's own gives as many, each adds to its own."""

    count: int


@dataclass(frozen=True, slots=True)
class Map:
    """Keys of the user's choice, each with a value of one shape; `keys` says how the keys must be written."""

    value: Shape
    keys: Words = field(default_factory=lambda: Words(lower=False))


@dataclass(frozen=True, slots=True)
class Table:
    """The keys the code reads. `needs`: those every new entry gives. `apart`: lists of which a word stands in one only.

    `rest`: the shape of all further keys of the project's own table, where it is a collection of like word lists.
    A file of one's own may use those keys, and no others.
    """

    keys: Mapping[str, Shape]
    needs: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    rest: Shape | None = None

    def at(self, key: str) -> Shape | None:
        return self.keys.get(key, self.rest)


@dataclass(frozen=True, slots=True)
class Entries:
    """A list of tables. Where they have a `name`, the name is unique and an entry of that name extends the project's.

    `takes`: lists whose words, in an entry of one's own, leave the project's entries: each belongs to one entry.
    """

    entry: Table
    takes: tuple[str, ...] = ()

    @property
    def named(self) -> bool:
        return "name" in self.entry.keys


Shape: TypeAlias = Text | Number | Flag | Day | Words | Forms | Rows | Map | Table | Entries

_PHRASES = Words(tokens=True)
_SINGLE = Words(tokens=True, single=True)
_LOWER = Words()
_NAMES = Words(lower=False)
_PATTERNS = Words(lower=False, patterns=True, least=1)
_NEEDED = Words(least=1)
_INDICATOR = Text(PEOPLE_INDICATORS, "indicator")
_INDICATORS = Words(choices=INDICATORS, what="indicator")
_POPULATIONS = Words(choices=POPULATIONS, what="population")
_ASPECTS = Words(choices=ASPECTS, what="aspect")
_KIND = Text(PLACE_KINDS, "kind of place")
_SOURCE_KIND = Text(SOURCE_TYPES, "kind of source")
_FORMULAS = Map(Text(), Words(choices=("low", "best", "high"), what="end of an interval"))


def _by(names: tuple[str, ...], shape: Shape, apart: bool = True, **more: Shape) -> Table:
    return Table({**dict.fromkeys(names, shape), **more}, apart=names if apart else ())


def _lists(shape: Shape = _LOWER, **keys: Shape) -> Table:
    return Table(keys, rest=shape)


_HEDGES = ("at_least", "more_than", "at_most", "less_than", "approx")

SHAPES: Mapping[str, Table] = {
    "quantities": Table(
        {
            "units": Map(Number(0), _SINGLE),
            "multipliers": Map(Number(1), _SINGLE),
            "suffixes": Map(Number(1), _SINGLE),
            "fractions": Map(Number(0, 100), _SINGLE),
            "hedges": _by((*_HEDGES, "none"), _PHRASES),
            "hedges_after": _by(_HEDGES, _PHRASES),
            "vague": Table(
                {"plural": _SINGLE, "quantifiers": _SINGLE, "phrases": Map(Text(blank=True), _PHRASES)}, apart=("plural", "quantifiers")
            ),
            "not_a_quantity": _lists(),
        }
    ),
    "indicators": Table(
        {
            "verb": Entries(
                Table(
                    {
                        "indicator": _INDICATOR,
                        "frame": Text(FRAMES, "frame"),
                        "lemmas": Words(tokens=True, single=True, least=1),
                        "irregular": Map(Forms(), _SINGLE),
                        "people_only": Flag(),
                        "needs": _SINGLE,
                        "particle": Map(_PHRASES, _SINGLE),
                    },
                    needs=("indicator", "frame", "lemmas"),
                )
            ),
            "noun": Entries(
                Table({"indicator": _INDICATOR, "strong": _PHRASES, "weak": _PHRASES}, needs=("indicator",)), takes=("strong", "weak")
            ),
            "nominal": _by(PEOPLE_INDICATORS, _SINGLE),
            "toll": Table(dict.fromkeys(PEOPLE_INDICATORS, _PHRASES), apart=PEOPLE_INDICATORS, rest=_PHRASES),
            "adjective": Entries(Table({"indicator": _INDICATOR, "words": _SINGLE}, needs=("indicator", "words")), takes=("words",)),
            "phrases": _by(PEOPLE_INDICATORS, _PHRASES),
            "around": Entries(Table({"indicator": _INDICATOR, "verbs": _SINGLE, "after": _PHRASES}, needs=("indicator", "verbs", "after"))),
            "before": _by(PEOPLE_INDICATORS, _PHRASES),
            "aid": Table({"words": _SINGLE}),
        }
    ),
    "groups": Table(
        {
            "nouns": _by(POPULATIONS, _PHRASES),
            "affiliations": Table({**dict.fromkeys(SIDES, _NAMES), "weak_government": _LOWER}, apart=SIDES),
            "families": Table({"words": _SINGLE}),
            "modifiers": Table({"words": _LOWER}),
        },
        rest=_lists(),
    ),
    "nouns": Table({"things": Table({"words": _PHRASES}), "places": Table({"words": _PHRASES})}),
    "control": Table(
        {
            "take": Table(
                {"sure": _SINGLE, "unsure": _SINGLE, "irregular": Map(Forms(), _SINGLE), "needs_achievement": _SINGLE},
                apart=("sure", "unsure"),
            ),
            "control": _lists(_SINGLE),
            "fall": Table({"forms": _SINGLE, "subjects_only": Flag()}),
            "lose": Table({"verbs": _SINGLE, "irregular": Map(Forms(), _SINGLE)}),
            "withdraw": Table(
                {
                    "verbs": _LOWER,
                    "irregular": Map(Forms(), _SINGLE),
                    "force_subject": _SINGLE,
                    "before": Map(Words(tokens=True, blank=True), _SINGLE),
                }
            ),
            "expel": Table({"verbs": _LOWER, "irregular": Map(Forms(), _SINGLE), "links": _PHRASES}),
            "nouns": _lists(_SINGLE),
            "pass": Table({"phrases": _PHRASES, "must_follow": _SINGLE}),
            "not_done": _lists(),
            "share": _lists(adverbs=Map(Text(), _PHRASES)),
        }
    ),
    "status": Table(
        {
            "reported": _lists(_PHRASES),
            "believed": _lists(_PHRASES),
            "hypothetical": _lists(),
            "denied": Table({"words": _SINGLE}),
        }
    ),
    "reporting": Table(
        {
            **dict.fromkeys(("verbs", "nouns", "modifiers", "frames"), _lists()),
            "spelling": Map(Text(), _LOWER),
        }
    ),
    "sources": Table(
        {
            "ambiguous": _NAMES,
            "source": Entries(
                Table(
                    {
                        "name": Text(),
                        "aliases": _NAMES,
                        "people": _NAMES,
                        "kind": _SOURCE_KIND,
                        "alignment": Text(),
                        "is_outlet": Flag(),
                        "nouns": _LOWER,
                    },
                    needs=("name", "kind"),
                )
            ),
            "nation": Entries(
                Table(
                    {
                        "name": Text(),
                        "adjectives": Words(lower=False, least=1),
                        "capital": Text(),
                        "capitals": _NAMES,
                        "kind": _SOURCE_KIND,
                        "alignment": Text(),
                        "government": Text(),
                    },
                    needs=("name", "adjectives", "kind"),
                )
            ),
            "institution": Entries(
                Table(
                    {"name": Text(), "aliases": _NAMES, "kind": _SOURCE_KIND, "is_outlet": Flag(), "alignment": Text(), "nouns": _LOWER},
                    needs=("name", "aliases"),
                )
            ),
        }
    ),
    "places": Table(
        {
            "place": Entries(
                Table(
                    {
                        "name": Text(),
                        "kind": _KIND,
                        "aliases": _NAMES,
                        "parent": Text(),
                        "lat": Number(-90, 90),
                        "lon": Number(-180, 180),
                        "cue": Flag(),
                    },
                    needs=("name", "kind"),
                )
            ),
            "capitals": Map(Text()),
            "demonyms": Map(_NAMES),
            "words": Table(
                {
                    "kinds": Map(_KIND, _SINGLE),
                    "lists": _lists(),
                    "backward": Map(Words(choices=PLACE_KINDS, what="kind of place"), _SINGLE),
                }
            ),
            "background": _lists(theatres=_NAMES),
        }
    ),
    "time": Table(
        {
            "months": Rows(12),
            "weekdays": Rows(7),
            "numbers": Map(Number(0, whole=True), _LOWER),
            "seasons": Map(Number(1, 12, whole=True), _LOWER),
            "statement": _lists(_NEEDED),
            "asof": _lists(_NEEDED, risen=_PATTERNS, since_event=_PATTERNS),
            "war": _lists(_NEEDED, total=_PATTERNS),
            "conflict": Entries(
                Table({"name": Text(), "start": Day(), "places": Words(lower=False, least=1)}, needs=("name", "start", "places"))
            ),
            "dateline": _lists(_NEEDED),
            "account": _lists(_PATTERNS, **dict.fromkeys(("wide", "common", "static", "deeds"), _NEEDED)),
            "aspect": _lists(_PATTERNS),
        },
        rest=_lists(_NEEDED),
    ),
    "conventions": Table(
        {
            "default": Text(),
            "measured": _LOWER,
            "nearly": _NEEDED,
            "fillers": _LOWER,
            "multiplied": Map(Number(1), _LOWER),
            "convention": Entries(
                Table(
                    {
                        "name": Text(),
                        "title": Text(),
                        "note": Text(blank=True),
                        "bounds": Map(_FORMULAS, Words(choices=(*BOUNDS, "nearly"), what="bound")),
                        "vague": Map(_FORMULAS, _LOWER),
                        "shares": Map(_FORMULAS, _LOWER),
                        "several": Table({"words": _LOWER, "low": Text(), "best": Text(), "high": Text()}),
                    },
                    needs=("name", "bounds"),
                )
            ),
        }
    ),
    "joins": Table(
        {
            "join": Entries(
                Table(
                    {
                        "name": Text(),
                        "words": Text(),
                        "on": Flag(),
                        "days": Number(0, whole=True),
                        "share": Number(0, 1),
                        "not_for": _INDICATORS,
                        "indicators": _INDICATORS,
                        "populations": _POPULATIONS,
                        "fighters": _POPULATIONS,
                        "aspects": _ASPECTS,
                        "too_wide": Words(choices=PLACE_KINDS, what="kind of place"),
                    },
                    needs=("name", "words"),
                )
            ),
            "voice": Entries(
                Table({"name": Text(), "words": Text(), "on": Flag(), "min_letters": Number(1, whole=True)}, needs=("name", "words"))
            ),
            "body": Entries(Table({"name": Text(), "members": _NAMES}, needs=("name", "members"))),
            "parts": Map(_POPULATIONS, Words(choices=POPULATIONS, what="population")),
            "additive": Table({"words": _NEEDED}),
            "subset": Entries(Table({"name": Text(), "words": _NEEDED, "not_for": _INDICATORS}, needs=("name", "words", "not_for"))),
            "side": Entries(Table({"name": Text(), "words": _NEEDED, "opposite": Text()}, needs=("name", "words"))),
            "alarms": Table(
                dict.fromkeys(("outlier_factor", "outlier_days", "outlier_least", "conflict_days", "conflict_named"), Number(0))
            ),
        }
    ),
    "reference": Table(
        {
            "ged": Table(
                {
                    "source": Text(),
                    "place_kinds": Words(least=1),
                    "renames": Map(Text()),
                    "coarsest_place": Number(1, whole=True),
                    "side": Entries(Table({"population": Text(POPULATIONS, "population"), "words": _NAMES}, needs=("population", "words"))),
                }
            )
        }
    ),
}


def shape_at(path: tuple[Any, ...]) -> Shape | None:
    """The shape at a path of keys (list positions are left out); None where a lexicon has no such key."""
    here: Shape | None = Table(SHAPES)
    for key in path:
        if isinstance(here, Entries):
            here = here.entry
        if isinstance(here, Table):
            here = here.at(key)
        elif isinstance(here, Map):
            here = here.value
        else:
            return None
    return here
