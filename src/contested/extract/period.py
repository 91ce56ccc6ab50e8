"""Which expression of time is a figure's own, and when a figure without one shares another's.

In: a document with its figures. Out: a `Period` for each. Three steps, in order: a figure takes the expression
of its clause; a headline, a repeat or a figure dated by its statement alone takes the day of the same fact
elsewhere; a figure without any takes the day of the account that runs on around it (module `account`).
What is left stays null.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Sequence

from contested.extract.account import BACKGROUND, NO_PERIOD, carry_over, is_war_total, war_period
from contested.extract.caption import STATES, captioned
from contested.extract.dates import TimeExpr
from contested.extract.period_reading import Reading, telling_words
from contested.extract.status import said_by_clause
from contested.lexicon.load import Lexicon
from contested.model import Figure, Period
from contested.text.view import TextView

# Spans a running total can be counted over; a single day is only that of the event the toll is of.
_SPANS = frozenset({"span", "month", "week", "year"})
_CONTROL = frozenset({"control_share", "control_change"})
# A bare month or year in the sentence of a war's total is rather the war's than the total's.
_BACKGROUND = frozenset({"month", "month_year", "year"})
_NEXT_CLAUSE = re.compile(r"[,;] (?:and|while|but)\b|;")
# At most the noun stands between a total and the day it was reached.
_BESIDE = re.compile(r"\s*(?!(?:in|at|near|from|after|by|of)\b)(?:[\w-]+\s*)?")
# How far an expression may stand from its figure: half a point a word, `_BORDER` a clause border.
_REACH = 40.0
_BORDER = 8.0
_OTHER_FIGURE = 4.0
# An expression that begins so few characters into its sentence opens it.
_OPENS = 12
# "... since Sunday, and that 200 were missing": a figure that is the subject of a clause of its own
_NEW_CLAUSE = re.compile(r"(?:,\s+and|,?\s+and\s+that)\s+$")
_PUT_AT = re.compile(r"\b(?:puts?|putting|stands|stood|standing)\s+(?:[^\s.;]+\s+){0,5}at\s+$")
_COUNTED_BACK = re.compile(r"\b(?:last|past|previous)\b")
_ITS_VERB = re.compile(r"(?:\s+[^\s.,;]+){0,3}?\s+(?:is|are|was|were|has|have|had|remain|remained)\b")
# The logarithm of a step between numbers that may be rounded from one another.
_STEP = math.log(1.06)
# How many figures of the same size, before and after, are compared as repeats.
_REPEATS = 40


def date_figures(view: TextView, figures: Sequence[Figure], lexicon: Lexicon, firmness: Sequence[str] | None = None) -> list[Period]:
    """The period of each figure, parallel to `figures`.

    Parameters
    ----------
    view
        The document; `view.reference` is the day relative dates count from. Where it is None they stay null.
    figures
        The document's figures in the order of the text.
    lexicon
        Its `time` table is the vocabulary.
    firmness
        The status of each figure (module `status`), parallel to `figures`; worked out here where it is not given.

    Returns
    -------
    list of Period
        `date_text` is the expression as written, also where it was carried over from another sentence;
        `rule` names how it was found (docs/periods.md). A figure that nothing dates has both ends null and rule "none".
    """
    if not figures:
        return []
    if firmness is None:
        firmness = [said or "asserted" for said in said_by_clause(view, figures, lexicon)]
    reading = Reading.of(view, figures, lexicon, firmness)
    periods = [_own(reading, i) for i in range(len(figures))]
    periods = captioned(reading, periods)
    periods = _same_facts(reading, periods)
    periods = [_of_the_war(reading, i, p) for i, p in enumerate(periods)]
    return carry_over(reading, periods)


def _of_the_war(reading: Reading, index: int, own: Period) -> Period:
    """A total of a whole war counts from its first day, also where the sentence names only the year it began."""
    figure = reading.figures[index]
    if own.date_end is not None and own.rule not in _BACKGROUND:
        return own
    if reading.firmness[index] == "hypothetical" or not is_war_total(reading, figure):
        return own
    found = war_period(reading, figure)
    return found if found.date_end is not None else own


# ---------------------------------------------------------------- the figure's own expression


def _own(reading: Reading, index: int) -> Period:
    figure, view = reading.figures[index], reading.view
    if reading.firmness[index] == "hypothetical":
        return NO_PERIOD
    # a year that the quote itself holds may be its number
    times = [t for t in reading.times_near(figure) if not t.future and not (figure.start <= t.core < figure.end and t.rule == "year")]
    spoken = [t for t in times if reading.is_spoken(figure.sentence, t)]
    events = [t for t in times if t not in spoken]
    if any(t.since and t.lo for t in events):
        # "the toll since 1 May now stands at 40" is counted from the day
        events = [t for t in events if t.rule != "now"]
    total = _running_total(reading, index, events, spoken)
    if total is not None:
        return total
    events = [t for t in events if not _is_pace(reading, t, events)]
    if figure.indicator == "control_share" and reading.is_static(figure):
        # "has about half today" tells how things stand
        events = [t._replace(lo=None, grain="asof") if t.rule == "relative_day" and t.hi == view.reference else t for t in events]
        events = [t for t in events if (t.since or t.grain == "asof" or t.rule == "last_n") and not _apart(reading, figure, t)]
    best = _nearest(reading, index, events)
    if best is not None and _is_clause_apart(reading, index, best):
        return Period(rule="clause_apart")
    if (
        best is not None
        and best.grain == "day"
        and best.start >= figure.end
        and _PUT_AT.search(view.small, max(0, figure.start - 60), figure.start)
    ):
        # "put the toll at 400 on Monday": the day of the statement
        return Period(None, best.hi, reading.words(best), "statement_day")
    if best is not None:
        if best.since and best.began and best.start <= figure.start < best.core:
            # "since troops took the town on 5 May": the taking is of that day, what is counted runs on from it
            return Period(best.lo, min(best.began, best.hi or best.began), reading.words(best), "begins_count")
        if best.since and best.hi == view.reference:
            # counted up to the day it was told: "announced on Sunday that ... since 28 April"
            told = next((t.hi for t in spoken if t.grain == "day" and t.hi and best.lo and best.lo <= t.hi), None)
            best = best._replace(hi=told or best.hi)
        return Period(best.lo, best.hi, reading.words(best), best.rule)
    said = _nearest(reading, index, [t for t in spoken if t.grain == "day"])
    return Period(None, said.hi, reading.words(said), "statement_day") if said is not None else NO_PERIOD


def _is_pace(reading: Reading, time: TimeExpr, events: list[TimeExpr]) -> bool:
    """ "In April, when 400 died in three days": beside an older date a stretch without "last" tells how long, not when."""
    if time.rule != "last_n" or time.lo is None or _COUNTED_BACK.search(reading.view.small, time.start, time.end):
        return False
    return any(t.hi is not None and t.hi < time.lo and not t.since and t.start < time.start for t in events)


def _is_clause_apart(reading: Reading, index: int, time: TimeExpr) -> bool:
    """ "500 fled since Sunday, and that 200 were trapped": a count or a state is not shared with the clause after it."""
    figure, small = reading.figures[index], reading.view.small
    if time.start >= figure.start or not (figure.indicator in STATES or time.since):
        return False
    before = reading.figures[index - 1] if index else None
    if time.since and (before is None or before.sentence != figure.sentence or before.start > time.start):
        return False
    return _NEW_CLAUSE.search(small, time.end, figure.start) is not None and _ITS_VERB.match(small, figure.end) is not None


def _apart(reading: Reading, figure: Figure, time: TimeExpr) -> bool:
    """True when a clause border stands between the figure and the expression."""
    lo, hi = (figure.end, time.start) if time.start >= figure.end else (time.end, figure.start)
    return reading.scope.border.search(reading.view.small, lo, max(lo, hi)) is not None


def _running_total(reading: Reading, index: int, events: list[TimeExpr], spoken: list[TimeExpr]) -> Period | None:
    """ "The toll has risen to 126": the state of things on the day it was told, or on the day of the text."""
    figure, ref = reading.figures[index], reading.view.reference
    if ref is None or figure.indicator in _CONTROL or any(t.since or t.grain in _SPANS for t in events):
        return None
    risen = reading.risen(figure.sentence)
    if risen is None or _is_counted_apart(reading, index, events):
        return None
    # "the toll passed 500 on Monday": the day stands with the number, not with the blast
    counted = next((t for t in events if t.grain == "day" and _BESIDE.fullmatch(reading.view.text, figure.end, t.start)), None)
    # "rose to 40 by Monday"
    counted = counted or next((t for t in events if t.rule == "as_of" and t.start >= figure.end and not _apart(reading, figure, t)), None)
    return Period(None, counted.hi if counted else next((t.hi for t in spoken if t.hi), ref), risen, "running_total")


def _is_counted_apart(reading: Reading, index: int, events: list[TimeExpr]) -> bool:
    """ "The toll has risen to 85, and six people died in a raid on Sunday": a later clause with a day of its own."""
    figure = reading.figures[index]
    # the one before in the list is the one before in the text
    before = reading.figures[index - 1] if index else None
    if before is None or before.sentence != figure.sentence or _NEXT_CLAUSE.search(reading.view.text, before.end, figure.start) is None:
        return False
    return any(t.grain == "day" and t.lo is not None and t.start >= figure.end and not _apart(reading, figure, t) for t in events)


def _nearest(reading: Reading, index: int, times: list[TimeExpr]) -> TimeExpr | None:
    """The expression of the figure's clause: near, on the same side of clause borders, no other figure between."""
    figure, view = reading.figures[index], reading.view
    sentence_start = view.sentences[figure.sentence].start
    best, best_cost = None, _REACH
    for time in times:
        if time.lo is None and time.hi is None:
            continue
        lo, hi = (figure.end, time.start) if time.start >= figure.end else (time.end, figure.start)
        gap = view.small[lo:hi] if lo < hi else ""
        if ";" in gap and sentence_start + _OPENS < time.start < figure.start and not _is_part(reading, figure):
            # only what opens the sentence dates both sides of a semicolon
            continue
        cost = 0.5 * gap.count(" ")
        if cost >= best_cost:
            continue
        cost += _BORDER * len(reading.scope.border.findall(gap))
        others = reading.figures_between(figure.sentence, lo, hi)
        cost += _OTHER_FIGURE * others
        if others and reading.scope.counters.search(gap):
            # "said no more than 150 died, rejecting claims that 2,000 were killed between 3 and 7 May"
            continue
        if time.start < figure.start:
            cost += 2.0 if time.start - sentence_start < _OPENS else 4.0
        if time.rule == "recently":
            # it dates only what it stands beside
            cost += 25.0
        if cost < best_cost:
            best, best_cost = time, cost
    return best


