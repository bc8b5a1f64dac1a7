"""What the crawler asks, when, and with which words: on a small site of our own."""

import datetime as dt
import gzip
import itertools
import json
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import brotli
import pytest
from scrapy.http import Response

from crawler.answers import max_age
from crawler.feeds import read_feed
from crawler.politeness import retry_after
from crawler.run import crawl
from crawler.sources import Source
from store.database import open_database, timestamp
from store.documents import feed_state, open_archive
from store.failures import failures

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ROOT = Path(__file__).resolve().parents[2]
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
IN_TWO_SECONDS = "{soon}"
RSS = "<rss version='2.0'><channel>{}</channel></rss>"
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'


@dataclass(frozen=True)
class Answer:
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"<p>page</p>"
    seconds: float = 0.0


@dataclass(frozen=True)
class Asked:
    path: str
    at: float
    headers: dict[str, str]


@dataclass
class Site:
    """Answers by path, the last of several for ever; what was asked; how many at once."""

    base: str
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    under_way: int = 0
    most_under_way: int = 0

    def lists(self, *paths: str, extra: str = "") -> None:
        items = "".join(f"<item><link>{self.base}{path}</link></item>" for path in paths)
        self.answers["/rss"] = [Answer(body=RSS.format(extra + items).encode())]
        for path in paths:
            self.answers.setdefault(path, [Answer()])

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def gaps(self) -> list[float]:
        return [b.at - a.at for a, b in itertools.pairwise(self.asked)]

    def pause(self) -> float:
        """Mean of the gaps: an arrival late by x s makes one gap longer by x, the next shorter."""
        return statistics.fmean(self.gaps())

    def source(self, **changes: object) -> Source:
        given = {"feeds": (self.base + "/rss",), "delay": 0.0, "allow_private": True}
        return Source("tiny", self.base + "/", **given | changes)  # type: ignore[arg-type]


@pytest.fixture
def site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            served.asked.append(Asked(self.path, time.monotonic(), headers))
            served.under_way += 1
            served.most_under_way = max(served.most_under_way, served.under_way)
            answers = served.answers.get(self.path, [Answer(404)])
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            time.sleep(answer.seconds)
            served.under_way -= 1
            known = {"if-none-match": "ETag", "if-modified-since": "Last-Modified"}
            same = [headers.get(sent) == answer.headers.get(name) for sent, name in known.items()]
            unchanged = all(same) and not known.keys().isdisjoint(headers)
            body = b"" if unchanged else answer.body
            self.send_response(304 if unchanged else answer.status)
            for name, value in {"Content-Type": "text/html", **answer.headers}.items():
                soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2)
                self.send_header(name, value.format(soon=format_datetime(soon, usegmt=True)))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Site(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield served
    server.shutdown()
    server.server_close()


def causes(database: Path) -> dict[str, str]:
    db = open_database(database)
    found = {failure.key: failure.error for failure, _ in failures(db, "crawl")}
    db.close()
    return found


def change(database: Path, sql: str, *values: object) -> None:
    db = open_database(database)
    db.execute(sql, list(values))
    db.commit()
    db.close()


def in_a_world(tmp_path: Path, source: Source, database: Path, **settings: object) -> None:
    """Crawl with other settings than those of users (see hostile/run.py)."""
    world = tmp_path / "world.json"
    world.write_text(json.dumps({"names": {}, "settings": settings}))
    order = json.dumps({"database": str(database), "sources": [asdict(source)]})
    command = [sys.executable, "-m", "tests.crawler.hostile.run", str(world)]
    run = subprocess.run(
        command, input=order, capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")


# ---- delays ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("robots", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 0.3", 0.0),
        ("User-agent: headcount\nCrawl-delay: 0.3\n\nUser-agent: *\nCrawl-delay: 9", 0.0),
        ("User-agent: *\nRequest-rate: 10/3s\nCrawl-delay: 0.1", 0.2),
        ("User-agent: *\nDisallow:", 0.3),
    ],
)
def test_the_larger_of_crawl_delay_and_the_sources_delay_holds(
    site: Site, tmp_path: Path, robots: str, delay: float
) -> None:
    site.lists("/1", "/2", "/3")
    site.answers["/robots.txt"] = [Answer(body=robots.encode())]
    assert crawl(tmp_path / "a.db", [site.source(delay=delay)]).of("new") == 3
    assert site.pause() > 0.26
    assert min(site.gaps()) > 0.1  # no two at once to make up for it
    assert site.most_under_way == 1


