"""docs/figures.md names every rule: each with an example that the rule reads, and with the module it stands in."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import contested.extract
from contested.extract import reader
from contested.extract.figures import Words, compile_words
from contested.extract.reader import find_figures
from contested.lexicon import Lexicon, load_lexicon
from contested.model import Document, Figure
from contested.text import TextView

DOCS = Path(__file__).parents[2] / "docs" / "figures.md"
CASES = Path(__file__).parent / "cases" / "figures.txt"
ROW = re.compile(r"^\| `(?P<rule>\w+)` \| (?P<example>.+) \| `(?P<module>[\w/]+\.py)` \|$", re.MULTILINE)

ROWS = [(m["rule"], m["example"].replace("<br>", "\n").replace("\\|", "|"), m["module"]) for m in ROW.finditer(DOCS.read_text("utf-8"))]


def figures_of(text: str, lexicon: Lexicon) -> list[Figure]:
    return find_figures(TextView.of(Document("text", text)), lexicon)


def case_texts() -> list[str]:
    blocks = re.split(r"\n[ \t]*\n", CASES.read_text(encoding="utf-8"))
    texts = ("\n".join(line for line in block.split("\n") if line.strip() and not line.startswith(("#", "="))) for block in blocks)
    return [text for text in texts if text]


def test_each_rule_is_named_once() -> None:
    assert len({rule for rule, _, _ in ROWS}) == len(ROWS) >= 40


@pytest.mark.parametrize(("rule", "example", "module"), ROWS, ids=[rule for rule, _, _ in ROWS])
def test_the_example_is_read_by_its_rule_and_the_module_holds_it(rule: str, example: str, module: str) -> None:
    assert rule in {f.rule for f in figures_of(example, load_lexicon())}
    assert f'"{rule}"' in (Path(contested.extract.__path__[0]) / module).read_text(encoding="utf-8")


def test_every_rule_that_reads_a_case_is_named() -> None:
    read = {f.rule for text in case_texts() for f in figures_of(text, load_lexicon())}
    assert len(read) >= 30
    assert read <= {rule for rule, _, _ in ROWS}


def test_every_rule_name_in_the_code_is_documented() -> None:
    """Also the rules that no case happens to need: a name is given where a figure is made or a candidate governed."""
    folder = Path(contested.extract.__path__[0])
    given = re.compile(r',\s+"([a-z]+(?:_[a-z]+)*)",\s+(?:np\.head|c\.np\.head|c\.end|c\.q\.\w+|colon|m|k|x|k [+-] \d|[\w.\[\]]*trigger)\b')
    files = [*(folder / "figures").glob("*.py"), *(folder / "control").glob("*.py")]
    named = {rule for path in files for rule in given.findall(path.read_text(encoding="utf-8"))}
    assert len(named) >= 25
    assert named <= {rule for rule, _, _ in ROWS}


def test_no_sentence_with_a_figure_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words that let a sentence be read (`TriggerWords.core`) only spare work: reading with every cue finds no more."""
    lexicon = load_lexicon()
    texts = [*case_texts(), *(example for _, example, _ in ROWS)]
    expected = [figures_of(text, lexicon) for text in texts]
    words = lexicon.compiled(compile_words)
    every = Words(words.quantities, words.nouns, replace(words.triggers, core=words.triggers.cues | words.triggers.core))
    monkeypatch.setattr(reader, "compile_words", lambda lexicon: every)
    assert [figures_of(text, lexicon) for text in texts] == expected
