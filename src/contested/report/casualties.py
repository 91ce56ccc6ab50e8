"""The casualties report: who says how many were killed, injured, missing, detained, abducted or surrendered."""

from __future__ import annotations

from markupsafe import Markup

from contested.charts import mini
from contested.charts.words import count
from contested.model import Claim
from contested.report.data import claimant_of
from contested.report.findings import agreement, alarm_line, bounds, by_indicator, latest, lines_of, main_first, one_voice, overview, widest
from contested.report.front import card
from contested.report.study import GROUPS, Study, mark_of
from contested.report.trends import running_total
from contested.report.view import View
from contested.report.views import answer_list, claims_table, over_time, rows_of

DOMAIN = ("killed", "injured", "missing", "detained", "abducted", "surrendered")
FEWEST_DRAWN = 2
MOST_IN_CHART = 60
MOST_PLACES = 2


def answer(study: Study) -> View:
    """The answer in five lines."""
    rows = main_first(study, "killed")
    lines, claims = lines_of(
        [
            overview(study, "casualties"),
            one_voice(study),
            latest(study, "People killed, running totals", study.of("killed", aspects=("cumulative",))),
            widest(study, rows[0]) if rows else None,
            agreement(study),
            alarm_line(study),
            bounds(study),
        ]
    )
    return answer_list(study, lines, claims)


def running_totals(study: Study, indicator: str = "killed", most: int = 3) -> View:
    """Running totals over time, a chart for each group of people, each with the steps it must lie between."""
    claims = study.of(indicator, aspects=("cumulative",))
    title = f"{indicator.capitalize()}: running totals"
    if not claims:
        return over_time(study, f"{indicator}-totals", title, claims)
    groups: dict[str, list[Claim]] = {}
    for c in claims:
        groups.setdefault(c.population or "people", []).append(c)
    ordered = sorted(groups.items(), key=lambda kv: (-len(kv[1]), kv[0]))
    kept = [(name, members) for name, members in ordered if len(members) >= FEWEST_DRAWN][:most] or ordered[:1]
    parts = []
    drawn: set[str] = set()
    for i, (name, members) in enumerate(kept, 1):
        title = f"{indicator.capitalize()}, {GROUPS.get(name, name)}: running totals"
        for k, (where, here) in enumerate(_readable(members), 1):
            parts.append(running_total(study, f"{indicator}-totals-{i}{'' if k == 1 else 'abcdef'[k - 1]}", f"{title}{where}", here).html)
            drawn |= {c.claim_id for c in here}
    rest = [c for c in claims if c.claim_id not in drawn]
    if rest:
        parts.append(claims_table(study, f"{indicator}-totals-rest", f"{title} of other groups", rest).html)
    return View("".join(parts))


def _readable(claims: list[Claim]) -> list[tuple[str, list[Claim]]]:
    """The claims for one chart; of more than a chart can show, those of the places most spoken of, a chart each."""
    if len(claims) <= MOST_IN_CHART:
        return [("", claims)]
    places: dict[str, list[Claim]] = {}
    for c in claims:
        places.setdefault(c.place or "place not named", []).append(c)
    most = sorted(places.items(), key=lambda kv: (-len(kv[1]), kv[0]))[:MOST_PLACES]
    return [(f", {place}", members) for place, members in most]


def incidents(study: Study, indicator: str = "killed") -> View:
    """Figures that are not running totals: single events and periods."""
    claims = [c for c in study.of(indicator) if c.aspect != "cumulative"]
    return over_time(
        study,
        f"{indicator}-events",
        f"{indicator.capitalize()}: single events and short periods",
        claims,
        note="Each point is a claim about its own event: points of one day need not be about the same.",
    )


def other_harm(study: Study) -> View:
    """Injured, missing, detained, abducted and surrendered, one claim a row."""
    claims = [c for c in study.figures if c.indicator in DOMAIN and c.indicator != "killed"]
    return rows_of(
        study, "other-harm", "Injured, missing, detained, abducted, surrendered", by_indicator(claims), note="Earliest first in each group."
    )


def finding(study: Study) -> Markup | str:
    """The report in one sentence."""
    rows = main_first(study, "killed")
    if rows:
        return widest(study, rows[0], short=True)[0]
    return overview(study, "casualties")[0]


def closing_card(study: Study) -> View:
    """What the index page shows."""
    marks = [mark_of(c) for c in study.of("killed") if c.unit == "persons"]
    svg = (
        mini("card-01", f"Killed, {count(len({claimant_of(c) for c in study.of('killed')}), 'claimant')}", marks, study.looks)
        if marks
        else None
    )
    return card(study, finding(study), svg)
