"""Constructions that news has for figures, each with its counterpart and its negative."""

import datetime as dt
from typing import Any

import pytest

from extract.pipeline import annotate
from extract.spans import Context

PUBLISHED = dt.date(2024, 5, 15)  # a Wednesday

HOME = {"de": "AUT", "en": "GBR"}


def read(language: str, text: str) -> Any:
    return annotate(text, Context(language, PUBLISHED, "", HOME[language]))


def claims(language: str, text: str) -> list[Any]:
    return list(read(language, text)._.claims)


# text -> (value, kind, countries, origins) of each claim
WHAT = [
    # the place left, where nothing says where they went
    ("de", "650.000 Menschen verließen Russland.", [(650000, "departures", "RUS", "")]),
    ("de", "9.000 Menschen flohen aus Haiti.", [(9000, "displaced", "HTI", "")]),
    ("de", "9.000 Menschen flohen aus Haiti nach Kuba.", [(9000, "displaced", "CUB", "HTI")]),
    ("en", "650,000 Russians left the country.", [(650000, "departures", "RUS", "RUS")]),
    ("en", "9,000 people fled Haiti.", [(9000, "displaced", "HTI", "")]),
    # what stands behind the verb is not its subject
    ("en", "300 people have reached Malta.", [(300, "arrivals", "MLT", "")]),
    ("en", "No help has reached 300 people in Malta.", [(300, "other", "MLT", "")]),
    ("en", "The storm has left 300 people in Malta without food.", [(300, "other", "MLT", "")]),
    # several places of origin; those of another number are its own
    (
        "de",
        "Kanada nahm 1.200 Flüchtlinge aus Syrien und dem Irak auf.",
        [(1200, "arrivals", "CAN", "SYR IRQ")],
    ),
    (
        "en",
        "Canada took in 1,200 refugees from Syria and Iraq.",
        [(1200, "arrivals", "CAN", "SYR IRQ")],
    ),
    # the noun that another number counts tells nothing of this one
    (
        "de",
        "In Uganda gab es 19 Ebola-Fälle und fünf Todesfälle.",
        [(19, "infected", "UGA", ""), (5, "killed", "UGA", "")],
    ),
    (
        "en",
        "Uganda had 19 Ebola cases and five deaths.",
        [(19, "infected", "UGA", ""), (5, "killed", "UGA", "")],
    ),
    # the noun before the verb
    (
        "en",
        "Asylum applications in Austria rose to 59,000.",
        [(59000, "asylum_applications", "AUT", "")],
    ),
    ("en", "The ministry in Rome put the toll at 31.", [(31, "killed", "ITA", "")]),
    ("en", "A crowd of 5,000 gathered in Minsk.", [(5000, "protesters", "BLR", "")]),
    ("de", "Eine Gruppe von 40 erreichte Kreta.", [(40, "arrivals", "GRC", "")]),
    # the noun of the number after, of the whole, behind an attribute
    (
        "de",
        "Im Februar kamen 50.000 und im März 30.000 Flüchtlinge nach Polen.",
        [(50000, "arrivals", "POL", ""), (30000, "arrivals", "POL", "")],
    ),
    (
        "en",
        "In February 50,000 and in March 30,000 refugees came to Poland.",
        [(50000, "arrivals", "POL", ""), (30000, "arrivals", "POL", "")],
    ),
    (
        "en",
        "Only 35 of 200 passengers survived off Malta.",
        [(35, "other", "MLT", ""), (200, "other", "MLT", "")],
    ),
    (
        "de",
        "In Malta überlebten 35 von 200 Passagieren.",
        [(35, "other", "MLT", ""), (200, "other", "MLT", "")],
    ),
    (
        "de",
        "600 aus Mali stammende Arbeiter wurden in Libyen festgenommen.",
        [(600, "detained", "LBY", "MLI")],
    ),
    (
        "de",
        "Zwei bewaffnete und maskierte Männer wurden in Graz festgenommen.",
        [(2, "detained", "AUT", "")],
    ),
    # lists without a verb of their own
    (
        "en",
        "Florida had 54 deaths, Ohio 12 and Alabama 3.",
        [(54, "killed", "USA", ""), (12, "killed", "USA", ""), (3, "killed", "USA", "")],
    ),
    (
        "de",
        "Armenien (110.000), Kasachstan und Israel (je 80.000) nahmen Russen auf.",
        [
            (110000, "arrivals", "ARM", ""),
            (80000, "arrivals", "KAZ", "RUS"),
            (80000, "arrivals", "ISR", "RUS"),
        ],
    ),
    # adjectives that stand for people
    ("en", "Some 70,000 Sudanese have fled to Chad.", [(70000, "displaced", "TCD", "SDN")]),
    ("en", "Some 70,000 Sudanese pounds were spent in Chad.", []),
    # two numbers, not a range
    (
        "en",
        "Unemployment in Spain rose by 57,000 to 2.8 million jobless people.",
        [(2800000, "workers", "ESP", "")],
    ),
    # the notation of another language
    ("de", "In Mali starben 1,200 Menschen.", [(1200, "killed", "MLI", "")]),
    ("en", "In Mali 1.200 people died.", [(1200, "killed", "MLI", "")]),
]


