"""One crawl over all hostile sites at once: each ends as its case says, and harms no other."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.archive import archive_folder
from store.database import open_database
from store.documents import open_archive
from store.failures import failures
from tests.crawler.hostile.cases import CASES, STORED, Case
from tests.crawler.hostile.runs import MEMORY, ROOT, Run, run_cases

SETTINGS = {
    "DOWNLOAD_TIMEOUT": 6,
    "DOWNLOAD_MAXSIZE": 2 * 1024 * 1024,
    "DNSCACHE_ENABLED": False,
    "DNS_TIMEOUT": 5,
}

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="all of 127/8 is here on Linux only"
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with run_cases(CASES, tmp_path_factory.mktemp("hostile"), SETTINGS, seconds=60) as done:
        yield done


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.host.partition(".")[0])
def test_each_ends_as_it_must(run: Run, case: Case) -> None:
    base = run.site.base(case.host, case.certificate)
    ends = {path if "://" in path else base + path: end for path, end in case.ends.items()}
    kept = {base + path for path in case.good} | {u for u, end in ends.items() if end == STORED}
    causes = {url: end for url, end in ends.items() if end != STORED}
    failed = {url: cause for url, cause in run.failed.items() if url in causes or base in url}
    assert run.stored.get(case.host, set()) == kept
    assert failed.keys() == causes.keys()
    for url, cause in causes.items():
        assert failed[url].startswith(cause)


def test_nothing_inside_was_asked(run: Run) -> None:
    assert run.site.inside == []


def test_the_run_ended_well(run: Run) -> None:
    assert run.complaints == ""
    assert run.status == 0
    assert run.memory < MEMORY


def test_what_was_kept_is_whole(run: Run) -> None:
    db = open_database(run.database)
    archive = open_archive(db, run.database)
    rows = db.execute(
        'SELECT archive, "offset", url FROM snapshots JOIN documents ON documents.id = document'
    ).fetchall()
    assert [archive.read(file, offset).url for file, offset, _ in rows] == [row[2] for row in rows]
    archive.close()
    files = {path.name for path in archive_folder(run.database).iterdir()}
    assert files == {file for file, _, _ in rows}


def test_what_was_kept_can_be_read(run: Run, tmp_path: Path) -> None:
    """Each stored page becomes an article or a row in ``failures``; none ends the reading."""
    command = [sys.executable, "-m", "headcount", "extract", "--db", str(run.database)]
    read = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (read.returncode, read.stderr) == (0, "")
    db = open_database(run.database)
    left = db.execute(
        "SELECT count(*) FROM snapshots WHERE id NOT IN (SELECT snapshot FROM articles)"
        """ AND id NOT IN (SELECT "key" FROM failures WHERE stage = 'extract')"""
    ).fetchone()[0]
    assert left == 0
    unread = {failure.error for failure, _ in failures(db, "extract")}
    assert all("Unreadable" in error for error in unread), unread
