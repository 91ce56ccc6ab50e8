"""Do the intervals cover? ``python benchmarks/coverage.py [--replicates 1000] [--workers 2] [--only NAME] [--out FILE]``.

Figures are made up from known effects, seen the way reports give them (rounded, as bounds, in vague words), and the source models
are fitted to what is seen. For each setting it prints how often the 95% intervals of the claimants' effects hold the truth, how far
off the estimates are on average, and the same for the two naive ways: putting numbers in place of bounds and words, and dropping
them. The truth is the log effect of a claimant relative to the mean of all. The same seed gives the same table.

How a figure is seen: of the share `soft` of the rows, a part is a vague word ("dozens", "hundreds"), the others are bounds, "at
least" or "up to" a number that does not depend on the claimant's own; of the rest, half are rounded to two digits. In the
setting named `one hugs` the first claimant's soft rows are bounds 0 to 30 percent below its own number: that breaks the model's
assumption, on purpose.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # two workers and two threads each would fight over two cores

import argparse
import json
import math
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import stdtrit

from contested.compare.count_fit import fit_counts, informative_counts
from contested.compare.integrated import IntegratedLikelihood, Rows, informative
from contested.compare.observations import components
from contested.compare.pooling import fit_effects

SEED = 20161213
METHODS = ("model", "midpoints", "dropping bounds")


@dataclass(frozen=True)
class Setting:
    """How figures are made and seen."""

    name: str
    cells: int
    soft: float
    biases: tuple[float, ...] = (0.5, 0.71, 1.0, 1.41, 2.0)
    form: str = "log-normal"
    hugging: bool = False
    sigma: float = 0.35


SETTINGS = (
    *(Setting(f"{n} cells, {100 * s:.0f}% soft", n, s) for n in (20, 60, 200) for s in (0.3, 0.5, 0.7)),
    Setting("60 cells, 50% soft, no bias", 60, 0.5, (1.0, 1.0, 1.0, 1.0, 1.0)),
    Setting("60 cells, 50% soft, two claimants", 60, 0.5, (0.71, 1.41)),
    Setting("60 cells, 50% soft, one hugs", 60, 0.5, hugging=True),
    Setting("small counts: 20 cells, 50% soft", 20, 0.5, form="count"),
    Setting("small counts: 60 cells, 50% soft", 60, 0.5, form="count"),
)

# the ends of the vague words' stretches, on the scale of figures
_WORDS = np.array([0.5, 2.5, 9.5, 99.5, 999.5, 9_999.5, 99_999.5, 999_999.5])
_SMALL_WORDS = np.array([-0.5, 2.5, 9.5, 23.5, 99.5, 999.5])


@dataclass(frozen=True)
class Seen:
    """Rows on the scale of figures, and what the naive ways would put in their place (nan: dropped)."""

    cell: Any
    claimant: Any
    low: Any
    high: Any
    midpoint: Any
    kept: Any


def make(s: Setting, rng: np.random.Generator) -> Seen:
    """Claimants' figures and how they are seen."""
    j = len(s.biases)
    effects = np.log(s.biases)
    rows = []
    for cell in range(s.cells):
        told = rng.choice(j, size=int(rng.integers(2, min(4, j) + 1)), replace=False)
        level = rng.normal(1.8, 0.8) if s.form == "count" else rng.normal(5.0, 1.5)
        for claimant in sorted(told):
            if s.form == "count":
                mean = math.exp(level + effects[claimant])
                y = float(rng.negative_binomial(5.0, 5.0 / (5.0 + mean)))  # alpha 0.2
            else:
                y = math.exp(level + effects[claimant] + s.sigma * rng.normal())
            rows.append((cell, claimant, *_see(s, y, level, s.hugging and claimant == 0, rng)))
    columns = [np.array(c, dtype=float) for c in zip(*rows, strict=True)]
    return Seen(columns[0].astype(int), columns[1].astype(int), *columns[2:])