@pytest.mark.parametrize(("language", "text", "expected"), WHAT)
def test_what(language: str, text: str, expected: list[tuple[Any, ...]]) -> None:
    found = [
        (c.quantity.low, c.kind, " ".join(c.where.country), " ".join(c.where.origin))
        for c in claims(language, text)
    ]
    assert found == expected


NONE = [
    ("en", "Only nine of these pairs have been sold in Kenya.", "people.thing"),
    ("en", "More than 330 of the resort's 397 guest rooms in Kenya were sold.", "people.thing"),
    ("en", "They had a 14-man injury list in Kenya.", "people.thing"),
    ("en", "The outbreak in Ohio led to 46 animal cases.", "people.thing"),
    ("en", "She lives in Ohio with her two children.", "people.own"),
    ("de", "Sie lebt in Graz und hat zwei Töchter.", "people.own"),
    ("de", "Er wohnt mit seinen drei Kindern in Graz.", "people.own"),
    ("en", "In Ohio, the Four Paths Police closed a road.", "people.name"),
    ("en", "In Mali a soldier died, Reuters reported, citing two officials.", "people.source"),
    ("de", "Die Zahl der Toten in Mali stieg stärker als 2022.", "digits: calendar expression"),
]


@pytest.mark.parametrize(("language", "text", "rule"), NONE)
def test_no_claim(language: str, text: str, rule: str) -> None:
    doc = read(language, text)
    assert doc._.claims == []
    assert rule in {decision.rule.removeprefix("date ") for decision in doc._.decisions}


def test_the_same_words_count_where_something_happened() -> None:
    assert [c.kind for c in claims("en", "Her two children were killed in Ohio.")] == ["killed"]
    assert [c.kind for c in claims("de", "Seine drei Kinder starben in Graz.")] == ["killed"]


PASSING = {
    "de": "Das Haus in Graz hat 40 Mitglieder. Es ist alt. Es ist schön. Es ist groß. Es steht "
    "am Fluss. Die Tür ist rot.",
    "en": "The club in Leeds has 40 members. It is old. It is pretty. It is big. It stands by "
    "the river. The door is red.",
}
HAPPENED = {"de": " Bei einem Brand starben 3 Menschen.", "en": " A fire killed 3 people."}


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_text_off_the_topic_has_no_claims(language: str) -> None:
    doc = read(language, PASSING[language])
    assert doc._.claims == []
    assert [decision.rule for decision in doc._.decisions] == ["readings.topic"]
    assert len(claims(language, PASSING[language] + HAPPENED[language])) == 2


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_sentence_tells_no_topic(language: str) -> None:
    assert len(claims(language, PASSING[language].partition(".")[0] + ".")) == 1


