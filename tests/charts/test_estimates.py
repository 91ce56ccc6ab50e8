"""Charts of estimates: ratios against one, and ratio against size."""

from __future__ import annotations

import datetime as dt
import math
from xml.etree import ElementTree as ET

from contested.charts import Band, Estimate, Mark, agreement_plot, assign_looks, forest, timeline

LOOKS = assign_looks({"Monitor": 9, "Ministry": 4})
ROWS = [
    Estimate("#r0", "Monitor", "0.70 (0.50 to 0.90)", 0.7, 0.5, 0.9, claimant="Monitor"),
    Estimate("#r1", "Ministry <b>", "2.00 (0.00 to open)", 2.0, 0.0, math.inf, claimant="Ministry"),
    Estimate("#r2", "all together", "1.00 (0.80 to 1.20)", 1.0, 0.8, 1.2),
]


def _root(svg: str) -> ET.Element:
    return ET.fromstring(svg.replace("xlink:href", "href"))


def test_every_estimate_leads_somewhere_and_is_named() -> None:
    svg = forest("x", "T", ROWS, LOOKS, axis="ratio", reference=1.0, sides=("less", "more"))
    assert svg == forest("x", "T", ROWS, LOOKS, axis="ratio", reference=1.0, sides=("less", "more"))
    links = {a.get("href"): a.get("aria-label") for a in _root(svg).iter("a")}
    assert links == {r.href: r.title() for r in ROWS}
    words = {"".join(t.itertext()) for t in _root(svg).iter("text")}
    assert {"less", "more", "ratio", "Ministry <b>", "0.70 (0.50 to 0.90)"} <= words
    assert "Ministry <b>: 2.00 (0.00 to open)" in (_root(svg).findtext("desc") or "")


def test_an_open_interval_ends_in_arrows() -> None:
    def arrows(low: float, high: float) -> int:
        svg = forest("x", "T", [Estimate("#a", "a", "w", 1.0, low, high)], LOOKS, axis="ratio")
        return sum("M 10.5 " in p.get("d", "") or "M -10.5 " in p.get("d", "") for p in _root(svg).iter("path"))

    assert [arrows(0.5, 2.0), arrows(0.5, math.inf), arrows(0.0, math.inf)] == [0, 1, 2]


def test_the_plot_of_agreement_links_each_cell() -> None:
    svg = agreement_plot(
        "x", "T", [10, 100, 1000], [0.5, 1.0, 2.0], (1.0, 0.3, 3.3), [(f"#c{i}", f"cell {i}") for i in range(3)], pair=("A", "B")
    )
    assert [a.get("href") for a in _root(svg).iter("a")] == ["#c0", "#c1", "#c2"]
    assert "3 cells" in (_root(svg).findtext("desc") or "")


def test_bands_stand_behind_the_claims_and_give_the_scale_room() -> None:
    day = dt.date(2016, 12, 1)
    days = [day, day + dt.timedelta(days=4)]
    marks = [Mark(str(i) * 12, "Monitor", 100, 100, 100, "100", when=d) for i, d in enumerate(days)]
    plain = timeline("x", "T", marks, LOOKS)
    steps = timeline("x", "T", marks, LOOKS, bands=[Band(days, [100, 100], [150, math.inf], "Monitor", "Orvan")])
    level = timeline("x", "T", marks, LOOKS, bands=[Band(days, [50, 50], [900, 900], middle=[100, 120])])
    assert len({plain, steps, level}) == 3
    assert "stroke-dasharray" in steps
    assert "log scale" not in plain
    assert "log scale" in level  # 50 to 900 needs one, 100 alone does not
