"""Sources: one TOML file each, read strictly.

What each key means stands in ``sources/README.md``. An unknown key, a wrong type or a pattern
that does not compile is an error that names file and key: a source that is silently read wrong
is a source that nobody misses.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from store.documents import FeedKind

COUNTRY = re.compile(r"[A-Z]{3}")
LANGUAGE = re.compile(r"[a-z]{2}")

ENTRANCES: dict[str, FeedKind] = {
    "feeds": "feed",
    "sitemaps": "sitemap",
    "news_sitemaps": "news_sitemap",
    "pages": "page",
    "reports": "report",
    "folders": "folder",
}
"""The kind (as in the table ``feeds``) of the addresses under each key."""

_EXPECTED = {
    "str": "a string",
    "tuple[str, ...]": "a list of strings",
    "float": "a number of seconds",
    "bool": "true or false",
    "str | None": "a string",
}


class SourceError(ValueError):
    """A source's file does not hold a source; the text names file and key."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where to look for documents, and how politely.

    ``country`` (alpha-3) is the outlet's home, ``language`` (ISO 639-1) a default; ``include``
    and ``exclude`` are regular expressions that are searched in a page's URL; ``delay`` is in
    seconds between two requests to one host. Without ``allow_private`` nothing is asked of
    loopback and private addresses. ``tried`` tells whether somebody saw the addresses
    answer; nothing depends on it.
    """

    name: str
    homepage: str
    country: str | None = None
    language: str | None = None
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    news_sitemaps: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    delay: float = 1.0
    allow_private: bool = False
    tried: bool = False

    def wants(self, url: str) -> bool:
        """Tell whether a page at ``url`` is to be gathered, by ``include`` and ``exclude``."""
        if any(re.search(pattern, url) for pattern in self.exclude):
            return False
        return not self.include or any(re.search(pattern, url) for pattern in self.include)

    def includes_host(self, url: str) -> bool:
        """Tell whether a pattern of ``include`` names the host of ``url``, not only its path."""
        parts = urlsplit(url)
        host_ends = len(f"{parts.scheme}://{parts.netloc}")
        found = (re.search(pattern, url) for pattern in self.include)
        return any(match is not None and match.start() < host_ends for match in found)

    def entrances(self) -> list[tuple[FeedKind, str]]:
        """Return the kind (as in the table ``feeds``) and URL of everything that lists pages."""
        return [(kind, url) for key, kind in ENTRANCES.items() for url in getattr(self, key)]

    def hosts(self) -> set[str]:
        """Return the hosts that the file itself names."""
        urls = [self.homepage, *(url for _, url in self.entrances())]
        return {host for url in urls if (host := urlsplit(url).hostname)}


def load_source(path: Path) -> Source:
    """Return the source that the TOML file at ``path`` declares; raises :class:`SourceError`."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: not TOML: {error}") from None
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}") from None
    return source_of(table, str(path))


def load_sources(folder: Path) -> list[Source]:
    """Return the sources of all ``*.toml`` in ``folder``, by name; raises :class:`SourceError`."""
    if not folder.is_dir():
        raise SourceError(f"{folder}: expected a folder with one TOML file per source")
    by_name: dict[str, Path] = {}
    sources = []
    for path in sorted(folder.glob("*.toml")):
        source = load_source(path)
        if source.name in by_name:
            raise SourceError(f"{path}: name: {source.name!r} is also in {by_name[source.name]}")
        by_name[source.name] = path
        sources.append(source)
    return sorted(sources, key=lambda source: source.name)


def source_of(table: dict[str, Any], where: str) -> Source:
    """Return the source of a table of keys; ``where`` names its file for the errors."""
    fields = {field.name: field for field in dataclasses.fields(Source)}
    for key in table:
        if key not in fields:
            raise SourceError(f"{where}: {key}: unknown key; expected one of {', '.join(fields)}")
    for key, field in fields.items():
        if key not in table and field.default is dataclasses.MISSING:
            raise SourceError(f"{where}: {key}: missing; expected {_EXPECTED[str(field.type)]}")
    given = {
        key: _value(value, str(fields[key].type), f"{where}: {key}") for key, value in table.items()
    }
    source = Source(**given)
    _check(source, where)
    return source


def _value(value: object, kind: str, where: str) -> Any:
    if kind == "tuple[str, ...]":
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
    elif kind == "float":
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
            return float(value)
    elif kind == "bool":
        if isinstance(value, bool):
            return value
    elif isinstance(value, str) and value:
        return value
    raise SourceError(f"{where}: expected {_EXPECTED[kind]}, found {value!r}")


def _check(source: Source, where: str) -> None:
    for key, pattern, expected in (
        ("country", COUNTRY, "an ISO 3166-1 alpha-3 code such as AUT"),
        ("language", LANGUAGE, "an ISO 639-1 code such as de"),
    ):
        value = getattr(source, key)
        if value is not None and not pattern.fullmatch(value):
            raise SourceError(f"{where}: {key}: expected {expected}, found {value!r}")
    urls = [("homepage", source.homepage)]
    urls += [(key, url) for key in ENTRANCES for url in getattr(source, key)]
    for key, url in urls:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise SourceError(f"{where}: {key}: expected an http(s) address, found {url!r}")
        if key == "folders" and not parts.path.endswith("/"):
            raise SourceError(f"{where}: {key}: expected a path that ends in '/', found {url!r}")
    if source.pages and not source.include:
        # A front page links to all of a site: without a pattern, everything would be an article.
        raise SourceError(f"{where}: include: missing; expected patterns of the links of 'pages'")
    for key in ("include", "exclude"):
        for pattern in getattr(source, key):
            try:
                re.compile(pattern)
            except re.error as error:
                raise SourceError(f"{where}: {key}: {pattern!r} is no pattern: {error}") from None
