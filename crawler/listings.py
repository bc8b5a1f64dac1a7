"""Feeds and sitemaps: what they list.

Only bytes are parsed: no entity is expanded, nothing is fetched, and everything has a limit.
"""

from __future__ import annotations

import calendar
import datetime as dt
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import feedparser
from lxml import etree

MOST_ENTRIES = 50_000
"""Entries of one sitemap, as the protocol allows (sitemaps.org)."""

MOST_BYTES = 50 * 1024 * 1024
"""Bytes of one sitemap after decompression, as the protocol allows."""

GZIP = b"\x1f\x8b"


class ListingError(ValueError):
    """Not a feed or a sitemap; the text says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that a feed or sitemap lists; ``updated`` is when it says the page changed."""

    url: str
    updated: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed or sitemap lists: pages, or (a sitemap index) further sitemaps."""

    pages: tuple[Entry, ...] = ()
    sitemaps: tuple[Entry, ...] = ()


def read_feed(body: bytes) -> Listing:
    """Return what an RSS, RDF or Atom feed lists; raises :class:`ListingError`."""
    if not body.strip():
        raise ListingError("is empty")
    parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    if not parsed.version:
        raise ListingError("is neither RSS nor Atom")
    entries = []
    for item in parsed.entries[:MOST_ENTRIES]:
        if link := item.get("link"):
            moment = item.get("updated_parsed") or item.get("published_parsed")
            updated = moment and dt.datetime.fromtimestamp(calendar.timegm(moment), dt.UTC)
            entries.append(Entry(link, updated or None))
    return Listing(pages=tuple(entries))


def read_sitemap(body: bytes) -> Listing:
    """Return what a sitemap, a news sitemap or a sitemap index lists.

    gzip is undone. Raises :class:`ListingError`.
    """
    root = _parse(_plain(body))
    name = etree.QName(root).localname
    if name == "sitemapindex":
        return Listing(sitemaps=tuple(_entries(root, "sitemap")))
    if name == "urlset":
        return Listing(pages=tuple(_entries(root, "url")))
    raise ListingError(f"is no sitemap: its root is <{name}>")


def _plain(body: bytes) -> bytes:
    if not body.startswith(GZIP):
        return body
    undo = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = undo.decompress(body, MOST_BYTES)
    except zlib.error as error:
        raise ListingError(f"is broken gzip: {error}") from None
    if undo.unconsumed_tail:
        raise ListingError(f"is larger than {MOST_BYTES} bytes")
    return plain


def _parse(body: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ListingError(f"is no XML: {error}") from None
    if root is None:
        raise ListingError("is no XML")
    return root


def _entries(root: etree._Element, name: str) -> Iterator[Entry]:
    for number, element in enumerate(root):
        if number >= MOST_ENTRIES:
            return
        if not isinstance(element.tag, str) or etree.QName(element).localname != name:
            continue
        texts = {
            etree.QName(child).localname: (child.text or "").strip()
            for child in element.iter()
            if isinstance(child.tag, str)
        }
        if texts.get("loc"):
            moments = [_moment(texts.get(key, "")) for key in ("lastmod", "publication_date")]
            known = [moment for moment in moments if moment is not None]
            # An image's own <loc> must not stand for the page's.
            loc = next(
                (child.text or "").strip()
                for child in element
                if isinstance(child.tag, str) and etree.QName(child).localname == "loc"
            )
            yield Entry(loc, max(known, default=None))


def _moment(text: str) -> dt.datetime | None:
    """Return a W3C date or time as UTC; None where it is none."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
