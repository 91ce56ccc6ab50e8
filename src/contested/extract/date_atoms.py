"""The atoms of time: a weekday, "5 December", "two weeks ago", each resolved against a reference day.

In: a stretch of text. Out: its atoms in order. One compiled pattern finds them; what the words around an atom
make of it ("since", "as of") is for `dates` to say.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from itertools import compress
from typing import Any, NamedTuple

from contested.extract.days import back, latest_weekday, month_span, resolve_month_day, safe_date
from contested.lexicon.load import Lexicon
from contested.text import Memo, Tokens, in_any_case

# First day, last day, grain, rule.
Value = tuple[dt.date | None, dt.date | None, str, str]

_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
DASH = r"[-\u2010-\u2015/]"


class Sign(NamedTuple):
    """A word of time or a number inside a token, from character `start` to `end` of it."""

    start: int
    end: int
    opens: bool
    core: bool
    number: bool


@dataclass(frozen=True, slots=True)
class DateGrammar:
    """The compiled patterns of `lexicon/time.toml`; those of words are for the text in small letters."""

    atom: re.Pattern[str]
    # of a token: the words in it that can open an atom, and those one of which every atom holds
    signs_of: Callable[[str], tuple[Sign, ...]]
    # whether there is one of the latter: most sentences have none
    has_core: Callable[[str], bool]
    # whether there is one with which a day of the calendar can be written: the name of a month, a number of four digits
    of_calendar: Callable[[str], bool]
    # of the small words among the openers, the words one of which stands behind them where they open an atom
    followers: dict[str, frozenset[str]]
    months: dict[str, int]
    weekdays: dict[str, int]
    seasons: dict[str, int]
    numbers: dict[str, int]
    short_weekday: re.Pattern[str]
    war: re.Pattern[str]
    war_text: re.Pattern[str]
    since_event: re.Pattern[str]
    # "that began", "was launched", up to three words before a date
    onset: re.Pattern[str]
    risen: re.Pattern[str]
    conflicts: tuple[tuple[dt.date, re.Pattern[str]], ...]


def grammar_of(lexicon: Lexicon) -> DateGrammar:
    """The grammar of this lexicon, compiled once."""
    return lexicon.compiled(_build)


def _words(items: list[str]) -> str:
    """An alternation, longest first so that "sept" is not cut to "sep"."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(items, key=lambda w: (-len(w), w)))


