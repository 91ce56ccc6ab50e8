"""Word documents: everything a reader sees, in order."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
import samples
import traps

from contested.documents import Limits, ReadSettings, Reject, read_corpus
from contested.model import Document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _read(folder: Path, raw: bytes, limits: Limits | None = None) -> Document | Reject:
    (folder / "a.docx").write_bytes(raw)
    corpus = read_corpus(folder, ReadSettings(limits=limits or Limits()))
    (item,) = [*corpus.documents, *corpus.rejects]
    return item


def _body(xml: str) -> bytes:
    """A document with this body."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(samples.word(["x"]))) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            mine = f"<w:document {W}><w:body>{xml}</w:body></w:document>".encode()
            new.writestr(info.filename, mine if info.filename == "word/document.xml" else old.read(info))
    return out.getvalue()


def test_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("Before the table.")
    table = word.add_table(2, 2)
    for cell, words in zip([c for row in table.rows for c in row.cells], ["District", "Killed", "Hanano", "12"], strict=True):
        cell.text = words
    word.add_paragraph("After the table.")
    out = io.BytesIO()
    word.save(out)
    assert _read(tmp_path, out.getvalue()).text == "Before the table.\n\n| District | Killed |\n| Hanano | 12 |\n\nAfter the table."


def _run(words: str) -> str:
    return f"<w:r><w:t>{words}</w:t></w:r>"


def _table(cell: str) -> str:
    return f"<w:tbl><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>"


DELETED = "<w:del><w:r><w:delText>Or 13.</w:delText></w:r></w:del>"


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (f"<w:p>{_run('At least ')}<w:ins>{_run('12 people')}</w:ins>{_run(' died.')}</w:p>", "At least 12 people died."),
        (f"<w:p>{_run('At least 12')}{DELETED}{_run(' died.')}</w:p>", "At least 12 died."),
        (
            f"<w:p><w:hyperlink>{_run('12 died')}</w:hyperlink><w:r><w:br/><w:t>in</w:t><w:tab/><w:t>all.</w:t></w:r></w:p>",
            "12 died\nin\tall.",
        ),
        (f"<w:sdt><w:sdtContent><w:p>{_run('12 died.')}</w:p></w:sdtContent></w:sdt>", "12 died."),
        ("<w:p><w:r><w:t>neigh</w:t><w:softHyphen/><w:t>bourhood</w:t></w:r></w:p>", "neigh\u00adbourhood"),
        (_table(_table(f"<w:p>{_run('12')}</w:p>")), "| | 12 | |"),
    ],
)
def test_what_a_reader_sees(tmp_path: Path, xml: str, text: str) -> None:
    assert _read(tmp_path, _body(xml)).text == text


def test_deletions_are_counted(tmp_path: Path) -> None:
    document = _read(tmp_path, _body(f"<w:p>{_run('12 died.')}{DELETED}</w:p>"))
    assert [(o.kind, o.n) for o in document.oddities] == [("deleted_text", 1)]


@pytest.mark.parametrize(
    ("raw", "limits", "reason"),
    [
        (b"PK\x03\x04 and no more", Limits(), "damaged"),
        (b"12 people were killed.", Limits(), "damaged"),
        (_body("<w:p/>"), Limits(), "no_text"),
        (traps.docx_without_a_body(), Limits(), "damaged"),
        (traps.docx_too_deep(), Limits(), "damaged"),
        (traps.docx_of_laughs(), Limits(), "damaged"),
        (samples.word(["12 people were killed."]), Limits(members=3), "too_many_members"),
        (traps.docx_of_zeros(), Limits(), "archive_bomb"),
        (_body("<w:p><w:r><w:t>" + "12 killed. " * 100 + "</w:t></w:r></w:p>"), Limits(characters=500), "too_many_characters"),
    ],
    ids=["cut", "text", "blank", "no body", "deep", "entities", "parts", "zeros", "long"],
)
def test_what_cannot_be_read(tmp_path: Path, raw: bytes, limits: Limits, reason: str) -> None:
    reject = _read(tmp_path, raw, limits)
    assert isinstance(reject, Reject)
    assert reject.reason == reason


def test_entities_read_no_files(tmp_path: Path) -> None:
    item = _read(tmp_path, traps.docx_that_reads_files())
    assert isinstance(item, Reject) or "root:" not in item.text
