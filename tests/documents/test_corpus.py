"""Reading a folder of documents: nothing good is lost, everything bad is named."""

from __future__ import annotations

import codecs
import datetime as dt
import os
from pathlib import Path

import pytest

from contested.documents import Limits, ReadSettings, Reject, iter_corpus, read_corpus
from contested.errors import UsageError

TEXT = "Ten people were killed in the town on Monday, the mayor said."


def _corpus(folder: Path, files: dict[str, bytes], listing: str | None = None) -> Path:
    for name, raw in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    if listing is not None:
        (folder / "documents.csv").write_text(listing, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("raw", "text", "encoding"),
    [
        (b"Caf\xc3\xa9 bombed", "Café bombed", "utf-8"),
        (codecs.BOM_UTF8 + b"Caf\xc3\xa9 bombed", "Café bombed", "utf-8"),
        (codecs.BOM_UTF16_LE + "Café bombed".encode("utf-16-le"), "Café bombed", "utf-16"),
        (codecs.BOM_UTF16_BE + "Café bombed".encode("utf-16-be"), "Café bombed", "utf-16"),
        (b"Caf\xe9 bombed \x93twice\x94", "Café bombed \u201ctwice\u201d", "cp1252"),
        (b"Caf\xe9 bombed, the agency says \x81 again", "Café bombed, the agency says \ufffd again", "cp1252"),
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n", "utf-8"),
    ],
)
def test_encodings(tmp_path: Path, raw: bytes, text: str, encoding: str) -> None:
    corpus = read_corpus(_corpus(tmp_path, {"a.txt": raw}))
    assert [(d.text, d.encoding) for d in corpus.documents] == [(text, encoding)]
    assert not corpus.rejects


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\n", "empty"),
        ("nul.txt", b"GIF89a\x00\x01\x02", "not_text"),
        ("noise.txt", bytes(range(1, 32)) * 20, "not_text"),
        ("high.txt", b"\x81\x8d\x8f\x90\x9d" * 50, "not_text"),
        ("odd.txt", codecs.BOM_UTF16_LE + b"a", "not_text"),
        ("photo.jpg", b"\xff\xd8\xff", "unsupported_format"),
        ("no_ending", TEXT.encode(), "unsupported_format"),
    ],
)
def test_what_cannot_be_read_is_named_and_harms_nothing(tmp_path: Path, name: str, raw: bytes, reason: str) -> None:
    corpus = read_corpus(_corpus(tmp_path, {"good.txt": TEXT.encode(), name: raw}))
    assert [d.doc_id for d in corpus.documents] == ["good"]
    assert [(r.file, r.reason) for r in corpus.rejects] == [(name, reason)]
    assert corpus.rejects[0].detail


def test_the_listing_gives_what_is_known(tmp_path: Path) -> None:
    listing = "file,title,publisher,published,url,note\na.txt,A title,The Wire,2016-12-05,https://example.org,by hand\n"
    (document,) = read_corpus(_corpus(tmp_path, {"a.txt": TEXT.encode()}, listing)).documents
    assert (document.title, document.publisher, document.published) == ("A title", "The Wire", dt.date(2016, 12, 5))
    assert (document.url, document.note, document.published_from) == ("https://example.org", "by hand", "documents.csv")
    assert len(document.sha256) == 64


@pytest.mark.parametrize(
    ("listing", "rejects", "documents"),
    [
        ("file,published\na.txt,2016-12-05\ngone.txt,2016-12-06\n", [("gone.txt", "missing")], 1),
        ("file,published\na.txt,5 December\n", [("a.txt", "bad_date")], 1),
        ("file,published\na.txt,2016-12-05\na.txt,2016-12-06\n", [("a.txt", "listed_twice")], 1),
        ("file,published\n,2016-12-05\n", [("documents.csv", "bad_listing")], 1),
        ("file\n", [], 1),
    ],
)
def test_faults_of_the_listing(tmp_path: Path, listing: str, rejects: list[tuple[str, str]], documents: int) -> None:
    corpus = read_corpus(_corpus(tmp_path, {"a.txt": TEXT.encode()}, listing))
    assert [(r.file, r.reason) for r in corpus.rejects] == rejects
    assert len(corpus.documents) == documents


