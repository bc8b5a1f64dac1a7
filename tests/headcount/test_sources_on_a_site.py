"""`headcount sources check` and `add`, on a small site of our own, on loopback."""

import re
import threading
import tomllib
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from crawler.asking import Answer
from crawler.sources import Source, load_source
from headcount.cli import main
from headcount.declaration import declaration
from headcount.discovery import slug
from headcount.foreign import one_line

SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'
ARTICLE = """<!doctype html><html lang="de"><head>
<title>{title}</title><meta property="article:published_time" content="2024-05-06T08:00:00Z">
</head><body><article><h1>{title}</h1>
<p>In der Hafenstadt Vlora starben am Sonntag laut Polizei mindestens 23 Menschen.</p>
<p>Die Feuerwehr war bis in die Nacht im Einsatz. Der Brand brach in einem Lager aus, dessen
Betreiber sich zunächst nicht äußern wollte. Die Ermittlungen dauern nach Angaben der Behörden
an, mit Ergebnissen wird erst in den kommenden Wochen gerechnet.</p></article></body></html>"""

Page = tuple[int, str, str]


class Site:
    """Pages by path as ``(status, media type, body)``, and the paths that were asked for."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.asked: list[str] = []
        self.pages: dict[str, Page] = {}

    def xml(self, path: str, text: str) -> None:
        self.pages[path] = (200, "application/xml", text.replace("BASE", self.base))

    def html(self, path: str, text: str) -> None:
        self.pages[path] = (200, "text/html; charset=utf-8", text.replace("BASE", self.base))

    def article(self, path: str, title: str = "Brand in Vlora") -> None:
        self.html(path, ARTICLE.format(title=title))

    def rss(self, path: str, *pages: str) -> None:
        items = "".join(
            f"<item><link>BASE{page}</link>"
            f"<pubDate>Mon, 06 May 2024 08:0{number}:00 GMT</pubDate></item>"
            for number, page in enumerate(pages)
        )
        self.xml(path, f"<rss version='2.0'><channel>{items}</channel></rss>")


@pytest.fixture
def site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(self.path)
            status, kind, body = served.pages.get(self.path, (404, "text/plain", "none"))
            self.send_response(status)
            self.send_header("Content-Type", kind)
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


@pytest.fixture
def at_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site's answers without a child process and the network."""

    def ask(source: Source, addresses: Sequence[str]) -> dict[str, Answer]:
        return {url: answer(url) for url in addresses}

    def answer(url: str) -> Answer:
        path = urlsplit(url).path
        status, kind, body = site.pages.get(path, (404, "text/plain", "none"))
        cause = None if status == 200 else f"HTTP {status}"
        return Answer(url, url, status, (("Content-Type", kind),), body.encode(), cause)

    monkeypatch.setattr("crawler.asking.ask", ask)


Check = Callable[[str], Result]


