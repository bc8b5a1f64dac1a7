"""A PDF file becomes pages of paragraphs and tables. Runs as a process of its own.

    python -m extract.page_reading < FILE

prints one JSON object a line: first the facts of the file, then each page. What a file can do to
its reader (bombs, loops, a million objects) then ends with this process, whose time and memory
:mod:`extract.pdf` bounds.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from extract.page_order import in_reading_order
from extract.page_tables import Area, Box, ruled_cells, tables_of
from extract.page_words import Word, lines_of, pieces_of, words_of

MAX_PAGES = 1_000
"""Pages of the longest report that is read."""

MAX_WORDS = 20_000
"""Words of a page; a page of dense small type has 2,000."""

MEMORY = 1_500_000_000
"""Bytes of address space that reading one file may take."""

SECONDS = 60
"""Processor time that reading one file may take."""

MARGIN = 0.12
"""Part of a page's height at its top and foot in which running heads and page numbers stand."""

LINE_GAP = 0.8
"""Space between two lines of one paragraph, at most, in heights of a line."""

SAME_SIZE = 0.5
"""Points by which the type of two lines of one paragraph may differ."""

_DIGITS = re.compile(r"\d+")
_OPENING = re.compile(r"\w+\.? \d+ ?[:.–] |\w+: ")
"""What begins a caption ("Table 2: ") or a note ("Source: ")."""

