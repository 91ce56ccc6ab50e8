"""Markdown: the words without the marks, and what the head of the file says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from contested.documents import read_corpus
from contested.documents.markdown import markdown_text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# Toll\n\nAt least **415** people\nwere *killed*.", "Toll\n\nAt least 415 people were killed."),
        ("- 12 killed\n- [4,000](https://example.org) fled\n  since then\n", "12 killed\n\n4,000 fled since then"),
        ("One line  \nand another<br>and `one` more", "One line\nand another\nand one more"),
        ("| District | Killed |\n|---|---:|\n| Hanano | 12 |\n", "| District | Killed |\n| Hanano | 12 |"),
        ("> 12 killed\n\n```\n9 hurt\n```\n\n    4 fled\n", "12 killed\n\n9 hurt\n\n4 fled"),
        ("<p>12 &amp; more</p>\n\n<!-- hidden -->\n", "12 & more"),
        ("1 * 2 and snake_case_words &mdash; 1\\*2", "1 * 2 and snake_case_words \u2014 1*2"),
        ("![a picture of ruins](x.png)", "a picture of ruins"),
    ],
)
def test_words_without_marks(markdown: str, text: str) -> None:
    assert markdown_text(markdown) == text


@pytest.mark.parametrize(
    ("head", "title", "published", "kinds"),
    [
        ("---\ntitle: 'A title'\ndate: 2016-12-05\nsource: The Wire\n---\n", "A title", dt.date(2016, 12, 5), []),
        ("---\nTitle: A title\nDate: soon\n---\n", "A title", None, ["date_unreadable"]),
        ("---\n- no pairs\n---\n", None, None, []),
        ("", None, None, []),
    ],
)
def test_the_head_of_the_file(tmp_path: Path, head: str, title: str | None, published: dt.date | None, kinds: list[str]) -> None:
    (tmp_path / "a.md").write_text(f"{head}12 were killed.\n")
    (document,) = read_corpus(tmp_path).documents
    assert document.text == (f"{title}\n\n12 were killed." if title else "12 were killed.")
    assert (document.title, document.published) == (title, published)
    assert [o.kind for o in document.oddities] == kinds
