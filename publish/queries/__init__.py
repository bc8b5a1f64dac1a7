"""What the pages read: plain functions of a read-only connection, rows as dataclasses.

Every query finds its rows by an index, so that a page costs what it shows and not what the
database holds; tests/publish/test_queries.py asks the query planner. All functions expect
``connection.row_factory`` to be :class:`sqlite3.Row`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure with what its sentence needs of the best claim and that claim's article."""

    id: str
    kind: str
    unit: str
    country: tuple[str, ...]
    origin: tuple[str, ...]
    date: str
    low: float | None
    high: float | None
    rule: str
    documents: int
    outlets: int
    sources: int
    since: str
    status: str
    reason: str
    best: str
    bound: str
    source: str
    modality: str
    outlet: str
    language: str


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim with its article. Offsets count characters of the article's text."""

    id: str
    article: str
    quote: str
    quote_start: int
    number_start: int
    number_end: int
    low: float
    high: float
    bound: str
    kind: str
    unit: str
    country: tuple[str, ...]
    excluded: tuple[str, ...]
    date: str
    source: str
    via: tuple[str, ...]
    modality: str
    per: str | None
    change: float | None
    outlet: str
    published: str | None
    language: str
    title: str | None
    url: str
    figure: str | None


@dataclass(frozen=True, slots=True)
class RelationRow:
    """A relation as seen from one claim; ``forward`` where that claim is the first of the pair.

    ``figure`` is the figure of the other claim, None where it has none.
    """

    relation: str
    forward: bool
    score: float
    reasons: tuple[str, ...]
    other: ClaimRow


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as it is shown."""

    id: str
    url: str
    title: str | None
    outlet: str
    authors: tuple[str, ...]
    language: str
    published: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is in the database, and how fresh it is (ISO 8601; None: nothing there)."""

    figures: int
    claims: int
    articles: int
    sources: int
    failures: int
    newest_article: str | None
    last_snapshot: str | None


_FIGURE = """
    SELECT figures.*, claims.bound, claims.source, claims.modality,
        articles.outlet, articles.language
    FROM figures
    JOIN claims ON claims.id = figures.best
    JOIN articles ON articles.id = claims.article
"""

_CLAIM_COLUMNS = """
    claims.*, articles.outlet, articles.published, articles.language, articles.title,
    articles.url, figure_claims.figure,
    (SELECT group_concat(country, ' ') FROM claim_countries
        WHERE claim = claims.id AND role = 'country') AS country,
    (SELECT group_concat(country, ' ') FROM claim_countries
        WHERE claim = claims.id AND role = 'excluded') AS excluded
"""

_CLAIM = f"""
    SELECT {_CLAIM_COLUMNS}
    FROM claims
    JOIN articles ON articles.id = claims.article
    LEFT JOIN figure_claims ON figure_claims.claim = claims.id
"""  # noqa: S608 (constants)


def figure(connection: sqlite3.Connection, id: str) -> FigureRow | None:
    """Return the figure with this id."""
    row = connection.execute(_FIGURE + "WHERE figures.id = ?", (id,)).fetchone()
    return _figure(row) if row is not None else None


def moved_to(connection: sqlite3.Connection, id: str) -> str | None:
    """Return the id of the figure that stands for one that is no more."""
    row = connection.execute("SELECT figure FROM redirects WHERE old = ?", (id,)).fetchone()
    return str(row[0]) if row is not None else None


def figures(connection: sqlite3.Connection, ids: Sequence[str]) -> list[FigureRow]:
    """Return the figures with these ids, in the same order; what is gone is left out."""
    # The ids are few: they come first, and each finds its figure by its key.
    sql = _FIGURE.replace("FROM figures", "FROM json_each(?) AS given CROSS JOIN figures")
    rows = connection.execute(sql + "WHERE figures.id = given.value", (json.dumps(list(ids)),))
    found = {row["id"]: _figure(row) for row in rows}
    return [found[id] for id in ids if id in found]


def ends_of_figure(
    connection: sqlite3.Connection, figure: str, best: str, most: int
) -> list[ClaimRow]:
    """Return the claims of a figure, the oldest first.

    Of more than ``most`` the first and the last, half of each, and the ``best``. Where an article
    tells no day, that on which it was fetched counts.
    """
    ids = [
        row[0]
        for row in connection.execute(
            "SELECT claims.id FROM figure_claims "
            "CROSS JOIN claims ON claims.id = figure_claims.claim "
            "CROSS JOIN articles ON articles.id = claims.article "
            "CROSS JOIN snapshots ON snapshots.id = articles.snapshot "
            "WHERE figure_claims.figure = ? "
            "ORDER BY coalesce(articles.published, substr(snapshots.fetched, 1, 10)), claims.id",
            (figure,),
        )
    ]
    if len(ids) > most:
        half = most // 2
        chosen = {*ids[:half], *ids[-half:], best} if half else set()
        ids = [id for id in ids if id in chosen]
    found = claims(connection, ids)
    return [found[id] for id in ids if id in found]


def number_of_claims(connection: sqlite3.Connection, figure: str) -> int:
    """Return how many claims speak of a figure."""
    sql = "SELECT count(*) FROM figure_claims WHERE figure = ?"
    return int(connection.execute(sql, (figure,)).fetchone()[0])


