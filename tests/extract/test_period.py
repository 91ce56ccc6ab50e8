"""Periods of figures: one row a sentence, the figure in [brackets], then reference day, first and last day."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contested.extract.aspect import aspect_and_rule, aspect_of
from contested.extract.date_atoms import atoms_as_written, grammar_of
from contested.extract.dateline import find_dateline
from contested.extract.dates import find_times
from contested.extract.period import date_figures
from contested.lexicon.load import load_lexicon
from contested.model import ASPECTS, Document, Figure, Period
from contested.text import TextView, tokenize

LEXICON = load_lexicon()
# A Tuesday.
REF = "2016-12-13"
_FIGURE = re.compile(r"\[([^\]]+)\](?:\{(\w+)\})?")
_VAGUE = ("tens of thousands", "hundreds of thousands", "hundreds", "thousands", "dozens", "scores", "several", "many", "millions")
_UNITS = {"families": "families", "percent": "percent", "villages": "places", "square kilometres": "km2"}


def read(marked: str, reference: str | None = REF, status: str = "asserted") -> tuple[TextView, list[Figure]]:
    """The view and figures of a text whose figures stand in brackets, each with its indicator ("killed" unless said)."""
    spans, text, last = [], "", 0
    for m in _FIGURE.finditer(marked):
        text += marked[last : m.start()]
        spans.append((len(text), m[1], m[2] or "killed"))
        text += m[1]
        last = m.end()
    text += marked[last:]
    view = TextView.of(Document("d", text, published=dt.date.fromisoformat(reference) if reference else None))
    figures = []
    for start, quote, indicator in spans:
        sentence = max(s.index for s in view.sentences if s.start <= start)
        number = re.search(r"\d[\d,]*", quote)
        vague = next((v for v in _VAGUE if v in quote.lower()), None)
        value = float(number[0].replace(",", "")) if number else None
        control = indicator == "control_change"
        unit = next((u for w, u in _UNITS.items() if w in quote), "none" if control else "persons")
        population = None if indicator.startswith("control") else next((p for p in ("civilians", "children") if p in quote), "people")
        end = start + len(quote)
        figures.append(
            Figure(
                start,
                end,
                sentence,
                indicator,
                population,
                value,
                None,
                "exact" if value else "vague",
                vague,
                unit,
                start,
                end,
                "test",
                status=status,
            )
        )
    return view, figures


def days(period: Period) -> tuple[str | None, str | None]:
    return (str(period.date_start) if period.date_start else None, str(period.date_end) if period.date_end else None)


DAY, BEFORE = "2016-12-13", "2016-12-12"
CASES: list[tuple[str, str | None, str | None]] = [
    # weekdays: the latest such day, the reference itself included
    ("Shells killed [12 people] on Tuesday.", DAY, DAY),
    ("Shells killed [12 people] Tuesday.", DAY, DAY),
    ("Shells killed [12 people] on Monday.", BEFORE, BEFORE),
    ("On Sunday, a raid killed [12 people].", "2016-12-11", "2016-12-11"),
    ("A raid late on Saturday killed [12 people].", "2016-12-10", "2016-12-10"),
    ("[12 people] were killed in a raid early Friday.", "2016-12-09", "2016-12-09"),
    ("Thursday's raid on the market killed [12 people].", "2016-12-08", "2016-12-08"),
    ("Wednesdays raid on the market killed [12 people].", "2016-12-07", "2016-12-07"),
    ("[12 people] died last Tuesday.", "2016-12-06", "2016-12-06"),
    ("[12 people] died last Friday.", "2016-12-09", "2016-12-09"),
    ("SHELLS KILLED [12 PEOPLE] ON MONDAY.", BEFORE, BEFORE),
    ("[12 people] were killed on Sunday night.", "2016-12-11", "2016-12-11"),
    ("[12 people] were killed on Sunday night into Monday.", "2016-12-11", "2016-12-12"),
    ("[12 people] were killed on Saturday and Sunday.", "2016-12-10", "2016-12-11"),
    ("[12 people] were killed between Friday and Sunday.", "2016-12-09", "2016-12-11"),
    ("[12 people] were killed from Thursday to Monday.", "2016-12-08", "2016-12-12"),
    ("[12 people] were killed on Friday, 9 December, in a raid.", "2016-12-09", "2016-12-09"),
    ("[12 people] were killed on Friday (9 December).", "2016-12-09", "2016-12-09"),
    # dates
    ("[12 people] were killed on 5 December.", "2016-12-05", "2016-12-05"),
    ("[12 people] were killed on December 5.", "2016-12-05", "2016-12-05"),
    ("[12 people] were killed on December 5, 2015.", "2015-12-05", "2015-12-05"),
    ("[12 people] were killed on the 5th of December.", "2016-12-05", "2016-12-05"),
    ("[12 people] were killed on Dec. 5 near the river.", "2016-12-05", "2016-12-05"),
    ("[12 people] were killed on 5-6 December.", "2016-12-05", "2016-12-06"),
    ("[12 people] were killed on December 5-6.", "2016-12-05", "2016-12-06"),
    ("[12 people] were killed on 5 and 6 December 2016.", "2016-12-05", "2016-12-06"),
    ("[12 people] were killed on 21 December.", "2015-12-21", "2015-12-21"),
    ("[12 people] were killed on 30 March.", "2016-03-30", "2016-03-30"),
    ("[12 people] were killed on 2016-11-24.", "2016-11-24", "2016-11-24"),
    ("[12 people] were killed on 24.11.2016.", "2016-11-24", "2016-11-24"),
    ("[12 people] were killed on 24/11/2016.", "2016-11-24", "2016-11-24"),
    ("Between 24 November and 8 December, [120 people] were killed.", "2016-11-24", "2016-12-08"),
    ("From 1 to 9 December, [120 people] were killed.", "2016-12-01", "2016-12-09"),
    ("[120 people] were killed from November 24 until December 8.", "2016-11-24", "2016-12-08"),
    # months, years, seasons
    ("A blast killed [12 people] in May.", "2016-05-01", "2016-05-31"),
    ("A blast killed [12 people] in May 2014.", "2014-05-01", "2014-05-31"),
    ("A BLAST KILLED [12 PEOPLE] IN MAY 2014.", "2014-05-01", "2014-05-31"),
    ("A blast killed [12 people] in December.", "2016-12-01", DAY),
    ("A blast killed [12 people] last September.", "2016-09-01", "2016-09-30"),
    ("In early September a blast killed [12 people].", "2016-09-01", "2016-09-30"),
    ("In July [16 people] were killed by a bomb.", "2016-07-01", "2016-07-31"),
    ("A blast killed [12 people] in 2013.", "2013-01-01", "2013-12-31"),
    ("A blast killed [12 people] in 2016.", "2016-01-01", DAY),
    ("A blast killed [12 people] last year.", "2015-01-01", "2015-12-31"),
    ("A blast killed [12 people] this year.", "2016-01-01", DAY),
    ("A blast killed [12 people] last month.", "2016-11-01", "2016-11-30"),
    ("A blast killed [12 people] earlier this month.", "2016-12-01", DAY),
    ("A blast killed [12 people] last week.", "2016-12-05", "2016-12-11"),
    ("A blast killed [12 people] earlier this week.", "2016-12-12", DAY),
    ("A blast killed [12 people] in the summer of 2015.", "2015-06-01", "2015-08-31"),
    ("In the first half of 2016 [900 people] were killed.", "2016-01-01", "2016-06-30"),
    ("In the first three months of the year [900 people] were killed.", "2016-01-01", "2016-03-31"),
    ("In the first quarter of 2015 [900 people] were killed.", "2015-01-01", "2015-03-31"),
    ("In the second week of November [12 people] were killed.", "2016-11-08", "2016-11-14"),
    ("In the fall of 2015 [12 people] were killed.", "2015-09-01", "2015-11-30"),
    ("The year stands once: between 24 February and 31 March 2014 [12 people] were killed.", "2014-02-24", "2014-03-31"),
    ("Between December 28 and January 4, 2015, [12 people] were killed.", "2014-12-28", "2015-01-04"),
    ("Over the weekend [12 people] were killed.", "2016-12-10", "2016-12-11"),
    # relative days
    ("A blast killed [12 people] yesterday.", BEFORE, BEFORE),
    ("A blast killed [12 people] today.", DAY, DAY),
    ("A blast killed [12 people] this morning.", DAY, DAY),
    ("A blast killed [12 people] last night.", BEFORE, BEFORE),
    ("Raids killed [12 people] overnight.", BEFORE, DAY),
    ("The day before yesterday a blast killed [12 people].", "2016-12-11", "2016-12-11"),
    ("A blast killed [12 people] two days ago.", "2016-12-11", "2016-12-11"),
    ("A blast killed [12 people] a week ago.", "2016-12-06", "2016-12-06"),
    ("Raids killed [12 people] earlier in the day.", DAY, DAY),
    # stretches that end now
    ("Raids killed [120 people] in the last two weeks.", "2016-11-29", DAY),
    ("Raids killed [120 people] over the past 24 hours.", BEFORE, DAY),
    ("Raids killed [120 people] in the past 48 hours.", "2016-12-11", DAY),
    ("Raids killed [120 people] over the past month.", "2016-11-13", DAY),
    ("Raids killed [120 people] during the last week.", "2016-12-06", DAY),
    ("Raids killed [120 people] in less than two weeks.", "2016-11-29", DAY),
    ("Seven days of raids killed [120 people].", "2016-12-06", DAY),
    ("Raids killed [120 people] in recent days.", None, DAY),
    ("Raids killed [120 people] in recent weeks.", None, DAY),
    ("Raids killed [120 people] in the past few days.", None, DAY),
    # since
    ("[415 civilians] have been killed since 15 November.", "2016-11-15", DAY),
    ("Since 15 November, [415 civilians] have been killed.", "2016-11-15", DAY),
    ("[415 civilians] have been killed since November 15, 2016.", "2016-11-15", DAY),
    ("[415 civilians] have been killed since Friday.", "2016-12-09", DAY),
    ("[415 civilians] have been killed since late Thursday.", "2016-12-08", DAY),
    ("[415 civilians] have been killed since November.", "2016-11-01", DAY),
    ("[415 civilians] have been killed since 2012.", "2012-01-01", DAY),
    ("[415 civilians] have been killed since the start of the year.", "2016-01-01", DAY),
    ("[415 civilians] have been killed since last week.", "2016-12-05", DAY),
    ("[415 civilians] have been killed since the army began its push a month ago.", "2016-11-13", DAY),
    ("[415 civilians] have been killed since rebels opened a new front nearly two weeks ago.", "2016-11-29", DAY),
    ("The monitor announced on Sunday that [415 civilians] had been killed since 15 November.", "2016-11-15", "2016-12-11"),
    ("[415 CIVILIANS] HAVE BEEN KILLED SINCE OCT. 17.", "2016-10-17", DAY),
    ("[415 civilians] have been killed since the fall of the town on Sunday.", "2016-12-11", DAY),
    # what began the count is of its own day
    ("3,000 people have fled since [the fall of the town]{control_change} on 1 December.", "2016-12-01", "2016-12-01"),
    ("3,000 people have fled since troops [took the town]{control_change} in November.", "2016-11-01", "2016-11-30"),
    ("3,000 people have fled since a raid killed [12 people] on Sunday.", "2016-12-11", "2016-12-11"),
    # what goes on from a day, told without "since"
    ("The assault that began on 1 December has killed [415 civilians].", "2016-12-01", DAY),
    ("The siege, which started in July, has starved [415 civilians].", "2016-07-01", DAY),
    ("The assault that began on 1 December killed [415 civilians].", "2016-12-01", "2016-12-01"),
    ("Clashes broke out in Homs on Sunday. [12 people] have died.", "2016-12-11", DAY),
    # since a war began
    ("[More than 300,000 people] have been killed in Syria since the war began.", "2011-03-01", DAY),
    ("[More than 300,000 people] have been killed since the start of the Syrian conflict.", "2011-03-01", DAY),
    ("[More than 300,000 people] have been killed in Syria since the conflict erupted in March 2011.", "2011-03-01", DAY),
    ("[More than 10,000 people] have been killed in Yemen since the war began.", "2015-03-26", DAY),
    ("[More than 10,000 people] have been killed since the conflict in Ruritania began.", None, DAY),
    ("The war in Syria broke out in March 2011. [More than 300,000 people] have been killed.", "2011-03-01", DAY),
    ("Fighting has gone on in Syria, at war since 2011. [More than 300,000 people] have been killed.", "2011-01-01", DAY),
    ("[Hundreds of thousands] have been killed in the Syrian civil war.", None, None),
    ("The war has killed [more than 300,000 people].", None, None),
    ("The war, which began in March 2011, has killed [hundreds of thousands].", "2011-03-01", DAY),
    ("Aleppo was ravaged by the war that began in 2011 and has killed [more than 280,000 people].", "2011-01-01", DAY),
    # since an event whose day is not told
    ("[1,200 people]{evacuated} have left since the truce took effect.", None, DAY),
    ("Since the start of the operation, [10,000 people]{evacuated} have left.", None, DAY),
    ("A raid hit Homs on Monday. [10,000 people]{displaced} have fled since the offensive began.", None, DAY),
    # as-of dates: the day of the statement
    ("Rebels took [12 villages]{control_change} near Hama, a monitor said on Monday.", None, BEFORE),
    ("[12 people] were killed near Hama, the ministry said Monday.", None, BEFORE),
    ("The ministry said on Monday that [12 people] had been killed.", None, BEFORE),
    ("On Monday the defence ministry said [12 people] had been killed near Hama.", None, BEFORE),
    ("The minister told reporters in Geneva on Sunday that [12 people] had been killed.", None, "2016-12-11"),
    ("The ministry said in a statement on Sunday that [12 people] had been killed.", None, "2016-12-11"),
    ("Shells killed [12 people] on Sunday, the ministry said on Monday.", "2016-12-11", "2016-12-11"),
    ("The ministry said on Monday that shells killed [12 people] on Sunday.", "2016-12-11", "2016-12-11"),
    ("A raid in Hama on Sunday killed [12 people], the ministry said.", "2016-12-11", "2016-12-11"),
    ("The ministry put the toll at [12 people] on Monday.", None, BEFORE),
    ("The ministry put the toll for Monday at [12 people].", BEFORE, BEFORE),
    ("The number of dead rose to [12] by Monday.", None, BEFORE),
    ("The army said on Monday it had [retaken the fort]{control_change} the same morning.", BEFORE, BEFORE),
    ("As of 12 December, [37,000 people]{displaced} had left the east.", None, BEFORE),
    ("By Monday, [37,000 people]{displaced} had left the east.", None, BEFORE),
    ("[37,000 people]{displaced} had left the east as of Sunday.", None, "2016-12-11"),
    ("The death toll has risen to [85 people].", None, DAY),
    ("The toll from Sunday's blast has reached [85 people].", None, DAY),
    ("The toll has reached [85 people], the ministry said on Monday.", None, BEFORE),
    ("The army has so far lost [85 people].", None, DAY),
    ("[85,000 people]{displaced} are now in the camp.", None, DAY),
    # nothing dates it
    ("[12 people] were killed near Hama.", None, None),
    ("[100,000 people]{trapped} are believed to remain.", None, None),
    ("He may march on [12 people].", None, None),
    ("[2000 people] were killed in 2000 homes.", None, None),
    # an expression of another clause
    ("The army, which lost the town in 2014 after a long siege, said [12 people] were killed on Monday.", BEFORE, BEFORE),
    ("[Five people] were killed on Sunday and [six]{injured} wounded on Monday.", "2016-12-11", "2016-12-11"),
    ("Homs was hit by raids in May; the mayor says [12 people] died.", None, None),
    ("In May the group lost ten men; [12 people] died.", "2016-05-01", "2016-05-31"),
    # how long is not when
    ("The army took Homs in May, when [12 people] died in three days.", "2016-05-01", "2016-05-31"),
    ("The army took Homs in May, and [12 people] have died in the past three days.", "2016-12-10", DAY),
    # territory: held is not dated, unless counted from a day
    ("It has [about 48%]{control_share} of the land today.", None, DAY),
    ("It took [about 48%]{control_share} of the land today.", DAY, DAY),
    ("The group controls [most of the province]{control_share} after an offensive in 2015.", None, None),
    ("Since spring 2015 the group has held [most of the province]{control_share}.", "2015-03-01", DAY),
    ("The army retook [90 percent]{control_share} of the east on Monday.", BEFORE, BEFORE),
    ("For the past four years the city has been [divided in two]{control_share}.", "2012-12-13", DAY),
    ("Troops [recaptured the old citadel]{control_change} on Monday.", BEFORE, BEFORE),
    ("[The loss of the border post]{control_change} in June hurt them.", "2016-06-01", "2016-06-30"),
    # the account goes on
    ("A bomb hit a market in Homs on Monday. [12 people] were killed.", BEFORE, BEFORE),
    ("A bomb killed 12 in Homs on Monday. The attack also left [30 people]{injured} hurt.", BEFORE, BEFORE),
    ("A bomb hit a market in Homs on Monday. Nobody claimed it. [12 people] died in Homs, medics said.", BEFORE, BEFORE),
    ("A bomb hit a market on Monday. The minister said on Tuesday that [12 people] had died.", None, DAY),
    ("A bomb went off in Homs on Monday. Police came at once. Officials met. Shells later killed [12 people] in Latakia.", None, None),
    ("Warplanes struck Homs on Monday. Elsewhere, shells killed [12 people].", None, None),
    ("Talks are expected to open on Monday. Shells killed [12 people].", None, None),
    ("Raids killed [72 civilians] in Idlib and the towns around it over the past few days.", None, DAY),
    ("Warplanes struck Homs last year. Shells killed [12 people].", None, None),
    ("[12 people] were killed in a blast in Homs. The blast hit a market in Homs on Monday.", BEFORE, BEFORE),
    ("Rebels took a fort in Homs on Monday. [12 people] were killed in the fighting.", BEFORE, BEFORE),
    ("Rebels took a fort in Homs on Monday. [12 people]{displaced} have fled.", None, None),
    ("Rebels took a fort in Homs on Monday. [12 people] may have died.", BEFORE, BEFORE),
    ("Ten families fled Homs between 3 and 8 December. [12 women]{abducted} were seized on the road.", None, None),
    # days counted from one named before
    ("A raid hit Homs on Saturday. The same day shells killed [12 people] in Hama.", "2016-12-10", "2016-12-10"),
    ("A raid hit Homs on Saturday. [12 people] were killed by shells in Hama on the same day.", "2016-12-10", "2016-12-10"),
    ("A raid hit Homs on Saturday. On that day [12 people] were killed.", "2016-12-10", "2016-12-10"),
    ("A raid hit Homs on Saturday. A day later a bomb killed [12 people].", "2016-12-11", "2016-12-11"),
    ("A raid hit Homs on Saturday. Two days later a bomb killed [12 people].", BEFORE, BEFORE),
    ("A raid hit Homs on Saturday. The next day a bomb killed [12 people].", "2016-12-11", "2016-12-11"),
    ("A raid hit Homs on Saturday. The previous day a bomb had killed [12 people].", "2016-12-09", "2016-12-09"),
    ("A raid hit Homs on Saturday. One day earlier a bomb had killed [12 people].", "2016-12-09", "2016-12-09"),
    ("Nothing is known of the raid. A day later a bomb killed [12 people].", None, None),
    ("A raid hit Homs on Monday. Two days later the road is to open for [12 people]{evacuated}.", None, None),
    # stretches named before
    ("Shells have fallen on the east since 15 November. Mines killed [12 people] over the same period.", "2016-11-15", DAY),
    ("Shells fell from 1 to 9 December. Nobody was safe. In that time [12 people] were killed.", "2016-12-01", "2016-12-09"),
    ("Shells have fallen since Friday, the group said on Monday. [12 people] died during those days.", "2016-12-09", DAY),
    ("Nothing is known of the siege. In that time [12 people] were killed.", None, None),
    ("The siege began on 1 December. Since then [12 people] have starved to death.", "2016-12-01", DAY),
    ("The war broke out in May 2015. Since then, [12 people] have been killed, the group said on Monday.", "2015-05-01", BEFORE),
    ("The push began on 1 December, and [12 villages]{control_change} have since been retaken.", "2016-12-01", DAY),
    ("The army attacked the town on 1 December and has since recaptured [half of it]{control_share}.", "2016-12-01", DAY),
    ("A raid hit Homs on Monday. [12 people] have since died in hospital.", None, None),
    # a record's "since" counts nothing
    ("It was the deadliest raid since May 2015: [12 people] were killed.", None, None),
    ("Monday's raid, the worst since the truce began a month ago, killed [12 people].", BEFORE, BEFORE),
    ("It was the heaviest toll since a raid in 2013 that killed [12 people].", "2013-01-01", "2013-12-31"),
    ("The raid killed [12 people] in a day.", None, None),
    ("Raid kills [12] in one day in Homs\n\nA raid on Homs killed [12 people] on Sunday.", "2016-12-11", "2016-12-11"),
    # how many at a time, and how many at the end
    ("The death toll passed [500] on Monday.", None, BEFORE),
    ("The number of dead in the enclave reached [500 people] on Monday, medics said.", None, BEFORE),
    ("The toll from a blast on Sunday has risen to [85 people].", None, DAY),
    ("The toll since the coup of 1 February now stands at [459].", "2016-02-01", DAY),
    ("[459 people] have been killed so far since 1 February.", "2016-02-01", DAY),
    # not yet
    ("[12,000 people]{displaced} could flee by the end of the year.", None, None),
    ("[12,000 people]{displaced} had fled by the end of November.", None, "2016-11-30"),
    # denied
    ("Raids on Homs on Monday killed 12 people. Moscow denied that [any civilians] had been killed.", None, None),
    ("Troops took the airport on Monday. The rebels denied that [the airport had fallen]{control_change}.", None, None),
    # statements
    ("Officials who spoke to the agency on Monday put the number of dead at [12 people].", None, BEFORE),
    ("Only on Monday the ministry had put the toll at [12 people].", None, BEFORE),
    ("On Monday, he said, [12 people] were killed in Homs.", BEFORE, BEFORE),
    ("The army said on Monday that [150 people] had died, rejecting claims that [2,000] were shot from 3 to 7 December.", None, BEFORE),
    ("The army controls [93 percent]{control_share} of the city, a general said on Monday.", None, BEFORE),
    ("The army has retaken 14 towns since October, but the rebels still hold [a third]{control_share} of the land.", None, None),
    # the account ends, or does not
    ("Raids hit Homs on Monday. At least [900 fighters] were killed during the operation.", None, None),
    ("An offensive over the past 24 hours hit Homs. Shells killed [12 people].", None, None),
    ("Raids killed [40 people] over the past 24 hours. Of these, [12 people] died in a school.", BEFORE, DAY),
    # a headline takes the day of the same fact in the body
    ("Blast kills [12] in Homs\n\nA blast killed [12 people] in Homs on Monday.", BEFORE, BEFORE),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "start", "end"), CASES, ids=[c[0][:60] for c in CASES])
def test_first_figure_of_each_sentence(marked: str, start: str | None, end: str | None) -> None:
    view, figures = read(marked)
    assert days(date_figures(view, figures, LEXICON)[0]) == (start, end)


SEVERAL: list[tuple[str, list[tuple[str | None, str | None]]]] = [
    ("[Five people] were killed on Sunday and [six]{injured} were hurt on Monday.", [("2016-12-11", "2016-12-11"), (BEFORE, BEFORE)]),
    ("Blast kills [12] in Homs\n\nA blast killed [12 people] in Homs on Monday. [Thirty]{injured} were hurt.", [(BEFORE, BEFORE)] * 3),
    ("[Dozens killed] in raid on Homs\n\nA raid on Homs on Monday killed [14 people].", [(BEFORE, BEFORE)] * 2),
    (
        "[40 soldiers] died in Homs, a monitor said Tuesday. The monitor said [40 soldiers] died in a blast on Sunday.",
        [("2016-12-11", "2016-12-11")] * 2,
    ),
    ("Since 15 November, [415 civilians] have died in the east. Another [130 civilians] died in the west.", [("2016-11-15", DAY)] * 2),
    ("They have fought over Homs since 25 November. [287 people] were killed in the battle for Homs.", [("2016-11-25", DAY)]),
    # a count or a state is not shared with the clause after it
    ("[40 people] have died since Sunday, and [nine]{detained} were arrested.", [("2016-12-11", DAY), (None, None)]),
    ("[40 people] have died since Sunday, and [nine]{injured} wounded.", [("2016-12-11", DAY)] * 2),
    ("He said [40 people] died on Sunday and that [three]{missing} were missing.", [("2016-12-11", "2016-12-11"), (None, None)]),
    ("[40 people] died on Sunday, and [three]{injured} were hurt.", [("2016-12-11", "2016-12-11")] * 2),
    # a part of the dead is dated as the dead are
    ("[415 people] have died since 15 November. [Forty children] are among the dead.", [("2016-11-15", DAY)] * 2),
    ("[415 people] have died since 15 November; [a quarter of the dead] were children.", [("2016-11-15", DAY)] * 2),
    ("In Homs two shells killed [12 people]. In Hama 26 men were freed on Monday, and [six] died.", [(None, None), (BEFORE, BEFORE)]),
    ("The toll has risen to [85 people]; [six people] died in a raid on Hama on Sunday.", [(None, DAY), ("2016-12-11", "2016-12-11")]),
    ("Raids killed [40 people] over the past 24 hours. [Twelve of them] were in a school.", [(BEFORE, DAY)] * 2),
    ("A raid killed [ten people] on 1 May. [Six people] were hurt in it.", [("2016-05-01", "2016-05-01"), (None, None)]),
    (
        "The war broke out in March 2011. [300,000] have died and [millions]{displaced} have fled. The UN counts [2.5 million]{displaced}.",
        [("2011-03-01", DAY), ("2011-03-01", DAY), (None, None)],
    ),
    (
        "Army takes [Homs]{control_change}\n\nThe army said on Sunday it had [taken Homs]{control_change}.\n\n"
        "Rebels had [taken Homs]{control_change} in 2012.",
        [(None, "2016-12-11"), (None, "2016-12-11"), ("2012-01-01", "2012-12-31")],
    ),
    ("A raid killed [five people] on Monday. In May a raid killed [six people].", [(BEFORE, BEFORE), ("2016-05-01", "2016-05-31")]),
    ("[More than 300,000 people] have died and [millions]{displaced} have fled since the Syrian war began.", [("2011-03-01", DAY)] * 2),
    ("A raid on Monday killed [five people]. [Several hundred thousand]{killed} have died in the war.", [(BEFORE, BEFORE), (None, None)]),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "expected"), SEVERAL, ids=[c[0][:60] for c in SEVERAL])
def test_figures_that_share_or_part(marked: str, expected: list[tuple[str | None, str | None]]) -> None:
    view, figures = read(marked)
    assert [days(p) for p in date_figures(view, figures, LEXICON)] == expected


# A text whose paragraphs hold several sentences each: a new one begins a new turn unless something ties it to the last.
_FRONT = "Raids hit Homs\n\nWarplanes struck Homs on Monday. Houses burned.\n\nThe roads are cut. Bread is short.\n\n"
_LEAD = _FRONT + "A bomb went off in a market on Sunday. Police closed the roads.\n\n"


@pytest.mark.parametrize(
    ("paragraph", "start", "end"),
    [
        ("[Twelve people] were abducted in Latakia. Their names are not known.", None, None),
        ("[Twelve people] have been killed. Their names are not known.", None, None),
        ("[Twelve people] were killed in the attack. Their names are not known.", "2016-12-11", "2016-12-11"),
        ("Another [twelve people] were killed in a panic. Their names are not known.", "2016-12-11", "2016-12-11"),
        ('"[Twelve people] lay dead," said a baker. His shop is gone.', "2016-12-11", "2016-12-11"),
        ("The mayor came. He said the bombing killed [twelve people].", "2016-12-11", "2016-12-11"),
        ("The mayor spoke in Latakia. He said the bombing there killed [twelve people].", None, None),
        ("09.10 [Twelve people] were killed in the attack on the bank. It is closed.", None, None),
        ("LATAKIA - Gunmen kidnapped [twelve people]{abducted} and left. The attack was the first.", None, None),
    ],
)
def test_a_new_paragraph_needs_a_tie(paragraph: str, start: str | None, end: str | None) -> None:
    view, figures = read(_LEAD + paragraph)
    assert days(date_figures(view, figures, LEXICON)[0]) == (start, end)


def test_paragraphs_of_one_sentence_mark_nothing() -> None:
    view, figures = read(
        "Bomb hits market\n\nA bomb hit it on Sunday.\n\nShops burned.\n\nPolice came.\n\n[Twelve people] died, medics said."
    )
    assert days(date_figures(view, figures, LEXICON)[0]) == ("2016-12-11", "2016-12-11")


def _table(caption: str, row: str = "Azra | [1,200]{displaced} | 30") -> tuple[str | None, str | None]:
    view, figures = read(f"Raids hit Homs\n\nShells fell on Homs on Monday.\n\n{caption}\n{row}")
    cells = [dataclasses.replace(f, rule="column") if "|" in view.sentence_text(f.sentence) else f for f in figures]
    return days(date_figures(view, cells, LEXICON)[0])


def test_rows_take_the_period_of_their_caption() -> None:
    head = "\n\nCamp | Displaced | Returned"
    assert _table("ARRIVALS, 1-7 DECEMBER" + head) == ("2016-12-01", "2016-12-07")
    assert _table("Arrivals by camp (families, 1 to 7 December)" + head) == ("2016-12-01", "2016-12-07")
    # neither the account before a table nor a sentence dates it, but a row of its own does
    assert _table("ARRIVALS" + head) == (None, None)
    assert _table("Officials met on 5 December." + head) == (None, None)
    assert _table("ARRIVALS, 1-7 DECEMBER" + head, "3 December | [1,200]{displaced} | 30") == ("2016-12-03", "2016-12-03")
    assert _table("Displaced by camp, November 2016:", "- Azra: [1,200 people]{displaced}") == ("2016-11-01", "2016-11-30")


def test_the_time_a_report_covers_is_not_its_date() -> None:
    day = dt.date(2016, 12, 13)
    assert find_dateline("RURITANIA\nSituation Report No. 3 (1 to 7 December 2016)\n\nShells fell.", day, LEXICON) is None
    assert find_dateline("RURITANIA\nSituation Report No. 3 (8 December 2016)\n\nShells fell.", day, LEXICON) == dt.date(2016, 12, 8)


def test_statuses_may_be_given() -> None:
    view, figures = read("[12 people] were killed on Monday.")
    assert days(date_figures(view, figures, LEXICON, ["asserted"])[0]) == (BEFORE, BEFORE)
    assert date_figures(view, figures, LEXICON, ["hypothetical"]) == [Period()]


@pytest.mark.parametrize(
    ("marked", "start", "end"),
    [
        ("[12 people] were killed on Monday.", None, None),
        ("[12 people] were killed overnight.", None, None),
        ("[12 people] were killed two days ago.", None, None),
        ("[12 people] were killed in the last two weeks.", None, None),
        ("[12 people] were killed on 5 December.", None, None),
        ("[12 people] were killed in May.", None, None),
        ("[12 people] were killed on 5 December 2016.", "2016-12-05", "2016-12-05"),
        ("[12 people] were killed in May 2016.", "2016-05-01", "2016-05-31"),
        ("[12 people] have been killed since 15 November 2016.", "2016-11-15", None),
    ],
)
def test_without_a_reference_relative_dates_stay_null(marked: str, start: str | None, end: str | None) -> None:
    view, figures = read(marked, reference=None)
    assert days(date_figures(view, figures, LEXICON)[0]) == (start, end)


def test_the_texts_own_date_is_no_event_date() -> None:
    view, figures = read("Blast in Homs\n\nPublished December 13 2016 [12 people] were killed in Homs.")
    assert date_figures(view, figures, LEXICON) == [Period()]


def test_dateline_wins_over_published() -> None:
    view, figures = read("[12 people] were killed on Monday.", reference="2016-01-20")
    view.dateline = dt.date(2016, 12, 13)
    assert days(date_figures(view, figures, LEXICON)[0]) == (BEFORE, BEFORE)


def test_hypothetical_figures_have_no_period() -> None:
    view, figures = read("[30,000 people]{evacuated} are to leave on Monday.", status="hypothetical")
    assert date_figures(view, figures, LEXICON) == [Period()]


def test_words_and_rule_are_kept() -> None:
    view, figures = read("[415 civilians] have been killed since 15 November, the monitor says.")
    period = date_figures(view, figures, LEXICON)[0]
    assert (period.date_text, period.rule) == ("since 15 November", "since")


def test_no_figures_no_periods() -> None:
    view, _ = read("Nothing happened on Monday.")
    assert date_figures(view, [], LEXICON) == []


ASPECT_CASES: list[tuple[str, str | None]] = [
    ("A blast killed [12 people] on Monday.", "incident"),
    ("Police arrested [12 people]{detained} on Monday.", "incident"),
    ("A suicide bomb killed [12 people] in May.", "incident"),
    ("[415 civilians] have been killed since 15 November.", "cumulative"),
    ("The death toll has risen to [85 people].", "cumulative"),
    ("[More than 300,000 people] have been killed in the war.", "cumulative"),
    ("[900 people] were killed in the first half of 2016.", "cumulative"),
    ("[37,000 people]{displaced} have fled since 15 November.", "cumulative"),
    ("[37,000 people]{displaced} fled on Monday.", "flow"),
    ("[2,000 fighters]{evacuated} left on buses on Monday.", "flow"),
    ("[300 families]{returned} went home this week.", "flow"),
    ("[37,000 people]{displaced} are still displaced.", "stock"),
    ("[100,000 people]{trapped} remain in the enclave.", "stock"),
    ("[Hundreds]{missing} are missing.", "stock"),
    ("[40 people]{detained} are being held in a school.", "stock"),
    ("The group holds [a third]{control_share} of the city.", "stock"),
    ("Troops [recaptured the citadel]{control_change}.", None),
]


@pytest.mark.parametrize(("marked", "aspect"), ASPECT_CASES, ids=[c[0][:60] for c in ASPECT_CASES])
def test_aspect(marked: str, aspect: str | None) -> None:
    view, figures = read(marked)
    period = date_figures(view, figures, LEXICON)[0]
    assert aspect_of(view, figures[0], period, LEXICON) == aspect


# Fragments that meet in odd ways when joined.
_PIECES = st.sampled_from(
    [
        "since", "Monday", "on", "5", "31", "February", "30 February", "2016", "99", "overnight", "in May", "the war began", "from", "to",
        "and", "of last year",
        "the first 13 months of", "3000 years ago", "999 months ago", "last", "12:30", "31.02.2016", "2016-13-45", "\n\n", ". ",
        "said", "killed", "[7 people]", "since then", "have since retaken", "the same day", "three days later", "over the same period",
        "put the toll at",
        "BEIRUT, Nov 26 (Agency) -", "0 days ago", "the last 0 weeks", "\u2019s", "\u0130stanbul", "\ufb01",
    ]
)  # fmt: skip
_TEXTS = st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=25).map(" ".join))


@settings(max_examples=300, deadline=None)
@given(_TEXTS, st.one_of(st.none(), st.dates()), st.data())
def test_never_raises_and_periods_are_in_order(text: str, published: dt.date | None, data: st.DataObject) -> None:
    view = TextView.of(Document("d", text, published=published))
    figures = []
    for s in view.sentences[:6]:
        end = data.draw(st.integers(s.start + 1, s.end))
        indicator = data.draw(st.sampled_from(["killed", "displaced", "control_share", "control_change", "trapped"]))
        figures.append(Figure(s.start, end, s.index, indicator, None, 3.0, None, "exact", None, "persons", s.start, end, "test"))
    periods = date_figures(view, figures, LEXICON)
    assert len(periods) == len(figures)
    for figure, period in zip(figures, periods, strict=True):
        if period.date_start and period.date_end:
            assert period.date_start <= period.date_end
        aspect, rule = aspect_and_rule(view, figure, period, LEXICON)
        assert aspect is None or aspect in ASPECTS
        assert rule


@settings(max_examples=200, deadline=None)
@given(_TEXTS, st.one_of(st.none(), st.dates()))
def test_expressions_lie_in_the_text_in_order(text: str, reference: dt.date | None) -> None:
    found = find_times(text, 0, len(text), reference, LEXICON)
    assert all(0 <= t.start <= t.core < t.end <= len(text) for t in found)
    assert [t.start for t in found] == sorted(t.start for t in found)


# What atoms are made of, and words that stand beside them.
_ATOM_WORDS = (
    "in on the a an at for to as so over within during since then that this those these same day days week weeks month year years ago"
    " earlier later before of few several two couple 5 20 2016 13/12/2016 may monday friday's yesterday last past recent times date present"
    " now far until up thus first half quarter end beginning next following period time weekend hours summer less than nearly has fled city"
).split()


@given(st.lists(st.sampled_from(_ATOM_WORDS), max_size=9).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_atoms_are_looked_for_wherever_the_pattern_finds_one(text: str) -> None:
    grammar = grammar_of(load_lexicon())
    found = atoms_as_written(text, text, tokenize(text), 0, len(text), grammar)
    assert [m.span() for m in found] == [m.span() for m in grammar.atom.finditer(text)]


def test_days_that_count_from_each_other_are_settled_in_order() -> None:
    # thousands of links in a chain: neither recursion nor a second look at what was settled
    view, figures = read(
        "A raid hit Homs on 1 May 2000. " + "The next day shells fell. " * 3000 + "The next day shells killed [12 people]."
    )
    assert days(date_figures(view, figures, LEXICON)[0]) == ("2008-07-19", "2008-07-19")


def test_long_runs_are_read_in_linear_time() -> None:
    # each of these made some naive pattern backtrack without bound
    for piece in (
        "since the ",
        "have since ",
        "over the same ",
        "the next day ",
        "said on ",
        "5 ",
        "of the ",
        "the war in ",
        "Monday and ",
    ):
        text = piece * 4000
        assert isinstance(find_times(text, 0, len(text), dt.date(2016, 12, 13), LEXICON), list)
