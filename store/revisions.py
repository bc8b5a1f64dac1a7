"""Which of the articles read from one document says what the document says now."""

from __future__ import annotations

from sqlite_utils import Database


def mark_latest(db: Database, document: str) -> None:
    """Set ``articles.latest`` for the document with this id, inside the caller's transaction.

    The latest article is the one read from the snapshot that was seen last; a newer snapshot
    that is not yet read does not hide it.
    """
    db.execute(
        "WITH newest AS ("
        "  SELECT articles.id FROM articles JOIN snapshots ON snapshots.id = articles.snapshot "
        "  WHERE articles.document = :document "
        "  ORDER BY snapshots.last_seen DESC, snapshots.id LIMIT 1"
        ") UPDATE articles SET latest = (id IN newest) "
        "WHERE document = :document AND latest IS NOT (id IN newest)",
        {"document": document},
    )
