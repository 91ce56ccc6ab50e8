"""What changed between two editions of the tables: figures, alarms, comparisons, findings and documents that are new, gone or revised.

In: the tables and findings of the edition published before, and those of the new one. Out: rows of the table `changes`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contested.charts.words import count, date, quantity
from contested.errors import TableError
from contested.model import Claim
from contested.report.data import Record, Tables, claimant_of, ids_in, load
from contested.report.index import card_of
from contested.report.notebook import read_notebook
from contested.report.study import indicator_words, when, words

Row = dict[str, Any]
# What makes a figure another figure; spans, rule names and the words around it do not.
COMPARED = (
    "indicator", "population", "value", "value_high", "bound", "vague_term", "unit", "low", "best", "high", "source", "relayed_by", "actor",
    "place", "date_start", "date_end", "status", "holder", "previous_holder", "denominator", "aspect", "publisher", "published", "quote",
)  # fmt: skip
ABOUT_A_DOCUMENT = ("title", "publisher", "published", "url", "sha256")
CHANGES = ("changes.parquet", "changes.csv")


@dataclass(frozen=True, slots=True)
class Edition:
    """The tables of one run and the one-sentence finding of each of its reports, by the notebook's name."""

    tables: Tables
    findings: Mapping[str, str]


def findings_in(notebooks: Iterable[Path]) -> dict[str, str]:
    """The finding that each executed notebook left for its card."""
    return {path.stem: str(card_of(read_notebook(path)).get("finding", "")) for path in notebooks}


def earlier_edition(out: Path) -> Edition | None:
    """The edition published in the folder `out`; None where there is none, or none that this version can read."""
    if not (out / "tables").is_dir():
        return None
    try:
        return Edition(load(out / "tables"), findings_in(sorted((out / "notebooks").glob("[0-9][0-9]_*.ipynb"))))
    except (TableError, OSError, ValueError):
        return None


def compare_editions(before: Edition, after: Edition) -> list[Row]:
    """Every difference between two editions as a row of the table `changes`; none where they say the same."""
    old, new = before.tables, after.tables
    pairs, gone, fresh = pair_claims(old.claims, new.claims)
    now = {a.claim_id: b.claim_id for a, b in pairs}
    rows = [
        *_figures(new, pairs, gone, fresh),
        *_records("alarm", old.alarms, new.alarms, "alarm_id", lambda a: a, now),
        *_records("comparison", old.discrepancies, new.discrepancies, "cell_id", _cells_of(old, new), now),
        *_findings(before.findings, after.findings),
        *_documents(old, new),
    ]
    return [_run(old, new), *rows] if rows else []


def _run(old: Tables, new: Tables) -> Row:
    digest = next((d for name, d in new.hashes.items() if name.startswith("claims.")), "")
    return _row("run", "revised", digest[:12] or "claims", "the run as a whole", before=_extent(old), after=_extent(new))


def _extent(tables: Tables) -> str:
    days = [d["published"] for d in tables.documents if d.get("published")]
    last = f", the latest of {date(max(days))}" if days else ""
    figures, alarms = count(len(tables.claims), "figure"), count(len(tables.alarms), "alarm")
    return f"{count(len(tables.documents), 'document')}{last}; {figures}; {alarms}"


def _row(kind: str, change: str, name: str, what: str, **rest: Any) -> Row:
    return {"kind": kind, "change": change, "id": name, "what": what, **rest}


# ---- figures ------------------------------------------------------------------------------------------------


def pair_claims(old: Sequence[Claim], new: Sequence[Claim]) -> tuple[list[tuple[Claim, Claim]], list[Claim], list[Claim]]:
    """Find for each claim of the old edition the same claim in the new one.

    By its id; where a text was edited, so that spans and with them ids moved, by its words; where the words
    changed too, by what it counts, if each document has as many of the kind before and after.

    Returns
    -------
    pairs, gone, fresh
        Claims found again (old, new), those of the old edition only, those of the new one only.
    """
    pairs: list[tuple[Claim, Claim]] = []
    left, right = list(old), list(new)
    keys: tuple[tuple[Callable[[Claim], Hashable], bool], ...] = (
        (lambda c: c.claim_id, False),
        (lambda c: (c.doc_id, c.indicator, c.population, c.quote, c.sentence), False),
        (lambda c: (c.doc_id, c.quote, c.sentence), True),
        (lambda c: (c.doc_id, c.indicator, c.population, claimant_of(c), c.place), True),
    )
    for key, only_equal in keys:
        found, left, right = _match(left, right, key, only_equal)
        pairs += found
    return pairs, left, right


