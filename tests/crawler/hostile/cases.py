"""What a site does to the crawler, and how it must end.

Each case is a host of its own, and a source of its own. Most list three pages: one good, the
hostile one, another good one; both good ones must always arrive. ``ends`` is the cause that stands
in the row in ``failures``, or :data:`STORED`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.crawler.hostile import bodies
from tests.crawler.hostile.bodies import article, index, rss, sitemap
from tests.crawler.hostile.site import (
    Answer,
    dripping,
    endless,
    http,
    raw,
    redirect,
    silent,
)

STORED = "stored"
LARGE_HEAD = "the headers are larger than the limit"
NO_HTTP = "the answer is not HTTP"
NOT_FOLLOWED = "lists addresses that are not followed: "
DEEP = "lists what lies more than 3 levels deep; that was left out"
BAD_CERTIFICATE = "certificate or TLS error: certificate verify failed"
GOOD = ("/good-1.html", "/good-2.html")
PAGE = "/page.html"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Case:
    """One hostile thing.

    ``pages`` answers by path; ``ends`` says how each hostile path (or whole address) ends;
    ``entrances`` are entrances of the source besides its feed, by kind. ``names`` are the
    addresses of its host, if not the usual one.
    """

    name: str
    ends: Mapping[str, str]
    pages: Mapping[str, Answer] = field(default_factory=dict)
    entrances: Mapping[str, str] = field(default_factory=dict)
    listed: tuple[str, ...] = (GOOD[0], PAGE, GOOD[1])
    good: tuple[str, ...] = GOOD
    names: tuple[str, ...] = ()
    certificate: str = ""

    @property
    def host(self) -> str:
        """The name of its host."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")[:60] + ".example"

    def answers(self) -> dict[str, Answer]:
        """Return what the host answers: its feed, the good pages, and its own pages."""
        links = [path if "://" in path else "{base}" + path for path in self.listed]
        usual = {"/feed.xml": http(rss(*links), media_type="application/rss+xml")}
        usual |= {path: http(article(), media_type="text/html") for path in self.good}
        return {**usual, **self.pages}


def page(name: str, answer: Answer, ends: str) -> Case:
    """Return the case of one hostile page between two good ones."""
    return Case(name, {PAGE: ends}, {PAGE: answer})


def entrance(name: str, kind: str, answer: Answer, ends: str | None, **others: Answer) -> Case:
    """Return the case of a hostile entrance beside a feed of good pages; None: it ends well."""
    pages = {"/entrance": answer, **{path.replace("_", "/"): a for path, a in others.items()}}
    ends_so = {} if ends is None else {"/entrance": ends}
    return Case(name, ends_so, pages, {kind: "/entrance"}, listed=GOOD)


def refused(name: str, location: str, ends: str) -> Case:
    """Return the case of a page that sends to where nothing may be asked."""
    return page(f"redirect to {name}", redirect(location), ends)


def private(host: str, address: str = "") -> str:
    """Return the words for an address that is refused."""
    return (
        f"refused: {host} is at the private address {address}"
        if address
        else (f"refused: {host} is a private address")
    )


def packed(name: str, coding: str, body: Callable[[], bytes]) -> Case:
    """Return the case of a body that is far larger unpacked."""
    answer = http(body, f"Content-Encoding: {coding}")
    return page(name, answer, "larger than the limit when unpacked")


