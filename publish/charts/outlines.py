"""Makes ``outlines.json``, the outlines of the countries on the map, from Natural Earth.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m publish.charts.outlines package

The package world-atlas (ISC licence) holds version 4.1.0 of Natural Earth, whose data are in the
public domain (https://www.naturalearthdata.com/about/terms-of-use/), as TopoJSON. Countries are
drawn at the scale 1:110 million; one that is too small for it gets a dot where the scale
1:10 million has its largest part. Projection: Equal Earth (Šavrič, Patterson and Jenny, 2018,
https://doi.org/10.1080/13658816.2018.1504949), which keeps areas, cut in the Bering Strait.
Antarctica is left out.

Natural Earth draws who holds a territory. Here ISO 3166-1 decides, as in the claims: Northern
Cyprus belongs to Cyprus, Somaliland to Somalia, and Crimea to Ukraine (resolution 68/262 of the
General Assembly of the United Nations).
"""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pycountry

OUTLINES = Path(__file__).with_name("outlines.json")

WIDTH = 2000
"""Width of the map in its own units; paths hold whole units."""

MIDDLE = 11.0
"""The meridian in the middle, degrees east: the cut at 169 degrees west touches no country."""

SOUTH, NORTH = -57.0, 84.0
"""The map's edges, degrees of latitude."""

_NAMED = {"Kosovo": "XKX", "N. Cyprus": "CYP", "Somaliland": "SOM"}
"""Countries that the data give no number."""

_CRIMEA = (32.0, 44.0, 37.0, 46.5)
"""A box around it: west, south, east, north, degrees."""

_LEFT_OUT = frozenset({"ATA"})

Point = tuple[float, float]
Polygon = list[list[int]]
"""Rings as numbers of arcs; ``~n`` is arc ``n`` backwards (TopoJSON, 2.1.4)."""


class Topology:
    """A TopoJSON file: its arcs in degrees, and the polygons of each country."""

    def __init__(self, path: Path) -> None:
        held = json.loads(path.read_text(encoding="utf-8"))
        self.arcs = [list(_degrees(arc, held["transform"])) for arc in held["arcs"]]
        self.polygons: dict[str, list[Polygon]] = defaultdict(list)
        for geometry in held["objects"]["countries"]["geometries"]:
            code = _code(geometry)
            if code is not None and code not in _LEFT_OUT:
                for polygon in _polygons(geometry):
                    holder = "UKR" if code == "RUS" and self._is_crimea(polygon) else code
                    self.polygons[holder].append(polygon)

    def _is_crimea(self, polygon: Polygon) -> bool:
        west, south, east, north = _CRIMEA
        points = self.points(polygon[0])
        return all(west < x < east and south < y < north for x, y in points)

    def points(self, ring: Iterable[int]) -> list[Point]:
        """Return the points of a ring of arcs, in degrees."""
        found: list[Point] = []
        for number in ring:
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            found.extend(arc[1:] if found else arc)
        return found

    def rings(self, code: str) -> list[list[Point]]:
        """Return the rings of a country; lines between its own parts are gone."""
        numbers = [number for polygon in self.polygons[code] for ring in polygon for number in ring]
        whole = set(numbers)
        left = {number for number in whole if ~number not in whole}
        if len(left) == len(numbers):
            rings = [ring for polygon in self.polygons[code] for ring in polygon]
            return [self.points(ring) for ring in rings]
        return [self.points(ring) for ring in self._joined(left)]

    def _joined(self, numbers: set[int]) -> Iterator[list[int]]:
        starts = {self.points([number])[0]: number for number in sorted(numbers)}
        while starts:
            _, number = starts.popitem()
            ring = [number]
            while (end := self.points([ring[-1]])[-1]) in starts:
                ring.append(starts.pop(end))
            yield ring


def _degrees(arc: list[list[int]], transform: dict[str, list[float]]) -> Iterator[Point]:
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    x = y = 0
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        yield x * scale_x + left, y * scale_y + bottom


