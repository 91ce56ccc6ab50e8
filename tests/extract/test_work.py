"""A document four times as long asks for four times the work, counted in calls of functions: the same number on every machine.

Where `test_linear.py` repeats odd pieces and looks at the clock, these are documents whose sentences lead the reader back to what
came before: to a body, a speaker, a side or a number that the text gave earlier, or never gave.
"""

from __future__ import annotations

import cProfile
import datetime as dt
from collections.abc import Callable

import pytest

from contested.extract.record import parse_document
from contested.lexicon import load_lexicon
from contested.model import Document

FEW, TIMES = 150, 4
# Four times the length is four times the calls; sixteen times where every sentence goes back over all before it.
MOST = 5.0


def _unknown(k: int) -> str:
    """A name that no gazetteer has, another for each number."""
    return "Zor" + "".join("abefgiklmu"[int(d)] for d in f"{k:04}")


TEXTS: dict[str, Callable[[int], str]] = {
    "a body never named": lambda k: f"The army said {k + 10} people were killed in Aleppo. The watchdog counted {k + 11} wounded.",
    "a speaker never heard": lambda k: f"The mayor said {k + 10} people were killed in Homs. The agency said {k + 9} people were wounded.",
    "a speaker heard once": lambda k: (
        f"{'Reuters' if k == 0 else 'The mayor'} said {k + 10} people fled Homs. The agency counted {k} dead."
    ),
    "a side never named": lambda k: f"The army killed {k + 10} militants near Hama on {k % 28 + 1} May 2016.",
    "sides beside others": lambda k: f"Air strikes killed {k + 10} Islamic State fighters. In Homs {k + 20} militants died, the army said.",
    "places never named": lambda k: (
        f"Shelling killed {k + 10} people in {_unknown(k)}, and {k + 3} were wounded near {_unknown(k + 5000)}."
    ),
    "one number again and again": lambda k: f"Forty people were killed in Aleppo on {k % 28 + 1} May 2016. The dead were 40 people.",
    "a town taken again and again": lambda k: (
        f"The army captured the town of Azaz on {k % 28 + 1} May. It recaptured Azaz, the mayor said."
    ),
    "pronouns": lambda k: f"John {_unknown(k)} said {k + 10} people died in Aleppo. He said they fled, and it said {k} were wounded there.",
}


def calls(write: Callable[[int], str], sentences: int) -> int:
    """How many calls of functions it takes to read so many sentences, three to a paragraph."""
    text = "".join(write(k) + ("\n\n" if k % 3 == 2 else " ") for k in range(sentences))
    profile = cProfile.Profile()
    profile.enable()
    claims = parse_document(Document("long", text, published=dt.date(2016, 6, 1)), load_lexicon())
    profile.disable()
    assert len(claims) >= sentences // 2
    return sum(entry.callcount for entry in profile.getstats())


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """What is compiled and remembered once belongs to no text."""
    for write in TEXTS.values():
        parse_document(Document("warm", " ".join(map(write, range(3)))), load_lexicon())


@pytest.mark.parametrize("name", TEXTS)
def test_work_grows_with_length(name: str) -> None:
    few, many = calls(TEXTS[name], FEW), calls(TEXTS[name], FEW * TIMES)
    assert many < MOST * few, f"{few:,} calls for {FEW} sentences, {many:,} for {TIMES} times as many"
