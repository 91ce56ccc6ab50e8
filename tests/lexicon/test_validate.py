"""What is wrong with a lexicon file, and where: one row a fault."""

from __future__ import annotations

import datetime as dt
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contested.errors import LexiconError
from contested.extract.gazetteer import KINDS
from contested.lexicon import load_lexicon
from contested.lexicon.load import _packaged, parse_toml
from contested.lexicon.merge import merge, removable, take_out
from contested.lexicon.shapes import PLACE_KINDS, SHAPES, Entries, Table, Text, Words
from contested.lexicon.validate import Lines, check, dotted

FRAME = '[[indicators.verb]]\nindicator = "killed"\nframe = '
VERB = '[[indicators.verb]]\nindicator = "killed"\nframe = "both"\nlemmas = ["smite"]\n'
SOURCE_A = '[[sources.source]]\nname = "A"\nkind = "ngo"\n'

# (file, line, key, words of the message)
FAULTS: list[tuple[str, int, str, str]] = [
    # tables and keys
    ('[[source]]\nname = "A"', 1, "source", "write [[sources.source]]"),
    ('[hedges]\napprox = ["a"]', 1, "hedges", "write [quantities.hedges]"),
    ('[quantites]\n', 1, "quantites", "did you mean 'quantities'?"),
    ('[zzz]\n', 1, "zzz", "the tables are control, conventions"),
    ('\n[quantities.hedgs]\napprox = ["a"]', 2, "quantities.hedgs", "did you mean 'hedges'?"),
    ('[quantities.hedges]\n# a comment\nat_lest = ["a good"]', 3, "quantities.hedges.at_lest", "did you mean 'at_least'?"),
    ('[reporting.verbs]\nsays = ["quipped"]', 2, "reporting.verbs.says", "did you mean 'say'?"),
    ('[[sources.source]]\nname = "A"\nkind = "ngo"\nalias = ["B"]', 4, "sources.source.alias", "did you mean 'aliases'?"),
    ('[groups.nouns]\ncivilian = ["muleteers"]', 2, "groups.nouns.civilian", "did you mean 'civilians'?"),
    # types
    ('quantities = 3', 1, "quantities", "must be a table, not the number 3"),
    ('[quantities.hedges]\napprox = "a good"', 2, "quantities.hedges.approx", "must be a list of strings, not the string 'a good'"),
    ('[quantities.hedges]\napprox = [\n  "a good",\n  7,\n]', 4, "quantities.hedges.approx", "7 is the number 7"),
    ('[quantities.units]\n"naught" = "0"', 2, "quantities.units.naught", "must be a number, not the string '0'"),
    ('[quantities.units]\nnaught = true', 2, "quantities.units.naught", "must be a number, not true or false"),
    ('[[places.place]]\nname = "U"\nkind = "town"\ncue = "yes"', 4, "places.place.cue", "must be true or false"),
    ('[[time.conflict]]\nname = "War"\nstart = "2019-05-04"\nplaces = ["Z"]', 3, "time.conflict.start", "must be a date (2011-03-01)"),
    ('[indicators.verb]\nindicator = "killed"', 1, "indicators.verb", "must be a list of tables ([[...]])"),
    ('[[quantities.hedges]]\napprox = ["a"]', 1, "quantities.hedges", "must be a table, not a list"),
    # values
    ('[[indicators.noun]]\nindicator = "kiled"', 2, "indicators.noun.indicator", "'kiled' is no indicator (did you mean 'killed'?)"),
    ('[[indicators.verb]]\nindicator = "control_share"\nframe = "both"\nlemmas = ["xy"]', 2, "indicators.verb.indicator", "no indicator"),
    (FRAME + '"transitve"\nlemmas = ["smite"]', 3, "indicators.verb.frame", "did you mean 'transitive'?"),
    ('[[joins.join]]\nname = "people_civilians"\npopulations = ["civilian"]', 3, "joins.join.populations", "did you mean 'civilians'?"),
    ('[[sources.source]]\nname = "A"\nkind = "newspaper"', 3, "sources.source.kind", "'newspaper' is no kind of source"),
    ('[[places.place]]\nname = "U"\nkind = "vilage"', 3, "places.place.kind", "'vilage' is no kind of place"),
    ('[[places.place]]\nname = "U"\nkind = "town"\nlat = 134.5', 4, "places.place.lat", "must be between -90 and 90"),
    ('[[places.place]]\nname = "U"\nkind = "town"\nparent = "Hims provinz"', 4, "places.place.parent", "is no place of the lexicon"),
    ('[time.seasons]\nmonsoon = 6.5', 2, "time.seasons.monsoon", "must be a whole number"),
    ('[time.asof]\nrisen = ["climbed (to"]', 2, "time.asof.risen", "is no regular expression"),
    ('[time.aspect]\nheld = ["x*"]', 2, "time.aspect.held", "matches everything"),
    ('time.months = [["jan"]]', 1, "time.months", "must have 12 lists, not 1"),
    # words that could never match
    ('[groups.nouns]\ncivilians = ["Muleteers"]', 2, "groups.nouns.civilians", "write 'muleteers'"),
    ('[groups.nouns]\ncivilians = ["bone  setters"]', 2, "groups.nouns.civilians", "write 'bone setters'"),
    ('[quantities.hedges]\napprox = ["ca. "]', 2, "quantities.hedges.approx", "write 'ca.'"),
    ('[quantities.hedges]\napprox = ["ca."]', 2, "quantities.hedges.approx", "cut into 'ca .'"),
    (FRAME + '"transitive"\nlemmas = ["barrel bomb"]', 4, "indicators.verb.lemmas", "more than one word"),
    # empty strings, twice the same
    ('[groups.nouns]\ncivilians = ["muleteers", ""]', 2, "groups.nouns.civilians", "an empty string"),
    ('[[sources.source]]\nname = ""\nkind = "ngo"', 2, "sources.source.name", "must not be empty"),
    (SOURCE_A + '\n[[sources.source]]\nname = "A"\nkind = "un"', 6, "sources.source.name", "put the two together"),
    ('[quantities.hedges]\napprox = ["a good"]\nat_least = ["a good"]', 3, "quantities.hedges.at_least", "a word belongs to one of them"),
    # what an entry needs
    ('[[sources.source]]\nname = "A"', 2, "sources.source", "the entry 'A' has no kind; add kind = a string (un, icrc"),
    ('[[indicators.verb]]\nlemmas = ["smite"]', 1, "indicators.verb", "has no indicator and no frame"),
    (VERB + 'irregular = { smite = ["smote"] }', 5, "indicators.verb.irregular.smite", "at least four forms"),
    (VERB + 'particle = { smit = ["down"] }', 5, "indicators.verb.particle.smit", "none of the lemmas"),
    # remove
    ('[quantities]\nremove = ["dozns"]', 2, "quantities.remove", "did you mean 'dozens'?"),
    ('[quantities]\nremove = "dozens"', 2, "quantities.remove", "must be a list of strings"),
    ('[quantities]\nremove = ["hedges"]', 2, "quantities.remove", "stands nowhere in this table"),
    ('[time.asof]\nremove = ["recently", "lately", "in recent times"]', 2, "time.asof.recent", "left without a word"),
]  # fmt: skip


