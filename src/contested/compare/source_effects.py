"""Who reports more than whom, and by how much: effects of claimants as ratios with intervals and plain sentences."""

from __future__ import annotations

import html
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from contested.compare.observations import COUNTED, Observation, Observations, components, observe
from contested.compare.threads import one_thread
from contested.compare.too_little import TooLittle
from contested.compare.words import listed, ratio_words
from contested.errors import UsageError
from contested.tables.interval import Convention

if TYPE_CHECKING:
    import pandas as pd

    from contested.compare.source_model import SourceResults

FEWEST_CELLS = 5
SPOKEN = 3  # cells a claimant speaks in before its ratio is worth showing; two such claimants make a model
WIDEST = 100.0  # an interval whose ends are further apart than this factor tells nothing
SMALL = 50.0  # where no stated end is larger, the count form is used
LARGEST_COUNT = 2000.0  # beyond, summing over every count is slow and NB2 is no better than the log-normal
LEAST_LEFT = 5  # figures beyond those that cells and effects take up, without pooling
AVERAGE = "the average claimant"
WHAT = "relative effects of claimants"
_CAVEAT = "This tells who reports more than whom, not who is right."


@dataclass(frozen=True, slots=True)
class Ratio:
    """How one claimant's figures relate to another's.

    `ratio` with its interval (`low`, `high`: `inf` or 0 where the data set no end), and the number of cells both speak in; with none
    the two are compared through others.
    """

    claimant: str
    other: str
    ratio: float
    low: float
    high: float
    n_cells: int
    n_shared: int
    level: float = 0.95

    @property
    def told(self) -> bool:
        """Whether the data tell anything of it: an interval from 0.01 to 40, or from 0.5 up, does not."""
        return self.low > 1 or self.high < 1 or (self.low > 0 and self.high < WIDEST * self.low)

    @property
    def sentence(self) -> str:
        """The ratio in plain words."""
        percent = f"{100 * self.level:.0f}%"
        if math.isinf(self.high) or self.low == 0:
            ends = (
                f"{percent} interval from {ratio_words(self.low)} up"
                if math.isinf(self.high)
                else f"{percent} interval up to {ratio_words(self.high)}"
            )
        else:
            ends = f"{percent} interval {ratio_words(self.low)} to {ratio_words(self.high)}"
        if self.other == AVERAGE:
            on = f"on {_cells(self.n_cells)}"
        elif self.n_shared:
            on = f"on {self.n_shared} shared cell{'s' * (self.n_shared != 1)}"
        else:
            on = "compared only through others, since they share no cell"
        whose = self.claimant[:1].upper() + self.claimant[1:] + ("'" if self.claimant.endswith("s") else "'s")
        if not self.told:
            return f"{whose} figures cannot be put in proportion to those of {self.other}: {ends}, {on}."
        verdict = "" if self.low > 1 or self.high < 1 else " The interval holds 1: the data do not tell which of them reports more."
        return f"{whose} figures are on average {ratio_words(self.ratio)} times those of {self.other}, {ends}, {on}.{verdict}"


def _cells(n: int) -> str:
    return f"{n} cell{'s' * (n != 1)}"


@dataclass(frozen=True, slots=True)
class Component:
    """Claimants that can be compared with one another, and the model fitted to them."""

    claimants: tuple[str, ...]
    reference: str
    form: str
    n_cells: int
    n_rows: int
    n_mentions: int
    results: SourceResults
    observations: tuple[Observation, ...]

    @one_thread
    def ratio(self, one: str, other: str | None = None, level: float = 0.95) -> Ratio:
        """The ratio of `one` to `other`, or to the average claimant."""
        c = self.results.contrast(one, other, level)
        told = {name: {o.cell_id for o in self.observations if o.claimant == name} for name in (one, other) if name}
        shared = len(told[one] & told[other]) if other else 0
        return Ratio(one, other or AVERAGE, math.exp(c.estimate), math.exp(c.low), math.exp(c.high), len(told[one]), shared, level)


