"""docs/lexicon.md names every key there is, and its examples do what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contested.extract.record import parse_document
from contested.lexicon import load_lexicon
from contested.lexicon.load import _packaged
from contested.lexicon.shapes import SHAPES, Entries, Map, Shape, Table
from contested.model import Document


@pytest.fixture(scope="module")
def page(repo_root: Path) -> str:
    return (repo_root / "docs" / "lexicon.md").read_text(encoding="utf-8")


def keys_of(shape: Shape | None, value: Any) -> Iterator[str]:
    """The keys a reader may write, those of the shapes and of the project's tables alike.

    Not the single lists of `reporting` and `places.words.lists`, which are explained where they stand.
    """
    if isinstance(shape, Entries):
        yield from keys_of(shape.entry, {})
    elif isinstance(shape, Table):
        for key in dict.fromkeys((*shape.keys, *(value if isinstance(value, dict) else ()))):
            yield key
            yield from keys_of(shape.at(key), value.get(key) if isinstance(value, dict) else None)
    elif isinstance(shape, Map):
        return


@pytest.mark.parametrize("table", sorted(SHAPES))
def test_every_key_is_documented(table: str, page: str) -> None:
    section = page.split(f"### `{table}`", 1)[1].split("\n### ", 1)[0]
    written = {part for code in re.findall(r"`([^`]+)`", section) for part in re.findall(r"\w+", code)}
    # populations and indicators are listed in words
    written |= set(re.findall(r"\w+", section)) if table in ("groups", "indicators") else set()
    value = {} if table in ("reporting", "places") else _packaged()[table]
    assert sorted(set(keys_of(SHAPES[table], value)) - written) == []


@pytest.mark.parametrize(
    ("table", "path"), [("reporting", ("verbs",)), ("reporting", ("nouns",)), ("reporting", ("frames",)), ("places", ("words", "lists"))]
)
def test_lists_that_are_not_on_the_page_are_explained_where_they_stand(
    table: str, path: tuple[str, ...], page: str, repo_root: Path
) -> None:
    """Each has a comment above it, or stands in a run of lists under one."""
    source = (repo_root / "src" / "contested" / "lexicon" / f"{table}.toml").read_text(encoding="utf-8")
    value = _packaged()[table]
    for key in path:
        value = value[key]
    section = page.split(f"### `{table}`", 1)[1].split("\n### ", 1)[0]
    for key in value:
        paragraph = re.split(rf"^{key} *=", source, maxsplit=1, flags=re.MULTILINE)[0].rsplit("\n\n", 1)[-1]
        assert f"`{key}`" in section or "#" in paragraph, key


def examples(page: str, tmp_path: Path) -> list[Path]:
    paths = []
    for i, block in enumerate(re.findall(r"```toml\n(.*?)```", page, re.DOTALL)):
        paths.append(tmp_path / f"{i}.toml")
        paths[-1].write_text(block, encoding="utf-8")
    return paths


def test_the_examples_can_be_loaded_and_work(page: str, tmp_path: Path) -> None:
    added, changed = examples(page, tmp_path)
    text = "The Orchard Register said helicopters barrel-bombed a good 40 muleteers in Umm Rish. Hala Darwish said nine bone setters died."
    found = [
        (c.source, c.indicator, c.population, c.bound, c.value, c.place) for c in parse_document(Document("d", text), load_lexicon([added]))
    ]
    register = "Orchard Casualty Register"
    assert found[0] == (register, "killed", "civilians", "at_least", 40.0, "Umm Rish")
    assert found[1][:5] == (register, "killed", "civilians", "exact", 9.0)
    lexicon = load_lexicon([changed])
    text = "The Coventry desk said nine residents were killed and 12 cows were gassed."
    assert [(c.source, c.population, c.value) for c in parse_document(Document("d", text), lexicon)] == [
        ("Syrian Observatory for Human Rights", "civilians", 9.0)
    ]
    assert parse_document(Document("d", "12 residents were poisoned."), lexicon) == []
    assert len(parse_document(Document("d", "12 residents were poisoned."), load_lexicon())) == 1