# text -> the reference period of the last claim
WHEN = [
    ("de", "Seit August sind 500 Menschen nach Malta gekommen.", "2023-08/2024-05-15"),
    ("en", "Since August, 500 people have come to Malta.", "2023-08/2024-05-15"),
    (
        "de",
        "Im Jänner kamen 3100 Menschen nach Malta, im selben Monat des Vorjahres waren es 2200.",
        "2023-01",
    ),
    (
        "en",
        "In January 3,100 people came to Malta, compared with 2,200 in the same month last year.",
        "2023-01",
    ),
    (
        "de",
        "Von Jänner bis März kamen 300 Menschen nach Malta, im Vergleichszeitraum 2015 kamen "
        "200 Menschen.",
        "2015-01/2015-03",
    ),
    # what has come together since an event some days ago; the day itself the day after
    ("de", "Am 10. Mai bebte in Peru die Erde. Es ist kalt. Es ist Nacht. 80 Menschen starben.",
     "2024-05-10/2024-05-15"),
    ("en", "The earth shook in Peru on May 14. It is cold. It is night. 80 people died.",
     "2024-05-14"),
    # a year just ended on which the text looks back
    ("de", "Im April 2024 gab es in Graz Unfälle. Es war kalt. Es war Nacht. Es war nass. "
     "80 Menschen starben.", "2024-04"),
    # the date of another figure, of an aside, of a dateline
    ("de", "In Graz gab es im April 900 Tote, um 60 Tote mehr als im März.", "2024-04"),
    ("en", "China, where the virus began in 2019, has counted 83,000 infections.", "2024-05-15"),
    ("en", "LIMA, May 15 (Agency) - More than 600 people have been hurt in Peru since April.",
     "2024-04/2024-05-15"),
    ("en", "There were three planned outages in Ohio in April. 450 people were hurt.", "2024-04"),
    ("de", "In der Straße des 17. Juni in Berlin wurden 45 Menschen verletzt.", "2024-05-15"),
    ("de", "Am Morgen wurden in Graz zwei Männer verletzt.", "2024-05-15"),
    ("en", "The worst earthquake dates back to 1944, killing 10,000 people in Argentina.", "1944"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "period"), WHEN)
def test_when(language: str, text: str, period: str) -> None:
    assert claims(language, text)[-1].when.date == period


# text -> source and modality of the last claim
WHO = [
    (
        "de",
        "Die Polizei sprach von 5.000 Demonstranten in Graz, die Veranstalter von 15.000.",
        ("Veranstalter", "asserted"),
    ),
    (
        "en",
        "Police put the number of protesters in Leeds at 5,000, organisers at 15,000.",
        ("organisers", "asserted"),
    ),
    (
        "de",
        "Die Regierung in Khartum bestritt, dass 40 Zivilisten getötet wurden.",
        ("Regierung in Khartum", "denied"),
    ),
    (
        "de",
        "Das Ministerium wies Berichte zurück, wonach in Mali 300 Soldaten gefallen seien.",
        ("Ministerium", "denied"),
    ),
    ("de", "3000 Soldaten sollen nach Polen verlegt werden.", ("@outlet", "planned")),
    ("de", "3000 Soldaten sollen in Polen getötet worden sein.", ("@outlet", "asserted")),
    ("en", "The camp in Calais was built for 1,500 migrants.", ("@outlet", "planned")),
    ("en", "The state's confirmed toll in Ohio is 7,800.", ("@outlet", "asserted")),
    (
        "en",
        "The mayor said it was over, adding that 15 people were hurt in Ohio.",
        ("mayor", "asserted"),
    ),
]


@pytest.mark.parametrize(("language", "text", "expected"), WHO)
def test_who(language: str, text: str, expected: tuple[str, str]) -> None:
    last = claims(language, text)[-1]
    assert (last.source, last.modality) == expected


EXCLUDED = [
    ("de", "Die Daten aus Thailand und Zypern fehlen in der Rechnung; 650.000 Russen gingen."),
    ("en", "The tally does not include Thailand and Cyprus; 650,000 Russians left the country."),
]


@pytest.mark.parametrize(("language", "text"), EXCLUDED)
def test_a_country_that_is_left_out_is_no_place_of_the_figure(language: str, text: str) -> None:
    (claim,) = claims(language, text)
    assert claim.excluded == ("THA", "CYP")
    assert not set(claim.where.country) & set(claim.excluded)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "In Nepal starben 27 Menschen, weitere fehlen noch immer."),
        ("en", "In Nepal 27 people died and dozens more are missing."),
    ],
)
def test_missing_people_are_no_missing_countries(language: str, text: str) -> None:
    assert claims(language, text)[0].excluded == ()
