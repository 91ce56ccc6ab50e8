"""How many: what the words of a quantity say, and what looks like a quantity and is none."""

from __future__ import annotations

import pytest

from contested.extract.quantities import compile_quantities, find_quantities
from contested.lexicon import load_lexicon
from contested.text import tokenize

# (words, value, value_high, bound, vague_term, percent)
Row = tuple[str, float | None, float | None, str, str | None, bool]


def exact(words: str, value: float) -> Row:
    return (words, value, None, "exact", None, False)


def bound(words: str, name: str, value: float) -> Row:
    return (words, value, None, name, None, False)


def ranged(words: str, low: float, high: float) -> Row:
    return (words, low, high, "range", None, False)


def vague(words: str, term: str) -> Row:
    return (words, None, None, "vague", term, False)


def share(words: str, value: float, name: str = "exact", high: float | None = None) -> Row:
    return (words, value, high, name, None, True)


def unknown(words: str) -> Row:
    return (words, None, None, "unknown", None, False)


DIGITS = {
    "killed 7 people": [exact("7", 7)],
    "killed 415 civilians": [exact("415", 415)],
    "some were among 2,200 fighters": [exact("2,200", 2200)],
    "34,000 residents": [exact("34,000", 34000)],
    "1,234,567 refugees": [exact("1,234,567", 1234567)],
    "20 000 people": [exact("20 000", 20000)],
    "1 200 000 people": [exact("1 200 000", 1200000)],
    "20\u00a0000 people": [exact("20\u00a0000", 20000)],
    "20\u202f000 people": [exact("20\u202f000", 20000)],
    "20\u2009000 people": [exact("20\u2009000", 20000)],
    "300000 people": [exact("300000", 300000)],
    "2000 homes": [exact("2000", 2000)],
    "20k people fled": [exact("20k", 20000)],
    "1.2m people": [exact("1.2m", 1200000)],
    "3mn people": [exact("3mn", 3000000)],
    "1.5bn people": [exact("1.5bn", 1500000000)],
    "2.5 million people": [exact("2.5 million", 2500000)],
    "4 thousand people": [exact("4 thousand", 4000)],
    "6 million people": [exact("6 million", 6000000)],
    "3 dozen people": [exact("3 dozen", 36)],
    "2 lakh people": [exact("2 lakh", 200000)],
    "12 killed, 30 wounded": [exact("12", 12), exact("30", 30)],
    "killed 16 civilians and wounded 22": [exact("16", 16), exact("22", 22)],
    "12 people, 4 of them children": [exact("12", 12), exact("4", 4)],
}

NUMBER_WORDS = {
    "seven people": [exact("seven", 7)],
    "Seventeen people died": [exact("Seventeen", 17)],
    "TWENTY people": [exact("TWENTY", 20)],
    "twenty-five people": [exact("twenty-five", 25)],
    "twenty five people": [exact("twenty five", 25)],
    "ninety-nine people": [exact("ninety-nine", 99)],
    "a hundred people": [exact("a hundred", 100)],
    "one hundred people": [exact("one hundred", 100)],
    "one hundred and twelve people": [exact("one hundred and twelve", 112)],
    "two hundred twelve people": [exact("two hundred twelve", 212)],
    "three hundred and forty-two people": [exact("three hundred and forty-two", 342)],
    "a thousand people": [exact("a thousand", 1000)],
    "five thousand people": [exact("five thousand", 5000)],
    "fifteen hundred people": [exact("fifteen hundred", 1500)],
    "forty thousand people": [exact("forty thousand", 40000)],
    "two hundred and fifty thousand people": [exact("two hundred and fifty thousand", 250000)],
    "two thousand three hundred people": [exact("two thousand three hundred", 2300)],
    "one thousand and one people": [exact("one thousand and one", 1001)],
    "one million people": [exact("one million", 1000000)],
    "half a million people": [exact("half a million", 500000)],
    "a quarter of a million people": [exact("a quarter of a million", 250000)],
    "one and a half million people": [exact("one and a half million", 1500000)],
    "two and a half thousand people": [exact("two and a half thousand", 2500)],
    "a dozen people": [exact("a dozen", 12)],
    "two dozen people": [exact("two dozen", 24)],
    "half a dozen people": [exact("half a dozen", 6)],
    "a couple of people": [exact("a couple of", 2)],
    "a couple of dozen people": [exact("a couple of dozen", 24)],
    "a couple of hundred people": [exact("a couple of hundred", 200)],
    "two soldiers and three civilians": [exact("two", 2), exact("three", 3)],
}

