"""Bands between one country and others, as thick as many people moved; each is one figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, ROW = 360, 56
"""Width of the drawing and height of a row, in its own units."""

THICKEST, THINNEST = 30.0, 1.5
_LABEL, _MARGIN, _BAR, _GAP = 190, 10, 6, 4


@dataclass(frozen=True, slots=True)
class Band:
    """A band: the top of its row, its SVG path data along the middle, and how thick it is."""

    top: int
    path: str
    thickness: float


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands, and the country at which they meet: a bar from ``start`` down to ``end``.

    ``bar`` is where it stands, ``label`` where the names of the other countries begin.
    """

    width: int
    height: int
    bands: tuple[Band, ...]
    bar: int
    label: int
    start: float
    end: float


def bands(values: Sequence[float], *, away: bool) -> Bands:
    """Return a band for each of the values (numbers of people), from the top down.

    They lead from the names on the left to the bar or, ``away`` from it, to names on the right.
    Thickness grows with the value; they meet the bar with gaps between them, since figures of
    different kinds, sources and periods make no sum.
    """
    largest = max(values, default=0.0) or 1.0
    widths = [max(THINNEST, THICKEST * value / largest) for value in values]
    height = ROW * len(values)
    length = sum(widths) + _GAP * max(0, len(widths) - 1)
    bar = _MARGIN if away else WIDTH - _MARGIN - _BAR
    name, meets = (WIDTH - _LABEL, bar + _BAR) if away else (_LABEL, bar)
    start = end = (height - length) / 2
    made = []
    for row, width in enumerate(widths):
        path = _curve(name, row * ROW + ROW / 2, meets, end + width / 2)
        made.append(Band(row * ROW, path, round(width, 1)))
        end += width + _GAP
    return Bands(
        width=WIDTH,
        height=height,
        bands=tuple(made),
        bar=bar,
        label=WIDTH - _LABEL + _GAP * 2 if away else 0,
        start=round(start, 1),
        end=round(max(start, end - _GAP), 1),
    )


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    bend = (x + to_x) / 2
    return f"M{x} {y:.1f}C{bend:.0f} {y:.1f} {bend:.0f} {to_y:.1f} {to_x} {to_y:.1f}"
