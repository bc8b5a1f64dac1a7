"""How each source is doing: what came from it, when, and what does not work."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from sqlite_utils import Database

    from crawler.sources import Source

WINDOW = 14
"""Days over which articles a day are counted; fewer for a source that is younger."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """An open failure: the URL, its cause, how often and when it last happened."""

    url: str
    error: str
    times: int
    happened: dt.datetime


@dataclass(frozen=True, slots=True)
class Health:
    """What a database knows of one source.

    ``last_success`` is when something of it was last asked and answered, ``last_new`` when its
    newest page was first fetched (None: never); ``per_day`` counts new pages of the last
    :data:`WINDOW` days; ``failures`` are those that are open, the latest first.
    """

    pages: int = 0
    last_success: dt.datetime | None = None
    last_new: dt.datetime | None = None
    per_day: float = 0.0
    failures: list[Trouble] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Pages of one source; ``recent`` are those first seen within the window."""

    pages: int
    first_new: dt.datetime
    last_new: dt.datetime
    last_success: dt.datetime
    recent: int


def health_of(database: Database, sources: Iterable[Source], now: dt.datetime) -> dict[str, Health]:
    """Return how each of the ``sources`` is doing at the time ``now``, by name."""
    known = list(sources)
    pages = _pages(database, now)
    answered = _answered(database)
    failures = _failures(database, known)
    return {
        source.name: _health(
            pages.get(source.name), answered.get(source.name), failures[source.name], now
        )
        for source in known
    }


def most_urgent_first(sources: Iterable[Source], health: Mapping[str, Health]) -> list[Source]:
    """Return the sources with open failures first, then those that never answered, by name."""

    def urgency(source: Source) -> tuple[int, bool, str]:
        state = health[source.name]
        return -len(state.failures), state.last_success is not None, source.name

    return sorted(sources, key=urgency)


def _health(
    pages: Gathered | None,
    answered: dt.datetime | None,
    failures: list[Trouble],
    now: dt.datetime,
) -> Health:
    if pages is None:
        return Health(last_success=answered, failures=failures)
    days = min(WINDOW, max(1.0, (now - pages.first_new) / dt.timedelta(days=1)))
    return Health(
        pages=pages.pages,
        last_success=max(pages.last_success, answered or pages.last_success),
        last_new=pages.last_new,
        per_day=pages.recent / days,
        failures=failures,
    )


def _pages(database: Database, now: dt.datetime) -> dict[str, Gathered]:
    from store.database import moment, timestamp

    sql = """
        SELECT source, count(*), min(first_seen), max(first_seen), max(checked),
            sum(first_seen >= ?)
        FROM documents GROUP BY source
    """
    since = timestamp(now - dt.timedelta(days=WINDOW))
    return {
        source: Gathered(pages, moment(first), moment(last), moment(checked), recent)
        for source, pages, first, last, checked, recent in database.execute(sql, [since])
    }


def _answered(database: Database) -> dict[str, dt.datetime]:
    """Return when an entrance of each source last answered.

    ``checked`` moves with every request, ``changed`` with a new answer: where a failure is open,
    only the latter is known to have worked.
    """
    from store.database import moment

    sql = """
        SELECT source, max(CASE WHEN url IN (SELECT "key" FROM failures WHERE stage = 'crawl')
            THEN changed ELSE checked END) AS answered
        FROM feeds GROUP BY source HAVING answered IS NOT NULL
    """
    return {source: moment(answered) for source, answered in database.execute(sql)}


def _failures(database: Database, sources: Iterable[Source]) -> dict[str, list[Trouble]]:
    """Return the open failures of each source.

    A failure is a source's by its entrance or its page, or, of a page that was never had, by its
    host where only one source names that host.
    """
    from store.database import moment

    sql = """
        SELECT coalesce(read.url, failures."key"), error, times, happened,
            coalesce(failures.source, feeds.source, asked.source, read.source)
        FROM failures
        LEFT JOIN feeds ON stage = 'crawl' AND feeds.url = failures."key"
        LEFT JOIN documents AS asked ON stage = 'crawl' AND asked.url = failures."key"
        LEFT JOIN snapshots ON stage = 'extract' AND snapshots.id = failures."key"
        LEFT JOIN documents AS read ON read.id = snapshots.document
        WHERE stage IN ('crawl', 'extract')
        ORDER BY happened DESC, 1
    """
    hosts = _hosts(sources)
    found: dict[str, list[Trouble]] = defaultdict(list)
    for url, error, times, happened, source in database.execute(sql):
        owner = source or hosts.get(_host(url))
        if owner is not None:
            found[owner].append(Trouble(url, error, times, moment(happened)))
    return found


def _hosts(sources: Iterable[Source]) -> dict[str, str]:
    """Return the source of each host that only one source names."""
    named = [(host.removeprefix("www."), s.name) for s in sources for host in s.hosts()]
    times = Counter(host for host, _ in dict.fromkeys(named))
    return {host: name for host, name in named if times[host] == 1}


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""  # what a page gave as an address may be none
