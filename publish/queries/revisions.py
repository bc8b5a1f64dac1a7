"""The versions of a page, and what became of its claims from one to the next."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from publish.queries import ClaimRow, claims


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a page: the article's and the snapshot's id, and when that was fetched (UTC)."""

    article: str
    snapshot: str
    fetched: str
    title: str | None
    latest: bool


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What became of a claim: kept, changed, withdrawn (no ``after``) or new (no ``before``)."""

    change: str
    before: ClaimRow | None
    after: ClaimRow | None


def versions(connection: sqlite3.Connection, article: str, limit: int) -> list[Version]:
    """Return at most ``limit`` versions of the page that an article is one of, the last first."""
    sql = """
        SELECT articles.id, articles.snapshot, snapshots.fetched, articles.title, articles.latest
        FROM articles AS this
        CROSS JOIN articles ON articles.document = this.document
        CROSS JOIN snapshots ON snapshots.id = articles.snapshot
        WHERE this.id = ?
        ORDER BY snapshots.fetched DESC, snapshots.id DESC LIMIT ?
    """
    rows = connection.execute(sql, (article, limit))
    return [Version(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows]


def changes(connection: sqlite3.Connection, article: str, limit: int) -> list[ChangeRow]:
    """Return at most ``limit`` claims of an article and the version before it, pair by pair."""
    sql = """
        SELECT "change", "before", "after" FROM claim_changes
        WHERE article = ? ORDER BY number LIMIT ?
    """
    rows = [tuple(row) for row in connection.execute(sql, (article, limit))]
    found = claims(connection, sorted({id for row in rows for id in row[1:] if id is not None}))
    return [
        ChangeRow(change, found.get(before or ""), found.get(after or ""))
        for change, before, after in rows
    ]
