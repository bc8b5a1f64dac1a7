"""What reconciling reads and writes: reports in, relations and figures out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from sqlite_utils import Database

from store.articles import CLAIM_COLUMNS, claim_of
from store.database import transaction
from store.model import Claim, Figure, Relation, Report
from store.rows import Value, array, items, upsert


def reports(db: Database) -> Iterator[Report]:
    """Yield what the documents say now: each claim of a latest article, with where it was read.

    In the order of the articles' ids and texts. Nothing may be written to ``db`` before the last
    one is taken.
    """
    sql = (
        f"SELECT {CLAIM_COLUMNS}, articles.document, articles.outlet, articles.language, "
        "articles.near_duplicates, coalesce(articles.published, substr(snapshots.fetched, 1, 10)) "
        "AS published FROM articles JOIN snapshots ON snapshots.id = articles.snapshot "
        "JOIN claims ON claims.article = articles.id WHERE articles.latest = 1 "
        "ORDER BY articles.id, claims.number_start, claims.id"
    )
    for row in db.query(sql):
        yield Report(
            claim=claim_of(row),
            document=row["document"],
            outlet=row["outlet"],
            published=dt.date.fromisoformat(row["published"]),
            language=row["language"],
            near_duplicates=row["near_duplicates"],
        )


def save_figures(db: Database, relations: Iterable[Relation], figures: Iterable[Figure]) -> None:
    """Make ``relations`` and ``figures`` all that there are, in one transaction.

    Only what differs is written. Raises sqlite3.IntegrityError where one names a claim that is
    not in the database, or two figures share a claim's place.
    """
    with transaction(db):
        db.execute("PRAGMA defer_foreign_keys = ON")
        _replace_all(db, "relations", ("a", "b"), map(_relation_row, relations))
        members: list[dict[str, Value]] = []
        _replace_all(db, "figures", ("id",), _figure_rows(figures, members))
        _replace_all(db, "figure_claims", ("claim",), members)


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


def _replace_all(
    db: Database, table: str, key: tuple[str, ...], rows: Iterable[dict[str, Value]]
) -> None:
    """Write the rows that differ, and delete those whose key is not among ``rows``."""
    columns = ", ".join(key)
    db.execute(f"CREATE TEMP TABLE kept ({columns}, PRIMARY KEY ({columns})) WITHOUT ROWID")
    marks = ", ".join("?" * len(key))
    for row in rows:
        db.execute(f"INSERT INTO kept VALUES ({marks})", [row[name] for name in key])
        upsert(db, table, [row], key)
    db.execute(f"DELETE FROM {table} WHERE ({columns}) NOT IN (SELECT {columns} FROM kept)")
    db.execute("DROP TABLE kept")


def _relation_row(relation: Relation) -> dict[str, Value]:
    return {
        "a": relation.a,
        "b": relation.b,
        "relation": relation.relation,
        "score": relation.score,
        "reasons": array(relation.reasons),
    }


def _figure_rows(
    figures: Iterable[Figure], members: list[dict[str, Value]]
) -> Iterator[dict[str, Value]]:
    """Yield the row of each figure; add the rows of its claims to ``members``."""
    for figure in figures:
        members.extend({"claim": claim, "figure": figure.id} for claim in figure.claims)
        yield {
            "id": figure.id,
            "kind": figure.kind,
            "unit": figure.unit,
            "country": " ".join(figure.country),
            "origin": " ".join(figure.origin),
            "date_edtf": figure.date,
            "low": figure.low,
            "high": figure.high,
            "best": figure.best,
            "rule": figure.rule,
            "documents": figure.documents,
            "outlets": figure.outlets,
            "sources": figure.sources,
            "since": figure.since.isoformat(),
            "status": figure.status,
            "reason": figure.reason,
        }


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
