"""A text that a reader pastes: each figure in it held against the database, within limits.

What a check may cost is bounded before it begins: the length of the text, the figures that are
looked up, the time for them, and how many checks run at once. Nothing is written.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sqlite_utils import Database

from extract.article import language_of
from extract.read import claims_of
from extract.words import LANGUAGES
from publish import queries
from publish.queries import ClaimRow, FigureRow
from reconcile.check import as_article, on_record
from reconcile.verdicts import Verdict

MOST_CHARACTERS = 100_000
"""Characters of a text; a long report has fewer, and reading so many takes a second or two."""

MOST_FIGURES = 200
"""Figures of a text that are looked up."""

SECONDS = 5.0
"""Time for looking them up."""

AT_ONCE = 2
"""Checks at a time: of Datasette's three threads one stays free for the pages."""

PATIENCE = 5.0
"""Seconds that a text waits until others are checked."""

_places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


class RefusedError(ValueError):
    """A text that is not checked. ``reason`` is a phrase of the pages, ``status`` that of HTTP."""

    def __init__(self, reason: str, status: int) -> None:
        """Take the name of the phrase and the status."""
        super().__init__(reason)
        self.reason = reason
        self.status = status


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure of the text: the verdict, the figure and the claims that decide."""

    verdict: Verdict
    figure: FigureRow | None
    evidence: tuple[ClaimRow, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A checked text, in which ``findings`` stand in the order of their numbers."""

    text: str
    language: str
    findings: list[Finding]


@asynccontextmanager
async def one_of_few() -> AsyncIterator[None]:
    """Hold one of the places for checks, in the order of asking.

    Raises :class:`RefusedError` where none becomes free within :data:`PATIENCE`.
    """
    places = _places.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))
    try:
        async with asyncio.timeout(PATIENCE):
            await places.acquire()
    except TimeoutError:
        raise RefusedError("check_busy", 503) from None
    try:
        yield
    finally:
        places.release()


def learn_to_read() -> None:
    """Load what reading a text needs, in every language, so that the first check need not wait."""
    for language in LANGUAGES:
        claims_of(as_article("3.", language, dt.datetime.now(dt.UTC).date()))


def language_to_read(text: str) -> str:
    """Return the language of a text within the limits. Raises :class:`RefusedError`."""
    if len(text) > MOST_CHARACTERS:
        raise RefusedError("check_too_long", 413)
    language = language_of(text, None)
    if language not in LANGUAGES:
        raise RefusedError("check_language", 400)
    return language


def check(connection: sqlite3.Connection, text: str, today: dt.date) -> Checked:
    """Check each figure of ``text``, said ``today``, within one transaction.

    Raises :class:`RefusedError` where it takes more than a check may.
    """
    language = language_to_read(text)
    article = as_article(text, language, today)
    claims = sorted(claims_of(article), key=lambda claim: (claim.number_start, claim.id))
    if len(claims) > MOST_FIGURES:
        raise RefusedError("check_too_many", 413)
    database = Database(connection)
    deadline = time.monotonic() + SECONDS
    verdicts = []
    for claim in claims:
        if time.monotonic() > deadline:
            raise RefusedError("check_too_slow", 503)
        record = on_record(database, [claim], language, today, set())
        verdicts.append(record.check(claim, language, today))
    ids = sorted({verdict.figure for verdict in verdicts if verdict.figure is not None})
    figures = {row.id: row for row in queries.figures(connection, ids)}
    evidence = queries.claims(connection, sorted({id for one in verdicts for id in one.claims}))
    findings = [
        Finding(
            verdict,
            figures.get(verdict.figure) if verdict.figure is not None else None,
            tuple(evidence[id] for id in verdict.claims if id in evidence),
        )
        for verdict in verdicts
    ]
    return Checked(text, language, findings)
