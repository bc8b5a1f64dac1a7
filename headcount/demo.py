"""The verb ``demo``: the whole job on the bundled sample newsroom."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headcount.complaints import BadInput
from headcount.database import opened

if TYPE_CHECKING:
    from sqlite_utils import Database

    from headcount.newsroom import Newsroom

HOST = "127.0.0.1"
SHOWN_FIGURES = 20


@click.command(short_help="The whole job on a bundled sample newsroom.")
@click.option("--no-serve", is_flag=True, help="Stop after printing the figures.")
@click.option(
    "--db",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The database file; by default one in a new temporary folder.",
)
def demo(no_serve: bool, db: Path | None) -> None:
    """Crawl a sample newsroom on this machine, read its figures, reconcile them, show them.

    \b
    headcount demo
    headcount demo --no-serve --db demo.db

    The newsroom is a small web site of six invented outlets that comes with the package.
    Nothing is asked of any other host.
    """
    path = db or Path(tempfile.mkdtemp(prefix="headcount-demo-")) / "demo.db"
    with ExitStack() as served:
        with opened(path) as database:
            newsroom = served.enter_context(_newsroom(database))
            _run(newsroom, database, path)
        click.echo(
            f"The database: {path}\nLook into it: headcount serve --db {path}\n"
            f"One figure in full: headcount figures --id ID --db {path}"
        )
        if not no_serve:
            from publish.serve import serve

            serve(path, host=HOST, port=0)  # a free port: the demo must not fail for a taken one


@contextmanager
def _newsroom(database: Database) -> Iterator[Newsroom]:
    """Serve the newsroom, at the port of the last time where this database has pages of it."""
    from headcount.newsroom import Newsroom
    from headcount.views import port_of_sample

    port = port_of_sample(database)
    try:
        newsroom = Newsroom(port)
    except OSError as error:
        raise BadInput(
            f"port {port}",
            f"{error.strerror}; this database has the pages of the sample newsroom "
            "at that port: stop what uses it, or choose another --db",
        ) from None
    with newsroom:
        yield newsroom


def _run(newsroom: Newsroom, database: Database, path: Path) -> None:
    from crawler.sources import load_sources
    from headcount.stages import crawl_sources, extract_new, reconcile_all

    click.echo(f"A sample newsroom of six invented outlets is on the air: {newsroom.base}/")
    with tempfile.TemporaryDirectory() as folder:
        newsroom.write_sources(Path(folder))
        sources = load_sources(Path(folder))
    click.echo("1. " + crawl_sources(database, path, sources).summary())
    newsroom.revise()
    click.echo("2. One outlet corrects a toll. " + crawl_sources(database, path, sources).summary())
    click.echo("3. " + extract_new(database, path).summary())
    click.echo("4. " + reconcile_all(database, path).summary() + "\n")
    _show(database)


def _show(database: Database) -> None:
    from headcount.figure_tables import figures, in_short
    from headcount.figure_views import (
        count_figures,
        figure_in_full,
        found_figures,
        telling_figures,
    )
    from headcount.figuring import MOST_CLAIMS
    from headcount.sample import outlets
    from headcount.tables import gathered
    from headcount.terminal import console
    from headcount.views import pages_of_sources

    out = console()
    names = {outlet.slug: outlet.name for outlet in outlets()}
    out.print(gathered(names, pages_of_sources(database)))
    found = found_figures(database, (), SHOWN_FIGURES)
    out.print(figures("Figures that most pages state", found))
    more = count_figures(database) - len(found)
    if more > 0:
        out.print(f"... and {more} more figures.\n")
    for figure in telling_figures(database):
        out.print(
            in_short(figure_in_full(database, figure, most_claims=MOST_CLAIMS)), highlight=False
        )
