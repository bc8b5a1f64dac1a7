"""What people should look at: doubtful claims and pairs of claims, and what was judged.

Each reason to doubt is read from an index, some dozens of rows of it, whatever the database holds;
those are put in order by how doubtful they are and how many pages the figures behind them have.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from sqlite_utils import Database

from store.judgements import judgements_now
from store.model import Judgement, content_id

CANDIDATES = 60
"""So many are looked at for each reason to doubt."""

SOURCES: dict[str, tuple[float, str]] = {
    # The sentence's number lost or won a digit, as comparing found.
    "misprint": (
        0.9,
        "SELECT claim AS a, NULL AS b, claim AS stands, NULL AS score, slip AS reason"
        " FROM misprints LIMIT :limit",
    ),
    # The page has another number now: was the new one read rightly?
    "changed": (
        0.8,
        'SELECT "after" AS a, "before" AS b, "after" AS stands, NULL AS score, happened AS reason'
        " FROM claim_changes INDEXED BY claim_changes_happened WHERE \"change\" = 'changed'"
        " ORDER BY happened DESC LIMIT :limit",
    ),
    "withdrawn": (
        0.3,
        'SELECT "before" AS a, NULL AS b, "before" AS stands, NULL AS score, happened AS reason'
        " FROM claim_changes INDEXED BY claim_changes_happened WHERE \"change\" = 'withdrawn'"
        " ORDER BY happened DESC LIMIT :limit",
    ),
    # The newest of the figures whose sources disagree, and in them the claims that do.
    "disputed": (
        0.7,
        "SELECT relations.a, relations.b, relations.a AS stands, score, reasons AS reason"
        " FROM (SELECT id FROM figures INDEXED BY figures_status WHERE status = 'disputed'"
        "   ORDER BY since DESC LIMIT :limit) AS given"
        " CROSS JOIN figure_claims ON figure_claims.figure = given.id"
        " CROSS JOIN relations ON relations.a = figure_claims.claim"
        " WHERE relation = 'contradicts' LIMIT :limit",
    ),
    "barely": (
        0.6,
        "SELECT a, b, a AS stands, score, '' AS reason FROM links INDEXED BY links_doubtful"
        " WHERE score < 2.5 ORDER BY score LIMIT :limit",
    ),
    # Rules of comparing that are known to err most often give the lowest scores.
    "unsure_contradiction": (
        0.5,
        "SELECT a, b, a AS stands, score, reasons AS reason FROM relations"
        " INDEXED BY relations_relation WHERE relation = 'contradicts' AND score < 0.75"
        " ORDER BY score LIMIT :limit",
    ),
    "unsure_later": (
        0.4,
        "SELECT a, b, a AS stands, score, reasons AS reason FROM relations"
        " INDEXED BY relations_relation WHERE relation = 'supersedes' AND score < 0.75"
        " ORDER BY score LIMIT :limit",
    ),
    "unsure_copy": (
        0.4,
        "SELECT a, b, a AS stands, score, reasons AS reason FROM relations"
        " INDEXED BY relations_relation WHERE relation = 'copy' AND score < 0.75"
        " ORDER BY score LIMIT :limit",
    ),
}
"""Reason to doubt -> its weight (ours, by which errs most often) and where it is read.

``a`` and ``b`` are the claims to look at, ``stands`` the one whose figure weighs.
"""


@dataclass(frozen=True, slots=True)
class Item:
    """A claim or a pair to look at.

    ``doubt`` is a key of :data:`SOURCES`; ``pages`` how many pages the figure behind it has;
    ``score`` the score of the match or relation, None where there is none. For ``changed`` the
    first claim is the one to judge, the second what the page said before.
    """

    doubt: str
    claim: str
    other: str | None
    score: float | None
    pages: int
    figure: str | None

    @property
    def key(self) -> str:
        """A short name of the item, for addresses."""
        return content_id("review", self.doubt, *self.subject)[:10]

    @property
    def judged_alone(self) -> bool:
        """Whether the judgement is of one claim, not of a pair."""
        return self.other is None or self.doubt == "changed"

    @property
    def subject(self) -> tuple[str, ...]:
        """The claims that the judgement is about, sorted."""
        if self.other is None or self.judged_alone:
            return (self.claim,)
        return tuple(sorted((self.claim, self.other)))

    @property
    def weight(self) -> float:
        """How much it matters: how doubtful, times the magnitude of the number of pages."""
        return SOURCES[self.doubt][0] * math.log2(2 + self.pages)


@dataclass(frozen=True)
class Judged:
    """All judgements, as of the claims that the pages state now, the first made first."""

    made: tuple[Judgement, ...] = field(default_factory=tuple)

    @staticmethod
    def read(connection: sqlite3.Connection) -> Judged:
        """Return what people judged; that is as much as people can."""
        return Judged(tuple(judgements_now(Database(connection))))

    @cached_property
    def last(self) -> dict[tuple[str, ...], Judgement]:
        """The judgement that counts of each claim or pair."""
        return {each.claims: each for each in self.made}

    def settles(self, item: Item) -> bool:
        """Tell whether somebody judged the item, or one of its claims to be wrong."""
        if item.subject in self.last:
            return True
        alone = (self.last.get((claim,)) for claim in item.subject)
        return any(each is not None and each.verdict == "wrong claim" for each in alone)


def queue(connection: sqlite3.Connection, judged: Judged, limit: int) -> list[Item]:
    """Return at most ``limit`` items that nobody judged, what matters most first."""
    found: dict[tuple[str, ...], Item] = {}
    for doubt in SOURCES:
        for item in _of(connection, doubt, CANDIDATES + len(judged.made)):
            known = found.get(item.subject)
            if not judged.settles(item) and (known is None or known.weight < item.weight):
                found[item.subject] = item
    return sorted(found.values(), key=lambda item: (-item.weight, item.key))[:limit]


def _of(connection: sqlite3.Connection, doubt: str, limit: int) -> Iterator[Item]:
    sql = f"""
        SELECT given.a, given.b, given.score, figures.id AS figure, figures.documents
        FROM ({SOURCES[doubt][1]}) AS given
        LEFT JOIN figure_claims ON figure_claims.claim = given.stands
        LEFT JOIN figures ON figures.id = figure_claims.figure
    """  # noqa: S608 (constants)
    for row in connection.execute(sql, {"limit": limit}):
        yield Item(
            doubt=doubt,
            claim=row["a"],
            other=row["b"],
            score=row["score"],
            pages=row["documents"] or 0,
            figure=row["figure"],
        )


def slips(connection: sqlite3.Connection, claims: Iterable[str]) -> dict[str, str]:
    """Return what happened to the number of each of the claims that is a misprint."""
    sql = "SELECT slip FROM misprints WHERE claim = ?"
    found = ((claim, connection.execute(sql, (claim,)).fetchone()) for claim in claims)
    return {claim: str(row["slip"]) for claim, row in found if row is not None}


def known(db: Database, claims: Iterable[str]) -> set[str]:
    """Return which of the claims are in the database."""
    sql = "SELECT id FROM claims WHERE id IN (SELECT value FROM json_each(?))"
    return {row[0] for row in db.execute(sql, [json.dumps(sorted(claims))])}
