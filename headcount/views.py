"""What the command line shows of a database: read-only queries and the rows they give."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlite_utils import Database

    from crawler.sources import Source


@dataclass(frozen=True, slots=True)
class PagesOfSource:
    """How much came from one source."""

    documents: int
    articles: int
    claims: int


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is to be asked of some sources by a time.

    ``feeds`` (and sitemaps …) and ``pages`` are due by then, ``waiting`` feeds are not, the
    first of which is ``next_due``.
    """

    feeds: int
    pages: int
    waiting: int
    next_due: dt.datetime | None


def agenda(database: Database, sources: Sequence[Source], by: dt.datetime) -> Agenda:
    """Return what is due of the sources ``by`` then."""
    from store.database import moment, timestamp

    urls = {url for source in sources for _, url in source.entrances()}
    names = json.dumps([source.name for source in sources])
    later = database.execute(
        "SELECT count(*), min(due) FROM feeds "
        "WHERE url IN (SELECT value FROM json_each(?)) AND due > ?",
        [json.dumps(sorted(urls)), timestamp(by)],
    ).fetchone()
    pages = database.execute(
        """
        SELECT (
            SELECT count(*) FROM documents
            WHERE source IN (SELECT value FROM json_each(:names)) AND due <= :by
                AND url NOT IN (SELECT "key" FROM failures WHERE stage = 'crawl')
        ) + (
            SELECT count(*) FROM failures
            WHERE stage = 'crawl' AND source IN (SELECT value FROM json_each(:names))
                AND due <= :by AND "key" GLOB 'http*://*' AND "key" NOT IN (SELECT url FROM feeds)
        )
        """,
        {"names": names, "by": timestamp(by)},
    ).fetchone()[0]
    waiting, first = later
    return Agenda(len(urls) - waiting, pages, waiting, first and moment(first))


def pages_of_sources(database: Database) -> dict[str, PagesOfSource]:
    """Return what came from each source, by its name."""
    sql = """
        SELECT documents.source, count(DISTINCT documents.id), count(DISTINCT articles.document),
            count(DISTINCT claims.id)
        FROM documents
        LEFT JOIN articles ON articles.document = documents.id
        LEFT JOIN claims ON claims.article = articles.id
        GROUP BY documents.source ORDER BY documents.source
    """
    return {
        name: PagesOfSource(documents, articles, claims)
        for name, documents, articles, claims in database.execute(sql)
    }


class Witness(NamedTuple):
    """A claim as evidence: who states it, in which words, and where to read it."""

    id: str
    number: str
    quote: str
    source: str
    outlet: str
    published: str | None
    url: str


def evidence(database: Database, claims: Sequence[str]) -> dict[str, Witness]:
    """Return the claims with these ids as evidence, by id."""
    sql = """
        SELECT claims.id, claims.number, claims.quote, claims.source,
            articles.outlet, articles.published, articles.url
        FROM claims JOIN articles ON articles.id = claims.article
        WHERE claims.id IN (SELECT value FROM json_each(?))
    """
    return {row[0]: Witness(*row) for row in database.execute(sql, [json.dumps(claims)])}


def port_of_sample(database: Database) -> int:
    """Return the port at which the sample newsroom of this database was served; 0: none was."""
    from urllib.parse import urlsplit

    from headcount.sample import outlets

    for outlet in outlets():
        row = database.execute("SELECT homepage FROM sources WHERE name = ?", [outlet.slug])
        if homepage := row.fetchone():
            return urlsplit(homepage[0]).port or 0
    return 0


def unread_count(database: Database, extractor: str) -> int:
    """Return how many snapshots this version of the extractor has neither read nor failed at."""
    sql = "SELECT count(*) FROM snapshots WHERE extractor IS NOT ?"
    count: int = database.execute(sql, [extractor]).fetchone()[0]
    return count


def standing(db: Database) -> dict[str, int]:
    """Return how many claims, figures, relations and disputed figures there are."""
    sql = (
        "SELECT (SELECT count(*) FROM figure_claims) AS claims, "
        "(SELECT count(*) FROM figures) AS figures, (SELECT count(*) FROM relations) AS relations, "
        "(SELECT count(*) FROM figures WHERE status = 'disputed') AS disputed"
    )
    return dict(next(db.query(sql)))
