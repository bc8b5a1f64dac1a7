"""Reads the answer of an entrance, by its kind."""

from __future__ import annotations

from dataclasses import replace

from scrapy.http import Response

from crawler.feeds import read_feed
from crawler.folders import read_folder
from crawler.links import read_front_page, read_report_page
from crawler.listings import Listing
from crawler.sitemaps import read_sitemap
from crawler.sources import Source
from store.documents import FeedKind

DEEPEST: dict[FeedKind, int] = {"sitemap": 3, "news_sitemap": 3, "folder": 5}
"""How many listings may stand above one; the sitemap protocol knows one index above a sitemap."""

MOST_LISTINGS: dict[FeedKind, int] = {"sitemap": 50_000, "news_sitemap": 50_000, "folder": 2_000}
"""How many listings may stand below one entrance; an index may list so many sitemaps."""

MOST_PARTS = 100
"""Parts of one listing that are asked one after the other: 100,000 files of an S3 bucket."""


def read_entrance(kind: FeedKind, answer: Response, source: Source, depth: int) -> Listing:
    """Return what an entrance of that kind lists; what lies too deep is left out.

    ``depth`` is how many listings stand above it. Raises
    :class:`crawler.listings.ListingError`.
    """
    listing = _read(kind, answer, source)
    if listing.listings and depth >= DEEPEST[kind]:
        words = f"lists what lies more than {DEEPEST[kind]} levels deep; that was left out"
        return replace(listing, listings=(), left_out=words)
    return listing


def _read(kind: FeedKind, answer: Response, source: Source) -> Listing:
    match kind:
        case "feed":
            return read_feed(answer.body)
        case "sitemap" | "news_sitemap":
            return read_sitemap(answer.body)
        case "page":
            return read_front_page(answer, source)
        case "report":
            return read_report_page(answer, source)
        case "folder":
            return read_folder(answer)
