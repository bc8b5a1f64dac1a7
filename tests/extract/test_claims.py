"""Which numbers are claims and what they say, in both languages."""

import datetime as dt
from typing import Any

import pytest

from extract.pipeline import annotate
from extract.spans import Context

PUBLISHED = dt.date(2024, 5, 16)  # a Thursday


def readings(language: str, text: str, home: str | None = None) -> list[Any]:
    return list(annotate(text, Context(language, PUBLISHED, "", home))._.claims)


# text -> (value, bound, kind, countries, origins) of each claim
WHAT = [
    (
        "de",
        "In Graz sind am Montag 40 Menschen verletzt worden.",
        [(40, "exact", "injured", "AUT", "")],
    ),
    (
        "de",
        "Bei Unruhen in Kenia starben mindestens 12 Menschen.",
        [(12, "min", "killed", "KEN", "")],
    ),
    ("de", "Rund 300 Syrer kamen in Kroatien an.", [(300, "about", "arrivals", "HRV", "SYR")]),
    (
        "de",
        "In Peru wurden fünf Zivilisten getötet und zwei weitere verletzt.",
        [(5, "exact", "killed", "PER", ""), (2, "exact", "injured", "PER", "")],
    ),
    (
        "de",
        "In Chile kamen 14 Menschen ums Leben, darunter 3 Kinder.",
        [(14, "exact", "killed", "CHL", ""), (3, "exact", "killed", "CHL", "")],
    ),
    (
        "de",
        "Die meisten flohen nach Georgien (112.000), Serbien und Montenegro (je 23.000).",
        [
            (112000, "exact", "displaced", "GEO", ""),
            (23000, "exact", "displaced", "SRB", ""),
            (23000, "exact", "displaced", "MNE", ""),
        ],
    ),
    ("de", "Die Zahl der Todesopfer in Indien stieg auf 56.", [(56, "exact", "killed", "IND", "")]),
    (
        "de",
        "In Spanien wurden 4.200 Asylanträge gestellt.",
        [(4200, "exact", "asylum_applications", "ESP", "")],
    ),
    (
        "de",
        "Elf Menschen kamen nach ersten Berichten der Behörden in Lima ums Leben, "
        "mehr als 90 wurden verletzt.",
        [(11, "exact", "killed", "PER", ""), (90, "min", "injured", "PER", "")],
    ),
    ("en", "At least 12 people died in floods in Kenya.", [(12, "min", "killed", "KEN", "")]),
    ("en", "Police in Lima arrested 45 protesters.", [(45, "exact", "detained", "PER", "")]),
    (
        "en",
        "Some 1,200 Afghan nationals crossed into Pakistan.",
        [(1200, "about", "arrivals", "PAK", "AFG")],
    ),
    (
        "en",
        "The blast in Chad killed 23 people and wounded more than 100.",
        [(23, "exact", "killed", "TCD", ""), (100, "min", "injured", "TCD", "")],
    ),
    (
        "en",
        "In Nepal, 17 people died, five of them children.",
        [(17, "exact", "killed", "NPL", ""), (5, "exact", "killed", "NPL", "")],
    ),
    ("en", "The death toll in Honduras rose to 81.", [(81, "exact", "killed", "HND", "")]),
    ("en", "8,000 families were displaced in Ethiopia.", [(8000, "exact", "displaced", "ETH", "")]),
]

NOTHING = [
    ("de", "Die Fahrt von Linz nach Wien dauert 90 Minuten und kostet 25 Euro."),
    ("de", "In Bern stehen 120 Häuser und 40 Lastwagen."),
    ("de", "Der 34-jährige Mann aus Köln fuhr 180 Kilometer."),
    ("de", "Hunderte Menschen feierten in Prag."),
    ("de", "Österreich gewann 3:1, 40 Prozent der Spieler waren neu."),
    ("en", "Two refugee camps and three police cars were seen in Lebanon."),
    ("en", "The trip from Oslo to Bergen takes 7 hours and costs 90 dollars."),
    ("en", "A man, 42, ran 10 miles in Madrid."),
    ("en", "Dozens of people met in Cairo."),
    ("en", "Norway won 3-1, and 40 percent of the players were new."),
]


