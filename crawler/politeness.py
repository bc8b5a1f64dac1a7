"""Not faster than a host wants: delays of its own, and Retry-After.

What a host may be asked stands in :mod:`crawler.robots`, what is asked again when in
:mod:`crawler.due`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING, Self

from scrapy import Request, Spider, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from twisted.python.failure import Failure

from crawler.due import RETRY_FIRST
from crawler.limits import HostLeftError

if TYPE_CHECKING:
    from crawler.keeper import Keeper

TOO_MANY = 429
"""HTTP status: too many requests (RFC 6585, 4)."""

UNAVAILABLE = 503
"""HTTP status: for now unable to answer (RFC 9110, 15.6.4)."""

MOST_REFUSALS = 5
"""How often in one run a host may ask for a pause before it is left alone."""

NO_DELAY = 0.001
"""Seconds that stand for a delay of 0: Scrapy 2.19 starts the requests of a slot one by one, and
looks at when it may start the next, only where there is a delay."""

LEFT_LONGEST = dt.timedelta(days=1)
"""For how long a host is left alone at most, whatever it asks: more is a mistake or a trap."""


class HostWaitsError(HostLeftError):
    """Nothing is asked of the host for now; that is noted once, for the host.

    ``until`` is when it may be asked again, where that is known.
    """

    def __init__(self, words: str, until: dt.datetime | None = None) -> None:
        super().__init__(words)
        self.until = until


def retry_after(response: Response, now: dt.datetime) -> dt.timedelta | None:
    """Return how long a host asks to be left alone: seconds or a date (RFC 9110, 10.2.3)."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isascii() and value.isdigit():
        return dt.timedelta(seconds=int(value[:9]))
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(dt.timedelta(0), aware - now)


def keeper_of(crawler: Crawler) -> Keeper | None:
    """Return what the run's spider keeps its things with; the spider ``answers`` keeps nothing."""
    return getattr(crawler.spider, "keeper", None)


def source_name(request: Request) -> str | None:
    """Return the name of the source that a request belongs to."""
    source = request.meta.get("source")
    return None if source is None else source.name


class HostThrottle(AutoThrottle):
    """Scrapy's AutoThrottle, with a least delay for each host instead of one for all.

    That is the largest of what the sources that ask it have as ``delay``, and the Crawl-delay
    of its robots.txt, of which no more than ``AUTOTHROTTLE_MAX_DELAY`` counts. Where it is 0
    a host is asked as fast as it answers: the source says that it is one's own machine.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Listen to requests, answers and robots.txt files."""
        super().__init__(crawler)
        self._user_agent = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._least: dict[str, float] = {}
        crawler.signals.connect(self.asked, signals.request_reached_downloader)
        crawler.signals.connect(self.robots_parsed, signals.robots_parsed)

    def asked(self, request: Request) -> None:
        """Let a host's delay be at least that of the source that asks."""
        source = request.meta.get("source")
        self._at_least(request.meta["download_slot"], 0.0 if source is None else source.delay)

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Let a host's delay be at least what its robots.txt asks for."""
        asked = robotparser.crawl_delay(self._user_agent) or 0.0
        if asked > self.maxdelay:
            keeper = keeper_of(self.crawler)
            words = f"asks for {asked:.0f} seconds between requests, got {self.maxdelay:.0f}"
            if keeper is not None:
                keeper.failed(source_name(request), robots_url(request), words, None)
        key = self.crawler.engine.downloader.get_slot_key(request)
        self._at_least(key, min(asked, self.maxdelay))

    def _at_least(self, key: str, delay: float) -> None:
        downloader = self.crawler.engine.downloader
        known = self._least.get(key)
        if known is None:
            known = downloader.per_slot_settings.get(key, {}).get("delay", self._min_delay())
        self._least[key] = max(known, delay, NO_DELAY)
        slot = downloader.slots.get(key)
        if slot is not None:
            slot.delay = max(slot.delay, self._least[key])

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        self.mindelay = self._least.get(request.meta["download_slot"], self._min_delay())
        if self.mindelay > NO_DELAY:
            super()._response_downloaded(response, request, spider)


class RetryAfterMiddleware:
    """Does what a host asks with Retry-After (429 and 503), for all requests to it.

    Up to ``HEADCOUNT_LONGEST_WAIT`` seconds the host's slot waits; beyond, and when a host asks
    for a pause again and again, it is left alone until then, which the database remembers.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Listen to answers before Scrapy takes the next request of the host."""
        self._crawler = crawler
        self._longest = dt.timedelta(seconds=crawler.settings.getfloat("HEADCOUNT_LONGEST_WAIT"))
        self._refusals: Counter[str] = Counter()
        self._left: dict[str, dt.datetime | None] = {}
        crawler.signals.connect(self.answered, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware for a crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse what goes to a host that is left alone; raises :class:`HostWaitsError`."""
        until = self._until(self._crawler.engine.downloader.get_slot_key(request))
        if until is not None and until > dt.datetime.now(dt.UTC):
            raise _waits(until)

    def answered(self, response: Response, request: Request) -> None:
        """Wait, or leave the host alone, where it asks for that."""
        host = request.meta["download_slot"]
        now = dt.datetime.now(dt.UTC)
        wait = retry_after(response, now)
        if response.status == TOO_MANY or (response.status == UNAVAILABLE and wait is not None):
            self._refusals[host] += 1
            pause = wait or dt.timedelta(0)
            if pause > self._longest or self._refusals[host] > MOST_REFUSALS:
                until = now + min(max(pause, RETRY_FIRST), LEFT_LONGEST)
                self._leave(host, until, response, request)
            else:
                self._pause(self._crawler.engine.downloader.slots[host], pause)
        elif response.status < 400 and (self._until(host) or now) < now:
            self._left[host] = None
            keeper = keeper_of(self._crawler)
            if keeper is not None:
                keeper.mended(host)

    def _until(self, host: str) -> dt.datetime | None:
        if host not in self._left:
            keeper = keeper_of(self._crawler)
            known = keeper.failure(host) if keeper is not None else None
            self._left[host] = known.due if known else None
        return self._left[host]

    def _leave(self, host: str, until: dt.datetime, response: Response, request: Request) -> None:
        self._left[host] = until
        keeper = keeper_of(self._crawler)
        if keeper is not None:
            words = f"HTTP {response.status}: is left alone until {until:%Y-%m-%d %H:%M} UTC"
            keeper.mended(host)  # the words before named another time
            keeper.failed(source_name(request), host, words, until)
        # Those that wait in the slot have passed the middleware.
        waiting = self._crawler.engine.downloader.slots[host].queue
        while waiting:
            _, answer = waiting.popleft()
            answer.errback(Failure(_waits(until)))  # type: ignore[no-untyped-call]

    @staticmethod
    def _pause(slot: Slot, pause: dt.timedelta) -> None:
        """Let a slot take its next request after the pause: it counts from the last one."""
        if pause:
            slot.lastseen = monotonic() + pause.total_seconds()


def _waits(until: dt.datetime) -> HostWaitsError:
    words = f"the host asked to be left alone until {until:%Y-%m-%d %H:%M} UTC"
    return HostWaitsError(words, until)


def robots_url(request: Request) -> str:
    """Return the address of the robots.txt that a request is under."""
    parts = urlparse_cached(request)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"