def test_a_file_that_is_not_listed_is_read_without_a_date(tmp_path: Path) -> None:
    corpus = read_corpus(_corpus(tmp_path, {"a.txt": TEXT.encode(), "b.txt": TEXT.encode()}, "file,published\na.txt,2016-12-05\n"))
    assert [(d.doc_id, d.published) for d in corpus.documents] == [("a", dt.date(2016, 12, 5)), ("b", None)]


def test_ids_are_unique_paths_without_ending(tmp_path: Path) -> None:
    files = {"a.txt": TEXT.encode(), "deep/a.txt": TEXT.encode(), "deep/b.one.txt": TEXT.encode(), "deep/b.one.TXT": TEXT.encode()}
    corpus = read_corpus(_corpus(tmp_path, files))
    assert [d.doc_id for d in corpus.documents] == ["a", "deep/a", "deep/b.one.TXT", "deep/b.one.txt"]


def test_hidden_files_and_readmes_are_no_documents(tmp_path: Path) -> None:
    corpus = read_corpus(_corpus(tmp_path, {".hidden.txt": b"x", "README.md": b"x", "LICENSE": b"x", "a.txt": TEXT.encode()}))
    assert [d.doc_id for d in corpus.documents] == ["a"]
    assert not corpus.rejects


def test_one_document_alone(tmp_path: Path) -> None:
    folder = _corpus(tmp_path, {"a.txt": TEXT.encode(), "b.txt": TEXT.encode()}, "file,publisher\na.txt,The Wire\ngone.txt,Nobody\n")
    corpus = read_corpus(folder / "a.txt")
    assert [(d.doc_id, d.publisher) for d in corpus.documents] == [("a", "The Wire")]
    assert not corpus.rejects


