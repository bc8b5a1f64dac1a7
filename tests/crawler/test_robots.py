"""robots.txt holds for every request to a host, also for those that wait for it together."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crawler.run import crawl
from crawler.sources import Source
from store.database import open_database
from store.failures import failures

FEED = "<rss version='2.0'><channel></channel></rss>"
ROBOTS = "User-agent: *\nDisallow: /private/\n"


@pytest.fixture
def site() -> Iterator[tuple[str, list[str]]]:
    """The address of a site of feeds, and the paths that were asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = (ROBOTS if self.path == "/robots.txt" else FEED).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    server.server_close()


def test_every_request_that_waits_obeys(site: tuple[str, list[str]], tmp_path: Path) -> None:
    base, asked = site
    private = [f"{base}/private/{number}" for number in range(6)]
    feeds = (f"{base}/a", *private, f"{base}/b")
    source = Source("tiny", f"{base}/", feeds=feeds, delay=0.0, allow_private=True)
    crawl(tmp_path / "a.db", [source])
    assert sorted(asked) == ["/a", "/b", "/robots.txt"]
    found = failures(open_database(tmp_path / "a.db"), "crawl")
    assert {failure.key: failure.error for failure, _ in found} == dict.fromkeys(
        private, "Forbidden by robots.txt"
    )
