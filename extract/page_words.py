"""The words of a PDF page with where they stand, and the lines that they make.

Coordinates are points from the top left corner of the page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pdfminer.encodingdb import name2unicode
from pdfminer.latin_enc import ENCODING
from pdfplumber.page import Page

from extract.superscripts import LONGEST_MARK, superscript

RAISED = 0.85
"""Size of a raised mark against the word that it stands behind, at most."""

CELL_GAP = 0.8
"""Space within a line that parts two pieces of it (cells, columns), in heights of its type."""

SAME_LINE = 0.4
"""How far the lower edges of two words of one line may differ, in heights of their type."""

REACH = 4
"""Points between a raised mark and its word, at most."""

CORK: dict[int, str] = {
    0x10: "“", 0x11: "”", 0x12: "„", 0x13: "«", 0x14: "»", 0x15: "–", 0x16: "—",
    0x1B: "ff", 0x1C: "fi", 0x1D: "fl", 0x1E: "ffi", 0x1F: "ffl", 0xDF: "SS", 0xFF: "ß",
}  # fmt: skip
"""TeX's T1 ("Cork") encoding where it differs from Latin-1: its bitmap fonts name no characters."""

BITMAP = "unknown"
"""The name that pdfminer gives to fonts without one (Type 3), such as TeX's bitmap fonts. They say
nothing of their encoding, and pdfminer takes them for Adobe's."""

_STANDARD = {
    name2unicode(name): code for name, code, *_ in ENCODING if code is not None and code >= 0xC0
}
_CODE = re.compile(r"\(cid:(\d{1,3})\)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or several in a row: its box, the size of its type, its text."""

    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    text: str

    @property
    def middle(self) -> tuple[float, float]:
        """Return the middle of the box, x and y."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


def words_of(page: Page) -> list[Word]:
    """Return the upright words of a page, with raised marks joined to what they stand beside."""
    for char in page.chars:
        if char["fontname"] == BITMAP:
            char["text"] = _named(char["text"])
    found = [
        Word(
            word["x0"],
            word["x1"],
            word["top"],
            word["bottom"],
            word["size"],
            word["text"],
        )
        for word in page.extract_words(extra_attrs=["size"], x_tolerance_ratio=0.15)
        if word["upright"] and word["text"].strip()
    ]
    return _with_marks(found)


def _named(text: str) -> str:
    """Return the character of a glyph in a bitmap font: what TeX's encoding has at its code."""
    match = _CODE.fullmatch(text)
    code = int(match[1]) if match else _STANDARD.get(text, 0)
    return CORK.get(code) or (chr(code) if 0xC0 <= code <= 0xFF else text)


def lines_of(words: Iterable[Word]) -> list[list[Word]]:
    """Return the words line by line, from top to bottom and from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.bottom, word.x0)):
        if lines and abs(lines[-1][-1].bottom - word.bottom) <= SAME_LINE * word.size:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.x0) for line in lines]


def pieces_of(line: Sequence[Word], gap: float = CELL_GAP) -> list[Word]:
    """Return the pieces of a line that wide gaps part, each as one word."""
    pieces: list[list[Word]] = [[line[0]]]
    for before, word in pairwise(line):
        if word.x0 - before.x1 > gap * max(before.size, word.size):
            pieces.append([])
        pieces[-1].append(word)
    return [joined(piece) for piece in pieces]


def joined(words: Sequence[Word]) -> Word:
    """Return words of one line as one."""
    return Word(
        words[0].x0,
        max(word.x1 for word in words),
        min(word.top for word in words),
        max(word.bottom for word in words),
        max(word.size for word in words),
        " ".join(word.text for word in words),
    )


def _with_marks(words: Sequence[Word]) -> list[Word]:
    """Return the words with each raised mark joined to the word before, or set in line."""
    ends: dict[int, list[int]] = defaultdict(list)
    begins: dict[int, list[int]] = defaultdict(list)
    for index, word in enumerate(words):
        ends[round(word.x1)].append(index)
        begins[round(word.x0)].append(index)
    found: list[Word | None] = list(words)
    for index, mark in enumerate(words):
        if len(mark.text) > LONGEST_MARK:
            continue
        for other in _near(ends, mark.x0, words, mark):
            host = found[other] or words[other]
            found[other] = replace(host, x1=mark.x1, text=host.text + superscript(mark.text))
            found[index] = None
            break
        else:
            for other in _near(begins, mark.x1, words, mark):
                line = words[other]
                text = superscript(mark.text)
                found[index] = replace(mark, bottom=line.bottom, size=line.size, text=text)
                break
    return [word for word in found if word is not None]


def _near(
    places: dict[int, list[int]], x: float, words: Sequence[Word], mark: Word
) -> Iterator[int]:
    """Yield the larger words that a mark is raised against and that end or begin at ``x``."""
    for place in range(round(x) - REACH, round(x) + REACH + 1):
        for index in places.get(place, ()):
            word = words[index]
            small = mark.size <= RAISED * word.size
            raised = word.top - 0.5 * word.size <= mark.top and mark.bottom < word.bottom - 0.5
            if small and raised and mark.bottom > word.top:
                yield index
