"""What the command line shows of figures: the list of them, and one in full."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

    from headcount.figure_words import Condition
    from publish.full_figure import FullFigure
    from reconcile.naming import OriginalSource
    from reconcile.reading import Reading

LANGUAGE = "en"
"""In which figures are told; a source that texts of this language name is called as they do."""


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """One figure of a list: the best claim's number and bound, and who states it.

    ``sources`` names each original source once, those that most outlets print first.
    """

    id: str
    low: float
    high: float
    bound: str
    modality: str
    kind: str
    unit: str
    country: tuple[str, ...]
    origin: tuple[str, ...]
    date: str
    sources: tuple[str, ...]
    documents: int
    outlets: int
    status: str
    reason: str


def count_figures(database: Database, conditions: Sequence[Condition] = ()) -> int:
    """Return how many figures fit all the conditions."""
    where, values = _where(conditions)
    sql = f"SELECT count(*) FROM figures {where}"  # noqa: S608 (conditions are constants)
    found: int = database.execute(sql, values).fetchone()[0]
    return found


def found_figures(
    database: Database, conditions: Sequence[Condition], limit: int
) -> list[FoundFigure]:
    """Return at most ``limit`` figures that fit all the conditions; what most pages state first."""
    where, values = _where(conditions)
    sql = f"""
        SELECT figures.id, claims.low, claims.high, claims.bound, claims.modality, figures.kind,
            figures.unit, figures.country, figures.origin, figures.date_edtf AS date,
            figures.documents, figures.outlets, figures.status, figures.reason
        FROM figures JOIN claims ON claims.id = figures.best
        {where}
        ORDER BY figures.documents DESC, claims.high DESC, figures.id LIMIT ?
    """  # noqa: S608 (conditions are constants)
    rows = list(database.query(sql, [*values, limit]))
    known = _Known(database, [row["id"] for row in rows])
    return [
        FoundFigure(
            **{
                **row,
                "country": tuple(row["country"].split()),
                "origin": tuple(row["origin"].split()),
                "sources": tuple(source.name for source in known.sources(row["id"])),
            }
        )
        for row in rows
    ]


def figure_in_full(database: Database, figure: str, most_claims: int) -> FullFigure:
    """Return the figure with this id in full, with at most ``most_claims`` claims.

    Raises LookupError where there is none.
    """
    from publish.full_figure import full_figure

    with _named_columns(database) as connection:
        found = full_figure(connection, figure, most_claims, LANGUAGE)
    if found is None:
        raise LookupError(figure)
    return found


def telling_figures(database: Database) -> list[str]:
    """Return the ids of the figures that show most: most parts, most states, disputed; once each.

    Of figures with as many parts or states, that of most documents.
    """
    most_parts = """
        SELECT whole.figure FROM relations
        JOIN figure_claims AS part ON part.claim = relations.a
        JOIN figure_claims AS whole ON whole.claim = relations.b
        JOIN figures ON figures.id = whole.figure
        WHERE relation = 'part_of'
        GROUP BY whole.figure
        ORDER BY count(DISTINCT part.figure) DESC, documents DESC, whole.figure LIMIT 1
    """
    most_states = """
        SELECT figure_claims.figure FROM relations
        JOIN figure_claims ON figure_claims.claim = relations.a
        JOIN figures ON figures.id = figure_claims.figure
        JOIN claims ON claims.id = relations.a
        WHERE relation = 'supersedes'
        GROUP BY figure_claims.figure
        ORDER BY count(DISTINCT claims.low) DESC, documents DESC, figure_claims.figure LIMIT 1
    """
    disputed = """
        SELECT id FROM figures WHERE status = 'disputed' ORDER BY documents DESC, id LIMIT 3
    """
    found = [row[0] for sql in (most_parts, most_states, disputed) for row in database.execute(sql)]
    return list(dict.fromkeys(found))


class _Known:
    """The readings of some figures, as reconciling prepared them."""

    def __init__(self, database: Database, figures: Sequence[str]) -> None:
        """Read the articles in which the figures stand."""
        from reconcile.documents import read_documents
        from store.figure_reports import claims_of, reports_around

        around = read_documents(reports_around(database, figures))
        self.readings = {reading.id: reading for reading in around}
        self.members: dict[str, list[Reading]] = {
            figure: [self.readings[claim] for claim in claims]
            for figure, claims in claims_of(database, figures).items()
        }

    def sources(self, figure: str) -> tuple[OriginalSource, ...]:
        from reconcile.naming import original_sources
        from reconcile.origins import origins

        members = self.members[figure]
        return original_sources(members, origins(members), LANGUAGE)


def _where(conditions: Sequence[Condition]) -> tuple[str, list[object]]:
    if not conditions:
        return "", []
    values = [value for condition in conditions for value in condition.values]
    return "WHERE " + " AND ".join(condition.sql for condition in conditions), values


@contextmanager
def _named_columns(database: Database) -> Iterator[sqlite3.Connection]:
    """Give the connection with rows whose columns have names, as ``publish.queries`` asks for."""
    connection = database.conn
    before = connection.row_factory
    connection.row_factory = sqlite3.Row
    try:
        yield connection
    finally:
        connection.row_factory = before
