"""The pages: each reads what it shows in one consistent look at the database and renders it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from datasette.utils.asgi import Request, Response

from publish import marking, policy, queries, search
from publish.metadata import named_queries
from publish.phrases import LANGUAGES, choose_language, phrases
from publish.queries import Choice, ClaimRow, FigureRow
from publish.wording import Wording
from store.model import KINDS, OUTLET

if TYPE_CHECKING:
    # Datasette imports its plugins while it is itself being imported.
    from datasette.app import Datasette

DATABASE = "headcount"
"""The name under which Datasette serves the database, whatever its file is called."""

NEWEST = 12
DISPUTED = 6
PAGE = 50
FOUND = 20
CLAIMS = 200
"""A page per figure shows no more claims than this; the rest are in the table."""
RELATIONS = 5
RELATED_FIGURES = 40

Read = TypeVar("Read")


@dataclass(frozen=True)
class Page:
    """A request, the reader's language and the ways to answer it."""

    datasette: Datasette
    request: Request
    database: str

    @property
    def language(self) -> str:
        """The ISO 639-1 code of the page's language."""
        accept = self.request.headers.get("accept-language", "")
        return choose_language(self.request.args.get("lang"), accept)

    def argument(self, name: str) -> str | None:
        """Return a parameter of the address, None where it is missing or blank."""
        value = self.request.args.get(name)
        return value.strip() or None if value is not None else None

    def link(self, path: str, **arguments: str | None) -> str:
        """Return an address on this site that keeps the language the reader chose."""
        chosen = self.request.args.get("lang")
        given = {name: value for name, value in arguments.items() if value is not None}
        if chosen in LANGUAGES and "lang" not in given:
            given["lang"] = chosen
        query = f"?{urlencode(given)}" if given else ""
        return f"{self.datasette.urls.path(path)}{query}"

    def in_language(self, language: str) -> str:
        """Return the address of this very page in another language."""
        given = dict(parse_qsl(self.request.query_string)) | {"lang": language}
        return f"{self.request.path}?{urlencode(given)}"

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
        """Return the page made from ``templates/headcount/<template>.html``."""
        words = phrases(self.language)
        wording = Wording(words)
        body = await self.datasette.jinja_env.get_template(
            f"headcount/{template}.html"
        ).render_async(
            {
                **context,
                "page": self,
                "words": words,
                "say": words.say,
                "wording": wording,
                "languages": {code: phrases(code).name for code in LANGUAGES},
                "style": f"{self.datasette.urls.path('/-/headcount/headcount.css')}?{_style()}",
                "tables": self.datasette.urls.database(self.database),
                "quote": marking.quote,
                "web_address": marking.web_address,
                "OUTLET": OUTLET,
            }
        )
        headers = {
            "content-language": self.language,
            "vary": "Accept-Language",
            policy.HEADER.decode("ascii"): policy.OUR_PAGES,
        }
        return Response.html(body, status=status, headers=headers)

    async def missing(self) -> Response:
        """Return the answer where nothing is stored under the address."""
        return await self.render("missing", status=404)


@cache
def _style() -> str:
    content = files("publish").joinpath("static", "headcount.css").read_bytes()
    return hashlib.sha256(content).hexdigest()[:12]


async def start(page: Page) -> Response:
    """Show what is new, what conflicts, how much there is and how fresh it is."""

    def look(connection: sqlite3.Connection) -> dict[str, Any]:
        return {
            "counts": queries.counts(connection),
            "newest": queries.list_figures(connection, Choice(), NEWEST),
            "disputed": queries.list_figures(connection, Choice(status="disputed"), DISPUTED),
        }

    return await page.render("start", named_queries=named_queries(), **await page.read(look))