@pytest.fixture
def check(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    monkeypatch.chdir(tmp_path)

    def run(keys: str) -> Result:
        head = f'name = "tiny"\nhomepage = "{site.base}/"\ndelay = 0\nallow_private = true\n'
        Path("tiny.toml").write_text(head + keys.replace("BASE", site.base), encoding="utf-8")
        result = CliRunner().invoke(main, ["sources", "check", "tiny.toml"])
        assert sorted(path.name for path in tmp_path.iterdir()) == ["tiny.toml"]
        return result

    return run


def said(result: Result, site: Site) -> list[str]:
    return [line.replace(site.base, "") for line in result.stdout.splitlines()]


def test_all_of_it_works(site: Site, check: Check) -> None:
    site.pages["/robots.txt"] = (200, "text/plain", "User-agent: *\nDisallow: /private/\n")
    site.rss("/rss.xml", "/a.html", "/sport/b.html")
    site.article("/a.html")
    result = check('feeds = ["BASE/rss.xml"]\nexclude = ["/sport/"]\ncountry = "AUT"\n')
    assert result.exit_code == 0
    lines = said(result, site)
    assert lines[:2] == [
        "ok robots.txt /robots.txt: HTTP 200",
        "ok feed /rss.xml: HTTP 200, lists 2 pages, 1 of them wanted, "
        "the newest of 2024-05-06 08:01 UTC",
    ]
    assert lines[2].startswith("ok page /a.html: stored, ")
    assert "language de, published 2024-05-06, 1 claim: Brand in Vlora" in lines[2]
    assert lines[3:] == ["tiny: all of it works; its file may say tried = true"]


def test_what_does_not_work_is_said_and_the_rest_counts(site: Site, check: Check) -> None:
    site.pages["/robots.txt"] = (200, "text/plain", "User-agent: *\nDisallow: /private/\n")
    site.pages["/broken.xml"] = (500, "text/html", "Error")
    site.html("/page.xml", "<html><body>no feed</body></html>")
    site.rss("/private/rss.xml", "/a.html")
    parts = "".join(
        f"<sitemap><loc>BASE/{name}.xml</loc><lastmod>{day}</lastmod></sitemap>"
        for name, day in (("new", "2024-05-06"), ("old", "2014-05-06"))
    )
    site.xml("/index.xml", INDEX.format(parts))
    site.xml("/new.xml", SITEMAP.format("<url><loc>BASE/a.html</loc></url>"))
    site.article("/a.html", "Brand\x1b[2J &#x202E;in\nVlora")
    result = check(
        'feeds = ["BASE/broken.xml", "BASE/page.xml", "BASE/private/rss.xml", "BASE/none"]\n'
        'sitemaps = ["BASE/index.xml"]\ntried = true\n'
    )
    assert result.exit_code == 0
    assert said(result, site)[1:6] == [
        "FAIL feed /broken.xml: HTTP 500",
        "FAIL feed /page.xml: HTTP 200, is neither RSS nor Atom nor JSON Feed",
        "FAIL feed /private/rss.xml: Forbidden by robots.txt",
        "FAIL feed /none: HTTP 404",
        "ok sitemap /index.xml: HTTP 200, lists 2 listings below it; /new.xml lists 1 page",
    ]
    assert said(result, site)[6].startswith("ok page /a.html: stored")
    assert said(result, site)[7:] == ["tiny: 3 of 7 things work"]
    assert "/old.xml" not in site.asked
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout


@pytest.mark.usefixtures("at_once")
def test_nothing_works(site: Site, check: Check) -> None:
    site.rss("/rss.xml", "/none.html", "/empty.html")
    site.pages["/empty.html"] = (200, "text/html", "")
    result = check('feeds = ["BASE/rss.xml"]\n')
    assert result.exit_code == 1
    assert said(result, site)[2:] == [
        "FAIL page /empty.html: not stored: is empty",
        "FAIL page /none.html: not stored: HTTP 404",
    ]
    assert result.stderr == "Error: tiny: no page could be had and read\n"


def test_private_addresses_are_refused(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "tiny.toml"
    file.write_text(f'name = "tiny"\nhomepage = "{site.base}/"\nfeeds = ["{site.base}/rss"]\n')
    result = CliRunner().invoke(main, ["sources", "check", str(file)])
    assert result.exit_code == 1
    assert site.asked == []
    assert result.stdout.count("refused: 127.0.0.1 is a private address") == 2


@pytest.mark.parametrize(
    ("name", "complaint"),
    [("nobody", "nobody: no such source in "), ("nowhere.toml", "nowhere.toml: No such file")],
)
def test_a_name_that_is_no_source_is_said(tmp_path: Path, name: str, complaint: str) -> None:
    (tmp_path / "a.toml").write_text('name = "a"\nhomepage = "https://a.example/"\n')
    result = CliRunner().invoke(main, ["sources", "check", name, "--sources", str(tmp_path)])
    assert result.exit_code == 2
    assert complaint in result.stderr


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Ruhig", "Ruhig"),
        ("a\r\nb = 1", "a b = 1"),
        ("\x1b[31mrot\x1b[0m", "[31mrot [0m"),
        ("\u202eabc\u200b\x00", "abc"),
        ("", ""),
    ],
)
def test_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


