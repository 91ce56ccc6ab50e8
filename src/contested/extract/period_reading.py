"""What dating the figures of one document needs at hand: its expressions of time, and which of them only date a statement."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from contested.extract.account_places import PlaceNames
from contested.extract.date_atoms import DatedDay, DateGrammar, grammar_of
from contested.extract.dateline import datelines
from contested.extract.dates import TimeExpr, read_times
from contested.lexicon.load import Lexicon
from contested.model import Figure, Period
from contested.text import Memo, Sentence, TextView, in_any_case

# An expression of these grains dates what happened even next to a reporting verb ("said ... in May").
_NEVER_SPOKEN = frozenset({"war", "asof", "month", "year", "recent"})
# How many sentences before it the day or stretch may stand that "a day later" or "in that time" counts from.
_ANCHOR_REACH = 4
# A sentence with more expressions than this is a list; how many characters around a figure then count.
_MANY = 12
_AROUND = 1000
_ANCHORED = frozenset({"anchored_day", "anchored_span", "anchored_since"})
_FRONT_WORDS = frozenset({"", "only", "earlier", "later", "late", "also", "and", "but", "meanwhile"})
_FINITE = re.compile(r"\b(?:was|were|had|has|have|hit|struck|left|\w{3,}ed)\b")
_BLANK = r"\s+"
_LOWER = re.compile(r"[a-z]+")
_AUXILIARY = re.compile(r"\b(?:had|has|have)\s+$")
_PARTICIPLE = re.compile(r"\s*(?:the\s+)?(?:\w+-)?(?:based|backed|led|United)")


@dataclass(frozen=True, slots=True)
class Scope:
    """The compiled patterns of `lexicon/time.toml` that tie a date to a clause, a statement or an account.

    All but `breaks` are for the text in small letters.
    """

    spoken: re.Pattern[str]
    # the words one of which every such match holds
    speech: frozenset[str]
    fronted: re.Pattern[str]
    border: re.Pattern[str]
    counters: re.Pattern[str]
    war_total: re.Pattern[str]
    planned: re.Pattern[str]
    static: re.Pattern[str]
    continues: re.Pattern[str]
    resumes: re.Pattern[str]
    takes_up: re.Pattern[str]
    breaks: re.Pattern[str]
    apart: re.Pattern[str]
    counts_on: re.Pattern[str]
    campaign: re.Pattern[str]
    elsewhen: re.Pattern[str]
    common: frozenset[str]
    deeds: frozenset[str]


@dataclass(slots=True)
class Reading:
    """One document while its figures are dated: expressions of time are looked for when first asked for."""

    view: TextView
    figures: Sequence[Figure]
    # the status of each figure
    firmness: Sequence[str]
    lexicon: Lexicon
    grammar: DateGrammar
    scope: Scope
    place_names: PlaceNames
    datelines: tuple[DatedDay, ...]
    by_sentence: dict[int, list[int]] = field(default_factory=dict)
    _raw: dict[int, list[TimeExpr]] = field(default_factory=dict)
    # kept by module `account`, sentence by sentence: whether its figures are totals of a war, and since when
    war_totals: dict[int, bool] = field(default_factory=dict)
    war_periods: dict[int, Period] = field(default_factory=dict)
    _times: dict[int, list[TimeExpr]] = field(default_factory=dict)
    _spoken: dict[int, bool] = field(default_factory=dict)
    _starts: dict[int, list[int]] = field(default_factory=dict)
    _risen: dict[int, str | None] = field(default_factory=dict)
    _places: dict[int, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, view: TextView, figures: Sequence[Figure], lexicon: Lexicon, firmness: Sequence[str]) -> Reading:
        """A reading of `view` with nothing looked up yet."""
        dated = view.kept(datelines, lexicon)
        reading = cls(
            view, figures, firmness, lexicon, grammar_of(lexicon), lexicon.compiled(_compile), lexicon.compiled(PlaceNames), dated
        )
        for i, figure in enumerate(figures):
            reading.by_sentence.setdefault(figure.sentence, []).append(i)
        return reading

    def times(self, sentence: int) -> list[TimeExpr]:
        """The expressions of time in a sentence; the text's own date is none, it dates no event."""
        found = self._times.get(sentence)
        if found is None:
            named = self._named(sentence)
            if not _is_anchored(named):
                self._times[sentence] = named
                return named
            # what counts from another day is settled in the order of the text, each from those before it; no recursion,
            # for texts in which every sentence begins with "a day later"
            for index in reversed(self._unsettled(sentence)):
                self._times[index] = self._settled(index)
            found = self._times[sentence]
        return found

    def _unsettled(self, sentence: int) -> list[int]:
        """`sentence`, and those before it that its expressions may count from and that count from others themselves."""
        waiting = [sentence]
        index = lowest = sentence
        if _is_anchored(self._named(sentence)):
            lowest = sentence - _ANCHOR_REACH
        while index > max(0, lowest):
            index -= 1
            if index not in self._times and _is_anchored(self._named(index)):
                waiting.append(index)
                lowest = index - _ANCHOR_REACH
        return waiting

    def _named(self, sentence: int) -> list[TimeExpr]:
        """The expressions of a sentence, those that count from another still without their days."""
        found = self._raw.get(sentence)
        if found is None:
            view = self.view
            s = view.sentences[sentence]
            found = read_times(view.text, view.small, view.tokens(sentence), s.start, s.end, view.reference, self.grammar)
            if found and self.datelines:
                found = [t for t in found if not any(_overlaps(t, d) for d in self.datelines)]
            self._raw[sentence] = found
        return found

    def _settled(self, sentence: int) -> list[TimeExpr]:
        named = self._named(sentence)
        if not _is_anchored(named):
            return named
        found: list[TimeExpr] = []
        for t in named:
            settled = self._anchored(sentence, t, found) if t.rule in _ANCHORED else t
            if settled is not None:
                found.append(settled)
        return found

    def _anchored(self, sentence: int, time: TimeExpr, before: list[TimeExpr]) -> TimeExpr | None:
        """ "A day later", "over the same period", "since then": counted from the expression named last before it."""
        adverb = time.rule == "anchored_since" and not self.view.text.endswith(("then", "THEN"), time.start, time.end)
        # "have since retaken": only what its own sentence dates
        reach = 0 if adverb else _ANCHOR_REACH
        anchor = next((t for t in reversed(before) if self._can_anchor(sentence, t, time)), None)
        for index in range(sentence - 1, max(-1, sentence - 1 - reach), -1):
            if anchor is not None:
                break
            earlier = self._times.get(index)
            anchor = next(
                (t for t in reversed(self._named(index) if earlier is None else earlier) if self._can_anchor(index, t, time)), None
            )
        return _counted_from(anchor, time, self.view.reference)

    def _can_anchor(self, sentence: int, t: TimeExpr, time: TimeExpr) -> bool:
        if t.future or t.hi is None or t.grain == "asof":
            return False
        if time.rule == "anchored_day":
            return t.grain == "day"
        return t.lo is not None and (time.rule == "anchored_since" or t.lo < t.hi) and not self.is_spoken(sentence, t)

    def risen(self, sentence: int) -> str | None:
        """The words by which a sentence gives a running total ("has risen to"), if it does."""
        if sentence not in self._risen:
            s = self.view.sentences[sentence]
            m = self.grammar.risen.search(self.view.small, s.start, s.end)
            self._risen[sentence] = self.view.text[m.start() : m.end()] if m else None
        return self._risen[sentence]

    def places(self, s: Sentence) -> frozenset[str]:
        """The names that stand where a place stands in a sentence."""
        found = self._places.get(s.index)
        if found is None:
            found = self._places[s.index] = self.place_names.within(self.view.text, s.start, s.end)
        return found

    def small(self, sentence: int) -> str:
        """A sentence in small letters."""
        s = self.view.sentences[sentence]
        return self.view.small[s.start : s.end]

    def quote(self, figure: Figure) -> str:
        """The words of a figure."""
        return self.view.text[figure.start : figure.end]

    def words(self, time: TimeExpr) -> str:
        """The words of an expression of time."""
        return self.view.text[time.start : time.end].strip()

    def figure_between(self, sentence: int, start: int, end: int) -> bool:
        """True when a figure of the sentence begins in ``text[start:end]``."""
        return self.figures_between(sentence, start, end) > 0

    def figures_between(self, sentence: int, start: int, end: int) -> int:
        """How many figures of the sentence begin in ``text[start:end]``."""
        starts = self._starts.get(sentence)
        if starts is None:
            starts = self._starts[sentence] = [self.figures[i].start for i in self.by_sentence.get(sentence, ())]
        return max(0, bisect_left(starts, end) - bisect_left(starts, start))

    def times_near(self, figure: Figure) -> list[TimeExpr]:
        """The expressions of a figure's sentence; of a sentence without end those around the figure."""
        times = self.times(figure.sentence)
        if len(times) <= _MANY:
            return times
        return times[bisect_left(times, figure.start - _AROUND, key=_start_of) : bisect_left(times, figure.end + _AROUND, key=_start_of)]

    def is_spoken(self, sentence: int, time: TimeExpr) -> bool:
        """True when the expression dates what was said, not what happened: "said on Tuesday", "On Tuesday the army said"."""
        if time.since or time.grain in _NEVER_SPOKEN:
            return False
        found = self._spoken.get(time.start)
        if found is None:
            found = self._spoken[time.start] = self._dates_speech(sentence, time)
        return found

    def _dates_speech(self, sentence: int, time: TimeExpr) -> bool:
        text, s = self.view.text, self.view.sentences[sentence]
        begin = max(s.start, time.start - 90)
        window = self.view.small[begin : time.start]
        spoken = not self.scope.speech.isdisjoint(_LOWER.findall(window))
        after_verb = self.scope.spoken.search(window) if spoken else None
        if after_verb is not None and not self.figure_between(sentence, begin + after_verb.start(), time.start):
            return True
        if self.view.small[s.start : time.start].strip(' "\u201c') not in _FRONT_WORDS:
            return False
        fronted = self.scope.fronted.match(self.view.small[time.end : s.end])
        # "On Thursday, he said, 40 people left": the speech is set apart, the day is the event's
        if fronted is None or (fronted.group().startswith(",") and fronted.group().endswith(",")):
            return False
        if self.figure_between(sentence, time.end, time.end + fronted.end("subject")):
            return False
        subject = text[time.end + fronted.start("subject") : time.end + fronted.end("subject")]
        return _FINITE.search(_AUXILIARY.sub("", subject)) is None or _PARTICIPLE.match(subject) is not None

    def is_static(self, figure: Figure) -> bool:
        """True for a share of territory that is held, not taken."""
        s = self.view.sentences[figure.sentence]
        return self.scope.static.search(self.view.small[max(s.start, figure.start - 25) : min(s.end, figure.end + 40)]) is not None


