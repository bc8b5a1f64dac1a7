"""Lists of figures, filtered, the newest first, from any place in the list on.

What an index gives in order is looked through until the page is full. A choice that next to
nothing fits would be looked for in everything: after :data:`LOOKED_THROUGH` figures the list ends
and says where to go on.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publish.queries import FigureRow, figures

LOOKED_THROUGH = 2000
"""Figures that one page of a list looks through at most."""

_BATCH = 250
"""Figures that are asked for the rest of a choice at once, where the first page's worth of them
does not fit."""

ROLES = ("country", "origin")
"""What a country is to a figure: where the people are or were counted, or whose people."""

Place = tuple[str, str]
"""A place in a list: the day of a figure's first report, and its id."""

_Condition = tuple[str, tuple[object, ...]]
"""A condition in SQL and its values."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which figures a list shows; None: no such condition.

    ``role`` is one of :data:`ROLES` and narrows ``country``. ``reported_from`` and ``reported_to``
    are days (YYYY-MM-DD) of the first report; ``year`` (YYYY) is one that the figure's reference
    period meets; ``language`` (ISO 639-1) is that of an article that states the figure.
    """

    kind: str | None = None
    country: str | None = None
    status: str | None = None
    role: str | None = None
    reported_from: str | None = None
    reported_to: str | None = None
    year: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list.

    ``next`` is the place after which it goes on, None at the end; ``cut`` says that the page is
    not full because enough was looked through.
    """

    figures: list[FigureRow]
    next: Place | None
    cut: bool


def list_figures(
    connection: sqlite3.Connection, choice: Choice, limit: int, after: Place | None = None
) -> Listing:
    """Return at most ``limit`` figures, those first reported last at the top."""
    found: list[Place] = []
    batch: list[Place] = []
    size = limit + 1
    for looked, place in enumerate(_candidates(connection, choice, after), start=1):
        batch.append(place)
        if len(batch) == size or looked == LOOKED_THROUGH:
            found += _fitting(connection, choice, batch)
            last, batch, size = batch[-1], [], _BATCH
            if len(found) > limit:
                break
            if looked == LOOKED_THROUGH:
                return Listing(_rows(connection, found), last, cut=True)
    found += _fitting(connection, choice, batch)
    following = found[limit - 1] if len(found) > limit else None
    return Listing(_rows(connection, found[:limit]), following, cut=False)


def _rows(connection: sqlite3.Connection, places: list[Place]) -> list[FigureRow]:
    return figures(connection, [id for _, id in places])


def _candidates(
    connection: sqlite3.Connection, choice: Choice, after: Place | None
) -> Iterator[Place]:
    """Yield the places of figures in the order of the list, by the narrowest index there is."""
    if choice.country is None:
        yield from _ordered(connection, choice, after, None)
        return
    roles = ROLES if choice.role is None else (choice.role,)
    ways = (_ordered(connection, choice, after, role) for role in roles)
    last = None
    for place in heapq.merge(*ways, reverse=True):
        if place != last:
            yield place
        last = place


def _ordered(
    connection: sqlite3.Connection, choice: Choice, after: Place | None, role: str | None
) -> Iterator[Place]:
    table, id = ("figures", "id") if role is None else ("figure_places", "figure")
    conditions: list[_Condition] = []
    if role is not None:
        conditions.append(("country = ? AND role = ?", (choice.country, role)))
    if choice.kind is not None:
        conditions.append(("kind = ?", (choice.kind,)))
    elif role is None and choice.status is not None:
        conditions.append(("status = ?", (choice.status,)))
    if choice.reported_from is not None:
        conditions.append(("since >= ?", (choice.reported_from,)))
    if choice.reported_to is not None:
        conditions.append(("since <= ?", (choice.reported_to,)))
    if after is not None:
        conditions.append((f"(since, {id}) < (?, ?)", after))
    where = " AND ".join(condition for condition, _ in conditions) or "1"
    sql = f"""
        SELECT since, {id} FROM {table} WHERE {where} ORDER BY since DESC, {id} DESC LIMIT ?
    """  # noqa: S608 (constants)
    values = [value for _, given in conditions for value in given]
    rows = connection.execute(sql, (*values, LOOKED_THROUGH))
    yield from ((since, figure) for since, figure in rows)


def fitting(connection: sqlite3.Connection, choice: Choice, ids: Sequence[str]) -> set[str]:
    """Return those of the ids whose figure fits a choice."""
    conditions = _rest(choice)
    if choice.kind is not None:
        conditions.append(("figures.kind = ?", (choice.kind,)))
    if choice.country is not None:
        roles = ROLES if choice.role is None else (choice.role,)
        marks = ", ".join("?" * len(roles))
        placed = f"""
            EXISTS (
                SELECT 1 FROM figure_places
                WHERE figure_places.figure = figures.id AND country = ? AND role IN ({marks})
            )
        """  # noqa: S608 (marks)
        conditions.append((placed, (choice.country, *roles)))
    if choice.reported_from is not None:
        conditions.append(("figures.since >= ?", (choice.reported_from,)))
    if choice.reported_to is not None:
        conditions.append(("figures.since <= ?", (choice.reported_to,)))
    return _matching(connection, conditions, ids)


def _fitting(connection: sqlite3.Connection, choice: Choice, places: list[Place]) -> list[Place]:
    """Return those of the places whose figure fits what no index has narrowed yet."""
    conditions = _rest(choice)
    if not conditions or not places:
        return places
    fit = _matching(connection, conditions, [id for _, id in places])
    return [place for place in places if place[1] in fit]


def _rest(choice: Choice) -> list[_Condition]:
    """Return the conditions that no index narrows."""
    conditions: list[_Condition] = []
    if choice.status is not None:
        conditions.append(("figures.status = ?", (choice.status,)))
    if choice.year is not None:
        met = "coalesce(date_first, date_last) <= ? AND coalesce(date_last, date_first) >= ?"
        best = f"EXISTS (SELECT 1 FROM claims WHERE claims.id = figures.best AND {met})"  # noqa: S608
        conditions.append((best, (f"{choice.year}-12-31", f"{choice.year}-01-01")))
    if choice.language is not None:
        stated = """
            EXISTS (
                SELECT 1 FROM figure_claims
                CROSS JOIN claims ON claims.id = figure_claims.claim
                CROSS JOIN articles ON articles.id = claims.article
                WHERE figure_claims.figure = figures.id AND articles.language = ?
            )
        """
        conditions.append((stated, (choice.language,)))
    return conditions


def _matching(
    connection: sqlite3.Connection, conditions: list[_Condition], ids: Sequence[str]
) -> set[str]:
    where = " AND ".join(condition for condition, _ in conditions) or "1"
    sql = f"""
        SELECT figures.id FROM json_each(?) AS given
        CROSS JOIN figures ON figures.id = given.value WHERE {where}
    """  # noqa: S608 (constants)
    values = [value for _, given in conditions for value in given]
    return {row[0] for row in connection.execute(sql, (json.dumps(list(ids)), *values))}
