"""Full-text search over claims and articles, for whatever a reader types."""

from __future__ import annotations

import sqlite3

from publish.queries import ArticleRow, ClaimRow, article, claims

SEARCH_TERMS = 32
"""Words of a search beyond this many are not looked at: nobody types more, and each costs time."""

PREFIX_LENGTH = 4
"""Words from this length on also find words that begin with them ("Flüchtling" -> Flüchtlinge)."""


def match_expression(text: str, *, beginnings: bool = True) -> str:
    """Return an FTS5 expression that finds all words of ``text``, whatever it holds.

    With ``beginnings`` longer words also find those that begin with them.

    Every word becomes a quoted string, so that no character of the query syntax (quotes, AND, *,
    -, ^, NEAR, column names) acts: https://www.sqlite.org/fts5.html#fts5_strings. "" where there
    is no word.
    """
    words = dict.fromkeys("".join(c if c.isprintable() else " " for c in text).split())
    terms = []
    for word in list(words)[:SEARCH_TERMS]:
        if any(character.isalnum() for character in word):
            star = "*" if beginnings and len(word) >= PREFIX_LENGTH and word.isalpha() else ""
            terms.append(f'"{word.replace(chr(34), chr(34) * 2)}"{star}')
    return " ".join(terms)


def search_claims(connection: sqlite3.Connection, text: str, limit: int) -> list[ClaimRow]:
    """Return at most ``limit`` claims with all words of ``text``, the last stored first."""
    # The order of the index itself: ranking would read every match of a frequent word.
    sql = """
        SELECT claims.id FROM claims_fts CROSS JOIN claims
        ON claims.fts_number = claims_fts.rowid
        JOIN articles ON articles.id = claims.article AND articles.latest = 1
        WHERE claims_fts MATCH ? ORDER BY claims_fts.rowid DESC LIMIT ?
    """
    ids = _found(connection, sql, text, limit)
    rows = claims(connection, ids)
    return [rows[id] for id in ids]


def search_articles(connection: sqlite3.Connection, text: str, limit: int) -> list[ArticleRow]:
    """Return at most ``limit`` articles with all words of ``text``, the last stored first."""
    sql = """
        SELECT articles.id FROM articles_fts CROSS JOIN articles
        ON articles.fts_number = articles_fts.rowid AND articles.latest = 1
        WHERE articles_fts MATCH ? ORDER BY articles_fts.rowid DESC LIMIT ?
    """
    found = (article(connection, id) for id in _found(connection, sql, text, limit))
    return [row for row in found if row is not None]


def search_number(connection: sqlite3.Connection, number: float, limit: int) -> list[ClaimRow]:
    """Return at most ``limit`` claims that state a number, the last stored first.

    A range states its lower end.
    """
    # Entries of an index stand in the order of storing: no frequent number is read to its end.
    sql = """
        SELECT claims.id FROM claims
        CROSS JOIN articles ON articles.id = claims.article AND articles.latest = 1
        WHERE claims.low = ? ORDER BY claims.rowid DESC LIMIT ?
    """
    ids = [row["id"] for row in connection.execute(sql, (number, limit))]
    found = claims(connection, ids)
    return [found[id] for id in ids]


def _found(connection: sqlite3.Connection, sql: str, text: str, limit: int) -> list[str]:
    """Return ids of what holds all words; where they are too few, also of what holds beginnings.

    A beginning that is frequent is slow to look up: SQLite joins the lists of all its words. So it
    is looked up only where the words themselves do not fill the page.
    """
    ids: list[str] = []
    for beginnings in (False, True):
        expression = match_expression(text, beginnings=beginnings)
        if expression and len(ids) < limit:
            ids = [row["id"] for row in connection.execute(sql, (expression, limit))]
    return ids
