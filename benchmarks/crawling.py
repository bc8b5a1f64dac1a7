"""How fast pages are crawled and stored, beside news-please and Fundus, in one run.

    python -m benchmarks.crawling SERVE [--newsplease PYTHON] [--fundus PYTHON]

SERVE is a script that serves a site on the loopback interface and prints its address (a sitemap
index at ``/sitemap.xml``). PYTHON is the interpreter of an environment in which the other tool is
installed. We crawl, store and then extract; both others extract what they load at once and store
nothing, so both of our figures are given. All with delay 0.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from crawler.run import crawl
from crawler.sitemaps import read_sitemap
from crawler.sources import Source
from headcount.stages import extract_new
from store.database import open_database

PEERS = Path(__file__).parent / "peers"


def ours(base: str) -> tuple[float, float]:
    """Return pages per second of crawling and storing, and of that with extraction."""
    site = f"{base}sitemap.xml"
    source = Source("replay", base, delay=0.0, allow_private=True, sitemaps=(site,))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speed.db"
        begin = time.perf_counter()
        pages = crawl(path, [source]).of("new")
        stored = time.perf_counter()
        db = open_database(path)
        extract_new(db, path)
        db.close()
        return pages / (stored - begin), pages / (time.perf_counter() - begin)


def theirs(python: Path, script: str, base: str, pages: list[str]) -> str:
    """Return what the script of a peer prints: what it did, in pages per second."""
    command = [str(python), str(PEERS / script), base]
    done = subprocess.run(
        command, input=json.dumps(pages), capture_output=True, text=True, timeout=300, check=True
    )
    return done.stdout.strip()


def _pages(base: str) -> list[str]:
    found, waiting = [], [f"{base}sitemap.xml"]
    while waiting:
        with urllib.request.urlopen(waiting.pop()) as answer:
            listing = read_sitemap(answer.read())
        waiting += [entry.url for entry in listing.listings]
        found += [entry.url for entry in listing.pages]
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("serve", type=Path)
    parser.add_argument("--newsplease", type=Path)
    parser.add_argument("--fundus", type=Path)
    arguments = parser.parse_args()
    command = [sys.executable, str(arguments.serve)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        base = server.stdout.readline().split()[0]
        try:
            stored, whole = ours(base)
            print(f"headcount: {stored:.1f} pages/s stored, {whole:.1f} with extraction")
            for name in ("newsplease", "fundus"):
                python = getattr(arguments, name)
                if python is not None:
                    print(f"{name}: {theirs(python, f'{name}_loop.py', base, _pages(base))}")
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
