"""The lines of a PDF page in the order in which they are read, over one, two and three columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extract.page_words import Word, joined, lines_of, pieces_of

STEP = 4
"""Points between the places at which a gutter is looked for."""

GUTTER = 8.0
"""White space between two columns of text, at least, in points."""

SIDE_BY_SIDE = 3
"""Lines that stand beside each other before a white space is a gutter."""

SET_OFF = 1.2
"""Space above a line that sets it off from the column above it, in heights of its type."""

MOST_COLUMNS = 6
"""Depth to which a page is cut: no report has more columns."""


def in_reading_order(words: Sequence[Word], depth: int = MOST_COLUMNS) -> list[Word]:
    """Return the lines that the words make, as words, column after column.

    Where white space runs down between lines that stand side by side, those on its left are read
    before those on its right, between one line across it and the next.
    """
    pieces = [piece for line in lines_of(words) for piece in pieces_of(line)] if words else []
    return _ordered(pieces, depth)


def _ordered(pieces: Sequence[Word], depth: int) -> list[Word]:
    gutter = _gutter(pieces) if depth else None
    if gutter is None:
        return [joined(line) for line in lines_of(pieces)]
    across = [piece for piece in pieces if _crosses(piece, gutter)]
    order: list[Word] = []
    top = float("-inf")
    for line in [*lines_of(across), []]:
        below = min((piece.top for piece in line), default=float("inf"))
        band = [
            piece
            for piece in pieces
            if top <= piece.middle[1] < below and not _crosses(piece, gutter)
        ]
        # What stands on the line across is a part of it, on whichever side.
        level = [piece for piece in band if line and piece.bottom > below + piece.size / 2]
        band = [piece for piece in band if piece not in level]
        end = _end_of_columns(band, gutter)
        columns = [piece for piece in band if piece.top < end]
        order += _ordered([piece for piece in columns if piece.x1 <= gutter], depth - 1)
        order += _ordered([piece for piece in columns if piece.x1 > gutter], depth - 1)
        order += _ordered([piece for piece in band if piece.top >= end], depth - 1)
        if line:
            order.append(joined(sorted([*line, *level], key=lambda piece: piece.x0)))
            top = below
    return order


def _end_of_columns(pieces: Sequence[Word], gutter: float) -> float:
    """Return where the columns on both sides of a gutter end.

    Below the shorter one, what is set off from the longer one (by space or its type) is a
    heading or note that stands below both.
    """
    left = sorted((p for p in pieces if p.x1 <= gutter), key=lambda piece: piece.top)
    right = sorted((p for p in pieces if p.x1 > gutter), key=lambda piece: piece.top)
    if not left or not right:
        return float("inf")
    bottom = min(max(p.bottom for p in left), max(p.bottom for p in right))
    for before, piece in (*pairwise(left), *pairwise(right)):
        space = piece.top - before.bottom > SET_OFF * piece.size
        if piece.top > bottom and (space or abs(piece.size - before.size) > 1):
            return piece.top
    return float("inf")


def _crosses(piece: Word, x: float) -> bool:
    return piece.x0 < x + GUTTER / 2 and piece.x1 > x - GUTTER / 2


def _gutter(pieces: Sequence[Word]) -> float | None:
    """Return where the white space runs that the fewest lines cross, None where none does."""
    if len(pieces) < 2 * SIDE_BY_SIDE:
        return None
    low, high = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    best: tuple[int, float] | None = None
    x = low + STEP
    while x < high:
        across = sum(_crosses(piece, x) for piece in pieces)
        if (best is None or across < best[0]) and _parts(pieces, x, across):
            best = (across, x)
        x += STEP
    return best[1] if best else None


def _parts(pieces: Sequence[Word], x: float, across: int) -> bool:
    """Tell whether lines stand side by side left and right of ``x``, more than cross it."""
    left = sorted((p for p in pieces if p.x1 <= x - GUTTER / 2), key=lambda piece: piece.top)
    right = sorted((p for p in pieces if p.x0 >= x + GUTTER / 2), key=lambda piece: piece.top)
    beside = index = 0
    for piece in right:
        while index < len(left) and left[index].bottom < piece.top:
            index += 1
        beside += index < len(left) and left[index].top < piece.bottom
    return beside >= SIDE_BY_SIDE and min(len(left), len(right)) > across
