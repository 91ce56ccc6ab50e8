"""How figures moved: running totals as steps that only rise, a stock as a smoothed level, each behind the claims it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from contested.charts import Band
from contested.charts.words import count, date, number, two_digits
from contested.model import Claim
from contested.report.frames import claims_frame
from contested.report.html import el, join, outside_text
from contested.report.study import GROUPS, Study, figure_link, indicator_words, words
from contested.report.view import View
from contested.report.views import one_unit, over_time, too_little

if TYPE_CHECKING:
    import pandas as pd

    from contested.compare.cumulative import Envelope

MOST_SAID = 8


def running_total(study: Study, slug: str, title: str, claims: Sequence[Claim]) -> View:
    """Running totals of one group of people over time, with the steps they must lie between, by claimant and place."""
    from contested.compare.cumulative import trend_cumulative
    from contested.compare.too_little import TooLittle

    bands: list[Band] = []
    said: list[Markup] = []
    used: list[str] = []
    unit = one_unit(claims)[0][0].unit
    for place, members in _by_place(claims).items():
        counted = [c for c in members if c.unit == unit]
        found = trend_cumulative(claims_frame(counted), _echoes(study), convention=study.selection.convention)
        for e in [] if isinstance(found, TooLittle) else found:
            if len(e.days) > 1:
                bands.append(Band(e.days, e.low, e.high, e.claimant or "", place))
                if len(said) < MOST_SAID:
                    line, ids = _steps(study, e, place)
                    said.append(line)
                    used += ids
    note = (
        "Solid steps: the total is at least this from that day on; dashed: at most this until that day; "
        "dark: no one total fits all figures of the claimant. "
        "A total that falls is a change of definition until shown otherwise."
    )
    view = over_time(study, slug, title, claims, bands=bands, note=note)
    if not said:
        return view
    study.use(f"{slug}-said", f"{title}, in words", used)
    return View(view.html + el("ul", *said, cls="said", id=f"{slug}-said"))


def _by_place(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for c in claims:
        found.setdefault(c.place or "", []).append(c)
    return found


def _echoes(study: Study) -> pd.DataFrame | None:
    import pandas as pd

    return pd.DataFrame([dict(e) for e in study.tables.echoes]) if study.tables.echoes else None


def _steps(study: Study, e: Envelope, place: str) -> tuple[Markup, list[str]]:
    """One running total in words, its ends linked to the claims that set them, and those claims."""
    known = study.tables.claim_by_id
    last = e.days[-1]
    low = max((r for r in e.readings if r.low is not None and r.day <= last), key=lambda r: (r.low, r.claim_id), default=None)
    high = min((r for r in e.readings if r.high is not None and r.day >= last), key=lambda r: (r.high, r.claim_id), default=None)
    parts: list[object] = [f"{e.claimant or 'All claimants'}, ", outside_text(place or "place not named"), f", by {date(last)}: "]
    shown = [r for r in (low, high) if r is not None]
    if low is not None and high is not None and low.low == high.high:
        parts.append(figure_link(known[high.claim_id]))
        shown = [high]
    else:
        if low is not None:
            parts += ["at least ", figure_link(known[low.claim_id], number(low.low or 0))]
        if high is not None:
            parts += [" and " if low is not None else "", "at most ", figure_link(known[high.claim_id], number(high.high or 0))]
    if n := len(e.contradictions):
        parts.append(f"; on {n} of {count(len(e.days), 'day')} no one total fits all its figures")
    return el("li", join(parts), "."), [r.claim_id for r in shown]


def stock_level(study: Study, slug: str, title: str, claims: Sequence[Claim]) -> View:
    """A stock over time: the claims, and behind them the level that all of them together make likely.

    The level is fitted to the claims of the place and group that most figures speak about; figures of others are drawn without it.
    """
    from contested.compare.stock import trend_stock
    from contested.compare.too_little import TooLittle

    groups: dict[tuple[str, str, str], list[Claim]] = {}
    for c in claims:
        if c.aspect == "stock" and c.population is not None:
            groups.setdefault((c.population, c.unit, c.place or ""), []).append(c)
    if not groups:
        return over_time(study, slug, title, claims)
    (population, _, place), members = min(groups.items(), key=lambda kv: (-len(kv[1]), kv[0]))
    found = trend_stock(claims_frame(members), _echoes(study), convention=study.selection.convention)
    what = " ".join(
        filter(None, [GROUPS.get(population, population), indicator_words(members[0].indicator), "in", place or "a place not named"])
    )
    if isinstance(found, TooLittle):
        view = over_time(study, slug, title, claims)
        reason = too_little(f"A smoothed level of {what}", found.reason[:1].upper() + found.reason[1:], "The claims stand by themselves.")
        return View(view.html + reason.html)
    band = Band(found.days, found.low, found.high, middle=found.median)
    note = (
        f"Line and grey band: the level that the {count(len(found.readings), 'figure')} by "
        f"{count(found.n_claimants, 'claimant')} make likely, with 95% interval; claimants are taken as equals."
    )
    view = over_time(study, slug, f"{title}: {what}", members, bands=[band], note=note)
    inside = {c.claim_id for c in members}
    rest = [c for c in claims if c.claim_id not in inside]
    other = over_time(study, f"{slug}-other", f"{title}: other places and groups", rest).html if rest else ""
    study.use(f"{slug}-said", f"{title}, in words", [r.claim_id for r in found.readings[-6:]])
    level, low, high = (number(two_digits(x[-1]), 0) for x in (found.median, found.low, found.high))
    last = f"about {level}, 95% interval {low} to {high}"
    text = el(
        "p", f"Level of {what} on {date(found.days[-1])}: {last}; from the figures ",
        join((figure_link(study.tables.claim_by_id[r.claim_id], words(study.tables.claim_by_id[r.claim_id], group=False))
              for r in found.readings[-6:]), ", "),
        f" and {len(found.readings) - 6:,} more." if len(found.readings) > 6 else ".",
        cls="said", id=f"{slug}-said",
    )  # fmt: skip
    return View(view.html + text + other)


def share_series(study: Study, claims: Sequence[Claim]) -> list[tuple[str, str, str, list[Claim]]]:
    """Shares in percent, parted by place, holder and whole as `control_share_over_time` parts them: (place, holder, whole, claims)."""
    from contested.compare.shares import control_share_over_time
    from contested.compare.too_little import TooLittle

    found = control_share_over_time(claims_frame(claims), _echoes(study), convention=study.selection.convention)
    if isinstance(found, TooLittle):
        return []
    known = study.tables.claim_by_id
    return [(s.place, s.holder, s.denominator, [known[i] for r in s.readings for i in r.claim_ids]) for s in found]