HEDGES = {
    "at least 415 civilians": [bound("at least 415", "at_least", 415)],
    "At least twelve people": [bound("At least twelve", "at_least", 12)],
    "AT LEAST 30 DEAD": [bound("AT LEAST 30", "at_least", 30)],
    "no fewer than 20 people": [bound("no fewer than 20", "at_least", 20)],
    "no less than 20 people": [bound("no less than 20", "at_least", 20)],
    "not less than 20 people": [bound("not less than 20", "at_least", 20)],
    "a minimum of 20 people": [bound("a minimum of 20", "at_least", 20)],
    "10 or more people": [bound("10 or more", "at_least", 10)],
    "20+ people": [bound("20+", "at_least", 20)],
    "200 plus people": [bound("200 plus", "at_least", 200)],
    "more than 20 people": [bound("more than 20", "more_than", 20)],
    "more than a hundred people": [bound("more than a hundred", "more_than", 100)],
    "more than a dozen people": [bound("more than a dozen", "more_than", 12)],
    "over 20 people": [bound("over 20", "more_than", 20)],
    "just over 20 people": [bound("just over 20", "more_than", 20)],
    "well over 2,000 people": [bound("well over 2,000", "more_than", 2000)],
    "upwards of 500 people": [bound("upwards of 500", "more_than", 500)],
    "in excess of 500 people": [bound("in excess of 500", "more_than", 500)],
    "exceeding 500 people": [bound("exceeding 500", "more_than", 500)],
    "up to 50 people": [bound("up to 50", "at_most", 50)],
    "as many as 50 people": [bound("as many as 50", "at_most", 50)],
    "no more than 50 people": [bound("no more than 50", "at_most", 50)],
    "not more than 50 people": [bound("not more than 50", "at_most", 50)],
    "at most 50 people": [bound("at most 50", "at_most", 50)],
    "a maximum of 50 people": [bound("a maximum of 50", "at_most", 50)],
    "50 at most": [bound("50 at most", "at_most", 50)],
    "less than 50 people": [bound("less than 50", "less_than", 50)],
    "fewer than 50 people": [bound("fewer than 50", "less_than", 50)],
    "under 50 people": [bound("under 50", "less_than", 50)],
    "just under 50 people": [bound("just under 50", "less_than", 50)],
    "about 50 people": [bound("about 50", "approx", 50)],
    "around 50 people": [bound("around 50", "approx", 50)],
    "some 50 people": [bound("some 50", "approx", 50)],
    "roughly 50 people": [bound("roughly 50", "approx", 50)],
    "approximately 50 people": [bound("approximately 50", "approx", 50)],
    "nearly 50 people": [bound("nearly 50", "approx", 50)],
    "almost 50 people": [bound("almost 50", "approx", 50)],
    "close to 50 people": [bound("close to 50", "approx", 50)],
    "an estimated 50 people": [bound("an estimated 50", "approx", 50)],
    "50 or so people": [bound("50 or so", "approx", 50)],
    "nearly half a million people": [bound("nearly half a million", "approx", 500000)],
    "at least 2.3 million people": [bound("at least 2.3 million", "at_least", 2300000)],
    "a total of 50 people": [exact("a total of 50", 50)],
    "the 50 people": [exact("the 50", 50)],
    "another 50 people": [exact("another 50", 50)],
    "a further 50 people": [exact("a further 50", 50)],
    "50 more people": [exact("50 more", 50)],
    "another at least 12 people": [bound("another at least 12", "at_least", 12)],
    "at least another 12 people": [bound("at least another 12", "at_least", 12)],
}