ADDRESSES = [
    refused("loopback", "http://127.0.0.2:{port}/", private("127.0.0.2")),
    refused("the private network", "http://10.1.2.3/", private("10.1.2.3")),
    refused("the link-local network", "http://169.254.1.1/", private("169.254.1.1")),
    refused(
        "the metadata service",
        "http://169.254.169.254/latest/meta-data/",
        private("169.254.169.254"),
    ),
    refused("localhost", "http://localhost:{port}/", private("localhost")),
    refused("IPv6 loopback", "http://[::1]:{port}/", private("::1")),
    refused("IPv6 mapped loopback", "http://[::ffff:127.0.0.2]/", private("::ffff:127.0.0.2")),
    refused("IPv6 link-local", "http://[fe80::1]/", private("fe80::1")),
    refused("IPv6 unique local", "http://[fd00:ec2::254]/", private("fd00:ec2::254")),
    refused("a decimal host", "http://2130706434:{port}/", private("2130706434", "127.0.0.2")),
    refused("an octal host", "http://0177.0.0.2:{port}/", private("0177.0.0.2", "127.0.0.2")),
    refused("a hex host", "http://0x7f.2:{port}/", private("0x7f.2", "127.0.0.2")),
    refused("a short host", "http://127.2:{port}/", private("127.2", "127.0.0.2")),
    refused("nowhere", "http://0.0.0.0:{port}/", private("0.0.0.0")),
    refused(
        "a name that is inside",
        "http://inside.example:{port}/",
        private("inside.example", "127.0.0.2"),
    ),
    refused("a file", "file:///etc/hostname", "redirects to what is no http(s) address"),
    refused("ftp", "ftp://elsewhere.example/a", "redirects to what is no http(s) address"),
    refused("javascript", "javascript:alert(1)", "redirects to what is no http(s) address"),
    refused("data", "data:text/html,hello", "redirects to what is no http(s) address"),
    page("a loop of redirects", redirect(PAGE), "redirects too often"),
    Case(
        "a chain of redirects",
        {PAGE: "redirects too often"},
        {PAGE: redirect("/1"), **{f"/{n}": redirect(f"/{n + 1}") for n in range(1, 9)}},
    ),
    page(
        "a loop that sets cookies",
        http(b"", f"Location: {PAGE}", "Set-Cookie: seen=1; path=/", status="302 Found"),
        "redirects too often",
    ),
    Case(
        "a host that moves inside",
        {path: private("a-host-that-moves-inside.example", "127.0.0.2") for path in (*GOOD, PAGE)},
        {PAGE: http(article())},
        good=(),
        names=("127.0.0.1", "127.0.0.1", "127.0.0.2"),
    ),
    Case(
        "a listed address inside",
        {"http://192.168.0.1/router": private("192.168.0.1")},
        listed=(GOOD[0], "http://192.168.0.1/router", GOOD[1]),
    ),
    page(
        "a page that reloads itself",
        http(article().replace("<head>", "<head><meta http-equiv=refresh content=60>")),
        STORED,
    ),
    page(
        "a page that reloads itself at once",
        http("<html><head><meta http-equiv=refresh content='0;url=/page.html'></head></html>"),
        "redirects too often",
    ),
]

SIZES = [
    page(
        "a body too large that says so",
        http(b"<p>", length=10**10),
        "larger than the limit",
    ),
    page(
        "a body without end",
        endless(HEAD + b"\r\n", b"<p>again and again</p>" * 9000),
        "larger than the limit",
    ),
    page(
        "chunks without end",
        endless(CHUNKED, b"40000\r\n" + b"x" * 262_144 + b"\r\n"),
        "larger than the limit",
    ),
    packed("a gzip bomb", "gzip", bodies.gzip_bomb),
    packed("a gzip bomb in gzip", "gzip, gzip", bodies.twice_gzipped_bomb),
    packed("a deflate bomb", "deflate", bodies.deflate_bomb),
    packed("a brotli bomb", "br", bodies.brotli_bomb),
    packed("a zstd bomb", "zstd", bodies.zstd_bomb),
    page(
        "plain text that says it is gzip",
        http(article(), "Content-Encoding: gzip"),
        "says that it is packed as gzip, and is not",
    ),
    page(
        "plain text that says it is brotli",
        http(article(), "Content-Encoding: br"),
        "says that it is packed as br, and is not",
    ),
    page(
        "an unknown coding",
        http(article(), "Content-Encoding: rot13"),
        "is packed as rot13, which is not known",
    ),
    page("a header of a megabyte", http(article(), "X-Much: " + "x" * 10**6), LARGE_HEAD),
    page(
        "many headers",
        http(article(), *(f"X-{n}: {'y' * 1000}" for n in range(3000))),
        LARGE_HEAD,
    ),
    page("headers without end", endless(HEAD, b"X-A: b\r\n" * 500), LARGE_HEAD),
    page(
        "an enormous cookie",
        http(article(), *(f"Set-Cookie: c{n}={'z' * 4000}" for n in range(20))),
        STORED,
    ),
]

