"""The verb ``watch``: rounds of crawling, extracting and reconciling, for weeks.

What takes memory runs in processes of its own, which end with their round; the one that stays
holds next to nothing.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

from headcount.complaints import BadInput, StageFailed
from headcount.database import opened
from headcount.gathering import chosen, mind_contact, sources_option
from headcount.options import database_option

if TYPE_CHECKING:
    from crawler.sources import Source

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
SIGNALS = (signal.SIGTERM, signal.SIGINT)
TROUBLES = (click.ClickException, OSError, sqlite3.Error)
"""What may fail in a round; the next one is tried all the same."""


class Every(click.ParamType[dt.timedelta]):
    """A length of time: ``90s``, ``15m``, ``2h`` or ``1d``."""

    name = "duration"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.timedelta:
        """Return ``value`` as a timedelta."""
        if isinstance(value, dt.timedelta):
            return value
        match = re.fullmatch(r"([1-9]\d{0,4})([smhd])", str(value))
        if match is None:
            self.fail(f"expected a time such as 90s, 15m, 2h or 1d, found {value!r}", param, ctx)
        return dt.timedelta(**{UNITS[match[2]]: int(match[1])})


@click.command(short_help="Crawl, extract and reconcile, again and again.")
@click.option("--every", type=Every(), default="15m", show_default=True, help="How often.")
@sources_option
@database_option
def watch(every: dt.timedelta, folder: Path, db: Path) -> None:
    """Keep the database up to date until stopped (Ctrl-C, or a signal TERM).

    \b
    headcount watch --every 15m --sources sources --db headcount.db

    Every round asks what is due, reads what is new, and says in one line what came of it. A feed
    is asked as often as it brings something new, but not oftener than there are rounds. What
    fails is said and tried again in the next round. A database has one watch at a time.
    """
    with alone(db):
        rounds = Rounds(folder, db, every, chosen(folder, ()))
        mind_contact(rounds.sources)
        with opened(db):
            pass  # what is no database is said now, not in every round
        try:
            with stopping():
                while True:
                    began = time.monotonic()
                    moment = dt.datetime.now(dt.UTC)
                    click.echo(f"{moment:%Y-%m-%d %H:%M:%S} UTC {rounds.one(moment)}")
                    time.sleep(max(0.0, began + every.total_seconds() - time.monotonic()))
        except Stopped:
            click.echo("stopped; what was kept stays, and the next watch goes on from there")


class Stopped(BaseException):
    """A signal asked the watch to end."""


@contextmanager
def stopping() -> Iterator[None]:
    """Raise :class:`Stopped` in the block when a signal asks to end."""

    def stop(signum: int, frame: FrameType | None) -> NoReturn:
        raise Stopped

    before = {number: signal.signal(number, stop) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def alone(db: Path) -> Iterator[None]:
    """Hold the place of the one watch on a database; raises :class:`StageFailed` where it is taken.

    The system gives it back when the process ends, however it ends.
    """
    path = db.with_name(db.name + ".watch")
    try:
        mark = path.open("ab")
    except OSError as error:
        raise BadInput(path, error.strerror) from None
    with mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StageFailed(f"{db}: another `headcount watch` keeps it; end that first") from None
        yield


@dataclass(slots=True)
class Rounds:
    """What one round hands to the next.

    ``sources`` are those that could be read last, ``stale`` tells whether there may be claims
    that no figure was made of.
    """

    folder: Path
    db: Path
    every: dt.timedelta
    sources: list[Source]
    stale: bool = True

    def one(self, moment: dt.datetime) -> str:
        """Do the round of that ``moment``; return in one line what came of it."""
        said: list[str] = []
        for stage in (self._look, self._crawl, self._extract, self._reconcile):
            try:
                said += stage(moment)
            except TROUBLES as error:
                told = error.format_message() if isinstance(error, click.ClickException) else error
                said.append(f"{stage.__name__.strip('_')} failed: {told}")
        return "; ".join(said)

    def _look(self, moment: dt.datetime) -> list[str]:
        self.sources = chosen(self.folder, ())
        return []

    def _crawl(self, moment: dt.datetime) -> list[str]:
        from headcount.stages import crawl_sources

        # A feed is asked in the round that is nearest to the time when it is due.
        with opened(self.db) as database:
            by = moment + self.every / 2
            return [crawl_sources(database, self.db, self.sources, due_by=by).summary()]

    def _extract(self, moment: dt.datetime) -> list[str]:
        from extract import VERSION
        from headcount.views import unread_count

        with opened(self.db) as database:
            unread = unread_count(database, VERSION)
        if not unread:
            return []
        self.stale = True
        return [self._in_a_process("extract")]

    def _reconcile(self, moment: dt.datetime) -> list[str]:
        if not self.stale:
            return []
        said = self._in_a_process("reconcile")
        self.stale = False
        return [said]

    def _in_a_process(self, verb: str) -> str:
        """Return the last line that a verb says; raises :class:`StageFailed`."""
        command = [sys.executable, "-m", "headcount", verb, "--db", str(self.db)]
        run = subprocess.run(  # noqa: S603 - our own command, nothing from outside
            command, capture_output=True, text=True, encoding="utf-8", check=False
        )
        said = (run.stderr if run.returncode else run.stdout).strip().splitlines()
        if run.returncode:
            raise StageFailed(said[-1] if said else f"ended with status {run.returncode}")
        return said[-1] if said else f"{verb} said nothing"
