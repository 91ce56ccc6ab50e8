"""Places: one table of sentences. A figure stands in [square brackets], with its indicator where it is not `killed`.

The expected value of each figure is the place as written; `None` where there is none.
"""

from __future__ import annotations

import re

import pytest

from contested.extract.gazetteer import Gazetteer, find_in_world, gazetteer
from contested.extract.place import find_places, is_place_name, locate
from contested.lexicon import load_lexicon
from contested.model import Document, Figure, Location
from contested.text import TextView

LEXICON = load_lexicon()
GAZETTEER: Gazetteer = gazetteer(LEXICON)
_FIGURE = re.compile(r"\[(?:(\w+):)?([^\]]+)\]")
_NUMBER = re.compile(r"\d[\d,]*")


def read(marked: str, title: str | None = None, part_of: dict[int, int] | None = None) -> tuple[TextView, list[Figure]]:
    """A text with its figures in brackets, as a view and figures."""
    text, spans, last = "", [], 0
    for m in _FIGURE.finditer(marked):
        text += marked[last : m.start()]
        spans.append((len(text), m[2], m[1] or "killed"))
        text += m[2]
        last = m.end()
    text += marked[last:]
    view = TextView.of(Document("d", text, title=title))
    figures = []
    for i, (start, quote, indicator) in enumerate(spans):
        number = _NUMBER.search(quote)
        value = float(number.group().replace(",", "")) if number else None
        vague = None if number else quote.split()[0].lower()
        if not number and "of thousands" in quote:
            vague = " ".join(quote.split()[:3]).lower()
        unit = "none" if indicator.startswith("control") else "persons"
        sentence = max(s.index for s in view.sentences if s.start <= start)
        end = start + len(quote)
        figures.append(
            Figure(
                start, end, sentence, indicator, "people", value, None, "exact", vague, unit, start, end, "test",
                part_of=(part_of or {}).get(i),
            )
        )  # fmt: skip
    return view, figures


def places(marked: str, title: str | None = None, part_of: dict[int, int] | None = None) -> list[Location]:
    view, figures = read(marked, title, part_of)
    return locate(view, figures, LEXICON)


