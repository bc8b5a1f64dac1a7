"""What somebody types into the search field: a country, a number, a sentence to check, or words."""

from __future__ import annotations

from functools import cache

from extract.quantities import quantity_reader
from extract.spans import Quantity
from extract.words import LANGUAGES as READ
from publish.phrases import LANGUAGES, phrases
from publish.wording import Wording

LONGEST = 2000
"""Characters beyond which nothing is a country, a number or one sentence."""

OTHER_WORDS = 3
"""A sentence has so many words besides its figure; fewer are words to search for."""


def country_named(text: str) -> str | None:
    """Return the code of the country that ``text`` is: its name in any language, or the code."""
    return _countries().get(text.strip().casefold())


@cache
def _countries() -> dict[str, str]:
    known: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Wording(phrases(language)).country_names().items():
            known[name.casefold()] = known[code.casefold()] = code
    return known


def number_in(text: str) -> float | None:
    """Return the number that ``text`` is, with or without a hedge, in whatever language.

    "650.000" and "650,000" are 650000: counts of people have no fractions, so of two readings the
    larger one is meant. "1,5 Millionen" is 1500000, "10 bis 15" its lower end. None where
    ``text`` says more than a number.
    """
    whole = [quantity for quantity in _counts(text) if not _besides(text, quantity)]
    return max((quantity.low for quantity in whole), default=None)


def is_sentence(text: str) -> bool:
    """Tell whether ``text`` is a sentence with a figure: a count and some words besides."""
    return any(len(_besides(text, quantity)) >= OTHER_WORDS for quantity in _counts(text))


def _counts(text: str) -> list[Quantity]:
    """Return what may count people: in no language a share, a sum of money or the like."""
    if len(text) > LONGEST:
        return []
    found = [one for language in READ for one in quantity_reader(language).read(text)]
    others = {one.start for one in found if one.category != "count"}
    return [one for one in found if one.start not in others and not one.vague]


def _besides(text: str, quantity: Quantity) -> list[str]:
    """Return the words of a text besides a quantity and its hedge."""
    start, end = quantity.start, quantity.end
    if quantity.hedge:
        start, end = min(start, quantity.hedge_start), max(end, quantity.hedge_end)
    words = f"{text[:start]} {text[end:]}".split()
    return [word for word in words if any(character.isalnum() for character in word)]
