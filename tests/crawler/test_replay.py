"""The crawl of a site of real saved pages, where it lies beside the project."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.run import crawl
from crawler.sources import Source
from store.database import open_database

REPLAY = Path(__file__).resolve().parents[2].parent / "shared" / "replay"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not REPLAY.is_dir(), reason="no ../shared/replay beside the project"),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    log = tmp_path_factory.mktemp("replay") / "log.jsonl"
    command = [sys.executable, str(REPLAY / "serve.py"), "--log", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().split()[0], log
        server.terminate()


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("feeds", "feed.xml"),
        ("feeds", "atom.xml"),
        ("sitemaps", "sitemap.xml"),
        ("news_sitemaps", "news-sitemap.xml"),
        ("pages", ""),
    ],
)
def test_real_pages(served: tuple[str, Path], tmp_path: Path, kind: str, path: str) -> None:
    base, log = served
    entrance = {kind: (base + path,), "include": (r"\.html$",)}
    source = Source("replay", base, delay=0.0, allow_private=True, **entrance)  # type: ignore[arg-type]
    assert crawl(tmp_path / "a.db", [source]).of("new") >= 120
    log.write_text("", encoding="utf-8")
    assert crawl(tmp_path / "a.db", [source]).of("new") == 0
    asked = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [r["path"] for r in asked if r["path"].endswith(".html")] == []
    assert not [r for r in asked if r["path"].startswith("/private/")]
    rows = open_database(tmp_path / "a.db").execute("SELECT count(*) FROM snapshots").fetchone()
    assert rows[0] >= 120