ONE_SENTENCE = [
    # in, at, near, on: the place after the figure
    ("[At least 12 people] were killed in Douma on Monday, medics said.", ["Douma"]),
    ("A car bomb killed [9 people] near the town of Azaz, close to the Turkish border.", ["near the town of Azaz"]),
    (
        "Shelling on the outskirts of Damascus killed [six civilians] and wounded [injured:14].",
        ["outskirts of Damascus", "outskirts of Damascus"],
    ),
    ("Jets bombed a market in Idlib, killing [22 people] and injuring [injured:dozens].", ["Idlib", "Idlib"]),
    ("[Five rebels] died in clashes north of Aleppo.", ["north of Aleppo"]),
    # each figure its own place
    (
        "[Thirty people] were killed in Aleppo province and [another 39] in neighbouring Idlib province.",
        ["Aleppo province", "Idlib province"],
    ),
    ("[Eleven civilians] were killed in Saraqeb, and [another man] died in Ariha.", ["Saraqeb", "Ariha"]),
    ("In Mosul [40 people] died, while in Fallujah [three] were wounded.", ["Mosul", "Fallujah"]),
    # the most specific of what is named together
    ("A bomb killed [16 people] in the Kurdish-held city of Qamishli, in Hasakah province, northeastern Syria.", ["Qamishli"]),
    ("An air strike on Aleppo's Sheikh Saeed district killed [seven people].", ["Sheikh Saeed district"]),
    ("A drone hit a house in Rafah, in the southern Gaza Strip, killing [eight people].", ["Rafah"]),
    ("Mortar fire killed [two people] in the Bab Sharqi area of Old Damascus.", ["Bab Sharqi area"]),
    ("The Damascus suburb of Daraya was shelled and [four people] died.", ["Daraya"]),
    # lists
    ("Raids on Khan Younis, Rafah and Deir al-Balah killed [31 people].", ["Khan Younis; Rafah; Deir al-Balah"]),
    ("[evacuated:More than 2,000 people] left the towns of Foua and Kefraya on Friday.", ["Foua; Kefraya"]),
    # speakers, outlets, governments and talks are not where it happened
    ("[Fifty people] were killed in Homs, the envoy told reporters in Geneva.", ["Homs"]),
    ("Speaking by phone from Gaziantep, the activist said [12 people] had died in Kobani.", ["Kobani"]),
    ("The Beirut-based channel said [ten fighters] were killed near Palmyra.", ["near Palmyra"]),
    ("Damascus denied that its jets killed [20 people] in Douma.", ["Douma"]),
    ("The Aleppo Media Center said strikes killed [nine people] in Atarib.", ["Atarib"]),
    ("BEIRUT (Agency) - Strikes killed [15 people] in Binnish on Sunday.", ["Binnish"]),
    ("A ministry official in Moscow said [80 militants] were killed around Mayadin.", ["around Mayadin"]),
    ("Terrorists positioned in Jobar fired rockets at Jaramana, wounding [injured:three people].", ["Jaramana"]),
    # from and to
    ("[displaced:Some 8,000 people] have fled Hawija towards Kirkuk.", ["Hawija"]),
    ("[evacuated:About 1,000 fighters] were bussed out of Madaya to Idlib.", ["Madaya"]),
    ("[returned:Nearly 600 families] have returned to Ramadi from camps near Baghdad.", ["Ramadi"]),
    ("[displaced:More than 40,000 people] fled from El Fasher to Tawila.", ["El Fasher"]),
    # spots
    ("A strike on the Dabbit hospital in Aleppo killed [ten people].", ["Dabbit hospital"]),
    ("[At least 40 inmates] were killed in Damascus Central Prison.", ["Damascus Central Prison"]),
    ("Missiles hit Shayrat airbase, killing [six soldiers].", ["Shayrat airbase"]),
    ("Shells landed on Abbasiyeen Square and wounded [injured:four people].", ["Abbasiyeen Square"]),
    # a place nobody has on a list is kept as written
    ("Gunmen killed [18 people] in the village of Umm Zarnuqa.", ["Umm Zarnuqa"]),
    ("[Six farmers] were shot dead in Kwarnzala, Zamfara state.", ["Kwarnzala"]),
    ("Rockets hit al-Qusayriya neighbourhood, killing [one child].", ["al-Qusayriya neighbourhood"]),
    # sides of cities and countries
    ("[Hundreds of men] from eastern Aleppo have gone missing.", ["eastern Aleppo"]),
    ("Shelling of the eastern districts of Mosul killed [20 people].", ["eastern districts of Mosul"]),
    ("[Eleven people] were killed in western Aleppo by rocket fire.", ["western Aleppo"]),
    # other conflicts, other styles
    ("Russian missiles struck Kharkiv overnight, killing [seven people], the regional governor said.", ["Kharkiv"]),
    (
        "[Two people] were killed and [injured:11] wounded in shelling of Kostiantynivka in the Donetsk region.",
        ["Kostiantynivka", "Kostiantynivka"],
    ),
    ("The RSF attacked Wad al-Noura village in Gezira state, killing [at least 100 people].", ["Wad al-Noura village"]),
    ("A Saudi-led air strike hit a wedding in Hajjah, Yemen, killing [20 people].", ["Hajjah"]),
    ("[displaced:Tens of thousands of people] have fled fighting around Goma in North Kivu.", ["around Goma"]),
    ("Militants stormed a village near Maiduguri, killing [30 people].", ["near Maiduguri"]),
    ("[Nineteen people] died when an Israeli strike hit a school in Nuseirat refugee camp.", ["Nuseirat refugee camp"]),
    ("• Aleppo Governorate: [displaced:25,000 people] displaced since 1 December", ["Aleppo Governorate"]),
    ("ISRAELI STRIKE KILLS [30] IN JABALIA, MEDICS SAY", ["JABALIA"]),
    ("UKRAINE SAYS [12] KILLED IN RUSSIAN ATTACK ON SUMY", ["SUMY"]),
    # control
    ("Government forces [control_change:captured the town of Khan Touman] from rebels in southern Aleppo.", ["Khan Touman"]),
    ("The army [control_change:retook Sheikh Saeed] on Monday after clashes in Salaheddin.", ["Sheikh Saeed"]),
    ("Kurdish forces control [control_share:most of Hasakah province].", ["Hasakah province"]),
    ("The rebels have lost [control_share:more than 90 percent of the territory] they held in eastern Aleppo.", ["eastern Aleppo"]),
    ("Fighters [control_change:seized Qarnatul] from the army.", ["Qarnatul"]),
    # the capital, by its country
    ("[Nineteen people] were killed near the Syrian capital, hours after a raid on Khan Sheikhoun.", ["near the Syrian capital"]),
    ("[Six people] died in Yemen's capital.", ["Yemen's capital"]),
    # totals of a war
    ("[More than 300,000 people] have been killed in Syria since the conflict began in 2011.", ["Syria"]),
    ("Yemen's war has killed [more than 10,000 people] and [displaced:displaced 3 million].", ["Yemen", "Yemen"]),
    ("The Syrian conflict has cost [more than 200,000 lives].", ["Syria"]),
    # nothing named
    ("[Twelve people] were killed on Monday, the agency said.", [None]),
]


