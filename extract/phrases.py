"""Finds words and phrases of a word list among tokens.

A phrase is written as in the word files: words in small letters, parted by blanks; ``evakuiert*``
stands for any ending, a lone ``*`` for one to :data:`GAP` tokens in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

REMEMBERED = 1 << 14
"""Words of which is kept which phrases they begin; bounded, since texts have ever new ones."""

GAP = 10
"""Most tokens that a lone ``*`` stands for: what stands within the bracket of a German verb."""

Payload = TypeVar("Payload")


@dataclass(frozen=True, slots=True)
class Hit(Generic[Payload]):
    """A phrase found at the tokens ``[start, end)``, with what the list says of it."""

    start: int
    end: int
    phrase: str
    payload: Payload


class Phrases(Generic[Payload]):
    """A list of phrases, each with a payload, looked up by their first word.

    Looking through ``n`` tokens costs about ``n`` times the length of a word, whatever the size
    of the list.
    """

    def __init__(self, rows: Iterable[tuple[str, Payload]]) -> None:
        self._exact: dict[str, list[tuple[tuple[str, ...], Payload]]] = {}
        self._prefix: dict[str, list[tuple[tuple[str, ...], Payload]]] = {}
        for phrase, payload in rows:
            parts = tuple(phrase.casefold().split())
            first = parts[0]
            table = self._prefix if first.endswith("*") else self._exact
            table.setdefault(first.removesuffix("*"), []).append((parts, payload))
        self._lengths = sorted({len(prefix) for prefix in self._prefix})
        self._beginning = lru_cache(maxsize=REMEMBERED)(self._candidates)

    def find(self, lower: Sequence[str], start: int, end: int) -> Iterator[Hit[Payload]]:
        """Yield every phrase within the tokens ``[start, end)``, by position.

        ``lower`` holds the case-folded token texts.
        """
        for position in range(start, end):
            for parts, payload in self._beginning(lower[position]):
                stop = _match(parts, 1, lower, position + 1, end)
                if stop is not None:
                    yield Hit(position, stop, " ".join(parts), payload)

    def longest(self, lower: Sequence[str], start: int, end: int) -> list[Hit[Payload]]:
        """Return the phrases of :meth:`find` that do not stand within a longer one."""
        kept: list[Hit[Payload]] = []
        for hit in sorted(self.find(lower, start, end), key=lambda hit: (hit.start, -hit.end)):
            if not kept or hit.end > kept[-1].end:
                kept.append(hit)
        return kept

    def _candidates(self, word: str) -> list[tuple[tuple[str, ...], Payload]]:
        found = list(self._exact.get(word, ()))
        for length in self._lengths:
            if length > len(word):
                break
            found += self._prefix.get(word[:length], ())
        return found


def _match(
    parts: tuple[str, ...], index: int, lower: Sequence[str], position: int, end: int
) -> int | None:
    """Return the token after the match of ``parts[index:]`` at ``position``, or None."""
    while index < len(parts):
        part = parts[index]
        if part == "*":
            for skipped in range(1, GAP + 1):
                stop = _match(parts, index + 1, lower, position + skipped, end)
                if stop is not None:
                    return stop
            return None
        if position >= end or not _same(part, lower[position]):
            return None
        index += 1
        position += 1
    return position


def _same(part: str, word: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part
