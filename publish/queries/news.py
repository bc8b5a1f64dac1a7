"""What happened to the figures that somebody follows, for feeds and alerts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from publish.queries import ClaimRow, claims
from publish.queries.events import EventRow, event_rows
from publish.queries.lists import Choice, fitting, list_figures
from store.model import OUTLET

LOOKED_BACK = 2000
"""Events that are looked through at most for those of a choice."""

NEWEST = 100
"""Newest figures of a choice whose events are looked for where the last events hold too few."""

STATED = 200
"""Newest claims of a source whose figures its feed follows."""

_BATCH = 250

_CLAIMS = {
    "source": """
        SELECT figure_claims.figure FROM claims
        CROSS JOIN figure_claims ON figure_claims.claim = claims.id
        WHERE claims.source = ?1 AND claims.source <> ?2 ORDER BY claims.rowid DESC LIMIT ?3
    """,
    "outlet": """
        SELECT figure_claims.figure FROM (
            SELECT id FROM articles WHERE outlet = ?1 AND latest = 1
            ORDER BY published DESC LIMIT ?3
        ) AS newest
        CROSS JOIN claims ON claims.article = newest.id
        CROSS JOIN figure_claims ON figure_claims.claim = claims.id
        WHERE claims.source = ?2 LIMIT ?3
    """,
}


@dataclass(frozen=True, slots=True)
class News:
    """An event with its running number and the claim that gave the value by then, if still there.

    ``told_as`` is the id that the figure had by then, and ``change`` what happened; with the
    number and the time they are the same in every database that holds the event.
    """

    number: int
    told_as: str
    event: EventRow
    claim: ClaimRow | None


def newest_news(
    connection: sqlite3.Connection, choice: Choice, changes: Sequence[str], limit: int
) -> list[News]:
    """Return at most ``limit`` of these changes of figures that fit a choice, the newest first.

    The last :data:`LOOKED_BACK` events are looked through; where too few of them fit, older ones
    of the newest figures that fit are added.
    """
    found: list[sqlite3.Row] = []
    before, looked, size = None, 0, min(limit, _BATCH)
    while looked < LOOKED_BACK and len(found) < limit:
        batch = _last(connection, changes, before, size)
        present = {row["figure_now"] for row in batch if row["figure_now"] is not None}
        fit = fitting(connection, choice, sorted(present))
        found += (row for row in batch if row["figure_now"] in fit)
        if len(batch) < size:
            return _news(connection, found[:limit])
        before, looked, size = batch[-1]["number"], looked + size, _BATCH
    if len(found) < limit:
        listed = list_figures(connection, choice, NEWEST).figures
        known = {row["number"] for row in found}
        older = _of(connection, [row.id for row in listed], changes, limit)
        found += (row for row in older if row["number"] not in known)
        found.sort(key=lambda row: -row["number"])
    return _news(connection, found[:limit])


def news_of(
    connection: sqlite3.Connection, ids: Sequence[str], changes: Sequence[str], limit: int
) -> list[News]:
    """Return at most ``limit`` changes of the figures with these ids, the newest first."""
    return _news(connection, _of(connection, ids, changes, limit))


def news_after(
    connection: sqlite3.Connection, number: int, changes: Sequence[str], limit: int
) -> tuple[list[News], int | None]:
    """Return the first ``limit`` changes with a greater number, in order, and the last number.

    What happened to a figure that is no more and has no heir is left out; the number counts it.
    None where nothing is left.
    """
    rows = _first(connection, changes, number, limit)
    return _news(connection, rows), rows[-1]["number"] if rows else None


def last_number(connection: sqlite3.Connection) -> int:
    """Return the number of the last event, 0 where there is none."""
    found = connection.execute("SELECT max(number) FROM events").fetchone()[0]
    return int(found or 0)


def number_before(connection: sqlite3.Connection, moment: str) -> int:
    """Return the number of the last event noticed before a UTC time or day, ISO 8601."""
    # Events are numbered in the order of time: a binary search by the key.
    low, high = 0, last_number(connection)
    sql = """
        SELECT number, happened FROM events WHERE number > ? AND number <= ?
        ORDER BY number LIMIT 1
    """
    while low < high:
        middle = (low + high) // 2
        row = connection.execute(sql, (middle, high)).fetchone()
        if row is None or row["happened"] >= moment:
            high = middle
        else:
            low = row["number"]
    return low


def figures_stated(
    connection: sqlite3.Connection, spellings: Sequence[str], outlet: str | None
) -> list[str]:
    """Return the ids of the figures of which a source's newest claims speak.

    ``spellings`` are its names; ``outlet`` is the outlet that it is, whose own claims count.
    """
    ids: dict[str, None] = {}
    for name in spellings:
        rows = connection.execute(_CLAIMS["source"], (name, OUTLET, STATED))
        ids |= dict.fromkeys(row["figure"] for row in rows)
    if outlet is not None:
        rows = connection.execute(_CLAIMS["outlet"], (outlet, OUTLET, STATED))
        ids |= dict.fromkeys(row["figure"] for row in rows)
    return list(ids)


_NOW = """
    SELECT events.*, (SELECT bound FROM claims WHERE id = events.claim) AS bound, coalesce(
        (SELECT id FROM figures WHERE id = events.figure),
        (SELECT figure FROM redirects WHERE old = events.figure)
    ) AS figure_now FROM
"""


def _last(
    connection: sqlite3.Connection, changes: Sequence[str], before: int | None, limit: int
) -> list[sqlite3.Row]:
    top = before if before is not None else last_number(connection) + 1
    return _in_order(connection, changes, ("number < ?", "DESC"), top, limit)


def _first(
    connection: sqlite3.Connection, changes: Sequence[str], after: int, limit: int
) -> list[sqlite3.Row]:
    return _in_order(connection, changes, ("number > ?", "ASC"), after, limit)


def _in_order(
    connection: sqlite3.Connection,
    changes: Sequence[str],
    way: tuple[str, str],
    end: int,
    limit: int,
) -> list[sqlite3.Row]:
    condition, order = way
    one = f"""
        SELECT * FROM (SELECT * FROM events WHERE "change" = ? AND {condition}
            ORDER BY number {order} LIMIT ?)
    """  # noqa: S608 (constants)
    ways = " UNION ALL ".join(one for _ in changes)
    sql = f"{_NOW} ({ways}) AS events ORDER BY number {order} LIMIT ?"
    values = [value for change in changes for value in (change, end, limit)]
    return connection.execute(sql, (*values, limit)).fetchall()


def _of(
    connection: sqlite3.Connection, ids: Sequence[str], changes: Sequence[str], limit: int
) -> list[sqlite3.Row]:
    """Return events of figures, those told of what has become part of them too."""
    marks = ", ".join("?" * len(changes))
    sql = f"""
        {_NOW} (
            SELECT value AS figure FROM json_each(?1) AS given
            UNION SELECT redirects.old FROM json_each(?1) AS given
            CROSS JOIN redirects ON redirects.figure = given.value
        ) AS known
        CROSS JOIN events ON events.figure = known.figure
        WHERE events."change" IN ({marks}) ORDER BY events.number DESC LIMIT ?
    """  # noqa: S608 (marks)
    return connection.execute(sql, (json.dumps(list(ids)), *changes, limit)).fetchall()


def _news(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> list[News]:
    known = claims(connection, [row["claim"] for row in rows])
    told = event_rows(connection, rows)
    return [
        News(row["number"], row["figure"], event, known.get(row["claim"]))
        for row, event in zip(rows, told, strict=True)
        if event is not None
    ]
