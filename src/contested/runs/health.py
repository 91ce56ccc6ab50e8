"""`health.json`: what a monitor asks about a project whose runs nobody watches. It is no output: it holds times."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contested.runs.files import write_whole

FORM = "contested-health/1"


def read_health(path: Path) -> dict[str, Any]:
    """What the file says; empty where there is none that can be read."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def tell_success(path: Path, *, run: str, counts: Mapping[str, int], changed: bool, warnings: tuple[str, ...] = ()) -> None:
    """Record a run that ended well: whether it published something new, and what the published edition holds."""
    before = read_health(path)
    now = _now()
    last_change = now if changed else before.get("last_change")
    _write(
        path,
        {
            "state": "ok",
            "last_success": now,
            "last_change": last_change,
            "run": run,
            **{name: int(counts.get(name, 0)) for name in ("documents", "claims", "rejects", "alarms")},
            "warnings": list(warnings),
            "failures_in_a_row": 0,
            "last_failure": before.get("last_failure"),
        },
    )


def tell_failure(path: Path, *, stage: str, cause: str) -> None:
    """Record a run that failed, with its cause; what is known of the last success stays."""
    before = read_health(path)
    failures = before.get("failures_in_a_row", 0)
    _write(
        path,
        {
            **before,
            "state": "failed",
            "failures_in_a_row": (failures if isinstance(failures, int) else 0) + 1,
            "last_failure": {"time": _now(), "stage": stage, "cause": cause},
        },
    )


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _write(path: Path, facts: Mapping[str, Any]) -> None:
    write_whole(path, json.dumps({"form": FORM, **{k: v for k, v in facts.items() if k != "form"}}, indent=1, ensure_ascii=False) + "\n")