LATE = [
    page("silence", silent(), "no answer in time"),
    page(
        "headers a byte at a time", dripping(b"HTTP/1.1 200 OK\r\nX-A: ", b"a"), "no answer in time"
    ),
    page("a body a byte at a time", dripping(HEAD + b"\r\n", b"a"), "no answer in time"),
    page("a body that stops", silent(HEAD + b"Content-Length: 99\r\n\r\n<p>"), "no answer in time"),
    page("an end without an answer", raw(b""), "the connection ended before an answer"),
    page(
        "a reset before the answer", raw(b"", reset=True), "the connection ended before an answer"
    ),
    page(
        "a reset in the middle",
        raw(HEAD + b"Content-Length: 9999\r\n\r\n<p>half", reset=True),
        "the answer broke off",
    ),
    page("a length too long", http(b"<p>short</p>", length=99), "the answer broke off"),
    page("a length too short", http(article() + "x" * 50, length=len(article())), STORED),
    page("a negative length", http(article(), length=-5), NO_HTTP),
    page("chunks that break off", raw(CHUNKED + b"5\r\n<p>ab\r\n"), "the answer broke off"),
    page("chunks of no size", raw(CHUNKED + b"zz\r\n<p>ab\r\n0\r\n\r\n"), "the answer broke off"),
    page("no status line", raw(b"hello, how are you\r\n\r\n"), NO_HTTP),
    page("no HTTP", raw(b"\x00\x01\x02SSH-2.0-x\r\n" * 9), NO_HTTP),
    page("status 999", http(article(), status="999 Denied"), "HTTP 999"),
    page("status 429 for ever", http(b"slow down", status="429 Too Many Requests"), "HTTP 429"),
    page("status 500 for ever", http(b"oh", status="500 Oh"), "HTTP 500"),
    page("status 304 unasked", http(b"", status="304 Not Modified", length=None), "is empty"),
    Case(
        "a closed port",
        {"http://closed.example:1/": "connection refused"},
        listed=(GOOD[0], "http://closed.example:1/", GOOD[1]),
    ),
    Case(
        "a host without address",
        {"http://unknown.example/": "the host has no address"},
        listed=(GOOD[0], "http://unknown.example/", GOOD[1]),
    ),
]

DIALOG = (
    "<html lang=de><title>Nachrichten</title><body><div><h2>Willkommen</h2><p>Wir und unsere 214 "
    "Partner verwenden Cookies und ähnliche Techniken, um Inhalte und Werbung zu messen. Mit Ihrer "
    "Einwilligung lesen Sie kostenlos. Die Zustimmung können Sie jederzeit widerrufen.</p>"
    "<button>Alle akzeptieren</button><a href='/pur'>Abo abschließen</a></div></body></html>"
)
LOGIN = (
    "<html lang=en><title>Sign in</title><body><h1>Sign in to read on</h1><form action=/login>"
    "<input name=user><input type='password' name=secret><button>Sign in</button></form></body>"
)

CONTENT = [
    page("an empty body", http(b""), "is empty"),
    page("blanks for a body", http(b" \r\n" * 40), "is empty"),
    page("a picture", http(bodies.png(), media_type="image/png"), "is image/png, no page"),
    page("a picture that says it is HTML", http(bodies.png()), "is image/png, no page"),
    page("HTML of no stated type", http(article(), media_type=None), STORED),
    page("HTML as bytes", http(article(), media_type="application/octet-stream"), STORED),
    page(
        "zip as bytes",
        http(b"PK\x03\x04" + bytes(99), media_type="application/octet-stream"),
        "is application/zip, no page",
    ),
    page("PDF that says it is HTML", http(b"%PDF-1.7\n%broken\n", media_type="text/html"), STORED),
    page("UTF-16", http(article("Grüße").encode("utf-16")), STORED),
    page("a wrong encoding", http(article("Grüße").encode("latin-1")), STORED),
    page("an unknown encoding", http(article(), media_type="text/html; charset=klingon-9"), STORED),
    page("NUL bytes", http(article().replace(" ", " \0").encode()), STORED),
    page("NUL bytes only", http(bytes(5000)), "is empty"),
    page("HTML 100,000 deep", http("<div>" * 100_000 + article()), STORED),
    page("a million attributes", http("<p " + "a=1 " * 250_000 + ">" + article()), STORED),
    page("a login wall", http(LOGIN), "login wall: the page is a form that asks for a password"),
    page("a login wall by 401", http(LOGIN, status="401 Unauthorized"), "login wall: HTTP 401"),
    page("a login wall by 403", http(LOGIN, status="403 Forbidden"), "login wall: HTTP 403"),
    page("status 403", http("no", status="403 Forbidden"), "HTTP 403"),
    page(
        "a consent wall", http(DIALOG), "consent wall: the page holds only a question for consent"
    ),
    page(
        "an article with a login form and a consent dialog",
        http(article().replace("<main>", DIALOG + LOGIN + "<main>")),
        STORED,
    ),
    page(
        "a media type with escape codes",
        http(article(), media_type="image/\x1b[31mred"),
        "is image/ [31mred, no page",
    ),
]


