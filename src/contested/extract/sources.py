"""The registry of sources, and the finder of their names in a sentence.

In: the lexicon's `sources` table and the tokens of a sentence. Out: the bodies named there, longest name first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from contested.errors import LexiconError
from contested.lexicon.load import Lexicon
from contested.model import SOURCE_TYPES
from contested.text import Tokens, tokenize

# Acronyms up to this length are only themselves in capitals: "WHO", "IS", "AP".
_ACRONYM = 4


@dataclass(frozen=True, slots=True)
class Body:
    """A registered source: who it is, and the common nouns that may refer back to it."""

    name: str
    kind: str
    alignment: str | None = None
    is_outlet: bool = False
    nouns: frozenset[str] = frozenset()
    # a state or capital: a place as often as a speaker
    is_place: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A name of `body` at tokens [start, end) of a sentence; `person` when it is somebody who speaks for it."""

    start: int
    end: int
    body: Body
    person: bool


@dataclass(frozen=True, slots=True)
class _Alias:
    words: tuple[str, ...]
    # per word: 0 any case, 1 needs a capital somewhere, 2 all capitals
    case: tuple[int, ...]
    body: Body
    person: bool
    ambiguous: bool


@dataclass(slots=True)
class Registry:
    """Names to bodies, by the first word of the name."""

    spelling: dict[str, str]
    by_first: dict[str, list[_Alias]] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)

    def normal(self, tokens: Tokens) -> list[str]:
        """The words as names are compared: lower case, dots and possessives gone, one spelling."""
        spelling = self.spelling
        out = []
        for w in tokens.lower:
            if len(w) > 1:
                if "." in w and not w[0].isdigit():
                    w = w.replace(".", "")
                if "'" in w:
                    w = w[:-2] if w.endswith("'s") else w.rstrip("'").replace("'", "")
                if w in spelling:
                    w = spelling[w]
            out.append(w)
        return out

    def find(self, tokens: Tokens, normal: Sequence[str], all_caps: bool = False) -> list[Hit]:
        """The names in a sentence, left to right, without overlap, the longest where several begin.

        In a sentence written wholly in capitals the names that are also English words ("WHO") are left out.
        """
        hits: list[Hit] = []
        words = tokens.words
        n = len(normal)
        i = 0
        by_first = self.by_first
        while i < n:
            w = normal[i]
            found = by_first.get(w)
            if len(w) > 3 and w[-1] == "s" and w[:-1] in by_first:  # "SANAs": texts that lost their apostrophes
                found = (found or []) + by_first[w[:-1]]
            best: _Alias | None = None
            for alias in found or ():
                size = len(alias.words)
                if (best is None or size > len(best.words)) and i + size <= n and self._is(alias, words, normal, i, all_caps):
                    best = alias
            if best is None:
                i += 1
            else:
                hits.append(Hit(i, i + len(best.words), best.body, best.person))
                i += len(best.words)
        return hits

    @staticmethod
    def _is(alias: _Alias, words: Sequence[str], normal: Sequence[str], i: int, all_caps: bool) -> bool:
        if all_caps and alias.ambiguous:
            return False
        for k, a in enumerate(alias.words):
            w = normal[i + k]
            case = alias.case[k]
            if w != a and not (case and w[:-1] == a and w[-1] == "s" and len(a) > 2):
                return False
            if case == 2:
                bare = words[i + k].replace(".", "").split("'")[0].split("\u2019")[0]
                # the "s" of a lost apostrophe may follow the capitals
                if not (bare.isupper() or bare[:-1].isupper()):
                    return False
            elif case == 1 and words[i + k].islower():
                return False
        return True

    def named(self, text: str) -> Body | None:
        """The body whose name `text` is, whole and in any case."""
        tokens = tokenize(text)
        normal = tuple(self.normal(tokens))
        for alias in self.by_first.get(normal[0], ()) if normal else ():
            if alias.words == normal:
                return alias.body
        return None


