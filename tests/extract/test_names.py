"""Who holds a place, and who did it, as named: without the marks and endings that stand around the name in its sentence."""

from __future__ import annotations

import pytest

from contested import read_text


@pytest.mark.parametrize(
    ("sentence", "field", "name"),
    [
        ("- Syrian troops retook the village of Tadif on Monday.", "holder", "Syrian troops"),
        ("Government forces - now hold 60 percent of the town.", "holder", "Government forces"),
        ('The town fell to "the army" on Friday.', "holder", "the army"),
        ("The rebels' share has shrunk to about 40% of the city.", "holder", "The rebels"),
        ("Loyalist troops seized the town of Mare from the rebels' on Sunday.", "previous_holder", "the rebels"),
        ("The army controls half of Aleppo's.", "denominator", "Aleppo"),
        ("\u2022 Shelling by the army killed 12 people in Raqqa.", "actor", "Shelling by the army"),
        ("- Air raids killed 12 people in Raqqa.", "actor", "Air raids"),
        ("Fighters of the Free Army [ FSA ] killed 12 people in Raqqa.", "actor", "Fighters of the Free Army [ FSA ]"),
    ],
)
def test_a_name_alone(sentence: str, field: str, name: str) -> None:
    (claim,) = read_text(sentence, published="2016-12-12")
    assert getattr(claim, field) == name
