"""How firmly each figure is put: asserted, reported, believed, hypothetical or denied.

The sentence is cut into clauses; a cue holds for the figures of its own clause only, and a denial for what it governs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from contested.lexicon import Lexicon
from contested.model import Attribution, Figure
from contested.text import TextView, Tokens

_Phrases = dict[str, tuple[tuple[str, ...], ...]]  # by first word, longest first


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
    out: list[str] = []
    for f, source in zip(figures, sources, strict=True):
        tk = view.tokens(f.sentence)
        found = None
        if f.status != "asserted":
            found = f.status
        elif not words.cues.isdisjoint(tk.lower):
            found = _status(tk, f, words)
        out.append(found or source.status or "asserted")
    return out


_BREAK = frozenset(
    (";", ".", "while", "whilst", "whereas", "but", "after", "before", "when", "although", "though", "since", "because", "whose", "where")
)
_SPEECH = frozenset("said says say told added warned stated".split())


def _status(tk: Tokens, f: Figure, words: StatusWords) -> str | None:
    lower, n = tk.lower, len(tk)
    if "May" in tk.words:
        lower = ["(month)" if w == "May" and i > 0 else low for i, (w, low) in enumerate(zip(tk.words, lower, strict=True))]
    first = min(bisect_right(tk.ends, f.start), n - 1)
    last = max(bisect_left(tk.starts, f.end) - 1, 0)
    trigger = min(bisect_left(tk.starts, f.trigger_start), n - 1)
    if f.trigger_start >= f.start and f.trigger_end <= f.end:
        trigger = last
    lo, hi = min(first, trigger), max(last, trigger)
    begin = lo
    while begin > 0 and lower[begin - 1] not in _BREAK and lo - begin < 28:
        begin -= 1
    end = hi + 1
    while end < n and lower[end] not in _BREAK and lower[end] not in (",", "and") and end - hi < 10:
        end += 1
    for m in range(lo - 1, begin - 1, -1):
        # "denied using gas in the war that has killed N": a relative clause has a firmness of its own
        if lower[m] in ("which", "who") or (lower[m] == "that" and m > 0 and lower[m - 1] not in words.cues and not lower[m - 1].endswith(("s", "ed")) and tk.lower[m - 1] not in _SPEECH):
            begin = m
            break
    denial = next((m for m in range(lo - 1, begin - 1, -1) if lower[m] in words.denied), None)
    if denial is not None and lower[max(0, denial - 2) : denial] != ["did", "not"] and not _denies_other(lower, denial, lo):
        return "denied"
    if _hypothetical(lower, begin, lo, hi, trigger, first, words):
        return "hypothetical"
    for m in range(begin, end):
        if first <= m <= last and lower[m] == "estimated":
            continue
        w = lower[m]
        if w in words.believed and not (
            w == "estimated" and m + 1 <= last and m >= first - 1 and (lower[m - 1 : m] in (["an"], ["the"]) or m + 1 == first)
        ):
            if w in ("fear", "fears") and m > lo:
                continue
            if w in ("thought", "believed", "feared") or m < hi + 4:
                if not _other_subject(lower, m, lo, trigger, first):
                    return "believed"
    for m in range(max(begin, lo - 6), min(end, hi + 2)):
        for phrase in words.modal_have.get(lower[m], ()):
            if tuple(lower[m : m + len(phrase)]) == phrase and (
                phrase[-1] in ("have", "number", "total", "reach", "having") or f.rule == "toll" or f.indicator == "trapped"
            ):
                return "believed"
    for m in range(begin, end):
        if lower[m] in words.reported and not (lower[m] == "apparently" and m > hi):
            return "reported"
        if m < lo and _phrase(lower, m, words.reported_before):
            return "reported"
        if lo <= m <= hi and _phrase(lower, m, words.reported_passive):
            return "reported"
    return None


def _phrase(lower: list[str], m: int, table: _Phrases) -> bool:
    return any(tuple(lower[m : m + len(p)]) == p for p in table.get(lower[m], ()))


def _denies_other(lower: list[str], denial: int, lo: int) -> bool:
    """ "denied any responsibility for ...", "denied entry": the denial has an object of its own."""
    return any(
        w
        in (
            "responsibility",
            "involvement",
            "access",
            "entry",
            "role",
            "carrying",
            "it",
            "targeting",
            "accusations",
            "allegations",
            "charges",
            "being",
            "permission",
            "aid",
        )
        for w in lower[denial + 1 : min(lo, denial + 5)]
    )


def _other_subject(lower: list[str], m: int, lo: int, trigger: int, first: int) -> bool:
    """ "the attack believed to have been carried out by jets killed 58": a reduced relative about something else."""
    return m < lo and lower[m + 1 : m + 2] == ["to"] and trigger < first and not m + 2 <= trigger <= m + 5


def _hypothetical(lower: list[str], begin: int, lo: int, hi: int, trigger: int, first: int, words: StatusWords) -> bool:
    # the auxiliary stands before the verb: between figure and verb for a subject, before the verb for an object
    window_begin = max(begin, trigger - 9) if trigger < first else max(begin, first - 8)
    for m in range(window_begin, max(trigger, lo) + 1):
        for phrase in words.hypothetical.get(lower[m], ()):
            if (
                tuple(lower[m : m + len(phrase)]) == phrase
                and m + len(phrase) <= max(trigger, first) + 1
                and _holds(lower, m, phrase, trigger, words)
            ):
                return True
    return False


_MODALS = frozenset("will would could might may can should shall".split())


def _holds(lower: list[str], m: int, phrase: tuple[str, ...], trigger: int, words: StatusWords) -> bool:
    """The cue at `m` governs the verb at `trigger`: not "would have", not one of another clause's verb."""
    after = lower[m + 1] if m + 1 < len(lower) else ""
    if phrase[0] in _MODALS and after in ("have", "not"):
        return False
    if len(phrase) == 1 and phrase[0] in _MODALS:
        between = lower[m + 1 : trigger]
        if m > trigger or any(w in _SPEECH for w in lower[m:trigger]):
            return False
        if trigger - m > 3 and any(w.endswith("ed") or w in words.fact for w in between):
            return False
        if after == "be" and trigger - m > 4:
            return False
    if phrase == ("to", "be") and (trigger < m or any(w in words.fact for w in lower[max(0, m - 3) : m])):
        return False
    if phrase[-1] == "to" and phrase != ("in", "order", "to") and lower[m + len(phrase) : m + len(phrase) + 1] == ["have"]:
        return False
    if phrase == ("if",) and (after == "not" or (m > 0 and lower[m - 1] in ("as", "even"))):
        return False
    return not (phrase[0] in ("allow", "urged", "awaiting", "expect", "expects") and trigger - m > 8)
