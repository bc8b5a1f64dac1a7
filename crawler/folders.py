"""Folders: a web server's index of a directory, and the listing of an S3 bucket.

S3's answer is ``ListBucketResult`` (Amazon S3 API Reference, ListObjects and ListObjectsV2), which
other object stores give too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote, urljoin, urlsplit

from lxml import etree
from scrapy.http import Response
from w3lib.url import add_or_replace_parameters

from crawler.links import links
from crawler.listings import MOST_ENTRIES, Entry, Listing, ListingError, bounded, moment
from crawler.sitemaps import parsed, text_of

ENDINGS = frozenset({".html", ".htm", ".xhtml", ".pdf", ".txt", ".md"})
"""Endings of the files of a folder that are pages, texts or reports."""

MOST_FILES = 10_000
"""Files, and folders, of one index of a directory."""


def read_folder(page: Response) -> Listing:
    """Return the files of a folder that are pages, texts or reports, and the folders below it.

    Raises :class:`crawler.listings.ListingError`.
    """
    if not urlsplit(page.url).path.endswith("/"):
        raise ListingError("is no folder: its address does not end in '/'")
    if b"<ListBucketResult" in page.body[:1000]:
        return _bucket(parsed(page.body), page.url)
    return _index(page)


def _index(page: Response) -> Listing:
    folder = urljoin(page.url, ".")
    # Links with a query sort the index; those that do not begin with the folder lead out of it.
    below = list(
        dict.fromkeys(
            url
            for url, _ in links(page)
            if url.startswith(folder) and url != folder and not urlsplit(url).query
        )
    )
    files = (Entry(url, None) for url in below if _is_taken(urlsplit(url).path))
    folders = (Entry(url, None) for url in below if url.endswith("/"))
    pages, more_files = bounded(files, MOST_FILES, "files")
    listings, more_folders = bounded(folders, MOST_FILES, "folders")
    return Listing(pages=pages, listings=listings, left_out=more_files or more_folders)


def _is_taken(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in ENDINGS


def _bucket(root: etree._Element, url: str) -> Listing:
    pages, left_out = bounded(_objects(root, url), MOST_ENTRIES, "files")
    prefixes = (text_of(element, "Prefix") for element in root.iterchildren("{*}CommonPrefixes"))
    asked = urlsplit(url)
    plain = f"{asked.scheme}://{asked.netloc}{asked.path}"
    below = tuple(
        Entry(add_or_replace_parameters(plain, {"delimiter": "/", "prefix": prefix}), None)
        for prefix in prefixes
        if prefix
    )
    return Listing(pages=pages, listings=below, following=_following(root, url), left_out=left_out)


def _objects(root: etree._Element, url: str) -> Iterator[Entry]:
    bucket = urljoin(url, ".")
    for element in root.iterchildren("{*}Contents"):
        key = text_of(element, "Key")
        if _is_taken(key):
            yield Entry(bucket + quote(key), moment(text_of(element, "LastModified")))


def _following(root: etree._Element, url: str) -> str | None:
    """Return the address of the bucket's next part: version 2 gives a token, version 1 a marker."""
    if text_of(root, "IsTruncated") != "true":
        return None
    if token := text_of(root, "NextContinuationToken"):
        following = {"list-type": "2", "continuation-token": token}
    else:
        keys = [text_of(element, "Key") for element in root.iterchildren("{*}Contents")]
        following = {"marker": text_of(root, "NextMarker") or (keys[-1] if keys else "")}
        if not following["marker"]:
            raise ListingError("has more files than it lists, and does not say where they are")
    return add_or_replace_parameters(url, following)
