"""What is known of a few figures: their claims in their articles, and how they stand to others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlite_utils import Database

from store.figures import reports
from store.model import Relation, Report
from store.rows import array, items


def claims_of(db: Database, figures: Iterable[str]) -> dict[str, list[str]]:
    """Return the ids of the claims of each of these figures, sorted."""
    sql = (
        "SELECT figure, claim FROM figure_claims "
        "WHERE figure IN (SELECT value FROM json_each(?)) ORDER BY claim"
    )
    found: dict[str, list[str]] = {}
    for figure, claim in db.execute(sql, [array(figures)]):
        found.setdefault(figure, []).append(claim)
    return found


def figures_near(
    db: Database, kinds: Iterable[str], countries: Iterable[str], low: float, high: float
) -> list[str]:
    """Return the figures with a claim of these kinds, of these places or with such a number.

    The places are those where people are or come from; the number lies in ``low`` to ``high``.
    """
    sql = (
        "WITH near AS (SELECT claim AS id FROM claim_countries WHERE role IN ('country', 'origin') "
        "AND country IN (SELECT value FROM json_each(:countries)) "
        "UNION SELECT id FROM claims WHERE low BETWEEN :low AND :high) "
        "SELECT DISTINCT figure FROM near CROSS JOIN claims USING (id) "
        "CROSS JOIN figure_claims ON figure_claims.claim = claims.id "
        "WHERE kind IN (SELECT value FROM json_each(:kinds)) ORDER BY 1"
    )
    chosen = {"countries": array(countries), "kinds": array(kinds), "low": low, "high": high}
    return [row[0] for row in db.execute(sql, chosen)]


def reports_around(db: Database, figures: Iterable[str]) -> Iterator[Report]:
    """Yield all that the articles say in which these figures stand.

    An article's claims are read together (``reconcile.documents``), so those of other figures are
    among them. Nothing may be written to ``db`` before the last one is taken.
    """
    sql = (
        "SELECT DISTINCT claims.article FROM figure_claims "
        "CROSS JOIN claims ON claims.id = figure_claims.claim "
        "WHERE figure_claims.figure IN (SELECT value FROM json_each(?)) ORDER BY 1"
    )
    yield from reports(db, [row[0] for row in db.execute(sql, [array(figures)])])


def relations_within(db: Database, claims: Iterable[str]) -> list[Relation]:
    """Return the relations between these claims, in the order of their ids."""
    sql = (
        "WITH given AS (SELECT value FROM json_each(?)) SELECT relations.* FROM relations "
        "WHERE a IN given AND b IN given ORDER BY a, b"
    )
    return [
        Relation(**(row | {"reasons": items(row["reasons"])}))
        for row in db.query(sql, [array(claims)])
    ]


def parts_of(db: Database, figures: Iterable[str]) -> dict[str, list[str]]:
    """Return the ids of the figures that are parts of each of these, sorted."""
    return _related(db, figures, "b", "a")


def wholes_of(db: Database, figures: Iterable[str]) -> dict[str, list[str]]:
    """Return the ids of the figures that each of these is a part of, sorted."""
    return _related(db, figures, "a", "b")


def _related(db: Database, figures: Iterable[str], own: str, other: str) -> dict[str, list[str]]:
    sql = (
        "SELECT DISTINCT own.figure, other.figure FROM figure_claims AS own "
        f"CROSS JOIN relations ON relations.{own} = own.claim AND relation = 'part_of' "
        f"CROSS JOIN figure_claims AS other ON other.claim = relations.{other} "
        "WHERE own.figure IN (SELECT value FROM json_each(?)) AND other.figure <> own.figure "
        "ORDER BY 1, 2"
    )
    found: dict[str, list[str]] = {}
    for figure, related in db.execute(sql, [array(figures)]):
        found.setdefault(figure, []).append(related)
    return found


def figures_beginning(db: Database, beginning: str, limit: int) -> list[str]:
    """Return ids of at most ``limit`` figures that begin with these hex digits, sorted.

    The id of a figure that is no more leads to the one that has its claims now.
    """
    upper = beginning + "g"  # after every hex digit
    ids = db.execute(
        "SELECT id FROM figures WHERE id >= :low AND id < :high UNION "
        "SELECT figure FROM redirects WHERE old >= :low AND old < :high ORDER BY 1 LIMIT :limit",
        {"low": beginning, "high": upper, "limit": limit},
    )
    return [row[0] for row in ids]
