"""`contested explain`: what was read, marked in its sentence, and why the rest was not."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from contested.cli import app
from contested.errors import DocumentError, LexiconError, UsageError
from contested.explain import explain_document, explain_file
from contested.extract.reasons import is_worth_explaining, unread
from contested.extract.record import read_document
from contested.lexicon import load_lexicon
from contested.marks import Mark, mark_sentence, plain
from contested.model import Document
from contested.text import TextView

LEXICON = load_lexicon()
ANSI = re.compile(r"\x1b\[[\d;]*m")


def explained(text: str) -> list[str]:
    return list(explain_document(Document("d", text), LEXICON))


MARKED: list[tuple[str, str]] = [
    (
        "At least 15 shepherds and 4 rebel fighters were killed.",
        "[quote|[hedge|At least] [number|15] [group|shepherds]] and [quote|[number|4] [group|rebel fighters]] were [trigger|killed].",
    ),
    ("Shelling killed 15 or more villagers.", "Shelling [trigger|killed] [quote|[number|15] [hedge|or more] [group|villagers]]."),
    ("They counted 12 deaths.", "They counted [quote|[number|12] [group|[trigger|deaths]]]."),
    ("Nearly two dozen families fled.", "[quote|[hedge|Nearly] [number|two dozen] [group|families]] [trigger|fled]."),
    ("Hundreds of women were wounded.", "[quote|[number|Hundreds] [group|of women]] were [trigger|wounded]."),
    ("The army captured 12 villages.", "The army [trigger|captured] [quote|[number|12] [place|villages]]."),
    ("The army retook the village of Umm Rish.", "The army [quote|[trigger|retook] the village of Umm Rish]."),
    (
        "Rebels hold more than 40 percent of the province.",
        "Rebels [trigger|hold] [quote|[hedge|more than] [number|40 percent] [place|of the province]].",
    ),
]


@pytest.mark.parametrize(("text", "marked"), MARKED)
def test_the_words_of_a_figure_are_marked(text: str, marked: str) -> None:
    assert f"  {marked}" in explained(text)


# (sentence, the words without a figure, the reason)
REASONS: list[tuple[str, str, str]] = [
    ("The club has 40 members.", "40 members", "no word of an indicator in the sentence"),
    ("Jets flew 20 air strikes and killed nobody.", "20 air strikes", "counts things (air strikes)"),
    ("The dead were found in 12 houses.", "12 houses", "counts things (houses)"),
    ("The statement of 26 November 2016 named the dead.", "26 November 2016", "a date"),
    ("In 2016 the dead were buried.", "2016", "a year"),
    ("They fled at 10:30 pm.", "10:30", "a time"),
    ("They fled 40 km on foot.", "40", "a time, a length, an age or a measure (40 km)"),
    ("The dead were owed $300.", "$300", "money"),
    ("The 46th Regiment buried the dead.", "46th", "part of a name"),
    ("Resolution 2328 mourned the dead.", "2328", "a name, a label or an age (Resolution 2328)"),
    ("The village was attacked by 20 gunmen, who killed nobody.", "20 gunmen", "who did it, not who suffered (by 20 gunmen)"),
    ("20 gunmen killed a guard.", "20 gunmen", "who did it, not who suffered"),
    ("None of the 12 passengers were wounded.", "the 12 passengers", "negated (None of the 12 passengers)"),
    ("12 passengers were not wounded.", "12 passengers", "negated (not)"),
    ("Some 30 people came to bury the dead.", "Some 30 people", "no governing verb found"),
    ("The dead came from 12 villages.", "12 villages", "counts places (villages)"),
    ("The rebels hope to capture the town.", "capture", "not told as done (hope to capture)"),
    ("The army controls the city.", "controls", "a word of control, but no place or share"),
]


@pytest.mark.parametrize(("text", "words", "reason"), REASONS)
def test_a_number_without_a_figure_has_its_reason(text: str, words: str, reason: str) -> None:
    lines = [line for line in explained(text) if line.startswith(f'  no figure: "{words}": ')]
    assert len(lines) == 1, explained(text)
    assert reason in lines[0]


def test_a_claim_names_what_was_read_and_by_which_rule() -> None:
    text = "DAMASCUS, 2 March 2017\n\nThe Orchard Register reported on 1 March that at least 15 shepherds had been killed in Homs."
    lines = "\n".join(explained(text))
    claim = read_document(Document("d", text), LEXICON).claims[0]
    assert f"  {claim.claim_id}  killed, {claim.population}, 15 persons, bound at_least" in lines
    assert f"    figure  rule {claim.rule}" in lines
    assert re.search(r'    source  .*"The Orchard Register"|    source  .*Orchard Register', lines)
    assert re.search(r"    place   Homs, \"Homs\"  rule \w+", lines)
    assert re.search(r"    period  .*2017-03-01.*  rule \w+", lines)
    assert "    status  asserted" in lines


def test_sentences_without_number_or_control_are_left_out() -> None:
    lines = explained("The sky was grey.\n\n12 people died.\n\nNobody spoke.")
    assert [line for line in lines if line.startswith("sentence")] == ["sentence 2, line 3"]


PIECES = st.sampled_from(
    [
        *"12 civilians were killed and wounded by 20 gunmen captured 46th 10:30 $5 May 2016".split(),
        *"half percent dozens , . including children IS ( - fled".split(),
        *("at least", "of them", "the town", "none of", "\n\n", "Homs", "said", "the loss of", "control of", "how many", "one family"),
    ]
)


@given(st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=25).map(" ".join)))
@settings(max_examples=250, deadline=None)
def test_explaining_agrees_with_parsing_on_any_text(text: str) -> None:
    """Each claim stands there once; the marks only add brackets; what has a reason is in no quote."""
    document = Document("d", text)
    reading = read_document(document, LEXICON)
    lines = list(explain_document(document, LEXICON))
    assert sorted(line.split()[0] for line in lines if re.match(r"  [0-9a-f]{12}  ", line)) == sorted(c.claim_id for c in reading.claims)
    sentences = {" ".join(plain(reading.view.sentence_text(s.index)).split()) for s in reading.view.sentences}
    for line, after in pairwise(lines):
        if re.match(r"sentence \d+, line \d+$", line) and "[" not in text and "]" not in text and "|" not in text:
            bare = re.sub(r"\[(?:quote|hedge|number|group|place|trigger)\||\]", "", after)
            assert " ".join(bare.split()) in sentences
    for s in reading.view.sentences:
        spans = [(c.char_start or 0, c.char_end or 0) for c in reading.claims]
        for u in unread(reading.view, s.index, spans, LEXICON):
            assert s.start <= u.start < u.end <= s.end
            assert is_worth_explaining(reading.view, s.index, LEXICON)


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(1, 12), st.sampled_from(["quote", "hedge", "trigger"])), max_size=5))
def test_brackets_pair_even_where_marks_cross(spans: list[tuple[int, int, str]]) -> None:
    view = TextView.of(Document("d", "abcdefghijkl"))
    marks = [Mark(min(a, b), max(a, b), role) for a, b, role in spans if a != b]
    marked = mark_sentence(view, 0, marks)
    assert marked.count("[") == marked.count("]")
    assert re.sub(r"\[\w+\||\]", "", marked) == "abcdefghijkl"
    assert ANSI.sub("", mark_sentence(view, 0, marks, color=True)) == "abcdefghijkl"


def test_colours_only_where_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text("12 people were killed.", encoding="utf-8")
    assert not any("\x1b" in line for line in explain_file(path))
    coloured = list(explain_file(path, color=True))
    assert any("\x1b[" in line for line in coloured)
    assert "  12 people were killed." in [ANSI.sub("", line) for line in coloured]


def test_a_text_cannot_steer_the_terminal() -> None:
    lines = explained("12 people \x1b[31mwere killed\x07 in \u202eHoms.")
    assert not any(c in line for line in lines for c in "\x1b\x07\u202e")


def test_a_lexicon_of_ones_own_is_explained_too(tmp_path: Path) -> None:
    path, own = tmp_path / "one.txt", tmp_path / "my.toml"
    path.write_text("Helicopters barrel-bombed 14 villagers.", encoding="utf-8")
    own.write_text('[[indicators.verb]]\nindicator = "killed"\nframe = "transitive"\nlemmas = ["barrel-bomb"]\n', encoding="utf-8")
    assert any("no word of an indicator" in line for line in explain_file(path))
    assert "  Helicopters [trigger|barrel-bombed] [quote|[number|14] [group|villagers]]." in list(explain_file(path, [own]))


def folder(path: Path) -> Path:
    return path


def binary(path: Path) -> Path:
    (path / "b.txt").write_bytes(b"\x00\x01\x02")
    return path / "b.txt"


@pytest.mark.parametrize(("make", "error", "says"), [(folder, UsageError, "is a folder"), (binary, DocumentError, "not_text")])
def test_what_cannot_be_explained(tmp_path: Path, make: Callable[[Path], Path], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        list(explain_file(make(tmp_path)))


def test_the_command_prints_it(tmp_path: Path) -> None:
    path, own = tmp_path / "one.txt", tmp_path / "my.toml"
    path.write_text("12 people were killed.", encoding="utf-8")
    run = CliRunner().invoke(app, ["explain", str(path)])
    assert run.exit_code == 0
    assert "[quote|[number|12] [group|people]] were [trigger|killed]." in run.output
    own.write_text('[groups.nouns]\ncivilian = ["x"]', encoding="utf-8")
    broken = CliRunner().invoke(app, ["explain", str(path), "--lexicon", str(own)])
    assert isinstance(broken.exception, LexiconError)
