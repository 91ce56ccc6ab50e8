"""Statistics as a reader meets them: documents are read, compared and shown; figures lead to their claims, and too little is said."""

from __future__ import annotations

import csv
import datetime as dt
import math
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from contested.compare import compare_tables
from contested.pipeline import parse_corpus
from contested.report import casualties, discrepancies, displacement, how_sure, open_study, printed, views, who_more
from contested.report.study import Study
from contested.report.view import View

# who says it, who prints it, and how much of the true number
VOICES = (
    ("the Syrian Observatory for Human Rights", "Reuters", 0.7),
    ("Syria Civil Defence", "Daily Sabah", 1.0),
    ("the Syrian army", "SANA", 0.4),
)
DAYS = 14


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fourteen days of incidents told by three claimants in three outlets, and what is left inside, parsed and compared."""
    source = tmp_path_factory.mktemp("spoken")
    rng = np.random.default_rng(7)
    with (source / "documents.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "publisher", "published"])
        for i in range(DAYS):
            day = dt.date(2016, 3, 1) + dt.timedelta(days=2 * i)
            told = f"{day.day} {day:%B %Y}"
            level = 300 * math.exp(0.5 * rng.normal())
            for k, (who, publisher, ratio) in enumerate(VOICES):
                n = max(int(level * ratio * math.exp(0.1 * rng.normal())), 1)
                hedge = "At least " if (i + k) % 5 == 0 else ""
                text = f"{hedge}{n} civilians were killed in Homs on {told}, {who} said.\n"
                if i % 3 == 0:
                    text += f"\n{12_000 - 400 * i + 10 * k} civilians remained trapped in Homs on {told}, {who} said.\n"
                (source / f"{i:02}-{k}.txt").write_text(text)
                rows.writerow([f"{i:02}-{k}.txt", publisher, (day + dt.timedelta(days=1)).isoformat()])
    out = tmp_path_factory.mktemp("tables")
    parse_corpus(source, out)
    compare_tables(out)
    return out


def anchored(html: str, study: Study) -> None:
    """Every link inside the views leads to a claim of the tables or to a place in the views."""
    ids = set(re.findall(r'id="([^"]+)"', html)) | {f"c-{i}" for i in study.tables.claim_by_id}
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets
    assert targets <= ids


def test_ratios_are_charted_said_and_rest_on_named_figures(tables: Path) -> None:
    study = open_study("s", tables)
    html = who_more.who_more(study, "w", "killed").html
    anchored(html, study)
    assert "3 claimants, 42 mentions in 14 cells (14 single event)." in html
    assert "log-normal model, noise: a factor of 1." in html
    (said,) = re.findall(r"Syrian army&#39;s figures are on average ([\d.]+) times those of", html)
    assert float(said) == pytest.approx(0.4, abs=0.08) or float(said) == pytest.approx(0.57, abs=0.1)
    assert html.count('id="w-killed-1-r') == 2
    shown = set(re.findall(r'href="#c-(\w+)"', html))
    assert {study.tables.claim_by_id[i].indicator for i in shown} == {"killed"}


def test_the_claimant_compared_with_is_the_one_asked_for(tables: Path) -> None:
    study = open_study("s", tables, reference_source="Syria Civil Defence")
    html = who_more.who_more(study, "w", "killed").html
    assert "Who reports more civilians and people killed than Syria Civil Defence" in html
    (said,) = re.findall(r"Syrian army&#39;s figures are on average ([\d.]+) times those of Syria Civil Defence", html)
    assert float(said) == pytest.approx(0.4, abs=0.08)


def test_headline_results_under_every_convention(tables: Path) -> None:
    study = open_study("s", tables)
    html = how_sure.headlines_table(study, "h", "killed").html
    assert re.findall(r'<th scope="col"[^>]*>(\w+)</th>', html)[1:] == ["interval", "ucdp", "acled"]
    assert "bounds left out" in html
    assert len(re.findall(r"\d\.\d\d \(\d\.\d\d to \d\.\d\d\)", html)) >= 6


def test_without_each_claimant_in_turn(tables: Path) -> None:
    html = how_sure.without_each(open_study("s", tables), "x", "killed").html
    assert html.count(", without ") >= 2


def test_one_comparison_taken_together(tables: Path) -> None:
    study = open_study("s", tables)
    html = how_sure.together(study, "t").html
    anchored(html, study)
    assert "all together" in html
    assert "a further claimant" in html
    assert "I²" in html


def test_ratio_against_size_of_the_pairs_that_share_enough(tables: Path) -> None:
    study = open_study("s", tables)
    html = how_sure.pairs_in_agreement(study, "a", "killed").html
    anchored(html, study)
    assert "95 of 100 further ratios" in html
    assert "further shared cell" in html  # those with "at least" are not drawn
    assert html.count("<figure") == how_sure.MOST_PAIRS
    asked = open_study("s", tables, reference_source="Nobody")
    assert "Nobody shares too few cells" in how_sure.pairs_in_agreement(asked, "a", "killed").html


def test_a_stock_has_a_level_with_its_interval(tables: Path) -> None:
    study = open_study("s", tables, indicators=["trapped"])
    html = displacement.trapped(study).html
    anchored(html, study)
    low, high = (float(x.replace(",", "")) for x in re.findall(r"95% interval ([\d,]+) to ([\d,]+)", html)[0])
    assert low < 12_000 - 400 * 12 + 20 < high


def test_sides_of_outlets_and_what_they_print(tables: Path) -> None:
    study = open_study("s", tables)
    assert printed.sides_of(study) == {"Reuters": "independent", "Daily Sabah": "turkey", "SANA": "government"}
    two = open_study("s", tables, outlet_sides={"one": ["government"], "another": ["turkey", "independent"]})
    assert set(printed.sides_of(two).values()) == {"one", "another"}
    table = printed.sides_table(two, "sides").html
    assert "Daily Sabah and Reuters" in table
    html = printed.printed_ratios(two, "p").html
    assert "Which side prints more civilians and people killed, single events than another" in html
    assert "largest of several" in html
    assert "smallest of several" in html
    (ratio,) = re.findall(r"one to another</th><td[^>]*>([\d.]+) ", html)
    assert float(ratio) < 0.75


def test_a_difference_that_lasts_stands_in_the_answer_and_one_that_does_not_is_left_out(tables: Path) -> None:
    html = discrepancies.answer(open_study("s", tables)).html
    assert "It holds under every convention and with bounds left out." in html
    assert 'href="#who-more-killed"' in html
    few = open_study("s", tables, period_end="2016-03-08")
    assert "It holds under" not in discrepancies.answer(few).html


def test_shares_are_never_averaged(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for i, (who, share) in enumerate((("Reuters", 60), ("TASS", 70), ("SANA", 80))):
        (source / f"{i}.txt").write_text(f"9 December 2016\n\nThe army holds {share} percent of Homs, {who} said on Friday.\n")
    parse_corpus(source, tmp_path / "tables")
    compare_tables(tmp_path / "tables")
    study = open_study("s", tmp_path / "tables")
    assert len(study.of("control_share")) == 3
    assert "too little to show" in how_sure.together(study, "t").html
    assert "have a ceiling" not in how_sure.headlines_table(study, "h", "control_share").html


ONE_VOICE: list[Callable[[Study], View]] = [
    lambda s: who_more.who_more(s, "w", "killed", "trapped"),
    lambda s: how_sure.headlines_table(s, "h", "killed"),
    lambda s: how_sure.without_each(s, "x", "killed"),
    lambda s: how_sure.together(s, "t"),
    lambda s: how_sure.pairs_in_agreement(s, "a", "killed"),
    lambda s: printed.sides_table(s, "sides"),
    lambda s: printed.printed_ratios(s, "p"),
    lambda s: views.cells_chart(s, "c", "Apart"),
    casualties.running_totals,
    discrepancies.pairs_table,
]


@pytest.mark.parametrize("view", ONE_VOICE)
@pytest.mark.parametrize("sources", [["Syrian army"], ["Nobody"]])
def test_one_voice_or_none_is_a_result_and_no_error(tables: Path, view: Callable[[Study], View], sources: list[str]) -> None:
    html = view(open_study("s", tables, sources=sources)).html
    assert "too little to show" in html or "not fitted" in html
    assert "nan" not in re.sub(r"<[^>]*>", "", html).lower()
