"""Tables and charts that several reports share: numbered, captioned, every figure linked to its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from markupsafe import Markup

from contested.charts import MOST_LABELS, Band, Mark, intervals, timeline
from contested.charts.words import count, date, number, ratio
from contested.model import Claim
from contested.report.chart_foot import chart_foot, range_line
from contested.report.data import Record, claimant_of, ids_in, is_own_voice
from contested.report.frames import frames_of
from contested.report.front import claimant_cell
from contested.report.html import Column, el, join, outside_text, show, table
from contested.report.joins import join_words
from contested.report.sheets import sheet_link
from contested.report.study import (
    ASPECT_WORDS,
    GROUPS,
    Study,
    figure_link,
    indicator_words,
    interval_words,
    mark_of,
    span,
    when,
    words,
)
from contested.report.view import View

MOST_ROWS = 80
KIND_WORDS = {"un": "UN body", "ngo": "NGO", "icrc": "ICRC"}
MOST_DRAWN = 40
MOST_POINTS = 300


def voices(claims: Sequence[Claim]) -> str:
    """N claimants and n mentions."""
    return f"{count(len({claimant_of(c) for c in claims}), 'claimant')}, {count(len(claims), 'mention')}"


def too_little(what: str, why: str, instead: str = "") -> View:
    """Say that there is too little data for a view: a result, not an error."""
    return View(el("p", el("strong", f"{what}: too little to show. "), f"{why} {instead}".strip(), cls="too-little"))


def alarm_marks(study: Study, claim: Claim) -> Markup:
    """The alarms that stand beside a figure, short."""
    found = study.tables.alarms_by_claim.get(claim.claim_id, [])
    return join(
        (
            el("a", "⚠ " + str(kind).replace("_", " "), href=f"#c-{claim.claim_id}", cls="alarm", title=str(a["sentence"]))
            for kind, a in {str(a["kind"]): a for a in found}.items()
        ),
        " ",
    )


def claims_rows(study: Study, claims: Sequence[Claim]) -> tuple[list[Column], list[list[object]]]:
    """Columns and rows of a table of claims."""
    columns = [
        Column("when"),
        Column("claimant"),
        Column("figure", heads=True),
        Column("interval", numeric=True),
        Column("what"),
        Column("place"),
        Column("status"),
    ]
    rows: list[list[object]] = [
        [
            when(c),
            claimant_cell(study, claimant_of(c)),
            join([figure_link(c), alarm_marks(study, c)], " "),
            interval_words(c),
            ", ".join(filter(None, [indicator_words(c.indicator), ASPECT_WORDS.get(c.aspect or "")])),
            outside_text(c.place or c.place_text or "not named"),
            c.status,
        ]
        for c in claims
    ]
    return columns, rows


def claims_table(study: Study, slug: str, caption: str, claims: Sequence[Claim], most: int = MOST_ROWS) -> View:
    """Table of claims, earliest first; past `most` rows it says how many more the tables hold."""
    if not claims:
        return too_little(caption, "No claim fits the parameters of this report.")
    shown = claims[:most]
    label = f"Table {study.number('table', slug)}"
    columns, rows = claims_rows(study, shown)
    body = table(f"{label}. {caption} ({voices(claims)})", columns, rows)
    study.use(slug, label, (c.claim_id for c in shown))
    more = el("p", f"{len(claims) - most:,} more in the tables beside this report.", cls="muted") if len(claims) > most else None
    return View(el("div", body, more, id=slug, cls="tbl"))


def _figure(study: Study, slug: str, title: str, svg: str, claims: Sequence[Claim], note: str, unit: str, *, key_from: int = 1) -> View:
    label = f"Figure {study.number('figure', slug)}"
    undrawn = [c for c in claims if c.low is None and c.best is None and c.high is None]
    notes = [f"{voices(claims)}. {unit}."]
    if undrawn:
        notes.append(f"{count(len(undrawn), 'claim')} without an interval under this convention not drawn.")
    if note:
        notes.append(note)
    columns, rows = claims_rows(study, claims)
    data = el("details", el("summary", f"Data of {label.lower()}"), table(f"Data of {label.lower()}: {title}", columns, rows))
    study.use(slug, label, (c.claim_id for c in claims))
    foot = chart_foot(study, label, claims, named=len(study.claimants(claims)) < key_from)
    caption = el("figcaption", el("strong", f"{label}. {title}"), " ", range_line(claims), " ", el("span", " ".join(notes), cls="muted"))
    picture = el("div", Markup(svg), cls="scroll plot", tabindex="0", role="region", aria_label=f"{label}, chart")
    return View(el("figure", caption, picture, foot, data, id=slug))


UNIT_WORDS = {
    "persons": "Unit: people",
    "percent": "Unit: percent of the territory named",
    "families": "Unit: families",
    "km2": "Unit: km²",
    "places": "Unit: places",
    "none": "No unit",
}


def one_unit(claims: Iterable[Claim]) -> list[list[Claim]]:
    """Split claims by unit, the commonest first: units never share an axis."""
    ordered = sorted(claims, key=lambda c: c.unit)
    groups = [list(g) for _, g in groupby(ordered, key=lambda c: c.unit)]
    return sorted(groups, key=lambda g: (-len(g), g[0].unit))


def over_time(study: Study, slug: str, title: str, claims: Sequence[Claim], *, bands: Sequence[Band] = (), note: str = "") -> View:
    """Chart claims of one unit over time, before `bands`, with the data under it; those of other units follow as a table."""
    dated = [c for c in claims if span(c)[1]]
    if not dated:
        return too_little(
            title,
            "No claim fits the parameters of this report." if not claims else "None of the claims carries a date.",
            "A wider period, place or list of indicators would show more." if not claims else "They stand in the table of all claims.",
        )
    parts = one_unit(dated)
    main = sorted(parts[0], key=_time_order)
    if len(main) > MOST_POINTS:
        whole, main = len(main), every(main, MOST_POINTS)
        note = f"{note} {len(main):,} of {whole:,} claims are drawn, evenly by date; all stand in the tables beside this report.".strip()
    marks = [mark_of(c, group=c.place or c.place_text or "") for c in main]
    svg = timeline(slug, title, marks, study.looks, bands=bands)
    view = _figure(study, slug, title, svg, main, note, UNIT_WORDS[main[0].unit], key_from=MOST_LABELS + 1)
    rest = [c for part in parts[1:] for c in part]
    if not rest:
        return view
    other = claims_table(study, f"{slug}-other", f"{title}: in other units", sorted(rest, key=_time_order))
    return View(view.html + other.html)


def every(claims: Sequence[Claim], most: int) -> list[Claim]:
    """At most `most` of them, taken evenly: what a chart can show of thousands without choosing by what they say."""
    return [claims[i * len(claims) // most] for i in range(most)] if len(claims) > most else list(claims)


def _time_order(claim: Claim) -> tuple[str, str, str]:
    return (str(span(claim)[1]), claimant_of(claim), claim.claim_id)


def rows_of(
    study: Study, slug: str, title: str, groups: Sequence[tuple[str, Sequence[Claim]]], *, note: str = "", most: int = MOST_DRAWN
) -> View:
    """Chart claims as rows of intervals under the headings of `groups`; one unit, `most` rows at the most."""
    everything = [c for _, members in groups for c in members]
    if not everything:
        return too_little(
            title, "No claim fits the parameters of this report.", "A wider period, place or list of indicators would show more."
        )
    unit = one_unit(everything)[0][0].unit
    marks: list[Mark] = []
    drawn: list[Claim] = []
    for heading, members in groups:
        for c in members:
            if c.unit == unit and len(drawn) < most:
                day = span(c)[1]
                marks.append(
                    mark_of(c, label=_row_label(claimant_of(c), date(day, short=True) if day else "undated"), group=heading, said=words(c))
                )
                drawn.append(c)
    left = len(everything) - len(drawn)
    notes = [note, f"{count(left, 'further claim')} in the table of all claims." if left else ""]
    return _figure(
        study,
        slug,
        title,
        intervals(slug, title, marks, study.looks),
        drawn,
        " ".join(filter(None, notes)),
        UNIT_WORDS[unit],
        key_from=len(everything) + 1,
    )


def _row_label(name: str, day: str) -> str:
    most = 31 - len(day)
    return f"{name if len(name) <= most else name[: most - 1].rstrip() + '…'}, {day}"


def cell_title(row: Record) -> str:
    """What a cell counts, in words."""
    group = GROUPS.get(str(row["population"]), "") if row.get("population") else ""
    aspect = ASPECT_WORDS.get(str(row.get("aspect")), "")
    day = row.get("date_end")
    return ", ".join(
        filter(
            None,
            [
                " ".join(filter(None, [group, indicator_words(row["indicator"])])),
                str(row.get("place") or ""),
                aspect,
                date(day) if day else "",
            ],
        )
    )


def cells_chart(study: Study, slug: str, title: str, most: int = 8) -> View:
    """Chart the widest discrepancies: the claims of each cell one under another."""
    rows = [d for d in study.discrepancies() if d.get("ratio")]
    if not rows:
        return too_little(
            title,
            "No two claimants speak about the same thing at the same place and time.",
            "That is a result too: these figures cannot be checked against each other.",
        )
    unit = str(rows[0]["unit"])
    rows = [d for d in rows if d["unit"] == unit][:most]
    groups = [(f"{_times(d)}: {cell_title(d)}", study.cell_claims(str(d["cell_id"]))) for d in rows]
    return rows_of(study, slug, title, groups, note="The factor is the highest stated number over the lowest.", most=60)


def _times(row: Record) -> str:
    return f"{ratio(float(row['ratio']))} times" if row.get("ratio") else "no ratio"


def discrepancy_table(study: Study, slug: str, caption: str, most: int = MOST_ROWS) -> View:
    """Table of the comparable claims that differ: lowest and highest, ratio with its bounds, agreement, what was joined."""
    rows = study.discrepancies()
    if not rows:
        return too_little(caption, "No two claimants speak about the same thing at the same place and time.")
    label = f"Table {study.number('table', slug)}"
    columns = [
        Column("what, where, when", heads=True),
        Column("lowest"),
        Column("highest"),
        Column("ratio", numeric=True),
        Column("agreement"),
        Column("n", numeric=True),
        Column("joined by"),
    ]
    body: list[list[object]] = []
    used: list[str] = []
    for d in rows[:most]:
        ends = [study.tables.claim_by_id.get(str(d[f"{end}_claim_id"])) for end in ("lowest", "highest")]
        used.extend(c.claim_id for c in ends if c)
        bounds = f" ({ratio(d['ratio_low'])} to {ratio(d['ratio_high']) if d.get('ratio_high') else 'open'})" if d.get("ratio_low") else ""
        body.append(
            [
                sheet_link(study, d, cell_title(d)),
                *(join([figure_link(c), el("br"), claimant_cell(study, claimant_of(c))]) if c else "none" for c in ends),
                (ratio(d["ratio"]) if d.get("ratio") else "—") + bounds,
                str(d["agreement"]),
                f"{d['n_claimants']} / {d['n_mentions']}",
                join_words(d.get("joins")),
            ]
        )
    study.use(slug, label, used)
    title = f"{label}. {caption} (n: claimants / mentions; ratio: highest over lowest, in brackets the least and most it can be)"
    more = el("p", f"{len(rows) - most:,} more in the tables beside this report.", cls="muted") if len(rows) > most else None
    return View(el("div", table(title, columns, body), more, id=slug, cls="tbl"))


def alarms_list(study: Study, slug: str, most: int = 30) -> View:
    """The alarms of a report in words, each with the figures it is about."""
    rows = study.alarms()
    if not rows:
        return View(el("p", "No alarm: no total falls, no part is larger than its whole, no bounds cross.", cls="muted"))
    known = study.tables.claim_by_id
    items: list[Markup] = []
    used: list[str] = []
    for a in rows[:most]:
        ids = [i for i in ids_in(a) if i in known][:6]
        used.extend(ids)
        links = join((figure_link(known[i]) for i in ids), "; ")
        items.append(
            el(
                "li",
                el("strong", f"⚠ {str(a['kind']).replace('_', ' ')} ({a['severity']}): "),
                outside_text(str(a["sentence"])),
                " [",
                links,
                "]",
            )
        )
    study.use(slug, "Alarms", used)
    more = el("p", f"{len(rows) - most:,} more in the alarms table.", cls="muted") if len(rows) > most else None
    return View(el("div", el("ul", *items, cls="alarms"), more, id=slug))


def speakers_table(study: Study, slug: str, caption: str, most: int = 40) -> View:
    """Who says how much: claims, mentions, documents, how many of their figures are bounds, their latest figure."""
    names = study.claimants(study.claims)
    if not names:
        return too_little(caption, "No claim fits the parameters of this report.")
    label = f"Table {study.number('table', slug)}"
    columns = [
        Column("claimant", heads=True),
        Column("kind"),
        Column("mentions", numeric=True),
        Column("documents", numeric=True),
        Column("open or vague", numeric=True),
        Column("lowest"),
        Column("highest"),
    ]
    body: list[list[object]] = []
    used: list[str] = []
    for name in names[:most]:
        mine = [c for c in study.claims if claimant_of(c) == name]
        kind = next((c.source_type for c in mine if c.source_type), None) or (
            "outlet" if any(is_own_voice(c) for c in mine) else "not known"
        )
        soft = sum(c.high is None or c.best is None for c in mine if c.indicator != "control_change")
        people = [c for c in mine if c.unit == "persons" and (c.best or c.low or c.high) is not None and c.duplicate_of is None]
        ends = [min(people, key=_size), max(people, key=_size)] if people else []
        used.extend(c.claim_id for c in ends)
        cells: list[object] = [join([figure_link(c), f" {indicator_words(c.indicator)}"]) for c in ends] or ["—", "—"]
        body.append(
            [
                claimant_cell(study, name),
                KIND_WORDS.get(kind, kind.replace("_", " ")),
                number(len(mine)),
                number(len({c.doc_id for c in mine})),
                number(soft),
                *cells,
            ]
        )
    study.use(slug, label, used)
    more = el("p", f"{len(names) - most:,} more claimants in the tables beside this report.", cls="muted") if len(names) > most else None
    return View(el("div", table(f"{label}. {caption}", columns, body), more, id=slug, cls="tbl"))


def _size(claim: Claim) -> tuple[float, str]:
    return (next((v for v in (claim.best, claim.low, claim.high) if v is not None), 0.0), claim.claim_id)


def sensitivity_table(study: Study, slug: str, caption: str) -> View:
    """The widest discrepancies again under every convention: how far the result rests on how words are read."""
    rows = [d for d in study.discrepancies() if d.get("ratio")][:8]
    if not rows:
        return too_little(caption, "There is no discrepancy whose size could depend on a convention.")
    from contested.compare.discrepancies import agreement
    from contested.compare.observations import observe

    frames = frames_of(study)
    told = {n: observe(frames.claims, frames.cells, frames.echoes, convention=n).cells() for n in study.conventions()}
    label = f"Table {study.number('table', slug)}"
    body: list[list[object]] = []
    for d in rows:
        cells: list[object] = [sheet_link(study, d, cell_title(d))]
        for by_cell in told.values():
            here = by_cell.get(str(d["cell_id"]), [])
            stated = [o.stated for o in here if o.stated]
            times = f"{ratio(max(stated) / min(stated))} times, " if len(stated) > 1 else ""
            cells.append(f"{times}{agreement([o.counts(False) for o in here])}; {len(here)} of {d['n_claimants']}")
        body.append(cells)
    columns = [Column("what, where, when", heads=True), *(Column(n, numeric=True) for n in told)]
    title = (
        f"{label}. {caption} (highest over lowest stated number, whether the intervals agree, and how many of the claimants it can read)"
    )
    return View(el("div", table(title, columns, body), id=slug, cls="tbl"))


def answer_list(study: Study, lines: Sequence[Markup | str | None], claims: Iterable[Claim]) -> View:
    """The answer in five lines at the most."""
    kept = [line for line in lines if line][:5]
    study.use("answer", "The answer", (c.claim_id for c in claims))
    return View(el("ol", *(el("li", show(line)) for line in kept), id="answer", cls="answer"))
