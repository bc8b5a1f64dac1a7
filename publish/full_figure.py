"""One figure with all that is known of it: its states, who said so and who repeats it, its parts.

What reconciling works out for a few figures when somebody asks for them, for the pages and for the
command line.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from publish import queries
from publish.queries import ClaimRow, FigureRow
from reconcile.loading import Loaded
from reconcile.naming import OriginalSource, original_sources
from reconcile.origins import origins
from reconcile.reading import Reading
from reconcile.relations import Context, context
from reconcile.rulings import NONE
from reconcile.states import State, states
from reconcile.strays import Several
from reconcile.totals import Total, total
from store.comparisons import articles_of
from store.figure_reports import parts_of, relations_within, wholes_of
from store.model import Relation

MOST_RELATED = 200
"""Of a figure with more parts or wholes none is told: what some parts come to is no sum."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two claims that cannot both be true, by their ids, the older first; ``reason`` in English."""

    older: str
    newer: str
    reason: str


@dataclass(frozen=True, slots=True)
class FullFigure:
    """One figure with all that is known of it.

    ``row`` is the figure with its best claim; ``parts`` and ``wholes`` the figures that ``total``
    names and that this one is a part of, by id, none of more than :data:`MOST_RELATED`;
    ``parted`` is how many parts there are in all. ``contradictions`` has one for each two original
    sources, the surest first. ``claims`` are the oldest first, ``of`` is how many there are in all.
    """

    row: FigureRow
    states: tuple[State, ...]
    sources: tuple[OriginalSource, ...]
    total: Total
    parts: Mapping[str, FigureRow]
    parted: int
    wholes: Mapping[str, FigureRow]
    contradictions: tuple[Contradiction, ...]
    claims: tuple[ClaimRow, ...]
    of: int


def full_figure(
    connection: sqlite3.Connection, figure: str, most: int, language: str
) -> FullFigure | None:
    """Return the figure with this id in full; None where there is none.

    Of more than ``most`` claims the first and the last are taken, half of each, and the best; the
    states and sources are those of these. ``language`` (ISO 639-1) is the reader's: a source that
    texts of it name is called as they do. Rows of ``connection`` must be :class:`sqlite3.Row`.
    """
    row = queries.figure(connection, figure)
    if row is None:
        return None
    database = Database(connection, recursive_triggers=False)
    claims = queries.ends_of_figure(connection, figure, row.best, most)
    part_ids = parts_of(database, [figure]).get(figure, [])
    parts = _rows(connection, part_ids)
    wholes = _rows(connection, wholes_of(database, [figure]).get(figure, []))
    readings = _readings(database, [*(c.id for c in claims), *(p.best for p in parts.values())])
    members = sorted((readings[c.id] for c in claims if c.id in readings), key=lambda one: one.id)
    # The relations are there already: no number is looked up that strayed from elsewhere.
    known = context(members, Several({}))
    relations = relations_within(database, [reading.id for reading in members])
    best_of_parts = {id: readings[one.best] for id, one in parts.items() if one.best in readings}
    best = readings.get(row.best)
    return FullFigure(
        row=row,
        states=states(members, relations, known, row.best),
        sources=original_sources(members, origins(members), language),
        total=total(members, best, best_of_parts) if best is not None else Total((), ()),
        parts=parts,
        parted=len(part_ids),
        wholes=wholes,
        contradictions=tuple(_contradictions(relations, known)),
        claims=tuple(claims),
        of=queries.number_of_claims(connection, figure),
    )


def _rows(connection: sqlite3.Connection, figures: Sequence[str]) -> dict[str, FigureRow]:
    told = figures if len(figures) <= MOST_RELATED else ()
    return {row.id: row for row in queries.figures(connection, told)}


def _readings(database: Database, claims: Sequence[str]) -> dict[str, Reading]:
    """Return claims as reconciling prepares them, by id.

    Those are missing that no page states any more, since its text was read anew a moment ago.
    """
    loaded = Loaded(database, NONE)
    loaded.of_articles(articles_of(database, claims))
    return {id: loaded.readings[id] for id in claims if id in loaded.readings}


def _contradictions(relations: Iterable[Relation], known: Context) -> Iterator[Contradiction]:
    """Yield the surest contradiction of each two original sources."""
    told: set[frozenset[int]] = set()
    for relation in sorted(relations, key=lambda one: (-one.score, one.a, one.b)):
        pair = frozenset((known.origin[relation.a], known.origin[relation.b]))
        if relation.relation == "contradicts" and pair not in told:
            told.add(pair)
            yield Contradiction(relation.a, relation.b, relation.reasons[0])
