"""The world map: which country gets which colour, from few figures to many."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from publish.charts.outlines import OUTLINES

STEPS = 4
"""Colours besides that of countries without figures; the style sheet has as many."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the legend: countries with ``least`` to ``most`` figures; the colour's number."""

    colour: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Country:
    """A country on the map: an outline (SVG path data) or, where it is small, a dot (x, y)."""

    code: str
    path: str | None
    dot: tuple[int, int] | None
    count: int
    colour: int


@dataclass(frozen=True, slots=True)
class World:
    """The map in its own units, ``width`` by ``height``; dots come last, to lie on top.

    ``elsewhere`` holds the codes with figures that are on no map: areas, and parts of states.
    """

    width: int
    height: int
    countries: tuple[Country, ...]
    legend: tuple[Step, ...]
    elsewhere: tuple[str, ...]


def world(counts: Mapping[str, int]) -> World:
    """Return the map of how many figures there are on each country, by code."""
    held = _outlines()
    legend = steps(max(counts.values(), default=0))

    def country(code: str, path: str | None, dot: tuple[int, int] | None) -> Country:
        count = counts.get(code, 0)
        colour = next((step.colour for step in legend if step.least <= count <= step.most), 0)
        return Country(code, path, dot, count, colour)

    outlined = [country(code, path, None) for code, path in held["paths"].items()]
    dotted = [country(code, None, (x, y)) for code, (x, y) in held["dots"].items()]
    on_map = {*held["paths"], *held["dots"]}
    return World(
        width=held["width"],
        height=held["height"],
        countries=(*outlined, *dotted),
        legend=legend,
        elsewhere=tuple(sorted(set(counts) - on_map)),
    )


def steps(most: int) -> tuple[Step, ...]:
    """Return the steps that reach up to ``most`` figures, each the same number of times wider.

    Of 5 figures at most: 1, 2 to 3, 4 to 5; of 9,000: 1 to 9, 10 to 99, 100 to 999 and more.
    """
    factor = next(number for number in _factors() if number**STEPS > most)
    found = []
    for colour in range(1, STEPS + 1):
        least, last = factor ** (colour - 1), factor**colour - 1
        if least <= most:
            found.append(Step(colour, least, min(last, most)))
    return tuple(found)


def _factors() -> Iterator[int]:
    yield from (2, 3, 5, 10)
    factor = 20
    while True:
        yield factor
        factor *= 2


@cache
def _outlines() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(OUTLINES.read_text(encoding="utf-8"))
    return held
