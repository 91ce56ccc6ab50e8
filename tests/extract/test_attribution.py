"""Who says a figure: one table a construction, the text first, each figure in square brackets."""

from __future__ import annotations

import pytest

from contested.extract.attribution import attribute
from contested.lexicon import load_lexicon
from contested.model import Attribution, Document, Figure
from contested.text import TextView

SOHR = "Syrian Observatory for Human Rights"


def read(marked: str, publisher: str | None = None) -> list[Attribution]:
    """The attributions of the bracketed figures of a text."""
    text = ""
    spans: list[tuple[int, int]] = []
    begin = 0
    for c in marked:
        if c == "[":
            begin = len(text)
        elif c == "]":
            spans.append((begin, len(text)))
        else:
            text += c
    view = TextView.of(Document("d", text, publisher=publisher))
    figures = [
        Figure(
            a, b, max(s.index for s in view.sentences if s.start <= a), "killed", "people", 1.0, None, "exact", None, "persons", a, b, "t"
        )
        for a, b in spans
    ]
    found = attribute(view, figures, load_lexicon())
    assert len(found) == len(figures)
    return found


def sources(marked: str) -> list[str | None]:
    return [a.source for a in read(marked)]


FRONTED = [
    ("The Syrian Observatory for Human Rights said [12 people] were killed in the raid.", [SOHR]),
    ("The Britain-based Observatory said on Monday that [12 people] died.", [SOHR]),
    ("On Friday the Observatory said [12 people] died.", [SOHR]),
    ("Meanwhile, the United Nations said [40,000 people] had fled.", ["United Nations"]),
    ("The U.N. says [40,000 people] have fled.", ["United Nations"]),
    ("OCHA reported that [300 families] were displaced.", ["OCHA"]),
    ("The UN refugee agency said Tuesday [9,000 refugees] crossed the border.", ["UNHCR"]),
    ("Russia's Defence Ministry, in its daily briefing, said [450 soldiers] died.", ["Russian Defence Ministry"]),
    ("Russia, which backs the government, says [more than 1,000 rebels] have surrendered.", ["Russia"]),
    ("The Turkish military announced in a statement that it had killed [14 militants].", ["Turkish army"]),
    ("Igor Konashenkov, a spokesman for the Russian Defence Ministry, said [20 fighters] were killed.", ["Russian Defence Ministry"]),
    ("Yahya Sarea, a spokesman for the Houthi forces, said [500 soldiers] were captured.", ["Houthis"]),
    ("The ministry's spokesman, Ashraf al-Qidra, said [45 people] had been killed.", ["Gaza Health Ministry"]),
    ("The governor of the province, Karim Mansour, said [60 people] died.", ["Karim Mansour"]),
    ("Rami Abdulrahman who runs the UK-based Observatory said troops had killed [30 rebels].", [SOHR]),
    ("A television channel run by the movement which is fighting nearby reported that [8 soldiers] died.", ["a television channel"]),
    ("A medic who asked not to be named told AFP [twenty people] died.", ["a medic"]),
    ("A U.S. official, speaking on condition of anonymity, said about [100 fighters] had been killed.", ["United States"]),
    ("Medecins Sans Frontieres (MSF) said a clinic had received [43 dead].", ["Medecins Sans Frontieres"]),
    ("Islamic State said in a statement it had killed [40 soldiers].", ["Islamic State"]),
    ("ISIS claimed that its men killed [40 soldiers].", ["Islamic State"]),
    ("The group's Amaq news agency claimed [40 soldiers] were dead.", ["Islamic State"]),
    ("An official in the border town of Karam said on Tuesday that [700 people] had crossed.", ["an official in the border town of Karam"]),
    ("Ukraine's General Staff said on Telegram that Russia lost [900 troops] over the past day.", ["Ukrainian General Staff"]),
    ("Doctors said [17 people] were killed.", ["doctors"]),
    ("Tarn Governor Omar Sadiq told SANA that [8 people] died.", ["Omar Sadiq"]),
    ("A doctor confirmed the toll and said [20 people] were gravely wounded.", ["a doctor"]),
    ("Opposition activists said [17 people] were killed.", ["opposition activists"]),
    ("The Sudan Doctors Network said on Friday at least [31 people] were killed in El Fasher.", ["Sudan Doctors Network"]),
    ("The IDF said [3 soldiers] fell in battle.", ["Israel Defense Forces"]),
    ("Kyiv says [19,000 children] have been abducted.", ["Ukrainian government"]),
    ("Human Rights Watch accused the army of killing [70 villagers].", ["Human Rights Watch"]),
    ("The army denied killing [20 civilians].", ["army"]),
]

