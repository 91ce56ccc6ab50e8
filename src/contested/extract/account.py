"""Carries the day of an event from sentence to sentence: the figures of one running account share it.

In: a document whose figures have their own periods. Out: the same with the undated figures of a dated account
dated. Totals of a whole war stand outside every account.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field

from contested.extract.dates import TimeExpr
from contested.extract.period_reading import Reading, telling_words
from contested.model import Figure, Period
from contested.text.sentences import Sentence

NO_PERIOD = Period()
# An account is of the days around publication; an older day is background and is not carried over.
BACKGROUND = dt.timedelta(days=8)
_PERFECT = re.compile(r"(?:\s+[^\s.,;]+){0,3}?\s+(?:has|(?<!may )(?<!might )(?<!could )(?<!must )have)\b")
# A period longer than this counts over a campaign rather than dates an event.
_SHORT = dt.timedelta(days=2)
# A title and one or two blocks are no paragraphs.
_FEW = 3
_CAMPAIGN = dt.timedelta(days=90)
# How many sentences ahead a date may stand from the figure it dates: without and with a place in common.
_AHEAD = 3
_FAR = 8
# Figures of this size are totals of a war, not of an event.
_WAR_SIZE = 20_000
_WAR_TERMS = frozenset({"hundreds of thousands", "millions", "tens of thousands", "million"})
# What these rules give is the figure's own and dates no other figure.
_OWN_ONLY = frozenset(
    {"since_war", "since_war_dated", "war_total", "running_total", "recent", "recently", "now", "since_event", "begins_count", "none"}
)
_DAYS = frozenset({"weekday", "month_day", "full_date", "relative_day", "ago"})
_WAR_RULES = frozenset({"since_war", "since_war_dated", "war_total"})
_COUNTS = frozenset({"since", "campaign", "n_days_of", "caption"})
# What stands under a heading, or in a clause of its own beside a count, is dated there or not at all.
_SET_APART = frozenset({"caption", "clause_apart"})
# What is foreseen or denied has no part in what the text tells as fact.
_APART = frozenset({"hypothetical", "denied"})
_VICTIMS = frozenset({"killed", "injured", "abducted", "detained", "missing", "surrendered", "displaced", "evacuated", "returned"})
_CARRIED = _VICTIMS | {"control_change"}


def carry_over(reading: Reading, periods: list[Period]) -> list[Period]:
    """`periods` with the figures of each dated account dated."""
    done = list(periods)
    undated = {
        i for i, f in enumerate(reading.figures)
        if done[i].date_end is None and done[i].rule not in _SET_APART and reading.firmness[i] not in _APART
        and _is_carried(reading, f) and not is_war_total(reading, f)
    }  # fmt: skip
    if undated and reading.view.reference is not None:
        _Account(reading, done, undated, reading.view.reference).run()
    return done


def _is_carried(reading: Reading, figure: Figure) -> bool:
    return figure.indicator in _CARRIED or (figure.unit == "km2" and not reading.is_static(figure))


@dataclass(slots=True)
class _Waiting:
    """Figures told before their account is dated, and the places the account has named."""

    sentence: int
    paragraph: int
    figures: list[int]
    places: frozenset[str]


@dataclass(slots=True)
class _Account:
    """Follows the text's account of one event from sentence to sentence.

    It has a period once a sentence dates it, and the places its sentences name. A sentence without a date goes
    on with the account unless it names only other places; then another account begins, undated until a date comes.
    """

    reading: Reading
    done: list[Period]
    undated: set[int]
    reference: dt.date
    period: Period | None = None
    # the places known to be its own, and the sentences whose places are, too, but have not been asked for
    known: frozenset[str] = frozenset()
    unread: list[Sentence] = field(default_factory=list)
    # a count over a campaign ("since 15 November"): only the sentence that goes on counting shares it
    count: Period | None = None
    # the sentence without figures that dated the account, and whether a change of control did
    told: int = -1
    control: bool = False
    waiting: list[_Waiting] = field(default_factory=list)
    # the paragraph of the last sentence read, and whether this text's paragraphs mark what belongs together
    paragraph: int = -1
    marked: bool = False
    # the account that a new paragraph left, until another is dated: "the attack" takes it up again
    left: tuple[Period, frozenset[str]] | None = None

    def run(self) -> None:
        view = self.reading.view
        self.marked = _paragraphs_mark(view.sentences)
        headlines: list[int] = []
        last = max(self.undated, default=-1)
        end = self.reading.figures[last].sentence + _FAR if last >= 0 else -1
        for s in view.sentences[: end + 1]:
            here = self.reading.by_sentence.get(s.index, [])
            if view.is_headline(s.index):
                headlines += [i for i in here if i in self.undated]
            else:
                self._read(s, here)
        self._headlines(headlines)

    def _read(self, s: Sentence, here: list[int]) -> None:
        reading = self.reading
        if reading.scope.breaks.match(reading.view.text, s.start, s.end):
            self._begin(None)
            self.waiting.clear()
        if self.marked and s.paragraph != self.paragraph and not self._resumes(s):
            left = (self.period, self._places()) if self.period is not None else self.left
            self._begin(None)
            self.left = left
        if self.left is not None and self.period is None and self._takes_up(s, self.left[1]):
            period, known = self.left
            self._begin(period, known=known)
        self.paragraph = s.paragraph
        todo = [i for i in here if i in self.undated]
        dated = self._day_of_figures(here)
        if dated is not None:
            self._date_waiting(dated, s)
            self._begin(dated, s)
        else:
            if any(self._is_past(i) for i in here):
                self._begin(None)
            self._follow(s, todo)
        self._date(s, todo)
        counted = next((self.done[i] for i in here if i not in self.undated and _is_count(self.done[i])), None)
        self.count = counted or (self.count if todo else None)
        if self.period is None:
            self._wait(s, todo)

    def _begin(self, period: Period | None, s: Sentence | None = None, known: frozenset[str] = frozenset()) -> None:
        """Another account, of the places of `s` or of those `known`."""
        self.period, self.known, self.told = period, known, -1
        self.unread = [] if s is None else [s]
        self.left = None

    def _places(self) -> frozenset[str]:
        """The places the account has named so far."""
        if self.unread:
            self.known = self.known.union(*(self.reading.places(s) for s in self.unread))
            self.unread = []
        return self.known

    def _follow(self, s: Sentence, todo: list[int]) -> None:
        """A sentence whose figures have no date of their own, or that has no figure."""
        told = self._day_told(s.index)
        if told is not None and (todo or self._refines(told)):
            if self.period is None:
                self._date_waiting(told, s)
            self._begin(told, s)
            self.told = s.index
        elif todo and not self._goes_on(s):
            self._begin(None, s)
        else:
            self.unread.append(s)

    def _refines(self, told: Period) -> bool:
        """A day told without a figure only makes the account's more exact; it does not replace it."""
        known = self.period
        if known is None or known.date_start is None or known.date_end is None:
            return True
        return (
            told.date_start is not None
            and told.date_end is not None
            and known.date_start <= told.date_start <= told.date_end <= known.date_end
        )

    def _goes_on(self, s: Sentence) -> bool:
        if self.told == s.index - 1:
            return True
        here = self.reading.places(s)
        if not here or not (known := self._places()) or not here.isdisjoint(known):
            return True
        return self.reading.scope.continues.search(self.reading.view.small, s.start, s.end) is not None

    def _resumes(self, s: Sentence) -> bool:
        """True where a new paragraph is tied to the account: by a place, or by its words."""
        if not self._places().isdisjoint(self.reading.places(s)):
            return True
        return self.reading.scope.resumes.search(self.reading.view.small[s.start : s.end]) is not None

    def _takes_up(self, s: Sentence, places: frozenset[str]) -> bool:
        """True for "the attack", told where no other place has been named since."""
        if (known := self._places()) and known.isdisjoint(places):
            return False
        return self.reading.scope.takes_up.search(self.reading.view.small, s.start, s.end) is not None

    def _date(self, s: Sentence, todo: list[int]) -> None:
        if not todo:
            return
        scope, text = self.reading.scope, self.reading.view.small[s.start : s.end]
        over_campaign = scope.campaign.search(text) is not None
        campaign = self._campaign(s) if over_campaign else None
        if campaign is not None:
            self.count, found = campaign, campaign
        elif self.count is not None and scope.counts_on.search(text):
            found = self.count._replace(rule="count_goes_on")
        elif self.period is not None and not over_campaign and not scope.elsewhen.search(text):
            found = self.period._replace(rule="account")
        else:
            return
        open_ended = self.period is not None and self.period.rule == "since"
        for i in todo:
            if found.rule != "account" or open_ended or not self._is_perfect(i):
                self.done[i] = found

    def _is_perfect(self, i: int) -> bool:
        """ "Dozens have died", "up to 90 percent have fled": what has come about by now is not of the day just told."""
        return _PERFECT.match(self.reading.view.small, self.reading.figures[i].end) is not None

    def _campaign(self, s: Sentence) -> Period | None:
        """ "killed in the fight for the city", told after "since 25 June": the count runs over the campaign."""
        reading = self.reading
        for index in range(s.index - 1, max(-1, s.index - 5), -1):
            if reading.by_sentence.get(index):
                continue
            for t in reading.times(index):
                if t.since and t.lo and t.hi and t.hi - t.lo <= _CAMPAIGN:
                    return Period(t.lo, t.hi, reading.words(t), "campaign")
        return None

    def _day_of_figures(self, here: list[int]) -> Period | None:
        """The period of this sentence's dated figures, where it is of an event of these days."""
        for i in reversed(here):
            p, indicator = self.done[i], self.reading.figures[i].indicator
            if i in self.undated or p.date_end is None or p.rule in _OWN_ONLY or indicator not in _CARRIED:
                continue
            if p.date_end >= self.reference - BACKGROUND and not _is_count(p):
                self.control = indicator == "control_change"
                return p
        return None

    def _is_past(self, i: int) -> bool:
        """True for a figure of an event before the account: what follows it goes on with that."""
        p = self.done[i]
        return i not in self.undated and p.rule in _DAYS and p.date_end is not None and p.date_end < self.reference - BACKGROUND

    def _day_told(self, sentence: int) -> Period | None:
        """The day of an event the sentence tells."""
        for t in reversed(self.reading.times(sentence)):
            if self._is_event_day(sentence, t):
                self.control = False
                if t.began and not t.since:
                    # "Clashes began two days ago.": what follows is counted from there
                    return Period(t.lo, self.reference, self.reading.words(t), "since")
                return Period(t.lo, t.hi, self.reading.words(t), t.rule)
        return None

    def _is_event_day(self, sentence: int, t: TimeExpr) -> bool:
        if t.lo is None or t.hi is None or t.future or t.since or t.grain not in ("day", "span") or t.rule == "last_n":
            return False
        if t.lo < self.reference - BACKGROUND or t.hi - t.lo >= _SHORT:
            return False
        begin = max(self.reading.view.sentences[sentence].start, t.start - 80)
        if self.reading.scope.planned.search(self.reading.view.small, begin, t.start):
            return False
        return not self.reading.is_spoken(sentence, t)

    def _wait(self, s: Sentence, todo: list[int]) -> None:
        self.waiting = [entry for entry in self.waiting if s.index - entry.sentence <= _FAR]
        for entry in self.waiting:
            if s.index - entry.sentence <= _AHEAD and not entry.places.isdisjoint(places := self.reading.places(s)):
                entry.places |= places
        left = [i for i in todo if self.done[i].date_end is None]
        if left:
            self.waiting.append(_Waiting(s.index, self.paragraph, left, self.reading.places(s)))

    def _date_waiting(self, period: Period, s: Sentence) -> None:
        """Figures told before their account is dated take the date when it names their places or their people."""
        if self.waiting:
            reading, text = self.reading, self.reading.view.small[s.start : s.end]
            words = telling_words(text, reading.scope) - reading.scope.common
            for entry in self.waiting if not reading.scope.apart.search(text) else ():
                for i in entry.figures if s.index - entry.sentence <= _FAR else ():
                    figure = reading.figures[i]
                    people = telling_words(reading.quote(figure), reading.scope) & words
                    near = s.index - entry.sentence <= _AHEAD
                    shared = not entry.places.isdisjoint(self.reading.places(s))
                    tied = people or shared or (not entry.places and near)
                    if self.marked and entry.paragraph != s.paragraph:
                        tied = near and shared
                    if tied and (figure.indicator == "control_change") == self.control:
                        self.done[i] = period._replace(rule="account_ahead")
        self.waiting.clear()

    def _headlines(self, headlines: list[int]) -> None:
        """A headline that no figure of the body repeats takes the period of the body's first figure of its kind."""
        reading = self.reading
        for i in headlines:
            for j, figure in enumerate(reading.figures):
                if figure.indicator == reading.figures[i].indicator and not reading.view.is_headline(figure.sentence):
                    p = self.done[j]
                    self.done[i] = NO_PERIOD if p.rule in _WAR_RULES or p.date_end is None else p._replace(rule="headline")
                    break


