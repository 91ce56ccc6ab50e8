"""How firmly each figure is put: asserted, reported, believed, hypothetical or denied.

The sentence is cut into clauses; a cue holds for the figures of its own clause only, and a denial for what it governs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from contested.extract.matching import Phrase, reads
from contested.lexicon import Lexicon
from contested.model import Figure
from contested.text import TextView, Tokens, where

# what a cue says where it stands right, and where that is; a modal may say two things
_REPORTED, _REPORTED_BEFORE, _REPORTED_PASSIVE, _BELIEVED, _MODAL_HAVE, _HYPOTHETICAL, _DENIED = range(7)


@dataclass(frozen=True, slots=True)
class StatusWords:
    """`status.toml`, compiled: the cues, each with what it says, by their first word; and words that make a thing a fact."""

    cues: Mapping[str, tuple[tuple[int, Phrase], ...]]
    fact: frozenset[str]


def compile_status(lexicon: Lexicon) -> StatusWords:
    """Build the look-up tables from the lexicon (call through ``lexicon.compiled``)."""
    t = lexicon["status"]
    listed = {
        _REPORTED: t["reported"]["words"],
        _REPORTED_BEFORE: t["reported"]["before"],
        _REPORTED_PASSIVE: t["reported"]["passive"],
        _BELIEVED: t["believed"]["words"],
        _MODAL_HAVE: t["believed"]["modal_have"],
        _HYPOTHETICAL: t["hypothetical"]["before"],
        _DENIED: t["denied"]["words"],
    }
    cues: dict[str, list[tuple[int, Phrase]]] = {}
    for says, phrases in listed.items():
        for phrase in (tuple(p.split()) for p in phrases):
            cues.setdefault(phrase[0], []).append((says, phrase))
    return StatusWords({word: tuple(rows) for word, rows in cues.items()}, frozenset(t["hypothetical"]["fact"]))


def said_by_clause(view: TextView, figures: Sequence[Figure], lexicon: Lexicon) -> list[str | None]:
    """The status of each figure by the words of its own clause; None where they say nothing and its attribution may."""
    words = lexicon.compiled(compile_status)
    lines: dict[int, _Line] = {}
    out: list[str | None] = []
    for f in figures:
        if f.status != "asserted":
            out.append(f.status)
            continue
        line = lines.get(f.sentence)
        if line is None:
            line = lines[f.sentence] = _line(view.tokens(f.sentence), words)
        out.append(_status(line, f, words) if line.cues else None)
    return out


class _Cue(NamedTuple):
    """A cue that begins at token `at` of its sentence."""

    at: int
    says: int
    phrase: Phrase


class _Line(NamedTuple):
    """A sentence with its cues; where it has none, nothing else is asked of it."""

    tokens: Tokens
    lower: list[str]
    cues: list[_Cue]


def _line(tk: Tokens, words: StatusWords) -> _Line:
    lower, cues = tk.lower, words.cues
    if cues.keys().isdisjoint(lower):
        return _Line(tk, lower, [])
    if "May" in tk.words:  # the month is no modal
        lower = ["(month)" if w == "May" and i > 0 else low for i, (w, low) in enumerate(zip(tk.words, lower, strict=True))]
    found = [
        _Cue(m, says, phrase) for m in where(lower, cues) for says, phrase in cues[lower[m]] if len(phrase) == 1 or reads(lower, m, phrase)
    ]
    return _Line(tk, lower, found)


_BREAK = frozenset("; . while whilst whereas but after before when although though since because whose where".split())
_RELATIVE = frozenset("that which who".split())
_SPEECH = frozenset("said says say told added warned stated".split())
_MODALS = frozenset("will would could might may can should shall".split())
_FEARS = frozenset(("fear", "fears"))
_PARTICIPLES = frozenset("thought believed feared".split())
_MEASURED = frozenset("have number total reach having".split())
_OWN_OBJECT = frozenset(
    """responsibility involvement access entry role carrying it targeting accusations allegations charges being permission
    aid""".split()
)
_NEAR_ONLY = frozenset("allow urged awaiting expect expects".split())
_LONGEST_BEFORE, _LONGEST_BEHIND = 28, 10


class _Clause(NamedTuple):
    """The clause of a figure: tokens ``[begin, end)``, and the cues that begin in it.

    The quantity stands over the tokens `first` to `last`, the governing word at `trigger` (the last token of the quantity
    where the quantity holds it); `lo` and `hi` are the first and last token of them all.
    """

    lower: list[str]
    begin: int
    end: int
    first: int
    last: int
    trigger: int
    lo: int
    hi: int
    cues: list[_Cue]


def _clause(line: _Line, f: Figure, words: StatusWords) -> _Clause:
    tk, lower = line.tokens, line.lower
    n = len(lower)
    first = min(bisect_right(tk.ends, f.start), n - 1)
    last = max(bisect_left(tk.starts, f.end) - 1, 0)
    trigger = min(bisect_left(tk.starts, f.trigger_start), n - 1)
    if f.trigger_start >= f.start and f.trigger_end <= f.end:
        trigger = last
    lo, hi = min(first, trigger), max(last, trigger)
    begin = lo
    while begin > 0 and lower[begin - 1] not in _BREAK and lo - begin < _LONGEST_BEFORE:
        begin -= 1
    end = hi + 1
    while end < n and lower[end] not in _BREAK and lower[end] not in (",", "and") and end - hi < _LONGEST_BEHIND:
        end += 1
    # "denied using gas in the war that has killed N": a relative clause has a firmness of its own
    begin = next((m for m in range(lo - 1, begin - 1, -1) if lower[m] in _RELATIVE and _opens_relative(lower, m, words)), begin)
    return _Clause(lower, begin, end, first, last, trigger, lo, hi, [cue for cue in line.cues if begin <= cue.at < end])


def _opens_relative(lower: list[str], m: int, words: StatusWords) -> bool:
    if lower[m] != "that":
        return True
    before = lower[m - 1] if m > 0 else None
    return before is not None and before not in words.cues and before not in _SPEECH and not before.endswith(("s", "ed"))


def _status(line: _Line, f: Figure, words: StatusWords) -> str | None:
    """The firmness that the clause itself gives: the first of denied, hypothetical, believed, reported."""
    c = _clause(line, f, words)
    if not c.cues:
        return None
    if _is_denied(c):
        return "denied"
    if _is_hypothetical(c, words):
        return "hypothetical"
    if _is_believed(c) or _has_modal(c, f):
        return "believed"
    return "reported" if _is_reported(c) else None


# ---- denied ----------------------------------------------------------------------------------------------------


def _is_denied(c: _Clause) -> bool:
    denial = next((cue.at for cue in reversed(c.cues) if cue.says == _DENIED and cue.at < c.lo), None)
    if denial is None or c.lower[max(0, denial - 2) : denial] == ["did", "not"]:
        return False
    # "denied any responsibility for ...", "denied entry": the denial has an object of its own
    return _OWN_OBJECT.isdisjoint(c.lower[denial + 1 : min(c.lo, denial + 5)])


# ---- hypothetical ----------------------------------------------------------------------------------------------


def _is_hypothetical(c: _Clause, words: StatusWords) -> bool:
    """A cue stands where an auxiliary would: between figure and verb for a subject, before the verb for an object."""
    window = max(c.begin, c.trigger - 9) if c.trigger < c.first else max(c.begin, c.first - 8)
    for m, says, phrase in c.cues:
        if says == _HYPOTHETICAL and window <= m <= max(c.trigger, c.lo):
            before_verb = m + len(phrase) <= max(c.trigger, c.first) + 1
            if before_verb and _governs(c.lower, m, phrase, c.trigger, words):
                return True
    return False


def _governs(lower: list[str], m: int, phrase: Phrase, trigger: int, words: StatusWords) -> bool:
    """The cue at `m` governs the verb at `trigger`: not "would have", not one of another clause's verb."""
    behind = m + len(phrase)
    after = lower[m + 1] if m + 1 < len(lower) else ""
    if phrase[0] in _MODALS:
        if after in ("have", "not") or (len(phrase) == 1 and not _modal_governs(lower, m, after, trigger, words)):
            return False
    elif phrase == ("to", "be"):
        if trigger < m or not words.fact.isdisjoint(lower[max(0, m - 3) : m]):
            return False
    elif phrase == ("if",) and (after == "not" or (m > 0 and lower[m - 1] in ("as", "even"))):
        return False
    if phrase[-1] == "to" and phrase != ("in", "order", "to") and lower[behind : behind + 1] == ["have"]:
        return False
    return not (phrase[0] in _NEAR_ONLY and trigger - m > 8)