@pytest.mark.parametrize(("language", "text", "expected"), WHAT)
def test_what_and_where(language: str, text: str, expected: list[tuple[object, ...]]) -> None:
    found = [
        (
            reading.quantity.low,
            reading.quantity.bound,
            reading.kind,
            " ".join(reading.where.country),
            " ".join(reading.where.origin),
        )
        for reading in readings(language, text)
    ]
    assert found == expected


@pytest.mark.parametrize(("language", "text"), NOTHING)
def test_no_claim(language: str, text: str) -> None:
    assert readings(language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Am 3. März 2023 starben in Ghana 12 Menschen.", "2023-03-03"),
        ("de", "In Ghana starben 12 Menschen. Am 3. März 2023 war das.", "2024-05-16"),
        ("de", "Seit Jänner flohen 3.000 Menschen aus Mali.", "2024-01/2024-05-16"),
        ("en", "On 3 March 2023, 12 people died in Ghana.", "2023-03-03"),
        ("en", "12 people died in Ghana in 2021.", "2021"),
        ("en", "12 people died in Ghana.", "2024-05-16"),
    ],
)
def test_when(language: str, text: str, expected: str) -> None:
    assert [reading.when.date for reading in readings(language, text)] == [expected]


@pytest.mark.parametrize(
    ("language", "text", "source", "via"),
    [
        ("de", "Laut Polizei starben in Ghana 12 Menschen.", "Polizei", ()),
        ("de", "In Ghana starben 12 Menschen.", "@outlet", ()),
        ("en", "12 people died in Ghana, police said.", "police", ()),
        ("en", "12 people died in Ghana.", "@outlet", ()),
    ],
)
def test_source(language: str, text: str, source: str, via: tuple[str, ...]) -> None:
    assert [(reading.source, reading.via) for reading in readings(language, text)] == [
        (source, via)
    ]


@pytest.mark.parametrize(
    ("language", "text", "modality"),
    [
        ("de", "In Togo wurden 12 Menschen getötet.", "asserted"),
        ("de", "Togo rechnet mit 12.000 Flüchtlingen.", "planned"),
        ("en", "12 people were killed in Togo.", "asserted"),
        ("en", "Togo expects that 12,000 refugees will arrive.", "planned"),
    ],
)
def test_modality(language: str, text: str, modality: str) -> None:
    assert [reading.modality for reading in readings(language, text)] == [modality]


def test_parts_point_to_their_whole() -> None:
    found = readings("de", "In Chile starben 14 Menschen, darunter 3 Kinder.")
    assert [reading.part_of for reading in found] == [None, 0]


def test_rates_and_changes() -> None:
    (rate,) = readings("de", "Jährlich kommen 900 Flüchtlinge nach Malta.")
    assert rate.per == "year"
    (change,) = readings("de", "Flüchtlinge kamen vor allem nach Spanien (+16.000).")
    assert (change.quantity.low, change.change) == (16000, 16000)


def test_missing_countries_stand_with_the_total() -> None:
    found = readings(
        "en",
        "At least 90,000 people have left Belarus. Georgia took in 12,000 people. "
        "Poland and Latvia did not respond.",
    )
    assert [reading.excluded for reading in found] == [("POL", "LVA"), ()]


def test_every_number_leaves_a_decision() -> None:
    doc = annotate("In Rom starben 3 Menschen, 40 Häuser brannten.", Context("de", PUBLISHED))
    assert [decision.outcome for decision in doc._.decisions] == ["claim", "counts Häuser"]


@pytest.mark.parametrize(
    ("language", "title", "body", "source", "date"),
    [
        (
            "de",
            "Mindestens 40 Tote in Ghana",
            "In Ghana starben am 3. Mai laut Polizei mindestens 40 Menschen.",
            "Polizei",
            "2024-05-03",
        ),
        (
            "en",
            "At least 40 dead in Ghana",
            "At least 40 people died in Ghana on 3 May, police said.",
            "police",
            "2024-05-03",
        ),
    ],
)
def test_a_headline_says_what_its_text_says(
    language: str, title: str, body: str, source: str, date: str
) -> None:
    context = Context(language, PUBLISHED, title_end=len(title))
    doc = annotate(f"{title}\n\n{body}", context)
    found = [(reading.source, reading.when.date) for reading in doc._.claims]
    assert found == [(source, date)] * 2
