"""Why a number or a word of control gave no figure: what the grammar of figures made of it.

Nothing is decided here. What was read comes from the parser; for the rest its own grammar is asked what it saw.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contested.extract import figures
from contested.extract.control import ControlSentence, KnownPlaces, compile_control, is_done, names_place_near
from contested.extract.figures import NEGATIVE, Candidate, Sentence, Words, compile_words, is_inner, is_negated
from contested.extract.noun_phrases import noun_phrase
from contested.extract.nouns import PLACE, THING
from contested.extract.quantities import Quantity, QuantityWords, find_quantities
from contested.extract.reader import sided_pronouns
from contested.lexicon import Lexicon
from contested.text import TextView, Tokens

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Unread:
    """Words of a sentence, by their place in the document, that gave no figure, and why."""

    start: int
    end: int
    reason: str


def is_worth_explaining(view: TextView, index: int, lexicon: Lexicon) -> bool:
    """True for a sentence that holds a number, a vague quantity or a word of control."""
    tk = view.tokens(index)
    if any(any(c.isdigit() for c in w) for w in tk.words) or not lexicon.compiled(compile_control).cues.isdisjoint(tk.lower):
        return True
    return any(not q.article for q in find_quantities(tk, lexicon.compiled(compile_words).quantities))


def unread(view: TextView, index: int, read: Spans, lexicon: Lexicon) -> list[Unread]:
    """What gave no figure in sentence `index`, in the order of the text; `read` are the spans that did."""
    words = lexicon.compiled(compile_words)
    control = lexicon.compiled(compile_control)
    tk = sided_pronouns(view.tokens(index))
    quantities = find_quantities(tk, words.quantities)
    found = [*_quantities(tk, quantities, words, read), *_numbers(tk, quantities, words.quantities, read)]
    if not control.cues.isdisjoint(tk.lower):
        found += _control(ControlSentence(tk, quantities, control, words.nouns, lexicon.compiled(KnownPlaces)), read)
    return sorted(found, key=lambda u: (u.start, u.end))


# ---- quantities --------------------------------------------------------------------------------------------


def _quantities(tk: Tokens, quantities: list[Quantity], words: Words, read: Spans) -> Iterator[Unread]:
    s = Sentence(tk, quantities, words)
    figures.read(s)
    by_core = {c.q.core: c for c in s.candidates}
    cue = not words.triggers.cues.isdisjoint(tk.lower)
    for q in quantities:
        start, end = tk.starts[q.start], tk.ends[q.end - 1]
        if q.article or _overlaps(start, end, read):
            continue
        np = noun_phrase(tk, q.end, words.nouns, words.triggers.forms)
        if np.head is not None:
            end = tk.ends[max(q.end, np.end) - 1]
        c = by_core.get(q.core)
        if np.kind == THING:
            reason = f"counts things ({_text(tk, np.start, np.end)})"
        elif not cue:
            reason = "no word of an indicator in the sentence"
        elif c is None:
            reason = "counts nobody: no noun of people follows"
        else:
            reason = _of_candidate(s, c)
        yield Unread(start, end, reason)


def _of_candidate(s: Sentence, c: Candidate) -> str:
    tk = s.tk
    if c.np.kind == PLACE:
        return f"counts places ({_text(tk, c.np.start, c.np.end)}), and nothing says here that they change hands"
    if c.agent:
        if is_negated(s, c):
            return f"negated ({_text(tk, max(0, c.q.start - 3), c.end)})"
        if c.q.start > 0 and tk.lower[c.q.start - 1] == "by":
            return f"who did it, not who suffered ({_text(tk, c.q.start - 1, c.end)})"
        if is_inner(s, c):
            return "stands inside the noun phrase of another"
        return f"who did it, not who suffered ({_text(tk, c.q.start, c.end)})"
    if c.indicators:
        return "belongs to a figure that is read with another number"
    said_not = next((w for w in tk.lower[c.end : c.end + 6] if w in NEGATIVE), None)
    if said_not is not None:
        return f"negated ({said_not})"
    return "no governing verb found"


# ---- numbers that are no quantities ---------------------------------------------------------------------------


def _numbers(tk: Tokens, quantities: list[Quantity], words: QuantityWords, read: Spans) -> Iterator[Unread]:
    inside = {k for q in quantities for k in range(q.start, q.end)}
    k, n = 0, len(tk)
    while k < n:
        if k in inside or not any(c.isdigit() for c in tk.words[k]) or _overlaps(tk.starts[k], tk.ends[k], read):
            k += 1
            continue
        begin, end = k, k + 1
        while (
            begin > 0
            and begin - 1 not in inside
            and (tk.lower[begin - 1] in words.months | words.currency or tk.ends[begin - 1] == tk.starts[begin])
        ):
            begin -= 1
        while end < n and end not in inside and _runs_on(tk, end, words):
            end += 1
        yield Unread(tk.starts[begin], tk.ends[end - 1], _what(tk, begin, k, end, words))
        k = end


def _runs_on(tk: Tokens, k: int, words: QuantityWords) -> bool:
    """The token at `k` still belongs to the number before it: glued to it, a month, or a year behind one."""
    if tk.lower[k] in words.months or (tk.lower[k - 1] in words.months and tk.lower[k].isdigit()):
        return True
    glued = tk.ends[k - 1] == tk.starts[k]
    mark = tk.words[k] in '.,;!?)"\u201d'
    return glued and not (mark and not (k + 1 < len(tk) and tk.starts[k + 1] == tk.ends[k] and tk.words[k + 1][0].isdigit()))


def _what(tk: Tokens, begin: int, k: int, end: int, words: QuantityWords) -> str:
    lower = tk.lower
    after = lower[end] if end < len(tk) else ""
    if any(w in words.months for w in lower[begin:end]):
        return "a date"
    if any(w in words.currency for w in lower[begin:end]) or after in words.currency:
        return "money"
    if after in words.measure:
        return f"a time, a length, an age or a measure ({_text(tk, begin, end + 1)})"
    if any(w == ":" for w in lower[begin:end]):
        return "a time of day or a ratio"
    if any(tk.words[m][0].isalpha() for m in range(begin, end)):
        return "part of a name or a compound"
    if begin > 0 and lower[begin - 1] in words.labels and (tk.words[begin - 1][0].isupper() or lower[begin - 1] in ("aged", "age")):
        return f"a name, a label or an age ({_text(tk, begin - 1, end)})"
    if tk.words[k].isdigit() and len(tk.words[k]) == 4 and end == begin + 1:
        return "a year"
    return "a date, a time, a label or a list number"


# ---- control -------------------------------------------------------------------------------------------------


def _control(s: ControlSentence, read: Spans) -> Iterator[Unread]:
    tk, words = s.tk, s.words
    for k, w in enumerate(tk.lower):
        start, end = tk.starts[k], tk.ends[k]
        if w not in words.cues or _overlaps(start, end, read):
            continue
        verb = words.verbs.get(w)
        if verb is not None and names_place_near(s, k + 1) and not is_done(s, k, verb.forms):
            yield Unread(start, end, f"not told as done ({_text(tk, max(0, k - 2), k + 1)})")
        elif w in words.control_nouns or w in words.noun_of or (verb is not None and verb.kind in ("sure", "unsure", "lose")):
            yield Unread(start, end, "a word of control, but no place or share is said here to be taken, lost or left")


# ---- words -----------------------------------------------------------------------------------------------------


def _overlaps(start: int, end: int, spans: Spans) -> bool:
    return any(a < end and start < b for a, b in spans)


def _text(tk: Tokens, begin: int, end: int) -> str:
    return " ".join(tk.words[begin:end])
