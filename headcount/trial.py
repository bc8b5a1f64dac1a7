"""Tries one source: what its entrances list, and what becomes of a page or two.

Everything is asked by the crawler's own rules, kept in a database for the moment and read as
``headcount extract`` would read it.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    from sqlite_utils import Database

    from crawler.asking import Answer
    from crawler.listings import Entry, Listing
    from crawler.sources import Source
    from store.documents import FeedKind

SAMPLES = 2
"""Pages that are tried."""

EVER = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried: what it is, its address, whether it works, and words for it."""

    what: str
    url: str
    works: bool
    words: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What an entrance, or the newest listing below it, lists; ``answer`` holds it."""

    listing: Listing
    answer: Answer


def trial(source: Source) -> Iterator[Finding]:
    """Yield what works of a source: robots.txt, each entrance, and up to :data:`SAMPLES` pages.

    Raises :class:`crawler.run.CrawlError`.
    """
    from crawler.asking import ask

    robots = urljoin(source.homepage, "/robots.txt")
    answers = ask(source, [robots, *(url for _, url in source.entrances())])
    yield _robots(answers[robots])
    pages: list[list[str]] = []
    for kind, url in source.entrances():
        finding, listed = entrance(source, kind, answers[url])
        pages.append(_newest(source, listed))
        yield finding
    yield from _pages(source, _samples(pages))


def _robots(answer: Answer) -> Finding:
    # No robots.txt is no rule; where it cannot be had for now, nothing may be asked (RFC 9309).
    missing = answer.status is not None and 400 <= answer.status < 500
    words = "HTTP 200" if answer.cause is None else answer.cause
    if missing:
        words += ": there is none, so everything may be asked"
    return Finding("robots.txt", answer.url, answer.cause is None or missing, words)


# ---- entrances ---------------------------------------------------------------------------------


def entrance(source: Source, kind: FeedKind, answer: Answer) -> tuple[Finding, Listed | None]:
    """Return whether an entrance of that kind works, and what it lists.

    Of an index the newest listing below is asked. It works where it lists a page that the source
    wants. Raises :class:`crawler.run.CrawlError`.
    """
    from crawler.asking import ask
    from crawler.listings import ListingError

    what = kind.replace("_", " ")
    if answer.cause is not None:
        return Finding(what, answer.url, False, answer.cause), None
    try:
        listed = _read(source, kind, answer, 0)
        words = f"HTTP {answer.status}, {_summary(source, listed)}"
        for depth in (1, 2):
            below = _newest_listing(listed)
            if below is None or listed.listing.pages:
                break
            inner = ask(source, [below])[below]
            if inner.cause is not None:
                return Finding(what, answer.url, False, f"{words}; {below}: {inner.cause}"), None
            listed = _read(source, kind, inner, depth)
            words += f"; {below} {_summary(source, listed)}"
    except ListingError as error:
        return Finding(what, answer.url, False, f"HTTP {answer.status}, {error}"), None
    works = any(_wanted(source, listed))
    return Finding(what, answer.url, works, words), listed


def _read(source: Source, kind: FeedKind, answer: Answer, depth: int) -> Listed:
    from crawler.entrances import read_entrance

    return Listed(read_entrance(kind, answer.response(), source, depth), answer)


def _newest_listing(listed: Listed) -> str | None:
    """Return the address of the listing below that was changed last."""
    from crawler.urls import normalised

    below = max(listed.listing.listings, key=_when, default=None)
    return None if below is None else normalised(below.url, listed.answer.final)


def _when(entry: Entry) -> dt.datetime:
    return entry.updated or EVER


def _summary(source: Source, listed: Listed) -> str:
    listing = listed.listing
    if listing.listings and not listing.pages:
        return f"lists {_count(len(listing.listings), 'listing')} below it"
    wanted = sum(1 for _ in _wanted(source, listed))
    words = f"lists {_count(len(listing.pages), 'page')}"
    if wanted < len(listing.pages):
        words += f", {wanted:,} of them wanted"
    newest = max(map(_when, listing.pages), default=EVER)
    return words if newest == EVER else f"{words}, the newest of {newest:%Y-%m-%d %H:%M} UTC"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _wanted(source: Source, listed: Listed) -> Iterator[tuple[dt.datetime, str]]:
    """Yield the pages that the source wants, with when they changed."""
    from crawler.urls import normalised

    for entry in listed.listing.pages:
        url = normalised(entry.url, listed.answer.final)
        if url is not None and source.wants(url):
            yield _when(entry), url


# ---- pages -------------------------------------------------------------------------------------


def _newest(source: Source, listed: Listed | None) -> list[str]:
    if listed is None:
        return []
    pages = sorted(_wanted(source, listed), key=lambda page: page[0], reverse=True)
    return [url for _, url in pages[:SAMPLES]]


def _samples(of_entrances: Sequence[Sequence[str]]) -> list[str]:
    """Return the pages to try: the newest of every entrance before the second of any."""
    ranked = [pages[rank] for rank in range(SAMPLES) for pages in of_entrances if rank < len(pages)]
    return list(dict.fromkeys(ranked))[:SAMPLES]


def _pages(source: Source, urls: Sequence[str]) -> Iterator[Finding]:
    from crawler.asking import ask
    from headcount.database import opened
    from headcount.stages import extract_new

    answers = ask(source, urls)
    with tempfile.TemporaryDirectory(prefix="headcount-") as folder:
        path = Path(folder) / "trial.db"
        with opened(path) as database:
            refused = _keep(database, path, source, [answers[url] for url in urls])
            extract_new(database, path)
            for url in urls:
                cause = refused.get(url)
                if cause is not None:
                    yield Finding("page", url, False, f"not stored: {cause}")
                else:
                    yield _what_it_says(database, url)


def _keep(
    database: Database, path: Path, source: Source, answers: Sequence[Answer]
) -> dict[str, str]:
    """Store the pages; return why some were not, by address."""
    from crawler.answers import refusal
    from store.archive import Archive, archive_folder
    from store.documents import Fetch, record_fetch, save_source

    save_source(database, source.name, source.homepage, source.country, source.language)
    refused = {}
    with Archive(archive_folder(path)) as archive:
        for answer in answers:
            cause = answer.cause or refusal(answer.header("Content-Type"), answer.body)
            if cause is not None:
                refused[answer.url] = cause
                continue
            now, status = dt.datetime.now(dt.UTC), answer.status or 0
            fetch = Fetch(answer.url, source.name, now, status, answer.headers, answer.body)
            record_fetch(database, archive, fetch)
    return refused


def _what_it_says(database: Database, url: str) -> Finding:
    sql = """
        SELECT articles.title, length(articles.text) AS length, articles.language,
            articles.published,
            (SELECT count(*) FROM claims WHERE claims.article = articles.id) AS claims
        FROM articles JOIN documents ON documents.id = articles.document WHERE documents.url = ?
    """
    for row in database.query(sql, [url]):
        words = (
            f"stored, {_count(row['length'], 'character')} of text, language {row['language']}, "
            f"published {row['published'] or 'on no day that it states'}, "
            f"{_count(row['claims'], 'claim')}: {row['title'] or 'no title'}"
        )
        return Finding("page", url, True, words)
    errors = database.execute("SELECT error FROM failures WHERE stage = 'extract'").fetchall()
    cause = next((error for (error,) in errors if error.startswith(url)), "no text was found")
    return Finding("page", url, False, f"stored, but not read: {cause.removeprefix(url + ': ')}")