@pytest.mark.parametrize(("marked", "expected"), ONE_SENTENCE)
def test_one_sentence(marked: str, expected: list[str | None]) -> None:
    assert [x.place_text for x in places(marked)] == expected


DOCUMENT = [
    # the sentence before
    ("A bomb went off in a market in Baquba on Friday. [Fourteen people] were killed.", ["Baquba"], ["carried_over"]),
    ("A blast killed [16 people] in Hasakah. [injured:Several others] were wounded, a monitor said.", ["Hasakah", "Hasakah"], None),
    # "the city", "there", "the base"
    ("Jets bombed Raqqa, a city north of Palmyra. [Ten people] died in the city.", ["Raqqa"], ["anaphor"]),
    (
        "Rebels stormed Tabqa air base on Sunday after raids on Raqqa. The base fell and [100 soldiers] were killed at the base.",
        ["Tabqa air base"],
        ["anaphor"],
    ),
    ("Shells hit the village of Hadar. [A woman] was hurt in the village.", ["Hadar"], ["anaphor"]),
    ("War in Syria goes on. Rebels hold the suburbs of the capital. There [four people] died in the capital.", ["Damascus"], ["anaphor"]),
    # a side of the city spoken of before
    ("Aleppo is divided. [trapped:Some 100,000 people] are besieged in the rebel-held east.", ["eastern Aleppo"], ["part_of_city"]),
    # the headline takes the place of the body
    (
        "Air raids kill [39]\n\nAir raids killed [39 people] in the town of Saraqeb on Tuesday.",
        ["Saraqeb", "Saraqeb"],
        ["headline_from_body", "in_sentence"],
    ),
    # the country gives way to the place the next sentence names
    (
        "A suicide bomber struck a wedding in Syria, killing [32 people]. The bomber blew himself up in the village of Tall Tawil.",
        ["Tall Tawil"],
        ["looked_ahead"],
    ),
    # a background total does not take the place of the event
    (
        "Strikes killed [21 people] in Atarib. [More than 250,000 people] have died in the Syrian war.",
        ["Atarib", "Syria"],
        ["in_sentence", "whole_country"],
    ),
    (
        "Elsewhere in Syria there was calm. Raids hit Douma and killed [13 people]. Elsewhere, [two people] were killed in northern Syria.",
        ["Douma", "northern Syria"],
        None,
    ),
    # what changed hands is named in the sentence before, or just before in the sentence
    ("Troops patrolled the Sheikh Saeed district after they [control_change:retook the area].", ["Sheikh Saeed district"], None),
    (
        "Militants [control_change:seized a town in Hama province]. The militants [control_change:took Aqayrabat] at dawn.",
        ["Aqayrabat", "Aqayrabat"],
        None,
    ),
]


@pytest.mark.parametrize(("marked", "expected", "rules"), DOCUMENT)
def test_document(marked: str, expected: list[str | None], rules: list[str] | None) -> None:
    found = places(marked)
    assert [x.place_text for x in found] == expected
    if rules is not None:
        assert [x.rule for x in found] == rules


