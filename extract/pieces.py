"""Cuts a text into words, digit groups and marks, and matches phrases of a word list on them.

spaCy's tokens part numbers and hyphens in ways that differ between languages; numbers need one cut
that is the same everywhere: a run of letters, a digit group with its separators, or one mark.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

_PIECE = re.compile(
    # 650 000: groups of three parted by one kind of space; then digits with any separators
    r"(?P<digits>(?<![\d.,])[1-9]\d{0,2}(?P<gap>[ \u00a0\u2007\u2009\u202f])\d{3}(?:(?P=gap)\d{3})*"
    r"(?!\d)(?:,\d{1,2}(?!\d))?"
    r"|\d+(?:[.,'’]\d+)*)"
    r"|[^\W\d_]+|(?P<break>\n)|[^\s]"
)


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a text: case-folded, where each starts and ends, and which are digits.

    A line break is a piece too, so that no phrase reaches over it.
    """

    text: str
    folded: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    digits: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.folded)

    def at(self, index: int) -> str:
        """Return the case-folded piece; "" before the first and after the last one."""
        return self.folded[index] if 0 <= index < len(self.folded) else ""

    def original(self, index: int) -> str:
        """Return the piece as written; "" before the first and after the last one."""
        if not 0 <= index < len(self.folded):
            return ""
        return self.text[self.starts[index] : self.ends[index]]

    def touches(self, index: int) -> bool:
        """Tell whether nothing stands between piece ``index`` and the one before."""
        return 0 < index < len(self.folded) and self.ends[index - 1] == self.starts[index]


def cut(text: str) -> Pieces:
    """Return the pieces of ``text``."""
    pieces = Pieces(text)
    for match in _PIECE.finditer(text):
        if match["digits"]:
            pieces.digits.append(len(pieces.folded))
        pieces.folded.append(match[0].casefold())
        pieces.starts.append(match.start())
        pieces.ends.append(match.end())
    return pieces


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
        self._forward: dict[str, list[tuple[tuple[str, ...], Meaning]]] = defaultdict(list)
        self._backward: dict[str, list[tuple[tuple[str, ...], Meaning]]] = defaultdict(list)
        for words, meaning in phrases:
            cut_words = phrase(words)
            self._forward[_key(cut_words[0])].append((cut_words, meaning))
            self._backward[_key(cut_words[-1])].append((cut_words, meaning))
        for index in (self._forward, self._backward):
            for entries in index.values():
                entries.sort(key=lambda entry: -len(entry[0]))

    def after(self, pieces: Pieces, index: int) -> tuple[int, Meaning] | None:
        """Return the end (a piece index) and meaning of the phrase that begins at ``index``."""
        best: tuple[int, Meaning] | None = None
        for key in _keys(pieces.at(index)):
            for words, meaning in self._forward.get(key, ()):
                if best and index + len(words) <= best[0]:
                    break
                if _matches(pieces.folded, index, words):
                    best = index + len(words), meaning
                    break
        return best

    def before(self, pieces: Pieces, index: int) -> tuple[int, Meaning] | None:
        """Return the start (a piece index) and meaning of the phrase that ends before ``index``."""
        best: tuple[int, Meaning] | None = None
        for key in _keys(pieces.at(index - 1)):
            for words, meaning in self._backward.get(key, ()):
                start = index - len(words)
                if best and start >= best[0]:
                    break
                if start >= 0 and _matches(pieces.folded, start, words):
                    best = start, meaning
                    break
        return best


def _key(piece: str) -> str:
    if piece.startswith("*"):
        return "*"
    return piece.rstrip("*")[:3]


def _keys(piece: str) -> tuple[str, ...]:
    return (piece[:3], "*") if piece else ()


def _matches(folded: list[str], start: int, words: tuple[str, ...]) -> bool:
    if start + len(words) > len(folded):
        return False
    return all(_fits(folded[start + offset], word) for offset, word in enumerate(words))


def _fits(piece: str, word: str) -> bool:
    if word.endswith("*"):
        return piece.startswith(word[:-1])
    if word.startswith("*"):
        return piece.endswith(word[1:])
    return piece == word
