"""The verb ``sources``: how each source is doing, whether one works, and a new one."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headcount.complaints import BadInput, StageFailed
from headcount.database import existing
from headcount.foreign import one_line
from headcount.gathering import chosen, sources_option
from headcount.options import database_option

if TYPE_CHECKING:
    from crawler.sources import Source
    from headcount.health import Health
    from headcount.trial import Finding

LIST = "list"


class ListsByDefault(click.Group):
    """A group whose first command need not be named: what is no command is its argument."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the name of the first command before arguments that name none."""
        if not args or args[0] not in {*self.commands, *ctx.help_option_names}:
            args = [LIST, *args]
        return super().parse_args(ctx, args)


@click.group(cls=ListsByDefault, short_help="The sources, and how each is doing.")
def sources() -> None:
    """List the sources and how each is doing; try one; find the feeds of a new one.

    \b
    headcount sources --sources sources --db headcount.db
    headcount sources --failing
    headcount sources check derstandard
    headcount sources add https://www.example.org/
    """


@sources.command(LIST)
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--country", metavar="CODE", help="Only sources of this country, such as AUT.")
@click.option("--failing", is_flag=True, help="Only sources with open failures.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table, with the failures.")
@sources_option
@database_option
def list_sources(
    names: Sequence[str], country: str | None, failing: bool, as_json: bool, folder: Path, db: Path
) -> None:
    """List all sources, or the SOURCEs named: when each last answered, its newest page, new pages
    a day and open failures. Those that fail come first.

    \b
    headcount sources list --country GBR --sources sources --db headcount.db
    headcount sources list example --json

    Of SOURCEs that are named, the failures are told too. Without a database all are new.
    """
    from headcount.health import most_urgent_first

    now = dt.datetime.now(dt.UTC)
    listed = chosen(folder, names)
    health = _health(listed, db, now)
    if country is not None:
        listed = [source for source in listed if source.country == country.upper()]
        if not listed:
            raise BadInput(
                country, f"no source of this country in {folder}; expected a code as AUT"
            )
    if failing:
        listed = [source for source in listed if health[source.name].failures]
    listed = most_urgent_first(listed, health)
    if as_json:
        rows = [_row(source, health[source.name]) for source in listed]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1, default=_iso))
    else:
        _print(listed, health, now, with_failures=bool(names))


def _health(sources: Sequence[Source], db: Path, now: dt.datetime) -> dict[str, Health]:
    from headcount.health import Health, health_of

    if not db.is_file():
        return {source.name: Health() for source in sources}
    with existing(db, readonly=True) as database:
        return health_of(database, sources, now)


def _print(
    sources: Sequence[Source],
    health: Mapping[str, Health],
    now: dt.datetime,
    *,
    with_failures: bool,
) -> None:
    from rich.console import Console
    from rich.markup import escape

    from headcount.tables import source_health

    console = Console()
    console.print(source_health(sources, health, now))
    if with_failures:
        for source in sources:
            for trouble in health[source.name].failures:
                words = f"{trouble.url}: {trouble.error} ({trouble.times} times)"
                console.print(escape(words), soft_wrap=True)


def _row(source: Source, health: Health) -> dict[str, Any]:
    keys = ("name", "homepage", "country", "language", "tried")
    return {key: getattr(source, key) for key in keys} | asdict(health)


def _iso(value: dt.datetime) -> str:
    return value.isoformat()


@sources.command()
@click.argument("name", metavar="SOURCE|FILE")
@click.option(
    "--sources",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("sources"),
    show_default=True,
    help="Folder in which SOURCE is looked up.",
)
def check(name: str, folder: Path) -> None:
    """Try one source: robots.txt, everything that lists its pages, and a page or two.

    \b
    headcount sources check derstandard --sources sources
    headcount sources check drafts/example.toml

    Keeps nothing. Ends with exit code 1 where no page could be had and read.
    """
    from crawler.run import CrawlError
    from headcount.trial import trial

    source = _one(name, folder)
    works = total = pages = 0
    try:
        for finding in trial(source):
            _say(finding)
            total += 1
            works += finding.works
            pages += finding.works and finding.what == "page"
    except CrawlError as error:
        raise StageFailed(str(error)) from None
    if not pages:
        raise StageFailed(f"{source.name}: no page could be had and read")
    done = "all of it works" if works == total else f"{works} of {total} things work"
    said = "" if source.tried or works < total else "; its file may say tried = true"
    click.echo(f"{source.name}: {done}{said}")


def _say(finding: Finding) -> None:
    mark = "ok  " if finding.works else "FAIL"
    click.echo(one_line(f"{mark} {finding.what} {finding.url}: {finding.words}"))


def _one(name: str, folder: Path) -> Source:
    from crawler.sources import SourceError, load_source

    if not name.endswith(".toml"):
        return chosen(folder, [name])[0]
    try:
        return load_source(Path(name))
    except SourceError as error:
        raise BadInput(error) from None


@sources.command("add")
@click.argument("url")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("sources"),
    show_default=True,
    help="Folder in which the file is written.",
)
@click.option("--name", help="Name of the source; by default what the site calls itself.")
@click.option(
    "--delay",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    help="Seconds between two requests, now and in the file.",
)
@click.option("--force", is_flag=True, help="Overwrite the file of a source of that name.")
@click.option(
    "--allow-private", is_flag=True, help="The site may be on this machine or a private network."
)
def add_source(
    url: str, folder: Path, name: str | None, delay: float, force: bool, allow_private: bool
) -> None:
    """Find the feeds and sitemaps of the site whose front page is URL, and write its file.

    \b
    headcount sources add https://www.example.org/ --folder sources

    The site's name, language and home country are filled in where they can be told; look at the
    file before you use it.
    """
    from crawler.run import CrawlError
    from headcount.declaration import declaration
    from headcount.discovery import NAME, discover
    from headcount.jsonl import whole_file

    if name is not None and not NAME.fullmatch(name):
        raise BadInput(one_line(name), "expected small letters, digits and hyphens")
    try:
        found = discover(url, _say, name=name, delay=delay, allow_private=allow_private)
    except CrawlError as error:
        raise StageFailed(str(error)) from None
    source = found.source
    path = folder / f"{source.name}.toml"
    _check_free(path, source.name, force=force)
    text = declaration(source, found.title, found.whole)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(folder, error.strerror or error) from None
    with whole_file(path) as file:
        file.write(text)
    known = ", ".join(filter(None, (source.country, source.language))) or "home unknown"
    click.echo(f"{path}: {source.name}, {known}, {len(source.entrances())} feeds and sitemaps")


def _check_free(path: Path, name: str, *, force: bool) -> None:
    """Raise :class:`BadInput` where the file or the name is another source's."""
    from crawler.sources import SourceError, load_source

    if path.exists() and not force:
        raise BadInput(path, "is there already; --force overwrites it, --name takes another name")
    for other in sorted(path.parent.glob("*.toml")):
        try:
            taken = other != path and load_source(other).name == name
        except SourceError as error:
            raise BadInput(error) from None
        if taken:
            raise BadInput(other, f"has the name {name} already; --name takes another")