# ---- add ---------------------------------------------------------------------------------------

HEAD = """<!doctype html><html lang="de-AT"><head><title>Start</title>
<meta property="og:site_name" content="{name}">{links}</head><body>Front page</body></html>"""
ALTERNATE = '<link rel="alternate" type="application/{}" href="{}">'
NEWS = "<url><loc>BASE/a.html</loc><n:news><n:title>a</n:title></n:news></url>"
NEWS_SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{}</urlset>'
)
MAPPED = "<url><loc>BASE/a.html</loc></url>"


def added(tmp_path: Path, site: Site, *options: str) -> Result:
    where = ["--folder", str(tmp_path / "new"), "--allow-private", "--delay", "0"]
    return CliRunner().invoke(main, ["sources", "add", site.base, *where, *options])


def test_feeds_and_sitemaps_of_a_site(site: Site, tmp_path: Path) -> None:
    links = [
        ("rss+xml", "/rss.xml"),
        ("feed+json", "feed.json"),
        ("rss+xml", "/comments/feed"),
        ("atom+xml", "/gone.xml"),
        ("rss+xml", "javascript:alert(1)"),
        ("rss+xml", "http://169.254.169.254/latest"),
    ]
    site.html(
        "/", HEAD.format(name="Übliche Post", links="".join(ALTERNATE.format(*a) for a in links))
    )
    robots = f"User-agent: *\nDisallow:\nSitemap: {site.base}/index.xml\nSitemap: /plain.xml\n"
    site.pages["/robots.txt"] = (200, "text/plain", robots)
    site.rss("/rss.xml", "/a.html")
    item = f'{{"id": "1", "url": "{site.base}/a.html"}}'
    version = "https://jsonfeed.org/version/1.1"
    site.pages["/feed.json"] = (
        200,
        "application/json",
        f'{{"version": "{version}", "items": [{item}]}}',
    )
    parts = "".join(f"<sitemap><loc>BASE/{name}.xml</loc></sitemap>" for name in ("all", "news"))
    site.xml("/index.xml", INDEX.format(parts))
    site.xml("/all.xml", SITEMAP.format(MAPPED))
    site.xml("/news.xml", NEWS_SITEMAP.format(NEWS))
    site.xml("/plain.xml", NEWS_SITEMAP.format(MAPPED))  # declares the extension, uses it not

    result = added(tmp_path, site)
    assert result.exit_code == 0, result.output
    assert {line.split(":")[0] for line in said(result, site)[:-1]} == {
        "ok feed /rss.xml",
        "ok feed /feed.json",
        "FAIL feed /gone.xml",
        "FAIL feed http",
        "ok sitemap /index.xml",
        "ok news sitemap /news.xml",
        "ok sitemap /plain.xml",
    }
    assert said(result, site)[-1].endswith(
        "uebliche-post.toml: uebliche-post, de, 3 feeds and sitemaps"
    )
    assert "refused: 169.254.169.254 is a private address" in result.stdout
    file = tmp_path / "new" / "uebliche-post.toml"
    left_out = "# Left out, since it may list all that was ever published: "
    assert file.read_text("utf-8").replace(site.base, "") == (
        "# Übliche Post\n"
        'name = "uebliche-post"\nhomepage = "/"\nlanguage = "de"\n'
        'feeds = [\n    "/rss.xml",\n    "/feed.json",\n]\n'
        'news_sitemaps = ["/news.xml"]\ndelay = 0.0\nallow_private = true\ntried = true\n'
        f"{left_out}/index.xml\n{left_out}/plain.xml\n"
    )

    again = added(tmp_path, site)
    assert again.exit_code == 2
    assert "uebliche-post.toml: is there already; --force overwrites it" in again.stderr


HOSTILE = 'A" ]\nname = "evil" # \x1b[2J\u202e \\ <script>'