TRAILING = [
    ("[Twelve people] were killed in the raid, the Syrian Observatory for Human Rights said.", [SOHR]),
    ("[Twelve people] were killed on Tuesday the monitoring group the Syrian Observatory for Human Rights said.", [SOHR]),
    ("[Twelve people] were killed in Douma SANA reported on Tuesday.", ["SANA"]),
    ("[Twelve people] were killed, said the Observatory, which tracks the war.", [SOHR]),
    ("The raids killed [60 people] said the Observatory a British-based war monitoring group.", [SOHR]),
    ("[Two people] were hurt in Nusaybin a witness said.", ["a witness"]),
    ("[Two people] were hurt in Nusaybin, local sources told Reuters.", ["local sources"]),
    ("[Sixty people] died, Serhiy Haidai, the governor of Luhansk, said on Telegram.", ["Serhiy Haidai"]),
    ("[Twenty people], including women, died, a medic who asked not to be named told AFP by phone.", ["a medic"]),
    ("[Nine others] were wounded, said Ahmad Khatib, a rescue worker with the White Helmets.", ["Syria Civil Defence"]),
    ("[Ten civilians] were killed in Kharkiv, the regional governor, Oleh Petrenko, said on Sunday.", ["Oleh Petrenko"]),
    ("The shelling of the market killed [100 civilians] local authorities told reporters on Saturday.", ["local authorities"]),
    ("[Thousands] were evacuated on Wednesday, state media and activists said, days after a blast.", ["state media; activists"]),
    ("[Four civilians] were killed on Sunday a Britain-based monitor and a medical source said. The Syrian Observatory for Human Rights "
     "said the shelling went on.", [f"{SOHR}; a medical source"]),
    ("Jets hit the village, killing [14 people], activists and the Syrian Observatory for Human Rights said.", [f"activists; {SOHR}"]),
    ("[More than 90,000 people] have died, the Observatory has estimated.", [SOHR]),
    ("\"We counted [11 bodies]\", said Dr Lina Haddad.", ["Lina Haddad"]),
    ("\"[Fourteen fighters] were killed\" a source in Jaish al-Islam told The New Arab.", ["a source in Jaish al-Islam"]),
    ("[About 500 houses] and [20 dead], the mayor added.", ["mayor", "mayor"]),
]  # fmt: skip

ACCORDING = [
    ("According to the Observatory, [12 people] died.", [SOHR]),
    ("According to activists [12 people] died.", ["activists"]),
    ("[12 people] died, according to the UN humanitarian office OCHA.", ["OCHA"]),
    ("[12 people] died in clashes according to the Syrian Network for Human Rights.", ["Syrian Network for Human Rights"]),
    ("[Nine people] were killed, according to police, and [20] were injured, according to the hospital.", ["police", "hospital"]),
    ("According to a February report by the Syrian Center for Policy Research the war killed [470,000 people].",
     ["Syrian Center for Policy Research"]),
    ("According to the Ministry of Health in Gaza (MoH), [310 Palestinians] were killed.", ["Gaza Health Ministry"]),
    ("According to a source at Tarn Police Command two shells fell, killing [5 people].", ["Tarn Police Command"]),
    ("[Five people] died, according to media reports.", [None]),
    ("According to unconfirmed reports, [five people] died.", [None]),
    ("According to independent monitors [hundreds of thousands] have been killed.", ["independent monitors"]),
    ("[Twenty villages] were taken, according to a statement by the Syrian Democratic Forces.", ["Syrian Democratic Forces"]),
    ("[Eight students] were killed, according to figures released by UNICEF.", ["UNICEF"]),
]  # fmt: skip

