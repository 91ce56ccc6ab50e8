"""Who reports more than whom: ratios in words and numbers, and refusals with their reasons."""

from __future__ import annotations

import math
import warnings

import pytest
from builders import claim
from corpora import frames, incidents

from contested.compare.source_effects import Ratio, SourceEffects, source_effects
from contested.compare.too_little import TooLittle
from contested.errors import LexiconError, UsageError

THREE = {"The Monitor": 0.7, "Civil defence": 1.0, "The Ministry": 0.4}


@pytest.fixture(scope="module")
def three():
    return frames(*incidents(THREE))


def test_ratios_are_found_and_said_in_plain_words(three):
    found = source_effects(*three, reference="Civil defence")
    assert isinstance(found, SourceEffects)
    table = found.table.set_index("claimant")
    assert table.loc["The Monitor", "ratio"] == pytest.approx(0.7, rel=0.12)
    assert table.loc["The Ministry", "ratio"] == pytest.approx(0.4, rel=0.12)
    assert (table["low"] < table["ratio"]).all()
    assert (table["ratio"] < table["high"]).all()
    r = found.pair("The Monitor", "Civil defence")
    assert r.sentence == (
        f"The Monitor's figures are on average {r.ratio:.2f} times those of Civil defence, "
        f"95% interval {r.low:.2f} to {r.high:.2f}, on 12 shared cells."
    )


def test_a_pair_and_its_converse(three):
    found = source_effects(*three)
    one, other = found.pair("The Monitor", "The Ministry"), found.pair("The Ministry", "The Monitor")
    assert one.ratio * other.ratio == pytest.approx(1)
    assert one.low * other.high == pytest.approx(1, rel=5e-3)


def test_against_the_average_claimant(three):
    ratios = source_effects(*three, reference="average").ratios()
    assert len(ratios) == 3
    assert math.prod(r.ratio for r in ratios) == pytest.approx(1)
    assert "the average claimant" in ratios[0].sentence


def test_the_same_bytes_every_time_without_a_warning(three):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        texts = {source_effects(*three).summary() for _ in range(2)}
    assert len(texts) == 1


def test_html_escapes_what_claimants_are_called():
    found = source_effects(*frames(*incidents({"A <b>": 1.0, "B": 1.3})))
    html = found._repr_html_()
    assert "<b>" not in html
    assert "A &lt;b&gt;" in html
    assert "not who is right" in html


def test_echoes_do_not_count_as_claimants(three):
    told = incidents({"The Monitor": 0.7, "Civil defence": 1.0})
    copies = [
        c | {"source": None, "publisher": "The Outlet", "doc_id": c["doc_id"] + "x", "claim_id": c["claim_id"] + "x"} for c in told[::2]
    ]
    found = source_effects(*frames(*told, *copies))
    assert set(found.components[0].claimants) == {"The Monitor", "Civil defence"}
    assert found.components[0].n_mentions == 36


def test_claimants_that_never_meet_are_fitted_apart():
    apart = [c | {"place": "Aleppo"} for c in incidents({"X": 1.0, "Y": 2.0}, seed=5)]
    found = source_effects(*frames(*incidents({"A": 1.0, "B": 1.5}), *apart))
    assert sorted(sorted(c.claimants) for c in found.components) == [["A", "B"], ["X", "Y"]]
    no = found.pair("A", "X")
    assert isinstance(no, TooLittle)
    assert "no chain of shared cells" in str(no)


def test_compared_through_others():
    one, two = incidents({"A": 1.0, "B": 1.0}, n=10), incidents({"B": 1.0, "C": 2.0}, n=10, seed=9)
    found = source_effects(*frames(*one, *[c | {"place": "Aleppo"} for c in two]))
    r = found.pair("C", "A")
    assert r.n_shared == 0
    assert "compared only through others" in r.sentence
    assert r.low < 2 < r.high


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ([], "no two claimants"),
        (incidents({"A": 1.0}), "no two claimants"),
        (incidents({"A": 1.0, "B": 1.0}, n=3), "they meet in 3 cells, and a model needs 5"),
        (incidents({"A": 1.0, "B": 1.0}, bound="at_least"), "no two claimants give figures for the same thing that bound it from both"),
    ],
)
def test_too_little_says_why(claims, words):
    found = source_effects(*frames(*claims))
    assert isinstance(found, TooLittle)
    assert not found
    assert words in str(found)


