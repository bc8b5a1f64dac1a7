"""Serves the sample newsroom on this machine, as a small but complete news site.

Each outlet has a front page, RSS, Atom, a sitemap and a news sitemap. Pages carry ``ETag`` and
``Last-Modified`` and answer conditional requests with 304; robots.txt forbids ``/private/``.
:meth:`Newsroom.revise` puts the corrected states of the articles online.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import gzip
import hashlib
import threading
import tomllib
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from jinja2 import Environment, FunctionLoader

from headcount.sample import (
    FOLDER,
    REPORT,
    REPORT_DAY,
    REPORT_OUTLET,
    Outlet,
    Story,
    outlets,
    stories,
)

HOST = "127.0.0.1"
EPOCH = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
"""Last change of whatever has no date of its own (front pages, robots.txt)."""


@dataclass(frozen=True, slots=True)
class Page:
    """What stands at one path: the body, its media type and when it last changed."""

    body: bytes
    media_type: str
    changed: dt.datetime

    @property
    def etag(self) -> str:
        """A strong validator of the body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a feed or a sitemap."""

    url: str
    title: str
    authors: tuple[str, ...]
    published: dt.datetime
    changed: dt.datetime

    @property
    def http_date(self) -> str:
        """The day of publication as RSS and HTTP write it."""
        return _http_date(self.published)


@cache
def _templates() -> Environment:
    def source(name: str) -> str:
        return FOLDER.joinpath("templates", name).read_text(encoding="utf-8")

    return Environment(loader=FunctionLoader(source), autoescape=True)


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(FOLDER.joinpath("words.toml").read_text(encoding="utf-8"))


def _http_date(when: dt.datetime) -> str:
    return email.utils.format_datetime(when.astimezone(dt.UTC), usegmt=True)


def site(base: str, revised: bool = False) -> dict[str, Page]:
    """Return every page of the newsroom by its path, with addresses below ``base``.

    ``base`` has no slash at its end; ``revised`` puts second states in the place of first ones.
    """
    pages: dict[str, Page] = {}
    for outlet in outlets():
        own = [story for story in stories(revised) if story.outlet == outlet.slug]
        pages |= _outlet_pages(base, outlet, own)
    robots = _render("robots.txt", base=base, outlets=outlets())
    pages["/robots.txt"] = Page(robots, "text/plain; charset=utf-8", EPOCH)
    return pages


def _outlet_pages(base: str, outlet: Outlet, own: list[Story]) -> dict[str, Page]:
    home = f"{base}/{outlet.slug}/"
    common: dict[str, Any] = {
        "outlet": outlet,
        "home": home,
        "words": _words()[outlet.language],
    }
    pages = {_path(story): _article(base, story, common) for story in own}
    entries = [
        Entry(base + _path(story), story.title, story.authors, story.published, story.changed)
        for story in own
    ]
    if outlet.slug == REPORT_OUTLET:
        path = f"/{outlet.slug}/{REPORT}.pdf"
        body = FOLDER.joinpath("report", f"{REPORT}.pdf").read_bytes()
        pages[path] = Page(body, "application/pdf", REPORT_DAY)
        entries.append(Entry(base + path, "Sea arrivals in May 2024", (), REPORT_DAY, REPORT_DAY))
    newest = max(entry.changed for entry in entries)
    for name, media_type in (
        ("front.html", "text/html; charset=utf-8"),
        ("rss.xml", "application/rss+xml; charset=utf-8"),
        ("atom.xml", "application/atom+xml; charset=utf-8"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("news-sitemap.xml", "application/xml; charset=utf-8"),
    ):
        path = f"/{outlet.slug}/{'' if name == 'front.html' else name}"
        pages[path] = Page(_render(name, pages=entries, **common), media_type, newest)
    pages[f"/{outlet.slug}/private/drafts.html"] = Page(
        b"<!doctype html><title>private</title><p>robots.txt forbids this page.",
        "text/html; charset=utf-8",
        EPOCH,
    )
    return pages


def _path(story: Story) -> str:
    return f"/{story.id}.html"


def _article(base: str, story: Story, common: dict[str, Any]) -> Page:
    linked_data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.published.isoformat(),
        "dateModified": story.changed.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@type": "Organization", "name": common["outlet"].name},
    }
    # The list of related pages keeps first titles: a correction changes one page, not all.
    related = [other for other in stories() if other.outlet == story.outlet]
    others = [(other, base + _path(other)) for other in related if other.id != story.id][:3]
    url = base + _path(story)
    body = _render(
        "article.html", story=story, url=url, others=others, linked_data=linked_data, **common
    )
    return Page(body, "text/html; charset=utf-8", story.changed)


def _render(template: str, **values: Any) -> bytes:
    return _templates().get_template(template).render(values).encode("utf-8")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        """Answer with the page, with 304 where the client has it, or with 404."""
        page = self.server.pages.get(self.path.partition("?")[0])
        if page is None:
            missing = Page(b"not found\n", "text/plain; charset=utf-8", EPOCH)
            self._send(HTTPStatus.NOT_FOUND, missing, missing.body)
        elif self._known(page):
            self._send(HTTPStatus.NOT_MODIFIED, page, b"")
        else:
            self._send(HTTPStatus.OK, page, page.body)

    def _known(self, page: Page) -> bool:
        tags = self.headers.get("If-None-Match")
        if tags is not None:  # RFC 9110, 13.1.3: then If-Modified-Since does not count
            return page.etag in tags or tags.strip() == "*"
        since = self.headers.get("If-Modified-Since")
        return since is not None and since == _http_date(page.changed)

    def _send(self, status: HTTPStatus, page: Page, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", page.media_type)
        self.send_header("ETag", page.etag)
        self.send_header("Last-Modified", _http_date(page.changed))
        self.send_header("Vary", "Accept-Encoding")
        if body and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal for the demo."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    pages: dict[str, Page]


class Newsroom:
    """The running site. A context manager: serving begins on entry and ends on exit.

    ``port`` 0 takes any free port. Raises :class:`OSError` where the port is taken.
    """

    def __init__(self, port: int = 0) -> None:
        self._server = _Server((HOST, port), _Handler)
        self.base = f"http://{HOST}:{self._server.server_address[1]}"
        self._server.pages = site(self.base)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def revise(self) -> None:
        """Put the corrected states of the articles online."""
        self._server.pages = site(self.base, revised=True)

    def write_sources(self, folder: Path) -> None:
        """Write one source TOML per outlet into ``folder``, which exists."""
        for outlet in outlets():
            home = f"{self.base}/{outlet.slug}/"
            text = _render("source.toml", outlet=outlet, home=home)
            folder.joinpath(f"{outlet.slug}.toml").write_bytes(text)
