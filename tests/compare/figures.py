"""Made-up rows of the source models for the tests."""

from __future__ import annotations

import numpy as np


def rows(cells: int, effects, sigma: float = 0.3, seed: int = 1, told: int = 3):
    """Exact log figures: cell names, claimant names, log values."""
    rng = np.random.default_rng(seed)
    names = [chr(ord("a") + j) for j in range(len(effects))]
    out = []
    for c in range(cells):
        level = rng.normal(5, 1)
        out += [
            (f"c{c:03}", names[j], level + effects[j] + sigma * rng.normal()) for j in sorted(rng.choice(len(effects), told, replace=False))
        ]
    cell, claimant, value = zip(*out, strict=True)
    return list(cell), list(claimant), np.array(value)


def seen(value, seed: int = 2):
    """The same seen in ways that do not depend on who says it: exact, rounded, stretches, bounds."""
    rng = np.random.default_rng(seed)
    low, high = value.copy(), value.copy()
    how, mark = rng.random(len(value)), rng.normal(4.7, 1.2, len(value))
    stretch = (how > 0.3) & (how < 0.6)
    low[stretch], high[stretch] = np.floor(value[stretch] / 1.5) * 1.5, np.floor(value[stretch] / 1.5) * 1.5 + 1.5
    bound = how >= 0.6
    above = bound & (value > mark)
    low[above], high[above] = mark[above], np.inf
    below = bound & (value <= mark)
    low[below], high[below] = -np.inf, mark[below]
    return low, high