def test_many_small_groups_are_refused_together():
    told = [
        c | {"place": f"Place {i // 2}", "source": f"{c['source']}{i // 2}"} for i, c in enumerate(incidents({"A": 1.0, "B": 2.0}, n=6))
    ]
    found = source_effects(*frames(*told))
    assert isinstance(found, TooLittle)
    assert "fall into 6 groups" in found.reason


def test_shares_take_no_part_and_are_counted():
    shares = [claim(40, s, indicator="control_share", aspect="stock", denominator="the city", holder="rebels") for s in ("A", "B")]
    found = source_effects(*frames(*incidents({"A": 1.0, "B": 1.5}), *shares))
    assert any("shares" in words and n == 2 for words, n in found.left_out.items())


def test_small_numbers_take_the_count_form():
    told = incidents({"A": 1.0, "B": 2.0}, n=14, size=4)
    found = source_effects(*frames(*told))
    assert found.components[0].form == "count"
    r = found.pair("B", "A")
    assert r.low < 2 < r.high
    assert "Count (NB2)" in found.summary()
    with pytest.raises(UsageError, match="count form is for figures up to"):
        source_effects(*frames(*incidents({"A": 1.0, "B": 2.0}, size=30000)), form="count")


def test_bounds_can_be_left_out():
    told = incidents({"A": 1.0, "B": 1.5}, n=12)
    told += [c | {"bound": "at_least", "high": None, "best": None, "source": "C"} for c in incidents({"A": 1.0}, n=12)]
    assert "C" in source_effects(*frames(*told)).components[0].claimants
    without = source_effects(*frames(*told), drop_bounds=True)
    assert without.components[0].claimants == ("A", "B")
    assert without.left_out["figures that are open on one side"] == 12


def test_prediction(three):
    found = source_effects(*three, reference="Civil defence")
    cell = found.components[0].observations[0].cell_id
    median, low, high = found.predict(cell, "The Ministry")
    said = next(o.point for o in found.components[0].observations if o.cell_id == cell and o.claimant == "The Ministry")
    assert low < said < high
    assert low < median < high
    assert isinstance(found.predict("no such cell", "The Ministry"), TooLittle)


def test_leaving_one_claimant_out(three):
    out = source_effects(*three, reference="Civil defence").leave_one_out()
    assert set(out["left_out"]) == set(THREE)
    kept = out[out["left_out"] == "The Ministry"]
    assert kept["claimant"].tolist() == ["The Monitor"]
    assert kept["ratio"].iloc[0] == pytest.approx(0.7, rel=0.15)


def test_an_unknown_reference_form_or_convention(three):
    found = source_effects(*three, reference="Nobody")
    assert isinstance(found, TooLittle)
    assert "none of the claimants" in str(found)
    with pytest.raises(UsageError, match="no form"):
        source_effects(*three, form="gamma")
    with pytest.raises(LexiconError, match="no convention"):
        source_effects(*three, convention="nonsense")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.5, 0.9, "95% interval 0.50 to 0.90, on 1 shared cell."),
        (1.5, math.inf, "95% interval from 1.50 up, on 1 shared cell."),
        (0.5, math.inf, "cannot be put in proportion to those of B: 95% interval from 0.50 up, on 1 shared cell."),
        (0.0, 0.9, "95% interval up to 0.90, on 1 shared cell."),
        (0.5, 1.2, "The interval holds 1: the data do not tell which of them reports more."),
    ],
)
def test_open_ends_are_said(low, high, words):
    assert words in Ratio("SANA", "B", 0.7, low, high, 3, 1).sentence


def test_names_that_end_in_s():
    assert Ratio("activists", "B", 0.7, 0.5, 0.9, 3, 1).sentence.startswith("Activists' figures are")


def test_two_claimants_must_speak_often_enough_for_a_lasting_difference():
    rows = []
    for i in range(6):  # one claimant in every cell, each time with another who speaks once
        rows += incidents({"The Monitor": 1.0, f"Witness {i}": 0.8}, n=1, seed=i, size=100 * (i + 1))
        for row in rows[-2:]:
            row["place"] = f"Town {i}"
    found = source_effects(*frames(*rows))
    assert isinstance(found, TooLittle)
    assert "fewer than two speak in 3 cells" in found.reason


def test_a_ratio_that_is_not_told_says_so():
    vague = Ratio("Witnesses", "The Monitor", 0.5, 0.01, 40.0, 3, 3)
    assert not vague.told
    assert vague.sentence.startswith("Witnesses' figures cannot be put in proportion to those of The Monitor: 95% interval 0.01 to 40")
    assert Ratio("a source", "The Monitor", 0.5, 0.3, 0.9, 3, 3).sentence.startswith("A source's figures are")