_ENDED = re.compile(r"[.!?:;…][\"”“»«'’)\]]*$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a table as lines of cells (``table``); ``size`` is that of its type."""

    text: str
    size: float
    table: bool = False


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What stands on a page: its words, the cells that its rules make, its height."""

    words: list[Word]
    cells: list[list[Box]]
    height: float


@dataclass(frozen=True, slots=True)
class _Line:
    word: Word
    area: Area | None = None


def pages_of(body: bytes) -> Iterator[dict[str, Any]]:
    """Yield the facts of a file (``facts``: its metadata), then its pages (``paragraphs``).

    A file that cannot be read yields ``error``, the cause.
    """
    try:
        with pdfplumber.open(io.BytesIO(body)) as pdf:
            count = len(pdf.pages)
            if count > MAX_PAGES:
                yield {"error": f"has {count:,} pages, more than {MAX_PAGES:,}"}
                return
            yield {"facts": {key: str(value) for key, value in pdf.metadata.items()}}
            sheets = [_sheet(page) for page in pdf.pages]
    except (PdfminerException, PDFException) as error:
        locked = isinstance(error, PDFPasswordIncorrect) or any(
            isinstance(cause, PDFPasswordIncorrect) for cause in (*error.args, error.__context__)
        )
        name = str(error) or type(error).__name__
        yield {"error": "is encrypted" if locked else f"is no PDF that can be read: {name}"}
        return
    running = _running(sheets)
    for number, sheet in enumerate(sheets, 1):
        yield {
            "paragraphs": [asdict(entry) for entry in _paragraphs(_lines(sheet, number, running))]
        }


def _sheet(page: Page) -> _Sheet:
    words = words_of(page)
    if len(words) > MAX_WORDS:
        raise PdfminerException(f"page {page.page_number} holds {len(words):,} words")
    sheet = _Sheet(words, ruled_cells(page), float(page.height))
    page.close()  # its objects are many and not needed again
    return sheet


def _lines(sheet: _Sheet, number: int, running: set[tuple[str, int]]) -> list[_Line]:
    """Return the lines and tables of a page in reading order, without running heads and feet."""
    out = {
        (word.x0, word.bottom)
        for piece, words in _margins(sheet)
        if _mask(piece) in running or _is_number(piece.text, number)
        for word in words
    }
    words = [word for word in sheet.words if (word.x0, word.bottom) not in out]
    areas = tables_of(sheet.cells, words)
    free = [word for word in words if not any(area.holds(word) for area in areas)]
    lines = [_Line(line) for line in _between(free, areas)]
    for area in areas:
        word = Word(area.x0, area.x1, area.top, area.bottom, 0.0, "")
        at = next((i for i, line in enumerate(lines) if _follows(line.word, word)), len(lines))
        lines.insert(at, _Line(word, area))
    return lines


def _between(words: Sequence[Word], areas: Sequence[Area]) -> Iterator[Word]:
    """Yield the lines above, between and below the tables that stand across the page."""
    across = [area for area in areas if _is_across(area, words)]
    top = float("-inf")
    for bottom in [*(area.top for area in across), float("inf")]:
        yield from in_reading_order([word for word in words if top <= word.middle[1] < bottom])
        top = bottom


def _is_across(area: Area, words: Sequence[Word]) -> bool:
    """Tell whether no text stands beside a table."""
    return not any(
        area.top < word.middle[1] < area.bottom and not area.x0 <= word.middle[0] <= area.x1
        for word in words
    )


def _follows(line: Word, table: Word) -> bool:
    """Tell whether a line is read after a table: below it, in its column or across."""
    return line.middle[1] > table.middle[1] and line.x0 < table.x1 and table.x0 < line.x1


# -- running heads and feet


def _margins(sheet: _Sheet) -> Iterator[tuple[Word, list[Word]]]:
    """Yield the pieces of the lines in the margins, each with its words."""
    low, high = MARGIN * sheet.height, (1 - MARGIN) * sheet.height
    words = [word for word in sheet.words if not low < word.middle[1] < high]
    for line in lines_of(words):
        for piece in pieces_of(line):
            inside = [word for word in line if piece.x0 <= word.x0 <= piece.x1]
            yield piece, inside


def _mask(piece: Word) -> tuple[str, int]:
    """Return what running heads have in common: their words and their height on the page."""
    return _DIGITS.sub("0", piece.text), round(piece.bottom)


def _running(sheets: Sequence[_Sheet]) -> set[tuple[str, int]]:
    """Return the pieces that half of the pages have in their margins, as :func:`_mask` says."""
    masks = ({_mask(piece) for piece, _ in _margins(sheet)} for sheet in sheets)
    counts = Counter(mask for found in masks for mask in found if any(map(str.isalpha, mask[0])))
    return {mask for mask, count in counts.items() if count > 1 and 2 * count >= len(sheets)}


def _is_number(text: str, page: int) -> bool:
    """Tell whether a line in the margin is the number of the page: "- 3 -", "Page 3 of 9"."""
    numbers = _DIGITS.findall(text)
    short = len(text) - sum(map(len, numbers)) <= 16
    return short and len(numbers) in (1, 2) and numbers[0] == str(page)


# -- paragraphs


def _paragraphs(lines: Sequence[_Line]) -> Iterator[Paragraph]:
    """Yield lines that follow each other closely and in one size of type as one paragraph."""
    before: Word | None = None
    text = ""
    for line in lines:
        if before is not None and line.area is None and _goes_on(before, line.word, text):
            text = join_lines(text, line.word.text)
        else:
            if before is not None and text:
                yield Paragraph(text, before.size)
            text = line.word.text
        if line.area is not None:
            yield Paragraph("\n".join(map(_row, line.area.rows)), 0.0, table=True)
        before = line.word if line.area is None else None
    if before is not None and text:
        yield Paragraph(text, before.size)


def join_lines(text: str, following: str) -> str:
    """Return two lines as one; a hyphen at the end of a line goes where a word goes on."""
    hyphenated = text.endswith(("-", "\u00ad", "‐")) and following[:1].islower()
    return text[:-1] + following if hyphenated else f"{text} {following}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _goes_on(before: Word, line: Word, text: str) -> bool:
    if abs(before.size - line.size) > SAME_SIZE or _OPENING.match(line.text):
        return False
    if line.x0 >= before.x1 or line.bottom < before.top:  # the top of the next column
        return not _ENDED.search(text) and line.text[:1].islower()
    if not line.text[:1].islower():
        indented = line.x0 - before.x0 > before.size / 2
        first = (line.x1 - line.x0) * len(line.text.partition(" ")[0]) / len(line.text)
        if (indented and _ENDED.search(text)) or before.x1 + before.size / 2 + first < line.x1:
            return False  # a new paragraph: its first word had room on the line before
    return line.top - before.bottom <= LINE_GAP * (before.bottom - before.top)


def main() -> None:
    """Read the file on standard input; see the module."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        for record in pages_of(sys.stdin.buffer.read()):
            sys.stdout.write(json.dumps(record) + "\n")
    except MemoryError:
        sys.stdout.write(json.dumps({"error": "takes too much memory to read"}) + "\n")
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
        ArithmeticError,
    ) as e:
        # What the parser raises on files that nobody foresaw.
        sys.stdout.write(json.dumps({"error": f"is broken: {type(e).__name__}: {e}"}) + "\n")


if __name__ == "__main__":
    main()