# Where an account ends: totals, new bodies, items.
SCOPE = [
    # a total of the war, its name left out
    (
        "Syria: a raid on Sarmin\n\nJets hit Sarmin and killed [9 people]. The war has killed [more than 5,000 people] and "
        "[displaced:driven 20,000] from their homes.",
        ["Sarmin", "Syria", "Syria"],
    ),
    (
        "Gunmen killed [six] in Bama, Nigeria. The insurgency has killed [9,000 people]. It has "
        "driven [displaced:2,000,000 people] from home.",
        ["Bama", "Nigeria", "Nigeria"],
    ),
    # a body of the whole country opens a paragraph with a total; what follows in it stays with the country
    (
        "Shelling in Ukraine\n\nShells killed [3 people] in Kharkiv. A rocket killed [two] in Kherson.\n\nThe UN human rights office "
        "has confirmed [2,900 deaths] since February. [Eighty] were children.",
        ["Kharkiv", "Kherson", "Ukraine", "Ukraine"],
    ),
    (
        "Shelling in Ukraine\n\nShells killed [3 people] in Kharkiv. A rocket killed [two] in Kherson.\n\n"
        "Russia puts its losses at [900 soldiers].",
        ["Kharkiv", "Kherson", "Ukraine"],
    ),
    # where all of the document happens in one place, that is the place of the total
    (
        "Hodeidah under fire\n\nShells killed [3 people] in Hodeidah. Medics in Hodeidah were busy.\n\nThe health ministry "
        "has counted [70 deaths].",
        ["Hodeidah", "Hodeidah"],
    ),
    # the same words about a day, or a denial, open nothing
    (
        "Raids\n\nShells killed [3 people] in Kharkiv. A rocket killed [two] in Kherson.\n\nThe army said "
        "it had lost [four soldiers] on Monday.",
        ["Kharkiv", "Kherson", "Kherson"],
    ),
    (
        "Raids\n\nShells killed [3 people] in Kharkiv. A rocket killed [two] in Kherson.\n\nThe army "
        "denied that it had killed [any civilians].",
        ["Kharkiv", "Kherson", "Kherson"],
    ),
    # a body's count for a country and a year; counted places; a large number that is only feared
    ("Bombs hit Kunduz. UN figures show [3,100 civilians] were killed in Afghanistan last year.", ["Afghanistan"]),
    ("Troops in Myanmar opened fire. Police killed [90 people] in 31 towns. A man died in Mandalay.", ["Myanmar"]),
    ("Troops hold Hodeidah, a port of Yemen. The UN warned that [as many as 200,000 people] could die.", ["Hodeidah"]),
    # the whole world is no place
    ("Fighting went on in Yemen. There were [displaced:40 million displaced people] worldwide.", [None]),
    # two countries; a clause with a place and a time of its own
    ("The coalition hit Raqqa. It admitted [300 civilian deaths] in its strikes in Iraq and Syria.", ["Iraq; Syria"]),
    ("Two soldiers died in southern Basra; [4,000 troops] have died in Iraq since 2003.", ["Iraq"]),
    # entries of a live blog, places before a dash, bullets
    (
        "Myanmar: unrest spreads\n\n11.30 Police shot [two people] in Mandalay. [injured:Nine] were hurt.\n\n"
        "11.05 [detained:Hundreds] were held, a group says.\n\n10.40 [A boy] died in Bago.",
        ["Mandalay", "Mandalay", "Myanmar", "Bago"],
    ),
    (
        "Overnight\n\nKIRKUK - Gunmen killed [four people] at a market. [injured:Six] were hurt.\n\nRAMADI - Police found [three bodies].",
        ["KIRKUK", "KIRKUK", "RAMADI"],
    ),
    (
        "Updates\n\nMali, Ouenkoro, 3 to 9 May - Raids killed [12 people]. [abducted:Two] were taken.\n\nYemen, Marib, 4 May - "
        "[displaced:Some 300 people] left.",
        ["Ouenkoro", "Ouenkoro", "Marib"],
    ),
]


@pytest.mark.parametrize(("marked", "expected"), SCOPE)
def test_where_an_account_ends(marked: str, expected: list[str | None]) -> None:
    assert [x.place_text for x in places(marked)] == expected


