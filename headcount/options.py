"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path

import click

READABLE = click.Path(path_type=Path, exists=True, dir_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)

database_option = click.option(
    "--db",
    type=FILE,
    default=Path("headcount.db"),
    show_default=True,
    help="The database file; the archive lies beside it.",
)
in_option = click.option("--jsonl", type=READABLE, metavar="IN", help="A JSONL file to read.")
out_option = click.option("--out", type=FILE, metavar="OUT", help="The file to write.")
