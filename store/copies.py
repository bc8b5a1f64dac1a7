"""Which articles are copies of one text: the index of texts, and the key that copies share."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from sqlite_utils import Database

from store.database import transaction

_BATCH = 500
_CLAIMED = "EXISTS (SELECT 1 FROM claims WHERE claims.article = articles.id)"


def unsketched(db: Database, method: str) -> Iterator[tuple[str, str]]:
    """Yield id and text of each article with claims that is not in the index of this ``method``.

    Rows may be written between the steps; the work grows with what is new.
    """
    after = ""
    while rows := db.execute(
        'SELECT id, "text" FROM articles WHERE id > ? AND NOT EXISTS (SELECT 1 FROM text_sketches '
        f"WHERE article = id AND method = ?) AND {_CLAIMED} ORDER BY id LIMIT ?",
        [after, method, _BATCH],
    ).fetchall():
        yield from rows
        after = rows[-1][0]


def sharing(db: Database, buckets: Sequence[int], method: str) -> list[tuple[str, str]]:
    """Return id and text of the articles in the index that share one of the ``buckets``."""
    return db.execute(
        'SELECT id, "text" FROM articles WHERE id IN (SELECT text_buckets.article '
        "FROM text_buckets JOIN text_sketches ON text_sketches.article = text_buckets.article "
        "WHERE bucket IN (SELECT value FROM json_each(?)) AND method = ?)",
        [json.dumps(list(buckets)), method],
    ).fetchall()


def save_sketch(
    db: Database, article: str, method: str, buckets: Sequence[int], copies: Sequence[str]
) -> None:
    """Put an article into the index, with the articles there that have the same text."""
    with transaction(db):
        db.execute("DELETE FROM text_sketches WHERE article = ?", [article])
        db.execute("INSERT INTO text_sketches (article, method) VALUES (?, ?)", [article, method])
        db.conn.executemany(
            "INSERT OR IGNORE INTO text_buckets (bucket, article) VALUES (?, ?)",
            [(bucket, article) for bucket in buckets],
        )
        db.conn.executemany(
            "INSERT INTO text_copies (a, b) VALUES (?, ?)",
            [(min(article, other), max(article, other)) for other in copies],
        )


def copied_pairs(db: Database) -> list[tuple[str, str]]:
    """Return the pairs of articles with one text that are what their documents say now."""
    return db.execute(
        "SELECT a, b FROM text_copies WHERE (SELECT min(latest) FROM articles WHERE id IN (a, b)) "
        "ORDER BY a, b"
    ).fetchall()


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
