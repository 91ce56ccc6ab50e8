"""The discrepancies report: which figures can be compared, how far apart they are, and who reports more than whom."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from functools import partial

from contested.charts import Mark, mini
from contested.charts.words import count, ratio
from contested.compare.source_effects import SPOKEN, SourceEffects
from contested.compare.too_little import TooLittle
from contested.model import INDICATORS
from contested.report.data import claimant_of
from contested.report.findings import Line, agreement, alarm_line, lines_of, one_voice, overview, widest
from contested.report.front import card, claimant_cell
from contested.report.html import Column, el, join, plain, table
from contested.report.joins import join_words
from contested.report.printed import side_effects
from contested.report.study import Study, mark_of
from contested.report.view import View
from contested.report.views import answer_list, too_little
from contested.report.who_more import effects_on

DOMAIN = INDICATORS
MODELLED = ("killed", "injured", "displaced", "evacuated", "trapped")
FEWEST_SHARED = 3


def answer(study: Study) -> View:
    """The answer in five lines."""
    rows = [d for d in study.discrepancies() if d.get("ratio")]
    last = lasting(study)[:2]
    lines, claims = lines_of(
        [
            agreement(study) or overview(study, "anything that can be compared"),
            one_voice(study),
            *last,
            *(widest(study, d) for d in rows[: 3 - len(last)]),
            alarm_line(study),
        ]
    )
    return answer_list(study, lines, claims)


def lasting(study: Study) -> list[Line]:
    """Differences that last over many comparisons, between sides of outlets and between claimants.

    Only those that hold with bounds left out too: an "at least" that is the count so far breaks what the model takes of bounds.
    """
    ways: list[tuple[str, str, Callable[[bool], SourceEffects | TooLittle]]] = [
        ("printed-1", "Of civilians and people killed", lambda drop: side_effects(study, "killed", drop_bounds=drop)[1])
    ]
    for indicator in MODELLED:
        fit = partial(_without_bounds, study, indicator)
        ways.append((f"who-more-{indicator}", f"Of people {indicator}", fit))
    found: list[Line] = []
    for slug, what, effects in ways:
        whole = effects(False)
        sure = [] if isinstance(whole, TooLittle) else [r for r in whole.ratios(SPOKEN) if r.low > 1 or r.high < 1]
        for r in sorted(sure, key=lambda r: (-max(r.low, 1 / r.high if r.high else 0.0), r.claimant)):
            again = effects(True)
            pair = again if isinstance(again, TooLittle) else again.pair(r.claimant, r.other)
            if not isinstance(pair, TooLittle) and ((pair.low > 1 and r.low > 1) or (pair.high < 1 and r.high < 1)):
                said = f"{r.sentence} With bounds left out: {pair.ratio:.2f}, {pair.low:.2f} to {pair.high:.2f}."
                found.append((join([f"{what}: ", el("a", said, href=f"#{slug}")]), []))
                break
    return found


def _without_bounds(study: Study, indicator: str, drop: bool) -> SourceEffects | TooLittle:
    return effects_on(study, indicator, drop_bounds=drop)


def pairs(study: Study) -> list[tuple[str, str, list[float]]]:
    """Pairs of claimants with the ratios (first over second) of the cells both speak in, most shared cells first.

    With a reference claimant, only pairs with it, the reference second.
    """
    found: dict[tuple[str, str], list[float]] = {}
    reference = study.selection.reference_source
    for d in study.discrepancies():
        points: dict[str, float] = {}
        for c in study.cell_claims(str(d["cell_id"])):
            point = mark_of(c).point
            if point > 0:
                points.setdefault(claimant_of(c), point)
        names = study.claimants(c for c in study.cell_claims(str(d["cell_id"])) if claimant_of(c) in points)
        for i, one in enumerate(names):
            for other in names[i + 1 :]:
                a, b = (other, one) if one == reference else (one, other)
                if reference is None or b == reference:
                    found.setdefault((a, b), []).append(points[a] / points[b])
    return [(a, b, sorted(r)) for (a, b), r in sorted(found.items(), key=lambda kv: (-len(kv[1]), kv[0]))]


def pairs_table(study: Study, most: int = 30) -> View:
    """Who reports more than whom, in the cells where both speak."""
    rows = pairs(study)
    if not rows:
        return too_little(
            "Who reports more than whom",
            "No two claimants give a number for the same thing.",
            "Relative effects of sources are therefore not estimated.",
        )
    label = f"Table {study.number('table', 'pairs')}"
    body = []
    for a, b, ratios in rows[:most]:
        higher = sum(r > 1 for r in ratios)
        middle = ratios[len(ratios) // 2] if len(ratios) % 2 else (ratios[len(ratios) // 2 - 1] * ratios[len(ratios) // 2]) ** 0.5
        body.append(
            [
                claimant_cell(study, a),
                claimant_cell(study, b),
                str(len(ratios)),
                f"{higher} of {len(ratios)}",
                ratio(middle) if len(ratios) >= FEWEST_SHARED else "too few",
            ]
        )
    columns = [
        Column("claimant", heads=True),
        Column("compared with"),
        Column("shared comparisons", numeric=True),
        Column("higher in", numeric=True),
        Column("median ratio", numeric=True),
    ]
    enough = sum(len(r) >= FEWEST_SHARED for _, _, r in rows)
    note = el(
        "p",
        f"{count(enough, 'pair')} share at least {FEWEST_SHARED} comparisons; for the others no typical ratio is given. "
        "The ratios tell who reports more, not who is right.",
        cls="muted",
    )
    return View(el("div", table(f"{label}. Who reports more than whom", columns, body), note, id="pairs", cls="tbl"))


def joins_table(study: Study) -> View:
    """What had to be joined to make figures comparable, in words."""
    chosen = {str(d["cell_id"]) for d in study.discrepancies()}
    cells = [c for c in study.tables.cells if str(c["cell_id"]) in chosen and c.get("join_notes")]
    if not cells:
        return View(
            el("p", "Nothing was joined: all compared figures agree to the letter in what, where and when they count.", cls="muted")
        )
    names = Counter(name.strip() for c in cells for name in str(c.get("joins") or "").split(";") if name.strip())
    label = f"Table {study.number('table', 'joins')}"
    examples: dict[str, str] = {}
    for c in cells:
        for name, note in zip(str(c["joins"]).split(";"), str(c["join_notes"]).split(";"), strict=False):
            examples.setdefault(name.strip(), note.strip())
    body = [[join_words(name), str(n), examples.get(name, "")] for name, n in sorted(names.items(), key=lambda kv: (-kv[1], kv[0]))]
    columns = [Column("join", heads=True), Column("comparisons", numeric=True), Column("for example", wide=True)]
    return View(el("div", table(f"{label}. What was joined so that figures could be compared", columns, body), id="joins", cls="tbl"))


def finding(study: Study) -> str:
    """The report in one sentence."""
    found = agreement(study) or overview(study, "anything that can be compared")
    return plain(str(found[0]))


def closing_card(study: Study) -> View:
    """What the index page shows: one line a comparison, from the lowest to the highest, as a ratio."""
    rows = [d for d in study.discrepancies() if d.get("ratio")]
    first = dt.date(2000, 1, 1)  # the small chart has no axis: days only put the comparisons in order
    marks = [
        Mark(str(d["cell_id"]), "", 1.0, None, float(d["ratio"]), f"{ratio(d['ratio'])} times", when=first + dt.timedelta(days=i))
        for i, d in enumerate(rows)
    ]
    return card(
        study, finding(study), mini("card-04", "Ratio of highest to lowest, each comparison", marks, {}, dated=False) if marks else None
    )
