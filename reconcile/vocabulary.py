"""The words that reconciling needs: ``words/<code>.toml``, loaded strictly."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pycountry
from babel import Locale

from extract.words import LANGUAGES, WordsError, parse

_NOT_WORD = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class WordList:
    """A plain list of words."""

    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Beside:
    """Words that stand before or after a number."""

    before: frozenset[str]
    after: frozenset[str]


@dataclass(frozen=True, slots=True)
class Course:
    """How a text tells that a count has changed.

    ``former`` says that a number is no longer the state ("up from"), as does a word of ``before``
    with one of ``reported`` ("was reported earlier"), and one of ``origin`` right before the
    number where a word of ``rising`` or ``corrected`` stands in the sentence ("rose from 23 to
    41"); ``corrected`` says that the number may have become smaller.
    """

    former: frozenset[str]
    before: frozenset[str]
    reported: frozenset[str]
    rising: frozenset[str]
    origin: frozenset[str]
    corrected: frozenset[str]


@dataclass(frozen=True, slots=True)
class Words:
    """One language's file.

    ``groups``, ``scopes`` and ``institutions`` map a language-independent key to words of this
    language; ``scope_prepositions`` are words before a country's name that tell a scope;
    ``remainder`` words such as "another" beside a number; ``course`` words for how a count
    changed; ``events`` stems of what people die of at one time; ``unnamed`` mark sources that stay
    anonymous; ``speakers`` maps names of persons to the institution they speak for;
    ``countries`` maps stems to alpha-3 codes; ``verdicts`` and ``phrases`` are what a check says,
    ``verdict_names`` what it calls its verdicts, ``check`` the heads of what it shows.
    """

    groups: dict[str, tuple[str, ...]]
    scopes: dict[str, tuple[str, ...]]
    scope_prepositions: dict[str, tuple[str, ...]]
    remainder: Beside
    course: Course
    events: dict[str, tuple[str, ...]]
    institutions: dict[str, tuple[str, ...]]
    unnamed: WordList
    speakers: dict[str, str]
    countries: dict[str, str]
    verdicts: dict[str, str]
    verdict_names: dict[str, str]
    check: dict[str, str]
    phrases: dict[str, str]


@cache
def words(language: str) -> Words:
    """Return the words of a language (ISO 639-1). Raises :class:`extract.words.WordsError`."""
    if language not in LANGUAGES:
        raise WordsError(f"no words for language {language!r}; there are {', '.join(LANGUAGES)}")
    name = f"reconcile/words/{language}.toml"
    text = files("reconcile.words").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return parse(tomllib.loads(text), Words, name)


def plain(text: str) -> str:
    """Return the text's words in lower case between single blanks, also at both ends.

    Apostrophes, hyphens and stops part words: "U.S.-Geheimdienste" -> " u s geheimdienste ".
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    return f" {_NOT_WORD.sub(' ', folded).strip()} "


@cache
def institution_names() -> tuple[tuple[str, str], ...]:
    """Return (name as in :func:`plain`, key) of all languages, longest name first.

    A name of four letters or fewer is an abbreviation and stands between blanks; a longer one
    may begin or, in a compound, end a word.
    """
    names = {
        (plain(name).strip(), key)
        for language in LANGUAGES
        for key, of_key in words(language).institutions.items()
        for name in of_key
    }
    bounded = ((f" {name} " if len(name) <= 4 else name, key) for name, key in names)
    return tuple(sorted(bounded, key=lambda row: (-len(row[0]), row)))


@cache
def unnamed_words() -> frozenset[str]:
    """Return the words of all languages that mark a source as anonymous."""
    return frozenset[str]().union(*(words(code).unnamed.words for code in LANGUAGES))


@cache
def speakers() -> dict[str, str]:
    """Return name (as in :func:`plain`) -> institution of persons, in all languages' spellings."""
    return {
        plain(name).strip(): key for code in LANGUAGES for name, key in words(code).speakers.items()
    }


_ENDINGS = ("ien", "ia", "land", "stan", "e", "y", "a")


@cache
def country_stems() -> dict[str, str]:
    """Return stem -> alpha-3 for names and adjectives of countries in all languages.

    Names are CLDR's, cut before their ending ("Kasachstan" -> "kasach") where at least four
    letters remain; stems of the word files go before them.
    """
    alpha3 = _alpha3()
    stems: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in sorted(Locale(language).territories.items()):
            stem = plain(name).strip()
            if code in alpha3 and " " not in stem:
                stems.setdefault(_cut(stem), alpha3[code])
    for language in LANGUAGES:
        stems.update(words(language).countries)
    return stems


def _cut(name: str) -> str:
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 4:
            return name.removesuffix(ending)
    return name


def _alpha3() -> dict[str, str]:
    return {country.alpha_2: country.alpha_3 for country in pycountry.countries}


LONG_STEM = 6
"""A stem of so many letters may begin a compound ("Bundes|innenministerium")."""

LONGEST_ENDING = 5
"""A shorter stem takes an ending at most ("irak|ischen"), so "Indi|vidual" is no Indian."""


@cache
def _stems_of_words() -> tuple[tuple[str, str], ...]:
    """Return the stems of several words, each between blanks, with the country's code."""
    return tuple((f" {stem} ", code) for stem, code in country_stems().items() if " " in stem)


def countries_in(text: str) -> frozenset[str]:
    """Return the alpha-3 codes of the countries that a short text (a source's name) names."""
    stems = country_stems()
    folded = plain(text)
    found = {code for stem, code in _stems_of_words() if stem in folded}
    for word in folded.split():
        code = _country_of(word, stems)
        if code is not None:
            found.add(code)
    return frozenset(found)


def _country_of(word: str, stems: dict[str, str]) -> str | None:
    for size in range(len(word), 1, -1):
        code = stems.get(word[:size])
        ending = len(word) - size
        if code and (ending == 0 or size >= LONG_STEM or (size >= 3 and ending <= LONGEST_ENDING)):
            return code
    return None
