"""Sentences and tokens: spans into the very text, in order, nothing but white space left out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contested.text import split_sentences, tokenize


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One died. Two fled.", ["One died.", "Two fled."]),
        ("The U.N. said so. It was late.", ["The U.N. said so.", "It was late."]),
        ("Lt. Gen. Saleh spoke. Nobody heard.", ["Lt. Gen. Saleh spoke.", "Nobody heard."]),
        ('He said: "We fled." Then he left.', ['He said: "We fled."', "Then he left."]),
        ("A headline without a stop\n\nThe body follows.", ["A headline without a stop", "The body follows."]),
        ("Key figures\nKilled: 12\nInjured: 30", ["Key figures", "Killed: 12", "Injured: 30"]),
        ("- 12 people died\n- 30 people fled", ["- 12 people died", "- 30 people fled"]),
        (
            "A line that was wrapped at the margin of the page goes on after the break\nand is one sentence.",
            ["A line that was wrapped at the margin of the page goes on after the break\nand is one sentence."],
        ),
        ("Some 2.5 million fled. No. 4 was closed.", ["Some 2.5 million fled.", "No. 4 was closed."]),
        ("", []),
        (" \n\n \t", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[s.start : s.end] for s in split_sentences(text)] == sentences


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("34,000 people", ["34,000", "people"]),
        ("20 000 people", ["20 000", "people"]),
        ("20\u202f000 people", ["20\u202f000", "people"]),
        ("2.5 million", ["2.5", "million"]),
        ("al-Nusra's F-16s", ["al-Nusra's", "F-16s"]),
        ("the U.N. office", ["the", "U.N.", "office"]),
        ("12-15 dead", ["12", "-", "15", "dead"]),
        ("20% (at least)", ["20", "%", "(", "at", "least", ")"]),
        ("2016 300 people", ["2016", "300", "people"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    found = tokenize(text)
    assert found.words == tokens
    assert [text[a:b] for a, b in zip(found.starts, found.ends, strict=True)] == tokens


@given(st.text(max_size=400))
@settings(derandomize=True, deadline=None)
def test_spans_lie_in_the_text_in_order_and_leave_only_white_space_out(text: str) -> None:
    position = 0
    for s in split_sentences(text):
        assert position <= s.start < s.end <= len(text)
        assert not text[position : s.start].strip()
        position = s.end
    assert not text[position:].strip()


def test_a_text_without_stops_is_cut() -> None:
    text = "word " * 5000
    assert max(s.end - s.start for s in split_sentences(text)) <= 1500


@pytest.mark.parametrize("text", ["", " ", "\n", "  12  dead ", "\ta\nb", "a\u00a0b", "\u2003a", " a b"])
def test_offsets_pass_over_any_white_space(text: str) -> None:
    for start in range(len(text) + 1):
        found = tokenize(text, start)
        assert [text[a:b] for a, b in zip(found.starts, found.ends, strict=True)] == found.words == text[start:].split()