@dataclass(frozen=True, slots=True, repr=False)
class SourceEffects:
    """Effects of claimants, one model for each group of claimants that hang together.

    Attributes
    ----------
    components
        The groups that carry a model, largest first.
    too_small
        Groups that do not, each with the reason.
    left_out
        What took no part, and how many.
    convention
        What the words stand for.
    """

    components: tuple[Component, ...]
    too_small: tuple[TooLittle, ...]
    left_out: dict[str, int]
    convention: str
    _ratios: dict[tuple[int, str], Ratio] = field(default_factory=dict, repr=False)

    def ratios(self, fewest: int = 1) -> list[Ratio]:
        """The ratio of every claimant to the reference of its group (to the average claimant where that is the reference).

        Parameters
        ----------
        fewest
            Only claimants that speak in so many of the cells.
        """
        return [r for _, r in self._all(fewest)]

    def _all(self, fewest: int = 1) -> list[tuple[int, Ratio]]:
        for k, c in enumerate(self.components):
            n = Counter(o.claimant for o in c.observations)
            other = None if c.reference == AVERAGE else c.reference
            for name in c.claimants:
                if name != c.reference and n[name] >= fewest and (k, name) not in self._ratios:
                    self._ratios[k, name] = c.ratio(name, other)
        return [(k, r) for (k, _), r in sorted(self._ratios.items(), key=self._place) if r.n_cells >= fewest]

    def _place(self, entry: tuple[tuple[int, str], Ratio]) -> tuple[int, int]:
        k, name = entry[0]
        return k, self.components[k].claimants.index(name)

    def pair(self, one: str, other: str, level: float = 0.95) -> Ratio | TooLittle:
        """The ratio of two claimants."""
        for c in self.components:
            if one in c.claimants and other in c.claimants:
                return c.ratio(one, other, level)
        return TooLittle(f"the ratio of {one} to {other}", "no chain of shared cells connects the two.")

    @property
    def table(self) -> pd.DataFrame:
        """One row a ratio: claimant, reference, ratio, low, high, n_cells, n_shared, group."""
        import pandas as pd

        rows = [
            {"claimant": r.claimant, "reference": r.other, "ratio": r.ratio, "low": r.low, "high": r.high,
             "n_cells": r.n_cells, "n_shared": r.n_shared, "group": k + 1}
            for k, r in self._all()
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["claimant", "reference", "ratio", "low", "high", "n_cells", "n_shared", "group"])

    @property
    def sentences(self) -> list[str]:
        return [r.sentence for r in self.ratios()]

    def predict(self, cell_id: str, claimant: str) -> tuple[float, float, float] | TooLittle:
        """What `claimant` would be expected to say in a cell, from what the others say: median, low and high of 95%."""
        for c in self.components:
            told = [o for o in c.observations if o.cell_id == cell_id and o.claimant != claimant]
            if not told or claimant not in c.claimants:
                continue
            ends = [o.log_ends() for o in told]
            low, high = np.array([e[0] for e in ends]), np.array([e[1] for e in ends])
            if c.form == "log-normal" and np.isfinite(low).any() and np.isfinite(high).any():
                return c.results.predict(low, high, [o.claimant for o in told], claimant)
        return TooLittle(f"what {claimant} would say in cell {cell_id}", "the others there give no figure bounded from both sides.")

    def leave_one_out(self, most: int = 10) -> pd.DataFrame:
        """The ratios again without each claimant in turn: left_out, claimant, reference, ratio, low, high, reason.

        A group that falls apart without a claimant is fitted again where a part of it still carries a model; where none does, the row
        has the reason.

        Parameters
        ----------
        most
            Of each group, the claimants that speak in most cells: so many are left out in turn, and theirs are the ratios shown.
        """
        import pandas as pd

        columns = ["left_out", "claimant", "reference", "ratio", "low", "high", "reason"]
        rows: list[dict[str, Any]] = []
        for c in self.components:
            shown = c.claimants[:most]
            for gone in shown:
                rest = [o for o in c.observations if o.claimant != gone]
                reference = "average" if c.reference == AVERAGE else c.reference if c.reference != gone else None
                again = effects_of(Observations(tuple(rest), self.convention, {}), reference=reference, form=c.form)
                if isinstance(again, TooLittle):
                    rows.append({"left_out": gone, "reason": again.reason})
                else:
                    for part in again.components:
                        kept = [name for name in shown if name in part.claimants and name != part.reference]
                        other = None if part.reference == AVERAGE else part.reference
                        for r in (part.ratio(name, other) for name in kept):
                            found = {"claimant": r.claimant, "reference": r.other, "ratio": r.ratio, "low": r.low, "high": r.high}
                            rows.append({"left_out": gone, **found})
        return pd.DataFrame(rows, columns=columns)

    def summary(self) -> str:
        """All of it as plain text."""
        parts = [f"Relative effects of claimants, convention {self.convention!r}. {_CAVEAT}"]
        for c in self.components:
            parts.append(f"{len(c.claimants)} claimants ({c.n_mentions} mentions). " + c.results.summary())
        parts += [str(t) for t in self.too_small]
        parts += [f"Left out: {n} {words}." for words, n in sorted(self.left_out.items())]
        return "\n\n".join(parts)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{html.escape(s)}</li>" for s in self.sentences)
        rest = "".join(f"<p>{html.escape(str(t))}</p>" for t in self.too_small)
        return f"<ul>{items}</ul>{rest}<p>{html.escape(_CAVEAT)}</p>"