def _maze() -> Answer:
    async def answer(asked: object) -> None:
        number = len(asked.path)  # type: ignore[attr-defined]
        links = [f"{{base}}/maze{'x' * number}{end}" for end in "abc"]
        await http(index(*links), media_type="application/xml")(asked)  # type: ignore[arg-type]

    return answer


HALF_CHARACTER = (
    '{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "{base}/\\ud800.html"}]}'
)
EXTERNAL = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
LAUGHS = bodies.laughs()

ENTRANCES = [
    entrance(
        "a feed that is HTML", "feeds", http(article()), "is neither RSS nor Atom nor JSON Feed"
    ),
    entrance("an empty feed", "feeds", http(b""), "is empty"),
    # An entity stays a name: the pages are asked for as if it were none, and are not there.
    Case(
        "a feed of a billion laughs",
        {"/page.html?j": "HTTP 404"},
        {"/entrance": http(LAUGHS + rss("{base}/page.html?&j;").partition("?>")[2])},
        {"feeds": "/entrance"},
        listed=GOOD,
    ),
    Case(
        "a feed with an external entity",
        {"/page.html?x": "HTTP 404"},
        {"/entrance": http(EXTERNAL + rss("{base}/page.html?&x;").partition("?>")[2])},
        {"feeds": "/entrance"},
        listed=GOOD,
    ),
    entrance(
        "a feed 100,000 deep",
        "feeds",
        http("<rss version='2.0'>" + "<channel>" * 100_000),
        "is broken XML",
    ),
    entrance(
        "a feed without end",
        "feeds",
        endless(HEAD + b"\r\n", b"<item>" * 40_000),
        "larger than the limit",
    ),
    Case(
        "a JSON Feed with half a character",
        {"/entrance": NOT_FOLLOWED + "1, such as http://a-json-feed"},
        {"/entrance": http(HALF_CHARACTER)},
        {"feeds": "/entrance"},
        listed=GOOD,
    ),
    entrance(
        "a JSON Feed 100,000 deep",
        "feeds",
        http('{"version": "https://jsonfeed.org/version/1.1", "items": ' + "[" * 100_000),
        "",
    ),
    Case(
        "a front page 100,000 deep",
        {"/gone.html": "HTTP 404"},
        {"/entrance": http("<div>" * 100_000 + "<a href=/gone.html>")},
        {"pages": "/entrance"},
        listed=GOOD,
    ),
    entrance(
        "a front page of 50,000 links",
        "pages",
        http("".join(f"<a href='/{n}.jpg'>{n}</a>" for n in range(50_000))),
        None,
    ),
    entrance("a front page that is a picture", "pages", http(bodies.png()), "is no HTML page"),
    entrance(
        "a page of reports that are none",
        "reports",
        http("<a href='javascript:x.pdf'>a</a><a href='file:///x.pdf'>b</a><a href='//[::1/.pdf'>"),
        None,
    ),
    entrance("a sitemap that is HTML", "sitemaps", http(article()), "is no XML"),
    entrance(
        "a sitemap of a billion laughs",
        "sitemaps",
        http(sitemap("{base}/good-1.html?&j;", doctype=LAUGHS)),
        None,
    ),
    entrance(
        "a sitemap with an external entity",
        "sitemaps",
        http(sitemap("{base}/good-1.html&x;", doctype=EXTERNAL)),
        None,
    ),
    entrance(
        "a sitemap 100,000 deep",
        "sitemaps",
        http("<urlset>" + "<url>" * 100_000),
        "is broken XML",
    ),
    entrance(
        "a sitemap that is a gzip bomb",
        "sitemaps",
        http(bodies.gzip_bomb, media_type="application/gzip"),
        "is larger than 52428800 bytes",
    ),
    entrance("a sitemap in its own index", "sitemaps", http(index("{base}/entrance")), None),
    Case(
        "a maze of sitemaps",
        {f"/maze{'x' * 17}{end}": DEEP for end in "abc"},
        {"*": _maze()},
        {"sitemaps": "/maze"},
        listed=GOOD,
    ),
]

