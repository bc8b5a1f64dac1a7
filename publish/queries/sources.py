"""Sources: who is quoted for what, under which names, and how an outlet's crawl is doing."""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from publish.search import match_expression
from reconcile.sources import Source, same_source, source
from reconcile.vocabulary import institution_names, unnamed_words
from store.model import OUTLET

LOOKED_THROUGH = 500
"""A page counts so many claims, pages and failures; more it calls more."""

_UNIQUE = frozenset({"amnesty", "cdc", "ecdc", "eu_commission", "eurostat", "frontex", "iom"}) | {
    "human_rights_watch", "msf", "ocha", "ohchr", "un", "unhcr", "unicef", "unrwa", "wfp", "who",
}  # fmt: skip
"""Institutions of which there is one in the world, keys of ``reconcile/words``."""

_ARTICLES = 200
_NAMES = 300
"""Names that hold a word of a name, looked at for those that mean the same."""


@dataclass(frozen=True, slots=True)
class NameCount:
    """A name of a source or an outlet, and how many claims name it or articles it published."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Names:
    """``same`` are the spellings of one source, that of the page first; ``similar`` may be it.

    ``vague`` says that each country has somebody of this name.
    """

    same: tuple[NameCount, ...]
    similar: tuple[NameCount, ...]
    vague: bool


@dataclass(frozen=True, slots=True)
class Quoted:
    """A claim of a source: of which kind, and what became of it."""

    stored: int
    claim: str
    kind: str
    alone: bool
    contradicted: bool
    superseded: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """An open failure of a crawl: the address, its cause, how often and when (UTC, ISO 8601)."""

    key: str
    error: str
    times: int
    happened: str


@dataclass(frozen=True, slots=True)
class Crawl:
    """How the crawl of a source does; ``name`` is that of its TOML file.

    ``pages`` counts up to one more than :data:`LOOKED_THROUGH`. ``last_success`` is when something
    of it last answered, None: never (UTC, ISO 8601).
    """

    name: str
    homepage: str
    pages: int
    last_success: str | None
    failures: tuple[Trouble, ...]


def most_quoted(connection: sqlite3.Connection, limit: int) -> list[NameCount]:
    """Return the names that most claims give their source."""
    sql = "SELECT name, claims FROM source_names ORDER BY claims DESC, name LIMIT ?"
    return [NameCount(*row) for row in connection.execute(sql, (limit,))]


def named_like(connection: sqlite3.Connection, text: str, limit: int) -> list[NameCount]:
    """Return names of sources with all words of ``text``, the most quoted first."""
    return _named(connection, match_expression(text), limit)


def most_publishing(connection: sqlite3.Connection, limit: int) -> list[NameCount]:
    """Return the outlets with most articles."""
    sql = "SELECT name, articles FROM outlets ORDER BY articles DESC, name LIMIT ?"
    return [NameCount(*row) for row in connection.execute(sql, (limit,))]


def outlet(connection: sqlite3.Connection, name: str) -> NameCount | None:
    """Return the outlet of this name with its number of articles."""
    sql = "SELECT name, articles FROM outlets WHERE name = ?"
    row = connection.execute(sql, (name,)).fetchone()
    return NameCount(*row) if row is not None else None


def names(connection: sqlite3.Connection, name: str) -> Names:
    """Return the names under which texts quote a source.

    One source are names that differ in their capitals only, and those that name the same
    institutions of the same countries ("Gaza health ministry", "Gesundheitsministerium in Gaza")
    or one of which there is one only. What reconciling would take for the same within one figure
    is similar: with nothing else known "police" may be that of any country.
    """
    known = connection.execute(
        "SELECT name, claims FROM source_names WHERE name = ?", (name,)
    ).fetchone()
    wanted = source(name, "")
    same = [NameCount(*known)] if known is not None else []
    similar = []
    for found in _named(connection, _expression(name, wanted), _NAMES):
        other = source(found.name, "")
        if found.name == name:
            continue
        if _is_same(wanted, other):
            same.append(found)
        elif same_source(wanted, other):
            similar.append(found)
    vague = wanted.unnamed or not (wanted.countries or wanted.institutions <= _UNIQUE)
    return Names(tuple(same), tuple(similar), vague)


def _is_same(a: Source, b: Source) -> bool:
    if a.name == b.name:
        return True
    if a.unnamed or b.unnamed or a.countries != b.countries or a.institutions != b.institutions:
        return False
    return bool(a.institutions) and (bool(a.countries) or a.institutions <= _UNIQUE)


def _expression(name: str, wanted: Source) -> str:
    """Return an FTS5 expression for names that may mean the same."""
    phrases = {name for name, key in institution_names() if key in wanted.institutions}
    words = [word for word in wanted.name.split() if word not in unnamed_words()]
    own = match_expression(" ".join(words))
    either = [f'"{phrase}"*' for phrase in sorted(phrases)] + ([f"({own})"] if own else [])
    return " OR ".join(either)


def _named(connection: sqlite3.Connection, expression: str, limit: int) -> list[NameCount]:
    if not expression:
        return []
    sql = """
        SELECT source_names.name, source_names.claims
        FROM (SELECT rowid FROM source_names_fts WHERE source_names_fts MATCH ? LIMIT ?) AS found
        CROSS JOIN source_names ON source_names.number = found.rowid
        ORDER BY source_names.claims DESC, source_names.name LIMIT ?
    """
    rows = connection.execute(sql, (expression, 10 * _NAMES, limit))
    return [NameCount(*row) for row in rows]


# The plus keeps SQLite from looking through all relations of one kind: a claim has few.
_QUOTED = """
    SELECT claims.rowid AS stored, claims.id AS claim, claims.kind,
        coalesce(figures.sources = 1, 0) AS alone,
        EXISTS (SELECT 1 FROM relations WHERE a = claims.id AND +relation = 'contradicts')
            OR EXISTS (SELECT 1 FROM relations WHERE b = claims.id AND +relation = 'contradicts')
            AS contradicted,
        EXISTS (SELECT 1 FROM relations WHERE a = claims.id AND +relation = 'supersedes')
            AS superseded
    FROM {first}
    LEFT JOIN figure_claims ON figure_claims.claim = claims.id
    LEFT JOIN figures ON figures.id = figure_claims.figure