def source_effects(
    claims: pd.DataFrame,
    cells: pd.DataFrame,
    echoes: pd.DataFrame | None = None,
    *,
    convention: str | Convention = "interval",
    reference: str | None = None,
    form: str = "auto",
    pooling: bool = True,
    rounding: bool = True,
    drop_bounds: bool = False,
    fewest_cells: int = FEWEST_CELLS,
) -> SourceEffects | TooLittle:
    """How claimants' figures relate to one another, from the cells they share.

    Parameters
    ----------
    claims, cells
        The tables of that name, as `contested.read_tables` gives them. A selection of cells (one indicator, say) limits the
        comparison to it: a claimant's effect is taken to be the same in all the cells given.
    echoes
        The table of that name; with it a claim that echoes another claimant's figure counts as that claimant's.
    convention
        `interval`, `ucdp`, `acled`, or the path of a TOML file of one's own.
    reference
        The claimant that ratios are to; "average" for the geometric mean of the claimants; left out: the one that speaks in most
        cells.
    form
        "log-normal", "count" (NB2), or "auto": the count form where no figure is above 50.
    pooling
        Whether effects are drawn towards their mean, the less is known of a claimant the more.
    rounding
        Whether a round number (34,000) is as wide as its rounding unit.
    drop_bounds
        Leave out figures that are open on one side. The model takes it that the number of a bound says nothing about how far beyond it
        the claimant's own figure lies; where a claimant's "at least" is its count so far, this is the safer reading.
    fewest_cells
        A group with fewer shared cells is not fitted.

    Returns
    -------
    SourceEffects or TooLittle
        The second, which is false in a condition, where no group of claimants carries a model.

    Raises
    ------
    TableError, LexiconError
        A column is missing; no such convention.
    UsageError
        No such form or reference.
    """
    return effects_of(
        observe(claims, cells, echoes, convention=convention),
        reference=reference, form=form, pooling=pooling, rounding=rounding, drop_bounds=drop_bounds, fewest_cells=fewest_cells,
    )  # fmt: skip


@one_thread
def effects_of(
    found: Observations,
    *,
    reference: str | None = None,
    form: str = "auto",
    pooling: bool = True,
    rounding: bool = True,
    drop_bounds: bool = False,
    fewest_cells: int = FEWEST_CELLS,
) -> SourceEffects | TooLittle:
    """`source_effects` for observations at hand."""
    if form not in ("auto", "log-normal", "count"):
        raise UsageError(f"there is no form {form!r}; there are auto, log-normal and count")
    left_out = Counter(found.left_out)
    counted = [o for o in found.rows if o.unit in COUNTED]
    if shares := len(found.rows) - len(counted):
        left_out["figures that are shares or areas, which have a ceiling the model does not know"] += shares
    if drop_bounds:
        closed = [o for o in counted if o.low is not None and o.high is not None]
        left_out["figures that are open on one side"] += len(counted) - len(closed)
        counted = closed
    ends = [x for o in counted for x in o.counts(False) if math.isfinite(x)]
    if form == "count" and ends and max(ends) > LARGEST_COUNT:
        raise UsageError(f"the count form is for figures up to {LARGEST_COUNT:,.0f}, and one here is {max(ends):,.0f}; use the log-normal")
    if form == "auto":
        form = "count" if ends and max(ends) <= SMALL else "log-normal"
    used, alone, one_sided = _informative(counted, form, rounding)
    if alone:
        left_out["cells in which one claimant speaks"] += alone
    if one_sided:
        left_out["cells whose figures are bounded on one side only (or are all zero)"] += one_sided
    if not counted and shares:
        why = "its figures are shares or areas of territory, which have a ceiling that a model of ratios does not know."
        return TooLittle(WHAT, why, "Each comparison stands for itself.")
    if not used:
        why = "no two claimants give figures for the same thing that bound it from both sides."
        return TooLittle(WHAT, why, "More documents about the same events and days, by different claimants, would help.")
    fitted: list[Component] = []
    too_small: list[TooLittle] = []
    for group in components([(o.cell_id, o.claimant) for o in used]):
        inside = [o for o in used if o.cell_id in set(group)]
        part = _component(inside, reference, form, pooling, rounding, fewest_cells)
        (too_small if isinstance(part, TooLittle) else fitted).append(part)  # type: ignore[arg-type]
    if reference not in (None, "average") and fitted and not any(reference in c.claimants for c in fitted):
        speaks = any(o.claimant == reference for o in found.rows)
        why = f"{reference} shares no cell with the claimants that can be compared." if speaks else f"{reference} is none of the claimants."
        return TooLittle(f"ratios to {reference}", why)
    if not fitted:
        if len(too_small) == 1:
            return too_small[0]
        n = len({o.cell_id for o in used})
        why = (
            f"the {_cells(n)} in which claimants meet fall into {len(too_small)} groups without a claimant in common, "
            f"and none has the {fewest_cells} cells a model needs."
        )
        return TooLittle(WHAT, why, "A claimant that speaks in several of the groups would connect them.")
    return SourceEffects(tuple(fitted), tuple(too_small), dict(left_out), found.convention)


