"""The spider ``news``: gathers what the feeds and sitemaps of sources list.

scrapy crawl news -a source=sources/example.toml -s HEADCOUNT_DATABASE=headcount.db
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.causes import cause_of
from crawler.due import due_after, is_due
from crawler.errands import Errand
from crawler.feeds import read_feed
from crawler.keeper import Keeper
from crawler.listings import Entry, Listing, ListingError
from crawler.sitemaps import read_sitemap
from crawler.sources import Source, load_source, load_sources
from crawler.urls import normalised
from store.documents import FeedKind, FeedState, Fetch

DEEPEST = 3
"""How many sitemap indexes may stand above a sitemap; the protocol knows one."""

KEPT_TYPES = ("text/html", "application/xhtml+xml", "application/pdf", "text/plain")
"""Media types of pages and reports that are kept."""

Report = Callable[[str, str, str], None]
"""Told of each thing that happened: source, outcome and URL."""


class NewsSpider(Spider):
    """Asks feeds and sitemaps for pages, and the pages that are new, changed or due."""

    name = "news"

    def __init__(
        self,
        source: str | None = None,
        sources: Sequence[Source] | None = None,
        report: Report | None = None,
        **kwargs: Any,
    ) -> None:
        """Gather ``sources``, or those of the TOML file or folder ``source`` (a path).

        Raises :class:`crawler.sources.SourceError`.
        """
        super().__init__(**kwargs)
        if sources is None:
            path = Path(source or "sources")
            sources = load_sources(path) if path.is_dir() else [load_source(path)]
        self.sources = sources
        self.report: Report = report or (lambda source, outcome, url: None)
        self.asked: dict[str, list[Errand]] = {}
        self.listed: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Return the spider with the database of the setting ``HEADCOUNT_DATABASE``."""
        spider: Self = super().from_crawler(crawler, *args, **kwargs)
        spider.keeper = Keeper(Path(crawler.settings.get("HEADCOUNT_DATABASE")))
        return spider

    keeper: Keeper

    async def start(self) -> AsyncIterator[Request]:
        """Yield a request for every feed and sitemap, and for every page that is due."""
        now = dt.datetime.now(dt.UTC)
        for source in self.sources:
            self.keeper.add_source(source)
            for kind, url in source.entrances():
                request = self._listing(source, kind, url, None)
                if request is not None:
                    yield request
            for url in self.keeper.due_pages(source, now):
                request = self._page(source, Entry(url, None), None)
                if request is not None:
                    yield request

    def closed(self, reason: str) -> None:
        """Close the database and the archive."""
        self.keeper.close()

    # ---- feeds and sitemaps --------------------------------------------------------------------

    def _listing(
        self, source: Source, kind: FeedKind, url: str, parent: Errand | None
    ) -> Request | None:
        if url in self.listed:
            return None
        self.listed.add(url)
        known = self.keeper.feed_state(url)
        state = known or FeedState(url, source.name, kind, None, None, None, None, None)
        errand = Errand(lambda lost: None, parent, parent.depth + 1 if parent else 0)
        if parent is not None:
            parent.add()
        return Request(
            url,
            callback=self.parse_listing,
            errback=self.fail_listing,
            headers=_conditions(state.etag, state.last_modified),
            meta={"source": source, "handle_httpstatus_list": [304]},
            cb_kwargs={"source": source, "state": state, "errand": errand},
            dont_filter=True,
        )

    def parse_listing(
        self, response: Response, source: Source, state: FeedState, errand: Errand
    ) -> Iterator[Request]:
        """Yield requests for what a feed or sitemap lists and is not here yet."""
        now = dt.datetime.now(dt.UTC)
        state = replace(state, checked=now)
        self.keeper.mended(response.request)
        if response.status == 304:
            self._finish(errand, state, state)
            return
        try:
            listing = self._read(state.kind, response.body, errand)
        except ListingError as error:
            self._failed(source, state.url, str(error))
            self._finish(errand, state, state)
            return
        fresh = replace(state, etag=None, last_modified=None, changed=now)
        if listing.left_out:
            self._failed(source, state.url, listing.left_out)
        elif not listing.listings:
            # An index may stay as it is while the sitemaps below it change: it keeps no validators.
            etag, modified = _header(response, "ETag"), _header(response, "Last-Modified")
            fresh = replace(fresh, etag=etag, last_modified=modified)
        errand.finish = lambda lost: self.keeper.save_feed(state if lost else fresh)
        yield from self._follow(source, state.kind, listing, response.url, errand)
        errand.done()

    def _read(self, kind: FeedKind, body: bytes, errand: Errand) -> Listing:
        if kind == "feed":
            return read_feed(body)
        listing = read_sitemap(body)
        if listing.listings and errand.depth >= DEEPEST:
            raise ListingError(f"stands below {errand.depth} other indexes")
        return listing

    def _follow(
        self, source: Source, kind: FeedKind, listing: Listing, base: str, errand: Errand
    ) -> Iterator[Request]:
        for entry in listing.listings:
            url = normalised(entry.url, base)
            request = url and self._listing(source, kind, url, errand)
            if request:
                yield request
        for entry in listing.pages:
            request = self._page(source, entry, errand, base)
            if request:
                yield request

    def _finish(self, errand: Errand, kept: FeedState, lost: FeedState) -> None:
        errand.finish = lambda was_lost: self.keeper.save_feed(lost if was_lost else kept)
        errand.done()

    def fail_listing(self, failure: Failure) -> None:
        """Note a feed or sitemap that could not be had."""
        kwargs = failure.request.cb_kwargs  # type: ignore[attr-defined]
        cause, temporary = cause_of(failure)
        state = replace(kwargs["state"], checked=dt.datetime.now(dt.UTC))
        self._failed(kwargs["source"], state.url, cause)
        errand: Errand = kwargs["errand"]
        errand.finish = lambda lost: self.keeper.save_feed(state)
        errand.done(lost=temporary)

    # ---- pages ---------------------------------------------------------------------------------

    def _page(
        self, source: Source, entry: Entry, errand: Errand | None, base: str = ""
    ) -> Request | None:
        """Return a request for a listed page, None where nothing is to be asked.

        ``base`` is the address of the listing.
        """
        url = normalised(entry.url, base)
        if url is None or not source.wants(url):
            return None
        if url in self.asked:
            waiting = self.asked[url]
            if errand is not None and waiting:
                errand.add()
                waiting.append(errand)
            return None
        state = self.keeper.page_state(url)
        if not is_due(state, dt.datetime.now(dt.UTC), entry.updated):
            return None
        self.asked[url] = []
        if errand is not None:
            errand.add()
            self.asked[url].append(errand)
        snapshot = state.snapshot if state else None
        return Request(
            url,
            callback=self.parse_page,
            errback=self.fail_page,
            headers=_conditions(snapshot.etag, snapshot.last_modified) if snapshot else None,
            meta={"source": source, "handle_httpstatus_list": [304]},
            cb_kwargs={"source": source, "url": url},
            dont_filter=True,
        )

    def parse_page(self, response: Response, source: Source, url: str) -> Iterator[Fetch]:
        """Yield the page to be kept, or note that it has not changed."""
        now = dt.datetime.now(dt.UTC)
        state = self.keeper.page_state(url)
        due = due_after(now, state.document.first_seen if state else now)
        self.keeper.mended(response.request)
        if response.status == 304 and state is not None:
            self.keeper.unchanged(url, now, due)
            self._happened(source, "unchanged", url)
        else:
            media_type = (_header(response, "Content-Type") or "").partition(";")[0].strip().lower()
            if media_type not in KEPT_TYPES:
                self._failed(source, url, f"is {media_type or 'of no stated type'}, no page")
            elif not response.body:
                self._failed(source, url, "is empty")
            else:
                headers = tuple(_pairs(response))
                yield Fetch(url, source.name, now, response.status, headers, response.body, due)
        self._arrived(url, lost=False)

    def fail_page(self, failure: Failure) -> None:
        """Note a page that could not be had."""
        kwargs = failure.request.cb_kwargs  # type: ignore[attr-defined]
        cause, temporary = cause_of(failure)
        self._failed(kwargs["source"], kwargs["url"], cause)
        self._arrived(kwargs["url"], lost=temporary)

    def _arrived(self, url: str, *, lost: bool) -> None:
        errands, self.asked[url] = self.asked[url], []
        for errand in errands:
            errand.done(lost=lost)

    # ---- what happened -------------------------------------------------------------------------

    def kept(self, fetch: Fetch, outcome: str) -> None:
        """Note what became of a page that was kept; called by the pipeline."""
        self._happened(fetch.source, outcome, fetch.url)

    def _failed(self, source: Source, url: str, cause: str) -> None:
        self.keeper.failed(url, cause)
        self._happened(source, "failed", url)

    def _happened(self, source: Source | str, outcome: str, url: str) -> None:
        name = source if isinstance(source, str) else source.name
        stats = self.crawler.stats
        if stats is not None:
            stats.inc_value(f"headcount/{name}/{outcome}")
        self.report(name, outcome, url)


def _conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Return the headers that ask for a page only if it changed (RFC 9110, 13.1)."""
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in conditions.items() if value}


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value is not None else None


def _pairs(response: Response) -> Iterator[tuple[str, str]]:
    """Yield the header lines; the body is kept decoded, so what encoded it is left out."""
    for name, values in response.headers.items():
        if name.lower() not in {b"content-encoding", b"transfer-encoding", b"content-length"}:
            for value in values:
                yield name.decode("latin-1"), value.decode("latin-1")