def _modal_governs(lower: list[str], m: int, after: str, trigger: int, words: StatusWords) -> bool:
    if m > trigger or not _SPEECH.isdisjoint(lower[m:trigger]):
        return False
    if trigger - m > 3 and any(w.endswith("ed") or w in words.fact for w in lower[m + 1 : trigger]):
        return False
    return not (after == "be" and trigger - m > 4)


# ---- believed --------------------------------------------------------------------------------------------------


def _is_believed(c: _Clause) -> bool:
    for m, says, (w, *_) in c.cues:
        if says != _BELIEVED or (w == "estimated" and _hedges_number(c, m)) or (w in _FEARS and m > c.lo):
            continue
        if (w in _PARTICIPLES or m < c.hi + 4) and not _is_of_other(c, m):
            return True
    return False


def _hedges_number(c: _Clause, m: int) -> bool:
    """ "an estimated 12 people": a hedge, no belief."""
    if c.first <= m <= c.last:
        return True
    article = c.lower[m - 1 : m] in (["an"], ["the"])
    return m + 1 <= c.last and m >= c.first - 1 and (article or m + 1 == c.first)


def _is_of_other(c: _Clause, m: int) -> bool:
    """ "the attack believed to have been carried out by jets killed 58": a reduced relative about something else."""
    return m < c.lo and c.lower[m + 1 : m + 2] == ["to"] and c.trigger < c.first and not m + 2 <= c.trigger <= m + 5


def _has_modal(c: _Clause, f: Figure) -> bool:
    """ "may have killed", "the toll could reach"."""
    for m, says, phrase in c.cues:
        if says == _MODAL_HAVE and c.lo - 6 <= m < c.hi + 2 and (phrase[-1] in _MEASURED or f.rule == "toll" or f.indicator == "trapped"):
            return True
    return False


# ---- reported --------------------------------------------------------------------------------------------------


def _is_reported(c: _Clause) -> bool:
    for m, says, phrase in c.cues:
        if says == _REPORTED and not (phrase[0] == "apparently" and m > c.hi):
            return True
        if (says == _REPORTED_BEFORE and m < c.lo) or (says == _REPORTED_PASSIVE and c.lo <= m <= c.hi):
            return True
    return False
