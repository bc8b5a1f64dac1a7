"""Killed, out of disk, locked out: the run ends and says why, and the next one goes on."""

from __future__ import annotations

import json
import resource
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from crawler.run import CrawlError, crawl
from crawler.sources import Source
from store.database import open_database
from tests.crawler import kills
from tests.crawler.kills import PAGES, REPLAY, ROOT, campaign, faults, kept, own_site, replay_site


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with own_site() as address:
        yield address


@pytest.fixture(scope="module")
def reference(base: str, tmp_path_factory: pytest.TempPathFactory) -> kills.Kept:
    """What a run makes that nobody disturbed."""
    database = tmp_path_factory.mktemp("reference") / "a.db"
    assert crawl(database, [source(base)]).of("new") == PAGES
    return kept(database)


def source(base: str) -> Source:
    return Source("kills", base + "/", feeds=(base + "/feed.xml",), delay=0.0, allow_private=True)


def in_a_world(tmp_path: Path, base: str, database: Path, **world: object) -> list[object]:
    """Crawl in a world of its own (see hostile/run.py); return the events."""
    file = tmp_path / "world.json"
    file.write_text(json.dumps({"names": {}, "settings": {}, **world}))
    order = {"database": str(database), "sources": [asdict(source(base))]}
    command = [sys.executable, "-m", "tests.crawler.hostile.run", str(file)]
    run = subprocess.run(
        command, input=json.dumps(order), capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (run.returncode, run.stderr) == (1, "")
    return [json.loads(line) for line in run.stdout.splitlines()]


def stopped(events: list[object]) -> list[str]:
    return [event["stopped"] for event in events if isinstance(event, dict) and "stopped" in event]


def goes_on(base: str, database: Path, reference: kills.Kept) -> None:
    crawl(database, [source(base)])
    assert list(faults(reference, kept(database), database)) == []


@pytest.mark.parametrize("flushes", [1, 9])
def test_a_full_disk(base: str, reference: kills.Kept, tmp_path: Path, flushes: int) -> None:
    database = tmp_path / "a.db"
    events = in_a_world(tmp_path, base, database, flushes=flushes)
    assert stopped(events) == [f"{database}: [Errno 28] No space left on device"]
    goes_on(base, database, reference)


@pytest.mark.parametrize("kilobytes", [60, 700])
def test_a_disk_too_small_for_the_database(
    base: str, reference: kills.Kept, tmp_path: Path, kilobytes: int
) -> None:
    """The command says so in one line, whether the file cannot be made or cannot grow."""
    database = tmp_path / "a.db"
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "kills.toml").write_text(kills.SOURCE.format(base=base), encoding="utf-8")
    run = subprocess.run(
        kills.command(sources, database),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1000,) * 2),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert run.returncode in (1, 2)
    assert len(run.stderr.strip().splitlines()) == 1, run.stderr
    assert str(database) in run.stderr
    goes_on(base, database, reference)


def test_a_locked_database(base: str, reference: kills.Kept, tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    open_database(database).close()
    holder = sqlite3.connect(database)
    holder.execute("BEGIN IMMEDIATE")
    events = in_a_world(tmp_path, base, database, busy_seconds=0.3)
    assert stopped(events) == [f"{database}: database is locked"]
    holder.rollback()
    goes_on(base, database, reference)


def test_a_database_locked_for_a_moment_is_waited_for(
    base: str, reference: kills.Kept, tmp_path: Path
) -> None:
    database = tmp_path / "a.db"
    open_database(database).close()
    holder = sqlite3.connect(database, check_same_thread=False)
    timers: list[threading.Timer] = []

    def hold(event: object) -> None:
        if not timers:
            holder.execute("BEGIN IMMEDIATE")
            timers.append(threading.Timer(1, holder.rollback))
            timers[0].start()

    crawl(database, [source(base)], progress=hold)
    assert timers
    assert list(faults(reference, kept(database), database)) == []


def test_the_reason_reaches_who_ordered_the_crawl(base: str, tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    database.write_bytes(b"this is no database, whatever its name says" * 99)
    with pytest.raises(CrawlError, match=f"{database}: .*not a database.*; run it again"):
        crawl(database, [source(base)])


@pytest.mark.slow
@pytest.mark.parametrize(
    "site",
    [
        own_site,
        pytest.param(
            replay_site,
            marks=[
                pytest.mark.shared,
                pytest.mark.skipif(not REPLAY.is_dir(), reason="no ../shared/replay here"),
            ],
        ),
    ],
)
def test_kills_lose_nothing_and_double_nothing(
    site: Callable[[], Iterator[str]], tmp_path: Path
) -> None:
    with site() as address:
        done = campaign(address, tmp_path, kills=20, seed=1)
    assert done.faults == []
    assert done.documents == done.snapshots == done.records == done.expected > 0
