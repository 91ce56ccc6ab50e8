"""Which time expression is a figure's own, and when a figure without one shares another's.

Three steps, in order: a figure takes the expression of its clause (`own`); a headline, a repeat or a figure
dated by its statement alone takes the day of the same fact elsewhere (`same_fact`); a figure without any
takes the day of the account that runs on around it (`carried`). What is left stays null.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from contested.extract.dateline import locate_datelines
from contested.extract.date_atoms import DatedDay, DateGrammar, grammar_of
from contested.extract.dates import TimeExpr, find_times
from contested.lexicon.load import Lexicon
from contested.model import Figure, Period
from contested.text.sentences import Sentence
from contested.text.view import TextView

NO_PERIOD = Period()
# An account is of the days around publication; an older day is background and is not carried over.
_RECENT = dt.timedelta(days=8)
# Figures of this size without a place of their own are totals of a war, not of an event.
_WAR_SIZE = 20_000
_WAR_TERMS = frozenset({"hundreds of thousands", "millions", "tens of thousands", "million"})
# A campaign's span is carried on only when it is shorter than this.
_CAMPAIGN = dt.timedelta(days=45)
# A period longer than this counts over a campaign rather than dates an event.
_SHORT = dt.timedelta(days=2)
# How many sentences ahead a date may stand from the figure it dates: without and with a place in common.
_AHEAD = 3
_FAR = 8
_FIRST = dt.date.min
# What these rules give is the figure's own and dates no other figure.
_NOT_CARRIED = frozenset({"since_war", "since_war_dated", "war_total", "running_total", "recent", "now", "last_n", "none"})
_CARRIED = frozenset({"killed", "injured", "abducted", "detained", "missing", "surrendered", "displaced", "evacuated", "returned", "control_change"})
_EVENTS = frozenset({"killed", "injured", "abducted", "detained", "missing", "surrendered", "displaced", "evacuated", "trapped", "returned"})


@dataclass(frozen=True, slots=True)
class _Scope:
    """The patterns by which a date is tied to a statement or to another clause."""

    spoken: re.Pattern[str]
    front: re.Pattern[str]
    border: re.Pattern[str]
    total: re.Pattern[str]
    planned: re.Pattern[str]
    static: re.Pattern[str]
    continues: re.Pattern[str]
    breaks: re.Pattern[str]
    apart: re.Pattern[str]
    counts_on: re.Pattern[str]
    campaign: re.Pattern[str]
    elsewhen: re.Pattern[str]
    wide: frozenset[str]
    common: frozenset[str]


@dataclass(slots=True)
class _Reading:
    """One document while its figures are dated."""

    view: TextView
    figures: Sequence[Figure]
    lexicon: Lexicon
    grammar: DateGrammar
    scope: _Scope
    datelines: list[DatedDay]
    times: dict[int, list[TimeExpr]] = field(default_factory=dict)
    by_sentence: dict[int, list[int]] = field(default_factory=dict)

    def times_of(self, sentence: int) -> list[TimeExpr]:
        found = self.times.get(sentence)
        if found is None:
            s = self.view.sentences[sentence]
            found = find_times(self.view.text, s.start, s.end, self.view.reference, self.lexicon)
            # the text's own date dates no event in it
            found = self.times[sentence] = [t for t in found if not any(d.start <= t.core < d.end or t.core <= d.start < t.end for d in self.datelines)]
        return found


def date_figures(view: TextView, figures: Sequence[Figure], lexicon: Lexicon) -> list[Period]:
    """The period of each figure, parallel to `figures`.

    Parameters
    ----------
    view
        The document; `view.reference` is the day relative dates count from. Where it is None they stay null.
    figures
        The document's figures in the order of the text.
    lexicon
        Its `time` table is the vocabulary.

    Returns
    -------
    list of Period
        `date_text` is the expression as written, also where it was carried over from another sentence;
        `rule` names how it was found. A figure nothing dates has both ends null and rule "none".
    """
    if not figures:
        return []
    reading = _Reading(view, figures, lexicon, grammar_of(lexicon), lexicon.compiled(_compile), locate_datelines(view.text, view.reference, lexicon))
    for i, figure in enumerate(figures):
        reading.by_sentence.setdefault(figure.sentence, []).append(i)
    periods = [_own(reading, i) for i in range(len(figures))]
    periods = _same_facts(reading, periods)
    return _carried(reading, periods)


def _compile(lexicon: Lexicon) -> _Scope:
    table = lexicon["time"]
    verbs = "|".join(table["statement"]["verbs"])
    nouns = "|".join(n.replace(" ", r"\s+") for n in table["statement"]["nouns"])
    issued = "|".join(table["statement"]["issued"])
    late = r"(?:\s+(?:late|early|earlier|later|also|again|here))?"
    return _Scope(
        spoken=re.compile(
            rf"\b(?:(?:{verbs}){late}|told(?:\s+(?!that\b)[^\s,.;]+){{1,6}}|(?:{verbs})\s+(?:in|during|to|through|via|by)(?:\s+[^\s,.;]+){{1,6}}"
            rf"|(?:{nouns})(?:\s+(?:{issued}|made|given))?|(?:{issued}))[\s,]*$",
            re.IGNORECASE,
        ),
        front=re.compile(rf"^[\s,]*(?P<subject>(?:[^\s;:\"\u201c]+\s+){{1,12}}?)(?:{verbs})\b\s*(?P<rest>[^\s.])", re.IGNORECASE),
        border=re.compile(
            rf";|[\"\u201c\u201d]|\b(?:while|but|whereas|meanwhile|which|who|whom|where|that|when|before|{verbs})\b", re.IGNORECASE
        ),
        total=re.compile("|".join(table["war"]["total"]), re.IGNORECASE),
        planned=re.compile(r"\b(?:will|would|expected|scheduled|due|set|plan(?:s|ned)?|planning|to (?:hold|meet|discuss|begin|start))\b", re.IGNORECASE),
        static=re.compile("|".join(rf"\b{w}\b" for w in table["account"]["static"]), re.IGNORECASE),
        continues=re.compile("|".join(table["account"]["continues"]), re.IGNORECASE),
        breaks=re.compile("|".join(table["account"]["breaks"])),
        apart=re.compile("|".join(table["account"]["apart"]), re.IGNORECASE),
        counts_on=re.compile("|".join(table["account"]["counts_on"]), re.IGNORECASE),
        campaign=re.compile("|".join(table["account"]["campaign"]), re.IGNORECASE),
        elsewhen=re.compile("|".join(table["account"]["elsewhen"]), re.IGNORECASE),
        common=frozenset(w for word in table["account"]["common"] for w in _names(word)),
        wide=frozenset(w for phrase in table["account"]["wide"] for w in phrase.split()),
    )


# ---------------------------------------------------------------- own expression


def _own(reading: _Reading, index: int) -> Period:
    figure = reading.figures[index]
    view = reading.view
    if figure.status == "hypothetical":
        return NO_PERIOD
    sentence = view.sentences[figure.sentence]
    times = [t for t in reading.times_of(figure.sentence) if not t.future and not (figure.start <= t.core < figure.end and t.rule == "year")]
    spoken = [t for t in times if is_spoken(reading, figure.sentence, t)]
    events = [t for t in times if t not in spoken]
    risen = reading.grammar.risen.search(view.text, sentence.start, sentence.end)
    if risen is not None and view.reference is not None and not any(t.since or t.grain in ("span", "month", "week", "year") for t in events) and figure.indicator not in ("control_share", "control_change"):
        day = next((t.hi for t in spoken if t.hi), None) or view.reference
        return Period(None, day, risen.group(), "running_total")
    if figure.indicator == "control_share" and _is_static(reading, figure):
        events = [t for t in events if t.since or t.grain == "asof" or t.rule == "last_n"]
        spoken = []
    best = _nearest(reading, index, events)
    if best is not None:
        if best.since and best.hi == view.reference:
            # counted up to the day it was told: "announced on Sunday that ... since 28 April"
            told = next((t.hi for t in spoken if t.grain == "day" and t.hi and best.lo and best.lo <= t.hi), None)
            best = replace(best, hi=told or best.hi)
        return Period(best.lo, best.hi, view.text[best.start : best.end].strip(), best.rule)
    near = _nearest(reading, index, [t for t in spoken if t.grain in ("day", "asof")])
    if near is not None:
        return Period(None, near.hi, view.text[near.start : near.end].strip(), "statement_day")
    return NO_PERIOD


def _is_static(reading: _Reading, figure: Figure) -> bool:
    """True for a share of territory that is held, not taken."""
    s = reading.view.sentences[figure.sentence]
    near = reading.view.text[max(s.start, figure.start - 25) : min(s.end, figure.end + 40)]
    return reading.scope.static.search(near) is not None


def is_spoken(reading: _Reading, sentence: int, time: TimeExpr) -> bool:
    """True when the expression dates what was said, not what happened: "said on Tuesday"."""
    view, scope = reading.view, reading.scope
    s = view.sentences[sentence]
    if time.since or time.grain in ("war", "asof", "month", "year", "recent"):
        return False
    before = view.text[max(s.start, time.start - 90) : time.start]
    m = scope.spoken.search(before)
    if m is not None:
        gap_start = time.start - len(before) + m.start()
        if not any(gap_start <= reading.figures[i].start < time.start for i in reading.by_sentence.get(sentence, ())):
            return True
    if view.text[s.start : time.start].strip(" \"\u201c").lower() in ("", "earlier", "later", "late", "also", "and", "but", "meanwhile"):
        rest = view.text[time.end : s.end]
        front = scope.front.match(rest)
        if front is not None:
            stop = time.end + front.end("subject")
            held = any(time.end <= reading.figures[i].start < stop for i in reading.by_sentence.get(sentence, ()))
            return not held and not _has_verb(front["subject"])
    return False


def _has_verb(words: str) -> bool:
    return re.search(r"\b(?:was|were|had|has|have|hit|struck|left|\w{3,}ed)\b", words) is not None and not re.match(r"[\s]*(?:the\s+)?(?:\w+-)?(?:based|backed|led|United)", words)


def _nearest(reading: _Reading, index: int, events: list[TimeExpr]) -> TimeExpr | None:
    """The expression of the figure's clause: near, on the same side of clause borders, no other figure between."""
    figure, view = reading.figures[index], reading.view
    s = view.sentences[figure.sentence]
    best, best_cost = None, 40.0
    for time in events:
        if time.lo is None and time.hi is None:
            continue
        lo, hi = (figure.end, time.start) if time.start >= figure.end else (time.end, figure.start)
        gap = view.text[lo:hi] if lo < hi else ""
        cost = 0.5 * gap.count(" ") + 8.0 * len(reading.scope.border.findall(gap))
        cost += 4.0 * sum(1 for i in reading.by_sentence[figure.sentence] if i != index and lo <= reading.figures[i].start < hi)
        if time.start < figure.start:
            cost += 2.0 if time.start - s.start < 12 else 4.0
        if time.grain == "recent":
            cost += 25.0
        if cost < best_cost:
            best, best_cost = time, cost
    return best


