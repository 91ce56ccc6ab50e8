"""Is a lexicon file right? Every fault with the line it stands on, the key, and what to do about it."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contested.lexicon.merge import removable
from contested.lexicon.shapes import REMOVE, SHAPES, Day, Entries, Flag, Forms, Map, Number, Rows, Shape, Table, Text, Words, shape_at
from contested.text import tokenize

_SHOWN = 20
_EXPECTED: Mapping[type, str] = {
    Text: "a string", Number: "a number", Flag: "true or false", Day: "a date (2011-03-01)", Words: "a list of strings",
    Forms: "a list of the verb's forms",
    Rows: "a list of lists of strings", Map: "a table", Table: "a table", Entries: "a list of tables ([[...]])",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a path of keys; `near` are words to look for in the source, the outermost first."""

    path: tuple[str | int, ...]
    says: str
    near: tuple[str, ...] = ()


def check(tables: Mapping[str, Any], base: Mapping[str, Any] | None = None) -> list[Fault]:
    """The faults of a file's tables, in the order of the file.

    Parameters
    ----------
    tables : mapping
        The file as read from TOML, its tables by name.
    base : mapping, optional
        The tables it will be merged over. Without it the file must be complete by itself, as the project's own are.
    """
    faults: list[Fault] = []
    for name, value in tables.items():
        if name not in SHAPES:
            faults.append(Fault((name,), _no_table(name), (name,)))
        else:
            faults += _check(value, SHAPES[name], (name,), None if base is None else base.get(name), base is None)
    return faults


def check_merged(tables: Mapping[str, Any], own: Mapping[str, Any]) -> list[Fault]:
    """What is only wrong once `own` has been merged into `tables`: a list left empty, a place within none."""
    faults = [f for name in own for f in _left_empty(tables[name], SHAPES[name], (name,), own)]
    known = {p["name"] for p in tables["places"]["place"]}
    for i, place in enumerate(own.get("places", {}).get("place", ())):
        parent = place.get("parent")
        if parent is not None and parent not in known:
            says = f"{parent!r} is no place of the lexicon{_meant(parent, known)}; correct it, or give the place an entry of its own"
            faults.append(Fault(("places", "place", i, "parent"), says, (place["name"], parent)))
    return faults


def describe(faults: Sequence[Fault], file: str, source: str) -> str:
    """The message for the user: one line a fault, with file, line and key."""
    lines = Lines(source)
    shown = [f"{file}, line {lines.find(f.path, f.near)}, {dotted(f.path)}: {f.says}" for f in faults[:_SHOWN]]
    if len(faults) > _SHOWN:
        shown.append(f"{file}: and {len(faults) - _SHOWN} more")
    return "\n".join(shown)


def dotted(path: tuple[str | int, ...]) -> str:
    """The path as TOML writes it, list positions left out: ``quantities.hedges.approx``."""
    return ".".join(k if re.fullmatch(r"[\w-]+", k) else f'"{k}"' for k in path if isinstance(k, str))


# ---- the checks -----------------------------------------------------------------------------------------


def _check(value: Any, shape: Shape, path: tuple[str | int, ...], base: Any, complete: bool) -> Iterator[Fault]:
    if not _is(value, shape):
        yield Fault(path, f"must be {_EXPECTED[type(shape)]}, not {_found(value)}", _words(path))
    elif isinstance(shape, Table):
        yield from _check_table(value, shape, path, base, complete)
    elif isinstance(shape, Map):
        yield from _check_remove(value, shape, path, base)
        for key, item in value.items():
            if key != REMOVE:
                yield from _check_word(key, shape.keys, path, (key,))
                yield from _check(item, shape.value, (*path, key), (base or {}).get(key), complete)
    elif isinstance(shape, Entries):
        yield from _check_entries(value, shape, path, base, complete)
    elif isinstance(shape, Words):
        for word in value:
            yield from _check_word(word, shape, path, (str(word),))
        if complete and len(value) < shape.least:
            yield Fault(path, "must not be empty; give at least one word", _words(path))
    elif isinstance(shape, Forms):
        yield from _check_forms(value, path)
    elif isinstance(shape, Rows):
        if len(value) != shape.count:
            says = f"must have {shape.count} lists, not {len(value)}; leave a list empty ([]) to add nothing to it"
            yield Fault(path, says, _words(path))
        for row in value:
            for word in row:
                yield from _check_word(word, Words(), path, (str(word),))
    else:
        yield from _check_scalar(value, shape, path)


