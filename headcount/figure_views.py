"""What the command line shows of figures: the list of them, and one in full."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

    from headcount.figure_words import Condition
    from publish.queries import ClaimRow, FigureRow
    from reconcile.naming import OriginalSource
    from reconcile.reading import Reading
    from reconcile.relations import Context
    from reconcile.states import State
    from reconcile.totals import Total
    from store.model import Relation

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


@dataclass(frozen=True, slots=True)
class FullFigure:
    """One figure with all that is known of it.

    ``row`` is the figure with its best claim; ``parts`` and ``wholes`` the figures that ``total``
    names and that this one is a part of, by id; ``contradictions`` are in words, one for each two
    original sources; ``claims`` are the oldest first.
    """

    row: FigureRow
    states: tuple[State, ...]
    sources: tuple[OriginalSource, ...]
    total: Total
    parts: Mapping[str, FigureRow]
    wholes: Mapping[str, FigureRow]
    contradictions: tuple[str, ...]
    claims: tuple[ClaimRow, ...]


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


def full_figure(database: Database, figure: str, most_claims: int) -> FullFigure:
    """Return the figure with this id in full, with at most ``most_claims`` claims.

    Raises LookupError where there is none.
    """
    from publish import queries
    from reconcile.states import states
    from reconcile.totals import total
    from store.figure_reports import parts_of, relations_within, wholes_of

    parts = parts_of(database, [figure]).get(figure, [])
    wholes = wholes_of(database, [figure]).get(figure, [])
    with _named_columns(database) as connection:
        rows = {id: queries.figure(connection, id) for id in (figure, *parts, *wholes)}
        claims = queries.claims_of_figure(connection, figure, most_claims)
    row = rows[figure]
    if row is None:
        raise LookupError(figure)
    known = _Known(database, [figure, *parts])
    members = known.members[figure]
    context = known.context(figure)
    relations = relations_within(database, [reading.id for reading in members])
    part_rows = {id: one for id in parts if (one := rows[id]) is not None}
    best_of_parts = {id: known.readings[one.best] for id, one in part_rows.items()}
    return FullFigure(
        row=row,
        states=states(members, relations, context, row.best),
        sources=known.sources(figure),
        total=total(members, known.readings[row.best], best_of_parts),
        parts=part_rows,
        wholes={id: one for id in wholes if (one := rows[id]) is not None},
        contradictions=tuple(dict.fromkeys(_contradictions(relations, context))),
        claims=tuple(claims),
    )


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

    def context(self, figure: str) -> Context:
        from reconcile.relations import context
        from reconcile.strays import Several

        # The relations are there already: no number is looked up that strayed from elsewhere.
        return context(self.members[figure], Several({}))


def _contradictions(relations: Iterable[Relation], context: Context) -> Iterator[str]:
    """Yield the reason of the surest contradiction of each two original sources."""
    told: set[frozenset[int]] = set()
    for relation in sorted(relations, key=lambda one: (-one.score, one.a, one.b)):
        pair = frozenset((context.origin[relation.a], context.origin[relation.b]))
        if relation.relation == "contradicts" and pair not in told:
            told.add(pair)
            yield relation.reasons[0]


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
