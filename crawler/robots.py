"""robots.txt (RFC 9309), obeyed by every request."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from crawler.limits import HostLeftError
from crawler.politeness import TOO_MANY, HostWaitsError, keeper_of, robots_url, source_name


class Rules(ProtegoRobotParser):
    """Scrapy's reader of robots.txt, which counts a Request-rate as a Crawl-delay too."""

    def crawl_delay(self, user_agent: str | bytes) -> float | None:
        """Return the seconds between two requests that both lines together ask for."""
        agent = user_agent.decode() if isinstance(user_agent, bytes) else user_agent
        rate = self.rp.request_rate(agent)
        delays = [super().crawl_delay(agent), rate and rate.seconds / max(rate.requests, 1)]
        return max((delay for delay in delays if delay is not None), default=None)


class Unreachable(RobotParser):
    """Stands for a robots.txt that could not be had: nothing is allowed, for that reason."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> Self:
        """Return nothing: it stands for a robots.txt that has no body."""
        raise NotImplementedError

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:
        """Raise what asking for robots.txt raised."""
        raise self._error.with_traceback(None)  # it is raised for every request of the host


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's, with what RFC 9309 says of a robots.txt that cannot be had.

    Where the server says that there is none (4xx), everything is allowed; where it fails or
    cannot be reached, nothing is, for this run (RFC 9309, 2.3.1.3 and 2.3.1.4). 429 counts as
    a failure, as Google has it: it speaks of the asking, not of the file.

    Scrapy 2.19 lets all requests to a host wait for one Deferred, whose result only the first of
    them can take (``Deferred.asFuture``); the others would find no rules and go ahead. Here each
    waits for its own.
    """

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the rules of the request's host; None: there are none."""
        awaited = self._parsers.get(urlparse_cached(request).netloc)
        if not isinstance(awaited, Deferred):
            return await super().robot_parser(request)
        own: Deferred[RobotParser | None] = Deferred()

        def share(rules: RobotParser | None) -> RobotParser | None:
            own.callback(rules)
            return rules

        awaited.addCallback(share)
        return await maybe_deferred_to_future(own)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        keeper, url = keeper_of(self.crawler), robots_url(request)
        if response.status == TOO_MANY or response.status >= 500:
            words = f"robots.txt: HTTP {response.status}; nothing is asked before it can be had"
            if keeper is not None:
                keeper.failed(source_name(request), url, words, None)
            raise HostWaitsError(words)
        if keeper is not None:
            keeper.mended(url)
        if response.status >= 400:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, IgnoreRequest) and not isinstance(exc, HostLeftError):
            # What must not be asked (too many redirects, a private address) is no robots.txt.
            super()._robots_error(exc, netloc)
            return
        awaited, rules = self._parsers[netloc], Unreachable(exc)
        self._parsers[netloc] = rules
        if isinstance(awaited, Deferred):
            awaited.callback(rules)