# ---------------------------------------------------------------- the same fact elsewhere


def _same_facts(reading: _Reading, periods: list[Period]) -> list[Period]:
    """A headline, a repeat, or a figure dated only by its statement takes the event's day of the same fact."""
    figures = reading.figures
    done = list(periods)
    for i, figure in enumerate(figures):
        if periods[i].date_start is not None or periods[i].rule == "running_total" or figure.status == "hypothetical":
            continue
        best: tuple[int, int] | None = None
        for j, other in enumerate(figures):
            if j == i or periods[j].date_end is None or (periods[j].date_start is None and periods[i].rule != "none"):
                continue
            grade = _likeness(reading, figure, other)
            if grade and periods[j].date_start is None:
                grade += 2
            if grade and (best is None or (grade, abs(j - i)) < best):
                best = (grade, abs(j - i))
                done[i] = Period(periods[j].date_start, periods[j].date_end, periods[j].date_text, "same_fact")
    return done


def _likeness(reading: _Reading, a: Figure, b: Figure) -> int:
    """0: another fact; 1: the same number; 2: a number rounded from it."""
    if a.indicator != b.indicator or a.unit != b.unit:
        return 0
    if a.indicator in ("control_change", "control_share"):
        return int(bool(_names(reading.view.text[a.start : a.end]) & _names(reading.view.text[b.start : b.end])) and a.value == b.value)
    if a.value is None or b.value is None:
        return int(a.value is None and b.value is None and a.vague_term is not None and a.vague_term == b.vague_term and a.population == b.population)
    if a.value == b.value:
        if a.value > 9 or (a.value > 1 and reading.view.is_headline(a.sentence)):
            return 1
        # small numbers recur by chance: the repeat must be of the same group, in words both share
        return int(a.value > 1 and a.population == b.population and bool(_names(reading.view.text[a.start : a.end]) & _names(reading.view.text[b.start : b.end]) - reading.scope.common))
    rounded = "approx" in (a.bound, b.bound) or reading.view.is_headline(a.sentence)
    return 2 if rounded and min(a.value, b.value) > 9 and abs(a.value - b.value) <= 0.05 * max(a.value, b.value) else 0


