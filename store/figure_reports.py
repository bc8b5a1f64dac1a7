"""What is known of a few figures: their claims in their articles, and how they stand to others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import log

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


LOOKED_AT = 1000
"""Figures of one country, role and kind on either side of a day that are ranked at most."""

SAME_NUMBER = 400
"""Claims with exactly the number, and as many with one close to it, that are ranked at most."""

BY_PERIOD, BY_NUMBER = 24, 16
"""So many figures are returned for their period, and so many for their number."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What a cited claim is about.

    ``low`` to ``high`` are the numbers that may be the same as ``number``, None where it is too
    common a number to be recognised by it alone; ``first`` to ``last`` are the days it speaks of.
    """

    kinds: frozenset[str]
    countries: frozenset[str]
    number: float
    close: tuple[float, float] | None
    first: dt.date
    last: dt.date


def figures_near(db: Database, sought: Sought) -> list[str]:
    """Return the figures that a claim could mean: those of its places, and those of its number.

    Of a country and kind with very many figures those first reported around its days are ranked:
    the nearest in time are returned, and those whose number is nearest. All are found by an index.
    """
    found = {*_of_places(db, sought), *_of_number(db, sought)}
    if len(found) <= BY_PERIOD + BY_NUMBER:
        return sorted(found)
    sql = (
        "SELECT figures.id, claims.date_first, claims.date_last, claims.low "
        "FROM json_each(?) AS given CROSS JOIN figures ON figures.id = given.value "
        "CROSS JOIN claims ON claims.id = figures.best"
    )
    rows = db.execute(sql, [array(sorted(found))]).fetchall()
    ranks = [(_days(sought, row[1], row[2]), _factor(sought, row[3]), row[0]) for row in rows]
    by_period = sorted(ranks)[:BY_PERIOD]
    by_number = sorted((factor, days, id) for days, factor, id in ranks)[:BY_NUMBER]
    return sorted({row[2] for row in (*by_period, *by_number)})


def _of_places(db: Database, sought: Sought) -> list[str]:
    sql = (
        "SELECT figure FROM figure_places WHERE country = ? AND role = ? AND kind = ? "
        "AND since {} ? ORDER BY since {} LIMIT ?"
    )
    found = []
    for country, role, kind in product(
        sorted(sought.countries), ("country", "origin"), sorted(sought.kinds)
    ):
        for side, order in ((">=", "ASC"), ("<", "DESC")):
            chosen = [country, role, kind, sought.first.isoformat(), LOOKED_AT]
            found += [row[0] for row in db.execute(sql.format(side, order), chosen)]
    return found


def _of_number(db: Database, sought: Sought) -> list[str]:
    if sought.close is None:
        return []
    sql = (
        "WITH near AS (SELECT * FROM (SELECT id, kind FROM claims WHERE low = :number LIMIT :most) "
        "UNION SELECT * FROM "
        "(SELECT id, kind FROM claims WHERE low BETWEEN :low AND :high LIMIT :most)) "
        "SELECT DISTINCT figure FROM near CROSS JOIN figure_claims ON claim = near.id "
        "WHERE kind IN (SELECT value FROM json_each(:kinds))"
    )
    low, high = sought.close
    chosen = {"number": sought.number, "low": low, "high": high, "most": SAME_NUMBER}
    return [row[0] for row in db.execute(sql, chosen | {"kinds": array(sorted(sought.kinds))})]


def _days(sought: Sought, first: str | None, last: str | None) -> int:
    """Return how many days lie between the days sought and a period: 0 where they meet."""
    begin = dt.date.fromisoformat(first or last or dt.date.min.isoformat())
    end = dt.date.fromisoformat(last or first or dt.date.max.isoformat())
    if begin <= sought.last and sought.first <= end:
        return 0
    return max((begin - sought.last).days, (sought.first - end).days)


def _factor(sought: Sought, number: float) -> float:
    """Return by what factor two numbers differ, as a logarithm without its sign."""
    return abs(log((number + 1) / (sought.number + 1)))


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
    # The plus keeps SQLite from looking through all relations of one kind: a claim has few.
    sql = (
        "SELECT DISTINCT own.figure, other.figure FROM figure_claims AS own "
        f"CROSS JOIN relations ON relations.{own} = own.claim AND +relation = 'part_of' "
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
