"""Numbers, periods, countries and sentences in both languages; the phrase files agree."""

from __future__ import annotations

import re
import string
from dataclasses import fields, replace
from typing import Any

import pycountry
import pytest

from publish.phrases import LANGUAGES, Phrases, choose_language, phrases
from publish.queries import FigureRow
from publish.wording import Wording
from store.model import BOUNDS, KINDS, MODALITIES, PSEUDO_COUNTRIES, RELATIONS

GERMAN, ENGLISH = Wording(phrases("de")), Wording(phrases("en"))


def flat(value: Any, path: str = "") -> dict[str, str]:
    if isinstance(value, str):
        return {path: value}
    if isinstance(value, dict):
        items = list(value.items())
    else:
        items = [(field.name, getattr(value, field.name)) for field in fields(value)]
    found: dict[str, str] = {}
    for name, item in items:
        found |= flat(item, f"{path}.{name}")
    return found


def texts(language: str) -> dict[str, str]:
    return {
        path: text
        for field in fields(Phrases)
        if field.name not in ("plain_units", "places")
        for path, text in flat(getattr(phrases(language), field.name), field.name).items()
    }


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_files_have_the_same_keys_and_placeholders() -> None:
    german, english = texts("de"), texts("en")
    assert german.keys() == english.keys()
    place = {"inside", "to", "direct", "place"}
    for key, text in german.items():
        # A language may need another case of the place.
        assert placeholders(text) - place == placeholders(english[key]) - place, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_covers_all_that_the_database_may_hold(language: str) -> None:
    said = phrases(language)
    assert set(said.kinds) == set(KINDS)
    assert set(said.hedges) == set(BOUNDS)
    assert set(said.relations) == set(RELATIONS)
    assert set(said.statuses) == {"agreed", "single source", "disputed", "superseded"}
    assert set(MODALITIES) <= set(said.ui)
    known = {country.alpha_3 for country in pycountry.countries} | PSEUDO_COUNTRIES | {"XKX"}
    assert set(said.places) <= known
    assert {frozenset(forms) for forms in said.places.values()} == {
        frozenset({"inside", "to", "from", "direct"})
    }


@pytest.mark.parametrize(
    ("asked", "accept", "expected"),
    [
        (None, "", "en"),
        (None, "de", "de"),
        (None, "de-AT,en;q=0.5", "de"),
        (None, "fr, de;q=0.3, en;q=0.8", "en"),
        (None, "de;q=0", "en"),
        (None, "de;q=x, ;;, =", "en"),
        (None, "*", "en"),
        ("de", "en", "de"),
        ("xx", "de", "de"),
    ],
)
def test_the_language_of_a_page(asked: str | None, accept: str, expected: str) -> None:
    assert choose_language(asked, accept) == expected


@pytest.mark.parametrize(
    ("edtf", "german", "english"),
    [
        ("2024-07-17", "am 17. Juli 2024", "on 17 July 2024"),
        ("2024-07", "im Juli 2024", "in July 2024"),
        ("2015", "im Jahr 2015", "in 2015"),
        ("2015/2016", "zwischen 2015 und 2016", "between 2015 and 2016"),
        ("2022-02/2024-07", "zwischen Februar 2022 und Juli 2024",
         "between February 2022 and July 2024"),
        ("2022-02-24/..", "seit dem 24. Februar 2022", "since 24 February 2022"),
        ("2022/", "seit 2022", "since 2022"),
        ("../2016-03", "bis März 2016", "until March 2016"),
        ("../2016-03-01", "bis zum 1. März 2016", "until 1 March 2016"),
        ("2015/2015", "im Jahr 2015", "in 2015"),
        ("", "", ""),
        ("../..", "", ""),
        ("2015~", "(Zeitraum 2015~)", "(period 2015~)"),
        ("2023-02-30", "(Zeitraum 2023-02-30)", "(period 2023-02-30)"),
        ("<b>", "(Zeitraum <b>)", "(period <b>)"),
    ],
)  # fmt: skip
def test_a_period_in_words(edtf: str, german: str, english: str) -> None:
    assert (GERMAN.period(edtf), ENGLISH.period(edtf)) == (german, english)


@pytest.mark.parametrize(
    ("low", "high", "bound", "german", "english"),
    [
        (650000, None, "min", "mindestens 650.000", "at least 650,000"),
        (None, 300, "max", "höchstens 300", "at most 300"),
        (1200, 1200, "about", "rund 1.200", "about 1,200"),
        (12, 12, "exact", "12", "12"),
        (5000, 7000, "range", "5.000 bis 7.000", "5,000 to 7,000"),
        (5000, 7000, "exact", "5.000 bis 7.000", "5,000 to 7,000"),
        (1.5, 1.5, "exact", "1,5", "1.5"),
        (None, None, "exact", "unbekannt", "unknown"),
    ],
)
def test_a_count_in_words(
    low: float | None, high: float | None, bound: str, german: str, english: str
) -> None:
    assert (GERMAN.count(low, high, bound), ENGLISH.count(low, high, bound)) == (german, english)


