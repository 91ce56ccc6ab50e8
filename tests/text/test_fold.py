"""What is read where the text is not read as it is written; the text itself, and every span into it, stays as it is."""

from __future__ import annotations

import pytest

from contested import read_text
from contested.text import tokenize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("peo\u00adple were kil\u00adled", ["people", "were", "killed"]),
        ("\u200e12\u200f peo\u200bple\ufeff", ["12", "people"]),
        ("1\u2007200 and 1\u202f200 and 1\u00a0200", ["1\u00a0200", "and", "1\u202f200", "and", "1\u00a0200"]),
        ("1'200 and 1\u2019200\u2019300", ["1,200", "and", "1,200,300"]),
        ("the '90s, 5'10 and 2'0000", ["the", "'", "90", "s", ",", "5", "'", "10", "and", "2", "'", "0000"]),
        (
            "\u0664\u0661\u0665 \u06f4\u06f1 \uff14\uff11 \u0661\u066c\u0662\u0660\u0660 \u0662\u066b\u0665",
            ["415", "41", "41", "1,200", "2.5"],
        ),
        ("o\ufb03cial \ufb01ghters", ["official", "fighters"]),
        ("cafe\u0301s", ["caf\u00e9s"]),
        ("\u0301a\u00ad", ["\u0301", "a"]),
        ("\u00ad\u200b", ["\u00ad", "\u200b"]),
    ],
)
def test_words_as_they_are_read(text: str, words: list[str]) -> None:
    tk = tokenize(text)
    assert tk.words == words
    spans = list(zip(tk.starts, tk.ends, strict=True))
    assert spans == sorted(spans)
    assert all(0 <= a < b <= len(text) for a, b in spans)


def test_spans_are_places_in_the_text_as_written() -> None:
    text = "Some. At least 1\u00ad2 peo\u00adple cafe\u0301 \ufb01n"
    tk = tokenize(text, 6)
    assert [text[a:b] for a, b in zip(tk.starts, tk.ends, strict=True)] == [
        "At",
        "least",
        "1\u00ad2",
        "peo\u00adple",
        "cafe\u0301",
        "\ufb01n",
    ]


@pytest.mark.parametrize(
    ("text", "value", "quote"),
    [
        ("2\u202f200 people were killed.", 2200, "2\u202f200 people"),
        ("At least 1\u00a0200 civilians were killed.", 1200, "At least 1\u00a0200 civilians"),
        ("At least 1\u2009200 civilians were killed.", 1200, "At least 1\u2009200 civilians"),
        ("1\u2007200 people were killed.", 1200, "1\u2007200 people"),
        ("1\u200b200 people were killed.", 1200, "1\u200b200 people"),
        ("1'200 people were killed.", 1200, "1'200 people"),
        ("\u0664\u0661\u0665 people were killed.", 415, "\u0664\u0661\u0665 people"),
        ("\u0661\u066c\u0662\u0660\u0660 people were killed.", 1200, "\u0661\u066c\u0662\u0660\u0660 people"),
        ("12 \ufb01ghters were killed.", 12, "12 \ufb01ghters"),
        ("12 peo\u00adple were kil\u00adled.", 12, "12 peo\u00adple"),
        ("\u202b12\u202c civilians were killed.", 12, "12\u202c civilians"),
    ],
)
def test_no_figure_is_lost_or_cut_short_by_how_it_is_written(text: str, value: float, quote: str) -> None:
    (claim,) = read_text(text)
    assert (claim.indicator, claim.value, claim.quote) == ("killed", value, quote)
    assert text[claim.char_start : claim.char_end] == quote