NOMINAL = [
    ("Figures from the United Nations show that [6,000 people] fled.", ["United Nations"]),
    ("UN figures put the number of dead at [300].", ["United Nations"]),
    ("The Observatory put the toll at [58].", [SOHR]),
    ("The Observatory put the death toll from the raid at [at least 58].", [SOHR]),
    ("The Observatory gave a lower toll of [31 dead].", [SOHR]),
    ("The Syrian Network for Human Rights documented the deaths of [1,200 civilians].", ["Syrian Network for Human Rights"]),
    ("SANA's correspondent said [two people] were killed.", ["SANA"]),
    ("SANAs correspondent in Homs said [two people] were killed.", ["SANA"]),
    ("A statement by the Syrian army said [30 fighters] were killed.", ["Syrian army"]),
    ("A source at Tarn Police Command said that [8 persons] were injured.", ["Tarn Police Command"]),
    ("In a statement, the International Committee of the Red Cross said [200 patients] were evacuated.", ["ICRC"]),
    ("IOM's Displacement Tracking Matrix recorded [12,000 displaced people] in March.", ["IOM"]),
    ("The UN believes [250,000 people] are still inside.", ["United Nations"]),
    ("An AFP photographer saw [six bodies].", ["AFP"]),
]

PASSIVE = [
    ("The deaths of [80 people] were reported by SANA.", ["SANA"]),
    ("[Forty deaths] were confirmed by the World Health Organization.", ["WHO"]),
    ("[Two pilots] were killed, the Russian military was quoted as saying by local media.", ["Russian Defence Ministry"]),
    ("The bombing, claimed by Islamic State, killed [17 people].", [None]),
    ("Islamic State claimed responsibility for the attack that killed [17 people].", [None]),
    ("IS also claimed an attack at a police station that killed [17 people].", [None]),
    ("It was reported that [24 people] died.", [None]),
    ("[24 people] were reported killed.", [None]),
]

CHAINS = [
    ("The army killed [12 militants], state news agency SANA reported, citing a military source.", "SANA", None),
    ("The Observatory, citing activists, said [8 people] died.", SOHR, None),
    ("SANA quoted the governor, Talal Rida, as saying [20 people] were hurt.", "Talal Rida", "SANA"),
    ("Human Rights Watch, citing the Violations Documentation Center, said [90 people] died.", "Violations Documentation Center",
     "Human Rights Watch"),
    ("RIA news agency quoted Russia's Defence Ministry as saying [40 people] were killed.", "Russian Defence Ministry", "RIA Novosti"),
    ("SANA quoted a military source as saying that [40 people] were killed.", "SANA", None),
    ("Reuters quoted residents as saying that [40 people] were killed.", "residents", "Reuters"),
    ("The army said it had killed [30 militants], SANA reported.", "army", "SANA"),
    ("[Two pilots] died, the Russian military was quoted as saying by Interfax.", "Russian Defence Ministry", "Interfax"),
    ("A spokesman for the Sudanese army told Reuters [31 people] were dead.", "Sudanese Armed Forces", "Reuters"),
    ("The army, quoted by state media, said [30 rebels] died.", "army", "state media"),
    ("Sources who spoke to CNN put the toll at [30].", "CNN", None),
    ("[30 people] died, said three officials who spoke to Reuters.", "Reuters", None),
    ("[40 people] left, the Tarn council said in a statement carried by SANA.", "Tarn council", "SANA"),
    ("Kurdish media reported [17 soldiers] killed, citing a source in the YPG.", "Kurdish media", None),
]  # fmt: skip

