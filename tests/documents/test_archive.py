"""ZIP archives: as folders, within limits."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import samples
import traps

from contested.documents import Corpus, Limits, ReadSettings, read_corpus

REPORT = ["Dozens killed", "At least 12 people were killed in the town on Monday, the mayor said."]
GOOD = samples.text(REPORT)
BLANK = b" " * 2000
FIRST_ONLY = [("a.zip/x.txt", "empty"), ("a.zip/y.txt", "archive_bomb")]


def _read(folder: Path, raw: bytes, limits: Limits | None = None, listing: str | None = None) -> Corpus:
    (folder / "a.zip").write_bytes(raw)
    if listing:
        (folder / "documents.csv").write_text(listing)
    return read_corpus(folder, ReadSettings(limits=limits or Limits()))


def test_members_are_read_as_if_they_lay_in_a_folder(tmp_path: Path) -> None:
    members = {
        "x.txt": GOOD,
        "x.md": GOOD,
        "deep/y.txt": GOOD,
        "README.txt": GOOD,
        "__MACOSX/y.txt": b"\x00",
        ".hidden.txt": GOOD,
        "n.csv": samples.table(REPORT),
    }
    corpus = _read(tmp_path, samples.archive(members))
    assert [(d.doc_id, d.file) for d in corpus.documents] == [
        ("a/deep/y", "a.zip/deep/y.txt"),
        ("a/x.md", "a.zip/x.md"),
        ("a/x.txt", "a.zip/x.txt"),
        ("c-1", "a.zip/n.csv"),
    ]
    assert not corpus.rejects


def test_a_listing_inside_and_one_outside(tmp_path: Path) -> None:
    inside = b"file,publisher,published,note\nx.txt,Inside,2016-12-05,by hand\ny.txt,Inside,2016-12-05,\n"
    outside = "file,publisher\na.zip/y.txt,Outside\na.zip/gone.txt,Nobody\n"
    corpus = _read(tmp_path, samples.archive({"documents.csv": inside, "x.txt": GOOD, "y.txt": GOOD}), listing=outside)
    assert [(d.publisher, d.published, d.note) for d in corpus.documents] == [
        ("Inside", dt.date(2016, 12, 5), "by hand"),
        ("Outside", dt.date(2016, 12, 5), None),
    ]


@pytest.mark.parametrize(
    ("raw", "limits", "rejects"),
    [
        (b"PK\x03\x04 and no more", Limits(), [("a.zip", "damaged")]),
        (samples.archive({}), Limits(), [("a.zip", "empty")]),
        (samples.archive({"x.bin": b"x"}), Limits(), [("a.zip/x.bin", "unsupported_format")]),
        (traps.zip_with_a_password(), Limits(), [("a.zip/a.txt", "encrypted")]),
        (traps.zip_that_lies(), Limits(), [("a.zip/a.txt", "damaged")]),
        (samples.archive({"../x.txt": GOOD}), Limits(), [("a.zip/../x.txt", "outside_corpus")]),
        (samples.archive({"/y.txt": GOOD}), Limits(), [("a.zip//y.txt", "outside_corpus")]),
        (samples.archive({"C:\\z.txt": GOOD}), Limits(), [("a.zip/C:/z.txt", "outside_corpus")]),
        (traps.zip_with_links(), Limits(), [("a.zip/link.txt", "special_file"), ("a.zip/pipe.txt", "special_file")]),
        (samples.archive({"x.txt": GOOD, "y.txt": GOOD, "z.txt": GOOD}), Limits(members=2), [("a.zip", "too_many_members")]),
        (samples.archive({"x.txt": bytes(5000)}), Limits(bytes=4000), [("a.zip/x.txt", "archive_bomb")]),
        (samples.archive({"x.txt": BLANK, "y.txt": BLANK}), Limits(expanded=3000), FIRST_ONLY),
        (samples.archive({"b.zip": samples.archive({"x.txt": GOOD})}), Limits(depth=1), [("a.zip/b.zip/x.txt", "too_deep")]),
        (traps.zip_with_a_bad_listing(), Limits(), [("a.zip/documents.csv", "bad_listing")]),
    ],
)
def test_what_is_not_read_is_named(tmp_path: Path, raw: bytes, limits: Limits, rejects: list[tuple[str, str]]) -> None:
    corpus = _read(tmp_path, raw, limits)
    assert sorted((r.file, r.reason) for r in corpus.rejects) == sorted(rejects)


def test_members_of_inner_archives_count_towards_the_limit(tmp_path: Path) -> None:
    inner = samples.archive({f"{i}.txt": GOOD for i in range(4)})
    corpus = _read(tmp_path, samples.archive({f"{i}.zip": inner for i in range(4)}), Limits(members=8))
    assert 0 < len(corpus.documents) <= 8
    assert {r.reason for r in corpus.rejects} == {"too_many_members"}
