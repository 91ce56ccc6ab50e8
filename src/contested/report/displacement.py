"""The displacement report: who says how many fled, were evacuated, returned, or are trapped."""

from __future__ import annotations

from markupsafe import Markup

from contested.charts import mini
from contested.report.findings import agreement, alarm_line, bounds, latest, lines_of, one_voice, overview, widest
from contested.report.front import card
from contested.report.study import Study, mark_of
from contested.report.trends import stock_level
from contested.report.view import View
from contested.report.views import answer_list, over_time

DOMAIN = ("displaced", "evacuated", "returned", "trapped")


def answer(study: Study) -> View:
    """The answer in five lines."""
    rows = [d for d in study.discrepancies() if d.get("ratio")]
    lines, claims = lines_of(
        [
            overview(study, "people displaced, evacuated, returned or trapped"),
            one_voice(study),
            latest(study, "People who left", study.of("displaced", "evacuated", aspects=("cumulative", "flow", "stock")), 3),
            latest(study, "People still trapped", study.of("trapped"), 3),
            widest(study, rows[0]) if rows else agreement(study),
            alarm_line(study),
            bounds(study),
        ]
    )
    return answer_list(study, lines, claims)


def left(study: Study) -> View:
    """People who fled their homes, over time."""
    return over_time(
        study,
        "displaced",
        "Displaced: people who fled",
        study.of("displaced"),
        note="Running totals and movements of a day stand on one axis: read the data under the chart before comparing two points.",
    )


def evacuated(study: Study) -> View:
    """People who left under an arrangement, over time."""
    return over_time(study, "evacuated", "Evacuated: people who left under an arrangement", study.of("evacuated"))


def trapped(study: Study) -> View:
    """People inside, over time, with the level that the figures together make likely."""
    return stock_level(study, "trapped", "Trapped: people inside", study.of("trapped"))


def returned(study: Study) -> View:
    """People who came back, over time."""
    return over_time(study, "returned", "Returned: people who came back", study.of("returned"))


def finding(study: Study) -> Markup | str:
    """The report in one sentence."""
    rows = [d for d in study.discrepancies() if d.get("ratio")]
    found = widest(study, rows[0], short=True) if rows else overview(study, "displacement")
    return found[0]


def closing_card(study: Study) -> View:
    """What the index page shows."""
    marks = [mark_of(c) for c in study.of("displaced", "evacuated") if c.unit == "persons"]
    return card(study, finding(study), mini("card-02", "Displaced and evacuated", marks, study.looks) if marks else None)
