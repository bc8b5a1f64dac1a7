"""The crawl as a whole, on a small site of our own on the loopback interface."""

import datetime as dt
import hashlib
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crawler.run import crawl
from crawler.sources import ENTRANCES, Source
from store.database import open_database
from store.failures import failures

DAY = dt.date(2024, 5, 6)
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'


class Site:
    """Pages by path as ``(status, media type, body, last modified)``, and what was asked."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.asked: list[tuple[str, int]] = []
        self.pages: dict[str, tuple[int, str, str, dt.date | None]] = {}
        self.articles: dict[str, dt.date] = {"/a.html": DAY, "/b.html": DAY}
        self.update()

    def update(self) -> None:
        """Make the listings anew from ``articles``."""
        items = "".join(
            f"<item><title>t</title><link>{self.base}{path}</link></item>" for path in self.articles
        )
        urls = "".join(
            f"<url><loc>{self.base}{path}</loc><lastmod>{day}</lastmod></url>"
            for path, day in self.articles.items()
        )
        sitemap = f"<sitemap><loc>{self.base}/part.xml</loc></sitemap>"
        self.pages |= {
            "/robots.txt": (200, "text/plain", "User-agent: *\nDisallow: /private/\n", None),
            "/rss.xml": (
                200,
                "application/rss+xml",
                f"<rss version='2.0'><channel>{items}</channel></rss>",
                None,
            ),
            "/sitemap.xml": (200, "application/xml", INDEX.format(sitemap), None),
            "/part.xml": (200, "application/xml", SITEMAP.format(urls), None),
        }
        for path, day in self.articles.items():
            self.pages.setdefault(path, (200, "text/html", f"<p>page {path} {day}</p>", day))


@pytest.fixture
def site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, media_type, body, day = served.pages.get(
                self.path, (404, "text/plain", "none", None)
            )
            tag = f'"{hashlib.sha1(body.encode()).hexdigest()}"'
            if status == 200 and self.headers.get("If-None-Match") == tag:
                status, body = 304, ""
            served.asked.append((self.path, status))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", body)
            self.send_header("Content-Type", media_type)
            self.send_header("ETag", tag)
            if day:
                self.send_header("Last-Modified", f"{day:%a, %d %b %Y} 00:00:00 GMT")
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Site(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield served
    server.shutdown()
    server.server_close()


def source(site: Site, **listings: tuple[str, ...]) -> Source:
    urls = {
        key: tuple(site.base + path if key in ENTRANCES else path for path in paths)
        for key, paths in listings.items()
    }
    return Source("tiny", site.base + "/", delay=0.0, allow_private=True, **urls)  # type: ignore[arg-type]


def stored(database: Path) -> list[str]:
    with open_database(database).conn as db:
        return [row[0] for row in db.execute("SELECT url FROM documents ORDER BY url")]


def causes(database: Path) -> dict[str, str]:
    return {failure.key: failure.error for failure, _ in failures(open_database(database), "crawl")}


@pytest.mark.parametrize("listing", [{"feeds": ("/rss.xml",)}, {"sitemaps": ("/sitemap.xml",)}])
def test_every_page_once_and_no_body_twice(
    site: Site, tmp_path: Path, listing: dict[str, tuple[str, ...]]
) -> None:
    database = tmp_path / "a.db"
    site.articles["/private/c.html"] = DAY
    site.update()
    summary = crawl(database, [source(site, **listing)])
    assert (summary.of("new"), summary.of("failed")) == (2, 1)
    assert stored(database) == [site.base + "/a.html", site.base + "/b.html"]
    assert causes(database) == {site.base + "/private/c.html": "Forbidden by robots.txt"}
    site.asked.clear()
    again = crawl(database, [source(site, **listing)])
    assert (again.of("new"), again.of("changed")) == (0, 0)
    assert [path for path, _ in site.asked if path.endswith(".html")] == []
    assert not [path for path, _ in site.asked if path.startswith("/private/")]


def test_a_page_that_the_sitemap_calls_changed_is_a_new_snapshot(
    site: Site, tmp_path: Path
) -> None:
    database = tmp_path / "a.db"
    crawl(database, [source(site, sitemaps=("/sitemap.xml",))])
    later = DAY + dt.timedelta(days=2)
    site.articles["/a.html"] = later
    site.pages["/a.html"] = (200, "text/html", "<p>corrected</p>", later)
    site.update()
    summary = crawl(database, [source(site, sitemaps=("/sitemap.xml",))])
    assert (summary.of("new"), summary.of("changed")) == (0, 1)
    rows = open_database(database).execute(
        "SELECT documents.url, count(*) FROM snapshots JOIN documents ON documents.id = document "
        "GROUP BY 1 ORDER BY 1"
    )
    assert list(rows) == [(site.base + "/a.html", 2), (site.base + "/b.html", 1)]


def test_what_failed_for_a_time_is_asked_again(site: Site, tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    good = site.pages["/a.html"]
    site.pages["/a.html"] = (503, "text/html", "busy", None)
    crawl(database, [source(site, feeds=("/rss.xml",))])
    assert causes(database) == {site.base + "/a.html": "HTTP 503"}
    site.pages["/a.html"] = good
    summary = crawl(database, [source(site, feeds=("/rss.xml",))])
    assert summary.of("new") == 1
    assert causes(database) == {}


def test_each_failure_names_its_cause(site: Site, tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    port = site.base.rpartition(":")[2]
    elsewhere = f"http://127.1:{port}/secret.html"
    site.pages |= {
        "/image.html": (200, "image/png", "png", None),
        "/away.html": (302, "text/html", elsewhere, None),
        "/empty.html": (200, "text/html", "", None),
    }
    site.articles = dict.fromkeys(("/gone.html", "/image.html", "/away.html", "/empty.html"), DAY)
    site.pages |= {"/gone.html": (404, "text/html", "gone", None)}
    site.update()
    crawl(database, [source(site, feeds=("/rss.xml",))])
    found = {url.removeprefix(site.base): cause for url, cause in causes(database).items()}
    assert found == {
        "/gone.html": "HTTP 404",
        "/image.html": "is image/png, no page",
        "/away.html": "refused: 127.1 is at the private address 127.0.0.1",
        "/empty.html": "is empty",
    }
    assert "/secret.html" not in [path for path, _ in site.asked]


PDF = (200, "application/octet-stream", "%PDF-1.7 report", DAY)
BUCKET = (
    "<ListBucketResult><Contents><Key>{}.pdf</Key></Contents><IsTruncated>{}</IsTruncated>"
    "<NextContinuationToken>t</NextContinuationToken></ListBucketResult>"
)


def gathered(site: Site, database: Path, **entrances: object) -> set[str]:
    """Crawl twice: return the paths of what is stored, and see that the second adds nothing."""
    asked = source(site, **entrances)  # type: ignore[arg-type]
    first = crawl(database, [asked])
    pages = {url.removeprefix(site.base) for url in stored(database)}
    assert first.of("new") == len(pages)
    again = crawl(database, [asked])
    assert (again.of("new"), again.of("changed")) == (0, 0)
    return pages


def test_a_front_page_of_links(site: Site, tmp_path: Path) -> None:
    body = '<a href="a.html">a</a><a href="/b.html#x">b</a><a href="/">home</a><a href="/c">c</a>'
    site.pages["/news/"] = (200, "text/html", f"<base href='/'>{body}", None)
    base = re.escape(site.base)
    found = gathered(site, tmp_path / "a.db", pages=("/news/",), include=(f"^{base}/[ab]",))
    assert found == {"/a.html", "/b.html"}
    assert causes(tmp_path / "a.db") == {}


def test_reports_are_kept_whatever_the_server_calls_them(site: Site, tmp_path: Path) -> None:
    links = '<a href="1.pdf">1</a><a type="application/pdf" href="/2">2</a><a href="/3.pdf">3</a>'
    site.pages |= {
        "/r": (200, "text/html", f"{links}<a href='/a.html'>a</a>", None),
        "/1.pdf": PDF,
        "/2": (200, "application/pdf", "%PDF-1.7 two", DAY),
        "/3.pdf": (200, "application/octet-stream", "no such thing", DAY),
    }
    assert gathered(site, tmp_path / "a.db", reports=("/r",)) == {"/1.pdf", "/2"}
    assert causes(tmp_path / "a.db") == {
        site.base + "/3.pdf": "is application/octet-stream, no page"
    }


def test_folders_and_what_lies_below(site: Site, tmp_path: Path) -> None:
    site.pages |= {
        "/r/": (
            200,
            "text/html",
            '<a href="1.pdf">1</a><a href="b/">b</a><a href="/">^</a>',
            None,
        ),
        "/r/b/": (200, "text/html", '<a href="2.pdf">2</a><a href="../">up</a>', None),
        "/r/1.pdf": PDF,
        "/r/b/2.pdf": PDF,
    }
    assert gathered(site, tmp_path / "a.db", folders=("/r/",)) == {"/r/1.pdf", "/r/b/2.pdf"}


def test_a_bucket_in_parts(site: Site, tmp_path: Path) -> None:
    site.pages |= {
        "/bucket/": (200, "application/xml", BUCKET.format("1", "true"), None),
        "/bucket/?list-type=2&continuation-token=t": (
            200,
            "application/xml",
            BUCKET.format("2", "false"),
            None,
        ),
        "/bucket/1.pdf": PDF,
        "/bucket/2.pdf": PDF,
    }
    found = gathered(site, tmp_path / "a.db", folders=("/bucket/",))
    assert found == {"/bucket/1.pdf", "/bucket/2.pdf"}
    known = open_database(tmp_path / "a.db").execute("SELECT url, kind, etag FROM feeds")
    assert list(known) == [(site.base + "/bucket/", "folder", None)]


def test_a_folder_without_end_is_left(site: Site, tmp_path: Path) -> None:
    deep = '<a href="1.pdf">1</a><a href="x/">x</a>'
    paths = ["/r/" + "x/" * depth for depth in range(8)]
    site.pages |= dict.fromkeys(paths, (200, "text/html", deep, None))
    site.pages |= {path + "1.pdf": PDF for path in paths}
    assert len(gathered(site, tmp_path / "a.db", folders=("/r/",))) == 6
    assert causes(tmp_path / "a.db") == {
        site.base + paths[5]: "lists what lies more than 5 levels deep; that was left out"
    }


def test_private_addresses_need_leave(site: Site, tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    asked = Source("tiny", site.base + "/", feeds=(site.base + "/rss.xml",), delay=0.0)
    summary = crawl(database, [asked])
    assert summary.of("failed") == 1
    assert causes(database) == {site.base + "/rss.xml": "refused: 127.0.0.1 is a private address"}
    assert site.asked == []


def test_a_feed_that_is_none_is_a_failure(site: Site, tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    crawl(database, [source(site, feeds=("/a.html",))])
    assert causes(database) == {site.base + "/a.html": "is neither RSS nor Atom nor JSON Feed"}
