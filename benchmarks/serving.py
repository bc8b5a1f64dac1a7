"""How fast the pages answer many readers at once while claims are being written.

    python -m benchmarks.serving DATABASE [--readers N] [--pause S] [--claims N]
        [--workers N] [--seconds S]

Starts ``headcount serve`` on a database (of synthetic claims: :mod:`benchmarks.reconciling`), to
which a writer adds so many claims a second all the while. Each reader asks for one page after the
other, of every kind in turn, and reads ``--pause`` seconds in between (0: none at all). Prints the
median, the 95th percentile and the worst of the milliseconds to the last byte, by kind of page.
Answers that are errors are named. Readers, writer and server share the processors of one machine.
Claims stay in the database.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from urllib.parse import urlencode

import httpx

from benchmarks.synthetic import World, fill
from store.database import open_database
from store.model import Report

PAGES = ("start", "figure", "country", "search", "check")
BATCH = 20
"""So many claims are written at once, as of a handful of articles."""

SAID = {
    "en": "At least {count} people were killed in {country} in May 2021, police said.",
    "de": "Mindestens {count} Menschen kamen im Mai 2021 in {country} ums Leben.",
}
COUNTRIES = ("Peru", "Chile", "Kenia", "Japan", "Nepal", "Malta", "Jordanien", "Haiti")
WORDS = ("earthquake", "Flut", "police", "Asylanträge", "UNHCR", "650,000", "1200", "Syria")


def _addresses(database: Path, chance: random.Random) -> dict[str, list[str]]:
    """Return addresses of each kind of page, of what is in the database."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "SELECT id FROM figures WHERE id >= ? ORDER BY id LIMIT 300",
            [f"{chance.getrandbits(76):019x}"],
        ).fetchall()
        countries = connection.execute(
            "SELECT country FROM figure_counts GROUP BY country ORDER BY sum(figures) DESC LIMIT 60"
        ).fetchall()
    checks = [
        SAID[chance.choice(("en", "de"))].format(
            count=chance.randrange(10, 2000), country=chance.choice(COUNTRIES)
        )
        for _ in range(100)
    ]
    return {
        "start": ["/"],
        "figure": [f"/figures/{row[0]}" for row in rows],
        "country": [f"/countries/{row[0]}" for row in countries],
        "search": [f"/search?{urlencode({'q': word})}" for word in WORDS],
        "check": [f"/-/check?{urlencode({'text': text})}" for text in checks],
    }


def _write(database: Path, per_second: int, done: Event) -> None:
    """Add claims until told to stop."""
    db = open_database(database)
    due = time.monotonic()
    for batch in _batches(World(time.time_ns()).reports()):
        if done.is_set():
            break
        fill(db, batch)
        due += len(batch) / per_second
        time.sleep(max(0.0, due - time.monotonic()))
    db.close()


def _batches(made: Iterator[Report]) -> Iterator[list[Report]]:
    """Yield reports some at a time, those of one page never apart."""
    batch: list[Report] = []
    for _, of_page in groupby(made, lambda report: report.document):
        batch += of_page
        if len(batch) >= BATCH:
            yield batch
            batch = []


@contextmanager
def _server(database: Path, workers: int) -> Iterator[str]:
    """Serve the database meanwhile; give its address."""
    command = [sys.executable, "-m", "headcount", "serve", "--db", str(database), "--port", "0"]
    command += ["--workers", str(workers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        found = re.search(r"http://\S+", said)
        if found is None:
            raise RuntimeError(f"the server did not start: {said}")
        try:
            yield found[0]
        finally:
            process.terminate()


async def _read(
    client: httpx.AsyncClient, pages: dict[str, list[str]], pause: float, until: float, seed: int
) -> list[tuple[str, float]]:
    """Ask for one page after the other; return the kind and the seconds of each."""
    chance = random.Random(seed)
    taken = []
    await asyncio.sleep(chance.random() * pause)
    while time.monotonic() < until:
        kind = PAGES[(seed + len(taken)) % len(PAGES)]
        began = time.monotonic()
        answer = await client.get(chance.choice(pages[kind]))
        taken.append((kind, time.monotonic() - began))
        if answer.is_error:
            print(f"{answer.status_code} for {answer.url}", file=sys.stderr)
        await asyncio.sleep(pause)
    return taken


async def _readers(
    address: str, pages: dict[str, list[str]], readers: int, pause: float, seconds: float
) -> list[tuple[str, float]]:
    async with httpx.AsyncClient(base_url=address, timeout=60, follow_redirects=True) as client:
        for kind in PAGES:  # what is loaded once, is loaded
            (await client.get(pages[kind][0])).raise_for_status()
        until = time.monotonic() + seconds
        read = (_read(client, pages, pause, until, seed) for seed in range(readers))
        return [each for taken in await asyncio.gather(*read) for each in taken]


def _told(name: str, seconds: Sequence[float]) -> str:
    ms = [1000 * each for each in seconds]
    p95 = statistics.quantiles(ms, n=20)[-1] if len(ms) > 1 else ms[0]
    return (
        f"{name:8} {len(ms):6} pages  median {statistics.median(ms):6.0f} ms"
        f"  95 % {p95:6.0f} ms  worst {max(ms):6.0f} ms"
    )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("database", type=Path)
    parser.add_argument("--readers", type=int, default=20, help="how many read at once")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds that a reader reads")
    parser.add_argument("--claims", type=int, default=100, help="claims written each second")
    parser.add_argument("--workers", type=int, default=2, help="processes that answer")
    parser.add_argument("--seconds", type=float, default=30.0, help="how long")
    given = parser.parse_args()
    pages = _addresses(given.database, random.Random(1))
    context = get_context("spawn")
    done = context.Event()
    writer = context.Process(target=_write, args=(given.database, given.claims, done))
    with _server(given.database, given.workers) as address:
        writer.start()
        try:
            taken = asyncio.run(_readers(address, pages, given.readers, given.pause, given.seconds))
        finally:
            done.set()
            writer.join()
    by_kind: dict[str, list[float]] = defaultdict(list)
    for kind, seconds in taken:
        by_kind[kind].append(seconds)
    for kind in PAGES:
        print(_told(kind, by_kind[kind]))
    print(_told("all", [seconds for _, seconds in taken]))


if __name__ == "__main__":
    main()
