"""The words a figure rests on, marked in its sentence: quote, hedge, number, group or place, trigger.

In: a view of the text, a figure found in it, the lexicon. Out: spans with a role, and the sentence with them written in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from contested.extract.quantities import Quantity, QuantityWords, compile_quantities, find_quantities
from contested.extract.reader import find_figures
from contested.lexicon import Lexicon
from contested.model import Claim, Document, Figure
from contested.text import TextView, Tokens

# the colour of a role on a terminal; those of a word's roles are joined
COLOURS = {"quote": "4", "hedge": "35", "number": "1", "group": "36", "place": "36", "trigger": "33"}
_SAYS_NOTHING = frozenset(("exact", "range", "vague", "unknown"))


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Characters ``[start, end)`` of the document, and what they are to the figure."""

    start: int
    end: int
    role: str


def marks_of(view: TextView, figure: Figure, lexicon: Lexicon) -> list[Mark]:
    """The marks of one figure, in the order of the text.

    A hedge shared in a list ("at least 12 men and 3 women") is marked where it stands, with the first of them.
    """
    marks = {Mark(figure.start, figure.end, "quote")}
    words = lexicon.compiled(compile_quantities)
    tk = view.tokens(figure.sentence)
    q = next((q for q in find_quantities(tk, words) if figure.start <= tk.starts[q.core] < figure.end), None)
    inner: list[Mark] = []
    if q is not None:
        inner = _in_quantity(tk, q, words)
        end = tk.ends[q.end - 1]
        rest = next((s for s in tk.starts[q.end :] if s < figure.end), None)
        if rest is not None and end < figure.end:
            inner.append(Mark(rest, figure.end, "group" if figure.population else "place"))
    marks.update(m for m in inner if m.start >= figure.start)
    if not any(m.role != "group" and m.role != "place" and m.start <= figure.trigger_start < m.end for m in inner):
        marks.add(Mark(figure.trigger_start, figure.trigger_end, "trigger"))
    return sorted(marks, key=lambda m: (m.start, -m.end, m.role))


def mark_sentence(view: TextView, index: int, marks: Sequence[Mark], *, color: bool = False) -> str:
    """Sentence `index` in one line with the marks written in: ``[quote|[hedge|at least] 12 ...]``, or in colours."""
    s = view.sentences[index]
    # the longest is opened first; two marks on the same words in the order of their roles
    inside = sorted({m for m in marks if m.start < s.end and m.end > s.start}, key=lambda m: (m.start, -m.end, list(COLOURS).index(m.role)))
    cuts = sorted({s.start, s.end, *(x for m in inside for x in (m.start, m.end) if s.start < x < s.end)})
    out: list[str] = []
    open_: list[Mark] = []
    for begin, end in pairwise(cuts):
        here = [m for m in inside if m.start <= begin and m.end >= end]
        piece = plain(view.text[begin:end])
        if color:
            codes = ";".join(dict.fromkeys(COLOURS[m.role] for m in here))
            out.append(f"\x1b[{codes}m{piece}\x1b[0m" if codes else piece)
            continue
        # marks that cross are closed and opened again, so that brackets always pair
        kept = next((i for i, (a, b) in enumerate(zip(open_, here, strict=False)) if a != b), min(len(open_), len(here)))
        out.append("]" * (len(open_) - kept) + "".join(f"[{m.role}|" for m in here[kept:]) + piece)
        open_ = here
    return "".join(out) + ("" if color else "]" * len(open_))


def marked_claim(claim: Claim, text: str, lexicon: Lexicon, *, color: bool = False) -> str | None:
    """The sentence of a claim, marked, from its document's text; None where this lexicon does not read the claim there."""
    if claim.char_start is None or not text:
        return None
    view = TextView.of(Document(claim.doc_id, text))
    key = (claim.char_start, claim.char_end, claim.indicator)
    figure = next((f for f in find_figures(view, lexicon) if (f.start, f.end, f.indicator) == key), None)
    return None if figure is None else mark_sentence(view, figure.sentence, marks_of(view, figure, lexicon), color=color)


def plain(text: str) -> str:
    """The text in one line, without characters that steer a terminal."""
    return "".join(" " if c in "\n\r\t\f\v\x85\u2028\u2029" else c if c.isprintable() or c.isspace() else "\ufffd" for c in text)


def _in_quantity(tk: Tokens, q: Quantity, words: QuantityWords) -> list[Mark]:
    marks: list[Mark] = []
    if q.core > q.start and (q.bound not in _SAYS_NOTHING or q.additive):
        marks.append(Mark(tk.starts[q.start], tk.ends[q.core - 1], "hedge"))
    stop = q.end
    for k in range(q.core + 1, q.end):
        if any(tuple(tk.lower[k : q.end]) == phrase for phrase, _ in words.after.get(tk.lower[k], ())):
            marks.append(Mark(tk.starts[k], tk.ends[q.end - 1], "hedge"))
            stop = k
            break
    marks.append(Mark(tk.starts[q.core], tk.ends[stop - 1], "number"))
    return marks