def _see(s: Setting, y: float, level: float, hugs: bool, rng: np.random.Generator) -> tuple[float, float, float, float]:
    """Low, high, the midpoint a naive reader would take, and the number kept by one who drops bounds and words."""
    count = s.form == "count"
    u, v, shift = rng.random(), rng.random(), rng.normal()
    if u >= s.soft:
        if count or u >= s.soft + (1 - s.soft) / 2 or y < 10:
            return y, y, y, y
        unit = 10.0 ** (math.floor(math.log10(y)) - 1)
        r = round(y / unit) * unit
        return r - unit / 2, r + unit / 2, r, r
    if hugs:
        b = y * rng.uniform(0.7, 1.0)
        return b, math.inf, b, math.nan
    words = _SMALL_WORDS if count else _WORDS
    if v < 0.4 and words[0] < y < words[-1]:
        k = int(np.searchsorted(words, y))
        low, high = float(words[k - 1]), float(words[k])
        if count:
            low, high = math.ceil(low), math.floor(high)
        return low, high, (low + high) / 2, math.nan
    # the number of a bound comes from elsewhere (an earlier count, a round mark), mostly below
    b = math.exp(level + (-0.5 if v < 0.8 else 0.5) + 0.5 * shift)
    if count:
        b = max(round(b), 1)
        return (b, math.inf, b, math.nan) if y >= b else (0, b - 1, b - 1, math.nan)
    return (b, math.inf, b, math.nan) if y > b else (0.0, b, b, math.nan)


def estimates(s: Setting, seen: Seen) -> dict[str, tuple[Any, Any, Any] | None]:
    """Per method: estimates, lower and upper ends, one for each claimant; None where the method cannot be used."""
    return {
        "model": model(s, seen),
        "midpoints": naive(seen, len(s.biases), seen.midpoint),
        "dropping bounds": naive(seen, len(s.biases), seen.kept),
    }


def model(s: Setting, seen: Seen) -> tuple[Any, Any, Any] | None:
    j = len(s.biases)
    if s.form == "count":
        low, high = seen.low, seen.high
        keep = informative_counts
    else:
        with np.errstate(divide="ignore"):
            low, high = np.log(np.maximum(seen.low, 0)), np.log(seen.high)
        keep = informative
    rows = Rows(seen.cell, seen.claimant, low, high, s.cells, j)
    used = keep(rows)
    at = used[rows.cell]
    number = np.cumsum(used) - 1
    rows = Rows(number[rows.cell[at]], rows.claimant[at], low[at], high[at], int(used.sum()), j)
    if not hangs_together(rows.cell, rows.claimant, j):
        return None
    fit = fit_counts(rows) if s.form == "count" else fit_effects(IntegratedLikelihood(rows))
    found = [fit.contrast(w) for w in np.eye(j) - 1 / j]
    return np.array([c.estimate for c in found]), np.array([c.low for c in found]), np.array([c.high for c in found])


def naive(seen: Seen, j: int, numbers: Any) -> tuple[Any, Any, Any] | None:
    """Ordinary least squares on the logs with a dummy a cell, and t intervals (log of n + 1/2 where a figure is zero)."""
    y = np.log(np.where(numbers > 0, numbers, 0.5))
    ok = ~np.isnan(numbers)
    ok &= np.bincount(seen.cell, ok, seen.cell.max() + 1)[seen.cell] >= 2
    cell, claimant, y = seen.cell[ok], seen.claimant[ok], y[ok]
    if not hangs_together(cell, claimant, j):
        return None
    n = np.bincount(cell)

    def inside(x: Any) -> Any:
        return x - (np.bincount(cell, x) / np.maximum(n, 1))[cell]

    basis = np.linalg.qr(np.ones((j, 1)), mode="complete")[0][:, 1:]
    x = np.stack([inside(basis[claimant, k]) for k in range(j - 1)], axis=1)
    y = inside(y)
    df = len(y) - int((n > 0).sum()) - (j - 1)
    if df < 1:
        return None
    b, *_ = np.linalg.lstsq(x, y, rcond=None)
    variance = float(((y - x @ b) ** 2).sum()) / df
    effects = basis @ b
    half = stdtrit(df, 0.975) * np.sqrt(variance * np.diag(basis @ np.linalg.inv(x.T @ x) @ basis.T))
    return effects, effects - half, effects + half


def hangs_together(cell: Any, claimant: Any, j: int) -> bool:
    if len(set(claimant.tolist())) < j:
        return False
    return len(components([(str(c), str(k)) for c, k in zip(cell, claimant, strict=True)])) == 1


