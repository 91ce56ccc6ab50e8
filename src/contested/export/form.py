"""A table of somebody else's columns with a row a claim: which claims have a row, what stands in it, and what is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from contested.export.corpus import Corpus, Row
from contested.export.losses import Losses, Rule, met, sift, write_losses
from contested.tables.csvfile import write_csv


@dataclass(frozen=True, slots=True)
class Form:
    """How claims go into the columns of another data set.

    `left_out` are the rules by which a claim has no row, `lost` those for what rows do not say, `not_filled` the columns that
    are empty in every row and why. `row` gives what stands in the columns; those it leaves out are empty.
    """

    name: str
    file: str
    columns: Mapping[str, pa.DataType]
    notes: tuple[str, ...]
    left_out: tuple[Rule, ...]
    lost: Callable[[Corpus], tuple[Rule, ...]]
    not_filled: tuple[tuple[tuple[str, ...], str], ...]
    row: Callable[[Row, Corpus], dict[str, Any]]


def write_form(out: Path, corpus: Corpus, form: Form) -> None:
    """Write the rows as a CSV file, and `losses.json` and `losses.md` beside it."""
    kept, left_out = sift(corpus.claims, form.left_out)
    rows = [form.row(c, corpus) for c in kept]
    arrays = {name: pa.array([r.get(name) for r in rows], kind) for name, kind in form.columns.items()}
    write_csv(out / form.file, pa.table(arrays))
    losses = Losses(form.name, len(corpus.claims), len(rows), form.notes, left_out, met(kept, form.lost(corpus)), form.not_filled)
    write_losses(out, losses)
