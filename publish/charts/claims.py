"""The claims of a figure over time: a mark for each, with what its words leave open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from publish.charts.scales import DayUnit, day_ticks, number_ticks
from reconcile.values import ABOUT_REACH


@dataclass(frozen=True, slots=True)
class Size:
    """Size of the drawing and its margins, which hold numbers and dates, in its own units."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int


SIZE = Size(width=720, height=320, left=112, right=44, top=16, bottom=34)

SHAPES = (
    "M-5 0A5 5 0 1 1 5 0A5 5 0 1 1 -5 0Z",
    "M-5 -5H5V5H-5Z",
    "M0 -6.5L6 5H-6Z",
    "M0 -6.5L6.5 0L0 6.5L-6.5 0Z",
    "M0 6.5L6 -5H-6Z",
    "M-6 -2H-2V-6H2V-2H6V2H2V6H-2V2H-6Z",
)
"""Paths of markers around their middle, one for each original source: circle, square, triangle,
diamond, triangle upside down; the cross stands for all further ones."""

_ARROW = 24.0
_NUMBERS, _DATES = 5, 6


@dataclass(frozen=True, slots=True)
class Point:
    """What one claim states: on the day of its report, and by which source (its place)."""

    day: dt.date
    low: float
    high: float
    bound: str
    source: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker at ``x``, ``y`` for all claims that state the same on one day.

    ``shape`` is a place in :data:`SHAPES`. From ``top`` down to ``bottom`` reaches what the words
    leave open, beyond one of them where ``bound`` is min or max. ``points`` are places among those
    that were handed in.
    """

    x: float
    y: float
    top: float
    bottom: float
    bound: str
    shape: int
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis: where it stands, and for what (a number, or a day as an ordinal)."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Claims:
    """The marks and the axes; ``unit`` tells to what the days of the axis are precise."""

    marks: tuple[Mark, ...]
    numbers: tuple[Tick, ...]
    days: tuple[Tick, ...]
    unit: DayUnit


def shape_of(source: int) -> int:
    """Return the place in :data:`SHAPES` for a source's place: all behind the last share one."""
    return min(source, len(SHAPES) - 1)


def claims(points: Sequence[Point]) -> Claims | None:
    """Return the drawing of claims; None where all that they say falls into one mark."""
    grouped: dict[Point, list[int]] = {}
    for place, point in enumerate(points):
        grouped.setdefault(point, []).append(place)
    if len(grouped) < 2:
        return None
    days = [point.day.toordinal() for point in points]
    first, last = min(days), max(days)
    ticks = number_ticks(max(_reach(point)[1] for point in points), _NUMBERS)
    height, width = SIZE.height - SIZE.top - SIZE.bottom, SIZE.width - SIZE.left - SIZE.right

    def across(day: float) -> float:
        share = (day - first) / (last - first) if last > first else 0.5
        return round(SIZE.left + share * width, 1)

    def up(number: float) -> float:
        return round(SIZE.top + height * (1 - number / ticks[-1]), 1)

    def mark(point: Point, places: list[int]) -> Mark:
        low, high = _reach(point)
        y = up((point.low + point.high) / 2)
        return Mark(
            x=across(point.day.toordinal()),
            y=y,
            top=round(y - _ARROW, 1) if point.bound == "min" else up(high),
            bottom=round(y + _ARROW, 1) if point.bound == "max" else up(low),
            bound=point.bound,
            shape=shape_of(point.source),
            points=tuple(places),
        )

    told = day_ticks(dt.date.fromordinal(first), dt.date.fromordinal(last), _DATES)
    return Claims(
        marks=tuple(mark(point, places) for point, places in grouped.items()),
        numbers=tuple(Tick(up(number), number) for number in ticks),
        days=tuple(Tick(across(day.toordinal()), day.toordinal()) for day in told.days),
        unit=told.unit,
    )


def _reach(point: Point) -> tuple[float, float]:
    share = ABOUT_REACH if point.bound == "about" else 0.0
    return point.low * (1 - share), point.high * (1 + share)
