"""``headcount watch`` and when ``headcount crawl`` asks, on a small site of our own."""

import datetime as dt
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from headcount.cli import main
from headcount.watching import Rounds
from store.database import open_database

ROOT = Path(__file__).resolve().parents[2]
NOW = dt.datetime.now(dt.UTC)
LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC crawled 1 sources: .+")
STORY = (
    "<html lang='en'><h1>Flood</h1><p>At least 23 people died in Albania, police said.</p></html>"
)


class Site:
    """A feed of pages; ``asked`` are the paths, ``seconds`` how long a page takes."""

    def __init__(self, base: str, folder: Path) -> None:
        self.base = base
        self.asked: list[str] = []
        self.pages = ["/1"]
        self.seconds = 0.0
        self.sources = folder / "sources"
        self.database = folder / "news.db"
        self.sources.mkdir()
        self.declare(self.sources / "tiny.toml", "/rss")

    def declare(self, file: Path, feed: str) -> None:
        file.write_text(
            f'name = "{file.stem}"\nhomepage = "{self.base}/"\nfeeds = ["{self.base}{feed}"]\n'
            "delay = 0\nallow_private = true\n",
            encoding="utf-8",
        )

    def run(self, *arguments: str) -> Result:
        options = ["--sources", str(self.sources), "--db", str(self.database)]
        return CliRunner().invoke(main, [*arguments, *options])

    def rounds(self) -> Rounds:
        from headcount.gathering import chosen

        minute = dt.timedelta(minutes=1)
        return Rounds(self.sources, self.database, minute, chosen(self.sources, ()))

    def watch(self, every: str = "1s") -> subprocess.Popen[str]:
        options = ["--every", every, "--sources", str(self.sources), "--db", str(self.database)]
        return subprocess.Popen(
            [sys.executable, "-m", "headcount", "watch", *options],
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )

    def wait_for(self, path: str) -> None:
        end = time.monotonic() + 30
        while path not in self.asked and time.monotonic() < end:
            time.sleep(0.01)
        assert path in self.asked


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(self.path)
            body, status = STORY, 200
            if self.path == "/rss":
                links = "".join(
                    f"<item><link>{served.base}{p}</link></item>" for p in served.pages[-3:]
                )
                body = f"<rss version='2.0'><channel>{links}</channel></rss>"
            elif self.path in served.pages:
                time.sleep(served.seconds)
            else:
                status = 404
            self.send_response(status)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Site(f"http://127.0.0.1:{server.server_address[1]}", tmp_path)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield served
    server.shutdown()
    server.server_close()


def count(database: Path, table: str) -> int:
    db = open_database(database)
    found: int = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    db.close()
    return found


# ---- crawl -------------------------------------------------------------------------------------


def test_crawl_says_what_is_not_due_and_how_to_ask_it_all_the_same(site: Site) -> None:
    first = site.run("crawl")
    assert (first.output, first.exit_code) == ("crawled 1 sources: 1 new pages, 0 changed\n", 0)
    site.asked.clear()
    site.pages.append("/2")
    again = site.run("crawl")
    assert re.fullmatch(
        r"crawled 1 sources: 0 new pages, 0 changed; 1 feeds are not due before "
        r"[\d-]+ [\d:]+ UTC \(--now asks them all the same\)\n",
        again.output,
    )
    assert site.asked == []


@pytest.mark.parametrize("arguments", [("crawl", "--now"), ("crawl", "tiny")])
def test_what_a_person_names_is_asked_at_once(site: Site, arguments: tuple[str, ...]) -> None:
    site.run("crawl")
    site.pages.append("/2")
    assert site.run(*arguments).output == "crawled 1 sources: 1 new pages, 0 changed\n"


@pytest.mark.parametrize(
    ("contact", "private", "told"),
    [("", "false", True), ("desk@a.example", "false", False), ("", "true", False)],
)
def test_a_crawl_without_a_contact_says_so(
    site: Site, monkeypatch: pytest.MonkeyPatch, contact: str, private: str, told: bool
) -> None:
    monkeypatch.setattr("crawler.settings.HEADCOUNT_CONTACT", contact)
    file = site.sources / "tiny.toml"
    file.write_text(file.read_text("utf-8").replace("private = true", f"private = {private}"))
    said = site.run("crawl").stderr
    assert said.startswith("no contact is given: set HEADCOUNT_CONTACT") is told
    assert said.count("\n") == told


# ---- watch -------------------------------------------------------------------------------------