def claims_of_article(connection: sqlite3.Connection, article: str, limit: int) -> list[ClaimRow]:
    """Return at most ``limit`` claims of an article, in the order of its text."""
    where = "WHERE claims.article = ? ORDER BY claims.number_start, claims.id LIMIT ?"
    return [_claim(row) for row in connection.execute(_CLAIM + where, (article, limit))]


def claims(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, ClaimRow]:
    """Return the claims with these ids, by id; what is gone is left out."""
    where = "WHERE claims.id IN (SELECT value FROM json_each(?))"
    rows = connection.execute(_CLAIM + where, (json.dumps(list(ids)),))
    return {row["id"]: _claim(row) for row in rows}


def relations(
    connection: sqlite3.Connection, ids: Sequence[str], limit: int
) -> dict[str, list[RelationRow]]:
    """Return the relations of each of these claims, the surest first, at most ``limit`` each."""
    sql = """
        SELECT claim, other, relation, forward, score, reasons FROM (
            SELECT *, row_number() OVER (PARTITION BY claim ORDER BY score DESC, other) AS place
            FROM (
                SELECT given.value AS claim, b AS other, relation, 1 AS forward, score, reasons
                FROM json_each(?1) AS given CROSS JOIN relations ON relations.a = given.value
                UNION ALL
                SELECT given.value, a, relation, 0, score, reasons
                FROM json_each(?1) AS given CROSS JOIN relations ON relations.b = given.value
            )
        ) WHERE place <= ?2
        ORDER BY claim, place
    """
    rows = connection.execute(sql, (json.dumps(list(ids)), limit)).fetchall()
    others = claims(connection, sorted({row["other"] for row in rows}))
    found: dict[str, list[RelationRow]] = {}
    for row in rows:
        if row["other"] in others:
            found.setdefault(row["claim"], []).append(_relation(row, others[row["other"]]))
    return found


def outcomes(connection: sqlite3.Connection, forecast: str, limit: int) -> list[FigureRow]:
    """Return figures that count what the figure with this id foretold."""
    sql = """
        SELECT DISTINCT outcome.figure
        FROM figure_keys AS forecast
        CROSS JOIN figure_keys AS outcome ON outcome.key = forecast.key
            AND outcome.role = 'outcome'
        WHERE forecast.figure = ?1 AND forecast.role = 'forecast' AND outcome.figure <> ?1
        ORDER BY 1 LIMIT ?2
    """
    return figures(connection, [row[0] for row in connection.execute(sql, (forecast, limit))])


def article(connection: sqlite3.Connection, id: str) -> ArticleRow | None:
    """Return the article with this id."""
    row = connection.execute("SELECT * FROM articles WHERE id = ?", (id,)).fetchone()
    if row is None:
        return None
    return ArticleRow(
        id=row["id"],
        url=row["url"],
        title=row["title"],
        outlet=row["outlet"],
        authors=tuple(json.loads(row["authors"])),
        language=row["language"],
        published=row["published"],
        text=row["text"],
    )


def counts(connection: sqlite3.Connection) -> Counts:
    """Return how much is in the database and how fresh it is."""
    row = connection.execute(
        """
        SELECT (SELECT rows FROM counts WHERE name = 'figures') AS figures,
            (SELECT rows FROM counts WHERE name = 'claims') AS claims,
            (SELECT rows FROM counts WHERE name = 'articles') AS articles,
            (SELECT count(*) FROM sources) AS sources,
            (SELECT rows FROM counts WHERE name = 'failures') AS failures,
            (SELECT max(published) FROM articles) AS newest_article,
            (SELECT max(fetched) FROM snapshots) AS last_snapshot
        """
    ).fetchone()
    return Counts(**dict(row))


def _figure(row: sqlite3.Row) -> FigureRow:
    return FigureRow(
        id=row["id"],
        kind=row["kind"],
        unit=row["unit"],
        country=tuple(row["country"].split()),
        origin=tuple(row["origin"].split()),
        date=row["date_edtf"],
        low=row["low"],
        high=row["high"],
        rule=row["rule"],
        documents=row["documents"],
        outlets=row["outlets"],
        sources=row["sources"],
        since=row["since"],
        status=row["status"],
        reason=row["reason"],
        best=row["best"],
        bound=row["bound"],
        source=row["source"],
        modality=row["modality"],
        outlet=row["outlet"],
        language=row["language"],
    )


def _claim(row: sqlite3.Row) -> ClaimRow:
    return ClaimRow(
        id=row["id"],
        article=row["article"],
        quote=row["quote"],
        quote_start=row["quote_start"],
        number_start=row["number_start"],
        number_end=row["number_end"],
        low=row["low"],
        high=row["high"],
        bound=row["bound"],
        kind=row["kind"],
        unit=row["unit"],
        country=tuple(sorted((row["country"] or "").split())),
        excluded=tuple(sorted((row["excluded"] or "").split())),
        date=row["date_edtf"],
        source=row["source"],
        via=tuple(json.loads(row["via"])),
        modality=row["modality"],
        per=row["per"],
        change=row["change"],
        outlet=row["outlet"],
        published=row["published"],
        language=row["language"],
        title=row["title"],
        url=row["url"],
        figure=row["figure"],
    )


def _relation(row: sqlite3.Row, other: ClaimRow) -> RelationRow:
    return RelationRow(
        relation=row["relation"],
        forward=bool(row["forward"]),
        score=row["score"],
        reasons=tuple(json.loads(row["reasons"])),
        other=other,
    )