def _code(geometry: dict[str, Any]) -> str | None:
    if "id" not in geometry:
        return _NAMED.get(geometry["properties"]["name"])
    country = pycountry.countries.get(numeric=geometry["id"])
    return str(country.alpha_3) if country is not None else None


def _polygons(geometry: dict[str, Any]) -> list[Polygon]:
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    return list(geometry["arcs"]) if geometry["type"] == "MultiPolygon" else []


def _projected(longitude: float, latitude: float) -> Point:
    """Return Equal Earth's x and y on a globe of radius 1."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    root = math.sqrt(3) / 2
    theta = math.asin(root * math.sin(math.radians(latitude)))
    square, sixth = theta**2, theta**6
    slope = a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)
    x = math.radians(longitude - MIDDLE) * math.cos(theta) / (root * slope)
    return x, theta * (a1 + a2 * square + sixth * (a3 + a4 * square))


_SCALE = WIDTH / 2 / _projected(MIDDLE + 180, 0)[0]


def _on_map(longitude: float, latitude: float) -> tuple[int, int]:
    x, y = _projected(longitude, latitude)
    return round(WIDTH / 2 + x * _SCALE), round((_projected(0, NORTH)[1] - y) * _SCALE)


def _unbroken(ring: list[Point]) -> list[Point]:
    """Return a ring whose longitudes run on over the antimeridian, west of the cut's east side."""
    longitudes = [ring[0][0]]
    for longitude, _ in ring[1:]:
        turns = round((longitudes[-1] - longitude) / 360)
        longitudes.append(longitude + 360 * turns)
    turns = math.floor((sum(longitudes) / len(longitudes) - (MIDDLE - 180)) / 360)
    return [(x - 360 * turns, y) for x, (_, y) in zip(longitudes, ring, strict=True)]


def _path(rings: list[list[Point]]) -> str:
    """Return SVG path data, relative and in whole units."""
    parts = []
    for ring in rings:
        points = [_on_map(*point) for point in _unbroken(ring)]
        distinct = list(dict.fromkeys(points))
        if len(distinct) > 2:
            (x, y), *rest = distinct
            part = f"M{x} {y}l"
            steps = []
            for next_x, next_y in rest:
                steps.append(f"{next_x - x} {next_y - y}")
                x, y = next_x, next_y
            parts.append(part + " ".join(steps).replace(" -", "-") + "z")
    return "".join(parts)


def _middle(rings: list[list[Point]]) -> tuple[int, int]:
    """Return where the middle of the largest ring's box is on the map."""

    def box(ring: list[Point]) -> tuple[float, float, float, float]:
        xs, ys = zip(*_unbroken(ring), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    west, south, east, north = max(
        map(box, rings), key=lambda edges: (edges[2] - edges[0]) * (edges[3] - edges[1])
    )
    return _on_map((west + east) / 2, (south + north) / 2)


def outlines(folder: Path) -> dict[str, Any]:
    """Return the map made from ``countries-110m.json`` and ``countries-10m.json`` in ``folder``.

    ``width`` and ``height`` in units, ``paths`` (SVG path data) and ``dots`` (x, y) by ISO 3166-1
    alpha-3 code.
    """
    coarse, fine = (Topology(folder / f"countries-{scale}.json") for scale in ("110m", "10m"))
    paths = {code: _path(coarse.rings(code)) for code in coarse.polygons}
    paths = {code: path for code, path in sorted(paths.items()) if path}
    small = sorted(code for code in fine.polygons if code not in paths)
    dots = {code: _middle(fine.rings(code)) for code in small}
    return {
        "source": "Natural Earth 4.1.0 (public domain), by publish/charts/outlines.py",
        "width": WIDTH,
        "height": _on_map(0, SOUTH)[1],
        "paths": paths,
        "dots": {code: point for code, point in dots.items() if point[1] < _on_map(0, SOUTH)[1]},
    }


def main(folder: str) -> None:
    """Write :data:`OUTLINES`."""
    made = json.dumps(outlines(Path(folder)), indent=0, ensure_ascii=False)
    OUTLINES.write_text(made + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
