"""The verbs that show what is in the database: ``serve``, ``stats`` and ``export``."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from headcount.complaints import BadInput, StageFailed
from headcount.database import existing
from headcount.jsonl import whole_file
from headcount.options import database_option
from headcount.progress import progress

if TYPE_CHECKING:
    from sqlite_utils import Database

HOST = "127.0.0.1"
PORT = 8001
EXPORTED = ("claims_flat", "figures", "relations", "articles", "documents", "failures")


@click.command(short_help="The database in the browser.")
@database_option
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
@click.option(
    "--reviewers",
    type=click.Path(path_type=Path, dir_okay=False),
    help="TOML file of who may log in and judge at /-/review; by default nobody.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=lambda: min(4, os.cpu_count() or 1),
    show_default="one per processor, 4 at most",
    help="How many processes answer.",
)
def serve(
    db: Path, host: str, port: int, open_browser: bool, reviewers: Path | None, workers: int
) -> None:
    """Start Datasette on the database, with pages for figures, articles and search.

    \b
    headcount serve --db headcount.db
    headcount serve --db headcount.db --reviewers reviewers.toml
    """
    from publish.reviewers import Reviewers, ReviewersError, read_reviewers
    from publish.serve import serve as serve_database

    try:
        known = read_reviewers(reviewers, os.environ) if reviewers is not None else Reviewers()
    except ReviewersError as error:
        raise BadInput(error) from None
    with existing(db):  # brings an older schema up to date; serving only reads
        pass
    try:
        serve_database(
            db,
            host=host,
            port=port,
            open_browser=open_browser,
            reviewers=known,
            workers=workers,
        )
    except OSError as error:
        raise BadInput(f"{host} port {port}", error.strerror or error) from None


@click.command(short_help="What is in the database.")
@database_option
def stats(db: Path) -> None:
    """Count what was gathered, read and found, and what failed.

    \b
    headcount stats --db headcount.db
    """
    from rich.console import Console

    from headcount.tables import counts

    console = Console()
    with existing(db, readonly=True) as database:
        for title, sql in COUNTS.items():
            rows = database.execute(sql).fetchall()
            if rows:
                console.print(counts(title, rows))


COUNTS = {
    "In the database": """
        SELECT 'sources', count(*) FROM sources
        UNION ALL SELECT 'documents', count(*) FROM documents
        UNION ALL SELECT 'snapshots', count(*) FROM snapshots
        UNION ALL SELECT 'articles', count(*) FROM articles
        UNION ALL SELECT 'claims', count(*) FROM claims
        UNION ALL SELECT 'figures', count(*) FROM figures
        UNION ALL SELECT 'relations', count(*) FROM relations
        UNION ALL SELECT 'failures', count(*) FROM failures
    """,
    "Articles by language": """
        SELECT language, count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1
    """,
    "Claims by kind": "SELECT kind, count(*) FROM claims GROUP BY 1 ORDER BY 2 DESC, 1",
    "Figures by status": "SELECT status, count(*) FROM figures GROUP BY 1 ORDER BY 2 DESC, 1",
    "Relations": "SELECT relation, count(*) FROM relations GROUP BY 1 ORDER BY 2 DESC, 1",
    "Failures by stage": "SELECT stage, count(*) FROM failures GROUP BY 1 ORDER BY 2 DESC, 1",
}


@click.command(short_help="Tables as CSV or JSON files.")
@database_option
@click.option(
    "--table",
    type=click.Choice(EXPORTED),
    default="claims_flat",
    show_default=True,
    help="What to export; claims_flat has a row per claim and country.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file to write; its ending decides: .csv, .json or .jsonl.",
)
def export(db: Path, table: str, out: Path) -> None:
    """Write a table of the database to a file, with the source of every row.

    \b
    headcount export --db headcount.db --out claims.csv
    headcount export --db headcount.db --table figures --out figures.json
    """
    writers = {".csv": _write_csv, ".json": _write_json, ".jsonl": _write_jsonl}
    if out.suffix not in writers:
        raise BadInput(out, f"expected a name that ends in {', '.join(writers)}")
    with existing(db, readonly=True) as database, whole_file(out) as file:
        columns, rows = _rows(database, table)
        total = database[table].count
        writers[out.suffix](file, columns, progress(rows, "exporting", total))
    click.echo(f"{total} rows of {table}: {out}")


Row = tuple[Any, ...]


def _rows(database: Database, table: str) -> tuple[list[str], Iterator[Row]]:
    try:
        # The name is one of EXPORTED, never a user's text.
        cursor = database.execute(f'SELECT * FROM "{table}"')  # noqa: S608
    except sqlite3.OperationalError as error:
        raise StageFailed(f"{table}: {error}") from None
    return [column[0] for column in cursor.description], iter(cursor)


def _write_csv(file: IO[str], columns: list[str], rows: Iterable[Row]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)


def _write_json(file: IO[str], columns: list[str], rows: Iterable[Row]) -> None:
    separator = "[\n"
    for row in rows:
        file.write(separator + json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False))
        separator = ",\n"
    file.write("[]\n" if separator == "[\n" else "\n]\n")


def _write_jsonl(file: IO[str], columns: list[str], rows: Iterable[Row]) -> None:
    for row in rows:
        file.write(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n")
