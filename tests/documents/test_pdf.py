"""PDF: paragraphs from lines, columns in order, words joined that the end of a line had cut."""

from __future__ import annotations

from pathlib import Path

import pytest
import samples

from contested.documents import Limits, ReadSettings, Reject, read_corpus
from contested.documents.pdf import Line, paragraphs
from contested.model import Document


def _read(folder: Path, raw: bytes, limits: Limits | None = None) -> Document | Reject:
    (folder / "a.pdf").write_bytes(raw)
    corpus = read_corpus(folder, ReadSettings(limits=limits or Limits()))
    (item,) = [*corpus.documents, *corpus.rejects]
    return item


def _column(lines: list[str], *, x: float = 72, top: float = 700, page: int = 0, size: float = 11) -> list[Line]:
    """Lines of a fixed width below each other."""
    return [Line(t, page, x, top - 14 * i, x + 6 * len(t), size) for i, t in enumerate(lines) if t]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        # wrapped lines go on; a blank line or a short last line ends a paragraph
        ("At least 12 people were killed/when Syrian and Russian planes/struck a market.", None),
        ("At least 12 people were killed/in Hanano./Another 40 were wounded there,/it said.", "{0} {1}\n\n{2} {3}"),
        ("A headline in one line//At least 12 people were killed/in Hanano.", "{0}\n\n{2} {3}"),
        # a cut word is joined, a compound keeps its hyphen
        ("The fighting went on in a neigh-/bourhood of the city.", "The fighting went on in a neighbourhood of the city."),
        ("They fled from the neigh\u2010/bourhood of the city.", "They fled from the neighbourhood of the city."),
        ("They fled from the twenty-/three villages there.", "{0}{1}"),
        ("An air raid on positions of al-/Nusra killed 12 people.", "{0}{1}"),
        ("The well-to-do fled; the well-to-/do came back to it.", "{0}{1}"),
        ("The cease-fire held. The cease-/fire ended with it.", "{0}{1}"),
        ("The ceasefire held. The cease-/fire ended with it.", "The ceasefire held. The ceasefire ended with it."),
        # rows of a table stay rows
        ("District Killed/Hanano 12/Bustan 31", "{0}\n{1}\n{2}"),
    ],
)
def test_paragraphs(written: str, text: str | None) -> None:
    """`written` has a slash where a line ends; `text` names the lines by number, None: they are one paragraph."""
    lines = written.split("/")
    assert paragraphs(_column(lines)) == (text.format(*lines) if text else " ".join(lines))


def test_columns_and_pages_go_on_where_a_sentence_does() -> None:
    left = _column(["At least 12 people were killed", "when planes struck a market in"])
    right = _column(["Hanano and a clinic near it, a", "doctor said."], x=320)
    after = _column(["The army denied it.", "", ""], page=1)
    assert paragraphs([*left, *right, *after]) == (
        "At least 12 people were killed when planes struck a market in Hanano and a clinic near it, a doctor said.\n\nThe army denied it."
    )


def test_a_heading_of_another_size_stands_alone() -> None:
    head = _column(["Toll of the offensive"], size=16)
    body = _column(["at least 12 people were killed", "in Hanano."], top=686)
    assert paragraphs([*head, *body]) == "Toll of the offensive\n\nat least 12 people were killed in Hanano."


def test_headers_and_footers_are_left_out_and_counted(tmp_path: Path) -> None:
    pages = [
        [
            (72, 760, "Situation Report - Aleppo"),
            (72, 700, f"On day {i} at least {i + 10} people were killed."),
            (300, 40, f"Page {i} of 4"),
        ]
        for i in range(1, 5)
    ]
    document = _read(tmp_path, samples.pdf_of(pages))
    assert "Situation" not in document.text
    assert "Page" not in document.text
    assert document.text.count("people were killed") == 4
    assert [(o.kind, o.n) for o in document.oddities] == [("running_line", 8)]


def test_pages_without_text_are_counted(tmp_path: Path) -> None:
    document = _read(tmp_path, samples.pdf_of([[(72, 700, "12 people were killed.")], [], []]))
    assert [(o.kind, o.n) for o in document.oddities] == [("page_without_text", 2)]


@pytest.mark.parametrize(
    ("raw", "limits", "reason"),
    [
        (b"%PDF-1.4\nnothing", Limits(), "damaged"),
        (samples.pdf_of([[], []]), Limits(), "no_text"),
        (samples.pdf_of([[(72, 700, "12 killed.")]] * 3), Limits(pages=2), "too_many_pages"),
        (samples.pdf(["12 people were killed."] * 20), Limits(bytes=500), "too_many_bytes"),
        (samples.pdf(["12 people were killed."] * 200), Limits(characters=500), "too_many_characters"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, raw: bytes, limits: Limits, reason: str) -> None:
    reject = _read(tmp_path, raw, limits)
    assert isinstance(reject, Reject)
    assert reject.reason == reason
