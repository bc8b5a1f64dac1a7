"""Component ``headcount_tables``: where tables stand in a text, and their cells with offsets.

Every document comes to the pipeline as text, so a table is what stands for one in text: lines
that begin with a bar (``| Italy | 6,310 |``: how trafilatura writes the tables of a page, how
Markdown does and how :mod:`extract.pdf` does), or lines that are a name and a number
(``Italy: 6,310``). A cell that a head spans is empty in the text, as trafilatura leaves it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from extract.tokens import columns

CAPTION = 200
"""Characters of a line that can be the caption of a table; longer ones are paragraphs."""

LINES_BEFORE = 3
"""Lines above a table that may belong to it: caption, heading, unit."""

LINES_AFTER = 6
"""Lines below a table that may belong to it: notes, source, caption."""

LONGEST_LIST_ROW = 100
"""More letters than a row of a list has: its name, a dash and its number with marks."""

LONGEST_LIST_NAME = 60
"""Characters of the name in a list of names and numbers."""

MOST_CELLS = 200_000
"""Cells of the tables of one text that are read; what goes beyond is read as prose."""

_RAISED = "⁰¹²³⁴-⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
_RULE = re.compile(r"[ :|+-]+")
_LIST_ROW = re.compile(
    rf"(?:[-*•–] )?(?P<name>[^\W\d_][^\n:|]{{0,{LONGEST_LIST_NAME}}}?)(?: ?: | ?[–—] | - )"
    rf"(?P<number>[~≈<>≤≥+-]? ?\d[\d.,'’ ]{{0,20}}[*†‡{_RAISED}]{{0,3}})"
)
_NUMBER = re.compile(r"[~≈<>≤≥]? ?(?P<digits>\d(?:[\d.,'’ ]{0,20}\d)?)(?P<rest>.*)")
_MARK = re.compile(rf"(?:[*†‡§{_RAISED}]| ?[(\[][a-z0-9*][)\]]| [a-z])*")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text at ``[start, end)`` of the document."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table at ``[start, end)`` of a text, row by row; all rows are equally long.

    ``before`` holds the lines above that may name what it shows, the nearest first; ``after``
    those below. ``listed`` tells a list of names and numbers, which has no head.
    """

    start: int
    end: int
    rows: tuple[tuple[Cell, ...], ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    listed: bool = False


@Language.component("headcount_tables")
def tables(doc: Doc) -> Doc:
    """Set ``doc._.tables``: what stands in them is not read as prose."""
    doc._.tables = tables_in(columns(doc).text)
    return doc


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str


def tables_in(text: str) -> list[Table]:
    """Return the tables of a text that hold numbers, in order.

    A table has two columns and two rows at least, and numbers alone in their cells in at least
    half of the rows below the first: what else stands between bars is prose laid out in boxes.
    """
    lines = list(_lines(text))
    blocks: list[tuple[int, int, tuple[tuple[Cell, ...], ...], bool]] = []
    cells = 0
    for first, last, listed in _blocks(lines):
        rows = tuple(_row(line, listed) for line in lines[first:last] if not _is_rule(line.text))
        cells += sum(map(len, rows))
        if cells > MOST_CELLS:
            break
        width = max(map(len, rows), default=0)
        counted = sum(any(number_in(cell.text) for cell in row) for row in rows[1:])
        if width > 1 and len(rows) > 1 and 2 * counted >= len(rows) - 1:
            blocks.append((first, last, tuple(_padded(row, width) for row in rows), listed))
    taken = {index for first, last, _, _ in blocks for index in range(first, last)}
    return [
        Table(
            lines[first].start,
            lines[last - 1].start + len(lines[last - 1].text),
            rows,
            tuple(_before(lines, first, taken)),
            tuple(_after(lines, last, taken)),
            listed,
        )
        for first, last, rows, listed in blocks
    ]


def number_in(text: str) -> str | None:
    """Return the digits of a cell that holds a number and nothing else, None of another.

    Marks of a note behind the number ("1,234*", "1.234¹", "1,234 (a)") are not the number's.
    """
    match = _NUMBER.fullmatch(text)
    return match["digits"] if match and _MARK.fullmatch(match["rest"]) else None


def is_year(text: str) -> bool:
    """Tell whether a cell is a year and nothing else but marks of a note."""
    digits = number_in(text)
    return digits is not None and _YEAR.fullmatch(digits) is not None


def within(doc: Doc, offset: int) -> bool:
    """Tell whether the character ``offset`` stands in a table of the document."""
    tables: Sequence[Table] = doc._.tables
    index = bisect_right(tables, offset, key=lambda table: table.start) - 1
    return index >= 0 and offset < tables[index].end


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines of a text that are not blank."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield _Line(start, line)
        start += len(line) + 1


def _blocks(lines: Sequence[_Line]) -> Iterator[tuple[int, int, bool]]:
    """Yield ``(first, after last, listed)`` of the lines that follow each other as a table."""
    forms = [_form(line.text) for line in lines]
    first = 0
    while first < len(lines):
        form = forms[first]
        last = first + 1
        while form and last < len(lines) and forms[last] == form:
            last += 1
        if form and last - first > 1:
            yield first, last, form == "list"
        first = last


def _form(text: str) -> str:
    if text.startswith("|"):
        return "bars"
    # A paragraph is too long for a row of a list; to find that out letter by letter takes time.
    return "list" if len(text) < LONGEST_LIST_ROW and _LIST_ROW.fullmatch(text) else ""


def _is_rule(text: str) -> bool:
    return "-" in text and _RULE.fullmatch(text) is not None


def _row(line: _Line, listed: bool) -> tuple[Cell, ...]:
    match = _LIST_ROW.fullmatch(line.text) if listed else None
    if match is not None:
        return tuple(_cell(line, *match.span(group)) for group in ("name", "number"))
    cells = []
    position = 1
    for part in line.text.rstrip().removesuffix("|")[1:].split("|"):
        cells.append(_cell(line, position, position + len(part)))
        position += len(part) + 1
    return tuple(cells)


def _cell(line: _Line, start: int, end: int) -> Cell:
    """Return the cell between two columns of a line, without the blanks around it."""
    part = line.text[start:end]
    start += len(part) - len(part.lstrip())
    text = part.strip()
    return Cell(line.start + start, line.start + start + len(text), text)


def _padded(row: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    end = row[-1].end
    return row + (Cell(end, end, ""),) * (width - len(row))


def _before(lines: Sequence[_Line], first: int, taken: set[int]) -> Iterator[str]:
    """Yield the lines above a table that can speak of it, up to a paragraph."""
    for index in range(first - 1, max(first - 1 - LINES_BEFORE, -1), -1):
        text = lines[index].text
        if index in taken:
            return
        if text.endswith(":"):  # "... shows the arrivals of 2023:" leads over to the table
            yield text[max(text.rfind(". ") + 1, 0) :].strip()
        elif len(text) > CAPTION or (text.endswith(".") and index < first - 1):
            return
        else:
            yield text


def _after(lines: Sequence[_Line], last: int, taken: set[int]) -> Iterator[str]:
    """Yield the lines below a table that can speak of it."""
    for index in range(last, min(last + LINES_AFTER, len(lines))):
        if index in taken or len(lines[index].text) > 2 * CAPTION:
            return
        yield lines[index].text
