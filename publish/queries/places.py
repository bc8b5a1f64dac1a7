"""How many figures there are on each country."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How many figures are about people in a country, and about people from it."""

    country: str
    inside: int
    origin: int


def place_counts(connection: sqlite3.Connection) -> list[PlaceCount]:
    """Return the counts of every country that a figure names, by code."""
    sql = """
        SELECT country, sum(CASE role WHEN 'country' THEN figures ELSE 0 END) AS inside,
            sum(CASE role WHEN 'origin' THEN figures ELSE 0 END) AS origin
        FROM figure_counts GROUP BY country ORDER BY country
    """
    return [PlaceCount(**dict(row)) for row in connection.execute(sql)]


def kind_counts(connection: sqlite3.Connection, country: str) -> dict[str, PlaceCount]:
    """Return the counts of one country by kind of figure."""
    sql = """
        SELECT kind, country, sum(CASE role WHEN 'country' THEN figures ELSE 0 END) AS inside,
            sum(CASE role WHEN 'origin' THEN figures ELSE 0 END) AS origin
        FROM figure_counts WHERE country = ? GROUP BY kind ORDER BY max(figures) DESC, kind
    """
    rows = connection.execute(sql, (country,))
    return {row["kind"]: PlaceCount(row["country"], row["inside"], row["origin"]) for row in rows}
