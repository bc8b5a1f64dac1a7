"""Feeds: RSS 0.9x, 1.0 (RDF) and 2.0, Atom, JSON Feed 1.0 and 1.1.

XML feeds are feedparser's work; the version of it that can be had reads no JSON Feed.
"""

from __future__ import annotations

import calendar
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

import feedparser

from crawler.listings import MOST_ENTRIES, Entry, Listing, ListingError, bounded, moment

MOST_BYTES = 10 * 1024 * 1024
"""Bytes of one feed: feedparser reads about a megabyte a second, and all else waits for it."""

JSON_FEED = "https://jsonfeed.org/version/1"
"""How the ``version`` of a JSON Feed begins (jsonfeed.org/version/1.1)."""

PERIODS = {
    "hourly": dt.timedelta(hours=1),
    "daily": dt.timedelta(days=1),
    "weekly": dt.timedelta(weeks=1),
    "monthly": dt.timedelta(days=30),
    "yearly": dt.timedelta(days=365),
}
"""Values of ``sy:updatePeriod`` (RDF Site Summary 1.0 Modules: Syndication)."""

PAGE_TYPES = ("text/html", "application/xhtml+xml", "application/pdf")
"""Media types of an entry's alternate links that are pages or reports, the best first."""


def read_feed(body: bytes) -> Listing:
    """Return what a feed lists, whatever media type it was served as.

    Raises :class:`crawler.listings.ListingError`.
    """
    start = body[:100].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise ListingError("is empty")
    if len(body) > MOST_BYTES:
        raise ListingError(f"is larger than {MOST_BYTES} bytes")
    if start.startswith(b"{"):
        pages, left_out = bounded(_json_entries(body), MOST_ENTRIES, "entries")
        return Listing(pages=pages, left_out=left_out)
    parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    if not parsed.version:
        raise ListingError("is neither RSS nor Atom nor JSON Feed")
    if parsed.bozo and not parsed.entries:
        raise ListingError("is broken XML")
    pages, left_out = bounded(_xml_entries(parsed.entries), MOST_ENTRIES, "entries")
    return Listing(pages=pages, left_out=left_out, ttl=_ttl(parsed.feed))


def _ttl(channel: feedparser.FeedParserDict) -> dt.timedelta | None:
    """Return for how long a feed asks to be left alone: the longest that it says."""
    asked = []
    if minutes := _whole(channel.get("ttl")):
        asked.append(dt.timedelta(minutes=minutes))
    if period := PERIODS.get(str(channel.get("sy_updateperiod", "")).strip().lower()):
        asked.append(period / (_whole(channel.get("sy_updatefrequency")) or 1))
    return max(asked, default=None)


def _whole(text: object) -> int | None:
    written = str(text).strip()
    return int(written) if written.isascii() and written.isdigit() and len(written) < 8 else None


def _xml_entries(items: Iterable[feedparser.FeedParserDict]) -> Iterator[Entry]:
    for item in items:
        page = _alternate(item.get("links", ())) or _address(item.get("id"))
        if page:
            yield Entry(page, _updated(item))


def _alternate(links: Iterable[dict[str, str]]) -> str | None:
    """Return the link to the entry as a page (RFC 4287, 4.2.7); of several the first."""
    found: dict[str, str] = {}
    for link in links:
        if link.get("rel") == "alternate" and link.get("href"):
            found.setdefault(link.get("type", PAGE_TYPES[0]), link["href"])
    return next((found[kind] for kind in PAGE_TYPES if kind in found), None)


def _address(identifier: object) -> str | None:
    """Return an entry's id where it is an address: then it stands for a missing link."""
    is_one = isinstance(identifier, str) and identifier.startswith(("http://", "https://"))
    return str(identifier) if is_one else None


def _updated(item: feedparser.FeedParserDict) -> dt.datetime | None:
    key = "updated_parsed" if "updated_parsed" in item else "published_parsed"
    if not item.get(key):
        return None
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(item[key]), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None  # a year that no calendar of ours holds


def _json_entries(body: bytes) -> Iterator[Entry]:
    for item in _json_items(body):
        # An external_url is what the entry speaks of, not the entry.
        link = item.get("url")
        page = link if isinstance(link, str) and link else _address(item.get("id"))
        if page:
            yield Entry(
                page, moment(item.get("date_modified")) or moment(item.get("date_published"))
            )


def _json_items(body: bytes) -> list[dict[str, Any]]:
    try:
        feed = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ListingError(f"is no JSON: {error}") from None
    if not str(feed.get("version", "")).startswith(JSON_FEED):
        raise ListingError("is JSON, but no JSON Feed")
    items = feed.get("items")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ListingError("is a JSON Feed whose items are no list of objects")
    return items
