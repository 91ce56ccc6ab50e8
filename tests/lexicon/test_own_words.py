"""A lexicon file of one's own at work: each row a file, a sentence, and what only that file makes of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from contested.cli import app
from contested.extract.record import parse_document
from contested.lexicon import load_lexicon
from contested.model import Claim, Document
from contested.tables import read_tables


def claims_of(text: str, *lexicons: Path) -> list[Claim]:
    return parse_document(Document("d", text), load_lexicon(lexicons))


def own_file(tmp_path: Path, toml: str, name: str = "my.toml") -> Path:
    path = tmp_path / name
    path.write_text(toml, encoding="utf-8")
    return path


VERB = '[[indicators.verb]]\nindicator = "killed"\nframe = "transitive"\n'

# (file, sentence, the claim's fields with the file; without it no claim has them all)
ADDED: list[tuple[str, str, dict[str, Any]]] = [
    (
        VERB + 'lemmas = ["barrel-bomb"]',
        "Helicopters barrel-bombed 14 villagers near the river.",
        {"indicator": "killed", "value": 14.0},
    ),
    (
        VERB + 'lemmas = ["barrel-bomb"]',
        "At least 14 villagers were barrel-bombed near the river.",
        {"indicator": "killed", "value": 14.0, "bound": "at_least"},
    ),
    (
        VERB + 'lemmas = ["smite"]\nirregular = { smite = ["smites", "smote", "smitten", "smiting"] }',
        "The column smote 30 militiamen on the road.",
        {"indicator": "killed", "value": 30.0},
    ),
    (
        '[[indicators.adjective]]\nindicator = "injured"\nwords = ["shell-shocked"]', 
        "12 people were shell-shocked.",
        {"indicator": "injured", "value": 12.0},
    ),
    (
        '[[indicators.noun]]\nindicator = "killed"\nstrong = ["slayings"]', 
        "The group counted 12 slayings in March.",
        {"indicator": "killed", "value": 12.0},
    ),
    ('[indicators.phrases]\nkilled = ["breathed their last"]', "12 people breathed their last.", {"indicator": "killed", "value": 12.0}),
    ('[groups.nouns]\ncivilians = ["muleteers"]', "Nine muleteers were killed.", {"population": "civilians", "value": 9.0}),
    ('[groups.nouns]\naid_workers = ["bone setters"]', "Nine bone setters were killed.", {"population": "aid_workers", "value": 9.0}),
    # a word given to one list leaves the list it stood in
    ('[groups.nouns]\ncivilians = ["residents"]', "Nine residents were killed.", {"population": "civilians", "value": 9.0}),
    ('[quantities.hedges]\nat_least = ["a good"]', "A good 40 people were killed.", {"bound": "at_least", "value": 40.0}),
    ('[quantities.hedges]\napprox = ["over"]', "Over 40 people were killed.", {"bound": "approx", "value": 40.0}),
    ('[quantities.hedges]\nremove = ["over"]\napprox = ["over"]', "Over 40 people were killed.", {"bound": "approx", "value": 40.0}),
    ('[quantities.hedges_after]\nat_most = ["tops"]', "40 tops were killed in the raid.", {"bound": "at_most", "value": 40.0}),
    ('[quantities.units]\nnaught-and-forty = 40', "Naught-and-forty people were killed.", {"value": 40.0}),
    ('[quantities.vague]\nplural = ["umpteens"]', "Umpteens of people were killed.", {"vague_term": "umpteens"}),
    ('[quantities.vague.phrases]\n"a sprinkling of" = "handful"', "A sprinkling of people were killed.", {"vague_term": "handful"}),
    ('[control.take]\nsure = ["snaffle"]', "The rebels snaffled Umm Rish.", {"indicator": "control_change", "quote": "snaffled Umm Rish"}),
    ('[status.reported]\nwords = ["hearsay"]', "By hearsay, 12 people were killed.", {"value": 12.0, "status": "reported"}),
    (
        '[[sources.source]]\nname = "Orchard Casualty Register"\nkind = "ngo"\naliases = ["OCR", "the Orchard Register"]',
        "The Orchard Register said 12 people were killed.",
        {"source": "Orchard Casualty Register", "source_type": "ngo"},
    ),
    # an alias the project gives to another body goes to one's own
    (
        '[[sources.source]]\nname = "Star Observatory"\nkind = "media"\naliases = ["SOHR"]',
        "SOHR said 12 people were killed.",
        {"source": "Star Observatory", "source_type": "media"},
    ),
    # an entry of the same name is extended
    (
        '[[sources.source]]\nname = "Syrian Observatory for Human Rights"\naliases = ["the Coventry Desk"]',
        "The Coventry Desk said 12 people were killed.",
        {"source": "Syrian Observatory for Human Rights", "source_type": "monitor"},
    ),
    (
        '[[places.place]]\nname = "Umm Rish"\nkind = "town"\nparent = "Homs province"\nlat = 34.5\nlon = 37.1',
        "12 people were killed in Umm Rish.",
        {"place": "Umm Rish", "lat": 34.5, "lon": 37.1},
    ),
    (
        '[[places.place]]\nname = "Homs"\naliases = ["Wadi Zarzur"]',
        "12 people were killed in Wadi Zarzur.",
        {"place": "Homs"},
    ),
    (
        '[[time.conflict]]\nname = "Border war"\nstart = 2019-05-04\nplaces = ["Zembla"]',
        "Zembla, 1 June 2020\n\n12 people have been killed in Zembla since the conflict began.",
        {"date_start": dt.date(2019, 5, 4)},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("toml", "text", "fields"), ADDED, ids=[f"{i}-{t[1][:30]}" for i, t in enumerate(ADDED)])
def test_a_word_of_ones_own_is_read(tmp_path: Path, toml: str, text: str, fields: dict[str, Any]) -> None:
    def found(claims: list[Claim]) -> bool:
        return any(all(getattr(c, k) == v for k, v in fields.items()) for c in claims)

    assert not found(claims_of(text)), "the project's own lexicon reads it already: the row shows nothing"
    with_file = claims_of(text, own_file(tmp_path, toml))
    assert found(with_file), with_file


# (file, sentence that gives a claim only without it)
REMOVED: list[tuple[str, str]] = [
    ('[indicators]\nremove = ["hang"]', "12 people were hanged."),
    ('[indicators.phrases]\nremove = ["lost their lives"]', "12 people lost their lives."),
    ('[quantities]\nremove = ["dozens"]', "Dozens of people were killed."),
    ('[quantities.units]\nremove = ["seven"]', "Seven people were killed."),
    ('[control.take]\nremove = ["capture"]', "The army captured Kafr Zeta."),
]


@pytest.mark.parametrize(("toml", "text"), REMOVED)
def test_a_removed_word_is_not_read(tmp_path: Path, toml: str, text: str) -> None:
    assert len(claims_of(text)) == 1
    assert claims_of(text, own_file(tmp_path, toml)) == []


def test_a_removed_source_is_no_claimant(tmp_path: Path) -> None:
    text = "The Syrian Network for Human Rights said 12 people were killed."
    path = own_file(tmp_path, '[sources]\nremove = ["Syrian Network for Human Rights"]')
    assert [c.source for c in claims_of(text)] == ["Syrian Network for Human Rights"]
    assert "Syrian Network for Human Rights" not in {e["name"] for e in load_lexicon([path])["sources"]["source"]}
    assert [c.source_type for c in claims_of(text, path)] != ["monitor"]


def test_remove_keeps_the_forms_of_verbs(tmp_path: Path) -> None:
    path = own_file(tmp_path, '[control]\nremove = ["took"]')
    assert "took" not in load_lexicon([path])["control"]["control"]["verbs"]
    assert [c.rule for c in claims_of("The army took the town of Kafr Zeta.", path)] == ["control_taken"]


def test_files_are_merged_in_order_and_the_last_word_wins(tmp_path: Path) -> None:
    first = own_file(tmp_path, '[groups.nouns]\ncivilians = ["muleteers"]', "a.toml")
    second = own_file(tmp_path, '[groups.nouns]\naid_workers = ["muleteers"]', "b.toml")
    text = "Nine muleteers were killed."
    assert [c.population for c in claims_of(text, first, second)] == ["aid_workers"]
    assert [c.population for c in claims_of(text, second, first)] == ["civilians"]


def test_an_edited_file_is_read_again(tmp_path: Path) -> None:
    path = own_file(tmp_path, '[groups.nouns]\ncivilians = ["muleteers"]')
    text = "Nine muleteers were killed."
    assert [c.population for c in claims_of(text, path)] == ["civilians"]
    own_file(tmp_path, '[groups.nouns]\nwomen = ["muleteers"]')
    assert [c.population for c in claims_of(text, path)] == ["women"]


def test_a_file_leaves_the_projects_own_lexicon_alone(tmp_path: Path) -> None:
    before = load_lexicon().digest
    own = load_lexicon(
        [own_file(tmp_path, '[quantities]\nremove = ["dozens"]\n[[sources.source]]\nname = "Reuters"\naliases = ["the wire"]')]
    )
    assert own.digest != before
    assert load_lexicon().digest == before
    assert "the wire" not in next(e for e in load_lexicon()["sources"]["source"] if e["name"] == "Reuters")["aliases"]


def test_parse_takes_the_file(tmp_path: Path) -> None:
    """The command itself: a verb, a village and a source of one's own come out in the tables."""
    own = own_file(
        tmp_path,
        """
        [[indicators.verb]]
        indicator = "killed"
        frame = "transitive"
        lemmas = ["barrel-bomb"]

        [[sources.source]]
        name = "Orchard Casualty Register"
        kind = "ngo"

        [[places.place]]
        name = "Umm Rish"
        kind = "town"
        parent = "Homs province"
        lat = 34.5
        lon = 37.1
        """,
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.txt").write_text(
        "The Orchard Casualty Register said helicopters barrel-bombed 14 villagers in Umm Rish.", encoding="utf-8"
    )
    run = CliRunner().invoke(app, ["parse", str(tmp_path / "in"), str(tmp_path / "out"), "--lexicon", str(own)])
    assert run.exit_code == 0, run.output
    claims = read_tables(tmp_path / "out").claims
    row = claims.iloc[0]
    assert (len(claims), row.indicator, row.value, row.source, row.place) == (1, "killed", 14, "Orchard Casualty Register", "Umm Rish")
