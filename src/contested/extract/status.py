"""How firmly each figure is put: asserted, reported, believed, hypothetical or denied.

The sentence is cut into clauses; a cue holds for the figures of its own clause only, and a denial for what it governs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contested.lexicon import Lexicon
from contested.model import Attribution, Figure
from contested.text import TextView, Tokens

_Phrases = tuple[tuple[str, ...], ...]


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
        return tuple(sorted((tuple(p.split()) for p in listed), key=len, reverse=True))

    before, passive = phrases(t["reported"]["before"]), phrases(t["reported"]["passive"])
    modal, hypothetical = phrases(t["believed"]["modal_have"]), phrases(t["hypothetical"]["before"])
    cues = {*t["reported"]["words"], *t["believed"]["words"], *t["denied"]["words"], *(p[0] for group in (before, passive, modal, hypothetical) for p in group)}
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


_BREAK = frozenset((";", ".", "while", "whilst", "whereas", "but", "after", "before", "when", "although", "though", "since", "because", "whose", "where"))
_SPEECH = frozenset("said says say told added warned stated".split())


def _status(tk: Tokens, f: Figure, words: StatusWords) -> str | None:
    lower, n = tk.lower, len(tk)
    if "May" in tk.words:
        lower = ["(month)" if w == "May" and i > 0 else low for i, (w, low) in enumerate(zip(tk.words, lower, strict=True))]
    first = next((i for i in range(n) if tk.ends[i] > f.start), 0)
    last = next((i for i in range(n - 1, -1, -1) if tk.starts[i] < f.end), n - 1)
    trigger = next((i for i in range(n) if tk.starts[i] >= f.trigger_start), first)
    if f.trigger_start >= f.start and f.trigger_end <= f.end:
        trigger = last
    lo, hi = min(first, trigger), max(last, trigger)
    begin = lo
    while begin > 0 and lower[begin - 1] not in _BREAK and lo - begin < 28:
        begin -= 1
    end = hi + 1
    while end < n and lower[end] not in _BREAK and lower[end] not in (",", "and") and end - hi < 10:
        end += 1
    denial = next((m for m in range(lo - 1, begin - 1, -1) if lower[m] in words.denied), None)
    if denial is not None and lower[max(0, denial - 2) : denial] != ["did", "not"] and not _denies_other(lower, denial, lo):
        return "denied"
    if _hypothetical(lower, begin, lo, hi, trigger, first, words):
        return "hypothetical"
    for m in range(begin, end):
        if first <= m <= last and lower[m] == "estimated":
            continue
        w = lower[m]
        if w in words.believed and not (w == "estimated" and m + 1 <= last and m >= first - 1 and (lower[m - 1 : m] in (["an"], ["the"]) or m + 1 == first)):
            if w in ("fear", "fears") and m > lo:
                continue
            if w in ("thought", "believed", "feared") or m < hi + 4:
                if not (w == "believed" and _other_subject(lower, m, lo)):
                    return "believed"
    for phrase in words.modal_have:
        for m in range(max(begin, lo - 6), min(end, hi + 2)):
            if tuple(lower[m : m + len(phrase)]) == phrase and (phrase[-1] in ("have",) or f.rule == "toll" or phrase[-1] in ("number", "total", "reach") or f.indicator == "trapped" or phrase == ("likely",) and False):
                return "believed"
    for m in range(begin, end):
        if lower[m] in words.reported and not (lower[m] == "apparently" and m > hi):
            return "reported"
    for phrase in words.reported_before:
        for m in range(begin, lo):
            if tuple(lower[m : m + len(phrase)]) == phrase:
                return "reported"
    for phrase in words.reported_passive:
        for m in range(max(begin, lo), min(end, hi + 1)):
            if tuple(lower[m : m + len(phrase)]) == phrase:
                return "reported"
    return None


def _denies_other(lower: list[str], denial: int, lo: int) -> bool:
    """ "denied any responsibility for ...", "denied entry": the denial has an object of its own."""
    return any(w in ("responsibility", "involvement", "access", "entry", "role", "carrying", "it", "targeting", "accusations", "allegations", "charges", "being", "permission", "aid") for w in lower[denial + 1 : min(lo, denial + 5)])


def _other_subject(lower: list[str], m: int, lo: int) -> bool:
    """ "the attack believed to have been carried out by jets killed 58": a reduced relative about something else."""
    return m < lo and lower[m + 1 : m + 4] in (["to", "have", "been"], ["to", "be", "carried"]) and "by" in lower[m:lo]


def _hypothetical(lower: list[str], begin: int, lo: int, hi: int, trigger: int, first: int, words: StatusWords) -> bool:
    # the auxiliary stands before the verb: between figure and verb for a subject, before the verb for an object
    window_begin = max(begin, trigger - 9) if trigger < first else max(begin, first - 8)
    for phrase in words.hypothetical:
        size = len(phrase)
        for m in range(window_begin, max(trigger, lo) + 1):
            if tuple(lower[m : m + size]) != phrase or m + size > max(trigger, first) + 1:
                continue
            if phrase[0] in ("will", "would", "could", "might", "may", "can", "should", "shall") and lower[m + 1 : m + 2] in (["have"], ["not"]):
                continue
            if phrase in (("could",), ("might",), ("may",), ("can",), ("will",), ("would",), ("shall",), ("should",)):
                if m > trigger or any(w in _SPEECH for w in lower[m:trigger]):
                    continue
                if any(w.endswith("ed") or w in words.fact for w in lower[m + 1 : trigger]) and trigger - m > 3:
                    continue
                if lower[m + 1 : m + 2] == ["be"] and trigger - m > 4:
                    continue
            if phrase == ("to", "be"):
                if any(w in words.fact for w in lower[max(0, m - 3) : m]) or trigger < m:
                    continue
            if phrase[-1] == "to" and phrase not in (("in", "order", "to"),) and any(w in ("have",) for w in lower[m + size : m + size + 1]):
                continue
            if phrase == ("if",) and (m > 0 and lower[m - 1] in ("as", "even", ",") or lower[m + 1 : m + 2] == ["not"]):
                if lower[m + 1 : m + 2] == ["not"] or lower[m - 1] in ("as", "even"):
                    continue
            if phrase in (("allow",), ("urged",), ("awaiting",), ("expect",), ("expects",)) and trigger - m > 8:
                continue
            return True
    return False
