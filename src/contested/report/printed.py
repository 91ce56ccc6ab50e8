"""How outlets of different sides report the same: whom they quote, whom they count, and how high the figures they print are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from contested.charts.words import count, listing, number
from contested.compare.too_little import TooLittle
from contested.model import Claim
from contested.report.data import claimant_of, is_own_voice
from contested.report.frames import Frames, frames_of
from contested.report.html import Column, el, outside_text, table
from contested.report.study import Study, indicator_words
from contested.report.view import View
from contested.report.views import too_little
from contested.report.who_more import effects_view, refused

if TYPE_CHECKING:
    from contested.compare.source_effects import Ratio, SourceEffects

FIGHTERS = ("fighters_opposition", "fighters_government", "fighters_is", "fighters_other", "fighters")
UNARMED = ("civilians", "people", "children", "women", "men", "aid_workers", "journalists")
GROUPS_COMPARED = (("civilians and people", UNARMED), ("fighters", FIGHTERS))
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
        Column("figures", numeric=True),
        Column("own voice", numeric=True),
        Column("quoted most", wide=True),
        Column("killed: fighters", numeric=True),
    ]
    body: list[list[object]] = []
    for name, claims in sorted(groups.items(), key=lambda kv: (-len(kv[1]), kv[0])):
        quoted = Counter(claimant_of(c) for c in claims if not is_own_voice(c)).most_common(3)
        killed = [c for c in claims if c.indicator == "killed" and c.population]
        armed = sum(c.population in FIGHTERS for c in killed)
        body.append(
            [
                name,
                outside_text(listing(sorted({str(c.publisher) for c in claims}))),
                number(len({c.doc_id for c in claims})),
                number(len(claims)),
                _share(sum(is_own_voice(c) for c in claims), len(claims)),
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
    """How high the figures are that each side prints about the same things, for civilians and for fighters apart."""
    if len(set(sides_of(study).values())) < FEWEST_SIDES:
        return too_little("How high the figures are that each side prints", "Two sides are needed.")
    parts = []
    for i, (who, populations) in enumerate(GROUPS_COMPARED, 1):
        frames, found = side_effects(study, indicator, populations)
        what = f"Which side prints more {who} {indicator_words(indicator)}"
        if isinstance(found, TooLittle):
            parts.append(refused(found).html)
            continue
        parts.append(effects_view(study, f"{slug}-{i}", what, found, claimants=False).html)
        parts.append(_how_sure(study, f"{slug}-{i}-sure", f"{who} {indicator_words(indicator)}", frames, found.ratios()))
    return View("".join(parts))


def side_effects(
    study: Study, indicator: str, populations: Sequence[str] = UNARMED, *, drop_bounds: bool = False
) -> tuple[Frames, SourceEffects | TooLittle]:
    """The figures of an indicator and groups of people, and the source model with sides in the place of claimants; fitted once."""

    def fit() -> tuple[Frames, SourceEffects | TooLittle]:
        frames = frames_of(study, indicator, populations=populations)
        return frames, _effects(study, frames, drop_bounds=drop_bounds)

    return study.keep(("sides", indicator, populations, drop_bounds), fit)


def _effects(
    study: Study, frames: Frames, convention: str | None = None, drop_bounds: bool = False, without: Collection[str] = ()
) -> SourceEffects | TooLittle:
    from contested.compare.sides import observe_printed
    from contested.compare.source_effects import effects_of

    claims = frames.claims[~frames.claims["publisher"].isin(without)] if without else frames.claims
    found = observe_printed(claims, frames.cells, study.selection.outlet_sides, convention=convention or study.selection.convention)
    return effects_of(found, drop_bounds=drop_bounds)


def _how_sure(study: Study, slug: str, what: str, frames: Frames, ratios: Sequence[Ratio]) -> Markup:
    """The ratios of sides under each convention, without bounds, and without each outlet in turn."""
    names = study.conventions()
    other_ways = [(n, _effects(study, frames, n)) for n in names]
    other_ways.append(("bounds left out", _effects(study, frames, drop_bounds=True)))
    outlets = sorted(sides_of(study))
    without = [(o, _effects(study, frames, without=[o])) for o in outlets]
    body: list[list[object]] = []
    for r in ratios:
        found = [(o, p) for o, e in without if (p := _pair(e, r)) is not None]
        least, most = (f(found, key=lambda x: x[1].ratio) for f in (min, max)) if found else (None, None)
        body.append(
            [
                f"{r.claimant} to {r.other}",
                *(f"{p.ratio:.2f} ({p.low:.2f} to {p.high:.2f})" if (p := _pair(e, r)) else "not fitted" for _, e in other_ways),
                f"{least[1].ratio:.2f} (without {least[0]}) to {most[1].ratio:.2f} (without {most[0]})" if least and most else "not fitted",
            ]
        )
    label = f"Table {study.number('table', slug)}"
    columns = [Column("ratio", heads=True), *(Column(n, numeric=True) for n, _ in other_ways), Column("without one outlet")]
    title = f"{label}. {what.capitalize()}: the same ratios under each convention, without bounds, and without each outlet in turn"
    return Markup(el("div", table(title, columns, body), id=slug, cls="tbl"))


def _pair(found: SourceEffects | TooLittle, r: Ratio) -> Ratio | None:
    if isinstance(found, TooLittle):
        return None
    pair = found.pair(r.claimant, r.other)
    return None if isinstance(pair, TooLittle) else pair