def _check_table(value: Mapping[str, Any], shape: Table, path: tuple[str | int, ...], base: Any, complete: bool) -> Iterator[Fault]:
    yield from _check_remove(value, shape, path, base)
    for key, item in value.items():
        inner = shape.keys.get(key) or (shape.rest if complete or key in (base or ()) else None)
        if inner is not None:
            yield from _check(item, inner, (*path, key), (base or {}).get(key), complete)
        elif key != REMOVE:
            known = sorted({*shape.keys, *((base or ()) if shape.rest is not None else ())})
            yield Fault((*path, key), f"there is no such key{_meant(key, known)}; the keys here are {', '.join(known)}", (key,))
    seen: dict[str, str] = {}
    for key in (k for k in value if k in shape.apart and isinstance(value[k], list)):
        for word in value[key]:
            if seen.setdefault(str(word), key) != key:
                yield Fault((*path, key), f"{word!r} stands in {seen[word]} too; a word belongs to one of them", (str(word),))


def _check_entries(value: list[Any], shape: Entries, path: tuple[str | int, ...], base: Any, complete: bool) -> Iterator[Fault]:
    known = {e["name"]: e for e in base or () if "name" in e}
    seen: set[str] = set()
    for i, entry in enumerate(value):
        name = entry.get("name") if isinstance(entry, dict) else None
        near = (name,) if isinstance(name, str) and name else ()
        extends = known.get(name) if near else None
        if near and shape.named and name in seen:
            yield Fault((*path, i, "name"), f"{name!r} has an entry already in this file; put the two together", near)
        seen.update(near)
        for fault in _check(entry, shape.entry, (*path, i), extends, complete):
            yield Fault(fault.path, fault.says, (*near, *(w for w in fault.near if w not in near)))
        missing = [k for k in shape.entry.needs if isinstance(entry, dict) and k not in entry] if extends is None else []
        if missing:
            what = f"the entry {name!r}" if near else "this entry"
            yield Fault((*path, i), f"{what} has no {' and no '.join(missing)}; add {_keys(missing, shape.entry)}", near)
        if isinstance(entry, dict):
            yield from _check_lemmas(entry, (*path, i))


