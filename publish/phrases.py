"""What the pages say: ``lang/<code>.toml``, loaded strictly, and which language a reader gets."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extract.words import parse

LANGUAGES: tuple[str, ...] = tuple(
    sorted(
        file.name.removesuffix(".toml")
        for file in files("publish.lang").iterdir()
        if file.name.endswith(".toml")
    )
)
"""ISO 639-1 codes of the languages of the pages: those with a file of phrases."""

FALLBACK = "en"
"""The language for readers whose browser asks for none of :data:`LANGUAGES`."""


@dataclass(frozen=True, slots=True)
class KindPhrases:
    """A kind of figure: its name, and the statement about one person and about several."""

    name: str
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class RelationPhrases:
    """A relation, read from the first claim of the pair (``to``) and from the second (``by``)."""

    to: str
    by: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's file.

    ``locale`` is the Babel locale of numbers, dates and country names; ``plain_units`` are
    counted nouns, in lower case, that say no more than "people". ``places`` maps a country code to
    its name after a preposition, as ``inside``, ``to``, ``from`` and ``direct``.
    """

    locale: str
    name: str
    plain_units: frozenset[str]
    ui: dict[str, str]
    statuses: dict[str, str]
    relations: dict[str, RelationPhrases]
    hedges: dict[str, str]
    kinds: dict[str, KindPhrases]
    sentence: dict[str, str]
    period: dict[str, str]
    places: dict[str, dict[str, str]]

    def say(self, key: str, **values: str) -> str:
        """Return the phrase ``ui.<key>`` with ``values`` filled in. Raises KeyError."""
        return self.ui[key].format(**values)


@cache
def phrases(language: str) -> Phrases:
    """Return what the pages say in ``language``. Raises :class:`extract.words.WordsError`."""
    name = f"{language}.toml"
    text = files("publish.lang").joinpath(name).read_text(encoding="utf-8")
    return parse(tomllib.loads(text), Phrases, f"publish/lang/{name}")


def choose_language(asked: str | None, accept: str) -> str:
    """Return the language of a page.

    ``asked`` is what the address says (``?lang=``), ``accept`` the Accept-Language header
    (RFC 9110, 12.5.4): of the languages there are, the one with the highest quality value, the
    first of several. What is malformed is passed over.
    """
    if asked in LANGUAGES:
        return asked
    best, best_quality = FALLBACK, 0.0
    for item in accept.split(","):
        tag, _, parameter = item.partition(";")
        language = tag.strip().lower().partition("-")[0]
        quality = _quality(parameter)
        if language in LANGUAGES and quality > best_quality:
            best, best_quality = language, quality
    return best


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip().lower() == "q" else 0.0
    except ValueError:
        return 0.0