LISTED = [
    Case(
        "an address of 100 kB",
        {"/feed.xml": NOT_FOLLOWED + "1, such as http://an-address-of-100-kb.example:"},
        listed=(GOOD[0], "/" + "a" * 100_000, GOOD[1]),
    ),
    Case(
        "addresses that are no web addresses",
        {"/feed.xml": NOT_FOLLOWED + "3, such as javascript:alert(1)//://"},
        listed=(
            "javascript:alert(1)//://",
            "file:///etc/passwd",
            GOOD[0],
            "ftp://a.example/",
            GOOD[1],
        ),
    ),
    Case(
        "line ends and control characters in addresses",
        {
            "/a%1Bred%07": "HTTP 404",
            "/b%0D%0AX-Injected:%20yes": "HTTP 404",
        },
        listed=(GOOD[0], "/a%1Bred%07", "/b%0D%0AX-Injected: yes", GOOD[1]),
    ),
    Case(
        "report names with path tricks",
        {
            "/..%2F..%2F..%2Fetc%2Fcron.d%2Fevil.pdf": STORED,
        },
        {"*": http(article())},
        listed=(
            GOOD[0],
            "/..%2f..%2f..%2fetc%2fcron.d%2fevil.pdf",
            GOOD[1],
        ),
    ),
    Case(
        "a calendar without end",
        {PAGE: STORED},
        {
            PAGE: http(article("<a href='/calendar/2031'>next</a>")),
            "/calendar/2031": http(article("<a href='/calendar/2032'>next</a>")),
        },
    ),
]

ROBOTS = [
    Case(
        "robots.txt without end",
        {PAGE: STORED},
        {"/robots.txt": endless(HEAD + b"\r\n", b"Allow: /a\n" * 999), PAGE: http(article())},
    ),
    Case(
        "robots.txt that is silent",
        {"/feed.xml": "no answer in time"},
        {"/robots.txt": silent()},
        good=(),
    ),
    Case(
        "robots.txt that redirects in a circle",
        {PAGE: STORED},
        {"/robots.txt": redirect("/robots.txt"), PAGE: http(article())},
    ),
    Case(
        "robots.txt that redirects inside",
        {PAGE: STORED},
        {"/robots.txt": redirect("http://127.0.0.2:{port}/"), PAGE: http(article())},
    ),
    Case(
        "robots.txt with a pattern that is slow to match",
        {"/" + "a" * 1500: STORED},
        {
            "/robots.txt": http("User-agent: *\nDisallow: /" + "*a" * 200 + "b$\n"),
            "*": http(article()),
        },
        listed=(GOOD[0], "/" + "a" * 1500, GOOD[1]),
    ),
]

TLS = [
    Case(
        "a certificate signed by itself",
        {"/feed.xml": BAD_CERTIFICATE},
        certificate="self-signed",
        good=(),
    ),
    Case(
        "a certificate that has expired",
        {"/feed.xml": BAD_CERTIFICATE},
        certificate="expired",
        good=(),
    ),
    Case(
        "a certificate of another host",
        {"/feed.xml": "certificate error: it is for another host"},
        certificate="other-host",
        good=(),
    ),
    Case("a good certificate", {PAGE: STORED}, {PAGE: http(article())}, certificate="good"),
]

CASES = [*ADDRESSES, *SIZES, *LATE, *CONTENT, *ENTRANCES, *LISTED, *ROBOTS, *TLS]