def _build(lexicon: Lexicon) -> DateGrammar:
    table: dict[str, Any] = lexicon["time"]
    months = {name: i for i, names in enumerate(table["months"], 1) for name in names}
    weekdays = {name: i for i, names in enumerate(table["weekdays"]) for name in names}
    mon = f"(?:{_words(list(months))})\\b\\.?"
    full_days = _words([names[0] for names in table["weekdays"]])
    numbers = {str(k): int(v) for k, v in table["numbers"].items()}
    num = f"(?:\\d{{1,3}}|{_words(list(numbers))})"
    now, recent = (_words([phrase.lower() for phrase in table["asof"][k]]) for k in ("now", "recent"))
    unit = "hours?|days?|weeks?|weekend|months?|years?|decades?"
    adverbial = rf"(?:\w+ed|{_words(list(table['anchored']['participles']))})\b"
    atom = re.compile(
        rf"""\b(?:(?:
          (?=\d)(?:(?P<iso>{_YEAR}[-/.][01]?\d[-/.][0-3]?\d)
        | (?P<num>[0-3]?\d[./-][0-3]?\d[./-]{_YEAR}))
        )(?!\d) | (?:
          (?P<d1>{_DAY})(?:\s*(?:{DASH}|and|to|&|until)\s*(?P<d1b>{_DAY}))?\s+(?:of\s+)?(?P<m1>{mon})(?:,?\s*(?P<y1>{_YEAR})(?!\d))?
        | (?!\d)(?:
          (?P<m2>{mon})\s*(?P<d2>{_DAY})
            (?:\s*(?:{DASH}|(?:and|to)(?=\s*\d\d?(?:,|\.|;|$|\s+{_YEAR})))\s*(?P<d2b>{_DAY})(?!\d))?(?:,?\s*(?P<y2>{_YEAR})(?!\d)|(?![\d%]|[.,]\d|\s+percent))
        | (?P<m3>{mon}),?\s+(?:of\s+)?(?:(?P<y3>{_YEAR})(?!\d)|(?P<y3r>last|this|the\s+same)\s+year)
        | (?P<wd>{full_days})(?:s\b|['\u2019]s\b)?(?:\s+(?P<part>night|evening)(?:\s+(?:and\s+)?into\s+(?P<wd2>{full_days}))?)?
        | (?P<word>the\s+day\s+before\s+yesterday|yesterday|today|tonight|overnight|last\s+night|this\s+(?:morning|afternoon|evening))
        | (?P<qual>last|past|previous|this|current|preceding|recent|next|coming|first|final)\s+
            (?:(?P<n1>{num}|few|several|many)\s+)?(?:or\s+(?:so|two|three)\s+)?(?P<u1>{unit})
        | (?:in|within|over|during)\s+(?:the\s+space\s+of\s+)?
            (?:(?:less|more)\s+than\s+|just\s+|under\s+|nearly\s+|almost\s+|about\s+|only\s+|over\s+)?
            (?P<n6>{num})\s+(?P<u6>hours?|days?|weeks?|months?)(?!\s+(?:time|from|of|later|after|ago|before|earlier|old))
        | (?P<weekend>(?:over|during|at)\s+the\s+weekend)
        | (?P<sameday>(?:earlier|later)\s+(?:in|on)\s+the\s+day)
        | (?P<anchored>
            (?P<same_day>(?:(?:earlier|later)\s+)?(?:(?:on|in)\s+)?the\s+same\s+(?:day|morning|afternoon|evening|night)|on\s+that\s+(?:same\s+)?day)
            | (?P<next_day>the\s+(?:next|following|previous)\s+day)
            | (?P<same_span>(?:over|in|during|within|for)\s+(?:the\s+same|that|this|those|these)
                \s+(?:period|time|stretch|(?:(?:{num})\s+)?(?:days|weeks|months|hours)))
            | (?P<since_then>since\s+then|(?:(?<=\bhas\ )|(?<=\bhave\ )|(?<=\bhad\ ))since(?=\s+(?:\w+ly\s+)?{adverbial}))))
        | (?P<n2>{num}|few|several|many)[\s-]+(?P<u2>{unit})\s+(?P<dir>ago|earlier|later|before|of)
        | (?:the\s+)?(?P<part_of>(?:first|second|third|fourth|last|final)\s+(?:half|quarter|(?:(?P<n3>{num})\s+)?(?:months?|weeks?|days?))
            |start|beginning|end|outset|middle)
            \s+of\s+(?P<whole>(?:the|this|last)\s+(?:year|month|week)|(?:{mon}\s+)?{_YEAR}(?!\d)|{mon})
        | (?P<season>{_words(list(table["seasons"]))})(?!\s+of\s+(?!{_YEAR}|last|this))
            (?:\s+(?:of\s+)?(?:(?P<y4>{_YEAR})(?!\d)|(?P<y4r>last|this)\s+year))?
        | (?P<m5>{mon})
        | (?P<y5>{_YEAR})(?![\d,.:/-]\d|\d)
        | (?P<now>{now})
        | (?P<recent>{recent})
        )(?!\w))""",
        re.VERBOSE,
    )
    war_nouns, begins, onset = (_words(list(table["war"][k])) for k in ("nouns", "begins", "onset"))
    since = r"(?:since|from)"
    war = in_any_case(
        rf"\b{since}\s+(?:[^\s.;]+\s+){{0,4}}?(?:(?:{onset})\s+of\s+(?:[^\s.;]+\s+){{0,4}}?(?:{war_nouns})\b"
        rf"|(?:{war_nouns})\b(?:\s+(?:in|against|between)(?:\s+[^\s.;]+){{1,3}}?)?(?:\s+first|\s+there)?\s+(?:{begins})\b)"
    )
    war_text = in_any_case(rf"\b(?:{war_nouns})\b[^.;]{{0,40}}?\b(?:{begins}|since)\b")
    conflicts = tuple((c["start"], re.compile(rf"\b(?:{_words(list(c['places']))})\b")) for c in table["conflict"])
    phrases = [phrase.lower() for phrase in (*table["asof"]["now"], *table["asof"]["recent"])]
    day_names = [d + s for names in table["weekdays"] for d in names[:1] for s in ("", "s")]
    unit_words = "hour hours day days week weeks weekend month months year years decade decades".split()
    others = {*months, *day_names, *table["seasons"], *(n.split()[0] for n in numbers), *_OPENERS}
    openers = {*others, *(p.split()[0] for p in phrases)}
    cores = {*months, *day_names, *table["seasons"], *unit_words, *(p.split()[-1] for p in phrases), *_CORES}
    signs = _signs(frozenset(openers), frozenset(cores))
    return DateGrammar(
        atom=atom,
        signs_of=signs.__getitem__,
        has_core=_any_core(signs),
        of_calendar=_any_core(_signs(frozenset(), frozenset(months))),
        followers=_followers(phrases, list(numbers), unit_words, others),
        months=months,
        weekdays=weekdays,
        seasons={str(k): int(v) for k, v in table["seasons"].items()},
        numbers=numbers,
        short_weekday=in_any_case(rf"\b(?:{_words(list(weekdays))})\.?,?\s+$"),
        war=war,
        war_text=war_text,
        since_event=in_any_case(rf"\bsince\s+(?:{'|'.join(table['asof']['since_event'])})"),
        onset=in_any_case(rf"\b(?:{begins}|launched)\s+(?:[^\s.,;]+\s+){{0,3}}$"),
        risen=in_any_case(rf"\b(?:{'|'.join(table['asof']['risen'])})"),
        conflicts=conflicts,
    )


