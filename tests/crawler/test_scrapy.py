"""Scrapy's own commands work in the project; its queues on disk and in Redis take our requests."""

import pickle
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import pytest

from store.database import open_database

ROOT = Path(__file__).resolve().parents[2]
PAGES = 80


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: Counter[str]

    def do_GET(self) -> None:
        self.asked[self.path] += 1
        host = f"http://{self.headers['Host']}"
        kind, body = "text/html", f"<p>page {self.path}</p>"
        if self.path == "/robots.txt":
            kind, body = "text/plain", "User-agent: *\nAllow: /\n"
        elif self.path == "/sitemap.xml":
            kind = "application/xml"
            urls = "".join(f"<url><loc>{host}/{n}.html</loc></url>" for n in range(PAGES))
            body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
        else:
            time.sleep(0.05)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, Counter[str]]]:
    asked: Counter[str] = Counter()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Site", (Handler,), {"asked": asked}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    file = tmp_path / "tiny.toml"
    file.write_text(
        f'name = "tiny"\nhomepage = "{base}/"\nsitemaps = ["{base}/sitemap.xml"]\n'
        "delay = 0\nallow_private = true\n",
        encoding="utf-8",
    )
    yield file, asked
    server.shutdown()
    server.server_close()


def scrapy(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "scrapy", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.Popen(command, cwd=ROOT, text=True, **pipes)  # type: ignore[call-overload]


def crawling(source: Path, database: Path, **settings: object) -> list[str]:
    given = {
        "HEADCOUNT_DATABASE": database,
        "HEADCOUNT_PRIVATE_HOSTS": "127.0.0.1",
        "DOWNLOAD_DELAY": 0,
        **settings,
    }
    return ["crawl", "news", "-a", f"source={source}"] + [
        part for key, value in given.items() for part in ("-s", f"{key}={value}")
    ]


def told(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output
    return output


def documents(database: Path) -> int:
    with open_database(database).conn as db:
        return db.execute("SELECT count(*) FROM documents").fetchone()[0]


def test_list_and_check() -> None:
    assert "news" in told(scrapy("list")).split()
    told(scrapy("check"))


def test_crawl_with_settings_and_stats(site: tuple[Path, Counter[str]], tmp_path: Path) -> None:
    source, _ = site
    output = told(scrapy(*crawling(source, tmp_path / "a.db", LOG_LEVEL="INFO")))
    assert f"'headcount/tiny/new': {PAGES}" in output
    assert documents(tmp_path / "a.db") == PAGES


def test_shell(site: tuple[Path, Counter[str]]) -> None:
    source, _ = site
    url = source.read_text("utf-8").split('"')[3]
    private = ("-s", "HEADCOUNT_PRIVATE_HOSTS=127.0.0.1")
    assert "200 page" in told(
        scrapy("shell", url, *private, "-c", "print(response.status, 'page')")
    )


def test_a_job_on_disk_goes_on(site: tuple[Path, Counter[str]], tmp_path: Path) -> None:
    source, _ = site
    database, job = tmp_path / "a.db", tmp_path / "job"
    command = crawling(
        source, database, JOBDIR=job, CLOSESPIDER_ITEMCOUNT=10, CONCURRENT_REQUESTS=2
    )
    assert "Unable to serialize" not in told(scrapy(*command))
    assert 10 <= documents(database) < PAGES
    told(scrapy(*crawling(source, database, JOBDIR=job)))
    assert documents(database) == PAGES


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed (apt install redis-server)")
    if find_spec("scrapy_redis") is None:
        pytest.skip("scrapy-redis is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        next(line for line in server.stdout if "Ready to accept connections" in line)
        yield f"redis://127.0.0.1:{port}"
        server.terminate()


def test_two_processes_share_one_queue(
    site: tuple[Path, Counter[str]], tmp_path: Path, redis: str
) -> None:
    source, asked = site
    command = crawling(
        source,
        tmp_path / "a.db",
        LOG_LEVEL="INFO",
        HEADCOUNT_SHARED_QUEUE=True,
        SCHEDULER="scrapy_redis.scheduler.Scheduler",
        DUPEFILTER_CLASS="scrapy_redis.dupefilter.RFPDupeFilter",
        SCHEDULER_PERSIST=True,
        CONCURRENT_REQUESTS=2,
        REDIS_URL=redis,
    )
    first = scrapy(*command)
    while not asked["/0.html"] and first.poll() is None:
        time.sleep(0.01)
    outputs = [told(process) for process in [first, scrapy(*command)]]
    assert documents(tmp_path / "a.db") == PAGES
    pages = {path: count for path, count in asked.items() if path.endswith(".html")}
    assert pages == {f"/{n}.html": 1 for n in range(PAGES)}
    assert all("'headcount/tiny/new'" in output for output in outputs), outputs


def test_requests_are_plain_data() -> None:
    from crawler.sources import Source
    from store.documents import FeedState

    source = Source("tiny", "https://a.example/", feeds=("https://a.example/rss",))
    state = FeedState("https://a.example/rss", "tiny", "feed", None, None, None, None, None)
    assert pickle.loads(pickle.dumps((source, state))) == (source, state)