_COMMON = frozenset({"the", "of", "several", "their", "town", "city", "village", "villages", "areas", "area", "district", "province", "control", "captured", "retook", "syrian", "islamic", "state"})


def _names(quote: str) -> frozenset[str]:
    """The words of a quote that can name a place or a deed, in a form that inflection leaves alone."""
    words = (re.sub(r"(?:['\u2019]?s|d|ed|ing)$", "", w) for w in re.findall(r"[^\W\d_][\w'\u2019-]{3,}", quote.lower()))
    return frozenset(w for w in words if w not in _COMMON)


# ---------------------------------------------------------------- carried over


def _carried(reading: _Reading, periods: list[Period]) -> list[Period]:
    """Figures of the running account that have no period yet take the account's day."""
    done = list(periods)
    open_figures = []
    for i, figure in enumerate(reading.figures):
        if done[i].date_end is not None or figure.status == "hypothetical":
            continue
        if _is_war_total(reading, figure):
            done[i] = _war_period(reading, figure)
        elif figure.indicator in _CARRIED or figure.unit == "km2" and not _is_static(reading, figure):
            open_figures.append(i)
    if open_figures and reading.view.reference is not None:
        _Account(reading, done).run(set(open_figures))
    return done


class _Account:
    """Follows the text's account of one event from sentence to sentence.

    It has a period once a sentence dates it, and the places its sentences name. A sentence without a date goes
    on with the account unless it names only other places; then another account begins, undated until a date comes.
    """

    def __init__(self, reading: _Reading, done: list[Period]) -> None:
        self.reading = reading
        self.done = done
        self.period: Period | None = None
        # a count over a campaign ("since 15 November"): only the sentence that goes on counting shares it
        self.count: Period | None = None
        self.places: set[str] = set()
        # the sentence without figures that dated the account, and whether a change of control did
        self.told = -1
        self.control = False
        self.waiting: list[tuple[int, list[int], set[str]]] = []

    def run(self, undated: set[int]) -> None:
        reading, view = self.reading, self.reading.view
        headlines: list[int] = []
        for s in view.sentences:
            here = reading.by_sentence.get(s.index, [])
            if view.is_headline(s.index):
                headlines += [i for i in here if i in undated]
                continue
            places = _places(reading, s.start, s.end)
            if self.reading.scope.breaks.match(view.text, s.start, s.end):
                self._begin(None, set())
                self.waiting.clear()
            todo = [i for i in here if i in undated]
            dated = self._of_figures(here, undated)
            if dated is not None:
                self._resolve_waiting(dated, places, s)
                self._begin(dated, places)
            else:
                self._follow(s, places, todo)
            self._date(s, todo)
            self.count = next((self.done[i] for i in here if i not in undated and _is_count(self.done[i])), self.count if todo and self.count else None)
            if self.period is None:
                self._wait(s.index, todo, places)
        self._headlines(headlines)

    def _date(self, s: Sentence, todo: list[int]) -> None:
        counting = self.count is not None and self.reading.scope.counts_on.search(self.reading.view.text, s.start, s.end) is not None
        campaign = self._campaign(s) if todo else None
        elsewhen = self.reading.scope.elsewhen.search(self.reading.view.text, s.start, s.end) is not None
        for i in todo:
            if campaign is not None:
                self.count = self.done[i] = campaign
            elif counting and self.count is not None:
                self.done[i] = replace(self.count, rule="count_goes_on")
            elif self.period is not None and not elsewhen:
                self.done[i] = replace(self.period, rule="account")

    def _campaign(self, s: Sentence) -> Period | None:
        """"killed in the fight for the city", told after "since 25 June": the count runs over the campaign."""
        reading, view = self.reading, self.reading.view
        if not reading.scope.campaign.search(view.text, s.start, s.end):
            return None
        for index in range(s.index - 1, max(-1, s.index - 5), -1):
            for t in reading.times_of(index):
                if t.since and t.lo and t.hi and t.hi - t.lo <= _CAMPAIGN * 2 and not reading.by_sentence.get(index):
                    return Period(t.lo, t.hi, view.text[t.start : t.end].strip(), "campaign")
        return None

    def _wait(self, sentence: int, todo: list[int], places: set[str]) -> None:
        for entry in self.waiting:
            if sentence - entry[0] <= _AHEAD and places & entry[2]:
                entry[2].update(places)
        if todo:
            self.waiting.append((sentence, [i for i in todo if self.done[i].date_end is None], set(places)))

    def _goes_on(self, s: Sentence, places: set[str]) -> bool:
        return not places or not self.places or self.told == s.index - 1 or bool(places & self.places) or self.reading.scope.continues.search(self.reading.view.text, s.start, s.end) is not None

    def _begin(self, period: Period | None, places: set[str]) -> None:
        self.period, self.places, self.told = period, places, -1

    def _follow(self, s: Sentence, places: set[str], todo: list[int]) -> None:
        """A sentence whose figures have no date of their own, or that has no figure."""
        told = self._told_day(s.index)
        refines = told is not None and (
            self.period is None or self.period.date_start is None or (told.date_start or _FIRST) >= self.period.date_start and (told.date_end or _FIRST) <= (self.period.date_end or _FIRST)
        )
        if told is not None and (todo or refines):
            if self.period is None:
                self._resolve_waiting(told, places, s)
            self._begin(told, places)
            self.told = s.index
        elif todo and not self._goes_on(s, places):
            self._begin(None, places)
        else:
            self.places = self.places | places

    def _of_figures(self, here: list[int], undated: set[int]) -> Period | None:
        """The period of this sentence's dated figures, where it is of an event of these days."""
        reading, ref = self.reading, self.reading.view.reference
        assert ref is not None
        for i in reversed(here):
            p = self.done[i]
            if i in undated or p.date_end is None or p.rule in _NOT_CARRIED or reading.figures[i].indicator not in _CARRIED:
                continue
            if p.date_end >= ref - _RECENT and not _is_count(p):
                self.control = reading.figures[i].indicator == "control_change"
                return p
        return None

    def _told_day(self, sentence: int) -> Period | None:
        """The day of an event the sentence tells."""
        reading, ref = self.reading, self.reading.view.reference
        assert ref is not None
        for t in reversed(reading.times_of(sentence)):
            if _is_event_day(reading, sentence, t, ref):
                self.control = False
                return Period(t.lo, t.hi, reading.view.text[t.start : t.end].strip(), t.rule)
        return None

    def _resolve_waiting(self, period: Period, places: set[str], s: Sentence) -> None:
        """Figures told before their account is dated take the date when they name its places or its people."""
        reading = self.reading
        text = reading.view.text[s.start : s.end]
        words = _names(text)
        for index, todo, named in self.waiting:
            if reading.scope.apart.search(text) or s.index - index > _FAR:
                continue
            for i in todo:
                figure = reading.figures[i]
                people = (_names(reading.view.text[figure.start : figure.end]) & words) - reading.scope.common
                if (figure.indicator == "control_change") == self.control and (people or named & places or not named and s.index - index <= _AHEAD):
                    self.done[i] = replace(period, rule="account_ahead")
        self.waiting.clear()

    def _headlines(self, headlines: list[int]) -> None:
        """A headline that no figure of the body repeats takes the day of the first figure of its kind."""
        reading = self.reading
        for i in headlines:
            for j, figure in enumerate(reading.figures):
                same = figure.indicator == reading.figures[i].indicator and not reading.view.is_headline(figure.sentence)
                if same:
                    self.done[i] = replace(self.done[j], rule="headline") if self.done[j].rule not in _NOT_CARRIED else NO_PERIOD
                    break


