from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from contested.charts import Spot, near, sketch

CITY = [
    Spot("Orvan", 36.20, 37.16, 30, "p-0"),
    Spot("eastern Orvan", 36.20, 37.19, 90, "p-1"),
    Spot("North Gate", 36.24, 37.15, 7, "p-2"),
]
VILLAGE = Spot("Nerim", 35.90, 36.70, 2, "p-3")


@pytest.mark.parametrize(
    ("spots", "drawn", "far"),
    [
        ([], 0, []),
        (CITY, 3, []),
        ([*CITY, VILLAGE], 3, ["Nerim"]),
        ([CITY[0], VILLAGE], 2, []),  # of two, neither is the odd one
        ([Spot("Here", 36.2, 37.1, 5, "a"), Spot("Here too", 36.2, 37.1, 5, "b"), Spot("There", 36.2001, 37.1, 1, "c")], 3, []),
    ],
)
def test_what_lies_far_out_does_not_shrink_the_rest(spots: list[Spot], drawn: int, far: list[str]) -> None:
    found = near(spots)
    assert len(found[0]) == drawn
    assert [s.name for s in found[1]] == far


def test_a_sketch_is_to_scale_linked_and_described() -> None:
    svg = sketch("map", "Where", [*CITY, VILLAGE])
    assert svg == sketch("map", "Where", [*CITY, VILLAGE])
    root = ET.fromstring(svg.replace("xlink:href", "href"))
    assert {a.get("href"): a.get("aria-label") for a in root.iter("a")} == {
        "#p-0": "Orvan: 30 mentions",
        "#p-1": "eastern Orvan: 90 mentions",
        "#p-2": "North Gate: 7 mentions",
    }
    assert root.findtext("desc") == (
        "Where: 3 places, most often named eastern Orvan (90 mentions), Orvan (30 mentions) and North Gate (7 mentions). "
        "Too far out to be drawn: Nerim."
    )
    at = {a.get("href"): next(a.iter("use")) for a in root.iter("a")}
    xy = {k: (float(u.get("x", 0)), float(u.get("y", 0))) for k, u in at.items()}
    east = (xy["#p-1"][0] - xy["#p-0"][0]) / (0.03 * 0.8069)  # the cosine of 36.2 degrees
    north = (xy["#p-0"][1] - xy["#p-2"][1]) / 0.04
    assert east == pytest.approx(north, rel=0.01)
    assert "km, north is up" in svg


def test_names_that_would_cover_each_other_are_left_to_the_table() -> None:
    crowd = [Spot(f"Quarter number {i}", 36.2 + i * 1e-6, 37.16, 1, f"p-{i}") for i in range(20)]
    root = ET.fromstring(sketch("map", "Where", [*crowd, CITY[2]]).replace("xlink:href", "href"))
    written = [t.text for t in root.iter("text")]
    assert "North Gate" in written
    assert 1 <= sum("Quarter" in str(text) for text in written) < len(crowd)
    assert len(list(root.iter("a"))) == len(crowd) + 1


def test_no_places_make_an_empty_sketch_not_an_error() -> None:
    assert "no place with coordinates" in sketch("map", "Where", [])
