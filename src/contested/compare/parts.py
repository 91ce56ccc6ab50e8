"""The comparison of more claims than memory holds: part by part, with the same tables as in one piece.

Two claims meet only where they count the same indicator (or displaced and evacuated) at places that lie in one another. So the claims
are put into parts by these two, written to a folder beside the tables, and each part is compared by itself. What goes across the parts
is worked out while the claims are read, document by document: whether a claimant counts displaced and evacuated apart in a document,
which outlets print the same sentence, parts and wholes in one sentence, shares of different wholes.

In memory are one part, a few numbers a claim for the sentences of outlets, and pieces of the table that is being written.
"""

from __future__ import annotations

import gc
import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from contested.compare.alarms import (
    CHECKS,
    Check,
    Found,
    alarm_rows,
    changed_by_claimants,
    changed_in_documents,
    low_above_high,
    parts_in_sentences,
)
from contested.compare.cells import cell_rows, family_of, find_cells
from contested.compare.collecting import without_pauses
from contested.compare.discrepancies import discrepancy_rows
from contested.compare.echoes import echo_rows, find_echoes, letters_of
from contested.compare.joins import Rules
from contested.compare.spill import RowsOnDisk, Shelf
from contested.compare.statements import COLUMNS, claimant_name, place_name, statements_in, why_excluded
from contested.tables.read import arrow_batches, read_arrow
from contested.tables.schema import COMPARE_TABLES, EXCLUSIONS

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FOLDER = ".comparing"
_ACROSS: tuple[Check, ...] = (parts_in_sentences, low_above_high, changed_in_documents)  # seen while documents are read
_INSIDE: tuple[Check, ...] = tuple(c for c in CHECKS if c not in (*_ACROSS, changed_by_claimants))
_KEPT = tuple(c for c in COLUMNS if c not in ("sentence", "duplicate_of"))
_TAKES_PART = 1
_MOST_PARTS = 400  # each is a file that is open while documents are read


def compare_in_parts(folder: Path, r: Rules, part: int) -> dict[str, RowsOnDisk]:
    """Compare the claims of a folder, and write the tables of the comparison into it.

    Parameters
    ----------
    folder
        The folder of tables.
    r
        The rules, with nothing learnt yet.
    part
        How many claims a part holds, about: claims that can meet stay together, however many they are.

    Returns
    -------
    dict
        The rows of each table as they lie in its file.

    Raises
    ------
    TableError
        The claims cannot be read.
    """
    beside = folder / FOLDER
    shutil.rmtree(beside, ignore_errors=True)  # of a comparison that was killed
    beside.mkdir()
    try:
        read = _reader(folder)
        plan = _Plan(read, r, part)
        shelf = Shelf(beside)
        documents = _Documents(r, plan, shelf)
        for table in _whole_documents(read(list(COLUMNS))):
            documents.add(table)
        shelf.close()
        printed = documents.one_text()
        for i in range(plan.n_parts):
            _compare_part(shelf, f"part-{i}", r, printed, documents.seen)
            gc.collect()  # figures that update one another
        for i in range(plan.n_shares):
            if (table := shelf.claims(f"shares-{i}")) is not None:
                told = statements_in(table)
                shelf.add_rows("alarms", _unseen(alarm_rows(Found((), told, (), (), r), (changed_by_claimants,)), documents.seen))
        return {name: shelf.write_sorted(folder, name) for name in COMPARE_TABLES}
    finally:
        shutil.rmtree(beside, ignore_errors=True)


@without_pauses
def _compare_part(shelf: Shelf, name: str, r: Rules, printed: _Printed, seen: set[str]) -> None:
    table = shelf.claims(name)
    if table is None:
        return
    r = r.unlearned()
    statements = statements_in(table)
    by_id = dict(zip(table["claim_id"].to_pylist(), zip(table["row"].to_pylist(), table["flags"].to_pylist(), strict=True), strict=True))
    del table
    taking_part, names = [], {}
    for s in statements:
        row, flags = by_id[s.claim_id]
        if flags & _TAKES_PART:
            taking_part.append(s)
            names[s.claim_id] = printed.name(row, s.claimant)
            for k, other in enumerate(r.moves):
                if flags & (_TAKES_PART << k + 1):
                    r.counts.add((s.claimant, s.doc_id, other, r.aspect(s)))
    del by_id
    r.learn(taking_part)
    voices = find_echoes(taking_part, r, names)
    shelf.add_rows("echoes", echo_rows(voices.echoes))
    cells = find_cells(taking_part, voices.of, r)
    shelf.add_rows("cells", cell_rows(cells))
    shelf.add_rows("discrepancies", discrepancy_rows(cells))
    shelf.add_rows("alarms", _unseen(alarm_rows(Found(statements, taking_part, voices.echoes, cells, r), _INSIDE), seen))


