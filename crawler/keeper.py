"""What the spider knows and keeps: its side of the store."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from crawler.sources import Source
from store import failures
from store.database import open_database
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
from store.model import Failure

VERSION = "1"
"""Version of the crawler, noted with its failures."""


class Keeper:
    """The database and the archive of one run; everything it is told is safe on return."""

    def __init__(self, database: Path) -> None:
        """Open or make the database; mend what a killed run left."""
        self._db = open_database(database)
        self._archive = open_archive(self._db, database)

    def close(self) -> None:
        """Close the archive and the database."""
        self._archive.close()
        self._db.close()

    def add_source(self, source: Source) -> None:
        """Make the source known."""
        save_source(self._db, source.name, source.homepage, source.country, source.language)

    def due_pages(self, source: Source, now: dt.datetime) -> list[str]:
        """Return the URLs of the source's known pages that are due."""
        return due_pages(self._db, source.name, now)

    def feed_state(self, url: str) -> FeedState | None:
        """Return what is known of a feed or sitemap."""
        return feed_state(self._db, url)

    def save_feed(self, state: FeedState) -> None:
        """Keep what is known of a feed or sitemap."""
        save_feed(self._db, state)

    def page_state(self, url: str) -> PageState | None:
        """Return what is known of a page."""
        return page_state(self._db, url)

    def keep(self, fetch: Fetch) -> Outcome:
        """Keep a page; returns whether it is new, changed or unchanged."""
        return record_fetch(self._db, self._archive, fetch)

    def unchanged(self, url: str, now: dt.datetime, due: dt.datetime | None) -> None:
        """Note that a page has not changed."""
        record_unchanged(self._db, url, now, due)

    def failed(self, url: str, cause: str) -> None:
        """Note what could not be had, and why."""
        now = dt.datetime.now(dt.UTC)
        failures.record(self._db, Failure("crawl", url, cause, VERSION, now))

    def mended(self, url: str) -> None:
        """Forget the failures of what now answered."""
        failures.resolve(self._db, "crawl", url)
