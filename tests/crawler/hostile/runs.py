"""Runs the crawler over hostile cases and says what came of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from crawler.sources import Source
from store.database import open_database
from store.failures import failures
from tests.crawler.hostile import certificates
from tests.crawler.hostile.cases import Case
from tests.crawler.hostile.site import INSIDE, PUBLIC, Site

ROOT = Path(__file__).resolve().parents[3]
MEMORY = 500 * 1024 * 1024
"""Bytes that the process of the crawl may take."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one crawl over all cases came to: ``stored`` by source, ``failed`` by URL."""

    database: Path
    site: Site
    status: int
    memory: int
    complaints: str
    stored: dict[str, set[str]]
    failed: dict[str, str]


@contextmanager
def run_cases(
    cases: Sequence[Case], folder: Path, settings: dict[str, object], seconds: float
) -> Iterator[Run]:
    """Serve the cases, crawl them in one run, and yield the outcome while the site is up.

    Raises TimeoutExpired where the run does not end in time.
    """
    hosts = {case.certificate: case.host for case in cases if case.certificate}
    contexts, authority = certificates.contexts(folder, hosts)
    site = Site({case.host: case.answers() for case in cases}, contexts)
    site.start()
    database = folder / "hostile.db"
    world = folder / "world.json"
    names = {case.host: list(case.names or [PUBLIC]) for case in cases}
    names |= {"inside.example": [INSIDE], "closed.example": [PUBLIC]}
    world.write_text(json.dumps({"names": names, "settings": settings}))
    order = {"database": str(database), "sources": [asdict(source(site, case)) for case in cases]}
    child = subprocess.run(
        [sys.executable, "-m", "tests.crawler.hostile.run", str(world)],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        timeout=seconds,
        cwd=ROOT,
        env=os.environ | {"SSL_CERT_FILE": str(authority)},
        check=False,
    )
    memory = int(child.stdout.splitlines()[-1]) if child.stdout else 0
    stored, failed = outcome(database)
    yield Run(database, site, child.returncode, memory, child.stderr, stored, failed)
    site.stop()


def source(site: Site, case: Case) -> Source:
    """Return the source of a case: its feed, and its other entrances."""
    base = site.base(case.host, case.certificate)
    entrances: dict[str, tuple[str, ...]] = {"feeds": (base + "/feed.xml",)}
    for kind, path in case.entrances.items():
        entrances[kind] = (*entrances.get(kind, ()), base + path)
    return Source(case.host, base + "/", delay=0.0, exclude=(r"\.jpg$",), **entrances)  # type: ignore[arg-type]


def outcome(database: Path) -> tuple[dict[str, set[str]], dict[str, str]]:
    """Return the stored URLs by source, and the causes of what failed by URL."""
    db = open_database(database)
    stored: dict[str, set[str]] = {}
    for name, url in db.execute("SELECT source, url FROM documents"):
        stored.setdefault(name, set()).add(url)
    failed = {failure.key: failure.error for failure, _ in failures(db, "crawl")}
    db.close()
    return stored, failed
