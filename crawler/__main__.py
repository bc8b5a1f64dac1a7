"""One crawl in a process of its own: an order on standard input, events on standard output.

The order is a JSON object with ``sources``, and either ``database`` (gather what is new; with
``due_by``, a time, only from what is due by then) or ``addresses`` and ``folder`` (ask only
these, as requests of the first source, and put the bodies there). Every event is a JSON object
on a line of its own; ``stopped`` says why nothing can be kept any more.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from typing import Any

from scrapy.crawler import CrawlerProcess
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawler.addresses import PRIVATE_HOSTS
from crawler.keeper import KeeperError
from crawler.sources import Source
from crawler.spiders.answers import AnswersSpider
from crawler.spiders.news import NewsSpider

QUIET = ("scrapy.downloadermiddlewares.robotstxt", "scrapy.downloadermiddlewares.retry")
"""Loggers of what becomes a row in ``failures`` anyway."""


def main() -> int:
    """Carry out the order on standard input; return the exit status."""
    order = json.load(sys.stdin)
    sources = [_source(table) for table in order["sources"]]
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    if "database" in order:
        settings.set("HEADCOUNT_DATABASE", order["database"], priority="cmdline")
        settings.set("HEADCOUNT_DUE_BY", order.get("due_by", ""), priority="cmdline")
    private = {host for s in sources if s.allow_private for host in s.hosts()}
    settings.set(PRIVATE_HOSTS, sorted(private), priority="cmdline")
    slots = {host: {"delay": s.delay, "concurrency": 1} for s in sources for host in s.hosts()}
    settings.set("DOWNLOAD_SLOTS", slots, priority="cmdline")
    process = CrawlerProcess(settings)
    stopped: list[str] = []
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if "database" in order:
        crawled = process.crawl(NewsSpider, sources=sources, report=_report, stop=stopped.append)
        crawled.addErrback(_known)
    else:
        asked = {"addresses": order["addresses"], "folder": order["folder"]}
        process.crawl(AnswersSpider, source=sources[0], report=_tell, **asked)
    process.start()
    for reason in stopped:
        _tell({"stopped": reason})
    return 1 if process.bootstrap_failed or stopped else 0


def _known(failure: Failure) -> None:
    """Let a database that cannot be opened pass: ``stop`` was told why."""
    failure.trap(KeeperError)  # type: ignore[no-untyped-call]


def _source(table: dict[str, Any]) -> Source:
    lists = {key: tuple(value) for key, value in table.items() if isinstance(value, list)}
    return Source(**{**table, **lists})


def _report(source: str, outcome: str, url: str) -> None:
    _tell({"source": source, "outcome": outcome, "url": url})


def _tell(event: dict[str, Any]) -> None:
    try:
        print(json.dumps(event), flush=True)
    except BrokenPipeError:
        # Who ordered the crawl is gone: end as after Ctrl-C. What is under way is still kept.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        signal.raise_signal(signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
