"""The conventions for quantities: a row a phrase of the design, and what every convention must keep to."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contested.errors import LexiconError
from contested.lexicon.load import load_lexicon
from contested.tables.interval import conventions, interval, named_convention, rounding_unit

NONE = (None, None, None)


def same(n: float) -> tuple[float, float, float]:
    return (n, n, n)


# what is said, as (value, value_high, bound, vague_term, unit, quote) -> (low, best, high) under interval, ucdp, acled
CASES = [
    ("415", (415, None, "exact", None, "persons"), same(415), same(415), same(415)),
    ("34,000", (34000, None, "exact", None, "persons"), same(34000), same(34000), same(34000)),
    ("at least 415", (415, None, "at_least", None, "persons"), (415, None, None), same(415), same(415)),
    ("more than 60", (60, None, "more_than", None, "persons"), (61, None, None), same(60), same(60)),
    ("up to 16,000", (16000, None, "at_most", None, "persons"), (0, None, 16000), same(16000), same(16000)),
    ("less than 100", (100, None, "less_than", None, "persons"), (0, None, 99), same(100), same(100)),
    ("about 34,000", (34000, None, "approx", None, "persons"), (33500, 34000, 34500), same(34000), same(34000)),
    ("around 50", (50, None, "approx", None, "persons"), (45, 50, 55), same(50), same(50)),
    ("some 25", (25, None, "approx", None, "persons"), (23, 25, 27), same(25), same(25)),
    ("nearly 20,000", (20000, None, "approx", None, "persons"), (10000, None, 19999), same(20000), same(20000)),
    ("almost 34,000", (34000, None, "approx", None, "persons"), (33000, None, 33999), same(34000), same(34000)),
    ("1,500 to 5,000", (1500, 5000, "range", None, "persons"), (1500, None, 5000), NONE, NONE),
    ("several", (None, None, "vague", "several", "persons"), (3, None, 9), NONE, NONE),
    ("a few", (None, None, "vague", "a few", "persons"), (3, None, 9), NONE, NONE),
    ("many", (None, None, "vague", "many", "persons"), (2, None, None), (0, 0, 1), NONE),
    ("numerous", (None, None, "vague", "numerous", "persons"), (2, None, None), NONE, NONE),
    ("a number of", (None, None, "vague", "a number of", "persons"), (2, None, None), NONE, NONE),
    ("a large number", (None, None, "vague", "a large number", "persons"), (2, None, None), NONE, NONE),
    ("tens", (None, None, "vague", "tens", "persons"), (20, None, 99), NONE, same(10)),
    ("dozens", (None, None, "vague", "dozens", "persons"), (24, None, 99), same(24), same(12)),
    ("scores", (None, None, "vague", "scores", "persons"), (40, None, 99), NONE, NONE),
    ("hundreds", (None, None, "vague", "hundreds", "persons"), (200, None, 999), NONE, same(100)),
    ("thousands", (None, None, "vague", "thousands", "persons"), (2000, None, 9999), NONE, same(1000)),
    ("tens of thousands", (None, None, "vague", "tens of thousands", "persons"), (20000, None, 99999), NONE, same(10000)),
    ("hundreds of thousands", (None, None, "vague", "Hundreds of thousands", "persons"), (200000, None, 999999), NONE, same(100000)),
    ("millions", (None, None, "vague", "millions", "persons"), (2000000, None, 9999999), NONE, same(1000000)),
    ("several dozen", (None, None, "vague", "several dozen", "persons"), (36, None, 119), NONE, NONE),
    ("several hundred", (None, None, "vague", "several hundred", "persons"), (300, None, 999), NONE, NONE),
    ("several hundreds", (None, None, "vague", "several hundreds", "persons"), (300, None, 999), NONE, NONE),
    ("a few hundred", (None, None, "vague", "a few hundred", "persons"), (300, None, 999), NONE, NONE),
    ("several thousand", (None, None, "vague", "several thousand", "persons"), (3000, None, 9999), NONE, NONE),
    ("several tens of thousands", (None, None, "vague", "several tens of thousands", "persons"), (30000, None, 99999), NONE, NONE),
    ("most of the district", (None, None, "vague", "most", "percent"), (50, None, 99), NONE, NONE),
    ("mostly held", (None, None, "vague", "mostly", "percent"), (50, None, 99), NONE, NONE),
    ("much of the province", (None, None, "vague", "much of", "percent"), (50, None, 99), NONE, NONE),
    ("large parts", (None, None, "vague", "large parts", "percent"), NONE, NONE, NONE),
    ("more than 90 percent", (90, None, "more_than", None, "percent"), (90, None, 100), same(90), same(90)),
    ("at least 40 percent", (40, None, "at_least", None, "percent"), (40, None, 100), same(40), same(40)),
    ("up to 85 percent", (85, None, "at_most", None, "percent"), (0, None, 85), same(85), same(85)),
    ("about a third", (33.3, None, "approx", None, "percent"), (30.8, 33.3, 35.8), same(33.3), same(33.3)),
    ("about 99 percent", (99, None, "approx", None, "percent"), (98.5, 99, 99.5), same(99), same(99)),
    ("nearly all", (100, None, "approx", None, "percent"), (90, None, 100), same(100), same(100)),
    ("about 45 km2", (45, None, "approx", None, "km2"), (42.5, 45, 47.5), same(45), same(45)),
    ("200 families", (200, None, "exact", None, "families"), same(200), same(200), same(200)),
    ("an unknown number", (None, None, "unknown", None, "persons"), NONE, NONE, NONE),
    ("the loss of a district", (None, None, "exact", None, "none"), NONE, NONE, NONE),
    ("words nobody has coded", (None, None, "vague", "untold", "persons"), NONE, NONE, NONE),
]


@pytest.mark.parametrize(("quote", "said", "own", "ucdp", "acled"), CASES, ids=[c[0] for c in CASES])
def test_phrase_under_each_convention(quote, said, own, ucdp, acled):
    assert interval(*said, "interval", quote) == own
    assert interval(*said, "ucdp", quote) == ucdp
    assert interval(*said, "acled", quote) == acled


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (34000, "persons", 1000), (2200, "persons", 100), (415, "persons", None), (250000, "persons", 10000), (50, "persons", 10),
        (7, "persons", None), (0, "persons", None), (None, "persons", None), (90, "percent", 10), (100, "percent", 10),
        (85, "percent", 5), (93, "percent", None), (33.3, "percent", 5), (2.5, "km2", None),
    ],
)  # fmt: skip
def test_rounding_unit(value, unit, expected):
    assert rounding_unit(value, unit) == expected


@settings(deadline=None, derandomize=True)
@given(
    value=st.one_of(st.none(), st.integers(0, 10**7).map(float), st.floats(0, 100, allow_nan=False)),
    more=st.one_of(st.none(), st.integers(0, 10**7).map(float)),
    bound=st.sampled_from(["exact", "at_least", "more_than", "at_most", "less_than", "approx", "range", "vague", "unknown"]),
    term=st.sampled_from([None, "hundreds", "several dozen", "most", "many", "no such word", ""]),
    unit=st.sampled_from(["persons", "families", "percent", "km2", "places", "none"]),
    convention=st.sampled_from(["interval", "ucdp", "acled"]),
    quote=st.sampled_from([None, "nearly that", "about that"]),
)
def test_intervals_run_forwards_and_stay_possible(value, more, bound, term, unit, convention, quote):
    low, best, high = interval(value, more, bound, term, unit, convention, quote)
    known = [x for x in (low, best, high) if x is not None]
    assert known == sorted(known)
    assert all(x >= 0 for x in known)
    if unit == "percent":
        assert all(x <= 100 for x in known)


def test_conventions_are_all_in_the_lexicon():
    assert list(conventions(load_lexicon())) == ["interval", "ucdp", "acled"]


def test_own_convention_takes_the_rest_from_its_base(tmp_path: Path):
    own = tmp_path / "mine.toml"
    own.write_text(
        'base = "interval"\ntitle = "Mine"\n[vague]\ndozens = { low = "20", best = "36", high = "60" }\n'
        '[bounds]\nat_least = { low = "N", high = "2N" }\n'
    )
    assert interval(None, None, "vague", "dozens", "persons", str(own)) == (20, 36, 60)
    assert interval(50, None, "at_least", None, "persons", str(own)) == (50, None, 100)
    assert interval(None, None, "vague", "hundreds", "persons", str(own)) == (200, None, 999)
    assert named_convention(str(own)).name == "mine"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[vague]\ndozens = { low = "twelve" }', "not a formula"),
        ('[vague]\ndozens = { low = "Q" }', "not one of N, M, R, S, X"),
        ('[vague]\ndozens = { middle = "1" }', "low, best and high"),
        ('[vague]\ndozens = { low = "" }', "empty formula"),
        ('base = "nobody"', "is no convention"),
        ("[vage]", "has no key vage"),
        ("= 3", "not valid TOML"),
    ],
)
def test_a_convention_that_is_wrong_says_where(tmp_path: Path, text: str, says: str):
    own = tmp_path / "mine.toml"
    own.write_text(text)
    with pytest.raises(LexiconError, match=says) as e:
        named_convention(str(own))
    assert str(own) in str(e.value)


def test_unknown_convention_names_those_there_are():
    with pytest.raises(LexiconError, match="interval, ucdp, acled"):
        named_convention("nobodys")