def _check_lemmas(entry: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[Fault]:
    lemmas = entry.get("lemmas")
    if not isinstance(lemmas, list):
        return
    for lemma in lemmas:
        if isinstance(lemma, str) and len(lemma) == 1:
            yield Fault((*path, "lemmas"), f"{lemma!r} is too short for a verb; write its dictionary form", (lemma,))
    for key in ("irregular", "particle"):
        for lemma in entry.get(key, ()) if isinstance(entry.get(key), dict) else ():
            if lemma not in lemmas and lemma != REMOVE:
                yield Fault((*path, key, lemma), f"{lemma!r} is none of the lemmas of this entry; add it to them", (lemma,))


def _check_remove(value: Mapping[str, Any], shape: Table | Map, path: tuple[str | int, ...], base: Any) -> Iterator[Fault]:
    if REMOVE not in value or (isinstance(shape, Table) and REMOVE in shape.keys):
        return
    words = value[REMOVE]
    here = (*path, REMOVE)
    if not isinstance(words, list) or not all(isinstance(w, str) for w in words):
        yield Fault(here, "must be a list of strings: the words to take out of the lists of this table", (REMOVE,))
        return
    known = removable(base, shape) if base else set()
    for word in words:
        if word not in known:
            yield Fault(here, f"{word!r} stands nowhere in this table{_meant(word, known)}; there is nothing to take out", (REMOVE, word))


def _check_word(word: Any, shape: Words, path: tuple[str | int, ...], near: tuple[str, ...]) -> Iterator[Fault]:
    if not isinstance(word, str):
        yield Fault(path, f"must be a list of strings, and {word!r} is {_found(word)}", near)
    elif shape.choices:
        if word not in shape.choices:
            yield Fault(path, _no_choice(word, shape.choices, shape.what), near)
    elif not word.strip():
        if word or not shape.blank:
            yield Fault(path, "an empty string; take it out or write the word", ('""', *near) if not word else near)
    elif shape.patterns:
        yield from _check_pattern(word, path, near)
    elif word != " ".join(word.split()):
        yield Fault(path, f"{word!r} has spaces at an end or a double space; write {' '.join(word.split())!r}", near)
    elif shape.lower and word != word.lower():
        yield Fault(path, f"{word!r} has capitals, but words are compared in lower case; write {word.lower()!r}", near)
    elif shape.tokens:
        word = " ".join(w.removeprefix("*") for w in word.split())  # "*place" stands for a class of words
        parts = tokenize(word).lower
        if len(parts) > 1 and shape.single:
            says = f"{word!r} is more than one word, and only single words are looked for here; write it as one, or use a list of phrases"
            yield Fault(path, says, near)
        elif " ".join(parts) != word.lower():
            yield Fault(path, f"{word!r} can never match, since texts are cut into {' '.join(parts)!r}; write it so", near)


def _check_pattern(word: str, path: tuple[str | int, ...], near: tuple[str, ...]) -> Iterator[Fault]:
    try:
        found = re.compile(word).fullmatch("")
    except re.error as e:
        yield Fault(path, f"{word!r} is no regular expression ({e}); correct it", near)
    else:
        if found is not None:
            yield Fault(path, f"{word!r} matches everything, even nothing at all; make it say what it looks for", near)


def _check_forms(value: list[Any], path: tuple[str | int, ...]) -> Iterator[Fault]:
    if len(value) < 4 or not all(isinstance(w, str) and w.strip() for w in value):
        says = 'must hold at least four forms: third person, past, participle, gerund, such as ["flees", "fled", "fled", "fleeing"]'
        yield Fault(path, says, _words(path))


def _check_scalar(value: Any, shape: Shape, path: tuple[str | int, ...]) -> Iterator[Fault]:
    near = _words(path)
    if isinstance(shape, Text):
        if not value.strip() and not shape.blank:
            yield Fault(path, "must not be empty; write it or leave the key out", near)
        elif shape.choices and value not in shape.choices:
            yield Fault(path, _no_choice(value, shape.choices, shape.what), near)
    elif isinstance(shape, Number):
        if shape.whole and not isinstance(value, int):
            yield Fault(path, f"must be a whole number, not {value!r}", near)
        elif (shape.least is not None and value < shape.least) or (shape.most is not None and value > shape.most) or value != value:
            limits = f"at least {shape.least}" if shape.most is None else f"between {shape.least} and {shape.most}"
            yield Fault(path, f"must be {limits}, not {value!r}", near)


def _left_empty(value: Any, shape: Shape, path: tuple[str | int, ...], own: Mapping[str, Any]) -> Iterator[Fault]:
    if isinstance(shape, Table):
        for key, item in value.items():
            inner = shape.at(key)
            if inner is not None:
                yield from _left_empty(item, inner, (*path, key), own)
    elif isinstance(shape, Map):
        for key, item in value.items():
            yield from _left_empty(item, shape.value, (*path, key), own)
    elif isinstance(shape, Entries):
        for i, entry in enumerate(value):
            yield from _left_empty(entry, shape.entry, (*path, i), own)
    elif isinstance(shape, Words) and len(value) < shape.least:
        yield Fault(path, f"would be left without a word by {REMOVE}; leave one in, or add another in the same file", (REMOVE,))


# ---- words for the user ------------------------------------------------------------------------------------


def _is(value: Any, shape: Shape) -> bool:
    if isinstance(shape, Text):
        return isinstance(value, str)
    if isinstance(shape, Number):
        return isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(shape, Flag):
        return isinstance(value, bool)
    if isinstance(shape, Day):
        return isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    if isinstance(shape, Map | Table):
        return isinstance(value, dict)
    if isinstance(shape, Rows):
        return isinstance(value, list) and all(isinstance(row, list) for row in value)
    return isinstance(value, list)


def _found(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return f"the string {value!r}"
    if isinstance(value, int | float):
        return f"the number {value!r}"
    if isinstance(value, dict):
        return "a table"
    return "a list" if isinstance(value, list) else "a date or time"


def _words(path: tuple[str | int, ...]) -> tuple[str, ...]:
    return tuple(k for k in path[-1:] if isinstance(k, str))


def _meant(word: str, known: Any) -> str:
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f" (did you mean {near[0]!r}?)" if near else ""


def _no_choice(word: str, choices: Sequence[str], what: str) -> str:
    return f"{word!r} is no {what}{_meant(word, choices)}; it is one of {', '.join(choices)}"


def _keys(keys: Sequence[str], table: Table) -> str:
    parts = []
    for key in keys:
        shape = table.keys[key]
        choices = f" ({', '.join(shape.choices)})" if isinstance(shape, Text) and shape.choices else ""
        parts.append(f"{key} = {_EXPECTED[type(shape)]}{choices}")
    return ", ".join(parts)


def _no_table(name: str) -> str:
    inside = [f"{t}.{name}" for t, shape in SHAPES.items() if name in shape.keys]
    if inside:
        marks = "[[{}]]" if isinstance(shape_at(tuple(inside[0].split("."))), Entries) else "[{}]"
        return f"there is no lexicon table of this name; the tables' names come first: write {' or '.join(marks.format(i) for i in inside)}"
    return f"there is no lexicon table of this name{_meant(name, SHAPES)}; the tables are {', '.join(sorted(SHAPES))}"


# ---- lines ---------------------------------------------------------------------------------------------------

_HEADER = re.compile(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


class Lines:
    """Where keys stand in the source of a TOML file; made only when something is wrong."""

    def __init__(self, source: str) -> None:
        self.lines = source.splitlines()
        self.places: list[tuple[int, tuple[str | int, ...]]] = []
        counts: dict[tuple[str | int, ...], int] = {}
        table: tuple[str | int, ...] = ()
        depth = 0
        quote = ""
        for number, line in enumerate(self.lines):
            if depth == 0 and not quote:
                header, key = _HEADER.match(line), _KEY.match(line)
                if header is not None and key is None:
                    table = self._table(header, counts)
                    self.places.append((number, table))
                    continue
                if key is not None:
                    self.places.append((number, (*table, *_parts(key[1]))))
            depth, quote = _open_after(line, depth, quote)

    @staticmethod
    def _table(header: re.Match[str], counts: dict[tuple[str | int, ...], int]) -> tuple[str | int, ...]:
        names = _parts(header[2])
        path: tuple[str | int, ...] = ()
        for i, name in enumerate(names):
            path = (*path, name)
            last = i == len(names) - 1
            if last and header[1] == "[[":
                counts[path] = counts.get(path, -1) + 1
            if path in counts:
                path = (*path, counts[path])
        return path

    def find(self, path: tuple[str | int, ...], near: Sequence[str] = ()) -> int:
        """The line (from 1) of the key at `path`, or of the last word of `near` below it."""
        best = max(
            ((n, p) for n, p in self.places if p == path[: len(p)]), key=lambda found: len(found[1]), default=(0, ())
        )  # fmt: skip
        line = first = best[0]
        stop = next((n for n, p in self.places if n > first and p[: len(best[1])] != best[1]), len(self.lines))
        for word in near:
            line = next((n for n in range(line, stop) if word in self.lines[n]), line)
        return line + 1


def _parts(dotted_key: str) -> tuple[str, ...]:
    return tuple(p[1:-1] if p[0] in "\"'" else p for p in _PART.findall(dotted_key))


def _open_after(line: str, depth: int, quote: str) -> tuple[int, str]:
    """How many brackets are open after `line`, and the quotation marks of a string that runs on."""
    i = 0
    while i < len(line):
        if quote:
            if quote[0] == '"' and line[i] == "\\":
                i += 2
                continue
            if line.startswith(quote, i):
                i += len(quote)
                quote = ""
                continue
        elif line[i] in "\"'":
            quote = line[i] * 3 if line.startswith(line[i] * 3, i) else line[i]
            i += len(quote)
            continue
        elif line[i] == "#":
            break
        elif line[i] in "[{":
            depth += 1
        elif line[i] in "]}":
            depth -= 1
        i += 1
    return max(depth, 0), quote if len(quote) == 3 else ""