def _is_count(p: Period) -> bool:
    return p.date_start is not None and p.date_end is not None and (p.date_end - p.date_start > _SHORT or p.rule in ("since", "campaign", "last_n", "n_days_of"))


_PLACE = re.compile(
    r"\b(?:in|at|near|around|outside|inside|into|across|between|over|targeted|on|(?:city|town|village|villages|towns|province|district|area|areas|countryside|neighbou?rhoods?|suburbs?"
    r"|outskirts|region|north|south|east|west|parts) of|east of|west of)\s+(?:[a-z]+\s+){0,3}?((?:al-|el-|ar-|as-|at-|ad-|an-)?[A-Z][\w'\u2019-]+(?:(?:\s+and)?\s+(?:al-|el-)?[A-Z][\w'\u2019-]+){0,4})"
)
_NAME = re.compile(r"[A-Z][\w'\u2019-]+|\b(?:al|el|ar|as)-[A-Z][\w'\u2019-]+")


def _places(reading: _Reading, start: int, end: int) -> set[str]:
    """The names that stand where a place stands ("in Homs"), folded over their transliterations."""
    found = set()
    for m in _PLACE.finditer(reading.view.text, start, end):
        for name in _NAME.findall(m[1]):
            low = name.lower()
            if low.rstrip("s") in reading.scope.wide or low in reading.scope.wide or low in reading.grammar.months or low.rstrip("s") in reading.grammar.weekdays:
                continue
            found.add(fold(low))
    found.discard("")
    return found


