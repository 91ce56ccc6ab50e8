"""Cells: what is put together, what is kept apart, and what is left out."""

from __future__ import annotations

import itertools
import random

from builders import claim, run, together

from contested.compare.joins import compare, rules
from contested.compare.statements import statements_of
from contested.lexicon.load import load_lexicon


def test_claims_that_agree_share_a_cell_without_joins():
    a, b = claim(100, "A"), claim(120, "B")
    found = run(a, b)
    assert together(found, a, b)
    assert found.cells[0]["joins"] is None
    assert (found.cells[0]["n_claimants"], found.cells[0]["n_mentions"], found.cells[0]["claimants"]) == (2, 2, "A; B")


def test_every_join_is_listed_with_its_cell():
    a = claim(324, "A", start="11-15")
    b = claim(845, "B", start="11-15", end="12-08", place="Aleppo")
    cell = next(c for c in run(a, b).cells if c["n_claimants"] == 2)
    assert cell["joins"] == "as_of_near; parent_place"
    assert "as-of dates 5 December 2016 and 8 December 2016" in cell["join_notes"]
    assert "eastern Aleppo taken together with Aleppo" in cell["join_notes"]
    assert cell["places"] == "Aleppo | eastern Aleppo"


def test_without_joins_only_agreement_to_the_letter_counts():
    a, b, c = claim(324, "A"), claim(845, "B", end="12-08"), claim(300, "C")
    found = run(a, b, c, joins=[])
    assert together(found, a, c)
    assert together(found, b)


def test_parts_of_one_place_never_meet_through_their_whole():
    east, west, whole = claim(324, "A"), claim(73, "B", place="western Aleppo"), claim(400, "C", place="Aleppo")
    more = claim(300, "D", end="11-20")  # more is told of the east
    found = run(east, west, whole, more)
    assert together(found, east, whole)
    assert together(found, west)


def test_every_pair_in_a_cell_is_comparable_and_every_claim_in_one():
    random.seed(5)
    claims = [
        claim(
            random.randrange(10, 900), random.choice(["A", "B", "C", None]), end=f"12-{random.randrange(1, 12):02}",
            place=random.choice(["Aleppo", "eastern Aleppo", "western Aleppo", "Homs"]), population=random.choice(["people", "civilians"]),
            start=random.choice([None, "11-15", "11-17"]), aspect=random.choice(["cumulative", "stock", "incident", None]),
            publisher=random.choice(["P", "Q"]),
        )
        for _ in range(250)
    ]  # fmt: skip
    found = run(*claims)
    ids = [i for c in found.cells for i in c["claim_ids"].split("; ")]
    assert len(ids) == len(set(ids)) == len(claims)
    r = rules(load_lexicon(), [{"place": "eastern Aleppo", "parent": "Aleppo"}, {"place": "western Aleppo", "parent": "Aleppo"}])
    statements = {s.claim_id: s for s in statements_of(claims)}
    r.learn(statements.values())
    for cell in found.cells:
        members = [statements[i] for i in cell["claim_ids"].split("; ")]
        for a, b in itertools.combinations(members, 2):
            verdict = compare(a, b, r)
            assert verdict, str(verdict)
            assert {n for n, _ in verdict.joins} <= set((cell["joins"] or "").split("; "))
    assert any(c["n_claimants"] > 1 for c in found.cells)


def test_a_later_figure_of_a_claimant_does_not_hide_its_earlier_one():
    early = [claim(25000, "A", indicator="evacuated", end="12-20"), claim(37500, "B", indicator="evacuated", end="12-20")]
    late = [claim(35000, "A", indicator="evacuated", end="12-22"), claim(34000, "C", indicator="evacuated", end="12-22")]
    found = run(*early, *late)
    assert together(found, *early)
    assert together(found, *late)


def test_named_claimants_meet_before_outlets():
    a, b = claim(324, "A", end="12-05"), claim(845, "B", end="12-08")
    outlet = claim(300, None, end="12-03", bound="more_than")
    found = run(a, b, outlet)
    assert together(found, a, b)


def test_the_order_of_the_claims_changes_nothing():
    claims = [claim(100 + i, f"S{i % 7}", end=f"12-{1 + i % 9:02}", place=["Aleppo", "eastern Aleppo"][i % 2]) for i in range(60)]
    once = run(*claims)
    random.Random(1).shuffle(claims)
    again = run(*claims)
    assert once.tables() == again.tables()


def test_what_takes_no_part_is_listed_with_the_reason():
    cases = {
        "denied": claim(None, bound="unknown", status="denied"), "hypothetical": claim(150, status="hypothetical"),
        "repeat": claim(5, duplicate_of="0123456789ab"), "no_figure": claim(None, bound="unknown"), "no_place": claim(5, place=None),
        "no_date": claim(5, end=None, aspect="incident"),
    }  # fmt: skip
    found = run(*cases.values())
    assert found.cells == []
    assert {e["reason"]: e["claim_id"] for e in found.excluded} == {r: c["claim_id"] for r, c in cases.items()}
    assert all(e["detail"] for e in found.excluded)


def test_vague_words_take_part():
    found = run(claim(None, "A", bound="vague", vague_term="hundreds"), claim(300, "B"))
    assert found.discrepancies[0]["n_claimants"] == 2


def test_no_claims_give_empty_tables():
    assert run().tables() == {"echoes": [], "cells": [], "discrepancies": [], "alarms": [], "excluded": []}


def test_work_grows_with_the_number_of_claims_not_its_square():
    def comparisons(n: int) -> int:
        claims = [
            claim(i, "AB"[i % 2], end=f"20{10 + i % 10}-{1 + i // 10 % 12:02}-{1 + i // 120 % 28:02}", aspect="stock") for i in range(n)
        ]
        calls = 0

        def counted(*args):
            nonlocal calls
            calls += 1
            return compare(*args)

        import contested.compare.cells as cells

        kept, cells.compare = cells.compare, counted
        try:
            run(*claims)
        finally:
            cells.compare = kept
        return calls

    few, many = comparisons(400), comparisons(3200)
    assert many <= 16 * max(few, 400)