def replicate(task: tuple[int, int, int]) -> dict[str, Any]:
    """Sums over a stretch of replicates of one setting."""
    number, first, last = task
    s = SETTINGS[number]
    truth = np.log(s.biases) - np.mean(np.log(s.biases))
    out = {m: {"n": 0, "hit": np.zeros(len(truth)), "error": np.zeros(len(truth)), "square": 0.0, "width": 0.0} for m in METHODS}
    for i in range(first, last):
        for m, found in estimates(s, make(s, np.random.default_rng([SEED, number, i]))).items():
            if found is None:
                continue
            estimate, low, high = found
            o = out[m]
            o["n"] += 1
            o["hit"] += (low <= truth) & (truth <= high)
            o["error"] += estimate - truth
            o["square"] += float(((estimate - truth) ** 2).mean())
            o["width"] += float(np.mean(high - low))
    return out


def tasks(replicates: int, only: str | None, size: int = 25) -> Iterator[tuple[int, int, int]]:
    for number, s in enumerate(SETTINGS):
        if only is None or only in s.name:
            yield from ((number, i, min(i + size, replicates)) for i in range(0, replicates, size))


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    setting: str
    method: str
    replicates: int
    coverage: float
    least: float
    error: float
    rmse: float
    width: float


def rows_of(number: int, parts: list[dict[str, Any]]) -> list[Row]:
    rows = []
    for m in METHODS:
        n = sum(p[m]["n"] for p in parts)
        if not n:
            continue
        hit, error = (sum(p[m][k] for p in parts) / n for k in ("hit", "error"))
        square, width = (sum(p[m][k] for p in parts) / n for k in ("square", "width"))
        rows.append(
            Row(SETTINGS[number].name, m, n, float(hit.mean()), float(hit.min()), float(np.abs(error).mean()), math.sqrt(square), width)
        )
    return rows


BEGIN, END = "<!-- coverage: begin (written by benchmarks/coverage.py --docs) -->", "<!-- coverage: end -->"


def into_page(page: str, table: list[Row]) -> str:
    """The page with the table between its marks."""
    lines = ["| setting | method | n | coverage | error | rmse | width |", "|---|---|---|---|---|---|---|"]
    for r in table:
        ends = f"{r.coverage:.3f} ({r.least:.3f}) | {r.error:.3f} | {r.rmse:.3f} | {r.width:.2f} |"
        lines.append(f"| {r.setting} | {r.method} | {r.replicates:,} | {ends}")
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{rest.split(END)[1]}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replicates", type=int, default=1000, help="made-up data sets per setting (default 1000)")
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    parser.add_argument("--only", help="settings whose name contains this")
    parser.add_argument("--out", type=Path, help="write the table as JSON too")
    parser.add_argument("--docs", type=Path, metavar="FILE", help="put the table into this page, between its marks (docs/methods.md)")
    args = parser.parse_args()
    todo = list(tasks(args.replicates, args.only))
    if not todo:
        parser.error(f"no setting's name contains {args.only!r}")
    began = time.perf_counter()
    print("coverage: of 95% intervals, mean over claimants (and of the worst); error: mean over claimants of the absolute mean log error")
    print(f"{'setting':<36}{'method':<17}{'n':>6}{'coverage':>10}{'worst':>8}{'error':>8}{'rmse':>8}{'width':>8}")
    table: list[Row] = []
    parts: dict[int, list[dict[str, Any]]] = {}
    with ProcessPoolExecutor(args.workers) as pool:
        waiting = {number: sum(t[0] == number for t in todo) for number, *_ in todo}
        for task, found in zip(todo, pool.map(replicate, todo), strict=True):
            parts.setdefault(task[0], []).append(found)
            if len(parts[task[0]]) == waiting[task[0]]:
                for r in rows_of(task[0], parts.pop(task[0])):
                    table.append(r)
                    ends = f"{r.coverage:>10.3f}{r.least:>8.3f}{r.error:>8.3f}{r.rmse:>8.3f}{r.width:>8.3f}"
                    print(f"{r.setting:<36}{r.method:<17}{r.replicates:>6}{ends}", flush=True)
    print(f"{time.perf_counter() - began:.0f} s, {args.workers} processes", file=sys.stderr)
    if args.docs:
        args.docs.write_text(into_page(args.docs.read_text(encoding="utf-8"), table), encoding="utf-8")
    if args.out:
        args.out.write_text(json.dumps([asdict(r) for r in table], indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
