"""Headline results under every convention, a reader's own included."""

from __future__ import annotations

from builders import claim
from corpora import frames, incidents

from contested.compare.sensitivity import sensitivity


def test_every_headline_under_every_convention():
    told = incidents({"A": 1.0, "B": 0.5}, n=8)
    told += [claim(None, "A", bound="vague", vague_term="hundreds", place="Aleppo"), claim(300, "B", bound="at_least", place="Aleppo")]
    table = sensitivity(*frames(*told))
    assert list(table.columns) == ["interval", "ucdp", "acled"]
    assert table.loc["claimants' figures it can read"].tolist() == ["18 of 18", "17 of 18", "18 of 18"]
    assert table.loc["cells with two claimants or more"].tolist() == ["9", "8", "9"]
    assert int(table.loc["disjoint", "acled"]) == int(table.loc["disjoint", "interval"]) + 1
    assert table.loc["B over A", "interval"].startswith("0.5")
    assert "B over A, bounds left out" in table.index


def test_a_convention_of_ones_own(tmp_path):
    path = tmp_path / "half.toml"
    path.write_text('base = "interval"\n[bounds]\nat_least = { low = "N", best = "N", high = "2N" }\n', encoding="utf-8")
    claims, cells, echoes = frames(claim(100, "A", bound="at_least"), claim(150, "B"))
    table = sensitivity(claims, cells, echoes, conventions=("interval", str(path)), model=False)
    assert list(table.columns) == ["interval", "half"]
    assert table.loc["widest ratio of stated numbers", "half"].startswith("1.5")


def test_further_headlines_and_models_that_are_not_fitted():
    claims, cells, echoes = frames(claim(100, "A"), claim(150, "B"))
    table = sensitivity(claims, cells, echoes, headlines={"claims": lambda c, _: str(len(c))}, pairs=[("A", "B")])
    assert table.loc["claims"].tolist() == ["2", "2", "2"]
    assert table.loc["source model", "interval"].startswith("not fitted: they meet in 1 cell")
    assert table.loc["A over B", "ucdp"] == "not fitted"