def _ends(o: Observation, form: str, rounding: bool) -> tuple[float, float]:
    if form == "log-normal":
        return o.log_ends(rounding)
    # counts stay as stated: rounding to tens would swallow small numbers
    low, high = o.counts(False)
    return float(math.ceil(low)), float(math.floor(high)) if math.isfinite(high) else high


def _informative(rows: Sequence[Observation], form: str, rounding: bool) -> tuple[list[Observation], int, int]:
    by_cell: dict[str, list[Observation]] = {}
    for o in rows:
        by_cell.setdefault(o.cell_id, []).append(o)
    kept: list[Observation] = []
    alone = one_sided = 0
    for told in by_cell.values():
        ends = [_ends(o, form, rounding) for o in told]
        below = any(low > 0 if form == "count" else math.isfinite(low) for low, _ in ends)
        above = any(math.isfinite(high) for _, high in ends)
        if len(told) < 2:
            alone += 1
        elif below and above:
            kept += told
        else:
            one_sided += 1
    return kept, alone, one_sided


def _component(
    rows: list[Observation], reference: str | None, form: str, pooling: bool, rounding: bool, fewest_cells: int
) -> Component | TooLittle:
    n = Counter(o.claimant for o in rows)
    names = sorted(n, key=lambda name: (-n[name], name))
    cells = sorted({o.cell_id for o in rows})
    if len(cells) < fewest_cells:
        who = listed(names, 4)
        return TooLittle(f"{WHAT} ({who})", f"they meet in {_cells(len(cells))}, and a model needs {fewest_cells}.")
    if sum(n[name] >= SPOKEN for name in names) < 2:
        return TooLittle(
            f"{WHAT} ({listed(names, 4)})",
            f"of the {len(names)} claimants in {_cells(len(cells))} fewer than two speak in {SPOKEN} cells, "
            "so that a lasting difference cannot be told from a single one.",
        )
    left = len(rows) - len(cells) - (len(names) - 1)
    if left < LEAST_LEFT and not (pooling and len(rows) - len(cells) >= fewest_cells):
        return TooLittle(
            f"{WHAT} ({listed(names, 4)})",
            f"{len(rows)} figures in {_cells(len(cells))} of {len(names)} claimants leave nothing to tell noise from effect by.",
        )
    from contested.compare.pooling import SIGMA
    from contested.compare.source_model import CountSourceModel, LogNormalSourceModel

    ends = [_ends(o, form, rounding) for o in rows]
    low, high = np.array([e[0] for e in ends]), np.array([e[1] for e in ends])
    base = reference if reference is not None and reference in n else names[0]
    model = (CountSourceModel if form == "count" else LogNormalSourceModel)(
        low, high, [o.cell_id for o in rows], [o.claimant for o in rows], base, pooling=pooling
    )
    results = model.fit()
    if not results.converged:
        return TooLittle(f"{WHAT} ({listed(names, 4)})", "the model found no best fit: some claimant's figures are bounds alone.")
    if form == "log-normal" and getattr(results.fit_, "sigma", 1.0) <= SIGMA[0] * 1.001:
        why = "what they say of the same things agrees to the letter, as echoes do, and leaves no noise to measure a difference by."
        return TooLittle(f"{WHAT} ({listed(names, 4)})", why)
    shown = AVERAGE if reference == "average" else base
    return Component(tuple(names), shown, form, len(cells), len(rows), sum(o.mentions for o in rows), results, tuple(rows))
