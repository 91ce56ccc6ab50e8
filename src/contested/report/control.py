"""The control report: who says which side holds what, as shares of a stated whole and as places that changed hands."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from contested.charts import lanes, mini
from contested.charts.words import clip, count
from contested.compare.shares import UNSAID
from contested.model import Claim
from contested.report.data import claimant_of, names_in
from contested.report.findings import Line, agreement, alarm_line, latest, lines_of, one_voice, overview, widest
from contested.report.front import card, claimant_cell
from contested.report.html import Column, el, join, outside_text, table
from contested.report.sides import side_of, side_words
from contested.report.study import Study, figure_link, mark_of, span, when
from contested.report.trends import share_series
from contested.report.view import View
from contested.report.views import UNIT_WORDS, answer_list, over_time, too_little, voices

DOMAIN = ("control_share", "control_change")
MOST_LANES = 28
SMALL_SERIES = 2
MOST_SERIES = 4


def answer(study: Study) -> View:
    """The answer in five lines."""
    rows = [d for d in study.discrepancies() if d.get("ratio")]
    shares = [c for c in study.of("control_share") if c.unit == "percent"]
    lines, claims = lines_of(
        [
            overview(study, "control of territory"),
            one_voice(study),
            latest(study, "Shares of territory", shares, 3),
            _changes_line(study),
            widest(study, rows[0]) if rows else agreement(study),
            alarm_line(study),
        ]
    )
    return answer_list(study, lines, claims)


def _changes_line(study: Study) -> Line | None:
    changes = study.of("control_change")
    if not changes:
        return None
    places = Counter(p for c in changes for p in names_in(c.place or c.place_text))
    last = changes[-1]
    return join(
        [
            f"{count(len(changes), 'claim')} of a change of control name {count(len(places), 'place')}; the latest: ",
            figure_link(last),
            f" ({claimant_of(last)}, {when(last)}).",
        ]
    ), [last]


def whole(claim: Claim) -> str:
    """The whole a share is of: its denominator as written, else the place."""
    return " ".join((claim.denominator or claim.place or claim.place_text or "a whole that is not named").split())


def shares(study: Study) -> View:
    """Shares over time, one chart for each place, side and whole: shares of different wholes or sides never share an axis."""
    claims = [c for c in study.of("control_share") if c.unit == "percent"]
    if not claims:
        return too_little("Share of territory held", "No share of territory fits the parameters of this report.")
    series = share_series(study, claims)
    parts: list[str] = []
    drawn: set[str] = set()
    for i, (place, _, of_what, group) in enumerate([s for s in series if len(s[3]) >= SMALL_SERIES][:MOST_SERIES], 1):
        side = side_of(group[0])
        note = "The share this side is said to hold or to have taken." if side else "Who holds it is not said."
        where = "" if place in (UNSAID, of_what) or place.casefold() in of_what.casefold() else f" ({place})"
        title = f"Share of {clip(whole(group[0]) if of_what == UNSAID else of_what, 70)}{where}: {side_words(side)}"
        parts.append(over_time(study, f"share-{i}", title, group, note=note).html)
        drawn |= {c.claim_id for c in group}
    rest = [c for c in claims if c.claim_id not in drawn]
    if rest:
        why = "alone in its place, side and whole, of a side that is not said, or in a series beyond the first four"
        parts.append(el("p", f"{count(len(rest), 'further share')}, each {why}: in the table below.", cls="muted"))
    return View("".join(parts))


def share_holders(study: Study) -> View:
    """Every share with its holder and its whole."""
    claims = study.of("control_share")
    return _share_table(study, claims, "Every share: who holds what, of which whole", "share-holders")


def _share_table(study: Study, claims: list[Claim], caption: str, slug: str = "share-rest") -> View:
    if not claims:
        return too_little(caption, "No share or area of territory fits the parameters of this report.")
    label = f"Table {study.number('table', slug)}"
    body = [
        [
            when(c),
            claimant_cell(study, claimant_of(c)),
            figure_link(c),
            outside_text(clip(whole(c), 90)),
            outside_text(c.holder or "not said"),
            outside_text(c.previous_holder or "not said"),
            c.status,
        ]
        for c in claims
    ]
    study.use(slug, label, (c.claim_id for c in claims))
    columns = [
        Column("when"),
        Column("claimant"),
        Column("figure", heads=True),
        Column("of"),
        Column("holder"),
        Column("held before by"),
        Column("status"),
    ]
    return View(el("div", table(f"{label}. {caption} ({voices(claims)})", columns, body), id=slug, cls="tbl"))


def changes(study: Study) -> View:
    """Places that changed hands, one lane a place, with the side said to hold it after."""
    title = "Places that changed hands"
    claims = study.of("control_change")
    if not claims:
        return too_little(title, "No change of control fits the parameters of this report.")
    rows: list[tuple[str, Claim]] = [
        (p, c) for c in claims for p in (names_in(c.place or c.place_text) or ["place not named"]) if span(c)[1]
    ]
    named = Counter(p for p, _ in rows)
    kept = {p for p, _ in sorted(named.items(), key=lambda kv: (-kv[1], kv[0]))[:MOST_LANES]}
    drawn = [(p, c) for p, c in rows if p in kept]
    marks = [mark_of(c, group=p, said=f"to {side_words(side_of(c))}" if side_of(c) else "to whom not said") for p, c in drawn]
    slug = "changes"
    label = f"Figure {study.number('figure', slug)}"
    svg = lanes(slug, title, marks, study.looks, written=True, noun="claims of a change")
    used = list({c.claim_id: c for _, c in drawn}.values())
    study.use(slug, label, (c.claim_id for _, c in rows))
    note = f"{voices(used)}. {UNIT_WORDS['none']}. A point is a claim that the place changed hands, with the side said to hold it after."
    if len(named) > len(kept):
        note += f" {count(len(named) - len(kept), 'further place')} in the table."
    body = [
        [
            when(c),
            outside_text(p),
            join([figure_link(c)]),
            claimant_cell(study, claimant_of(c)),
            outside_text(c.holder or "not said"),
            outside_text(c.previous_holder or "not said"),
            c.status,
        ]
        for p, c in rows
    ]
    columns = [
        Column("when"),
        Column("place", heads=True),
        Column("words"),
        Column("claimant"),
        Column("to"),
        Column("from"),
        Column("status"),
    ]
    data = el("details", el("summary", f"Data of {label.lower()}"), table(f"Data of {label.lower()}: {title}", columns, body))
    key = el("p", join((claimant_cell(study, n) for n in study.claimants(used)), " "), cls="key")
    return View(
        el(
            "figure",
            el("figcaption", el("strong", f"{label}. {title}"), " ", el("span", note, cls="muted")),
            el("div", Markup(svg), cls="scroll plot", tabindex="0", role="region", aria_label=f"{label}, chart"),
            key,
            data,
            id=slug,
        )
    )


def contested_places(study: Study) -> View:
    """Places that more than one side is said to hold."""
    title = "Places said to be held by more than one side"
    by_place: dict[str, list[Claim]] = {}
    for c in study.of("control_change"):
        for p in names_in(c.place or c.place_text):
            if side_of(c):
                by_place.setdefault(p, []).append(c)
    rows = [(p, cs) for p, cs in sorted(by_place.items()) if len({side_of(c) for c in cs}) > 1]
    if not rows:
        return View(el("p", "No place is said to be held by more than one side.", cls="muted"))
    label = f"Table {study.number('table', 'contested')}"
    body = [
        [
            outside_text(p),
            join((join([side_words(side_of(c)), ": ", figure_link(c), f" ({claimant_of(c)}, {when(c)})"]) for c in cs), "; "),
        ]
        for p, cs in rows
    ]
    study.use("contested", label, (c.claim_id for _, cs in rows for c in cs))
    return View(
        el(
            "div",
            table(f"{label}. {title}", [Column("place", heads=True), Column("who is said to hold it", wide=True)], body),
            id="contested",
            cls="tbl",
        )
    )


def finding(study: Study) -> Markup | str:
    """The report in one sentence."""
    rows = [d for d in study.discrepancies() if d.get("ratio")]
    if rows:
        return widest(study, rows[0], short=True)[0]
    return overview(study, "control of territory")[0]


def closing_card(study: Study) -> View:
    """What the index page shows."""
    marks = [mark_of(c) for c in study.of("control_share") if c.unit == "percent"]
    return card(study, finding(study), mini("card-03", "Shares of territory", marks, study.looks) if marks else None)