"""


def quoted(connection: sqlite3.Connection, spellings: Iterable[str]) -> list[Quoted]:
    """Return the claims of a source, the last stored first; one more than is counted at most."""
    claims = "claims CROSS JOIN articles ON articles.id = claims.article AND articles.latest = 1"
    sql = f"""{_QUOTED.format(first=claims)}
        WHERE claims.source = ? AND claims.source <> '{OUTLET}'
        ORDER BY claims.rowid DESC LIMIT ?
    """
    ways = [
        _rows(connection.execute(sql, (spelling, LOOKED_THROUGH + 1))) for spelling in spellings
    ]
    newest = heapq.merge(*ways, key=lambda row: row.stored, reverse=True)
    return list(islice(newest, LOOKED_THROUGH + 1))


def stated(connection: sqlite3.Connection, outlet: str) -> list[Quoted]:
    """Return what an outlet's newest articles state without naming anybody, the newest first."""
    articles = """
        (SELECT id FROM articles WHERE outlet = ? AND latest = 1
            ORDER BY published DESC LIMIT ?) AS newest
        CROSS JOIN claims ON claims.article = newest.id
    """
    sql = f"{_QUOTED.format(first=articles)} WHERE claims.source = '{OUTLET}' LIMIT ?"
    return list(_rows(connection.execute(sql, (outlet, _ARTICLES, LOOKED_THROUGH + 1))))


def _rows(rows: Iterable[sqlite3.Row]) -> Iterator[Quoted]:
    for row in rows:
        facts = {name: bool(row[name]) for name in ("alone", "contradicted", "superseded")}
        yield Quoted(row["stored"], row["claim"], row["kind"], **facts)


def crawls(connection: sqlite3.Connection, name: str) -> list[Crawl]:
    """Return the crawls that bring an outlet's newest articles, or the one of this name."""
    sql = """
        SELECT DISTINCT documents.source FROM (
            SELECT document FROM articles WHERE outlet = ? ORDER BY published DESC LIMIT 20
        ) AS newest
        CROSS JOIN documents ON documents.id = newest.document
    """
    found = {row["source"] for row in connection.execute(sql, (name,))} | {name}
    made = (_crawl(connection, one) for one in sorted(found))
    return [crawl for crawl in made if crawl is not None]


def _crawl(connection: sqlite3.Connection, name: str) -> Crawl | None:
    row = connection.execute("SELECT homepage FROM sources WHERE name = ?", (name,)).fetchone()
    if row is None:
        return None
    pages = """
        SELECT count(*) AS pages, max(checked) AS checked
        FROM (SELECT checked FROM documents WHERE source = ? ORDER BY due DESC LIMIT ?) AS some
    """
    counted = connection.execute(pages, (name, LOOKED_THROUGH + 1)).fetchone()
    # As in `headcount sources`: where a failure is open, only a new answer is known to have worked.
    answered = """
        SELECT max(CASE WHEN EXISTS (
            SELECT 1 FROM failures WHERE stage = 'crawl' AND "key" = feeds.url
        ) THEN changed ELSE checked END) FROM feeds WHERE source = ?
    """
    moments = [counted["checked"], connection.execute(answered, (name,)).fetchone()[0]]
    failures = """
        SELECT "key", error, times, happened FROM failures WHERE source = ?
        ORDER BY happened DESC LIMIT ?
    """
    troubles = connection.execute(failures, (name, LOOKED_THROUGH + 1))
    return Crawl(
        name=name,
        homepage=row["homepage"],
        pages=counted["pages"],
        last_success=max((moment for moment in moments if moment is not None), default=None),
        failures=tuple(Trouble(**dict(one)) for one in troubles),
    )