@pytest.mark.usefixtures("at_once")
def test_a_hostile_site_with_a_feed_at_a_common_address(site: Site, tmp_path: Path) -> None:
    title = HOSTILE.replace('"', "&quot;").replace("<", "&lt;")
    site.html("/", HEAD.format(name=title, links="").replace("de-AT", '"><x'))
    site.rss("/feed", "/a.html")
    site.rss("/rss.xml", "/a.html")
    result = added(tmp_path, site, "--name", "tiny")
    assert result.exit_code == 0, result.output
    assert "\x1b" not in result.stdout
    text = (tmp_path / "new" / "tiny.toml").read_text("utf-8")
    assert text.splitlines()[0] == '# A" ] name = "evil" # [2J \\ <script>'
    source = load_source(tmp_path / "new" / "tiny.toml")
    assert source == Source(
        "tiny",
        f"{site.base}/",
        feeds=(f"{site.base}/feed",),
        delay=0.0,
        allow_private=True,
        tried=True,
    )


@pytest.mark.usefixtures("at_once")
def test_only_a_sitemap(site: Site, tmp_path: Path) -> None:
    site.html("/", HEAD.format(name="Karte", links=""))
    site.xml("/sitemap.xml", SITEMAP.format(MAPPED))
    assert added(tmp_path, site).exit_code == 0
    source = load_source(tmp_path / "new" / "karte.toml")
    assert (source.feeds, source.sitemaps) == ((), (f"{site.base}/sitemap.xml",))


@pytest.mark.parametrize(
    ("front", "complaint"),
    [
        ((200, "text/html", "<p>no feed</p>"), "no feed and no sitemap found"),
        ((404, "text/html", "none"), "HTTP 404"),
        ((200, "application/pdf", "%PDF-1.4"), "is no HTML page"),
    ],
)
@pytest.mark.usefixtures("at_once")
def test_a_site_that_cannot_be_a_source_writes_nothing(
    site: Site, tmp_path: Path, front: Page, complaint: str
) -> None:
    site.pages["/"] = front
    result = added(tmp_path, site)
    assert result.exit_code == 1
    assert complaint in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_private_site_is_refused_unless_allowed(site: Site, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["sources", "add", site.base, "--folder", str(tmp_path)])
    assert result.exit_code == 1
    assert "127.0.0.1 is a private address" in result.stderr
    assert site.asked == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["ftp://a.example/"], "ftp://a.example/: expected an http(s) address"),
        (["file:///etc/passwd"], "file:///etc/passwd: expected an http(s) address"),
        (["https://a.example/", "--name", "../up"], "../up: expected small letters"),
    ],
)
def test_bad_arguments_are_said_before_anything_is_asked(
    arguments: list[str], complaint: str
) -> None:
    result = CliRunner().invoke(main, ["sources", "add", *arguments])
    assert result.exit_code == 2
    assert complaint in result.stderr


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("DER STANDARD", "der-standard"),
        ("Süddeutsche Zeitung", "sueddeutsche-zeitung"),
        ("Le Monde.fr – Actualités", "le-monde-fr-actualites"),
        ("../../etc/passwd", "etc-passwd"),
        ("朝日新聞", ""),
        ("a" * 41, ""),
    ],
)
def test_slug(title: str, name: str) -> None:
    assert slug(title) == name


TEXTS = st.text(st.characters(exclude_categories=("Cs",)))


@given(title=TEXTS, pattern=TEXTS.map(re.escape), path=TEXTS)
def test_a_declaration_reads_back_as_the_source(title: str, pattern: str, path: str) -> None:
    source = Source(
        "tiny", "https://a.example/", feeds=(f"https://a.example/{path}",), exclude=(pattern,)
    )
    text = declaration(source, title, [f"https://a.example/{path}"])
    assert tomllib.loads(text) == {
        "name": "tiny",
        "homepage": "https://a.example/",
        "feeds": [f"https://a.example/{path}"],
        "exclude": [pattern],
    }
