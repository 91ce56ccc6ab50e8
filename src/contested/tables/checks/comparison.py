"""The tables of the comparison against the claims: ids, members, counts, and what one says of the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from contested.tables.checks.across import Check, Found, Row, need, problem, rows
from contested.tables.checks.problem import COMPARE_AGAIN, Problem, shown
from contested.tables.derive import split_names
from contested.tables.ids import digest

_KEYS = {"echoes": "echo_id", "cells": "cell_id", "alarms": "alarm_id"}


def members(found: Found) -> Iterator[Problem]:
    """A group's claims exist, and its id is the digest of their names."""
    if not need(found, "claims", "claim_id"):
        return
    known = set(found["claims"]["claim_id"].to_pylist())
    for name, key in _KEYS.items():
        if not need(found, name, key, "claim_ids"):
            continue
        for i, row in rows(found[name]):
            ids = split_names(row["claim_ids"])
            for claim_id in ids:
                if claim_id not in known:
                    yield _again(found, name, i, "claim_ids", f"there is no claim {claim_id}")
            parts = ("alarm", row.get("kind")) if name == "alarms" else (name.removesuffix("es") if name == "echoes" else "cell",)
            if row[key] != (right := digest(*parts, *sorted(ids))):
                yield _again(found, name, i, key, f"is not the digest of its claims; that would be {right}")


def counts(found: Found) -> Iterator[Problem]:
    """How many claims, claimants, documents and publishers a group says it has."""
    if need(found, "cells", "claim_ids", "claimants", "n_claimants", "n_mentions"):
        for i, c in rows(found["cells"], "claim_ids", "claimants", "n_claimants", "n_mentions"):
            yield from _count(found, "cells", i, c, n_mentions=len(split_names(c["claim_ids"])))
            yield from _count(found, "cells", i, c, n_claimants=len(split_names(c["claimants"])))
    columns = ("claim_ids", "n_mentions", "n_documents", "n_publishers")
    if need(found, "echoes", *columns) and need(found, "claims", "claim_id", "doc_id", "publisher"):
        by_id = {c["claim_id"]: c for _, c in rows(found["claims"], "claim_id", "doc_id", "publisher")}
        for i, e in rows(found["echoes"], *columns):
            told = [by_id[x] for x in split_names(e["claim_ids"]) if x in by_id]
            documents, publishers = {c["doc_id"] for c in told}, {c["publisher"] or c["doc_id"] for c in told}
            right = {"n_mentions": len(told), "n_documents": len(documents), "n_publishers": len(publishers)}
            yield from _count(found, "echoes", i, e, **right)


def _count(found: Found, name: str, i: int, row: Row, **right: int) -> Iterator[Problem]:
    for column, n in right.items():
        if row[column] != n:
            yield _again(found, name, i, column, f"is {row[column]}, and there are {n}")


def partition(found: Found) -> Iterator[Problem]:
    """Every claim is in one cell or left out with a reason, never both and never twice."""
    if not (need(found, "claims", "claim_id") and need(found, "cells", "claim_ids") and need(found, "excluded", "claim_id")):
        return
    taken = Counter(x for cell in found["cells"]["claim_ids"].to_pylist() for x in split_names(cell))
    taken.update(found["excluded"]["claim_id"].to_pylist())
    for i, claim_id in enumerate(found["claims"]["claim_id"].to_pylist()):
        if taken[claim_id] != 1:
            what = "is in no cell, and not left out either" if not taken[claim_id] else "is in more than one cell, or in one and left out"
            yield _again(found, "claims", i, "claim_id", what)


def discrepancies(found: Found) -> Iterator[Problem]:
    """A discrepancy for every cell with two claimants or more, saying the same as the cell and as the claims at its ends."""
    if not (need(found, "cells", "cell_id", "n_claimants") and need(found, "discrepancies", "cell_id")):
        return
    cells = {c["cell_id"]: c for _, c in rows(found["cells"])}
    told = set(found["discrepancies"]["cell_id"].to_pylist())
    for i, (cell_id, cell) in enumerate(cells.items()):
        if (cell["n_claimants"] or 0) > 1 and cell_id not in told:
            yield _again(found, "cells", i, "cell_id", "has several claimants, and no row in discrepancies")
    claims = {c["claim_id"]: c for _, c in rows(found["claims"])} if need(found, "claims", "claim_id", "low", "best", "high") else {}
    for i, d in rows(found["discrepancies"]):
        of = cells.get(d["cell_id"])
        if of is None:
            continue  # told of by `foreign_keys`
        for column in d:
            if column in of and d[column] != of[column]:
                yield _again(found, "discrepancies", i, column, f"is {shown(d[column])}, and the cell's is {shown(of[column])}")
        for end in ("lowest", "highest"):
            claim = claims.get(d.get(f"{end}_claim_id"))
            for column in ("low", "best", "high"):
                if claim is not None and d.get(f"{end}_{column}") != claim[column]:
                    what = f"is {shown(d.get(f'{end}_{column}'))}, and the claim's {column} is {shown(claim[column])}"
                    yield _again(found, "discrepancies", i, f"{end}_{column}", what)


def links(found: Found) -> Iterator[Problem]:
    """A figure that updates another is named by it as its update."""
    if not need(found, "echoes", "echo_id", "updates", "updated_by"):
        return
    by_id = {e["echo_id"]: e for _, e in rows(found["echoes"], "echo_id", "updates", "updated_by")}
    for i, e in rows(found["echoes"], "echo_id", "updates", "updated_by"):
        for column, back in (("updates", "updated_by"), ("updated_by", "updates")):
            other = by_id.get(e[column])
            if other is not None and other[back] != e["echo_id"]:
                yield _again(found, "echoes", i, column, f"is {e[column]}, whose {back} is {shown(other[back])}")


def _again(found: Found, name: str, i: int, column: str, what: str) -> Problem:
    return problem(found, name, i, column, what, do=COMPARE_AGAIN)


CHECKS: tuple[Check, ...] = (members, counts, partition, discrepancies, links)
