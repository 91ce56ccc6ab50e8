"""A short run of our own engine over every target, the kept inputs first; ``make fuzz`` runs as long as one wants."""

from __future__ import annotations

import logging

import pytest
from engine import run_own
from seeds import CORPUS, seeds
from targets import TARGETS

# what is dear gets fewer
RUNS = {"html": 60, "text": 150, "docx_words": 60}


@pytest.mark.parametrize("target", TARGETS)
def test_no_input_makes_a_target_fail(target: str) -> None:
    logging.disable(logging.CRITICAL)
    try:
        ran = run_own(target, len(seeds(target)) + RUNS.get(target, 200), seed=1)
    finally:
        logging.disable(logging.NOTSET)
    assert not ran.failures
    assert ran.runs >= RUNS.get(target, 200)


def test_inputs_are_kept_for_targets_that_exist_and_are_small() -> None:
    kept = [p for p in CORPUS.rglob("*") if p.is_file()]
    assert {p.parent.name for p in kept} <= set(TARGETS)
    assert sum(p.stat().st_size for p in kept) < 300_000
