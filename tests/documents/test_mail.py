"""E-mails: body, headers, attachments."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import samples

from contested.documents import Corpus, Limits, ReadSettings, read_corpus

REPORT = ["Dozens killed", "At least 12 people were killed in the town on Monday, the mayor said."]


def _read(folder: Path, raw: bytes, limits: Limits | None = None) -> Corpus:
    (folder / "a.eml").write_bytes(raw)
    return read_corpus(folder, ReadSettings(limits=limits or Limits()))


def test_attachments_are_documents_of_their_own(tmp_path: Path) -> None:
    attachments = {
        "report.pdf": samples.pdf(REPORT),
        "all.zip": samples.archive({"x.txt": samples.text(REPORT), "x.html": samples.page(REPORT)}),
        "picture.png": b"\x89PNG",
        "logo": b"",
    }
    corpus = _read(tmp_path, samples.mail(REPORT, attachments))
    assert [(d.doc_id, d.file) for d in corpus.documents] == [
        ("a", "a.eml"),
        ("a/all/x.html", "a.eml/all.zip/x.html"),
        ("a/all/x.txt", "a.eml/all.zip/x.txt"),
        ("a/report", "a.eml/report.pdf"),
    ]
    assert [(r.file, r.reason) for r in corpus.rejects] == [
        ("a.eml/logo", "unsupported_format"),
        ("a.eml/picture.png", "unsupported_format"),
    ]


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        (b"", b"12 people were killed.\r\n", "12 people were killed.\n"),
        (b"Content-Type: text/html; charset=utf-8\n", b"<p>12 people</p><p>were killed.</p>", "12 people\n\nwere killed."),
        (
            b"Content-Type: text/plain; charset=windows-1256\n",
            "12 \u062d\u0644\u0628 killed.".encode("cp1256"),
            "12 \u062d\u0644\u0628 killed.",
        ),
        (b"Content-Type: text/plain; charset=no-such\n", b"12 caf\xe9s were hit.", "12 caf\u00e9s were hit."),
        (b"Content-Transfer-Encoding: quoted-printable\n", b"12 caf=C3=A9s were=\n hit.", "12 caf\u00e9s were hit."),
        (b"Content-Transfer-Encoding: base64\n", b"MTIga2lsbGVkLg==", "12 killed."),
    ],
)
def test_bodies(tmp_path: Path, head: bytes, body: bytes, text: str) -> None:
    (document,) = _read(tmp_path, b"From: a@b.example\nMIME-Version: 1.0\n" + head + b"\n" + body).documents
    assert document.text == text


def test_plain_text_comes_before_the_page_beside_it(tmp_path: Path) -> None:
    raw = (
        b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/html\n\n"
        b"<p>the page</p>\n--x\nContent-Type: text/plain\n\nthe text\n--x--\n"
    )
    (document,) = _read(tmp_path, raw).documents
    assert document.text == "the text"


FROM = b"From: Example News <a@b.example>\nSubject: =?utf-8?q?Caf=C3=A9?= hit\nDate: Mon, 05 Dec 2016 23:30:00 +0300\n"
ODD = b"From: =?x-none?b?////?= <a>\nSubject: =?utf-8?b?\xff?=\nDate: Mon, 99 Foo 99999\n"


@pytest.mark.parametrize(
    ("headers", "title", "publisher", "published"),
    [
        (FROM, "Caf\u00e9 hit", "Example News", dt.date(2016, 12, 5)),
        (b"From: a@b.example\nDate: soon\n", None, "a@b.example", None),
        (ODD, "=?utf-8?b?\ufffd?=", "=?x-none?b?////?=", None),
    ],
)
def test_headers(tmp_path: Path, headers: bytes, title: str | None, publisher: str, published: dt.date | None) -> None:
    (document,) = _read(tmp_path, headers + b"\n12 killed.").documents
    assert (document.title, document.publisher, document.published) == (title, publisher, published)
    assert document.text == (f"{title}\n\n12 killed." if title else "12 killed.")


@pytest.mark.parametrize(
    ("raw", "reasons"),
    [
        (b"12 people were killed.", ["damaged"]),
        (b"From: a@b.example\n\n", ["no_text"]),
        (b"From: a@b.example\nContent-Type: image/png\n\nx", ["no_text"]),
        (samples.mail(REPORT, {"b.eml": samples.mail(REPORT, {"c.eml": samples.mail(REPORT)})}), ["too_deep"]),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, raw: bytes, reasons: list[str]) -> None:
    assert [r.reason for r in _read(tmp_path, raw, Limits(depth=1)).rejects] == reasons
