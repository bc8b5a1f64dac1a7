"""The spider ``news``: gathers what the entrances of sources list.

scrapy crawl news -a source=sources/example.toml -s HEADCOUNT_DATABASE=headcount.db
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from crawler.answers import conditions, header, header_lines, max_age, refusal
from crawler.causes import cause_of
from crawler.due import (
    SHORTEST_INTERVAL,
    due_after,
    feed_is_due,
    is_due,
    is_news,
    retry_feed_after,
    retry_page_after,
    scheduled,
    ttl_of,
)
from crawler.entrances import MOST_LISTINGS, MOST_PARTS, read_entrance
from crawler.errands import Errand
from crawler.keeper import Keeper
from crawler.listings import Listing, ListingError
from crawler.politeness import HostWaitsError
from crawler.sources import Source, load_source, load_sources
from crawler.urls import normalised
from store.documents import FeedKind, FeedState, Fetch

PARSER_ERRORS = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What parsers raise on listings that nobody foresaw."""

Report = Callable[[str, str, str], None]
"""Told of each thing that happened: source, outcome and URL."""


class NewsSpider(Spider):
    """Asks entrances for pages, and the pages that are new, changed or due."""

    name = "news"

    def __init__(
        self,
        source: str | None = None,
        sources: Sequence[Source] | None = None,
        report: Report | None = None,
        stop: Callable[[str], None] | None = None,
        **kwargs: Any,
    ) -> None:
        """Gather ``sources``, or those of the TOML file or folder ``source`` (a path).

        ``report`` is told what happens, ``stop`` why nothing can be kept any more.
        Raises :class:`crawler.sources.SourceError`.
        """
        super().__init__(**kwargs)
        if sources is None:
            path = Path(source or "sources")
            sources = load_sources(path) if path.is_dir() else [load_source(path)]
        self.sources = sources
        self.report: Report = report or (lambda source, outcome, url: None)
        self.stop = stop or self.logger.error
        self.asked: dict[str, list[Errand]] = {}
        self.listed: set[str] = set()
        # Requests hold plain data, so that a queue on disk or in Redis can keep them.
        self.errands: dict[str, Errand] = {}
        self.news: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Return the spider with the database of the setting ``HEADCOUNT_DATABASE``."""
        spider: Self = super().from_crawler(crawler, *args, **kwargs)
        database = Path(crawler.settings.get("HEADCOUNT_DATABASE"))
        spider.keeper = Keeper(database, spider.give_up)
        most = crawler.settings.getint("HEADCOUNT_MOST_PAGES")
        spider.pages_left = {source.name: most for source in spider.sources}
        due_by = crawler.settings.get("HEADCOUNT_DUE_BY")
        spider.due_by = dt.datetime.fromisoformat(due_by) if due_by else None
        return spider

    keeper: Keeper
    pages_left: dict[str, int]
    due_by: dt.datetime | None

    async def start(self) -> AsyncIterator[Request]:
        """Yield a request for every entrance and every page that is due."""
        for source in self.sources:
            self.keeper.add_source(source)
            for kind, url in source.entrances():
                request = self._listing(source, kind, url, None)
                if request is not None:
                    yield request
            due = self.keeper.due_pages(source, self.due_by or dt.datetime.now(dt.UTC))
            for url in (*due, *self.keeper.pages_to_retry(source, self.due_by)):
                if not self.pages_left[source.name]:
                    break
                request = self._page(source, url, None, None)
                if request is not None:
                    yield request

    def closed(self, reason: str) -> None:
        """Close the database and the archive."""
        self.keeper.close()

    def give_up(self, reason: str) -> None:
        """End the run, since nothing can be kept any more; the next one goes on from here."""
        self.stop(reason)
        logging.disable(logging.ERROR)  # whatever fails from now on fails for this reason
        if self.crawler.engine is not None and self.crawler.engine.spider is not None:
            deferred_from_coro(self.crawler.engine.close_spider_async(reason="cannot keep"))

    # ---- entrances -----------------------------------------------------------------------------

    def _listing(
        self,
        source: Source,
        kind: FeedKind,
        url: str,
        parent: Errand | None,
        updated: dt.datetime | None = None,
    ) -> Request | None:
        known = None if url in self.listed else self.keeper.feed_state(url)
        if url in self.listed or not feed_is_due(known, self.due_by, updated):
            return None
        self.listed.add(url)
        state = known or FeedState(url, source.name, kind, None, None, None, None, None)
        depth = parent.depth + 1 if parent else 0
        self.errands[url] = Errand(lambda lost: None, parent, depth)
        if parent is not None:
            parent.add()
            parent.root.below += 1
        known_by = conditions(state.etag, state.last_modified)
        return self._asking(url, known_by, source, state, part=1)

    def _asking(
        self,
        url: str,
        headers: dict[str, str],
        source: Source,
        state: FeedState,
        part: int,
    ) -> Request:
        return Request(
            url,
            callback=self.parse_listing,
            errback=self.fail_listing,
            headers=headers,
            meta={"source": source, "handle_httpstatus_list": [304]},
            cb_kwargs={"source": source, "state": state, "part": part},
            dont_filter=not self._shared,
        )

    @property
    def _shared(self) -> bool:
        """Whether other processes take requests from the same queue, which then filters them."""
        return self.settings.getbool("HEADCOUNT_SHARED_QUEUE")

    def _errand(self, state: FeedState) -> Errand:
        """Return the errand of an entrance; a new one where another process asked for it."""
        return self.errands.setdefault(state.url, Errand(lambda lost: None))

    def parse_listing(
        self, response: Response, source: Source, state: FeedState, part: int
    ) -> Iterator[Request]:
        """Yield requests for what an entrance lists and is not here yet.

        ``part`` counts the parts of a listing that comes in several.
        """
        now = dt.datetime.now(dt.UTC)
        state, errand = replace(state, checked=now), self._errand(state)
        if response.status == 304:
            self.keeper.mended(state.url)
            self._finish(errand, state, state)
            return
        try:
            listing = read_entrance(state.kind, response, source, errand.depth)
        except PARSER_ERRORS as error:
            told = str(error) if isinstance(error, ListingError) else f"cannot be read: {error!r}"
            self._lost_listing(source, state, told)
            return
        self.keeper.mended(state.url)
        ttl = ttl_of(listing.ttl, max_age(response))
        fresh = replace(state, etag=None, last_modified=None, changed=now, ttl=ttl)
        if listing.left_out:
            self._failed(source, state.url, listing.left_out)
        elif not listing.listings and listing.following is None and part == 1:
            # An index may stay as it is while the sitemaps below it change: it keeps no validators.
            etag, modified = header(response, "ETag"), header(response, "Last-Modified")
            fresh = replace(fresh, etag=etag, last_modified=modified)
        errand.finish = self._keeping(errand, fresh, state)
        yield from self._follow(source, state, listing, response.url, errand)
        if listing.following is not None and part >= MOST_PARTS:
            self._failed(source, state.url, f"has more than {MOST_PARTS} parts; no more were asked")
        elif listing.following is not None:
            errand.add()
            yield self._asking(listing.following, {}, source, state, part + 1)
        errand.done()

    def _follow(
        self, source: Source, state: FeedState, listing: Listing, base: str, errand: Errand
    ) -> Iterator[Request]:
        for number, entry in enumerate(listing.listings):
            if errand.root.below >= MOST_LISTINGS[state.kind]:
                left = len(listing.listings) - number
                words = f"is below an entrance with too many listings; {left} were left out"
                self._failed(source, state.url, words)
                break
            url = normalised(entry.url, base)
            request = url and self._listing(source, state.kind, url, errand, entry.updated)
            if request:
                yield request
        strange = []
        for entry in listing.pages:
            if not self.pages_left[source.name]:
                errand.lost = True  # so that the next run is told the whole list again
                words = "lists more new pages than are asked in one run; the next run goes on"
                self._failed(source, state.url, words)
                break
            url = normalised(entry.url, base)
            if url is None:
                strange.append(entry.url)
                continue
            request = self._page(source, url, entry.updated, errand)
            if request:
                yield request
        if strange:
            words = f"{len(strange)}, such as {strange[0]:.100}"
            self._failed(source, state.url, f"lists addresses that are not followed: {words}")

    def _finish(self, errand: Errand, kept: FeedState, lost: FeedState) -> None:
        errand.finish = self._keeping(errand, kept, lost)
        errand.done()

    def _keeping(self, errand: Errand, kept: FeedState, lost: FeedState) -> Callable[[bool], None]:
        """Return what keeps the state of an entrance that answered, with when it is asked again.

        Where something of it was lost, the next run asks all of it soon.
        """

        def keep(was_lost: bool) -> None:
            now = dt.datetime.now(dt.UTC)
            soon = replace(lost, due=now + SHORTEST_INTERVAL)
            self.keeper.save_feed(soon if was_lost else scheduled(kept, now, news=errand.news))

        return keep

    def fail_listing(self, failure: Failure) -> None:
        """Note an entrance that could not be had."""
        kwargs = failure.request.cb_kwargs  # type: ignore[attr-defined]
        cause, temporary = cause_of(failure)
        until = failure.value.until if isinstance(failure.value, HostWaitsError) else None
        state = replace(kwargs["state"], checked=dt.datetime.now(dt.UTC))
        self._lost_listing(kwargs["source"], state, cause, until, lost=temporary)

    def _lost_listing(
        self,
        source: Source,
        state: FeedState,
        cause: str,
        until: dt.datetime | None = None,
        *,
        lost: bool = False,
    ) -> None:
        due = until or retry_feed_after(dt.datetime.now(dt.UTC), self.keeper.times(state.url))
        self._failed(source, state.url, cause, due)
        errand = self._errand(state)
        errand.finish = lambda lost: self.keeper.save_feed(replace(state, due=due))
        errand.done(lost=lost)

    # ---- pages ---------------------------------------------------------------------------------

    def _page(
        self, source: Source, url: str, updated: dt.datetime | None, errand: Errand | None
    ) -> Request | None:
        """Return a request for the page at a normalised URL, None where nothing is to be asked."""
        if not source.wants(url):
            return None
        if url in self.asked:
            waiting = self.asked[url]
            if errand is not None:
                errand.news |= url in self.news
            if errand is not None and waiting:
                errand.add()
                waiting.append(errand)
            return None
        state, failed = self.keeper.page_state(url), self.keeper.failure(url)
        news = is_news(state, failed, updated)
        now = self.due_by or dt.datetime.now(dt.UTC)
        if not news and not is_due(state, failed, now, self.due_by):
            return None
        self.pages_left[source.name] -= 1
        self.asked[url] = []
        if news:
            self.news.add(url)
        if errand is not None:
            errand.news |= news
            errand.add()
            self.asked[url].append(errand)
        snapshot = state.snapshot if state else None
        return Request(
            url,
            callback=self.parse_page,
            errback=self.fail_page,
            headers=conditions(snapshot.etag, snapshot.last_modified) if snapshot else None,
            meta={"source": source, "handle_httpstatus_list": [304]},
            cb_kwargs={"source": source, "url": url},
            dont_filter=not self._shared,
        )

    def parse_page(self, response: Response, source: Source, url: str) -> Iterator[Fetch]:
        """Yield the page to be kept, or note that it has not changed."""
        now = dt.datetime.now(dt.UTC)
        state = self.keeper.page_state(url)
        due = due_after(now, state.document.first_seen if state else now)
        if response.status == 304 and state is not None:
            self.keeper.mended(url)
            self.keeper.unchanged(url, now, due)
            self._happened(source, "unchanged", url)
        else:
            cause = refusal(header(response, "Content-Type") or "", response.body)
            if cause is None:
                self.keeper.mended(url)
                # It has arrived when it is kept, not before.
                lines = tuple(header_lines(response))
                yield Fetch(url, source.name, now, response.status, lines, response.body, due)
                return
            self._failed(source, url, cause, self._retry(url, for_good=True))
        self._arrived(url, lost=False)

    def fail_page(self, failure: Failure) -> None:
        """Note a page that could not be had."""
        kwargs = failure.request.cb_kwargs  # type: ignore[attr-defined]
        source, url = kwargs["source"], kwargs["url"]
        if isinstance(failure.value, HostWaitsError):
            # The page did not fail; what lists it is asked for it again.
            self._happened(source, "failed", url)
            self._arrived(url, lost=True)
            return
        cause, temporary = cause_of(failure)
        # From now on the row in failures says when the page is tried again.
        self._failed(source, url, cause, self._retry(url, for_good=not temporary))
        self._arrived(url, lost=False)

    def _retry(self, url: str, *, for_good: bool) -> dt.datetime | None:
        now = dt.datetime.now(dt.UTC)
        return retry_page_after(now, self.keeper.times(url), for_good=for_good)

    def _arrived(self, url: str, *, lost: bool) -> None:
        errands, self.asked[url] = self.asked.get(url, []), []
        for errand in errands:
            errand.done(lost=lost)

    # ---- what happened -------------------------------------------------------------------------

    def kept(self, fetch: Fetch, outcome: str) -> None:
        """Note what became of a page that was kept; called by the pipeline."""
        self._happened(fetch.source, outcome, fetch.url)
        self._arrived(fetch.url, lost=False)

    def _failed(self, source: Source, url: str, cause: str, due: dt.datetime | None = None) -> None:
        self.keeper.failed(source.name, url, cause, due)
        self._happened(source, "failed", url)

    def _happened(self, source: Source | str, outcome: str, url: str) -> None:
        name = source if isinstance(source, str) else source.name
        stats = self.crawler.stats
        if stats is not None:
            stats.inc_value(f"headcount/{name}/{outcome}")
        self.report(name, outcome, url)
