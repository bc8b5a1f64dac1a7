"""Inflected forms of adjectives and demonyms, from the endings in ``lang/<code>.toml``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Inflection:
    """Table ``[places_forms]``.

    ``adjective`` lists the endings of adjectives, ``adjective_case`` how the bare adjective is
    written: "lower" where with a capital it is the name of a language ("Deutsch"). ``demonym``
    gives for the end of a demonym's base form the ends of its forms, each replacing that end;
    the longest end counts, "" is for all others. ``adjective_plural`` does the same for
    adjectives that are nouns in the plural ("Syrians"). ``inhabitant`` is what makes a city's
    adjective ("Berlin" -> "Berliner"), for the cities of ``inhabitant_countries``.
    """

    adjective: tuple[str, ...]
    adjective_case: Literal["title", "lower"]
    inflected_case: Literal["title", "any"]
    demonym: dict[str, tuple[str, ...]]
    adjective_plural: dict[str, tuple[str, ...]] = field(default_factory=dict)
    inhabitant: str = ""
    inhabitant_countries: tuple[str, ...] = ()


def adjective_forms(
    base: str, inflection: Inflection
) -> Iterator[tuple[str, Literal["title", "lower", "any"]]]:
    """Yield the forms of an adjective with how each must be written."""
    for ending in inflection.adjective:
        yield base + ending, inflection.inflected_case if ending else inflection.adjective_case


def demonym_forms(base: str, inflection: Inflection) -> Iterator[str]:
    """Yield the forms of a demonym, the base form first."""
    yield base
    yield from _replaced(base, inflection.demonym)


def plural_forms(base: str, inflection: Inflection) -> Iterator[str]:
    """Yield the nouns that an adjective is in the plural; none where it stays as it is."""
    yield from _replaced(base, inflection.adjective_plural)


def _replaced(base: str, endings: dict[str, tuple[str, ...]]) -> Iterator[str]:
    fitting = [end for end in endings if base.endswith(end)]
    if fitting:
        end = max(fitting, key=len)
        stem = base.removesuffix(end)
        for form in endings[end]:
            yield stem + form