REFERENCE = [
    ("Rupert Colville spoke in Geneva. Colville said [100 men] were missing.", ["UN Human Rights Office"]),
    ("The Observatory said the raid hit a market. It added that [12 people] died.", [SOHR]),
    ("The Observatory said the raid hit a market. The group said [12 people] died.", [SOHR]),
    ("The Observatory said the raid hit a market. The monitor said [12 people] died.", [SOHR]),
    ("SANA reported a blast. The agency said [12 people] died.", ["SANA"]),
    ('MSF runs the clinic. "We lost a ward", MSF said. The charity said [11 patients] died.', ["Medecins Sans Frontieres"]),
    ("The Gaza health ministry said the hospital was closed. The ministry put the toll at [34,000].", ["Gaza Health Ministry"]),
    ("A medic said the clinic was hit. He said [three people] died.", ["a medic"]),
    ('"It is bad", a source in the militia said. "[Ten people] died", he told RIA Novosti.', ["a source in the militia"]),
    ("The army said the road was open. Its spokesman said [12 soldiers] were wounded.", ["army"]),
    ("Yara Nasser, a nurse, said the ward was full. Nasser said [12 people] died.", ["Yara Nasser"]),
    ("[Twelve people] died, a monitoring group said. The Syrian Observatory for Human Rights said jets were seen.", [SOHR]),
    ("Thousands fled, Jan Egeland said. He said [50] were hurt.", ["United Nations"]),
    ("Raed Saleh told Al Jazeera rescuers were at work. He said [50 people] were missing.", ["Syria Civil Defence"]),
    ("The Kasr Relief Committee (KRC) was founded in May. KRC said [50 people] were missing.", ["Kasr Relief Committee"]),
    ("The UN said a convoy was hit. The statement said [20 drivers] died.", ["United Nations"]),
    ("Hamas said a truce was near. The movement said [200 fighters] died.", ["Hamas"]),
]

CONTINUED = [
    ("The Observatory said the clashes were heavy. [At least 22 of the] fighters died.", [SOHR]),
    ("[At least 87 fighters] had been killed, the Observatory said. [Another 20 soldiers] were also killed.", [SOHR, SOHR]),
    ("The Observatory said [12 people] died. Among the dead were [four children].", [SOHR, SOHR]),
    ("The Observatory said [12 people] died. [Five of them] died in the market.", [SOHR, SOHR]),
    ("A hospital took in [12 people], the mayor said. [Three others] died on the way.", ["mayor", "mayor"]),
    ("The Observatory said [12 people] died. [More than 300,000 people] have been killed since the war began in 2011.", [SOHR, None]),
    ("The Observatory said [12 people] died. In May a blast killed [30 people] there.", [SOHR, None]),
    ("The UN called for calm. [Twelve people] died in the strike.", [None]),
    ('"The ward is full", said Jens Laerke. "[Ten people] died overnight. [Fifty] were hurt."', ["OCHA", "OCHA"]),
    ('"We have allegations that [ten people] died. It is bad. [Fifty] are missing", Jens Laerke said.', ["OCHA", "OCHA"]),
    ('Rupert Colville told reporters he was worried.\n\n"We know of [ten people] who died."', ["UN Human Rights Office"]),
]

OWN_VOICE = [
    ("A bomb killed [12 people] on Sunday.", [None]),
    ("A bomb killed [12 people] on Sunday. The Observatory said a car was used.", [None]),
    ("Rebels hold [half of the city].", [None]),
    ("An attack killed [12 people], hours after the president spoke.", [None]),
    ("An air strike, which activists said was carried out by Russia, hit a school.\n\nIt killed [12 people].", [None]),
    ("Rebels fought the army and killed [12 soldiers].", [None]),
    ("The World Health Organization hospital lost [12 patients].", [None]),
]