async def find(page: Page) -> Response:
    """Show the claims and articles that hold all words of ``?q=``."""
    text = page.argument("q") or ""

    def look(connection: sqlite3.Connection) -> dict[str, Any]:
        return {
            "claims": search.search_claims(connection, text, FOUND),
            "articles": search.search_articles(connection, text, FOUND),
        }

    return await page.render(
        "search",
        text=text,
        limit=FOUND,
        country=_country_named(text, Wording(phrases(page.language))),
        **await page.read(look),
    )


def _country_named(text: str, wording: Wording) -> str | None:
    wanted = text.casefold()
    for code, name in wording.country_names().items():
        if wanted in (code.casefold(), name.casefold()):
            return code
    return None


async def figures(page: Page) -> Response:
    """Show the figures that fit ``?kind=``, ``?country=`` and ``?status=``, page by page."""
    choice = Choice(page.argument("kind"), page.argument("country"), page.argument("status"))
    number = page.argument("page") or "1"
    if not (number.isascii() and number.isdecimal() and len(number) < 8 and int(number)):
        return await page.missing()
    offset = (int(number) - 1) * PAGE

    def look(connection: sqlite3.Connection) -> list[FigureRow]:
        return queries.list_figures(connection, choice, PAGE + 1, offset)

    found = await page.read(look)
    arguments = {"kind": choice.kind, "country": choice.country, "status": choice.status}
    following = page.link("/figures", **arguments, page=str(int(number) + 1))
    return await page.render(
        "figures",
        figures=found[:PAGE],
        choice=choice,
        kinds=KINDS,
        following=following if len(found) > PAGE else None,
        first=page.link("/figures", **arguments) if offset else None,
    )


async def figure(page: Page) -> Response:
    """Show one figure: what is claimed, by whom, in which words, and how the claims relate."""
    id = page.request.url_vars["id"]

    def look(connection: sqlite3.Connection) -> dict[str, Any] | None:
        row = queries.figure(connection, id)
        if row is None:
            return None
        claims = queries.claims_of_figure(connection, id, CLAIMS)
        ids = [claim.id for claim in claims]
        return {
            "figure": row,
            "claims": claims,
            "total": queries.number_of_claims(connection, id),
            "relations": queries.relations(connection, ids, RELATIONS),
            "parts": _others(queries.parts(connection, ids, RELATED_FIGURES), id),
            "wholes": _others(queries.wholes(connection, ids, RELATED_FIGURES), id),
            "excluded": sorted({code for claim in claims for code in claim.excluded}),
        }

    read = await page.read(look)
    if read is None:
        now = await page.read(lambda connection: queries.moved_to(connection, id))
        # For now: what was joined may be parted again.
        return Response.redirect(page.link(f"/figures/{now}")) if now else await page.missing()
    rest = page.datasette.urls.table(page.database, "claims_flat")
    return await page.render("figure", rest=f"{rest}?{urlencode({'figure': id})}", **read)


def _others(figures: list[FigureRow], id: str) -> list[FigureRow]:
    return [row for row in figures if row.id != id]


async def article(page: Page) -> Response:
    """Show an article's text with the number of every claim marked."""
    id = page.request.url_vars["id"]

    def look(connection: sqlite3.Connection) -> dict[str, Any] | None:
        row = queries.article(connection, id)
        if row is None:
            return None
        claims = queries.claims_of_article(connection, id)
        paragraphs = marking.paragraphs(row.text, claims)
        # The headline is the first line of most texts, and may hold a claim like any other.
        first = "".join(stretch.text for stretch in paragraphs[0]) if paragraphs else ""
        headline = paragraphs.pop(0) if first == row.title else None
        return {
            "article": row,
            "claims": claims,
            "headline": headline,
            "paragraphs": paragraphs,
            "numbers": _numbers(claims),
        }

    read = await page.read(look)
    return await page.missing() if read is None else await page.render("article", **read)


def _numbers(claims: list[ClaimRow]) -> dict[str, int]:
    return {claim.id: number for number, claim in enumerate(claims, start=1)}