def test_a_round_does_the_whole_job_and_the_next_only_what_is_new(site: Site) -> None:
    rounds = site.rounds()
    said = rounds.one(NOW)
    assert re.fullmatch(
        r"crawled 1 sources: 1 new pages, 0 changed; "
        r"extracted 1 claims from 1 articles; "
        r"reconciled 1 claims \(1 of them anew\) into 1 figures with 0 relations; "
        r"0 figures are disputed",
        said,
    )
    assert count(site.database, "figures") == 1
    site.asked.clear()
    said = rounds.one(dt.datetime.now(dt.UTC))
    assert re.fullmatch(r"crawled 1 sources: 0 .* not due before [\d-]+ [\d:]+ UTC", said)
    assert site.asked == []
    site.pages.append("/2")
    said = rounds.one(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=30))
    assert said.startswith("crawled 1 sources: 1 new pages, 0 changed; extracted 1 claims")


def test_what_fails_is_said_and_stops_nothing(site: Site) -> None:
    rounds = site.rounds()
    site.declare(site.sources / "dead.toml", "/none")
    broken = site.sources / "broken.toml"
    broken.write_text("name = ", encoding="utf-8")
    said = rounds.one(NOW).split("; ")
    assert said[0].startswith(f"look failed: {broken}: not TOML")
    assert said[1] == "crawled 1 sources: 1 new pages, 0 changed"
    broken.unlink()
    rounds.sources = []
    site.pages.append("/2")
    said = rounds.one(NOW + dt.timedelta(hours=1)).split("; ")
    assert said[:2] == ["crawled 2 sources: 1 new pages, 0 changed", "1 requests failed"]
    site.database.write_bytes(b"no database" * 999)
    said = rounds.one(NOW).split("; ")
    assert [words.split(":")[0] for words in said] == ["crawl failed", "extract failed"]


def test_a_second_watch_on_the_same_database_is_refused(site: Site) -> None:
    with site.watch(every="1h") as first:
        assert first.stdout is not None
        assert LINE.match(first.stdout.readline())
        second = site.run("watch")
        assert second.exit_code == 1
        words = f"{site.database}: another `headcount watch` keeps it; end that first"
        assert second.stderr == f"Error: {words}\n"
        first.send_signal(signal.SIGINT)
        out, err = first.communicate(timeout=20)
    assert (out.startswith("stopped; "), err, first.returncode) == (True, "", 0)


def test_a_signal_ends_it_within_a_round(site: Site) -> None:
    site.seconds = 1.0
    with site.watch() as watch:
        site.wait_for("/1")
        watch.terminate()
        out, err = watch.communicate(timeout=20)
    assert (out.startswith("stopped; "), err, watch.returncode) == (True, "", 0)
    site.seconds = 0.0
    rounds = site.rounds()
    rounds.one(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    assert count(site.database, "snapshots") == 1


@pytest.mark.parametrize("arguments", [["--every", "soon"], ["--every", "0m"]])
def test_how_often_is_a_time(site: Site, arguments: list[str]) -> None:
    result = site.run("watch", *arguments)
    assert result.exit_code == 2
    assert "expected a time such as 90s, 15m, 2h or 1d" in result.stderr


def test_what_is_no_database_is_said_at_once(site: Site) -> None:
    site.database.write_bytes(b"no database" * 999)
    result = site.run("watch")
    assert (result.exit_code, result.stdout) == (2, "")
    assert str(site.database) in result.stderr


@pytest.mark.slow
def test_memory_does_not_grow(site: Site) -> None:
    """Over thirty rounds that each have a page to fetch, to read and to compare."""

    def resident(process: subprocess.Popen[str]) -> int:
        status = Path(f"/proc/{process.pid}/status").read_text("ascii")
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1])  # type: ignore[index]

    measured: list[int] = []
    with site.watch() as watch:
        assert watch.stdout is not None
        for number, line in enumerate(watch.stdout):
            assert "failed" not in line
            if re.search(r"[1-9] new pages, 0 changed; extracted", line):
                measured.append(resident(watch))
            if len(measured) == 30:
                break
            site.pages.append(f"/{number}.html")
            db = open_database(site.database)
            db.execute("UPDATE feeds SET due = '2000-01-01T00:00:00.000Z'")
            db.commit()
            db.close()
        watch.terminate()
        watch.communicate(timeout=20)
    assert max(measured) - measured[4] < 2 * 1024, measured
