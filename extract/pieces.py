"""Cuts a text into words, digit groups and marks, and matches phrases of a word list on them.

spaCy's tokens part numbers and hyphens in ways that differ between languages; numbers need one cut
that is the same everywhere: a run of letters, a digit group with its separators, or one mark.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

_PIECE = re.compile(
    # 650 000: groups of three parted by one kind of space; then digits with any separators
    r"(?P<digits>(?<![\d.,])[1-9]\d{0,2}(?P<gap>[ \u00a0\u2007\u2009\u202f])\d{3}(?:(?P=gap)\d{3})*"
    r"(?!\d)(?:,\d{1,2}(?!\d))?"
    r"|\d+(?:[.,'’]\d+)*)"
    r"|[^\W\d_]+|(?P<break>\n)|[^\s]"
)

PADDING = 16
"""Empty pieces behind the last one: more than any phrase is long or any rule looks ahead."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a text: case-folded, where each starts and ends, and which are digits.

    A line break is a piece too, so that no phrase reaches over it. ``folded`` ends in
    :data:`PADDING` empty pieces, so that looking a little ahead or one back needs no care.
    """

    text: str
    folded: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    digits: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.starts)

    def at(self, index: int) -> str:
        """Return the case-folded piece; "" before the first and after the last one."""
        return self.folded[index]

    def original(self, index: int) -> str:
        """Return the piece as written; "" before the first and after the last one."""
        if not self.folded[index]:
            return ""
        return self.text[self.starts[index] : self.ends[index]]

    def touches(self, index: int) -> bool:
        """Tell whether nothing stands between piece ``index`` and the one before."""
        return 0 < index < len(self.starts) and self.ends[index - 1] == self.starts[index]


def cut(text: str) -> Pieces:
    """Return the pieces of ``text``."""
    spans = [match.span() for match in _PIECE.finditer(text)]
    folded = [text[start:end].casefold() for start, end in spans]
    digits = [index for index, piece in enumerate(folded) if piece[0].isdecimal()]
    folded.extend([""] * PADDING)
    return Pieces(text, folded, [start for start, _ in spans], [end for _, end in spans], digits)


def phrase(words: str) -> tuple[str, ...]:
    """Return the pieces of a phrase of a word list; a piece may begin or end with ``*``."""
    found: list[str] = []
    for match in re.finditer(r"\*?[^\W\d_]+\*?|\d+|[^\s]", words):
        found.append(match[0].casefold())
    return tuple(found)


Meaning = TypeVar("Meaning")


class Phrases(Generic[Meaning]):
    """Phrases of word lists, each with what it stands for, found before or after a piece.

    ``*`` at the start or end of a piece stands for any letters. The longest phrase wins.
    """

    def __init__(self, phrases: Iterable[tuple[str, Meaning]]) -> None:
        entries = [(phrase(words), meaning) for words, meaning in phrases]
        entries.sort(key=lambda entry: -len(entry[0]))
        forward = _by_key((words[0], (words, meaning)) for words, meaning in entries)
        backward = _by_key((words[-1], (words, meaning)) for words, meaning in entries)
        # Bounded, since they grow with the vocabulary of whatever is read.
        self._starting = lru_cache(maxsize=1 << 14)(lambda piece: _candidates(forward, piece))
        self._ending = lru_cache(maxsize=1 << 14)(lambda piece: _candidates(backward, piece))

    def after(self, pieces: Pieces, index: int) -> tuple[int, Meaning] | None:
        """Return the end (a piece index) and meaning of the phrase that begins at ``index``."""
        for words, meaning in self._starting(pieces.folded[index]):
            if _matches(pieces.folded, index, words):
                return index + len(words), meaning
        return None

    def before(self, pieces: Pieces, index: int) -> tuple[int, Meaning] | None:
        """Return the start (a piece index) and meaning of the phrase that ends before ``index``."""
        for words, meaning in self._ending(pieces.folded[index - 1]):
            start = index - len(words)
            if start >= 0 and _matches(pieces.folded, start, words):
                return start, meaning
        return None


Entry = tuple[tuple[str, ...], Meaning]


def _by_key(entries: Iterable[tuple[str, Entry[Meaning]]]) -> dict[str, list[Entry[Meaning]]]:
    found: dict[str, list[Entry[Meaning]]] = defaultdict(list)
    for word, entry in entries:
        found[_key(word)].append(entry)
    return found


def _candidates(index: dict[str, list[Entry[Meaning]]], piece: str) -> list[Entry[Meaning]]:
    """Return the phrases that a piece may belong to, the longest first."""
    found = [entry for key in _keys(piece) for entry in index.get(key, ())]
    return sorted(found, key=lambda entry: -len(entry[0]))


STEM = 3
"""Letters by which phrases with an open end are looked up; no stem may be shorter."""


def _key(word: str) -> str:
    if word.startswith("*") and len(word) > 1:
        return "*"
    return f"{word[:STEM]}*" if word.endswith("*") and len(word) > STEM else word


def _keys(piece: str) -> tuple[str, ...]:
    return (piece, f"{piece[:STEM]}*", "*") if piece.isalpha() else (piece,)


def _matches(folded: list[str], start: int, words: tuple[str, ...]) -> bool:
    for position, word in enumerate(words, start):
        if folded[position] != word and not _fits(folded[position], word):
            return False
    return True


def _fits(piece: str, word: str) -> bool:
    """Tell whether a piece fits a word with an open end."""
    if len(word) == 1 or not piece:
        return False
    if word.endswith("*"):
        return piece.startswith(word[:-1])
    return word.startswith("*") and piece.endswith(word[1:])
