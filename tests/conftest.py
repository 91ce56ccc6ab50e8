"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPO_ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The folder that holds pyproject.toml."""
    return REPO_ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the real documents and their annotations, which lies outside the project.

    Named by CONTESTED_SHARED, else `../shared`. Without it the tests that need it are skipped, except where CI=true:
    there a check that has not been made must not look like one that passed.
    """
    folder = Path(os.environ.get("CONTESTED_SHARED") or REPO_ROOT.parent / "shared").resolve()
    if (folder / "gold").is_dir() and (folder / "seeds").is_dir():
        return folder
    reason = "the real documents (folders `seeds` and `gold`) are not there: set CONTESTED_SHARED to the folder that holds them"
    if os.environ.get("CI", "").lower() in {"true", "1"}:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
