"""One voice heard many times is one voice."""

from __future__ import annotations

from builders import claim, run

MONITOR = "The Monitor"


def _by_value(found, value):
    return [e for e in found.echoes if e["value"] == value]


def test_one_claimant_in_three_outlets_is_one_claimant():
    told = [
        claim(415, MONITOR, bound="at_least", publisher=p, published=day) for p, day in (("P", "12-13"), ("Q", "12-14"), ("R", "12-12"))
    ]
    found = run(*told, claim(845, "Rescuers"))
    (echo,) = _by_value(found, 415)
    assert (echo["n_mentions"], echo["n_documents"], echo["n_publishers"], echo["publishers"]) == (3, 3, 3, "R; P; Q")
    assert echo["claim_ids"].split("; ")[0] == told[2]["claim_id"]
    row = found.discrepancies[0]
    assert (row["n_claimants"], row["n_mentions"]) == (2, 4)


def test_the_same_number_of_another_claimant_is_no_echo():
    assert run(claim(415, "A"), claim(415, "B")).echoes == []


def test_the_same_number_for_another_place_or_group_or_month_is_no_echo():
    assert run(claim(9), claim(9, place="Homs")).echoes == []
    assert run(claim(9), claim(9, population="children")).echoes == []
    assert run(claim(9, aspect="incident"), claim(9, aspect="incident", end="11-05")).echoes == []


def test_another_bound_for_the_same_briefing_is_an_echo():
    found = run(claim(100000, bound="at_least", end="12-09"), claim(100000, bound="approx", end="12-09"))
    assert found.echoes[0]["n_mentions"] == 2


def test_an_outlet_with_a_named_claimants_figure_is_no_new_voice():
    found = run(claim(415, MONITOR), claim(415, None, publisher="P"), claim(300, "B"))
    (echo,) = _by_value(found, 415)
    assert echo["n_mentions"] == 2
    assert echo["unattributed_ids"]
    assert found.discrepancies[0]["n_claimants"] == 2
    loose = run(claim(415, MONITOR), claim(415, None, publisher="P"), claim(300, "B"), joins=[])
    assert loose.discrepancies[0]["n_claimants"] == 3


def test_one_sentence_in_two_outlets_is_one_voice():
    sentence = "Shelling of the old quarter on Monday left 31 people dead, in the worst day of the month."
    twins = [claim(31, None, publisher=p, sentence=sentence) for p in ("P", "Q")]
    found = run(*twins)
    assert found.discrepancies == []
    assert found.cells[0]["n_claimants"] == 1
    assert len(run(*twins, joins=[]).discrepancies) == 1


def test_a_running_total_is_linked_figure_to_figure():
    found = run(claim(188, start="11-15", end="11-24"), claim(219, start="11-15", end="11-27"), claim(324, start="11-15", end="12-05"))
    by_value = {e["value"]: e for e in found.echoes}
    assert by_value[188]["updates"] is None
    assert by_value[219]["updates"] == by_value[188]["echo_id"]
    assert by_value[324]["updates"] == by_value[219]["echo_id"]
    assert by_value[188]["updated_by"] == by_value[219]["echo_id"]
    assert [by_value[v]["change"] for v in (188, 219, 324)] == [None, 31, 105]


def test_totals_counted_from_other_days_are_other_series():
    found = run(
        claim(60000, indicator="displaced", start="08-01", end="11-29"), claim(20000, indicator="displaced", start="11-27", end="12-02")
    )
    assert found.echoes == []


def test_repeats_inside_a_document_are_not_counted():
    first = claim(415, doc="x")
    again = claim(415, doc="x", duplicate_of=first["claim_id"])
    found = run(first, again)
    assert found.echoes == []
    assert found.cells[0]["n_mentions"] == 1


def test_equal_counts_of_a_data_set_are_different_events():
    rows = [claim(1, "Set", kind="reference", aspect="incident") for _ in range(3)]
    assert run(*rows).echoes == []
