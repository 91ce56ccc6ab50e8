"""Write ``known_errors.txt`` anew: the sentences of ``figures.txt`` that the grammar does not get right, and what goes wrong.

Run it after a change of the grammar: ``python tests/extract/cases/renew.py``. It says what entered and what left the list;
read what entered before committing it, since each is something that used to work.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
HEADER = """\
# Sentences of figures.txt that are not read right yet, each with what goes wrong (lines that begin with !).
# Written by renew.py, not by hand. tests/extract/test_figures.py expects these to fail and bounds the length of the list.
"""


def table() -> ModuleType:
    """The test module, which holds the loader and the comparison."""
    spec = importlib.util.spec_from_file_location("test_figures", HERE.parent / "test_figures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def main() -> int:
    path = HERE / "known_errors.txt"
    if not path.exists():
        path.write_text(HEADER, encoding="utf-8")
    tests = table()
    before, now = tests.load_known_errors(), {}
    for case in tests.ALL:
        wrong = tests.wrongs(case)
        if wrong:
            now[case.text] = wrong
    blocks = ["\n".join([text, *(f"! {w}" for w in wrong)]) for text, wrong in now.items()]
    path.write_text("\n\n".join([HEADER.rstrip("\n"), *blocks]) + "\n", encoding="utf-8")
    for text in now:
        if text not in before:
            print("entered:", text.replace("\n", " / "), *(f"\n    {w}" for w in now[text]))
    for text in before:
        if text not in now:
            print("left:", text.replace("\n", " / "))
    print(f"{len(tests.ALL)} sentences, {len(now)} known errors (at most {tests.MOST_KNOWN_ERRORS} allowed)")
    return int(len(now) > tests.MOST_KNOWN_ERRORS)


if __name__ == "__main__":
    sys.exit(main())