def _start_of(time: TimeExpr) -> int:
    return time.start


def telling_words(text: str, scope: Scope) -> frozenset[str]:
    """The words of a quote that can name a place, a people or a deed, in a form that inflection leaves alone."""
    return frozenset(map(_stem, _LONG_WORD.findall(text.lower()))) - scope.deeds


_LONG_WORD = re.compile(r"[^\W\d_][\w'\u2019-]{3,}")
_INFLECTION = re.compile(r"(?:['\u2019]?s|d|ed|ing)$")
_stem = Memo(lambda word: _INFLECTION.sub("", word)).__getitem__


def _overlaps(time: TimeExpr, day: DatedDay) -> bool:
    return day.start <= time.core < day.end or time.core <= day.start < time.end


def _is_anchored(times: list[TimeExpr]) -> bool:
    return bool(times) and any(t.rule in _ANCHORED for t in times)


def _counted_from(anchor: TimeExpr | None, time: TimeExpr, ref: dt.date | None) -> TimeExpr | None:
    if time.rule == "anchored_since":
        if anchor is None:
            return None
        return time._replace(lo=anchor.lo, hi=ref, grain="span", rule="since")
    if anchor is None or anchor.hi is None:
        same = time.rule == "anchored_day" and time.offset == 0
        return time._replace(lo=ref, hi=ref, rule="same_day") if same else None
    if time.rule == "anchored_span":
        return time._replace(lo=anchor.lo, hi=anchor.hi, rule="same_period", since=anchor.since)
    try:
        day = anchor.hi + dt.timedelta(days=time.offset)
    except OverflowError:
        return None
    return time._replace(lo=day, hi=day, rule="counted_day", future=ref is not None and day > ref)