def _is_part(reading: Reading, figure: Figure) -> bool:
    """ "A quarter of the dead": a part of the count before it, dated as that is."""
    return reading.scope.counts_on.search(reading.view.small, figure.start, figure.end + 20) is not None


# ---------------------------------------------------------------- the same fact elsewhere


def _same_facts(reading: Reading, periods: list[Period]) -> list[Period]:
    """A headline, a repeat, or a figure dated only by its statement takes the event's day of the same fact."""
    figures = reading.figures
    keys = [_keys(reading, figure) for figure in figures]
    dated: dict[object, list[int]] = {}
    for j, listed in enumerate(keys):
        if periods[j].date_end is not None:
            for key in listed:
                dated.setdefault(key, []).append(j)
    done = list(periods)
    for i, figure in enumerate(figures):
        if periods[i].date_start is not None or periods[i].rule == "running_total" or _is_apart(reading, i):
            continue
        best: tuple[int, int, int] | None = None
        for j in _near(dated, keys[i], i):
            if j == i or (periods[j].date_start is None and periods[i].rule != "none") or _is_background(periods[i], periods[j]):
                continue
            likeness = _likeness(reading, figure, figures[j])
            told, end = reading.view.reference, periods[j].date_end
            old = told is not None and end is not None and end < told - BACKGROUND
            rank = (likeness + 2 * (periods[j].date_start is None) + 3 * old, abs(j - i), j)
            if likeness and (best is None or rank < best):
                best = rank
                done[i] = periods[j]._replace(rule="same_fact")
    return done


