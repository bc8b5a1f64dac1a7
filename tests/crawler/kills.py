"""Kills a crawl at random moments, again and again, and looks whether anything was lost.

    python -m tests.crawler.kills [--kills 200] [--site own|replay] [--seed 1]

A life is a fresh database: runs of ``headcount crawl`` are killed (SIGKILL, now the whole group of
processes, now only the front one) until one comes to its end by itself; an undisturbed run
follows, and what is there then must be what a run makes that nobody disturbed. Lives follow each
other until so many kills were done.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from store.archive import archive_folder
from store.database import open_database
from store.documents import open_archive

ROOT = Path(__file__).resolve().parents[2]
REPLAY = ROOT.parent / "shared" / "replay"
PAGES = 30
"""Pages of the site of our own."""

STARTING = 0.3
"""Share of an undisturbed run that passes before it asks for anything: kills then prove little."""

SOURCE = """name = "kills"
homepage = "{base}/"
feeds = ["{base}/feed.xml"]
delay = 0
allow_private = true
"""


@dataclass(slots=True)
class Campaign:
    """What a campaign came to."""

    kills: int = 0
    lives: int = 0
    kills_amid: int = 0
    seconds: float = 0.0
    documents: int = 0
    snapshots: int = 0
    records: int = 0
    expected: int = 0
    faults: list[str] = field(default_factory=list)

    def summary(self) -> str:
        """Say it in one line."""
        return (
            f"{self.kills} kills in {self.lives} lives ({self.kills_amid} of them when some pages "
            f"were there and others were not), {self.seconds:.0f} s; {self.documents} documents, "
            f"{self.snapshots} snapshots, {self.records} readable records, expected "
            f"{self.expected} of each; {len(self.faults)} faults"
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """What is in a database and its archive: bodies by URL, as rows and as WARC records."""

    documents: Counter[str]
    snapshots: Counter[tuple[str, str]]
    records: Counter[tuple[str, str]]
    failures: tuple[tuple[str, str], ...]


def campaign(base: str, folder: Path, kills: int, seed: int) -> Campaign:
    """Kill crawls of the site at ``base`` so many times; ``folder`` takes the databases."""
    began = time.monotonic()
    chance = random.Random(seed)
    done = Campaign()
    sources = folder / "sources"
    sources.mkdir()
    (sources / "kills.toml").write_text(SOURCE.format(base=base), encoding="utf-8")
    started = time.monotonic()
    undisturbed(sources, folder / "reference.db")
    length = time.monotonic() - started
    reference = kept(folder / "reference.db")
    while done.kills < kills:
        database = folder / f"life-{done.lives}.db"
        done.lives += 1
        while done.kills < kills and killed(
            sources, database, chance.uniform(STARTING * length, length), chance
        ):
            done.kills += 1
            done.kills_amid += 0 < pages(database) < len(reference.documents)
        undisturbed(sources, database)
        found = kept(database)
        done.documents += found.documents.total()
        done.snapshots += found.snapshots.total()
        done.records += found.records.total()
        done.expected += len(reference.documents)
        done.faults += [f"{database.name}: {fault}" for fault in faults(reference, found, database)]
    done.seconds = time.monotonic() - began
    return done


def faults(reference: Kept, found: Kept, database: Path) -> Iterator[str]:
    """Yield what differs from a run that nobody disturbed."""
    for what in ("documents", "snapshots", "records"):
        wanted, got = getattr(reference, what), getattr(found, what)
        if wanted != got:
            yield f"{what}: lost {list(wanted - got)[:3]}, too many {list(got - wanted)[:3]}"
    if found.failures != reference.failures:
        yield f"failures: {found.failures[:3]}"
    if marks := list(archive_folder(database).glob("*.open")):
        yield f"marks of open files: {marks}"


def killed(sources: Path, database: Path, seconds: float, chance: random.Random) -> bool:
    """Start a crawl and kill it after some time; False where it ended by itself before."""
    crawl = subprocess.Popen(
        command(sources, database),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        start_new_session=True,
    )
    try:
        crawl.wait(seconds)
    except subprocess.TimeoutExpired:
        if chance.random() < 0.5:
            os.killpg(crawl.pid, signal.SIGKILL)
        else:
            crawl.kill()  # the process that crawls ends when it finds nobody listening
        crawl.wait()
        return True
    return False


def undisturbed(sources: Path, database: Path) -> None:
    """Crawl; raises CalledProcessError where that fails."""
    subprocess.run(command(sources, database), check=True, cwd=ROOT, capture_output=True)


def command(sources: Path, database: Path) -> list[str]:
    """Return the command that a user would give."""
    verb = [sys.executable, "-m", "headcount", "crawl"]
    return [*verb, "--sources", str(sources), "--db", str(database)]


def pages(database: Path) -> int:
    """Return how many pages are there."""
    if not database.exists():
        return 0
    with open_database(database).conn as db:
        return int(db.execute("SELECT count(*) FROM documents").fetchone()[0])


def kept(database: Path) -> Kept:
    """Read everything back: rows, the records that they name, and all records of all files."""
    db = open_database(database)
    archive = open_archive(db, database)
    snapshots: Counter[tuple[str, str]] = Counter()
    for url, digest, file, offset in db.execute(
        'SELECT url, sha256, archive, "offset" FROM snapshots '
        "JOIN documents ON documents.id = snapshots.document"
    ):
        body = archive.read(file, offset).body
        if hashlib.sha256(body).hexdigest() != digest:
            raise ValueError(f"{url}: its record holds another body")
        snapshots[url, digest] += 1
    records: Counter[tuple[str, str]] = Counter()
    for path in sorted(archive.folder.glob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                body = record.content_stream().read()
                if record.rec_type == "response":
                    url = record.rec_headers.get_header("WARC-Target-URI")
                    records[url, hashlib.sha256(body).hexdigest()] += 1
    documents = Counter(url for (url,) in db.execute("SELECT url FROM documents"))
    failed = tuple(db.execute('SELECT "key", error FROM failures ORDER BY 1, 2'))
    db.close()
    return Kept(documents, snapshots, records, failed)


@contextmanager
def own_site() -> Iterator[str]:
    """Serve a site of :data:`PAGES` pages, with a little time for each; yield the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            name = self.path.strip("/")
            media_type, status = "text/html", 200
            if name == "feed.xml":
                links = (f"<item><link>{base}/{n}.html</link></item>" for n in range(PAGES))
                body = f"<rss version='2.0'><channel>{''.join(links)}</channel></rss>"
                media_type = "application/rss+xml"
            elif name.endswith(".html"):
                time.sleep(0.02)
                body = f"<h1>Page {name}</h1><p>{name * 2000}</p>"
            else:
                body, status = "none", 404
            tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'
            if self.headers.get("If-None-Match") == tag:
                body, status = "", 304
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def handle(self) -> None:
            with suppress(ConnectionError):  # the client was killed
                super().handle()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield base
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def replay_site() -> Iterator[str]:
    """Serve the real saved pages that lie beside the project; yield the address."""
    serve = [sys.executable, str(REPLAY / "serve.py")]
    with subprocess.Popen(
        serve, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().split()[0].rstrip("/")
        server.terminate()


def main() -> int:
    """Run a campaign and print its figures; exit status 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--site", choices=("own", "replay"), default="own")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    site = own_site if given.site == "own" else replay_site
    with site() as base, tempfile.TemporaryDirectory() as folder:
        done = campaign(base, Path(folder), given.kills, given.seed)
    print(done.summary())
    print("\n".join(done.faults))
    return 1 if done.faults else 0


if __name__ == "__main__":
    sys.exit(main())
