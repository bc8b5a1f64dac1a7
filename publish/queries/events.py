"""What happened to figures, the newest first."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from publish.queries import FigureRow, figures

CHANGES = ("rose", "fell", "corrected", "disputed", "settled", "appeared")
"""What may happen to a figure, as in the table ``events``."""

NEWS = CHANGES[:-1]
"""What happens to figures that are known; new ones come in far greater number."""

_LOOKED_THROUGH = 2
"""Times as many events are looked at as are wanted: some are of figures that are no more."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened to a figure, which may have another id by now.

    ``happened`` is a UTC time, ISO 8601. The values are intervals, None where unbounded; before
    ``appeared`` there is none. ``bound`` is that of the claim which gave the value.
    """

    happened: str
    change: str
    low_before: float | None
    high_before: float | None
    low: float | None
    high: float | None
    bound: str
    figure: FigureRow


def events(
    connection: sqlite3.Connection, limit: int, changes: Sequence[str] = NEWS
) -> list[EventRow]:
    """Return at most ``limit`` events of these kinds, the newest first."""
    ways = " UNION ALL ".join(
        'SELECT * FROM (SELECT * FROM events WHERE "change" = ? ORDER BY number DESC LIMIT ?)'
        for _ in changes
    )
    sql = f"""
        SELECT news.*, claims.bound FROM ({ways}) AS news
        LEFT JOIN claims ON claims.id = news.claim ORDER BY number DESC LIMIT ?
    """  # noqa: S608 (constants)
    most = limit * _LOOKED_THROUGH
    values = [value for change in changes for value in (change, most)]
    return _events(connection, connection.execute(sql, (*values, most)).fetchall())[:limit]


def events_of(connection: sqlite3.Connection, ids: Sequence[str], limit: int) -> list[EventRow]:
    """Return at most ``limit`` changes of the figures with these ids, the newest first."""
    marks = ", ".join("?" * len(NEWS))
    sql = f"""
        SELECT events.*, claims.bound FROM json_each(?) AS given
        CROSS JOIN events ON events.figure = given.value
        LEFT JOIN claims ON claims.id = events.claim
        WHERE events."change" IN ({marks}) ORDER BY events.number DESC LIMIT ?
    """  # noqa: S608 (marks)
    values = (json.dumps(list(ids)), *NEWS, limit)
    return _events(connection, connection.execute(sql, values).fetchall())


def event_rows(
    connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]
) -> list[EventRow | None]:
    """Return what rows of ``events`` tell; None where no figure goes on with that of the row.

    The rows have the ``bound`` of their claim, None where it is gone.
    """
    known = {row.id: row for row in figures(connection, [row["figure"] for row in rows])}
    for row in rows:
        if row["figure"] not in known:
            moved = connection.execute(
                "SELECT figure FROM redirects WHERE old = ?", (row["figure"],)
            ).fetchone()
            for found in figures(connection, [moved[0]]) if moved is not None else ():
                known[row["figure"]] = found
    return [
        EventRow(
            happened=row["happened"],
            change=row["change"],
            low_before=row["low_before"],
            high_before=row["high_before"],
            low=row["low"],
            high=row["high"],
            bound=row["bound"] or "exact",
            figure=known[row["figure"]],
        )
        if row["figure"] in known
        else None
        for row in rows
    ]


def _events(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> list[EventRow]:
    return [row for row in event_rows(connection, rows) if row is not None]
