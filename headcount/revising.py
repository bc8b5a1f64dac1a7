"""The verb that shows what became of claims when pages changed: ``revisions``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headcount.database import existing
from headcount.options import database_option

if TYPE_CHECKING:
    from rich.table import Table
    from sqlite_utils import Database

MOST = 200
"""Rows that are shown; all of them are in the view ``revisions``."""


@click.command(short_help="What became of the claims of pages that changed.")
@click.argument("url", required=False)
@click.option("--all", "everything", is_flag=True, help="Also the claims that were kept.")
@database_option
def revisions(url: str | None, everything: bool, db: Path) -> None:
    """Show the claims that were changed, withdrawn or added when a page changed, newest first.

    \b
    headcount revisions --db headcount.db
    headcount revisions https://example.org/report --all --db headcount.db

    A change outside the text of an article is no revision.
    """
    from rich.console import Console

    with existing(db, readonly=True) as database:
        Console().print(_table(database, _normalised(url), everything=everything))


def _normalised(url: str | None) -> str | None:
    from crawler.urls import normalised

    return url and (normalised(url) or url)


def _table(database: Database, url: str | None, *, everything: bool) -> Table:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    from headcount.tables import bounded

    rows = database.execute(
        'SELECT happened, "change", kind, unit, bound_before, low_before, high_before, '
        "bound_after, low_after, high_after, outlet, url FROM revisions "
        "WHERE (:url IS NULL OR url = :url) AND (:everything OR \"change\" <> 'kept') "
        "ORDER BY happened DESC, url, claim_after LIMIT :most",
        {"url": url, "everything": everything, "most": MOST},
    )
    table = Table(title="Revisions", title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for column in ("when", "claim", "before", "after", "page"):
        table.add_column(column, overflow="fold")
    for happened, change, kind, unit, *numbers, outlet, page in rows:
        table.add_row(
            happened[:16].replace("T", " "),
            escape(f"{change}\n{kind.replace('_', ' ')}, {unit}"),
            bounded(*numbers[:3]),
            bounded(*numbers[3:]),
            escape(f"{outlet}\n{page}"),
        )
    return table
