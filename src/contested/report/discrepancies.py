"""The discrepancies report: which figures can be compared, how far apart they are, and who reports more than whom."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from functools import partial

from contested.charts import Mark, mini
from contested.charts.words import count, ratio
from contested.compare.source_effects import SPOKEN, Ratio, SourceEffects
from contested.compare.too_little import TooLittle
from contested.model import INDICATORS
from contested.report.findings import Line, agreement, alarm_line, lines_of, one_voice, overview, widest
from contested.report.frames import frames_of
from contested.report.front import card, claimant_cell
from contested.report.html import Column, el, join, plain, table
from contested.report.joins import join_words
from contested.report.printed import other_ways, pair_of, side_effects
from contested.report.study import Study
from contested.report.topics import Topic, topics
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
    """Differences that last over many events: between sides of outlets, and between claimants.

    Only those that hold every way they are looked at: under each convention, with bounds left out (an "at least" that is the count so far
    breaks what the model takes of bounds), for sides whichever of several figures stands for one, and after allowing for how many ratios
    were looked through (Bonferroni).
    """
    found: list[Line] = []
    names = study.conventions()
    for slug, topic, whole, ways in (
        *((f"printed-{t.slug}", t, side_effects(study, t), partial(other_ways, study, t)) for t in topics(study, "killed")),
        *((f"who-more-{t.slug}", t, effects_on(study, t), partial(_ways, study, t, names)) for t in topics(study, *MODELLED)),
    ):
        ratios = [] if isinstance(whole, TooLittle) else [r for r in whole.ratios(SPOKEN) if r.told]
        for r in sorted(ratios, key=lambda r: (-max(r.low, 1 / r.high if r.high else 0.0), r.claimant)):
            level = 1 - 0.05 / len(ratios)
            if _apart(r) and all((p := pair_of(e, r, level)) is not None and _apart(p) == _apart(r) for _, e in ways()):
                said = f"{r.sentence} It holds under every convention and with bounds left out."
                found.append((join([f"{topic.words[:1].upper()}{topic.words[1:]}: ", el("a", said, href=f"#{slug}")]), []))
                break
    return found


def _apart(r: Ratio) -> int:
    """1 or -1 where the interval leaves out 1, else 0."""
    return (r.low > 1) - (r.high < 1)


def _ways(study: Study, topic: Topic, conventions: Sequence[str]) -> list[tuple[str, SourceEffects | TooLittle]]:
    """A topic's source model under each convention, and with bounds left out."""
    ways = [(name, effects_on(study, topic, convention=name)) for name in conventions]
    return [*ways, ("bounds left out", effects_on(study, topic, drop_bounds=True))]


def pairs(study: Study) -> list[tuple[str, str, list[float]]]:
    """Pairs of claimants with the ratios (first over second) of the stated numbers of the cells both speak in, most shared cells first.

    With a reference claimant, only pairs with it, the reference second.
    """
    from contested.compare.observations import observe

    found: dict[tuple[str, str], list[float]] = {}
    reference = study.selection.reference_source
    frames = frames_of(study)
    for told in observe(frames.claims, frames.cells, frames.echoes, convention=study.selection.convention).cells().values():
        stated = {o.claimant: o.stated for o in told if o.stated}
        names = study.claimants_in_order(stated)
        for i, one in enumerate(names):
            for other in names[i + 1 :]:
                a, b = (other, one) if one == reference else (one, other)
                if reference is None or b == reference:
                    found.setdefault((a, b), []).append(stated[a] / stated[b])
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