MOVING = [
    # where people went, where the sentence tells no more
    ("Clashes broke out in Rutshuru. [displaced:Some 900 people] have reached the town of Bunagana.", ["Bunagana"]),
    ("Of these, [displaced:about 700 people] reached Bukavu, while [displaced:200] found shelter in Uvira.", ["Bukavu", "Uvira"]),
    ("[displaced:Some 5,000 people] fled Sinjar, [displaced:400 of them] to Dohuk.", ["Sinjar", "Dohuk"]),
    ("Rebels left Sake. [returned:Some 3,000 people] have gone back to Sake.", ["Sake"]),
    ("Fighting in Malakal eased. [returned:Forty families] have returned to Obwodo.", ["Obwodo"]),
    ("[displaced:Two hundred people] were evacuated from Karduma.", ["Karduma"]),
    # a country only: the town they left
    ("Gunmen raided the town of Rann. [displaced:Some 9,000 people] fled to Cameroon.", ["Rann"]),
    (
        "Gunmen raided the town of Rann and [displaced:9,000] fled to Cameroon. The UN has counted [displaced:800 refugees] there.",
        ["Rann", "Cameroon"],
    ),
    ("Troops entered Goma. [displaced:Refugees in Uganda: 4,000].", ["Uganda"]),
    # there
    ("A shell hit Avdiivka. [Four people] were killed there.", ["Avdiivka"]),
    ("A shell hit Avdiivka. There were [four people] dead.", ["Avdiivka"]),
    # who is killed on the way is killed there
    ("The army shot [six men] as they tried to infiltrate into Arbin from Harasta.", ["Arbin"]),
    # names that nobody knows, after what happens to places
    ("Soldiers killed [20 militants] when they beat back a raid on Gumboru.", ["Gumboru"]),
    ("Gunmen raided Karduma and killed [two men].", ["Karduma"]),
    ("[control_change:Some 30 marines gave up] at the Tarkov works in Kherson, where [30 marines] died.", ["Kherson", "Kherson"]),
    # a part of a city; a part of a figure; an official
    ("In Yangon's North Okkalapa, troops killed [ten people].", ["North Okkalapa"]),
    ("[Nine people] died in Sagaing on Sunday, among them [a nurse] shot in Monywa.", ["Sagaing", "Monywa"]),
    ("At the station in Lviv [nine] died and [injured:20] were hurt, the governor of Kherson region said.", ["Lviv", "Lviv"]),
    ("Rockets killed [12 people] in areas to the west of Aleppo.", ["west of Aleppo"]),
]


@pytest.mark.parametrize(("marked", "expected"), MOVING)
def test_where_people_go_and_names_nobody_knows(marked: str, expected: list[str | None]) -> None:
    assert [x.place_text for x in places(marked)] == expected


def test_part_of_a_figure_has_its_place() -> None:
    found = places("A raid killed [45 people] in Sarmin. Among them were [12 children].", part_of={1: 0})
    assert [x.place for x in found] == ["Sarmin", "Sarmin"]
    assert found[1].rule == "part_of_figure"


def test_headline_that_names_its_own_place_keeps_it() -> None:
    found = places(
        "Bomb kills [16] in Hasakah\n\nBomb kills [16] in Hasakah. The bomb killed [16 people] in Qamishli.",
        title="Bomb kills 16 in Hasakah",
    )
    assert [x.place for x in found] == ["Hasakah", "Hasakah", "Qamishli"]


def test_no_figures_no_work() -> None:
    assert locate(TextView.of(Document("d", "In Aleppo.")), [], LEXICON) == []