RANGES = {
    "20-30 people": [ranged("20-30", 20, 30)],
    "20\u201330 people": [ranged("20\u201330", 20, 30)],
    "20 to 30 people": [ranged("20 to 30", 20, 30)],
    "two to three people": [ranged("two to three", 2, 3)],
    "two or three people": [ranged("two or three", 2, 3)],
    "between 20 and 30 people": [ranged("between 20 and 30", 20, 30)],
    "between twenty and thirty people": [ranged("between twenty and thirty", 20, 30)],
    "from 20 to 30 people": [ranged("from 20 to 30", 20, 30)],
    "between 8,000 and 10,000 fighters": [ranged("between 8,000 and 10,000", 8000, 10000)],
    "50,000 to 60,000 people": [ranged("50,000 to 60,000", 50000, 60000)],
    "two to three million people": [ranged("two to three million", 2000000, 3000000)],
    "between 2 and 3 million people": [ranged("between 2 and 3 million", 2000000, 3000000)],
    "20-30 thousand people": [ranged("20-30 thousand", 20000, 30000)],
    "two to three dozen people": [ranged("two to three dozen", 24, 36)],
    "the toll rose from 20 to 30": [exact("20", 20), exact("30", 30)],
}

VAGUE = {
    "dozens of people": [vague("dozens", "dozens")],
    "scores of people": [vague("scores", "scores")],
    "tens of people": [vague("tens", "tens")],
    "hundreds of people": [vague("hundreds", "hundreds")],
    "Thousands fled": [vague("Thousands", "thousands")],
    "millions of people": [vague("millions", "millions")],
    "tens of thousands of people": [vague("tens of thousands", "tens of thousands")],
    "hundreds of thousands of people": [vague("hundreds of thousands", "hundreds of thousands")],
    "several people": [vague("several", "several")],
    "several hundred people": [vague("several hundred", "several hundred")],
    "several dozen people": [vague("several dozen", "several dozen")],
    "several thousand people": [vague("several thousand", "several thousand")],
    "many people": [vague("many", "many")],
    "many thousands of people": [vague("many thousands", "many thousands")],
    "many hundreds of people": [vague("many hundreds", "many hundreds")],
    "numerous people": [vague("numerous", "numerous")],
    "a number of people": [vague("a number of", "a number of")],
    "a large number of people": [vague("a large number of", "large number")],
    "large numbers of people": [vague("large numbers of", "large number")],
    "a handful of people": [vague("a handful of", "handful")],
    "a few people": [vague("a few", "few")],
    "a few hundred people": [vague("a few hundred", "a few hundred")],
    "a few dozen people": [vague("a few dozen", "a few dozen")],
    "hundreds, if not thousands, of people": [vague("hundreds, if not thousands", "hundreds")],
    "dozens or even hundreds of people": [vague("dozens or even hundreds", "dozens")],
    "dozens more": [vague("dozens more", "dozens")],
    "an unknown number of people": [unknown("an unknown number of")],
    "an unspecified number of people": [unknown("an unspecified number of")],
}

SHARES = {
    "90 percent of the city": [share("90 percent", 90)],
    "90 per cent of the city": [share("90 per cent", 90)],
    "90% of the city": [share("90%", 90)],
    "98.5% of the city": [share("98.5%", 98.5)],
    "more than 90 percent of the city": [share("more than 90 percent", 90, "more_than")],
    "at least 40% of the city": [share("at least 40%", 40, "at_least")],
    "about 60 percent of the city": [share("about 60 percent", 60, "approx")],
    "between 60 and 70 percent of the city": [share("between 60 and 70 percent", 60, "range", 70)],
    "30-40% of the city": [share("30-40%", 30, "range", 40)],
    "ninety percent of the city": [share("ninety percent", 90)],
    "half of the city": [share("half", 50)],
    "half the city": [share("half", 50)],
    "more than half of the dead": [share("more than half", 50, "more_than")],
    "nearly half of the city": [share("nearly half", 50, "approx")],
    "a third of the city": [share("a third", 33.3)],
    "one third of the city": [share("one third", 33.3)],
    "one-third of the city": [share("one-third", 33.3)],
    "two thirds of the city": [share("two thirds", 66.7)],
    "two-thirds of the city": [share("two-thirds", 66.7)],
    "a quarter of the city": [share("a quarter", 25)],
    "three quarters of the city": [share("three quarters", 75)],
    "three-quarters of the city": [share("three-quarters", 75)],
    "four fifths of the city": [share("four fifths", 80)],
    "a tenth of the city": [share("a tenth", 10)],
    "three in ten families": [share("three in ten", 30)],
    "nine out of ten people": [share("nine out of ten", 90)],
}