def _match(
    old: list[Claim], new: list[Claim], key: Callable[[Claim], Hashable], only_equal: bool
) -> tuple[list[tuple[Claim, Claim]], list[Claim], list[Claim]]:
    if not old or not new:
        return [], old, new
    by_key: dict[Hashable, tuple[list[Claim], list[Claim]]] = defaultdict(lambda: ([], []))
    for side, claims in enumerate((old, new)):
        for c in claims:
            by_key[key(c)][side].append(c)
    pairs = []
    for a, b in by_key.values():
        if a and b and not (only_equal and len(a) != len(b)):
            pairs += list(zip(sorted(a, key=_place_in_text), sorted(b, key=_place_in_text), strict=False))
    taken = {id(c) for pair in pairs for c in pair}
    return pairs, [c for c in old if id(c) not in taken], [c for c in new if id(c) not in taken]


def _place_in_text(claim: Claim) -> tuple[int, str]:
    return (claim.char_start or 0, claim.claim_id)


def _figures(new: Tables, pairs: list[tuple[Claim, Claim]], gone: list[Claim], fresh: list[Claim]) -> list[Row]:
    notes = _updates(new) if fresh else {}
    rows = [_figure("new", c, after=_said(c), note=notes.get(c.claim_id)) for c in fresh]
    rows += [_figure("gone", c, before=_said(c)) for c in gone]
    for a, b in pairs:
        changed = [name for name in COMPARED if getattr(a, name) != getattr(b, name)]
        if changed:
            other = a.claim_id if a.claim_id != b.claim_id else None
            rows.append(
                _figure("revised", b, before=_values(a, changed), after=_values(b, changed), columns="; ".join(changed), earlier_id=other)
            )
    return rows


def _figure(change: str, c: Claim, **rest: Any) -> Row:
    return _row(
        "figure", change, c.claim_id, _said(c), claimant=claimant_of(c), doc_id=c.doc_id, indicator=c.indicator, place=c.place,
        date_end=c.date_end or c.published, sentence=c.sentence, **rest,
    )  # fmt: skip


def _said(c: Claim) -> str:
    place = c.place or c.place_text
    return ", ".join(filter(None, [f"{words(c)}: {indicator_words(c.indicator)}", place, when(c)]))


def _values(c: Claim, names: Sequence[str]) -> str:
    return "; ".join(f"{name.replace('_', ' ')}: {_value(getattr(c, name))}" for name in names)


def _value(value: Any) -> str:
    if value is None:
        return "none"
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


def _updates(tables: Tables) -> dict[str, str]:
    """By claim: the figure of the same running total that it brings up to date."""
    by_id = {str(e["echo_id"]): e for e in tables.echoes}
    found: dict[str, str] = {}
    for echo in tables.echoes:
        earlier = by_id.get(str(echo.get("updates")))
        if earlier is None:
            continue
        said = quantity(str(earlier["bound"]), earlier["value"], earlier["value_high"], earlier["vague_term"], earlier["unit"])
        day = f" of {date(earlier['date_end'])}" if earlier.get("date_end") else ""
        found.update(dict.fromkeys(ids_in(echo), f"updates {said}{day}"))
    return found


# ---- alarms, comparisons, findings, documents ---------------------------------------------------------------


def _cells_of(old: Tables, new: Tables) -> Callable[[Record], Record]:
    cells = {str(c["cell_id"]): c for c in (*old.cells, *new.cells)}
    return lambda row: cells.get(str(row["cell_id"]), {})


