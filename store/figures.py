"""What reconciling reads and writes: reports in, relations and figures out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from store.articles import CLAIM_COLUMNS, claim_of
from store.model import Claim, Figure, FigureStatus, Relation, Report
from store.rows import Value, array, insert, items

Row = tuple[Value, ...]

FIGURE_COLUMNS = (
    *("id", "kind", "unit", "country", "origin", "date_edtf", "low", "high", "best", "rule"),
    *("documents", "outlets", "sources", "since", "status", "reason"),
)
MEMBER_COLUMNS = ("claim", "figure")
SLIP_COLUMNS = ("claim", "slip")
RELATION_COLUMNS = ("a", "b", "relation", "score", "reasons")


def reports(db: Database, articles: Iterable[str] | None = None) -> Iterator[Report]:
    """Yield what the documents say now: each claim of a latest article, with where it was read.

    Of the articles with these ids, or of all; in the order of the articles' ids and texts.
    Nothing may be written to ``db`` before the last one is taken.
    """
    chosen = "" if articles is None else "AND articles.id IN (SELECT value FROM json_each(:ids)) "
    sql = (
        f"SELECT {CLAIM_COLUMNS}, articles.document, articles.outlet, articles.language, "
        "articles.near_duplicates, coalesce(articles.published, substr(snapshots.fetched, 1, 10)) "
        "AS published FROM articles JOIN snapshots ON snapshots.id = articles.snapshot "
        f"JOIN claims ON claims.article = articles.id WHERE articles.latest = 1 {chosen}"
        "ORDER BY articles.id, claims.number_start, claims.id"
    )
    for row in db.query(sql, {"ids": array(articles or ())}):
        yield Report(
            claim=claim_of(row),
            document=row["document"],
            outlet=row["outlet"],
            published=dt.date.fromisoformat(row["published"]),
            language=row["language"],
            near_duplicates=row["near_duplicates"],
        )


def editions(db: Database, articles: Iterable[str]) -> dict[str, str]:
    """Return, of these articles (ids), what :func:`reports` would yield of each, as a short text.

    While the text is the same, so are the reports. Articles without claims, or that are not what
    their page says now, are left out.
    """
    sql = (
        "SELECT articles.id, json_array(articles.near_duplicates, articles.published, "
        "articles.outlet, articles.language, json_group_array(claims.id || claims.extractor)) "
        "FROM json_each(?) AS given "
        "CROSS JOIN articles ON articles.id = given.value AND articles.latest = 1 "
        "CROSS JOIN claims ON claims.article = articles.id GROUP BY articles.id"
    )
    return dict(db.execute(sql, [array(articles)]).fetchall())


def replace_figures(
    db: Database,
    claims: Iterable[str],
    relations: Iterable[Relation],
    figures: Sequence[Figure],
    slips: Mapping[str, str],
) -> None:
    """Put relations and figures in place of all that there is of these claims.

    ``slips`` gives the name of the misprint for claims that are one. To be called in a
    transaction. Raises sqlite3.IntegrityError where something names a claim that is not in the
    database, or two figures share a claim's place.
    """
    given, of_claims = array(claims), "IN (SELECT value FROM json_each(?))"
    sql = f"SELECT DISTINCT figure FROM figure_claims WHERE claim {of_claims}"
    gone = {row[0] for row in db.execute(sql, [given])} | {figure.id for figure in figures}
    for table in ("misprints", "figure_claims"):
        db.execute(f"DELETE FROM {table} WHERE claim {of_claims}", [given])
    for side in "ab":
        db.execute(f"DELETE FROM relations WHERE {side} {of_claims}", [given])
    db.execute(f"DELETE FROM figures WHERE id {of_claims}", [array(sorted(gone))])
    _insert(db, relations, figures, slips)


SUPERSEDED: tuple[FigureStatus, str] = (
    "superseded",
    "what was expected for this period has been counted since",
)
"""Status and reason of a forecast whose outcome is known."""


def superseded(figure: Figure) -> Figure:
    """Return a forecast as it stands when its outcome is known."""
    status, reason = SUPERSEDED
    return replace(figure, status=status, reason=reason)


def supersede_forecasts(db: Database, figures: Iterable[str] | None = None) -> None:
    """Note it of forecasts whose outcome is known: of those among these figures (ids), or of all.

    To be called in the transaction that made them and filed them under their keys.
    """
    chosen = "1" if figures is None else "forecast.figure IN (SELECT value FROM json_each(:ids))"
    # Forecasts are few: they come first, and each asks for its keys.
    db.execute(
        "UPDATE main.figures SET status = :status, reason = :reason WHERE id IN ("
        "SELECT forecast.figure FROM main.figure_keys AS forecast "
        "CROSS JOIN main.figure_keys AS outcome ON outcome.key = forecast.key "
        f"AND outcome.role = 'outcome' WHERE forecast.role = 'forecast' AND {chosen})",
        {
            "status": SUPERSEDED[0],
            "reason": SUPERSEDED[1],
            "ids": array(figures or ()),
        },
    )


def add_relations(db: Database, relations: Iterable[Relation]) -> None:
    """Write relations, in the caller's transaction."""
    insert(db, "relations", RELATION_COLUMNS, map(relation_row, relations))


