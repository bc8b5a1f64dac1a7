"""Parts of a total, rates, and countries that are missing in a count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extract import words
from extract.phrases import Phrases
from store.model import Per


@dataclass(frozen=True, slots=True)
class PartWords:
    """Table ``[parts]``.

    ``part_before`` stand before the number of a part ("darunter 3 Kinder"), ``part_after``
    behind it ("five of them"); ``more`` tells a further number from a part; ``missing_counts``
    say that a country is not in the count.
    """

    part_before: tuple[str, ...]
    part_after: tuple[str, ...]
    more: frozenset[str]
    missing_counts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RateWords:
    """Table ``[rates]``: words that make a figure a rate, by the unit of time."""

    day: tuple[str, ...]
    week: tuple[str, ...]
    month: tuple[str, ...]
    year: tuple[str, ...]


PART_REACH = 8
"""Most tokens between "darunter" and the number that it announces."""

RATE_REACH = 8
"""Most tokens between a number and the word that makes it a rate."""


@cache
def _before(language: str) -> Phrases[str]:
    table = words.table(language, "parts", PartWords)
    return Phrases((phrase, phrase) for phrase in table.part_before)


@cache
def _missing(language: str) -> Phrases[str]:
    table = words.table(language, "parts", PartWords)
    return Phrases((phrase, phrase) for phrase in table.missing_counts)


@cache
def _rates(language: str) -> Phrases[Per]:
    table = words.table(language, "rates", RateWords)
    rows: list[tuple[str, Per]] = []
    units: tuple[Per, ...] = ("day", "week", "month", "year")
    for unit in units:
        rows += [(phrase, unit) for phrase in getattr(table, unit)]
    return Phrases(rows)


def announces_part(language: str, lower: Sequence[str], start: int, number: int) -> str | None:
    """Return the phrase that makes the number at token ``number`` a part, or None.

    ``start`` is the first token of its sentence.
    """
    low = max(start, number - PART_REACH)
    found = list(_before(language).find(lower, low, number))
    if not found or set(lower[found[-1].end : number]) & {";", ".", "–"}:
        return None
    return found[-1].phrase


def rate_of(language: str, lower: Sequence[str], start: int, end: int, number: int) -> Per | None:
    """Return the unit of time that the number at token ``number`` is a rate over, or None."""
    low, high = max(start, number - RATE_REACH), min(end, number + RATE_REACH)
    for hit in _rates(language).find(lower, low, high):
        return hit.payload
    return None


def says_missing(language: str, lower: Sequence[str], start: int, end: int) -> bool:
    """Tell whether the tokens ``[start, end)`` say that something is missing in a count."""
    return any(True for _ in _missing(language).find(lower, start, end))
