"""The verbs that gather: ``crawl``, ``add`` and ``watch``."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headcount.complaints import BadInput
from headcount.database import opened
from headcount.options import FOLDER, database_option

if TYPE_CHECKING:
    from crawler.sources import Source

sources_option = click.option(
    "--sources",
    "folder",
    type=FOLDER,
    default=Path("sources"),
    show_default=True,
    help="Folder with one TOML file per source.",
)


@click.command(short_help="Gather what is new from the sources.")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@sources_option
@database_option
def crawl(names: Sequence[str], folder: Path, db: Path) -> None:
    """Ask the sources for what is new and keep it; all of them, or the SOURCEs named.

    \b
    headcount crawl --sources sources --db headcount.db
    headcount crawl unhcr --sources sources --db headcount.db

    Feeds and pages that have not changed are not downloaded again; robots.txt is obeyed.
    """
    from headcount.stages import crawl_sources

    asked = chosen(folder, names)
    with opened(db) as database:
        click.echo(crawl_sources(database, db, asked).summary())


def chosen(folder: Path, names: Sequence[str]) -> list[Source]:
    """Return the sources in ``folder``, all of them or those named; raises :class:`BadInput`."""
    from crawler.sources import SourceError, load_sources

    try:
        known = {source.name: source for source in load_sources(folder)}
    except SourceError as error:
        raise BadInput(error) from None
    if not known:
        raise BadInput(folder, "no source here; expected TOML files, one per source")
    for name in names:
        if name not in known:
            raise BadInput(name, f"no such source in {folder}; there are {', '.join(known)}")
    return [known[name] for name in names] if names else list(known.values())


@click.command(short_help="Take in saved pages, texts and PDF reports.")
@click.argument("things", metavar="FILE|DIR...", nargs=-1, required=True)
@database_option
def add(things: Sequence[str], db: Path) -> None:
    """Take saved web pages, texts and PDF reports into the database.

    \b
    headcount add report.pdf saved-pages/ --db headcount.db

    A folder is taken with everything below it. What is there already is not taken twice.
    """
    from headcount.intake import take_in

    click.echo(take_in(db, things).summary())


UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


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
    """Keep the database up to date until stopped (Ctrl-C); a round that fails stops nothing.

    \b
    headcount watch --every 15m --sources sources --db headcount.db
    """
    while True:
        began = time.monotonic()
        try:
            _round(folder, db)
        except (click.ClickException, OSError, sqlite3.Error) as error:
            click.echo(f"{_now()} this round failed: {error}", err=True)
        time.sleep(max(0.0, every.total_seconds() - (time.monotonic() - began)))


def _round(folder: Path, db: Path) -> None:
    from headcount.stages import crawl_sources, extract_new, reconcile_all

    asked = chosen(folder, ())
    with opened(db) as database:
        click.echo(f"{_now()} {crawl_sources(database, db, asked).summary()}")
        click.echo(f"{_now()} {extract_new(database, db).summary()}")
        click.echo(f"{_now()} {reconcile_all(database).summary()}")


def _now() -> str:
    return f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M:%S}"