def fold(name: str) -> str:
    """The consonants of a transliterated name, doubled letters once: Raqa and Raqqa, Idlib and Idleb are one."""
    name = re.sub(r"^(?:al|el|ar|as|at|ad|an)-|['\u2019]?s$", "", name)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyh'\u2019-]", "", name.replace("q", "k").replace("kh", "k")))


def _is_war_total(reading: _Reading, figure: Figure) -> bool:
    if figure.indicator not in _EVENTS or figure.unit not in ("persons", "percent", "families"):
        return False
    if any(_is_war_size(reading.figures[i]) for i in reading.by_sentence[figure.sentence]):
        return True
    return reading.scope.total.search(reading.view.sentence_text(figure.sentence)) is not None


def _is_war_size(figure: Figure) -> bool:
    return figure.unit in ("persons", "families") and ((figure.value or 0) >= _WAR_SIZE or figure.vague_term in _WAR_TERMS)


def _war_period(reading: _Reading, figure: Figure) -> Period:
    """A total of the war runs from the war's first day where the sentences before tell when it began."""
    view = reading.view
    for index in range(figure.sentence, max(-1, figure.sentence - 4), -1):
        s = view.sentences[index]
        m = reading.grammar.war_text.search(view.text, s.start, s.end)
        if m is None:
            continue
        for time in reading.times_of(index):
            # "conflict since 2011" or "the conflict erupted in March 2011"; not "began when the party in power since 1963"
            begins = not m.group().lower().endswith("since")
            if time.lo is not None and (time.start >= m.start() if begins else m.start() <= time.start <= m.end()) and (time.since != begins) and (not begins or time.grain in ("month", "year", "day", "war")):
                return Period(time.lo, view.reference, view.text[min(m.start(), time.start) : time.end], "war_total")
    return NO_PERIOD


def _is_event_day(reading: _Reading, sentence: int, time: TimeExpr, ref: dt.date) -> bool:
    if time.lo is None or time.hi is None or time.future or time.lo < ref - _RECENT or time.since or time.grain not in ("day", "span"):
        return False
    if time.hi - time.lo > _RECENT or time.rule == "last_n":
        return False
    s = reading.view.sentences[sentence]
    if reading.scope.planned.search(reading.view.text, max(s.start, time.start - 80), time.start):
        return False
    return not is_spoken(reading, sentence, time)
