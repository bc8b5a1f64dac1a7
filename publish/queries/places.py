"""How many figures there are on each country, and which people come to it and leave it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from publish.queries import FigureRow, figures

FLOWS = ("arrivals", "refugees", "asylum_applications", "departures")
"""Kinds of figures that tell where people come from and go to."""

NEWEST = 80
"""So many figures of each kind are looked at for the largest of them."""


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How many figures are about people in a country, and about people from it."""

    country: str
    inside: int
    origin: int


def place_counts(connection: sqlite3.Connection) -> list[PlaceCount]:
    """Return the counts of every country that a figure names, by code."""
    sql = """
        SELECT country, total(figures) FILTER (WHERE role = 'country') AS inside,
            total(figures) FILTER (WHERE role = 'origin') AS origin
        FROM figure_counts GROUP BY country ORDER BY country
    """
    rows = connection.execute(sql)
    return [PlaceCount(country, int(inside), int(origin)) for country, inside, origin in rows]


def kind_counts(connection: sqlite3.Connection, country: str) -> dict[str, PlaceCount]:
    """Return the counts of one country by kind of figure."""
    sql = """
        SELECT kind, country, sum(CASE role WHEN 'country' THEN figures ELSE 0 END) AS inside,
            sum(CASE role WHEN 'origin' THEN figures ELSE 0 END) AS origin
        FROM figure_counts WHERE country = ? GROUP BY kind ORDER BY max(figures) DESC, kind
    """
    rows = connection.execute(sql, (country,))
    return {row["kind"]: PlaceCount(row["country"], row["inside"], row["origin"]) for row in rows}


def flows(connection: sqlite3.Connection, country: str, role: str, limit: int) -> list[FigureRow]:
    """Return the largest figures of people who came to a country or left it, the largest first.

    ``role`` is that of the country: ``country`` finds who came to it, ``origin`` where its people
    are, and who left it. Of each kind and other country the largest of the newest counts that are
    neither superseded nor denied, planned, a rate or a difference.
    """
    largest: dict[tuple[str, tuple[str, ...]], FigureRow] = {}
    for row in figures(connection, _flows(connection, country, role)):
        other = row.origin if role == "country" else row.country
        if other == (country,):
            other = ()
        known = largest.get((row.kind, other))
        if known is None or size(row) > size(known):
            largest[row.kind, other] = row
    return sorted(largest.values(), key=lambda row: (-size(row), row.id))[:limit]


def size(figure: FigureRow) -> float:
    """Return the number that a figure is drawn with: the lower end, where there is one."""
    return figure.low if figure.low is not None else figure.high or 0.0


def _flows(connection: sqlite3.Connection, country: str, role: str) -> list[str]:
    sql = """
        SELECT figures.id FROM (
            SELECT figure FROM figure_places WHERE country = ? AND role = ? AND kind = ?
            ORDER BY since DESC, figure DESC LIMIT ?
        ) AS newest
        CROSS JOIN figures ON figures.id = newest.figure
        CROSS JOIN claims ON claims.id = figures.best
        WHERE figures.status <> 'superseded' AND claims.modality = 'asserted'
            AND claims.per IS NULL AND claims."change" IS NULL
    """
    ids: list[str] = []
    for kind in FLOWS:
        # Who departs is counted where they depart from.
        at = "country" if kind == "departures" else role
        if kind != "departures" or role == "origin":
            ids += (row["id"] for row in connection.execute(sql, (country, at, kind, NEWEST)))
    return ids