SEVERAL = [
    ("Hamas says [200] died; Israel puts the toll at [50].", ["Hamas", "Israeli government"]),
    ("The United Nations says [400,000] have fled, while the government puts the number at [150,000].", ["United Nations", "government"]),
    ("The Observatory said [10 people] died and state television said [5 people] died.", [SOHR, "state television"]),
    ("[Ten people] died, the Observatory said, while state news agency SANA put the toll at [six].", [SOHR, "SANA"]),
    ("The RSF denied this and said the army had killed [12 people].", ["Rapid Support Forces"]),
    ("Amid reports that [dozens] were killed, the army said [12 soldiers] died.", [None, "army"]),
    ("A strike hit the road, with state media saying [one person] was killed.", ["state media"]),
]

HEADLINES = [
    ("[Twelve killed] in raid: monitor\n\nThe Syrian Observatory for Human Rights said a market was hit.", [SOHR]),
    ("[Twelve killed] in raid monitor\n\nThe Syrian Observatory for Human Rights said a market was hit.", [SOHR]),
    ("[Twelve killed] in raid - Observatory\n\nA market was hit.", [SOHR]),
    ("[Twelve killed] in raid: U.N.\n\nA market was hit.", ["United Nations"]),
    ("UN: [Twelve killed] in raid\n\nA market was hit.", ["United Nations"]),
    ("[Twelve killed] in raid: police\n\nA market was hit.", ["police"]),
    ("[Twelve killed] in raid: Reports\n\nA market was hit.", [None]),
    ("[Twelve killed] in raid - Reports\n\nA market was hit.", [None]),
    ("[Twelve killed] in raid on UN\n\nA market was hit.", [None]),
    ("[Twelve killed] in raid | Jordan Times\n\nThe Syrian Observatory for Human Rights said a market was hit.", [None]),
    ("[Twelve killed] in raid - Daily Sabah\n\nA market was hit.", [None]),
    (
        "[Twelve killed] in market raid - Region - Some Site\n\n[Twelve killed] in market raid May 3 2016 [Ten] died, the UN said.",
        [None, None, "United Nations"],
    ),
    ("[Five dead] in shelling\n\n[Five dead] in shelling BEIRUT (Reuters) [Six people] died, the UN said.", [None, None, "United Nations"]),
    ("UNICEF says [12 children] killed\n\nA market was hit.", ["UNICEF"]),
    (
        "[Twelve killed] in market raid\n\nMay 3 [Twelve killed] in market raid [Ten people] died, the UN said.",
        [None, None, "United Nations"],
    ),
]

ALL_CAPS = [
    ("AT LEAST [40 PEOPLE] WERE KILLED, THE SYRIAN OBSERVATORY FOR HUMAN RIGHTS SAID.", [SOHR]),
    ("THE PENTAGON SAID [12 FIGHTERS] WERE KILLED IN THE AIR STRIKE.", ["Pentagon"]),
    ("RESIDENTS WHO FLED TOLD US [12 PEOPLE] WERE KILLED THERE.", ["residents"]),
]


# Texts with paragraphs: a title, then paragraphs of a few sentences.
END = "\n\nTalks go on.\n\nRain is expected."

