"""What holds of every number, every frame and every text, checked on many of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from contested.extract.reader import find_figures
from contested.extract.record import parse_document
from contested.lexicon import load_lexicon
from contested.model import BOUNDS, INDICATORS, POPULATIONS, STATUSES, UNITS, Claim, Document
from contested.text import TextView, split_sentences, tokenize
from contested.text.fold import may_need_folding, needs_folding

FAST = settings(derandomize=True, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
PUBLISHED = dt.date(2016, 12, 9)

# (frame, indicator): {} is the number with its hedge and noun; some frames need a plural, so counts begin at two
FRAMES = [
    ("{} were killed in the shelling.", "killed"),
    ("{} have been killed since Friday, the ministry said.", "killed"),
    ("{} died in the attack on the market.", "killed"),
    ("The shelling killed {}.", "killed"),
    ("An air strike on the town has killed {}, residents said.", "killed"),
    ("The strikes left {} dead.", "killed"),
    ("The raid claimed the lives of {}.", "killed"),
    ("The monitor documented the deaths of {} in the city.", "killed"),
    ("The bodies of {} were found in a mass grave.", "killed"),
    ("{} were wounded in the bombardment.", "injured"),
    ("A mortar round wounded {} near the bridge.", "injured"),
    ("{} have been injured, according to doctors.", "injured"),
    ("{} are missing after the boat sank.", "missing"),
    ("{} went missing in the offensive.", "missing"),
    ("{} have fled the fighting.", "displaced"),
    ("The fighting has displaced {}.", "displaced"),
    ("{} have been displaced by the clashes, the agency said.", "displaced"),
    ("{} were forced from their homes.", "displaced"),
    ("{} were evacuated from the enclave.", "evacuated"),
    ("Buses evacuated {} from the eastern districts.", "evacuated"),
    ("{} have returned to their homes.", "returned"),
    ("{} remain trapped in the old city.", "trapped"),
    ("{} are besieged in the town.", "trapped"),
    ("{} were detained at a checkpoint.", "detained"),
    ("Troops arrested {} in the village.", "detained"),
    ("Gunmen abducted {} from a bus.", "abducted"),
    ("{} were kidnapped near the border.", "abducted"),
    ("Officials said that {} had been killed by mines.", "killed"),
    ("He told reporters in the capital that {} had been wounded.", "injured"),
    ("\u201c{} were killed overnight,\u201d the governor said.", "killed"),
]
NOUNS = [("people", "people"), ("civilians", "civilians"), ("children", "children"), ("women", "women"), ("residents", "people")]
HEDGES = [
    ("{}", "exact"), ("at least {}", "at_least"), ("no fewer than {}", "at_least"), ("more than {}", "more_than"), ("over {}", "more_than"),
    ("up to {}", "at_most"), ("as many as {}", "at_most"), ("fewer than {}", "less_than"), ("about {}", "approx"), ("around {}", "approx"),
    ("some {}", "approx"), ("nearly {}", "approx"), ("an estimated {}", "approx"), ("a total of {}", "exact"),
]  # fmt: skip

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()


def in_words(n: int, link: str = " and ", hyphen: str = "-") -> str:
    """English for 1 to 999,999,999, British ("two hundred and five") or American ("two hundred five")."""
    for size, name in ((1_000_000, "million"), (1_000, "thousand")):
        if n >= size:
            rest = n % size
            joint = (link if 0 < rest < 100 else " ") if rest else ""
            return f"{in_words(n // size, link, hyphen)} {name}{joint}{in_words(rest, link, hyphen) if rest else ''}"
    if n >= 100:
        return f"{ONES[n // 100]} hundred{link + in_words(n % 100, link, hyphen) if n % 100 else ''}"
    if n >= 20:
        return TENS[n // 10] + (hyphen + ONES[n % 10] if n % 10 else "")
    return ONES[n]


def spaced(n: int, mark: str) -> str:
    return f"{n:,}".replace(",", mark)


# How a count can be written: (a strategy of counts, how it is spelled). Bare four-digit numbers between 1900 and 2099 are years
# to most readers, so those are written with a separator.
SPELLINGS: dict[str, tuple[st.SearchStrategy[int], Callable[[int], str]]] = {
    "digits": (st.integers(2, 999_999).filter(lambda n: not 1900 <= n < 2100), str),
    "commas": (st.integers(1_000, 9_999_999), lambda n: f"{n:,}"),
    "spaces": (st.integers(1_000, 999_999), lambda n: spaced(n, " ")),
    "no-break spaces": (st.integers(1_000, 999_999), lambda n: spaced(n, "\u00a0")),
    "narrow spaces": (st.integers(1_000, 999_999), lambda n: spaced(n, "\u202f")),
    "words": (st.integers(2, 999_999), in_words),
    "American words": (st.integers(2, 999_999), lambda n: in_words(n, " ")),
    "words without hyphens": (st.integers(2, 999), lambda n: in_words(n, " and ", " ")),
    "thousands": (st.integers(2, 999).map(lambda n: n * 1_000), lambda n: f"{n // 1000} thousand"),
    "k": (st.integers(2, 999).map(lambda n: n * 1_000), lambda n: f"{n // 1000}k"),
    "million": (st.integers(11, 999).map(lambda n: n * 100_000), lambda n: f"{n / 1e6:.1f} million"),
    "m": (st.integers(11, 999).map(lambda n: n * 100_000), lambda n: f"{n / 1e6:.1f}m"),
    "dozen": (st.integers(2, 9).map(lambda n: n * 12), lambda n: f"{ONES[n // 12]} dozen"),
}


def claims_of(text: str) -> list[Claim]:
    return parse_document(Document("case", text, published=PUBLISHED), load_lexicon())


@pytest.mark.parametrize("spelling", SPELLINGS)
@given(data=st.data())
@settings(FAST, max_examples=120)
def test_any_number_in_any_spelling_in_any_frame(spelling: str, data: st.DataObject) -> None:
    counts, spell = SPELLINGS[spelling]
    count = data.draw(counts, label="count")
    frame, indicator = data.draw(st.sampled_from(FRAMES), label="frame")
    noun, population = data.draw(st.sampled_from(NOUNS), label="noun")
    hedge, bound = data.draw(st.sampled_from(HEDGES), label="hedge")
    number = spell(count)
    phrase = f"{hedge.format(number)} {noun}"
    text = frame.format(phrase)
    if frame.startswith("{}"):
        text = text[0].upper() + text[1:]
    claims = claims_of(text)
    assert [(c.indicator, c.value, c.value_high, c.bound, c.population, c.unit) for c in claims] == [
        (indicator, float(count), None, bound, population, "persons")
    ], text
    (claim,) = claims
    assert claim.char_start is not None
    assert claim.char_end is not None
    start = text.lower().index(phrase.lower())
    assert claim.char_start <= start, text
    assert start + len(phrase) <= claim.char_end, text
    assert claim.quote == text[claim.char_start : claim.char_end]


@given(
    low=st.integers(2, 400),
    more=st.integers(1, 400),
    form=st.sampled_from(["{}-{}", "{}\u2013{}", "{} to {}", "between {} and {}", "from {} to {}"]),
)
@FAST
def test_any_range(low: int, more: int, form: str) -> None:
    claims = claims_of(f"The shelling killed {form.format(low, low + more)} people.")
    assert [(c.indicator, c.value, c.value_high, c.bound) for c in claims] == [("killed", low, low + more, "range")]


@given(
    first=st.integers(2, 1500),
    second=st.integers(2, 1500),
    verbs=st.permutations([("killed", "killed"), ("wounded", "injured"), ("detained", "detained")]),
)
@FAST
def test_each_verb_of_a_sentence_takes_its_own_number(first: int, second: int, verbs: list[tuple[str, str]]) -> None:
    (a, a_indicator), (b, b_indicator) = verbs[:2]
    claims = claims_of(f"The forces {a} {first} people and {b} {second} others.")
    assert [(c.indicator, c.value) for c in claims] == [(a_indicator, first), (b_indicator, second)]


# ---- any text at all ---------------------------------------------------------------------------------------------------

# Words and marks that open every path of the grammar, to be thrown together without sense.
PIECES = (
    "12 1,200 20 000 2.5 million two hundred and fifty - \u2013 , . ; : ( ) \u201c \u201d \" ' % per cent half third a an the"
    " of by from to in on and or but including among them whom who which that at least more than up to nearly no none dozens"
    " hundreds thousands several many another others people civilians children fighters rebels soldiers militants IS Syria"
    " Aleppo eastern Raqqa Kyiv province village killed wounded dead deaths toll rose fled homes families displaced evacuated"
    " trapped missing arrested abducted surrendered captured retook lost control percent territory city said says according"
    " told reported Friday Monday November 2016 yesterday since last week war began Observatory army UN SANA Red Cross Mr."
    " U.N. denied may will could believed 15-year-old 10:30 $5m 46th No. + +20 km"
).split(" ")
NONSENSE = st.lists(st.sampled_from([*PIECES, "\n", "\n\n", "\u2022 "]), max_size=60).map(" ".join)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
# control characters, right-to-left text with its marks, combining marks, digits of other scripts, letters that grow in lower case
ODD_CHARACTERS = (
    "\x00\x01\x07\x08\x0b\x0c\x1b\x1f\x7f\x85\u2028\u2029\u200b\u200e\u200f\u202a\u202e\u2066\ufeff\ufffd\u0301"
    "\u0130\u1e9e\u00df\ufb01\u0661\u0662\u0663\u096a\uff15\u00b2\u00bd\u216b\u0627\u0644\u0642\u05e7\u05ea\U0001f4a5\U0001d7d8"
    " \n\t,.-'\"()%$12 killed people"
)
ODD_TEXT = st.text(st.sampled_from(ODD_CHARACTERS), max_size=200)


def check_claims(text: str, claims: list[Claim]) -> None:
    """What every list of claims must fulfil, whatever the text."""
    assert len({c.claim_id for c in claims}) == len(claims)
    seen: set[str] = set()
    for c in claims:
        assert c.char_start is not None
        assert c.char_end is not None
        assert 0 <= c.char_start < c.char_end <= len(text)
        assert text[c.char_start : c.char_end] == c.quote
        assert c.sentence is not None
        assert c.quote in c.sentence
        assert c.sentence in text
        assert c.indicator in INDICATORS
        assert c.population in POPULATIONS or (c.population is None and c.indicator.startswith("control"))
        assert c.bound in BOUNDS
        assert c.unit in UNITS
        assert c.status in STATUSES
        assert (c.vague_term is not None) == (c.bound == "vague")
        assert (c.value_high is not None) == (c.bound == "range")
        assert c.value is None or c.value >= 0
        assert c.low is None or c.high is None or c.low <= c.high
        assert c.date_start is None or c.date_end is None or c.date_start <= c.date_end
        assert c.duplicate_of is None or c.duplicate_of in seen
        assert c.rule
        seen.add(c.claim_id)


@given(text=ANY_TEXT | ODD_TEXT)
@example("")
@example("\n")
@example("\ufeff12 killed")
@example("\u0130" * 20 + " 12 people were killed")
@example("12 people were killed\x00 and 13 wounded\x1f")
@example("\u202e12 people were killed\u202c")
@example("31,500 were displaced, said residents of")
@settings(FAST, max_examples=200)
def test_any_text_is_read_without_an_error(text: str) -> None:
    check_claims(text, claims_of(text))


@given(text=NONSENSE)
@settings(FAST, max_examples=250)
def test_any_heap_of_words_is_read_without_an_error(text: str) -> None:
    check_claims(text, claims_of(text))


@given(odd=ODD_TEXT, count=st.integers(2, 999))
@FAST
def test_an_odd_paragraph_does_not_hide_the_one_after_it(odd: str, count: int) -> None:
    text = f"{odd}\n\nThe shelling killed {count} civilians on Friday."
    claims = claims_of(text)
    check_claims(text, claims)
    at = text.rindex(f"{count} civilians")
    assert [(c.indicator, c.value) for c in claims if c.char_start == at] == [("killed", count)]


@given(text=NONSENSE | ODD_TEXT)
@FAST
def test_the_same_text_gives_the_same_claims(text: str) -> None:
    assert claims_of(text) == claims_of(text)


@given(text=ANY_TEXT | NONSENSE)
@settings(FAST, max_examples=100)
def test_sentences_and_tokens_cover_the_text_in_order(text: str) -> None:
    sentences = split_sentences(text)
    assert all(a.end <= b.start and a.paragraph <= b.paragraph for a, b in pairwise(sentences))
    assert [s.index for s in sentences] == list(range(len(sentences)))
    covered = "".join(text[s.start : s.end] for s in sentences)
    assert "".join(covered.split()) == "".join(text.split())
    for s in sentences:
        tokens = tokenize(text, s.start, s.end)
        assert len(tokens.words) == len(tokens.lower) > 0
        if not needs_folding(text[s.start : s.end]):
            assert [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == tokens.words
        assert all(a <= b for a, b in zip(tokens.ends, tokens.starts[1:], strict=False))


@given(text=ANY_TEXT | NONSENSE | st.text("1234'\u2019\u00ad, a.", max_size=40))
@settings(FAST, max_examples=100)
def test_what_spares_folding_spares_none_that_is_needed(text: str) -> None:
    needed = any(needs_folding(text[a:b]) for a in range(0, len(text), 3) for b in range(a + 1, min(len(text), a + 60) + 1))
    assert may_need_folding(text) or not needed


@given(parts=st.lists(st.tuples(st.sampled_from(FRAMES), st.integers(2, 999)), min_size=2, max_size=6))
@FAST
def test_paragraphs_are_read_one_by_one(parts: list[tuple[tuple[str, str], int]]) -> None:
    """The figures of a document whose groups all name themselves are those of its paragraphs, moved by what stands before."""
    paragraphs = [frame.format(f"{count} civilians") for (frame, _), count in parts]
    lexicon = load_lexicon()
    expected = []
    offset = 0
    for paragraph in paragraphs:
        alone = find_figures(TextView.of(Document("one", paragraph)), lexicon)
        expected += [(f.start + offset, f.end + offset, f.indicator, f.value, f.bound, f.population) for f in alone]
        offset += len(paragraph) + 2
    together = find_figures(TextView.of(Document("all", "\n\n".join(paragraphs))), lexicon)
    assert [(f.start, f.end, f.indicator, f.value, f.bound, f.population) for f in together] == expected


@given(part=st.sampled_from(FRAMES), hedge=st.sampled_from(HEDGES), count=st.integers(2, 1800))
@FAST
def test_capitals_change_nothing(part: tuple[str, str], hedge: tuple[str, str], count: int) -> None:
    """All-capitals newswire is read as the same words in small letters are."""
    (frame, indicator), (words, bound) = part, hedge
    claims = claims_of(frame.format(words.format(f"{count} civilians")).upper())
    assert [(c.indicator, c.value, c.bound, c.population) for c in claims] == [(indicator, count, bound, "civilians")]
