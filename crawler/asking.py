"""Asks a few addresses from Python, by the crawler's own rules, and returns the answers."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.run import CrawlError, events
from crawler.sources import Source


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered.

    ``final`` is the address after redirects, ``status`` the HTTP status (None: no answer),
    ``headers`` the header lines about ``body``, which is decoded; ``cause`` says in words why
    there is no body (None: there is one).
    """

    url: str
    final: str
    status: int | None
    headers: tuple[tuple[str, str], ...]
    body: bytes
    cause: str | None

    def response(self) -> Response:
        """Return it as Scrapy has it: an ``HtmlResponse`` where it is a page."""
        headers = Headers()
        for name, value in self.headers:
            headers.appendlist(name, value)
        kind = responsetypes.from_args(headers=headers, url=self.final, body=self.body)
        return kind(self.final, status=self.status or 0, headers=headers, body=self.body)

    def header(self, name: str) -> str:
        """Return the first header of that name in any case, "" where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def ask(source: Source, addresses: Sequence[str]) -> dict[str, Answer]:
    """Ask each address once, as requests of ``source``; return the answers in the same order.

    robots.txt, delays, limits and the refusal of private addresses hold as in a crawl. Raises
    :class:`crawler.run.CrawlError`.
    """
    if not addresses:
        return {}
    with tempfile.TemporaryDirectory(prefix="headcount-") as folder:
        order = {"sources": [asdict(source)], "addresses": list(addresses), "folder": folder}
        told = list(events(order))
        answers = [
            Answer(
                **{
                    **event,
                    "headers": tuple((name, value) for name, value in event["headers"]),
                    "body": Path(event["body"]).read_bytes() if event["body"] else b"",
                }
            )
            for event in told
        ]
    by_url = {answer.url: answer for answer in answers}
    missing = [url for url in addresses if url not in by_url]
    if missing:
        raise CrawlError(f"nothing came of {missing[0]}; run it again")
    return {url: by_url[url] for url in addresses}