# No atom's first word of time stands farther than this from where the atom begins.
_SPAN = 64
_OPENERS = (
    "few several many the yesterday today tonight overnight last this past previous current preceding recent next coming first final"
    " in within over during at on for since earlier later second third start beginning end outset middle"
).split()
_CORES = "yesterday today tonight overnight night morning afternoon evening quarter half period time stretch then since".split()


# Most small words that can open an atom open none: "in the city", "on the road". What stands behind those that do:
_BEHIND = {
    "the": "day same next following previous first second third fourth last final start beginning end outset middle".split(),
    "on": ["the", "that"],
    "for": "the that this those these".split(),
    "at": ["the"],
}
# and behind those that a number may follow, beside the number
_BEFORE_NUMBERS = ("in", "over", "within", "during")
_BEHIND_THESE = "the that this those these less more just under nearly almost about only over".split()


def _followers(phrases: list[str], numbers: list[str], units: list[str], others: set[str]) -> dict[str, frozenset[str]]:
    """What can stand behind the small words, and behind the first words of `phrases` that are not among the `others` that open atoms."""
    behind = {word: set(words) for word, words in _BEHIND.items()}
    behind |= {word: {*_BEHIND_THESE, *(n.split()[0] for n in numbers)} for word in _BEFORE_NUMBERS}
    for word in {"a", "an"} & {n.split()[0] for n in numbers}:
        behind[word] = {*units, *(n.split()[1] for n in numbers if n.startswith(f"{word} "))}
    for phrase in phrases:
        first, *rest = phrase.split()
        if first in behind or first not in others:
            behind.setdefault(first, set()).update(rest[:1])
    return {word: frozenset(words) for word, words in behind.items() if word not in phrases}


def _openings(text: str, start: int, end: int, tokens: Tokens, g: DateGrammar) -> list[int]:
    """Where an atom can begin: at an opener not far before a word of time or a number that can be a year."""
    found: list[int] = []
    pending: list[int] = []
    words, lower, starts, ends = tokens.words, tokens.lower, tokens.starts, tokens.ends
    followers = g.followers
    done = 0
    for core in compress(range(len(words)), map(g.has_core, words)):
        # what stands farther before, or behind the last word of time, opens nothing
        first = bisect_left(ends, starts[core] - _SPAN, done, core)
        done = core + 1
        for k, signs in enumerate(map(g.signs_of, words[first:done]), first):
            if not signs:
                continue
            if k < core and (wanted := followers.get(lower[k])) is not None and (after := lower[k + 1]).isalpha() and after not in wanted:
                continue
            token = starts[k]
            for from_, to, opens, tells, number in signs:
                at, stop = token + from_, token + to
                # a part of a longer word that was cut into tokens: "MH17", "12th"
                if from_ == 0 and at > start and (before := text[at - 1]) != " " and _in_word(before):
                    continue
                if not number and stop < end and (beyond := text[stop]) != " " and _in_word(beyond):
                    continue
                if opens:
                    pending.append(at)
                if tells and pending:
                    found += [p for p in pending if at - p <= _SPAN]
                    pending = []
    return found


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _signs(openers: frozenset[str], cores: frozenset[str]) -> Memo[tuple[Sign, ...]]:
    """The words among `openers` and `cores`, and the numbers, inside a token."""
    pattern = re.compile(
        r"\b(?:\d+|(?:" + "|".join(re.escape(word) for word in sorted(openers | cores, key=lambda w: (-len(w), w))) + r")\b)"
    )

    def look(word: str) -> tuple[Sign, ...]:
        low = word.lower()
        if len(low) != len(word):
            # a letter whose small form is longer would shift what follows it
            low = "".join(c.lower() if c.isascii() else c for c in word)
        found = []
        for m in pattern.finditer(low):
            number = m.group()[0] <= "9"
            opens, core = (True, len(m.group()) == 4) if number else (m.group() in openers, m.group() in cores)
            found.append(Sign(m.start(), m.end(), opens, core, number))
        return tuple(found)

    return Memo(look)


