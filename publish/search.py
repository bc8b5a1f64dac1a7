"""Full-text search over claims and articles, for whatever a reader types."""

from __future__ import annotations

import sqlite3

from publish.queries import ArticleRow, ClaimRow, article, claims

SEARCH_TERMS = 32
"""Words of a search beyond this many are not looked at: nobody types more, and each costs time."""

PREFIX_LENGTH = 4
"""Words from this length on also find words that begin with them ("Flüchtling" -> Flüchtlinge)."""


def match_expression(text: str) -> str:
    """Return an FTS5 expression that finds all words of ``text``, whatever it holds.

    Every word becomes a quoted string, so that no character of the query syntax (quotes, AND, *,
    -, ^, NEAR, column names) acts: https://www.sqlite.org/fts5.html#fts5_strings. "" where there
    is no word.
    """
    words = dict.fromkeys("".join(c if c.isprintable() else " " for c in text).split())
    terms = []
    for word in list(words)[:SEARCH_TERMS]:
        if any(character.isalnum() for character in word):
            star = "*" if len(word) >= PREFIX_LENGTH and word.isalpha() else ""
            terms.append(f'"{word.replace(chr(34), chr(34) * 2)}"{star}')
    return " ".join(terms)


def search_claims(connection: sqlite3.Connection, text: str, limit: int) -> list[ClaimRow]:
    """Return at most ``limit`` claims with all words of ``text``, the last stored first."""
    expression = match_expression(text)
    if not expression:
        return []
    # The order of the index itself: ranking would read every match of a frequent word.
    found = connection.execute(
        "SELECT claims.id FROM claims_fts CROSS JOIN claims"
        " ON claims.fts_number = claims_fts.rowid"
        " JOIN articles ON articles.id = claims.article AND articles.latest = 1"
        " WHERE claims_fts MATCH ? ORDER BY claims_fts.rowid DESC LIMIT ?",
        (expression, limit),
    )
    ids = [row["id"] for row in found]
    rows = claims(connection, ids)
    return [rows[id] for id in ids]


def search_articles(connection: sqlite3.Connection, text: str, limit: int) -> list[ArticleRow]:
    """Return at most ``limit`` articles with all words of ``text``, the last stored first."""
    expression = match_expression(text)
    if not expression:
        return []
    found = connection.execute(
        "SELECT articles.id FROM articles_fts CROSS JOIN articles"
        " ON articles.fts_number = articles_fts.rowid AND articles.latest = 1"
        " WHERE articles_fts MATCH ? ORDER BY articles_fts.rowid DESC LIMIT ?",
        (expression, limit),
    ).fetchall()
    articles = (article(connection, row["id"]) for row in found)
    return [row for row in articles if row is not None]