@pytest.mark.parametrize(("toml", "line", "key", "says"), FAULTS, ids=[f"{i}-{f[2]}" for i, f in enumerate(FAULTS)])
def test_a_fault_is_named_with_file_line_and_key(tmp_path: Path, toml: str, line: int, key: str, says: str) -> None:
    path = tmp_path / "my.toml"
    path.write_text(toml, encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        load_lexicon([path])
    messages = str(caught.value).splitlines()
    assert any(m.startswith(f"{path}, line {line}, {key}: ") and says in m for m in messages), messages


def test_every_fault_is_listed_at_once(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text(
        '[groups.nouns]\ncivilians = ["Muleteers"]\nwoman = ["weavers"]\n\n[[places.place]]\nname = "U"\nkind = "vilage"\n',
        encoding="utf-8",
    )
    with pytest.raises(LexiconError) as caught:
        load_lexicon([path])
    assert [m.split(": ")[0].removeprefix(f"{path}, ") for m in str(caught.value).splitlines()] == [
        "line 2, groups.nouns.civilians", "line 3, groups.nouns.woman", "line 7, places.place.kind",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "where", "says"),
    [
        (b'[groups.nouns]\ncivilians = ["a\n', "line 2, column", "not valid TOML"),
        (b"[groups.nouns]\ncivilians = [\n", "line 2, the end", "not valid TOML"),
        (b"[groups.nouns]\n[groups.nouns]\n", "line 2, column", "Cannot declare"),
        (b'[groups]\nx = "caf\xe9"\n', "line 2", "not UTF-8"),
    ],
)
def test_a_file_that_is_no_toml(tmp_path: Path, raw: bytes, where: str, says: str) -> None:
    path = tmp_path / "my.toml"
    path.write_bytes(raw)
    with pytest.raises(LexiconError) as caught:
        load_lexicon([path])
    assert str(caught.value).startswith(f"{path}, {where}")
    assert says in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="cannot be read"):
        load_lexicon([tmp_path / "none.toml"])


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_bytes(b'\xef\xbb\xbf[groups.nouns]\r\ncivilians = ["muleteers"]\r\n')
    assert "muleteers" in load_lexicon([path])["groups"]["nouns"]["civilians"]


# ---- the project's own tables ------------------------------------------------------------------------


def test_the_projects_tables_are_right() -> None:
    assert [f"{dotted(f.path)}: {f.says}" for f in check(_packaged())] == []