def _paragraphs_mark(sentences: list[Sentence]) -> bool:
    """True where most sentences share their paragraph with another: then a new one means a new turn."""
    sizes = Counter(s.paragraph for s in sentences)
    return len(sizes) > _FEW and 2 * sum(n for n in sizes.values() if n > 1) > len(sentences)


def _is_count(p: Period) -> bool:
    if p.date_start is None or p.date_end is None:
        return False
    return p.rule in _COUNTS or p.date_end - p.date_start >= _SHORT


# ---------------------------------------------------------------- totals of a war


def is_war_total(reading: Reading, figure: Figure) -> bool:
    """True for a total of the whole war: by its size, by a total in the same breath, or in so many words."""
    if figure.indicator not in _VICTIMS or figure.unit not in ("persons", "percent", "families"):
        return False
    found = reading.war_totals.get(figure.sentence)
    if found is None:
        found = any(_is_war_size(reading.figures[i]) for i in reading.by_sentence[figure.sentence])
        found = found or reading.scope.war_total.search(reading.small(figure.sentence)) is not None
        reading.war_totals[figure.sentence] = found
    return found


def _is_war_size(figure: Figure) -> bool:
    return figure.unit in ("persons", "families") and ((figure.value or 0) >= _WAR_SIZE or figure.vague_term in _WAR_TERMS)


