"""Which side: fighters the noun leaves open are resolved by their sentence, then by the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contested.extract.nouns import _affiliation, compile_nouns
from contested.lexicon import Lexicon
from contested.model import Figure
from contested.text import TextView, Tokens

_OPEN = frozenset(("fighters",))
_SIDES = ("fighters_is", "fighters_opposition", "fighters_other")


def side_of(tk: Tokens, start: int, end: int, lexicon: Lexicon) -> str | None:
    """The side named last in tokens ``[start, end)``: whose losses "lost 12 soldiers" are."""
    words = lexicon.compiled(compile_nouns)
    for k in range(end - 1, start - 1, -1):
        found = _affiliation(tk, k, k + 1, words)
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
    words = lexicon.compiled(compile_nouns)
    if not any(f.population in _OPEN or _terrorists(view, f) for f in figures):
        return list(figures)
    sentence_sides: dict[int, set[str]] = {}

    def sides(index: int) -> set[str]:
        found = sentence_sides.get(index)
        if found is None:
            found = sentence_sides[index] = _sides(view.tokens(index), words)
        return found

    everywhere: set[str] = set()
    for s in view.sentences:
        everywhere |= sides(s.index)
    named = {
        (f.indicator, f.value, f.vague_term): f.population for f in figures if f.population in ("fighters_is", "fighters_other") and f.value
    }
    out: list[Figure] = []
    for f in figures:
        if f.population in _OPEN or _terrorists(view, f):
            loose = _terrorists(view, f)
            here = sides(f.sentence)
            if (
                any(
                    o is not f
                    and o.sentence == f.sentence
                    and o.trigger_start == f.trigger_start
                    and o.population in _SIDES
                    and o.part_of is None
                    for o in figures
                )
                and not loose
            ):
                out.append(f)  # "120 IS fighters and 60 foreign mercenaries": a group of its own
                continue
            side = named.get((f.indicator, f.value, f.vague_term))
            if side is None and len(here) == 1:
                side = next(iter(here))
            elif side is None and not here:
                earlier = next((o.population for o in reversed(out) if o.population in _SIDES and f.sentence - o.sentence <= 2), None)
                side = next(iter(everywhere)) if len(everywhere) == 1 else earlier
            elif side is None and len(here) > 1 and loose:
                side = "fighters" if f.population != "fighters_opposition" else None
            if side is not None and side != f.population:
                f = replace(f, population=side)
        out.append(f)
    return _same_figure(out)


def _same_figure(figures: list[Figure]) -> list[Figure]:
    """A headline's "350 militants" are the 350 whose side the text names."""
    sided: dict[tuple[str, float], set[str]] = {}
    for f in figures:
        if f.population in _SIDES and f.value is not None and f.value > 3:
            sided.setdefault((f.indicator, f.value), set()).add(f.population)
    return [
        replace(f, population=next(iter(sides)))
        if f.population in _OPEN and f.value is not None and len(sides := sided.get((f.indicator, f.value), set())) == 1
        else f
        for f in figures
    ]


def _terrorists(view: TextView, f: Figure) -> bool:
    """A figure of "terrorists" by that word alone."""
    if f.population != "fighters_opposition":
        return False
    quote = view.text[f.start : f.end].lower()
    return quote.endswith(("terrorists", "terrorist", "extremists", "militants")) and not any(
        w in quote for w in ("nusra", "qaeda", "rebel")
    )


def _sides(tk: Tokens, words: object) -> set[str]:
    found: set[str] = set()
    for k in range(len(tk)):
        side = _affiliation(tk, k, k + 1, words)  # type: ignore[arg-type]
        if (
            side is not None
            and side[0] in ("fighters_is", "fighters_opposition")
            and tk.lower[k] not in ("terrorist", "takfiri", "resistance", "ansar")
        ):
            found.add(side[0])
    return found
