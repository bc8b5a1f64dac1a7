"""The stages between the rooms: sources -> documents -> claims -> figures, through the store.

Each can be stopped at any moment and run again: what is done stays, what is left is done next
time, nothing is done twice. What fails becomes a row in ``failures``.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from headcount.complaints import StageFailed
from headcount.deliveries import RECORD_TYPE
from headcount.progress import progress

if TYPE_CHECKING:
    from sqlite_utils import Database

    from crawler.sources import Source
    from store.archive import Archive
    from store.model import Article, Document, Snapshot

HTML = ("text/html", "application/xhtml+xml")
PLAIN = ("text/plain", "text/markdown")


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one run of crawling came to; ``waiting`` feeds are not due before ``next_due``."""

    sources: int
    new: int
    changed: int
    failures: int
    waiting: int = 0
    next_due: dt.datetime | None = None

    def summary(self) -> str:
        """Say it in one line."""
        failed = f"; {self.failures:,} requests failed" if self.failures else ""
        waiting = f"; {self.waiting:,} feeds are not due" if self.waiting else ""
        if self.next_due is not None:
            waiting += f" before {self.next_due:%Y-%m-%d %H:%M} UTC"
        return (
            f"crawled {self.sources:,} sources: {self.new:,} new pages, "
            f"{self.changed:,} changed{failed}{waiting}"
        )


def crawl_sources(
    database: Database,
    path: Path,
    sources: Sequence[Source],
    *,
    due_by: dt.datetime | None = None,
) -> Gathered:
    """Gather what is new from the sources; ``path`` is where the database lies.

    With ``due_by`` only what is due by then is asked; nothing is started where nothing is.
    Raises :class:`StageFailed` where the crawl ends before it is done.
    """
    from crawler.run import CrawlError, CrawlSummary, crawl
    from headcount.views import agenda

    due = agenda(database, sources, due_by) if due_by is not None else None
    crawled = CrawlSummary()
    if due is None or due.feeds or due.pages:
        try:
            crawled = crawl(path, sources, due_by=due_by)
        except CrawlError as error:
            raise StageFailed(str(error)) from None
    return Gathered(
        sources=len(sources),
        new=crawled.of("new"),
        changed=crawled.of("changed"),
        failures=crawled.of("failed"),
        waiting=due.waiting if due is not None else 0,
        next_due=due.next_due if due is not None else None,
    )


@dataclass(frozen=True, slots=True)
class Extracted:
    """What one run of extracting came to; ``unrevised`` pages changed outside their text only."""

    articles: int
    claims: int
    failed: int
    unrevised: int

    def summary(self) -> str:
        """Say it in one line."""
        failed = f"; {self.failed:,} pages could not be read" if self.failed else ""
        same = f"; {self.unrevised:,} pages had the same text as before" if self.unrevised else ""
        return f"extracted {self.claims:,} claims from {self.articles:,} articles{same}{failed}"


