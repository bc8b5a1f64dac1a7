"""What feeds and sitemaps list; when a listed page is due; which addresses are public."""

import datetime as dt
import gzip

import pytest

from crawler.addresses import is_public
from crawler.due import due_after
from crawler.errands import Errand
from crawler.listings import Entry, Listing, ListingError, read_feed, read_sitemap
from crawler.urls import normalised

DAY = dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC)
RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>
<item><title>a</title><link>https://a.example/1</link>
<pubDate>Mon, 06 May 2024 07:08:09 GMT</pubDate></item>
<item><title>no link</title></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>
<entry><id>1</id><link href="https://a.example/1"/><updated>2024-05-06T07:08:09Z</updated></entry>
</feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/"><channel><title>t</title></channel>
<item><title>a</title><link>https://a.example/1</link></item></rdf:RDF>"""
NAMESPACE = b'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
SITEMAP = (
    b"<urlset " + NAMESPACE + b' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
    b"<url><loc> https://a.example/1 </loc><image:image><image:loc>https://a.example/p.jpg"
    b"</image:loc></image:image><lastmod>2024-05-06T09:08:09+02:00</lastmod></url></urlset>"
)
NEWS = (
    b"<urlset " + NAMESPACE + b' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
    b"<url><loc>https://a.example/1</loc><news:news><news:publication_date>2024-05-06T07:08:09Z"
    b"</news:publication_date></news:news></url></urlset>"
)
INDEX = (
    b"<sitemapindex " + NAMESPACE + b"><sitemap><loc>https://a.example/s.xml</loc></sitemap>"
    b"</sitemapindex>"
)
ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY a "aaaa">]>'
    b"<urlset " + NAMESPACE + b"><url><loc>https://a.example/&a;&e;</loc></url></urlset>"
)
ONE = (Entry("https://a.example/1", DAY),)


@pytest.mark.parametrize(
    ("body", "pages"),
    [(RSS, ONE), (ATOM, ONE), (RDF, (Entry("https://a.example/1", None),))],
)
def test_feeds(body: bytes, pages: tuple[Entry, ...]) -> None:
    assert read_feed(body) == Listing(pages=pages)


@pytest.mark.parametrize("body", [SITEMAP, NEWS, gzip.compress(SITEMAP)])
def test_sitemaps(body: bytes) -> None:
    assert read_sitemap(body) == Listing(pages=ONE)


def test_an_index_lists_sitemaps() -> None:
    assert read_sitemap(INDEX) == Listing(sitemaps=(Entry("https://a.example/s.xml", None),))


def test_entities_are_not_expanded() -> None:
    assert [entry.url for entry in read_sitemap(ENTITIES).pages] == ["https://a.example/"]


@pytest.mark.parametrize(
    ("read", "body"),
    [
        (read_feed, b"<!doctype html><title>gone</title>"),
        (read_feed, b""),
        (read_sitemap, b"<html><body>gone</body></html>"),
        (read_sitemap, b"\x00\x01"),
        (read_sitemap, b""),
        (read_sitemap, gzip.compress(SITEMAP)[:40]),
    ],
)
def test_what_is_no_listing_says_so(read, body: bytes) -> None:
    with pytest.raises(ListingError):
        read(body)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://A.example:443/x?utm_source=rss&b=2&a=1#top", "https://a.example/x?a=1&b=2"),
        (" https://a.example/x ", "https://a.example/x"),
        ("mailto:a@a.example", None),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("http://[::1", None),
        ("https://a.example/" + "x" * 3000, None),
    ],
)
def test_normalised(url: str, expected: str | None) -> None:
    assert normalised(url) == expected


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.1.1", False),
        ("172.16.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("100.64.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_page_is_asked_less_and_less() -> None:
    first = DAY
    assert due_after(DAY, first) == DAY + dt.timedelta(hours=1)
    later = DAY + dt.timedelta(days=3)
    assert due_after(later, first) == later + dt.timedelta(days=3)
    assert due_after(DAY + dt.timedelta(days=31), first) is None


def test_validators_are_kept_only_when_nothing_was_lost() -> None:
    told: list[tuple[str, bool]] = []
    index = Errand(lambda lost: told.append(("index", lost)))
    sitemap = Errand(lambda lost: told.append(("sitemap", lost)), parent=index)
    index.add()
    sitemap.add()
    index.done()
    sitemap.done()
    assert told == []
    sitemap.done(lost=True)
    assert told == [("sitemap", True), ("index", True)]
