# ruff: noqa: E501 - tables of cases read best one a line
"""What names or implies a country, and with which role. Invented sentences, both languages."""

from __future__ import annotations

import dataclasses
import tomllib
from functools import cache
from importlib.resources import files

import pycountry
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extract import words
from extract.gazetteer import gazetteer, names, neutral
from extract.gazetteer.forms import Inflection, adjective_forms, demonym_forms
from extract.outlets import home_of
from extract.places import main_countries, places
from extract.spans import Context
from store.model import PSEUDO_COUNTRIES

CODES = {country.alpha_3 for country in pycountry.countries} | {"XKX"} | PSEUDO_COUNTRIES


@cache
def blank(language: str) -> Language:
    return spacy.blank(language)


def read(language: str, text: str, home: str | None = None, title_end: int = 0) -> Doc:
    doc = blank(language).make_doc(text)
    doc._.context = Context(language, home=home, title_end=title_end)
    return places(doc)


def found(language: str, text: str, home: str | None = None) -> list[tuple[str, str, str]]:
    doc = read(language, text, home)
    for place in doc._.places:
        assert doc.text[place.start : place.end] == place.text
        assert 0 < place.weight <= 1
    return [(place.text, "+".join(place.country), place.kind) for place in doc._.places]


def roles(language: str, text: str) -> list[tuple[str, str]]:
    return [(place.text, place.role) for place in read(language, text)._.places]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Griechenlands Küste", [("Griechenlands", "GRC", "country")]),
        ("in Weißrussland und Belarus", [("Weißrussland", "BLR", "country"), ("Belarus", "BLR", "country")]),
        ("das Vereinigte Königreich", [("Vereinigte Königreich", "GBR", "country")]),
        ("die DR Kongo", [("DR Kongo", "COD", "country")]),
        ("Südsudan und Sudan", [("Südsudan", "SSD", "country"), ("Sudan", "SDN", "country")]),
        ("im Westjordanland", [("Westjordanland", "PSE", "country")]),
        ("im Kosovo", [("Kosovo", "XKX", "country")]),
        ("ein US-Soldat", [("US", "USA", "country")]),
        ("die syrischen Soldaten", [("syrischen", "SYR", "adjective")]),
        ("türkisch-syrische Grenze", [("türkisch", "TUR", "adjective"), ("syrische", "SYR", "adjective")]),
        ("nordfranzösische Städte", [("nordfranzösische", "FRA", "adjective")]),
        ("US-amerikanische Truppen", [("US-amerikanische", "USA", "adjective")]),
        ("türkischstämmige Wähler", [("türkischstämmige", "TUR", "adjective")]),
        ("zwei Afghaninnen", [("Afghaninnen", "AFG", "demonym")]),
        ("drei Russen", [("Russen", "RUS", "demonym")]),
        ("ein Burgenländer", [("Burgenländer", "AUT", "demonym")]),
        ("Exil-Iraner", [("Iraner", "IRN", "demonym")]),
        ("Syrien-Flüchtlinge", [("Syrien", "SYR", "country")]),
        ("der Syrienkrieg", [("Syrienkrieg", "SYR", "country")]),
        ("deutschlandweit 30", [("deutschlandweit", "DEU", "country")]),
        ("in Nordnigeria", [("Nordnigeria", "NGA", "country")]),
        ("die Wiener Polizei", [("Wiener", "AUT", "adjective")]),
        ("ein Wiener wurde", [("Wiener", "AUT", "demonym")]),
        ("Kasseler Forscher", [("Kasseler", "DEU", "adjective")]),
        ("Moskau und Peking", [("Moskau", "RUS", "city"), ("Peking", "CHN", "city")]),
        ("der Kreml", [("Kreml", "RUS", "organisation")]),
        ("die Bundesagentur für Arbeit", [("Bundesagentur für Arbeit", "DEU", "organisation")]),
        ("aus Oberösterreich", [("Oberösterreich", "AUT", "region")]),
        ("in der Ägäis", [("Ägäis", "GRC+TUR", "area")]),
        ("auf dem Mittelmeer", [("Mittelmeer", "WORLD", "area")]),
        ("KÖLN. Es regnet", [("KÖLN", "DEU", "city")]),
        ("in Essen", [("Essen", "DEU", "city")]),
        ("Feuer in Georgia", [("Georgia", "USA", "region")]),
        # negatives
        ("Das Essen in der Halle war gut", []),
        ("Er spricht Deutsch und Französisch", []),
        ("Auch der Justizminister des Landes schwieg", []),
        ("Jack London las Paris Hilton vor", []),
        ("laut New York Times", []),
        ("sagten die Vereinten Nationen", []),
        ("das Innenministerium", []),
        ("der Zug nach Norden", []),
    ],
)  # fmt: skip
def test_german(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found("de", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Syria's coast", [("Syria", "SYR", "country")]),
        ("U.S.-backed fighters", [("U.S", "USA", "country")]),
        ("the UK and Britain", [("UK", "GBR", "country"), ("Britain", "GBR", "country")]),
        ("the Ivory Coast", [("Ivory Coast", "CIV", "country")]),
        ("Turkey, Chad and Niger", [("Turkey", "TUR", "country"), ("Chad", "TCD", "country"), ("Niger", "NER", "country")]),
        ("the West Bank", [("West Bank", "PSE", "country")]),
        ("Turkish-trained rebels", [("Turkish", "TUR", "adjective")]),
        ("three Afghan nationals", [("Afghan", "AFG", "adjective")]),
        ("two Syrians", [("Syrians", "SYR", "demonym")]),
        ("New Yorkers and Frenchmen", [("New Yorkers", "USA", "demonym"), ("Frenchmen", "FRA", "demonym")]),
        ("Downing Street and the CDC", [("Downing Street", "GBR", "organisation"), ("CDC", "USA", "organisation")]),
        ("in Texas", [("Texas", "USA", "region")]),
        ("Portland, Ore.", [("Portland", "USA", "city"), ("Ore", "USA", "region")]),
        ("KABUL (AP)", [("KABUL", "AFG", "city")]),
        ("in Reading", [("Reading", "GBR", "city")]),
        ("in Nice", [("Nice", "FRA", "city")]),
        ("the English Channel", [("English Channel", "FRA+GBR", "area")]),
        # negatives
        ("Nice reading: of those, most were mobile in March", []),
        ("join us and them", []),
        ("an Island in the Sun", []),
        ("Jordan Henderson met Michael Jordan. Jordan smiled", []),
        ("Mr Washington met Whitney Houston", []),
        ("the New York Times and the Geneva Conventions", []),
    ],
)  # fmt: skip
def test_english(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found("en", text) == expected


@pytest.mark.parametrize(
    ("language", "text", "home", "name", "country"),
    [
        ("en", "In Paris, ten people marched.", None, "Paris", "FRA"),
        ("en", "In Paris, Texas, ten people marched.", None, "Paris", "USA"),
        ("en", "Texas police: Texans, Houston and Dallas mourn. A man from Paris died.", "USA", "Paris", "USA"),
        ("en", "In London, Ontario, three died.", None, "London", "CAN"),
        ("en", "Georgia and Russia: Tbilisi protests.", None, "Georgia", "GEO"),
        ("en", "Atlanta police said Georgia would vote.", "USA", "Georgia", "USA"),
        ("en", "In Valencia, eight died.", None, "Valencia", "ESP"),
        ("en", "The Venezuelan city of Valencia was hit.", None, "Valencia", "VEN"),
        ("en", "In Valencia, Venezuela, eight died.", None, "Valencia", "VEN"),
        ("de", "In Valencia in Venezuela starben acht Menschen.", None, "Valencia", "VEN"),
        ("de", "Das Bundeskriminalamt meldet zwei Fälle.", "AUT", "Bundeskriminalamt", "AUT"),
        ("de", "Das Bundeskriminalamt meldet zwei Fälle.", "DEU", "Bundeskriminalamt", "DEU"),
    ],
)  # fmt: skip
def test_namesakes(language: str, text: str, home: str | None, name: str, country: str) -> None:
    assert (name, country) in [found[:2] for found in found(language, text, home)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "aus Kroatien nach Slowenien", [("Kroatien", "from"), ("Slowenien", "to")]),
        ("de", "in die Türkei und in den Irak", [("Türkei", "to"), ("Irak", "to")]),
        ("de", "in der Türkei, in den USA", [("Türkei", "in"), ("USA", "in")]),
        ("de", "aus der syrischen Stadt Homs", [("syrischen", "from"), ("Homs", "from")]),
        ("de", "in der türkischen Grenzstadt Kilis", [("türkischen", "in"), ("Kilis", "in")]),
        ("de", "sie verließen Russland in Richtung Georgien", [("Russland", "from"), ("Georgien", "to")]),
        ("de", "auf Lesbos, auf die Insel Kos", [("Lesbos", "in"), ("Kos", "to")]),
        ("de", "östlich von Aleppo", [("Aleppo", "in")]),
        ("de", "der Präsident von Syrien", [("Syrien", "")]),
        ("de", "die türkische Polizei", [("türkische", "")]),
        ("de", "Wien – Es regnet", [("Wien", "in")]),
        ("en", "from Iraq to Greece", [("Iraq", "from"), ("Greece", "to")]),
        ("en", "they fled Syria and entered Turkey", [("Syria", "from"), ("Turkey", "to")]),
        ("en", "according to Greece", [("Greece", "")]),
        ("en", "in the Turkish border town of Kilis", [("Turkish", "in"), ("Kilis", "in")]),
        ("en", "north of Aleppo", [("Aleppo", "in")]),
        ("en", "French police", [("French", "")]),
    ],
)  # fmt: skip
def test_roles(language: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert roles(language, text) == expected


def test_main_countries_count_headline_and_lead_and_no_pseudo_codes() -> None:
    text = "Boat sinks off Lesbos\n" + "Police spoke. " * 40 + "A Turk and the EU. In Turkey."
    ranked = main_countries(read("en", text, title_end=22))
    assert [country for country, _ in ranked] == ["GRC", "TUR"]
    assert ranked[0][1] > ranked[1][1] > 0
    assert main_countries(read("en", "Nobody came.")) == []
    assert [country for country, _ in main_countries(read("en", "Nobody came.", "BHS"))] == ["BHS"]


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_codes_exist(language: str) -> None:
    table = names(language)
    keys = {
        code
        for rows in (getattr(table, field.name) for field in dataclasses.fields(table))
        for key in rows
        for code in key.split("+")
    }
    assert keys <= CODES
    for meanings in gazetteer(language).names.values():
        assert CODES.issuperset(code for meaning in meanings for code in meaning.country)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_country_has_a_name_and_every_large_people_a_word(language: str) -> None:
    named = {
        meaning.country[0]
        for meanings in gazetteer(language).names.values()
        for meaning in meanings
        if meaning.kind == "country"
    }
    assert named >= CODES - PSEUDO_COUNTRIES
    assert len(names(language).adjectives) > 150
    assert {"name", "given"}.isdisjoint(neutral().provinces)


def test_a_dateline_weighs_less_than_a_place() -> None:
    dateline, place = read("de", "Linz – Ein Haus in Graz brannte.")._.places
    assert (dateline.rule, dateline.role) == ("places.city.dateline", "in")
    assert dateline.weight < place.weight


def test_forms_follow_the_endings() -> None:
    german = words.table("de", "places_forms", Inflection)
    assert {"syrisch", "syrische", "syrischer"} <= {
        form for form, _ in adjective_forms("syrisch", german)
    }
    assert {"Türke", "Türken", "Türkin", "Türkinnen"} <= set(demonym_forms("Türke", german))
    assert {"Syrer", "Syrern", "Syrerin"} <= set(demonym_forms("Syrer", german))


@pytest.mark.parametrize(
    ("outlet", "url", "expected"),
    [
        ("derstandard.at", "", "AUT"),
        ("Der Standard", "", "AUT"),
        ("", "https://www.bbc.co.uk/news/world-1", "GBR"),
        ("", "https://tribune242.com/a", "BHS"),
        ("", "https://neue-seite.de/", "DEU"),
        ("", "https://www.stadt.wien/", "AUT"),
        ("wbir.com", "", "USA"),
        ("somewhere.io", "", None),
        ("aljazeera.com", "", None),
        ("de.wikinews.org", "https://de.wikinews.org/wiki/A", None),
        ("", "http://[broken", None),
        ("", "", None),
    ],
)
def test_homes_of_outlets(outlet: str, url: str, expected: str | None) -> None:
    assert home_of(outlet, url) == expected


def test_outlets_have_real_countries_and_no_domain_twice() -> None:
    data = tomllib.loads(files("extract.gazetteer").joinpath("outlets.toml").read_text("utf-8"))
    assert CODES.issuperset({*data["domains"], *data["tops"], *data["stations"]})
    domains = [domain for rows in data["domains"].values() for domain in rows]
    assert len(domains) == len(set(domains)) > 250