def war_period(reading: Reading, figure: Figure) -> Period:
    """A total of the war runs from the war's first day where this sentence or the three before tell when it began."""
    found = reading.war_periods.get(figure.sentence)
    if found is None:
        found = reading.war_periods[figure.sentence] = _war_period(reading, figure)
    return found


def _war_period(reading: Reading, figure: Figure) -> Period:
    view = reading.view
    # the homeless of a war are a state of things, dated only where their own sentence counts from its beginning
    together = any(reading.figures[i].indicator == "killed" for i in reading.by_sentence[figure.sentence])
    reach = 4 if together or reading.scope.war_total.search(reading.small(figure.sentence)) else 1
    for index in range(figure.sentence, max(-1, figure.sentence - reach), -1):
        s = view.sentences[index]
        m = reading.grammar.war_text.search(view.small, s.start, s.end)
        if m is None:
            continue
        begins = not m.group().endswith("since")
        for t in reading.times(index):
            # "the conflict erupted ... in March 2011", "war since 2011"; not "began when the party in power since 1963"
            placed = t.start >= m.start() if begins else m.start() <= t.start <= m.end()
            if (
                t.lo is not None
                and not t.future
                and placed
                and t.since != begins
                and (t.since or t.grain in ("month", "year", "day", "war"))
            ):
                return Period(t.lo, view.reference, view.text[min(m.start(), t.start) : t.end], "war_total")
    return NO_PERIOD
