"""The casualties report: who says how many were killed, injured, missing, detained, abducted or surrendered."""

from __future__ import annotations

from contested.charts import mini
from contested.charts.words import count
from contested.report.data import claimant_of
from contested.report.findings import agreement, alarm_line, bounds, by_indicator, latest, lines_of, one_voice, overview, widest
from contested.report.front import card
from contested.report.html import plain
from contested.report.study import Study, mark_of
from contested.report.view import View
from contested.report.views import answer_list, over_time, rows_of

DOMAIN = ("killed", "injured", "missing", "detained", "abducted", "surrendered")


def answer(study: Study) -> View:
    """The answer in five lines."""
    rows = [d for d in study.discrepancies() if d.get("ratio")]
    lines, claims = lines_of([
        overview(study, "casualties"), one_voice(study),
        latest(study, "People killed, running totals", study.of("killed", aspects=("cumulative",))),
        widest(study, rows[0]) if rows else None, agreement(study), alarm_line(study), bounds(study),
    ])  # fmt: skip
    return answer_list(study, lines, claims)


def running_totals(study: Study, indicator: str = "killed") -> View:
    """Running totals over time, each claimant's joined by a line."""
    return over_time(study, f"{indicator}-totals", f"{indicator.capitalize()}: running totals", study.of(indicator, aspects=("cumulative",)), connect=True,
                     note="A total that falls is a change of definition until shown otherwise.")  # fmt: skip


def incidents(study: Study, indicator: str = "killed") -> View:
    """Figures that are not running totals: single events and periods."""
    claims = [c for c in study.of(indicator) if c.aspect != "cumulative"]
    return over_time(study, f"{indicator}-events", f"{indicator.capitalize()}: single events and short periods", claims,
                     note="Each point is a claim about its own event: points of one day need not be about the same.")  # fmt: skip


def other_harm(study: Study) -> View:
    """Injured, missing, detained, abducted and surrendered, one claim a row."""
    claims = [c for c in study.figures if c.indicator in DOMAIN and c.indicator != "killed"]
    return rows_of(study, "other-harm", "Injured, missing, detained, abducted, surrendered", by_indicator(claims), note="Earliest first in each group.")


def finding(study: Study) -> str:
    """The report in one sentence."""
    rows = [d for d in study.discrepancies() if d.get("ratio")]
    if rows:
        return plain(str(widest(study, rows[0])[0]))
    return plain(str(overview(study, "casualties")[0]))


def closing_card(study: Study) -> View:
    """What the index page shows."""
    marks = [mark_of(c) for c in study.of("killed") if c.unit == "persons"]
    svg = mini("card-01", f"Killed, {count(len({claimant_of(c) for c in study.of('killed')}), 'claimant')}", marks, study.looks) if marks else None
    return card(study, finding(study), svg)
