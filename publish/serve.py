"""Serves a database to browsers: Datasette with our metadata and pages, in this process."""

from __future__ import annotations

import socket
import sqlite3
import webbrowser
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import uvicorn
from datasette.app import Datasette, DatasetteClient
from datasette.database import Database

from publish.metadata import metadata
from publish.page import DATABASE
from publish.plugin import database_of
from publish.reviewers import Reviewers

SETTINGS: dict[str, int | str | bool] = {
    # Suggesting facets counts every column of a table; the useful ones are in the metadata.
    "suggest_facets": False,
    "sql_time_limit_ms": 2000,
    "max_returned_rows": 1000,
}


class _Server(Datasette):  # type: ignore[misc] # Datasette has no types
    """A Datasette with settings of plugins beside the metadata, which everybody may read."""

    def __init__(self, plugins: Mapping[str, Any]) -> None:
        self.plugins = plugins  # first: plugins ask while the server is being made
        super().__init__([], metadata=metadata(), settings=SETTINGS)

    def plugin_config(
        self,
        plugin_name: str,
        database: str | None = None,
        table: str | None = None,
        fallback: bool = True,
    ) -> Any:
        """Return the settings of a plugin, None where it has none."""
        known = super().plugin_config(plugin_name, database, table, fallback)
        return self.plugins.get(plugin_name, known)


def datasette_on(database: Path, plugins: Mapping[str, Any] | None = None) -> Datasette:
    """Return a Datasette that reads ``database``; only the review writes, and only judgements.

    ``plugins`` are settings by the name of the plugin; no page shows them.
    Raises FileNotFoundError where there is no such file, ValueError where it is not a database
    of ours.
    """
    if not database.is_file():
        raise FileNotFoundError(f"no database at {database}")
    datasette = _Server(plugins or {})
    # Without files Datasette adds an empty database of its own; ours takes its place, under one
    # name whatever the file is called, so that addresses and metadata hold.
    datasette.remove_database("_memory")
    datasette.add_database(Database(datasette, path=str(database)), name=DATABASE)
    try:
        ours = database_of(datasette)
    except sqlite3.DatabaseError as error:
        raise ValueError(f"{database} is not a database: {error}") from error
    if ours is None:
        raise ValueError(f"{database} is not a headcount database")
    # The client took its routes when there was no database yet for which to make ours.
    datasette.client = DatasetteClient(datasette)
    return datasette


def serve(
    database: Path,
    *,
    host: str,
    port: int,
    open_browser: bool = False,
    reviewers: Reviewers | None = None,
) -> None:
    """Serve ``database`` at ``http://host:port/`` until interrupted; port 0 takes a free one.

    Says the address on standard output. Raises as :func:`datasette_on`, and OSError where the
    port is taken.
    """
    datasette = datasette_on(database, (reviewers or Reviewers()).plugins())
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{listening.getsockname()[1]}/"
        click.echo(f"Serving {database} at {address} (Ctrl+C ends it)")
        if open_browser:
            # The socket listens already: the browser waits until the server answers.
            webbrowser.open(address)
        config = uvicorn.Config(datasette.app(), log_level="warning", lifespan="on", workers=1)
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
