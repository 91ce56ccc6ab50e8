"""What kind of count a figure is: of one incident, cumulative, a stock, or a flow.

In: a figure with its period. Out: the aspect, by named rules. Cells never mix aspects, so the rules prefer what
the indicator and the period settle over what single words suggest.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from contested.lexicon.load import Lexicon
from contested.model import Figure, Period
from contested.text import TextView, in_any_case

_MOVES = frozenset({"displaced", "evacuated", "returned"})
_STATES = frozenset({"trapped", "missing", "control_share"})
# Periods that count up from a day, whatever their length.
_COUNTED = frozenset(
    {
        "since",
        "since_war",
        "since_war_dated",
        "since_unknown",
        "since_event",
        "war_total",
        "running_total",
        "campaign",
        "count_goes_on",
        "n_days_of",
        "same_period",
    }
)
# An event is a matter of a night or two; a longer period is counted over.
_ONE_EVENT = dt.timedelta(days=2)
_AROUND = 60


@dataclass(frozen=True, slots=True)
class _Words:
    held: re.Pattern[str]
    homeless: re.Pattern[str]
    total: re.Pattern[str]
    event: re.Pattern[str]
    war: re.Pattern[str]


def aspect_of(view: TextView, figure: Figure, period: Period, lexicon: Lexicon) -> str | None:
    """Return ``incident``, ``cumulative``, ``stock`` or ``flow``; None for a change of control.

    Parameters
    ----------
    view, figure, period
        The document, one of its figures, and the period `date_figures` gave it.
    lexicon
        Its `time` table holds the words of each aspect.
    """
    return aspect_and_rule(view, figure, period, lexicon)[0]


def aspect_and_rule(view: TextView, figure: Figure, period: Period, lexicon: Lexicon) -> tuple[str | None, str]:
    """The aspect with the name of the rule that gave it (docs/periods.md lists them)."""
    if figure.indicator == "control_change":
        return None, "control_change"
    if figure.indicator in _STATES:
        return "stock", "state_indicator"
    words = lexicon.compiled(_compile)
    s = view.sentences[figure.sentence]
    sentence = view.small[s.start : s.end]
    near = view.small[max(s.start, figure.start - _AROUND) : min(s.end, figure.end + _AROUND)]
    if figure.indicator == "detained" and words.held.search(near):
        return "stock", "held_now"
    if figure.indicator == "displaced" and words.homeless.search(near):
        return "stock", "displaced_now"
    if period.rule in _COUNTED:
        return "cumulative", "counted_since"
    if period.date_end is None and words.war.search(sentence):
        return "cumulative", "war_total"
    if figure.indicator in _MOVES:
        return ("cumulative", "total_words") if words.total.search(near) else ("flow", "movement")
    return _of_harm(figure, period, sentence, near, words)


def _of_harm(figure: Figure, period: Period, sentence: str, near: str, words: _Words) -> tuple[str, str]:
    """Killed, injured, arrested, abducted, surrendered: of one event unless counted over a longer time."""
    length = period.date_end - period.date_start if period.date_start and period.date_end else dt.timedelta(0)
    if length > _ONE_EVENT:
        return ("incident", "event_dated_roughly") if words.event.search(sentence) else ("cumulative", "counted_over_period")
    if period.date_start is None and words.total.search(near):
        return "cumulative", "total_words"
    return "incident", "one_event"


def _compile(lexicon: Lexicon) -> _Words:
    table = lexicon["time"]
    held, homeless, total, event = (in_any_case("|".join(table["aspect"][k])) for k in ("held", "homeless", "total", "event"))
    return _Words(held, homeless, total, event, in_any_case("|".join(table["war"]["total"])))
