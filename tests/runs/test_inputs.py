"""The fingerprint of a run: it moves with everything that can change a result, and with nothing else."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from projects import CELLS, write_document, write_notebook

from contested.runs.certificate import compare
from contested.runs.config import load_config
from contested.runs.inputs import READING_CODE, Inputs, code_digest, fingerprint, notebook_digest, read_inputs, stamps, versions


def inputs(project: Path) -> Inputs:
    return read_inputs(load_config(project))


def settings(text: str) -> Callable[[Path], object]:
    return lambda project: (project / "contested.toml").write_text(text, encoding="utf-8")


def edit_output(project: Path) -> None:
    path = project / "notebooks" / "00_corpus.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].outputs = [nbformat.v4.new_output("stream", text="12 claims")]
    notebook.cells[-1].execution_count = 7
    nbformat.write(notebook, path)


CHANGES = [
    (lambda p: write_document(p, "monday.txt", "Nobody was killed."), True),
    (lambda p: write_document(p, "thursday.txt", "Nobody was killed."), True),
    (lambda p: (p / "data/raw/monday.txt").unlink(), True),
    (lambda p: (p / "data/raw/monday.txt").rename(p / "data/raw/sunday.txt"), True),
    (lambda p: write_document(p, "documents.csv", "file,published\nmonday.txt,2016-12-10\n"), True),
    (lambda p: (p / "data/raw/link.txt").symlink_to(p / "data/raw/monday.txt"), True),
    (lambda p: (p / "data/raw/folder").symlink_to(p / "data/raw/notes"), True),
    (lambda p: os.mkfifo(p / "data/raw/pipe.txt"), True),
    (lambda p: write_notebook(p, (*CELLS, ("code", "1 + 1"))), True),
    (settings('[parameters]\nplace = "Homs"'), True),
    (settings('convention = "ucdp"'), True),
    (settings('lexicons = ["mine.toml"]'), True),
    (lambda p: os.utime(p / "data/raw/monday.txt", (0, 0)), False),
    (lambda p: write_document(p, ".hidden.txt", "Nobody was killed."), False),
    (lambda p: write_document(p, "__pycache__/x.txt", "Nobody was killed."), False),
    (edit_output, False),
    (settings("[run]\nwait = 3\nworkers = 1\n[retention]\nruns = 2\n"), False),
    (settings('[sources]\nanything = "data/raw"'), False),
]


@pytest.mark.parametrize(("change", "counts"), CHANGES)
def test_what_counts(project: Path, change: Callable[[Path], object], counts: bool) -> None:
    before = inputs(project)
    change(project)
    after = inputs(project)
    assert (before.digest != after.digest) == counts
    assert (before != after) == counts


def test_a_fingerprint_survives_its_certificate(project: Path) -> None:
    settings('[parameters]\nplace = "Homs"')(project)
    before = inputs(project)
    assert Inputs(**json.loads(json.dumps({n: getattr(before, n) for n in before.__dataclass_fields__}))) == before


def test_of_several_sources_the_name_stands_before_their_files(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "monday.txt").write_text("x")
    assert set(fingerprint({"a": project / "data/raw", "b": other})) == {
        "a/documents.csv", "a/monday.txt", "a/notes/wednesday.txt", "a/tuesday.txt", "b/monday.txt",
    }  # fmt: skip
    assert set(fingerprint({"b": other})) == {"monday.txt"}
    assert set(fingerprint({"c": other / "monday.txt"})) == {"monday.txt"}
    assert fingerprint({"d": tmp_path / "gone"}) == {"gone": "cannot be read: No such file or directory"}


def test_two_lexicons_in_another_order_are_other_words(project: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (project / name).write_text(f"# {name}\n")
    settings('lexicons = ["a.toml", "b.toml"]')(project)
    before = inputs(project)
    settings('lexicons = ["b.toml", "a.toml"]')(project)
    assert inputs(project).digest != before.digest


def test_the_code_of_reading_is_a_part_of_the_code() -> None:
    assert code_digest() != code_digest(READING_CODE)
    assert code_digest(("charts",)) != code_digest(("report",))
    assert len(code_digest()) == 64


def test_libraries_are_named_with_their_versions() -> None:
    found = versions()
    assert {"python", "pandas", "pyarrow", "papermill"} <= set(found)
    assert all(v[0].isdigit() for name, v in found.items() if name != "platform")


def test_a_tag_of_a_cell_counts(project: Path) -> None:
    path = project / "notebooks" / "00_corpus.ipynb"
    before = notebook_digest(path)
    write_notebook(project, (*CELLS[:2], ("parameters", CELLS[2][1])))
    assert notebook_digest(path) != before


def test_stamps_see_a_file_that_is_written_to(project: Path) -> None:
    sources = load_config(project).sources
    before = stamps(sources)
    assert before == stamps(sources)
    write_document(project, "monday.txt", "Nobody was killed, and nobody was hurt.")
    assert len(before.items() ^ stamps(sources).items()) == 2


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"a": 1}, {"a": 1}, {}),
        ({"a": 1, "b": 2}, {"b": 3, "c": 4}, {"a": "gone", "b": "changed", "c": "new"}),
        ({"a": None}, {}, {"a": "gone"}),
        ({}, {"a": None}, {"a": "new"}),
    ],
)
def test_compare(before: dict[str, object], after: dict[str, object], found: dict[str, str]) -> None:
    assert compare(before, after) == found
