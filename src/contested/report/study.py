"""A study: the claims a report is about, how they look in charts, and which figures the report has shown so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from markupsafe import Markup

from contested.charts import Look, Mark, assign_looks, in_order, look_of
from contested.charts.words import interval, period, quantity
from contested.model import INDICATORS, Claim
from contested.report.conventions import convention_names, under_convention
from contested.report.data import Record, Tables, claimant_of, ids_in, load, names_in
from contested.report.html import el, show
from contested.report.parameters import Selection, select
from contested.tables.dataset import is_dataset

GROUPS = {
    "civilians": "civilians",
    "children": "children",
    "women": "women",
    "men": "men",
    "people": "people",
    "fighters_opposition": "opposition fighters",
    "fighters_government": "government fighters",
    "fighters_is": "Islamic State fighters",
    "fighters_other": "other fighters",
    "fighters": "fighters",
    "aid_workers": "aid workers",
    "journalists": "journalists",
}
ONE = {
    "civilians": "civilian",
    "children": "child",
    "women": "woman",
    "men": "man",
    "people": "person",
    "aid_workers": "aid worker",
    "journalists": "journalist",
}
# vague words that stand before a noun without "of"
BARE = ("several", "a few", "few", "many", "numerous", "countless", "some")
INDICATOR_WORDS = {"control_share": "share of territory held", "control_change": "change of control"}
ASPECT_WORDS = {"incident": "single event", "cumulative": "running total", "stock": "state at a time", "flow": "movement in a period"}
FIRM = ("asserted",)
T = TypeVar("T")
DRAWN = ("asserted", "reported", "believed")


class Study:
    """The claims of one report.

    Attributes
    ----------
    tables : Tables
        The whole corpus.
    claims : list of Claim
        The claims selected, repeats inside a document included, with their intervals under the chosen convention.
    figures : list of Claim
        Those that charts and statistics use: no repeats, nothing denied or hypothetical.
    looks : dict
        Colour and marker by claimant, the same in every report on these tables.
    """

    def __init__(self, name: str, tables: Tables, selection: Selection, domain: Sequence[str]) -> None:
        self.name = name
        self.tables = tables
        self.selection = selection
        self.domain = tuple(domain)
        self.looks: dict[str, Look] = assign_looks(tables.mentions)
        chosen = [c for c in tables.claims if c.kind == "report" and self._selected(c)]
        if selection.convention != "interval":
            chosen = under_convention(chosen, selection.convention)
        self.claims = sorted(chosen, key=_by_day)
        self.figures = [c for c in self.claims if c.duplicate_of is None and c.status in DRAWN]
        self.compared: dict[str, tuple[Record, str]] = {}  # by cell: the comparisons that the evidence shows side by side
        self._uses: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._numbers: dict[str, int] = {}
        self._kept: dict[object, Any] = {}

    def _selected(self, claim: Claim) -> bool:
        s = self.selection
        if claim.indicator not in (s.indicators or self.domain):
            return False
        first, last = span(claim)
        if s.period_start and last and last < s.period_start:
            return False
        if s.period_end and first and first > s.period_end:
            return False
        if s.sources and claimant_of(claim).casefold() not in {n.casefold() for n in s.sources}:
            return False
        return not s.place or any(self._within(place, s.place) for place in (*names_in(claim.place), *names_in(claim.place_text)))

    def _within(self, place: str, wanted: str) -> bool:
        seen: set[str] = set()
        here: str | None = place
        while here and here not in seen:
            if here.casefold() == wanted.casefold():
                return True
            seen.add(here)
            here = self.tables.parents.get(here)
        return False

    def of(self, *indicators: str, aspects: Sequence[str] = ()) -> list[Claim]:
        """The figures of these indicators (and aspects), earliest first."""
        return [c for c in self.figures if c.indicator in indicators and (not aspects or c.aspect in aspects)]

    def claimants(self, claims: Iterable[Claim] | None = None) -> list[str]:
        """Independent claimants, the most heard of the corpus first."""
        return in_order(self.looks, (claimant_of(c) for c in (self.figures if claims is None else claims)))

    def claimants_in_order(self, names: Iterable[str]) -> list[str]:
        """Claimants, the most heard of the corpus first."""
        return in_order(self.looks, names)

    def within(self, rows: Iterable[Record]) -> list[Record]:
        """Rows of a comparison table all of whose claims this report is about (at least one of them as a figure)."""
        chosen = {c.claim_id for c in self.claims}
        return [r for r in rows if (ids := ids_in(r)) and all(i in chosen for i in ids)]

    def discrepancies(self) -> list[Record]:
        """The discrepancies between claims of this report, widest first."""
        claims_of = {str(cell["cell_id"]): cell for cell in self.within(self.tables.cells)}
        rows = [d for d in self.tables.discrepancies if str(d["cell_id"]) in claims_of]
        return sorted(rows, key=lambda d: (-(d["ratio"] or 0), -d["n_claimants"], str(d["cell_id"])))

    def cell_claims(self, cell_id: str) -> list[Claim]:
        """The claims of one cell that this report is about, lowest first."""
        cell = next((c for c in self.tables.cells if c["cell_id"] == cell_id), None)
        wanted = set(ids_in(cell)) if cell else set()
        return sorted((c for c in self.figures if c.claim_id in wanted), key=lambda c: (_point(c), claimant_of(c), c.claim_id))

    def alarms(self) -> list[Record]:
        """Alarms that stand beside at least one claim of this report, the gravest first."""
        chosen = {c.claim_id for c in self.claims}
        order = {"error": 0, "warning": 1, "note": 2}
        rows = [a for a in self.tables.alarms if any(i in chosen for i in ids_in(a))]
        return sorted(rows, key=lambda a: (order.get(str(a["severity"]), 3), str(a["kind"]), str(a["alarm_id"])))

    def conventions(self) -> tuple[str, ...]:
        """Conventions results are shown under: that of the report first, then the others of the lexicon."""
        chosen = self.selection.convention
        return (chosen, *(n for n in convention_names() if n != chosen))

    def number(self, kind: str, slug: str) -> int:
        """The number of a figure or table: by first appearance, the same when its cell runs again."""
        return self._numbers.setdefault(f"{kind} {slug}", sum(key.startswith(f"{kind} ") for key in self._numbers) + 1)

    def use(self, slug: str, label: str, claim_ids: Iterable[str]) -> None:
        """Record that the view `slug` shows these claims, so that their evidence can lead back to it."""
        known = self.tables.claim_by_id
        self._uses[slug] = (label, tuple(dict.fromkeys(i for i in claim_ids if i in known)))

    def used(self) -> dict[str, list[tuple[str, str]]]:
        """By claim: the views that show it, as (slug, label), in order."""
        found: dict[str, list[tuple[str, str]]] = {}
        for slug, (label, ids) in self._uses.items():
            for claim_id in ids:
                found.setdefault(claim_id, []).append((slug, label))
        return found

    def keep(self, key: object, make: Callable[[], T]) -> T:
        """What `make` gives, made once a report: several views show the same fit."""
        if key not in self._kept:
            self._kept[key] = make()
        kept: T = self._kept[key]
        return kept

    def looks_of(self, claimant: str) -> Look:
        """Colour and marker of a claimant."""
        return look_of(self.looks, claimant)

    def __repr__(self) -> str:
        return f"Study {self.name!r}: {len(self.claims)} claims by {len(self.claimants(self.claims))} claimants"


def open_study(name: str, tables: str | Path, *, domain: Sequence[str] = INDICATORS, **parameters: Any) -> Study:
    """Open a folder of tables for one report.

    Parameters
    ----------
    name
        Name of the report ("01_casualties"), the prefix of its anchors.
    tables
        Folder written by ``contested parse`` and ``contested compare``; or a partitioned data set (``contested parse --scheduler``),
        of which only what the parameters ask for is loaded.
    domain
        Indicators the report is about when ``indicators`` is None.
    **parameters
        ``period_start``, ``period_end``, ``place``, ``indicators``, ``sources``, ``convention``,
        ``reference_source``, as in the parameters cell.

    Raises
    ------
    TableError, UsageError
        The tables cannot be read; a parameter makes no sense.
    """
    selection = select(**parameters, conventions=convention_names())
    if is_dataset(Path(tables)):
        from contested.report.sliced import slice_of, sliced

        tables = sliced(Path(tables).resolve(), slice_of(selection))
    study = Study(name, load(tables), selection, domain)
    if selection.outlet_sides is not None:
        from contested.compare.sides import outlet_sides

        outlet_sides((), selection.outlet_sides)  # a slip of the pen is said here, not far down the page
    return study


def span(claim: Claim) -> tuple[dt.date | None, dt.date | None]:
    """First and last day a claim is about; the day of publication where it says none."""
    last = claim.date_end or claim.date_start or claim.published
    return claim.date_start or last, last


def _by_day(claim: Claim) -> tuple[dt.date, str, int, str]:
    return (span(claim)[1] or dt.date.max, claim.doc_id, claim.char_start or 0, claim.claim_id)


def _point(claim: Claim) -> float:
    return next((v for v in (claim.best, claim.low, claim.high) if v is not None), 0.0)


def words(claim: Claim, *, group: bool = True) -> str:
    """Say the figure as reported: ``at least 415 civilians``; for a change of control, the quote."""
    if claim.indicator == "control_change" and claim.value is None:
        return claim.quote or "changed hands"
    said = quantity(claim.bound, claim.value, claim.value_high, claim.vague_term, claim.unit)
    if not group or claim.unit not in ("persons", "percent") or claim.population is None:
        return said
    counted = not (claim.vague_term or "").startswith(BARE)
    of = "of " if claim.unit == "percent" or (claim.value is None and counted) or (claim.vague_term and counted) else ""
    if claim.value == 1 and claim.value_high is None and claim.unit == "persons":
        return f"{said} {ONE.get(claim.population, GROUPS.get(claim.population, claim.population).removesuffix('s'))}"
    return f"{said} {of}{GROUPS.get(claim.population, claim.population)}"


def indicator_words(name: str | None) -> str:
    """The indicator in words."""
    return INDICATOR_WORDS.get(name or "", (name or "").replace("_", " "))


def when(claim: Claim) -> str:
    """The period of a claim in words; its day of publication, said so, where it gives none."""
    if claim.date_start is None and claim.date_end is None:
        return f"no date; published {period(claim.published, claim.published)}" if claim.published else "undated"
    return period(claim.date_start, claim.date_end)


def interval_words(claim: Claim) -> str:
    """The interval under the convention in force."""
    return interval(claim.low, claim.high, claim.unit)


def figure_link(claim: Claim, text: str | None = None) -> Markup:
    """A number that leads to its evidence."""
    return el("a", show(text or words(claim)), href=f"#c-{claim.claim_id}", cls="fig")


def mark_of(claim: Claim, *, label: str = "", group: str = "", said: str | None = None) -> Mark:
    """Reduce a claim to what a chart draws."""
    return Mark(
        claim.claim_id,
        claimant_of(claim),
        claim.low,
        claim.best,
        claim.high,
        said or words(claim),
        when=span(claim)[1],
        start=claim.date_start,
        dated=claim.date_end is not None or claim.date_start is not None,
        firm=claim.status in FIRM,
        label=label,
        group=group,
        unit=claim.unit,
    )


def with_interval(claim: Claim, low: float | None, best: float | None, high: float | None) -> Claim:
    """Return the claim with another interval."""
    return claim._replace(low=low, best=best, high=high)
