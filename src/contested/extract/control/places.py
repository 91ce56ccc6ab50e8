"""Noun phrases of places: the one that begins behind a verb, the one that ends before it."""

from __future__ import annotations

from contested.extract.control.sentence import ControlSentence
from contested.extract.control.words import ENDS, RUN_ON
from contested.extract.nouns import FAMILY, PERSON, PLACE
from contested.extract.quantities import Quantity

# (token where the phrase ends, or begins, and the number of places it counts)
PlacePhrase = tuple[int, Quantity | None]

_NO_PLACES = frozenset("part parts".split())
# Words that no object of a verb of control begins with.
_NO_OBJECT = frozenset(
    "in on at near from with into against for part place off care advantage responsibility refuge them him her us me".split()
)
_PLACE_PARTICIPLES = frozenset("besieged so-called walled fortified contested disputed divided occupied".split())
_LONGEST = 14
# what may stand inside a phrase that is read backwards
_INNER = frozenset(
    """of and the a an in its their near border key strategic northern southern eastern western central military rebel-held
    government-held nearby last district town city al el""".split()
)
_BEFORE_VERB = frozenset((",", "which", "that", "also", "now", '"', "\u201d", "-", "\u2013"))
_LONGEST_BEFORE = 12


class _Scan:
    """A walk over a phrase of places from token `begin` on; `end` is where the last name or place noun ended."""

    __slots__ = ("begin", "end", "k", "lower", "quantity", "s", "seen")

    def __init__(self, s: ControlSentence, begin: int) -> None:
        self.s, self.lower = s, s.lower
        self.begin = self.k = self.end = begin
        self.seen = False  # a name or a place noun
        self.quantity: Quantity | None = None

    def run(self) -> bool:
        """Go to the end; False where something else than places stands there."""
        limit = min(self.s.n, self.begin + _LONGEST)
        while self.k < limit:
            going = self._step()
            if going is None:
                return False
            if not going:
                break
        return self.seen

    def _step(self) -> bool | None:
        """Take what stands at `k`; False where the phrase ends before it, None where this is no phrase of places."""
        s, k = self.s, self.k
        w = self.lower[k]
        q = s.q_at.get(k)
        if q is not None and q.end > k and not q.article:
            return self._count(q)
        size, kind, _ = s.noun(k)
        if (kind == PLACE and w not in _NO_PLACES) or w in s.words.ground:
            return self._take(max(size, 1))
        if kind in (PERSON, FAMILY) and not (k + 1 < s.n and self.lower[k + 1].endswith("-held")):
            return self._people(k, size, kind)
        if w in ENDS and not (self.seen and k + 1 < s.n and self._joins(w, k + 1)):
            return False
        if s.is_name(k):
            return self._take(1)
        if self.seen:
            if w not in RUN_ON:
                return False
        elif _is_verbal(w) or w in _NO_OBJECT:
            return None
        self.k += 1
        return True

    def _take(self, size: int) -> bool:
        self.seen = True
        self.k += size
        self.end = self.k
        return True

    def _count(self, q: Quantity) -> bool:
        """ "12 villages", "12 of the villages": a number ends any phrase that has begun."""
        if self.quantity is not None or self.seen:
            return False
        self.quantity = q
        self.k = q.end
        if self.k < self.s.n and self.lower[self.k] == "of":
            self.k += 1
        return True

    def _joins(self, w: str, k: int) -> bool:
        """ "X and Y", "X, Y"."""
        return (w == "," and self.s.is_name(k)) or (w == "and" and (self.s.is_name(k) or self.s.kind(k) == PLACE))

    def _people(self, k: int, size: int, kind: str) -> bool | None:
        """A noun of people inside: part of a place's name ("Syrian air base"), or the sign that a name was a person's."""
        s = self.s
        if not self.seen and s.capitalised(k) and _named_noun_near(s, k + size):
            self.k += size
            return True
        if self.seen and k > 0 and kind == PERSON and s.is_name(k - 1):
            places = any(s.kind(x) == PLACE for x in range(self.begin, k))
            if (self.lower[k - 1] not in s.known and not places) or not s.capitalised(k):
                return None  # "left Aleppo rebels on the brink"
        if k + size < s.n and s.is_ground(k + size):
            self.k += size
            return True
        return False if self.seen else None


def _is_verbal(w: str) -> bool:
    return w.endswith("ing") or (w.endswith("ed") and "-" not in w and w not in _PLACE_PARTICIPLES)


def _named_noun_near(s: ControlSentence, k: int) -> bool:
    """A place noun stands in the next three words, no other noun before it."""
    for m in range(k, min(s.n, k + 3)):
        if s.is_ground(m):
            return True
        if s.kind(m) is not None or s.lower[m] in ENDS:
            return False
    return False


def place_object(s: ControlSentence, k: int) -> PlacePhrase | None:
    """(end, quantity) of a noun phrase of places that begins at `k`; None where something else stands there.

    The phrase runs over names, place nouns and what joins them ("the town of X", "X and Y", "areas north of X").
    """
    scan = _Scan(s, k)
    if not scan.run():
        return None
    q = scan.quantity
    if q is not None and not (q.percent or q.vague_term or q.value is not None):
        q = None
    return max(scan.end, k + 1), q


def place_before(s: ControlSentence, k: int) -> PlacePhrase | None:
    """(start, quantity) of a noun phrase of places that ends just before `k` (over a comma or "which")."""
    last = k - 1
    while last >= 0 and s.lower[last] in _BEFORE_VERB:
        last -= 1
    start: int | None = None
    place = False
    for m in range(last, max(-1, last - _LONGEST_BEFORE), -1):
        w, q = s.lower[m], s.q_last.get(m)
        counted = q is not None and not q.article
        if counted and q is not None and place:
            return q.start, q
        if s.is_ground(m) or s.is_name(m):
            place, start = True, m
        elif w in _INNER or "-" in w or w.endswith(("ern", "est")):
            if place and w == "in" and not s.is_name(m + 1):
                break
            start = m if place else start
        elif q is not None:
            start = m
        elif not place or s.kind(m) == PERSON or w in ENDS or s.is_sided(m) or not (w[0].isdigit() or s.capitalised(m)):
            break
        else:
            start = m
    if not place or start is None:
        return None
    while start < k and s.lower[start] in ("of", "and", "in", "near"):
        start += 1
    return start, None


def names_place_near(s: ControlSentence, k: int) -> bool:
    """A name or a place noun stands in the four words from `k` on."""
    return any(s.is_name(m) or s.kind(m) == PLACE for m in range(k, min(s.n, k + 4)))


def place_mentioned(s: ControlSentence, k: int) -> bool:
    """A name or a place noun stands in the 14 words before `k`."""
    return any(s.kind(m) == PLACE or s.is_name(m) for m in range(max(0, k - 14), k))


def place_like(s: ControlSentence, start: int, end: int) -> bool:
    """A place noun, or a name the gazetteer knows, stands in tokens ``[start, end)``."""
    return any(s.is_ground(m) or s.lower[m] in s.known for m in range(start, end))


def names_only(s: ControlSentence, start: int, end: int) -> bool:
    """Nothing but names, and what joins them, stands in tokens ``[start, end)``."""
    return all(s.is_name(m) or s.lower[m] in RUN_ON for m in range(start, end))