def test_a_crawl_delay_beyond_the_bound_is_noted(site: Site, tmp_path: Path) -> None:
    site.lists("/1")
    site.answers["/robots.txt"] = [Answer(body=b"User-agent: *\nCrawl-delay: 3600")]
    in_a_world(tmp_path, site.source(), tmp_path / "a.db", AUTOTHROTTLE_MAX_DELAY=0.2)
    assert site.pause() > 0.16
    assert causes(tmp_path / "a.db") == {
        site.base + "/robots.txt": "asks for 3600 seconds between requests, got 0"
    }


def test_a_slow_host_is_asked_more_slowly_and_one_at_a_time(site: Site, tmp_path: Path) -> None:
    paths = [f"/{number}" for number in range(4)]
    site.answers = {path: [Answer(seconds=0.4)] for path in paths}
    site.lists(*paths)
    crawl(tmp_path / "a.db", [site.source(delay=0.05)])
    assert site.most_under_way == 1
    slow = [gap for gap, asked in zip(site.gaps()[1:], site.asked[2:], strict=False) if asked]
    assert sorted(slow)[len(slow) // 2] > 0.35


# ---- robots.txt --------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [403, 404])
def test_without_robots_txt_all_is_allowed(site: Site, tmp_path: Path, status: int) -> None:
    site.lists("/1", "/2")
    site.answers["/robots.txt"] = [Answer(status, body=b"User-agent: *\nDisallow: /")]
    assert crawl(tmp_path / "a.db", [site.source()]).of("new") == 2
    assert site.paths().count("/robots.txt") == 1
    assert causes(tmp_path / "a.db") == {}


@pytest.mark.parametrize("status", [429, 503])
def test_where_robots_txt_fails_nothing_is_asked_until_it_can_be_had(
    site: Site, tmp_path: Path, status: int
) -> None:
    database = tmp_path / "a.db"
    site.lists("/1", "/2")
    site.answers["/robots.txt"] = [Answer(status)]
    crawl(database, [site.source()])
    assert set(site.paths()) == {"/robots.txt"}
    words = f"robots.txt: HTTP {status}; nothing is asked before it can be had"
    assert causes(database) == dict.fromkeys((site.base + "/rss", site.base + "/robots.txt"), words)
    site.answers["/robots.txt"] = [Answer(404)]
    assert crawl(database, [site.source()]).of("new") == 2
    assert causes(database) == {}


# ---- Retry-After -------------------------------------------------------------------------------

NOW = dt.datetime(2024, 5, 6, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        (format_datetime(NOW + HOUR, usegmt=True), 3600),
        (format_datetime(NOW - HOUR, usegmt=True), 0),
        ("Monday, 06-May-24 12:01:00 GMT", 60),
        ("9" * 40, 999_999_999),
        ("-5", None),
        ("soon", None),
        ("1.5", None),
        ("²", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: int | None) -> None:
    headers = {} if value is None else {"Retry-After": value.encode("utf-8")}
    asked = retry_after(Response("https://a.example/", headers=headers), NOW)
    assert asked == (None if seconds is None else dt.timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("status", "wanted", "least"), [(429, "1", 0.95), (503, IN_TWO_SECONDS, 0.8)]
)
def test_a_short_wait_is_waited_for(
    site: Site, tmp_path: Path, status: int, wanted: str, least: float
) -> None:
    busy = Answer(status, {"Retry-After": wanted})
    site.answers["/1"] = [busy, Answer()]
    site.lists("/1", "/2")
    assert crawl(tmp_path / "a.db", [site.source()]).of("new") == 2
    waited = site.gaps()[site.paths().index("/1")]
    assert waited > least  # a date has whole seconds
    assert site.most_under_way == 1
    assert causes(tmp_path / "a.db") == {}


def test_a_long_wait_outlasts_the_run(site: Site, tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    site.answers["/1"] = [Answer(429, {"Retry-After": "3600"}), Answer()]
    site.lists("/1", "/2", "/3")
    began = dt.datetime.now(dt.UTC)
    crawl(database, [site.source()])
    assert site.paths()[-1] == "/1"  # whatever was asked before it, nothing is after
    db = open_database(database)
    ((noted, times),) = failures(db, "crawl")
    db.close()
    assert noted.due is not None
    assert (noted.key, noted.source, times) == ("127.0.0.1", "tiny", 1)
    assert HOUR <= noted.due - began < HOUR + MINUTE
    assert noted.error == f"HTTP 429: is left alone until {noted.due:%Y-%m-%d %H:%M} UTC"

    site.asked.clear()
    assert crawl(database, [site.source()]).of("new") == 0
    assert site.asked == []
    state = feed_state(open_database(database), site.base + "/rss")
    assert state is not None and state.due == noted.due
    told = f"the host asked to be left alone until {noted.due:%Y-%m-%d %H:%M} UTC"
    assert causes(database) == {"127.0.0.1": noted.error, site.base + "/rss": told}

    change(database, "UPDATE failures SET due = ?", timestamp(began))
    crawl(database, [site.source()])
    assert causes(database) == {}
    db = open_database(database)
    assert db.execute("SELECT count(*) FROM documents").fetchone()[0] == 3
    db.close()


def test_a_host_that_refuses_again_and_again_is_left_alone(site: Site, tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    paths = [f"/{number}" for number in range(20)]
    site.answers = {path: [Answer(429)] for path in paths}
    site.lists(*paths)
    crawl(database, [site.source()])
    assert len([path for path in site.paths() if path in paths]) == 6
    assert re.match(r"HTTP 429: is left alone until ", causes(database)["127.0.0.1"])


# ---- what is asked again, and how --------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "condition"),
    [
        ("ETag", '"1"', "if-none-match"),
        ("Last-Modified", "Mon, 06 May 2024 12:00:00 GMT", "if-modified-since"),
    ],
)
def test_what_did_not_change_is_not_sent_again(
    site: Site, tmp_path: Path, name: str, value: str, condition: str
) -> None:
    database = tmp_path / "a.db"
    site.lists("/1")
    sitemap = SITEMAP.format(f"<url><loc>{site.base}/1</loc></url>").encode()
    bodies = {"/rss": site.answers["/rss"][0].body, "/sitemap": sitemap, "/1": b"<p>page</p>"}
    site.answers |= {path: [Answer(200, {name: value}, body)] for path, body in bodies.items()}
    source = site.source(sitemaps=(site.base + "/sitemap",))
    assert crawl(database, [source]).of("new") == 1
    change(database, "UPDATE documents SET due = ?", timestamp(NOW))
    site.asked.clear()
    again = crawl(database, [source])
    outcomes = [again.of(outcome) for outcome in ("new", "changed", "failed", "unchanged")]
    assert outcomes == [0, 0, 0, 1]
    asked = {asked.path: asked.headers.get(condition) for asked in site.asked}
    assert asked == {"/robots.txt": None} | dict.fromkeys(bodies, value)


def test_packed_answers(site: Site, tmp_path: Path) -> None:
    database, body = tmp_path / "a.db", b"<p>plain</p>" * 99
    packers = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstd.compress}
    for coding, pack in packers.items():
        packed = Answer(headers={"Content-Encoding": coding}, body=pack(body))
        site.answers[f"/{coding}"] = [packed]
    site.lists("/gzip", "/br", "/zstd")
    assert crawl(database, [site.source()]).of("new") == 3
    accepted = {asked.headers["accept-encoding"] for asked in site.asked}
    assert [set(re.split(r",\s*", codings)) >= packers.keys() for codings in accepted] == [True]
    db = open_database(database)
    archive = open_archive(db, database)
    rows = db.execute('SELECT archive, "offset" FROM snapshots').fetchall()
    assert [archive.read(file, offset).body for file, offset in rows] == [body] * 3
    archive.close()
    db.close()


def test_the_user_agent_names_a_contact(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.lists()
    monkeypatch.setenv("HEADCOUNT_CONTACT", "https://desk.example/bot\nX-Evil: 1")
    crawl(tmp_path / "a.db", [site.source()])
    agents = {asked.headers["user-agent"] for asked in site.asked}
    (agent,) = agents
    assert re.fullmatch(
        r"headcount/[\d.]+ \(reads figures in the news; https://desk\.example/bot X-Evil: 1\)",
        agent,
    )


# ---- what is due -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("extra", "ttl"),
    [
        ("", None),
        ("<ttl>60</ttl>", HOUR),
        ("<ttl> 90 </ttl>", 90 * MINUTE),
        ("<ttl>-1</ttl>", None),
        ("<ttl>never</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", HOUR),
        (
            "<sy:updatePeriod> daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            6 * HOUR,
        ),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><ttl>5</ttl>", HOUR),
        ("<sy:updatePeriod>sometimes</sy:updatePeriod>", None),
        (
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            HOUR,
        ),
    ],
)
def test_what_a_feed_says_of_its_ttl(extra: str, ttl: dt.timedelta | None) -> None:
    syndication = "http://purl.org/rss/1.0/modules/syndication/"
    body = f"<rss version='2.0' xmlns:sy='{syndication}'><channel>{extra}</channel></rss>"
    assert read_feed(body.encode()).ttl == ttl


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("max-age=600", 600),
        ("public, Max-Age=600, must-revalidate", 600),
        ('max-age="600"', 600),
        ("s-maxage=600", None),
        ("no-store", None),
        ("max-age=soon", None),
        ("max-age=" + "9" * 40, None),
        ("x-max-age=600", None),
    ],
)
def test_max_age(value: str, seconds: int | None) -> None:
    found = max_age(Response("https://a.example/", headers={"Cache-Control": value}))
    assert found == (None if seconds is None else dt.timedelta(seconds=seconds))


