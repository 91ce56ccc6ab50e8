"""Parts of a whole that is held, lost or taken: "90 percent of the territory", "most of the province", "10 square km"."""

from __future__ import annotations

from contested.extract.control.forces import force_after, force_before
from contested.extract.control.sentence import ControlFigure, ControlSentence, Span
from contested.extract.control.telling import is_done
from contested.extract.control.words import DIVIDED, ENDS, WHOLE
from contested.extract.matching import phrase_at, reads
from contested.extract.nouns import FAMILY, PERSON
from contested.extract.quantities import Quantity
from contested.text import where

_KM2_PER_SQUARE_MILE = 2.589988

_CLAUSE_BREAKS = frozenset(". ; that said which".split())
_CLAUSE_BREAKS_AFTER = frozenset(". ; while when after".split())
# what says, behind the share, that it is held or has changed hands
_HELD = frozenset(
    """held controlled hands control captured seized lost recaptured retaken taken occupied ruled liberated dominated overrun fallen
    recovered hold controls rule cleared""".split()
)
_HELD_BY_ADVERB = frozenset("held controlled hands control occupied ruled dominated".split())
_BEFORE_CONTROL = frozenset("under the government rebel in army kurdish regime".split())
_BETWEEN_ADVERB_AND_HELD = frozenset("in the under been are is be".split())
_INSIDE_GROUND = frozenset("of and 's in the".split())
_INHABITANTS = frozenset("population people residents inhabitants".split())
_AFTER_PERCENT = frozenset(". , of in after and ) by since today now from".split())
_FORCES = frozenset("forces rebels army troops militants militia".split())
# the last words of terms that are a share only with "of"
_NEEDS_OF = frozenset("most much all majority bulk".split())
# the last words of terms that name the ground themselves
_GROUND_TERMS = frozenset("areas swathes swaths tracts expanses stretches".split())
_OUT_OF = (["is", "out", "of"], ["are", "out", "of"])
_DRIVEN = frozenset("drove drive driven pushed ousted expelled cleared swept".split())
_ROUGHLY = frozenset("roughly almost about nearly more or less largely".split())


def find_shares(s: ControlSentence) -> list[ControlFigure]:
    """The shares of a sentence, without overlap: terms and adverbs first, then numbers, then "divided in two"."""
    found: list[ControlFigure] = []
    if not s.words.holding.isdisjoint(s.lower) or "out" in s.lower or "under" in s.lower:
        for k in where(s.lower, s.words.share_openers):
            if found and k < found[-1].end:
                continue
            f = _term(s, k) or _adverb(s, k)
            if f is not None and _is_free(f, found):
                found.append(f)
                s.last_share = f.trigger
    for q in s.quantities:
        f = _area(s, q) or (_percent(s, q) if q.percent else None)
        if f is not None and _is_free(f, found):
            found.append(f)
    if not DIVIDED.isdisjoint(s.lower):
        found += [f for k in range(s.n) if (f := _divided(s, k)) is not None]
    return found


def _is_free(f: ControlFigure, found: list[ControlFigure]) -> bool:
    return not any(other.start < f.end and f.start < other.end for other in found)


def _share(
    s: ControlSentence,
    span: Span,
    trigger: int,
    rule: str,
    term: str,
    *,
    denominator: Span | None = None,
    holder: Span | None = None,
) -> ControlFigure:
    """A share in words: a vague term, or the whole."""
    value, bound, vague = (100.0, "approx", None) if term == WHOLE else (None, "vague", term)
    rule = "share_whole" if rule == "share_term" and term == WHOLE else rule
    return ControlFigure(
        *span, trigger, "control_share", rule, value, None, bound, vague, "percent", holder=holder, denominator=denominator
    )


# ---- shares in words -------------------------------------------------------------------------------------------


