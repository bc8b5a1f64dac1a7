"""What the spider knows and keeps: its side of the store."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.sources import Source
from store import failures
from store.archive import ArchiveError
from store.database import StoreError, open_database
from store.documents import (
    FeedState,
    Fetch,
    Outcome,
    PageState,
    due_pages,
    feed_state,
    open_archive,
    page_state,
    record_fetch,
    record_unchanged,
    save_feed,
    save_source,
)
from store.failures import LastFailure, one_line
from store.model import Failure

VERSION = "1"
"""Version of the crawler, noted with its failures."""


class KeeperError(RuntimeError):
    """The database or the archive cannot be used any more; the text says why, in one line."""


class Keeper:
    """The database and the archive of one run; everything it is told is safe on return.

    The first thing that goes wrong with them (a full disk, a database that another process keeps
    locked) ends it: ``give_up`` is told why, and every call from then on raises
    :class:`KeeperError` at once. What was kept before stays, and the next run goes on from there.
    """

    def __init__(self, database: Path, give_up: Callable[[str], None]) -> None:
        """Open or make the database; mend what a killed run left. Raises :class:`KeeperError`."""
        self._path = database
        self._give_up = give_up
        self._broken: str | None = None
        with self._watched():
            self._db = open_database(database)
            self._archive = open_archive(self._db, database)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        if self._broken is not None:
            raise KeeperError(self._broken)
        try:
            yield
        except (OSError, sqlite3.Error, StoreError, ArchiveError) as error:
            where = "" if str(self._path) in str(error) else f"{self._path}: "
            self._broken = one_line(f"{where}{error}")
            self._give_up(self._broken)
            raise KeeperError(self._broken) from error

    def close(self) -> None:
        """Close the archive and the database."""
        if self._broken is None:
            self._archive.close()
        else:
            self._archive.abandon()
        self._db.close()

    def add_source(self, source: Source) -> None:
        """Make the source known."""
        with self._watched():
            save_source(self._db, source.name, source.homepage, source.country, source.language)

    def due_pages(self, source: Source, now: dt.datetime) -> list[str]:
        """Return the URLs of the source's known pages that are due."""
        with self._watched():
            return due_pages(self._db, source.name, now)

    def pages_to_retry(self, source: Source, by: dt.datetime | None) -> list[str]:
        """Return the URLs of the source's pages that failed and are tried again ``by`` then."""
        with self._watched():
            return failures.pages_to_retry(self._db, source.name, by)

    def feed_state(self, url: str) -> FeedState | None:
        """Return what is known of a feed or sitemap."""
        with self._watched():
            return feed_state(self._db, url)

    def save_feed(self, state: FeedState) -> None:
        """Keep what is known of a feed or sitemap."""
        with self._watched():
            save_feed(self._db, state)

    def page_state(self, url: str) -> PageState | None:
        """Return what is known of a page."""
        with self._watched():
            return page_state(self._db, url)

    def keep(self, fetch: Fetch) -> Outcome:
        """Keep a page; returns whether it is new, changed or unchanged."""
        with self._watched():
            return record_fetch(self._db, self._archive, fetch)

    def unchanged(self, url: str, now: dt.datetime, due: dt.datetime | None) -> None:
        """Note that a page has not changed."""
        with self._watched():
            record_unchanged(self._db, url, now, due)

    def failure(self, key: str) -> LastFailure | None:
        """Return how a URL or host failed; None if it works."""
        with self._watched():
            return failures.last_failure(self._db, "crawl", key)

    def times(self, key: str) -> int:
        """Return how often a URL or host that fails now has failed in a row."""
        failed = self.failure(key)
        return 1 + (failed.times if failed is not None else 0)

    def failed(self, source: str | None, key: str, cause: str, due: dt.datetime | None) -> None:
        """Note that a URL or host of a source could not be had, why, and when to try again."""
        with self._watched():
            now = dt.datetime.now(dt.UTC)
            failures.record(self._db, Failure("crawl", key, cause, VERSION, now, source, due))

    def mended(self, key: str) -> None:
        """Forget the failures of a URL or host that now answered."""
        with self._watched():
            failures.resolve(self._db, "crawl", key)
