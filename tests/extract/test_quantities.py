"""Quantities: value, bound and category of every number in a text, in both languages."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.quantities import quantity_reader
from extract.spans import Quantity, TimeExpression


def read(language: str, text: str) -> list[Quantity]:
    return quantity_reader(language).read(text)


def only(language: str, text: str) -> Quantity:
    found = read(language, text)
    assert len(found) == 1, found
    return found[0]


BOUNDS = [
    ("de", "650.000 Menschen", "650.000", (650_000, 650_000), "exact", ""),
    ("de", "Mindestens 650.000 Menschen", "650.000", (650_000, 650_000), "min", "Mindestens"),
    ("de", "gut 2,7 Millionen", "2,7 Millionen", (2_700_000, 2_700_000), "min", "gut"),
    ("de", "weit über 300 Leute", "300", (300, 300), "min", "weit über"),
    ("de", "650.000 oder mehr", "650.000", (650_000, 650_000), "min", "oder mehr"),
    ("de", "20 Menschen oder mehr", "20", (20, 20), "min", "oder mehr"),
    ("de", "an die 40 Männer", "40", (40, 40), "about", "an die"),
    ("de", "knapp zwölf Leute", "zwölf", (12, 12), "about", "knapp"),
    ("de", "rund eine halbe Million", "eine halbe Million", (5e5, 5e5), "about", "rund"),
    ("de", "nicht mehr als 12", "12", (12, 12), "max", "nicht mehr als"),
    ("de", "bis zu 300 Leute", "300", (300, 300), "max", "bis zu"),
    ("de", "mindestens rund 200", "200", (200, 200), "min", "mindestens rund"),
    ("de", "mindestens weitere 20", "20", (20, 20), "min", "mindestens"),
    ("de", "ein Bericht über zwei Männer", "zwei", (2, 2), "exact", ""),
    ("de", "gegen drei Männer wird ermittelt", "drei", (3, 3), "exact", ""),
    ("de", "unter den 12 Verletzten", "12", (12, 12), "exact", ""),
    ("de", "zwischen 5 und 20 Leute", "5 und 20", (5, 20), "range", ""),
    ("de", "zwei- bis dreitausend", "zwei- bis dreitausend", (2000, 3000), "range", ""),
    ("de", "fünf bis 20 Leute", "fünf bis 20", (5, 20), "range", ""),
    ("de", "18-20 Tote", "18-20", (18, 20), "range", ""),
    ("de", "acht bis zehn Millionen", "acht bis zehn Millionen", (8e6, 10e6), "range", ""),
    ("de", "zwei oder drei Kinder", "zwei oder drei", (2, 3), "range", ""),
    ("en", "650,000 people", "650,000", (650_000, 650_000), "exact", ""),
    ("en", "at least 650,000 people", "650,000", (650_000, 650_000), "min", "at least"),
    ("en", "650,000 or more", "650,000", (650_000, 650_000), "min", "or more"),
    ("en", "100+ people", "100", (100, 100), "min", "+"),
    ("en", "no fewer than 20", "20", (20, 20), "min", "no fewer than"),
    ("en", "More than half a million", "half a million", (5e5, 5e5), "min", "More than"),
    ("en", "as many as 200 people", "200", (200, 200), "max", "as many as"),
    ("en", "fewer than 10 people", "10", (10, 10), "max", "fewer than"),
    ("en", "up to around 300", "300", (300, 300), "max", "up to around"),
    ("en", "an estimated 3,000", "3,000", (3000, 3000), "about", "an estimated"),
    ("en", "nearly three million", "three million", (3e6, 3e6), "about", "nearly"),
    ("en", "20 people or so", "20", (20, 20), "about", "or so"),
    ("en", "the case under two judges", "two", (2, 2), "exact", ""),
    ("en", "between 5 and 20 people", "5 and 20", (5, 20), "range", ""),
    ("en", "18 to 20 people", "18 to 20", (18, 20), "range", ""),
    ("en", "40–50 people", "40–50", (40, 50), "range", ""),
    ("en", "200,000 to a million", "200,000 to a million", (2e5, 1e6), "range", ""),
]


@pytest.mark.parametrize(("language", "text", "written", "value", "bound", "hedge"), BOUNDS)
def test_value_and_bound(
    language: str, text: str, written: str, value: tuple[float, float], bound: str, hedge: str
) -> None:
    found = only(language, text)
    assert (found.text, (found.low, found.high)) == (written, value)
    assert (found.bound, found.hedge, found.category) == (bound, hedge, "count")


CATEGORIES = [
    ("de", "300.000 Euro", ["money"]),
    ("de", "2 Mrd. US-Dollar", ["money"]),
    ("de", "20 Prozent", ["share"]),
    ("de", "20 und 30 Prozent", ["share", "share"]),
    ("de", "zwei Drittel", ["share"]),
    ("de", "neun von zehn Befragten", ["share", "share"]),
    ("de", "drei von 20 Befragten", ["count", "count"]),
    ("de", "zwischen 2015 und 2019", ["date"]),
    ("de", "auf 100.000 Einwohner", ["share"]),
    ("de", "das 3. Mal", ["ordinal"]),
    ("de", "am 3. Mai", ["date"]),
    ("de", "im Jahr 2015", ["date"]),
    ("de", "die 1990er", ["date"]),
    ("de", "um 20.30 Uhr", ["time"]),
    ("de", "um 14:30", ["time"]),
    ("de", "drei weitere Jahre", ["duration"]),
    ("de", "ein 34-jähriger Mann", ["age"]),
    ("de", "im Alter von 37 Jahren", ["age"]),
    ("de", "Erika Muster (42) sagte", ["age"]),
    ("de", "über 500 Kilometer", ["measure"]),
    ("de", "ein Beben der Stärke 7,5", ["measure"]),
    ("de", "Artikel 5", ["label"]),
    ("de", "Covid-19", ["label"]),
    ("de", "die G20", ["label"]),
    ("de", "Platz 3", ["label"]),
    ("de", "ein 3:1", ["label"]),
    ("de", "der 20-Punkte-Plan", ["label"]),
    ("de", "Tel. 0800 123456", ["label", "count"]),
    ("de", "Armenien (110.000)", ["count"]),
    ("de", "2000 Menschen", ["count"]),
    ("de", "im Jahr 2015 kamen 1.036", ["date", "count"]),
    ("en", "$5 million", ["money"]),
    ("en", "300 dollars", ["money"]),
    ("en", "20 per cent", ["share"]),
    ("en", "two thirds", ["share"]),
    ("en", "per 100,000 people", ["share"]),
    ("en", "ten times", ["share"]),
    ("en", "the 21st", ["ordinal"]),
    ("en", "on March 14", ["date"]),
    ("en", "in 2015", ["date"]),
    ("en", "the 1990s", ["date"]),
    ("en", "at 2 a.m.", ["time"]),
    ("en", "two more weeks", ["duration"]),
    ("en", "a two-week trip", ["duration"]),
    ("en", "a 34-year-old", ["age"]),
    ("en", "aged 34", ["age"]),
    ("en", "aged 4 and 6", ["age", "age"]),
    ("en", "nine out of ten", ["share", "share"]),
    ("en", "from 2015 to 2019", ["date"]),
    ("en", "Jane Doe, 42, said", ["age"]),
    ("en", "a 7.5-magnitude quake", ["measure"]),
    ("en", "500 square miles", ["measure"]),
    ("en", "Article 5", ["label"]),
    ("en", "the A380", ["label"]),
    ("en", "they won 2-1", ["label"]),
    ("en", "on day 3 of", ["label"]),
    ("en", "a 400-strong crowd", ["count"]),
    ("en", "2000 people", ["count"]),
    ("en", "the other three", ["count"]),
]


@pytest.mark.parametrize(("language", "text", "categories"), CATEGORIES)
def test_category(language: str, text: str, categories: list[str]) -> None:
    assert [found.category for found in read(language, text)] == categories


VAGUE = [
    ("de", "Hunderttausende Russen", "Hunderttausende"),
    ("de", "Dutzende Verletzte", "Dutzende"),
    ("de", "mehrere hundert Leute", "mehrere hundert"),
    ("de", "ein paar Dutzend", "ein paar Dutzend"),
    ("en", "tens of thousands of people", "tens of thousands"),
    ("en", "dozens were hurt", "dozens"),
    ("en", "several hundred people", "several hundred"),
    ("en", "several dozen", "several dozen"),
]


@pytest.mark.parametrize(("language", "text", "written"), VAGUE)
def test_vague_plurals_have_no_value(language: str, text: str, written: str) -> None:
    found = only(language, text)
    assert (found.text, found.low, found.high, found.vague) == (written, 0, 0, True)


@pytest.mark.parametrize(
    ("language", "text", "each", "signed"),
    [
        ("de", "je 80.000 Menschen", True, 0),
        ("de", "jeweils rund 80.000", True, 0),
        ("de", "Spanien (+16.000)", False, 1),
        ("de", "ein Plus von mehr als 36.000", False, 1),
        ("de", "48.000 weniger als im Vorjahr", False, -1),
        ("de", "minus 300", False, -1),
        ("de", "80.000 Menschen", False, 0),
        ("en", "80,000 each", True, 0),
        ("en", "80,000 people each", True, 0),
        ("en", "133,000 fewer", False, -1),
        ("en", "an increase of 300", False, 1),
        ("en", "a group - 300 people", False, 0),
    ],
)
def test_distributed_and_signed(language: str, text: str, each: bool, signed: int) -> None:
    found = only(language, text)
    assert (found.each, found.signed) == (each, signed)


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("de", "stieg von 200 auf 300", [200, 300]),
        ("en", "rose from 18 to 20", [18, 20]),
        ("de", "zwei Frauen und drei Männer", [2, 3]),
        ("en", "two women and three men", [2, 3]),
        ("de", "nur eine Frau und ein Mann", [1]),
        ("en", "one of them and a man", [1]),
    ],
)
def test_numbers_stay_apart(language: str, text: str, values: list[float]) -> None:
    assert [(found.low, found.high) for found in read(language, text)] == [
        (value, value) for value in values
    ]


def test_calendar_expressions_are_dates() -> None:
    text = "In den ersten 20 Tagen 1500"
    date = TimeExpression(
        14, 22, text[14:22], "2016-01", "", dt.date(2016, 1, 1), None, "calendar", ""
    )
    found = quantity_reader("de").read(text, [date])
    assert [quantity.category for quantity in found] == ["date", "count"]


WORDS = st.sampled_from(
    [
        "3",
        "1.200",
        "650,000",
        "20-30",
        "zwei",
        "two",
        "half",
        "a",
        "million",
        "bis",
        "zu",
        "at",
        "least",
        "zwischen",
        "und",
        "and",
        "-",
        "–",
        "+",
        "%",
        "Euro",
        "Jahre",
        "years",
        "(",
        ")",
        ",",
        ".",
        "\n",
        "eine",
        "Millionen",
        "hundert",
        "dozen",
        "5:3",
        "2024-05-01",
        "½",
        "k",
        "A",
        "'",
        "00",
        "*",
        "#",
    ]
)


@given(st.sampled_from(["de", "en"]), st.lists(WORDS, max_size=30).map(" ".join), st.text())
def test_offsets_cover_the_text_they_claim(language: str, text: str, noise: str) -> None:
    text += noise
    end = 0
    for found in read(language, text):
        assert text[found.start : found.end] == found.text != ""
        assert found.start >= end
        end = found.end
        if found.hedge:
            assert text[found.hedge_start : found.hedge_end] == found.hedge
        assert found.low <= found.high
