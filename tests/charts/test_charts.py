from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from contested.charts import Mark, assign_looks, describe, intervals, lanes, mini, timeline
from contested.charts.axes import day_ticks, log_ticks
from contested.charts.colours import COLOURS, OTHER, PAGE_DARK, PAGE_LIGHT, contrast

DAY = dt.date(2016, 12, 1)
MARKS = [
    Mark("0" * 12, "Monitor", 415, None, None, "at least 415", when=DAY, label="Monitor", group="killed"),
    Mark("1" * 12, "Ministry", 20, None, 99, "dozens", when=DAY + dt.timedelta(days=2), label="Ministry", group="killed"),
    Mark("2" * 12, "Ministry", 0, None, 500, "up to 500", when=DAY + dt.timedelta(days=2), label="Ministry", group="injured", firm=False),
    Mark("3" * 12, "Post & <b>", 40, 45, 50, "about 45", when=DAY + dt.timedelta(days=9), label="Post", group="injured"),
]
LOOKS = assign_looks({"Monitor": 9, "Ministry": 4, "Post & <b>": 1})
CHARTS: list[Callable[..., str]] = [timeline, intervals, lanes]


@pytest.mark.parametrize("draw", CHARTS)
def test_each_point_links_to_its_claim_and_is_named(draw: Callable[..., str]) -> None:
    svg = draw("x", "Title", MARKS, LOOKS)
    root = ET.fromstring(svg.replace("xlink:href", "href"))
    assert "<a href" not in svg  # JupyterLab fails on it
    links = {a.get("href"): a.get("aria-label") for a in root.iter("a")}
    assert set(links) == {f"#c-{m.claim_id}" for m in MARKS}
    assert all(links.values())


@pytest.mark.parametrize("draw", [*CHARTS, mini])
def test_charts_are_clean_svg_and_the_same_every_time(draw: Callable[..., str]) -> None:
    svg = draw("x", "A <script> & title", MARKS, LOOKS)
    assert svg == draw("x", "A <script> & title", MARKS, LOOKS)
    root = ET.fromstring(svg.replace("xlink:href", "href"))
    assert root.find("title") is not None
    assert root.find("title").text == "A <script> & title"  # type: ignore[union-attr]
    assert not list(root.iter("style"))
    assert not list(root.iter("metadata"))
    assert " style=" not in svg
    assert svg.count("xlink") == svg.count("<a ")
    assert re.findall(r'\d\.\d{3,}[^"]*"', re.sub(r'font-size="[^"]*"', "", svg)) == []
    ids = re.findall(r'id="([^"]+)"', svg)
    assert all(i.startswith("x-") for i in ids)
    assert set(re.findall(r'href="#(x-[^"]+)"', svg)) <= set(ids)


def test_markers_of_one_form_share_one_shape_and_what_uses_it_has_the_colour() -> None:
    root = ET.fromstring(timeline("x", "Title", MARKS, LOOKS).replace("xlink:href", "href"))
    shapes = [path for defs in root.iter("defs") for path in defs.findall("path")]
    assert len({path.get("d") for path in shapes}) == len(shapes)
    assert all(set(path.attrib) == {"id", "d"} for path in shapes)
    assert {use.get("stroke") for use in root.iter("use")} >= {look.colour for look in LOOKS.values()}


@pytest.mark.parametrize("draw", [*CHARTS, mini])
def test_no_marks_make_an_empty_chart_not_an_error(draw: Callable[..., str]) -> None:
    assert "no claim" in draw("x", "T", [], LOOKS) or "0 " in draw("x", "T", [], LOOKS)


def test_an_open_end_is_an_arrow_and_a_closed_one_is_not() -> None:
    opened = timeline("x", "T", MARKS[:1], LOOKS)
    closed = timeline("x", "T", [replace(MARKS[0], best=415.0, high=415.0)], LOOKS)
    assert opened.count("<use") == closed.count("<use") + 1
    assert MARKS[0].open_above
    assert MARKS[2].open_below


def test_the_description_is_made_from_the_data() -> None:
    text = describe(MARKS, "Killed")
    assert text.startswith("Killed: 3 claimants, 4 mentions.")
    assert "Lowest 44.5" in text
    assert "highest 500 (Ministry)" in text
    assert "1 of 4 is a lower bound" in text
    assert "2016-12-01 to 2016-12-10" in text


def test_hostile_labels_are_drawn_as_text() -> None:
    odd = replace(MARKS[0], claimant="$\\frac{$ <script> \u0627\u0644", words="</svg><script>", label="$x", group="<g>")
    for draw in CHARTS:
        root = ET.fromstring(draw("x", "T", [odd], LOOKS).replace("xlink:href", "href"))
        assert not list(root.iter("script"))


def test_colours_hold_on_light_and_dark_pages() -> None:
    for colour in (*COLOURS, OTHER):
        assert contrast(colour, PAGE_LIGHT) >= 3
        assert contrast(colour, PAGE_DARK) >= 3
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def _deficient(colour: str, matrix: tuple[tuple[float, ...], ...]) -> tuple[float, ...]:
    """Simulate a colour-vision deficiency (Machado, Oliveira and Fernandes 2009, severity 1.0) in linear RGB."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    mixed = [min(1.0, max(0.0, sum(k * c for k, c in zip(row, linear, strict=True)))) for row in matrix]
    return tuple(12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in mixed)


@pytest.mark.parametrize(
    "matrix",
    [
        ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
        ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    ],
    ids=["protan", "deutan"],
)
def test_claimants_that_share_a_near_colour_differ_in_marker(matrix: tuple[tuple[float, ...], ...]) -> None:
    looks = list(assign_looks({f"c{i}": 1 for i in range(len(COLOURS))}).values())
    for one, other in combinations(looks, 2):
        a, b = _deficient(one.colour, matrix), _deficient(other.colour, matrix)
        distance = sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5
        assert distance > 0.12 or one.marker != other.marker
    far = [sum((x - y) ** 2 for x, y in zip(_deficient(a.colour, matrix), _deficient(b.colour, matrix), strict=True)) ** 0.5
           for a, b in combinations(looks[:4], 2)]  # fmt: skip
    assert min(far) > 0.12


def test_a_look_does_not_depend_on_filters_and_no_two_claimants_share_one() -> None:
    mentions = {f"claimant {i:02}": 50 - i for i in range(40)}
    looks = assign_looks(mentions)
    assert looks == assign_looks(dict(reversed(mentions.items())))
    assert len(set(looks.values())) == 40


@pytest.mark.parametrize(("first", "days", "most"), [(DAY, 1, 1), (DAY, 20, 8), (DAY, 200, 8), (DAY, 3000, 8)])
def test_day_ticks_are_few_and_inside(first: dt.date, days: int, most: int) -> None:
    last = first + dt.timedelta(days=days - 1)
    ticks = day_ticks(first, last)
    assert 1 <= len(ticks) <= most
    assert all(first <= t <= last for t in ticks)


def test_log_ticks_are_round_and_few() -> None:
    assert log_ticks(8, 1200) == [10, 20, 50, 100, 200, 500, 1000]
    assert log_ticks(8, 2_000_000) == [10, 100, 1000, 10_000, 100_000, 1_000_000]