@pytest.mark.parametrize(
    ("listing", "message"), [("name,published\na.txt,2016\n", "no column `file`"), ('file\n"a.txt\n', "not valid CSV")]
)
def test_a_listing_that_cannot_be_used_stops_with_a_clear_error(tmp_path: Path, listing: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_corpus(_corpus(tmp_path, {"a.txt": TEXT.encode()}, listing))


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        read_corpus(tmp_path / "nowhere")


def test_links_that_stay_inside_are_read_and_others_are_named(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("99 people were killed elsewhere.")
    folder = tmp_path / "corpus"
    _corpus(folder, {"deep/a.txt": TEXT.encode()})
    (folder / "inside.txt").symlink_to("deep/a.txt")
    (folder / "out.txt").symlink_to(outside / "secret.txt")
    (folder / "up.txt").symlink_to("../outside/secret.txt")
    (folder / "out").symlink_to(outside)
    (folder / "again").symlink_to("deep")
    (folder / "round.txt").symlink_to("round.txt")
    (folder / "gone.txt").symlink_to("no-such.txt")
    corpus = read_corpus(folder)
    assert [d.doc_id for d in corpus.documents] == ["deep/a", "inside"]
    assert {r.file: r.reason for r in corpus.rejects} == {
        "out.txt": "outside_corpus",
        "up.txt": "outside_corpus",
        "out": "outside_corpus",
        "again": "linked_folder",
        "round.txt": "unreadable",
        "gone.txt": "unreadable",
    }


def test_a_corpus_that_is_a_link_itself_is_read(tmp_path: Path) -> None:
    _corpus(tmp_path / "real", {"a.txt": TEXT.encode()})
    (tmp_path / "link").symlink_to("real")
    corpus = read_corpus(tmp_path / "link")
    assert [d.doc_id for d in corpus.documents] == ["a"]
    assert not corpus.rejects


def test_what_has_no_contents_of_its_own_never_blocks(tmp_path: Path) -> None:
    for name in ("a.txt", "b.pdf", "c.csv"):
        os.mkfifo(tmp_path / name)
    (tmp_path / "good.txt").write_text(TEXT)
    corpus = read_corpus(tmp_path)
    assert [d.doc_id for d in corpus.documents] == ["good"]
    assert [(r.file, r.reason) for r in corpus.rejects] == [(n, "special_file") for n in ("a.txt", "b.pdf", "c.csv")]
    (reject,) = read_corpus(tmp_path / "a.txt").rejects
    assert reject.reason == "special_file"


@pytest.mark.parametrize("name", [b"a\xff\xfe.txt", b"a\nb.txt", "caf\u00e9.txt".encode(), "\u202ea.txt".encode(), b"n" * 251 + b".txt"])
def test_names_of_any_kind(tmp_path: Path, name: bytes) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(TEXT)
    (document,) = read_corpus(tmp_path).documents
    assert document.file.encode()
    assert document.doc_id == document.file.removesuffix(".txt")
    assert "\n" not in document.file


def test_folders_in_folders_end_somewhere(tmp_path: Path) -> None:
    deep = tmp_path / "/".join(["d"] * 25)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text(TEXT)
    (tmp_path / "d" / "b.txt").write_text(TEXT)
    corpus = read_corpus(tmp_path, ReadSettings(limits=Limits(depth=2)))
    assert [d.doc_id for d in corpus.documents] == ["d/b"]
    assert [(r.file, r.reason) for r in corpus.rejects] == [("/".join(["d"] * 21), "too_deep")]


def test_the_size_of_a_file_and_of_its_text_is_limited(tmp_path: Path) -> None:
    with (tmp_path / "sparse.txt").open("wb") as f:
        f.truncate(5_000_000_000)
    (tmp_path / "long.txt").write_text("killed " * 1000)
    (tmp_path / "good.txt").write_text(TEXT)
    corpus = read_corpus(tmp_path, ReadSettings(limits=Limits(bytes=10_000, characters=5000)))
    assert [d.doc_id for d in corpus.documents] == ["good"]
    assert [(r.file, r.reason) for r in corpus.rejects] == [("long.txt", "too_many_characters"), ("sparse.txt", "too_many_bytes")]


def test_documents_come_one_by_one_in_the_order_of_the_files(tmp_path: Path) -> None:
    files = {"b.txt": TEXT.encode(), "a.csv": f'id,text\n9,"{TEXT}"\n8,"{TEXT} Again."\n'.encode(), "c.txt": b"", "d/a.txt": TEXT.encode()}
    items = list(iter_corpus(_corpus(tmp_path, files)))
    assert [i.file if isinstance(i, Reject) else i.doc_id for i in items] == ["9", "8", "b", "c.txt", "d/a"]
    assert [d.doc_id for d in read_corpus(tmp_path).documents] == ["8", "9", "b", "d/a"]


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("*.txt", ["a.txt"]),
        ("*/*.txt", ["deep/b.txt", "other/c.txt"]),
        ("**/*.txt", ["a.txt", "deep/b.txt", "deep/er/d.txt", "other/c.txt"]),
        ("deep/**/[!b].txt", ["er/d.txt"]),  # names begin below what has no wildcard
        ("[do]*/?.txt", ["deep/b.txt", "other/c.txt"]),
    ],
)
def test_a_pattern_of_files(tmp_path: Path, pattern: str, names: list[str]) -> None:
    for name in ("a.txt", "a.md", "deep/b.txt", "deep/er/d.txt", "other/c.txt", "other/.hidden.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"Words of {name}.", encoding="utf-8")
    (tmp_path / "documents.csv").write_text("file,publisher\ndeep/b.txt,The Wire\ngone.txt,Nobody\n", encoding="utf-8")
    corpus = read_corpus(tmp_path / pattern)
    assert [d.file for d in corpus.documents] == names
    assert not corpus.rejects
    assert {d.file: d.publisher for d in corpus.documents if d.publisher} == ({"deep/b.txt": "The Wire"} if "deep/b.txt" in names else {})


def test_a_pattern_that_no_file_has(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file has a name of this form"):
        read_corpus(tmp_path / "*.txt")
    with pytest.raises(UsageError, match="no such file or folder"):
        read_corpus(tmp_path / "gone" / "*.txt")
