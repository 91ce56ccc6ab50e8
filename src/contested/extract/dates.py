"""Finds expressions of time in a stretch of text and resolves them against a reference day.

In: text, a reference day. Out: `TimeExpr`s, in order. The atoms ("15 November") come from `date_atoms`; the words
before and between them compose expressions here ("since 15 November", "from ... to", "as of").
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from contested.extract.date_atoms import DASH, Atom, DateGrammar, find_atoms, grammar_of, merge_atoms
from contested.extract.days import month_span, resolve_month_day
from contested.lexicon.load import Lexicon
from contested.text import Tokens, in_small_letters, tokenize


class TimeExpr(NamedTuple):
    """An expression of time: ``text[start:end]`` with its preposition, and the days it stands for.

    `lo`, `hi` are the first and last day, both inclusive, null where open or unknown. `grain` is what the
    words give: day, span (a stretch of days), week, month, year, asof (a state at `hi`), recent (vague),
    war (since a war began). `rule` names the form. `core` is where the date itself begins.
    """

    start: int
    end: int
    core: int
    lo: dt.date | None
    hi: dt.date | None
    grain: str
    rule: str
    since: bool = False
    future: bool = False
    # of what began the count: its own last day ("since the town fell on 5 May")
    began: dt.date | None = None
    # for the rule "anchored_day": how many days from the day named before ("a day later")
    offset: int = 0

    @property
    def is_event(self) -> bool:
        """True when the words give a first day."""
        return self.lo is not None


_FILLER = (
    r"(?:\b(?:the|early|late|mid|about|around|nearly|almost|at\s+least|more\s+than|over|less\s+than|some|just|only|roughly|approximately"
    r"|much\s+of|most\s+of|all\s+of|a|end\s+of|middle\s+of|morning\s+of|night\s+of|evening\s+of|dawn\s+of|dawn|noon|midnight|fateful|local\s+time)[\s-]+)*"
)
_BEFORE = re.compile(
    rf"(?P<p>\b(?:ever\s+since|since|starting(?:\s+from)?|beginning|dating\s+back\s+to|as\s+of|as\s+at|up\s+to|up\s+until|until|till|by|before|prior\s+to|after|following|from|between|in|on|at|during"
    rf"|of|for|over|within|throughout|to|through|last|earlier|next|every|and)\s+)?(?P<mid>{_FILLER})$"
)
# Every word of the two.
_WORDS = re.compile(r"[a-z]+")
_LEADING = frozenset(
    "the early late mid about around nearly almost at least more than over less some just only roughly approximately much most all a of end"
    " middle morning night evening dawn noon midnight fateful local time ever since starting from beginning dating back to as up until till"
    " by before prior after following between in on during for within throughout through last earlier next every and".split()
)
_JOIN = re.compile(r"\s*(?:,?\s*(?:and|to|until|till|through)(?:\s+(?:into|on|late|early|the|dawn))*|" + DASH + r")\s*")
# Prepositions after which a bare month, season or year is an expression of time.
_BARE_OK = frozenset(
    {
        "in",
        "since",
        "by",
        "until",
        "from",
        "last",
        "during",
        "of",
        "between",
        "throughout",
        "ever since",
        "to",
        "till",
        "as of",
        "up to",
        "on",
    }
    | {"and", "before", "after", "following", "through", "for", "at", "starting", "starting from", "beginning", "dating back to", "over"}
    | {"within", "earlier", "next"}
)
# "since government forces stepped up their offensive a month ago": the clause is dated, and with it the start
# ; not "they have since retaken it": there "since" is an adverb
_SINCE_CLAUSE = re.compile(r"(?<!\bhave )(?<!\bhas )(?<!\bhad )\bsince\s(?!then)[^.,;:]*$")
# "the offensive that began on 24 March has displaced 5,000": what has come of it by now is counted from its first day
_SINCE_THEN = re.compile(r"(?:\s+[^\s.;]+){0,4}?,?\s+(?:has|have)\b")
# In "the worst raid since May" the date measures the record; it dates no figure.
_RELATIVE = re.compile(r"\s+(?:that|which|when|where|in which)\b")
_RECORD = re.compile(
    r"\b(?:(?:worst|deadliest|heaviest|biggest|largest|lowest|highest|bloodiest|fiercest)(?:\s[^\s.,;]+){0,6}|first(?:\s[^\s.,;]+){0,3})\s+$"
)
_PART_OF_BARE = re.compile(r"(?:early|late|mid)\b")
_ONWARDS = re.compile(r"\s*onwards?\b")
_ASOF = frozenset({"as of", "as at", "until", "till", "by", "up to", "up until", "through"})
_SINCE = frozenset({"since", "ever since", "starting", "starting from", "dating back to"})


def find_times(text: str, start: int, end: int, ref: dt.date | None, lexicon: Lexicon) -> list[TimeExpr]:
    """The expressions of time in ``text[start:end]``, in order, resolved against `ref`.

    Relative ones have null days when `ref` is None. Runs in time linear in the stretch.
    """
    return read_times(text, in_small_letters(text), tokenize(text, start, end), start, end, ref, grammar_of(lexicon))


def read_times(text: str, small: str, tokens: Tokens, start: int, end: int, ref: dt.date | None, g: DateGrammar) -> list[TimeExpr]:
    """As `find_times`, with the text in small letters and the tokens of the stretch at hand."""
    atoms = merge_atoms(find_atoms(text, small, tokens, start, end, ref, g), small)
    since = small.find("since", start, end) >= 0 or small.find("from", start, end) >= 0
    if not (atoms or since):
        return []
    found = []
    skip = -1
    for i in range(len(atoms)):
        if i <= skip:
            continue
        expr, used = _compose(text, small, start, atoms, i, ref, g, since)
        skip = i + used
        if expr is not None:
            found.append(_cut(expr, ref))
    # "since" may reach back over the one before it
    found.sort(key=lambda e: e.start)
    return _with_wars(text, small, start, end, found, ref, g) if since else found


def _before(small: str, floor: int, end: int) -> re.Match[str] | None:
    """The preposition and fillers that end at `end`; only words that can be one are gone through."""
    begin = end
    words: list[str] = _WORDS.findall(small, floor, end)
    for word in reversed(words):
        if word not in _LEADING:
            break
        begin = small.rfind(word, floor, begin)
    return _BEFORE.search(small, begin, end) if begin < end else None


def _compose(
    text: str, small: str, floor: int, atoms: list[Atom], i: int, ref: dt.date | None, g: DateGrammar, since: bool
) -> tuple[TimeExpr | None, int]:
    """The expression that atom `i` opens, and how many further atoms it took; `since` where "since" or "from" stands near."""
    atom = atoms[i]
    before = _before(small, max(floor, atoms[i - 1].end if i else floor, atom.start - 60), atom.start)
    prep = " ".join((before["p"] or "").split()) if before else ""
    mid = (before["mid"] or "") if before else ""
    left = before.start() if before and before.group().strip() else atom.start
    if atom.bare and not (prep in _BARE_OK or _PART_OF_BARE.match(mid)):
        return None, 0
    if atom.rule == "year" and _counts_things(text, atom.end):
        return None, 0
    if prep in ("next", "every", "before", "prior to"):
        return None, 0
    if atom.rule.startswith("anchored"):
        since = atom.rule == "anchored_since"
        return TimeExpr(atom.start, atom.end, atom.start, None, None, atom.grain, atom.rule, since=since, offset=atom.offset), 0
    expr = TimeExpr(left, atom.end, atom.start, atom.lo, atom.hi, atom.grain, atom.rule)
    following = atoms[i + 1] if i + 1 < len(atoms) else None
    if following is not None and atom.lo and following.lo and _JOIN.fullmatch(small, atom.end, following.start):
        joined = _join(expr, atom, following, prep in ("from", "between"))
        if joined is not None:
            return joined, 1
    if prep not in _SINCE and atom.grain not in ("asof", "recent"):
        near = max(floor, left - 120, atoms[i - 1].end if i and atoms[i - 1].rule.startswith("anchored") else 0)
        clause = _SINCE_CLAUSE.search(small, near, left) if since and _SINCE_WORD.search(small, near, left) else None
        if clause is not None and _RECORD.search(small, max(floor, clause.start() - 70), clause.start()):
            # ... but in "the worst since a raid in 2013 that killed hundreds" it dates the raid's dead
            return (expr, 0) if _RELATIVE.match(text, atom.end) else (None, 0)
        if clause is None and atom.lo and atom.grain in ("day", "month", "year") and g.onset.search(small, max(near, left - 60), left):
            if _SINCE_THEN.match(small, atom.end, atom.end + 60):
                return expr._replace(hi=ref, grain="span", rule="since", since=True, began=atom.hi), 0
            expr = expr._replace(began=atom.hi if atom.grain == "day" else None)
        if clause is not None:
            prep, left = "since", clause.start()
            expr = expr._replace(start=left)
    elif prep in _SINCE and _RECORD.search(small, max(floor, left - 70), left):
        return None, 0
    if prep in _SINCE or (prep == "from" and _ONWARDS.match(text, atom.end, atom.end + 12)):
        if atom.rule == "last_n" or atom.grain == "recent":
            return expr._replace(hi=ref), 0
        if atom.lo is not None:
            # "since ... a month ago" counts from the day, "killed a month ago" is some day of that month
            return expr._replace(lo=atom.exact or atom.lo, hi=ref, grain="span", rule="since", since=True, began=atom.exact or atom.hi), 0
        return expr._replace(lo=None, hi=ref, grain="asof", rule="since_unknown", since=True), 0
    if prep == "by" and atom.rule == "part_of" and ref is not None and atom.hi is not None and atom.hi > ref:
        return expr._replace(future=True), 0
    ends = prep != "by" or atom.grain == "day" or atom.rule == "part_of"
    if prep in _ASOF and ends and atom.grain in ("day", "month", "year", "span", "week"):
        return expr._replace(lo=None, hi=atom.hi, grain="asof", rule="as_of"), 0
    if prep == "last" and atom.rule == "month" and atom.lo and ref and atom.lo <= ref <= (atom.hi or ref):
        return expr._replace(lo=atom.lo.replace(year=atom.lo.year - 1), hi=month_span(atom.lo.year - 1, atom.lo.month)[1]), 0
    if prep == "last" and atom.rule == "weekday" and atom.lo == ref and ref is not None:
        week = dt.timedelta(days=7)
        return expr._replace(lo=ref - week, hi=ref - week), 0
    return expr, 0


def _join(expr: TimeExpr, first: Atom, second: Atom, ranged: bool) -> TimeExpr | None:
    """ "from Monday to Wednesday", "on Friday and Saturday", "June 2014 to May 2015" as one stretch."""
    if first.lo is None or second.hi is None or not (ranged or first.grain == second.grain in ("day", "month", "year")):
        return None
    lo = first.lo
    if first.rule == "weekday" and lo > second.hi:
        lo -= dt.timedelta(days=7)
    if (first.rule, second.rule) in (("month_day", "full_date"), ("month", "month_year")):
        # "between 24 February and 31 March 2022": the year stands once, for both
        lo = resolve_month_day(lo.day, lo.month, second.hi) or lo
    return expr._replace(end=second.end, lo=lo, hi=second.hi, grain="span", rule="from_to") if lo <= second.hi else None


_THINGS = re.compile(
    r"\s+(?:people|civilians|homes|houses|families|fighters|soldiers|children|women|men|villages|towns|km|metres|meters)\b"
)


def _counts_things(text: str, end: int) -> bool:
    """True when the four digits before `end` count something: "in 2000 homes"."""
    return _THINGS.match(text, end, end + 16) is not None


def _cut(expr: TimeExpr, ref: dt.date | None) -> TimeExpr:
    """Cut at the reference day; an expression wholly after it is marked `future`."""
    if expr.grain in ("ago_year", "ago_month"):
        expr = expr._replace(grain=expr.grain[4:])
    if ref is None:
        return expr
    if expr.lo is not None and expr.lo > ref:
        return expr._replace(future=True)
    return expr if expr.hi is None or expr.hi <= ref else expr._replace(hi=ref)


_SINCE_WORD = re.compile(r"(?:since|from)\b")


def _with_wars(text: str, small: str, start: int, end: int, found: list[TimeExpr], ref: dt.date | None, g: DateGrammar) -> list[TimeExpr]:
    """Adds "since the war began", with the war's first day unless the sentence gives it, and "since the truce ended"."""
    lead = _SINCE_WORD.search(small, start, end)
    if lead is None or _RECORD.search(small, max(start, lead.start() - 70), lead.start()):
        return found
    m = g.war.search(small, lead.start(), end)
    if m is None:
        event = g.since_event.search(small, lead.start(), end)
        if event is None or any(e.since for e in found):
            return found
        expr = TimeExpr(event.start(), event.end(), event.start(), None, ref, "asof", "since_event", since=True)
        return sorted([*found, expr], key=lambda e: e.start)
    stated = next(
        (e for e in found if e.start >= m.start() and e.lo is not None and not e.future and e.grain in ("month", "year", "day", "span")),
        None,
    )
    if stated is not None and stated.lo is not None:
        expr = TimeExpr(m.start(), stated.end, m.start(), stated.lo, ref, "war", "since_war_dated", since=True)
        found = [e for e in found if e is not stated]
    else:
        first = war_start(text, text[m.start() : m.end()], start, end, g)
        if first is not None and ref is not None and first > ref:
            # an older war of the same country
            first = None
        expr = TimeExpr(m.start(), m.end(), m.start(), first, ref, "war", "since_war", since=True)
    return sorted([*found, expr], key=lambda e: e.start)


def war_start(text: str, phrase: str, start: int, end: int, g: DateGrammar) -> dt.date | None:
    """First day of the war meant: named in the phrase, else in the sentence, else the one the text names most."""
    return _most_named(phrase, g.conflicts) or _most_named(text[start:end], g.conflicts) or _most_named(text, g.conflicts)


@lru_cache(maxsize=64)
def _most_named(stretch: str, conflicts: tuple[tuple[dt.date, re.Pattern[str]], ...]) -> dt.date | None:
    best, best_count = None, 0
    for first_day, pattern in conflicts:
        count = len(pattern.findall(stretch))
        if count > best_count:
            best, best_count = first_day, count
    return best
