"""Names of files as tables hold them, and ids that no two documents share."""

from __future__ import annotations

import os

import pytest

from contested.documents.names import Ids, path_ids, printable


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"a.txt", "a.txt"),
        ("caf\u00e9/\u062d\u0644\u0628.txt".encode(), "caf\u00e9/\u062d\u0644\u0628.txt"),
        (b"a\xff.txt", "a\\xff.txt"),
        (b"a\nb\x1b.txt", "a\\x0ab\\x1b.txt"),
    ],
)
def test_printable(raw: bytes, shown: str) -> None:
    assert printable(os.fsdecode(raw)) == shown


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (["a.txt", "b.txt"], ["a", "b"]),
        (["a.txt", "a.html"], ["a.txt", "a.html"]),
        (["a.txt", "a.html", "a.html.txt"], ["a.txt", "a.html", "a.html.txt"]),
        (["a", "a.txt"], ["a", "a.txt"]),
        (["x/a.txt", "y/a.txt", ".txt"], ["x/a", "y/a", ".txt"]),
    ],
)
def test_path_ids(names: list[str], ids: list[str]) -> None:
    assert list(path_ids(names).values()) == ids


def test_ids_of_records() -> None:
    ids = Ids(["a"])
    asked = [("7", "a"), ("7", "a"), ("7", "b"), ("7", "b"), ("a", "a"), (None, "a"), (" x \n y ", "a"), ("7#2", "a")]
    given = [ids.of_record(record, 4, file)[0] for record, file in asked]
    assert given == ["7", "7#2", "b/7", "b/7#2", "a/a", "a#4", "x y", "7#2#2"]
    long = [ids.of_record("x" * 500 + end, 1, "a") for end in "yz"]
    assert len({given for given, _ in long}) == 2
    assert not any(again for _, again in long)
    assert all(len(given) == 120 for given, _ in long)
    assert [ids.of_member("a/b  c", "a") for _ in range(3)] == ["a/b  c", "a/b  c#2", "a/b  c#3"]
