"""Which mentions of a sentence say one place together.

In: the mentions of a sentence. Out: groups, in order: "the town of X in Y province" is X, "X, Y and Z" are three places
of one event, "X, east of Y" is X.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from contested.extract.gazetteer import Gazetteer, Place
from contested.extract.place_mentions import PlaceMention
from contested.extract.place_words import Words
from contested.text import TextView

_LEVEL = {"country": 0, "region": 1}
# How good a role makes a place as the place of what is counted (see place_roles).
ROLE = {"event": 3.0, "bare": 2.0, "local": 1.5, "origin": 1.0, "destination": 0.5, "aside": 0.0, "never": -1.0}


class Group(NamedTuple):
    """Mentions that say one place together: "the town of X in Y province" is X, "X, Y and Z" are three."""

    members: tuple[PlaceMention, ...]  # those that the location names
    start: int
    end: int
    first: int
    last: int
    role: str
    level: int


def alone(mention: PlaceMention) -> Group:
    """One mention as a group."""
    return Group((mention,), mention.start, mention.end, mention.first, mention.last, mention.role, level_of(mention))


def single(place: Place) -> Group:
    """A known place as a group, where no words of the sentence name it."""
    return alone(PlaceMention(0, 0, place.name, place.name, place.kind, place.lat, place.lon, place.parent))


def level_of(mention: PlaceMention) -> int:
    """0 for a country, 1 for a part of one, 2 for a named place in it."""
    return _LEVEL.get(mention.kind, 2)


def lineage(mention: PlaceMention, gaz: Gazetteer) -> list[str]:
    """The places a mention lies in, nearest first."""
    own = gaz.ancestors(mention.canonical)
    return [*own, *([mention.parent, *gaz.ancestors(mention.parent)] if mention.parent else [])]


def grouped(view: TextView, mentions: list[PlaceMention], s: int, gaz: Gazetteer, w: Words) -> list[Group]:
    """Mentions joined where they name one place ("X in Y province") or are listed ("X, Y and Z")."""
    lower = view.tokens(s).lower
    groups: list[Group] = []
    k = 0
    while k < len(mentions):
        first = last = mentions[k]
        members, role = [first], first.role
        k += 1
        while k < len(mentions):
            m, inner = mentions[k], members[-1]
            if "never" in (m.role, first.role):
                break
            between = lower[last.last + 1 : m.first]
            if between == ["to", "the"] and lower[m.first] in w.sides:
                between = []  # "X to the east of Y" is X
            tie = _tie(inner, m, _link(between, w), gaz, w, lower)
            if tie == "wider":
                members[-1] = _told_apart(inner, m, gaz)
            elif tie == "narrower":
                members[-1] = m
                role = _better(role, m.role)
            elif tie == "beside" and (m.role in (first.role, "bare", "event")):
                members.append(m)
                role = _better(role, m.role) if role == "bare" else role
            else:
                break
            last = m
            k += 1
        groups.append(Group(tuple(members), first.start, last.end, first.first, last.last, role, max(level_of(m) for m in members)))
    return groups


def _tie(inner: PlaceMention, m: PlaceMention, link: str | None, gaz: Gazetteer, w: Words, lower: Sequence[str]) -> str | None:
    """How mention `m` goes with `inner` before it: "wider" (X in M), "narrower" (X's M), "beside" (X and M), or not at all."""
    if link is None:
        return None
    if link == "kind of" and inner.kind in ("country", "region", "province", "city") and m.canonical not in lineage(inner, gaz):
        return "narrower"  # "the Damascus suburb of Daraya"
    if link == "and":
        if level_of(m) < 2 or level_of(inner) < 2:
            return "beside" if level_of(m) == level_of(inner) == 0 else None
        return None if m.canonical in lineage(inner, gaz) or _lies_in(m, inner, gaz) else "beside"
    if link == "list" and m.first < m.core and (lower[m.first] in w.relational or lower[m.first] in w.relational_of):
        # "Dumeir, east of Damascus", but "the north of Aleppo province near Marea"
        return (
            "narrower" if inner.kind in ("province", "country", "region") and m.kind not in ("province", "country", "region") else "wider"
        )
    if level_of(m) < 2 or m.canonical in lineage(inner, gaz):
        return "wider"
    if inner.canonical is None and m.kind == "province" and inner.kind != "province":
        return "wider"  # "Kwarnzala, Zamfara state", the first unknown
    if _lies_in(m, inner, gaz):
        return "narrower" if link == "list" else None  # "Aleppo's Sheikh Saeed district"
    return "wider" if link in ("in", "kind of") else "beside"


def _told_apart(inner: PlaceMention, outer: PlaceMention, gaz: Gazetteer) -> PlaceMention:
    """A name that two places bear: the one in `outer` where it is known, else as written, unresolved."""
    if inner.canonical is None or outer.canonical is None or outer.how != "gazetteer" or outer.canonical in lineage(inner, gaz):
        return inner
    namesake = gaz.places.get(f"{inner.canonical}, {outer.canonical}")
    if namesake is not None:
        return inner._replace(canonical=namesake.name, lat=namesake.lat, lon=namesake.lon, parent=namesake.parent)
    mine, theirs = gaz.country(inner.canonical), gaz.country(outer.canonical)
    if (inner.kind == "district" and outer.kind == "city") or (mine and theirs and mine != theirs):
        return inner._replace(canonical=None, lat=None, lon=None, parent=outer.canonical, how="grammar")
    return inner


def _lies_in(inner: PlaceMention, outer: PlaceMention, gaz: Gazetteer) -> bool:
    """True where `inner` is known to lie in `outer`."""
    return outer.canonical is not None and outer.canonical in lineage(inner, gaz)


def _link(between: Sequence[str], w: Words) -> str | None:
    """What ties two mentions: "list" (a comma or nothing), "and", "in" (a word of containment), None for no tie."""
    if len(between) == 2 and between[0] in w.kinds and between[1] == "of":
        return "kind of"
    if len(between) >= 9:
        return None
    words = [b for b in between if b not in w.fillers and b not in w.compass and b not in w.kinds and b not in ("'s", "of")]
    inside = "in" in words or "of" in between
    words = [x for x in words if x not in ("in", "at")]
    if words == ["and"] or words == [",", "and"] or ("and" in between and not words):
        return "and"
    if words in ([], [","]):
        return "in" if inside else "list"
    return None


def _better(a: str, b: str) -> str:
    return a if ROLE[a] >= ROLE[b] else b