GENERAL = [
    # text all in capitals: the dateline is no place of anything, unknown names are read where the words ask for a place
    (
        "BEIRUT, MARCH 3, 2015 (AFP) - REBELS SEIZED A CHECKPOINT AND [NINE SOLDIERS] DIED IN AL-MANSURIYEH ON TUESDAY.\n\n"
        "[ELEVEN CIVILIANS] WERE HURT IN TALBUNA, MEDICS SAID. SHELLS HIT THE KARBUNI DISTRICT, KILLING [TWO NURSES].",
        ["AL-MANSURIYEH", "TALBUNA", "KARBUNI DISTRICT"],
    ),
    (
        "DAMASCUS, MAY 2, 2014 (AFP) - TROOPS TOOK PART OF DEIR EZZOR CITY.\n\n[SIX MEN] DIED IN RETALIATION FOR THE RAIDS.",
        ["PART OF DEIR EZZOR CITY"],
    ),
    # the end of the figure's own sentence, and its own clause
    (
        "Shells hit Douma on Monday. The army drove the rebels out of Karbuna, a hamlet near the lake, leaving [ten fighters] dead.",
        ["Karbuna"],
    ),
    (
        "The clashes in Jobar killed [72 soldiers] while [17 civilians] were killed by shells that fell on Bab Touma.",
        ["Jobar", "Bab Touma"],
    ),
    # sides of the city spoken of: that of the figure's own clause
    (
        "The battle for Aleppo goes on. Air raids on the rebel-held east left [90 people] dead, while rockets fired into the"
        " regime-held west killed [12].",
        ["eastern Aleppo", "western Aleppo"],
    ),
    ("The siege of Aleppo tightened. Barrel bombs killed [31 people] in the east of the city.", ["eastern Aleppo"]),
    # counts of a country
    (
        "Jets struck Saraqeb, killing [five people]. The monitor counted [940 civilian deaths] in Syria in April."
        " It said [310 people] were seized over the same month.",
        ["Saraqeb", "Syria", "Syria"],
    ),
    ("Fighting went on near Taiz. [9,400 people] have been killed in Yemen since March 2015.", ["Yemen"]),
    # councils and other bodies are no places of events
    (
        "An air strike hit a market in Douma. Omar Said, of the Homs provincial council, said [14 people] were killed.",
        ["Douma"],
    ),
    ("A raid hit Omdurman. [Five of the dead] were children, said the South Khartoum Emergency Room.", ["Omdurman"]),
    (
        "Shelling of Raqqa goes on. At least [2,700 people] have fled the city, says the charity Open Bridge.",
        ["Raqqa"],
    ),
    # a count wider than the last incident has the place of the lead
    (
        "Jets pounded eastern Ghouta on Friday, killing [32 people]. [13 of the dead] were killed in Douma."
        " Since Sunday [more than 400 civilians] have been killed, the monitor said.",
        ["eastern Ghouta", "Douma", "eastern Ghouta"],
    ),
    # on the road to, taken from
    ("After the raid on Chapar, gunmen kidnapped [abducted:six teachers] on the road to Asadabad.", ["Asadabad"]),
    ("Police spoke in Qudsaya. Gunmen kidnapped [abducted:30 civilians] from Mheen town in Homs.", ["Mheen town"]),
    # items that a country heads, and rows that a place heads
    (
        "Weekly digest\n\nSyria: Shelling killed [three people] in Idlib.\n\nColombia: Clashes have trapped [trapped:2,300 people].",
        ["Idlib", "Colombia"],
    ),
    (
        "Arrivals in Darfur\n\nLocality | Displaced people\nTawila | [displaced:2,400]\nDar As Salam | [displaced:310]\n",
        ["Tawila", "Dar As Salam"],
    ),
    # shares go on of what the share before was of
    (
        "Rebels hold Raqqa. The army held [control_share:19 percent] of Syria in 2015 and has [control_share:48 percent] today.",
        ["Syria", "Syria"],
    ),
]


@pytest.mark.parametrize(("marked", "expected"), GENERAL)
def test_classes_of_unseen_text(marked: str, expected: list[str | None]) -> None:
    assert [x.place_text for x in places(marked)] == expected


SPELLINGS = [
    ("Sheikh Said", "Sheikh Saeed"),
    ("Shaykh Saeed", "Sheikh Saeed"),
    ("Deir Ezzor", "Deir ez-Zor"),
    ("Deir al-Zor", "Deir ez-Zor"),
    ("Deir el-Zour", "Deir ez-Zor"),
    ("DEIR EZ-ZOR", "Deir ez-Zor"),
    ("Hassakah", "Hasakah"),
    ("al-Hasakeh", "Hasakah"),
    ("Raqa", "Raqqa"),
    ("ar-Raqqah", "Raqqa"),
    ("Idleb", "Idlib"),
    ("Kobanê", "Kobani"),
    ("al Bukamal", "Abu Kamal"),
    ("Khan Shaykhoun", "Khan Sheikhoun"),
    ("Ma'arrat al-Nu'man", "Maaret al-Numan"),
    ("Sana\u2019a", "Sanaa"),
    ("Ta'iz", "Taiz"),
    ("al-Hudaydah", "Hodeidah"),
    ("Al-Fashir", "El Fasher"),
    ("Khan Yunis", "Khan Younis"),
    ("Beit Lahiya", "Beit Lahia"),
    ("Kiev", "Kyiv"),
    ("Kharkov", "Kharkiv"),
    ("Severodonetsk", "Sievierodonetsk"),
    ("Alwaer", "Waer"),
    ("Tall Afar", "Tal Afar"),
    ("Falluja", "Fallujah"),
    ("Rif Dimashq", "Rif Dimashq"),
    ("Damascus Countryside", "Rif Dimashq"),
]


