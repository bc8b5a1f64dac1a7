"""The verbs that gather: ``crawl`` and ``add``."""

from __future__ import annotations

import datetime as dt
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
@click.option("--now", is_flag=True, help="Ask what is not due yet, too.")
@sources_option
@database_option
def crawl(names: Sequence[str], now: bool, folder: Path, db: Path) -> None:
    """Ask the sources for what is new and keep it; all of them, or the SOURCEs named.

    \b
    headcount crawl --sources sources --db headcount.db
    headcount crawl --now --sources sources --db headcount.db
    headcount crawl unhcr --sources sources --db headcount.db

    Of all sources those feeds are asked that are due: between every 5 minutes and once a day, by
    how often they bring something new. Those of SOURCEs that are named, and all with --now, are
    asked at once. What has not changed is not downloaded again; robots.txt, Crawl-delay and
    Retry-After are obeyed. HEADCOUNT_CONTACT, an address or a mail address, tells every server
    whom to write to.
    """
    from headcount.stages import crawl_sources

    asked = chosen(folder, names)
    mind_contact(asked)
    due_by = None if names or now else dt.datetime.now(dt.UTC)
    with opened(db) as database:
        gathered = crawl_sources(database, db, asked, due_by=due_by)
    hint = " (--now asks them all the same)" if gathered.waiting else ""
    click.echo(gathered.summary() + hint)


def mind_contact(sources: Sequence[Source]) -> None:
    """Say in one line where servers of others are to be asked without a contact."""
    from crawler.settings import HEADCOUNT_CONTACT

    if not HEADCOUNT_CONTACT and not all(source.allow_private for source in sources):
        click.echo(
            "no contact is given: set HEADCOUNT_CONTACT to an address or a mail address, so that "
            "those who are asked know whom to write to",
            err=True,
        )


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


@click.command(short_help="Take in saved pages, reports, JSONL, web archives and addresses.")
@click.argument("things", metavar="FILE|DIR|URL...", nargs=-1, required=True)
@click.option(
    "--allow-private", is_flag=True, help="Addresses may be of this machine or a private network."
)
@database_option
def add(things: Sequence[str], allow_private: bool, db: Path) -> None:
    """Take pages, texts, PDF reports, JSONL and web archives into the database.

    \b
    headcount add report.pdf saved-pages/ --db headcount.db
    headcount add docs.jsonl crawl.warc.gz --db headcount.db
    headcount add https://example.org/report.pdf --db headcount.db

    A folder is taken with everything below it, a web archive (.warc, .warc.gz, .wacz) with its
    pages and reports, an address by the rules of a crawl. What is there already is not taken
    twice, so that a run that was stopped can be started again. What could not be taken is in the
    table failures.
    """
    from headcount.intake import take_in

    click.echo(take_in(db, things, allow_private=allow_private).summary())
