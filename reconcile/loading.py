"""Readings of the claims in the database, loaded as they are needed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from sqlite_utils import Database

from reconcile.documents import read_documents
from reconcile.reading import Reading
from reconcile.rulings import Rulings
from reconcile.strays import NO_LABEL, Several, filed
from store.comparisons import articles_of, several
from store.figures import editions, reports
from store.model import content_number


def on_file(db: Database, readings: Iterable[Reading]) -> Several:
    """Return what the database has on file under the keys of these readings."""
    keys = {key for reading in readings for key, _ in filed(reading)}
    return Several(several(db, sorted(keys), content_number(NO_LABEL)))


def _sound(db: Database, articles: Iterable[str], wrong: frozenset[str]) -> list[Reading]:
    told = (report for report in reports(db, articles) if report.claim.id not in wrong)
    return read_documents(told)


class Remembered:
    """Readings of articles, for a process that asks about the same ones again and again."""

    def __init__(self, most: int) -> None:
        """Begin with none; of more than ``most`` articles those used last are remembered."""
        self._most = most
        self._known: OrderedDict[str, tuple[str, list[Reading]]] = OrderedDict()
        self._wrong: frozenset[str] = frozenset()
        self._lock = Lock()

    def of_articles(
        self, db: Database, articles: list[str], wrong: frozenset[str]
    ) -> list[Reading]:
        """Return the readings of articles as they are now, without claims judged to be wrong.

        Loads those that have changed, and forgets all when other claims are judged so.
        """
        now = editions(db, articles)
        with self._lock:
            if wrong != self._wrong:
                self._known.clear()
                self._wrong = wrong
            found = {
                article: self._known[article][1]
                for article, edition in now.items()
                if article in self._known and self._known[article][0] == edition
            }
        loaded: dict[str, list[Reading]] = {}
        for reading in _sound(db, now.keys() - found.keys(), wrong):
            loaded.setdefault(reading.claim.article, []).append(reading)
        with self._lock:
            if wrong == self._wrong:  # another thread may have other judgements by now
                self._known.update({one: (now[one], loaded[one]) for one in loaded})
            for article in now:
                if article in self._known:
                    self._known.move_to_end(article)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        of_each = (found | loaded).values()
        return sorted((reading for of_one in of_each for reading in of_one), key=lambda r: r.id)


class Loaded:
    """Readings by claim id. The claims of an article are read together: one tells about another."""

    def __init__(
        self, db: Database, rulings: Rulings, remembered: Remembered | None = None
    ) -> None:
        """Begin with none; claims that somebody judged to be wrong are never loaded."""
        self._db = db
        self._rulings = rulings
        self._remembered = remembered
        self._articles: set[str] = set()
        self.readings: dict[str, Reading] = {}

    def of_articles(self, articles: Iterable[str]) -> list[Reading]:
        """Load the claims of articles, and return those that were not loaded yet."""
        new = sorted(set(articles) - self._articles)
        self._articles.update(new)
        wrong = frozenset(self._rulings.wrong)
        if self._remembered is not None:
            found = self._remembered.of_articles(self._db, new, wrong)
        else:
            found = _sound(self._db, new, wrong)
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