@pytest.mark.parametrize(("written", "name"), SPELLINGS)
def test_spellings_of_one_name(written: str, name: str) -> None:
    place = GAZETTEER.find(written)
    assert place is not None
    assert place.name == name


@pytest.mark.parametrize("written", ["Bashar", "al-Baghdadi", "War", "Has", "Israeli", "Assad", "Kerry", "Mohammed", "Observatory"])
def test_names_that_are_no_places(written: str) -> None:
    view = TextView.of(Document("d", f"Then {written} spoke about Syria and Iraq, he said."))
    assert [m.canonical for m in find_places(view, 0, LEXICON)] == ["Syria", "Iraq"]


def test_every_parent_is_a_place_and_every_point_is_on_earth() -> None:
    for place in GAZETTEER.places.values():
        assert place.parent is None or place.parent in GAZETTEER.places, place
        assert place.lat is not None, place
        assert place.lon is not None, place
        assert -90 <= place.lat <= 90, place
        assert -180 <= place.lon <= 180, place


def test_a_child_lies_near_its_parent() -> None:
    limit = {"city": 0.6, "area": 2.5, "province": 4.0}
    for place in GAZETTEER.places.values():
        parent = GAZETTEER.places.get(place.parent or "")
        if (
            parent is not None
            and parent.kind in limit
            and place.lat is not None
            and parent.lat is not None
            and place.lon is not None
            and parent.lon is not None
        ):
            apart = max(abs(place.lat - parent.lat), abs(place.lon - parent.lon))
            assert apart <= limit[parent.kind], (place, parent)


def test_ancestors_and_country() -> None:
    assert GAZETTEER.ancestors("Sheikh Saeed")[:2] == ("eastern Aleppo", "Aleppo")
    assert GAZETTEER.country("Sheikh Saeed") == "Syria"
    assert GAZETTEER.country("nowhere") is None


def test_a_name_of_another_country_is_not_guessed() -> None:
    found = places("Shells hit al-Sabha in Syria and killed [three people].")[0]
    assert found.place_text == "al-Sabha"
    assert found.place != "Sabha"


def test_district_of_another_city_is_not_guessed() -> None:
    found = places("In Syria, shells killed [three people] in al-Zahraa district in Hama.")[0]
    assert found.place_text == "al-Zahraa district"
    assert found.place is None
    assert found.lat is None


def test_world_city_and_its_coordinates() -> None:
    found = places("A truck attack killed [86 people] in Nice, and one killed [12] in Marseille.")
    assert found[1].place == "Marseille"
    assert found[1].lat == pytest.approx(43.3, abs=0.1)
    assert find_in_world("Springfield", GAZETTEER) is None  # several, none far larger than the rest


def test_is_place_name_for_the_grammar() -> None:
    assert is_place_name(["deir", "al-zor"], LEXICON)
    assert is_place_name(["sheikh", "saeed"], LEXICON)
    assert not is_place_name(["the", "rebels"], LEXICON)


def test_mentions_carry_their_span() -> None:
    text = "Rebels near the town of Azaz and in Idlib's countryside."
    found = find_places(TextView.of(Document("d", text)), 0, LEXICON)
    assert [text[m.start : m.end] for m in found] == ["near the town of Azaz", "Idlib's countryside"]
    assert [m.canonical for m in found] == ["Azaz", "Idlib province"]


def test_same_answer_every_time() -> None:
    marked = "A raid on Douma killed [13 people]. [injured:Dozens] were wounded. In Mosul [two] died."
    assert places(marked) == places(marked)
