"""How outlets of different sides report the same: whom they quote, whom they count, and how high the figures they print are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from contested.charts.words import count, listing, number
from contested.compare.too_little import TooLittle
from contested.compare.words import ratio_words
from contested.model import Claim
from contested.report.data import claimant_of, is_own_voice
from contested.report.frames import frames_of
from contested.report.html import Column, el, outside_text, table
from contested.report.study import Study
from contested.report.topics import FIGHTERS, Topic, topics
from contested.report.view import View
from contested.report.views import too_little
from contested.report.who_more import effects_view, refused

if TYPE_CHECKING:
    from contested.compare.source_effects import Ratio, SourceEffects

CHOICES = ("latest", "largest", "smallest")
FEWEST_SIDES = 2


def sides_of(study: Study) -> dict[str, str]:
    """The side of each publisher of the report's claims, as the parameters group them."""
    from contested.compare.sides import outlet_sides

    return outlet_sides((c.publisher for c in study.figures if c.publisher), study.selection.outlet_sides)


def sides_table(study: Study, slug: str) -> View:
    """The sides: their outlets, whom they quote, and which dead they count."""
    side = sides_of(study)
    groups: dict[str, list[Claim]] = {}
    for c in study.figures:
        if c.publisher in side:
            groups.setdefault(side[c.publisher], []).append(c)
    if len(groups) < FEWEST_SIDES:
        why = f"The lexicon gives {count(len(groups), 'side')} to the publishers of these claims; two are needed."
        return too_little("How outlets of different sides report", why, "A source's `alignment` in a lexicon of your own adds one.")
    label = f"Table {study.number('table', slug)}"
    columns = [
        Column("side", heads=True),
        Column("outlets"),
        Column("documents", numeric=True),
        Column("claimants", numeric=True),
        Column("figures", numeric=True),
        Column("own voice", numeric=True),
        Column("quoted most", wide=True),
        Column("killed: fighters", numeric=True),
    ]
    body: list[list[object]] = []
    for name, claims in sorted(groups.items(), key=lambda kv: (-len(kv[1]), kv[0])):
        own = [c for c in claims if is_own_voice(c) or claimant_of(c) == c.publisher]
        quoted = Counter(claimant_of(c) for c in claims if not (is_own_voice(c) or claimant_of(c) == c.publisher)).most_common(3)
        killed = [c for c in claims if c.indicator == "killed" and c.population]
        armed = sum(c.population in FIGHTERS for c in killed)
        body.append(
            [
                name.replace("_", " "),
                outside_text(listing(sorted({str(c.publisher) for c in claims}))),
                number(len({c.doc_id for c in claims})),
                number(len({claimant_of(c) for c in claims})),
                number(len(claims)),
                _share(len(own), len(claims)),
                outside_text("; ".join(f"{who} {_share(n, len(claims))}" for who, n in quoted)) if quoted else "nobody",
                f"{_share(armed, len(killed))} of {len(killed):,}",
            ]
        )
    title = (
        f"{label}. Outlets by side: how often they speak themselves, whom they quote, and how many of their figures of dead are of fighters"
    )
    note = el(
        "p",
        "Sides are those of the lexicon's sources: whom an outlet belongs to or speaks for, a reading aid and no judgement of truth. "
        "Publishers without one are left out.",
        cls="muted",
    )
    return View(el("div", table(title, columns, body), note, id=slug, cls="tbl"))


def _share(n: int, of: int) -> str:
    return f"{100 * n / of:.0f}%" if of else "none"


def printed_ratios(study: Study, slug: str, indicator: str = "killed") -> View:
    """How high the figures are that each side prints about the same events, for civilians and for fighters apart."""
    if len(set(sides_of(study).values())) < FEWEST_SIDES:
        return too_little("How high the figures are that each side prints", "Two sides are needed.")
    parts = []
    for topic in topics(study, indicator):
        found = side_effects(study, topic)
        what = f"Which side prints more {topic.words}, single events"
        if isinstance(found, TooLittle):
            parts.append(refused(found, what).html)
            continue
        name = f"{slug}-{topic.slug}"
        parts.append(effects_view(study, name, what, found, voice="side").html)
        parts.append(_how_sure(study, f"{name}-sure", topic, found.ratios()))
    return View("".join(parts))


def side_effects(
    study: Study,
    topic: Topic,
    *,
    convention: str | None = None,
    drop_bounds: bool = False,
    choose: str = CHOICES[0],
    without: str | None = None,
) -> SourceEffects | TooLittle:
    """The source model of a topic with sides in the place of claimants; fitted once."""
    from contested.compare.sides import observe_printed
    from contested.compare.source_effects import effects_of

    convention = convention or study.selection.convention

    def fit() -> SourceEffects | TooLittle:
        f = study.keep(("frames", topic.slug), lambda: frames_of(study, topic.indicator, populations=topic.populations))
        claims = f.claims[f.claims["publisher"] != without] if without else f.claims
        found = observe_printed(claims, f.cells, study.selection.outlet_sides, convention=convention, choose=choose)
        return effects_of(found, drop_bounds=drop_bounds)

    return study.keep(("sides", topic.slug, convention, drop_bounds, choose, without), fit)


def other_ways(study: Study, topic: Topic) -> list[tuple[str, SourceEffects | TooLittle]]:
    """The same model under each convention, with bounds left out, and with another of several figures standing for a side."""
    ways = [(name, side_effects(study, topic, convention=name)) for name in study.conventions()]
    ways.append(("bounds left out", side_effects(study, topic, drop_bounds=True)))
    return ways + [(f"{c} of several", side_effects(study, topic, choose=c)) for c in CHOICES[1:]]


def _how_sure(study: Study, slug: str, topic: Topic, ratios: Sequence[Ratio]) -> Markup:
    """The ratios of sides in each other way, and without each outlet in turn."""
    ways = other_ways(study, topic)
    without = [(o, side_effects(study, topic, without=o)) for o in sorted(sides_of(study))]
    body: list[list[object]] = []
    for r in ratios:
        found = sorted((p.ratio, o) for o, e in without if (p := pair_of(e, r)) is not None)
        ends = f"{ratio_words(found[0][0])} (without {found[0][1]}) to {ratio_words(found[-1][0])} (without {found[-1][1]})"
        body.append([f"{r.claimant} to {r.other}", *(_said(pair_of(e, r)) for _, e in ways), ends if found else "not fitted"])
    label = f"Table {study.number('table', slug)}"
    columns = [Column("ratio", heads=True), *(Column(n, numeric=True) for n, _ in ways), Column("without one outlet")]
    what = "under each convention, with bounds left out, with another of several figures of a side, and without each outlet in turn"
    title = f"{label}. {topic.words[:1].upper()}{topic.words[1:]}, single events: the ratios {what}"
    return Markup(el("div", table(title, columns, body), id=slug, cls="tbl"))


def _said(pair: Ratio | None) -> str:
    return f"{ratio_words(pair.ratio)} ({ratio_words(pair.low)} to {ratio_words(pair.high)})" if pair else "not fitted"


def pair_of(found: SourceEffects | TooLittle, r: Ratio, level: float = 0.95) -> Ratio | None:
    """The same ratio in another fit, where that has it."""
    if isinstance(found, TooLittle):
        return None
    pair = found.pair(r.claimant, r.other, level)
    return None if isinstance(pair, TooLittle) else pair
