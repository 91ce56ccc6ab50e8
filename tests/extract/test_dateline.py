"""The date a text gives itself: one row a form, the day the list says it was published, the day expected."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contested.extract.dateline import find_dateline
from contested.lexicon.load import load_lexicon

LEXICON = load_lexicon()
PUBLISHED = "2016-11-27"

FOUND: list[tuple[str, str]] = [
    # wire copy, the year from the published date
    ("Shells hit the east\n\nBEIRUT, Nov 26 (Agency) - Shells fell.", "2016-11-26"),
    ("Shells hit the east\n\nBEIRUT Nov 26 (Agency) - Shells fell.", "2016-11-26"),
    ("BEIRUT, Nov. 26 (Agency) \u2014 Shells fell.", "2016-11-26"),
    ("BEIRUT, November 26 (Agency) -- Shells fell.", "2016-11-26"),
    ("BEIRUT, 26 November (Agency) \u2013 Shells fell.", "2016-11-26"),
    ("AMMAN/BEIRUT, Nov 26 (Agency) - Shells fell.", "2016-11-26"),
    ("SHELLS HIT EAST\n\nDAMASCUS, NOV 26 (AGENCY) - SHELLS FELL.", "2016-11-26"),
    ("New York, 26 November 2016 - The mission said shells fell.", "2016-11-26"),
    ("DAMASCUS, Syria, Nov. 26 (Agency) - Shells fell.", "2016-11-26"),
    ("MOSCOW October 1 (Agency) - Shells fell.", "2016-10-01"),
    ("BEIRUT, Dec 2 (Agency) - Shells fell.", "2016-12-02"),
    # a date of its own line
    ("Shells hit the east\n\n26 November 2016\n\nShells fell.", "2016-11-26"),
    ("26 Nov 2016\n\nShells hit the east\n\nShells fell.", "2016-11-26"),
    ("Shells hit the east\nNovember 26, 2016\nShells fell.", "2016-11-26"),
    ("Shells hit the east\nSaturday, November 26, 2016\nShells fell.", "2016-11-26"),
    ("Shells hit the east\nNov 26, 2016 14:05 GMT\nShells fell.", "2016-11-26"),
    ("Shells hit the east\n2016-11-26\nShells fell.", "2016-11-26"),
    ("Shells hit the east\n2016-11-26T14:05:00Z\nShells fell.", "2016-11-26"),
    ("Shells hit the east\n26/11/2016\nShells fell.", "2016-11-26"),
    ("Shells hit the east\nNovember 26\nShells fell.", "2016-11-26"),
    # a date that opens the text or follows a byline
    ("Shells hit the east\n\nTue 05 Jul 2016 Shells hit the east. Shells fell.", "2016-07-05"),
    ("Shells hit the east\n\n28 July 2015 Rebels launched a push.", "2015-07-28"),
    ("Shells hit the east\n\n01.10.2014 A blast shook the town.", "2014-10-01"),
    ("Shells hit the east\n\n20.07.2016Get short URL 12 A blast shook the town.", "2016-07-20"),
    ("Shells hit the east\n\n29-07-2016 Gunmen attacked a village.", "2016-07-29"),
    ("Shells hit the east\n\nApril 5 2017 by A. Writer Shells fell.", "2017-04-05"),
    ("Shells hit the east\n\nLast updated at Jan 202015 Beirut Shells fell.", "2015-01-20"),
    ("Shells hit the east\n\nLast updated at Feb 092015 BEIRUT Shells fell.", "2015-02-09"),
    ("Shells hit the east\n\nPublished February 18 2015 The army moved on.", "2015-02-18"),
    ("Shells hit the east\n\nPosted on July 20 2016 by The Daily Shells fell.", "2016-07-20"),
    ("Shells hit the east\n\nDate of publication 4 October 2016 Shells fell.", "2016-10-04"),
    ("Shells hit the east\n\n2:04 pm on 13 December 2016\n\nShells fell.", "2016-12-13"),
    ("Shells hit the east\n\nPublished on: Monday 3 October 2016 at 10:00. Shells fell.", "2016-10-03"),
    ("Shells hit the east\n\nShells hit the east and the old market quarter monitor AFP Sunday 15 Feb 2015 Shells fell.", "2015-02-15"),
    ("Eight killed as shells hit the east and the old market quarter 6 September 2016 SANA A reporter said shells fell.", "2016-09-06"),
    ("Gunmen killed as the army hits back in the old market quarter Security 31-08-2014 0742 PM Gunmen fell.", "2014-08-31"),
    ("Eight killed as shells hit the east and the old market quarter 6 October 2016 Aleppo SANA-Gunmen fired shells.", "2016-10-06"),
    ("Shells hit the east\n\n(Aleppo, 27 Nov) Shells fell on the old market.", "2016-11-27"),
    ("Shells hit the east\n\n(Deir Ezzor, Nov. 27)\nShells fell on the old market.", "2016-11-27"),
    ("Situation Report No. 12 (as of 14 December 2016)\n\nHighlights", "2016-12-14"),
    # the first date wins over a later one
    ("Shells hit the east\n\nPublished 26 November 2016, updated 27 November 2016\n\nShells fell.", "2016-11-26"),
]

NOT_FOUND: list[str] = [
    "Rebels advance\n\nTroops and rebels have been fighting since June 25 for the town.",
    "Rebels advance\n\nOn 13 December 2016 troops entered the town.",
    "Rebels advance\n\nTroops entered the town on 13 December 2016, the army said.",
    "Rebels advance\n\nFighting began in March 2011 and goes on.",
    "Rebels advance\n\nThe town fell between 3 and 5 December 2016.",
    "Rebels advance\n\nFamilies wait for buses in a picture taken on December 8. Shells fell.",
    "Rebels advance\n\nUntil 5 December 2016 the road was open.",
    "Rebels advance\n\nThe army took 12 villages and 5 December roads.",
    "Rebels advance\n\nRebels may march 5 miles.",
    "",
    "Rebels advance",
]


@pytest.mark.parametrize(("text", "expected"), FOUND, ids=[t[:50] for t, _ in FOUND])
def test_dateline_is_found(text: str, expected: str) -> None:
    assert find_dateline(text, dt.date.fromisoformat(PUBLISHED), LEXICON) == dt.date.fromisoformat(expected)


@pytest.mark.parametrize("text", NOT_FOUND)
def test_a_date_of_the_prose_is_no_dateline(text: str) -> None:
    assert find_dateline(text, dt.date.fromisoformat(PUBLISHED), LEXICON) is None


def test_a_day_without_year_needs_the_published_date() -> None:
    text = "BEIRUT, Nov 26 (Agency) - Shells fell."
    assert find_dateline(text, None, LEXICON) is None
    assert find_dateline(text, dt.date(2013, 12, 1), LEXICON) == dt.date(2013, 11, 26)
    # a text of the turn of the year
    assert find_dateline("BEIRUT, Dec 31 (Agency) - Shells fell.", dt.date(2017, 1, 1), LEXICON) == dt.date(2016, 12, 31)


def test_a_full_date_needs_no_published_date() -> None:
    assert find_dateline("Shells\n\n26 November 2016\n\nShells fell.", None, LEXICON) == dt.date(2016, 11, 26)


def test_an_impossible_day_is_no_dateline() -> None:
    assert find_dateline("31 February 2016\n\nShells fell.", None, LEXICON) is None


def test_only_the_first_lines_are_read() -> None:
    assert find_dateline("Shells fell. " * 200 + "\n26 November 2016\n", None, LEXICON) is None


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300), st.one_of(st.none(), st.dates()))
def test_never_raises(text: str, published: dt.date | None) -> None:
    found = find_dateline(text, published, LEXICON)
    assert found is None or isinstance(found, dt.date)
