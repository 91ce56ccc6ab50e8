"""Agreement of two claimants over the cells they share."""

from __future__ import annotations

import math

import numpy as np
import pytest
from builders import claim
from corpora import frames, incidents

from contested.compare.agreement import agreement_of_pairs
from contested.compare.too_little import TooLittle


def test_mean_ratio_and_limits():
    told = incidents({"A": 1.0, "B": 0.5}, n=8)
    (found,) = agreement_of_pairs(*frames(*told))
    logs = np.log(found.ratio)
    assert (found.one, found.other, len(found.cells), found.n_bounds) == ("A", "B", 8, 0)
    assert found.mean == pytest.approx(math.exp(logs.mean()))
    # t with 7 degrees of freedom; one further ratio, not the mean of eight
    assert found.high == pytest.approx(math.exp(logs.mean() + 2.364624 * logs.std(ddof=1) * math.sqrt(1 + 1 / 8)))
    assert found.mean_high == pytest.approx(math.exp(logs.mean() + 2.364624 * logs.std(ddof=1) / math.sqrt(8)))
    assert found.mean == pytest.approx(2.0, rel=0.15)


def test_cells_with_bounds_are_counted_not_drawn():
    told = incidents({"A": 1.0, "B": 0.5}, n=6)
    more = [claim(v, s, bound=b, place="Aleppo") for v, s, b in ((100, "A", "at_least"), (120, "B", "exact"))]
    (found,) = agreement_of_pairs(*frames(*told, *more))
    assert (len(found.cells), found.n_bounds) == (6, 1)
    assert "1 further shared cells hold bounds" in found.sentence


def test_too_few_shared_cells():
    found = agreement_of_pairs(*frames(*incidents({"A": 1.0, "B": 0.5}, n=3)))
    assert isinstance(found, TooLittle)
    assert "3 cells with a number of both; 5 are needed" in str(found)
    assert "no two claimants" in str(agreement_of_pairs(*frames(claim(3, "A"))))


def test_it_draws():
    from matplotlib.figure import Figure

    (found,) = agreement_of_pairs(*frames(*incidents({"A": 1.0, "B": 0.5}, n=6)))
    axes = Figure().subplots()
    found.draw(axes)
    (points,) = axes.collections
    assert len(points.get_offsets()) == 6
    assert axes.get_ylabel() == "A / B"
