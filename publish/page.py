"""A page: a request, the reader's language, one consistent look at the database, the answer."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl, quote, urlencode

from datasette.utils.asgi import Request, Response
from jinja2 import Environment
from markupsafe import Markup

from publish import marking, policy
from publish.fragments import kept
from publish.phrases import LANGUAGES, choose_language, phrases
from publish.recent import HOLDS
from publish.reviewers import PERMISSION
from publish.wording import Wording
from store.model import OUTLET

if TYPE_CHECKING:
    # Datasette imports its plugins while it is itself being imported.
    from datasette.app import Datasette

DATABASE = "headcount"
"""The name under which Datasette serves the database, whatever its file is called."""

FEEDS = {".atom": "application/atom+xml", ".feed.json": "application/feed+json"}
"""How the addresses of feeds end, and their media types."""

Read = TypeVar("Read")


@dataclass(frozen=True)
class Page:
    """A request, the reader's language and the ways to answer it."""

    datasette: Datasette
    request: Request
    database: str

    @cached_property
    def asked_language(self) -> str | None:
        """The language that the address asks for, where we have it: links keep it."""
        asked = self.request.args.get("lang")
        return asked if asked in LANGUAGES else None

    @cached_property
    def language(self) -> str:
        """The ISO 639-1 code of the page's language."""
        accept = self.request.headers.get("accept-language", "")
        return choose_language(self.asked_language, accept)

    @property
    def actor_name(self) -> str:
        """Who is logged in; "" where nobody is."""
        actor = self.request.actor or {}
        return str(actor.get("id") or "")

    @property
    def path(self) -> Path:
        """The file of the database."""
        return Path(str(self.datasette.get_database(self.database).path))

    @property
    def wants_json(self) -> bool:
        """Whether the address asks for data, not for a page."""
        return bool(self.request.path.endswith(".json"))

    async def may_review(self) -> bool:
        """Tell whether who asks may see the queue of the review and judge."""
        allowed = await self.datasette.permission_allowed(
            self.request.actor, PERMISSION, default=False
        )
        return bool(allowed)

    def static(self, name: str) -> str:
        """Return the address of one of our static files, another one for each content."""
        return f"{self.datasette.urls.path('/-/headcount/' + name)}?{_version(name)}"

    def argument(self, name: str) -> str | None:
        """Return a parameter of the address, None where it is missing or blank."""
        value = self.request.args.get(name)
        return value.strip() or None if value is not None else None

    def link(self, path: str, **arguments: str | None) -> str:
        """Return an address on this site that keeps the language the reader chose."""
        given = {name: value for name, value in arguments.items() if value is not None}
        if self.asked_language is not None:
            given.setdefault("lang", self.asked_language)
        query = f"?{urlencode(given)}" if given else ""
        return f"{self.datasette.urls.path(path)}{query}"

    def in_language(self, language: str) -> str:
        """Return the address of this very page in another language."""
        given = dict(parse_qsl(self.request.query_string)) | {"lang": language}
        return f"{self.request.path}?{urlencode(given)}"

    def absolute(self, path: str) -> str:
        """Return an address on this site with the host under which it was asked."""
        return str(self.datasette.absolute_url(self.request, path))

    def feeds(self, path: str, **arguments: str | None) -> dict[str, str]:
        """Return media type -> address of the feeds that tell what happens to what a page shows.

        They name the language, since programs that read feeds seldom ask for one.
        """
        return {
            media_type: self.link(path + suffix, **arguments, lang=self.language)
            for suffix, media_type in FEEDS.items()
        }

    async def read(self, look: Callable[[sqlite3.Connection], Read]) -> Read:
        """Return what ``look`` reads within one transaction: never half of a change."""

        def in_transaction(connection: sqlite3.Connection) -> Read:
            connection.execute("BEGIN")
            try:
                return look(connection)
            finally:
                connection.rollback()

        read: Read = await self.datasette.get_database(self.database).execute_fn(in_transaction)
        return read

    async def render(self, template: str, status: int = 200, **context: object) -> Response:
        """Return the page made from ``templates/headcount/<template>.html``.

        A page to which ``script`` is given, the address of one of ours, may run our scripts.
        """
        known = bool(self.request.actor)
        reviewer = known and await self.may_review()
        body = self._made(template, {**context, "reviewer": reviewer})
        headers = {
            "content-language": self.language,
            "vary": "Accept-Language, Cookie",
            policy.HEADER.decode("ascii"): policy.SCRIPTED
            if "script" in context
            else policy.OUR_PAGES,
        }
        if known or status == 403:
            headers["cache-control"] = "no-store"
        elif status == 200:
            headers["cache-control"] = HOLDS
        return Response.html(body, status=status, headers=headers)

    def fragment(self, template: str, key: Hashable, **context: object) -> Markup:
        """Return a part of a page made from a template, kept for the same ``key`` and reader.

        ``key`` names all of ``context``, and changes with it.
        """
        reader = (
            self.datasette.urls.path("/"),
            self.database,
            self.language,
            self.asked_language,
        )
        # What a template makes is escaped already.
        return kept(
            (template, *reader, key),
            lambda: Markup(self._made(template, context)),  # noqa: S704
        )

    def _made(self, template: str, context: dict[str, object]) -> str:
        words = phrases(self.language)
        return (
            _without_waiting(self.datasette.jinja_env)
            .get_template(f"headcount/{template}.html")
            .render(
                {
                    **context,
                    "page": self,
                    "words": words,
                    "say": words.say,
                    "wording": Wording(words),
                    "languages": {code: phrases(code).name for code in LANGUAGES},
                    "style": self.static("headcount.css"),
                    "tables": self.datasette.urls.database(self.database),
                    "quote": marking.quote,
                    "web_address": marking.web_address,
                    "escaped": escaped,
                    "OUTLET": OUTLET,
                }
            )
        )

    async def missing(self) -> Response:
        """Return the answer where nothing is stored under the address."""
        return await self.render("missing", status=404)


@cache
def _without_waiting(environment: Environment) -> Environment:
    """Return Datasette's environment for templates that call nothing asynchronous.

    One that might wait at every call makes a page in half as much time again.
    """
    return environment.overlay(enable_async=False)


def escaped(name: str) -> str:
    """Return a name as one part of an address, whatever it holds."""
    return quote(name, safe="", errors="replace")


@cache
def _version(name: str) -> str:
    content = files("publish").joinpath("static", name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:12]