def _any(patterns: Iterable[str]) -> str:
    return "|".join(f"(?:{p})" for p in patterns)


def _compile(lexicon: Lexicon) -> Scope:
    table: dict[str, Any] = lexicon["time"]
    account: dict[str, Any] = table["account"]
    verbs = "|".join(table["statement"]["verbs"])
    nouns = "|".join(n.replace(" ", _BLANK) for n in table["statement"]["nouns"])
    issued = "|".join(table["statement"]["issued"])
    late = r"(?:\s+(?:late|early|earlier|later|also|again|here))?"
    return Scope(
        spoken=in_any_case(
            rf"\b(?:(?:{verbs}){late}"
            # "told reporters in Geneva on Friday", but not "told the agency that rebels on Friday ..."
            r"|(?:told|spoke\s+to|speaking\s+to)(?:\s+(?!that\b)[^\s,.;]+){1,6}"
            rf"|(?:{verbs})\s+(?:in|during|to|through|via|by)(?:\s+(?!that\b)[^\s,.;]+){{1,6}}"
            rf"|(?:{nouns})(?:\s+(?:{issued}|made|given))?|(?:{issued}))[\s,]*$"
        ),
        speech=frozenset(_LOWER.findall(f"{verbs} {nouns.replace(_BLANK, ' ')} {issued} told spoke speaking")),
        fronted=in_any_case(rf"[\s,]*(?P<subject>(?:[^\s;:\"\u201c]+\s+){{1,12}}?)(?:{verbs})\b\s*[^\s.]"),
        border=in_any_case(rf";|[\"\u201c\u201d]|\b(?:while|but|whereas|meanwhile|which|who|whom|where|that|when|before|{verbs})\b"),
        counters=in_any_case(rf"\b(?:{_any(table['statement']['counters'])})\b"),
        war_total=in_any_case(_any(table["war"]["total"])),
        planned=in_any_case(rf"\b(?:{_any(account['planned'])})\b"),
        static=in_any_case(rf"\b(?:{_any(account['static'])})\b"),
        continues=in_any_case(_any(account["continues"])),
        resumes=in_any_case(_any([*account["continues"], *account["resumes"]])),
        takes_up=in_any_case(_any(account["takes_up"])),
        breaks=re.compile(_any(account["breaks"])),
        apart=in_any_case(_any(account["apart"])),
        counts_on=in_any_case(_any(account["counts_on"])),
        campaign=in_any_case(_any(account["campaign"])),
        elsewhen=in_any_case(_any(account["elsewhen"])),
        common=frozenset(_stem(w) for w in account["common"]),
        deeds=frozenset(account["deeds"]),
    )
