"""From the words of a quantity to an interval, under a named convention. Pure and without pandas.

The conventions themselves are data: `lexicon/conventions.toml`.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from contested.errors import LexiconError
from contested.lexicon.load import Lexicon, load_lexicon

Interval = tuple[float | None, float | None, float | None]
NOT_KNOWN: Interval = (None, None, None)

_TERM = re.compile(r"([+-]?)\s*(\d+(?:\.\d+)?)?\s*\*?\s*([A-Z])?(?:/(\d+))?\s*")
_SYMBOLS = frozenset("NMRSX")
_ENDS = ("low", "best", "high")


@dataclass(frozen=True, slots=True)
class Formula:
    """A sum such as ``N-R/2`` as pairs (factor, symbol); the symbol "" stands for 1."""

    terms: tuple[tuple[float, str], ...]

    def __call__(self, symbols: Mapping[str, float | None]) -> float | None:
        total = 0.0
        for factor, symbol in self.terms:
            number = symbols.get(symbol) if symbol else 1.0
            if number is None:
                return None
            total += factor * number
        return total


Triple = tuple[Formula | None, Formula | None, Formula | None]


@dataclass(frozen=True, slots=True)
class Convention:
    """One convention, ready to apply. `bounds` by bound (and "nearly"), `vague` and `shares` by term."""

    name: str
    title: str
    note: str
    bounds: Mapping[str, Triple]
    vague: Mapping[str, Triple]
    shares: Mapping[str, Triple]
    several_words: tuple[str, ...]
    several: Triple | None
    multiplied: Mapping[str, float]
    measured: frozenset[str]
    fillers: frozenset[str]
    nearly: re.Pattern[str]


def interval(
    value: float | None,
    value_high: float | None,
    bound: str,
    vague_term: str | None,
    unit: str,
    convention: Convention | str = "interval",
    quote: str | None = None,
) -> Interval:
    """Low, best and high of one figure; what the convention does not say is None.

    Parameters
    ----------
    value, value_high, bound, vague_term, unit
        As in the `claims` table.
    convention
        A convention, or the name of one of the lexicon's.
    quote
        The words of the figure: they tell "nearly 20,000" from "about 20,000" (both have bound ``approx``).

    Returns
    -------
    tuple of float or None
        ``low <= best <= high`` among those that are known. An open end is None. Counts are whole numbers;
        a percent stays inside [0, 100].

    Examples
    --------
    >>> interval(415, None, "at_least", None, "persons")
    (415.0, None, None)
    >>> interval(None, None, "vague", "several dozen", "persons")
    (36.0, None, 119.0)
    >>> interval(20000, None, "approx", None, "persons", quote="nearly 20,000 children")
    (10000.0, None, 19999.0)
    """
    c = convention if isinstance(convention, Convention) else named_convention(convention)
    if bound == "vague":
        found = _vague(vague_term, unit, c)
        triple, symbols = (None, {}) if found is None else found
    else:
        triple = c.bounds.get(bound)
        if bound == "approx" and _is_nearly(vague_term, quote, c):
            triple = c.bounds.get("nearly", triple)
        symbols = _symbols(value, value_high, bound, unit, c)
    if triple is None:
        return NOT_KNOWN
    # 33.3 - 2.5 is 30.8, not 30.799999999999997
    low, best, high = (None if f is None or (x := f(symbols)) is None else round(x, 6) for f in triple)
    return _bounded(low, best, high, unit, c)


def rounding_unit(value: float | None, unit: str = "persons") -> float | None:
    """The unit a round number was rounded to: the largest power of ten that divides it; None where it is not round.

    A percent is rounded to 10 or 5 at most. "a third" (33.3) and its like stand for a fraction, and count as rounded to 5.

    >>> rounding_unit(34_000), rounding_unit(2_200), rounding_unit(415)
    (1000.0, 100.0, None)
    """
    if value is None or value <= 0 or not math.isfinite(value):
        return None
    if unit == "percent":
        if value != int(value):
            return 5.0
        return 10.0 if value % 10 == 0 else 5.0 if value % 5 == 0 else None
    if value != int(value):
        return None
    step = 1
    number = int(value)
    while number % (step * 10) == 0:
        step *= 10
    return float(step) if step > 1 else None


def _symbols(value: float | None, value_high: float | None, bound: str, unit: str, c: Convention) -> dict[str, float | None]:
    if bound == "range" and value is not None and value_high is not None and value_high < value:
        value, value_high = value_high, value
    step = 0.0 if unit in c.measured else 1.0
    return {"N": value, "M": value_high, "R": _spread(value, unit), "S": step}


def _spread(value: float | None, unit: str) -> float | None:
    """How coarse "about N" is: the rounding unit, else 5 for a multiple of 5, else 1."""
    if value is None:
        return None
    return rounding_unit(value, unit) or (5.0 if value and value % 5 == 0 else 1.0)


def _vague(term: str | None, unit: str, c: Convention) -> tuple[Triple, dict[str, float | None]] | None:
    words = [w for w in re.findall(r"[^\W\d_]+", (term or "").lower()) if w not in c.fillers]
    key = " ".join(words)
    if unit in c.measured:
        triple = c.shares.get(key) if unit == "percent" else None
        return None if triple is None else (triple, {})
    if (triple := c.vague.get(key)) is not None:
        return triple, {}
    if c.several is not None and len(words) > 1 and words[0] in c.several_words:
        noun = " ".join(words[1:])
        multiplied = c.multiplied.get(noun) or c.multiplied.get(noun.removesuffix("s"))
        if multiplied:
            return c.several, {"X": multiplied}
    return None


def _is_nearly(vague_term: str | None, quote: str | None, c: Convention) -> bool:
    return bool((vague_term and c.nearly.search(vague_term)) or (quote and c.nearly.search(quote)))


def _bounded(low: float | None, best: float | None, high: float | None, unit: str, c: Convention) -> Interval:
    if unit not in c.measured:
        low = None if low is None else float(math.ceil(low))
        high = None if high is None else float(math.floor(high))
    if low is not None:
        low = max(low, 0.0)
    if high is not None:
        high = max(high, 0.0)
    if unit == "percent":
        ends = [None if x is None else min(x, 100.0) for x in (low, best, high)]
        low, best, high = ends
        if high is None and low is not None:
            high = 100.0
    if best is not None:
        # a part of a person, as a machine-made text may have it, must not push the ends past the number
        low = None if low is None else min(low, best)
        high = None if high is None else max(high, best)
    if low is not None and high is not None and low > high:
        # "less than one": a convention's formulas can only cross at the edge of what is possible
        high = low
    return low, best, high


# ---- reading conventions -------------------------------------------------------------------------------------


def conventions(lexicon: Lexicon) -> dict[str, Convention]:
    """The conventions of a lexicon by name; built once a lexicon."""
    return lexicon.compiled(_build)


@lru_cache(maxsize=32)
def named_convention(name_or_path: str) -> Convention:
    """A convention of the project's lexicon by name, or one's own from a TOML file by path.

    Raises
    ------
    LexiconError
        No such name; or the file cannot be read, or says something that is not a formula.
    """
    known = conventions(load_lexicon())
    if name_or_path in known:
        return known[name_or_path]
    path = Path(name_or_path)
    if path.suffix != ".toml":
        raise LexiconError(
            f"there is no convention {name_or_path!r}; there are {', '.join(known)}, or the path of a .toml file of your own"
        )
    try:
        own = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as e:
        raise LexiconError(f"{path}: cannot be read ({e.strerror}); give the path of a TOML file with a convention") from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise LexiconError(f"{path}: not valid TOML: {e}") from e
    return _own(own, path)


def _own(own: dict[str, Any], path: Path) -> Convention:
    shared = load_lexicon()["conventions"]
    entries = {e["name"]: e for e in shared["convention"]}
    unknown = own.keys() - {"name", "title", "note", "base", "bounds", "vague", "shares", "several"}
    if unknown:
        raise LexiconError(f"{path}: a convention has no key {', '.join(sorted(unknown))}; see lexicon/conventions.toml")
    base: dict[str, Any] = {}
    if "base" in own:
        if own["base"] not in entries:
            raise LexiconError(f"{path}: base = {own['base']!r} is no convention; there are {', '.join(entries)}")
        base = entries[own["base"]]
    merged = {k: {**base.get(k, {}), **own.get(k, {})} for k in ("bounds", "vague", "shares", "several")}
    entry = {
        "name": path.stem,
        "title": path.stem,
        "note": "",
        **{k: v for k, v in own.items() if k in ("name", "title", "note")},
        **merged,
    }
    return _convention(entry, shared, str(path))


def _build(lexicon: Lexicon) -> dict[str, Convention]:
    shared = lexicon["conventions"]
    return {e["name"]: _convention(e, shared, "lexicon/conventions.toml") for e in shared["convention"]}


def _convention(entry: Mapping[str, Any], shared: Mapping[str, Any], where: str) -> Convention:
    where = f"{where}: convention {entry['name']!r}"
    fillers = frozenset(shared["fillers"])

    def key(term: str) -> str:
        return " ".join(w for w in term.lower().split() if w not in fillers)

    several = entry.get("several") or {}
    ends = {k: v for k, v in several.items() if k in _ENDS}
    return Convention(
        name=entry["name"],
        title=entry.get("title", entry["name"]),
        note=entry.get("note", ""),
        bounds={b: _triple(t, f"{where}, bounds.{b}") for b, t in entry.get("bounds", {}).items()},
        vague={key(w): _triple(t, f"{where}, vague.{w}") for w, t in entry.get("vague", {}).items()},
        shares={key(w): _triple(t, f"{where}, shares.{w}") for w, t in entry.get("shares", {}).items()},
        several_words=tuple(key(w) for w in several.get("words", ())),
        several=_triple(ends, f"{where}, several") if ends else None,
        multiplied={key(w): float(x) for w, x in shared["multiplied"].items()},
        measured=frozenset(shared["measured"]),
        fillers=fillers,
        nearly=re.compile(r"\b(?:" + "|".join(re.escape(w) for w in shared["nearly"]) + r")\b", re.IGNORECASE),
    )


def _triple(table: Any, where: str) -> Triple:
    if not isinstance(table, Mapping) or table.keys() - set(_ENDS):
        raise LexiconError(f'{where}: give a table of low, best and high, such as {{ low = "N", high = "2N" }}')
    low, best, high = (_formula(table[end], f"{where}.{end}") if end in table else None for end in _ENDS)
    return low, best, high


def _formula(written: Any, where: str) -> Formula:
    text = str(written).replace(" ", "")
    terms: list[tuple[float, str]] = []
    at = 0
    while at < len(text):
        m = _TERM.match(text, at)
        sign, number, symbol, divisor = m.groups() if m else ("", None, None, None)
        if m is None or m.end() == at or (number is None and symbol is None) or (terms and not sign) or divisor == "0":
            raise LexiconError(f'{where}: {written!r} is not a formula; write a sum such as "N-R/2" or "10X-1"')
        if symbol and symbol not in _SYMBOLS:
            raise LexiconError(f"{where}: {symbol!r} in {written!r} is not one of N, M, R, S, X")
        factor = float(number or 1) / float(divisor or 1)
        terms.append((-factor if sign == "-" else factor, symbol or ""))
        at = m.end()
    if not terms:
        raise LexiconError(f"{where}: an empty formula; leave the key out where the end is open or not known")
    return Formula(tuple(terms))
