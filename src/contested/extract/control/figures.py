"""From what the grammar of control read to figures: spans of tokens become characters and words."""

from __future__ import annotations

from contested.extract.control.sentence import ControlFigure, Span
from contested.extract.matching import as_named
from contested.model import Figure
from contested.text import Tokens


def control_figure(tk: Tokens, index: int, c: ControlFigure) -> Figure:
    """The figure that `c` is in sentence number `index`."""
    return Figure(
        start=tk.starts[c.start],
        end=tk.ends[c.end - 1],
        sentence=index,
        indicator=c.indicator,
        population=None,
        value=c.value,
        value_high=c.value_high,
        bound=c.bound,
        vague_term=c.vague_term,
        unit=c.unit,
        trigger_start=tk.starts[c.trigger],
        trigger_end=tk.ends[min(c.trigger, len(tk.lower) - 1)],
        rule=c.rule,
        holder=_words(tk, c.holder),
        previous_holder=_words(tk, c.previous),
        denominator=_words(tk, c.denominator),
    )


def _words(tk: Tokens, span: Span | None) -> str | None:
    return None if span is None else as_named(tk.words, *span)
