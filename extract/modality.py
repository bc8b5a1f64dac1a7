"""Whether a figure is asserted, denied, planned or hypothetical."""

from __future__ import annotations

from collections.abc import Sequence
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
    """Table ``[modality]``; ``scope_breaks`` end the reach of such a word."""

    scope_breaks: frozenset[str]
    rows: tuple[ModalityRow, ...]


@cache
def _phrases(language: str) -> Phrases[Modality]:
    table = words.table(language, "modality", ModalityWords)
    return Phrases((word, row.modality) for row in table.rows for word in row.words)


def modality_of(
    language: str, lower: Sequence[str], start: int, end: int, number: int
) -> tuple[Modality, str]:
    """Return the modality of the number at token ``number``, and the rule that decided.

    ``[start, end)`` are the tokens of its clause.
    """
    breaks = words.table(language, "modality", ModalityWords).scope_breaks
    low = max((i + 1 for i in range(start, number) if lower[i] in breaks), default=start)
    high = min((i for i in range(number, end) if lower[i] in breaks), default=end)
    for hit in _phrases(language).find(lower, low, high):
        return hit.payload, f"modality:{hit.phrase}"
    return "asserted", "modality.none"
