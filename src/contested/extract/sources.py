"""The registry of sources, and the finder of their names in a sentence.

In: the lexicon's `sources` table and the tokens of a sentence. Out: the bodies named there, longest name first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, NamedTuple

from contested.errors import LexiconError
from contested.lexicon.load import Lexicon
from contested.model import SOURCE_TYPES
from contested.text import Memo, Tokens, tokenize

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


class Hit(NamedTuple):
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
    # the words that need one, by their place in the name
    cased: tuple[tuple[int, int], ...]
    body: Body
    person: bool
    ambiguous: bool


@dataclass
class Registry:
    """Names to bodies, by the first and second word of the name."""

    spelling: dict[str, str]
    # first word -> second word ("" for names of one word) -> names, the longest first
    by_first: dict[str, dict[str, list[_Alias]]] = field(default_factory=dict)
    # every word a name can begin with, also with the "s" of a lost apostrophe
    firsts: frozenset[str] = frozenset()
    # those of them that open a name also in small letters
    any_case: frozenset[str] = frozenset()
    # names of news media run together ("dailysabah"), as data sets write their publishers
    outlets: dict[str, Body] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # of a word: how it is compared, whether it has a capital, whether a registered name can begin with it
        self.plain = Memo(lambda word: self._plain(word.lower().replace("\u2019", "'")))
        self.capital = Memo(_capital)
        self.opens = Memo(self._opens)

    def normal(self, tokens: Tokens) -> list[str]:
        """The words as names are compared."""
        return [self._plain(w) for w in tokens.lower]  # not remembered: the registry may still be in the making

    def _opens(self, word: str) -> bool:
        plain = self.plain[word]
        return plain in self.firsts and (plain in self.any_case or not word.islower())

    def _plain(self, w: str) -> str:
        if len(w) > 1 and not w.isalpha():
            if "." in w and not w[0].isdigit():
                w = w.replace(".", "")
            if "'" in w:
                w = w[:-2] if w.endswith("'s") else w.replace("'", "")
        return self.spelling.get(w, w)

    def find(self, tokens: Tokens, normal: Sequence[str], all_caps: bool = False) -> list[Hit]:
        """The names in a sentence, left to right, without overlap, the longest where several begin.

        `normal` are its words as names are compared. In a sentence written wholly in capitals the names that are also
        English words ("WHO") are left out. To be called once the registry is complete.
        """
        hits: list[Hit] = []
        words, by_first = tokens.words, self.by_first
        end = 0
        for i in compress(range(len(normal)), map(self.opens.__getitem__, words)):
            if i < end:
                continue
            w = normal[i]
            entry = by_first.get(w)
            best = None if entry is None else self._longest(entry, words, normal, i, all_caps)
            if best is None and w[-1] == "s" and (entry := by_first.get(w[:-1])) is not None:
                best = self._longest(entry, words, normal, i, all_caps)  # "SANAs": texts that lost their apostrophes
            if best is not None:
                end = i + len(best.words)
                hits.append(Hit(i, end, best.body, best.person))
        return hits

    def _longest(
        self, entry: dict[str, list[_Alias]], words: Sequence[str], normal: Sequence[str], i: int, all_caps: bool
    ) -> _Alias | None:
        n = len(normal)
        second = normal[i + 1] if i + 1 < n else ""
        for key in (second, second[:-1], "") if second[-1:] == "s" else (second, ""):
            for alias in entry.get(key, ()):
                if i + len(alias.words) <= n and self._is(alias, words, normal, i, all_caps):
                    return alias
        return None

    @staticmethod
    def _is(alias: _Alias, words: Sequence[str], normal: Sequence[str], i: int, all_caps: bool) -> bool:
        if all_caps and alias.ambiguous:
            return False
        if tuple(normal[i : i + len(alias.words)]) != alias.words:
            # the "s" of a lost apostrophe may follow a word that needs capitals
            for w, a, case in zip(normal[i : i + len(alias.words)], alias.words, alias.case, strict=True):
                if w != a and not (case and w[:-1] == a and w[-1] == "s" and len(a) > 2):
                    return False
        return all(_in_capitals[words[i + k]] if case == 2 else not words[i + k].islower() for k, case in alias.cased)

    def named(self, text: str) -> Body | None:
        """The body whose name `text` is, whole and in any case."""
        tokens = tokenize(text)
        normal = tuple(self.normal(tokens))
        entry = self.by_first.get(normal[0], {}) if normal else {}
        for alias in entry.get(normal[1] if len(normal) > 1 else "", ()):
            if alias.words == normal:
                return alias.body
        return None

    def publisher(self, text: str) -> Body | None:
        """The body that publishes under this name; one of the news media also where the name is run together ("jordantimes")."""
        return self.named(text) or self.outlets.get(_run_together(text))


def _run_together(name: str) -> str:
    """A name as an address has it: "The Jordan Times" -> jordantimes; "Al-Manar" -> manar."""
    plain = "".join(c for c in name.lower() if c.isalnum())
    return next((plain[len(a) :] for a in ("the", "al") if plain.startswith(a) and len(plain) > len(a) + 2), plain)


def _capital(word: str) -> bool:
    return word[0].isupper() or ("-" in word and word[2:3] == "-" and word[3:4].isupper())  # "al-Nusra", "el-Sisi"


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
    publishing: dict[str, dict[str, Body]] = {}
    for body, names, people in _entries(table):
        for name in names:
            _add(registry, name, body, False, ambiguous)
            if body.is_outlet:
                publishing.setdefault(_run_together(name), {})[body.name] = body
        for name in people:
            _add(registry, name, body, True, ambiguous)
    for entry in registry.by_first.values():
        for aliases in entry.values():
            aliases.sort(key=lambda a: -len(a.words))
    registry.outlets = {name: body for name, bodies in publishing.items() if len(bodies) == 1 for body in bodies.values()}
    registry.firsts = _with_s(registry.by_first)
    registry.any_case = _with_s(
        w for w, entry in registry.by_first.items() if any(not a.case[0] for known in entry.values() for a in known)
    )
    return registry


def _is_in_capitals(word: str) -> bool:
    """ "UN", "U.N.'s", also "UNs" where a text lost its apostrophe."""
    bare = word.replace(".", "").split("'")[0].split("\u2019")[0]
    return bare.isupper() or bare[:-1].isupper()


_in_capitals = Memo(_is_in_capitals)


def publisher_name(publisher: str | None, lexicon: Lexicon) -> str | None:
    """The canonical name of a publisher the registry knows, so that "sana" and SANA are one claimant; any other as it is."""
    body = lexicon.compiled(build_registry).publisher(publisher) if publisher else None
    return body.name if body else publisher


def _with_s(firsts: Iterable[str]) -> frozenset[str]:
    """First words as they are and with the "s" of a lost apostrophe."""
    words = frozenset(firsts)
    return words | frozenset(w + "s" for w in words if len(w) > 2)


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
        known = registry.by_first.setdefault(form[0], {}).setdefault(form[1] if len(form) > 1 else "", [])
        # the first entry to claim a name keeps it: bodies before the names built from states
        if not any(a.words == form and a.case == flags for a in known):
            known.append(_Alias(form, flags, tuple((k, c) for k, c in enumerate(flags) if c), body, person, name.lower() in ambiguous))


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
    known = {str(e.get("name")): e for e in table.get("source", ())}
    for nation in table.get("nation", ()):
        name = str(nation.get("name", ""))
        adjectives = [str(a) for a in nation.get("adjectives", ())]
        capitals = [str(c) for c in nation.get("capitals", ())]
        for institution in table.get("institution", ()):
            title = str(institution["name"]).format(name=name, adj=adjectives[0])
            entry = {**nation, **{k: v for k, v in institution.items() if k != "name"}}
            government = nation.get("government")
            if title == name and government in known:
                title, entry = str(government), known[str(government)]
            bare: list[str] = []
            spoken: list[str] = []
            for pattern in institution["aliases"]:
                for capital in capitals if "{capital}" in pattern else [""]:
                    for adjective in [*adjectives, name] if "{adj}" in pattern else [""]:
                        (spoken if " " in pattern else bare).append(str(pattern).format(name=name, capital=capital, adj=adjective))
            yield _body(entry, title), spoken, []
            # "Syria", "Moscow": a place as often as a speaker
            yield _body(entry, title, True), bare, []


def _body(entry: dict[str, Any], name: str, is_place: bool = False) -> Body:
    kind = entry.get("kind")
    if not name or kind not in SOURCE_TYPES:
        raise LexiconError(f"sources.toml: the entry {name or entry!r} needs a name and a kind, one of {', '.join(SOURCE_TYPES)}")
    nouns = entry.get("nouns")
    if nouns is None:
        nouns = [w for w in name.lower().replace("defense", "defence").split()[-1:] if w.isalpha()]
    return Body(name, str(kind), entry.get("alignment"), bool(entry.get("is_outlet")), frozenset(nouns), is_place)
