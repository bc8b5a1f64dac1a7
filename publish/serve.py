"""Serves a database to browsers: Datasette with our metadata and pages, in several processes."""

from __future__ import annotations

import secrets
import signal
import socket
import sqlite3
import webbrowser
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import click
import uvicorn
from datasette.app import Datasette, DatasetteClient
from datasette.database import Database
from uvicorn.supervisors import Multiprocess

from publish.checking import learn_to_read
from publish.metadata import metadata
from publish.page import DATABASE
from publish.plugin import database_of
from publish.policy import Application
from publish.recent import Recent
from publish.reviewers import Reviewers

SETTINGS: dict[str, int | str | bool] = {
    # Suggesting facets counts every column of a table; the useful ones are in the metadata.
    "suggest_facets": False,
    "sql_time_limit_ms": 2000,
    "max_returned_rows": 1000,
}


class _Server(Datasette):  # type: ignore[misc] # Datasette has no types
    """A Datasette with settings of plugins beside the metadata, which everybody may read."""

    def __init__(self, plugins: Mapping[str, Any], secret: str | None) -> None:
        self.plugins = plugins  # first: plugins ask while the server is being made
        super().__init__([], metadata=metadata(), settings=SETTINGS, secret=secret)

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


def datasette_on(
    database: Path, plugins: Mapping[str, Any] | None = None, secret: str | None = None
) -> Datasette:
    """Return a Datasette that reads ``database``; only the review writes, and only judgements.

    ``plugins`` are settings by the name of the plugin; no page shows them. ``secret`` signs the
    cookies of those who are logged in, None makes one up.
    Raises FileNotFoundError where there is no such file, ValueError where it is not a database
    of ours.
    """
    if not database.is_file():
        raise FileNotFoundError(f"no database at {database}")
    datasette = _Server(plugins or {}, secret)
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


@dataclass(frozen=True)
class _Serving:
    """What each process makes its application of; ``secret`` lets all know the same logins."""

    database: Path
    plugins: Mapping[str, Any]
    secret: str

    def __call__(self) -> Application:
        datasette = datasette_on(self.database, self.plugins, self.secret)
        # The words of the languages take a second to load: not the first reader's second.
        Thread(target=learn_to_read, daemon=True).start()
        return Recent(datasette.app())


class _Workers(Multiprocess):
    """Processes that answer; one that ends by itself is replaced."""

    def init_processes(self) -> None:
        """Start them so that Ctrl+C, which reaches all, ends none while it is still beginning."""
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        super().init_processes()
        signal.signal(signal.SIGINT, before)


def serve(
    database: Path,
    *,
    host: str,
    port: int,
    open_browser: bool = False,
    reviewers: Reviewers | None = None,
    workers: int = 1,
) -> None:
    """Serve ``database`` at ``http://host:port/`` until interrupted; port 0 takes a free one.

    ``workers`` is how many processes answer. Says the address on standard output. Raises as
    :func:`datasette_on`, and OSError where the port is taken.
    """
    serving = _Serving(database, (reviewers or Reviewers()).plugins(), secrets.token_hex(32))
    datasette_on(database)  # what cannot be served is said before any process starts
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{listening.getsockname()[1]}/"
        click.echo(f"Serving {database} at {address} (Ctrl+C ends it)")
        if open_browser:
            # The socket listens already: the browser waits until the server answers.
            webbrowser.open(address)
        config = uvicorn.Config(
            serving, factory=True, log_level="warning", lifespan="on", workers=workers
        )
        with suppress(KeyboardInterrupt):
            if workers == 1:
                uvicorn.Server(config).run(sockets=[listening])
            else:
                _Workers(config, sockets=[listening]).run()
