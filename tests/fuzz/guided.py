"""One target under atheris: ``python tests/fuzz/guided.py TARGET [libFuzzer's options] FOLDER``."""

from __future__ import annotations

import logging
import sys
import warnings
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "hostile")]
logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")

with atheris.instrument_imports(include=["contested"], enable_loader_override=False):
    from targets import TARGETS


if __name__ == "__main__":
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