def _insert(
    db: Database,
    relations: Iterable[Relation],
    figures: Iterable[Figure],
    slips: Mapping[str, str],
) -> None:
    members: list[Row] = []

    def figure_rows() -> Iterator[Row]:
        for figure in figures:
            members.extend(member_rows(figure))
            yield figure_row(figure)

    insert(db, "figures", FIGURE_COLUMNS, figure_rows())
    insert(db, "figure_claims", MEMBER_COLUMNS, members)
    insert(db, "misprints", SLIP_COLUMNS, slips.items())
    add_relations(db, relations)


def figures(db: Database) -> Iterator[Figure]:
    """Yield all figures in the order of their ids."""
    sql = (
        "SELECT figures.*, (SELECT json_group_array(claim) FROM (SELECT claim FROM figure_claims "
        "WHERE figure = figures.id ORDER BY claim)) AS claims FROM figures ORDER BY id"
    )
    for row in db.query(sql):
        yield _figure_of(row)


def relations(db: Database) -> Iterator[Relation]:
    """Yield all relations in the order of their claims' ids."""
    for row in db.query("SELECT * FROM relations ORDER BY a, b"):
        yield Relation(**(row | {"reasons": items(row["reasons"])}))


def claims_of_figure(db: Database, figure_id: str) -> list[Claim]:
    """Return the claims that speak of the figure with this id, in the order of their ids."""
    sql = (
        f"SELECT {CLAIM_COLUMNS} FROM claims JOIN figure_claims ON figure_claims.claim = claims.id "
        "WHERE figure_claims.figure = ? ORDER BY claims.id"
    )
    return [claim_of(row) for row in db.query(sql, [figure_id])]


def relation_row(relation: Relation) -> Row:
    """Return the row of a relation, in the order of :data:`RELATION_COLUMNS`."""
    return relation.a, relation.b, relation.relation, relation.score, array(relation.reasons)


def member_rows(figure: Figure) -> Iterator[Row]:
    """Yield the rows of a figure's claims, in the order of :data:`MEMBER_COLUMNS`."""
    for claim in figure.claims:
        yield claim, figure.id


def figure_row(figure: Figure) -> Row:
    """Return the row of a figure, in the order of :data:`FIGURE_COLUMNS`."""
    return (
        figure.id,
        figure.kind,
        figure.unit,
        " ".join(figure.country),
        " ".join(figure.origin),
        figure.date,
        figure.low,
        figure.high,
        figure.best,
        figure.rule,
        figure.documents,
        figure.outlets,
        figure.sources,
        figure.since.isoformat(),
        figure.status,
        figure.reason,
    )


def _figure_of(row: dict[str, Any]) -> Figure:
    return Figure(
        id=row["id"],
        kind=row["kind"],
        unit=row["unit"],
        country=tuple(row["country"].split()),
        origin=tuple(row["origin"].split()),
        date=row["date_edtf"],
        low=row["low"],
        high=row["high"],
        best=row["best"],
        rule=row["rule"],
        documents=row["documents"],
        outlets=row["outlets"],
        sources=row["sources"],
        since=dt.date.fromisoformat(row["since"]),
        status=row["status"],
        reason=row["reason"],
        claims=items(row["claims"]),
    )
