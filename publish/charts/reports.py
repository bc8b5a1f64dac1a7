"""When figures were first reported: a dot for each, in a lane for each kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, LANE, AXIS = 720, 34, 22
"""Width of the drawing, height of a lane and of the axis below them, in its own units."""

_MARGIN = 8


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot for one report; ``index`` is its place among those that were handed in."""

    x: float
    index: int


@dataclass(frozen=True, slots=True)
class Lane:
    """The reports of one kind, and the height of the middle of their lane."""

    kind: str
    y: int
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Reports:
    """The lanes, those with most reports first, and the first and last day (YYYY-MM-DD)."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    first: str
    last: str


def reports(rows: Sequence[tuple[str, str]]) -> Reports | None:
    """Return the drawing of reports given as kind and day; what has no date is left out.

    None where fewer than two days are told: a line of time needs two.
    """
    days = [(index, kind, day) for index, (kind, text) in enumerate(rows) if (day := _day(text))]
    first = min((day for _, _, day in days), default=0)
    last = max((day for _, _, day in days), default=0)
    if first == last:
        return None
    stretch = (WIDTH - 2 * _MARGIN) / (last - first)
    lanes: dict[str, list[Dot]] = {}
    for index, kind, day in days:
        x = round(_MARGIN + (day - first) * stretch, 1)
        lanes.setdefault(kind, []).append(Dot(x, index))
    ordered = sorted(lanes.items(), key=lambda lane: (-len(lane[1]), lane[0]))
    return Reports(
        width=WIDTH,
        height=LANE * len(lanes) + AXIS,
        lanes=tuple(
            Lane(kind, LANE * row + LANE - 8, tuple(dots))
            for row, (kind, dots) in enumerate(ordered)
        ),
        first=dt.date.fromordinal(first).isoformat(),
        last=dt.date.fromordinal(last).isoformat(),
    )


def _day(text: str) -> int | None:
    try:
        return dt.date.fromisoformat(text).toordinal()
    except ValueError:
        return None