def _term(s: ControlSentence, k: int) -> ControlFigure | None:
    """ "hold most of the province", "large swathes of territory are held by"."""
    found = phrase_at(s.lower, k, s.words.share_terms)
    if found is None or found[1] == "parts":
        return None  # a bare "parts of" is no share
    size, term = found
    end = k + size
    last, after = s.lower[end - 1], s.lower[end : end + 1]
    if last in _NEEDS_OF and after != ["of"] and not (last == "all" and after == ["the"]):
        return None
    ground = _ground_behind(s, end)
    if ground is None:
        if last not in _GROUND_TERMS:
            return None
        ground = end
    m = _holding_near(s, k, ground)
    if m is None:
        m = _gone(s, k, ground)
    if m is None or (m < k and s.lower[m] == "hold" and s.lower[m - 1 : m] == ["to"]):
        return None
    denominator = (min(end + (after == ["of"]), ground), ground) if ground > end else None
    return _share(s, (k, ground), m, "share_term", term, denominator=denominator, holder=_holder(s, m, k))


def _gone(s: ControlSentence, k: int, ground: int) -> int | None:
    """ "most of the province is out of ...", "drove them from most of the province"."""
    if s.lower[ground : ground + 3] in _OUT_OF:
        return ground
    return None if _DRIVEN.isdisjoint(s.lower[max(0, k - 9) : k]) else k


def _adverb(s: ControlSentence, k: int) -> ControlFigure | None:
    """ "mostly held by the rebels"."""
    found = phrase_at(s.lower, k, s.words.share_adverbs)
    if found is None:
        return None
    size, term = found
    for m in range(k + size, min(s.n, k + size + 5)):
        w = s.lower[m]
        if w in _HELD_BY_ADVERB:
            if w == "control" and s.lower[m - 1] not in _BEFORE_CONTROL:
                return None
            if w == "controlled" and term != WHOLE and s.lower[m + 1 : m + 2] != ["by"]:
                return None
            return _share(s, (k, m + 1), m, "share_adverb", term, holder=force_after(s, m + 2))
        if w not in _BETWEEN_ADVERB_AND_HELD:
            return None
    return None


def _divided(s: ControlSentence, k: int) -> ControlFigure | None:
    """ "the city is divided in two"."""
    w = s.lower[k]
    if w not in DIVIDED:
        return None
    m = k + 1
    while m < s.n and s.lower[m] in _ROUGHLY:
        m += 1
    phrase = next((p for p in s.words.divided if p[0] == w and tuple(s.lower[m : m + len(p) - 1]) == p[1:]), None)
    if phrase is None or not _names_ground(s, k):
        return None
    bound = "approx" if m > k + 1 else "exact"
    return ControlFigure(k, m + len(phrase) - 1, k, "control_share", "share_divided", 50.0, None, bound, None, "percent")


# ---- shares in numbers -----------------------------------------------------------------------------------------


def _area(s: ControlSentence, q: Quantity) -> ControlFigure | None:
    """ "seized 10 square kilometres": miles are converted."""
    units = s.words.area_units.get(s.lower[q.end], ()) if q.end < s.n else ()
    unit = next((u for u in units if reads(s.lower, q.end, u)), None)
    if unit is None:
        return None
    end = q.end + len(unit)
    m = _holding_near(s, q.start, end)
    if m is None:
        return None
    value, high = q.value, q.value_high
    if "mile" in unit[-1]:
        value, high = _to_km2(value), _to_km2(high)
    holder = force_before(s, m)
    return ControlFigure(q.start, end, m, "control_share", "share_area", value, high, q.bound, q.vague_term, "km2", holder=holder)


def _to_km2(square_miles: float | None) -> float | None:
    return None if square_miles is None else round(square_miles * _KM2_PER_SQUARE_MILE, 1)


def _percent(s: ControlSentence, q: Quantity) -> ControlFigure | None:
    """ "90 percent of the territory"."""
    end = _ground_behind(s, q.end)
    if end is None:
        return _bare_percent(s, q)
    m = _holding_near(s, q.start, end)
    if m is None and s.lower[q.start - 1 : q.start] in (["as"], ["and"], [","]):
        m = s.last_share  # "control almost all of A as well as half of B"
    if m is None:
        return None
    denominator = (min(q.end + (s.lower[q.end] == "of"), end), end)
    return _percentage(q, end, m, _holder(s, m, q.start), denominator)


