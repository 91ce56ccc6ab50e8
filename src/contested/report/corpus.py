"""The corpus report: what was read, when it dates from, who speaks, what could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from contested.charts import Mark, Spot, lanes, mini, near, sketch
from contested.charts.words import clip, count, date, listing, number, period, verb
from contested.report.data import Record, claimant_of, ids_in
from contested.report.front import card, claimant_cell, clip_title, document_anchor
from contested.report.html import Column, el, join, outside_link, outside_text, table
from contested.report.study import Study, figure_link, indicator_words, words
from contested.report.view import View
from contested.report.views import answer_list, too_little

MOST = 400


def finding(study: Study) -> str:
    """The report in one sentence."""
    t = study.tables
    days = sorted(d["published"] for d in t.documents if d.get("published"))
    span = f" from {period(days[0], days[-1])}" if days else ""
    names = study.claimants(study.claims)
    return f"{count(len(t.documents), 'document')}{span} carry {count(len(study.claims), 'figure')} by {count(len(names), 'claimant')}."


def answer(study: Study) -> View:
    """What was read, in five lines."""
    t = study.tables
    first = finding(study)
    top = study.claimants(study.claims)[:3]
    mentions = Counter(claimant_of(c) for c in study.claims)
    share = sum(mentions[n] for n in top)
    second = f"{listing(top)} account for {share:,} of {len(study.claims):,} mentions." if top else "No figure fits the parameters."
    echoed = [e for e in t.echoes if (e.get("n_documents") or 0) > 1]
    third = (
        f"{count(len(echoed), 'figure')} {verb(len(echoed), 'was', 'were')} passed on by more than one document; "
        "each counts once, for its claimant."
        if echoed
        else None
    )
    soft = sum(c.bound != "exact" for c in study.claims)
    fourth = (
        f"{soft:,} of {len(study.claims):,} figures are bounds, ranges, estimates or vague words rather than exact numbers."
        if study.claims
        else None
    )
    alarms = len(study.alarms())
    fifth = (
        f"{count(len(t.rejects), 'document')} could not be read, and {count(alarms, 'alarm')} "
        f"{verb(alarms, 'stands', 'stand')} beside the figures."
    )
    return answer_list(study, [first, second, third, fourth, fifth], [])


def documents_chart(study: Study) -> View:
    """When the documents date from, by publisher."""
    dated = [d for d in study.tables.documents if d.get("published")]
    title = "When the documents date from"
    if not dated:
        return too_little(title, "No document carries a date.", "Name one for each in documents.csv.")
    heard = Counter(str(d.get("publisher") or "publisher not known") for d in dated)
    top = [p for p, _ in sorted(heard.items(), key=lambda kv: (-kv[1], kv[0]))][:24]
    marks = [
        Mark(document_anchor(study, str(d["doc_id"]))[2:], p, 0, 0, 0, clip_title(d), when=d["published"], group=p)
        for p in top
        for d in dated
        if str(d.get("publisher") or "publisher not known") == p
    ]
    label = f"Figure {study.number('figure', 'documents')}"
    svg = lanes("documents", title, marks, study.looks, anchor="d", noun="documents")
    left = len(dated) - len(marks)
    note = f"{count(len(dated), 'dated document')}, {count(len(heard), 'publisher')}. A point leads to the document." + (
        f" {left} of smaller publishers not drawn." if left else ""
    )
    return View(
        el(
            "figure",
            el("figcaption", el("strong", f"{label}. {title}"), " ", el("span", note, cls="muted")),
            el("div", Markup(svg), cls="scroll plot", tabindex="0", role="region", aria_label=f"{label}, chart"),
            id="documents",
        )
    )


def documents_table(study: Study) -> View:
    """Every document read."""
    label = f"Table {study.number('table', 'document-list')}"
    rows = [
        [
            el("span", outside_link(d.get("url"), clip_title(d)), id=document_anchor(study, str(d["doc_id"]))),
            outside_text(clip(str(d.get("publisher") or "not known"), 60)),
            date(d["published"]) if d.get("published") else "no date",
            " ".join(
                filter(None, [str(d.get("published_from") or ""), "(contradicted by its dateline)" if d.get("dateline_conflict") else ""])
            )
            or "—",
            d.get("language") or "—",
            number(d.get("chars") or len(d.get("text") or "")),
            number(d.get("n_claims") or 0),
        ]
        for d in study.tables.documents
    ]
    columns = [
        Column("document", heads=True),
        Column("publisher"),
        Column("published"),
        Column("date found in"),
        Column("language"),
        Column("characters", numeric=True),
        Column("figures", numeric=True),
    ]
    return View(el("div", table(f"{label}. Documents read", columns, rows), id="document-list", cls="tbl"))


def indicators_table(study: Study) -> View:
    """What is counted: by indicator, how many claims, claimants, bounds, claims without date or place."""
    label = f"Table {study.number('table', 'indicators')}"
    rows = []
    for indicator in study.domain:
        mine = [c for c in study.claims if c.indicator == indicator]
        if mine:
            rows.append(
                [
                    indicator_words(indicator),
                    number(len(mine)),
                    number(len(study.claimants(mine))),
                    number(sum(c.duplicate_of is not None for c in mine)),
                    number(sum(c.bound not in ("exact",) for c in mine)),
                    number(sum(c.status != "asserted" for c in mine)),
                    number(sum(c.date_end is None and c.date_start is None for c in mine)),
                    number(sum(not c.place for c in mine)),
                ]
            )
    if not rows:
        return too_little("What is counted", "No figure fits the parameters of this report.")
    columns = [
        Column("indicator", heads=True),
        *(
            Column(n, numeric=True)
            for n in ("mentions", "claimants", "repeats", "not exact", "not asserted", "without date", "without place")
        ),
    ]
    return View(el("div", table(f"{label}. What is counted, and how firmly", columns, rows), id="indicators", cls="tbl"))


def echoes_table(study: Study, most: int = 25) -> View:
    """The figures heard most: one claimant, several documents."""
    chosen = {c.claim_id for c in study.claims}
    rows = [e for e in study.tables.echoes if (e.get("n_documents") or 0) > 1 and any(i in chosen for i in ids_in(e))]
    if not rows:
        return too_little("Echoes", "No figure was passed on by more than one document.", "Every mention is then its own claim.")
    rows.sort(key=lambda e: (-e["n_documents"], -e["n_mentions"], str(e["echo_id"])))
    label = f"Table {study.number('table', 'echoes')}"
    body: list[list[object]] = []
    used: list[str] = []
    known = study.tables.claim_by_id
    for e in rows[:most]:
        claims = [known[i] for i in ids_in(e) if i in known]
        used.extend(c.claim_id for c in claims)
        first = claims[0]
        body.append(
            [
                join([figure_link(first), f" {indicator_words(first.indicator)}"]),
                claimant_cell(study, str(e["claimant"])),
                outside_text(e.get("place") or "—"),
                number(e["n_documents"]),
                number(e["n_publishers"]),
                join(
                    (
                        el("a", f"{k + 1}", href=f"#c-{c.claim_id}", cls="hit", aria_label=f"{k + 1}: mention of {words(c)}")
                        for k, c in enumerate(claims)
                    ),
                    " ",
                ),
            ]
        )
    study.use("echoes", label, used)
    columns = [
        Column("figure", heads=True),
        Column("claimant"),
        Column("place"),
        Column("documents", numeric=True),
        Column("publishers", numeric=True),
        Column("mentions"),
    ]
    return View(el("div", table(f"{label}. One voice, heard more than once", columns, body), id="echoes", cls="tbl"))


def places_table(study: Study, most: int = 60) -> View:
    """Where the figures are about: a sketch, and a table of the places named."""
    rows = sorted(study.tables.places, key=lambda p: (-(p.get("n_claims") or 0), str(p["place"])))
    if not rows:
        return too_little("Places", "No place is named in the figures.")
    label = f"Table {study.number('table', 'places')}"
    body = [
        [
            el("span", outside_text(clip(str(p["place"]), 80)), id=f"p-{i}"),
            outside_text(clip(str(p.get("place_text") or ""), 120)),
            outside_text(p.get("parent") or "—"),
            str(p.get("how_resolved") or "—").replace("_", " "),
            number(p.get("n_claims") or 0),
        ]
        for i, p in enumerate(rows[:most])
    ]
    columns = [Column("place", heads=True), Column("as written"), Column("part of"), Column("found in"), Column("mentions", numeric=True)]
    more = el("p", f"{len(rows) - most:,} more places in the places table.", cls="muted") if len(rows) > most else None
    drawn = _map(study, [(f"p-{i}", p) for i, p in enumerate(rows[:most])], label)
    return View(join([drawn, el("div", table(f"{label}. Places named", columns, body), more, id="places", cls="tbl")]))


def _map(study: Study, rows: Sequence[tuple[str, Record]], data: str) -> Markup | None:
    """A sketch of the places that have coordinates; None where it would show nothing."""
    spots = [
        Spot(clip(str(p["place"]), 80), float(p["lat"]), float(p["lon"]), int(p.get("n_claims") or 0) or 1, anchor)
        for anchor, p in rows
        if p.get("lat") is not None and p.get("lon") is not None
    ]
    drawn, far = near(spots)
    if len(drawn) < 2:
        return None
    title = "Where the figures are about"
    label = f"Figure {study.number('figure', 'map')}"
    notes = [
        f"{count(len(drawn), 'place')}. The larger a disc, the more mentions; a disc leads to its row in {data.lower()}, the data.",
        "A place stands at its middle, however far it reaches.",
        f"Too far out to be drawn: {listing([s.name for s in far])}." if far else None,
    ]
    return el(
        "figure",
        el("figcaption", el("strong", f"{label}. {title}"), " ", el("span", " ".join(filter(None, notes)), cls="muted")),
        el("div", Markup(sketch("map", title, spots)), cls="scroll plot", tabindex="0", role="region", aria_label=f"{label}, chart"),
        id="map",
    )


def rejects_table(study: Study) -> View:
    """What could not be read, and why; and what was strange about the rest."""
    strange = _oddities_table(study)
    if not study.tables.rejects:
        return View(join([el("p", "Every document could be read.", cls="muted"), *strange]))
    label = f"Table {study.number('table', 'rejects')}"
    body = [
        [outside_text(clip(str(r["file"]), 160)), str(r["reason"]).replace("_", " "), outside_text(clip(str(r.get("detail") or ""), 300))]
        for r in study.tables.rejects[:MOST]
    ]
    columns = [Column("file", heads=True), Column("reason"), Column("detail", wide=True)]
    return View(join([el("div", table(f"{label}. What could not be read", columns, body), id="rejects", cls="tbl"), *strange]))


def _oddities_table(study: Study) -> list[Markup]:
    """What was strange about documents that were read all the same: each kind once, counted, with its first example."""
    by_kind: dict[str, list[Record]] = {}
    for o in study.tables.oddities:
        by_kind.setdefault(str(o["kind"]), []).append(o)
    if not by_kind:
        return []
    label = f"Table {study.number('table', 'oddities')}"
    body = [
        [
            kind.replace("_", " "),
            number(len({o["doc_id"] for o in rows if o.get("doc_id")})) if any(o.get("doc_id") for o in rows) else "the file",
            number(len({o["file"] for o in rows})),
            number(sum(o["n"] for o in rows)),
            outside_text(clip(str(rows[0].get("doc_id") or rows[0]["file"]), 80)),
            outside_text(clip(str(rows[0].get("detail") or "—"), 300)),
        ]
        for kind, rows in sorted(by_kind.items(), key=lambda kv: (-len(kv[1]), kv[0]))
    ]
    columns = [
        Column("what", heads=True),
        Column("documents", numeric=True),
        Column("files", numeric=True),
        Column("count", numeric=True),
        Column("for example"),
        Column("detail", wide=True),
    ]
    return [el("div", table(f"{label}. What was strange, and was read all the same", columns, body), id="oddities", cls="tbl")]


def _figures(study: Study, alarm: Record, most: int = 3) -> Markup:
    """Links to the first figures an alarm is about."""
    known = study.tables.claim_by_id
    return join((figure_link(known[i]) for i in [i for i in ids_in(alarm) if i in known][:most]), "; ")


def closing_card(study: Study) -> View:
    """What the index page says of the corpus."""
    t = study.tables
    by_day = Counter(d["published"] for d in t.documents if d.get("published"))
    marks = [Mark("", "", 0, n, n, f"{n}", when=day) for day, n in sorted(by_day.items())]
    svg = mini("card-00", "Documents by day of publication", marks, {}) if marks else None
    view = card(study, finding(study), svg)
    assert view.card is not None
    days = sorted(by_day)
    facts = [
        [f"documents read, {period(days[0], days[-1])}" if days else "documents read", number(len(t.documents))],
        ["documents that could not be read", number(len(t.rejects))],
        ["publishers", number(len({d.get("publisher") for d in t.documents if d.get("publisher")}))],
        ["mentions of figures", number(len(study.claims))],
        ["claimants", number(len(study.claimants(study.claims)))],
        *([["oddities counted", number(sum(o["n"] for o in t.oddities))]] if t.oddities else []),
        ["alarms", number(len(t.alarms))],
    ]
    speakers = [[n, t.mentions[n], study.looks_of(n).colour, study.looks_of(n).marker] for n in study.claimants(study.claims)[:12]]
    rejects = [[str(r["file"]), str(r["reason"])] for r in t.rejects[:20]]
    warned = study.alarms()
    alarms = [[str(a["kind"]), str(a["severity"]), clip(str(a["sentence"]), 240), str(_figures(study, a))] for a in warned[:8]]
    sizes = {"rejects_in_all": len(t.rejects), "alarms_in_all": len(warned)}
    view.card.update({"facts": facts, "speakers": speakers, "rejects": rejects, "alarms": alarms, **sizes})
    return view
