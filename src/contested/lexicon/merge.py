"""How a file of one's own changes the project's tables: add, extend by name, take out. The shapes decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contested.lexicon.shapes import REMOVE, Entries, Map, Rows, Shape, Table, Words


def merge(base: Any, new: Any, shape: Shape | None) -> Any:
    """`base` with `new` over it; neither is changed.

    Lists of words grow. Single values and the forms of a verb are replaced. An entry with the `name` of one of the
    base extends it; entries of one's own stand before the others, because the first to claim a name keeps it. A word
    given to one of several lists that exclude one another leaves the others. What `remove` names is taken out first.
    """
    if isinstance(shape, Table):
        return _table(base, new, shape)
    if isinstance(shape, Map):
        out = _kept(base, new, shape)
        for key, value in new.items():
            if key != REMOVE:
                out[key] = merge(out[key], value, shape.value) if key in out else value
        return out
    if isinstance(shape, Entries):
        return _entries(base, new, shape)
    if isinstance(shape, Words):
        return _union(base, new)
    if isinstance(shape, Rows):
        return [_union(a, b) for a, b in zip(base, new, strict=True)]
    return new


def take_out(value: Any, words: frozenset[str], shape: Shape | None) -> Any:
    """`value` without `words`: out of its lists, the keys the user chose and its named entries, at every depth.

    The keys the code reads and the forms of a verb stay.
    """
    if isinstance(shape, Table):
        return {k: take_out(v, words, shape.at(k)) for k, v in value.items()}
    if isinstance(shape, Map):
        return {k: take_out(v, words, shape.value) for k, v in value.items() if k not in words}
    if isinstance(shape, Entries):
        return [take_out(e, words, shape.entry) for e in value if e.get("name") not in words]
    if isinstance(shape, Words):
        return [w for w in value if w not in words]
    if isinstance(shape, Rows):
        return [[w for w in row if w not in words] for row in value]
    return value


def removable(value: Any, shape: Shape | None) -> set[str]:
    """Every word that `remove` may name in a table: of its lists, the keys the user chose, the names of its entries."""
    if isinstance(shape, Table):
        return set().union(*(removable(v, shape.at(k)) for k, v in value.items()))
    if isinstance(shape, Map):
        return set(value).union(*(removable(v, shape.value) for v in value.values()))
    if isinstance(shape, Entries):
        return {e["name"] for e in value if "name" in e}.union(*(removable(e, shape.entry) for e in value))
    if isinstance(shape, Words):
        return set(value)
    if isinstance(shape, Rows):
        return {w for row in value for w in row}
    return set()


def _kept(base: Mapping[str, Any], new: Mapping[str, Any], shape: Table | Map) -> dict[str, Any]:
    words = frozenset(new.get(REMOVE, ()))
    return dict(take_out(base, words, shape) if words else base)


def _table(base: Mapping[str, Any], new: Mapping[str, Any], shape: Table) -> dict[str, Any]:
    out = _kept(base, new, shape)
    for key in shape.apart:
        moved = frozenset(new.get(key, ()))
        if moved:
            out.update({k: [w for w in out[k] if w not in moved] for k in shape.apart if k != key and k in out})
    for key, value in new.items():
        if key != REMOVE:
            out[key] = merge(out[key], value, shape.at(key)) if key in out else value
    return out


def _entries(base: list[dict[str, Any]], new: list[dict[str, Any]], shape: Entries) -> list[dict[str, Any]]:
    if not shape.named:
        taken = frozenset(w for e in new for key in shape.takes for w in e.get(key, ()))
        return [*new, *({k: [w for w in v if w not in taken] if k in shape.takes else v for k, v in e.items()} for e in base)]
    known = {e["name"]: e for e in base}
    own = [merge(known[e["name"]], e, shape.entry) if e["name"] in known else {k: v for k, v in e.items() if k != REMOVE} for e in new]
    names = {e["name"] for e in new}
    return [*own, *(e for e in base if e["name"] not in names)]


def _union(base: list[Any], new: list[Any]) -> list[Any]:
    return list(dict.fromkeys([*base, *new]))