def _bare_percent(s: ControlSentence, q: Quantity) -> ControlFigure | None:
    """ "now holds 40 percent", "reached 98 percent of it"."""
    m = _holding_near(s, q.start, q.end)
    if m is None or m > q.start or (q.end < s.n and s.lower[q.end] not in _AFTER_PERCENT) or not _names_ground(s, s.n):
        return None
    if any(s.kind(x) == PERSON and s.lower[x] not in _FORCES for x in range(q.end, min(s.n, q.end + 3))):
        return None
    return _percentage(q, q.end, m, force_before(s, m), None)


def _percentage(q: Quantity, end: int, trigger: int, holder: Span | None, denominator: Span | None) -> ControlFigure:
    return ControlFigure(
        q.start,
        end,
        trigger,
        "control_share",
        "share_percent",
        q.value,
        q.value_high,
        q.bound,
        None,
        "percent",
        holder=holder,
        denominator=denominator,
    )


# ---- what the share is of, and the word of holding -------------------------------------------------------------


def _names_ground(s: ControlSentence, end: int) -> bool:
    """A noun of territory or a name stands before token `end`."""
    return any(s.lower[x] in s.words.ground or s.is_name(x) for x in range(end))


def _holder(s: ControlSentence, m: int, start: int) -> Span | None:
    """Who holds the share that begins at `start`: before the word of holding at `m`, or behind it."""
    return force_before(s, m) if m < start else force_after(s, m + 1)


def _holding_near(s: ControlSentence, start: int, end: int) -> int | None:
    """The word of holding, taking or losing that the share belongs to: before it, or after its noun phrase."""
    lower = s.lower
    for m in range(start - 1, max(-1, start - 10), -1):
        w = lower[m]
        if w in _CLAUSE_BREAKS:
            break
        verb = s.words.verbs.get(w)
        if verb is not None and verb.kind in ("sure", "lose") and is_done(s, m, verb.forms):
            return m
        if (w in ("has", "have", "had") and start - m <= 3) or w == "share" or (w == "left" and lower[m + 1] == "with"):
            return m
        if w in s.words.holding and w != "territory":
            return m if s.words.not_done.isdisjoint(lower[max(0, m - 2) : m]) else None
    for m in range(end, min(s.n, end + 16)):
        if lower[m] in _CLAUSE_BREAKS_AFTER:
            break
        if lower[m] in _HELD:
            return m
    return None


def _ground_behind(s: ControlSentence, k: int) -> int | None:
    """The end of a noun phrase of ground at `k` ("of the territory", "the province", a name)."""
    if k < s.n and s.lower[k] == "of":
        k += 1
    end: int | None = None
    for m in range(k, min(s.n, k + 9)):
        w = s.lower[m]
        if s.is_ground(m) or s.is_name(m):
            end = m + 1
        elif s.kind(m) in (PERSON, FAMILY):
            if end is not None or not _belongs_to_ground(s, m):
                return None if end == m and w in _INHABITANTS else end
        elif (w in ENDS and w != "and") or (end is not None and not _runs_on(s, m)):
            break
    return end


def _runs_on(s: ControlSentence, m: int) -> bool:
    """The phrase of ground goes on over the word at `m` ("A and B", "most of A in the east")."""
    if s.lower[m] == "and" and m + 1 < s.n:
        return s.is_name(m + 1) or s.lower[m + 1] in s.words.ground
    return s.lower[m] in _INSIDE_GROUND


def _belongs_to_ground(s: ControlSentence, m: int) -> bool:
    """The noun of people at `m` is part of a name ("the Kurdish areas")."""
    if s.capitalised(m):
        return True
    return m + 1 < s.n and (s.is_name(m + 1) or s.is_ground(m + 1))
