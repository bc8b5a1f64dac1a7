"""Which of several places of one name is meant: by size, by what the text names, by the home."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extract.gazetteer import Meaning

APPOSITION_SCORE = 6.0
"""What naming the country beside the city is worth, in powers of ten of population."""

EVIDENCE_SCORE = 1.6
"""What a text full of one country is worth to a namesake there; half of it for one mention."""

STATE_SCORE = 1.5
"""What naming the namesake's state (USA) elsewhere in the text is worth."""

HOME_SCORE = 0.5
"""What being in the outlet's country is worth."""

KNOWN_SCORE = 1.0
"""What a well-known name is worth against one that needs support."""


@dataclass(slots=True)
class Found:
    """A name at the words ``[start, end)`` with its meanings; ``meaning`` is the one chosen.

    ``key`` is the name as the gazetteer has it, ``rule`` how it was found, ``beside`` the countries
    that the text names right beside it, in apposition.
    """

    start: int
    end: int
    key: str
    meanings: tuple[Meaning, ...]
    rule: str
    meaning: Meaning
    weight: float = 0.0
    beside: frozenset[str] = frozenset()


def evidence_of(
    found: Sequence[Found], homographs: frozenset[str]
) -> tuple[Counter[str], frozenset[str]]:
    """Return how often each country is unmistakably named, and the states that are."""
    evidence: Counter[str] = Counter()
    parts: set[str] = set()
    for name in found:
        meaning = name.meanings[0]
        if len(name.meanings) > 1 or not meaning.known or meaning.kind == "area":
            continue
        if name.key in homographs:
            continue
        for country in meaning.country:
            evidence[country] += 1
        if meaning.kind == "region" and meaning.part:
            parts.add(meaning.part)
    return evidence, frozenset(parts)


def score(
    meaning: Meaning,
    beside: frozenset[str],
    evidence: Counter[str],
    parts: frozenset[str],
    home: str | None,
) -> float:
    """Return how likely a meaning is, in powers of ten of population."""
    mentions = max(evidence[country] for country in meaning.country)
    worth = math.log10(max(meaning.size, 1)) + EVIDENCE_SCORE * mentions / (mentions + 1)
    worth += KNOWN_SCORE * meaning.known
    worth += APPOSITION_SCORE * (not beside.isdisjoint(meaning.country))
    worth += STATE_SCORE * (meaning.kind == "city" and meaning.part in parts)
    return worth + HOME_SCORE * (home in meaning.country)
