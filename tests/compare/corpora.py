"""Frames of claims, cells and echoes for the models, made through the comparison itself."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from builders import claim, run

from contested.tables import TABLES


def frames(*claims, joins=None):
    """Claims, cells and echoes as `contested.read_tables` gives them."""
    compared = run(*claims, joins=joins)
    out = []
    for name, rows in (("claims", claims), ("cells", compared.cells), ("echoes", compared.echoes)):
        out.append(pd.DataFrame(list(rows), columns=TABLES[name].names))
    for name in ("date_start", "date_end", "published"):
        out[0][name] = pd.to_datetime(out[0][name])
    return out


def incidents(ratios: dict[str, float], n: int = 12, sigma: float = 0.1, seed: int = 3, size: float = 300, **over):
    """Incidents on days of their own, every claimant telling of each in a document of its own."""
    rng = np.random.default_rng(seed)
    out = []
    for i in range(n):
        level = math.log(size) + 0.5 * rng.normal()
        for name, ratio in ratios.items():
            value = float(round(math.exp(level + sigma * rng.normal()) * ratio))
            day = f"2016-{1 + i // 28:02}-{1 + i % 28:02}"
            out.append(claim(value, name, aspect="incident", start=day, end=day, published="2016-12-20", place="Homs", **over))
    return out