def _records(
    kind: str, old: Sequence[Record], new: Sequence[Record], key: str, about: Callable[[Record], Record], now: Mapping[str, str]
) -> list[Row]:
    """Alarms or comparisons: the same where they are about the same claims, revised where they share some of them."""
    ids_before = [(r, frozenset(now.get(i, i) for i in ids_in(about(r)))) for r in old]
    ids_after = [(r, frozenset(ids_in(about(r)))) for r in new]
    rows: list[Row] = []
    left, fresh = _take_equal(ids_before, ids_after, rows, kind, key)
    by_claim: dict[str, list[int]] = defaultdict(list)
    for n, (_, ids) in enumerate(left):
        for i in sorted(ids):
            by_claim[i].append(n)
    taken: set[int] = set()
    for record, ids in fresh:
        shared = Counter(n for i in ids for n in by_claim.get(i, ()) if n not in taken and left[n][0].get("kind") == record.get("kind"))
        if shared:
            most = min(shared, key=lambda n: (-shared[n], n))
            taken.add(most)
            rows += _revised(kind, key, left[most][0], record)
        else:
            rows.append(_record(kind, "new", key, record, after=str(record["sentence"])))
    return rows + [_record(kind, "gone", key, r, before=str(r["sentence"])) for n, (r, _) in enumerate(left) if n not in taken]


_Known = list[tuple[Record, frozenset[str]]]


def _take_equal(before: _Known, after: _Known, rows: list[Row], kind: str, key: str) -> tuple[_Known, _Known]:
    places: dict[Hashable, list[int]] = defaultdict(list)
    for n, (record, ids) in enumerate(before):
        places[(record.get("kind"), ids)].append(n)
    taken: set[int] = set()
    left: _Known = []
    for record, ids in after:
        candidates = places.get((record.get("kind"), ids))
        if candidates:
            n = candidates.pop(0)
            taken.add(n)
            rows += _revised(kind, key, before[n][0], record)
        else:
            left.append((record, ids))
    return [pair for n, pair in enumerate(before) if n not in taken], left


def _revised(kind: str, key: str, old: Record, new: Record) -> list[Row]:
    if (old["sentence"], old.get("severity")) == (new["sentence"], new.get("severity")):
        return []
    other = str(old[key]) if old[key] != new[key] else None
    columns = "; ".join(sorted(k for k in new.keys() & old.keys() if new[k] != old[k] and k not in (key, "claim_ids")))
    return [
        _record(
            kind, "revised", key, new, before=str(old["sentence"]), after=str(new["sentence"]), columns=columns or None, earlier_id=other
        )
    ]


def _record(kind: str, change: str, key: str, record: Record, **rest: Any) -> Row:
    what = str(record.get("kind") or indicator_words(record.get("indicator"))).replace("_", " ")
    what = ", ".join(filter(None, [what, record.get("place")]))
    about = {name: record.get(name) for name in ("indicator", "place", "date_end")}
    return _row(kind, change, str(record[key]), what, **about, **rest)


def _findings(old: Mapping[str, str], new: Mapping[str, str]) -> list[Row]:
    rows = []
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if before != after:
            change = "new" if before is None else "gone" if after is None else "revised"
            rows.append(_row("finding", change, name, f"the finding of {name}", before=before, after=after))
    return rows


def _documents(old: Tables, new: Tables) -> list[Row]:
    rows = []
    for name in sorted({*old.document_by_id, *new.document_by_id}):
        before, after = old.document_by_id.get(name), new.document_by_id.get(name)
        here = after or before or {}
        base = {"doc_id": name, "date_end": here.get("published")}
        what = ", ".join(str(p) for p in (here.get("title") or name, here.get("publisher")) if p)
        if before is None:
            rows.append(_row("document", "new", name, what, after=what, **base))
        elif after is None:
            rows.append(_row("document", "gone", name, what, before=what, **base))
        elif columns := [k for k in ABOUT_A_DOCUMENT if before.get(k) != after.get(k)]:
            shown = [("text" if k == "sha256" else k) for k in columns]
            values = [
                "; ".join(f"{s}: {str(d.get(k))[:12] if k == 'sha256' else d.get(k)}" for s, k in zip(shown, columns, strict=True))
                for d in (before, after)
            ]
            rows.append(_row("document", "revised", name, what, before=values[0], after=values[1], columns="; ".join(columns), **base))
    return rows
