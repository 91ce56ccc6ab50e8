"""What a form cannot say of the claims, column by column, with the number of rows and the claims: never dropped in silence."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contested.export.corpus import Row

Test = Callable[[Row], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """A loss to look for: the columns of the form that it touches (none: the whole row is left out), in words, and in which claims."""

    name: str
    columns: tuple[str, ...]
    what: str
    holds: Test


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss that was met, with the claims it was met in."""

    name: str
    columns: tuple[str, ...]
    what: str
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Losses:
    """All that one export lost.

    `left_out` are claims without a row (each once, under the first reason that holds), `lost` what rows could not express
    (a claim may stand under several), `not_filled` columns of the form that are empty in every row, and why.
    """

    form: str
    read: int
    written: int
    notes: tuple[str, ...]
    left_out: tuple[Loss, ...]
    lost: tuple[Loss, ...]
    not_filled: tuple[tuple[tuple[str, ...], str], ...] = field(default=())


# no form has a word for these, and a row would say what nobody claims, or say it twice
NO_FIGURE_OF_ITS_OWN = (
    Rule("reference", (), "a row of a coded data set already", lambda c: c["kind"] != "report"),
    Rule("denied", (), "the text denies it", lambda c: c["status"] == "denied"),
    Rule("hypothetical", (), "the text speaks of what may happen", lambda c: c["status"] == "hypothetical"),
    Rule("repeat", (), "it repeats another claim of the same document", lambda c: c["duplicate_of"] is not None),
)


def sift(claims: Iterable[Row], rules: Sequence[Rule]) -> tuple[list[Row], tuple[Loss, ...]]:
    """The claims that have a row, and those that are left out, by the first rule that holds."""
    kept: list[Row] = []
    out: dict[str, list[str]] = {r.name: [] for r in rules}
    for claim in claims:
        rule = next((r for r in rules if r.holds(claim)), None)
        if rule is None:
            kept.append(claim)
        else:
            out[rule.name].append(claim["claim_id"])
    return kept, tuple(Loss(r.name, r.columns, r.what, tuple(out[r.name])) for r in rules if out[r.name])


def met(claims: Sequence[Row], rules: Sequence[Rule]) -> tuple[Loss, ...]:
    """The losses met in the claims that have a row."""
    found = ((r, tuple(c["claim_id"] for c in claims if r.holds(c))) for r in rules)
    return tuple(Loss(r.name, r.columns, r.what, ids) for r, ids in found if ids)


def write_losses(folder: Path, losses: Losses) -> None:
    """Write `losses.json`, for programs, and `losses.md`, for people."""
    text = json.dumps(_as_json(losses), indent=2, ensure_ascii=False) + "\n"
    (folder / "losses.json").write_text(text, encoding="utf-8", newline="\n")
    (folder / "losses.md").write_text(_as_markdown(losses), encoding="utf-8", newline="\n")


def _as_json(losses: Losses) -> dict[str, Any]:
    def listed(found: Sequence[Loss]) -> list[dict[str, Any]]:
        return [
            {"name": x.name, "columns": list(x.columns), "what": x.what, "count": len(x.claim_ids), "claim_ids": list(x.claim_ids)}
            for x in found
        ]

    return {
        "form": losses.form,
        "claims_read": losses.read,
        "rows_written": losses.written,
        "notes": list(losses.notes),
        "left_out": listed(losses.left_out),
        "lost": listed(losses.lost),
        "not_filled": [{"columns": list(columns), "why": why} for columns, why in losses.not_filled],
    }


def _as_markdown(losses: Losses) -> str:
    lines = [f"# What {losses.form} cannot say of these claims", ""]
    lines += [f"{losses.read:,} claims were read, {losses.written:,} rows written. `losses.json` names the claims of every line below.", ""]
    lines += [f"- {note}" for note in losses.notes]
    lines += ["", "## Claims without a row", ""]
    lines += ["| claims | why |", "|---:|---|", *(f"| {len(x.claim_ids):,} | {x.what} |" for x in losses.left_out)]
    lines += ["", "## Rows that say less than the claim", "", "| rows | columns | what is lost |", "|---:|---|---|"]
    lines += [f"| {len(x.claim_ids):,} | {_columns(x.columns)} | {x.what} |" for x in losses.lost]
    lines += ["", "## Columns left empty in every row", "", "| columns | why |", "|---|---|"]
    lines += [f"| {_columns(columns)} | {why} |" for columns, why in losses.not_filled]
    return "\n".join(lines) + "\n"


def _columns(names: Sequence[str]) -> str:
    return ", ".join(f"`{n}`" for n in names)