# Words with digits or number words in them that count nothing at all.
NONE = [
    "on 15 November",
    "on November 15",
    "on November 15, 2016",
    "in 2016",
    "since 2011",
    "in early 2012",
    "by mid 2014",
    "2016-12-09",
    "15/11/2016",
    "at 10:30 on Friday",
    "at 5pm",
    "at 9 am",
    "at 11 p.m.",
    "$200 worth of bread",
    "\u20ac500 a head",
    "\u00a320 notes",
    "the 46th Regiment",
    "the 1st Division",
    "on the 23rd",
    "Resolution 2328",
    "Division 17 base",
    "Brigade 80",
    "Regiment 46",
    "Hospital number 12",
    "Phase 2",
    "a 48-hour truce",
    "a five-year-old girl",
    "a 35-year-old man",
    "a two-day battle",
    "a three-storey house",
    "a 120mm shell",
    "a 122 mm rocket",
    "5 km from the city",
    "25 kilometres north",
    "10 miles away",
    "six hours later",
    "three days of fighting",
    "two weeks ago",
    "five years of war",
    "aged 12",
    "the fighters",
    "they fled",
    "nobody was hurt",
    "a second strike",
    "the third time",
    "first aid",
    "",
]

TABLE = {**DIGITS, **NUMBER_WORDS, **HEDGES, **RANGES, **VAGUE, **SHARES, **{text: [] for text in NONE}}


def quantities(text: str) -> list[Row]:
    """The quantities of `text`; an article that stands for one ("a nurse") is the noun phrase's affair and left out."""
    tokens = tokenize(text)
    found = find_quantities(tokens, load_lexicon().compiled(compile_quantities))
    return [
        (text[tokens.starts[q.start] : tokens.ends[q.end - 1]], q.value, q.value_high, q.bound, q.vague_term, q.percent)
        for q in found
        if not q.article
    ]


@pytest.mark.parametrize("text", TABLE)
def test_quantities_of(text: str) -> None:
    assert quantities(text) == TABLE[text]


@pytest.mark.parametrize("frame", ["{}", "Officials said {} on Friday.", "\u201c{}\u201d, he said", "({})"])
def test_what_stands_around_changes_nothing(frame: str) -> None:
    """The same words inside a sentence, in quotation marks and in parentheses."""
    texts = {text: rows for text, rows in {**DIGITS, **NUMBER_WORDS, **HEDGES, **SHARES}.items() if text[0].islower() or text[0].isdigit()}
    assert {text: quantities(frame.format(text)) for text in texts} == texts


def test_the_table_is_large() -> None:
    assert len(TABLE) >= 200


@pytest.mark.parametrize("text", ["a nurse was killed", "an aid worker was killed", "another civilian was killed"])
def test_an_article_can_stand_for_one(text: str) -> None:
    tokens = tokenize(text)
    (quantity,) = find_quantities(tokens, load_lexicon().compiled(compile_quantities))
    assert quantity.article
    assert (quantity.value, quantity.bound, quantity.start) == (1.0, "exact", 0)


@pytest.mark.parametrize(
    ("text", "additive"), [("another 12 people", True), ("12 more people", True), ("12 people", False), ("a further 12", True)]
)
def test_additions_are_marked(text: str, additive: bool) -> None:
    tokens = tokenize(text)
    (quantity,) = find_quantities(tokens, load_lexicon().compiled(compile_quantities))
    assert quantity.additive is additive
