"""How firmly each figure is put: asserted, reported, believed, hypothetical or denied.

The sentence is cut into clauses; a cue holds for the figures of its own clause only, and a denial for what it governs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from contested.extract.matching import Phrase, reads
from contested.lexicon import Lexicon
from contested.model import Attribution, Figure
from contested.text import TextView, Tokens

_Phrases = dict[str, tuple[Phrase, ...]]  # by first word, longest first


@dataclass(frozen=True, slots=True)
class StatusWords:
    """`status.toml`, compiled."""

    reported: frozenset[str]
    reported_before: _Phrases
    reported_passive: _Phrases
    believed: frozenset[str]
    modal_have: _Phrases
    hypothetical: _Phrases
    fact: frozenset[str]
    denied: frozenset[str]
    cues: frozenset[str]


def compile_status(lexicon: Lexicon) -> StatusWords:
    """Build the look-up tables from the lexicon (call through ``lexicon.compiled``)."""
    t = lexicon["status"]

    def phrases(listed: list[str]) -> _Phrases:
        table: dict[str, list[tuple[str, ...]]] = {}
        for p in sorted((tuple(p.split()) for p in listed), key=len, reverse=True):
            table.setdefault(p[0], []).append(p)
        return {w: tuple(rows) for w, rows in table.items()}

    before, passive = phrases(t["reported"]["before"]), phrases(t["reported"]["passive"])
    modal, hypothetical = phrases(t["believed"]["modal_have"]), phrases(t["hypothetical"]["before"])
    cues = {*t["reported"]["words"], *t["believed"]["words"], *t["denied"]["words"], *before, *passive, *modal, *hypothetical}
    return StatusWords(
        frozenset(t["reported"]["words"]), before, passive, frozenset(t["believed"]["words"]), modal, hypothetical,
        frozenset(t["hypothetical"]["fact"]), frozenset(t["denied"]["words"]), frozenset(cues),
    )  # fmt: skip


def statuses(view: TextView, figures: Sequence[Figure], sources: Sequence[Attribution], lexicon: Lexicon) -> list[str]:
    """The status of each figure; what its attribution says counts where the clause says nothing."""
    words = lexicon.compiled(compile_status)
    firm: set[int] = set()  # sentences without a cue
    out: list[str] = []
    for f, source in zip(figures, sources, strict=True):
        found = f.status if f.status != "asserted" else None
        if found is None and f.sentence not in firm:
            tk = view.tokens(f.sentence)
            if words.cues.isdisjoint(tk.lower):
                firm.add(f.sentence)
            else:
                found = _status(_clause(tk, f, words), f, words)
        out.append(found or source.status or "asserted")
    return out


_BREAK = frozenset("; . while whilst whereas but after before when although though since because whose where".split())
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


@dataclass(frozen=True, slots=True)
class _Clause:
    """The clause of a figure: tokens ``[begin, end)``.

    The quantity stands over the tokens `first` to `last`, the governing word at `trigger` (the last token of the quantity
    where the quantity holds it); `lo` and `hi` are the first and last token of them all.
    """

    lower: list[str]
    begin: int
    end: int
    first: int
    last: int
    trigger: int

    @property
    def lo(self) -> int:
        return min(self.first, self.trigger)

    @property
    def hi(self) -> int:
        return max(self.last, self.trigger)


def _clause(tk: Tokens, f: Figure, words: StatusWords) -> _Clause:
    lower, n = tk.lower, len(tk)
    if "May" in tk.words:  # the month is no modal
        lower = ["(month)" if w == "May" and i > 0 else low for i, (w, low) in enumerate(zip(tk.words, lower, strict=True))]
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
    begin = next((m for m in range(lo - 1, begin - 1, -1) if _opens_relative(lower, m, words)), begin)
    return _Clause(lower, begin, end, first, last, trigger)


def _opens_relative(lower: list[str], m: int, words: StatusWords) -> bool:
    if lower[m] != "that":
        return lower[m] in ("which", "who")
    before = lower[m - 1] if m > 0 else None
    return before is not None and before not in words.cues and before not in _SPEECH and not before.endswith(("s", "ed"))


def _status(c: _Clause, f: Figure, words: StatusWords) -> str | None:
    """The firmness that the clause itself gives: the first of denied, hypothetical, believed, reported."""
    if _is_denied(c, words):
        return "denied"
    if _is_hypothetical(c, words):
        return "hypothetical"
    if _is_believed(c, words) or _has_modal(c, f, words):
        return "believed"
    return "reported" if _is_reported(c, words) else None


# ---- denied ----------------------------------------------------------------------------------------------------


def _is_denied(c: _Clause, words: StatusWords) -> bool:
    denial = next((m for m in range(c.lo - 1, c.begin - 1, -1) if c.lower[m] in words.denied), None)
    if denial is None or c.lower[max(0, denial - 2) : denial] == ["did", "not"]:
        return False
    # "denied any responsibility for ...", "denied entry": the denial has an object of its own
    return _OWN_OBJECT.isdisjoint(c.lower[denial + 1 : min(c.lo, denial + 5)])


# ---- hypothetical ----------------------------------------------------------------------------------------------


def _is_hypothetical(c: _Clause, words: StatusWords) -> bool:
    """A cue stands where an auxiliary would: between figure and verb for a subject, before the verb for an object."""
    window = max(c.begin, c.trigger - 9) if c.trigger < c.first else max(c.begin, c.first - 8)
    for m in range(window, max(c.trigger, c.lo) + 1):
        for phrase in words.hypothetical.get(c.lower[m], ()):
            before_verb = m + len(phrase) <= max(c.trigger, c.first) + 1
            if before_verb and reads(c.lower, m, phrase) and _governs(c.lower, m, phrase, c.trigger, words):
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


def _is_believed(c: _Clause, words: StatusWords) -> bool:
    for m in range(c.begin, c.end):
        w = c.lower[m]
        if w not in words.believed or (w == "estimated" and _hedges_number(c, m)) or (w in _FEARS and m > c.lo):
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


def _has_modal(c: _Clause, f: Figure, words: StatusWords) -> bool:
    """ "may have killed", "the toll could reach"."""
    for m in range(max(c.begin, c.lo - 6), min(c.end, c.hi + 2)):
        for phrase in words.modal_have.get(c.lower[m], ()):
            measured = phrase[-1] in _MEASURED or f.rule == "toll" or f.indicator == "trapped"
            if measured and reads(c.lower, m, phrase):
                return True
    return False


# ---- reported --------------------------------------------------------------------------------------------------


def _is_reported(c: _Clause, words: StatusWords) -> bool:
    for m in range(c.begin, c.end):
        if c.lower[m] in words.reported and not (c.lower[m] == "apparently" and m > c.hi):
            return True
        if m < c.lo and _phrase(c.lower, m, words.reported_before):
            return True
        if c.lo <= m <= c.hi and _phrase(c.lower, m, words.reported_passive):
            return True
    return False


def _phrase(lower: list[str], m: int, table: _Phrases) -> bool:
    return any(reads(lower, m, p) for p in table.get(lower[m], ()))
