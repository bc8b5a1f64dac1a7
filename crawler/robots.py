"""robots.txt (RFC 9309), obeyed by every request."""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.robotstxt import RobotParser
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's, with what it read of robots.txt for every request that waits for it.

    Scrapy 2.19 lets all requests to a host wait for one Deferred, whose result only the first of
    them can take (``Deferred.asFuture``); the others would find no rules and go ahead.
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