PARAGRAPHS = [
    # the sentence before names the speaker, this one has none
    ("The Observatory said [12 people] died. [More than 80] have been wounded since Sunday.", [SOHR, SOHR]),
    ("[Nine villagers] were killed, the Tarn council said. [An unknown number] were abducted.", ["Tarn council", "Tarn council"]),
    ("[Forty people] fled, according to UNHCR. Most had moved before. [Thirty] have since gone back.", ["UNHCR", "UNHCR"]),
    ("The ministry said [12 people] died. Its ambulances took in [30 wounded].", ["ministry", "ministry"]),
    ("The Kasr Salvation Front said it took a post. It lost [two fighters].", ["Kasr Salvation Front"]),
    # ... but it tells of something else
    ("The ministry said [12 people] died. The war has killed [90,000 people].", ["ministry", None]),
    ("The ministry said [12 people] died. [More than 90,000 people] have died since 2011.", ["ministry", None]),
    ("The ministry said [12 people] died. A day later a bomb killed [three].", ["ministry", None]),
    ("The ministry said [12 people] died. On Monday a bomb killed [three].", ["ministry", None]),
    ("The ministry said [12 people] died. Rebels took the town in May, killing [three].", ["ministry", None]),
    ("The ministry said [12 people] died. Elsewhere, [three soldiers] were hurt.", ["ministry", None]),
    ("The UN warns that [9,000] could flee. Already there are [300 refugees] in the camp.", ["United Nations", None]),
    # a new paragraph is the outlet's again
    ("The ministry said [12 people] died.\n\n[More than 9,000 people] remain in the camp.", ["ministry", None]),
    ("The ministry said [12 people] died.\n\n[Another 50 fighters] are to leave.", ["ministry", None]),
    ("The ministry said [12 people] died.\n\nAmong the dead were [four children].", ["ministry", "ministry"]),
]  # fmt: skip

LISTS = [
    ("- [30 people] were displaced, OCHA says.\n- [20 people] fled in the south.\n\n[Five people] died.", ["OCHA", "OCHA", None]),
    ("The Observatory gave these figures:\n- [30 civilians] killed\n- [20 fighters] killed\n\n[Nine] died.", [SOHR, SOHR, None]),
    ("[50,000 people] remain, UN envoy Jane Doe said: [40,000 civilians] and [10,000 fighters].", ["United Nations"] * 3),
    ("The monitor counted heads. [559 people] died, the Observatory said: [324 civilians] and [235 fighters].", [SOHR] * 3),
]

SCOPE = [
    ("At a station in Kasr, hit by a shell, [7 people] were killed and [12] wounded, the governor of Tarn region said.",
     ["governor of Tarn region"] * 2),
    ("Omar Sadiq, a district head, said shells fell on the market and that [40 people] died and that [nine] are missing.",
     ["Omar Sadiq"] * 2),
    ("[Forty people] were taken out between 5 and 9 May, Omar Sadiq reported to the president.", ["Omar Sadiq"]),
    ("[Forty people] have left, the Tarn council said on Monday in a statement carried by SANA.", ["Tarn council"]),
    ("The army says it has retaken [12 villages], but rebels still hold [half of the province].", ["army", None]),
    ("The ministry said [150] died, rejecting local estimates that [2,000] were killed.", ["ministry", None]),
    ("The ministry rejected claims that [200 people] had died, saying [12] were killed.", [None, "ministry"]),
    ("Shells killed [seven people] on Monday, Lina Haddad, a baker, said.", ["Lina Haddad"]),
    ("Karim Daoud, a fisherman, said [20] were dead.", ["Karim Daoud"]),
    ("State television had at first spoken of [10 dead].", ["state television"]),
    ("[Five people] would flee, partners warn.", ["partners"]),
    ("The government plans to move [8,000 people] next week.", ["government"]),
    ("The Kasr Centre had put the army's share of the city at [40 percent].", ["Kasr Centre"]),
    ("The news site Myanmar Now reported [12 dead].", ["Myanmar Now"]),
]  # fmt: skip

ACCOUNTS = [
    ("[219 civilians] have died, by the Observatory's tally.", [SOHR]),
    ("By Russia's account [1,000 people] have left.", ["Russia"]),
    ("[12 people] died, by the count of the Tarn Relief Committee.", ["Tarn Relief Committee"]),
    ("The army has a larger total. By its count [50 people] have left.", ["army"]),
    ("The junta's spokesman denied any raid. He said it was calm. [Nine policemen] died, by his account.", ["junta's spokesman"]),
    ("[Nine policemen] died by the roadside.", [None]),
]

