"""Answers of servers: which are kept, and what their headers say."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from scrapy.http import Response

from crawler.media_types import HTML, PDF, media_type_of
from crawler.walls import wall_of

KEPT_TYPES = (
    HTML,
    "application/xhtml+xml",
    PDF,
    "text/plain",
    "text/markdown",
)
"""Media types of pages and reports that are kept."""

MAX_AGE = re.compile(r'(?:^|[,\s])max-age\s{0,9}=\s{0,9}"?(\d{1,9})\b', re.IGNORECASE)

ENCODING_HEADERS = frozenset({b"content-encoding", b"transfer-encoding", b"content-length"})
"""Headers about the bytes on the wire; a body is kept decoded."""


def refusal(media_type: str, body: bytes) -> str | None:
    """Return why an answer is not kept as a page or report; None where it is.

    ``media_type`` is the header; what the body is by itself goes before it.
    """
    kind = media_type_of(media_type, body)
    if not body.strip(b" \t\r\n\0"):
        return "is empty"
    if kind not in KEPT_TYPES:
        return f"is {kind or 'of no stated type'}, no page"
    wall = wall_of(body) if kind == HTML else None
    return f"{wall.kind}: {wall.words}" if wall else None


def conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Return the headers that ask for a page only if it changed (RFC 9110, 13.1)."""
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in known.items() if value}


def max_age(response: Response) -> dt.timedelta | None:
    """Return for how long an answer says that it stays as it is (RFC 9111, 5.2.2.1)."""
    said = MAX_AGE.search(header(response, "Cache-Control") or "")
    return dt.timedelta(seconds=int(said[1])) if said else None


def header(response: Response, name: str) -> str | None:
    """Return the first header of that name, None where there is none."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value is not None else None


def header_lines(response: Response) -> Iterator[tuple[str, str]]:
    """Yield the header lines that speak of the decoded body."""
    for name, values in response.headers.items():
        if name.lower() not in ENCODING_HEADERS:
            for value in values:
                yield name.decode("latin-1"), value.decode("latin-1")