def test_the_projects_places_lie_in_places() -> None:
    places = _packaged()["places"]["place"]
    names = {p["name"] for p in places}
    assert {p["parent"] for p in places if "parent" in p} <= names
    assert len(names) == len(places)


def test_every_table_has_its_shape() -> None:
    assert set(SHAPES) == set(_packaged())
    assert PLACE_KINDS == KINDS


def test_loading_is_quick(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text('[groups.nouns]\ncivilians = ["muleteers"]\n', encoding="utf-8")
    times = []
    for _ in range(3):
        _packaged.cache_clear()
        begun = time.process_time()
        load_lexicon([path])
        path.write_text(path.read_text(encoding="utf-8") + "#\n", encoding="utf-8")
        times.append(time.process_time() - begun)
    assert min(times) < 0.15


# ---- lines -------------------------------------------------------------------------------------------------

SOURCE = '''# a comment
title = "x"
[a]
b = [
  "one", # [not.a.table]
  "two = 2",
]
text = """
[c]
k = 1
"""
[[e.f]]
name = "first"
[[e.f]]
name = "second"
sub.key = 1
[e.f.deep]
"odd key" = true
[g]
h = [
  { name = "p", kind = "q" },
  { name = "r",
    kind = "s" },
]
'''


@pytest.mark.parametrize(
    ("path", "near", "line"),
    [
        (("title",), (), 2),
        (("a",), (), 3),
        (("a", "b"), (), 4),
        (("a", "b"), ("two = 2",), 6),
        (("a", "text"), (), 8),
        (("c",), (), 1),
        (("e", "f", 0, "name"), (), 13),
        (("e", "f", 1, "name"), (), 15),
        (("e", "f", 1, "sub", "key"), (), 16),
        (("e", "f", 1, "deep", "odd key"), (), 18),
        (("g", "h", 1, "kind"), ("r", "kind"), 23),
        (("g", "h", 0, "kind"), ("p", "kind"), 21),
    ],
)
def test_the_line_of_a_key(path: tuple[str | int, ...], near: tuple[str, ...], line: int) -> None:
    assert Lines(SOURCE).find(path, near) == line


@given(st.text(alphabet="[]{}\"'=#\\\n.ab ", max_size=200))
@settings(max_examples=200, deadline=None)
def test_lines_are_found_in_any_text(source: str) -> None:
    assert 1 <= Lines(source).find(("a", "b"), ("a",)) <= max(1, len(source.splitlines()))


# ---- merging ---------------------------------------------------------------------------------------------------

WORDS = st.lists(st.sampled_from(["ash", "birch", "cedar", "elm"]), unique=True, max_size=4)
PAIR = Table({"x": Words(), "y": Words()}, apart=("x", "y"))


@given(WORDS, WORDS, WORDS)
def test_a_word_that_belongs_to_one_list_ends_in_the_list_given_last(x: list[str], y: list[str], new: list[str]) -> None:
    base = {"x": x, "y": [w for w in y if w not in x]}
    merged = merge(base, {"y": new}, PAIR)
    assert set(merged["y"]) == set(base["y"]) | set(new)
    assert merged["x"] == [w for w in x if w not in new]


@given(WORDS, WORDS)
def test_what_is_taken_out_is_gone_and_nothing_else(words: list[str], gone: list[str]) -> None:
    shape = Table({"e": Entries(Table({"name": Text(), "w": Words()}))})
    base = {"e": [{"name": "n", "w": words}]}
    assert take_out(base, frozenset(gone), shape) == {"e": [{"name": "n", "w": [w for w in words if w not in gone]}]}
    assert removable(take_out(base, frozenset(words), shape), shape) == {"n"}


def test_merging_changes_neither_side() -> None:
    base = tomllib.loads('[hedges]\napprox = ["about"]\nat_least = ["over"]\n')
    new = tomllib.loads('[hedges]\napprox = ["over"]\n')
    copies: list[dict[str, Any]] = [
        tomllib.loads('[hedges]\napprox = ["about"]\nat_least = ["over"]\n'),
        tomllib.loads('[hedges]\napprox = ["over"]\n'),
    ]
    merged = merge(base, new, SHAPES["quantities"])
    assert merged == {"hedges": {"approx": ["about", "over"], "at_least": []}}
    assert [base, new] == copies


def test_months_grow_place_by_place() -> None:
    lists = ", ".join(['["janvier"]', *["[]"] * 11])
    months = merge(_packaged()["time"], tomllib.loads(f"months = [{lists}]"), SHAPES["time"])["months"]
    assert "janvier" in months[0]
    assert len(months) == 12


def test_toml_dates_are_days() -> None:
    assert parse_toml("start = 2019-05-04", Path("x")) == {"start": dt.date(2019, 5, 4)}
