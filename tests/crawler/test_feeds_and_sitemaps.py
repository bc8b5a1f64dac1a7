"""What feeds and sitemaps list; when a listed page is due; which addresses are public."""

import datetime as dt
import gzip
import json

import pytest

from crawler import sitemaps
from crawler.addresses import is_public
from crawler.due import due_after
from crawler.errands import Errand
from crawler.feeds import read_feed
from crawler.listings import Entry, Listing, ListingError
from crawler.sitemaps import read_sitemap
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
UNDATED = (Entry("https://a.example/1", None),)


def atom(*links: str, identifier: str = "1") -> bytes:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry>'
        f"<id>{identifier}</id>{''.join(f'<link {link}/>' for link in links)}</entry></feed>"
    ).encode()


def json_feed(version: str = "1.1", **item: str) -> bytes:
    feed = {"version": f"https://jsonfeed.org/version/{version}", "title": "t", "items": [item]}
    return json.dumps(feed).encode()


@pytest.mark.parametrize(
    ("body", "pages"),
    [
        (RSS, ONE),
        (RSS.replace(b'"2.0"', b'"0.91"'), ONE),
        (RSS.replace(b'"2.0"', b'"0.92"'), ONE),
        (b"\xef\xbb\xbf\n" + RSS, ONE),
        (RSS.replace(b"<link>https://a.example/1", b"<link>/1"), (Entry("/1", DAY),)),
        (
            b"<rss version='2.0'><channel><item><guid>https://a.example/1</guid></item>"
            b"<item><guid isPermaLink='false'>77</guid></item></channel></rss>",
            UNDATED,
        ),
        (RDF, UNDATED),
        (
            RDF.replace(b"http://purl.org/rss/1.0/", b"http://my.netscape.com/rdf/simple/0.9/"),
            UNDATED,
        ),
        (
            RDF.replace(
                b"</link>",
                b'</link><d:date xmlns:d="http://purl.org/dc/elements/1.1/">'
                b"2024-05-06T09:08:09+02:00</d:date>",
            ),
            ONE,
        ),
        (ATOM, ONE),
        (
            ATOM.replace(b"</updated>", b"</updated><published>2020-01-01T00:00:00Z</published>"),
            ONE,
        ),
        (ATOM.replace(b"2024-05-06T07:08:09Z", b"soon"), UNDATED),
        # Of an entry's links, the alternate that is a page; a PDF only where there is none.
        (
            atom(
                'rel="self" href="https://a.example/self"',
                'rel="alternate" type="application/json" href="https://a.example/json"',
                'rel="alternate" type="application/pdf" href="https://a.example/pdf"',
                'rel="alternate" type="text/html" href="https://a.example/1"',
                'rel="alternate" type="text/html" hreflang="fr" href="https://a.example/fr"',
            ),
            UNDATED,
        ),
        (
            atom('rel="alternate" type="application/pdf" href="https://a.example/r.pdf"'),
            (Entry("https://a.example/r.pdf", None),),
        ),
        (atom('rel="enclosure" href="https://a.example/a.mp3"'), ()),
        (atom(identifier="https://a.example/1"), UNDATED),
        (atom(identifier="urn:uuid:1"), ()),
        (
            json_feed(url="https://a.example/1", date_published="2024-05-06T07:08:09Z"),
            ONE,
        ),
        (
            json_feed(
                "1",
                id="https://a.example/1",
                external_url="https://b.example/",
                date_published="2020-01-01T00:00:00Z",
                date_modified="2024-05-06T09:08:09+02:00",
            ),
            ONE,
        ),
        (json_feed(id="77", external_url="https://b.example/"), ()),
        (json_feed(url="https://a.example/1", date_published="soon"), UNDATED),
    ],
)
def test_feeds(body: bytes, pages: tuple[Entry, ...]) -> None:
    assert read_feed(body) == Listing(pages=pages)


@pytest.mark.parametrize(
    ("body", "pages"),
    [
        (SITEMAP, ONE),
        (NEWS, ONE),
        (gzip.compress(SITEMAP, mtime=0), ONE),
        (gzip.compress(SITEMAP[:100], mtime=0) + gzip.compress(SITEMAP[100:], mtime=0), ONE),
        (b"\xef\xbb\xbf" + SITEMAP, ONE),
        (SITEMAP.replace(NAMESPACE, b""), ONE),
        (b"https://a.example/1\n", UNDATED),
        (gzip.compress(b"\xef\xbb\xbfhttps://a.example/1\r\n\r\n", mtime=0), UNDATED),
        (RSS, ONE),
        (ATOM, ONE),
    ],
)
def test_sitemaps(body: bytes, pages: tuple[Entry, ...]) -> None:
    assert read_sitemap(body) == Listing(pages=pages)


def test_what_is_beyond_a_limit_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST_ENTRIES", 1)
    assert read_sitemap(b"https://a.example/1\nhttps://a.example/2") == Listing(
        pages=UNDATED, left_out="lists more than 1 pages; the rest was left out"
    )
    monkeypatch.setattr(sitemaps, "MOST_BYTES", 1000)
    bomb = gzip.compress(SITEMAP + b" " * 10_000)
    with pytest.raises(ListingError, match="is larger than 1000 bytes"):
        read_sitemap(bomb)


def test_an_index_lists_sitemaps() -> None:
    assert read_sitemap(INDEX) == Listing(listings=(Entry("https://a.example/s.xml", None),))


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
        (read_sitemap, gzip.compress(SITEMAP, mtime=0)[:40]),
        (read_sitemap, b"https://a.example/1\nsome words"),
        (read_sitemap, b"\xff\xfe"),
        (read_feed, b'{"version": "https://jsonfeed.org/version/1"}'),
        (read_feed, b'{"version": "https://jsonfeed.org/version/1", "items": [1]}'),
        (read_feed, b'{"items": []}'),
        (read_feed, b'{"version": '),
        (read_feed, b'{"a":' * 100_000),
        (read_feed, b'{"version": "\xff"}'),
    ],
)
def test_what_is_no_listing_says_so(read, body: bytes) -> None:
    with pytest.raises(ListingError):
        read(body)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("../n/1", "https://a.example/n/1"),
        ("//b.example/1", "https://b.example/1"),
        ("?p=1", "https://a.example/feeds/rss?p=1"),
        ("http://[::1", None),
    ],
)
def test_relative_links(link: str, expected: str | None) -> None:
    assert normalised(link, "https://a.example/feeds/rss") == expected


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