def build_registry(lexicon: Lexicon) -> Registry:
    """Compile `sources.toml`; use it through ``lexicon.compiled(build_registry)``.

    Raises
    ------
    LexiconError
        When an entry has no name or an unknown kind.
    """
    table = lexicon["sources"]
    registry = Registry(dict(lexicon["reporting"].get("spelling", {})))
    ambiguous = {str(w).lower() for w in table.get("ambiguous", ())}
    for body, names, people in _entries(table):
        registry.bodies.setdefault(body.name, body)
        for name in names:
            _add(registry, name, body, False, ambiguous)
        for name in people:
            _add(registry, name, body, True, ambiguous)
    return registry


def _add(registry: Registry, name: str, body: Body, person: bool, ambiguous: set[str]) -> None:
    tokens = tokenize(name.removeprefix("the ").removeprefix("The ") if len(name.split()) > 2 else name)
    normal = tuple(registry.normal(tokens))
    words = tokens.words
    if normal and normal[0] == "the" and len(normal) > 1:
        normal, words = normal[1:], words[1:]
    if not normal:
        return
    case = tuple(
        2 if len(bare) <= _ACRONYM and bare.isupper() and len(bare) > 1 else 1 if k == 0 and not w.islower() else 0
        for k, w in enumerate(words)
        for bare in [w.replace(".", "")]
    )
    for form, flags in _hyphens(normal, case):
        known = registry.by_first.setdefault(form[0], [])
        # the first entry to claim a name keeps it: bodies before the names built from states
        if not any(a.words == form and a.case == flags for a in known):
            known.append(_Alias(form, flags, body, person, name.lower() in ambiguous))


def _hyphens(words: tuple[str, ...], case: tuple[int, ...]) -> Iterator[tuple[tuple[str, ...], tuple[int, ...]]]:
    """The name as it is, and with the article al- written apart ("al-Nusra", "al Nusra")."""
    yield words, case
    if any(w.startswith("al-") and len(w) > 3 for w in words):
        apart: list[str] = []
        flags: list[int] = []
        for w, c in zip(words, case, strict=True):
            if w.startswith("al-") and len(w) > 3:
                apart += ["al", w[3:]]
                flags += [0, c]
            else:
                apart.append(w)
                flags.append(c)
        yield tuple(apart), tuple(flags)


def _entries(table: dict[str, Any]) -> Iterator[tuple[Body, list[str], list[str]]]:
    for entry in table.get("source", ()):
        body = _body(entry, str(entry.get("name", "")))
        yield body, [body.name, *entry.get("aliases", ())], list(entry.get("people", ()))
    for nation in table.get("nation", ()):
        name = str(nation.get("name", ""))
        adjectives = [str(a) for a in nation.get("adjectives", ())]
        capital = str(nation.get("capital", ""))
        for institution in table.get("institution", ()):
            title = str(institution["name"]).format(name=name, capital=capital, adj=adjectives[0])
            body = _body({**nation, **{k: v for k, v in institution.items() if k != "name"}}, title, title == name)
            names: list[str] = []
            for pattern in institution["aliases"]:
                if "{capital}" in pattern and not capital:
                    continue
                for adjective in [*adjectives, name] if "{adj}" in pattern else [""]:
                    names.append(str(pattern).format(name=name, capital=capital, adj=adjective))
            yield body, names, []


def _body(entry: dict[str, Any], name: str, is_place: bool = False) -> Body:
    kind = entry.get("kind")
    if not name or kind not in SOURCE_TYPES:
        raise LexiconError(f"sources.toml: the entry {name or entry!r} needs a name and a kind, one of {', '.join(SOURCE_TYPES)}")
    nouns = entry.get("nouns")
    if nouns is None:
        nouns = [w for w in name.lower().replace("defense", "defence").split()[-1:] if w.isalpha()]
    return Body(name, str(kind), entry.get("alignment"), bool(entry.get("is_outlet")), frozenset(nouns), is_place)
