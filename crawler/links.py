"""Pages of links: front and section pages, and pages that list reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from lxml import etree
from scrapy.http import HtmlResponse, Response

from crawler.listings import Entry, Listing, ListingError, bounded
from crawler.media_types import HTML, PDF, media_type_of
from crawler.sources import Source
from crawler.urls import normalised, same_site

MOST_LINKS = 2_000
"""Links of one page that are taken."""

MOST_BYTES = 10 * 1024 * 1024
"""Bytes of one page of links; all else waits while it is parsed."""


def read_front_page(page: Response, source: Source) -> Listing:
    """Return the pages that a front or section page links to and the source wants.

    A link to another site counts only where a pattern of ``include`` names its host. Raises
    :class:`crawler.listings.ListingError`.
    """
    return _listing(url for url, _ in links(page) if _wanted(url, page, source))


def read_report_page(page: Response, source: Source) -> Listing:
    """Return the PDF files that a page links to and the source wants.

    A link is to a PDF file where its path or a parameter ends so, or its ``type`` says so; for
    other sites see :func:`read_front_page`. Raises :class:`crawler.listings.ListingError`.
    """
    return _listing(
        url
        for url, kind in links(page)
        if (kind == PDF or _names_pdf(url)) and _wanted(url, page, source)
    )


def links(page: Response) -> Iterator[tuple[str, str]]:
    """Yield the normalised address and the ``type`` of each link of a page, as it has them.

    Raises :class:`crawler.listings.ListingError` where it is no HTML page.
    """
    if not isinstance(page, HtmlResponse) or media_type_of(HTML, page.body) != HTML:
        raise ListingError("is no HTML page")
    if len(page.body) > MOST_BYTES:
        raise ListingError(f"is larger than {MOST_BYTES} bytes")
    # Told of each tag, so that no tree is built: a deep one would be cut off, links and all.
    parser = etree.HTMLParser(target=_Links(), encoding="utf-8", huge_tree=True)
    found = etree.fromstring(page.text.replace("\x00", "").encode("utf-8", "replace"), parser)
    base = normalised(found.base, page.url) or page.url
    for href, kind in found.links:
        url = normalised(href, base)
        if url is not None:
            yield url, kind


class _Links:
    """Collects the links of a page and its base (HTML, 4.6 and 4.2.3: the first counts)."""

    def __init__(self) -> None:
        self.base = ""
        self.links: list[tuple[str, str]] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        href = attributes.get("href")
        if href is None:
            return
        if tag == "base":
            self.base = self.base or href
        elif tag in {"a", "area"}:
            self.links.append((href, attributes.get("type", "").strip().lower()))

    def close(self) -> Self:
        return self


def _wanted(url: str, page: Response, source: Source) -> bool:
    return source.wants(url) and (same_site(url, page.url) or source.includes_host(url))


def _names_pdf(url: str) -> bool:
    parts = urlsplit(url)
    names = (parts.path, *(value for _, value in parse_qsl(parts.query)))
    return any(name.lower().endswith(".pdf") for name in names)


def _listing(urls: Iterator[str]) -> Listing:
    entries = (Entry(url, None) for url in dict.fromkeys(urls))
    pages, left_out = bounded(entries, MOST_LINKS, "wanted links")
    return Listing(pages=pages, left_out=left_out)
