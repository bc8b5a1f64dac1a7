"""The tables of a PDF page as rows of cells.

Two kinds: ruled ones, whose lines make cells, and those that only white space parts into columns:
lines that follow each other with numbers standing apart. Several lines of head become one, each
column with all that stands above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pdfplumber.page import Page

from extract.page_words import Word, joined, lines_of, pieces_of
from extract.tables import is_year, number_in

COLUMN_GAP = 0.6
"""White space between two columns, at least, in heights of the type; blanks are half of it."""

ROW_GAP = 3.0
"""Distance between the lines of one table, at most, in heights of the type."""

HEAD_LINES = 4
"""Most lines above the first row that can be its head."""

PROSE = 0.6
"""A single piece wider than this part of a table is a paragraph and not a cell."""

EDGE = 2.0
"""Points within which two edges of cells are the same."""

MAX_EDGES = 5_000
"""Edges of lines and boxes of a page among which tables are looked for; drawings have more."""

_CELL = re.compile(
    r"[+−-]?[~≈<>≤≥]? ?\d[\d.,'’ ]{0,20}[ %*†‡¹²³⁰⁴-⁹a-zᵃ-ᶻ()\[\]]{0,6}|[-–—.…:x*]{1,3}|n/a|n\.a\."
)


Box = tuple[float, float, float, float]
"""Left, upper, right and lower edge."""


@dataclass(frozen=True, slots=True)
class Area:
    """A table on a page: its box and its rows."""

    x0: float
    x1: float
    top: float
    bottom: float
    rows: tuple[tuple[str, ...], ...]

    def holds(self, word: Word) -> bool:
        """Tell whether the middle of a word lies in the box."""
        x, y = word.middle
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom


def ruled_cells(page: Page) -> list[list[Box]]:
    """Return the cells that the rules of a page make, table by table."""
    if len(page.edges) > MAX_EDGES:
        return []
    return [list(table.cells) for table in page.find_tables()]


def tables_of(ruled_tables: Iterable[Sequence[Box]], words: Sequence[Word]) -> list[Area]:
    """Return the tables of a page from top to bottom; ``words`` are its words."""
    found = (_ruled(cells, words) for cells in ruled_tables)
    ruled = [area for area in found if area is not None and _counts(area.rows)]
    free = [word for word in words if not any(area.holds(word) for area in ruled)]
    return sorted([*ruled, *_spaced(free)], key=lambda area: area.top)


def _counts(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a table has two columns, two rows, and numbers in half of them."""
    numbers = sum(any(number_in(cell) for cell in row[1:]) for row in rows)
    return len(rows) > 1 and len(rows[0]) > 1 and 2 * numbers >= len(rows) - 1


# -- ruled tables


def _ruled(cells: Sequence[Box], words: Sequence[Word]) -> Area | None:
    """Return the table that ruled cells make; None where they are no table."""
    xs, ys = _edges(cell[::2] for cell in cells), _edges(cell[1::2] for cell in cells)
    if len(xs) < 3 or len(ys) < 3:
        return None
    area = Area(xs[0], xs[-1], ys[0], ys[-1], ())
    inside = [word for word in words if area.holds(word)]
    grid = [[""] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    spans: list[tuple[int, int, int, str]] = []
    for left, upper, right, lower in cells:
        row, column = _at(ys, upper), _at(xs, left)
        text = _text(word for word in inside if _within(word, left, upper, right, lower))
        grid[row][column] = text
        spans.append((row, column, _at(xs, right), text))
    head = _head_rows(grid)
    for row, column, last, text in spans:
        if row < head:
            grid[row][column:last] = [text] * (last - column)
    rows = [*_with_one_head(grid[:head], head)]
    for row in range(head, len(grid)):
        band = [word for word in inside if ys[row] <= word.middle[1] < ys[row + 1]]
        rows += [tuple(line) for line in _unruled(band, xs)] or [tuple(grid[row])]
    return replace(area, rows=tuple(rows))


def _unruled(words: Sequence[Word], xs: Sequence[float]) -> list[list[str]]:
    """Return the rows within one ruled row where no rules part them, else nothing.

    They are rows of their own where numbers stand on several lines.
    """
    rows = []
    for line in lines_of(words):
        row = [""] * (len(xs) - 1)
        for word in line:
            column = max(sum(edge <= word.middle[0] for edge in xs) - 1, 0)
            row[min(column, len(row) - 1)] += f" {word.text}"
        rows.append([cell.strip() for cell in row])
    counted = sum(any(number_in(cell) for cell in row[1:]) for row in rows)
    return rows if counted > 1 else []


def _edges(pairs: Iterable[tuple[float, ...]]) -> list[float]:
    """Return the different edges of cells, in order."""
    found: list[float] = []
    for edge in sorted(edge for pair in pairs for edge in pair):
        if not found or edge - found[-1] > EDGE:
            found.append(edge)
    return found


def _at(edges: Sequence[float], edge: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - edge))


def _within(word: Word, left: float, upper: float, right: float, lower: float) -> bool:
    x, y = word.middle
    return left <= x < right and upper <= y < lower


def _text(words: Iterable[Word]) -> str:
    return " ".join(word.text for line in lines_of(words) for word in line)


def _head_rows(grid: Sequence[Sequence[str]]) -> int:
    """Return how many rows come before the first with a number that is no year."""
    for index, row in enumerate(grid):
        if any(number_in(cell) and not is_year(cell) for cell in row) or is_year(row[0]):
            return index
    return 0