def test_feeds_are_asked_when_they_are_due(site: Site, tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    site.lists("/1", extra="<ttl>50</ttl>")
    began = dt.datetime.now(dt.UTC)
    crawl(database, [site.source()], due_by=began)
    db = open_database(database)
    state = feed_state(db, site.base + "/rss")
    assert state is not None and state.due is not None and state.checked is not None
    assert (state.interval, state.ttl) == (30 * MINUTE, 50 * MINUTE)
    assert 50 * MINUTE <= state.due - began < 51 * MINUTE
    site.asked.clear()
    crawl(database, [site.source()], due_by=dt.datetime.now(dt.UTC))
    assert site.asked == []
    crawl(database, [site.source()], due_by=state.due)
    assert "/rss" in site.paths()
    later = feed_state(db, site.base + "/rss")
    assert later is not None and later.interval == 45 * MINUTE  # nothing new
    site.lists("/2", "/1")
    crawl(database, [site.source()])
    newer = feed_state(db, site.base + "/rss")
    assert newer is not None and newer.interval == 22.5 * MINUTE
    assert newer.ttl is None
    db.close()


def test_what_failed_is_asked_again_when_it_is_time(site: Site, tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    site.answers = {"/gone": [Answer(410)], "/busy": [Answer(500)]}
    site.lists("/gone", "/busy", "/good")
    site.answers["/rss"] = [Answer(headers={"ETag": '"1"'}, body=site.answers["/rss"][0].body)]
    crawl(database, [site.source()])

    def asked_by(hours: float) -> set[str]:
        site.asked.clear()
        crawl(database, [site.source()], due_by=dt.datetime.now(dt.UTC) + hours * HOUR)
        return {path for path in site.paths() if path in {"/gone", "/busy", "/good"}}

    assert asked_by(0) == set()
    assert asked_by(0.1) == {"/busy"}
    assert asked_by(0.1) == set()  # the second time after ten minutes
    assert asked_by(0.2) == {"/busy"}
    assert asked_by(0) == set()
    assert "/gone" in asked_by(25)
    site.answers |= {"/busy": [Answer()]}
    assert "/busy" in asked_by(1)
    assert causes(database) == {site.base + "/gone": "HTTP 410"}


def test_a_dead_feed_is_asked_less_and_stops_no_other(site: Site, tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    site.lists("/1")
    dead = Source("dead", site.base + "/", feeds=(site.base + "/none",), allow_private=True)
    waits = []
    for _ in range(3):
        crawl(database, [dead, site.source()])
        db = open_database(database)
        state = feed_state(db, dead.feeds[0])
        db.close()
        assert state is not None and state.due is not None and state.checked is not None
        waits.append(round((state.due - state.checked) / MINUTE))
    assert waits == [5, 10, 20]
    assert causes(database) == {dead.feeds[0]: "HTTP 404"}
    assert "/1" in site.paths()


def test_a_sitemap_below_is_asked_when_its_index_says_that_it_changed(
    site: Site, tmp_path: Path
) -> None:
    database = tmp_path / "a.db"

    def index(day: str) -> Answer:
        parts = "".join(
            f"<sitemap><loc>{site.base}/{name}</loc><lastmod>{lastmod}</lastmod></sitemap>"
            for name, lastmod in (("a", "2001-01-01"), ("b", day))
        )
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        return Answer(body=f"<sitemapindex xmlns='{space}'>{parts}</sitemapindex>".encode())

    site.answers = {"/index": [index("2001-01-01")]}
    site.answers |= {name: [Answer(body=SITEMAP.format("").encode())] for name in ("/a", "/b")}
    source = site.source(feeds=(), sitemaps=(site.base + "/index",))
    crawl(database, [source])
    change(database, "UPDATE feeds SET due = ? WHERE url LIKE '%index'", timestamp(NOW))
    site.answers["/index"] = [index("2999-01-01")]
    site.asked.clear()
    crawl(database, [source], due_by=dt.datetime.now(dt.UTC))
    assert [path for path in site.paths() if path != "/robots.txt"] == ["/index", "/b"]
