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

    ``scope_breaks`` end the reach of such a word; ``capacity`` tells how many people something
    holds, which is no claim about people.
    """

    scope_breaks: frozenset[str]
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
    start: int,
    end: int,
    number: int,
    dated: Collection[int] = (),
) -> tuple[Modality, str]:
    """Return the modality of the number at token ``number``, and the rule that decided.

    ``[start, end)`` are the tokens of its sentence, ``dated`` those of dates ("May").
    """
    table = words.table(language, "modality", ModalityWords)
    breaks = table.scope_breaks
    low = max((i + 1 for i in range(start, number) if lower[i] in breaks), default=start)
    high = min((i for i in range(number, end) if lower[i] in breaks), default=end)
    for hit in _phrases(language).find(lower, low, high):
        if hit.start not in dated:
            return hit.payload, f"modality:{hit.phrase}"
    return "asserted", "modality.none"
