"""The heaviest things at once, under the limits that users have: time and memory stay bounded."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pytest

from tests.crawler.hostile.bodies import rss, sitemap
from tests.crawler.hostile.cases import GOOD, HEAD, Case, page
from tests.crawler.hostile.runs import MEMORY, run_cases
from tests.crawler.hostile.site import Answer, dripping, endless, http

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="all of 127/8 is here on Linux only"),
]

LARGE = 50 * 1024 * 1024


def listing(name: str, kind: str, answer: Answer) -> Case:
    return Case(name, {}, {"/entrance": answer}, {kind: "/entrance"}, listed=GOOD)


def large_sitemap() -> bytes:
    """Return a sitemap as large as the protocol allows, in gzip."""
    pad = "x" * (LARGE // 50_000 - 80)
    return gzip.compress(
        sitemap(*(f"{{base}}/{n}{pad}.jpg" for n in range(50_000))).encode()[:LARGE]
    )


HEAVY = [
    *(page(f"endless {n}", endless(HEAD + b"\r\n", b"x" * 2**20), "") for n in range(20)),
    *(page(f"dripping {n}", dripping(HEAD + b"\r\n", b"x" * 999), "") for n in range(8)),
    listing("large sitemap", "sitemaps", http(large_sitemap, media_type="application/gzip")),
    listing(
        "large feed", "feeds", http(rss(*(f"http://a.example/{n}.jpg" for n in range(100_000))))
    ),
    listing(
        "a dead host of many pages",
        "sitemaps",
        http(sitemap(*(f"http://closed.example:1/{n}" for n in range(3000)))),
    ),
]


def test_time_and_memory_stay_bounded(tmp_path: Path) -> None:
    with run_cases(HEAVY, tmp_path, {}, seconds=600) as run:
        print(f"{run.memory / 1024**2:.0f} MiB, {len(run.failed)} failures")
        assert run.complaints == ""
        assert run.status == 0
        for case in HEAVY:
            good = {run.site.base(case.host) + path for path in case.good}
            assert good <= run.stored.get(case.host, set()), case.name
        assert run.memory < MEMORY
