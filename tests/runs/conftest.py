"""Makes the projects importable beside the tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from projects import make_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with three documents and one quick notebook, not yet run."""
    return make_project(tmp_path / "project")
