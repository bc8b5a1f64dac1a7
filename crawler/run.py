"""Runs the spider from Python: in a child process, since Scrapy's reactor starts only once."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from crawler.sources import Source


class CrawlError(RuntimeError):
    """The crawl ended before it was done; what was kept until then stays."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: ``outcome`` is new, changed, unchanged or failed."""

    source: str
    outcome: str
    url: str


@dataclass(slots=True)
class CrawlSummary:
    """How many pages were new, changed, unchanged or failed, by source and outcome."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def of(self, outcome: str, source: str | None = None) -> int:
        """Return the number of pages with an outcome, of one source or of all."""
        return sum(
            count
            for (name, kind), count in self.outcomes.items()
            if kind == outcome and source in (None, name)
        )


def crawl(
    database: Path,
    sources: Sequence[Source],
    *,
    due_by: dt.datetime | None = None,
    progress: Callable[[Event], None] | None = None,
) -> CrawlSummary:
    """Gather what is new from ``sources`` into ``database``; returns what happened.

    With ``due_by`` only feeds are asked, and pages that failed, that are due by then. Can be
    called again and again in one process. ``progress`` is told of each page as it happens.
    Raises :class:`CrawlError`.
    """
    order: dict[str, Any] = {
        "database": str(database),
        "sources": [asdict(source) for source in sources],
        "due_by": due_by.isoformat() if due_by else "",
    }
    summary = CrawlSummary()
    with closing(events(order)) as told:
        for event in (Event(**table) for table in told):
            summary.outcomes[event.source, event.outcome] += 1
            if progress is not None:
                progress(event)
    return summary


def events(order: dict[str, Any]) -> Generator[dict[str, Any]]:
    """Carry out an order (see :mod:`crawler.__main__`) and yield what the child process tells.

    The child ends when the iterator is closed. Raises :class:`CrawlError`.
    """
    command = [sys.executable, "-m", "crawler"]
    reason = None
    with subprocess.Popen(  # noqa: S603 - our own module, nothing from outside
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as child:
        try:
            _order(child.stdin, json.dumps(order))
            for line in child.stdout or ():
                event = json.loads(line)
                if "stopped" in event:
                    reason = event["stopped"]
                else:
                    yield event
        except BaseException:
            child.terminate()
            raise
    if child.returncode != 0:
        raise CrawlError(f"{reason or f'ended with status {child.returncode}'}; run it again")


def _order(pipe: IO[str] | None, order: str) -> None:
    if pipe is not None:
        pipe.write(order)
        pipe.close()
