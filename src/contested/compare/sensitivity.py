"""How the headline results move when the words of quantities are read another way."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from contested.compare.discrepancies import agreement
from contested.compare.observations import Observation, Observations, observe
from contested.compare.source_effects import SPOKEN, Ratio, effects_of
from contested.compare.too_little import TooLittle
from contested.compare.words import ratio_words
from contested.tables.interval import Convention

if TYPE_CHECKING:
    import pandas as pd

CONVENTIONS = ("interval", "ucdp", "acled")
Headline = Callable[["pd.DataFrame", str | Convention], str]


def sensitivity(
    claims: pd.DataFrame,
    cells: pd.DataFrame,
    echoes: pd.DataFrame | None = None,
    *,
    conventions: Sequence[str | Convention] = CONVENTIONS,
    pairs: Sequence[tuple[str, str]] = (),
    headlines: Mapping[str, Headline] | None = None,
    model: bool = True,
    reference: str | None = None,
) -> pd.DataFrame:
    """Each headline result under every convention.

    Parameters
    ----------
    claims, cells, echoes
        The tables of that name.
    conventions
        Names, or paths of TOML files of one's own.
    pairs
        Pairs of claimants whose ratio is a headline; left empty, those of the source model under the first convention whose interval
        does not hold 1.
    headlines
        Further results: a name, and a function of the claims and the convention that gives the words to show.
    model
        Whether the source model is fitted.
    reference
        The claimant that ratios are to, as for `source_effects`.

    Returns
    -------
    pandas.DataFrame
        One row a result (the index), one column a convention, words in the cells.
    """
    import pandas as pd

    columns: dict[str, dict[str, str]] = {}
    chosen = list(pairs)
    for convention in conventions:
        found = observe(claims, cells, echoes, convention=convention)
        out = _described(found)
        if model:
            effects = effects_of(found, reference=reference)
            if not chosen and not columns and not isinstance(effects, TooLittle):
                chosen = [(r.claimant, r.other) for r in effects.ratios(SPOKEN) if r.low > 1 or r.high < 1]
            if isinstance(effects, TooLittle):
                out["source model"] = f"not fitted: {effects.reason}"
            else:
                out["source model"] = "; ".join(f"{len(c.claimants)} claimants, {c.n_cells} cells" for c in effects.components)
            for one, other in chosen:
                pair = effects if isinstance(effects, TooLittle) else effects.pair(one, other)
                out[f"{one} over {other}"] = _said(pair)
            if chosen:
                out |= _without_bounds(found, chosen, reference)
        for name, headline in (headlines or {}).items():
            out[name] = headline(claims, convention)
        name = found.convention
        columns[name if name not in columns else f"{name} ({convention})"] = out
    return pd.DataFrame(columns).fillna("")


def _said(pair: Ratio | TooLittle) -> str:
    if isinstance(pair, TooLittle):
        return "not fitted"
    return f"{ratio_words(pair.ratio)} ({ratio_words(pair.low)} to {ratio_words(pair.high)})"


def _without_bounds(found: Observations, chosen: Sequence[tuple[str, str]], reference: str | None) -> dict[str, str]:
    again = effects_of(found, reference=reference, drop_bounds=True)
    pairs = {(one, other): again if isinstance(again, TooLittle) else again.pair(one, other) for one, other in chosen}
    return {f"{one} over {other}, bounds left out": _said(pair) for (one, other), pair in pairs.items()}


def _described(found: Observations) -> dict[str, str]:
    several = {c: told for c, told in found.cells().items() if len(told) > 1}
    classes = Counter(agreement([o.counts(False) for o in told]) for told in several.values())
    ratios = [(r, told) for told in several.values() if (r := _ratio(told)) is not None]
    unknown = found.left_out.get("claimants whose words the convention gives no interval", 0)
    out = {
        "claimants' figures it can read": f"{len(found.rows)} of {len(found.rows) + unknown}",
        "cells with two claimants or more": str(len(several)),
        "consistent or nested": str(classes["consistent"] + classes["nested"]),
        "disjoint": str(classes["disjoint"]),
    }
    if ratios:
        widest, told = max(ratios, key=lambda x: x[0])
        middle = statistics.median(r for r, _ in ratios)
        ends = sorted((o for o in told if o.stated), key=lambda o: (o.stated or 0.0, o.claimant))
        out["widest ratio of stated numbers"] = f"{ratio_words(widest)} ({ends[0].claimant} to {ends[-1].claimant})"
        out["median ratio of stated numbers"] = f"{ratio_words(middle)} in {len(ratios)} cell{'s' * (len(ratios) != 1)}"
    return out


def _ratio(told: Sequence[Observation]) -> float | None:
    points = [o.stated for o in told if o.stated is not None and o.stated > 0]
    return max(points) / min(points) if len(points) > 1 and math.isfinite(max(points)) else None
