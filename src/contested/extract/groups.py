"""Which side: fighters the noun leaves open are resolved by their sentence, then by the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from contested.extract.nouns import NounWords, compile_nouns
from contested.extract.sides import ISLAMIC_STATE, OPPOSITION, OTHER, affiliation, sides_named
from contested.lexicon import Lexicon
from contested.model import Figure
from contested.text import TextView, Tokens

_OPEN = "fighters"
_SIDES = frozenset((ISLAMIC_STATE, OPPOSITION, OTHER))
# words of a side's own that do not tell which one speaks or fights
_VAGUE_SIDE_WORDS = frozenset("terrorist takfiri resistance ansar".split())
_EARLIER = 2  # sentences
_SMALL = 3  # a number that two groups may well share


def side_of(tk: Tokens, start: int, end: int, lexicon: Lexicon) -> str | None:
    """The side named last in tokens ``[start, end)``: whose losses "lost 12 soldiers" are."""
    words = lexicon.compiled(compile_nouns)
    for k in range(end - 1, start - 1, -1):
        found = affiliation(tk, k, k + 1, words.sides)
        if found is not None:
            return found[0]
        population = words.people.get(tk.lower[k])
        if population in _SIDES:
            return population
    return None


def resolve_groups(view: TextView, figures: Sequence[Figure], lexicon: Lexicon) -> list[Figure]:
    """Figures of "fighters", "militants" or "terrorists" with the side that sentence or document gives them.

    In this order: the sides its own sentence names (the government apart, which usually does the killing); a figure
    of the same number with a named side; the one armed group the whole document speaks of. Two groups: left open.
    """
    if not any(_is_open(view, f) for f in figures):
        return list(figures)
    sides = _Sides(view, lexicon.compiled(compile_nouns))
    by_sentence: dict[int, list[Figure]] = {}
    for f in figures:
        by_sentence.setdefault(f.sentence, []).append(f)
    named = {_number(f): f.population for f in figures if f.population in (ISLAMIC_STATE, OTHER) and f.value}
    out: list[Figure] = []
    for f in figures:
        if _is_open(view, f) and not _beside_a_side(view, f, by_sentence[f.sentence]):
            side = named.get(_number(f)) or _side_around(f, out, sides)
            if side is not None and side != f.population:
                f = replace(f, population=side)
        out.append(f)
    return _same_number(out)


def _number(f: Figure) -> tuple[str, float | None, str | None]:
    return f.indicator, f.value, f.vague_term


class _Sides:
    """The armed groups (IS, opposition) that each sentence of a document names, and the document in all."""

    def __init__(self, view: TextView, words: NounWords) -> None:
        self.by_sentence = [_named_sides(view.tokens(s.index), words) for s in view.sentences]
        self.everywhere = set().union(*self.by_sentence)


def _named_sides(tk: Tokens, words: NounWords) -> set[str]:
    found = {side for k, side in sides_named(tk, words.sides) if tk.lower[k] not in _VAGUE_SIDE_WORDS}
    return found & {ISLAMIC_STATE, OPPOSITION}


def _is_open(view: TextView, f: Figure) -> bool:
    return f.population == _OPEN or _is_loose(view, f)


def _is_loose(view: TextView, f: Figure) -> bool:
    """A figure of "terrorists" by that word alone."""
    if f.population != OPPOSITION:
        return False
    quote = view.text[f.start : f.end].lower()
    return quote.endswith(("terrorists", "terrorist", "extremists", "militants")) and not any(
        w in quote for w in ("nusra", "qaeda", "rebel")
    )


def _beside_a_side(view: TextView, f: Figure, figures: Sequence[Figure]) -> bool:
    """ "120 IS fighters and 60 foreign mercenaries": the second is a group of its own; `figures` are those of the sentence."""
    if _is_loose(view, f):
        return False
    return any(o is not f and o.trigger_start == f.trigger_start and o.population in _SIDES and o.part_of is None for o in figures)


def _side_around(f: Figure, earlier: Sequence[Figure], sides: _Sides) -> str | None:
    """The side by the sentence of `f`, by the document, or by a figure shortly before."""
    here = sides.by_sentence[f.sentence]
    if len(here) == 1:
        return next(iter(here))
    if here:
        return None
    if len(sides.everywhere) == 1:
        return next(iter(sides.everywhere))
    near = takewhile(lambda o: f.sentence - o.sentence <= _EARLIER, reversed(earlier))
    return next((o.population for o in near if o.population in _SIDES), None)


def _same_number(figures: list[Figure]) -> list[Figure]:
    """A headline's "350 militants" are the 350 whose side the text names."""
    sided: dict[tuple[str, float], set[str]] = {}
    for f in figures:
        if f.population in _SIDES and f.value is not None and f.value > _SMALL:
            sided.setdefault((f.indicator, f.value), set()).add(f.population)
    out: list[Figure] = []
    for f in figures:
        sides = sided.get((f.indicator, f.value), set()) if f.population == _OPEN and f.value is not None else set()
        out.append(replace(f, population=next(iter(sides))) if len(sides) == 1 else f)
    return out
