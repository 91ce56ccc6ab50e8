"""Figures by the side of the outlet that printed them, and names of publishers."""

from __future__ import annotations

import pytest
from builders import claim
from corpora import frames

from contested.compare.sides import observe_printed, outlet_sides
from contested.errors import UsageError
from contested.extract.sources import publisher_name
from contested.lexicon import load_lexicon


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("sana", "SANA"),
        ("SANA", "SANA"),
        ("manar", "Al-Manar"),
        ("Al Manar", "Al-Manar"),
        ("jordantimes", "Jordan Times"),
        ("The Jordan Times", "Jordan Times"),
        ("dailysabah", "Daily Sabah"),
        ("asharqalawsat", "Asharq Al-Awsat"),
        ("The Orvan Post", "The Orvan Post"),
        ("al", "al"),
        ("", ""),
        (None, None),
    ],
)
def test_a_publisher_has_the_name_it_has_as_a_source(written: str | None, name: str | None) -> None:
    assert publisher_name(written, load_lexicon()) == name


def test_sides_are_those_of_the_lexicon_or_groups_of_them() -> None:
    names = ["SANA", "TASS", "Daily Sabah", "The Orvan Post"]
    assert outlet_sides(names) == {"SANA": "government", "TASS": "russia", "Daily Sabah": "turkey"}
    assert outlet_sides(names, {"one": ["government", "russia"]}) == {"SANA": "one", "TASS": "one"}


@pytest.mark.parametrize(
    ("sides", "said"),
    [
        ({"one": ["government"], "two": ["government"]}, "stands under two sides"),
        ({"one": ["goverment"]}, "no source of the lexicon has the alignment 'goverment'"),
    ],
)
def test_sides_that_make_no_sense(sides: dict[str, list[str]], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        outlet_sides(["SANA"], sides)


def test_an_echo_counts_for_the_side_that_prints_it() -> None:
    common = {"aspect": "incident", "start": "12-05", "end": "12-05"}
    claims, cells, _ = frames(
        claim(40, "The Monitor", publisher="SANA", **common),
        claim(40, "The Monitor", publisher="Daily Sabah", **common),
        claim(70, "Rescuers", publisher="Daily Sabah", **common),
        claim(90, "Rescuers", publisher="The Orvan Post", **common),
    )
    found = observe_printed(claims, cells)
    assert {(o.claimant, o.point) for o in found.rows} == {("government", 40.0), ("turkey", 70.0)}
    assert found.left_out["claims that count for nobody"] == 1
