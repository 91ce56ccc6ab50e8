"""From tables to rows: one voice a cell, intervals under a convention, and which cells hang together."""

from __future__ import annotations

import math

import pytest
from builders import claim
from corpora import frames

from contested.compare.observations import Observation, components, observe
from contested.errors import TableError


def seen(low, high, unit="persons", point=None):
    return Observation("c", "A", "x", unit, low, high, point, 1)


@pytest.mark.parametrize(
    ("o", "rounding", "expected"),
    [
        (seen(417, 417), True, (math.log(417), math.log(417))),
        (seen(34000, 34000), True, (math.log(33500), math.log(34500))),
        (seen(34000, 34000), False, (math.log(34000), math.log(34000))),
        (seen(200, 999), True, (math.log(199.5), math.log(999.5))),
        (seen(416, None), True, (math.log(415.5), math.inf)),
        (seen(0, 9), True, (-math.inf, math.log(9.5))),
        (seen(0, 0), True, (-math.inf, math.log(0.5))),
        (seen(12.5, 12.5, "km2"), True, (math.log(12.5), math.log(12.5))),
    ],
)
def test_ends_on_the_log_scale(o, rounding, expected):
    assert o.log_ends(rounding) == pytest.approx(expected)


def test_one_row_a_claimant_a_cell_with_its_mentions():
    found = observe(*frames(claim(7, "A", doc="x"), claim(7, "A", doc="y"), claim(9, "B")))
    assert [(o.claimant, o.low, o.high, o.mentions) for o in found.rows] == [("A", 7, 7, 2), ("B", 9, 9, 1)]


def test_the_outlet_is_the_claimant_of_what_it_says_itself():
    found = observe(*frames(claim(7, None, publisher="The Outlet"), claim(9, "B")))
    assert found.claimants() == ["B", "The Outlet"]


def test_an_echo_in_an_outlets_own_voice_is_no_second_claimant():
    told = [claim(87, "A", doc="x"), claim(87, None, publisher="The Outlet", doc="y"), claim(99, "B")]
    claims, cells, echoes = frames(*told)
    assert [(o.claimant, o.mentions) for o in observe(claims, cells, echoes).rows] == [("A", 2), ("B", 1)]
    assert [o.claimant for o in observe(claims, cells).rows] == ["A", "B"]


def test_the_convention_decides_and_what_it_cannot_read_is_counted():
    claims, cells, echoes = frames(claim(None, "A", bound="vague", vague_term="hundreds"), claim(400, "B", bound="at_least"))
    assert [(o.low, o.high) for o in observe(claims, cells, echoes).rows] == [(200, 999), (400, None)]
    acled = observe(claims, cells, echoes, convention="acled")
    assert [(o.low, o.high) for o in acled.rows] == [(100, 100), (400, 400)]
    ucdp = observe(claims, cells, echoes, convention="ucdp")
    assert [o.claimant for o in ucdp.rows] == ["B"]
    assert ucdp.left_out == {"claimants whose words the convention gives no interval": 1}


def test_a_table_without_its_columns_is_named():
    claims, cells, _ = frames(claim(7, "A"))
    with pytest.raises(TableError, match="claim_ids"):
        observe(claims, cells.drop(columns="claim_ids"))


def test_components():
    pairs = [("c1", "A"), ("c1", "B"), ("c2", "B"), ("c2", "C"), ("c3", "D"), ("c3", "E")]
    assert components(pairs) == [["c1", "c2"], ["c3"]]
    assert components([*pairs, ("c3", "A")]) == [["c1", "c2", "c3"]]
    assert components([]) == []