SAME_SPEAKER = [
    ("[Nine] died, Lieutenant General Sergei Rudskoi of the Russian General Staff said. The general said [six] gave up.",
     ["Russian Defence Ministry"] * 2),
    ("[Nine] died, Major General Ivan Petrov said. The general said [six] gave up.", ["Ivan Petrov"] * 2),
    ("Interior Minister Karim Daoud said [12] fell. [Nine] are missing, the minister said.", ["Karim Daoud"] * 2),
    ("The mayor of Tarn, Omar Sadiq, said [40 people] died. The mayor put the wounded at [90].", ["Omar Sadiq"] * 2),
    ("The civil defence counted [45 dead]. Its spokesman Karim Daoud said [12] were children. Daoud said [90] were hurt.",
     ["civil defence"] * 3),
    ("One man, who gave his name as Ibrahim, said he saw [20 bodies]. Gunmen took [a dozen], he said.", ["Ibrahim"] * 2),
    ("\"[Nine] died here\", Omar Sadiq told SANA. The tired man said [two] were lost.", ["Omar Sadiq"] * 2),
    ("The UN refugee agency is in the town. The army has offered a truce. It says it lost [14 men].", ["army"]),
    ("The UN's humanitarian chief, Stephen O'Brien, said [16,000 people] fled.", ["OCHA"]),
]  # fmt: skip

TITLES = [
    ("General: [40 rebels] dead\n\n[Forty rebels] died, Major General Ivan Petrov said.", ["Ivan Petrov"] * 2),
    ("Tarn mayor: [40 dead]\n\nThe mayor of Tarn, Omar Sadiq, said [40 people] died.", ["Omar Sadiq"] * 2),
    ("Moscow says [40 rebels] dead\n\n[Forty rebels] died, the Russian Defence Ministry said.", ["Russian Defence Ministry"] * 2),
    ("Rescuers count [40 dead]\n\n[Forty people] died, the White Helmets said.", ["Syria Civil Defence"] * 2),
    ("Russian centre: [900] taken out\n\n[900 people] left, the Russian Centre for Reconciliation said.", ["Russian Defence Ministry"] * 2),
    ("Mayor: [40 dead]\n\nA blast hit the market.", ["mayor"]),
]

CAPITALS = [
    ("POLICE SAY [30] DEAD\n\nA BOMB KILLED [30 PEOPLE], POLICE SAID. A SECOND BLAST KILLED [NINE PEOPLE].\n\nOIL ROSE.\n\nTHE END.",
     ["police"] * 3),
    ("RAIDS\n\nTHE ARMY SAID [TWO SOLDIERS] WERE KILLED; [FOUR] WERE WOUNDED. [3,300] HAVE DIED SINCE 2003.\n\nOIL ROSE.\n\nTHE END.",
     ["army", "army", None]),
]  # fmt: skip

WITH_TITLE = [
    ("Fighting goes on in the city\n\n" + text + END, expected) for text, expected in PARAGRAPHS + LISTS + SCOPE + ACCOUNTS + SAME_SPEAKER
]

TABLE = (
    FRONTED
    + TRAILING
    + ACCORDING
    + NOMINAL
    + PASSIVE
    + REFERENCE
    + CONTINUED
    + OWN_VOICE
    + SEVERAL
    + HEADLINES
    + ALL_CAPS
    + WITH_TITLE
    + TITLES
    + CAPITALS
)


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_source(text: str, expected: list[str | None]) -> None:
    assert sources(text) == expected


@pytest.mark.parametrize(("text", "source", "relayed_by"), CHAINS)
def test_chain(text: str, source: str, relayed_by: str | None) -> None:
    (found,) = read(text)
    assert (found.source, found.relayed_by) == (source, relayed_by)


