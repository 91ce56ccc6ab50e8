from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from contested.errors import UsageError
from contested.report.data import load
from contested.report.evidence import evidence, part_sentence


def test_evidence_highlights_the_words_and_names_the_claimant(tables: Path) -> None:
    claim = next(c for c in load(tables).claims if c.quote == "at least 120 civilians")
    found = evidence(tables, claim.claim_id)
    assert (found.before, found.quote, found.after) == ("The River Monitor counts ", "at least 120 civilians", " dead in Orvan.")
    assert "<mark>at least 120 civilians</mark>" in found._repr_html_()
    text = found.text()
    assert "counts [quote|[hedge|at least] [number|120] [group|civilians]] [trigger|dead] in Orvan." in text
    assert "River Monitor" in text
    assert "120 or more" in text
    assert "\x1b" not in text
    coloured = found.text(ansi=True)
    assert all(f"m{words}\x1b[0m" in coloured for words in ("at least", "120", "civilians", "dead"))


def test_words_the_parser_does_not_read_there_are_marked_as_a_whole(tables: Path) -> None:
    claim = next(c for c in load(tables).claims if c.quote == "at least 120 civilians")
    found = replace(evidence(tables, claim.claim_id), document={})
    assert "counts [[at least 120 civilians]] dead" in found.text()


def test_the_beginning_of_an_id_is_enough_where_it_is_unique(tables: Path) -> None:
    claim = load(tables).claims[0]
    assert evidence(tables, claim.claim_id[:8]).claim == claim


def test_an_unknown_id_is_an_error(tables: Path) -> None:
    with pytest.raises(UsageError, match="there is no claim 'zzz'"):
        evidence(tables, "zzz")
    with pytest.raises(UsageError, match="there is no claim ''"):
        evidence(tables, "")


def test_of_two_equal_quotes_the_span_decides(tables: Path) -> None:
    claim = load(tables).claims[0]
    sentence = "He saw 12 dead and she saw 12 dead too."
    text = "Before. " + sentence
    second = text.rindex("12 dead")
    twice = claim._replace(quote="12 dead", sentence=sentence, char_start=second, char_end=second + 7)
    assert part_sentence(twice, text) == ("He saw 12 dead and she saw ", "12 dead", " too.")
    assert part_sentence(twice._replace(char_start=None), text)[0] == "He saw "
