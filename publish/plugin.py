"""The Datasette plugin: hooks, each a line or two over the plain functions of this room.

It acts only where one of the databases is a headcount database; installed beside other data it
stays out of the way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Generator
from contextlib import closing
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette import hookimpl
from datasette.utils.asgi import NotFound, Request, Response, asgi_static
from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup
from pluggy import Result

from publish.marking import web_address
from publish.page import DATABASE, Page
from publish.pages import PAGES
from publish.policy import Application, with_policy
from publish.reviewers import PERMISSION

if TYPE_CHECKING:
    # Datasette imports its plugins while it is itself being imported.
    from datasette.app import Datasette

_OUR_TABLES = ("articles", "claims", "claims_flat", "figure_claims", "figures", "relations")

_LINKED = {"figure": "/figures/", "article": "/articles/"}
"""Columns whose value is an id with a page of its own."""

_IDENTIFIED = {"figures": "figure", "articles": "article"}
"""Tables whose own ``id`` is such an id."""


def database_of(datasette: Datasette) -> str | None:
    """Return the name of the first database with our tables, None where there is none."""
    marks = ", ".join("?" * len(_OUR_TABLES))
    sql = f"SELECT count(*) FROM sqlite_master WHERE name IN ({marks})"  # noqa: S608 (marks)
    for name, database in datasette.databases.items():
        if database.path is None:
            continue
        with closing(
            sqlite3.connect(f"file:{quote(str(database.path))}?mode=ro", uri=True)
        ) as connection:
            if connection.execute(sql, _OUR_TABLES).fetchone()[0] == len(_OUR_TABLES):
                return str(name)
    return None


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Let Datasette find our templates, all of them in the folder ``headcount``."""
    loaders = [env.loader] if env.loader is not None else []
    env.loader = ChoiceLoader([*loaders, PackageLoader("publish")])


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Any]]]:
    """Serve our pages, and the files they need."""
    database = database_of(datasette)
    if database is None:
        return []
    static = asgi_static(str(files("publish") / "static"))
    routes = [(pattern, _view(show, database)) for pattern, show in PAGES]
    return [*routes, (r"/-/headcount/(?P<path>[a-z.]+)$", static)]


def _view(
    show: Callable[[Page], Awaitable[Response]], database: str
) -> Callable[..., Awaitable[Response]]:
    async def view(datasette: Datasette, request: Request) -> Response:
        return await show(Page(datasette, request, database))

    return view


@hookimpl
def permission_allowed(
    datasette: Datasette, actor: dict[str, Any] | None, action: str
) -> bool | None:
    """Let those review whom the server was started with, and nobody else."""
    if action != PERMISSION:
        return None
    settings = datasette.plugin_config("headcount") or {}
    return actor is not None and actor.get("id") in settings.get("reviewers", ())


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[Application], Application]:
    """Put the security headers on every answer."""
    return with_policy if database_of(datasette) is not None else _unchanged


def _unchanged(application: Application) -> Application:
    return application


@hookimpl
def extra_css_urls(datasette: Datasette) -> list[str]:
    """Keep Datasette's tables in sight below the descriptions of their columns."""
    if database_of(datasette) is None:
        return []
    return [datasette.urls.path("/-/headcount/tables.css")]


@hookimpl
def skip_csrf(datasette: Datasette, scope: dict[str, Any]) -> bool:
    """Let a text be sent to the check without a token.

    A check writes nothing, knows no login and costs little: whoever makes a browser send one for
    somebody else gains nothing by it.
    """
    return bool(scope["path"] == datasette.urls.path("/-/check"))


@hookimpl
def menu_links(datasette: Datasette) -> list[dict[str, str]]:
    """Lead from Datasette's own pages to ours."""
    if database_of(datasette) is None:
        return []
    return [
        {"href": datasette.urls.path("/"), "label": "headcount"},
        {"href": datasette.urls.path("/figures"), "label": "Figures"},
    ]


@hookimpl
def render_cell(
    value: object, column: str, table: str | None, database: str, datasette: Datasette
) -> Markup | None:
    """Link ids to our pages, and web addresses without a hint of where the reader came from."""
    if database != DATABASE or not isinstance(value, str):
        return None
    path = _LINKED.get(_IDENTIFIED.get(table or "", column) if column == "id" else column)
    if path is not None:
        href = datasette.urls.path(path + quote(value, safe=""))
        return Markup('<a href="{}">{}</a>').format(href, value)
    if column == "url" and web_address(value) is not None:
        return Markup('<a href="{}" rel="noopener nofollow">{}</a>').format(value, value)
    return None


@hookimpl(hookwrapper=True)
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Generator[None, Result[list[object]], None]:
    """Answer for an unknown address in the reader's language; data formats keep Datasette's.

    In place of Datasette's own answer, which prints a traceback for every address that is wrong.
    """
    outcome = yield
    database = database_of(datasette)
    suffix = request.path.rpartition("/")[2].rpartition(".")[2]
    if database and isinstance(exception, NotFound) and suffix not in ("json", "csv"):
        outcome.force_result([Page(datasette, request, database).missing])
