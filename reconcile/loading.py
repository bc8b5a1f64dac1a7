"""Readings of the claims in the database, loaded as they are needed."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from reconcile.documents import read_documents
from reconcile.reading import Reading
from reconcile.rulings import Rulings
from reconcile.strays import NO_LABEL, Several, filed
from store.comparisons import articles_of, several
from store.figures import reports
from store.model import content_number


def on_file(db: Database, readings: Iterable[Reading]) -> Several:
    """Return what the database has on file under the keys of these readings."""
    keys = {key for reading in readings for key, _ in filed(reading)}
    return Several(several(db, sorted(keys), content_number(NO_LABEL)))


class Loaded:
    """Readings by claim id. The claims of an article are read together: one tells about another."""

    def __init__(self, db: Database, rulings: Rulings) -> None:
        """Begin with none; claims that somebody judged to be wrong are never loaded."""
        self._db = db
        self._rulings = rulings
        self._articles: set[str] = set()
        self.readings: dict[str, Reading] = {}

    def of_articles(self, articles: Iterable[str]) -> list[Reading]:
        """Load the claims of articles, and return those that were not loaded yet."""
        new = sorted(set(articles) - self._articles)
        self._articles.update(new)
        found = read_documents(
            report
            for report in reports(self._db, new)
            if report.claim.id not in self._rulings.wrong
        )
        self.readings |= {reading.id: reading for reading in found}
        return found

    def of_claims(self, claims: Iterable[str]) -> dict[str, Reading]:
        """Return the readings of claims, by id in sorted order, loading what is not loaded yet.

        Raises KeyError for a claim that no latest article states.
        """
        wanted = sorted(claims)
        self.of_articles(
            articles_of(self._db, [claim for claim in wanted if claim not in self.readings])
        )
        return {claim: self.readings[claim] for claim in wanted}