def _unseen(rows: list[dict[str, Any]], seen: set[str]) -> list[dict[str, Any]]:
    return [a for a in rows if a["alarm_id"] not in seen]


# ---- reading -----------------------------------------------------------------------------------------------------------

Reader = Callable[[list[str]], Iterator[pa.Table]]


def _reader(folder: Path) -> Reader:
    """What gives some columns of the claims, in order of document; a table in another order is put in order first."""
    last, in_order = "", True
    for table in arrow_batches(folder, "claims", ["doc_id"]):
        ids = table["doc_id"].combine_chunks()
        if len(ids):
            ordered = pc.all(pc.less_equal(ids[:-1], ids[1:]), min_count=0).as_py()
            in_order = in_order and ordered and last <= ids[0].as_py()
            last = ids[-1].as_py()
    if in_order:
        return lambda columns: arrow_batches(folder, "claims", columns)
    claims = read_arrow(folder, "claims", list(COLUMNS)).sort_by([(c, "ascending") for c in ("doc_id", "char_start", "claim_id")])
    return lambda columns: (claims.select(columns).slice(i, 1 << 16) for i in range(0, claims.num_rows, 1 << 16))


def _whole_documents(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows, so that no document is cut in two."""
    waiting: list[pa.Table] = []
    for table in tables:
        ids = table["doc_id"].combine_chunks()
        if not len(ids):
            continue
        # the rows of the last document wait for the next table
        cut = pc.index(ids, ids[-1]).as_py()
        if cut == 0 and waiting and waiting[-1]["doc_id"][-1].as_py() != ids[0].as_py():
            yield pa.concat_tables(waiting)
            waiting = []
        if cut:
            yield pa.concat_tables([*waiting, table.slice(0, cut)])
            waiting = []
        waiting.append(table.slice(cut))
    if waiting:
        yield pa.concat_tables(waiting)


def _coded(table: pa.Table, name: str) -> tuple[list[Any], Ints]:
    """The different values of a column, None last, and where in them the value of each row stands."""
    column = table[name].combine_chunks().dictionary_encode()
    values = [*column.dictionary.to_pylist(), None]
    at = column.indices.fill_null(len(values) - 1).to_numpy(zero_copy_only=False).astype(np.int64)
    return values, at


def _where(table: pa.Table, name: str, holds: Callable[[Any], bool]) -> Flags:
    values, at = _coded(table, name)
    return np.array([holds(v) for v in values], dtype=bool)[at]


def _floats(table: pa.Table, name: str) -> npt.NDArray[np.float64]:
    column = table[name].combine_chunks()
    x: npt.NDArray[np.float64] = column.cast(pa.float64()).fill_null(np.nan).to_numpy(zero_copy_only=False)
    return x


def _null(table: pa.Table, name: str) -> Flags:
    flags: Flags = table[name].combine_chunks().is_null().to_numpy(zero_copy_only=False)
    return flags


def _groups(*keys: Ints) -> Ints:
    """The number of the group of each row: rows that agree in all keys are one."""
    out = keys[0]
    for k in keys[1:]:
        _, out = np.unique(out * (int(k.max(initial=0)) + 1) + k, return_inverse=True)
    return out


# ---- which claims stay together ------------------------------------------------------------------------------------------


class _Plan:
    """Which part each claim goes to: by the places that lie in one another, and by what is counted."""

    def __init__(self, read: Reader, r: Rules, part: int) -> None:
        told: Counter[tuple[str | None, str]] = Counter()
        for table in read(["place", "indicator"]):
            (places, at), (indicators, of) = _coded(table, "place"), _coded(table, "indicator")
            pairs, counts = np.unique(at * len(indicators) + of, return_counts=True)
            for pair, n in zip(pairs.tolist(), counts.tolist(), strict=True):
                told[places[pair // len(indicators)], indicators[pair % len(indicators)]] += n
        roots = _Roots(r.parents)
        together: Counter[tuple[str, str]] = Counter()
        group_of: dict[tuple[str | None, str], tuple[str, str]] = {}
        for (place, indicator), n in told.items():
            name = place_name(place)
            # a claim without a place meets no other
            group = ("" if name is None else roots.of(name), family_of(indicator))
            group_of[place, indicator] = group
            together[group] += n
        size = max(part, -(-sum(together.values()) // _MOST_PARTS))
        number: dict[tuple[str, str], int] = {}
        filled, self.n_parts = size, 0
        for group, n in sorted(together.items(), key=lambda kv: (-kv[1], kv[0])):
            if filled + n > size:
                filled, self.n_parts = 0, self.n_parts + 1
            filled += n
            number[group] = self.n_parts - 1
        self.of = {key: number[group] for key, group in group_of.items()}
        self.n_shares = max(1, -(-sum(n for (_, indicator), n in told.items() if indicator == "control_share") // size))


class _Roots:
    """The outermost place of each place, by the parents that count as such; places in a ring are one."""

    def __init__(self, parents: Mapping[str, str]) -> None:
        self._up: dict[str, str] = {}
        for place, parent in parents.items():
            a, b = self.of(place), self.of(parent)
            if a != b:
                self._up[a] = b

    def of(self, place: str) -> str:
        root = place
        while (up := self._up.get(root)) is not None:
            root = up
        while (up := self._up.get(place)) is not None:
            self._up[place] = root
            place = up
        return root


# ---- what is seen document by document -------------------------------------------------------------------------------------


class _Printed:
    """The name under which an outlet's claim counts, where another outlet printed the same sentence before."""

    def __init__(self, rows: Ints, names: Ints, known: list[str]) -> None:
        self._rows, self._names, self._known = rows, names, known

    def name(self, row: int, claimant: str) -> str:
        k = int(np.searchsorted(self._rows, row))
        return self._known[self._names[k]] if k < len(self._rows) and self._rows[k] == row else claimant


class _Documents:
    """Takes tables of whole documents; puts every claim on the shelf of its part."""

    def __init__(self, r: Rules, plan: _Plan, shelf: Shelf) -> None:
        self._r, self._plan, self._shelf = r, plan, shelf
        self.seen: set[str] = set()  # alarms that a part would raise again
        self._names: dict[str, int] = {}
        self._kinds: dict[tuple[Any, ...], int] = {}
        self._row = 0
        # of every claim that may be one text with another's: its digest, the day it was published, its voice, its row
        self._texts: list[npt.NDArray[Any]] = []
        self._least = int(r.entries["same_sentence"]["min_letters"]) if "same_sentence" in r.on else None

    def add(self, table: pa.Table) -> None:
        n = table.num_rows
        reason = self._reasons(table)
        self._shelf.add_rows("excluded", _excluded(table, reason))
        takes = reason < 0
        _, doc = _coded(table, "doc_id")
        voice, own = self._voices(table)
        aspects, aspect = self._aspects(table)
        indicators, indicator = _coded(table, "indicator")
        flags = np.where(takes, _TAKES_PART, 0)
        spoken = _groups(doc, voice, aspect)
        for k, move in enumerate(self._r.moves):
            counted = takes & np.array([i == move for i in indicators])[indicator]
            flags |= np.where(np.isin(spoken, spoken[counted]), _TAKES_PART << k + 1, 0)
        self._raise(table, takes, doc, voice, indicator)
        if self._least is not None:
            self._remember_texts(table, np.flatnonzero(takes & own), voice, (aspects, aspect), (indicators, indicator))

        statuses, status = _coded(table, "status")
        places, place = _coded(table, "place")
        # what takes no part may still be denied, or deny
        against = np.array([s != "hypothetical" for s in statuses])[status] & ~_repeats(table)
        against &= np.array([place_name(p) is not None for p in places])[place]
        part_of = np.array([[self._plan.of.get((p, i), -1) for i in indicators] for p in places])
        kept = table.select(_KEPT).append_column("row", pa.array(np.arange(self._row, self._row + n)))
        kept = kept.append_column("flags", pa.array(flags.astype(np.int8)))
        self._put(kept, "part", part_of[place, indicator], np.flatnonzero(takes | against))
        shares = takes & self._shares(table)
        if shares.any():
            at = np.full(n, -1)
            at[shares] = voice[shares] % self._plan.n_shares
            self._put(kept, "shares", at, np.flatnonzero(shares))
        self._row += n

    def one_text(self) -> _Printed:
        """Of outlets that print one and the same sentence, the first gives its name to all."""
        known = list(self._names)
        if not self._texts:
            return _Printed(np.empty(0, np.int64), np.empty(0, np.int64), known)
        texts = np.concatenate(self._texts)
        self._texts = []
        texts = texts[np.lexsort((texts["row"], texts["published"], texts["digest"]))]
        begins = np.flatnonzero(np.append(True, texts["digest"][1:] != texts["digest"][:-1]))
        first = np.repeat(texts["voice"][begins], np.diff(np.append(begins, len(texts))))
        other = first != texts["voice"]
        rows, names = texts["row"][other], first[other].astype(np.int64)
        order = np.argsort(rows)
        return _Printed(rows[order], names[order], known)

    def _put(self, kept: pa.Table, name: str, number: Ints, rows: Ints) -> None:
        rows = rows[np.argsort(number[rows], kind="stable")]
        number = number[rows]
        kept = kept.take(pa.array(rows))
        edges = np.flatnonzero(np.append(True, number[1:] != number[:-1])) if len(rows) else np.empty(0, np.int64)
        for begin, end in zip(edges.tolist(), [*edges[1:].tolist(), len(rows)], strict=False):
            self._shelf.add_claims(f"{name}-{number[begin]}", kept.slice(begin, end - begin))

    def _reasons(self, table: pa.Table) -> Ints:
        """What `exclusion` says of each row, as its number in the schema; -1 where the claim takes part."""
        undated_end = _null(table, "date_end")
        event = _where(table, "aspect", lambda a: a in ("incident", None))
        said = {
            "denied": _where(table, "status", lambda s: s == "denied"),
            "hypothetical": _where(table, "status", lambda s: s == "hypothetical"),
            "repeat": _repeats(table),
            "no_figure": _where(table, "bound", lambda b: b == "unknown")
            | (
                np.logical_and.reduce([_null(table, c) for c in ("value", "best", "low", "high")])
                & _where(table, "vague_term", lambda t: not t)
            ),
            "no_place": _where(table, "place", lambda p: place_name(p) is None),
            "no_date": undated_end & np.where(event, _null(table, "date_start"), _null(table, "published")),
        }
        out = np.full(table.num_rows, -1)
        for name, flags in reversed(said.items()):  # the first that holds stands
            out[flags] = EXCLUSIONS.index(name)
        return out

    def _voices(self, table: pa.Table) -> tuple[Ints, Flags]:
        """The number of each row's claimant, and whether the outlet itself speaks."""
        (sources, source), (publishers, publisher) = _coded(table, "source"), _coded(table, "publisher")
        doc_ids = table["doc_id"]
        pairs, first, back = np.unique(source * len(publishers) + publisher, return_index=True, return_inverse=True)
        numbers = [
            self._number(claimant_name(sources[pair // len(publishers)], publishers[pair % len(publishers)], doc_ids[row].as_py()))
            for pair, row in zip(pairs.tolist(), first.tolist(), strict=True)
        ]
        voice = np.array(numbers, dtype=np.int64)[back]
        nobody = np.array([not s for s in sources])[source] & np.array([not p for p in publishers])[publisher]
        for row in np.flatnonzero(nobody).tolist():
            voice[row] = self._number(claimant_name(None, None, doc_ids[row].as_py()))
        return voice, np.array([not s for s in sources])[source]

    def _number(self, name: str) -> int:
        return self._names.setdefault(name, len(self._names))

    def _aspects(self, table: pa.Table) -> tuple[list[Any], Ints]:
        """As `Rules.aspect` has them."""
        aspects, aspect = _coded(table, "aspect")
        if "movement_as_total" in self._r.on and "flow" in aspects:
            if "cumulative" not in aspects:
                aspects.append("cumulative")
            aspect = np.where((aspect == aspects.index("flow")) & _null(table, "date_start"), aspects.index("cumulative"), aspect)
        return aspects, aspect

    def _shares(self, table: pa.Table) -> Flags:
        return (
            _where(table, "indicator", lambda i: i == "control_share")
            & _where(table, "unit", lambda u: u == "percent")
            & ~(_null(table, "date_end") & _null(table, "published"))
            & ~_null(table, "value")
        )

    def _raise(self, table: pa.Table, takes: Flags, doc: Ints, voice: Ints, indicator: Ints) -> None:
        """The alarms that are about single rows and documents: only rows that may raise one become statements."""
        low, best, high = (_floats(table, c) for c in ("low", "best", "high"))
        crossed = (low > best) | (best > high) | (low > high) | (_floats(table, "value") > _floats(table, "value_high"))
        _, sentence = _coded(table, "sentence")
        _, unit = _coded(table, "unit")
        parts, wholes = frozenset().union(*self._r.parts.values()), frozenset(self._r.parts)
        part = takes & _where(table, "population", lambda p: p in parts) & ~np.isnan(low)
        whole = takes & _where(table, "population", lambda p: p in wholes) & ~np.isnan(high)
        told = part | whole
        group = _groups(doc, sentence, voice, indicator, unit)
        largest, smallest = np.full(group.max(initial=0) + 1, -np.inf), np.full(group.max(initial=0) + 1, np.inf)
        np.maximum.at(largest, group[part], low[part])
        np.minimum.at(smallest, group[whole], high[whole])
        suspect = told & (largest > smallest)[group]
        shares = takes & self._shares(table)
        several = shares & (np.bincount(doc[shares], minlength=doc.max(initial=0) + 1) > 1)[doc]
        for check, rows in ((low_above_high, crossed), (parts_in_sentences, suspect), (changed_in_documents, several)):
            if rows.any():
                told_of = statements_in(table.select(COLUMNS).filter(pa.array(rows)))
                found = alarm_rows(Found(told_of, told_of, (), (), self._r), (check,))
                self._shelf.add_rows("alarms", found)
                if check is not low_above_high:
                    self.seen.update(a["alarm_id"] for a in found)

    def _remember_texts(
        self, table: pa.Table, rows: Ints, voice: Ints, aspects: tuple[list[Any], Ints], indicators: tuple[list[Any], Ints]
    ) -> None:
        """Digests of the sentences that outlets print in their own voice, each with what is counted in it."""
        assert self._least is not None
        sentences = table["sentence"].take(pa.array(rows)).to_pylist()
        (units, unit), (terms, term) = _coded(table, "unit"), _coded(table, "vague_term")
        value, value_high = _floats(table, "value"), _floats(table, "value_high")
        digests, kept = [], []
        for row, sentence in zip(rows.tolist(), sentences, strict=True):
            letters = letters_of(sentence or "")
            if len(letters) < self._least:
                continue
            vague = None if value[row] == value[row] else (terms[term[row]] or "").lower()
            kind = (indicators[0][indicators[1][row]], units[unit[row]], vague, aspects[0][aspects[1][row]])
            number = self._kinds.setdefault(kind, len(self._kinds))
            what = f"{number} {value[row] + 0.0} {value_high[row] + 0.0} {letters}"
            digests.append(hashlib.blake2b(what.encode("utf-8", "surrogatepass"), digest_size=8).digest())
            kept.append(row)
        if not kept:
            return
        at = np.array(kept, dtype=np.int64)
        texts = np.empty(len(at), dtype=[("digest", "<u8"), ("published", "<i4"), ("voice", "<i4"), ("row", "<i8")])
        texts["digest"] = np.frombuffer(b"".join(digests), dtype="<u8")
        published = table["published"].combine_chunks().cast(pa.int32()).fill_null(np.iinfo(np.int32).max)
        texts["published"] = published.to_numpy(zero_copy_only=False)[at]
        texts["voice"], texts["row"] = voice[at], at + self._row
        self._texts.append(texts)


def _repeats(table: pa.Table) -> Flags:
    flags: Flags = pc.fill_null(pc.not_equal(table["duplicate_of"].combine_chunks(), ""), False).to_numpy(zero_copy_only=False)
    return flags


def _excluded(table: pa.Table, reason: Ints) -> dict[str, list[Any]]:
    rows = pa.array(np.flatnonzero(reason >= 0))
    reasons = [EXCLUSIONS[k] for k in reason[reason >= 0].tolist()]
    of = table["duplicate_of"].take(rows).to_pylist()
    return {
        "claim_id": table["claim_id"].take(rows).to_pylist(),
        "reason": reasons,
        "detail": [why_excluded(name, first) for name, first in zip(reasons, of, strict=True)],
    }
