"""What became of the claims when a page changed, and which of its texts says what it says now.

A document that was fetched again with another text has a new article: a revision. Its claims are
held against those of the text before. A page of which only menus, dates of the day or comments
changed has the same text, and is no revision: its snapshot is noted in ``unrevised``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Literal

from sqlite_utils import Database

from store.model import Article, Claim
from store.rows import Value

Change = Literal["kept", "changed", "withdrawn", "new"]


def mark_latest(db: Database, document: str) -> None:
    """Set ``articles.latest`` for the document with this id, inside the caller's transaction.

    The latest article is the one read from the snapshot that was seen last; a newer snapshot
    that is not yet read does not hide it. Of a page with several addresses (``addresses``) only
    one article is the latest: that at the canonical address, where it has one.
    """
    db.execute(
        "WITH here AS (SELECT coalesce((SELECT same_as FROM addresses WHERE document = :document), "
        "    :document) AS id), "
        "members AS (SELECT id FROM here UNION SELECT document FROM addresses JOIN here "
        "    ON same_as = here.id), "
        "read AS (SELECT id AS article, snapshot, document FROM articles "
        "    WHERE document IN members UNION ALL "
        "    SELECT article, unrevised.snapshot, document FROM unrevised "
        "    JOIN articles ON articles.id = article WHERE document IN members), "
        "newest AS (SELECT article FROM read JOIN snapshots ON snapshots.id = read.snapshot "
        "    ORDER BY read.document IN here DESC, last_seen DESC, snapshots.id LIMIT 1) "
        "UPDATE articles SET latest = (id IN newest) "
        "WHERE document IN members AND latest IS NOT (id IN newest)",
        {"document": document},
    )


def same_before(db: Database, article: Article, document: str) -> str | None:
    """Return the id of the article before it in time, where that has the same text.

    The same means headline, publication day and text: claims are read from nothing else.
    """
    before = _neighbour(db, article.snapshot, document, "<")
    return before if before and _same(db, article, before) else None


def part_same_after(db: Database, article: Article, document: str) -> None:
    """Set right what was said of later snapshots before this article was read between them.

    The next article, where it has the same text, is no revision; and what was held against an
    earlier text than this one is to be read again.
    """
    after = _neighbour(db, article.snapshot, document, ">")
    if after and _same(db, article, after):
        snapshot = db.execute("SELECT snapshot FROM articles WHERE id = ?", [after]).fetchone()[0]
        note_unrevised(db, snapshot, article.id)
    passed = (
        "SELECT later.id FROM unrevised JOIN snapshots AS later ON later.id = unrevised.snapshot "
        "JOIN articles ON articles.id = unrevised.article "
        "JOIN snapshots AS held ON held.id = articles.snapshot "
        "JOIN snapshots AS this ON this.id = ? WHERE later.document = ? "
        "AND (held.fetched, held.id) < (this.fetched, this.id) "
        "AND (this.fetched, this.id) < (later.fetched, later.id)"
    )
    key = [article.snapshot, document]
    db.execute(f"UPDATE snapshots SET extractor = '' WHERE id IN ({passed})", key)
    db.execute(f"DELETE FROM unrevised WHERE snapshot IN ({passed})", key)


def _same(db: Database, article: Article, other: str) -> bool:
    published = article.published.isoformat() if article.published else None
    found = db.execute(
        'SELECT 1 FROM articles WHERE id = ? AND "text" = ? AND title IS ? AND published IS ?',
        [other, article.text, article.title, published],
    ).fetchone()
    return found is not None


def note_unrevised(db: Database, snapshot: str, same: str) -> None:
    """Note that a snapshot has the text of the article ``same``, and drop what was read from it."""
    dropped = Article.id_of(snapshot)
    db.execute("UPDATE unrevised SET article = ? WHERE article = ?", [same, dropped])
    db.execute("DELETE FROM claims WHERE article = ?", [dropped])
    db.execute("DELETE FROM articles WHERE id = ?", [dropped])
    db.execute(
        "INSERT INTO unrevised (snapshot, article) VALUES (?, ?) "
        "ON CONFLICT (snapshot) DO UPDATE SET article = excluded.article",
        [snapshot, same],
    )


def note_changes(
    db: Database, snapshot: str, document: str, claims_of: Callable[[Database, str], list[Claim]]
) -> None:
    """Compare the article of a snapshot with the one before it, and the one after it with it."""
    article = Article.id_of(snapshot)
    before = _neighbour(db, snapshot, document, "<")
    after = _neighbour(db, snapshot, document, ">")
    for earlier, later in ((before, article), (article, after)):
        if earlier is not None and later is not None:
            _write(db, later, list(changes(claims_of(db, earlier), claims_of(db, later))))
        elif later is not None:
            _write(db, later, [])


def changes(
    before: Sequence[Claim], after: Sequence[Claim]
) -> Iterator[tuple[Change, Claim | None, Claim | None]]:
    """Yield what became of each claim of one text in the next, in the order of the texts.

    Kept: says the same. Changed: speaks of the same quantity (of the same people, places and
    event, as near as possible in noun and period) with another number, bound or period.
    """
    pairs: dict[str, tuple[Change, Claim]] = {}
    rest = {claim.id: claim for claim in before}
    others = {claim.id: claim for claim in after}
    for change, key in _STEPS:
        waiting: dict[Hashable, list[Claim]] = {}
        for claim in reversed(rest.values()):
            waiting.setdefault(key(claim), []).append(claim)
        for claim in list(others.values()):
            if same := waiting.get(key(claim)):
                pairs[claim.id] = change, rest.pop(same.pop().id)
                del others[claim.id]
    for claim in after:
        if claim.id in pairs:
            yield *pairs[claim.id], claim
        else:
            yield "new", None, claim
    for claim in rest.values():
        yield "withdrawn", claim, None


def _about(claim: Claim) -> tuple[Hashable, ...]:
    places = (frozenset(claim.country), frozenset(claim.origin))
    return claim.kind, *places, claim.per, claim.change is None, claim.modality


def _says(claim: Claim) -> tuple[Hashable, ...]:
    return *_about(claim), claim.low, claim.high, claim.bound, claim.date


def _named(claim: Claim) -> tuple[Hashable, ...]:
    return *_about(claim), claim.unit, claim.date


_STEPS: tuple[tuple[Change, Callable[[Claim], Hashable]], ...] = (
    ("kept", lambda claim: (_says(claim), claim.quote)),
    ("kept", lambda claim: (_says(claim), claim.unit)),
    ("kept", _says),
    ("changed", lambda claim: (_named(claim), claim.source)),
    ("changed", _named),
    ("changed", lambda claim: (_about(claim), claim.date)),
    ("changed", lambda claim: (_about(claim), claim.unit)),
)
"""From the surest pairs to the likeliest; what is paired is out of the later steps."""


def _neighbour(db: Database, snapshot: str, document: str, side: str) -> str | None:
    """Return the article of the document read from the nearest earlier or later snapshot."""
    order = "DESC" if side == "<" else "ASC"
    found = db.execute(
        "SELECT articles.id FROM articles JOIN snapshots ON snapshots.id = articles.snapshot "
        f"WHERE articles.document = ? AND (fetched, snapshots.id) {side} "
        "(SELECT fetched, id FROM snapshots WHERE id = ?) "
        f"ORDER BY fetched {order}, snapshots.id {order} LIMIT 1",
        [document, snapshot],
    ).fetchone()
    return found[0] if found else None


def _write(
    db: Database, article: str, rows: Sequence[tuple[Change, Claim | None, Claim | None]]
) -> None:
    wanted: list[dict[str, Value]] = [
        {
            "article": article,
            "number": number,
            "change": change,
            "before": before.id if before else None,
            "after": after.id if after else None,
        }
        for number, (change, before, after) in enumerate(rows, 1)
    ]
    sql = (
        'SELECT article, number, "change", "before", "after" FROM claim_changes '
        "WHERE article = ? ORDER BY number"
    )
    if list(db.query(sql, [article])) == wanted:
        return
    db.execute("DELETE FROM claim_changes WHERE article = ?", [article])
    db.conn.executemany(
        'INSERT INTO claim_changes (article, number, "change", "before", "after", happened) '
        "VALUES (:article, :number, :change, :before, :after, (SELECT fetched FROM snapshots "
        "JOIN articles ON articles.snapshot = snapshots.id WHERE articles.id = :article))",
        wanted,
    )