def test_result_is_parallel_to_the_figures() -> None:
    assert attribute(TextView.of(Document("d", "Nothing here.")), [], load_lexicon()) == []
    assert len(read("The UN said [3 people] died and [4 people] fled.")) == 2


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("The UN said [3 people] died.", "fronted_said"),
        ("[Three people] died, the UN said.", "trailing_said"),
        ("[Three people] died, the UN said, and roads were cut.", "medial"),
        ("According to the UN, [3 people] died.", "according_to"),
        ('The UN spoke of a raid. "It was bad", the UN said. It said [3 people] died.', "pronoun"),
        ("The UN put the toll at [3].", "put_toll"),
        ("The deaths of [3 people] were confirmed by the UN.", "reported_by"),
        ("The UN said [3 people] died. [Four others] fled.", "carried_over"),
        ('"The ward is full", the UN said. "[Ten people] died."', "quote_continued"),
        ("SANA quoted the UN as saying [3 people] died.", "quoted"),
        ("[3 dead] in raid: UN\n\nA raid.", "headline_tag"),
        ("By the UN's count [3 people] died.", "by_account"),
        ("A raid killed [3 people].", "own_voice"),
    ],
)
def test_rule_is_named(text: str, rule: str) -> None:
    assert read(text)[-1].rule == rule


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("[Five people] died, according to media reports.", "reported"),
        ("There are unconfirmed reports of [30 dead].", "reported"),
        ("We have allegations that [30 people] died.", "reported"),
        ("It is feared that [dozens] are under the rubble.", "believed"),
        ("The UN has estimated that [30 people] died.", "believed"),
        ("The UN reported that [30 people] died.", None),
        ("The UN claimed [30 people] died.", None),
        ("[Twelve killed] in raid: Reports\n\nA market was hit.", "reported"),
    ],
)
def test_status(text: str, status: str | None) -> None:
    assert read(text)[0].status == status


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("OCHA said [3 people] died.", "un"),
        ("The ICRC said [3 people] died.", "icrc"),
        ("Amnesty International said [3 people] died.", "ngo"),
        ("The Syrian Observatory for Human Rights said [3 people] died.", "monitor"),
        ("The Syrian army said [3 people] died.", "government"),
        ("The Pentagon said [3 people] died.", "foreign_government"),
        ("Hezbollah said [3 people] died.", "armed_group"),
        ("Xinhua reported [3 people] died.", "media"),
        ("Two hospital doctors said [3 people] died.", "medics"),
        ("Residents of the old town said [3 people] died.", "resident"),
        ("A raid killed [3 people].", None),
    ],
)
def test_source_type(text: str, kind: str | None) -> None:
    assert read(text)[0].source_type == kind


def test_the_publisher_is_no_relay() -> None:
    text = "A medic told Reuters [3 people] died."
    assert read(text, "Reuters")[0].relayed_by is None
    assert read(text, "RNZ")[0].relayed_by == "Reuters"


def test_acronyms_that_are_words_need_their_capitals() -> None:
    assert sources("Those who said [3 people] died told us so.") != ["WHO"]
    assert sources("The WHO said [3 people] died.") == ["WHO"]


@pytest.mark.parametrize(
    "spelling", ["Russian Defence Ministry", "Russian Defense Ministry", "Russia's Defence Ministry", "Russias Defense Ministry"]
)
def test_spellings_of_one_body(spelling: str) -> None:
    assert sources(f"The {spelling} said [3 people] died.") == ["Russian Defence Ministry"]


def test_reading_is_deterministic_and_bounded() -> None:
    text = "The group, which, and the army, " * 400 + "said [3 people] died."
    assert read(text) == read(text)


def test_half_a_sentence_of_marks_is_survived() -> None:
    for text in [
        '"',
        '[3] "',
        "said [3]",
        "[3] said",
        ", , [3], said the",
        "(SOHR) said [3]",
        "according to [3]",
        "citing [3]",
        ") said [3]",
        "[3]: UN",
    ]:
        assert len(read(text)) == text.count("[")
