"""The spider ``answers``: asks a few addresses and hands back what they answered.

It keeps nothing. For looking at a site before it is a source: the same limits, address rules and
robots.txt hold as for the spider ``news``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.answers import header_lines
from crawler.causes import cause_of
from crawler.sources import Source

Report = Callable[[dict[str, Any]], None]
"""Told of each answer, with the keys of :class:`crawler.asking.Answer`; ``body`` is a path."""

ROBOTS = "/robots.txt"


class AnswersSpider(Spider):
    """Asks each address once; bodies become files in a folder."""

    name = "answers"

    def __init__(
        self, source: Source, addresses: Sequence[str], folder: str, report: Report, **kwargs: Any
    ) -> None:
        """Ask ``addresses`` as requests of ``source``; bodies are written into ``folder``."""
        super().__init__(**kwargs)
        self.source = source
        self.addresses = list(dict.fromkeys(addresses))
        self.folder = Path(folder)
        self.report = report

    async def start(self) -> AsyncIterator[Request]:
        """Yield a request for each address."""
        for number, url in enumerate(self.addresses):
            # robots.txt itself may always be asked for (RFC 9309, 2.2.2).
            is_robots = urlsplit(url).path == ROBOTS
            yield Request(
                url,
                callback=self.parse_answer,
                errback=self.fail,
                meta={"source": self.source, "dont_obey_robotstxt": is_robots},
                cb_kwargs={"url": url, "number": number},
                dont_filter=True,
            )

    def parse_answer(self, response: Response, url: str, number: int) -> None:
        """Hand back an answer."""
        body = self.folder / str(number)
        body.write_bytes(response.body)
        self.report(
            {
                "url": url,
                "final": response.url,
                "status": response.status,
                "headers": list(header_lines(response)),
                "body": str(body),
                "cause": None,
            }
        )

    def fail(self, failure: Failure) -> None:
        """Hand back why there is no answer, or none that is of use."""
        url = failure.request.cb_kwargs["url"]  # type: ignore[attr-defined]
        error = failure.value
        status = error.response.status if isinstance(error, HttpError) else None
        cause, _ = cause_of(failure)
        self.report(
            {
                "url": url,
                "final": url,
                "status": status,
                "headers": [],
                "body": None,
                "cause": cause,
            }
        )
