"""The verb that shows figures: ``figures``."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from headcount.complaints import BadInput
from headcount.database import existing
from headcount.options import database_option
from store.model import FigureStatus

if TYPE_CHECKING:
    from sqlite_utils import Database

    from headcount.figure_words import Condition

LIMIT = 20
MOST_CLAIMS = 2000
"""Of a figure with more claims the first and the last are looked at."""

ID = re.compile(r"(?=.*[a-f])[0-9a-f]{8,20}")
"""A word that may be (the beginning of) an id and cannot be a number."""


@click.command(short_help="Figures, or one with its states, parts and sources.")
@click.argument("words", nargs=-1)
@click.option("--id", "id_", metavar="ID", help="One figure in full; the id's beginning will do.")
@click.option("--status", type=click.Choice(get_args(FigureStatus)), help="Only with this status.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=LIMIT,
    show_default=True,
    help="At most so many figures.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, with all that is known.")
@database_option
def figures(
    words: tuple[str, ...],
    id_: str | None,
    status: FigureStatus | None,
    limit: int,
    as_json: bool,
    db: Path,
) -> None:
    """List the figures that match all WORDS, those that most pages state first; or show one.

    \b
    headcount figures --db headcount.db
    headcount figures Russland 650.000 --db headcount.db
    headcount figures --status disputed --db headcount.db

    A word is a country (in German or English, or its code), a kind such as killed, a counted noun,
    a source, a number, or a year. Of one figure (--id, or an id as the only word) all is shown:
    its states, who says so and who repeats it, its parts and what they leave, the claims.
    """
    if id_ is not None and (words or status):
        raise click.UsageError("--id stands alone: it names one figure")
    with existing(db, readonly=True) as database:
        figure = _figure_named(database, id_, words)
        if figure is not None:
            _show(database, figure, as_json=as_json)
        else:
            _list(database, words, status, limit, as_json=as_json)


def _figure_named(database: Database, id_: str | None, words: tuple[str, ...]) -> str | None:
    """Return the figure that ``--id`` or the only word names; raises :class:`BadInput`."""
    from store.figure_reports import figures_beginning

    beginning = id_
    if beginning is None and len(words) == 1 and ID.fullmatch(words[0]):
        beginning = words[0]
    if beginning is None:
        return None
    found = figures_beginning(database, beginning, limit=3)
    if len(found) == 1:
        return found[0]
    if found:
        raise BadInput(beginning, f"several figures begin so: {', '.join(found)} …")
    if id_ is not None:
        raise BadInput(beginning, "there is no such figure; `headcount figures` lists them")
    return None


def _show(database: Database, figure: str, *, as_json: bool) -> None:
    from headcount.figure_views import LANGUAGE, figure_in_full

    full = figure_in_full(database, figure, MOST_CLAIMS)
    if as_json:
        from publish.phrases import phrases
        from publish.wording import Wording

        sentence = {"sentence": Wording(phrases(LANGUAGE)).sentence(full.row)}
        reasons = list(dict.fromkeys(one.reason for one in full.contradictions))
        told = sentence | asdict(full) | {"contradictions": reasons}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
    else:
        from headcount.figure_tables import in_full
        from headcount.terminal import console

        console().print(in_full(full), highlight=False)


def _list(
    database: Database,
    words: tuple[str, ...],
    status: FigureStatus | None,
    limit: int,
    *,
    as_json: bool,
) -> None:
    from headcount.figure_views import count_figures, found_figures
    from headcount.figure_words import about, with_status

    conditions: list[Condition] = [about(word) for word in words if word.strip()]
    if status is not None:
        conditions.append(with_status(status))
    found = found_figures(database, conditions, limit)
    if as_json:
        rows = [asdict(figure) for figure in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif not found:
        click.echo("No figure matches.")
    else:
        from headcount.figure_tables import figures as table
        from headcount.terminal import console

        console().print(table("Figures", found))
        total = count_figures(database, conditions)
        click.echo(f"{len(found):,} of {total:,} figures; one in full: headcount figures --id ID")
