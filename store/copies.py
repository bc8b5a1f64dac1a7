"""Which articles are copies of one text: read and written for the stage that compares them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlite_utils import Database

from store.database import transaction


def texts_with_claims(db: Database) -> Iterator[tuple[str, str]]:
    """Yield id and text of each article that is what its document says now and has claims."""
    yield from db.execute(
        'SELECT id, "text" FROM articles WHERE latest = 1 '
        "AND EXISTS (SELECT 1 FROM claims WHERE claims.article = articles.id) ORDER BY id"
    )


def save_copies(db: Database, keys: Mapping[str, str]) -> None:
    """Set ``near_duplicates`` by article id, and clear it where it is not among ``keys``.

    Only what differs is written.
    """
    with transaction(db):
        before = dict(
            db.execute("SELECT id, near_duplicates FROM articles WHERE near_duplicates IS NOT NULL")
        )
        for article in before.keys() | keys.keys():
            if before.get(article) != keys.get(article):
                db.execute(
                    "UPDATE articles SET near_duplicates = ? WHERE id = ?",
                    [keys.get(article), article],
                )