def extract_new(database: Database, path: Path) -> Extracted:
    """Read every snapshot that this version has not read; ``path`` is where the database lies."""
    from extract import VERSION
    from extract.read import claims_of
    from extract.words import WordsError
    from headcount.views import unread_count
    from store import failures
    from store.archive import Archive, ArchiveError, archive_folder
    from store.articles import save_article, unread_snapshots
    from store.documents import home_country
    from store.model import Failure

    # Besides Unreadable (a ValueError): what parsers raise on pages that nobody foresaw.
    page_errors = (ArchiveError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
    articles = claims = failed = unrevised = 0
    total = unread_count(database, VERSION)
    with Archive(archive_folder(path)) as archive:
        for document, snapshot in progress(unread_snapshots(database, VERSION), "reading", total):
            try:
                article = read_snapshot(archive, document, snapshot)
                home = home_country(database, document.id)
                found = claims_of(article, home)
            except WordsError:
                raise  # our own word files are wrong, not the page
            except page_errors as error:
                cause = f"{document.url}: {type(error).__name__}: {error}"
                now = dt.datetime.now(dt.UTC)
                failures.record(database, Failure("extract", snapshot.id, cause, VERSION, now))
                failed += 1
            else:
                kept = save_article(database, article, found, VERSION)
                _settle(database, archive, document, snapshot)
                if kept:
                    articles += 1
                    claims += len(found)
                else:
                    unrevised += 1
    return Extracted(articles, claims, failed, unrevised)


def _settle(database: Database, archive: Archive, document: Document, snapshot: Snapshot) -> None:
    """Find out whether the page of a snapshot that was read is at another address too."""
    from crawler.canonical import canonical_of
    from crawler.urls import twins
    from reconcile.copies import same_text, shingles_of
    from store.twins import settle_address

    if snapshot.media_type.partition(";")[0].strip().lower() not in HTML:
        return
    record = archive.read(snapshot.archive, snapshot.offset)
    named = canonical_of(document.url, record.headers, record.body)
    settle_address(
        database,
        document.id,
        named.url if named else None,
        named.doubt if named else None,
        twins(document.url),
        lambda a, b: same_text(shingles_of(a), shingles_of(b)),
    )


def read_snapshot(archive: Archive, document: Document, snapshot: Snapshot) -> Article:
    """Return the article that the kept bytes of a snapshot hold, by their media type.

    Raises :class:`extract.article.Unreadable` and :class:`store.archive.ArchiveError`.
    """

    from store.documents import ADDED

    body = archive.read(snapshot.archive, snapshot.offset).body
    # A report names no outlet as a page does: the source that brought it stands for it.
    outlet = None if document.source == ADDED else document.source
    return read_body(
        body, snapshot.media_type, url=document.url, snapshot=snapshot.id, outlet=outlet
    )


def read_body(
    body: bytes, content_type: str, *, url: str, snapshot: str, outlet: str | None
) -> Article:
    """Return the article that bytes hold, by their media type; ``snapshot`` is an id.

    ``outlet`` is who published it where it does not say so itself. Raises
    :class:`extract.article.Unreadable`.
    """
    from crawler.media_types import PDF, media_type_of
    from extract.article import Unreadable, decode, read_html, read_text

    media_type = media_type_of(content_type, body)
    if media_type == PDF:
        from extract.pdf import read_pdf

        return read_pdf(body, url=url, snapshot=snapshot, outlet=outlet)
    if media_type in HTML:
        return read_html(body, url=url, snapshot=snapshot, content_type=content_type)
    if media_type in PLAIN:
        return read_text(decode(body, content_type), url=url, snapshot=snapshot)
    if media_type == RECORD_TYPE:
        return _read_record(body, url, snapshot)
    raise Unreadable(f"is of the type {media_type}, which is not read")


def _read_record(body: bytes, url: str, snapshot: str) -> Article:
    """Return the article of a line of JSON that was added."""
    from extract.article import Unreadable
    from extract.records import RecordError, article_of

    record = json.loads(body) | {"id": snapshot, "url": url}
    try:
        return article_of(record, Path())  # it holds its text and names no path
    except RecordError as error:
        raise Unreadable(str(error)) from None


@dataclass(frozen=True, slots=True)
class Compared:
    """What one run of reconciling came to; ``anew`` claims were compared anew, the rest stood."""

    anew: int
    claims: int
    figures: int
    relations: int
    disputed: int

    def summary(self) -> str:
        """Say it in one line."""
        return (
            f"reconciled {self.claims:,} claims ({self.anew:,} of them anew) into "
            f"{self.figures:,} figures with {self.relations:,} relations; "
            f"{self.disputed:,} figures are disputed"
        )


def compare_texts(database: Database) -> None:
    """Find the copies among the texts; each new one meets only those in its buckets."""
    from reconcile.copies import METHOD, buckets_of, groups_of, is_copy
    from store.copies import copied_pairs, save_copies, save_sketch, sharing, unsketched

    for article, text in progress(unsketched(database, METHOD), "comparing texts"):
        buckets = buckets_of(text)
        met = sharing(database, buckets, METHOD) if buckets else []
        copies = [other for other, its in met if other != article and is_copy(text, its)]
        save_sketch(database, article, METHOD, buckets, copies)
    save_copies(database, groups_of(copied_pairs(database)))


def reconcile_all(database: Database, path: Path) -> Compared:
    """Bring figures and relations up to date with the claims; ``path`` is where they lie.

    Raises :class:`StageFailed` where a process that helps ends before it is done.
    """
    from headcount.views import standing
    from reconcile.rebuilding import ShareFailed
    from reconcile.updating import update

    compare_texts(database)
    try:
        anew = update(database, path)
    except ShareFailed as error:
        raise StageFailed(str(error)) from None
    return Compared(anew, **standing(database))