def _with_one_head(grid: list[list[str]], head: int) -> Iterator[tuple[str, ...]]:
    """Yield the rows with those of the head put together, column by column."""
    if head:
        columns = zip(*grid[:head], strict=True)
        yield tuple(" ".join(dict.fromkeys(filter(None, column))) for column in columns)
    for row in grid[head:]:
        yield tuple(row)


# -- tables without rules


def _spaced(words: Sequence[Word]) -> Iterator[Area]:
    lines = [pieces_of(line) for line in lines_of(words)]
    for first, last in _runs(lines):
        yield from _area(lines, first, last, words)


def _runs(lines: Sequence[Sequence[Word]]) -> Iterator[tuple[int, int]]:
    """Yield ``(first, after last)`` of the lines between which numbers stand apart."""
    first = last = -1
    for index, line in enumerate(lines):
        if last >= 0 and line[0].top - lines[last][0].bottom > ROW_GAP * line[0].size:
            if last > first:
                yield first, last + 1
            first = last = -1
        if _is_row(line):
            first, last = (index if first < 0 else first), index
    if last > first >= 0:
        yield first, last + 1


def _is_row(line: Sequence[Word]) -> bool:
    return len(line) > 1 and any(_CELL.fullmatch(piece.text) for piece in line[1:])


def _area(
    lines: Sequence[Sequence[Word]], first: int, last: int, words: Sequence[Word]
) -> Iterator[Area]:
    """Yield the table whose rows with numbers are the lines ``[first, last)``, if it is one."""
    rows = [line for line in lines[first:last] if _is_row(line)]
    bands = _bands([piece for line in rows for piece in line])
    if len(bands) < 2 or len(rows) < 2:
        return
    begin = _head_from(lines, first, bands)
    table = [line for line in lines[begin:last] if begin or line]
    low, high = bands[0][0], bands[-1][1]
    box = joined([piece for line in table for piece in line])
    top = min(piece.top for line in table for piece in line)
    inside = [word for word in words if top <= word.middle[1] <= box.bottom]
    head = first - begin
    found = lines_of(inside)
    grid = _head_grid(found[:head], bands)
    for line in found[head:]:
        row = [""] * len(bands)
        for piece in pieces_of(line, COLUMN_GAP):
            column = _column(piece, bands)
            row[column] = f"{row[column]} {piece.text}".strip()
        grid.append(row)
    yield Area(
        min(low, box.x0), max(high, box.x1), top, box.bottom, tuple(_with_one_head(grid, head))
    )


def _bands(pieces: Sequence[Word]) -> list[tuple[float, float]]:
    """Return the columns as intervals of x that the pieces of the rows cover."""
    bands: list[tuple[float, float]] = []
    for piece in sorted(pieces, key=lambda piece: piece.x0):
        if bands and piece.x0 - bands[-1][1] < COLUMN_GAP * piece.size:
            bands[-1] = (bands[-1][0], max(bands[-1][1], piece.x1))
        else:
            bands.append((piece.x0, piece.x1))
    return bands


def _head_from(
    lines: Sequence[Sequence[Word]], first: int, bands: Sequence[tuple[float, float]]
) -> int:
    """Return the index of the first line of the head above the line ``first``."""
    width = bands[-1][1] - bands[0][0]
    begin = first
    while begin > 0 and first - begin < HEAD_LINES:
        line, below = lines[begin - 1], lines[begin]
        if below[0].top - line[0].bottom > ROW_GAP / 2 * line[0].size:
            break
        apart = len(line) > 1 and all(piece.x1 - piece.x0 < PROSE * width for piece in line)
        above = len(line) == 1 and line[0].x0 >= bands[0][1] and line[0].x1 <= bands[-1][1] + width
        if not (apart or above):
            break
        begin -= 1
    return begin


def _head_grid(
    lines: Sequence[Sequence[Word]], bands: Sequence[tuple[float, float]]
) -> list[list[str]]:
    """Return the lines of a head by columns; a piece in an upper line may span several."""
    grid = []
    last = {_column(piece, bands) for piece in pieces_of(lines[-1], COLUMN_GAP)} if lines else set()
    for index, line in enumerate(lines):
        row = [""] * len(bands)
        pieces = pieces_of(line, COLUMN_GAP)
        taken = {_column(piece, bands) for piece in pieces}
        for piece in pieces:
            column = _column(piece, bands)
            free = (last - taken) | {column} if index < len(lines) - 1 and column else {column}
            for spanned in _spanned(piece, column, free, bands):
                row[spanned] = f"{row[spanned]} {piece.text}".strip()
        grid.append(row)
    return grid


def _column(piece: Word, bands: Sequence[tuple[float, float]]) -> int:
    """Return the column that a piece overlaps most, else the nearest."""
    return max(
        range(len(bands)),
        key=lambda index: min(piece.x1, bands[index][1]) - max(piece.x0, bands[index][0]),
    )


def _spanned(
    piece: Word, column: int, free: set[int], bands: Sequence[tuple[float, float]]
) -> range:
    """Return the columns over which a piece of the head stands in the middle: the widest span.

    Numbers do not fill their columns, so the middle lies between that of the numbers and that
    of the numbers with the white space before the first, or behind the last.
    """
    best = range(column, column + 1)
    low = column
    while low > 1 and low - 1 in free:
        low -= 1
    high = column
    while high + 1 in free:
        high += 1
    for first in range(low, column + 1):
        for last in range(column, high + 1):
            left, right = bands[first][0], bands[last][1]
            before = bands[first - 1][1] if first else left
            behind = bands[last + 1][0] if last + 1 < len(bands) else right
            wide = last - first >= len(best)
            if wide and before + right - EDGE <= 2 * piece.middle[0] <= left + behind + EDGE:
                best = range(first, last + 1)
    return best