def _any_core(signs: Memo[tuple[Sign, ...]]) -> Callable[[str], bool]:
    return Memo(lambda word: any(sign.core for sign in signs[word])).__getitem__


class Atom(NamedTuple):
    """An atom of time: ``text[start:end]``, the days it stands for, what it gives (`grain`) and its form (`rule`)."""

    start: int
    end: int
    lo: dt.date | None
    hi: dt.date | None
    grain: str
    rule: str
    # a bare month, year or season is an expression of time only after a preposition ("in May", "since 2012")
    bare: bool = False
    # the day itself where `lo` was widened to its month or year
    exact: dt.date | None = None
    # days from the day named before, for the rule "anchored_day"
    offset: int = 0


def _number(word: str, numbers: dict[str, int]) -> int | None:
    word = " ".join(word.lower().split())
    return int(word) if word.isdigit() else numbers.get(word)


def _day(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _atom_dated(m: re.Match[str], text: str, g: DateGrammar, ref: dt.date | None, slack: int) -> Value | None:
    """Atoms that hold a day of the month: (lo, hi, grain, rule)."""
    if m["iso"]:
        y, mo, d = (int(p) for p in re.split(r"[./-]", m["iso"]))
        found = safe_date(y, mo, d)
        return (found, found, "day", "full_date") if found else None
    if m["num"]:
        a, b, y = (int(p) for p in re.split(r"[./-]", m["num"]))
        found = safe_date(y, b, a) or safe_date(y, a, b)
        return (found, found, "day", "full_date") if found else None
    if m["d1"]:
        first, second, month, year = m["d1"], m["d1b"], "m1", m["y1"]
    else:
        first, second, month, year = m["d2"], m["d2b"], "m2", m["y2"]
    if not text[m.start(month)].isupper():
        return None
    mo = g.months[m[month].rstrip(".")]
    days = [_day(first)] + ([_day(second)] if second else [])
    dates = [safe_date(int(year), mo, d) if year else resolve_month_day(d, mo, ref, slack) for d in days]
    rule = "full_date" if year else "month_day"
    if not year and ref is None:
        return None, None, "day", rule
    if any(d is None for d in dates):
        return None
    return dates[0], dates[-1], "day" if len(days) == 1 else "span", rule


def _atom_unit(m: re.Match[str], g: DateGrammar, ref: dt.date | None) -> Value | None:
    """Atoms counted in units from the reference: "the last two weeks", "a month ago", "this year", "recent days"."""
    if m["u1"]:
        qual, unit = m["qual"], m["u1"]
        if qual in ("next", "coming", "first", "final"):
            return None
        count = _number(m["n1"], g.numbers) if m["n1"] else None
        vague = m["n1"] in ("few", "several", "many")
        if qual == "recent" or vague:
            return None, ref, "recent", "recent"
        if ref is None:
            return None, None, "span", "relative"
        if count is None and unit.endswith("s") and qual in ("last", "past", "previous"):
            return None, ref, "recent", "recent"
        rolling = qual == "last" and _ROLLING.search(m.string, max(0, m.start() - 12), m.start()) is not None
        if count is not None or rolling or qual == "past" or (qual == "last" and unit in ("day", "hour")):
            return back(ref, count or 1, unit), ref, "span", "last_n"
        return _calendar_unit(qual, unit, ref)
    count = _number(m["n2"], g.numbers)
    unit, direction = m["u2"], m["dir"]
    if direction == "later" or (direction in ("earlier", "before") and not _IN_SINCE.search(m.string, max(0, m.start() - 130), m.start())):
        # counted from another day than the reference
        return None
    if ref is None:
        return None, None, "span", "relative"
    if count is None:
        return (None, ref, "recent", "recent") if direction == "ago" else None
    found = back(ref, count, unit)
    if direction == "of":
        stretch = unit.startswith("hour") or (count > 1 and unit.startswith(("day", "week", "month")))
        return (found, ref, "span", "n_days_of") if stretch else None
    if unit.startswith("year") and found:
        return dt.date(found.year, 1, 1), dt.date(found.year, 12, 31), "ago_year", "ago"
    if unit.startswith("month") and found:
        return *month_span(found.year, found.month), "ago_month", "ago"
    return found, found, "day", "ago"


_IN_SINCE = re.compile(r"\bsince\b[^.;]{0,120}$")
# "during the last week" are the seven days up to now; "last week" is the calendar week before this one
_ROLLING = re.compile(r"\b(?:in|during|over|within)\s+the\s+$")


def _calendar_unit(qual: str, unit: str, ref: dt.date) -> Value | None:
    this = qual in ("this", "current")
    if unit == "year":
        year = ref.year if this else ref.year - 1
        return dt.date(year, 1, 1), dt.date(year, 12, 31), "year", "calendar_year"
    if unit == "month":
        index = ref.year * 12 + ref.month - 1 - (not this)
        return *month_span(index // 12, index % 12 + 1), "month", "calendar_month"
    if unit == "week":
        monday = ref - dt.timedelta(days=ref.weekday() + (0 if this else 7))
        return monday, monday + dt.timedelta(days=6), "week", "calendar_week"
    if unit == "weekend":
        saturday = latest_weekday(ref, 5)
        return saturday, saturday + dt.timedelta(days=1), "span", "weekend"
    return None


def _atom_word(word: str, ref: dt.date | None) -> Value:
    word = " ".join(word.lower().split())
    if ref is None:
        return None, None, "day", "relative"
    day = dt.timedelta(days=1)
    if word == "overnight":
        return ref - day, ref, "span", "overnight"
    offset = 2 if word.startswith("the day") else 1 if word in ("yesterday", "last night") else 0
    return ref - offset * day, ref - offset * day, "day", "relative_day"


_IN = re.compile(r"\bin\s+$")


def atoms_as_written(text: str, small: str, tokens: Tokens, start: int, end: int, g: DateGrammar) -> list[re.Match[str]]:
    """What the pattern of atoms finds in ``text[start:end]``, looked for only where an atom can begin."""
    found: list[re.Match[str]] = []
    if any(map(g.has_core, tokens.words)):
        done = start
        for opening in _openings(text, start, end, tokens, g):
            if opening >= done and (m := g.atom.match(small, opening, end)) is not None:
                found.append(m)
                done = m.end()
    return found


def find_atoms(
    text: str, small: str, tokens: Tokens, start: int, end: int, ref: dt.date | None, g: DateGrammar, slack: int = 0
) -> list[Atom]:
    """The atoms of ``text[start:end]`` in order; those without meaning ("may", a verb) are left out.

    `small` is the text in small letters, `tokens` are those of the stretch.
    """
    found = []
    for m in atoms_as_written(text, small, tokens, start, end, g):
        value: Value | None
        bare = False
        kind = m.lastgroup
        end_at = m.end()
        if m["d2"] and not m["y2"] and not m["d2b"] and _IN.search(small, max(start, m.start() - 4), m.start()):
            # "in July 16 people were killed": nobody writes "in July 16" for the day
            value, bare, end_at = _bare_month(m, "m2", text, g, ref), True, m.end("m2")
        elif m["iso"] or m["num"] or m["d1"] or m["d2"]:
            value = _atom_dated(m, text, g, ref, slack)
        elif m["m3"]:
            value = _month_of_year(m, g, ref) if text[m.start("m3")].isupper() else None
        elif m["wd"]:
            value = _weekday(m, g, ref)
        elif m["word"]:
            value = _atom_word(m["word"], ref)
        elif m["u1"] or m["u2"]:
            value = _atom_unit(m, g, ref)
            if value is None and m["u2"] and m["u2"].startswith("day") and (count := _number(m["n2"], g.numbers)):
                # "two days later": from the day named before
                offset = count if m["dir"] == "later" else -count
                found.append(Atom(m.start(), end_at, None, None, "day", "anchored_day", offset=offset))
        elif m["n6"]:
            value = _within(m, start, g, ref)
        elif m["weekend"]:
            value = _calendar_unit("last", "weekend", ref) if ref else (None, None, "span", "relative")
        elif m["sameday"]:
            value = (ref, ref, "day", "same_day")
        elif m["anchored"]:
            value = None
            rule, grain = ("anchored_day", "day") if m["same_day"] or m["next_day"] else ("anchored_span", "span")
            rule = "anchored_since" if m["since_then"] else rule
            offset = 0 if m["next_day"] is None else -1 if "previous" in m["next_day"] else 1
            found.append(Atom(m.start(), end_at, None, None, grain, rule, offset=offset))
        elif m["part_of"]:
            value = _part_of(m, text, g, ref)
        elif m["season"]:
            value, bare = _season(m, g, ref), m["y4"] is None
        elif m["m5"]:
            value, bare = _bare_month(m, "m5", text, g, ref), True
        elif m["y5"]:
            year = int(m["y5"])
            value, bare = (dt.date(year, 1, 1), dt.date(year, 12, 31), "year", "year"), True
        elif m["now"]:
            value = (None, ref, "asof", "now")
        else:
            value = (None, ref, "recent", "recently")
        if value is not None and kind is not None:
            exact = back(ref, _number(m["n2"], g.numbers) or 1, m["u2"]) if ref and value[3] == "ago" else None
            found.append(Atom(m.start(), end_at, *value, bare=bare, exact=exact))
    return found


def _weekday(m: re.Match[str], g: DateGrammar, ref: dt.date | None) -> Value:
    if ref is None:
        return None, None, "day", "weekday"
    day = latest_weekday(ref, g.weekdays[m["wd"]])
    if m["wd2"]:
        return day, day + dt.timedelta(days=(g.weekdays[m["wd2"]] - day.weekday()) % 7), "span", "weekday"
    return day, day, "day", "weekday"


def _month_of_year(m: re.Match[str], g: DateGrammar, ref: dt.date | None) -> Value | None:
    if m["y3"]:
        year = int(m["y3"])
    elif ref is None or m["y3r"].startswith("the"):
        return None
    else:
        year = ref.year - (m["y3r"] == "last")
    return *month_span(year, g.months[m["m3"].rstrip(".")]), "month", "month_year"


def _bare_month(m: re.Match[str], group: str, text: str, g: DateGrammar, ref: dt.date | None) -> Value | None:
    """The month that `group` begins with."""
    # "may" and "march" are verbs too: a month has a capital
    if not text[m.start(group)].isupper():
        return None
    if ref is None:
        return None, None, "month", "month"
    month = g.months[m[group].split()[0].rstrip(".")]
    return *month_span(ref.year - (month > ref.month), month), "month", "month"


_RECORD = re.compile(r"\b(?:first|worst|deadliest|heaviest|biggest|largest|lowest|highest|only|bloodiest|fiercest|most|rare)\b[^.;]{0,60}$")


def _within(m: re.Match[str], start: int, g: DateGrammar, ref: dt.date | None) -> Value | None:
    """ "in less than two weeks": the stretch that ends now. A record ("the worst raid in two months") measures another thing."""
    count = _number(m["n6"], g.numbers)
    if count is None or _RECORD.search(m.string, max(start, m.start() - 70), m.start()):
        return None
    if count == 1 and m["u6"] == "day" and m.group().startswith("in "):
        # "98 killed in a day" tells how fast, not when
        return None
    return (None, None, "span", "relative") if ref is None else (back(ref, count, m["u6"]), ref, "span", "last_n")


def _part_of(m: re.Match[str], text: str, g: DateGrammar, ref: dt.date | None) -> Value | None:
    """ "the first half of 2016", "the first three months of the year", "the beginning of the week"."""
    words = m["whole"].split()
    unit = words[-1]
    if unit in ("year", "month", "week"):
        if ref is None:
            return None, None, "span", "relative"
        whole = _calendar_unit("last" if words[0] == "last" else "this", unit, ref)
    elif len(words) == 2:
        whole = (*month_span(int(words[1]), g.months[words[0].rstrip(".")]), "month", "")
    elif unit.isdigit():
        whole = dt.date(int(unit), 1, 1), dt.date(int(unit), 12, 31), "year", ""
    else:
        whole = _bare_month(m, "whole", text, g, ref)
    if whole is None or whole[0] is None or whole[1] is None:
        return None
    return _slice(m, whole[0], whole[1], whole[2], g)


def _slice(m: re.Match[str], lo: dt.date, hi: dt.date, grain: str, g: DateGrammar) -> tuple[dt.date, dt.date, str, str] | None:
    part = m["part_of"].split()
    rule = "part_of"
    if len(part) == 1:
        if part[0] in ("end", "middle"):
            return lo, hi, grain, rule
        if grain == "week":
            # the week's beginning is the days around its first: weeks begin on Sunday or on Monday
            return lo - dt.timedelta(days=1), lo, "span", rule
        return (*month_span(lo.year, lo.month), "month", rule) if grain == "year" else (lo, hi, grain, rule)
    count = _number(m["n3"] or "1", g.numbers) or 1
    late = part[0] in ("second", "last", "final")
    if part[1] == "half" and grain == "year":
        return *month_span(lo.year, 7 if late else 1, 6), "span", rule
    if part[1] == "half" and grain == "month":
        return (lo.replace(day=16), hi, "span", rule) if late else (lo, lo.replace(day=15), "span", rule)
    if part[1] == "quarter" and grain == "year":
        quarter = {"first": 1, "second": 4, "third": 7}.get(part[0], 10)
        return *month_span(lo.year, quarter, 3), "span", rule
    if grain == "year" and part[-1].startswith("month"):
        count = min(count, 12)
        return (*month_span(lo.year, 13 - count, count), "span", rule) if late else (*month_span(lo.year, 1, count), "span", rule)
    days = count * (7 if part[-1].startswith("week") else 1)
    if grain in ("month", "year") and part[-1].startswith(("week", "day")):
        if part[0] in ("last", "final"):
            return hi - dt.timedelta(days=days - 1), hi, "span", rule
        skipped = dt.timedelta(days=days * {"second": 1, "third": 2, "fourth": 3}.get(part[0], 0))
        return lo + skipped, lo + skipped + dt.timedelta(days=days - 1), "span", rule
    return None


def _season(m: re.Match[str], g: DateGrammar, ref: dt.date | None) -> Value | None:
    month = g.seasons[m["season"]]
    if m["y4"]:
        year = int(m["y4"])
    elif ref is None:
        return None
    elif m["y4r"]:
        year = ref.year - (m["y4r"] == "last")
    else:
        year = ref.year - (dt.date(ref.year, month, 1) > ref)
    return *month_span(year, month, 3), "month", "season"


_SAME_DAY = re.compile(r"(?:\s+(?:night|morning|evening|afternoon))?\s*[,(]?\s*(?:the\s+)?")


def merge_atoms(atoms: list[Atom], small: str) -> list[Atom]:
    """ "Friday, 3 February" and "Tuesday (5 July 2016)" are one day, the one with its date."""
    merged: list[Atom] = []
    for atom in atoms:
        last = merged[-1] if merged else None
        if last is not None and _SAME_DAY.fullmatch(small, last.end, atom.start):
            pair = {last.rule, atom.rule}
            if last.rule == "weekday" and atom.rule in ("month_day", "full_date"):
                merged[-1] = atom._replace(start=last.start)
                continue
            if pair == {"weekday", "relative_day"}:
                continue
        merged.append(atom)
    return merged


class DatedDay(NamedTuple):
    """A day of the calendar as written, from weekday or day to year."""

    start: int
    end: int
    day: dt.date
    has_year: bool
    has_weekday: bool


def find_days(text: str, small: str, tokens: Tokens, ref: dt.date | None, g: DateGrammar) -> list[DatedDay]:
    """The days written with day and month in a text; a missing year puts it before `ref` or at most a month after."""
    days: list[DatedDay] = []
    if not any(map(g.of_calendar, tokens.words)):
        return days
    for atom in merge_atoms(find_atoms(text, small, tokens, 0, len(text), ref, g, slack=31), small):
        if atom.rule in ("full_date", "month_day") and atom.hi is not None and atom.grain == "day":
            short = g.short_weekday.search(small, max(0, atom.start - 12), atom.start)
            weekday = short is not None or (not text[atom.start].isdigit() and small[atom.start : atom.start + 3] in g.weekdays)
            days.append(DatedDay(short.start() if short else atom.start, atom.end, atom.hi, atom.rule == "full_date", weekday))
    return days
