"""Where claims were read: the fetch that brought the page, and the place in a report."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a claim was read: the snapshot's id and when it was fetched (UTC, ISO 8601).

    ``page`` is that of a report, from 1 on, ``cell`` where in a table; None where neither is.
    """

    snapshot: str
    fetched: str
    page: int | None
    cell: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the bytes of a snapshot lie: the WARC file and the record's first byte in it.

    ``sha256`` is the hex digest of the decoded body.
    """

    media_type: str
    sha256: str
    archive: str
    offset: int


def readings(connection: sqlite3.Connection, claims: Sequence[str]) -> dict[str, Reading]:
    """Return where each of these claims was read, by the claims' ids."""
    sql = """
        SELECT claims.id, articles.snapshot, snapshots.fetched, claims.page, claims.cell
        FROM json_each(?) AS given
        CROSS JOIN claims ON claims.id = given.value
        CROSS JOIN articles ON articles.id = claims.article
        CROSS JOIN snapshots ON snapshots.id = articles.snapshot
    """
    rows = connection.execute(sql, (json.dumps(list(claims)),))
    return {row[0]: Reading(*row[1:]) for row in map(tuple, rows)}


def kept(connection: sqlite3.Connection, snapshot: str) -> Kept | None:
    """Return where the bytes of the snapshot with this id lie."""
    sql = 'SELECT media_type, sha256, archive, "offset" FROM snapshots WHERE id = ?'
    row = connection.execute(sql, (snapshot,)).fetchone()
    return Kept(*row) if row is not None else None