def _is_background(own: Period, other: Period) -> bool:
    """ "Said on Saturday" is no repeat of what happened long before: the town was taken once more."""
    return own.date_end is not None and other.date_end is not None and other.date_end < own.date_end - BACKGROUND


def _is_apart(reading: Reading, i: int) -> bool:
    """What is denied or only foreseen is not the fact told elsewhere; a headline always is."""
    firmness = reading.firmness[i]
    return firmness == "denied" or (firmness == "hypothetical" and not reading.view.is_headline(reading.figures[i].sentence))


def _keys(reading: Reading, figure: Figure) -> list[object]:
    """What figures that may be of one fact share: the number's coarse size, the vague term, or a word of the place."""
    if figure.indicator in _CONTROL:
        return [(figure.indicator, word) for word in sorted(telling_words(reading.quote(figure), reading.scope))]
    if figure.value is None or figure.value < 1:
        return [(figure.indicator, figure.vague_term, figure.value)]
    # numbers within 5 percent of each other fall into one step of 6 percent or into neighbouring ones
    step = math.floor(math.log(figure.value) / _STEP)
    return [(figure.indicator, s) for s in (step, step - 1, step + 1)]


def _near(dated: dict[object, list[int]], keys: list[object], i: int) -> list[int]:
    """The dated figures under `keys` nearest to figure `i`, in order: a bounded number, for very long documents."""
    found: set[int] = set()
    for key in keys:
        places = dated.get(key)
        if places is not None:
            at = bisect_left(places, i)
            found.update(places[max(0, at - _REPEATS) : at + _REPEATS])
    return sorted(found)


def _shared_words(reading: Reading, a: Figure, b: Figure) -> frozenset[str]:
    """The telling words that both quotes hold."""
    return telling_words(reading.quote(a), reading.scope) & telling_words(reading.quote(b), reading.scope)


def _likeness(reading: Reading, a: Figure, b: Figure) -> int:
    """0: another fact; 1: the same number; 2: a number rounded from it."""
    if a.indicator != b.indicator or a.unit != b.unit:
        return 0
    if a.indicator in _CONTROL:
        return int(a.value == b.value and bool(_shared_words(reading, a, b)))
    if a.value is None or b.value is None:
        vague = a.vague_term is not None and a.vague_term == b.vague_term
        return int(a.value is None and b.value is None and vague and a.population == b.population)
    headline = reading.view.is_headline(a.sentence)
    if a.value == b.value:
        if a.value > 9 or (a.value > 1 and headline):
            return 1
        # small numbers recur by chance: the repeat must be of the same group, in words both share
        return int(a.value > 1 and a.population == b.population and bool(_shared_words(reading, a, b) - reading.scope.common))
    rounded = headline or "approx" in (a.bound, b.bound)
    return 2 if rounded and min(a.value, b.value) > 9 and abs(a.value - b.value) <= 0.05 * max(a.value, b.value) else 0