@pytest.mark.parametrize(
    ("codes", "form", "german", "english"),
    [
        (["RUS"], "inside", "in Russland", "in Russia"),
        (["TUR"], "inside", "in der Türkei", "in Türkiye"),
        (["USA"], "to", "in die USA", "to the United States"),
        (["IRQ"], "from", "aus dem Irak", "from Iraq"),
        (["CHE"], "direct", "die Schweiz", "Switzerland"),
        (["KAZ", "ISR"], "inside", "in Kasachstan und in Israel", "in Kazakhstan and in Israel"),
        (["XKX"], "inside", "in Kosovo", "in Kosovo"),
        (["EUROPE"], "inside", "in Europa", "in Europe"),
        (["QQQ"], "inside", "in QQQ", "in QQQ"),
        ([], "inside", "", ""),
    ],
)
def test_a_place_in_words(codes: list[str], form: str, german: str, english: str) -> None:
    assert (GERMAN.place(codes, form), ENGLISH.place(codes, form)) == (german, english)


FIGURE = FigureRow(
    id="x", kind="departures", unit="Menschen", country=("RUS",), origin=("RUS",),
    date="2022-02-24/2024-07-17", low=650000, high=None, rule="", documents=1, outlets=1,
    sources=1, since="2024-07-17", status="agreed", reason="", best="c", bound="min",
    source="The Bell", modality="asserted", outlet="Der Musterbote", language="de",
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "german", "english"),
    [
        (
            {"source": "@outlet", "date": ""},
            "Mindestens 650.000 Menschen haben Russland verlassen, laut Der Musterbote.",
            "At least 650,000 people left Russia, according to Der Musterbote.",
        ),
        (
            {"kind": "killed", "low": 1, "high": 1, "bound": "exact", "unit": "Toter",
             "country": ("IRQ",), "origin": ("SYR",), "date": "2015"},
            "1 Mensch aus Syrien ist im Jahr 2015 im Irak ums Leben gekommen, laut The Bell.",
            "1 person from Syria was killed in Iraq in 2015, according to The Bell.",
        ),
        (
            {"kind": "troops", "unit": "soldiers", "language": "en", "country": ("USA",),
             "origin": (), "date": "2020", "modality": "planned"},
            "Truppen in den USA im Jahr 2020: mindestens 650.000 „soldiers“ "
            "(geplant oder vorhergesagt), laut The Bell.",
            "Troops in the United States in 2020: at least 650,000 soldiers "
            "(planned or forecast), according to The Bell.",
        ),
        (
            {"country": (), "origin": (), "date": "", "source": "\u202eX"},
            "Mindestens 650.000 Menschen haben ein nicht genanntes Land verlassen, laut X.",
            "At least 650,000 people left a country not named, according to X.",
        ),
    ],
)  # fmt: skip
def test_a_figure_in_a_sentence(changes: dict[str, Any], german: str, english: str) -> None:
    figure = replace(FIGURE, **changes)
    assert (GERMAN.sentence(figure), ENGLISH.sentence(figure)) == (german, english)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("country", [(), ("RUS",), ("KAZ", "ISR")])
@pytest.mark.parametrize("low", [1, 5])
def test_every_kind_makes_a_sentence(kind: str, country: tuple[str, ...], low: int) -> None:
    figure = replace(FIGURE, kind=kind, country=country, low=low, high=low, bound="exact")
    for wording in (GERMAN, ENGLISH):
        sentence = wording.sentence(figure)
        assert not re.search(r"[{}]|  | ,|\(\)", sentence), sentence
        assert sentence.endswith("The Bell.")


def test_countries_stand_in_the_order_of_a_dictionary() -> None:
    names = list(GERMAN.country_names().values())
    assert names.index("Ägypten") < names.index("Belgien")
    assert names.index("Österreich") < names.index("Polen")


@pytest.mark.parametrize(
    ("written", "german", "english"),
    [
        ("2024-07-17", "17. Juli 2024", "17 July 2024"),
        ("2024-07-17T09:05:00.000Z", "17. Juli 2024, 09:05 UTC", "17 July 2024, 09:05 UTC"),
        ("soon", "soon", "soon"),
        (None, "ohne Datum", "undated"),
    ],
)
def test_a_day_in_words(written: str | None, german: str, english: str) -> None:
    assert (GERMAN.day(written), ENGLISH.day(written)) == (german, english)
