"""Whether a figure is asserted, denied, planned or hypothetical."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from extract import words
from extract.phrases import Phrases
from store.model import Modality


@dataclass(frozen=True, slots=True)
class ModalityRow:
    """A row of ``[[modality.rows]]``: words that take a figure out of what is asserted."""

    modality: Modality
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModalityWords:
    """Table ``[modality]``.

    ``scope_breaks`` end the reach of such a word, but not before one of the ``complementisers``:
    "dementierte, dass 300 gefallen seien"; ``capacity`` tells how many people something
    holds, which is no claim about people.
    """

    scope_breaks: frozenset[str]
    complementisers: frozenset[str]
    capacity: tuple[str, ...]
    rows: tuple[ModalityRow, ...]


@cache
def _phrases(language: str) -> Phrases[Modality]:
    table = words.table(language, "modality", ModalityWords)
    return Phrases((word, row.modality) for row in table.rows for word in row.words)


@cache
def _capacity(language: str) -> Phrases[str]:
    table = words.table(language, "modality", ModalityWords)
    return Phrases((phrase, phrase) for phrase in table.capacity)


def is_capacity(language: str, lower: Sequence[str], start: int, end: int) -> bool:
    """Tell whether the tokens ``[start, end)`` say how many people something holds."""
    return any(True for _ in _capacity(language).find(lower, start, end))


def modality_of(
    language: str,
    lower: Sequence[str],
    sentence: tuple[int, int],
    number: tuple[int, int],
    dated: Collection[int] = (),
) -> tuple[Modality, str]:
    """Return the modality of the number at the tokens ``number``, and the rule that decided.

    ``sentence`` are the tokens of its sentence, ``dated`` those of dates ("May").
    """
    start, end = sentence
    table = words.table(language, "modality", ModalityWords)
    breaks = table.scope_breaks
    ends = [
        index
        for index in range(start, end)
        if lower[index] in breaks
        and (index + 1 == end or lower[index + 1] not in table.complementisers)
    ]
    low = max((index + 1 for index in ends if index < number[0]), default=start)
    high = min((index for index in ends if index >= number[1]), default=end)
    for hit in _phrases(language).find(lower, low, high):
        if hit.start not in dated:
            return hit.payload, f"modality:{hit.phrase}"
    return "asserted", "modality.none"
