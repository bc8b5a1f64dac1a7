"""Sitemaps: XML, text, indexes, with the news extension, gzipped (sitemaps.org)."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator

from lxml import etree

from crawler.feeds import read_feed
from crawler.listings import MOST_ENTRIES, Entry, Listing, ListingError, bounded, moment

MOST_BYTES = 50 * 1024 * 1024
"""Bytes of one sitemap after decompression, as the protocol allows."""

GZIP = b"\x1f\x8b"
FEEDS = ("rss", "feed", "RDF")
"""Roots of feeds: the protocol lets a feed stand for a sitemap."""


def read_sitemap(body: bytes) -> Listing:
    """Return what a sitemap or an index of sitemaps lists; gzip is undone.

    Raises :class:`crawler.listings.ListingError`.
    """
    plain = unpacked(body)
    if not plain.lstrip().startswith(b"<"):
        return _text_sitemap(plain)
    root = parsed(plain)
    name = etree.QName(root).localname
    if name == "sitemapindex":
        listings, left_out = bounded(_entries(root, "sitemap"), MOST_ENTRIES, "sitemaps")
        return Listing(listings=listings, left_out=left_out)
    if name == "urlset":
        pages, left_out = bounded(_entries(root, "url"), MOST_ENTRIES, "pages")
        return Listing(pages=pages, left_out=left_out)
    if name in FEEDS:
        return read_feed(plain)
    raise ListingError(f"is no sitemap: its root is <{name}>")


def unpacked(body: bytes) -> bytes:
    """Return ``body`` without byte order mark and gzip; raises ListingError beyond MOST_BYTES."""
    if body.startswith(GZIP):
        try:
            body = gzip.GzipFile(fileobj=io.BytesIO(body)).read(MOST_BYTES + 1)
        except (EOFError, OSError, zlib.error) as error:
            raise ListingError(f"is broken gzip: {error}") from None
    if len(body) > MOST_BYTES:
        raise ListingError(f"is larger than {MOST_BYTES} bytes")
    return body.removeprefix(b"\xef\xbb\xbf")


def parsed(body: bytes) -> etree._Element:
    """Return the root of an XML document; no entity is expanded and nothing is fetched.

    Raises :class:`crawler.listings.ListingError`.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ListingError(f"is no XML: {error}") from None
    if root is None:
        raise ListingError("is no XML")
    if len(parser.error_log) and next(root.iter("{*}loc"), None) is None:
        raise ListingError("is broken XML")
    return root


def text_of(element: etree._Element, name: str) -> str:
    """Return the text of an element's own child of that name, whatever the namespace."""
    return next((child.text or "" for child in element.iterchildren("{*}" + name)), "").strip()


def _entries(root: etree._Element, name: str) -> Iterator[Entry]:
    for element in root.iterchildren("{*}" + name):
        # Only its own <loc>: an image has one too.
        if loc := text_of(element, "loc"):
            published = (text_of(news, "publication_date") for news in element.iter("{*}news"))
            moments = map(moment, (text_of(element, "lastmod"), *published))
            known = [found for found in moments if found is not None]
            yield Entry(loc, max(known, default=None))


def _text_sitemap(body: bytes) -> Listing:
    try:
        lines = [line.strip() for line in body.decode("utf-8").splitlines() if line.strip()]
    except UnicodeDecodeError:
        lines = []
    if not lines or not all(line.startswith(("http://", "https://")) for line in lines):
        raise ListingError("is neither XML nor a list of addresses, one a line")
    pages, left_out = bounded((Entry(line, None) for line in lines), MOST_ENTRIES, "pages")
    return Listing(pages=pages, left_out=left_out)
